/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The document is set twice: once to count its pages, then to draw them. Both walk the same way, so that "3 / 7" is true.
 */
#include <cairo-pdf.h>
#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "base/mem.h"
#include "pdf.h"

/* Points; A4 is 210 x 297 mm. */
#define PAGE_W 595.276
#define PAGE_H 841.890
#define SIDE 51.0 /* 18 mm */
#define TOP 51.0
#define BOTTOM 62.0
#define FOOT_Y (PAGE_H - 40.0)
#define PAD 3.0
#define MANY 8 /* columns, from which on letters are smaller */
#define WIDTH (PAGE_W - 2 * SIDE)
#define ROOM (PAGE_H - TOP - BOTTOM)

#define FONT "DejaVu Sans, sans-serif"

struct face {
    int size; /* tenths of a point */
    bool bold;
    double grey, above, below;
};

static const struct face title_face = {170, true, 0, 0, 8},
                         faces[] = {[PDF_HEADING] = {115, true, 0, 14, 5},
                                    [PDF_TEXT] = {95, false, 0, 0, 4},
                                    [PDF_SMALL] = {80, false, 0.35, 0, 3},
                                    [PDF_TABLE] = {85, false, 0, 0, 0}},
                         head_face = {80, true, 0, 0, 0}, many_face = {70, false, 0, 0, 0},
                         many_head_face = {64, true, 0, 0, 0}, foot_face = {75, false, 0.35, 0, 0};

struct pen {
    cairo_t *cr;
    const struct pdf_document *d;
    bool draws;
    int page, of;
    double y; /* where the next thing begins */
};

/* ---- text ---- */

static PangoLayout *layout_of(const struct pen *p, const struct face *f, const char *text,
                              double width)
{
    PangoLayout *l = pango_cairo_create_layout(p->cr);
    PangoFontDescription *font = pango_font_description_from_string(FONT);
    pango_font_description_set_absolute_size(font, f->size * PANGO_SCALE / 10.0);
    pango_font_description_set_weight(font, f->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(l, font);
    pango_font_description_free(font);
    if (p->d->lang[0] != '\0')
        pango_context_set_language(pango_layout_get_context(l),
                                   pango_language_from_string(p->d->lang));
    pango_layout_set_width(l, (int)(width * PANGO_SCALE));
    pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_text(l, text, -1);
    return l;
}

static double height_of(PangoLayout *l)
{
    int h;
    pango_layout_get_size(l, NULL, &h);
    return (double)h / PANGO_SCALE;
}

static void ink(const struct pen *p, double grey)
{
    cairo_set_source_rgb(p->cr, grey, grey, grey);
}

static void show(const struct pen *p, PangoLayout *l, double grey, double x, double y)
{
    if (!p->draws)
        return;
    ink(p, grey);
    cairo_move_to(p->cr, x, y);
    pango_cairo_show_layout(p->cr, l);
}

/* ---- pages ---- */

/* "{n} / {all}" */
static struct str number(const struct pen *p, struct buf *out)
{
    struct str rest = str_c(p->d->page);
    while (rest.n > 0) {
        struct str text = str_cut(&rest, '{'), name;
        buf_puts(out, text);
        if (rest.n == 0)
            break;
        name = str_cut(&rest, '}');
        buf_i64(out, str_eqc(name, "all") ? p->of : p->page);
    }
    buf_putc(out, '\0');
    return buf_str(out);
}

static void end_page(struct pen *p)
{
    struct buf text;
    if (!p->draws)
        return;
    buf_init(&text, 1u << 20);
    PangoLayout *left = layout_of(p, &foot_face, p->d->foot, WIDTH * 0.8),
                *right = layout_of(p, &foot_face, number(p, &text).p, WIDTH * 0.2);
    pango_layout_set_alignment(right, PANGO_ALIGN_RIGHT);
    ink(p, 0.7);
    cairo_set_line_width(p->cr, 0.5);
    cairo_move_to(p->cr, SIDE, FOOT_Y - 5);
    cairo_line_to(p->cr, SIDE + WIDTH, FOOT_Y - 5);
    cairo_stroke(p->cr);
    pango_layout_set_height(left, -2);
    pango_layout_set_ellipsize(left, PANGO_ELLIPSIZE_END);
    show(p, left, foot_face.grey, SIDE, FOOT_Y);
    show(p, right, foot_face.grey, SIDE + WIDTH * 0.8, FOOT_Y);
    g_object_unref(left);
    g_object_unref(right);
    buf_release(&text);
    cairo_show_page(p->cr);
}

static void next_page(struct pen *p)
{
    end_page(p);
    p->page++;
    p->y = TOP;
}

/* A new page, unless so much fits on this one. True when one was begun. */
static bool need(struct pen *p, double height)
{
    if (p->y + height <= PAGE_H - BOTTOM || p->y <= TOP)
        return false;
    next_page(p);
    return true;
}

/* ---- blocks ---- */

/* Line by line, so that a text may be longer than a page. */
static void put_text(struct pen *p, const struct face *f, const char *text)
{
    PangoLayout *l = layout_of(p, f, text, WIDTH);
    PangoLayoutIter *at = pango_layout_get_iter(l);
    p->y += p->y > TOP ? f->above : 0;
    do {
        PangoRectangle box;
        pango_layout_iter_get_line_extents(at, NULL, &box);
        double h = (double)box.height / PANGO_SCALE;
        (void)need(p, h);
        if (p->draws) {
            double down = (double)(pango_layout_iter_get_baseline(at) - box.y) / PANGO_SCALE;
            ink(p, f->grey);
            cairo_move_to(p->cr, SIDE + (double)box.x / PANGO_SCALE, p->y + down);
            pango_cairo_show_layout_line(p->cr, pango_layout_iter_get_line_readonly(at));
        }
        p->y += h;
    } while (pango_layout_iter_next_line(at));
    p->y += f->below;
    pango_layout_iter_free(at);
    g_object_unref(l);
}

static void rule(const struct pen *p, double grey)
{
    if (!p->draws)
        return;
    ink(p, grey);
    cairo_set_line_width(p->cr, 0.5);
    cairo_move_to(p->cr, SIDE, p->y);
    cairo_line_to(p->cr, SIDE + WIDTH, p->y);
    cairo_stroke(p->cr);
}

struct row {
    PangoLayout *cells[PDF_COLUMNS_MAX];
    double height;
};

/* A cell that would be higher than a page is cut, with an ellipsis. */
static struct row row_of(const struct pen *p, const struct pdf_block *b, uint32_t at)
{
    struct row r = {.height = 0};
    const struct face *f = b->columns >= MANY ? (at == 0 ? &many_head_face : &many_face)
                           : at == 0          ? &head_face
                                              : &faces[PDF_TABLE];
    for (uint32_t i = 0; i < b->columns; i++) {
        PangoLayout *l =
            layout_of(p, f, b->cells[(size_t)at * b->columns + i], b->width[i] * WIDTH - 2 * PAD);
        pango_layout_set_alignment(l, b->right[i] ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
        pango_layout_set_height(l, (int)(ROOM / 2 * PANGO_SCALE));
        pango_layout_set_ellipsize(l, PANGO_ELLIPSIZE_END);
        double h = height_of(l);
        r.height = h > r.height ? h : r.height;
        r.cells[i] = l;
    }
    r.height += PAD;
    return r;
}

static void put_row(struct pen *p, const struct pdf_block *b, struct row *r, bool head)
{
    double x = SIDE;
    for (uint32_t i = 0; i < b->columns; i++) {
        show(p, r->cells[i], 0, x + PAD, p->y + PAD / 2);
        x += b->width[i] * WIDTH;
        g_object_unref(r->cells[i]);
    }
    p->y += r->height;
    rule(p, head ? 0.2 : 0.85);
}

static void put_table_row(struct pen *p, const struct pdf_block *b, uint32_t at)
{
    struct row r = row_of(p, b, at);
    if (need(p, r.height) && at > 0) {
        struct row head = row_of(p, b, 0);
        put_row(p, b, &head, true);
    }
    put_row(p, b, &r, at == 0);
}

/* No heading stands alone at the end of a page, nor a table's head. */
static void put_block(struct pen *p, const struct pdf_block *b)
{
    if (b->kind == PDF_TABLE) {
        (void)need(p, 50);
        for (uint32_t i = 0; i < b->rows && p->page <= PDF_PAGES_MAX; i++)
            put_table_row(p, b, i);
        p->y += 6;
        return;
    }
    if (b->kind == PDF_HEADING)
        (void)need(p, 90);
    put_text(p, &faces[b->kind], b->text);
}

static void walk(struct pen *p)
{
    p->page = 1;
    p->y = TOP;
    if (p->d->title[0] != '\0')
        put_text(p, &title_face, p->d->title);
    for (size_t i = 0; i < p->d->n && p->page <= PDF_PAGES_MAX; i++)
        put_block(p, &p->d->blocks[i]);
    end_page(p);
}

/* ---- the file ---- */

static cairo_status_t take(void *arg, const unsigned char *p, unsigned int n)
{
    struct buf *out = arg;
    buf_put(out, p, n);
    return buf_ok(out) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

enum rc pdf_draw(const struct pdf_document *d, struct buf *out, struct err *e)
{
    cairo_surface_t *s = cairo_pdf_surface_create_for_stream(take, out, PAGE_W, PAGE_H);
    cairo_t *cr = cairo_create(s);
    struct pen p = {.cr = cr, .d = d};
    cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_TITLE, d->title);
    cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_CREATOR, "Markaz " MARKAZ_VERSION);
    if (d->made[0] != '\0')
        cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_CREATE_DATE, d->made);
    walk(&p);
    p.of = p.page;
    p.draws = true;
    if (p.of <= PDF_PAGES_MAX)
        walk(&p);
    cairo_destroy(cr);
    cairo_surface_finish(s);
    cairo_status_t status = cairo_surface_status(s);
    cairo_surface_destroy(s);
    /* What the libraries keep for a next document: there is none. */
    pango_cairo_font_map_set_default(NULL);
    cairo_debug_reset_static_data();
    FcFini();
    if (p.of > PDF_PAGES_MAX)
        return err_set(e, RC_TOO_LARGE, "the document has more than %d pages", PDF_PAGES_MAX);
    must(p.page == p.of);
    return status == CAIRO_STATUS_SUCCESS
               ? RC_OK
               : err_set(e, RC_IO, "could not draw: %s", cairo_status_to_string(status));
}
