/* SPDX-License-Identifier: Apache-2.0 */
#include "osm/tags.h"

#define LINK_SPEED 50
#define ROUND_SPEED 35

struct str osm_tag(struct osm_tags t, const char *key)
{
    for (size_t i = 0; i < t.n; i++)
        if (str_eqc(t.v[i].key, key))
            return t.v[i].value;
    return STR_NONE;
}

static bool is(struct osm_tags t, const char *key, const char *value)
{
    return str_eqc(osm_tag(t, key), value);
}

static bool one_of(struct str v, const char *const *list)
{
    for (; *list != NULL; list++)
        if (str_eqc(v, *list))
            return true;
    return false;
}

static const char *const open_values[] = {"yes", "designated", "permissive", "official", NULL};

struct kind {
    const char *highway;
    uint8_t class;
    uint8_t
        speed; /* what is driven on average where nothing is in the way: towns and country together */
    bool link;
};

static const struct kind kinds[] = {
    {"motorway", ROAD_MOTORWAY, 100, false},  {"motorway_link", ROAD_MOTORWAY, 45, true},
    {"trunk", ROAD_TRUNK, 75, false},         {"trunk_link", ROAD_TRUNK, 40, true},
    {"primary", ROAD_PRIMARY, 55, false},     {"primary_link", ROAD_PRIMARY, 35, true},
    {"secondary", ROAD_SECONDARY, 45, false}, {"secondary_link", ROAD_SECONDARY, 30, true},
    {"tertiary", ROAD_TERTIARY, 40, false},   {"tertiary_link", ROAD_TERTIARY, 30, true},
    {"unclassified", ROAD_MINOR, 35, false},  {"residential", ROAD_STREET, 30, false},
    {"road", ROAD_STREET, 25, false},         {"living_street", ROAD_LIVING, 12, false},
    {"service", ROAD_SERVICE, 15, false},     {"services", ROAD_SERVICE, 15, false},
    {"track", ROAD_TRACK, 15, false},
};

/* Ways of others that cars may use where the tags say so. */
static const struct kind others[] = {
    {"pedestrian", ROAD_LIVING, 10, false},
    {"footway", ROAD_SERVICE, 8, false},
    {"path", ROAD_TRACK, 8, false},
    {"cycleway", ROAD_SERVICE, 10, false},
    {"bridleway", ROAD_TRACK, 8, false},
    {"busway", ROAD_TERTIARY, 40, false},
    {"bus_guideway", ROAD_TERTIARY, 40, false},
};

static bool car_says(struct osm_tags t, const char *const *list)
{
    static const char *const keys[] = {"motorcar", "motor_vehicle", "vehicle", "access"};
    /* The nearest to a car that says anything decides. */
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        struct str v = osm_tag(t, keys[i]);
        if (v.n > 0)
            return one_of(v, list);
    }
    return false;
}

static const struct kind *kind_of(struct osm_tags t)
{
    static const char *const shut[] = {"no", NULL};
    static const struct kind ferry = {"", ROAD_FERRY, 15, false};
    struct str highway = osm_tag(t, "highway");
    bool emergency = one_of(osm_tag(t, "emergency"), open_values);
    if (is(t, "area", "yes"))
        return NULL;
    if (is(t, "route", "ferry") && highway.n == 0)
        return car_says(t, shut) ? NULL : car_says(t, open_values) ? &ferry : NULL;
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (str_eqc(highway, kinds[i].highway))
            return car_says(t, shut) && !emergency ? NULL : &kinds[i];
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        if (str_eqc(highway, others[i].highway))
            return emergency || is(t, "motor_vehicle", "yes") || is(t, "motorcar", "yes")
                       ? &others[i]
                       : NULL;
    return NULL;
}

/* ---- speed ---- */

unsigned osm_maxspeed(struct str v)
{
    struct str s = str_trim(v);
    unsigned n = 0;
    size_t i = 0;
    if (s.n == 0)
        return 0;
    if (str_eqc(s, "none"))
        return OSM_SPEED_MAX;
    if (str_eqc(s, "walk"))
        return 7;
    for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9' && n < 1000; i++)
        n = n * 10 + (unsigned)(s.p[i] - '0');
    struct str unit = str_trim((struct str){s.p + i, s.n - i});
    if (i == 0 || n == 0 || n >= 1000)
        return 0;
    if (str_eqc(unit, "mph"))
        return (n * 1609u + 500u) / 1000u;
    if (str_eqc(unit, "knots"))
        return (n * 1852u + 500u) / 1000u;
    return unit.n == 0 || str_eqc(unit, "km/h") || str_eqc(unit, "kmh") || str_eqc(unit, "kph") ? n
                                                                                                : 0;
}

static uint8_t speed_of(struct osm_tags t, const struct kind *k, const char *side, bool round_)
{
    unsigned limit = osm_maxspeed(osm_tag(t, side)), v = k->speed;
    if (limit == 0)
        limit = osm_maxspeed(osm_tag(t, "maxspeed"));
    if (limit > 0)
        v = limit * 4 / 5;
    if (k->link && v > LINK_SPEED)
        v = LINK_SPEED;
    if (round_ && v > ROUND_SPEED)
        v = ROUND_SPEED;
    return (uint8_t)(v < OSM_SPEED_MIN ? OSM_SPEED_MIN : v > OSM_SPEED_MAX ? OSM_SPEED_MAX : v);
}

bool osm_road(struct osm_tags t, struct osm_road *out)
{
    static const char *const forth_only[] = {"yes", "true", "1", NULL};
    static const char *const back_only[] = {"-1", "reverse", NULL};
    const struct kind *k = kind_of(t);
    if (k == NULL)
        return false;
    struct str oneway = osm_tag(t, "oneway");
    bool round_ = is(t, "junction", "roundabout") || is(t, "junction", "circular");
    /* Round about and on motorways one way is meant unless it is said otherwise. */
    bool implied = (round_ || str_eqc(osm_tag(t, "highway"), "motorway") ||
                    str_eqc(osm_tag(t, "highway"), "motorway_link")) &&
                   !str_eqc(oneway, "no");
    out->class = k->class;
    out->back = !implied && !one_of(oneway, forth_only);
    out->forth = true;
    if (one_of(oneway, back_only)) {
        out->forth = false;
        out->back = true;
    }
    out->speed_forth = speed_of(t, k, "maxspeed:forward", round_);
    out->speed_back = speed_of(t, k, "maxspeed:backward", round_);
    return true;
}

/* ---- nodes and relations ---- */

bool osm_barrier(struct osm_tags t)
{
    static const char *const firm[] = {"block", "jersey_barrier", "log",          "debris",
                                       "wall",  "fence",          "bollard",      "ditch",
                                       "stile", "turnstile",      "kissing_gate", NULL};
    if (!one_of(osm_tag(t, "barrier"), firm))
        return false;
    return !car_says(t, open_values) && !one_of(osm_tag(t, "emergency"), open_values);
}

enum osm_turn osm_restriction(struct osm_tags t)
{
    static const char *const keys[] = {"restriction", "restriction:motorcar",
                                       "restriction:motor_vehicle"};
    if (!is(t, "type", "restriction"))
        return OSM_TURN_OTHER;
    struct str except = osm_tag(t, "except"), v = STR_NONE;
    while (except.n > 0) {
        struct str who = str_trim(str_cut(&except, ';'));
        if (str_eqc(who, "motorcar") || str_eqc(who, "motor_vehicle") || str_eqc(who, "emergency"))
            return OSM_TURN_OTHER;
    }
    for (size_t i = 0; i < ARRAY_LEN(keys) && v.n == 0; i++)
        v = osm_tag(t, keys[i]);
    return str_starts(v, STR("no_"))     ? OSM_NO_TURN
           : str_starts(v, STR("only_")) ? OSM_ONLY_TURN
                                         : OSM_TURN_OTHER;
}
