/* SPDX-License-Identifier: Apache-2.0 */
/* Tiles as Mapbox Vector Tile 2.1 writes them, which is Protocol Buffers. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "chart/chart_priv.h"

#define TOLERANCE 4 /* units; there are eight to a pixel */
#define AREA_MIN 64 /* square units: a pixel */

enum { MOVE_TO = 1, LINE_TO = 2, CLOSE = 7 };

static const char *const keys[] = {"kind", "name", "name_en", "name_ru", "name_uz", "name_kk"};

struct layer {
    struct buf features, values;
    struct map known; /* values, by index + 1 */
    uint32_t nvalues;
};

struct tiling {
    const struct chart *c;
    struct chart_tile t;
    struct layer layers[3]; /* by enum chart_form */
    struct chart_shape shape, work, part;
    struct buf geometry, feature, tags;
    struct chart_spot cursor;
    size_t used;
    uint32_t left_out;
};

/* ---- Protocol Buffers ---- */

static void put_number(struct buf *b, uint64_t v)
{
    while (v >= 128) {
        buf_putc(b, (char)(v | 128));
        v >>= 7;
    }
    buf_putc(b, (char)v);
}

static void put_signed(struct buf *b, int32_t v)
{
    put_number(b, ((uint32_t)v << 1) ^ (v < 0 ? UINT32_MAX : 0u));
}

static void put_field(struct buf *b, unsigned field, uint64_t v)
{
    put_number(b, field << 3);
    put_number(b, v);
}

static void put_bytes(struct buf *b, unsigned field, struct str s)
{
    put_number(b, field << 3 | 2);
    put_number(b, s.n);
    buf_puts(b, s);
}

/* ---- geometry ---- */

/* Rounds down, so that tiles beside each other agree. */
static struct chart_spot spot_of(const struct tiling *g, struct chart_xy p)
{
    unsigned shift = 20 - g->t.z;
    int64_t x = (int64_t)p.x - ((int64_t)g->t.x << (32 - g->t.z)),
            y = (int64_t)p.y - ((int64_t)g->t.y << (32 - g->t.z));
    return (struct chart_spot){(int32_t)(x >> shift), (int32_t)(y >> shift)};
}

static void put_step(struct tiling *g, struct chart_spot p)
{
    put_signed(&g->geometry, p.x - g->cursor.x);
    put_signed(&g->geometry, p.y - g->cursor.y);
    g->cursor = p;
}

static void put_path(struct tiling *g, const struct chart_shape *s, bool close)
{
    put_number(&g->geometry, 1u << 3 | MOVE_TO);
    put_step(g, s->v[0]);
    if (s->n > 1)
        put_number(&g->geometry, (uint64_t)(s->n - 1) << 3 | LINE_TO);
    for (uint32_t i = 1; i < s->n; i++)
        put_step(g, s->v[i]);
    if (close)
        put_number(&g->geometry, 1u << 3 | CLOSE);
}

static void take_ring(struct tiling *g, uint32_t ring)
{
    g->shape.n = 0;
    for (uint32_t i = g->c->ring_first[ring]; i < g->c->ring_first[ring + 1]; i++)
        chart_shape_add(&g->shape, spot_of(g, g->c->point[i]));
    if (g->t.z < CHART_ZOOM_MAX)
        chart_shape_simplify(&g->shape, TOLERANCE, &g->work);
}

static void put_part(struct tiling *g)
{
    if (g->part.n >= 2)
        put_path(g, &g->part, false);
    g->part.n = 0;
}

static void put_line(struct tiling *g, const struct chart_feature *f)
{
    take_ring(g, f->ring);
    g->part.n = 0;
    for (uint32_t i = 1; i < g->shape.n; i++) {
        struct chart_spot a = g->shape.v[i - 1], b = g->shape.v[i], to = b;
        if (!chart_clip_step(&a, &b)) {
            put_part(g);
            continue;
        }
        if (g->part.n > 0 &&
            (g->part.v[g->part.n - 1].x != a.x || g->part.v[g->part.n - 1].y != a.y))
            put_part(g);
        chart_shape_add(&g->part, a);
        chart_shape_add(&g->part, b);
        if (b.x != to.x || b.y != to.y)
            put_part(g);
    }
    put_part(g);
}

static void turn_round(struct chart_shape *s)
{
    for (uint32_t i = 0; i < s->n / 2; i++) {
        struct chart_spot p = s->v[i];
        s->v[i] = s->v[s->n - 1 - i];
        s->v[s->n - 1 - i] = p;
    }
}

/* The first ring goes clockwise as it is seen, holes the other way. Without the first there are no holes. */
static void put_area(struct tiling *g, const struct chart_feature *f)
{
    for (uint32_t r = 0; r < f->rings; r++) {
        take_ring(g, f->ring + r);
        if (g->shape.n > 1)
            g->shape.n--; /* the first again */
        chart_shape_clip_ring(&g->shape, &g->work);
        int64_t area = chart_shape_area(&g->shape);
        if (g->shape.n < 3 || llabs(area) < (g->t.z < CHART_ZOOM_MAX ? 2 * AREA_MIN : 2)) {
            if (r == 0)
                return;
            continue;
        }
        if ((area > 0) != (r == 0))
            turn_round(&g->shape);
        put_path(g, &g->shape, true);
    }
}

static void put_point(struct tiling *g, const struct chart_feature *f)
{
    struct chart_spot p = spot_of(g, g->c->point[g->c->ring_first[f->ring]]);
    if (p.x < 0 || p.x >= CHART_EXTENT || p.y < 0 || p.y >= CHART_EXTENT)
        return; /* it is in the tile beside this one */
    g->shape.n = 0;
    chart_shape_add(&g->shape, p);
    put_path(g, &g->shape, false);
}

/* ---- features and layers ---- */

static void put_tag(struct tiling *g, struct layer *l, uint32_t key, struct str value)
{
    uintptr_t there = (uintptr_t)map_get(&l->known, value);
    if (there == 0) {
        struct buf *b = &l->values;
        put_number(b, 4u << 3 | 2);
        put_number(b, value.n + 2); /* its length takes one byte */
        put_bytes(b, 1, value);
        there = ++l->nvalues;
        (void)map_set(&l->known, value, (void *)there);
    }
    put_number(&g->tags, key);
    put_number(&g->tags, there - 1);
}

_Static_assert(CHART_NAME_MAX < 128, "a value's length takes one byte");

static void put_tags(struct tiling *g, struct layer *l, const struct chart_feature *f)
{
    struct chart_names names;
    buf_clear(&g->tags);
    put_tag(g, l, 0, str_c(chart_kinds[f->class].name));
    if (f->name == CHART_NO_NAME)
        return;
    struct str rest = {g->c->text + f->name, g->c->h.text - f->name};
    must(chart_names_unpack(rest, &names));
    for (uint32_t i = 0; i < CHART_LANGS; i++)
        if (names.v[i].n > 0)
            put_tag(g, l, i + 1, names.v[i]);
}

static bool take_feature(void *ctx, const struct chart_feature *f)
{
    struct tiling *g = ctx;
    enum chart_form form = chart_kinds[f->class].form;
    struct layer *l = &g->layers[form];
    if (g->used >= CHART_TILE_MAX) {
        g->left_out++;
        return true;
    }
    buf_clear(&g->geometry);
    buf_clear(&g->feature);
    g->cursor = (struct chart_spot){0, 0};
    switch (form) {
    case CHART_POINT: put_point(g, f); break;
    case CHART_LINE: put_line(g, f); break;
    case CHART_AREA: put_area(g, f); break;
    }
    if (g->geometry.n == 0)
        return true;
    if (!buf_ok(&g->geometry) ||
        g->used + g->geometry.n + CHART_LANGS * (CHART_NAME_MAX + 12) > CHART_TILE_MAX) {
        g->left_out++;
        return true;
    }
    size_t values = l->values.n;
    put_tags(g, l, f);
    put_bytes(&g->feature, 2, buf_str(&g->tags));
    put_field(&g->feature, 3, (uint64_t)form + 1);
    put_bytes(&g->feature, 4, buf_str(&g->geometry));
    put_bytes(&l->features, 2, buf_str(&g->feature));
    g->used += g->feature.n + 8 + l->values.n - values;
    return true;
}

static void put_layer(struct layer *l, const char *name, struct buf *out)
{
    struct buf head;
    if (l->features.n == 0)
        return;
    buf_init(&head, 256);
    put_field(&head, 15, 2);
    put_bytes(&head, 1, str_c(name));
    for (size_t i = 0; i < ARRAY_LEN(keys); i++)
        put_bytes(&head, 3, str_c(keys[i]));
    put_field(&head, 5, CHART_EXTENT);
    put_number(out, 3u << 3 | 2);
    put_number(out, head.n + l->features.n + l->values.n);
    buf_puts(out, buf_str(&head));
    buf_puts(out, buf_str(&l->features));
    buf_puts(out, buf_str(&l->values));
    buf_release(&head);
}

bool chart_tile_valid(struct chart_tile t)
{
    return t.z <= CHART_ZOOM_MAX && t.x < 1u << t.z && t.y < 1u << t.z;
}

/* The tile with its edge, in the world's numbers. */
static struct chart_box box_of(struct chart_tile t)
{
    int64_t side = INT64_C(1) << (32 - t.z), edge = (int64_t)CHART_EDGE << (20 - t.z);
    int64_t west = (int64_t)t.x * side - edge, north = (int64_t)t.y * side - edge;
    int64_t east = west + side + 2 * edge, south = north + side + 2 * edge;
    return (struct chart_box){{(uint32_t)(west < 0 ? 0 : west), (uint32_t)(north < 0 ? 0 : north)},
                              {(uint32_t)(east > UINT32_MAX ? UINT32_MAX : east),
                               (uint32_t)(south > UINT32_MAX ? UINT32_MAX : south)}};
}

uint32_t chart_tile_put(const struct chart *c, struct chart_tile t, struct buf *out)
{
    static const char *const names[3] = {"points", "lines", "areas"};
    struct tiling g = {.c = c, .t = t};
    must(chart_tile_valid(t));
    struct buf *const bufs[] = {&g.geometry, &g.feature, &g.tags};
    for (size_t i = 0; i < ARRAY_LEN(bufs); i++)
        buf_init(bufs[i], 2 * CHART_TILE_MAX);
    for (int i = 0; i < 3; i++) {
        buf_init(&g.layers[i].features, 2 * CHART_TILE_MAX);
        buf_init(&g.layers[i].values, 2 * CHART_TILE_MAX);
        map_init(&g.layers[i].known);
    }
    chart_find(c, t.z, box_of(t), take_feature, &g);
    for (int i = 3; i-- > 0;) {
        put_layer(&g.layers[i], names[i], out);
        buf_release(&g.layers[i].features);
        buf_release(&g.layers[i].values);
        map_release(&g.layers[i].known);
    }
    for (size_t i = 0; i < ARRAY_LEN(bufs); i++)
        buf_release(bufs[i]);
    free(g.shape.v);
    free(g.work.v);
    free(g.part.v);
    return g.left_out;
}
