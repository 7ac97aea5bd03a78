/* SPDX-License-Identifier: Apache-2.0 */
#include "city_priv.h"

#include <math.h>

#include "base/mem.h"

#define PI 3.14159265358979323846
#define TOWNS_A_ROW 8
#define TOWN_LAT7 1500000 /* 16.7 km: three of a city's radius */
#define TOWN_LON7 2000000 /* as much here */

struct geo_point city_geo(const struct city *c, struct city_xy p)
{
    struct geo_point o = c->origin;
    o = geo_move(o, p.y < 0 ? 1800 : 0, fabs(p.y));
    return geo_move(o, p.x < 0 ? 2700 : 900, fabs(p.x));
}

struct city_xy city_plane(const struct city *c, struct geo_point p)
{
    struct geo_point o = c->origin;
    double x = geo_distance_fast_m((struct geo_point){p.lat7, o.lon7}, p);
    double y = geo_distance_fast_m(o, (struct geo_point){p.lat7, o.lon7});
    return (struct city_xy){p.lon7 < o.lon7 ? -x : x, p.lat7 < o.lat7 ? -y : y};
}

double city_bend(double r)
{
    return 0.07 * sin(r / 650);
}

uint8_t city_district_at(const struct city *c, struct geo_point p)
{
    struct city_xy at = city_plane(c, p);
    double r = hypot(at.x, at.y);
    if (r < CITY_CENTRAL_M)
        return 4;
    /* From north (0) clockwise, each a quarter wide. */
    double a = atan2(at.x, at.y) - city_bend(r) + PI / 4;
    a = fmod(a + 4 * PI, 2 * PI);
    return (uint8_t)((unsigned)(a / (PI / 2)) % 4);
}

struct city_plan city_share(uint64_t seed, uint32_t units, uint32_t cameras, uint32_t town,
                            uint32_t towns)
{
    must(town < towns && towns <= CITY_TOWNS_MAX);
    struct city_plan p = {.seed = town ? rng_from(seed, 900000 + town).s : seed, .town = town};
    p.units_before = (uint32_t)((uint64_t)units * town / towns);
    p.units = (uint32_t)((uint64_t)units * (town + 1) / towns) - p.units_before;
    p.cameras_before = (uint32_t)((uint64_t)cameras * town / towns);
    p.cameras = (uint32_t)((uint64_t)cameras * (town + 1) / towns) - p.cameras_before;
    return p;
}

/* The first town has room around it: the others stand west and south, in rows. */
static struct geo_point place_of(uint32_t town)
{
    return (struct geo_point){CITY_LAT7 - (int32_t)(town / TOWNS_A_ROW) * TOWN_LAT7,
                              CITY_LON7 - (int32_t)(town % TOWNS_A_ROW) * TOWN_LON7};
}

struct city *city_new(const struct city_plan *plan)
{
    must(plan->units <= CITY_UNITS_MAX && plan->cameras <= 2000 && plan->town < CITY_TOWNS_MAX);
    struct city *c = mem_alloc(sizeof(*c));
    c->plan = *plan;
    c->origin = place_of(plan->town);
    city_name_districts(c);
    city_lay_streets(c);
    c->camera_on = mem_array(2 * (size_t)c->segment_n, sizeof(*c->camera_on));
    for (uint32_t i = 0; i < 2 * c->segment_n; i++)
        c->camera_on[i] = CITY_NONE;
    city_place_all(c);
    return c;
}

void city_free(struct city *c)
{
    if (!c)
        return;
    for (uint32_t i = 0; i < c->street_n; i++)
        free(c->streets[i].path);
    free(c->streets);
    free(c->shapes);
    free(c->segments);
    free(c->junctions);
    free(c->arms);
    free(c->camera_on);
    free(c->cameras);
    free(c->sites);
    free(c->devices);
    free(c->units);
    free(c);
}

struct sha256 city_hash(const struct city *c)
{
    struct buf text;
    buf_init(&text, CITY_TEXT_MAX);
    city_put_areas(c, &text);
    city_put_sites(c, &text);
    city_put_units(c, &text);
    city_put_devices(c, &text);
    city_put_streets(c, &text);
    must(buf_ok(&text));
    struct sha256 h = sha256_of(buf_str(&text), STR_NONE, STR_NONE);
    buf_release(&text);
    return h;
}

struct geo_point city_at(const struct city *c, uint32_t ds, double m, int *heading10)
{
    const struct city_segment *s = city_segment_of(c, ds);
    const struct city_shape *shape = &c->shapes[s->first];
    double from_start = ds & 1 ? s->len_m - m : m;
    from_start = from_start < 0 ? 0 : from_start > s->len_m ? s->len_m : from_start;
    uint32_t i = 0;
    while (i + 2 < s->count && shape[i + 1].m < from_start)
        i++;
    struct geo_point a = shape[i].at, b = shape[i + 1].at;
    double piece = shape[i + 1].m - shape[i].m;
    double t = piece > 0 ? (from_start - shape[i].m) / piece : 0;
    if (heading10)
        *heading10 = ds & 1 ? geo_bearing10(b, a) : geo_bearing10(a, b);
    return (struct geo_point){(int32_t)lrint(a.lat7 + t * (b.lat7 - a.lat7)),
                              (int32_t)lrint(a.lon7 + t * (b.lon7 - a.lon7))};
}

double city_camera_m(const struct city *c, uint32_t ds)
{
    must(c->camera_on[ds] != CITY_NONE);
    const struct city_spot *spot = &c->cameras[c->camera_on[ds]].spot;
    return spot->ds == ds ? spot->m : city_segment_of(c, ds)->len_m - spot->m;
}

static double on_piece(struct geo_point p, struct geo_point a, struct geo_point b)
{
    double shrink = cos(p.lat7 * (PI / 1800000000.0));
    double bx = (b.lon7 - a.lon7) * shrink, by = b.lat7 - a.lat7;
    double px = (p.lon7 - a.lon7) * shrink, py = p.lat7 - a.lat7;
    double len2 = bx * bx + by * by;
    double t = len2 > 0 ? (px * bx + py * by) / len2 : 0;
    return t < 0 ? 0 : t > 1 ? 1 : t;
}

struct city_spot city_nearest(const struct city *c, struct geo_point p, double *distance_m)
{
    struct city_spot best = {0, 0};
    double best_m = 1e9;
    for (uint32_t i = 0; i < c->segment_n; i++) {
        const struct city_segment *s = &c->segments[i];
        for (uint32_t k = 0; k + 1 < s->count; k++) {
            struct city_shape a = c->shapes[s->first + k], b = c->shapes[s->first + k + 1];
            double t = on_piece(p, a.at, b.at);
            struct geo_point q = {(int32_t)lrint(a.at.lat7 + t * (b.at.lat7 - a.at.lat7)),
                                  (int32_t)lrint(a.at.lon7 + t * (b.at.lon7 - a.at.lon7))};
            double m = geo_distance_fast_m(p, q);
            if (m < best_m) {
                best_m = m;
                best = (struct city_spot){2 * i, a.m + t * (b.m - a.m)};
            }
        }
    }
    if (distance_m)
        *distance_m = best_m;
    return best;
}

uint32_t city_junction_near(const struct city *c, struct geo_point p)
{
    uint32_t best = 0;
    double best_m = 1e9;
    for (uint32_t i = 0; i < c->junction_n; i++) {
        double m = geo_distance_fast_m(p, c->junctions[i].at);
        if (m < best_m) {
            best_m = m;
            best = i;
        }
    }
    return best;
}
