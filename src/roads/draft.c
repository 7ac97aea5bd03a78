/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/draft.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define DRAFT_MAGIC "MKDRAFT1"

void draft_init(struct draft *d)
{
    *d = (struct draft){0};
}

void draft_release(struct draft *d)
{
    free(d->points);
    free(d->shape);
    free(d->segments);
    free(d->bans);
    *d = (struct draft){0};
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
    return err_set(e, RC_TOO_LARGE, "the road graph has more than %u %s", max, what);
}

static enum rc no_place(struct err *e, struct geo_point p)
{
    return err_set(e, RC_INVALID, "%d, %d (degrees x 10^7) is no place", p.lat7, p.lon7);
}

enum rc draft_point(struct draft *d, struct geo_point p, uint32_t *id, struct err *e)
{
    if (!geo_valid(p.lat7, p.lon7))
        return no_place(e, p);
    if (d->npoints == DRAFT_POINTS_MAX)
        return too_many(e, "points", DRAFT_POINTS_MAX);
    d->points = grown(d->points, d->npoints, &d->cap_points, sizeof *d->points);
    *id = d->npoints;
    d->points[d->npoints++] = p;
    return RC_OK;
}

enum rc draft_shape(struct draft *d, struct geo_point p, struct err *e)
{
    if (!geo_valid(p.lat7, p.lon7))
        return no_place(e, p);
    if (d->nshape == DRAFT_SHAPE_MAX)
        return too_many(e, "points of shapes", DRAFT_SHAPE_MAX);
    d->shape = grown(d->shape, d->nshape, &d->cap_shape, sizeof *d->shape);
    d->shape[d->nshape++] = p;
    return RC_OK;
}

enum rc draft_segment(struct draft *d, struct draft_segment s, struct err *e)
{
    uint32_t done = d->nsegments > 0 ? d->segments[d->nsegments - 1].shape +
                                           d->segments[d->nsegments - 1].shape_n
                                     : 0;
    if (s.from >= d->npoints || s.to >= d->npoints)
        return err_set(e, RC_INVALID, "segment %u joins point %u and point %u, and there are %u",
                       d->nsegments, s.from, s.to, d->npoints);
    if (s.class >= ROAD_CLASSES)
        return err_set(e, RC_INVALID, "segment %u has no known class: %u", d->nsegments, s.class);
    if (s.forth > DRAFT_MS_MAX || s.back > DRAFT_MS_MAX || (s.forth == 0 && s.back == 0))
        return err_set(e, RC_INVALID, "segment %u takes %u and %u ms: one of 1 to %u is needed",
                       d->nsegments, s.forth, s.back, DRAFT_MS_MAX);
    if (d->nsegments == DRAFT_SEGMENTS_MAX)
        return too_many(e, "segments", DRAFT_SEGMENTS_MAX);
    s.shape = done;
    s.shape_n = d->nshape - done;
    d->segments = grown(d->segments, d->nsegments, &d->cap_segments, sizeof *d->segments);
    d->segments[d->nsegments++] = s;
    return RC_OK;
}

uint32_t draft_tail(const struct draft *d, uint32_t along)
{
    const struct draft_segment *s = &d->segments[along / 2];
    return along % 2 == 0 ? s->from : s->to;
}

uint32_t draft_head(const struct draft *d, uint32_t along)
{
    return draft_tail(d, along ^ 1u);
}

static bool can_go(const struct draft *d, uint32_t along)
{
    return along / 2 < d->nsegments &&
           (along % 2 == 0 ? d->segments[along / 2].forth : d->segments[along / 2].back) != 0;
}

enum rc draft_ban(struct draft *d, struct draft_ban b, struct err *e)
{
    if (!can_go(d, b.from) || !can_go(d, b.to))
        return err_set(e, RC_INVALID, "the forbidden turn %u is from or to a way nobody can go",
                       d->nbans);
    if (draft_head(d, b.from) != draft_tail(d, b.to))
        return err_set(e, RC_INVALID, "the forbidden turn %u is between ways that do not meet",
                       d->nbans);
    if (d->nbans == DRAFT_BANS_MAX)
        return too_many(e, "forbidden turns", DRAFT_BANS_MAX);
    d->bans = grown(d->bans, d->nbans, &d->cap_bans, sizeof *d->bans);
    d->bans[d->nbans++] = b;
    return RC_OK;
}

/* ---- as bytes: the magic, four counts, then each list; numbers of 4 or 8 bytes, little-endian ---- */

static void put32(struct buf *out, uint32_t v)
{
    uint8_t b[4] = {(uint8_t)v, (uint8_t)(v >> 8), (uint8_t)(v >> 16), (uint8_t)(v >> 24)};
    buf_put(out, b, sizeof b);
}

static void put_points(struct buf *out, const struct geo_point *p, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        put32(out, (uint32_t)p[i].lat7);
        put32(out, (uint32_t)p[i].lon7);
    }
}

static void put_segment(struct buf *out, const struct draft_segment *s)
{
    put32(out, s->from);
    put32(out, s->to);
    put32(out, s->forth);
    put32(out, s->back);
    put32(out, (uint32_t)(uint64_t)s->source_forth);
    put32(out, (uint32_t)((uint64_t)s->source_forth >> 32));
    put32(out, (uint32_t)(uint64_t)s->source_back);
    put32(out, (uint32_t)((uint64_t)s->source_back >> 32));
    put32(out, s->class);
    put32(out, s->shape_n);
}

void draft_encode(const struct draft *d, struct buf *out)
{
    buf_put(out, DRAFT_MAGIC, 8);
    put32(out, d->npoints);
    put32(out, d->nsegments);
    put32(out, d->nbans);
    put32(out, d->nshape);
    put_points(out, d->points, d->npoints);
    for (uint32_t i = 0; i < d->nsegments; i++) {
        put_segment(out, &d->segments[i]);
        if (d->segments[i].shape_n > 0)
            put_points(out, d->shape + d->segments[i].shape, d->segments[i].shape_n);
    }
    for (uint32_t i = 0; i < d->nbans; i++) {
        put32(out, d->bans[i].from);
        put32(out, d->bans[i].to);
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

static int64_t get64(struct reader *r)
{
    uint64_t low = get32(r), high = get32(r);
    return (int64_t)(low | high << 32);
}

static struct geo_point get_point(struct reader *r)
{
    int32_t lat7 = (int32_t)get32(r), lon7 = (int32_t)get32(r);
    return (struct geo_point){lat7, lon7};
}

static enum rc get_segment(struct reader *r, struct draft *d, struct err *e)
{
    struct draft_segment s = {0};
    s.from = get32(r);
    s.to = get32(r);
    s.forth = get32(r);
    s.back = get32(r);
    s.source_forth = get64(r);
    s.source_back = get64(r);
    uint32_t class = get32(r), shape_n = get32(r);
    s.class = class < ROAD_CLASSES ? (uint8_t) class : ROAD_CLASSES;
    enum rc rc = RC_OK;
    for (uint32_t i = 0; rc == RC_OK && i < shape_n && !r->short_; i++) {
        struct geo_point p = get_point(r);
        if (!r->short_)
            rc = draft_shape(d, p, e);
    }
    return rc != RC_OK || r->short_ ? rc : draft_segment(d, s, e);
}

static enum rc get_lists(struct reader *r, struct draft *d, const uint32_t n[4], struct err *e)
{
    enum rc rc = RC_OK;
    uint32_t id;
    for (uint32_t i = 0; rc == RC_OK && i < n[0] && !r->short_; i++) {
        struct geo_point p = get_point(r);
        if (!r->short_)
            rc = draft_point(d, p, &id, e);
    }
    for (uint32_t i = 0; rc == RC_OK && i < n[1] && !r->short_; i++)
        rc = get_segment(r, d, e);
    for (uint32_t i = 0; rc == RC_OK && i < n[2] && !r->short_; i++) {
        struct draft_ban b;
        b.from = get32(r);
        b.to = get32(r);
        if (!r->short_)
            rc = draft_ban(d, b, e);
    }
    return rc;
}

enum rc draft_decode(struct str bytes, struct draft *d, struct err *e)
{
    if (bytes.n < 8 || memcmp(bytes.p, DRAFT_MAGIC, 8) != 0)
        return err_set(e, RC_INVALID, "this is no road graph");
    struct reader r = {{bytes.p + 8, bytes.n - 8}, false};
    uint32_t n[4];
    for (int i = 0; i < 4; i++)
        n[i] = get32(&r);
    enum rc rc = get_lists(&r, d, n, e);
    if (rc != RC_OK)
        return rc;
    if (r.short_)
        return err_set(e, RC_INVALID, "the road graph ends too early");
    if (r.rest.n != 0 || d->nshape != n[3])
        return err_set(e, RC_INVALID, "the road graph is not as long as it says");
    return RC_OK;
}
