/* SPDX-License-Identifier: Apache-2.0 */
#include "core/core_priv.h"
#include "core/thin.h"
#include "support/t.h"

static struct intake_line beat(const char *device, usec_t at, const char *id)
{
    struct intake_line l = {.verdict = LINE_ACCEPTED};
    in_heartbeat_set_device(&l.in.heartbeat, str_c(device));
    in_heartbeat_set_at(&l.in.heartbeat, at);
    if (id != NULL)
        in_heartbeat_set_id(&l.in.heartbeat, str_c(id));
    return l;
}

static void check_back(struct str block)
{
    struct intake_job back;
    struct arena a;
    struct err e;
    usec_t received = 0;
    arena_init(&a, 1u << 20);
    T_EQ(intake_received(block, &received, &e), RC_OK);
    T_EQ(received, 900);
    T_EQ(intake_unpack(SERIES_HEARTBEATS, block, &a, &back, &e), RC_OK);
    T_EQ(back.n, 4);
    T_STRC(back.lines[0].in.heartbeat.device, "B1");
    T_STRC(back.lines[1].in.heartbeat.device, "B1");
    T_STRC(back.lines[2].in.heartbeat.device, "B2");
    T_STRC(back.lines[3].in.heartbeat.device, "B1");
    T_STRC(back.lines[0].in.heartbeat.id, "x");
    T((back.lines[1].in.heartbeat.has & BIT(F_IN_HEARTBEAT_ID)) == 0);
    T_STRC(back.lines[2].in.heartbeat.id, "x");
    T_EQ(back.lines[3].in.heartbeat.id.n, 0);
    T((back.lines[3].in.heartbeat.has & BIT(F_IN_HEARTBEAT_ID)) != 0);
    T_EQ(back.lines[3].in.heartbeat.at, 4000);
    T(!back.lines[2].doubtful && back.lines[3].doubtful);
    T_STRC(back.lines[3].device.text, "B1");
    arena_release(&a);
}

static void test_intake_pack__a_text_that_is_the_same_again_costs_a_byte(void)
{
    struct intake_line lines[] = {beat("B1", 1000, "x"), beat("B1", 2000, NULL),
                                  beat("B2", 3000, "x"), beat("B1", 4000, "")};
    struct intake_job job = {.series = SERIES_HEARTBEATS, .lines = lines, .n = 4, .accepted = 4};
    struct block_writer w;
    usec_t first, last;
    job.received = 900;
    lines[3].doubtful = true;
    block_writer_init(&w, TELEMETRY_BLOCK_MAX);
    T_EQ(intake_pack(&job, &w, &first, &last), RC_OK);
    T_EQ(first, 1000);
    T_EQ(last, 4000);
    check_back(block_bytes(&w));
    for (int i = 0; i < 4; i++)
        lines[i] = beat("the same device as before", 1000, NULL);
    T_EQ(intake_pack(&job, &w, &first, &last), RC_OK);
    T(block_bytes(&w).n < 2 * sizeof "the same device as before");
    block_writer_release(&w);
}

static void test_intake_pack__a_position_keeps_whose_it_was(void)
{
    struct intake_line lines[2];
    struct intake_job job = {.series = SERIES_POSITIONS, .lines = lines, .n = 2, .accepted = 2};
    struct intake_job back;
    struct block_writer w;
    struct arena a;
    usec_t first, last;
    struct err e;
    memset(lines, 0, sizeof lines);
    for (int i = 0; i < 2; i++) {
        in_position_set_device(&lines[i].in.position, STR("T1"));
        in_position_set_at(&lines[i].in.position, 5000);
    }
    lines[0].in.placed.unit = STR("M1");
    arena_init(&a, 1u << 20);
    block_writer_init(&w, TELEMETRY_BLOCK_MAX);
    T_EQ(intake_pack(&job, &w, &first, &last), RC_OK);
    T_EQ(intake_unpack(SERIES_POSITIONS, block_bytes(&w), &a, &back, &e), RC_OK);
    T_EQ(back.n, 2);
    T_STRC(back.lines[0].in.placed.unit, "M1");
    T_STRC(thin_who(&back.lines[0]), "M1");
    T_EQ(back.lines[1].in.placed.unit.n, 0);
    T_STRC(thin_who(&back.lines[1]), "T1");
    block_writer_release(&w);
    arena_release(&a);
}

static void test_thin_minute__one_of_each_unit(void)
{
    struct thin_minutes m = {0};
    char who[8];
    T(thin_minute(&m, STR("M1"), 0) && !thin_minute(&m, STR("M1"), USEC_MIN - 1));
    T(thin_minute(&m, STR("M1"), USEC_MIN) && thin_minute(&m, STR("M2"), 0));
    T(!thin_minute(&m, STR("M1"), 1)); /* out of order */
    for (int i = 0; i < 5000; i++) {
        (void)snprintf(who, sizeof who, "U%d", i % 50);
        T_REQUIRE(thin_minute(&m, str_c(who), (i / 50) * USEC_MIN));
    }
    T_EQ(m.n, 5003);
    T(!thin_minute(&m, STR("U49"), 99 * USEC_MIN + 5));
    thin_minutes_release(&m);
}

/* As programs wrote it before: each text with its length. */
static void test_intake_unpack__reads_the_first_layout(void)
{
    const struct intake_line lines[] = {beat("B1", 1000, "x"), beat("B1", 2000, NULL),
                                        beat("B2", 3000, "x"), beat("B1", 4000, "")};
    struct block_writer w;
    int64_t at = 0;
    block_writer_init(&w, 4096);
    block_put_u64(&w, 1);
    block_put_u64(&w, 4);
    block_put_i64(&w, 900);
    for (int i = 0; i < 4; i++) {
        const struct in_heartbeat *h = &lines[i].in.heartbeat;
        block_put_u64(&w, h->has << 1 | (i == 3));
        block_put_delta(&w, &at, h->at); /* in the order of names */
        block_put_str(&w, h->device);
        if ((h->has & BIT(F_IN_HEARTBEAT_ID)) != 0)
            block_put_str(&w, h->id);
    }
    check_back(block_bytes(&w));
    block_writer_release(&w);
}

static void test_intake_unpack__refuses_what_it_does_not_know(void)
{
    static const char later[] = {4, 0, 0}, none[] = {0, 0, 0};
    /* One heartbeat with a device whose text is longer than the block. */
    static const char longer[] = {2, 1, 0, 2, 100, 'B'};
    struct intake_job back;
    struct arena a;
    struct err e;
    usec_t received;
    arena_init(&a, 1u << 20);
    T_EQ(intake_unpack(SERIES_HEARTBEATS, (struct str){later, 3}, &a, &back, &e), RC_CORRUPT);
    T_EQ(intake_received((struct str){later, 3}, &received, &e), RC_CORRUPT);
    T_EQ(intake_unpack(SERIES_HEARTBEATS, (struct str){none, 3}, &a, &back, &e), RC_CORRUPT);
    T_EQ(intake_unpack(SERIES_HEARTBEATS, (struct str){longer, 6}, &a, &back, &e), RC_CORRUPT);
    arena_release(&a);
}

/* A law says when the last of a read is gone. A partition goes when its newest is `life` old, and a second late at most. */
static void test_intake_reads_life__no_read_is_older_than_was_said(void)
{
    static const int64_t seconds[] = {1, 2, 5, 6, 59, 60, 180, 3600, 86400, 21 * 86400};
    for (size_t i = 0; i < ARRAY_LEN(seconds); i++) {
        usec_t most = seconds[i] * USEC_S, part = 0, life = intake_reads_life(most, &part);
        T(part > 0 && part <= life / 3 && part <= USEC_H); /* what telemetry_keep wants */
        T(life + part <= most);
        T(most < 6 * USEC_S || life + part + USEC_S <= most);
        T(life >= most / 2);
    }
}

int main(void)
{
    T_RUN(test_intake_reads_life__no_read_is_older_than_was_said);
    T_RUN(test_intake_pack__a_text_that_is_the_same_again_costs_a_byte);
    T_RUN(test_intake_pack__a_position_keeps_whose_it_was);
    T_RUN(test_thin_minute__one_of_each_unit);
    T_RUN(test_intake_unpack__reads_the_first_layout);
    T_RUN(test_intake_unpack__refuses_what_it_does_not_know);
    return t_end();
}
