/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The core: one thread that owns picture and desks and takes calls in order; a journal thread that makes their events
 * durable in groups; a telemetry thread; a small pool for slow work; and a mirror of the picture, folded from durable
 * events only, which everybody else reads. Nothing is answered, pushed or shown before it is durable.
 */
#ifndef CORE_CORE_H
#define CORE_CORE_H

#include "core/desk.h"
#include "core/port.h"

struct core;

struct core_config {
    const struct settings *settings;
    const struct desk *const *desks; /* ends with NULL */
    bool tool; /* the command-line tool for a moment, not the centre starting: no event says so */
};

/*
 * Take the store's lock, open journal, telemetry and vault, load the newest good snapshot and replay what follows. No
 * threads yet. RC_IO when another process has the store (the message names it).
 */
MUST_USE enum rc core_open(struct core **out, const struct core_config *config, struct err *e);
/* Start the threads; telemetry of live partitions is matched again before the first call is taken. */
MUST_USE enum rc core_start(struct core *c, struct err *e);
/*
 * Everything a user needs stands: the ports are open and what the operator must read first is printed. From now until the
 * stop /readyz answers 200, so who waits for it finds the whole centre and not a part.
 */
void core_announce(struct core *c);
/* Finish what was taken, sync, stop the threads. Calls made after this are answered RC_BUSY. */
void core_stop(struct core *c);
/* Write a snapshot unless one of this sequence is there (the store is closed cleanly by then). */
void core_close(struct core *c);

const struct port_host *core_host(struct core *c);

/* Read the mirror: durable state. Any thread but those of the core. Keep it short. */
const struct picture *core_mirror_lock(struct core *c);
void core_mirror_unlock(struct core *c);

/* Have the core thread and the journal thread moved within the last 15 s? For the watchdog. Any thread. */
bool core_moves(const struct core *c);

/* Last durable sequence. Any thread. */
uint64_t core_durable(const struct core *c);

/* May this caller see the entity? One rule for picture, stream and files. Under the mirror's lock. */
bool core_visible(const struct picture *mirror, const struct principal *who,
                  const struct entity *en);

/*
 * Run a call to its end on this thread (for the demo's seed and for tests): as host->call, waiting for done.
 */
void core_call_wait(struct core *c, struct call *call);

/*
 * What a page must send back in X-Markaz-CSRF for this session cookie: derived from the cookie, which scripts cannot read,
 * so it needs no place of its own. 32 hex digits. Pure.
 */
void core_csrf(struct str cookie, char out[65]);

/* May this caller, a token or a port, speak for the device? RC_DENIED otherwise. The picture is the caller's, locked. */
MUST_USE enum rc core_may_speak(const struct picture *p, const struct principal *who,
                                struct str device, struct err *e);

/* The devices its token names, joined by ','; empty: it names none, and may speak for all that core_may_speak says. */
struct str core_speaks_for(const struct picture *p, const struct principal *who);

/* Id of the journal, the first half of a stream id; "" for no core (the rig). Fixed from core_open on; any thread. */
const char *core_journal_id(const struct core *c);

/*
 * Give f each event on the timeline of `subject` ("kind/id", or what an event's `about` says), oldest first, whoever may see
 * it. Waits for the index like any search. On the pool.
 */
MUST_USE enum rc core_timeline(struct core *c, struct str subject,
                               void (*f)(const struct event *ev, void *arg), void *arg,
                               struct err *e);

/*
 * A page of what this call may see, as members of an object without its braces, "items" and "next" (null: no more). Both read
 * `from` and `to` (times: from <= recorded < to) and `limit` (1 to 1000) of the query. On the pool; any number of threads.
 */
struct core_filter {
    struct str field, value;
};

#define CORE_FILTERS_MAX 16
/* Entities of a kind that is searched, newest first; `before` of the query: only older ones. */
MUST_USE enum rc core_search(struct core *c, struct call *call, enum kind kind,
                             const struct core_filter *filters, size_t n, struct err *e);
/*
 * Events of a timeline, oldest first; `after` of the query: only later ones. put() writes one as a JSON value; its strings are
 * borrowed until it returns.
 */
MUST_USE enum rc core_events(struct core *c, struct call *call, struct str subject,
                             void (*put)(const struct event *ev, struct buf *out), struct err *e);

/*
 * Give f each event of the wanted types with from <= seq <= to, oldest first, whoever may see it; of erased ones what is left. Anything
 * but RC_OK of f ends the walk. The rest costs about a microsecond an event. RC_BUSY at a stop. On the pool.
 */
struct core_walk {
    uint64_t from, to;
    bool (*wanted)(enum event_type type);
    enum rc (*f)(const struct event *ev, void *arg, struct err *e);
    void *arg;
};
MUST_USE enum rc core_walk(struct core *c, const struct core_walk *asked, struct err *e);
/* Sequence of the first event recorded at or after `at`; one more than the last when there is none. On the pool. */
MUST_USE enum rc core_first_at(struct core *c, usec_t at, uint64_t *seq, struct err *e);

/* The clock decides are given; replaced in tests. */
extern usec_t (*core_clock)(void);

/* Called when the journal cannot be written: logs and ends the process; replaced in tests. */
extern void (*core_on_failure)(const char *what, const struct err *e);

#endif
