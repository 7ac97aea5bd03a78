/* SPDX-License-Identifier: Apache-2.0 */
/* Entries before they are an index. Texts are offsets of a length and so many bytes, as in the index. */
#ifndef PLACE_DRAFT_PRIV_H
#define PLACE_DRAFT_PRIV_H

#include "place/place_priv.h"

struct place_row {
    uint32_t name, street, settlement, house;
    struct geo_point at;
    uint8_t kind;
};

struct place_draft {
    struct buf text;
    struct place_row *rows;
    uint32_t n, cap;
};

struct str place_draft_text(const struct place_draft *d, uint32_t at);

/*
 * apart.c: entries of one name are not one place when they lie apart: streets of one name in towns that their entries do not name,
 * shops of a chain. Those in one cell of a grid of so many degrees x 10^7, and in cells beside each other, are one place; across 180 degrees too.
 */
#define PLACE_APART7 200000      /* some 2 km */
#define PLACE_APART_NAMED7 20000 /* of what has a name of its own: some 200 m */
/*
 * Put the n rows (at least one), which differ in house and place alone, in such an order that those of each place stand together,
 * otherwise as they stood, the place of the first row first. *ends, of n: one past each place's last. Returns how many places.
 */
uint32_t place_apart(struct place_row *rows, uint32_t n, uint32_t *ends);

#endif
