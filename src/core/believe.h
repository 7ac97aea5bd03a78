/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which fixes of a unit are believed. A fix is judged against the newest one believed: what would need more than 400 km/h
 * over more than 500 m is a jump, kept and not believed. When several jumps in a row agree among themselves, the believed
 * place was the wrong one (a first fix from a phone's memory), and the last of them is believed. Two places that take
 * turns are not believed in turn: each change of mind within ten minutes doubles how many must agree. Bounded: one
 * candidate a unit. Pure; late fixes never count.
 */
#ifndef CORE_BELIEVE_H
#define CORE_BELIEVE_H

#include "base/clock.h"
#include "geo/distance.h"

#define BELIEVE_AGREE 3 /* jumps in a row that agree and are then believed */
#define BELIEVE_KMH 400 /* faster than this between two fixes is not driving */
#define BELIEVE_M 500   /* and over a shorter way it is the receiver's error */
#define BELIEVE_CALM (10 * USEC_MIN)
#define BELIEVE_DOUBLINGS 4

struct believe {
    struct geo_point at; /* of the newest believed fix */
    usec_t fix;          /* its time; 0: there is none */
    struct geo_point other;
    usec_t other_fix; /* of the newest fix that speaks for another place */
    usec_t changed;   /* time of the fix at which the mind was changed last; 0: never */
    uint8_t agree;    /* how many in a row speak for it; 0: none */
    uint8_t changes;  /* changes of mind without BELIEVE_CALM between them */
};

/* Forget all: the next fix is believed. */
void believe_forget(struct believe *b);
/* What is believed was learnt elsewhere: a start reads positions again. An older one changes nothing. */
void believe_known(struct believe *b, struct geo_point at, usec_t fix);
/* Judge one fix and remember it: false for a jump. A late one is no jump and is not remembered. */
bool believe_fix(struct believe *b, struct geo_point at, usec_t fix);

#endif
