/* SPDX-License-Identifier: Apache-2.0 */
/* A map in the making: its head and, as lists of their own, its sections. */
#ifndef ROADS_BUILD_PRIV_H
#define ROADS_BUILD_PRIV_H

#include "roads/build.h"
#include "roads/roads_priv.h"

struct making {
    const struct draft *d;
    struct roads_head h;
    uint32_t *of_along; /* way along -> arc, or ROADS_NONE */
    uint32_t *along;    /* arc -> way along */
#define MAKING_LIST(name, type, length) type *name;
    ROADS_SECTIONS(MAKING_LIST)
#undef MAKING_LIST
};

/* build_grid.c: rows, cols, cell_first and piece; the rest is there. RC_TOO_LARGE. */
MUST_USE enum rc making_grid(struct making *m, struct err *e);
/* build_parts.c: flags and main_arcs, by turns. */
void making_parts(struct making *m);

#endif
