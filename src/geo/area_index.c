/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/area_index.h"

#include <math.h>

#include "base/mem.h"
#include "geo/area_priv.h"

#define INDEX_MAGIC 0x41494458u
#define ENTRIES_MAX (4u << 20)
#define SIDE_MAX 1024u
#define MARGIN 2 /* units of 10^-7 degrees: more than the rounding of a clipped edge */

struct edge {
    struct geo_point a, b;
};

/* The edges of one area by strips of latitude of equal height; an edge stands in every strip it
 * reaches. */
struct strips {
    uint32_t n;
    uint32_t *start; /* n + 1 */
    struct edge *edges;
};

struct geo_area_index {
    unsigned magic;
    uint32_t n;
    const struct geo_area **areas;
    struct strips *strips;
    struct geo_box box;
    uint32_t side;     /* cells a row and a column; 0 when there is no area */
    uint32_t *start;   /* side * side + 1 */
    uint32_t *entries; /* area number * 2 + (the whole cell is inside) */
    size_t bytes;
};

struct pair {
    uint32_t cell, entry;
};

/* What building needs and finding does not. */
struct raster {
    struct geo_area_index *x;
    uint8_t *marked; /* side * side: a border of the area at hand passes; cleared before use */
    struct pair *pairs;
    uint32_t n, cap;
};

static uint32_t part_of(int64_t v, int64_t low, int64_t high, uint32_t parts)
{
    return (uint32_t)((v - low) * parts / (high - low + 1));
}

static uint32_t strip_of(const struct geo_area *a, uint32_t n, int32_t lat7)
{
    return part_of(lat7, a->box.south, a->box.north, n);
}

/* One pass over all edges: counts into start[strip + 1], or (edges given) places them. Returns
 * places taken. */
static uint64_t strip_pass(const struct geo_area *a, uint32_t n, uint32_t *start,
                           struct edge *edges)
{
    uint64_t total = 0;
    for (uint32_t r = 0; r < a->ring_count; r++) {
        const struct geo_point *p = a->points + a->rings[r].first;
        uint32_t count = a->rings[r].n;
        for (uint32_t i = 0, k = count - 1; i < count; k = i++) {
            if (p[i].lat7 == p[k].lat7)
                continue;
            uint32_t s = strip_of(a, n, p[i].lat7), t = strip_of(a, n, p[k].lat7);
            uint32_t low = s < t ? s : t, high = s < t ? t : s;
            total += high - low + 1;
            for (uint32_t at = low; at <= high && (edges != NULL || total <= 4 * a->point_count);
                 at++) {
                if (edges != NULL)
                    edges[start[at]++] = (struct edge){p[k], p[i]};
                else
                    start[at + 1]++;
            }
        }
    }
    return total;
}

static void strips_build(struct strips *s, const struct geo_area *a, size_t *bytes)
{
    uint32_t n = a->point_count / 4 + 1;
    uint64_t total;
    for (;; n = n / 2 + n % 2) {
        s->start = mem_array((size_t)n + 1, sizeof *s->start);
        total = strip_pass(a, n, s->start, NULL);
        if (n == 1 || total <= 4 * (uint64_t)a->point_count)
            break;
        free(s->start);
    }
    s->n = n;
    s->edges = mem_array(total > 0 ? total : 1, sizeof *s->edges);
    for (uint32_t i = 0; i < n; i++)
        s->start[i + 1] += s->start[i];
    (void)strip_pass(a, n, s->start, s->edges);
    for (uint32_t i = n; i > 0; i--) /* placing moved every start to its end */
        s->start[i] = s->start[i - 1];
    s->start[0] = 0;
    *bytes += ((size_t)n + 1) * sizeof *s->start + total * sizeof *s->edges;
}

static bool strips_contain(const struct strips *s, const struct geo_area *a, struct geo_point p)
{
    if (!geo_box_contains(a->box, p))
        return false;
    uint32_t strip = strip_of(a, s->n, p.lat7);
    bool inside = false;
    for (uint32_t i = s->start[strip]; i < s->start[strip + 1]; i++)
        inside ^= area_crosses(p, s->edges[i].a, s->edges[i].b);
    return inside;
}

static uint32_t col_of(const struct geo_area_index *x, int64_t lon7)
{
    return part_of(lon7, x->box.west, x->box.east, x->side);
}

static uint32_t row_of(const struct geo_area_index *x, int64_t lat7)
{
    return part_of(lat7, x->box.south, x->box.north, x->side);
}

/* The first value of part `at`, so that part_of(first_of(at)) == at. */
static int64_t first_of(int64_t low, int64_t high, uint32_t parts, uint32_t at)
{
    return low + ((high - low + 1) * at + parts - 1) / parts;
}

static int64_t clamp(int64_t v, int64_t low, int64_t high)
{
    return v < low ? low : v > high ? high : v;
}

/* Marks every cell the edge comes near: row by row, from where it enters to where it leaves. */
static void mark_edge(struct raster *r, struct geo_point a, struct geo_point b)
{
    const struct geo_area_index *x = r->x;
    if (a.lat7 > b.lat7) {
        struct geo_point t = a;
        a = b;
        b = t;
    }
    double slope = a.lat7 == b.lat7 ? 0 : ((double)b.lon7 - a.lon7) / ((double)b.lat7 - a.lat7);
    double low = fmin(a.lon7, b.lon7), high = fmax(a.lon7, b.lon7);
    uint32_t first = row_of(x, clamp((int64_t)a.lat7 - MARGIN, x->box.south, x->box.north));
    uint32_t last = row_of(x, clamp((int64_t)b.lat7 + MARGIN, x->box.south, x->box.north));
    for (uint32_t row = first; row <= last; row++) {
        double west = low, east = high;
        if (a.lat7 != b.lat7) {
            double south = (double)first_of(x->box.south, x->box.north, x->side, row) - MARGIN;
            double north = (double)first_of(x->box.south, x->box.north, x->side, row + 1) + MARGIN;
            double at_south = fmax(low, fmin(high, a.lon7 + (south - a.lat7) * slope));
            double at_north = fmax(low, fmin(high, a.lon7 + (north - a.lat7) * slope));
            west = fmin(at_south, at_north);
            east = fmax(at_south, at_north);
        }
        uint32_t from = col_of(x, clamp((int64_t)west - MARGIN, x->box.west, x->box.east));
        uint32_t to = col_of(x, clamp((int64_t)east + MARGIN, x->box.west, x->box.east));
        for (uint32_t col = from; col <= to; col++)
            r->marked[(size_t)row * x->side + col] = 1;
    }
}

static bool add_pair(struct raster *r, uint32_t cell, uint32_t entry)
{
    if (r->n == ENTRIES_MAX)
        return false;
    if (r->n == r->cap) {
        r->cap = r->cap > 0 ? r->cap * 2 : 1024;
        r->pairs = mem_resize(r->pairs, r->cap, sizeof *r->pairs);
    }
    r->pairs[r->n++] = (struct pair){cell, entry};
    return true;
}

/* Unmarked neighbours in a row are on the same side of every edge: one test serves the run. */
static bool add_row(struct raster *r, uint32_t id, uint32_t row, uint32_t from, uint32_t to)
{
    struct geo_area_index *x = r->x;
    bool known = false, inside = false;
    for (uint32_t col = from; col <= to; col++) {
        uint32_t cell = row * x->side + col;
        if (r->marked[cell]) {
            known = false;
            if (!add_pair(r, cell, id * 2))
                return false;
            continue;
        }
        if (!known) {
            struct geo_point p;
            p.lat7 = (int32_t)first_of(x->box.south, x->box.north, x->side, row);
            p.lon7 = (int32_t)first_of(x->box.west, x->box.east, x->side, col);
            inside = strips_contain(&x->strips[id], x->areas[id], p);
            known = true;
        }
        if (inside && !add_pair(r, cell, id * 2 + 1))
            return false;
    }
    return true;
}

static bool add_area(struct raster *r, uint32_t id)
{
    struct geo_area_index *x = r->x;
    const struct geo_area *a = x->areas[id];
    uint32_t south = row_of(x, a->box.south), north = row_of(x, a->box.north);
    uint32_t west = col_of(x, a->box.west), east = col_of(x, a->box.east);
    for (uint32_t row = south; row <= north; row++)
        memset(r->marked + (size_t)row * x->side + west, 0, east - west + 1);
    for (uint32_t i = 0; i < a->ring_count; i++) {
        const struct geo_point *p = a->points + a->rings[i].first;
        for (uint32_t j = 0, k = a->rings[i].n - 1; j < a->rings[i].n; k = j++)
            mark_edge(r, p[k], p[j]);
    }
    for (uint32_t row = south; row <= north; row++) {
        if (!add_row(r, id, row, west, east))
            return false;
    }
    return true;
}

static bool raster_build(struct raster *r)
{
    struct geo_area_index *x = r->x;
    size_t cells = (size_t)x->side * x->side;
    r->n = 0;
    for (uint32_t id = 0; id < x->n; id++) {
        if (x->areas[id] != NULL && !add_area(r, id))
            return false;
    }
    x->start = mem_array(cells + 1, sizeof *x->start);
    x->entries = mem_array(r->n > 0 ? r->n : 1, sizeof *x->entries);
    for (uint32_t i = 0; i < r->n; i++)
        x->start[r->pairs[i].cell + 1]++;
    for (size_t c = 0; c < cells; c++)
        x->start[c + 1] += x->start[c];
    for (uint32_t i = 0; i < r->n; i++) /* areas come in ascending order and stay so */
        x->entries[x->start[r->pairs[i].cell]++] = r->pairs[i].entry;
    for (size_t c = cells; c > 0; c--)
        x->start[c] = x->start[c - 1];
    x->start[0] = 0;
    x->bytes += (cells + 1) * sizeof *x->start + r->n * sizeof *x->entries;
    return true;
}

static uint32_t extend_box(struct geo_area_index *x)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < x->n; i++) {
        if (x->areas[i] == NULL)
            continue;
        struct geo_box b = geo_area_bbox(x->areas[i]), *all = &x->box;
        if (n++ == 0)
            *all = b;
        all->south = b.south < all->south ? b.south : all->south;
        all->north = b.north > all->north ? b.north : all->north;
        all->west = b.west < all->west ? b.west : all->west;
        all->east = b.east > all->east ? b.east : all->east;
    }
    return n;
}

/* About a thousand cells an area: fine enough that most of them have no border. A cell holds one
 * unit at least. */
static uint32_t choose_side(const struct geo_area_index *x, uint32_t used)
{
    int64_t side = lround(32 * sqrt(used));
    int64_t width = (int64_t)x->box.east - x->box.west + 1,
            height = (int64_t)x->box.north - x->box.south + 1;
    side = clamp(side, 128, SIDE_MAX);
    side = side < width ? side : width;
    return (uint32_t)(side < height ? side : height);
}

struct geo_area_index *geo_area_index_new(const struct geo_area *const *areas, uint32_t n)
{
    must(n <= GEO_AREA_INDEX_MAX);
    struct geo_area_index *x = mem_alloc(sizeof *x);
    x->magic = INDEX_MAGIC;
    x->n = n;
    x->areas = mem_array((size_t)n + 1, sizeof(struct geo_area *));
    x->strips = mem_array((size_t)n + 1, sizeof *x->strips);
    x->bytes = sizeof *x + ((size_t)n + 1) * (sizeof(struct geo_area *) + sizeof *x->strips);
    for (uint32_t i = 0; i < n; i++) {
        x->areas[i] = areas[i];
        if (areas[i] != NULL)
            strips_build(&x->strips[i], areas[i], &x->bytes);
    }
    uint32_t used = extend_box(x);
    if (used == 0)
        return x;
    struct raster r = {.x = x};
    x->side = choose_side(x, used);
    r.marked = mem_alloc((size_t)x->side * x->side);
    while (!raster_build(&r)) /* ends at one cell: an entry an area is below the ceiling */
        x->side = x->side / 2 > 0 ? x->side / 2 : 1;
    free(r.marked);
    free(r.pairs);
    return x;
}

void geo_area_index_free(struct geo_area_index *x)
{
    if (x == NULL)
        return;
    CHECK_OBJ(x, INDEX_MAGIC);
    x->magic = 0;
    for (uint32_t i = 0; i < x->n; i++) {
        free(x->strips[i].start);
        free(x->strips[i].edges);
    }
    free(x->areas);
    free(x->strips);
    free(x->start);
    free(x->entries);
    free(x);
}

size_t geo_area_index_find(const struct geo_area_index *x, struct geo_point p, uint32_t *out,
                           size_t cap)
{
    CHECK_OBJ(x, INDEX_MAGIC);
    if (x->side == 0 || !geo_box_contains(x->box, p))
        return 0;
    size_t cell = (size_t)row_of(x, p.lat7) * x->side + col_of(x, p.lon7), n = 0;
    for (uint32_t i = x->start[cell]; i < x->start[cell + 1]; i++) {
        uint32_t id = x->entries[i] / 2;
        if ((x->entries[i] & 1) == 0 && !strips_contain(&x->strips[id], x->areas[id], p))
            continue;
        if (n < cap)
            out[n] = id;
        n++;
    }
    return n;
}

size_t geo_area_index_bytes(const struct geo_area_index *x)
{
    CHECK_OBJ(x, INDEX_MAGIC);
    return x->bytes;
}
