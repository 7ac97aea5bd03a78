/* SPDX-License-Identifier: Apache-2.0 */
/* Plates, makes and colours of invented cars. */
#include "traffic.h"

static const struct {
    const char *make, *class;
    uint32_t weight;
} makes[] = {
    {"Chevrolet", "car", 46},   {"Kia", "car", 9},   {"Hyundai", "car", 8}, {"Toyota", "car", 6},
    {"Lada", "car", 8},         {"BYD", "car", 6},   {"Isuzu", "bus", 4},   {"Isuzu", "truck", 4},
    {"MAN", "truck", 3},        {"Damas", "van", 7}, {"Ford", "van", 3},    {"Yutong", "bus", 2},
    {"Honda", "motorcycle", 2},
};

static const struct {
    const char *color;
    uint32_t weight;
} colors[] = {{"white", 50}, {"black", 14}, {"grey", 13}, {"silver", 9}, {"blue", 5},
              {"red", 4},    {"green", 2},  {"brown", 2}, {"yellow", 1}};

static void draw_plate(struct rng *r, const char *region, const char *class, char *out, size_t cap)
{
    static const char letters[] = "ABCDEFGHJKLMNOPQRSTUVXYZ";
    const uint32_t n = sizeof(letters) - 1;
    char a = letters[rng_below(r, n)], b = letters[rng_below(r, n)], c = letters[rng_below(r, n)];
    unsigned number = rng_below(r, 900) + 100;
    if (strcmp(class, "bus") == 0 || strcmp(class, "truck") == 0) /* of organisations */
        snprintf(out, cap, "%s%03u%c%c%c", region, number, a, b, c);
    else
        snprintf(out, cap, "%s%c%03u%c%c", region, a, number, b, c);
}

struct car_look traffic_look(uint64_t seed, uint32_t i, enum car_role role)
{
    static const char *const regions[] = {"01", "01", "01", "01", "10", "20", "30", "40"};
    struct rng r = rng_from(
        seed, ((uint64_t)(role == CAR_LOOKALIKE ? CAR_BACKGROUND : role) << 40) + 77777 + i);
    struct car_look look = {.make = "Chevrolet", .class = "car"};
    bool actor = role != CAR_BACKGROUND && role != CAR_LOOKALIKE;
    bool plain = role != CAR_BACKGROUND; /* the story's cars are cars */
    uint32_t sum = 0;
    for (size_t k = 0; k < ARRAY_LEN(makes); k++)
        sum += plain && strcmp(makes[k].class, "car") != 0 ? 0 : makes[k].weight;
    uint32_t pick = rng_below(&r, sum);
    for (size_t k = 0; k < ARRAY_LEN(makes); k++) {
        uint32_t w = plain && strcmp(makes[k].class, "car") != 0 ? 0 : makes[k].weight;
        if (pick < w) {
            look.make = makes[k].make;
            look.class = makes[k].class;
            break;
        }
        pick -= w;
    }
    pick = rng_below(&r, 100);
    for (size_t k = 0; k < ARRAY_LEN(colors) && !look.color; k++) {
        if (pick < colors[k].weight || k + 1 == ARRAY_LEN(colors))
            look.color = colors[k].color;
        pick -= colors[k].weight;
    }
    const char *region = actor ? "01" : regions[rng_below(&r, ARRAY_LEN(regions))];
    draw_plate(&r, region, look.class, look.plate, sizeof(look.plate));
    if (role == CAR_LOOKALIKE) /* holds characters that are easily confused, whatever the seed */
        memcpy(look.plate + 3, "831", 3);
    return look;
}
