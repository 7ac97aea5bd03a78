/* SPDX-License-Identifier: Apache-2.0 */
#include <sqlite3.h>

#include "journal/journal.h"
#include "store/db.h"
#include "support/indexed.h"
#include "support/random_event.h"

static struct arena arena;
static struct err err;
static char dir[4200];
static struct journal *journal;
static struct journal_reader *reader;
static struct buf out;
static uint64_t next;

static void open_all(void)
{
    arena_clear(&arena);
    (void)snprintf(dir, sizeof dir, "%s", t_tmpdir());
    T_REQUIRE(journal_open(&journal, dir, 1024, &err) == RC_OK);
    T_REQUIRE(journal_reader_open(&reader, dir, &err) == RC_OK);
    buf_init(&out, 1 << 20);
}

static void close_all(void)
{
    journal_reader_close(reader);
    journal_close(journal);
    buf_release(&out);
}

static void append(enum event_type type, const char *id, const char *area, const void *data)
{
    struct event ev = {.seq = journal_last(journal) + 1,
                       .time = INT64_C(1795310400123456),
                       .recorded = INT64_C(1795310400200000),
                       .type = type,
                       .id = str_c(id),
                       .area = str_c(area),
                       .actor = STR("user/U1"),
                       .data = data};
    const struct event *list[] = {&ev};
    T_REQUIRE(journal_append(journal, list, 1, &err) == RC_OK);
}

static enum rc search(enum kind kind, const char *field, const char *value, const char *areas,
                      uint64_t before, int limit)
{
    const struct journal_filter filter = {str_c(field), str_c(value)};
    index_now(dir);
    buf_clear(&out);
    return journal_search(reader, kind, &filter, field != NULL, str_c(areas), before, 0, limit,
                          &out, &next, &err);
}

static void raise_alarm(const char *id, const char *area, int64_t kind)
{
    struct alarm a = {0};
    alarm_set_kind(&a, kind);
    alarm_set_device(&a, STR("D1"));
    alarm_set_raised_at(&a, INT64_C(1795310400500000));
    alarm_set_detail(&a, STR("said by a person"));
    alarm_set_state(&a, ALARM_STATE_ACTIVE);
    alarm_set_count(&a, 1);
    append(EV_ALARM_RAISED, id, area, &a);
}

static void test_journal_search__outside_form_and_patches(void)
{
    open_all();
    T_OK(search(KIND_ALARM, NULL, NULL, "", 0, 10));
    T_STRC(buf_str(&out), "[]");
    T_EQ(next, 0);
    raise_alarm("A1", "R1", ALARM_KIND_PANIC);
    struct alarm patch = {0};
    alarm_set_state(&patch, ALARM_STATE_ACKNOWLEDGED);
    append(EV_ALARM_ACKNOWLEDGED, "A1", "R1", &patch);
    T_OK(search(KIND_ALARM, NULL, NULL, "", 0, 10));
    /* Kept fields only: the detail is personal and not there. */
    T_STRC(buf_str(&out),
           "[{\"id\":\"A1\",\"seq\":2,\"count\":1,\"device\":\"D1\",\"kind\":\"panic\","
           "\"raised_at\":\"2026-11-22T01:20:00.500Z\",\"state\":\"acknowledged\"}]");
    T_EQ(next, 0);
    close_all();
}

static void test_journal_search__units_of_numbers(void)
{
    struct violation v = {0};
    open_all();
    violation_set_speed_kmh(&v, 1234);
    violation_set_limit_kmh(&v, 600);
    append(EV_VIOLATION_FOUND, "V1", "", &v);
    T_OK(search(KIND_VIOLATION, "speed_kmh", "123.4", "", 0, 10));
    T_STRC(buf_str(&out), "[{\"id\":\"V1\",\"seq\":1,\"limit_kmh\":60,\"speed_kmh\":123.4}]");
    T_OK(search(KIND_VIOLATION, "speed_kmh", "123.5", "", 0, 10));
    T_STRC(buf_str(&out), "[]");
    close_all();
}

static void test_journal_search__filters(void)
{
    open_all();
    raise_alarm("A1", "R1", ALARM_KIND_PANIC);
    raise_alarm("A2", "R1", ALARM_KIND_FIRE);
    T_OK(search(KIND_ALARM, "kind", "fire", "", 0, 10));
    T(str_starts(buf_str(&out), STR("[{\"id\":\"A2\"")));
    T_OK(search(KIND_ALARM, "raised_at", "2026-11-22T01:20:00.5Z", "", 0, 1));
    T(str_starts(buf_str(&out), STR("[{\"id\":\"A2\"")));
    T_OK(search(KIND_ALARM, "device", "D2", "", 0, 10));
    T_STRC(buf_str(&out), "[]");
    T_EQ(search(KIND_ALARM, "kind", "flood", "", 0, 10), RC_INVALID);
    T_STRC(str_c(err.field), "kind");
    T_EQ(search(KIND_ALARM, "count", "many", "", 0, 10), RC_INVALID);
    T_EQ(search(KIND_ALARM, "raised_at", "today", "", 0, 10), RC_INVALID);
    T_EQ(search(KIND_ALARM, "detail", "x", "", 0, 10), RC_INVALID); /* not kept */
    T_EQ(search(KIND_ALARM, "first; DROP TABLE event", "x", "", 0, 10), RC_INVALID);
    T_EQ(search(KIND_UNIT, NULL, NULL, "", 0, 10), RC_INVALID);
    T_EQ(search(KIND_ALARM, NULL, NULL, "", 0, 0), RC_INVALID);
    T_EQ(search(KIND_ALARM, NULL, NULL, "", 0, JOURNAL_SEARCH_MAX + 1), RC_INVALID);
    close_all();
}

/* Ids in the order they were given. */
static const char *ids(void)
{
    static char text[400];
    size_t n = 0;
    struct str rest = buf_str(&out);
    text[0] = '\0';
    while (rest.n > 6) {
        if (!str_starts(rest, STR("\"id\":\""))) {
            rest.p++, rest.n--;
            continue;
        }
        rest.p += 6, rest.n -= 6;
        struct str id = str_cut(&rest, '"');
        n += (size_t)snprintf(text + n, sizeof text - n, "%.*s ", STR_ARG(id));
    }
    return text;
}

static void test_journal_search__pages_and_areas(void)
{
    char id[16], area[16];
    open_all();
    for (int i = 1; i <= 12; i++) {
        (void)snprintf(id, sizeof id, "A%d", i);
        (void)snprintf(area, sizeof area, "R%d", i % 4);
        raise_alarm(id, area, ALARM_KIND_PANIC);
    }
    T_OK(search(KIND_ALARM, NULL, NULL, "", 0, 5));
    T_STRC(str_c(ids()), "A12 A11 A10 A9 A8 ");
    T_EQ(next, 8);
    T_OK(search(KIND_ALARM, NULL, NULL, "", next, 5));
    T_STRC(str_c(ids()), "A7 A6 A5 A4 A3 ");
    T_OK(search(KIND_ALARM, NULL, NULL, "", next, 5));
    T_STRC(str_c(ids()), "A2 A1 ");
    T_EQ(next, 0);
    T_OK(search(KIND_ALARM, NULL, NULL, "R3", 0, 10));
    T_STRC(str_c(ids()), "A11 A7 A3 ");
    T_OK(search(KIND_ALARM, NULL, NULL, "R1,R3,R9,R1", 0, 4));
    T_STRC(str_c(ids()), "A11 A9 A7 A5 ");
    T_OK(search(KIND_ALARM, NULL, NULL, "R1,R3,R9,R1", next, 4));
    T_STRC(str_c(ids()), "A3 A1 ");
    T_OK(search(KIND_ALARM, NULL, NULL, "R9", 0, 4));
    T_STRC(str_c(ids()), "");
    /* It moves with its events to another area; an event without an area leaves it where it is. */
    struct alarm patch = {0};
    append(EV_ALARM_ESCALATED, "A1", "R3", &patch);
    append(EV_ALARM_ESCALATED, "A5", "", &patch);
    T_OK(search(KIND_ALARM, NULL, NULL, "R3", 0, 10));
    T_STRC(str_c(ids()), "A11 A7 A3 A1 ");
    T_OK(search(KIND_ALARM, NULL, NULL, "R1", 0, 10));
    T_STRC(str_c(ids()), "A9 A5 ");
    close_all();
}

static void run_raw(const char *sql)
{
    char path[4300];
    struct db *db;
    (void)snprintf(path, sizeof path, "%s/index.db", dir);
    T_REQUIRE(db_open(&db, path, NULL, &err) == RC_OK);
    T_REQUIRE(db_exec(db, sql, &err) == RC_OK);
    db_close(db);
}

static void count_steps(uint64_t done, uint64_t total, void *arg)
{
    T_EQ(done, total);
    ++*(int *)arg;
}

static enum rc note_seq(const struct journal_row *row, void *arg, struct err *e)
{
    UNUSED(e);
    buf_printf(arg, "%llu ", (unsigned long long)row->seq);
    return RC_OK;
}

static void test_journal_rebuild__makes_the_same_again(void)
{
    int steps = 0;
    open_all();
    raise_alarm("A1", "R1", ALARM_KIND_PANIC);
    raise_alarm("A2", "R2", ALARM_KIND_FIRE);
    struct alarm patch = {0};
    alarm_set_state(&patch, ALARM_STATE_CLOSED);
    append(EV_ALARM_CLOSED, "A1", "R1", &patch);
    T_OK(search(KIND_ALARM, NULL, NULL, "", 0, 10));
    struct str before = arena_str(&arena, buf_str(&out));
    run_raw("DELETE FROM p_alarm; DELETE FROM tail");
    T_OK(search(KIND_ALARM, NULL, NULL, "", 0, 10));
    T_STRC(buf_str(&out), "[]"); /* whoever changes it by hand is believed until it is made anew */
    T_OK(journal_rebuild(dir, count_steps, &steps, &err));
    T_EQ(steps, 1);
    T_OK(search(KIND_ALARM, NULL, NULL, "", 0, 10));
    T_STR(buf_str(&out), before);
    buf_clear(&out);
    T_OK(journal_timeline(reader, STR("alarm/A1"), 0, 10, note_seq, &out, &err));
    T_STRC(buf_str(&out), "1 3 ");
    raise_alarm("A3", "R1", ALARM_KIND_PANIC); /* the writer goes on */
    T_OK(search(KIND_ALARM, NULL, NULL, "", 0, 10));
    T(str_starts(buf_str(&out), STR("[{\"id\":\"A3\"")));
    close_all();
}

static void test_journal_search__full_answer(void)
{
    open_all();
    raise_alarm("A1", "R1", ALARM_KIND_PANIC);
    buf_release(&out);
    buf_init(&out, 20);
    T_EQ(search(KIND_ALARM, NULL, NULL, "", 0, 10), RC_TOO_LARGE);
    close_all();
}

int main(void)
{
    arena_init(&arena, 16u << 20);
    T_RUN(test_journal_search__outside_form_and_patches);
    T_RUN(test_journal_search__units_of_numbers);
    T_RUN(test_journal_search__filters);
    T_RUN(test_journal_search__pages_and_areas);
    T_RUN(test_journal_rebuild__makes_the_same_again);
    T_RUN(test_journal_search__full_answer);
    arena_release(&arena);
    return t_end();
}
