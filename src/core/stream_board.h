/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The board: where units are, as streams tell it. The stream thread brings it up to date a few times a second (a tick), and
 * renders each unit that moved once; any number of readers then copy what is within their window and area. So readers
 * take neither the mirror's nor live's lock, and a unit's area or status may be a tick old here.
 *
 * A reader remembers the last tick it was told of. The newest BOARD_TICKS are kept as lists of what moved, sorted by
 * place; who is further behind goes through all units. Either way it gets the newest place only.
 *
 * Lock order: mirror, live, list of streams, board. The stream thread alone writes.
 */
#ifndef CORE_STREAM_BOARD_H
#define CORE_STREAM_BOARD_H

#include "core/core_priv.h"

#define BOARD_TICKS 16       /* with a tick each 250 ms: 4 s */
#define BOARD_GONE_MAX 4096u /* most units told to be gone in one read */

struct board;

/* How far a reader was told. All zero: nothing yet. */
struct board_place {
    uint64_t seen;  /* the last tick it was told of */
    uint64_t sweep; /* the newest tick when it began to go through all units */
    uint32_t slot;  /* where to go on with that; 0: it does not */
};

/* Whose eyes: of an area (0: all of them), at a window. */
struct board_eye {
    uint32_t area; /* board_area */
    struct geo_box window;
};

MUST_USE struct board *board_new(void);
void board_free(struct board *b);

/* Stream thread: an event was published that may change a unit's area or status. */
void board_note(struct board *b, enum kind kind, struct str id);
/* Stream thread: events were missed, all units are looked up anew at the next tick. */
void board_note_all(struct board *b);
/* Stream thread: take what moved since the last tick, and what was noted. Takes the mirror's and live's read locks. */
void board_tick(struct board *b, struct core *c);

/* How often it was brought up to date; any thread, without the lock. */
uint64_t board_ticks(const struct board *b);

void board_read_lock(struct board *b);
void board_unlock(struct board *b);

/* ---- under the read lock ---- */

/* Number of the newest tick in which something moved; 0: none yet. */
uint64_t board_newest(const struct board *b);
/* The area's number for an eye; of one that no unit belongs to, one that sees nothing. "" is 0. */
uint32_t board_area(const struct board *b, struct str id);
/* How many units with a position an eye of this area sees, wherever they are. */
uint32_t board_count_of(const struct board *b, uint32_t area);
/* How many units are in the window, whosever they are. */
uint32_t board_count_in(const struct board *b, struct geo_box window);
/* Is there anything to tell after tick `seen`? May say yes for nothing. */
bool board_news(const struct board *b, uint64_t seen, const struct board_eye *eye);
/* Did the unit of this slot of live change after tick `seen`? */
bool board_unit_news(const struct board *b, uint64_t seen, uint32_t slot);

/* The functions that put write units as [id,lat,lon,...], each with a comma before it, and return how many. */
uint32_t board_put_unit(const struct board *b, uint32_t slot, struct buf *out);
/* All of the eye's units in its window. */
uint32_t board_put_window(const struct board *b, const struct board_eye *eye, struct buf *out);
/*
 * What changed after place->seen: units that are gone, and, when `moved`, those that are now elsewhere in the window. Moves
 * the place on. When place->slot is not 0 afterwards there is more: ask again.
 */
uint32_t board_put_changes(const struct board *b, const struct board_eye *eye, bool moved,
                           struct board_place *place, struct buf *out);
/* Each of the eye's units in the window. */
void board_each(const struct board *b, const struct board_eye *eye,
                void (*visit)(void *arg, uint32_t slot, struct geo_point at, unsigned status),
                void *arg);

#endif
