/* SPDX-License-Identifier: Apache-2.0 */
#include "osm/chart.h"

struct meaning {
    const char *key, *value; /* NULL: any */
    uint8_t class;
};

static const struct meaning lines[] = {
    {"highway", "motorway", CHART_MOTORWAY},
    {"highway", "motorway_link", CHART_MOTORWAY},
    {"highway", "trunk", CHART_TRUNK},
    {"highway", "trunk_link", CHART_TRUNK},
    {"highway", "primary", CHART_PRIMARY},
    {"highway", "primary_link", CHART_PRIMARY},
    {"highway", "secondary", CHART_SECONDARY},
    {"highway", "secondary_link", CHART_SECONDARY},
    {"highway", "tertiary", CHART_TERTIARY},
    {"highway", "tertiary_link", CHART_TERTIARY},
    {"highway", "unclassified", CHART_STREET},
    {"highway", "residential", CHART_STREET},
    {"highway", "living_street", CHART_STREET},
    {"highway", "pedestrian", CHART_STREET},
    {"highway", "road", CHART_STREET},
    {"highway", "busway", CHART_STREET},
    {"highway", "service", CHART_SERVICE},
    {"highway", "track", CHART_SERVICE},
    {"highway", "path", CHART_PATH},
    {"highway", "footway", CHART_PATH},
    {"highway", "cycleway", CHART_PATH},
    {"highway", "bridleway", CHART_PATH},
    {"highway", "steps", CHART_PATH},
    {"railway", "rail", CHART_RAIL},
    {"railway", "narrow_gauge", CHART_RAIL},
    {"railway", "light_rail", CHART_TRAM},
    {"railway", "tram", CHART_TRAM},
    {"railway", "monorail", CHART_TRAM},
    {"waterway", "river", CHART_RIVER},
    {"waterway", "canal", CHART_RIVER},
    {"waterway", "stream", CHART_STREAM},
    {"waterway", "ditch", CHART_STREAM},
    {"waterway", "drain", CHART_STREAM},
};

static const struct meaning areas[] = {
    {"natural", "water", CHART_WATER},
    {"waterway", "riverbank", CHART_WATER},
    {"waterway", "dock", CHART_WATER},
    {"landuse", "reservoir", CHART_WATER},
    {"landuse", "basin", CHART_WATER},
    {"building", NULL, CHART_BUILDING},
    {"leisure", "park", CHART_GREEN},
    {"leisure", "garden", CHART_GREEN},
    {"leisure", "golf_course", CHART_GREEN},
    {"leisure", "nature_reserve", CHART_GREEN},
    {"leisure", "pitch", CHART_GREEN},
    {"leisure", "common", CHART_GREEN},
    {"natural", "wood", CHART_GREEN},
    {"natural", "scrub", CHART_GREEN},
    {"natural", "grassland", CHART_GREEN},
    {"natural", "heath", CHART_GREEN},
    {"landuse", "forest", CHART_GREEN},
    {"landuse", "grass", CHART_GREEN},
    {"landuse", "meadow", CHART_GREEN},
    {"landuse", "orchard", CHART_GREEN},
    {"landuse", "vineyard", CHART_GREEN},
    {"landuse", "cemetery", CHART_GREEN},
    {"landuse", "recreation_ground", CHART_GREEN},
    {"landuse", "village_green", CHART_GREEN},
    {"landuse", "allotments", CHART_GREEN},
    {"landuse", "residential", CHART_BUILT},
    {"landuse", "commercial", CHART_BUILT},
    {"landuse", "retail", CHART_BUILT},
    {"landuse", "industrial", CHART_BUILT},
    {"landuse", "garages", CHART_BUILT},
    {"landuse", "military", CHART_BUILT},
};

static const struct meaning points[] = {
    {"place", "city", CHART_CITY},
    {"place", "town", CHART_TOWN},
    {"place", "village", CHART_VILLAGE},
    {"place", "hamlet", CHART_VILLAGE},
    {"place", "suburb", CHART_QUARTER},
    {"place", "quarter", CHART_QUARTER},
    {"place", "neighbourhood", CHART_QUARTER},
    {"railway", "station", CHART_STATION},
    {"amenity", "hospital", CHART_HOSPITAL},
    {"amenity", "police", CHART_POLICE},
    {"amenity", "fire_station", CHART_FIRE},
    {"amenity", "school", CHART_SCHOOL},
    {"amenity", "college", CHART_SCHOOL},
    {"amenity", "university", CHART_SCHOOL},
};

static unsigned meaning_of(struct osm_tags t, const struct meaning *v, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct str value = osm_tag(t, v[i].key);
        if (v[i].value == NULL ? value.n > 0 && !str_eqc(value, "no") : str_eqc(value, v[i].value))
            return v[i].class;
    }
    return OSM_CHART_NOTHING;
}

static bool is(struct osm_tags t, const char *key, const char *value)
{
    return str_eqc(osm_tag(t, key), value);
}

static unsigned border_of(struct osm_tags t)
{
    if (!is(t, "boundary", "administrative") || is(t, "maritime", "yes"))
        return OSM_CHART_NOTHING;
    return is(t, "admin_level", "2")   ? CHART_BORDER
           : is(t, "admin_level", "4") ? CHART_PROVINCE
                                       : OSM_CHART_NOTHING;
}

/* What lies below the ground or is not there yet helps nobody to find the way. */
static bool hidden(struct osm_tags t)
{
    struct str layer = osm_tag(t, "layer");
    return is(t, "location", "underground") || is(t, "tunnel", "culvert") ||
           (osm_tag(t, "railway").n > 0 && osm_tag(t, "tunnel").n > 0) ||
           (osm_tag(t, "building").n > 0 && layer.n > 0 && layer.p[0] == '-');
}

unsigned osm_chart_class_of_way(struct osm_tags t, bool closed)
{
    unsigned class = OSM_CHART_NOTHING;
    if (hidden(t))
        return class;
    bool square = closed && (is(t, "area", "yes") || osm_tag(t, "area:highway").n > 0);
    if (!square)
        class = meaning_of(t, lines, ARRAY_LEN(lines));
    if (class == OSM_CHART_NOTHING && closed)
        class = meaning_of(t, areas, ARRAY_LEN(areas));
    return class == OSM_CHART_NOTHING ? border_of(t) : class;
}

unsigned osm_chart_class_of_area(struct osm_tags t)
{
    return !is(t, "type", "multipolygon") || hidden(t) ? OSM_CHART_NOTHING
                                                       : meaning_of(t, areas, ARRAY_LEN(areas));
}

unsigned osm_chart_class_of_node(struct osm_tags t)
{
    return meaning_of(t, points, ARRAY_LEN(points));
}

void osm_chart_names(struct osm_tags t, struct chart_names *out)
{
    static const char *const keys[CHART_LANGS] = {"name", "name:en", "name:ru", "name:uz",
                                                  "name:kk"};
    for (int i = 0; i < CHART_LANGS; i++)
        out->v[i] = osm_tag(t, keys[i]);
}
