/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/json.h"
#include "desk/warn/warn_priv.h"

#define POLYGON_TEXT_MAX (1u << 20)

static void add_area(struct warn_shapes *out, struct str text)
{
    struct err e;
    if (geo_area_decode(text, &out->areas[out->nareas], &e) == RC_OK)
        out->nareas++;
    else
        out->bad++;
}

void warn_shapes_take(const struct cap_shape *list, struct arena *a, struct warn_shapes *out)
{
    size_t n = 0;
    struct buf text;
    for (const struct cap_shape *s = list; s != NULL; s = s->next)
        n++;
    *out = (struct warn_shapes){.areas = arena_alloc(a, (n + 1) * sizeof *out->areas),
                                .circles = arena_alloc(a, (n + 1) * sizeof *out->circles)};
    buf_init(&text, POLYGON_TEXT_MAX);
    for (const struct cap_shape *s = list; s != NULL; s = s->next) {
        if (s->circle) {
            out->circles[out->ncircles++] =
                (struct warn_circle){{s->points[0].lat, s->points[0].lon}, s->radius_m};
            continue;
        }
        buf_clear(&text);
        buf_cat(&text, "[[[");
        for (uint32_t i = 0; i < s->n; i++)
            buf_printf(&text, "%s[%d,%d]", i > 0 ? "," : "", s->points[i].lon, s->points[i].lat);
        buf_cat(&text, "]]]");
        add_area(out, buf_str(&text));
    }
    buf_release(&text);
}

static void read_polygons(struct json_reader *r, struct arena *a, struct warn_shapes *out)
{
    for (struct json_token t; (t = json_next(r)).kind == JSON_ARRAY;) {
        struct str raw;
        if (!json_skip(r, t, &raw))
            return;
        add_area(out, arena_printf(a, "[%.*s]", STR_ARG(raw)));
    }
}

static void read_circles(struct json_reader *r, struct warn_shapes *out)
{
    while (json_next(r).kind == JSON_ARRAY) {
        int64_t v[3] = {0};
        for (int i = 0; i < 3; i++) {
            struct json_token t = json_next(r);
            if (t.kind != JSON_NUMBER || !json_scaled(t, 0, &v[i]))
                return;
        }
        if (json_next(r).kind != JSON_ARRAY_END || !geo_valid(v[1], v[0]))
            return;
        out->circles[out->ncircles++] =
            (struct warn_circle){{(int32_t)v[1], (int32_t)v[0]}, (uint32_t)v[2]};
    }
}

void warn_shapes_read(struct str json, struct arena *a, struct warn_shapes *out)
{
    struct json_reader r;
    *out = (struct warn_shapes){.areas = arena_alloc(a, CAP_SHAPES_MAX * sizeof *out->areas),
                                .circles = arena_alloc(a, CAP_SHAPES_MAX * sizeof *out->circles)};
    if (json.n == 0)
        return;
    json_open(&r, json);
    (void)json_next(&r);
    for (struct json_token key; (key = json_next(&r)).kind == JSON_KEY;) {
        bool polygons = str_eqc(key.raw, "polygons");
        if (json_next(&r).kind != JSON_ARRAY)
            return;
        if (polygons)
            read_polygons(&r, a, out);
        else
            read_circles(&r, out);
    }
}

void warn_shapes_release(struct warn_shapes *s)
{
    for (uint32_t i = 0; i < s->nareas; i++)
        geo_area_free(s->areas[i]);
    s->nareas = 0;
}

bool warn_shapes_has(const struct warn_shapes *s, struct geo_point p)
{
    for (uint32_t i = 0; i < s->nareas; i++)
        if (geo_box_contains(s->areas[i]->box, p) && geo_area_contains(s->areas[i], p))
            return true;
    for (uint32_t i = 0; i < s->ncircles; i++)
        if (geo_distance_m(s->circles[i].at, p) <= s->circles[i].m)
            return true;
    return false;
}

void warn_shapes_put(const struct warn_shapes *s, struct buf *out)
{
    struct buf one;
    buf_init(&one, POLYGON_TEXT_MAX);
    buf_cat(out, "{\"polygons\":[");
    for (uint32_t i = 0; i < s->nareas; i++) {
        buf_clear(&one);
        geo_area_encode(s->areas[i], &one); /* an array of one polygon */
        if (i > 0)
            buf_putc(out, ',');
        if (one.n > 2)
            buf_put(out, one.p + 1, one.n - 2);
    }
    buf_cat(out, "],\"circles\":[");
    for (uint32_t i = 0; i < s->ncircles; i++)
        buf_printf(out, "%s[%d,%d,%u]", i > 0 ? "," : "", s->circles[i].at.lon7,
                   s->circles[i].at.lat7, s->circles[i].m);
    buf_cat(out, "]}");
    buf_release(&one);
}

bool warn_shapes_point(const struct warn_shapes *s, struct geo_point *out)
{
    if (s->nareas > 0)
        *out = geo_area_centroid(s->areas[0]);
    else if (s->ncircles > 0)
        *out = s->circles[0].at;
    return s->nareas + s->ncircles > 0;
}

static void add(struct geo_point p, struct geo_point *out, uint32_t max, uint32_t *n)
{
    if (*n < max)
        out[(*n)++] = p;
}

/* First a point of each, so that many shapes are not lost behind one long border. */
uint32_t warn_shapes_probes(const struct warn_shapes *s, struct geo_point *out, uint32_t max)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < s->nareas; i++)
        add(geo_area_centroid(s->areas[i]), out, max, &n);
    for (uint32_t i = 0; i < s->ncircles; i++)
        add(s->circles[i].at, out, max, &n);
    for (uint32_t i = 0; i < s->ncircles; i++)
        for (int k = 0; k < 8; k++)
            add(geo_move(s->circles[i].at, k * 450, s->circles[i].m), out, max, &n);
    uint32_t points = 0;
    for (uint32_t i = 0; i < s->nareas; i++)
        points += s->areas[i]->point_count;
    uint32_t step = n < max && points > max - n ? points / (max - n) + 1 : 1;
    for (uint32_t i = 0, k = 0; i < s->nareas; i++)
        for (uint32_t j = 0; j < s->areas[i]->point_count; j++, k++)
            if (k % step == 0)
                add(s->areas[i]->points[j], out, max, &n);
    return n;
}
