/* SPDX-License-Identifier: Apache-2.0 */
/* The figures of doc/load.md against fixtures worked out by hand. */
#include <stdlib.h>
#include <string.h>

#include "base/zone.h"
#include "desk/load/measure.h"
#include "support/t.h"

#define T0 INT64_C(1795305600000000) /* 2026-11-22T00:00:00Z: a whole day */

struct story {
    struct load_facts facts;
    struct load_areas areas;
    struct load_question q;
    struct arena arena;
    struct buf out;
    uint64_t seq;
};

static struct story *begin(void)
{
    static struct story s;
    s = (struct story){0};
    load_facts_init(&s.facts);
    load_areas_init(&s.areas);
    load_areas_add(&s.areas, STR("north"), STR("city"));
    arena_init(&s.arena, 64u << 20);
    buf_init(&s.out, 4u << 20);
    s.q = (struct load_question){.from = T0,
                                 .to = T0 + USEC_H,
                                 .whole = true,
                                 .areas = &s.areas,
                                 .limits = {30, 60, 90, 180}};
    return &s;
}

static void end(struct story *s)
{
    load_facts_release(&s->facts);
    load_areas_release(&s->areas);
    arena_release(&s->arena);
    buf_release(&s->out);
}

static void happens(struct story *s, usec_t at, enum event_type type, const char *id,
                    const char *area, const char *actor, const void *data)
{
    struct err e;
    struct event ev = {.seq = ++s->seq,
                       .recorded = at,
                       .type = type,
                       .id = str_c(id),
                       .area = str_c(area),
                       .actor = str_c(actor),
                       .data = data};
    T_OK(load_facts_event(&s->facts, &ev, &e));
}

static void call(struct story *s, usec_t at, const char *id, const char *device, int kind,
                 int priority)
{
    struct alarm a = {0};
    alarm_set_device(&a, str_c(device));
    alarm_set_site(&a, STR("school-1"));
    alarm_set_kind(&a, kind);
    alarm_set_priority(&a, priority);
    happens(s, at, EV_ALARM_RAISED, id, "north", "token/K1", &a);
}

static void press(struct story *s, usec_t at, const char *id)
{
    struct alarm a = {0};
    happens(s, at, EV_ALARM_PRESSED, id, "north", "token/K1", &a);
}

static void take(struct story *s, usec_t at, const char *id, const char *who)
{
    struct alarm a = {0};
    happens(s, at, EV_ALARM_ACKNOWLEDGED, id, "north", who, &a);
}

static void finish(struct story *s, usec_t at, const char *id, int disposition, const char *who)
{
    struct alarm a = {0};
    alarm_set_disposition(&a, disposition);
    happens(s, at, EV_ALARM_CLOSED, id, "north", who, &a);
}

static void reopen(struct story *s, usec_t at, const char *id)
{
    struct alarm a = {0};
    happens(s, at, EV_ALARM_REOPENED, id, "north", "user/U1", &a);
}

/* The answer holds this piece of text. */
static void says(struct story *s, const char *piece)
{
    struct err e;
    buf_clear(&s->out);
    T_OK(load_measure(&s->facts, &s->q, &s->out, &e));
    buf_putc(&s->out, '\0');
    if (strstr(s->out.p, piece) == NULL)
        (void)fprintf(stderr, "no %s in\n%s\n", piece, s->out.p);
    T(strstr(s->out.p, piece) != NULL);
}

static void behind(struct story *s, const char *figure, const char *alarms)
{
    s->q.figure = str_c(figure);
    says(s, alarms);
    s->q.figure = STR_NONE;
}

static void test_load__nothing_is_no_share_of_nothing(void)
{
    struct story *s = begin();
    says(s, "\"alarms\":0,\"calls\":0,\"per_hour\":0,\"per_10min\":0,\"most_10min\":0");
    says(s, "\"flood\":{\"periods\":0,\"of\":6,\"share\":0}");
    says(s, "\"top\":{\"sources\":[],\"of\":0,\"share\":null}");
    says(s,
         "\"answers\":{\"n\":0,\"waiting\":0,\"median_ms\":null,\"p90_ms\":null,\"p95_ms\":null}");
    says(s, "{\"s\":15,\"want\":0.9,\"within\":0,\"of\":0,\"share\":null,\"met\":null}");
    end(s);
}

/* Eleven calls in one of six periods: a flood; ten in another: none. */
static void test_load__flood(void)
{
    struct story *s = begin();
    char id[8], device[8];
    for (int i = 0; i < 21; i++) {
        (void)snprintf(id, sizeof id, "A%d", i);
        (void)snprintf(device, sizeof device, "d%d", i % 7);
        usec_t at = i < 11 ? T0 + i * USEC_S * 59 : T0 + LOAD_PERIOD * 3 + (i - 11) * USEC_S * 60;
        call(s, at, id, device, ALARM_KIND_INTRUSION, 2);
    }
    says(s, "\"alarms\":21,\"calls\":21,\"per_hour\":21,\"per_10min\":3.5,\"most_10min\":11");
    says(s, "\"flood\":{\"periods\":1,\"of\":6,\"share\":0.166}");
    behind(s, "flood", "\"A9\",\"A10\"],\"n\":11}");
    says(s, "{\"device\":\"d0\",\"site\":\"school-1\",\"n\":3,\"share\":0.142}");
    behind(s, "source:d0", "[\"A0\",\"A7\",\"A14\"]");
    says(s, "\"chatter\":{\"sources\":[],\"n\":0}");
    end(s);
}

/* Three calls within a minute; the fourth comes when only two of them are that near, the fifth makes three again. */
static void test_load__chatter(void)
{
    struct story *s = begin();
    call(s, T0, "A1", "b", ALARM_KIND_INTRUSION, 2);
    press(s, T0 + 30 * USEC_S, "A1");
    press(s, T0 + 60 * USEC_S, "A1"); /* a minute after the first: no longer within it */
    says(s, "\"chatter\":{\"sources\":[],\"n\":0}");
    press(s, T0 + 70 * USEC_S, "A1"); /* with those at 30 and 60 */
    says(s, "\"chatter\":{\"sources\":[{\"device\":\"b\",\"site\":\"school-1\",\"n\":3}],\"n\":1}");
    behind(s, "chatter:b", "[\"A1\"]");
    says(s, "\"alarms\":1,\"calls\":4");
    end(s);
}

static void test_load__time_to_answer(void)
{
    struct story *s = begin();
    static const int seconds[] = {4, 9, 11, 16, 25, 31, 61, 91, 181, 20};
    char id[8];
    for (int i = 0; i < 10; i++) {
        (void)snprintf(id, sizeof id, "A%d", i);
        usec_t at = T0 + i * 5 * USEC_MIN;
        call(s, at, id, "b", i < 5 ? ALARM_KIND_PANIC : ALARM_KIND_INTRUSION, i < 5 ? 1 : 2);
        take(s, at + seconds[i] * USEC_S, id, i % 2 == 0 ? "user/U1" : "user/U2");
    }
    /* 4 9 11 16 20 25 31 61 91 181 */
    says(
        s,
        "\"answers\":{\"n\":10,\"waiting\":0,\"median_ms\":20000,\"p90_ms\":91000,\"p95_ms\":181000}");
    says(
        s,
        "\"en50518_urgent\",\"goals\":[{\"s\":30,\"want\":0.8,\"within\":5,\"of\":5,\"share\":1,\"met\":true}");
    says(
        s,
        "\"en50518_other\",\"goals\":[{\"s\":90,\"want\":0.8,\"within\":3,\"of\":5,\"share\":0.6,\"met\":false},{\"s\":180,\"want\":0.985,\"within\":4");
    says(
        s,
        "\"nena_answer\",\"goals\":[{\"s\":15,\"want\":0.9,\"within\":3,\"of\":10,\"share\":0.3,\"met\":false},{\"s\":20,\"want\":0.95,\"within\":5");
    says(s, "\"nfpa1225_answer\",\"goals\":[{\"s\":10,\"want\":0.9,\"within\":2");
    behind(s, "late:en50518_other", "[\"A7\",\"A8\"]");
    s->q.by = STR("U2"); /* 9 16 31 91 20 */
    says(
        s,
        "\"answers\":{\"n\":5,\"waiting\":0,\"median_ms\":20000,\"p90_ms\":91000,\"p95_ms\":91000}");
    end(s);
}

/* One that waits is late as soon as it is over the limit, and nothing before; what the centre put away is nobody's. */
static void test_load__who_still_waits(void)
{
    struct story *s = begin();
    call(s, T0 + 59 * USEC_MIN + 48 * USEC_S, "A1", "b", ALARM_KIND_PANIC, 1);
    call(s, T0, "A2", "c", ALARM_KIND_SILENCE, 3);
    finish(s, T0 + USEC_MIN, "A2", DISPOSITION_DUPLICATE, "core");
    says(s, "\"answers\":{\"n\":0,\"waiting\":1");
    says(s,
         "\"nena_answer\",\"goals\":[{\"s\":15,\"want\":0.9,\"within\":0,\"of\":0,\"share\":null");
    says(
        s,
        "\"nfpa1225_answer\",\"goals\":[{\"s\":10,\"want\":0.9,\"within\":0,\"of\":1,\"share\":0,\"met\":false}");
    behind(s, "waiting", "[\"A1\"]");
    end(s);
}

/* A press after it was taken asks for somebody anew; closing it is an answer. */
static void test_load__a_press_starts_the_clock_anew(void)
{
    struct story *s = begin();
    call(s, T0, "A1", "b", ALARM_KIND_PANIC, 1);
    press(s, T0 + 2 * USEC_S, "A1"); /* the clock runs already */
    take(s, T0 + 4 * USEC_S, "A1", "user/U1");
    press(s, T0 + 10 * USEC_S, "A1");
    finish(s, T0 + 18 * USEC_S, "A1", DISPOSITION_GENUINE, "user/U1");
    says(s, "\"answers\":{\"n\":2,\"waiting\":0,\"median_ms\":4000,\"p90_ms\":8000");
    end(s);
}

static void test_load__stale_is_open_when_a_day_old(void)
{
    struct story *s = begin();
    s->q.from = T0 + USEC_DAY;
    s->q.to = T0 + USEC_DAY + USEC_H;
    call(s, T0, "A1", "b", ALARM_KIND_INTRUSION, 2);
    call(s, T0 + 1, "A2", "c", ALARM_KIND_INTRUSION, 2);
    call(s, T0 + 2, "A3", "d", ALARM_KIND_INTRUSION, 2);
    call(s, T0 + 3, "A4", "e", ALARM_KIND_TEST, 5);
    finish(s, T0 + USEC_H, "A2", DISPOSITION_GENUINE, "user/U1");
    finish(s, T0 + USEC_H, "A3", DISPOSITION_GENUINE, "user/U1");
    reopen(s, T0 + 2 * USEC_H, "A3");
    finish(s, T0 + USEC_DAY + 2, "A1", DISPOSITION_GENUINE, "user/U1");
    says(s, "\"stale\":2");
    behind(s, "stale", "[\"A1\",\"A3\"]");
    end(s);
}

static void test_load__priorities_and_what_is_apart(void)
{
    struct story *s = begin();
    call(s, T0, "A1", "b", ALARM_KIND_PANIC, 1);
    call(s, T0, "A2", "c", ALARM_KIND_INTRUSION, 2);
    call(s, T0, "A3", "d", ALARM_KIND_INTRUSION, 2);
    call(s, T0, "A4", "e", ALARM_KIND_TEST, 5);
    says(s, "\"alarms\":3");
    says(s, "{\"priority\":1,\"n\":1,\"share\":0.333},{\"priority\":2,\"n\":2,\"share\":0.666}");
    says(s, "\"tests\":1");
    behind(s, "priority:2", "[\"A2\",\"A3\"]");
    behind(s, "tests", "[\"A4\"]");
    s->q.area = STR("south");
    says(s, "\"alarms\":0");
    s->q.area = STR("city");
    says(s, "\"alarms\":3");
    end(s);
}

static void test_load__from_answer_to_the_first_unit(void)
{
    struct story *s = begin();
    struct alarm linked = {0};
    struct assignment sent = {0};
    call(s, T0, "A1", "b", ALARM_KIND_PANIC, 1);
    take(s, T0 + 5 * USEC_S, "A1", "user/U1");
    alarm_set_incident(&linked, STR("I9"));
    happens(s, T0 + 6 * USEC_S, EV_ALARM_LINKED, "A1", "north", "user/U1", &linked);
    assignment_set_incident(&sent, STR("I9"));
    happens(s, T0 + 65 * USEC_S, EV_ASSIGNMENT_SENT, "J10", "north", "user/U1", &sent);
    happens(s, T0 + 99 * USEC_S, EV_ASSIGNMENT_SENT, "J11", "north", "user/U1", &sent);
    says(
        s,
        "\"nfpa1225_process\",\"goals\":[{\"s\":60,\"want\":0.9,\"within\":1,\"of\":1,\"share\":1,\"met\":true}");
    end(s);
}

static void test_load__ledger_of_a_site_with_the_span_before(void)
{
    struct story *s = begin();
    call(s, T0 - 2 * USEC_H, "A9", "b", ALARM_KIND_INTRUSION, 2); /* of neither span */
    call(s, T0 - 30 * USEC_MIN, "A0", "b", ALARM_KIND_INTRUSION, 2);
    finish(s, T0 - 29 * USEC_MIN, "A0", DISPOSITION_GENUINE, "user/U1");
    call(s, T0, "A1", "b", ALARM_KIND_INTRUSION, 2);
    finish(s, T0 + 1, "A1", DISPOSITION_FALSE_ALARM, "user/U1");
    call(s, T0 + 2, "A2", "b", ALARM_KIND_INTRUSION, 2);
    finish(s, T0 + 3, "A2", DISPOSITION_GENUINE, "user/U1");
    call(s, T0 + 4, "A3", "c", ALARM_KIND_INTRUSION, 2);
    says(
        s,
        "\"ledger\":{\"sites\":[{\"site\":\"school-1\",\"alarms\":3,\"closed\":2,\"false\":1,\"rate\":0.5,"
        "\"dispositions\":{\"genuine\":1,\"false_alarm\":1},\"before\":{\"alarms\":1,\"false\":0,\"rate\":0}}],\"n\":1}");
    says(
        s,
        "\"nuisance\":[{\"device\":\"b\",\"site\":\"school-1\",\"n\":1,\"alarms\":2,\"rate\":0.5}]");
    behind(s, "nuisance:b", "[\"A1\"]");
    behind(s, "site:school-1", "[\"A1\",\"A2\",\"A3\"]");
    behind(s, "disposition:genuine", "[\"A2\"]");
    end(s);
}

static void test_load__shift_of_a_person_in_an_area(void)
{
    struct story *s = begin();
    struct session se = {0};
    session_set_user(&se, STR("U1"));
    happens(s, T0 + 10 * USEC_MIN, EV_SESSION_OPENED, "S7", "north", "user/U1", &se);
    call(s, T0 + 20 * USEC_MIN, "A1", "b", ALARM_KIND_PANIC, 1);
    take(s, T0 + 20 * USEC_MIN + 7 * USEC_S, "A1", "user/U1");
    struct session nothing = {0};
    happens(s, T0 + 30 * USEC_MIN, EV_SESSION_CLOSED, "S7", "north", "user/U1", &nothing);
    call(s, T0 + 40 * USEC_MIN, "A2", "b", ALARM_KIND_INTRUSION, 2);
    says(
        s,
        "\"shifts\":[{\"session\":\"S7\",\"user\":\"U1\",\"area\":\"north\",\"from\":\"2026-11-22T00:10:00Z\",\"to\":\"2026-11-22T00:30:00Z\","
        "\"open\":false,\"alarms\":1,\"calls\":1,\"per_hour\":3,\"per_10min\":0.5,\"most_10min\":1,\"flood\":{\"periods\":0,\"of\":2,\"share\":0},"
        "\"answers\":{\"n\":1,\"waiting\":0,\"median_ms\":7000");
    s->q.by = STR("U2");
    says(s, "\"shifts\":[]");
    end(s);
}

static usec_t at(const char *text)
{
    usec_t t = 0;
    T(clock_parse(str_c(text), &t));
    return t;
}

/* Each hour is in one shift: the first is what of it lies in the period, the last what there is of it yet. */
static void test_load__shifts_by_the_clock(void)
{
    static const int minutes[] = {480, 1200};
    struct story *s = begin();
    struct err e;
    usec_t *rota;
    T_OK(zone_set("+00:00", &e));
    s->q.from = T0 + 6 * USEC_H;
    s->q.to = T0 + 21 * USEC_H;
    s->q.nrota = load_rota(minutes, 2, s->q.from, s->q.to, &rota);
    s->q.rota = rota;
    T_EQ(s->q.nrota, 4);
    T_EQ(rota[0], T0 - 4 * USEC_H);
    T_EQ(rota[3], T0 + 32 * USEC_H);
    call(s, T0 + 7 * USEC_H, "A1", "b", ALARM_KIND_PANIC, 1);
    call(s, T0 + 8 * USEC_H, "A2", "b", ALARM_KIND_PANIC, 1);
    take(s, T0 + 8 * USEC_H + 3 * USEC_S, "A2", "user/U1");
    call(s, T0 + 20 * USEC_H, "A3", "b", ALARM_KIND_PANIC, 1);
    says(
        s,
        "\"rota\":[{\"from\":\"2026-11-22T06:00:00Z\",\"to\":\"2026-11-22T08:00:00Z\",\"open\":false,\"alarms\":1,");
    says(
        s,
        "{\"from\":\"2026-11-22T08:00:00Z\",\"to\":\"2026-11-22T20:00:00Z\",\"open\":false,\"alarms\":1,\"calls\":1,\"per_hour\":0.08,");
    says(s, "\"answers\":{\"n\":1,\"waiting\":0,\"median_ms\":3000,");
    says(
        s,
        "{\"from\":\"2026-11-22T20:00:00Z\",\"to\":\"2026-11-22T21:00:00Z\",\"open\":true,\"alarms\":1,");
    s->q.nrota = 0;
    says(s, "\"rota\":[]");
    free(rota);
    T_EQ(load_rota(minutes, 0, s->q.from, s->q.to, &rota), 0);
    free(rota);
    end(s);
}

/* A night in which the clock is set forward is an hour shorter, one in which it is set back an hour longer. */
static void test_load__shifts_and_months_of_a_zone_with_summer_time(void)
{
    static const int minutes[] = {150, 360, 1320};
    struct err e;
    usec_t *r, from, to;
    T_OK(zone_set("Europe/Berlin", &e));
    T_EQ(load_rota(minutes + 1, 2, at("2026-03-28T21:00:00Z"), at("2026-03-29T04:00:00Z"), &r), 2);
    T_EQ(r[1] - r[0], 7 * USEC_H);
    free(r);
    T_EQ(load_rota(minutes + 1, 2, at("2026-10-24T20:00:00Z"), at("2026-10-25T05:00:00Z"), &r), 2);
    T_EQ(r[1] - r[0], 9 * USEC_H);
    free(r);
    T_EQ(load_rota(minutes, 3, at("2026-03-28T21:00:00Z"), at("2026-03-29T04:00:00Z"), &r), 3);
    T_EQ(r[1], at("2026-03-29T01:30:00Z"));
    free(r);
    T(load_month(STR("2026-03"), &from, &to));
    T_EQ(from, at("2026-02-28T23:00:00Z"));
    T_EQ(to, at("2026-03-31T22:00:00Z"));
    T(load_month(STR("2028-02"), &from, &to));
    T_EQ(to - from, 29 * USEC_DAY);
    T(load_month(STR("2026-12"), &from, &to));
    T_EQ(to, at("2026-12-31T23:00:00Z"));
    T(!load_month(STR("2026-13"), &from, &to));
    T(!load_month(STR("2026-1"), &from, &to));
    T(!load_month(STR("2026-10-01"), &from, &to));
    T(!load_month(STR_NONE, &from, &to));
}

static void test_load__a_figure_that_there_is_not(void)
{
    struct story *s = begin();
    struct err e;
    s->q.figure = STR("happiness");
    T_EQ(load_measure(&s->facts, &s->q, &s->out, &e), RC_NOT_FOUND);
    end(s);
}

int main(void)
{
    T_RUN(test_load__nothing_is_no_share_of_nothing);
    T_RUN(test_load__flood);
    T_RUN(test_load__chatter);
    T_RUN(test_load__time_to_answer);
    T_RUN(test_load__who_still_waits);
    T_RUN(test_load__a_press_starts_the_clock_anew);
    T_RUN(test_load__stale_is_open_when_a_day_old);
    T_RUN(test_load__priorities_and_what_is_apart);
    T_RUN(test_load__from_answer_to_the_first_unit);
    T_RUN(test_load__ledger_of_a_site_with_the_span_before);
    T_RUN(test_load__shift_of_a_person_in_an_area);
    T_RUN(test_load__shifts_by_the_clock);
    T_RUN(test_load__shifts_and_months_of_a_zone_with_summer_time);
    T_RUN(test_load__a_figure_that_there_is_not);
    return t_end();
}
