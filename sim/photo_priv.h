/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_PHOTO_PRIV_H
#define SIM_PHOTO_PRIV_H

#include <cairo.h>

#include "photo.h"
#include "rng.h"

struct photo_rgb {
    double r, g, b;
};

struct photo {
    cairo_t *cr;
    const struct photo_shot *shot;
    struct rng place;  /* what stays the same at one camera */
    struct rng moment; /* what differs from car to car */
    double day;        /* 1 full daylight, 0 night */
    double warm;       /* 1 at sunrise and sunset */
};

/* Colour as it looks in this light. */
void photo_paint(const struct photo *p, struct photo_rgb c, double alpha);
struct photo_rgb photo_mix(struct photo_rgb a, struct photo_rgb b, double t);
void photo_round_rect(cairo_t *cr, double x, double y, double w, double h, double radius);
/* A soft light without edges. */
void photo_glow(cairo_t *cr, double x, double y, double radius, struct photo_rgb c, double alpha);

/*
 * Strokes of text: height of a capital in pixels, top left corner; returns the x behind the last
 * letter.
 */
double glyph_text(cairo_t *cr, double x, double y, double height, double stroke, const char *text);
double glyph_width(double height, const char *text);

void photo_scene(struct photo *p);
/* The vehicle, standing with its wheels on `ground`, `width` pixels wide. */
void photo_vehicle(struct photo *p, double cx, double ground, double width);
void photo_plate(cairo_t *cr, double x, double y, double w, const char *plate);

#endif
