/* SPDX-License-Identifier: Apache-2.0 */
#include "support/t.h"
#include "support/osm_text.h"

static struct err e;

/* The classes of the draft's features, in their order, by their names in tiles. */
static const char *read_text(const char *text, uint32_t *broken, uint32_t *rings)
{
    static char out[400];
    struct osm_chart *o;
    const struct chart_draft *d;
    struct osm_chart_report report = {0};
    out[0] = '\0';
    T_OK(osm_text_chart(str_c(text), &o, &d, &report, &e));
    *broken = report.broken;
    *rings = d->nrings;
    for (uint32_t i = 0; i < d->nfeatures; i++) {
        size_t n = strlen(out);
        (void)snprintf(out + n, sizeof out - n, "%s%s", i > 0 ? " " : "",
                       chart_kinds[d->features[i].class].name);
    }
    osm_chart_free(o);
    return out;
}

#define NODES \
    "n 1 41.00 69.00\nn 2 41.00 69.03\nn 3 41.03 69.03\nn 4 41.03 69.00\n" \
    "n 5 41.01 69.01\nn 6 41.01 69.02\nn 7 41.02 69.02\nn 8 41.02 69.01\n"

static void expect(const char *text, const char *want, uint32_t rings, uint32_t broken)
{
    uint32_t r, b;
    char all[1000];
    (void)snprintf(all, sizeof all, NODES "%s", text);
    T_STRC(str_c(read_text(all, &b, &r)), want);
    T_EQ(r, rings);
    T_EQ(b, broken);
}

static void test_osm_chart__ways(void)
{
    expect("w 1 1,2 highway=residential\nw 2 2,3 highway=proposed\nw 3 3,4 waterway=river\n",
           "street river", 2, 0);
    expect("w 1 1,2,3,1 leisure=park\nw 2 5,6,7,5 building=yes\nw 3 5,6,7 building=yes\n",
           "green building", 2, 0);
    expect("w 1 1,2,3,1 highway=pedestrian area=yes\nw 2 1,2,3,1 highway=residential\n", "street",
           1, 0);
    expect(
        "w 1 1,2 railway=rail tunnel=yes\nw 2 1,2 railway=rail\nw 3 1,2 boundary=administrative admin_level=4\n",
        "rail province", 2, 0);
    expect("w 1 1,2,99,3,4 highway=primary\nw 2 1,2,99,3,99,4 highway=primary\n",
           "primary primary primary", 3, 0);
    expect("w 1 1,2,99,1 natural=water\n", "", 0, 1);
    expect("n 9 41 69 place=city name=X\nw 1 1,2,3,1 amenity=hospital building=yes\n",
           "city building hospital", 3, 0);
}

static void test_osm_chart__areas_of_several_ways(void)
{
    expect(
        "r outer:w1,outer:w2,inner:w3 type=multipolygon natural=water\nw 1 1,2,3\nw 2 1,4,3\nw 3 5,6,7,8,5\n",
        "water", 2, 0);
    /* A hole in two pieces, and two outer rings that share a node. */
    expect(
        "r outer:w1,inner:w2,inner:w3 type=multipolygon leisure=park\nw 1 1,2,3,4,1\nw 2 5,6,7\nw 3 7,8,5\n",
        "green", 2, 0);
    expect("r outer:w1,outer:w2 type=multipolygon landuse=forest\nw 1 1,2,3,1\nw 2 5,6,7,5\n",
           "green green", 2, 0);
    /* Not whole: a way that is not there, a ring that does not close, a node that is missing; a hole in nothing is none. */
    expect("r outer:w1,outer:w9 type=multipolygon natural=water\nw 1 1,2,3\n", "", 0, 1);
    expect("r outer:w1 type=multipolygon natural=water\nw 1 1,2,3,4\n", "", 0, 1);
    expect("r outer:w1 type=multipolygon natural=water\nw 1 1,2,99,1\n", "", 0, 1);
    expect("r inner:w1 type=multipolygon natural=water\nw 1 1,2,3,1\n", "", 0, 0);
    /* A relation of something else, and a way that is also shown for itself. */
    expect("r outer:w1 type=route natural=water\nw 1 1,2,3,1 building=yes\n", "building", 1, 0);
}

int main(void)
{
    T_RUN(test_osm_chart__ways);
    T_RUN(test_osm_chart__areas_of_several_ways);
    return t_end();
}
