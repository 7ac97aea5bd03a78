/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Vehicles from the front. All measures are shares of the vehicle's width: x from its middle, y up
 * from the ground; the context is scaled so that the code reads like a measured drawing.
 */
#include "photo_priv.h"

#include <math.h>

#define PI 3.14159265358979323846

static struct photo_rgb body_color(const char *name)
{
    static const struct {
        const char *name;
        struct photo_rgb rgb;
    } table[] = {{"white", {0.93, 0.93, 0.92}}, {"black", {0.09, 0.09, 0.10}},
                 {"grey", {0.42, 0.43, 0.45}},  {"silver", {0.72, 0.74, 0.76}},
                 {"blue", {0.13, 0.27, 0.58}},  {"red", {0.68, 0.10, 0.11}},
                 {"green", {0.13, 0.40, 0.23}}, {"brown", {0.36, 0.25, 0.18}},
                 {"yellow", {0.93, 0.76, 0.12}}};

    for (size_t i = 0; i < ARRAY_LEN(table); i++)
        if (strcmp(name, table[i].name) == 0)
            return table[i].rgb;
    return (struct photo_rgb){0.6, 0.6, 0.6};
}

static struct photo_rgb darker(struct photo_rgb c, double t)
{
    return photo_mix(c, (struct photo_rgb){0.03, 0.03, 0.04}, t);
}

static struct photo_rgb lighter(struct photo_rgb c, double t)
{
    return photo_mix(c, (struct photo_rgb){1, 1, 1}, t);
}

static void box(struct photo *p, struct photo_rgb c, double x, double y, double w, double h,
                double radius)
{
    photo_paint(p, c, 1);
    photo_round_rect(p->cr, x - w / 2, -y - h, w, h, radius);
    cairo_fill(p->cr);
}

/* A trapezoid standing on y, with sides that bulge a little. */
static void panel(struct photo *p, struct photo_rgb c, double y, double low_w, double h,
                  double high_w)
{
    cairo_t *cr = p->cr;
    photo_paint(p, c, 1);
    cairo_move_to(cr, -low_w / 2, -y);
    cairo_curve_to(cr, -low_w / 2, -y - h * 0.5, -high_w / 2 - 0.01, -y - h * 0.9,
                   -high_w / 2 + 0.03, -y - h);
    cairo_line_to(cr, high_w / 2 - 0.03, -y - h);
    cairo_curve_to(cr, high_w / 2 + 0.01, -y - h * 0.9, low_w / 2, -y - h * 0.5, low_w / 2, -y);
    cairo_close_path(cr);
    cairo_fill(cr);
}

static void glass(struct photo *p, double y, double low_w, double h, double high_w)
{
    cairo_t *cr = p->cr;
    panel(p, (struct photo_rgb){0.13, 0.17, 0.20}, y, low_w, h, high_w);
    cairo_save(cr);
    cairo_rectangle(cr, -low_w / 2, -y - h, low_w, h);
    cairo_clip(cr);
    photo_paint(p, (struct photo_rgb){0.05, 0.06, 0.07}, 0.8); /* driver and seats */
    cairo_arc(cr, low_w * 0.2, -y - h * 0.42, low_w * 0.065, 0, 2 * PI);
    cairo_fill(cr);
    photo_round_rect(cr, low_w * 0.09, -y - h * 0.30, low_w * 0.22, h * 0.4, 0.03);
    photo_round_rect(cr, -low_w * 0.28, -y - h * 0.46, low_w * 0.15, h * 0.5, 0.03);
    cairo_fill(cr);
    photo_paint(p, (struct photo_rgb){0.75, 0.85, 0.92}, 0.20); /* the sky in it */
    cairo_move_to(cr, -low_w * 0.42, -y);
    cairo_line_to(cr, -low_w * 0.16, -y - h);
    cairo_line_to(cr, low_w * 0.02, -y - h);
    cairo_line_to(cr, -low_w * 0.2, -y);
    cairo_fill(cr);
    cairo_restore(cr);
}

static void tyres(struct photo *p, double spread, double w)
{
    for (int side = -1; side <= 1; side += 2)
        box(p, (struct photo_rgb){0.06, 0.06, 0.06}, side * spread, -0.005, w, 0.24, 0.03);
}

static void shadow(struct photo *p, double w)
{
    cairo_t *cr = p->cr;
    cairo_save(cr);
    cairo_translate(cr, 0, -0.01);
    cairo_scale(cr, 1, 0.16);
    static const struct photo_rgb black = {0, 0, 0};
    photo_glow(cr, 0, 0, w, black, 0.75);
    cairo_restore(cr);
}

static void headlight(struct photo *p, double x, double y, double w, double h)
{
    cairo_t *cr = p->cr;
    box(p, (struct photo_rgb){0.17, 0.18, 0.19}, x, y, w, h, h * 0.4);
    double on = 0.55 + 0.45 * p->day;
    cairo_set_source_rgb(cr, 0.93 * on, 0.94 * on, 0.90 * on);
    photo_round_rect(cr, x - w * 0.40, -y - h * 0.85, w * 0.8, h * 0.7, h * 0.3);
    cairo_fill(cr);
    if (p->day < 0.75) {
        static const struct photo_rgb beam = {1.0, 0.97, 0.86};
        double dark = 1 - p->day / 0.75;
        photo_glow(cr, x, -y - h / 2, 0.34, beam, 0.85 * dark);
        photo_glow(cr, x, -y - h / 2, 0.09, beam, dark);
    }
}

/* Makes differ by grille and lamps; the marks are nobody's logo. */
static void face(struct photo *p, double y, double lamp_x)
{
    cairo_t *cr = p->cr;
    unsigned style = 0;
    for (const char *m = p->shot->make; *m; m++)
        style = style * 31 + (unsigned char)*m;
    double lamp_w = 0.19 + 0.03 * (style % 3), lamp_h = 0.062 + 0.014 * (style / 3 % 3);
    double grille_w = 0.34 + 0.05 * (style / 9 % 4), grille_h = 0.075 + 0.02 * (style / 36 % 3);
    box(p, (struct photo_rgb){0.07, 0.07, 0.08}, 0, y - 0.01, grille_w, grille_h, 0.025);
    photo_paint(p, (struct photo_rgb){0.62, 0.63, 0.65}, 1);
    unsigned bars = 2 + style / 5 % 3;
    for (unsigned i = 1; i <= bars; i++)
        cairo_rectangle(cr, -grille_w * 0.47, -y + 0.01 - grille_h * i / (bars + 1),
                        grille_w * 0.94, 0.007);
    cairo_fill(cr);
    photo_paint(p, (struct photo_rgb){0.78, 0.72, 0.52}, 1);
    cairo_arc(cr, 0, -y + 0.01 - grille_h / 2, 0.019, 0, 2 * PI);
    cairo_fill(cr);
    for (int side = -1; side <= 1; side += 2)
        headlight(p, side * lamp_x, y, lamp_w, lamp_h);
}

static void front_plate(struct photo *p, double y)
{
    double w = 0.43;
    if (p->day < 0.5) { /* plates throw the flash back */
        static const struct photo_rgb flash = {1, 1, 1};
        photo_glow(p->cr, 0, -y - 0.05, 0.26, flash, 0.25 * (1 - p->day));
    }
    photo_plate(p->cr, -w / 2, -y - w * 112 / 520, w, p->shot->plate);
}

static void car(struct photo *p, struct photo_rgb c)
{
    shadow(p, 0.62);
    tyres(p, 0.385, 0.15);
    panel(p, darker(c, 0.12), 0.46, 0.90, 0.34, 0.62); /* cabin */
    glass(p, 0.485, 0.82, 0.265, 0.60);
    box(p, lighter(c, 0.1), 0, 0.785, 0.5, 0.018, 0.008); /* roof's edge */
    for (int side = -1; side <= 1; side += 2)
        box(p, darker(c, 0.2), side * 0.515, 0.475, 0.11, 0.065, 0.025); /* mirrors */
    box(p, c, 0, 0.12, 1.0, 0.37, 0.085);
    panel(p, lighter(c, 0.07), 0.385, 0.93, 0.11, 0.80); /* bonnet */
    photo_paint(p, darker(c, 0.35), 0.8);
    cairo_set_line_width(p->cr, 0.006);
    cairo_move_to(p->cr, -0.46, -0.385);
    cairo_curve_to(p->cr, -0.2, -0.375, 0.2, -0.375, 0.46, -0.385);
    cairo_move_to(p->cr, -0.28, -0.39);
    cairo_line_to(p->cr, -0.24, -0.49);
    cairo_move_to(p->cr, 0.28, -0.39);
    cairo_line_to(p->cr, 0.24, -0.49);
    cairo_stroke(p->cr);
    face(p, 0.295, 0.365);
    box(p, darker(c, 0.6), 0, 0.075, 0.94, 0.07, 0.03); /* skirt */
    box(p, (struct photo_rgb){0.06, 0.06, 0.07}, 0, 0.135, 0.62, 0.055, 0.02);
    front_plate(p, 0.165);
}

static void van(struct photo *p, struct photo_rgb c)
{
    shadow(p, 0.62);
    tyres(p, 0.37, 0.15);
    panel(p, darker(c, 0.06), 0.30, 0.98, 0.80, 0.82);
    glass(p, 0.60, 0.86, 0.36, 0.74);
    box(p, lighter(c, 0.12), 0, 1.05, 0.66, 0.03, 0.012);
    for (int side = -1; side <= 1; side += 2)
        box(p, darker(c, 0.4), side * 0.53, 0.60, 0.09, 0.15, 0.03);
    box(p, c, 0, 0.12, 1.0, 0.46, 0.07);
    face(p, 0.36, 0.38);
    box(p, darker(c, 0.55), 0, 0.08, 0.98, 0.15, 0.04);
    front_plate(p, 0.155);
}

static void bus(struct photo *p, struct photo_rgb c)
{
    cairo_t *cr = p->cr;
    shadow(p, 0.60);
    tyres(p, 0.36, 0.13);
    box(p, c, 0, 0.10, 1.0, 0.92, 0.06);
    box(p, darker(c, 0.1), 0, 0.94, 0.96, 0.08, 0.04);
    glass(p, 0.42, 0.92, 0.40, 0.90);
    box(p, (struct photo_rgb){0.05, 0.05, 0.05}, 0, 0.84, 0.52, 0.095, 0.02);
    cairo_set_source_rgb(cr, 1.0, 0.72, 0.15);
    char route[8];
    snprintf(route, sizeof(route), "%u",
             1 + (unsigned)(p->shot->plate[3] * 7 + p->shot->plate[4]) % 98);
    glyph_text(cr, -glyph_width(0.06, route) / 2, -0.917, 0.06, 0.011, route);
    for (int side = -1; side <= 1; side += 2) {
        box(p, (struct photo_rgb){0.1, 0.1, 0.1}, side * 0.545, 0.58, 0.06, 0.2, 0.02);
        headlight(p, side * 0.39, 0.20, 0.14, 0.085);
    }
    box(p, darker(c, 0.35), 0, 0.335, 0.9, 0.012, 0.004);
    box(p, darker(c, 0.65), 0, 0.09, 1.0, 0.06, 0.02);
    front_plate(p, 0.185);
}

static void truck(struct photo *p, struct photo_rgb c)
{
    shadow(p, 0.62);
    tyres(p, 0.37, 0.16);
    box(p, (struct photo_rgb){0.72, 0.72, 0.70}, 0, 0.30, 1.06, 0.80, 0.015); /* load */
    box(p, (struct photo_rgb){0.55, 0.55, 0.54}, 0, 1.06, 1.06, 0.04, 0.01);
    box(p, c, 0, 0.14, 0.94, 0.80, 0.06);
    glass(p, 0.54, 0.84, 0.30, 0.80);
    for (int side = -1; side <= 1; side += 2)
        box(p, (struct photo_rgb){0.1, 0.1, 0.1}, side * 0.52, 0.56, 0.07, 0.22, 0.02);
    for (int i = 0; i < 3; i++)
        box(p, darker(c, 0.7), 0, 0.36 + i * 0.05, 0.5, 0.025, 0.008);
    box(p, (struct photo_rgb){0.2, 0.2, 0.21}, 0, 0.08, 0.98, 0.19, 0.03); /* bumper */
    for (int side = -1; side <= 1; side += 2)
        headlight(p, side * 0.37, 0.14, 0.16, 0.075);
    front_plate(p, 0.125);
}

/* Motorcycles carry their plate behind: this one is seen driving off. */
static void motorcycle(struct photo *p, struct photo_rgb c)
{
    cairo_t *cr = p->cr;
    shadow(p, 0.5);
    box(p, (struct photo_rgb){0.06, 0.06, 0.06}, 0, 0, 0.22, 0.62, 0.1);
    box(p, c, 0, 0.60, 0.44, 0.16, 0.06);
    box(p, (struct photo_rgb){0.6, 0.08, 0.08}, 0, 0.66, 0.2, 0.06, 0.02);
    photo_paint(p, (struct photo_rgb){0.12, 0.12, 0.13}, 1);
    cairo_set_line_width(cr, 0.06);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_move_to(cr, -0.5, -0.98);
    cairo_line_to(cr, 0.5, -0.98);
    cairo_stroke(cr);
    panel(p, (struct photo_rgb){0.16, 0.18, 0.24}, 0.72, 0.56, 0.62, 0.50); /* rider */
    cairo_set_line_width(cr, 0.13);
    photo_paint(p, (struct photo_rgb){0.16, 0.18, 0.24}, 1);
    for (int side = -1; side <= 1; side += 2) {
        cairo_move_to(cr, side * 0.22, -1.24);
        cairo_line_to(cr, side * 0.42, -1.02);
        cairo_move_to(cr, side * 0.2, -0.72);
        cairo_line_to(cr, side * 0.26, -0.3);
    }
    cairo_stroke(cr);
    photo_paint(p, darker(c, 0.1), 1);
    cairo_arc(cr, 0, -1.48, 0.17, 0, 2 * PI);
    cairo_fill(cr);
    photo_plate(cr, -0.30, -0.58, 0.60, p->shot->plate);
}

void photo_vehicle(struct photo *p, double cx, double ground, double width)
{
    struct photo_rgb c = body_color(p->shot->color);
    const char *class = p->shot->class;
    struct photo flashed = *p;
    if (p->day < 0.34) /* the camera's own flash lights what is near */
        flashed.day = 0.34;
    cairo_save(p->cr);
    cairo_translate(p->cr, cx, ground);
    cairo_scale(p->cr, width, width);
    if (strcmp(class, "bus") == 0)
        bus(&flashed, c);
    else if (strcmp(class, "truck") == 0)
        truck(&flashed, c);
    else if (strcmp(class, "van") == 0)
        van(&flashed, c);
    else if (strcmp(class, "motorcycle") == 0)
        motorcycle(&flashed, c);
    else
        car(&flashed, c);
    cairo_restore(p->cr);
}
