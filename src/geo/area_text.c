/* SPDX-License-Identifier: Apache-2.0 */
/* Areas in and out of JSON text: GeoJSON geometry (RFC 7946 section 3.1) and the stored form. */
#include "base/json.h"
#include "geo/area_priv.h"

/* What differs between the two texts. */
struct area_form {
    int digits;    /* decimals: 7 for degrees, 0 for the stored integers */
    unsigned most; /* numbers a position may have */
    bool closed;   /* the first point is repeated at the end of a ring */
};

static const struct area_form FORM_GEOJSON = {.digits = 7, .most = 3, .closed = true};
static const struct area_form FORM_STORED = {.digits = 0, .most = 2, .closed = false};

struct area_reader {
    struct json_reader json;
    const struct area_form *form;
    struct area_maker *maker;
    struct err *e;
};

static enum rc wrong(struct area_reader *r, struct json_token t, const char *want)
{
    if (t.kind == JSON_ERROR)
        return json_fail(&r->json, r->e);
    return err_set(r->e, RC_INVALID, "expected %s at byte %zu of the coordinates", want,
                   (size_t)(r->json.at - r->json.start));
}

/* The position whose opening bracket was just read. */
static enum rc read_position(struct area_reader *r, struct geo_point *out)
{
    int64_t v[3] = {0, 0, 0};
    unsigned n = 0;
    struct json_token t;
    for (t = json_next(&r->json); t.kind == JSON_NUMBER; t = json_next(&r->json)) {
        if (n == r->form->most)
            return err_set(r->e, RC_INVALID, "a position has more than %u numbers", r->form->most);
        if (r->form->digits == 0 && !str_i64(t.raw, &v[n]))
            return wrong(r, t, "an integer");
        if (!json_scaled(t, r->form->digits, &v[n++]))
            return err_set(r->e, RC_INVALID, "a coordinate is out of range");
    }
    if (t.kind != JSON_ARRAY_END)
        return wrong(r, t, "a number");
    if (n < 2)
        return err_set(r->e, RC_INVALID, "a position has fewer than 2 numbers");
    if (!geo_valid(v[1], v[0]))
        return err_set(r->e, RC_INVALID,
                       "a position is out of range: longitude %lld, latitude %lld x 10^-7",
                       (long long)v[0], (long long)v[1]);
    *out = (struct geo_point){(int32_t)v[1], (int32_t)v[0]};
    return RC_OK;
}

static enum rc read_ring(struct area_reader *r, bool hole)
{
    enum rc rc = area_ring_begin(r->maker, hole, r->e);
    struct geo_point first = {0, 0}, last = {0, 0};
    size_t n = 0;
    struct json_token t;
    for (t = json_next(&r->json); rc == RC_OK && t.kind == JSON_ARRAY; t = json_next(&r->json)) {
        struct geo_point p;
        rc = read_position(r, &p);
        if (rc != RC_OK)
            break;
        bool repeats = n > 0 && p.lat7 == last.lat7 && p.lon7 == last.lon7;
        if (repeats && !r->form->closed)
            return err_set(r->e, RC_INVALID, "a stored ring repeats a point");
        first = n == 0 ? p : first;
        last = p;
        n++;
        rc = area_point(r->maker, p, r->e);
        if (rc != RC_OK)
            break;
    }
    if (rc != RC_OK)
        return rc;
    if (t.kind != JSON_ARRAY_END)
        return wrong(r, t, "a position");
    bool closed = n > 1 && first.lat7 == last.lat7 && first.lon7 == last.lon7;
    if (closed != r->form->closed)
        return err_set(r->e, RC_INVALID,
                       r->form->closed ? "a ring is not closed: first and last differ"
                                       : "a stored ring repeats its first point");
    if (r->form->closed && n < 4)
        return err_set(r->e, RC_INVALID, "a ring has fewer than 4 positions");
    return area_ring_end(r->maker, r->form->closed, r->e);
}

/* The array of rings whose opening bracket was just read. */
static enum rc read_polygon(struct area_reader *r)
{
    struct json_token t;
    bool hole = false;
    for (t = json_next(&r->json); t.kind == JSON_ARRAY; t = json_next(&r->json)) {
        enum rc rc = read_ring(r, hole);
        if (rc != RC_OK)
            return rc;
        hole = true;
    }
    if (t.kind != JSON_ARRAY_END)
        return wrong(r, t, "a ring");
    if (!hole)
        return err_set(r->e, RC_INVALID, "a polygon has no ring");
    return RC_OK;
}

static enum rc read_polygons(struct area_reader *r)
{
    struct json_token t;
    for (t = json_next(&r->json); t.kind == JSON_ARRAY; t = json_next(&r->json)) {
        enum rc rc = read_polygon(r);
        if (rc != RC_OK)
            return rc;
    }
    return t.kind == JSON_ARRAY_END ? RC_OK : wrong(r, t, "a polygon");
}

static enum rc read_coordinates(struct area_maker *m, const struct area_form *form, struct str text,
                                bool multi, struct err *e)
{
    struct area_reader r = {.form = form, .maker = m, .e = e};
    json_open(&r.json, text);
    struct json_token t = json_next(&r.json);
    if (t.kind != JSON_ARRAY)
        return wrong(&r, t, "an array");
    enum rc rc = multi ? read_polygons(&r) : read_polygon(&r);
    if (rc != RC_OK)
        return rc;
    t = json_next(&r.json);
    return t.kind == JSON_END ? RC_OK : wrong(&r, t, "the end");
}

/* The members that count, in whatever order they come. */
struct members {
    struct str type, coordinates, geometries; /* p is NULL when missing */
};

static enum rc take_member(struct json_reader *json, struct json_token key, struct members *m,
                           struct err *e)
{
    struct str raw, *want = NULL;
    if (!key.escaped && str_eqc(key.raw, "type"))
        want = &m->type;
    else if (!key.escaped && str_eqc(key.raw, "coordinates"))
        want = &m->coordinates;
    else if (!key.escaped && str_eqc(key.raw, "geometries"))
        want = &m->geometries;
    struct json_token value = json_next(json);
    if (want == &m->type && value.kind != JSON_STRING && value.kind != JSON_ERROR)
        return err_field(e, RC_INVALID, "type", "geometry type is not a string");
    if (!json_skip(json, value, &raw))
        return json_fail(json, e);
    if (want == NULL)
        return RC_OK;
    if (want->p != NULL)
        return err_set(e, RC_INVALID, "geometry has member '%.*s' twice", STR_ARG(key.raw));
    *want = want == &m->type ? value.raw : raw;
    return RC_OK;
}

static enum rc read_members(struct str text, struct members *m, struct err *e)
{
    struct json_reader json;
    json_open(&json, text);
    struct json_token t = json_next(&json);
    if (t.kind == JSON_ERROR)
        return json_fail(&json, e);
    if (t.kind != JSON_OBJECT)
        return err_set(e, RC_INVALID, "geometry is not an object");
    for (t = json_next(&json); t.kind == JSON_KEY; t = json_next(&json)) {
        enum rc rc = take_member(&json, t, m, e);
        if (rc != RC_OK)
            return rc;
    }
    if (t.kind == JSON_OBJECT_END)
        t = json_next(&json);
    if (t.kind != JSON_END)
        return json_fail(&json, e);
    if (m->type.p == NULL)
        return err_field(e, RC_INVALID, "type", "geometry has no type");
    return RC_OK;
}

static enum rc read_geometry(struct area_maker *m, struct str text, unsigned depth, struct err *e);

static enum rc read_collection(struct area_maker *m, struct str text, unsigned depth, struct err *e)
{
    struct json_reader json;
    if (depth == GEO_AREA_NEST_MAX)
        return err_set(e, RC_TOO_LARGE, "geometry collections are nested deeper than %d",
                       GEO_AREA_NEST_MAX);
    json_open(&json, text);
    struct json_token t = json_next(&json);
    if (t.kind != JSON_ARRAY)
        return err_field(e, RC_INVALID, "geometries", "geometries is not an array");
    for (t = json_next(&json); t.kind == JSON_OBJECT; t = json_next(&json)) {
        struct str raw;
        if (!json_skip(&json, t, &raw))
            return json_fail(&json, e);
        enum rc rc = read_geometry(m, raw, depth + 1, e);
        if (rc != RC_OK)
            return rc;
    }
    if (t.kind != JSON_ARRAY_END)
        return err_field(e, RC_INVALID, "geometries",
                         "a geometry of the collection is not an object");
    return RC_OK;
}

static enum rc read_geometry(struct area_maker *m, struct str text, unsigned depth, struct err *e)
{
    static const char *const passed_over[] = {"Point", "MultiPoint", "LineString",
                                              "MultiLineString"};
    struct members got = {STR_NONE, STR_NONE, STR_NONE};
    enum rc rc = read_members(text, &got, e);
    if (rc != RC_OK)
        return rc;
    bool collection = str_eqc(got.type, "GeometryCollection");
    bool multi = str_eqc(got.type, "MultiPolygon");
    bool known = collection || multi || str_eqc(got.type, "Polygon");
    for (size_t i = 0; i < ARRAY_LEN(passed_over); i++) {
        if (str_eqc(got.type, passed_over[i]))
            return RC_OK;
    }
    if (!known)
        return err_field(e, RC_INVALID, "type", "geometry type is not one of RFC 7946");
    if (collection && got.geometries.p == NULL)
        return err_field(e, RC_INVALID, "geometries", "geometry collection has no geometries");
    if (!collection && got.coordinates.p == NULL)
        return err_field(e, RC_INVALID, "coordinates", "geometry has no coordinates");
    if (collection)
        return read_collection(m, got.geometries, depth, e);
    return read_coordinates(m, &FORM_GEOJSON, got.coordinates, multi, e);
}

enum rc geo_area_parse(struct str geojson, struct geo_area **out, struct err *e)
{
    if (geojson.n > GEO_AREA_TEXT_MAX)
        return err_set(e, RC_TOO_LARGE, "geometry is over %u bytes", GEO_AREA_TEXT_MAX);
    struct area_maker m;
    area_begin(&m);
    enum rc rc = read_geometry(&m, geojson, 0, e);
    if (rc == RC_OK)
        rc = area_finish(&m, out, e);
    area_drop(&m);
    return rc;
}

enum rc geo_area_decode(struct str text, struct geo_area **out, struct err *e)
{
    if (text.n > GEO_AREA_TEXT_MAX)
        return err_set(e, RC_TOO_LARGE, "stored area is over %u bytes", GEO_AREA_TEXT_MAX);
    struct area_maker m;
    area_begin(&m);
    enum rc rc = read_coordinates(&m, &FORM_STORED, text, true, e);
    if (rc == RC_OK)
        rc = area_finish(&m, out, e);
    area_drop(&m);
    return rc;
}

void geo_area_encode(const struct geo_area *a, struct buf *out)
{
    CHECK_OBJ(a, AREA_MAGIC);
    buf_cat(out, "[");
    for (uint32_t r = 0; r < a->ring_count; r++) {
        const struct geo_ring *ring = &a->rings[r];
        const struct geo_point *p = a->points + ring->first;
        buf_cat(out, r == 0 ? "[" : ring->hole ? "," : "],[");
        for (uint32_t i = 0; i < ring->n; i++) {
            buf_cat(out, i == 0 ? "[[" : ",[");
            buf_i64(out, p[i].lon7);
            buf_putc(out, ',');
            buf_i64(out, p[i].lat7);
            buf_putc(out, ']');
        }
        buf_putc(out, ']');
    }
    buf_cat(out, "]]");
}
