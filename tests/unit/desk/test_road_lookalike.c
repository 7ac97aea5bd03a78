/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "desk/road/lookalike.h"
#include "event/record.h"
#include "support/t.h"

static const char all[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

static void test_pairs__are_symmetric_and_never_equal(void)
{
    for (const char *a = all; *a != '\0'; a++)
        for (const char *b = all; *b != '\0'; b++) {
            T(road_confusable(*a, *b) == road_confusable(*b, *a));
            T(*a != *b || !road_confusable(*a, *b));
        }
}

static void test_pairs__are_not_transitive(void)
{
    T(road_confusable('8', '3') && road_confusable('3', '7') && !road_confusable('8', '7'));
    T(road_confusable('2', '7') && road_confusable('7', '3') && !road_confusable('2', '3'));
    T(road_confusable('H', 'B') && road_confusable('B', '8') && !road_confusable('H', '8'));
    T(road_confusable('0', '1') && road_confusable('1', 'L') && !road_confusable('0', 'L'));
}

static void test_pairs__hold_all_classes(void)
{
    static const char *const classes[] = {"0ODQ", "1IL", "27Z", "5S", "8B3",
                                          "4A",   "6G",  "37",  "UV", "MNH"};
    for (size_t i = 0; i < ARRAY_LEN(classes); i++)
        for (const char *a = classes[i]; *a != '\0'; a++)
            for (const char *b = classes[i]; *b != '\0'; b++)
                T(*a == *b || road_confusable(*a, *b));
}

/* What a real engine confused more than once must be among them. */
static void test_pairs__hold_what_was_confused(void)
{
    size_t n;
    char *text = t_capture("alpr/ocr-confusions.csv", &n);
    if (text == NULL)
        return;
    struct str rest = {text, n};
    int seen = 0;
    (void)str_cut(&rest, '\n');
    while (rest.n > 0) {
        struct str line = str_trim(str_cut(&rest, '\n'));
        struct str a = str_cut(&line, ','), b = str_cut(&line, ',');
        int64_t count = 0;
        if (a.n != 1 || b.n != 1 || !str_i64(line, &count) || count < 2)
            continue;
        T(road_confusable(a.p[0], b.p[0]));
        seen++;
    }
    T(seen >= 5);
    free(text);
}

static bool like(const char *region, const char *a, const char *b)
{
    bool one = road_lookalike(str_c(region), str_c(a), str_c(b));
    T(one == road_lookalike(str_c(region), str_c(b), str_c(a)));
    return one;
}

static void test_lookalike__one_character_that_the_format_allows(void)
{
    T(like("uz", "01A123BC", "01A127BC"));  /* 3 and 7, both digits */
    T(!like("uz", "01A123BC", "01A12BBC")); /* B where this format has a digit */
    T(!like("uz", "01A123BC", "01A123BC")); /* the same */
    T(!like("uz", "01A123BC", "07A127BC")); /* two characters */
    T(!like("uz", "01A123BC", "01A123B"));  /* another length */
    T(!like("uz", "01A123BC", "01A124BC")); /* 3 and 4 are not confused */
    T(like("uz", "01O123BC", "01D123BC"));  /* both letters */
    T(!like("uz", "01O123BC", "010123BC")); /* 01O123BC and the trailer 010123BC: two formats */
    T(like("kz", "123ABM01", "123ABN01"));
    T(like("ru", "A123BH77", "A123BM77"));
    T(!like("ru", "A123BH77", "A123BN77")); /* N is on no Russian plate */
    T(like("UZ-01", "01A123BC", "01A127BC"));
}

static void test_lookalike__unknown_region_goes_by_the_pair(void)
{
    T(like("us-ar", "355OCT", "355QCT"));
    T(like("us-ar", "P0W9999", "POW9999"));
    T(!like("us-ar", "P0W9999", "P0X9999"));
    T(like("us", "ABC123", "A8C123"));
    /* A plate of none of the known formats is judged the same way. */
    T(like("uz", "X0", "XO"));
}

struct checking {
    struct str region, plate;
    int n;
};

static bool check_one(void *arg, struct str other)
{
    struct checking *c = arg;
    T(road_lookalike(c->region, c->plate, other));
    T(road_lookalike(c->region, other, c->plate));
    c->n++;
    return true;
}

/* Visiting gives exactly what the rule says, on random plates. */
static void test_lookalikes__visits_all_and_only_those(void)
{
    static const char *const regions[] = {"uz", "kz", "ru", "tj"};
    uint64_t seed = t_seed();
    for (int i = 0; i < 400; i++) {
        char plate[17] = "", other[17];
        size_t n = 2 + t_rand(&seed) % 9;
        for (size_t k = 0; k < n; k++)
            plate[k] = all[t_rand(&seed) % 36];
        struct checking c = {str_c(regions[i % 4]), {plate, n}, 0};
        road_lookalikes(c.region, c.plate, check_one, &c);
        int want = 0;
        for (size_t k = 0; k < n; k++)
            for (const char *x = all; *x != '\0'; x++) {
                memcpy(other, plate, sizeof other);
                other[k] = *x;
                want += road_lookalike(c.region, c.plate, (struct str){other, n});
            }
        T_EQ(c.n, want);
    }
}

static void test_mistyped__letter_for_digit(void)
{
    char fits = 0;
    T_EQ(road_mistyped(STR("uz"), STR("O1A123BC"), &fits), 1);
    T_EQ(fits, '0');
    T_EQ(road_mistyped(STR("uz"), STR("01A12OBC"), &fits), 6);
    T_EQ(road_mistyped(STR("uz"), STR("01A123BC"), &fits), 0);
    T_EQ(road_mistyped(STR("uz"), STR("PAA01"), &fits), 0); /* some special plate */
    T_EQ(road_mistyped(STR("us-co"), STR("ABO123"), &fits), 0);
}

static void test_class__unknown_fits_anything(void)
{
    T(road_class_fits(VEHICLE_CLASS_CAR, VEHICLE_CLASS_CAR));
    T(road_class_fits(VEHICLE_CLASS_UNKNOWN, VEHICLE_CLASS_VAN));
    T(road_class_fits(VEHICLE_CLASS_VAN, VEHICLE_CLASS_UNKNOWN));
    T(!road_class_fits(VEHICLE_CLASS_CAR, VEHICLE_CLASS_VAN));
    T(!road_class_fits(VEHICLE_CLASS_MOTORCYCLE, VEHICLE_CLASS_CAR));
}

static void test_contradicts__only_what_both_say(void)
{
    T(road_contradicts(STR("BMW"), STR("Oldsmobile")));
    T(!road_contradicts(STR("bmw"), STR("BMW")));
    T(!road_contradicts(STR(""), STR("BMW")));
    T(!road_contradicts(STR("grey"), STR("Silver")));
    T(road_contradicts(STR("gray"), STR("black")));
}

int main(void)
{
    T_RUN(test_pairs__are_symmetric_and_never_equal);
    T_RUN(test_pairs__are_not_transitive);
    T_RUN(test_pairs__hold_all_classes);
    T_RUN(test_pairs__hold_what_was_confused);
    T_RUN(test_lookalike__one_character_that_the_format_allows);
    T_RUN(test_lookalike__unknown_region_goes_by_the_pair);
    T_RUN(test_lookalikes__visits_all_and_only_those);
    T_RUN(test_mistyped__letter_for_digit);
    T_RUN(test_class__unknown_fits_anything);
    T_RUN(test_contradicts__only_what_both_say);
    return t_end();
}
