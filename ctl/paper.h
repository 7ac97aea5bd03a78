/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A printed report: blocks are added one after the other, and markaz-pdf makes pages of them. Words are those of the pages
 * (web/src/i18n), in the reader's language.
 */
#ifndef CTL_PAPER_H
#define CTL_PAPER_H

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"

#define PAPER_LANGS 4

struct word {
    const char *key;
    const char *in[PAPER_LANGS]; /* en ru uz kk */
};

extern const struct word words[]; /* words_gen.c, by key */
extern const size_t nwords;

struct paper {
    struct buf out; /* the document: doc/man/markaz-pdf.1 */
    int lang;
    bool any, row, cell; /* is there something before in the list of blocks, rows, cells? */
};

/* -1: not one of the four languages. */
int paper_lang(const char *name);
/* The text of a key, which must exist. */
const char *paper_word(const struct paper *p, const char *key);

/*
 * What stands between braces in `text` is filled in from `fills`: name, value, name, value..., NULL. Appended to `out`.
 */
void paper_fill(struct buf *out, const char *text, const char *const *fills);
/* A moment in the centre's time: 2026-10-01 08:00. */
void paper_time(struct buf *out, usec_t at);

void paper_begin(struct paper *p, int lang, struct str title, struct str foot, usec_t made);
void paper_heading(struct paper *p, const char *text);
void paper_text(struct paper *p, struct str text);
void paper_small(struct paper *p, struct str text);

/* A table: `widths` like "4,1,1", `align` a letter l or r for each column; the row that is begun first is its head. */
void paper_table(struct paper *p, const char *widths, const char *align);
void paper_row(struct paper *p);
void paper_cell(struct paper *p, struct str text);
/* The same of a text as it stands between the quotes of JSON that was read. */
void paper_cell_json(struct paper *p, struct str raw);
void paper_table_end(struct paper *p);

/* Ends the document and writes its pages to `file`, which is whole or as it was before; "-" is standard output. */
MUST_USE enum rc paper_print(struct paper *p, const char *file, struct err *e);
void paper_release(struct paper *p);

#endif
