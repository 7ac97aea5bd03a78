/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a chart lies in its bytes. All sections follow the head in this order, each aligned to 8; lengths follow from the head.
 *
 * Places are of the world as a square of 2^32 by 2^32, x from 180 degrees west, y from the north edge of web Mercator: a tile's own
 * numbers are these shifted. Features are sorted by the zoom from which they are shown, and within one along a Hilbert curve; over each zoom's lies
 * a tree of boxes, CHART_FAN in one, level by level from below.
 */
#ifndef CHART_CHART_PRIV_H
#define CHART_CHART_PRIV_H

#include "base/hash.h"
#include "chart/chart.h"

#define CHART_FORM 1u
#define CHART_ORDER 0x01020304u /* reads otherwise on a machine of the other byte order */
#define CHART_MAGIC_TEXT "MKCHART\n"
#define CHART_FAN 16u
#define CHART_ZOOMS (CHART_ZOOM_MAX + 1)
#define CHART_NO_NAME UINT32_MAX

struct chart_xy {
    uint32_t x, y;
};

struct chart_box {
    struct chart_xy min, max; /* both belong to it */
};

struct chart_feature {
    struct chart_box box;
    uint32_t ring, rings;
    uint32_t name; /* where it begins in the text; CHART_NO_NAME */
    uint32_t class;
};

struct chart_head {
    char magic[8];
    uint32_t form, order;
    uint64_t size;     /* of the whole file */
    struct sha256 sum; /* over all behind the sum: the rest of the head, and the sections */
    uint32_t features, rings, points, text;
    uint32_t zoom_first[CHART_ZOOMS + 1]; /* features that are shown from a zoom on */
    uint32_t nodes;                       /* of all trees */
    struct geo_box box;
};

/* X(name, type, length) */
#define CHART_SECTIONS(X) \
    X(feature, struct chart_feature, h->features) \
    X(node, struct chart_box, h->nodes) \
    X(ring_first, uint32_t, h->rings + UINT64_C(1)) \
    X(point, struct chart_xy, h->points) \
    X(text, char, h->text)

struct chart {
    unsigned magic;
    struct chart_head h;
    struct str bytes;
    bool mapped;
#define CHART_POINTER(name, type, length) const type *name;
    CHART_SECTIONS(CHART_POINTER)
#undef CHART_POINTER
};

#define CHART_MAGIC 0x63687274u

uint64_t chart_size(const struct chart_head *h);
/* Point the sections into `bytes`, which are at least chart_size long. */
void chart_lay(struct chart *c, const char *bytes);
struct sha256 chart_sum(struct str bytes);
/* Boxes of the trees over a chart's features: all of them, those of one zoom. */
uint32_t chart_nodes(const struct chart_head *h);
uint32_t chart_zoom_nodes(uint32_t features);

/* Features that are shown at `zoom` and whose box meets `box`, those first that are shown from furthest out. Return false to stop. */
typedef bool chart_found_fn(void *ctx, const struct chart_feature *f);
void chart_find(const struct chart *c, unsigned zoom, struct chart_box box, chart_found_fn *fn,
                void *ctx);

/* ---- shape.c: points in a tile's own numbers; y from its north edge ---- */

#define CHART_EXTENT 4096
#define CHART_EDGE 128 /* so much around a tile is in it */

struct chart_spot {
    int32_t x, y;
};

struct chart_shape {
    struct chart_spot *v;
    uint32_t n, cap;
};

void chart_shape_add(struct chart_shape *s, struct chart_spot p);
/*
 * Leave out points that are no further than `tolerance` from the line without them (Douglas, Peucker 1973); `keep` is worked
 * in. Ends stay, and every CHART_AT_ONCE-th point, so that no shape, however it was made up, takes the square of its length.
 */
#define CHART_AT_ONCE 256u
void chart_shape_simplify(struct chart_shape *s, int32_t tolerance, struct chart_shape *keep);
/* The part of a closed ring that lies in the tile with its edge (Sutherland, Hodgman 1974). */
void chart_shape_clip_ring(struct chart_shape *s, struct chart_shape *work);
/* The part of one step that lies there (Liang, Barsky 1984). False: none. */
bool chart_clip_step(struct chart_spot *a, struct chart_spot *b);
/* Twice the area; above zero when it goes clockwise as it is seen. */
int64_t chart_shape_area(const struct chart_shape *s);

#endif
