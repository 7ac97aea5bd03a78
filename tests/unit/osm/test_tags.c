/* SPDX-License-Identifier: Apache-2.0 */
#include "support/osm_text.h"
#include "support/t.h"

/* Tags as in osm_text.h. */
static bool road(const char *tags, struct osm_road *out)
{
    struct osm_text x;
    *out = (struct osm_road){0};
    return osm_road(osm_text_tags(&x, str_c(tags)), out);
}

static void test_osm_road__who_may_drive_where(void)
{
    static const struct {
        const char *tags;
        bool is;
        enum road_class class;
        bool forth, back;
    } cases[] = {
        {"highway=residential", true, ROAD_STREET, true, true},
        {"highway=residential oneway=yes", true, ROAD_STREET, true, false},
        {"highway=residential oneway=-1", true, ROAD_STREET, false, true},
        {"highway=residential oneway=no", true, ROAD_STREET, true, true},
        {"highway=motorway", true, ROAD_MOTORWAY, true, false},
        {"highway=motorway_link oneway=no", true, ROAD_MOTORWAY, true, true},
        {"highway=tertiary junction=roundabout", true, ROAD_TERTIARY, true, false},
        {"highway=tertiary junction=circular oneway=no", true, ROAD_TERTIARY, true, true},
        {"highway=service access=private", true, ROAD_SERVICE, true, true},
        {"highway=service access=no", false, ROAD_OTHER, false, false},
        {"highway=service access=no emergency=yes", true, ROAD_SERVICE, true, true},
        {"highway=service access=no motor_vehicle=yes", true, ROAD_SERVICE, true, true},
        {"highway=service access=yes motorcar=no", false, ROAD_OTHER, false, false},
        {"highway=footway", false, ROAD_OTHER, false, false},
        {"highway=pedestrian motor_vehicle=yes", true, ROAD_LIVING, true, true},
        {"highway=path emergency=designated", true, ROAD_TRACK, true, true},
        {"highway=service area=yes", false, ROAD_OTHER, false, false},
        {"highway=construction", false, ROAD_OTHER, false, false},
        {"route=ferry", false, ROAD_OTHER, false, false},
        {"route=ferry motor_vehicle=yes", true, ROAD_FERRY, true, true},
        {"waterway=river", false, ROAD_OTHER, false, false},
        {"", false, ROAD_OTHER, false, false},
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct osm_road r;
        T_EQ(road(cases[i].tags, &r), cases[i].is);
        if (!cases[i].is)
            continue;
        T_EQ(r.class, cases[i].class);
        T_EQ(r.forth, cases[i].forth);
        T_EQ(r.back, cases[i].back);
    }
}

static void test_osm_road__how_fast(void)
{
    static const struct {
        const char *tags;
        uint8_t forth, back;
    } cases[] = {
        {"highway=residential", 30, 30},
        {"highway=residential maxspeed=60", 48, 48},
        {"highway=residential maxspeed=fast", 30, 30},
        {"highway=primary maxspeed=90 maxspeed:backward=50", 72, 40},
        {"highway=primary_link maxspeed=90", 50, 50},
        {"highway=primary maxspeed=90 junction=roundabout oneway=no", 35, 35},
        {"highway=motorway maxspeed=none", 120, 120},
        {"highway=motorway maxspeed=999", 150, 150},
        {"highway=living_street maxspeed=1", 3, 3},
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct osm_road r;
        T(road(cases[i].tags, &r));
        T_EQ(r.speed_forth, cases[i].forth);
        T_EQ(r.speed_back, cases[i].back);
    }
}

static void test_osm_maxspeed__units(void)
{
    T_EQ(osm_maxspeed(STR("50")), 50);
    T_EQ(osm_maxspeed(STR(" 50 km/h ")), 50);
    T_EQ(osm_maxspeed(STR("30 mph")), 48);
    T_EQ(osm_maxspeed(STR("30mph")), 48);
    T_EQ(osm_maxspeed(STR("10 knots")), 19);
    T_EQ(osm_maxspeed(STR("walk")), 7);
    T_EQ(osm_maxspeed(STR("none")), OSM_SPEED_MAX);
    T_EQ(osm_maxspeed(STR("RU:urban")), 0);
    T_EQ(osm_maxspeed(STR("50;60")), 0);
    T_EQ(osm_maxspeed(STR("0")), 0);
    T_EQ(osm_maxspeed(STR("99999999999999999999")), 0);
    T_EQ(osm_maxspeed(STR("")), 0);
}

static void test_osm_barrier__gates_open_blocks_do_not(void)
{
    struct osm_text x;
    T(osm_barrier(osm_text_tags(&x, STR("barrier=bollard"))));
    T(osm_barrier(osm_text_tags(&x, STR("barrier=block access=no"))));
    T(!osm_barrier(osm_text_tags(&x, STR("barrier=bollard emergency=yes"))));
    T(!osm_barrier(osm_text_tags(&x, STR("barrier=bollard motor_vehicle=yes"))));
    T(!osm_barrier(osm_text_tags(&x, STR("barrier=gate"))));
    T(!osm_barrier(osm_text_tags(&x, STR("highway=crossing"))));
}

static void test_osm_restriction__which_bind_us(void)
{
    static const struct {
        const char *tags;
        enum osm_turn is;
    } cases[] = {
        {"type=restriction restriction=no_left_turn", OSM_NO_TURN},
        {"type=restriction restriction=only_straight_on", OSM_ONLY_TURN},
        {"type=restriction restriction:motorcar=no_u_turn", OSM_NO_TURN},
        {"type=restriction restriction:hgv=no_u_turn", OSM_TURN_OTHER},
        {"type=restriction restriction=no_left_turn except=bicycle;psv", OSM_NO_TURN},
        {"type=restriction restriction=no_left_turn except=psv;emergency", OSM_TURN_OTHER},
        {"type=multipolygon restriction=no_left_turn", OSM_TURN_OTHER},
        {"type=restriction restriction=give_way", OSM_TURN_OTHER},
    };
    struct osm_text x;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        T_EQ(osm_restriction(osm_text_tags(&x, str_c(cases[i].tags))), cases[i].is);
}

int main(void)
{
    T_RUN(test_osm_road__who_may_drive_where);
    T_RUN(test_osm_road__how_fast);
    T_RUN(test_osm_maxspeed__units);
    T_RUN(test_osm_barrier__gates_open_blocks_do_not);
    T_RUN(test_osm_restriction__which_bind_us);
    return t_end();
}
