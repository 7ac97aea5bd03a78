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

#include "roads/live.h"

struct drive;

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

/* Look for a map now; returns when what there is is in use or refused. One thread at a time, holding no lock. */
void drive_look(struct drive *d);

struct drive_figures {
    enum drive_state state;
    char problem[300]; /* why the file that is there is not in use; "": it is, or there is none */
    struct roads_figures map; /* the rest: of the map in use, else 0 */
    struct road_live_figures live;
};

/* Any thread. */
void drive_figures(struct drive *d, struct drive_figures *out);

#endif
