/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DESK_RETAIN_RETAIN_PRIV_H
#define DESK_RETAIN_RETAIN_PRIV_H

#include "core/due.h"
#include "desk/retain/retain.h"

#define RETAIN_MAGIC 0x7e7a1001u

struct retain_seqs {
    uint64_t *v; /* ascending */
    size_t n, cap;
};

/* A look through the history, class by class: first at what was in use or held the last time, then at what became due since. */
struct retain_run {
    enum due_class class;
    uint64_t from[DUE_CLASSES]; /* looked at before this sequence already, but for what is kept */
    struct retain_seqs kept[DUE_CLASSES], again;
    size_t again_at;
    bool going;
    usec_t next; /* when the next begins */
    uint64_t late;
};

enum retain_task { RETAIN_LOOK, RETAIN_COUNT, RETAIN_SCRUB };

/* One at a time, on the work thread. */
struct retain_work {
    struct desk_work work;
    enum retain_task task;
    struct due_step step;
    uint64_t count_from, count_to;
    usec_t now;
    enum rc rc;
    struct err err;
};

struct desk_state {
    unsigned magic;
    const struct settings *settings;
    struct retain_work *w;
    struct retain_run run;
    int turns;  /* steps that may still be taken before the next tick */
    bool found; /* the step's finds wait to be decided */
    bool out;   /* the step is under way */
    bool anew
        [DUE_CLASSES]; /* kept for another time now: the next run looks at all of the class again */
    usec_t ticked_at, scrubbed_at;
    usec_t rests_until; /* after a step that failed */
    bool scrub;         /* something was erased that may still be in the write-ahead log */
};

/* run.c */
void retain_tick(struct desk_state *s, struct decision *d);
struct desk_work *retain_work_next(struct desk_state *s, const struct picture *p, usec_t now);
void retain_worked(struct desk_state *s, struct desk_work *w);
void retain_run_release(struct desk_state *s);

/* hold.c */
MUST_USE enum rc retain_hold(struct desk_state *s, struct decision *d, struct call *c,
                             struct err *e);
MUST_USE enum rc retain_extend_hold(struct desk_state *s, struct decision *d, struct call *c,
                                    struct err *e);
MUST_USE enum rc retain_release_hold(struct desk_state *s, struct decision *d, struct call *c,
                                     struct err *e);
void retain_hold_wake(struct decision *d, const struct entity *en);

/* calendar.c */
MUST_USE enum rc retain_calendar(const struct view_env *env, struct call *c, struct err *e);

#endif
