/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "pdf.h"

#define CELLS_MAX 4000000u

static enum rc wrong(const char *what, struct err *e)
{
    return err_set(e, RC_INVALID, "the document: %s", what);
}

static const char *text_of(struct pdf_document *d, struct json_token t)
{
    char *to = arena_alloc(&d->arena, t.raw.n + 1);
    struct str text = json_text(t, to);
    if (text.n > 0 && text.p != to)
        memcpy(to, text.p, text.n);
    to[text.n] = '\0';
    return to;
}

/* ---- tables ---- */

static enum rc read_widths(struct json_reader *r, struct pdf_block *b, struct err *e)
{
    double sum = 0;
    if (json_next(r).kind != JSON_ARRAY)
        return wrong("'widths' is a list of numbers", e);
    for (b->columns = 0;; b->columns++) {
        int64_t v;
        struct json_token t = json_next(r);
        if (t.kind == JSON_ARRAY_END)
            break;
        if (t.kind != JSON_NUMBER || b->columns == PDF_COLUMNS_MAX || !json_scaled(t, 3, &v) ||
            v <= 0 || v > 1000000)
            return wrong("'widths' are 1 to 12 numbers, 0.001 to 1000", e);
        b->width[b->columns] = (double)v;
        sum += (double)v;
    }
    if (b->columns == 0)
        return wrong("a table has a column", e);
    for (uint32_t i = 0; i < b->columns; i++)
        b->width[i] /= sum;
    return RC_OK;
}

static enum rc read_align(struct json_reader *r, struct pdf_block *b, struct err *e)
{
    struct json_token t = json_next(r);
    if (t.kind != JSON_STRING || t.raw.n > PDF_COLUMNS_MAX)
        return wrong("'align' has a letter for each column, l or r", e);
    for (size_t i = 0; i < t.raw.n; i++)
        b->right[i] = t.raw.p[i] == 'r';
    return RC_OK;
}

struct cells {
    const char **v;
    size_t n, cap;
};

/* Cells of one row, whose '[' was read; those that are missing are empty. */
static enum rc read_row(struct pdf_document *d, struct json_reader *r, struct pdf_block *b,
                        struct cells *c, struct err *e)
{
    size_t end = c->n + b->columns;
    if (b->columns == 0)
        return wrong("'widths' stand before the rows", e);
    if (end > CELLS_MAX)
        return wrong("a table has too many rows", e);
    if (end > c->cap) {
        c->cap = end * 2;
        c->v = mem_resize(c->v, c->cap, sizeof *c->v);
    }
    for (struct json_token t; (t = json_next(r)).kind != JSON_ARRAY_END;) {
        if (t.kind != JSON_STRING || c->n == end)
            return wrong("a row is a list of texts, no more than there are widths", e);
        c->v[c->n++] = text_of(d, t);
    }
    while (c->n < end)
        c->v[c->n++] = "";
    b->rows++;
    return RC_OK;
}

static enum rc read_rows(struct pdf_document *d, struct json_reader *r, struct pdf_block *b,
                         struct cells *c, struct err *e)
{
    enum rc rc = json_next(r).kind == JSON_ARRAY ? RC_OK : wrong("'rows' is a list of rows", e);
    while (rc == RC_OK) {
        struct json_token t = json_next(r);
        if (t.kind == JSON_ARRAY_END)
            break;
        rc = t.kind == JSON_ARRAY ? read_row(d, r, b, c, e) : wrong("'rows' is a list of rows", e);
    }
    return rc;
}

static enum rc read_table(struct pdf_document *d, struct json_reader *r, struct pdf_block *b,
                          struct err *e)
{
    struct cells c = {0};
    enum rc rc = json_next(r).kind == JSON_OBJECT ? RC_OK : wrong("a table is an object", e);
    while (rc == RC_OK) {
        struct json_token key = json_next(r);
        if (key.kind == JSON_OBJECT_END)
            break;
        if (str_eqc(key.raw, "widths"))
            rc = read_widths(r, b, e);
        else if (str_eqc(key.raw, "align"))
            rc = read_align(r, b, e);
        else if (str_eqc(key.raw, "head") && b->rows == 0)
            rc = json_next(r).kind == JSON_ARRAY ? read_row(d, r, b, &c, e)
                                                 : wrong("'head' is a list of texts", e);
        else if (str_eqc(key.raw, "rows") && b->rows == 1)
            rc = read_rows(d, r, b, &c, e);
        else
            rc = wrong("a table has widths, align, head and rows, in this order", e);
    }
    if (rc == RC_OK && b->rows == 0)
        rc = wrong("a table has a head", e);
    if (rc == RC_OK) {
        b->cells = arena_alloc(&d->arena, c.n * sizeof *c.v);
        memcpy(b->cells, c.v, c.n * sizeof *c.v);
    }
    free(c.v);
    return rc;
}

/* ---- blocks ---- */

static enum rc read_block(struct pdf_document *d, struct json_reader *r, struct err *e)
{
    static const char *const names[] = {"heading", "text", "small"};
    struct pdf_block b = {.kind = PDF_TABLE, .text = ""};
    struct json_token key = json_next(r);
    enum rc rc = RC_OK;
    if (key.kind != JSON_KEY)
        return wrong("a block has one member", e);
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (str_eqc(key.raw, names[i]))
            b.kind = (enum pdf_kind)i;
    if (b.kind != PDF_TABLE) {
        struct json_token t = json_next(r);
        if (t.kind != JSON_STRING)
            return wrong("headings and texts are texts", e);
        b.text = text_of(d, t);
    } else {
        rc = str_eqc(key.raw, "table")
                 ? read_table(d, r, &b, e)
                 : wrong("a block is a heading, a text, a small text or a table", e);
    }
    if (rc == RC_OK && json_next(r).kind != JSON_OBJECT_END)
        rc = wrong("a block has one member", e);
    if (rc != RC_OK)
        return rc;
    if (d->n == d->cap) {
        d->cap = d->cap > 0 ? d->cap * 2 : 64;
        d->blocks = mem_resize(d->blocks, d->cap, sizeof *d->blocks);
    }
    d->blocks[d->n++] = b;
    return RC_OK;
}

static enum rc read_blocks(struct pdf_document *d, struct json_reader *r, struct err *e)
{
    enum rc rc = json_next(r).kind == JSON_ARRAY ? RC_OK : wrong("'blocks' is a list", e);
    while (rc == RC_OK) {
        struct json_token t = json_next(r);
        if (t.kind == JSON_ARRAY_END)
            break;
        rc = t.kind == JSON_OBJECT ? read_block(d, r, e) : wrong("a block is an object", e);
    }
    return rc;
}

static enum rc read_member(struct pdf_document *d, struct json_reader *r, struct str name,
                           struct err *e)
{
    const struct {
        const char *name;
        const char **to;
    } texts[] = {{"title", &d->title},
                 {"lang", &d->lang},
                 {"made", &d->made},
                 {"foot", &d->foot},
                 {"page", &d->page}};

    if (str_eqc(name, "blocks"))
        return read_blocks(d, r, e);
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        if (!str_eqc(name, texts[i].name))
            continue;
        struct json_token t = json_next(r);
        if (t.kind != JSON_STRING)
            return wrong("title, lang, made, foot and page are texts", e);
        *texts[i].to = text_of(d, t);
        return RC_OK;
    }
    return wrong("it has title, lang, made, foot, page and blocks", e);
}

enum rc pdf_document_read(struct pdf_document *d, struct str json, struct err *e)
{
    struct json_reader r;
    *d = (struct pdf_document){.title = "", .lang = "", .made = "", .foot = "", .page = ""};
    arena_init(&d->arena, 8 * PDF_INPUT_MAX);
    enum rc rc = json_check(json, e);
    json_open(&r, json);
    if (rc == RC_OK && json_next(&r).kind != JSON_OBJECT)
        rc = wrong("it is one object", e);
    while (rc == RC_OK) {
        struct json_token key = json_next(&r);
        if (key.kind != JSON_KEY)
            break;
        rc = read_member(d, &r, key.raw, e);
    }
    return rc;
}

void pdf_document_release(struct pdf_document *d)
{
    free(d->blocks);
    arena_release(&d->arena);
    *d = (struct pdf_document){0};
}
