/* SPDX-License-Identifier: Apache-2.0 */
/* The street as this camera always sees it: sky, houses, trees, lamps, the road towards it. */
#include "photo_priv.h"

#include <math.h>

#define PI 3.14159265358979323846
#define HORIZON 112.0
#define VANISH_X 320.0

static void sky(struct photo *p)
{
    static const struct photo_rgb noon_top = {0.36, 0.56, 0.82}, noon_low = {0.80, 0.88, 0.94};
    static const struct photo_rgb dusk_top = {0.33, 0.34, 0.52}, dusk_low = {0.95, 0.66, 0.45};
    static const struct photo_rgb night_top = {0.015, 0.02, 0.05}, night_low = {0.09, 0.085, 0.11};
    struct photo_rgb top =
        photo_mix(photo_mix(night_top, noon_top, p->day), dusk_top, p->warm * 0.7);
    struct photo_rgb low =
        photo_mix(photo_mix(night_low, noon_low, p->day), dusk_low, p->warm * 0.8);
    cairo_pattern_t *g = cairo_pattern_create_linear(0, 0, 0, HORIZON);
    cairo_pattern_add_color_stop_rgb(g, 0, top.r, top.g, top.b);
    cairo_pattern_add_color_stop_rgb(g, 1, low.r, low.g, low.b);
    cairo_set_source(p->cr, g);
    cairo_paint(p->cr);
    cairo_pattern_destroy(g);
}

static void windows(struct photo *p, double x, double y, double w, double h)
{
    for (double wy = y + 6; wy < y + h - 8; wy += 10)
        for (double wx = x + 5; wx < x + w - 6; wx += 9) {
            if (rng_chance(&p->place, 0.35) && p->day < 0.6) {
                cairo_set_source_rgba(p->cr, 0.96, 0.80, 0.48, 0.85 - p->day);
            } else {
                photo_paint(p, (struct photo_rgb){0.30, 0.36, 0.42}, 0.8);
            }
            cairo_rectangle(p->cr, wx, wy, 4.5, 5.5);
            cairo_fill(p->cr);
        }
}

static void houses(struct photo *p)
{
    static const struct photo_rgb walls[] = {{0.78, 0.72, 0.63}, {0.70, 0.66, 0.62},
                                             {0.82, 0.77, 0.68}, {0.66, 0.68, 0.70},
                                             {0.74, 0.62, 0.53}, {0.85, 0.82, 0.76}};
    for (double x = -20; x < PHOTO_WIDTH;) {
        double w = rng_between(&p->place, 48, 104);
        double far = 1 - fabs(x + w / 2 - VANISH_X) / VANISH_X; /* 1 at the end of the street */
        double h = rng_between(&p->place, 26, 62) * (1.25 - 0.75 * (far > 0 ? far : 0));
        struct photo_rgb wall = walls[rng_below(&p->place, ARRAY_LEN(walls))];
        photo_paint(p, wall, 1);
        cairo_rectangle(p->cr, x, HORIZON + 8 - h, w, h);
        cairo_fill(p->cr);
        photo_paint(p, photo_mix(wall, (struct photo_rgb){0.2, 0.2, 0.2}, 0.35), 1);
        cairo_rectangle(p->cr, x, HORIZON + 8 - h, w, 3);
        cairo_fill(p->cr);
        windows(p, x, HORIZON + 8 - h, w, h);
        x += w + rng_between(&p->place, 0, 12);
    }
}

static void tree(struct photo *p, double x, double foot, double size)
{
    cairo_t *cr = p->cr;
    photo_paint(p, (struct photo_rgb){0.30, 0.23, 0.17}, 1);
    cairo_rectangle(cr, x - size * 0.035, foot - size * 0.5, size * 0.07, size * 0.5);
    cairo_fill(cr);
    for (unsigned i = 0; i < 9; i++) {
        double a = rng_between(&p->place, 0, 2 * PI), r = rng_between(&p->place, 0, 0.22) * size;
        double shade = rng_between(&p->place, 0.75, 1.1);
        photo_paint(p, (struct photo_rgb){0.25 * shade, 0.40 * shade, 0.20 * shade}, 0.95);
        cairo_arc(cr, x + r * cos(a), foot - size * 0.72 + r * 0.8 * sin(a), size * 0.19, 0,
                  2 * PI);
        cairo_fill(cr);
    }
}

static void ground(struct photo *p)
{
    cairo_t *cr = p->cr;
    photo_paint(p, (struct photo_rgb){0.56, 0.54, 0.50}, 1); /* pavement */
    cairo_rectangle(cr, 0, HORIZON, PHOTO_WIDTH, PHOTO_HEIGHT - HORIZON);
    cairo_fill(cr);
    photo_paint(p, (struct photo_rgb){0.42, 0.50, 0.32}, 1); /* grass beside it */
    cairo_move_to(cr, 0, HORIZON + 5);
    cairo_line_to(cr, VANISH_X - 70, HORIZON + 2);
    cairo_line_to(cr, 0, HORIZON + 110);
    cairo_move_to(cr, PHOTO_WIDTH, HORIZON + 5);
    cairo_line_to(cr, VANISH_X + 70, HORIZON + 2);
    cairo_line_to(cr, PHOTO_WIDTH, HORIZON + 110);
    cairo_fill(cr);
    cairo_pattern_t *g = cairo_pattern_create_linear(0, HORIZON, 0, PHOTO_HEIGHT);
    double d = 0.10 + 0.90 * p->day;
    cairo_pattern_add_color_stop_rgb(g, 0, 0.50 * d, 0.50 * d, 0.52 * d);
    cairo_pattern_add_color_stop_rgb(g, 1, 0.33 * d, 0.33 * d, 0.35 * d);
    cairo_set_source(cr, g);
    cairo_move_to(cr, VANISH_X - 26, HORIZON + 2);
    cairo_line_to(cr, VANISH_X + 26, HORIZON + 2);
    cairo_line_to(cr, PHOTO_WIDTH + 150, PHOTO_HEIGHT);
    cairo_line_to(cr, -150, PHOTO_HEIGHT);
    cairo_fill(cr);
    cairo_pattern_destroy(g);
    photo_paint(p, (struct photo_rgb){0.80, 0.79, 0.76}, 1); /* kerbs */
    for (int side = -1; side <= 1; side += 2) {
        cairo_move_to(cr, VANISH_X + side * 26, HORIZON + 2);
        cairo_line_to(cr, VANISH_X + side * 470, PHOTO_HEIGHT);
        cairo_line_to(cr, VANISH_X + side * 496, PHOTO_HEIGHT);
        cairo_line_to(cr, VANISH_X + side * 28, HORIZON + 2);
        cairo_fill(cr);
    }
}

/*
 * A point of the road: `across` -1..1 from kerb to kerb, `depth` 0 at the horizon to 1 at the
 * bottom.
 */
static double road_x(double across, double depth)
{
    return VANISH_X + across * (26 + 444 * depth);
}

static void markings(struct photo *p)
{
    cairo_t *cr = p->cr;
    double shift = rng_between(&p->place, 0, 1);
    static const double lanes[] = {-0.36, 0.36};
    for (unsigned i = 0; i < ARRAY_LEN(lanes); i++)
        for (int k = 0; k < 14; k++) {
            double near = 1.0 / (1.0 + 0.75 * (k + shift)),
                   far = 1.0 / (1.0 + 0.75 * (k + shift + 0.45));
            double w = 0.012;
            photo_paint(p, (struct photo_rgb){0.90, 0.90, 0.87}, 0.85);
            cairo_move_to(cr, road_x(lanes[i] - w, near), HORIZON + 248 * near);
            cairo_line_to(cr, road_x(lanes[i] + w, near), HORIZON + 248 * near);
            cairo_line_to(cr, road_x(lanes[i] + w, far), HORIZON + 248 * far);
            cairo_line_to(cr, road_x(lanes[i] - w, far), HORIZON + 248 * far);
            cairo_fill(cr);
        }
}

static void lamps(struct photo *p)
{
    cairo_t *cr = p->cr;
    for (int k = 4; k >= 1; k--) {
        double depth = 1.0 / (0.4 + 1.3 * k), y = HORIZON + 248 * depth;
        for (int side = -1; side <= 1; side += 2) {
            double x = road_x(side * 1.14, depth), h = 330 * depth, arm = -side * 60 * depth;
            photo_paint(p, (struct photo_rgb){0.38, 0.39, 0.41}, 1);
            cairo_set_line_width(cr, 1 + 7 * depth);
            cairo_move_to(cr, x, y);
            cairo_line_to(cr, x, y - h);
            cairo_line_to(cr, x + arm, y - h - 8 * depth);
            cairo_stroke(cr);
            if (p->day < 0.55) {
                static const struct photo_rgb sodium = {1.0, 0.80, 0.48};
                double on = 1 - p->day / 0.55;
                photo_glow(cr, x + arm, y - h, 10 + 80 * depth, sodium, 0.9 * on);
                photo_glow(cr, x + arm, y, 60 * depth + 14, sodium, 0.22 * on);
            }
        }
    }
}

/* A car far behind, so that the street is not empty. */
static void company(struct photo *p)
{
    if (!rng_chance(&p->moment, 0.6))
        return;
    cairo_t *cr = p->cr;
    double depth = rng_between(&p->moment, 0.10, 0.20), w = 150 * depth;
    double x = road_x(rng_chance(&p->moment, 0.5) ? -0.66 : 0.68, depth), y = HORIZON + 248 * depth;
    struct photo_rgb body = {rng_between(&p->moment, 0.2, 0.9), rng_between(&p->moment, 0.2, 0.85),
                             rng_between(&p->moment, 0.2, 0.85)};
    photo_paint(p, (struct photo_rgb){0.08, 0.08, 0.08}, 0.5);
    cairo_rectangle(cr, x - w * 0.55, y - 2, w * 1.1, 3);
    cairo_fill(cr);
    photo_paint(p, body, 1);
    photo_round_rect(cr, x - w / 2, y - w * 0.48, w, w * 0.44, w * 0.1);
    photo_round_rect(cr, x - w * 0.36, y - w * 0.78, w * 0.72, w * 0.4, w * 0.12);
    cairo_fill(cr);
    photo_paint(p, (struct photo_rgb){0.16, 0.2, 0.24}, 1);
    photo_round_rect(cr, x - w * 0.30, y - w * 0.73, w * 0.60, w * 0.24, w * 0.08);
    cairo_fill(cr);
    for (int side = -1; side <= 1; side += 2) {
        static const struct photo_rgb white = {1, 0.97, 0.86};
        if (p->day < 0.6)
            photo_glow(cr, x + side * w * 0.36, y - w * 0.32, w * 0.7, white, 0.9 * (1 - p->day));
        cairo_set_source_rgb(cr, 0.95, 0.95, 0.9);
        cairo_arc(cr, x + side * w * 0.36, y - w * 0.32, w * 0.08, 0, 2 * PI);
        cairo_fill(cr);
    }
}

void photo_scene(struct photo *p)
{
    sky(p);
    houses(p);
    ground(p);
    for (int k = 6; k >= 0; k--) {
        double depth = 1.0 / (1.6 + 1.2 * k) - 0.02;
        for (int side = -1; side <= 1; side += 2)
            tree(p, road_x(side * rng_between(&p->place, 1.35, 1.6), depth), HORIZON + 248 * depth,
                 30 + 240 * depth);
    }
    markings(p);
    lamps(p);
    company(p);
}
