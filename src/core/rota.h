/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shift patterns: a cycle of local days, on each of them a turn or none, worked by crews that are so many days apart. "DDDDOOOO"
 * with a day of 08:00-20:00 is four on, four off. Turns begin and end by the clock on the wall: where one ends when another
 * begins they meet in every night of the year, so the one in which the clock is set is an hour longer or shorter. Pure.
 */
#ifndef CORE_ROTA_H
#define CORE_ROTA_H

#include "base/str.h"
#include "base/zone.h"

#define ROTA_DAYS_MAX 56           /* of a cycle */
#define ROTA_TURNS_MAX 8           /* kinds of turn in a pattern */
#define ROTA_TURN_MIN_MIN (3 * 60) /* minutes: longer than what a clock is set by */
#define ROTA_OFF (-1)

struct rota_hours {
    char letter; /* A to Z, not O */
    int starts,
        length; /* local minutes since midnight, 0 to 1439; minutes by the clock, at most a day */
};

struct rota {
    struct zone zone;
    usec_t first; /* local midnight of the first day of a cycle, as zone_local counts */
    int days, nturns;
    struct rota_hours turns[ROTA_TURNS_MAX];
    int8_t cycle[ROTA_DAYS_MAX]; /* index of the day's turn, or ROTA_OFF */
};

/* One turn of one crew. */
struct rota_turn {
    usec_t day;         /* local midnight of the day on which it begins */
    usec_t from, until; /* UTC; until is not part of it */
    char letter;
};

/*
 * Reads a pattern: `cycle` is a letter a day, O for a day off; `turns` says when each letter is worked, as "D=08:00-20:00,
 * N=20:00-08:00" (what ends no later than it begins ends on the next day; equal times are a whole day); `first` is the first day
 * of a cycle, "2026-11-02", 1970 to 2199. RC_INVALID with the field's name (cycle, turns, first) when one of them is not that, a
 * turn is shorter than ROTA_TURN_MIN_MIN, a letter has no turn or a turn no letter, nobody works on any day, or a crew would begin
 * a turn before it has ended the one before. *out is then not to be used. Nothing is kept of the texts.
 */
MUST_USE enum rc rota_read(struct zone zone, struct str cycle, struct str turns, struct str first,
                           struct rota *out, struct err *e);
/* What a crew works on the local day `day` (midnight as zone_local counts) that is `behind` days behind the first one, any number. */
bool rota_on(const struct rota *r, int64_t behind, usec_t day, struct rota_turn *out);
/* The turn of that crew that runs at `after`, else the first that begins later. There always is one. */
void rota_next(const struct rota *r, int64_t behind, usec_t after, struct rota_turn *out);
/* The shortest time between two turns of a crew, in minutes by the clock on the wall: what a rule of rest is held against. */
int rota_rest(const struct rota *r);

#endif
