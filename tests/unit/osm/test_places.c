/* SPDX-License-Identifier: Apache-2.0 */
#include "osm/places.h"

#include <string.h>

#include "place/index.h"
#include "support/t.h"

#define HEAD "name,street,house,settlement,lat,lon,kind\n"
#define TAGS_MAX 8

/* "key=value key=value"; a '_' stands for a blank. */
static struct osm_tags tags_of(const char *text, char copy[static 256], struct osm_tag v[TAGS_MAX])
{
    struct osm_tags t = {v, 0};
    (void)str_copy(copy, 256, str_c(text));
    for (char *p = copy; *p != '\0'; p++)
        *p = *p == '_' ? ' ' : *p == ' ' ? '|' : *p;
    struct str rest = str_c(copy);
    while (rest.n > 0) {
        struct str value = str_cut(&rest, '|'), key = str_cut(&value, '=');
        v[t.n++] = (struct osm_tag){key, value};
    }
    return t;
}

static void way(struct osm_places *o, const int64_t *refs, size_t n, const char *text)
{
    char copy[256];
    struct osm_tag v[TAGS_MAX];
    struct err e;
    T_OK(osm_places_way(o, refs, n, tags_of(text, copy, v), &e));
}

static void node(struct osm_places *o, int64_t id, double lat, double lon, const char *text)
{
    char copy[256];
    struct osm_tag v[TAGS_MAX];
    struct err e;
    T_OK(osm_places_node(o, id, lat, lon, tags_of(text, copy, v), &e));
}

static void rows_are(struct osm_places *o, const char *want, uint32_t missing)
{
    struct buf out;
    struct osm_places_report report;
    struct place_draft *d = place_draft_new();
    struct err e = {0};
    buf_init(&out, 1u << 20);
    osm_places_rows(o, &out, &report);
    T_STRC(buf_str(&out), want);
    T_EQ(report.missing, missing);
    /* And who makes the index of them takes each. */
    T_OK(place_csv(buf_str(&out), d, &e));
    T_EQ(place_draft_count(d), report.places);
    place_draft_free(d);
    buf_release(&out);
    osm_places_free(o);
}

static void test_osm_places__nodes(void)
{
    struct osm_places *o = osm_places_new();
    osm_places_ways_done(o);
    node(o, 1, 41.5, 69.25, "addr:street=Navoiy_ko'chasi addr:housenumber=12A addr:city=Toshkent");
    node(o, 2, 41, 69, "addr:place=Sebzor addr:housenumber=3 name=\"Oq\"_do'kon shop=yes");
    node(o, 3, 41, 69, "name=Chirchiq place=town");
    node(o, 4, 41, 69, "name=Yolg'iz_daraxt natural=tree");
    node(o, 5, 41, 69, "addr:housenumber=5");
    node(o, 6, 91, 69, "name=Nowhere place=town");
    node(o, 7, 41, 69, "");
    node(o, 8, 41, 69, "name=_ place=town");
    node(o, 9, 41, 69, "name=Chorsu railway=station");
    node(o, 10, 41, 69, "name=Toshkent_-_Angren railway=rail");
    rows_are(o,
             HEAD "\"\",\"Navoiy ko'chasi\",\"12A\",\"Toshkent\",41.5000000,69.2500000,address\n"
                  "\"\"\"Oq\"\" do'kon\",\"Sebzor\",\"3\",\"\",41.0000000,69.0000000,place\n"
                  "\"Chirchiq\",\"\",\"\",\"\",41.0000000,69.0000000,settlement\n"
                  "\"Chorsu\",\"\",\"\",\"\",41.0000000,69.0000000,place\n",
             0);
}

static void test_osm_places__ways_are_in_the_middle_of_their_nodes(void)
{
    struct osm_places *o = osm_places_new();
    way(o, (const int64_t[]){9, 2, 1, 9}, 4, "building=yes addr:street=A addr:housenumber=1");
    way(o, (const int64_t[]){2, 7}, 2, "highway=residential name=A");
    way(o, (const int64_t[]){100}, 1, "building=yes name=Cut_off");
    way(o, (const int64_t[]){1, 2}, 2, "highway=service");
    osm_places_ways_done(o);
    node(o, 1, 41, 69, "");
    node(o, 2, 42, 70, "");
    node(o, 9, 43, 71, "");
    rows_are(o,
             HEAD "\"\",\"A\",\"1\",\"\",42.0000000,70.0000000,address\n"
                  "\"\",\"A\",\"\",\"\",42.0000000,70.0000000,address\n",
             1);
}

static void test_osm_places__what_an_index_would_refuse_is_left_out(void)
{
    struct osm_places *o = osm_places_new();
    char text[256];
    struct osm_tag v[2] = {{STR("name"), {text, 201}}, {STR("place"), STR("town")}};
    struct err e;
    memset(text, 'a', sizeof text);
    osm_places_ways_done(o);
    T_OK(osm_places_node(o, 1, 41, 69, (struct osm_tags){v, 2}, &e));
    v[0].value = STR("\xff");
    T_OK(osm_places_node(o, 1, 41, 69, (struct osm_tags){v, 2}, &e));
    rows_are(o, HEAD, 0);
}

int main(void)
{
    T_RUN(test_osm_places__nodes);
    T_RUN(test_osm_places__ways_are_in_the_middle_of_their_nodes);
    T_RUN(test_osm_places__what_an_index_would_refuse_is_left_out);
    return t_end();
}
