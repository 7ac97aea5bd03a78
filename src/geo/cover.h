/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How well places are covered by units that stand ready: expected covering (Daskin 1983). A place that k units reach in time is
 * worth its weight times the chance that one of them is free, 1 - busy^k; with busy 0 that is plain maximal covering (Church, ReVelle
 * 1974). What one unit more or less is worth follows, and so where to put the next (Jagtenberg, Bhulai, van der Mei 2015). Pure: any thread.
 */
#ifndef GEO_COVER_H
#define GEO_COVER_H

#include "base/defs.h"

struct cover {
    uint32_t points, bases; /* both at least 1 */
    const double *weight;   /* of each point, not negative */
    const uint8_t *reach; /* bases × points: not 0 when who stands at the base is there in time */
    double busy;          /* 0 <= busy < 1: how much of its time a unit is not free */
};

/* at[bases]: units ready at each; k[points]: how many reach each point. */
void cover_count(const struct cover *c, const uint8_t *at, uint16_t *k);
/* Share of all weight that is covered, 0 to 1; 0 when nothing has weight. */
double cover_share(const struct cover *c, const uint16_t *k);
/* By how much that share grows with one unit more at the base, and falls with one less; one less where none is: 0. */
double cover_gain(const struct cover *c, const uint16_t *k, uint32_t base);
double cover_loss(const struct cover *c, const uint16_t *k, uint32_t base);

struct cover_move {
    uint32_t from, to; /* bases */
    double gain;       /* of the share, after both */
};

/*
 * The move of one unit that gains most, of equal ones the first by from, then to. `at` and k as above, left as they were. False: none gains more
 * than a millionth.
 */
bool cover_best_move(const struct cover *c, const uint8_t *at, uint16_t *k, struct cover_move *out);
/*
 * Put n units one after the other where each gains most; at[bases] and k[points] are set. By the gains' diminishing the share is at least
 * 1 - 1/e of the best there is (Nemhauser, Wolsey, Fisher 1978).
 */
void cover_place(const struct cover *c, uint32_t n, uint8_t *at, uint16_t *k);

#endif
