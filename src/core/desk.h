/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The plug of a desk: a const table. A desk decides; it has no I/O, no clock and no chance of its own: all are arguments.
 * Its events change the picture by the generic fold, so a desk has no apply; what it must keep beside the picture
 * (an index of its own) it updates in `folded`. Desks never include each other: they meet in events and in the picture.
 */
#ifndef CORE_DESK_H
#define CORE_DESK_H

#include <stdatomic.h>

#include "base/hash.h"
#include "core/call.h"
#include "core/intake.h"
#include "core/live.h"
#include "core/settings.h"
#include "picture/picture.h"

struct desk_state;
struct vault;
struct core;
struct journal_reader;
struct drive;

/* What work outside the core thread may use. The mirror is locked by the one who uses it, shortly: env->lock(env->core). */
struct work_env {
    struct core *core; /* NULL in the rig */
    const struct picture *(*lock)(struct core *c);
    void (*unlock)(struct core *c);
    const struct settings *settings;
    struct vault *vault;
    usec_t now;
    struct drive
        *drive; /* how long driving takes (drive.h); NULL in the rig unless a test gives one */
};

/* What a decide may look at, and where it puts its events. All or none of them become durable. */
struct decision {
    const struct picture *picture;
    struct live *live; /* the core thread reads it without the lock, writes under it */
    struct drive
        *drive; /* how long driving takes (drive.h); NULL in the rig unless a test gives one */
    const struct settings *settings;
    usec_t now;
    const struct principal *who; /* "core" for timers */
    struct call *call;           /* NULL for timers and telemetry */
    struct arena *arena;         /* lives until the events are durable */
    struct buf answer; /* members of the answer after "id" and "seq", each with a leading comma */
    char
        id[72]; /* "id" of the answer; set by decision_event of the first event unless set before */
    /* In a tick: the root of the history's first `size` entries, when it is known; false: ask again. NULL in the rig. */
    bool (*root)(struct core *core, uint64_t size, struct sha256 *out);
    struct core *core; /* for `root`, and nothing else; NULL in the rig */
    bool suspended;    /* of a look: no witness has cosigned the history for too long (seal.h) */
    bool quiet;        /* answer only what is in `answer`, without id and seq */
    /*
     * Set by a command's decide: its events are taken, but it has more to do and is asked again after other calls had
     * their turn; only what the last turn puts into `answer` is sent, when the events of all turns are durable. What it
     * needs between turns lies in the call (c->in, c->arena). For work that would hold the core thread over a
     * millisecond. A stop between two turns answers RC_BUSY, a crash nothing: each turn's events stand by themselves, and
     * sending the command again must finish the work.
     */
    bool more;
    /* private */
    struct event **events;
    size_t n, cap;
    uint64_t next_seq;
    char actor[72];
    const struct handler
        *handlers; /* of all routes: second.h decides other commands inside of one */
    struct desk_state *const *states;
};

/*
 * Add an event: `data` (a struct of the type's kind) is copied with its strings. Filled in by itself: time (now), area (from
 * the data, else the entity's), also ("unit/<id>" when data or entity names a unit). The returned event may be adjusted
 * (time, about, area, also) before decide returns. Asserts that data carries only fields the type may set.
 */
struct event *decision_event(struct decision *d, enum event_type type, struct str id,
                             const void *data);
/* Id for an entity created by the next event added: the kind's letter and that event's sequence. In the arena. */
struct str decision_new_id(struct decision *d, enum kind kind);
/* Add an audience to an event (an area, or unit/<id>). */
void decision_also(struct decision *d, struct event *ev, const char *prefix, struct str id);
/* "kind/id" in the arena. */
struct str decision_ref(struct decision *d, enum kind kind, struct str id);
/* Who acts, without the kind before it, as fields like `by` hold it: U3, K9 (a token), local, core. Borrowed from d. */
struct str decision_who(const struct decision *d);
/* The device's time of an act when it is believable (not over 5 min ahead, not over 7 days old), else now. */
usec_t decision_time(const struct decision *d, usec_t device_time);

/* May the caller see/act on something of this area? RC_DENIED with what to do, else RC_OK. */
MUST_USE enum rc decision_area(const struct decision *d, struct str area, struct err *e);
/* For role unit: is it this unit? People of a desk may act for any unit in their area. */
MUST_USE enum rc decision_unit(const struct decision *d, struct str unit, struct err *e);
/*
 * As decision_who, but of a token the person who made it: acts by one person under several names are one person's.
 */
struct str decision_person(const struct decision *d);
/* May this token speak for the device? */
MUST_USE enum rc decision_device(const struct decision *d, struct str device, struct err *e);

struct desk_command {
    enum route_id route;
    /* Optional, on the pool when `slow`, else on the port's thread: pure work on the body before the core thread (parse, hash). */
    MUST_USE enum rc (*prepare)(const struct work_env *env, struct call *c, struct err *e);
    bool slow;
    /* On the core thread. State is const; refuses or adds events. Path parameter: c->params[0]; body: c->in. */
    MUST_USE enum rc (*decide)(struct desk_state *s, struct decision *d, struct call *c,
                               struct err *e);
};

/* What a desk adds for a route that may wait for a second person (schema: four_eyes; second.h). */
struct desk_second {
    enum route_id route;
    /* Marked "when": does this call need one? It may be about things that are not there. NULL: always. */
    bool (*needed)(const struct decision *d, const struct call *c);
    /*
     * What `prepare` made of the body's secrets, to be kept: at most 200 bytes, in the call's arena. May add to d->answer
     * what only the asker is ever told. NULL when there is no prepare.
     */
    struct str (*keep)(struct decision *d, struct call *c);
    /* The other way round: c->in is the body as it was read, without secrets; make it what prepare would have. */
    void (*again)(struct call *c, struct str made);
};

/* What a view may look at: durable state, under the read lock of the mirror; live it locks itself, after the mirror. */
struct view_env {
    struct work_env work;
    const struct picture *mirror; /* NULL but in VIEW_MIRROR: others lock it themselves */
    struct live *live;
};

/* Where a view is made: on the asking thread under the mirror's read lock, on the pool, or on the asking thread without the mirror. */
enum view_where { VIEW_MIRROR, VIEW_POOL, VIEW_ALONE };

/* An answer from durable state. Writes c->answer whole. */
struct desk_view {
    enum route_id route;
    MUST_USE enum rc (*view)(const struct view_env *env, struct call *c, struct err *e);
    enum view_where where;
};

/*
 * Work of a desk that has no place on the core thread: files, large lists. Desks embed it as the first member. One at a
 * time of a desk; those of all desks take turns on a thread of their own.
 */
struct desk_work {
    void (*run)(struct desk_work *w); /* on that thread: knows neither desk nor picture */
    /* ---- private to core ---- */
    struct desk_work *next;
    _Atomic bool over;
};

struct desk {
    unsigned magic;
    const char *name;
    const struct desk_command *commands;
    size_t ncommands;
    const struct desk_view *views;
    size_t nviews;
    const struct desk_second *seconds;
    size_t nseconds;
    /* May be NULL. `vault` is for desks that keep files (hotlists, photos); calls into it are short. */
    MUST_USE enum rc (*open)(struct desk_state **out, const struct settings *s, struct vault *vault,
                             struct err *e);
    void (*close)(struct desk_state *s);
    /*
     * After each fold on the core's picture; while old events are folded at a start only of desks without `loaded`, and the picture knows
     * entities by id and place alone then. May be NULL.
     */
    void (*folded)(struct desk_state *s, const struct picture *p, const struct event *ev);
    /* At a start, all old events are folded: build own indices from the picture. May be NULL. */
    MUST_USE enum rc (*loaded)(struct desk_state *s, const struct picture *p, struct err *e);
    /*
     * All events are folded; the next is the first telemetry, matched again, then the first call. May take its time and
     * use threads of its own: what must be there before anything is decided is loaded here. May be NULL.
     */
    MUST_USE enum rc (*start)(struct desk_state *s, const struct picture *p, struct err *e);
    /*
     * After each round of the core thread while nothing of this desk is under way: what is to be done elsewhere, or NULL.
     * `worked` gets it back when it is done, and frees it. At a stop both go on until there is nothing more. Both may be
     * NULL.
     */
    struct desk_work *(*work)(struct desk_state *s, const struct picture *p, usec_t now);
    void (*worked)(struct desk_state *s, struct desk_work *w);
    /* A timer of an entity of one of this desk's kinds is due. Must move wake_at (or end the entity). */
    void (*wake)(struct desk_state *s, struct decision *d, const struct entity *en, usec_t due);
    /* A batch of telemetry is durable: live was updated; add what comes of it. May be NULL. */
    void (*telemetry)(struct desk_state *s, struct decision *d, struct intake_job *job);
    /* Of the same desk as `look`, before it and on the pool: may put into c->in what is known of a subject that is gone. */
    MUST_USE enum rc (*look_first)(const struct work_env *env, struct call *c, struct err *e);
    /*
     * Only of the desk that keeps account of looks, NULL of all others: may this call of a look-up route be answered? Adds
     * the event that says so, which is durable before the view begins. What it adds stands also when it refuses.
     */
    MUST_USE enum rc (*look)(struct desk_state *s, struct decision *d, struct call *c,
                             struct err *e);
    /* Once a second. May be NULL. */
    void (*tick)(struct desk_state *s, struct decision *d);
};

/*
 * f(arg, i) for each i below n, several at a time on threads of their own; comes back when all are done. Only in `start`: the
 * machine has nothing else to do yet.
 */
void work_at_once(size_t n, void (*f)(void *arg, size_t i), void *arg);

#define DESK_MAGIC 0xde5c0001u

#endif
