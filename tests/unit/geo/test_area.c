/* SPDX-License-Identifier: Apache-2.0 */
#include "support/t.h"

#include <math.h>

#include "geo/area.h"

static struct geo_area *parse(const char *json)
{
    struct geo_area *a = NULL;
    struct err e;
    enum rc rc = geo_area_parse(str_c(json), &a, &e);
    if (rc != RC_OK)
        printf("%s: %s\n", json, e.detail);
    T_REQUIRE(rc == RC_OK);
    return a;
}

static bool in(const struct geo_area *a, double lon, double lat)
{
    return geo_area_contains(
        a, (struct geo_point){(int32_t)lround(lat * 1e7), (int32_t)lround(lon * 1e7)});
}

static void test_geo_area_contains__holes(void)
{
    struct geo_area *a =
        parse("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[10,0],[10,10],[0,10],[0,0]],"
              "[[4,4],[4,6],[6,6],[6,4],[4,4]]]}");
    T(in(a, 1, 1));
    T(in(a, 3.9, 5));
    T(!in(a, 5, 5));
    T(in(a, 7, 5));
    T(!in(a, 11, 5));
    T(!in(a, 5, -0.1));
    geo_area_free(a);
}

static void test_geo_area_contains__a_hole_written_as_a_polygon(void)
{
    struct geo_area *a =
        parse("{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0],[10,0],[10,10],[0,10],[0,0]]],"
              "[[[4,4],[4,6],[6,6],[6,4],[4,4]]],[[[20,0],[30,0],[25,9],[20,0]]]]}");
    T(in(a, 1, 1));
    T(!in(a, 5, 5));
    T(in(a, 25, 5));
    T(!in(a, 15, 5));
    geo_area_free(a);
}

static void test_geo_area_contains__edge_rule(void)
{
    struct geo_area *a =
        parse("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[10,0],[10,10],[0,10],[0,0]]]}");
    struct geo_area *east =
        parse("{\"type\":\"Polygon\",\"coordinates\":[[[10,0],[20,0],[20,10],[10,10],[10,0]]]}");
    T(in(a, 0, 0));
    T(in(a, 0, 5));
    T(in(a, 5, 0));
    T(!in(a, 10, 5));
    T(!in(a, 5, 10));
    T(!in(a, 10, 10));
    T(in(east, 10, 5));
    T(in(a, 9.9999999, 9.9999999));
    geo_area_free(a);
    geo_area_free(east);
}

static void test_geo_area_contains__whole_world(void)
{
    struct geo_area *a =
        parse("{\"type\":\"Polygon\",\"coordinates\":[[[-180,-90],[180,-90],[180,90],[-180,90],"
              "[-180,-90]]]}");
    T(in(a, 0, 0));
    T(in(a, -180, -90));
    T(in(a, 179.9999999, 89.9999999));
    T(!in(a, 180, 0));
    T(fabs(geo_area_m2(a) / (4 * M_PI * GEO_EARTH_M * GEO_EARTH_M) - 1) < 1e-9);
    geo_area_free(a);
}

static void test_geo_area_bbox__all_rings(void)
{
    struct geo_area *a =
        parse("{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,1],[2,1],[1,3],[0,1]]],"
              "[[[-5,-4],[-3,-4],[-4,7],[-5,-4]]]]}");
    struct geo_box b = geo_area_bbox(a);
    T_EQ(b.south, -40000000);
    T_EQ(b.west, -50000000);
    T_EQ(b.north, 70000000);
    T_EQ(b.east, 20000000);
    geo_area_free(a);
}

static void test_geo_area_centroid__inside(void)
{
    struct geo_area *box =
        parse("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[10,0],[10,4],[0,4],[0,0]]]}");
    T_EQ(geo_area_centroid(box).lat7, 20000000);
    T_EQ(geo_area_centroid(box).lon7, 50000000);
    static const char *const shapes[] = {
        "[[[0,0],[10,0],[10,10],[9,10],[9,1],[1,1],[1,10],[0,10],[0,0]]]",       /* U */
        "[[[0,0],[10,0],[10,10],[0,10],[0,0]],[[1,1],[1,9],[9,9],[9,1],[1,1]]]", /* frame */
        "[[[0,0],[10,10],[10,0],[0,10],[0,0]]]",                       /* bow tie: no net area */
        "[[[69,41],[69.0000002,41],[69.0000001,41.0000002],[69,41]]]", /* two centimetres */
        "[[[0,0],[10,10],[10,10.000001],[0,0.000001],[0,0]]]",         /* a street, 10 cm wide */
    };
    for (size_t i = 0; i < ARRAY_LEN(shapes); i++) {
        char text[512];
        (void)snprintf(text, sizeof text, "{\"type\":\"Polygon\",\"coordinates\":%s}", shapes[i]);
        struct geo_area *a = parse(text);
        T(geo_area_contains(a, geo_area_centroid(a)));
        geo_area_free(a);
    }
    geo_area_free(box);
}

static void test_geo_area_m2__a_degree_at_the_equator(void)
{
    struct geo_area *a =
        parse("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}");
    double want = 111195.08 * 111195.08 * (sin(M_PI / 180) / (M_PI / 180));
    T(fabs(geo_area_m2(a) / want - 1) < 1e-5);
    geo_area_free(a);
}

static void test_geo_area__winding_is_put_in_order(void)
{
    struct geo_area *a =
        parse("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[0,10],[10,10],[10,0],[0,0]],"
              "[[4,4],[6,4],[6,6],[4,6],[4,4]]]}");
    T_EQ(a->ring_count, 2);
    T_EQ(a->point_count, 8);
    T_EQ(a->points[0].lon7, 0);
    T_EQ(a->points[1].lon7, 100000000); /* counter-clockwise: first to the east */
    T(!a->rings[0].hole);
    T(a->rings[1].hole);
    T_EQ(a->points[5].lat7, 60000000); /* clockwise: first to the north */
    geo_area_free(a);
}

static void test_geo_area_free__null(void)
{
    struct geo_area *a = NULL;
    geo_area_free(a);
    T(geo_area_parse(STR("{}"), &a, NULL) == RC_INVALID);
    T(a == NULL);
}

int main(void)
{
    T_RUN(test_geo_area_contains__holes);
    T_RUN(test_geo_area_contains__a_hole_written_as_a_polygon);
    T_RUN(test_geo_area_contains__edge_rule);
    T_RUN(test_geo_area_contains__whole_world);
    T_RUN(test_geo_area_bbox__all_rings);
    T_RUN(test_geo_area_centroid__inside);
    T_RUN(test_geo_area_m2__a_degree_at_the_equator);
    T_RUN(test_geo_area__winding_is_put_in_order);
    T_RUN(test_geo_area_free__null);
    return t_end();
}
