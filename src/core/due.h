/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the history holds longer than it should: events by the class of their kind, oldest first, read from the journal in
 * steps on a thread that has time. Whether one of them is still in use or held is the picture's business (desk retain).
 */
#ifndef CORE_DUE_H
#define CORE_DUE_H

#include "base/hash.h"
#include "core/settings.h"
#include "picture/picture.h"

/* Each is a policy, by this name. */
enum due_class { DUE_VIOLATIONS, DUE_HITS, DUE_AUDIT, DUE_CLASSES };

extern const struct str due_names[DUE_CLASSES];
/* DUE_CLASSES when unknown. */
enum due_class due_find(struct str name);

/* Telemetry, which is no events: each is a policy too. Tracks are positions after they were thinned to one a minute. */
enum due_series { DUE_READS, DUE_POSITIONS, DUE_TRACKS, DUE_HEARTBEATS, DUE_SERIES };

extern const struct str due_series_names[DUE_SERIES];
usec_t due_series_life(const struct picture *p, const struct settings *s, enum due_series series);

/* What a life may be set to, in seconds, by the name of its policy; false: there is no such policy. */
struct due_bounds {
    int64_t least, most;
};

bool due_bounds(struct str name, struct due_bounds *out);

/* A note, photo, notice or message goes with what it is about, when that is sooner. DUE_CLASSES: never (the centre itself, erasures). */
enum due_class due_class_of(enum event_type type, struct str about);

/* How long one class is kept now: as it was set, else as the configuration says. */
usec_t due_life(const struct picture *p, const struct settings *s, enum due_class class);

/* Must this be kept: is there a hold on its subject, or on what it is about? */
bool due_held(const struct picture *p, enum kind kind, struct str id, struct str about);

/* The end of the last hold on "kind/id"; 0: there is none. */
usec_t due_held_until(const struct picture *p, struct str about);

/* Has a living entity a personal value from this event? */
bool due_in_use(const struct picture *p, enum kind kind, struct str id, uint64_t seq);

/*
 * For backups (journal_due_f, which see): the day after which an event is erased, as far as one can say now. What is in use counts from
 * now, what is held to the end of the hold.
 */
int64_t due_day(const struct picture *p, const struct settings *s, const struct event *ev,
                usec_t now, bool *lives);

/* The same of a file of the vault: a hotlist in use counts from now, as long as hits are kept; a photo's hold counts. */
int64_t due_file_day(const struct picture *p, const struct settings *s, struct sha256 sha,
                     usec_t expires, usec_t now);

struct due_event {
    uint64_t seq;
    usec_t recorded;
    enum event_type type;
    struct str id, about; /* in the step's arena */
    bool answered;
};

#define DUE_STEP EVENT_TARGETS_MAX
#define DUE_ROWS 20000 /* looked at in one step, some 50 ms */

/* One step: of one class, events not erased yet and recorded before `before`. */
struct due_step {
    char dir[400];
    enum due_class class;
    usec_t before;
    uint64_t from;         /* in: the first sequence to look at; out: to look at next */
    bool ended;            /* out: nothing of the class is due from here on */
    const uint64_t *again; /* when not NULL: look at these instead, ascending */
    size_t nagain;         /* at most DUE_STEP */
    struct due_event found[DUE_STEP];
    size_t n;
    struct arena arena;
};

/* The step's arena is cleared; damaged rows are passed over, with a word in the log. */
MUST_USE enum rc due_look(struct due_step *s, struct err *e);

/*
 * How much is recorded of each class and day, so that one can say what will be erased when: events as they are folded and erased,
 * and, counted in steps by one walk after a start, those of before. Any thread.
 */
#define DUE_DAYS 4096

struct due_census {
    bool complete;
    int64_t first_day; /* days since 1970 of place 0 */
    uint32_t of[DUE_CLASSES][DUE_DAYS];
};

void due_census_begin(void);
void due_census_complete(void);
/* One event more, or (`by` -1) less. */
void due_note(enum due_class class, usec_t recorded, int by);
/* Some DUE_ROWS more of the history: *from on, up to event `to`. */
MUST_USE enum rc due_count(const char *dir, uint64_t *from, uint64_t to, struct err *e);
void due_census_copy(struct due_census *out);

/* The overwritten is in no file any more, and of backups the keys of days that have passed are destroyed; RC_BUSY: not yet. */
MUST_USE enum rc due_scrub(const char *dir, usec_t now, struct err *e);

/* For GET /metrics; any thread. */
struct due_figures {
    _Atomic uint64_t erased, kept, late; /* late: due over an hour ago, found, and not yet erased */
    _Atomic usec_t looked;               /* when all was last looked through; 0: never yet */
};
extern struct due_figures due_figures;

#endif
