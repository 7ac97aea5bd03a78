/* SPDX-License-Identifier: Apache-2.0 */
/* The tree behind grid.h, shared by grid.c (keeping) and grid_find.c (asking). */
#ifndef GEO_GRID_PRIV_H
#define GEO_GRID_PRIV_H

#include "geo/grid.h"

#define GRID_MAGIC 0x47524944u
#define GRID_LEVELS 5 /* nodes of level 0..4; a child of level 4 is a list of slots */
#define GRID_BITS 15  /* three bits of latitude and of longitude a level */
#define GRID_NIL UINT32_MAX
#define GRID_ABSENT (UINT32_MAX - 1)
#define GRID_RAD7 (3.14159265358979323846 / 180e7)

/* Both are exact binary fractions, so that a cell's edges are exact in double. */
#define GRID_CELL_LAT (1800000000.0 / (1 << GRID_BITS))
#define GRID_CELL_LON (3600000000.0 / (1 << GRID_BITS))

struct grid_slot {
    double x, y, z; /* unit vector: nearness without trigonometry a candidate */
    int32_t lat7, lon7;
    uint32_t next, prev; /* list of the cell; next is GRID_ABSENT when the slot is not in use */
};

struct grid_node {
    uint64_t bits;      /* which children hold something */
    double cos_min;     /* no latitude in here has a smaller cosine */
    uint32_t count;     /* things below */
    uint32_t child[64]; /* node, or first slot of a cell; valid where the bit is set */
};

struct geo_grid {
    unsigned magic;
    uint32_t max, cap;
    struct grid_slot *slots;
    struct grid_node *nodes; /* 0 is the root */
    uint32_t node_count, node_cap;
    uint32_t free_node; /* chain through child[0], GRID_NIL at its end */
};

/* Cells of the finest level. */
static inline uint32_t grid_cell_lat(int32_t lat7)
{
    uint64_t c = ((uint64_t)((int64_t)lat7 + GEO_LAT7_MAX) << GRID_BITS) / 1800000000u;
    return c < (1 << GRID_BITS) ? (uint32_t)c : (1 << GRID_BITS) - 1;
}

static inline uint32_t grid_cell_lon(int32_t lon7)
{
    uint64_t c = ((uint64_t)((int64_t)lon7 + GEO_LON7_MAX) << GRID_BITS) / 3600000000u;
    return c < (1 << GRID_BITS) ? (uint32_t)c : (1 << GRID_BITS) - 1;
}

/* How far cells of children of a node of this level are shifted. */
static inline unsigned grid_shift(unsigned level)
{
    return GRID_BITS - 3 * (level + 1);
}

#endif
