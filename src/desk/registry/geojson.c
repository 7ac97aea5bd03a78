/* SPDX-License-Identifier: Apache-2.0 */
/* GeoJSON (RFC 7946): a FeatureCollection, one row a feature. Polygons for areas; for sites and devices a point, or a polygon in which one is taken. */
#include <string.h>

#include "base/json.h"
#include "desk/registry/registry_priv.h"
#include "geo/area.h"

struct reading {
    struct import *m;
    struct json_reader r;
    const char *counted; /* lines are counted up to here */
    uint32_t line;
    uint32_t feature; /* from 1 */
};

static uint32_t line_at(struct reading *g, const char *p)
{
    for (; g->counted < p; g->counted++)
        g->line += *g->counted == '\n';
    return g->line;
}

static void fault(struct reading *g, const char *text)
{
    registry_fault(g->m->arena, &g->m->errors, line_at(g, g->r.at), "", text);
}

static void malformed(struct reading *g)
{
    struct err e;
    (void)json_fail(&g->r, &e);
    fault(g, e.detail);
}

static struct str decoded(struct arena *a, struct json_token t)
{
    return t.escaped ? json_text(t, arena_alloc(a, t.raw.n + 1)) : t.raw;
}

/* A property's value as text; objects and null say nothing, an array is a list of its plain members. */
static struct str value_text(struct reading *g, struct json_token t, struct str raw)
{
    struct json_reader r;
    struct buf list;
    if (t.kind == JSON_STRING)
        return str_trim(decoded(g->m->arena, t));
    if (t.kind == JSON_NUMBER || t.kind == JSON_TRUE || t.kind == JSON_FALSE)
        return raw;
    if (t.kind != JSON_ARRAY)
        return STR_NONE;
    buf_init(&list, 1u << 20);
    json_open(&r, raw);
    (void)json_next(&r);
    for (t = json_next(&r); t.kind == JSON_STRING || t.kind == JSON_NUMBER; t = json_next(&r)) {
        if (list.n > 0)
            buf_putc(&list, ';');
        buf_puts(&list, t.raw);
    }
    struct str s = t.kind == JSON_ARRAY_END && buf_ok(&list)
                       ? arena_str(g->m->arena, buf_str(&list))
                       : STR_NONE;
    buf_release(&list);
    return s;
}

/* What administrative level a file's own words mean. */
static struct str level_of(struct str key, struct str value)
{
    int64_t level;
    if (key.n == 7 && (str_starts(key, STR("ADM")) || str_starts(key, STR("adm"))) &&
        key.p[4] == '_')
        return key.p[3] == '0' ? STR("country") : key.p[3] == '1' ? STR("region") : STR("district");
    if (!str_eqc(key, "admin_level") || !str_i64(value, &level) || level < 2 || level > 8)
        return STR_NONE;
    return level == 2 ? STR("country") : level <= 4 ? STR("region") : STR("district");
}

static bool read_properties(struct reading *g, struct str text, struct cells *c)
{
    const struct column kind = {F_AREA_KIND, 1, 255};
    struct json_reader r;
    json_open(&r, text);
    if (json_next(&r).kind != JSON_OBJECT)
        return text.n == 4; /* null */
    for (;;) {
        struct str raw;
        struct json_token key = json_next(&r);
        if (key.kind != JSON_KEY)
            return true;
        struct json_token t = json_next(&r);
        if (!json_skip(&r, t, &raw))
            return true;
        struct str name = decoded(g->m->arena, key);
        struct column col = registry_column(g->m->what, name);
        struct str value = value_text(g, t, raw);
        if (col.at != COLUMN_NONE)
            registry_put(c, col, value);
        if (g->m->what->kind == KIND_AREA)
            registry_put(c, kind, level_of(name, value));
    }
}

/* "coordinates": [lon, lat, …] of a Point. */
static bool read_point(struct reading *g, struct str text, struct cells *c)
{
    const struct record *rec = kind_table[g->m->what->kind].record;
    struct json_reader r;
    struct str raw, lat = STR_NONE, lon = STR_NONE;
    bool point = false;
    json_open(&r, text);
    if (json_next(&r).kind != JSON_OBJECT)
        return text.n == 4;
    for (struct json_token key; (key = json_next(&r)).kind == JSON_KEY;) {
        struct json_token t = json_next(&r);
        if (str_eqc(key.raw, "coordinates") && t.kind == JSON_ARRAY) {
            struct json_token x = json_next(&r), y = x.kind == JSON_NUMBER ? json_next(&r) : x;
            if (x.kind != JSON_NUMBER || y.kind != JSON_NUMBER)
                return false;
            lon = x.raw;
            lat = y.raw;
            while ((t = json_next(&r)).kind == JSON_NUMBER)
                continue;
            if (t.kind != JSON_ARRAY_END)
                return false;
        } else {
            point = point ||
                    (str_eqc(key.raw, "type") && t.kind == JSON_STRING && str_eqc(t.raw, "Point"));
            if (!json_skip(&r, t, &raw))
                return false;
        }
    }
    if (!point || lat.n == 0)
        return false;
    registry_put(c, (struct column){record_field(rec, STR("lat"))->bit, 1, 255}, lat);
    registry_put(c, (struct column){record_field(rec, STR("lon"))->bit, 1, 255}, lon);
    return true;
}

/* The geometries of a collection, and of those in it, one after the other; false: there is none that is a point. */
static bool read_collection(struct reading *g, struct str text, unsigned depth, struct cells *c)
{
    struct json_reader r;
    struct str raw;
    json_open(&r, text);
    if (depth > GEO_AREA_NEST_MAX || json_next(&r).kind != JSON_OBJECT)
        return false;
    for (struct json_token key; (key = json_next(&r)).kind == JSON_KEY;) {
        struct json_token t = json_next(&r);
        if (!str_eqc(key.raw, "geometries") || t.kind != JSON_ARRAY) {
            if (!json_skip(&r, t, &raw))
                return false;
            continue;
        }
        while ((t = json_next(&r)).kind == JSON_OBJECT)
            if (!json_skip(&r, t, &raw))
                return false;
            else if (read_point(g, raw, c) || read_collection(g, raw, depth + 1, c))
                return true;
        return false;
    }
    return false;
}

/* A school is drawn as a point, as its grounds, or as a collection of both: a point it has, else one inside. */
static bool read_place(struct reading *g, struct str text, struct cells *c)
{
    const struct record *rec = kind_table[g->m->what->kind].record;
    struct geo_area *area = NULL;
    struct err e;
    struct buf at;
    if (read_point(g, text, c) || read_collection(g, text, 0, c))
        return true;
    if (geo_area_parse(text, &area, &e) != RC_OK)
        return false;
    struct geo_point inner = geo_area_centroid(area);
    geo_area_free(area);
    buf_init(&at, 64);
    json_put_scaled(&at, inner.lat7, 7);
    registry_put(c, (struct column){record_field(rec, STR("lat"))->bit, 2, 255},
                 arena_str(g->m->arena, buf_str(&at)));
    buf_clear(&at);
    json_put_scaled(&at, inner.lon7, 7);
    registry_put(c, (struct column){record_field(rec, STR("lon"))->bit, 2, 255},
                 arena_str(g->m->arena, buf_str(&at)));
    buf_release(&at);
    return true;
}

/* False on malformed text. */
static bool read_feature(struct reading *g, struct json_token t)
{
    struct str raw = STR_NONE, properties = STR("null"), geometry = STR("null");
    struct cells c;
    uint32_t line = line_at(g, g->r.at);
    registry_cells_clear(&c);
    c.label = arena_printf(g->m->arena, "feature %u: ", ++g->feature);
    if (t.kind != JSON_OBJECT) {
        fault(g, "a feature must be an object");
        return json_skip(&g->r, t, &raw);
    }
    for (;;) {
        struct json_token key = json_next(&g->r);
        if (key.kind == JSON_OBJECT_END)
            break;
        if (key.kind != JSON_KEY || !json_skip(&g->r, json_next(&g->r), &raw))
            return false;
        if (str_eqc(key.raw, "properties"))
            properties = raw;
        else if (str_eqc(key.raw, "geometry"))
            geometry = raw;
    }
    if (!read_properties(g, properties, &c)) {
        registry_fault(
            g->m->arena, &g->m->errors, line, "properties",
            arena_printf(g->m->arena, "%.*sproperties must be an object", STR_ARG(c.label)).p);
        return true;
    }
    if (g->m->what->kind == KIND_AREA) {
        c.geometry = str_eqc(geometry, "null") ? STR_NONE : geometry;
    } else if (!read_place(g, geometry, &c)) {
        registry_fault(g->m->arena, &g->m->errors, line, "geometry",
                       arena_printf(g->m->arena,
                                    "%.*sthe geometry must be a point, or have an inside",
                                    STR_ARG(c.label))
                           .p);
        return true;
    }
    registry_add_row(g->m, line, &c);
    return true;
}

static bool read_features(struct reading *g)
{
    struct json_token t = json_next(&g->r);
    if (t.kind != JSON_ARRAY) {
        if (t.kind != JSON_ERROR)
            fault(g, "'features' must be an array");
        return false;
    }
    for (;;) {
        t = json_next(&g->r);
        if (t.kind == JSON_ARRAY_END)
            return true;
        if (t.kind == JSON_ERROR)
            return false;
        if (g->m->nrows >= REGISTRY_ROWS_MAX) {
            fault(g, "more than 200000 features: split the file");
            return false;
        }
        if (!read_feature(g, t))
            return false;
    }
}

void registry_read_geojson(struct import *m, struct str text)
{
    struct reading g = {.m = m, .counted = text.p, .line = 1};
    struct str raw;
    bool found = false;
    if (!m->what->geojson) {
        registry_fault(m->arena, &m->errors, 1, "", "these come as CSV, not as GeoJSON");
        return;
    }
    json_open(&g.r, text);
    (void)json_next(&g.r);
    for (;;) {
        struct json_token key = json_next(&g.r);
        if (key.kind == JSON_OBJECT_END)
            break;
        bool ok = key.kind == JSON_KEY;
        if (ok && str_eqc(key.raw, "features") && !found)
            ok = found = read_features(&g);
        else if (ok)
            ok = json_skip(&g.r, json_next(&g.r), &raw);
        if (!ok) {
            if (g.r.why != NULL)
                malformed(&g);
            return;
        }
    }
    if (json_next(&g.r).kind != JSON_END)
        malformed(&g);
    else if (!found)
        fault(&g, "there are no 'features': a FeatureCollection is needed");
}
