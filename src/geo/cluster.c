/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/cluster.h"

#include <math.h>

#include "base/mem.h"

#define WORK_MAGIC 0x434c5553u
#define STEPS 4096 /* of the Mercator table; between two the curve is taken as straight */
#define STEP7 (1800000000u / STEPS)
#define CELLS_A_TILE_BITS 3

struct cell {
    int64_t sum_lat, sum_lon; /* relative to the first point in the cell */
    struct geo_point base;
    uint32_t count, id;
    uint32_t by_class[GEO_CLUSTER_CLASSES];
};

struct geo_cluster_work {
    unsigned magic;
    bool open;
    struct geo_cluster_ask ask;
    unsigned bits; /* 2^bits cells around the world */
    uint32_t west, north, cols, rows;
    uint32_t points, single_count;
    uint32_t mercator[STEPS + 2]; /* from the south pole up: 0 at the top of the world, 2^32 - 1 at
                                     its foot */
    struct cell cells[GEO_CLUSTER_CELLS_MAX];
    struct geo_cluster out[GEO_CLUSTER_CELLS_MAX];
};

_Static_assert(GEO_CLUSTER_SINGLES_MAX <= GEO_CLUSTER_CELLS_MAX, "single points are kept in out");

struct geo_cluster_work *geo_cluster_new(void)
{
    struct geo_cluster_work *w = mem_alloc(sizeof *w);
    w->magic = WORK_MAGIC;
    for (int i = 0; i < STEPS + 2; i++) {
        double lat = fmax(-85.0511287, fmin(85.0511287, i * (180.0 / STEPS) - 90)) * (M_PI / 180);
        double y = 0.5 - log(tan(M_PI / 4 + lat / 2)) / (2 * M_PI);
        w->mercator[i] = (uint32_t)fmax(0, fmin(4294967295.0, y * 4294967296.0));
    }
    return w;
}

void geo_cluster_free(struct geo_cluster_work *w)
{
    if (w == NULL)
        return;
    CHECK_OBJ(w, WORK_MAGIC);
    w->magic = 0;
    free(w);
}

static uint32_t world_x(int32_t lon7)
{
    uint64_t x = ((uint64_t)((int64_t)lon7 + GEO_LON7_MAX) << 32) / 3600000000u;
    return x <= UINT32_MAX ? (uint32_t)x : UINT32_MAX;
}

static uint32_t world_y(const struct geo_cluster_work *w, int32_t lat7)
{
    uint32_t from_south = (uint32_t)((int64_t)lat7 + GEO_LAT7_MAX);
    uint32_t i = from_south / STEP7, part = from_south % STEP7;
    uint64_t fall = (uint64_t)(w->mercator[i] - w->mercator[i + 1]) * part / STEP7;
    return w->mercator[i] - (uint32_t)fall;
}

static uint32_t cell_at(uint32_t world, unsigned bits)
{
    return bits > 0 ? world >> (32 - bits) : 0;
}

/* Columns and rows of the window with 2^bits cells around the world. */
static void lay(struct geo_cluster_work *w, unsigned bits)
{
    const struct geo_box *b = &w->ask.window;
    uint32_t around = 1u << bits, east = cell_at(world_x(b->east), bits);
    w->bits = bits;
    w->west = cell_at(world_x(b->west), bits);
    w->north = cell_at(world_y(w, b->north), bits);
    w->rows = cell_at(world_y(w, b->south), bits) - w->north + 1;
    if (b->west <= b->east)
        w->cols = east - w->west + 1;
    else
        w->cols = east < w->west ? east + around - w->west + 1 : around;
}

enum rc geo_cluster_begin(struct geo_cluster_work *w, const struct geo_cluster_ask *ask,
                          struct err *e)
{
    CHECK_OBJ(w, WORK_MAGIC);
    if (!geo_box_valid(ask->window))
        return err_field(e, RC_INVALID, "window",
                         "window is not within the world or has south above north");
    if (ask->zoom < 0 || ask->zoom > GEO_CLUSTER_ZOOM_MAX)
        return err_field(e, RC_INVALID, "zoom", "zoom is not within 0 to %d", GEO_CLUSTER_ZOOM_MAX);
    if (ask->singles > GEO_CLUSTER_SINGLES_MAX)
        return err_field(e, RC_INVALID, "singles", "more than %u single points asked",
                         GEO_CLUSTER_SINGLES_MAX);
    w->ask = *ask;
    w->open = true;
    w->points = 0;
    w->single_count = 0;
    unsigned bits = (unsigned)ask->zoom + CELLS_A_TILE_BITS;
    lay(w, bits);
    while ((uint64_t)w->cols * w->rows > GEO_CLUSTER_CELLS_MAX)
        lay(w, --bits);
    memset(w->cells, 0, (size_t)w->cols * w->rows * sizeof *w->cells);
    return RC_OK;
}

void geo_cluster_add(struct geo_cluster_work *w, uint32_t id, struct geo_point p, unsigned class_no)
{
    CHECK_OBJ(w, WORK_MAGIC);
    must(w->open);
    if (!geo_box_contains(w->ask.window, p))
        return;
    class_no = class_no < GEO_CLUSTER_CLASSES ? class_no : GEO_CLUSTER_CLASSES - 1;
    w->points++;
    if (w->points <= w->ask.singles) {
        struct geo_cluster *o = &w->out[w->single_count++];
        *o = (struct geo_cluster){.at = p, .count = 1, .id = id};
        o->by_class[class_no] = 1;
    }
    uint32_t around = 1u << w->bits;
    uint32_t col = (cell_at(world_x(p.lon7), w->bits) - w->west) & (around - 1);
    uint32_t row = cell_at(world_y(w, p.lat7), w->bits) - w->north;
    must(col < w->cols && row < w->rows);
    struct cell *c = &w->cells[row * w->cols + col];
    if (c->count++ == 0) {
        c->base = p;
        c->id = id;
    }
    /* Cells begin at the antimeridian, so none spans it and plain differences will do. */
    c->sum_lon += (int64_t)p.lon7 - c->base.lon7;
    c->sum_lat += (int64_t)p.lat7 - c->base.lat7;
    c->by_class[class_no]++;
}

size_t geo_cluster_end(struct geo_cluster_work *w, const struct geo_cluster **out, bool *single)
{
    CHECK_OBJ(w, WORK_MAGIC);
    must(w->open);
    w->open = false;
    *out = w->out;
    *single = w->points <= w->ask.singles;
    if (*single)
        return w->single_count;
    size_t n = 0;
    for (uint32_t i = 0; i < w->cols * w->rows; i++) {
        const struct cell *c = &w->cells[i];
        if (c->count == 0)
            continue;
        struct geo_cluster *o = &w->out[n++];
        o->count = c->count;
        o->id = c->count == 1 ? c->id : 0;
        o->at.lat7 = (int32_t)(c->base.lat7 + c->sum_lat / c->count);
        o->at.lon7 = (int32_t)(c->base.lon7 + c->sum_lon / c->count);
        memcpy(o->by_class, c->by_class, sizeof o->by_class);
    }
    return n;
}
