/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "chart/chart_priv.h"

#define WORLD 4294967296.0
/* An area is shown from where its longer side has so many of a tile's 4,096 units: about three pixels. */
#define AREA_UNITS 24u

struct sorted {
    uint32_t zoom, curve, which;
};

struct making {
    const struct chart_draft *d;
    struct chart_head h;
    struct sorted *order;
    struct chart_box *boxes; /* of the draft's features */
    uint32_t *name_at;       /* of the draft's names */
    struct chart c;          /* sections to fill */
};

static uint32_t clamped(double v)
{
    return v <= 0 ? 0 : v >= WORLD - 1 ? UINT32_MAX : (uint32_t)v;
}

/* Spherical Mercator as EPSG:3857 has it; what is nearer to a pole than 85 degrees lies on the edge. */
static struct chart_xy project(struct geo_point p)
{
    double lat = (double)p.lat7 / 1e7 * (M_PI / 180);
    double y = fabs(lat) >= M_PI / 2 ? (lat > 0 ? 0 : 1) : 0.5 - asinh(tan(lat)) / (2 * M_PI);
    return (struct chart_xy){clamped(((double)p.lon7 / 3600000000.0 + 0.5) * WORLD),
                             clamped(y * WORLD)};
}

/* Distance along the Hilbert curve of order 16. */
static uint32_t curve_of(uint32_t x, uint32_t y)
{
    uint32_t d = 0;
    for (uint32_t s = 1u << 15; s > 0; s >>= 1) {
        uint32_t rx = (x & s) != 0, ry = (y & s) != 0;
        d += s * s * ((3 * rx) ^ ry);
        if (ry == 0) {
            if (rx == 1) {
                x = 65535 - x;
                y = 65535 - y;
            }
            uint32_t t = x;
            x = y;
            y = t;
        }
    }
    return d;
}

static void widen(struct chart_box *b, struct chart_xy p)
{
    b->min.x = p.x < b->min.x ? p.x : b->min.x;
    b->min.y = p.y < b->min.y ? p.y : b->min.y;
    b->max.x = p.x > b->max.x ? p.x : b->max.x;
    b->max.y = p.y > b->max.y ? p.y : b->max.y;
}

static const struct chart_box nothing = {{UINT32_MAX, UINT32_MAX}, {0, 0}};

static uint32_t points_begin(const struct chart_draft *d, uint32_t ring)
{
    return ring > 0 ? d->ends[ring - 1] : 0;
}

static void note_box(struct making *m, uint32_t i)
{
    const struct chart_draft *d = m->d;
    const struct chart_draft_feature *f = &d->features[i];
    m->boxes[i] = nothing;
    for (uint32_t p = points_begin(d, f->ring); p < d->ends[f->ring + f->rings - 1]; p++) {
        struct geo_point g = d->points[p];
        struct geo_box *all = &m->h.box;
        widen(&m->boxes[i], project(g));
        all->south = g.lat7 < all->south ? g.lat7 : all->south;
        all->north = g.lat7 > all->north ? g.lat7 : all->north;
        all->west = g.lon7 < all->west ? g.lon7 : all->west;
        all->east = g.lon7 > all->east ? g.lon7 : all->east;
    }
}

static uint32_t zoom_of(const struct chart_kind *kind, const struct chart_box *b)
{
    uint32_t z = kind->zoom, w = b->max.x - b->min.x, h = b->max.y - b->min.y;
    uint32_t side = w > h ? w : h;
    while (kind->form == CHART_AREA && z < CHART_ZOOM_MAX && side >> (20 - z) < AREA_UNITS)
        z++;
    return z;
}

static int by_place(const void *a, const void *b)
{
    const struct sorted *x = a, *y = b;
    if (x->zoom != y->zoom)
        return x->zoom < y->zoom ? -1 : 1;
    if (x->curve != y->curve)
        return x->curve < y->curve ? -1 : 1;
    return x->which < y->which ? -1 : x->which > y->which;
}

static void sort_features(struct making *m)
{
    uint32_t n = m->d->nfeatures;
    m->boxes = mem_array(n, sizeof *m->boxes);
    m->order = mem_array(n, sizeof *m->order);
    m->h.box = (struct geo_box){GEO_LAT7_MAX, GEO_LON7_MAX, -GEO_LAT7_MAX, -GEO_LON7_MAX};
    for (uint32_t i = 0; i < n; i++) {
        note_box(m, i);
        const struct chart_box *b = &m->boxes[i];
        uint32_t x = b->min.x + (b->max.x - b->min.x) / 2, y = b->min.y + (b->max.y - b->min.y) / 2;
        uint32_t zoom = zoom_of(&chart_kinds[m->d->features[i].class], b);
        m->order[i] = (struct sorted){zoom, curve_of(x >> 16, y >> 16), i};
        m->h.zoom_first[zoom + 1]++;
    }
    for (unsigned z = 0; z < CHART_ZOOMS; z++)
        m->h.zoom_first[z + 1] += m->h.zoom_first[z];
    qsort(m->order, n, sizeof *m->order, by_place);
}

static void place_names(struct making *m)
{
    uint32_t at = 0;
    m->name_at = mem_array((size_t)m->d->nnames + 1, sizeof *m->name_at);
    m->name_at[0] = CHART_NO_NAME;
    for (uint32_t i = 0; i < m->d->nnames; i++) {
        m->name_at[i + 1] = at;
        at += (uint32_t)m->d->names[i].n;
    }
    m->h.text = at;
}

/* ---- filling ---- */

static void fill_text(const struct making *m, char *text)
{
    for (uint32_t i = 0; i < m->d->nnames; i++)
        memcpy(text + m->name_at[i + 1], m->d->names[i].p, m->d->names[i].n);
}

static void fill_features(const struct making *m, struct chart_feature *feature,
                          uint32_t *ring_first, struct chart_xy *point)
{
    const struct chart_draft *d = m->d;
    uint32_t ring = 0, at = 0;
    for (uint32_t i = 0; i < d->nfeatures; i++) {
        const struct chart_draft_feature *f = &d->features[m->order[i].which];
        feature[i] = (struct chart_feature){m->boxes[m->order[i].which], ring, f->rings,
                                            m->name_at[f->name], f->class};
        for (uint32_t r = f->ring; r < f->ring + f->rings; r++) {
            ring_first[ring++] = at;
            for (uint32_t p = points_begin(d, r); p < d->ends[r]; p++)
                point[at++] = project(d->points[p]);
        }
    }
    ring_first[ring] = at;
}

static struct chart_box joined(const struct chart_box *v, size_t step, uint32_t n)
{
    struct chart_box all = nothing;
    for (uint32_t i = 0; i < n; i++) {
        const struct chart_box *b = (const void *)((const char *)v + i * step);
        widen(&all, b->min);
        widen(&all, b->max);
    }
    return all;
}

/* One level over what lies below; returns how many it has. */
static uint32_t fill_level(struct chart_box *to, const void *below, size_t step, uint32_t n)
{
    uint32_t made = 0;
    for (uint32_t i = 0; i < n; i += CHART_FAN)
        to[made++] = joined((const void *)((const char *)below + i * step), step,
                            n - i < CHART_FAN ? n - i : CHART_FAN);
    return made;
}

static void fill_trees(const struct making *m, const struct chart_feature *feature,
                       struct chart_box *node)
{
    for (unsigned z = 0; z < CHART_ZOOMS; z++) {
        uint32_t n = m->h.zoom_first[z + 1] - m->h.zoom_first[z];
        if (n == 0)
            continue;
        n = fill_level(node, feature + m->h.zoom_first[z], sizeof *feature, n);
        while (n > 1) {
            struct chart_box *below = node;
            node += n;
            n = fill_level(node, below, sizeof *below, n);
        }
        node += n;
    }
}

#define FILLED(section) ((void *)(uintptr_t)(section))

enum rc chart_build(const struct chart_draft *d, struct str *bytes, struct err *e)
{
    struct making m = {.d = d};
    if (d->nfeatures == 0)
        return err_set(e, RC_INVALID, "there is nothing in it that a map shows");
    memcpy(m.h.magic, CHART_MAGIC_TEXT, sizeof m.h.magic);
    m.h.form = CHART_FORM;
    m.h.order = CHART_ORDER;
    m.h.features = d->nfeatures;
    m.h.rings = d->features[d->nfeatures - 1].ring + d->features[d->nfeatures - 1].rings;
    m.h.points = d->ends[m.h.rings - 1];
    sort_features(&m);
    place_names(&m);
    m.h.nodes = chart_nodes(&m.h);
    m.h.size = chart_size(&m.h);
    char *p = mem_alloc(m.h.size);
    m.c.h = m.h;
    chart_lay(&m.c, p);
    fill_text(&m, FILLED(m.c.text));
    fill_features(&m, FILLED(m.c.feature), FILLED(m.c.ring_first), FILLED(m.c.point));
    fill_trees(&m, m.c.feature, FILLED(m.c.node));
    memcpy(p, &m.h, sizeof m.h);
    m.h.sum = chart_sum((struct str){p, m.h.size});
    memcpy(p, &m.h, sizeof m.h);
    free(m.boxes);
    free(m.order);
    free(m.name_at);
    *bytes = (struct str){p, m.h.size};
    return RC_OK;
}
