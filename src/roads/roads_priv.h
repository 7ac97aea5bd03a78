/* SPDX-License-Identifier: Apache-2.0 */
/* How a map lies in its bytes. All sections follow the head in this order, each aligned to 8; lengths follow from the head. */
#ifndef ROADS_ROADS_PRIV_H
#define ROADS_ROADS_PRIV_H

#include "base/hash.h"
#include "roads/roads.h"

#define ROADS_FORM 1u
#define ROADS_ORDER 0x01020304u /* reads otherwise on a machine of the other byte order */
#define ROADS_MAGIC_TEXT "MKROADS\n"
#define ROADS_MAIN 1u /* flag of an arc: in a part large enough to look for places on */
#define ROADS_PART_MIN 200u
#define ROADS_CELLS_MAX (1u << 24)

struct roads_head {
    char magic[8];
    uint32_t form, order;
    uint64_t size;     /* of the whole file */
    struct sha256 sum; /* over all behind the sum: the rest of the head, and the sections */
    uint32_t nodes, arcs, turns, links;
    uint32_t shape, banned, main_arcs, pieces;
    int32_t south, west, north, east; /* the grid of places, and all that is in it */
    uint32_t rows, cols;
};

/* X(name, type, length) */
#define ROADS_SECTIONS(X) \
    X(node_point, struct geo_point, h->nodes) \
    X(node_first, uint32_t, h->nodes + UINT64_C(1)) /* arcs are sorted by the node they leave */ \
    X(tail, uint32_t, h->arcs) \
    X(head, uint32_t, h->arcs) \
    X(ms, uint32_t, h->arcs) \
    X(twin, uint32_t, h->arcs) \
    X(source, int64_t, h->arcs) \
    X(class, uint8_t, h->arcs) \
    X(flags, uint8_t, h->arcs) \
    X(metres, float, h->arcs) \
    X(shape_first, uint32_t, h->arcs + UINT64_C(1)) \
    X(shape, struct geo_point, h->shape) \
    X(turn_first, uint32_t, h->arcs + UINT64_C(1)) \
    X(turn, uint32_t, h->turns) /* the arc it leads to */ \
    X(turn_link, uint32_t, \
      h->turns) /* link x 2, plus 1 when it leads down; ROADS_NONE: to itself */ \
    X(rank, uint32_t, h->arcs) \
    X(at_rank, uint32_t, h->arcs) \
    X(up_first, uint32_t, h->arcs + UINT64_C(1)) /* by rank */ \
    X(up, uint32_t, h->links)                    /* ranks, ascending, all higher */ \
    X(cell_first, uint32_t, (uint64_t)h->rows * h->cols + 1) \
    X(piece, uint32_t, h->pieces) /* arcs near a cell, of twins the lower one */

struct roads {
    unsigned magic;
    struct roads_head h;
    struct str bytes;
    bool mapped; /* else the bytes are borrowed */
#define ROADS_POINTER(name, type, length) const type *name;
    ROADS_SECTIONS(ROADS_POINTER)
#undef ROADS_POINTER
};

#define ROADS_MAGIC 0x526f6164u

/* Bytes of the head and all sections; the head's counts are within their ceilings. */
uint64_t roads_size(const struct roads_head *h);
/* Point the sections into `bytes`, which are at least roads_size long. */
void roads_lay(struct roads *r, const char *bytes);
/* Over all behind `sum`. */
struct sha256 roads_sum(struct str bytes);

/* check.c: everything that is followed. RC_CORRUPT. */
MUST_USE enum rc roads_check(const struct roads *r, struct err *e);

/* ---- order.c ---- */

/*
 * Ranks of arcs by nested dissection (METIS) of the pieces of road, both directions of a piece beside each other. `turn_first` and
 * `turn` as in the map.
 */
MUST_USE enum rc roads_rank(uint32_t arcs, const uint32_t *twin, const uint32_t *turn_first,
                            const uint32_t *turn, uint32_t *rank, struct err *e);

/* The links of the hierarchy: what is joined when arcs are taken out in the order of their ranks. */
struct roads_links {
    uint32_t *first; /* arcs + 1 */
    uint32_t *up;
    uint32_t n;
};

/* RC_TOO_LARGE: more than ROADS_LINKS_MAX. Free both lists with free(). */
MUST_USE enum rc roads_contract(uint32_t arcs, const uint32_t *turn_first, const uint32_t *turn,
                                const uint32_t *rank, struct roads_links *out, struct err *e);
/* The link from the lower of two ranks to the higher; ROADS_NONE: none. */
uint32_t roads_link(const uint32_t *up_first, const uint32_t *up, uint32_t low, uint32_t high);

/* ---- place.c ---- */

/* The shape of an arc with both its ends: point i of roads_shape_n. */
uint32_t roads_shape_n(const struct roads *r, uint32_t arc);
struct geo_point roads_shape_at(const struct roads *r, uint32_t arc, uint32_t i);
/* Row or column of a point in the grid, within it. */
uint32_t roads_row(const struct roads_head *h, int32_t lat7);
uint32_t roads_col(const struct roads_head *h, int32_t lon7);

#endif
