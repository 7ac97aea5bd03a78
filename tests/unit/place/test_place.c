/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "place/place_priv.h"
#include "support/t.h"

static const char town[] = "\xef\xbb\xbflat,lon,name,street,house,settlement,kind,note\r\n"
                           "41.3110,69.2401,,Alisher Navoiy ko'chasi,5,Toshkent,,x\r\n"
                           "41.3112,69.2420,,Alisher Navoiy ko'chasi,12,Toshkent,,\r\n"
                           "41.3113,69.2425,,Alisher Navoiy ko'chasi,12A,Toshkent,,\r\n"
                           "41.3114,69.2430,,Alisher Navoiy ko'chasi,120,Toshkent,,\r\n"
                           "39.6540,66.9750,,Alisher Navoiy ko'chasi,12,Samarqand,,\r\n"
                           "41.2990,69.2200,,\"50 yillik \"\"G'alaba\"\"\",5,Toshkent,,\r\n"
                           "41.3000,69.2400,,,,\r\n";

static struct place_index *x;
static struct str bytes;

/* Opens what was drafted. */
static void made(struct place_draft *d)
{
    struct err e = {0};
    T_OK(place_build(d, &bytes, &e));
    T_OK(place_open(&x, bytes, &e));
    T_REQUIRE(x != NULL);
    place_draft_free(d);
}

static void closed(void)
{
    place_close(x);
    free((void *)(uintptr_t)bytes.p);
}

static void begin(void)
{
    static const char more[] = "lat;lon;name;street;house;settlement;kind\n"
                               "41.3264;69.2285;Chorsu bozori;;;Toshkent;\n"
                               "41.3264;69.2290;14-maktab;Sebzor;3;Toshkent;place\n"
                               "41.2995;69.2401;Toshkent;;;;settlement\n"
                               "43.2567;76.9286;;Абай көшесі;7;Алматы;\n"
                               "\n"
                               "41.3300;69.2900;;Мирзо Улуғбек;77;Toshkent;address\n";
    struct place_draft *d = place_draft_new();
    struct err e = {0};
    /* Its last line is short of columns: what stands before it is kept. */
    T_EQ(place_csv(str_c(town), d, &e), RC_INVALID);
    T_STRC(str_c(e.detail), "line 8: it has more or fewer cells than there are columns");
    T_OK(place_csv(str_c(more), d, &e));
    made(d);
}

/* "name|street|house|settlement" of the first, or "" when there is none. */
static struct str first(const char *query, const struct geo_point *near)
{
    static char out[512];
    struct place_hit h[5];
    if (place_find(x, str_c(query), near, 5, h) == 0)
        return STR_NONE;
    int n = snprintf(out, sizeof out, "%.*s|%.*s|%.*s|%.*s%s", STR_ARG(h->name), STR_ARG(h->street),
                     STR_ARG(h->house), STR_ARG(h->settlement), h->no_house ? "?" : "");
    return (struct str){out, (size_t)n};
}

#define NAVOIY(house) "|Alisher Navoiy ko'chasi|" house "|Toshkent"

static void test_place_find__while_typing_in_any_order_and_script(void)
{
    const struct geo_point here = {413000000, 692400000};
    begin();
    T_STRC(first("nav", &here), NAVOIY(""));
    T_STRC(first("navoi 12", &here), NAVOIY("12"));
    T_STRC(first("12 навои", &here), NAVOIY("12"));
    T_STRC(first("ул. Алишера Навои, д. 12", &here), NAVOIY("12"));
    T_STRC(first("Навоий кўчаси 12 а", &here), NAVOIY("12A"));
    T_STRC(first("navoi alisher 5", &here), NAVOIY("5"));
    T_STRC(first("navoi samarkand", &here), "|Alisher Navoiy ko'chasi|12|Samarqand");
    T_STRC(first("абая", NULL), "|Абай көшесі|7|Алматы");
    T_STRC(first("abai 7", NULL), "|Абай көшесі|7|Алматы");
    T_STRC(first("mirzo ulugbek", NULL), "|Мирзо Улуғбек|77|Toshkent");
    T_STRC(first("чорсу", NULL), "Chorsu bozori|||Toshkent");
    T_STRC(first("14 maktab", NULL), "14-maktab|Sebzor|3|Toshkent");
    T_STRC(first("sebzor 3", NULL), "14-maktab|Sebzor|3|Toshkent");
    T_STRC(first("ташкент", NULL), "Toshkent|||");
    closed();
}

static void test_place_find__forgives_misspellings_but_not_numbers(void)
{
    begin();
    T_STRC(first("novai 5", NULL), "");
    T_STRC(first("navio 5", NULL), NAVOIY("5"));
    T_STRC(first("alsher navoi 5", NULL), NAVOIY("5"));
    T_STRC(first("alihser navoi 5", NULL), NAVOIY("5"));
    T_STRC(first("mizro ulgubek", NULL), "|Мирзо Улуғбек|77|Toshkent");
    T_STRC(first("alisher navoi 13", NULL), "|Alisher Navoiy ko'chasi||Samarqand?");
    closed();
}

static void test_place_find__numbers_of_streets_and_houses(void)
{
    struct place_hit h[8];
    begin();
    T_STRC(first("50 yillik 5", NULL), "|50 yillik \"G'alaba\"|5|Toshkent");
    T_EQ(place_find(x, STR("toshkent navoiy 12"), NULL, 8, h), 3);
    T_STRC(h[0].house, "12");
    T_STRC(h[1].house, "120");
    T_STRC(h[2].house, "12A");
    T_EQ(place_find(x, STR("toshkent navoiy 99"), NULL, 8, h), 1);
    T(h[0].no_house && h[0].house.n == 0);
    T_EQ(h[0].at.lat7, (413110000LL + 413112000 + 413113000 + 413114000) / 4);
    closed();
}

static void test_place_find__what_is_near_comes_first(void)
{
    const struct geo_point samarkand = {396500000, 669700000}, tashkent = {413000000, 692400000};
    begin();
    T_STRC(first("navoiy 12", &samarkand), "|Alisher Navoiy ko'chasi|12|Samarqand");
    T_STRC(first("navoiy 12", &tashkent), NAVOIY("12"));
    closed();
}

static void test_place_find__nothing_asked_or_there(void)
{
    struct place_hit h[1];
    begin();
    T_EQ(place_find(x, STR_NONE, NULL, 1, h), 0);
    T_EQ(place_find(x, STR(" .,-"), NULL, 1, h), 0);
    T_EQ(place_find(x, STR("zzzz"), NULL, 1, h), 0);
    T_EQ(place_find(x, STR("7 6"), NULL, 1, h), 0);
    T_EQ(place_find(x, STR("a b c d e f i j k l m n o p navoiy"), NULL, 1, h), 0);
    closed();
}

static void test_place_build__same_bytes_in_any_order_and_twice(void)
{
    struct place_entry p[3] = {
        {.street = STR("A"), .house = STR("1"), .at = {1, 2}},
        {.street = STR("A"), .house = STR("2"), .at = {3, 4}},
        {.name = STR("B"), .kind = PLACE_NAMED, .at = {5, 6}},
    };
    struct err e = {0};
    struct str one, two;
    struct place_draft *d = place_draft_new(), *again = place_draft_new();
    for (int i = 0; i < 3; i++)
        T_OK(place_draft_add(d, &p[i], &e));
    for (int i = 3; i-- > 0;) {
        T_OK(place_draft_add(again, &p[i], &e));
        T_OK(place_draft_add(again, &p[1], &e));
    }
    T_OK(place_build(d, &one, &e));
    T_OK(place_build(again, &two, &e));
    T(str_eq(one, two));
    free((void *)(uintptr_t)one.p);
    free((void *)(uintptr_t)two.p);
    place_draft_free(d);
    place_draft_free(again);
}

/* How many are found near a place, the first of them at `at`. */
static uint32_t found(const char *query, struct geo_point near, struct geo_point *at)
{
    struct place_hit h[8];
    uint32_t n = place_find(x, str_c(query), &near, 8, h);
    *at = n > 0 ? h[0].at : (struct geo_point){0, 0};
    return n;
}

static void test_place_build__alike_but_apart_is_not_one_place(void)
{
    static const char csv[] = "lat,lon,name,street,house,settlement\n"
                              "41.3110,69.2401,,Bobur,,\n" /* three pieces of one street */
                              "41.3200,69.2401,,Bobur,,\n"
                              "41.3390,69.2401,,Bobur,7,\n"
                              "39.6540,66.9750,,Bobur,,\n" /* and that of another town */
                              "39.6541,66.9751,,Bobur,7,\n"
                              "41.3000,69.2000,Bozor,,,\n" /* two markets, and the gate of one */
                              "41.3010,69.2000,Bozor,,,\n"
                              "41.3200,69.2000,Bozor,,,\n"
                              "-16.8000,179.9990,,Vuna,1,\n" /* over the end of the east */
                              "-16.8000,-179.9970,,Vuna,2,\n";
    const struct geo_point tashkent = {413000000, 692400000}, samarkand = {396500000, 669700000};
    const struct geo_point fiji = {-168000000, 1799900000};
    struct geo_point at;
    struct err e = {0};
    struct place_draft *d = place_draft_new();
    T_OK(place_csv(str_c(csv), d, &e));
    made(d);
    T_EQ(found("bobur", tashkent, &at), 2);
    T_EQ(at.lat7, 413110000);
    T_EQ(found("bobur", samarkand, &at), 2);
    T_EQ(at.lat7, 396540000);
    T_EQ(found("bobur 7", samarkand, &at), 2);
    T_EQ(at.lat7, 396541000);
    T_EQ(found("bobur 8", tashkent, &at), 2);
    T_EQ(found("bozor", (struct geo_point){413190000, 692000000}, &at), 2);
    T_EQ(at.lat7, 413200000);
    T_EQ(found("vuna", fiji, &at), 1);
    T_EQ(at.lon7, -1799990000);
    closed();
}

static void refused(struct place_entry p, const char *field)
{
    struct place_draft *d = place_draft_new();
    struct err e = {0};
    struct str none;
    T_EQ(place_draft_add(d, &p, &e), RC_INVALID);
    T_STRC(str_c(e.field), field);
    T_EQ(place_draft_count(d), 0);
    T_EQ(place_build(d, &none, &e), RC_INVALID);
    place_draft_free(d);
}

static void test_place_draft_add__refuses(void)
{
    char text[PLACE_TEXT_MAX + 1];
    memset(text, 'a', sizeof text);
    refused((struct place_entry){.name = {text, sizeof text}}, "name");
    refused((struct place_entry){.street = STR("\xff")}, "street");
    refused((struct place_entry){.street = STR("A"), .house = {text, PLACE_HOUSE_MAX + 1}},
            "house");
    refused((struct place_entry){.settlement = STR("A")}, "name");
    refused((struct place_entry){.name = STR("A"), .at = {GEO_LAT7_MAX + 1, 0}}, "lat");
}

static void csv_refused(const char *csv, const char *why)
{
    struct place_draft *d = place_draft_new();
    struct err e = {0};
    T_EQ(place_csv(str_c(csv), d, &e), RC_INVALID);
    T_STRC(str_c(e.detail), why);
    place_draft_free(d);
}

static void test_place_csv__says_line_and_fault(void)
{
    csv_refused("", "line 1: there are no columns");
    csv_refused("lat,name\n", "line 1: there is no column lat, or none lon");
    csv_refused("lat,lon\n", "line 1: there is no column name, street or settlement");
    csv_refused("lat,lon,name,lat\n", "line 1: a column is there twice");
    csv_refused("lat,lon,name\n1,2,A\n91,2,A\n", "line 3: lat is no latitude in degrees");
    csv_refused("lat,lon,name\n1,nan,A\n", "line 2: lon is no longitude in degrees");
    csv_refused("lat,lon,name\n1,2,\"A\n", "line 2: a quotation mark is never closed");
    csv_refused("lat,lon,name\n1,2,\"A\"B\n",
                "line 2: something stands behind a closing quotation mark");
    csv_refused("lat,lon,name\n1,2,\"A\nB\"\n1,2\n",
                "line 4: it has more or fewer cells than there are columns");
    csv_refused("lat,lon,name\n1,2,\n",
                "line 2: there is neither a name, nor a street, nor a house of a settlement");
    csv_refused("lat,lon,name,kind\n1,2,A,town\n",
                "line 2: kind is none of address, settlement, place");
}

static void test_place_open__refuses_damage(void)
{
    struct err e = {0};
    struct place_index *y = NULL;
    begin();
    char *copy = mem_alloc(bytes.n);
    for (size_t i = 0; i < bytes.n; i += 7) {
        memcpy(copy, bytes.p, bytes.n);
        copy[i] = (char)(copy[i] ^ 0x20);
        T_EQ(place_open(&y, (struct str){copy, bytes.n}, &e), RC_CORRUPT);
        T(y == NULL && e.detail[0] != '\0');
    }
    for (size_t n = 0; n < bytes.n; n += 11)
        T_EQ(place_open(&y, (struct str){bytes.p, n}, &e), RC_CORRUPT);
    free(copy);
    closed();
}

static void test_place_map__a_file(void)
{
    char path[512];
    struct err e = {0};
    struct place_index *y = NULL;
    begin();
    (void)snprintf(path, sizeof path, "%s/index", t_tmpdir());
    T_EQ(place_map(&y, path, &e), RC_NOT_FOUND);
    FILE *f = fopen(path, "wb");
    T_REQUIRE(f != NULL);
    T_EQ(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
    T_EQ(fclose(f), 0);
    T_OK(place_map(&y, path, &e));
    struct place_figures a, b;
    place_figures(x, &a);
    place_figures(y, &b);
    T_EQ(a.docs, 8);
    T_EQ(a.houses, 9);
    T_EQ(a.words, b.words);
    place_close(y);
    closed();
}

static void test_place_coordinates__degrees(void)
{
    struct geo_point p = {1, 1};
    T(place_coordinates(STR("41.31, 69.22"), &p));
    T_EQ(p.lat7, 413100000);
    T_EQ(p.lon7, 692200000);
    T(place_coordinates(STR("-41.5,+69"), &p));
    T(!place_coordinates(STR("12, 5"), &p)); /* a house and a flat */
    T(!place_coordinates(STR("91.5, 5"), &p));
    T(!place_coordinates(STR("41.3"), &p));
    T(!place_coordinates(STR("41.3, 69.2, 1"), &p));
    T(!place_coordinates(STR("41.3x, 69.2"), &p));
    T(!place_coordinates(STR_NONE, &p));
    T_EQ(p.lat7, -415000000);
}

int main(void)
{
    T_RUN(test_place_find__while_typing_in_any_order_and_script);
    T_RUN(test_place_find__forgives_misspellings_but_not_numbers);
    T_RUN(test_place_find__numbers_of_streets_and_houses);
    T_RUN(test_place_find__what_is_near_comes_first);
    T_RUN(test_place_find__nothing_asked_or_there);
    T_RUN(test_place_build__same_bytes_in_any_order_and_twice);
    T_RUN(test_place_build__alike_but_apart_is_not_one_place);
    T_RUN(test_place_draft_add__refuses);
    T_RUN(test_place_csv__says_line_and_fault);
    T_RUN(test_place_open__refuses_damage);
    T_RUN(test_place_map__a_file);
    T_RUN(test_place_coordinates__degrees);
    return t_end();
}
