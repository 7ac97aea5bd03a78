/* SPDX-License-Identifier: Apache-2.0 */
#include "chart/draft.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define DRAFT_MAGIC "MKCHART1"

const struct chart_kind chart_kinds[CHART_CLASSES] = {
    [CHART_MOTORWAY] = {"motorway", CHART_LINE, 5},
    [CHART_TRUNK] = {"trunk", CHART_LINE, 6},
    [CHART_PRIMARY] = {"primary", CHART_LINE, 8},
    [CHART_SECONDARY] = {"secondary", CHART_LINE, 9},
    [CHART_TERTIARY] = {"tertiary", CHART_LINE, 11},
    [CHART_STREET] = {"street", CHART_LINE, 12},
    [CHART_SERVICE] = {"service", CHART_LINE, 14},
    [CHART_PATH] = {"path", CHART_LINE, 14},
    [CHART_RAIL] = {"rail", CHART_LINE, 9},
    [CHART_TRAM] = {"tram", CHART_LINE, 12},
    [CHART_RIVER] = {"river", CHART_LINE, 8},
    [CHART_STREAM] = {"stream", CHART_LINE, 13},
    [CHART_BORDER] = {"border", CHART_LINE, 2},
    [CHART_PROVINCE] = {"province", CHART_LINE, 6},
    [CHART_WATER] = {"water", CHART_AREA, 4},
    [CHART_GREEN] = {"green", CHART_AREA, 7},
    [CHART_BUILT] = {"built", CHART_AREA, 8},
    [CHART_BUILDING] = {"building", CHART_AREA, 14},
    [CHART_CITY] = {"city", CHART_POINT, 4},
    [CHART_TOWN] = {"town", CHART_POINT, 8},
    [CHART_VILLAGE] = {"village", CHART_POINT, 11},
    [CHART_QUARTER] = {"quarter", CHART_POINT, 12},
    [CHART_STATION] = {"station", CHART_POINT, 13},
    [CHART_HOSPITAL] = {"hospital", CHART_POINT, 13},
    [CHART_POLICE] = {"police", CHART_POINT, 13},
    [CHART_FIRE] = {"fire", CHART_POINT, 13},
    [CHART_SCHOOL] = {"school", CHART_POINT, 14},
};

void chart_draft_init(struct chart_draft *d)
{
    *d = (struct chart_draft){0};
    arena_init(&d->text, CHART_TEXT_MAX + (1u << 20));
    map_init(&d->known);
}

void chart_draft_release(struct chart_draft *d)
{
    free(d->points);
    free(d->ends);
    free(d->features);
    free(d->names);
    arena_release(&d->text);
    map_release(&d->known);
    *d = (struct chart_draft){0};
}

static void *grown(void *p, uint32_t n, uint32_t *cap, size_t size)
{
    if (n < *cap)
        return p;
    *cap = *cap == 0 ? 1024 : *cap * 2;
    return mem_resize(p, *cap, size);
}

static enum rc too_many(struct err *e, const char *what, uint32_t max)
{
    return err_set(e, RC_TOO_LARGE, "the chart has more than %u %s", max, what);
}

enum rc chart_draft_point(struct chart_draft *d, struct geo_point p, struct err *e)
{
    if (!geo_valid(p.lat7, p.lon7))
        return err_set(e, RC_INVALID, "%d, %d (degrees x 10^7) is no place", p.lat7, p.lon7);
    if (d->npoints == CHART_POINTS_MAX)
        return too_many(e, "points", CHART_POINTS_MAX);
    d->points = grown(d->points, d->npoints, &d->cap_points, sizeof *d->points);
    d->points[d->npoints++] = p;
    return RC_OK;
}

static uint32_t ring_begin(const struct chart_draft *d, uint32_t ring)
{
    return ring > 0 ? d->ends[ring - 1] : 0;
}

enum rc chart_draft_ring(struct chart_draft *d, struct err *e)
{
    if (ring_begin(d, d->nrings) == d->npoints)
        return err_set(e, RC_INVALID, "ring %u has no point", d->nrings);
    if (d->nrings == CHART_RINGS_MAX)
        return too_many(e, "rings", CHART_RINGS_MAX);
    d->ends = grown(d->ends, d->nrings, &d->cap_rings, sizeof *d->ends);
    d->ends[d->nrings++] = d->npoints;
    return RC_OK;
}

static uint32_t first_ring(const struct chart_draft *d)
{
    if (d->nfeatures == 0)
        return 0;
    const struct chart_draft_feature *last = &d->features[d->nfeatures - 1];
    return last->ring + last->rings;
}

static bool ring_fits(const struct chart_draft *d, uint32_t ring, enum chart_form form)
{
    uint32_t begin = ring_begin(d, ring), n = d->ends[ring] - begin;
    const struct geo_point *first = &d->points[begin], *last = &d->points[d->ends[ring] - 1];
    switch (form) {
    case CHART_POINT: return n == 1;
    case CHART_LINE: return n >= 2;
    case CHART_AREA: return n >= 4 && first->lat7 == last->lat7 && first->lon7 == last->lon7;
    }
    return false;
}

enum rc chart_draft_feature(struct chart_draft *d, unsigned class, uint32_t name, struct err *e)
{
    uint32_t ring = first_ring(d), rings = d->nrings - ring;
    if (class >= CHART_CLASSES)
        return err_set(e, RC_INVALID, "feature %u has no known class: %u", d->nfeatures, class);
    if (name > d->nnames)
        return err_set(e, RC_INVALID, "feature %u has name %u of %u", d->nfeatures, name,
                       d->nnames);
    enum chart_form form = chart_kinds[class].form;
    if (rings == 0 || (form != CHART_AREA && rings > 1) || ring_begin(d, d->nrings) != d->npoints)
        return err_set(e, RC_INVALID, "feature %u has %u rings, or a part of one", d->nfeatures,
                       rings);
    for (uint32_t i = ring; i < d->nrings; i++)
        if (!ring_fits(d, i, form))
            return err_set(e, RC_INVALID, "ring %u of feature %u is none for a %s", i - ring,
                           d->nfeatures, chart_kinds[class].name);
    if (d->nfeatures == CHART_FEATURES_MAX)
        return too_many(e, "features", CHART_FEATURES_MAX);
    d->features = grown(d->features, d->nfeatures, &d->cap_features, sizeof *d->features);
    d->features[d->nfeatures++] = (struct chart_draft_feature){ring, rings, name, (uint8_t) class};
    return RC_OK;
}

void chart_draft_drop(struct chart_draft *d)
{
    d->nrings = first_ring(d);
    d->npoints = ring_begin(d, d->nrings);
}

/* ---- names ---- */

/* Empty when it is no text. */
static struct str name_fit(struct str s)
{
    if (s.n > CHART_NAME_MAX)
        s.n = str_utf8_prefix((struct str){s.p, CHART_NAME_MAX});
    return str_utf8(s) ? s : STR_NONE;
}

static enum rc name_take(struct chart_draft *d, struct str packed, uint32_t *id, struct err *e)
{
    uintptr_t there = (uintptr_t)map_get(&d->known, packed);
    *id = (uint32_t)there;
    if (there != 0)
        return RC_OK;
    if (packed.n > CHART_TEXT_MAX - d->text.used)
        return too_many(e, "bytes of names", CHART_TEXT_MAX);
    d->names = grown(d->names, d->nnames, &d->cap_names, sizeof *d->names);
    d->names[d->nnames] = arena_str(&d->text, packed);
    *id = ++d->nnames;
    (void)map_set(&d->known, d->names[d->nnames - 1], (void *)(uintptr_t)d->nnames);
    return RC_OK;
}

enum rc chart_draft_name(struct chart_draft *d, const struct chart_names *names, uint32_t *id,
                         struct err *e)
{
    char packed[CHART_LANGS * (CHART_NAME_MAX + 1)];
    size_t n = 0;
    bool any = false;
    for (int i = 0; i < CHART_LANGS; i++) {
        struct str s = name_fit(names->v[i]);
        if (i > 0 && str_eq(s, names->v[0]))
            s = STR_NONE;
        any = any || s.n > 0;
        packed[n++] = (char)s.n;
        if (s.n > 0)
            memcpy(packed + n, s.p, s.n);
        n += s.n;
    }
    *id = 0;
    return any ? name_take(d, (struct str){packed, n}, id, e) : RC_OK;
}

bool chart_names_unpack(struct str packed, struct chart_names *out)
{
    *out = (struct chart_names){0};
    for (int i = 0; i < CHART_LANGS; i++) {
        if (packed.n == 0)
            return false;
        size_t n = (uint8_t)packed.p[0];
        if (n > CHART_NAME_MAX || packed.n - 1 < n)
            return false;
        out->v[i] = (struct str){packed.p + 1, n};
        packed = (struct str){packed.p + 1 + n, packed.n - 1 - n};
    }
    return true;
}

/* ---- as bytes: the magic, four counts, then each list; numbers of 4 bytes, little-endian ---- */

static void put32(struct buf *out, uint32_t v)
{
    uint8_t b[4] = {(uint8_t)v, (uint8_t)(v >> 8), (uint8_t)(v >> 16), (uint8_t)(v >> 24)};
    buf_put(out, b, sizeof b);
}

void chart_draft_encode(const struct chart_draft *d, struct buf *out)
{
    buf_put(out, DRAFT_MAGIC, 8);
    put32(out, d->nnames);
    put32(out, d->nfeatures);
    for (uint32_t i = 0; i < d->nnames; i++)
        buf_puts(out, d->names[i]);
    for (uint32_t i = 0; i < d->nfeatures; i++) {
        const struct chart_draft_feature *f = &d->features[i];
        put32(out, f->class);
        put32(out, f->name);
        put32(out, f->rings);
        for (uint32_t r = f->ring; r < f->ring + f->rings; r++) {
            put32(out, d->ends[r] - ring_begin(d, r));
            for (uint32_t p = ring_begin(d, r); p < d->ends[r]; p++) {
                put32(out, (uint32_t)d->points[p].lat7);
                put32(out, (uint32_t)d->points[p].lon7);
            }
        }
    }
}

/* Reads what the length promises; `short_` when it ended. */
struct reader {
    struct str rest;
    bool short_;
};

static uint32_t get32(struct reader *r)
{
    if (r->rest.n < 4) {
        r->short_ = true;
        return 0;
    }
    const uint8_t *b = (const uint8_t *)r->rest.p;
    r->rest = (struct str){r->rest.p + 4, r->rest.n - 4};
    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static enum rc get_name(struct reader *r, struct chart_draft *d, struct err *e)
{
    struct chart_names names;
    uint32_t id, before = d->nnames;
    if (!chart_names_unpack(r->rest, &names))
        return err_set(e, RC_INVALID, "name %u of the chart is none", before);
    const char *end = names.v[CHART_LANGS - 1].p + names.v[CHART_LANGS - 1].n;
    size_t n = (size_t)(end - r->rest.p);
    r->rest = (struct str){end, r->rest.n - n};
    enum rc rc = chart_draft_name(d, &names, &id, e);
    if (rc == RC_OK && (id != before + 1 || d->names[before].n != n))
        return err_set(e, RC_INVALID, "name %u of the chart is there twice, or is no text", before);
    return rc;
}

static enum rc get_ring(struct reader *r, struct chart_draft *d, struct err *e)
{
    uint32_t n = get32(r);
    enum rc rc = RC_OK;
    for (uint32_t i = 0; rc == RC_OK && i < n && !r->short_; i++) {
        int32_t lat7 = (int32_t)get32(r), lon7 = (int32_t)get32(r);
        if (!r->short_)
            rc = chart_draft_point(d, (struct geo_point){lat7, lon7}, e);
    }
    return rc != RC_OK || r->short_ ? rc : chart_draft_ring(d, e);
}

static enum rc get_feature(struct reader *r, struct chart_draft *d, struct err *e)
{
    uint32_t class = get32(r), name = get32(r), rings = get32(r);
    enum rc rc = RC_OK;
    for (uint32_t i = 0; rc == RC_OK && i < rings && !r->short_; i++)
        rc = get_ring(r, d, e);
    return rc != RC_OK || r->short_ ? rc : chart_draft_feature(d, class, name, e);
}

enum rc chart_draft_decode(struct str bytes, struct chart_draft *d, struct err *e)
{
    if (bytes.n < 8 || memcmp(bytes.p, DRAFT_MAGIC, 8) != 0)
        return err_set(e, RC_INVALID, "this is no chart");
    struct reader r = {{bytes.p + 8, bytes.n - 8}, false};
    uint32_t names = get32(&r), features = get32(&r);
    enum rc rc = RC_OK;
    for (uint32_t i = 0; rc == RC_OK && i < names && !r.short_; i++)
        rc = get_name(&r, d, e);
    for (uint32_t i = 0; rc == RC_OK && i < features && !r.short_; i++)
        rc = get_feature(&r, d, e);
    if (rc != RC_OK)
        return rc;
    if (r.short_)
        return err_set(e, RC_INVALID, "the chart ends too early");
    return r.rest.n == 0 ? RC_OK : err_set(e, RC_INVALID, "the chart is longer than it says");
}
