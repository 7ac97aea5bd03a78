/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An invented city: streets as a graph of junctions and segments, five districts, and what stands
 * in it. It is made once from a seed and never changes afterwards; the same plan gives the same
 * city, byte by byte. For loads larger than one city holds, several stand side by side; their names
 * and numbers never meet.
 *
 * A *directed* segment is 2 * segment, plus 1 when driven from its end to its start; metres along
 * it count from where the driver enters it. Places are geo_points (degrees x 10^7); headings are
 * degrees x 10.
 */
#ifndef SIM_CITY_H
#define SIM_CITY_H

#include "base/buf.h"
#include "base/hash.h"
#include "geo/distance.h"

#define CITY_LAT7 413100000
#define CITY_LON7 692400000
#define CITY_DISTRICTS 5
#define CITY_TOWNS_MAX 64
#define CITY_UNITS_MAX 999
#define CITY_CAMERAS_MAX 900 /* every seed's streets have room for so many */
#define CITY_PLACES_MAX 100  /* sites, and devices in them, of one city: fewer than this */
#define CITY_LANGS 4         /* en, ru, uz, kk */
#define CITY_NONE UINT32_MAX
#define CITY_PATH_MAX 512 /* directed segments in a route */
#define CITY_TEXT_MAX (8u << 20)

enum city_road { CITY_RING, CITY_AVENUE, CITY_MAIN, CITY_MINOR };

struct city_street {
    enum city_road kind;
    int limit_kmh;
    char name[CITY_LANGS][72];
    uint32_t *path; /* its segments in order, as directed segments from its start; owned */
    uint32_t path_n;
};

struct city_shape {
    struct geo_point at;
    double m; /* from the segment's start */
};

struct city_segment {
    uint32_t from, to; /* junctions */
    uint32_t street;
    uint32_t first, count; /* its shape points */
    double len_m;
    bool one_way; /* only from `from` to `to` */
};

struct city_junction {
    struct geo_point at;
    uint32_t arm, arms; /* its part of city.arms: directed segments that may be entered here */
    uint8_t district;
    bool lights; /* large enough for traffic lights */
};

struct city_spot { /* a place on a street */
    uint32_t ds;   /* directed segment */
    double m;
};

struct city_camera {
    char id[16];
    char name[160];
    struct city_spot spot;
    struct geo_point at;
    int heading10; /* where it looks: against the traffic, at the front plate */
    int allowed10; /* lawful direction */
    int limit_kmh;
    bool one_way;
    uint8_t district;
};

struct city_site {
    char id[16];
    char name[64];
    const char *kind; /* as in the schema: school, hospital… */
    char address[96];
    char contacts[64];
    struct geo_point at;
    struct city_spot spot; /* the street in front of it */
    uint8_t district;
};

struct city_device { /* what stands in a site: a button or a panel */
    char id[16];
    char name[96];
    const char *kind;
    uint32_t site;
    int period_s;
};

struct city_unit {
    char id[16];
    char device[24]; /* its tablet */
    const char *kind;
    const char *skills; /* joined by ; */
    char vehicle[32];
    char crew[64];
    uint8_t district;
    uint32_t home; /* junction where it starts */
};

struct city_plan {
    uint64_t seed;
    uint32_t units, cameras;
    uint32_t town;                         /* 0: the only one, or the first */
    uint32_t units_before, cameras_before; /* in the towns before it: numbers go on from there */
};

struct city {
    struct city_plan plan;
    struct geo_point origin; /* its middle */
    char area_id[CITY_DISTRICTS][24];
    char area_name[CITY_DISTRICTS][CITY_LANGS][96];
    struct city_street *streets;
    struct city_shape *shapes;
    struct city_segment *segments;
    struct city_junction *junctions;
    uint32_t *arms;
    uint32_t *camera_on; /* by directed segment: camera that reads there, or CITY_NONE */
    struct city_camera *cameras;
    struct city_site *sites;
    struct city_device *devices;
    struct city_unit *units;
    uint32_t street_n, shape_n, segment_n, junction_n, arm_n, camera_n, site_n, device_n, unit_n;
    struct geo_point park[3];
    double park_m[3];
};

/*
 * The plan of town `town` of `towns` (1 to CITY_TOWNS_MAX) that share so many units and cameras.
 * With one town it is the demo city itself; each has its own seed, made from this one.
 */
struct city_plan city_share(uint64_t seed, uint32_t units, uint32_t cameras, uint32_t town,
                            uint32_t towns);
/* units to CITY_UNITS_MAX; cameras: as many of them as the streets have room for. city_free. */
MUST_USE struct city *city_new(const struct city_plan *plan);
void city_free(struct city *c);
/* Hash of everything that follows from the plan. */
struct sha256 city_hash(const struct city *c);

/* District of a place (places outside the city belong to the nearest one). */
uint8_t city_district_at(const struct city *c, struct geo_point p);

static inline const struct city_segment *city_segment_of(const struct city *c, uint32_t ds)
{
    return &c->segments[ds >> 1];
}

static inline uint32_t city_enter(const struct city *c, uint32_t ds)
{
    const struct city_segment *s = city_segment_of(c, ds);
    return ds & 1 ? s->to : s->from;
}

static inline uint32_t city_leave(const struct city *c, uint32_t ds)
{
    const struct city_segment *s = city_segment_of(c, ds);
    return ds & 1 ? s->from : s->to;
}

/* Where one is after `m` metres (cut to the segment's length), and which way one goes there. */
struct geo_point city_at(const struct city *c, uint32_t ds, double m, int *heading10);
/* Where the camera that reads on this directed segment stands, in metres of that direction. */
double city_camera_m(const struct city *c, uint32_t ds);
/* The street spot nearest to a place, in a lawful direction, and how far it is. */
struct city_spot city_nearest(const struct city *c, struct geo_point p, double *distance_m);
uint32_t city_junction_near(const struct city *c, struct geo_point p);

/*
 * The quickest lawful way between two junctions into path[CITY_PATH_MAX]; returns its length, 0
 * when from == to, and CITY_NONE when it is too long. Every junction of a city can be reached from
 * every other.
 */
struct city_router;
MUST_USE struct city_router *city_router_new(const struct city *c);
void city_router_free(struct city_router *r);
uint32_t city_route(struct city_router *r, uint32_t from, uint32_t to, uint32_t *path);

/* Texts for the centre's import doors (GeoJSON, CSV) and for the map. Appended to `out`. */
void city_put_areas(const struct city *c, struct buf *out);
void city_put_sites(const struct city *c, struct buf *out);
void city_put_units(const struct city *c, struct buf *out);
/* The camera at the gate of a site: it reads no plates, and sends a picture when it is asked for one. */
void city_gate_id(const struct city_site *s, char *out, size_t cap);
void city_put_devices(const struct city *c, struct buf *out);
void city_put_streets(const struct city *c, struct buf *out);
/* The features alone, so that several cities make one map. *any: is one there already? */
void city_put_map(const struct city *c, bool lanes, bool *any, struct buf *out);

#endif
