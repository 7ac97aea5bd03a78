/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Driving: the centre's map of roads (DIR/roads/map, made by `markazctl import`), mapped while the centre runs. A thread of its own
 * looks for the map once a second: one that is new, or newer, is checked whole, got ready, and only then put in the place of the one
 * before. One that is damaged is refused and told of; the one before stays in use, and without any the centre goes on by air.
 *
 * Lock order: mirror, then live, then this.
 */
#ifndef CORE_DRIVE_H
#define CORE_DRIVE_H

#include "core/live.h"
#include "picture/picture.h"
#include "roads/live.h"
#include "roads/search.h"

struct drive;

#define DRIVE_CLOSURES_MAX 1000u /* in the picture at once */
#define DRIVE_PIECES_MAX 8192u   /* pieces of road of one of them */
#define DRIVE_END_M 300u         /* an end of a stretch is no farther from a road */

enum drive_state {
    DRIVE_NO_MAP,  /* there is no such file */
    DRIVE_LOADING, /* it is being looked at for the first time */
    DRIVE_REFUSED, /* it is damaged or cannot be read, and there is none before it */
    DRIVE_READY    /* one is in use */
};

/* no_map, map_loading, map_refused, ready: words the pages translate. Static text. */
const char *drive_state_name(enum drive_state s);

/* Of the store in `dir` (at most 400 bytes). Nothing is looked for yet. */
MUST_USE struct drive *drive_new(const char *dir);
/* NULL is allowed. Nobody uses it any more. */
void drive_free(struct drive *d);

/*
 * Look for a map now; returns when what there is is in use, with all units of `live` placed on it, or refused. One thread at a
 * time, holding no lock.
 */
void drive_look(struct drive *d, struct live *live);
/* Units that moved since are placed on the roads, and maps that nobody has any more are freed. On the same thread, holding no lock. */
void drive_follow(struct drive *d, struct live *live);

/* ---- who is there first ---- */

#define DRIVE_PLACE_M 2000u /* a place farther from any road is not driven to */
#define DRIVE_UNIT_M 500u   /* nor is a unit farther from any road taken to be on it */

/* Private: between begin and end. */
struct drive_search {
    struct drive *drive;
    struct drive_map *map;
    const struct road_metric *metric;
    struct road_place to;
    double off_m; /* from the place to the road */
};

/*
 * Begin to ask who is at a place first, on the map in use, as driving is priced now and as units are (of more than 64 that moved within
 * this tenth of a second, some count where they were just before). NULL, and drive_end must be called; else why not by road, a word
 * that pages translate: no_map (also when d is NULL), map_loading, map_refused, place_off_road. The caller holds live's lock
 * or is the core thread; nobody else searches until drive_end.
 */
MUST_USE const char *drive_begin(struct drive *d, const struct live *live, struct geo_point to,
                                 struct drive_search *s);
/* As road_fleet_best: by slots of live. */
uint32_t drive_best(struct drive_search *s, bool (*may)(void *user, uint32_t slot), void *user,
                    uint32_t k, struct road_best *out);
/* Is this unit on a road of the map? */
bool drive_on_road(const struct drive_search *s, uint32_t slot);
void drive_end(struct drive_search *s);

/* ---- closures and traffic ---- */

/* A street that is closed or slow, as the map is asked for it. */
struct drive_closure {
    struct geo_point at, to;
    uint32_t radius_m;     /* of a place */
    bool stretch, one_way; /* from `at` to `to` */
    uint16_t permille;     /* ROAD_CLOSED, or ROAD_TIME_MIN to ROAD_TIME_MAX */
};

void drive_closure_of(const struct closure *c, struct drive_closure *out);
/*
 * How many pieces of road it is about; 0, and RC_OK, without a map. RC_NOT_FOUND: none, or there is no way from end to end, saying which;
 * RC_TOO_LARGE: over DRIVE_PIECES_MAX. Any thread but the core's, which it could hold for long; it may hold the mirror.
 */
MUST_USE enum rc drive_pieces(struct drive *d, const struct drive_closure *c, uint32_t *n,
                              struct err *e);

/*
 * Closures in force and the hour's traffic, as the picture has them at `now`: noted when they are not what was noted last. Of too
 * many (ROAD_CHANGES_MAX pieces of road) the older ones count. drive_apply makes what was noted the next price of driving, of a new map
 * too, and returns at once. Both on the thread that calls drive_look; drive_note with the picture locked, drive_apply with nothing.
 */
void drive_note(struct drive *d, const struct picture *p, usec_t now);
void drive_apply(struct drive *d);
/* Until what was applied last is in force. On the same thread. */
void drive_wait(struct drive *d);

/* 24 hours of each class of road, of what traffic.hours says; RC_INVALID: what is wrong with it. Pure. */
MUST_USE enum rc drive_hours_read(struct str json, struct road_times out[static 24], struct err *e);

struct drive_figures {
    enum drive_state state;
    char problem[300]; /* why the file that is there is not in use; "": it is, or there is none */
    struct roads_figures map; /* the rest: of the map in use, else 0 */
    struct road_live_figures live;
    uint32_t on_road, off_road; /* units with a position */
    uint64_t searches;
    uint32_t closures,
        left_out; /* in force; of them, that are about no road of this map, or one too many */
};

/* Any thread. */
void drive_figures(struct drive *d, struct drive_figures *out);

#endif
