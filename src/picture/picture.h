/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The picture: what is known now, folded from events and from nothing else. One generic fold serves all kinds: an event
 * sets fields of its subject. Two folds of the same events are equal, and their hashes (a sum of per-entity hashes kept up
 * to date) say so.
 *
 * Two pictures live in the server: the core's own (decides run on it, a few milliseconds ahead of the disk) and the mirror
 * (core_mirror_lock in core/core.h), folded from durable events only, which everybody else reads. Not thread-safe by itself.
 */
#ifndef PICTURE_PICTURE_H
#define PICTURE_PICTURE_H

#include "base/map.h"
#include "event/event.h"
#include "geo/distance.h"

struct picture;

/* One entity. Borrowed from the picture; valid until the next apply. */
struct entity {
    enum kind kind;
    uint32_t slot;  /* place among its kind; changes when another of the kind ends */
    uint64_t seq;   /* last event that changed it */
    uint64_t first; /* event that created it */
    uint64_t hash;
    struct str id;
    void *rec;      /* the kind's struct; strings owned; const to everybody but the picture */
    uint32_t timer; /* private, as the next */
    uint32_t saved;
    size_t block; /* of rec, for record_merge */
};

struct picture *picture_new(void);
void picture_free(struct picture *p);

/*
 * One to be made of many events, or of a saved one, before anybody asks it: look-ups, timers, what waits and hash are not kept up to date but made
 * once, by picture_finish. Until then it may be applied to, loaded, saved, copied, and asked for entities by id and place alone.
 */
MUST_USE struct picture *picture_new_unfinished(void);
/* Does nothing to one that is finished. */
void picture_finish(struct picture *p);
/*
 * An unfinished one of its own, of the same entities and answers. While it runs, another thread may finish `from`, and nothing
 * else.
 */
MUST_USE struct picture *picture_copy(const struct picture *from);

/* Fold one event; seqs must come in order without gaps. Cannot refuse: what is in the journal has happened. */
void picture_apply(struct picture *p, const struct event *ev);

uint64_t picture_seq(const struct picture *p);
/* Time `recorded` of the last event. */
usec_t picture_time(const struct picture *p);
/* Of an unfinished one only right after picture_load_end. */
uint64_t picture_hash(const struct picture *p);

/* NULL when there is none. */
const struct entity *picture_find(const struct picture *p, enum kind kind, struct str id);
/* The struct of the kind, or NULL. */
const void *picture_get(const struct picture *p, enum kind kind, struct str id);
const void *picture_get_key(const struct picture *p, enum kind kind, struct map_key id);
/* It will be asked for soon: as map_expect and map_near. */
void picture_expect(const struct picture *p, enum kind kind, struct map_key id);
void picture_near(const struct picture *p, enum kind kind, struct map_key id);

/* Entities of a kind as a dense list: 0 <= i < picture_count. Walk downwards when entities may end meanwhile. */
uint32_t picture_count(const struct picture *p, enum kind kind);
const struct entity *picture_at(const struct picture *p, enum kind kind, uint32_t i);

/*
 * Entities whose indexed text field (flag `index` in the schema; field = F_KIND_NAME) equals value. *n their number; the
 * list is borrowed until the next apply. No order is promised.
 */
const struct entity *const *picture_by(const struct picture *p, enum kind kind, int field,
                                       struct str value, uint32_t *n);

/* Does the kind have a look-up by this field? Any thread. */
bool picture_has_index(enum kind kind, int field);

/*
 * Snapshots asked for after `since` that have neither come nor failed, the longest asked first. *n their number; the list is
 * borrowed until the next apply. Costs what it finds, not what there is.
 */
const struct entity *const *picture_waiting(const struct picture *p, usec_t since, uint32_t *n);

/* The entity whose wake_at is earliest, or NULL; its time in *due. */
const struct entity *picture_next_wake(const struct picture *p, usec_t *due);

/* Is `area` the area `within` or part of it (parents up to 8 levels)? Everything is within the empty area. */
bool picture_area_within(const struct picture *p, struct str area, struct str within);

/*
 * The innermost area that holds the point; empty when none does. Borrowed until the next apply. Only on the thread that
 * owns the picture: the index over the polygons is made when first asked after an area changed.
 */
struct str picture_area_at(const struct picture *p, struct geo_point at);

/* An answer given before for this idempotency key within 48 h of the picture's time; *seq is its event. */
bool picture_once(const struct picture *p, struct str key, struct str *answer, uint64_t *seq);

/*
 * Save all as lines of text of at most PICTURE_LINE_MAX bytes, in no order (core/snapshot.c frames and checks them); load gives an equal picture with an
 * equal hash. load needs an empty picture; on RC_CORRUPT throw it away.
 *
 * Saved in steps: what is saved is the picture as it was at begin, though events are folded between the steps. One saving
 * at a time; begin, step and end are called while nobody folds (others may read). An error of `put` ends it, as does
 * RC_TOO_LARGE, when too much changed meanwhile: call end, begin anew.
 */
#define PICTURE_LINE_MAX (2 * (size_t)EVENT_PAYLOAD_MAX)
#define PICTURE_PERSONAL_MAX 8 /* personal fields of one kind */

typedef enum rc picture_line_f(struct str line, void *arg, struct err *e);
void picture_save_begin(struct picture *p, bool bare);
/* About so many lines more; *done after the last. */
MUST_USE enum rc picture_save_step(struct picture *p, uint32_t lines, picture_line_f *put,
                                   void *arg, bool *done, struct err *e);
void picture_save_end(struct picture *p);

/* What a line says; only the members of its form are set. */
struct picture_line {
    enum kind kind;          /* of the entity */
    struct str id;           /* of the entity; empty: an answer */
    struct str once, answer; /* an answer given before, and its key */
    uint64_t seq, first;
    usec_t at;
    uint64_t from[PICTURE_PERSONAL_MAX]; /* the events that personal values come from */
    int nfrom;
    void *data; /* the kind's struct */
};

/*
 * Reading a line needs no picture, so that one thread may read ahead of another that loads. Texts are borrowed from the line or live
 * in `a`, which must have room for four times the line and 4 KiB.
 */
MUST_USE enum rc picture_line_read(struct str text, struct arena *a, struct picture_line *out,
                                   struct err *e);
MUST_USE enum rc picture_load(struct picture *p, const struct picture_line *line, struct err *e);
/* Both. */
MUST_USE enum rc picture_load_line(struct picture *p, struct str line, struct err *e);
/* After the last line: sets sequence and time. */
void picture_load_end(struct picture *p, uint64_t seq, usec_t time);

/*
 * Of an unfinished picture that was saved bare: the personal values of this entity that came from event `seq`, out of `patch`, a struct of its kind,
 * as far as it has them. Nothing for an entity that is not there.
 */
void picture_recall(struct picture *p, enum kind kind, struct str id, const void *patch,
                    uint64_t seq);

/* Check every invariant (indices, timers, what waits, hash sum); for tests. Aborts on a fault. */
void picture_check(const struct picture *p);

#endif
