/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands in the city: schools, hospitals, shops and duty stations, cameras over the streets,
 * units at home.
 */
#include "city_priv.h"

#include "base/mem.h"

#define CAMERA_BEFORE_M 28.0 /* cameras stand so far before the junction */

static const struct {
    const char *kind, *name, *prefix, *device;
    unsigned each[CITY_DISTRICTS];
    bool numbered;
    int period_s;
} wanted_sites[] = {
    {"school", "School", "school", "button", {5, 5, 5, 5, 4}, true, 60},
    {"hospital", "Hospital", "hospital", "button", {1, 1, 1, 1, 0}, true, 60},
    {"shop", "Market", "shop", "panel", {2, 2, 2, 2, 3}, true, 120},
    {"bank", "Savings bank", "bank", "panel", {0, 0, 1, 1, 2}, true, 120},
    {"station", "duty station", "station", NULL, {1, 1, 1, 1, 1}, false, 0},
};

static bool crowded(const struct city *c, struct geo_point p, const char *kind)
{
    for (uint32_t i = 0; i < c->site_n; i++) {
        double m = geo_distance_fast_m(p, c->sites[i].at);
        if (m < 120 || (strcmp(c->sites[i].kind, kind) == 0 && m < 450))
            return true;
    }
    return false;
}

/* A plot beside a street of this district, 32 m from the middle of the road. */
static bool find_plot(struct city *c, struct rng *r, struct city_site *s)
{
    for (unsigned tries = 0; tries < 4000; tries++) {
        uint32_t ds = rng_below(r, 2 * c->segment_n);
        const struct city_segment *seg = city_segment_of(c, ds);
        double m = seg->len_m * rng_between(r, 0.3, 0.7);
        int heading10 = 0;
        struct geo_point road = city_at(c, ds, m, &heading10);
        if ((ds & 1 && seg->one_way) || c->streets[seg->street].kind == CITY_RING ||
            city_district_at(c, road) != s->district)
            continue;
        s->at = geo_move(road, (heading10 + 900) % 3600, 32);
        s->spot = (struct city_spot){ds, m};
        if (!crowded(c, s->at, s->kind))
            return true;
    }
    return false;
}

/* Places are numbered within their city; the number tells which city it is. */
static unsigned number_of(const struct city *c, unsigned number)
{
    must(number < CITY_PLACES_MAX);
    return c->plan.town * CITY_PLACES_MAX + number;
}

static void add_device(struct city *c, const struct city_site *s, const char *kind, int period_s)
{
    struct city_device *d = &c->devices[c->device_n];
    bool button = strcmp(kind, "button") == 0;
    snprintf(d->id, sizeof(d->id), "%s-%02u", button ? "btn" : "pnl",
             number_of(c, (unsigned)c->device_n + 1));
    snprintf(d->name, sizeof(d->name), "%s %s", button ? "Panic button" : "Alarm panel", s->name);
    d->kind = kind;
    d->site = (uint32_t)(s - c->sites);
    d->period_s = period_s;
    c->device_n++;
}

static void place_sites(struct city *c)
{
    struct rng r = rng_from(c->plan.seed, 2);
    c->sites = mem_array(CITY_PLACES_MAX, sizeof(*c->sites));
    c->devices = mem_array(CITY_PLACES_MAX, sizeof(*c->devices));
    for (unsigned k = 0; k < ARRAY_LEN(wanted_sites); k++) {
        unsigned number = 0;
        for (unsigned i = 0; i < CITY_DISTRICTS * 5; i++) {
            struct city_site s = {.kind = wanted_sites[k].kind,
                                  .district = (uint8_t)(i % CITY_DISTRICTS)};
            if (i / CITY_DISTRICTS >= wanted_sites[k].each[s.district] || !find_plot(c, &r, &s))
                continue;
            number++;
            snprintf(s.id, sizeof(s.id), "%s-%02u", wanted_sites[k].prefix, number_of(c, number));
            if (wanted_sites[k].numbered)
                snprintf(s.name, sizeof(s.name), "%s %u", wanted_sites[k].name,
                         number_of(c, number));
            else
                snprintf(s.name, sizeof(s.name), "%s, %s", c->area_name[s.district][0],
                         wanted_sites[k].name);
            snprintf(s.address, sizeof(s.address), "%s %u",
                     c->streets[city_segment_of(c, s.spot.ds)->street].name[0],
                     1 + rng_below(&r, 98));
            snprintf(s.contacts, sizeof(s.contacts), "duty +998 00 555-%02u-%02u", k, number);
            must(c->site_n < CITY_PLACES_MAX);
            c->sites[c->site_n++] = s;
            if (wanted_sites[k].device)
                add_device(c, &c->sites[c->site_n - 1], wanted_sites[k].device,
                           wanted_sites[k].period_s);
        }
    }
}

static void name_camera(const struct city *c, struct city_camera *cam)
{
    uint32_t street = city_segment_of(c, cam->spot.ds)->street;
    const struct city_junction *j = &c->junctions[city_leave(c, cam->spot.ds)];
    const char *cross = NULL;
    for (uint32_t k = 0; k < j->arms && !cross; k++) {
        uint32_t other = city_segment_of(c, c->arms[j->arm + k])->street;
        if (other != street)
            cross = c->streets[other].name[0];
    }
    if (cross)
        snprintf(cam->name, sizeof(cam->name), "%s / %s", c->streets[street].name[0], cross);
    else
        snprintf(cam->name, sizeof(cam->name), "%s", c->streets[street].name[0]);
}

static bool place_camera(struct city *c, uint32_t ds)
{
    const struct city_segment *s = city_segment_of(c, ds);
    if (c->camera_n == c->plan.cameras || c->camera_on[ds] != CITY_NONE || s->len_m < 70 ||
        (ds & 1 && s->one_way))
        return false;
    struct city_camera *cam = &c->cameras[c->camera_n];
    snprintf(cam->id, sizeof(cam->id), "cam-%03u",
             (unsigned)(c->plan.cameras_before + c->camera_n + 1));
    cam->spot = (struct city_spot){ds, s->len_m - CAMERA_BEFORE_M};
    cam->at = city_at(c, ds, cam->spot.m, &cam->allowed10);
    cam->heading10 = (cam->allowed10 + 1800) % 3600;
    cam->limit_kmh = c->streets[s->street].limit_kmh;
    cam->one_way = s->one_way;
    cam->district = city_district_at(c, cam->at);
    name_camera(c, cam);
    c->camera_on[ds] = c->camera_n;
    if (s->one_way) /* and sees whoever comes the wrong way */
        c->camera_on[ds ^ 1] = c->camera_n;
    c->camera_n++;
    return true;
}

/* `wish` cameras spread along the middle `share` of one street, in one direction. */
static void cameras_along(struct city *c, uint32_t street, bool back, unsigned wish, double share)
{
    const struct city_street *s = &c->streets[street];
    for (unsigned i = 0; i < wish; i++) {
        double where = 0.5 + share * ((i + 0.5) / wish - 0.5);
        uint32_t first = (uint32_t)(where * s->path_n);
        for (uint32_t k = 0; k < 4 && first + k < s->path_n; k++)
            if (place_camera(c, s->path[first + k] ^ (back ? 1u : 0u)))
                break;
    }
}

static void place_cameras(struct city *c)
{
    struct rng r = rng_from(c->plan.seed, 3);
    c->cameras = mem_array(c->plan.cameras ? c->plan.cameras : 1, sizeof(*c->cameras));
    for (uint32_t s = 0; s < c->street_n; s++)
        if (c->streets[s].kind == CITY_AVENUE) {
            cameras_along(c, s, false, 6, 0.55);
            cameras_along(c, s, true, 6, 0.55);
        }
    cameras_along(c, 0, false, 4, 1);
    cameras_along(c, 0, true, 4, 1);
    unsigned one_way = 0;
    for (uint32_t tries = 0; tries < 3000 && one_way < 5; tries++) {
        uint32_t i = rng_below(&r, c->segment_n);
        if (c->segments[i].one_way && place_camera(c, 2 * i))
            one_way++;
    }
    for (uint32_t tries = 0; tries < 60 * c->plan.cameras + 2000; tries++) {
        uint32_t ds = rng_below(&r, 2 * c->segment_n);
        if (c->streets[city_segment_of(c, ds)->street].kind == CITY_MAIN ||
            (tries > 30 * c->plan.cameras && c->junctions[city_leave(c, ds)].lights))
            place_camera(c, ds);
    }
}

static void place_units(struct city *c)
{
    static const struct {
        const char *kind, *skills, *vehicle;
    } crews[] = {
        {"patrol", "patrol;armed", "Patrol car"},
        {"patrol", "patrol;armed;first-aid", "Patrol car"},
        {"traffic", "traffic;pursuit", "Traffic car"},
        {"patrol", "patrol;armed", "Patrol car"},
        {"inspector", "prevention;juvenile", "Light car"},
        {"traffic", "traffic;pursuit;first-aid", "Traffic car"},
    };
    struct rng r = rng_from(c->plan.seed, 4);
    c->unit_n = c->plan.units;
    c->units = mem_array(c->unit_n ? c->unit_n : 1, sizeof(*c->units));
    for (uint32_t i = 0; i < c->unit_n; i++) {
        struct city_unit *u = &c->units[i];
        unsigned number = (unsigned)(c->plan.units_before + i);
        unsigned crew = (i / CITY_DISTRICTS + i) % (unsigned)ARRAY_LEN(crews);
        snprintf(u->id, sizeof(u->id), "M%02u", number + 1);
        snprintf(u->device, sizeof(u->device), "tab-%s", u->id);
        u->kind = crews[crew].kind;
        u->skills = crews[crew].skills;
        snprintf(u->vehicle, sizeof(u->vehicle), "%s %u", crews[crew].vehicle, number + 101);
        city_name_crew(&r, u->crew, sizeof(u->crew));
        u->district = (uint8_t)(i % CITY_DISTRICTS);
        do
            u->home = rng_below(&r, c->junction_n);
        while (c->junctions[u->home].district != u->district);
    }
}

void city_place_all(struct city *c)
{
    place_sites(c);
    place_cameras(c);
    place_units(c);
}
