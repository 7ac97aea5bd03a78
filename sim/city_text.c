/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The city as the centre's import doors take it: GeoJSON for areas and streets, CSV for the rest.
 */
#include "city_priv.h"

#include <math.h>

#include "base/json.h"

#define PI 3.14159265358979323846

static void put_degrees(struct buf *out, struct geo_point p, char between)
{
    if (between == ',') { /* GeoJSON: longitude first */
        json_put_scaled(out, p.lon7, 7);
        buf_putc(out, ',');
        json_put_scaled(out, p.lat7, 7);
    } else {
        json_put_scaled(out, p.lat7, 7);
        buf_putc(out, ',');
        json_put_scaled(out, p.lon7, 7);
    }
}

static void put_vertex(const struct city *c, struct buf *out, double r, double angle)
{
    /* Angles here run clockwise from north. */
    buf_putc(out, '[');
    put_degrees(out, city_geo(c, (struct city_xy){r * sin(angle), r * cos(angle)}), ',');
    buf_cat(out, "],");
}

/*
 * One corner list; neighbours share their corners, to the centimetre, so the districts tile without
 * gaps.
 */
static void put_ring(const struct city *c, struct buf *out, unsigned district)
{
    const unsigned arc = 16; /* vertices a quarter */
    size_t start = out->n;
    if (district == 4) {
        for (unsigned i = 0; i < 4 * arc; i++)
            put_vertex(c, out, CITY_CENTRAL_M,
                       city_bend(CITY_CENTRAL_M) - PI / 4 - i * PI / (2 * arc));
    } else {
        double left = -PI / 4 + district * PI / 2;
        const unsigned steps = 14;
        double step = (CITY_EDGE_M - CITY_CENTRAL_M) / steps;
        for (unsigned i = 0; i <= arc; i++)
            put_vertex(c, out, CITY_CENTRAL_M,
                       left + city_bend(CITY_CENTRAL_M) + i * PI / (2 * arc));
        for (unsigned i = 1; i <= steps; i++) {
            double r = CITY_CENTRAL_M + i * step;
            put_vertex(c, out, r, left + PI / 2 + city_bend(r));
        }
        for (unsigned i = 1; i <= arc; i++)
            put_vertex(c, out, CITY_EDGE_M,
                       left + PI / 2 + city_bend(CITY_EDGE_M) - i * PI / (2 * arc));
        for (unsigned i = steps - 1; i >= 1; i--) {
            double r = CITY_CENTRAL_M + i * step;
            put_vertex(c, out, r, left + city_bend(r));
        }
    }
    const char *p = out->p + start; /* closed: the first corner again */
    if (!buf_ok(out))
        return;
    char first[64];
    bool fits = str_copy(first, sizeof(first), (struct str){p, (size_t)(strchr(p, ']') - p) + 1});
    must(fits);
    buf_cat(out, first);
}

void city_put_areas(const struct city *c, struct buf *out)
{
    static const char *const name[CITY_LANGS] = {"name", "name_ru", "name_uz", "name_kk"};
    buf_cat(out, "{\"type\":\"FeatureCollection\",\"features\":[");
    for (unsigned d = 0; d < CITY_DISTRICTS; d++) {
        buf_printf(out, "%s\n{\"type\":\"Feature\",\"properties\":{\"id\":\"%s\"", d ? "," : "",
                   c->area_id[d]);
        for (unsigned lang = 0; lang < CITY_LANGS; lang++) {
            buf_putc(out, ',');
            json_put_key(out, name[lang]);
            json_put_string(out, str_c(c->area_name[d][lang]));
        }
        buf_cat(out,
                ",\"kind\":\"district\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[");
        put_ring(c, out, d);
        buf_cat(out, "]]}}");
    }
    buf_cat(out, "]}\n");
}

void city_put_sites(const struct city *c, struct buf *out)
{
    buf_cat(out, "id,name,kind,area,address,lat,lon,contacts\n");
    for (uint32_t i = 0; i < c->site_n; i++) {
        const struct city_site *s = &c->sites[i];
        buf_printf(out, "%s,\"%s\",%s,%s,\"%s\",", s->id, s->name, s->kind, c->area_id[s->district],
                   s->address);
        put_degrees(out, s->at, ';');
        buf_printf(out, ",\"%s\"\n", s->contacts);
    }
}

void city_put_units(const struct city *c, struct buf *out)
{
    buf_cat(out, "id,name,kind,area,skills,vehicle\n");
    for (uint32_t i = 0; i < c->unit_n; i++) {
        const struct city_unit *u = &c->units[i];
        buf_printf(out, "%s,%s,%s,%s,%s,%s\n", u->id, u->id, u->kind, c->area_id[u->district],
                   u->skills, u->vehicle);
    }
}

void city_gate_id(const struct city_site *s, char *out, size_t cap)
{
    (void)snprintf(out, cap, "gate-%s", s->id);
}

void city_put_devices(const struct city *c, struct buf *out)
{
    buf_cat(out, "id,name,kind,site,area,lat,lon,heading,speed_limit,allowed_heading,one_way,"
                 "period_s,unit\n");
    for (uint32_t i = 0; i < c->device_n; i++) {
        const struct city_device *d = &c->devices[i];
        const struct city_site *s = &c->sites[d->site];
        buf_printf(out, "%s,\"%s\",%s,%s,%s,", d->id, d->name, d->kind, s->id,
                   c->area_id[s->district]);
        put_degrees(out, s->at, ';');
        buf_printf(out, ",,,,,%d,\n", d->period_s);
    }
    for (uint32_t i = 0; i < c->site_n; i++) {
        const struct city_site *s = &c->sites[i];
        char id[32];
        city_gate_id(s, id, sizeof(id));
        buf_printf(out, "%s,\"Gate of %s\",camera,%s,%s,", id, s->name, s->id,
                   c->area_id[s->district]);
        put_degrees(out, s->at, ';');
        buf_cat(out, ",,,,,0,\n");
    }
    for (uint32_t i = 0; i < c->camera_n; i++) {
        const struct city_camera *cam = &c->cameras[i];
        buf_printf(out, "%s,\"%s\",camera,,%s,", cam->id, cam->name, c->area_id[cam->district]);
        put_degrees(out, cam->at, ';');
        buf_printf(out, ",%d.%d,%d,%d.%d,%s,60,\n", cam->heading10 / 10, cam->heading10 % 10,
                   cam->limit_kmh, cam->allowed10 / 10, cam->allowed10 % 10,
                   cam->one_way ? "true" : "false");
    }
    for (uint32_t i = 0; i < c->unit_n; i++) {
        const struct city_unit *u = &c->units[i];
        buf_printf(out, "%s,Tablet %s,tablet,,%s,,,,,,,0,%s\n", u->device, u->id,
                   c->area_id[u->district], u->id);
    }
}

static void put_feature(struct buf *out, const char *kind, bool *any)
{
    buf_printf(out, "%s\n{\"type\":\"Feature\",\"properties\":{\"kind\":\"%s\"", *any ? "," : "",
               kind);
    *any = true;
}

static void put_parks(const struct city *c, struct buf *out, bool *any)
{
    for (unsigned i = 0; i < ARRAY_LEN(c->park); i++) {
        put_feature(out, "park", any);
        buf_cat(out, "},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[");
        for (unsigned k = 0; k <= 24; k++) {
            double r = c->park_m[i] * (0.75 + 0.08 * sin(3.0 * (k % 24) * PI / 12 + i));
            buf_cat(out, k ? ",[" : "[");
            put_degrees(out, geo_move(c->park[i], (int)(k % 24) * 150, r), ',');
            buf_putc(out, ']');
        }
        buf_cat(out, "]]}}");
    }
}

/* A canal from edge to edge; streets cross it by bridges. */
static void put_canal(const struct city *c, struct buf *out, bool *any)
{
    put_feature(out, "water", any);
    buf_cat(out, "},\"geometry\":{\"type\":\"LineString\",\"coordinates\":[");
    for (int s = -5500; s <= 5500; s += 250) {
        double y = 0.35 * s + 700 + 260 * sin(s / 1100.0) + 120 * sin(s / 430.0);
        buf_cat(out, s > -5500 ? ",[" : "[");
        put_degrees(out, city_geo(c, (struct city_xy){s, y}), ',');
        buf_putc(out, ']');
    }
    buf_cat(out, "]}}");
}

/*
 * The street's pieces, joined where one goes on from the other: long lines carry their names
 * better.
 */
static void put_street_lines(const struct city *c, const struct city_street *street,
                             struct buf *out)
{
    for (uint32_t i = 0; i < street->path_n; i++) {
        const struct city_segment *s = city_segment_of(c, street->path[i]);
        bool goes_on = i > 0 && city_segment_of(c, street->path[i - 1])->to == s->from;
        if (i > 0 && !goes_on)
            buf_cat(out, "],");
        for (uint32_t k = goes_on ? 1 : 0; k < s->count; k++) {
            buf_cat(out, k > 0 ? ",[" : "[[");
            put_degrees(out, c->shapes[s->first + k].at, ',');
            buf_putc(out, ']');
        }
    }
    buf_putc(out, ']');
}

void city_put_map(const struct city *c, bool lanes, bool *any, struct buf *out)
{
    static const char *const kinds[] = {[CITY_RING] = "ring",
                                        [CITY_AVENUE] = "avenue",
                                        [CITY_MAIN] = "main",
                                        [CITY_MINOR] = "minor"};
    static const char *const name[CITY_LANGS] = {"name", "name_ru", "name_uz", "name_kk"};
    put_parks(c, out, any);
    put_canal(c, out, any);
    for (uint32_t i = 0; i < c->street_n; i++) {
        const struct city_street *street = &c->streets[i];
        if (street->path_n == 0 || (street->kind == CITY_MINOR && !lanes))
            continue;
        put_feature(out, kinds[street->kind], any);
        for (unsigned lang = 0; lang < CITY_LANGS; lang++) {
            buf_putc(out, ',');
            json_put_key(out, name[lang]);
            json_put_string(out, str_c(street->name[lang]));
        }
        buf_printf(out, ",\"limit_kmh\":%d,\"one_way\":%s},\"geometry\":", street->limit_kmh,
                   city_segment_of(c, street->path[0])->one_way ? "true" : "false");
        buf_cat(out, "{\"type\":\"MultiLineString\",\"coordinates\":[");
        put_street_lines(c, street, out);
        buf_cat(out, "]}}");
    }
}

void city_put_streets(const struct city *c, struct buf *out)
{
    bool any = false;
    buf_cat(out, "{\"type\":\"FeatureCollection\",\"features\":[");
    city_put_map(c, true, &any, out);
    buf_cat(out, "]}\n");
}
