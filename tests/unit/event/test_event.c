/* SPDX-License-Identifier: Apache-2.0 */
#include "event/event.h"

#include "support/random_event.h"

/*
 * Written by hand from reference 5.4; the commitment is what Python's hashlib gives for
 * "markaz/commit1\n", the salt of bytes 0 to 31 and the payload.
 */
#define PAYLOAD \
    "{\"actor\":\"user/U1\",\"answer\":\"\\\"id\\\":\\\"A7\\\"\",\"area\":\"R1\",\"data\":{" \
    "\"detail\":\"\\\"ўйга\\\"\\n\",\"device\":\"D9\",\"kind\":\"panic\",\"lat\":413111000," \
    "\"lon\":-692797000,\"raised_at\":1795310400000000,\"state\":\"active\"},\"once\":\"k-1\"," \
    "\"recorded\":1795310400200000,\"subject\":\"alarm/A7\"}"
#define PSEUDONYM "6hJ-_6hJ-_6hJ-_6hJ-_6A"
#define ENTRY \
    "markaz/ev1\nseq 18273\ntime 1795310400123456\ntype alarm.raised\nactor " PSEUDONYM \
    "\ncommit hwzm49X6GDaRpSIa5hnHhQjXcYAG98wk/6uaf+E4nJI=\n"

static struct alarm alarm_data;
static struct event event_data;
static struct arena arena;
static struct err err;

static const struct event *sample(void)
{
    alarm_data = (struct alarm){0};
    alarm_set_device(&alarm_data, STR("D9"));
    alarm_set_kind(&alarm_data, ALARM_KIND_PANIC);
    alarm_set_state(&alarm_data, ALARM_STATE_ACTIVE);
    alarm_set_lat(&alarm_data, 413111000);
    alarm_set_lon(&alarm_data, -692797000);
    alarm_set_raised_at(&alarm_data, INT64_C(1795310400000000));
    alarm_set_detail(&alarm_data, STR("\"ўйга\"\n"));
    alarm_set_acked_by(&alarm_data, STR("not for this type"));
    event_data = (struct event){.seq = 18273,
                                .time = INT64_C(1795310400123456),
                                .recorded = INT64_C(1795310400200000),
                                .type = EV_ALARM_RAISED,
                                .id = STR("A7"),
                                .area = STR("R1"),
                                .actor = STR("user/U1"),
                                .once = STR("k-1"),
                                .answer = STR("\"id\":\"A7\""),
                                .data = &alarm_data};
    return &event_data;
}

static void test_event__fixture_to_the_byte(void)
{
    uint8_t salt[EVENT_SALT_LEN];
    struct buf payload, entry;
    buf_init(&payload, EVENT_PAYLOAD_MAX);
    buf_init(&entry, EVENT_ENTRY_MAX);
    for (size_t i = 0; i < sizeof salt; i++)
        salt[i] = (uint8_t)i;
    event_payload(sample(), &payload);
    T_STR(buf_str(&payload), STR(PAYLOAD));
    struct sha256 commit = event_commit(salt, buf_str(&payload));
    event_entry(sample(), STR(PSEUDONYM), &commit, &entry);
    T_STR(buf_str(&entry), STR(ENTRY));
    buf_release(&payload);
    buf_release(&entry);
}

static void test_event_read__fixture(void)
{
    struct event ev;
    struct event_entry head;
    T_OK(event_entry_read(STR(ENTRY), &head, &err));
    T_EQ(head.seq, 18273);
    T_EQ(head.time, INT64_C(1795310400123456));
    T_EQ(head.type, EV_ALARM_RAISED);
    T_STRC(head.actor, PSEUDONYM);
    T_EQ(head.commit.b[0], 0x87);
    T_EQ(head.commit.b[31], 0x92);
    T_OK(event_read(STR(ENTRY), STR(PAYLOAD), &arena, &ev, &err));
    alarm_data.has &= ~BIT(F_ALARM_ACKED_BY);
    alarm_data.acked_by = STR_NONE;
    T(same_event(&ev, &event_data));
    T_EQ(event_kind(&ev), KIND_ALARM);
}

/* Each is one change away from the fixture. */
static void test_event_entry_read__refuses(void)
{
    static const struct {
        const char *from, *to;
    } changes[] = {
        {"markaz/ev1", "markaz/ev2"},
        {"markaz/ev1\n", "markaz/ev1 \n"},
        {"seq 18273", "seq 018273"},
        {"seq 18273", "seq 0"},
        {"seq 18273", "seq -1"},
        {"seq 18273", "seq +1"},
        {"seq 18273", "seq 99999999999999999999"},
        {"seq 18273", "seq "},
        {"seq 18273", "seq  18273"},
        {"time 1795310400123456", "time 1795310400123456 "},
        {"time 1795310400123456", "time 1795310400.5"},
        {"time ", "Time "},
        {"alarm.raised", "alarm.raise"},
        {"alarm.raised", ""},
        {PSEUDONYM, "6hJ"},
        {PSEUDONYM, PSEUDONYM "x"},
        {"commit hwzm", "commit hwz"},
        {"commit hwzm", "commit  wzm"},
        {"commit hwzm", "commit hw\rm"},
        {"nJI=", "nI=="},
        {"/6uaf", "_6uaf"},
        {"+E4nJI=", "-E4nJI="},
        {"nJI=", "nJJ="},
        {"nJI=", "nJI"},
        {"nJI=\n", "nJI=\r\n"},
        {"nJI=\n", "nJI="},
        {"nJI=\n", "nJI=\n\n"},
        {"\ntime", "\n\ntime"},
        {"nJI=", "n I="},
    };
    struct event_entry head;
    char text[600];
    for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
        const char *at = strstr(ENTRY, changes[i].from);
        T_REQUIRE(at != NULL);
        int n = snprintf(text, sizeof text, "%.*s%s%s", (int)(at - ENTRY), ENTRY, changes[i].to,
                         at + strlen(changes[i].from));
        if (!T_EQ(event_entry_read((struct str){text, (size_t)n}, &head, &err), RC_CORRUPT))
            printf("    with '%s'\n", changes[i].to);
    }
    for (size_t n = 0; n < sizeof ENTRY - 1; n++)
        T_EQ(event_entry_read((struct str){ENTRY, n}, &head, &err), RC_CORRUPT);
}

/* An erasure's entry to the byte: outsiders read its targets there. */
static void test_event_entry__of_an_erasure(void)
{
    static const char *const wrong[] = {
        "policy hits\nreason due\ntarget 17\ntarget 3\n",
        "policy hits\nreason due\ntarget 3\ntarget 3\n",
        "policy hits\nreason due\ntarget 40\n", /* itself */
        "policy hits\nreason due\ntarget 03\n",
        "policy hits\nreason due\ntarget 3",
        "policy hits\nreason Due\ntarget 3\n",
        "policy hits\nreason \ntarget 3\n",
        "policy \nreason due\ntarget 3\n",
        "reason due\npolicy hits\ntarget 3\n",
        "policy hits\nreason due\ntarget 3\nmore\n",
    };
    const struct event_target targets[] = {
        {.seq = 3, .lives = STR_INIT("user/U5")}, {.seq = 17, .answered = true}, {.seq = 39}};
    const struct erasure x = {targets, 3, STR("due"), STR("00ff")};
    struct policy data = {0};
    struct event back, ev = {.seq = 40,
                             .time = 5,
                             .recorded = 6,
                             .type = EV_ERASE,
                             .id = STR("hits"),
                             .actor = STR("core"),
                             .data = &data,
                             .erasure = &x};
    const struct sha256 commit = {{0}};
    struct event_entry head;
    struct buf entry, payload;
    buf_init(&entry, EVENT_ENTRY_MAX);
    buf_init(&payload, EVENT_PAYLOAD_MAX);
    event_entry(&ev, STR(PSEUDONYM), &commit, &entry);
    event_payload(&ev, &payload);
    const char *const first = "markaz/ev1\nseq 40\ntime 5\ntype erase\nactor " PSEUDONYM
                              "\ncommit AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
    T_STR(buf_str(&entry), arena_printf(&arena,
                                        "%spolicy hits\nreason due\ntarget 3\ntarget 17\n"
                                        "target 39\n",
                                        first));
    T_STRC(buf_str(&payload),
           "{\"actor\":\"core\",\"answered\":\"17\",\"data\":{},\"left\":\"00ff\","
           "\"lives\":\"3 user/U5\",\"recorded\":6,\"subject\":\"policy/hits\"}");
    T_OK(event_read(buf_str(&entry), buf_str(&payload), &arena, &back, &err));
    T_REQUIRE(back.erasure != NULL && back.erasure->n == 3);
    T_STRC(back.erasure->targets[0].lives, "user/U5");
    T(!back.erasure->targets[0].answered && back.erasure->targets[1].answered);
    T_EQ(back.erasure->targets[2].seq, 39);
    T_STRC(back.erasure->left, "00ff");
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
        if (!T_EQ(event_entry_read(arena_printf(&arena, "%s%s", first, wrong[i]), &head, &err),
                  RC_CORRUPT))
            printf("    with '%s'\n", wrong[i]);
    struct str other = arena_printf(&arena, "%.*starget 3\n", (int)(sizeof ENTRY - 1), ENTRY);
    T_EQ(event_entry_read(other, &head, &err), RC_CORRUPT);
    buf_release(&entry);
    buf_release(&payload);
}

/* A renewal's entry to the byte: outsiders read there what is lost. */
static void test_event_entry__of_a_renewal(void)
{
    static const char *const wrong[] = {
        "origin a/2\nlost 40 50\n",
        "origin a/2\nlost 41 50\ncheckpoint YQ==\n", /* it begins elsewhere */
        "origin a/2\nlost 40 39\ncheckpoint YQ==\n",
        "origin a/2\nlost 40\ncheckpoint YQ==\n",
        "origin a/2\nlost nothing\ncheckpoint YQ==\n",
        "origin a /2\nlost none\ncheckpoint YQ==\n",
        "origin \nlost none\ncheckpoint YQ==\n",
        "origin a/2\nlost none\ncheckpoint \n",
        "origin a/2\nlost none\ncheckpoint YQ==\nmore\n",
        "policy hits\nreason due\ntarget 3\n",
    };
    struct centre data = {0};
    const struct sha256 commit = {{0}};
    const struct renewal lost = {STR("a/2"), 50, STR("YQ==")}, none = {STR("a/2"), 0, STR("YQ==")};
    struct event back, ev = {.seq = 40,
                             .time = 5,
                             .recorded = 6,
                             .type = EV_HISTORY_RENEWED,
                             .id = STR("centre"),
                             .actor = STR("user/U3"),
                             .data = &data,
                             .renewal = &lost};
    struct event_entry head;
    struct buf entry, payload;
    centre_set_log_origin(&data, STR("a/2"));
    buf_init(&entry, EVENT_ENTRY_MAX);
    buf_init(&payload, EVENT_PAYLOAD_MAX);
    event_payload(&ev, &payload);
    const char *const first = "markaz/ev1\nseq 40\ntime 5\ntype history.renewed\nactor " PSEUDONYM
                              "\ncommit AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
    event_entry(&ev, STR(PSEUDONYM), &commit, &entry);
    T_STR(buf_str(&entry),
          arena_printf(&arena, "%sorigin a/2\nlost 40 50\ncheckpoint YQ==\n", first));
    T_OK(event_read(buf_str(&entry), buf_str(&payload), &arena, &back, &err));
    T_REQUIRE(back.renewal != NULL);
    T_EQ(back.renewal->lost_to, 50);
    T_STRC(back.renewal->checkpoint, "YQ==");
    buf_clear(&entry);
    ev.renewal = &none;
    event_entry(&ev, STR(PSEUDONYM), &commit, &entry);
    T_STR(buf_str(&entry),
          arena_printf(&arena, "%sorigin a/2\nlost none\ncheckpoint YQ==\n", first));
    T_OK(event_entry_read(buf_str(&entry), &head, &err));
    T_EQ(head.renewal.lost_to, 0);
    /* Another name in the payload than in the entry. */
    buf_clear(&payload);
    centre_set_log_origin(&data, STR("a/3"));
    event_payload(&ev, &payload);
    T_EQ(event_read(buf_str(&entry), buf_str(&payload), &arena, &back, &err), RC_CORRUPT);
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
        if (!T_EQ(event_entry_read(arena_printf(&arena, "%s%s", first, wrong[i]), &head, &err),
                  RC_CORRUPT))
            printf("    with '%s'\n", wrong[i]);
    buf_release(&entry);
    buf_release(&payload);
}

static void test_event_read__refuses_payloads(void)
{
    static const char *const payloads[] = {
        "",
        "null",
        "[]",
        "{}",
        "{\"data\":{},\"recorded\":1}",
        "{\"data\":{},\"subject\":\"alarm/A7\"}",
        "{\"recorded\":1,\"subject\":\"alarm/A7\"}",
        "{\"data\":{},\"recorded\":1,\"subject\":\"hit/A7\"}",
        "{\"data\":{},\"recorded\":1,\"subject\":\"alarm/\"}",
        "{\"data\":{},\"recorded\":1,\"subject\":\"alarm\"}",
        "{\"data\":{},\"recorded\":1.5,\"subject\":\"alarm/A7\"}",
        "{\"data\":[],\"recorded\":1,\"subject\":\"alarm/A7\"}",
        "{\"data\":{\"kind\":\"party\"},\"recorded\":1,\"subject\":\"alarm/A7\"}",
        "{\"data\":{\"lat\":900000001},\"recorded\":1,\"subject\":\"alarm/A7\"}",
        "{\"actor\":1,\"data\":{},\"recorded\":1,\"subject\":\"alarm/A7\"}",
        "{\"data\":{},\"recorded\":1,\"subject\":\"alarm/A\\u0037\"}",
        "{\"data\":{},\"recorded\":1,\"subject\":\"alarm/A7\"",
        "{\"data\":{},\"recorded\":1,\"subject\":\"alarm/A7\"}}",
    };
    struct event ev;
    T_OK(event_read(STR(ENTRY), STR("{\"data\":{},\"recorded\":1,\"subject\":\"alarm/A7\"}"),
                    &arena, &ev, &err));
    for (size_t i = 0; i < ARRAY_LEN(payloads); i++)
        if (!T_EQ(event_read(STR(ENTRY), str_c(payloads[i]), &arena, &ev, &err), RC_CORRUPT))
            printf("    with %s\n", payloads[i]);
}

/* Members of a later version are skipped, not refused: old programs read new journals. */
static void test_event_read__skips_what_it_does_not_know(void)
{
    struct event ev;
    T_OK(event_read(
        STR(ENTRY),
        STR("{\"data\":{\"later\":{\"a\":[1]},\"state\":\"active\"},\"later\":\"x\",\"recorded\":1,"
            "\"subject\":\"alarm/A7\"}"),
        &arena, &ev, &err));
    T_EQ(*(const uint64_t *)ev.data, BIT(F_ALARM_STATE));
}

static void test_event__round_trip_of_every_type(void)
{
    uint64_t state = t_seed();
    struct buf payload, entry;
    struct sha256 commit = {{0}};
    struct event back;
    buf_init(&payload, EVENT_PAYLOAD_MAX);
    buf_init(&entry, EVENT_ENTRY_MAX);
    for (int i = 0; i < EV_COUNT * 20; i++) {
        const struct event *ev = random_event(&state, &arena, (enum event_type)(i % EV_COUNT),
                                              (uint64_t)i + 1, i < EV_COUNT);
        buf_clear(&payload);
        buf_clear(&entry);
        event_payload(ev, &payload);
        event_entry(ev, STR(PSEUDONYM), &commit, &entry);
        T_REQUIRE(buf_ok(&payload) && buf_ok(&entry));
        T_OK(event_read(buf_str(&entry), buf_str(&payload), &arena, &back, &err));
        T(same_event(ev, &back));
        /* Canonical: written again it is the same. */
        struct str first = arena_str(&arena, buf_str(&payload));
        buf_clear(&payload);
        event_payload(&back, &payload);
        T_STR(buf_str(&payload), first);
        if (i % 50 == 0)
            arena_clear(&arena);
    }
    buf_release(&payload);
    buf_release(&entry);
}

static void test_event_commit__depends_on_salt_and_payload(void)
{
    uint8_t salt[EVENT_SALT_LEN] = {0}, other[EVENT_SALT_LEN] = {1};
    struct sha256 a = event_commit(salt, STR("x")), b = event_commit(other, STR("x")),
                  c = event_commit(salt, STR("y"));
    T(memcmp(a.b, b.b, SHA256_LEN) != 0);
    T(memcmp(a.b, c.b, SHA256_LEN) != 0);
}

static void test_event_cloud__usual_units_and_no_secrets(void)
{
    struct buf out;
    struct user user = {0};
    buf_init(&out, 4096);
    event_cloud(sample(), STR("jx"), &out);
    T_STRC(buf_str(&out),
           "{\"specversion\":\"1.0\",\"id\":\"jx:18273\",\"source\":\"/markaz/"
           "jx\",\"type\":\"alarm.raised\","
           "\"subject\":\"alarm/A7\",\"time\":\"2026-11-22T01:20:00.123456Z\","
           "\"recorded\":\"2026-11-22T01:20:00.200Z\",\"seq\":18273,\"area\":\"R1\",\"actor\":"
           "\"user/U1\","
           "\"data\":{\"detail\":\"\\\"ўйга\\\"\\n\",\"device\":\"D9\",\"kind\":\"panic\",\"lat\":"
           "41.3111,"
           "\"lon\":-69.2797,\"raised_at\":\"2026-11-22T01:20:00Z\",\"state\":\"active\"}}");
    user_set_pwhash(&user, STR("$argon2id$secret"));
    event_data.type = EV_USER_PASSWORD;
    event_data.data = &user;
    buf_clear(&out);
    event_cloud(&event_data, STR("jx"), &out);
    buf_putc(&out, '\0');
    T(strstr(out.p, "argon2") == NULL);
    buf_release(&out);
}

int main(void)
{
    arena_init(&arena, 64u << 20);
    T_RUN(test_event__fixture_to_the_byte);
    T_RUN(test_event_read__fixture);
    T_RUN(test_event_entry_read__refuses);
    T_RUN(test_event_entry__of_an_erasure);
    T_RUN(test_event_entry__of_a_renewal);
    T_RUN(test_event_read__refuses_payloads);
    T_RUN(test_event_read__skips_what_it_does_not_know);
    T_RUN(test_event__round_trip_of_every_type);
    T_RUN(test_event_commit__depends_on_salt_and_payload);
    T_RUN(test_event_cloud__usual_units_and_no_secrets);
    arena_release(&arena);
    return t_end();
}
