/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What happened to alarms and who was signed in, gathered from events in order: the one thing figures are computed from, whether the
 * events come one by one or all at once. Pure; owns copies of all it keeps.
 */
#ifndef DESK_LOAD_FACTS_H
#define DESK_LOAD_FACTS_H

#include "base/map.h"
#include "event/event.h"

#define LOAD_ALARMS_MAX 400000 /* of one period; with their texts some 100 MB */
#define LOAD_CALLS_MAX 4000000 /* a rate of them is counted in 64 bits */
#define LOAD_SHIFTS_MAX 100000
#define LOAD_NONE UINT32_MAX
#define LOAD_OPEN 255 /* instead of a disposition */

struct load_alarm {
    struct str id, device, site, area;
    struct str incident;
    usec_t raised;
    usec_t first_acked;  /* 0: not yet */
    usec_t sent;         /* first unit sent after that; 0: none */
    usec_t closed;       /* 0: open, or opened again */
    usec_t closed_day;   /* as `closed`, as it was when the alarm was a day old */
    uint8_t kind;        /* as it was pressed last */
    uint8_t priority;    /* as it was raised */
    uint8_t disposition; /* of `closed` */
    bool apart;    /* a test, or pressed in a drill or in maintenance: recorded, and no load */
    bool practice; /* the latter */
    bool shelved;  /* its source was shelved when it was raised: it made no sound then */
};

/* The alarm sounded: it was raised or pressed again, or its shelf ended. */
struct load_call {
    usec_t at;
    uint32_t alarm;
};

enum load_end {
    LOAD_WAITS,
    LOAD_TAKEN,
    LOAD_CLOSED,
    LOAD_RETIRED
}; /* retired: by the centre, or shelved */

/* From when somebody was wanted until somebody came: at the first press, and at one after it was taken. */
struct load_clock {
    usec_t from, to; /* to: 0 while it runs */
    uint32_t alarm;
    uint8_t kind; /* of the alarm when it began */
    enum load_end end;
    struct str by;
};

/* A sign-on; it is known from the event that began it. */
struct load_shift {
    struct str session, user, area;
    usec_t from, to; /* to: 0 while it runs */
};

struct load_facts {
    struct arena arena;
    struct map words;    /* texts that come again and again */
    struct map by_alarm; /* id → place + 1 */
    struct map by_incident;
    struct map by_session;
    struct load_alarm *alarms;
    struct load_call *calls;
    struct load_clock *clocks;
    struct load_shift *shifts;
    uint32_t nalarms, ncalls, nclocks, nshifts;
    uint32_t alarms_cap, calls_cap, clocks_cap, shifts_cap;
    uint32_t *running; /* of each alarm: its clock that runs, or LOAD_NONE */
    uint32_t running_cap;
    uint64_t seq; /* last event that was given */
};

void load_facts_init(struct load_facts *f);
void load_facts_release(struct load_facts *f);
/* Is this type one that facts are made of? */
bool load_facts_wanted(enum event_type type);
/* The next event, of any type. RC_TOO_LARGE when there is no more room. */
MUST_USE enum rc load_facts_event(struct load_facts *f, const struct event *ev, struct err *e);

#endif
