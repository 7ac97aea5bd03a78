/* SPDX-License-Identifier: Apache-2.0 */
#include "photo_priv.h"

#include <math.h>

#define PI 3.14159265358979323846

void photo_paint(const struct photo *p, struct photo_rgb c, double alpha)
{
    struct photo_rgb night = {c.r * 0.13 + 0.012, c.g * 0.14 + 0.016, c.b * 0.17 + 0.03};
    struct photo_rgb lit = photo_mix(night, c, p->day);
    lit.r *= 1 + 0.18 * p->warm;
    lit.b *= 1 - 0.22 * p->warm;
    cairo_set_source_rgba(p->cr, lit.r, lit.g, lit.b, alpha);
}

struct photo_rgb photo_mix(struct photo_rgb a, struct photo_rgb b, double t)
{
    return (struct photo_rgb){a.r + (b.r - a.r) * t, a.g + (b.g - a.g) * t, a.b + (b.b - a.b) * t};
}

void photo_round_rect(cairo_t *cr, double x, double y, double w, double h, double radius)
{
    cairo_new_sub_path(cr);
    cairo_arc(cr, x + w - radius, y + radius, radius, -PI / 2, 0);
    cairo_arc(cr, x + w - radius, y + h - radius, radius, 0, PI / 2);
    cairo_arc(cr, x + radius, y + h - radius, radius, PI / 2, PI);
    cairo_arc(cr, x + radius, y + radius, radius, PI, 3 * PI / 2);
    cairo_close_path(cr);
}

void photo_glow(cairo_t *cr, double x, double y, double radius, struct photo_rgb c, double alpha)
{
    cairo_pattern_t *light = cairo_pattern_create_radial(x, y, 0, x, y, radius);
    cairo_pattern_add_color_stop_rgba(light, 0, c.r, c.g, c.b, alpha);
    cairo_pattern_add_color_stop_rgba(light, 0.25, c.r, c.g, c.b, alpha * 0.5);
    cairo_pattern_add_color_stop_rgba(light, 1, c.r, c.g, c.b, 0);
    cairo_set_source(cr, light);
    cairo_arc(cr, x, y, radius, 0, 2 * PI);
    cairo_fill(cr);
    cairo_pattern_destroy(light);
}

/* Region in its own field, then the number, then the country: as plates of the region look. */
void photo_plate(cairo_t *cr, double x, double y, double w, const char *plate)
{
    double h = w * 112 / 520, text = h * 0.62, top = y + (h - text) / 2;
    char region[3] = {plate[0], plate[1], '\0'};
    char rest[16];
    bool person = plate[2] >= 'A';
    if (person)
        snprintf(rest, sizeof(rest), "%c %.3s %s", plate[2], plate + 3, plate + 6);
    else
        snprintf(rest, sizeof(rest), "%.3s %s", plate + 2, plate + 5);
    photo_round_rect(cr, x, y, w, h, h * 0.12);
    cairo_set_source_rgb(cr, 0.95, 0.95, 0.94);
    cairo_fill_preserve(cr);
    cairo_set_source_rgb(cr, 0.08, 0.08, 0.09);
    cairo_set_line_width(cr, h * 0.045);
    cairo_stroke(cr);
    double field = w * 0.185;
    cairo_move_to(cr, x + field, y);
    cairo_line_to(cr, x + field, y + h);
    cairo_stroke(cr);
    double fit = text * (field * 0.78) / glyph_width(text, region);
    fit = fit < text ? fit : text;
    glyph_text(cr, x + field * 0.14, y + (h - fit) / 2, fit, fit * 0.15, region);
    double room = w * 0.60, wide = glyph_width(text, rest);
    double size = wide > room ? text * room / wide : text;
    glyph_text(cr, x + field + w * 0.045 + (room - glyph_width(size, rest)) / 2,
               top + (text - size) / 2, size, size * 0.15, rest);
    double flag = w * 0.88, stripe = h * 0.1;
    static const struct photo_rgb stripes[] = {
        {0.0, 0.6, 0.8}, {0.97, 0.97, 0.97}, {0.1, 0.6, 0.2}};
    for (unsigned i = 0; i < 3; i++) {
        cairo_rectangle(cr, x + flag, y + h * 0.2 + i * stripe, w * 0.085, stripe);
        cairo_set_source_rgb(cr, stripes[i].r, stripes[i].g, stripes[i].b);
        cairo_fill(cr);
    }
    cairo_set_source_rgb(cr, 0.1, 0.1, 0.3);
    glyph_text(cr, x + flag + w * 0.012, y + h * 0.6, h * 0.2, h * 0.045, "UZ");
}

static void overlay(const struct photo *p)
{
    cairo_t *cr = p->cr;
    const struct photo_shot *s = p->shot;
    char text[200];
    cairo_set_source_rgba(cr, 0, 0, 0, 0.62);
    cairo_rectangle(cr, 0, 0, PHOTO_WIDTH, 22);
    cairo_rectangle(cr, 0, PHOTO_HEIGHT - 34, PHOTO_WIDTH, 34);
    cairo_fill(cr);
    cairo_set_source_rgb(cr, 0.94, 0.94, 0.9);
    snprintf(text, sizeof(text), "%s  %s", s->camera, s->place);
    double left = glyph_width(9, text);
    glyph_text(cr, 8, 6.5, left > 400 ? 9 * 400 / left : 9, 1.15, text);
    struct buf when;
    buf_init(&when, 64);
    clock_format(&when, s->at / USEC_MS * USEC_MS);
    snprintf(text, sizeof(text), "%.10s %.12s UTC", when.p, when.p + 11);
    for (char *z = strchr(text, 'Z'); z; z = NULL)
        *z = ' ';
    buf_release(&when);
    glyph_text(cr, PHOTO_WIDTH - 8 - glyph_width(9, text), 6.5, 9, 1.15, text);
    photo_plate(cr, 8, PHOTO_HEIGHT - 31, 128, s->plate);
    snprintf(text, sizeof(text), "%d km/h", s->kmh);
    if (s->kmh > s->limit_kmh + 10)
        cairo_set_source_rgb(cr, 1.0, 0.62, 0.25);
    else
        cairo_set_source_rgb(cr, 0.94, 0.94, 0.9);
    double x = glyph_text(cr, 156, PHOTO_HEIGHT - 24, 14, 1.9, text);
    cairo_set_source_rgb(cr, 0.8, 0.8, 0.78);
    snprintf(text, sizeof(text), "limit %d", s->limit_kmh);
    glyph_text(cr, x + 12, PHOTO_HEIGHT - 22, 9, 1.15, text);
    snprintf(text, sizeof(text), "%s  %s  %s", s->class, s->color, s->make);
    glyph_text(cr, PHOTO_WIDTH - 8 - glyph_width(9, text), PHOTO_HEIGHT - 22, 9, 1.15, text);
}

static cairo_status_t write_png(void *user, const unsigned char *data, unsigned n)
{
    struct buf *out = user;
    buf_put(out, data, n);
    return buf_ok(out) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

/* The sun by the clock alone: up at six, highest at noon, whatever the season. */
static void set_light(struct photo *p)
{
    double hour = (double)((p->shot->at / USEC_S + 5 * 3600) % 86400) / 3600;
    double sun = sin((hour - 6) / 12 * PI);
    double t = (sun + 0.12) / 0.4;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    p->day = t * t * (3 - 2 * t);
    p->warm = fabs(sun) < 0.3 ? (1 - fabs(sun) / 0.3) * (0.35 + 0.65 * p->day) : 0;
}

static uint64_t text_seed(const char *text, uint64_t more)
{
    struct sha256 h =
        sha256_of(str_c(text), (struct str){(const char *)&more, sizeof(more)}, STR_NONE);
    uint64_t seed = 0;
    memcpy(&seed, h.b, sizeof(seed));
    return seed;
}

struct sha256 photo_draw(const struct photo_shot *shot, struct buf *out)
{
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, PHOTO_WIDTH, PHOTO_HEIGHT);
    struct photo p = {.cr = cairo_create(surface), .shot = shot};
    p.place = rng_from(text_seed(shot->camera, 0), 1);
    p.moment = rng_from(text_seed(shot->plate, (uint64_t)shot->at), 2);
    set_light(&p);
    photo_scene(&p);
    double side = rng_between(&p.moment, -26, 26), near = rng_between(&p.moment, 0.96, 1.05);
    double width = strcmp(shot->class, "bus") == 0 || strcmp(shot->class, "truck") == 0 ? 252
                   : strcmp(shot->class, "motorcycle") == 0                             ? 118
                   : strcmp(shot->class, "van") == 0                                    ? 222
                                                                                        : 232;
    photo_vehicle(&p, PHOTO_WIDTH / 2.0 + 26 + side, 312, width * near);
    overlay(&p);
    buf_clear(out);
    cairo_status_t status = cairo_surface_write_to_png_stream(surface, write_png, out);
    must(status == CAIRO_STATUS_SUCCESS);
    cairo_destroy(p.cr);
    cairo_surface_destroy(surface);
    return sha256_of(buf_str(out), STR_NONE, STR_NONE);
}

static cairo_status_t read_png(void *user, unsigned char *data, unsigned n)
{
    struct str *rest = user;
    if (n > rest->n)
        return CAIRO_STATUS_READ_ERROR;
    memcpy(data, rest->p, n);
    rest->p += n;
    rest->n -= n;
    return CAIRO_STATUS_SUCCESS;
}

bool photo_check(struct str png)
{
    cairo_surface_t *surface = cairo_image_surface_create_from_png_stream(read_png, &png);
    bool good = cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS &&
                cairo_image_surface_get_width(surface) == PHOTO_WIDTH &&
                cairo_image_surface_get_height(surface) == PHOTO_HEIGHT;
    cairo_surface_destroy(surface);
    return good;
}
