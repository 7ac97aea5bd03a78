/* SPDX-License-Identifier: Apache-2.0 */
#include "support/t.h"

#include "geo/area.h"

#define SQUARE "[[0,0],[10,0],[10,10],[0,10],[0,0]]"

static void refused(const char *json, enum rc want, const char *why)
{
    struct geo_area *a = NULL;
    struct err e = {.code = RC_OK};
    enum rc rc = geo_area_parse(str_c(json), &a, &e);
    if (!T_EQ(rc, want) || !T(strstr(e.detail, why) != NULL) || !T(a == NULL))
        printf("    for %.100s: '%s', wanted '%s'\n", json, e.detail, why);
    geo_area_free(a);
}

static void accepted(const char *json, uint32_t rings, uint32_t points)
{
    struct geo_area *a = NULL;
    struct err e = {.code = RC_OK};
    if (!T_OK(geo_area_parse(str_c(json), &a, &e))) {
        printf("    for %s: %s\n", json, e.detail);
        return;
    }
    T_EQ(a->ring_count, rings);
    T_EQ(a->point_count, points);
    geo_area_free(a);
}

static void test_geo_area_parse__kinds(void)
{
    accepted("{\"type\":\"Polygon\",\"coordinates\":[" SQUARE "]}", 1, 4);
    accepted("{\"coordinates\":[" SQUARE "],\"bbox\":[0,0,10,10],\"type\":\"Polygon\"}", 1, 4);
    accepted("{\"type\":\"MultiPolygon\",\"coordinates\":[[" SQUARE
             "],[[[20,0],[30,0],[25,5],[20,0]]]]}",
             2, 7);
    accepted("{\"geometries\":[{\"type\":\"Point\",\"coordinates\":[1,2]},{\"type\":\"LineString\","
             "\"coordinates\":"
             "[[1,2],[3,4]]},{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":"
             "\"Polygon\",\"coordinates\":[" SQUARE "]}]}],\"type\":\"GeometryCollection\"}",
             1, 4);
    accepted("{\"type\":\"Polygon\",\"coordinates\":[[[0,0,500.5],[10,0,1],[10,10,2],[0,10,3],[0,0,"
             "500.5]]]}",
             1, 4);
    accepted("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[0,0.00000001],[1e1,0],[10,10],[10,10],"
             "[0,0]]]}",
             1, 3);
}

static void test_geo_area_parse__refuses_shapes(void)
{
    refused("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[10,0],[10,10],[0,10]]]}", RC_INVALID,
            "not closed");
    refused("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[10,0],[0,0]]]}", RC_INVALID,
            "fewer than 4");
    refused("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[10,0],[10,0],[0,0]]]}", RC_INVALID,
            "3 distinct");
    refused("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[10,0],[20,0],[0,0]]]}", RC_INVALID,
            "encloses nothing");
    refused("{\"type\":\"MultiPolygon\",\"coordinates\":[[" SQUARE "],[" SQUARE "]]}", RC_INVALID,
            "cancel out");
    refused("{\"type\":\"Polygon\",\"coordinates\":[]}", RC_INVALID, "no ring");
    refused("{\"type\":\"MultiPolygon\",\"coordinates\":[]}", RC_INVALID, "no polygon");
    refused("{\"type\":\"Point\",\"coordinates\":[1,2]}", RC_INVALID, "no polygon");
    refused("{\"type\":\"GeometryCollection\",\"geometries\":[]}", RC_INVALID, "no polygon");
}

static void test_geo_area_parse__refuses_positions(void)
{
    refused("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[181,0],[10,10],[0,0]]]}", RC_INVALID,
            "out of range");
    refused("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[10,90.1],[10,10],[0,0]]]}", RC_INVALID,
            "out of range");
    refused("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1e300,0],[10,10],[0,0]]]}", RC_INVALID,
            "out of range");
    refused("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[10],[10,10],[0,0]]]}", RC_INVALID,
            "fewer than 2");
    refused("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,2,3,4],[10,10],[0,0]]]}", RC_INVALID,
            "more than 3");
    refused("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[\"1\",2],[10,10],[0,0]]]}", RC_INVALID,
            "a number");
    refused("{\"type\":\"Polygon\",\"coordinates\":[[0,0]]}", RC_INVALID, "a position");
    refused("{\"type\":\"Polygon\",\"coordinates\":[0]}", RC_INVALID, "a ring");
    refused("{\"type\":\"MultiPolygon\",\"coordinates\":[0]}", RC_INVALID, "a polygon");
    refused("{\"type\":\"MultiPolygon\",\"coordinates\":[" SQUARE "]}", RC_INVALID, "a position");
}

static void test_geo_area_parse__refuses_members(void)
{
    refused("", RC_INVALID, "");
    refused("[]", RC_INVALID, "not an object");
    refused("null", RC_INVALID, "not an object");
    refused("{}", RC_INVALID, "no type");
    refused("{\"type\":7}", RC_INVALID, "not a string");
    refused("{\"type\":\"Polygon\"}", RC_INVALID, "no coordinates");
    refused("{\"type\":\"GeometryCollection\"}", RC_INVALID, "no geometries");
    refused("{\"type\":\"Feature\",\"geometry\":null}", RC_INVALID, "not one of");
    refused("{\"type\":\"Polygon\",\"coordinates\":7}", RC_INVALID, "an array");
    refused("{\"type\":\"GeometryCollection\",\"geometries\":{}}", RC_INVALID, "not an array");
    refused("{\"type\":\"GeometryCollection\",\"geometries\":[1]}", RC_INVALID, "not an object");
    refused("{\"type\":\"Polygon\",\"type\":\"Polygon\",\"coordinates\":[" SQUARE "]}", RC_INVALID,
            "twice");
    refused("{\"type\":\"Polygon\",\"coordinates\":[" SQUARE "]} x", RC_INVALID, "");
    refused("{\"type\":\"Polygon\",\"coordinates\":[" SQUARE "", RC_INVALID, "");
}

static void test_geo_area_parse__ceilings(void)
{
    struct buf b;
    buf_init(&b, 4 << 20);
    buf_cat(&b, "{\"type\":\"Polygon\",\"coordinates\":[[[0,0]");
    for (uint32_t i = 0; i <= GEO_AREA_POINTS_MAX; i++)
        buf_printf(&b, ",[%u,%u]", i % 100, i % 2);
    buf_cat(&b, ",[0,0]]]}");
    buf_putc(&b, '\0');
    refused(b.p, RC_TOO_LARGE, "points");
    buf_clear(&b);
    buf_cat(&b, "{\"type\":\"Polygon\",\"coordinates\":[");
    for (uint32_t i = 0; i <= GEO_AREA_RINGS_MAX; i++)
        buf_printf(&b, "%s[[0,0],[9,0],[9,9],[0,0]]", i > 0 ? "," : "");
    buf_cat(&b, "]}");
    buf_putc(&b, '\0');
    refused(b.p, RC_TOO_LARGE, "rings");
    buf_clear(&b);
    for (int i = 0; i < 10; i++)
        buf_cat(&b, "{\"type\":\"GeometryCollection\",\"geometries\":[");
    buf_cat(&b, "{\"type\":\"Polygon\",\"coordinates\":[" SQUARE "]}");
    for (int i = 0; i < 10; i++)
        buf_cat(&b, "]}");
    buf_putc(&b, '\0');
    refused(b.p, RC_TOO_LARGE, "nested");
    buf_release(&b);
    struct geo_area *a = NULL;
    struct err e;
    T_EQ(geo_area_parse((struct str){"", GEO_AREA_TEXT_MAX + 1}, &a, &e), RC_TOO_LARGE);
}

static void test_geo_area_encode__comes_back(void)
{
    static const char *const stored =
        "[[[[0,0],[100000000,0],[100000000,100000000],[0,100000000]],"
        "[[40000000,40000000],[40000000,60000000],[60000000,60000000]]],"
        "[[[-1800000000,-900000000],[-1790000000,-900000000],[-1790000000,5]]]]";
    struct geo_area *a = NULL, *again = NULL;
    struct err e;
    struct buf b;
    buf_init(&b, 4096);
    T_REQUIRE(geo_area_parse(STR("{\"type\":\"MultiPolygon\",\"coordinates\":[[" SQUARE
                                 ",[[4,4],[4,6],[6,6],[4,4]]],"
                                 "[[[-180,-90],[-179,-90],[-179,0.0000005],[-180,-90]]]]}"),
                             &a, &e) == RC_OK);
    geo_area_encode(a, &b);
    T_STRC(buf_str(&b), stored);
    T_REQUIRE(geo_area_decode(buf_str(&b), &again, &e) == RC_OK);
    buf_clear(&b);
    geo_area_encode(again, &b);
    T_STRC(buf_str(&b), stored);
    T_EQ(again->rings[1].hole, true);
    T_EQ(again->rings[2].hole, false);
    geo_area_free(a);
    geo_area_free(again);
    buf_release(&b);
}

static void test_geo_area_decode__refuses(void)
{
    static const char *const bad[] = {
        "",
        "[]",
        "[[]]",
        "[[[]]]",
        "{}",
        "[[[[0,0],[9,0]]]]",
        "[[[[0,0],[9,0],[9,9.5]]]]",
        "[[[[0,0],[9,0],[9,1e1]]]]",
        "[[[[0,0],[9,0],[9,9],[0,0]]]]",
        "[[[[0,0],[0,0],[9,0],[9,9]]]]",
        "[[[[0,0],[9,0],[9,9,9]]]]",
        "[[[[0,0],[1800000001,0],[9,9]]]]",
        "[[[[0,0],[9,0],[9,9]]]]]",
        "[[[[0,0],[9,0],[9,9]]]",
        "[[[[0,0],[9,0],[18,0]]]]",
    };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct geo_area *a = NULL;
        struct err e;
        if (!T_EQ(geo_area_decode(str_c(bad[i]), &a, &e), RC_INVALID))
            printf("    for %s\n", bad[i]);
        T(a == NULL);
        geo_area_free(a);
    }
}

int main(void)
{
    T_RUN(test_geo_area_parse__kinds);
    T_RUN(test_geo_area_parse__refuses_shapes);
    T_RUN(test_geo_area_parse__refuses_positions);
    T_RUN(test_geo_area_parse__refuses_members);
    T_RUN(test_geo_area_parse__ceilings);
    T_RUN(test_geo_area_encode__comes_back);
    T_RUN(test_geo_area_decode__refuses);
    return t_end();
}
