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

#endif
