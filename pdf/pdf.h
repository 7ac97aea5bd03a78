/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A report as blocks of text, and its A4 pages. The document is one JSON object; doc/man/markaz-pdf.1 lists its members. It
 * knows nothing of what it prints, so that every report of the centre looks alike.
 */
#ifndef PDF_PDF_H
#define PDF_PDF_H

#include "base/json.h"

#define PDF_INPUT_MAX (32u << 20)
#define PDF_COLUMNS_MAX 12
#define PDF_PAGES_MAX 5000

enum pdf_kind { PDF_HEADING, PDF_TEXT, PDF_SMALL, PDF_TABLE };

/* A table's cells stand row after row, the head first: `rows` counts it. */
struct pdf_block {
    enum pdf_kind kind;
    const char *text;
    uint32_t columns, rows;
    double width[PDF_COLUMNS_MAX]; /* shares of the whole */
    bool right[PDF_COLUMNS_MAX];   /* numbers stand right */
    const char **cells;
};

/* Texts are NUL-ended UTF-8 and belong to the arena. */
struct pdf_document {
    struct arena arena;
    const char *title, *lang, *made; /* lang: BCP 47, made: RFC 3339; both may be empty */
    const char *foot, *page;         /* page: "{n} / {all}" */
    struct pdf_block *blocks;
    size_t n, cap;
};

/* RC_INVALID names what is wrong. Release it whatever it returns. */
MUST_USE enum rc pdf_document_read(struct pdf_document *d, struct str json, struct err *e);
void pdf_document_release(struct pdf_document *d);

/* The pages, to be written to `out`. RC_TOO_LARGE: they are too many; RC_IO: they could not be made. */
MUST_USE enum rc pdf_draw(const struct pdf_document *d, struct buf *out, struct err *e);

#endif
