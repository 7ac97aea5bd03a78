/* SPDX-License-Identifier: Apache-2.0 */
/* Random histories of alarms: figures read on from event to event, from where they must begin, and from day 0 are the same bytes. */
#include <stdlib.h>
#include <string.h>

#include "desk/load/levels.h"
#include "support/random_event.h"

#define EVENTS 6000
#define ROUNDS 12
#define T0 INT64_C(1795305600000000)

static enum event_type some_type(uint64_t *state)
{
    static const enum event_type types[] = {
        EV_ALARM_RAISED,   EV_ALARM_RAISED,       EV_ALARM_PRESSED,      EV_ALARM_PRESSED,
        EV_ALARM_PRESSED,  EV_ALARM_ACKNOWLEDGED, EV_ALARM_ACKNOWLEDGED, EV_ALARM_CLOSED,
        EV_ALARM_REOPENED, EV_ALARM_LINKED,       EV_ASSIGNMENT_SENT,    EV_SESSION_OPENED,
        EV_SESSION_CLOSED, EV_UNIT_STATUS,        EV_ALARM_ESCALATED,    EV_INCIDENT_RECEIVED,
        EV_INCIDENT_STATE, EV_INCIDENT_STATE,     EV_INCIDENT_CHANGED,   EV_INCIDENT_CLOSED,
        EV_INCIDENT_MERGED};

    return types[random_below(state, ARRAY_LEN(types))];
}

/* Ids are new for what begins, else of something lately begun; gaps of seconds and now and then of hours. */
static void make(uint64_t *state, struct arena *a, struct event *events)
{
    static const char *const words[] = {"a", "b", "c", "d", "e"};
    usec_t now = T0;
    for (uint64_t i = 0; i < EVENTS; i++) {
        enum event_type type = some_type(state);
        struct event *ev = random_event(state, a, type, i + 1, true);
        bool new =
            type == EV_ALARM_RAISED || type == EV_SESSION_OPENED || type == EV_INCIDENT_RECEIVED;
        uint64_t back = random_below(state, 60);
        now += (usec_t)random_below(state, 40 * USEC_S);
        if (random_below(state, 200) == 0)
            now += (usec_t)random_below(state, 30 * USEC_H);
        ev->recorded = now;
        ev->id = arena_printf(a, "X%llu", (unsigned long long)(new ? i : i > back ? i - back : 0));
        ev->area = str_c(words[random_below(state, ARRAY_LEN(words))]);
        if (type == EV_ALARM_RAISED) {
            struct alarm *x = (struct alarm *)(uintptr_t)ev->data;
            x->device = str_c(words[random_below(state, ARRAY_LEN(words))]);
            x->site = str_c(words[random_below(state, ARRAY_LEN(words))]);
        }
        if (type == EV_INCIDENT_RECEIVED)
            ((struct incident *)(uintptr_t)ev->data)->alarm =
                arena_printf(a, "X%llu", (unsigned long long)(i > back ? i - back : 0));
        if (type == EV_ALARM_LINKED) /* an incident is of one alarm */
            ((struct alarm *)(uintptr_t)ev->data)->incident =
                arena_printf(a, "I%.*s", STR_ARG(ev->id));
        if (type == EV_ASSIGNMENT_SENT)
            ((struct assignment *)(uintptr_t)ev->data)->incident =
                arena_printf(a, "I%.*s", STR_ARG(ev->id));
        events[i] = *ev;
    }
}

static void read_on(struct load_facts *f, const struct event *events, uint64_t to)
{
    struct err e;
    while (f->seq < to) /* it counts itself */
        T_OK(load_facts_event(f, &events[f->seq], &e));
}

/* The load, and behind it service levels. */
static void put_all(const struct load_facts *f, const struct load_question *q, struct buf *out)
{
    struct err e;
    T_OK(load_measure(f, q, out, &e));
    for (int by = LOAD_LEVELS_ALL; by < LOAD_LEVELS_SHIFT; by++) {
        const struct load_levels_question lq = {
            .q = q, .by = (enum load_levels_by)by, .goal_s = {15, 60, 80, 240}};
        load_levels_measure(f, &lq, out);
    }
}

/* As from the journal: what comes before `from` is not read. */
static struct buf measured(const struct event *events, uint64_t to, usec_t from,
                           const struct load_question *q)
{
    struct load_facts f;
    struct buf out;
    buf_init(&out, 16u << 20);
    load_facts_init(&f);
    while (f.seq < to && events[f.seq].recorded < from)
        f.seq++;
    read_on(&f, events, to);
    put_all(&f, q, &out);
    load_facts_release(&f);
    return out;
}

static void ask(uint64_t *state, struct load_facts *live, const struct event *events,
                const struct load_areas *areas)
{
    struct buf out;
    uint64_t to = live->seq + random_below(state, EVENTS / ROUNDS);
    read_on(live, events, to);
    struct load_question q = {.to = events[to > 0 ? to - 1 : 0].recorded + 1,
                              .area = random_below(state, 3) == 0 ? STR("a") : STR_NONE,
                              .whole = random_below(state, 2) == 0,
                              .limits = {30, 60, 90, 180},
                              .areas = areas};
    q.from = q.to - USEC_MIN - (usec_t)random_below(state, 40 * USEC_H);
    buf_init(&out, 16u << 20);
    put_all(live, &q, &out);
    struct buf zero = measured(events, to, 0, &q), late = measured(events, to, load_begin(&q), &q);
    T(str_eq(buf_str(&out), buf_str(&zero)));
    T(str_eq(buf_str(&out), buf_str(&late)));
    buf_release(&out);
    buf_release(&zero);
    buf_release(&late);
}

static void test_load__live_is_recomputed(void)
{
    static uint64_t round;
    uint64_t state = t_seed() + round++;
    struct arena a;
    struct load_facts live;
    struct load_areas areas;
    struct event *events = calloc(EVENTS, sizeof *events);
    arena_init(&a, 512u << 20);
    load_areas_init(&areas);
    load_areas_add(&areas, STR("b"), STR("a"));
    load_facts_init(&live);
    make(&state, &a, events);
    for (int i = 0; i < ROUNDS; i++)
        ask(&state, &live, events, &areas);
    T(live.nalarms > 10);
    T(live.nincidents > 10);
    load_facts_release(&live);
    load_areas_release(&areas);
    arena_release(&a);
    free(events);
}

int main(void)
{
    for (int i = 0; i < 5; i++)
        T_RUN(test_load__live_is_recomputed);
    return t_end();
}
