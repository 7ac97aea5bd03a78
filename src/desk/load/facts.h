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
#define LOAD_INCIDENTS_MAX 400000
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

/* An incident, by the times at which the centre recorded that it moved on; 0: not yet. */
struct load_incident {
    struct str id, area;
    usec_t received, sent, en_route, on_scene, cleared, closed;
    uint32_t alarm; /* it came from; LOAD_NONE */
    uint8_t kind, priority;
    bool practice, merged; /* an exercise; another incident handles it */
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
    struct map by_number; /* incidents */
    struct load_alarm *alarms;
    struct load_call *calls;
    struct load_clock *clocks;
    struct load_shift *shifts;
    struct load_incident *incidents;
    uint32_t nalarms, ncalls, nclocks, nshifts, nincidents;
    uint32_t alarms_cap, calls_cap, clocks_cap, shifts_cap, incidents_cap;
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

/* facts.c, for facts_incident.c: a text that is kept; LOAD_NONE or where an id stands; room for one more of them. */
struct str load_facts_word(struct load_facts *f, struct str text);
uint32_t load_facts_place(const struct map *m, struct str id);
void load_facts_set_place(struct map *m, struct str id, uint32_t at);
enum rc load_facts_full(struct err *e);
bool load_facts_room(void **v, uint32_t n, uint32_t *cap, uint32_t max, size_t size);
/* facts_incident.c: an event about an incident. */
MUST_USE enum rc load_facts_incident(struct load_facts *f, const struct event *ev, struct err *e);

#endif
