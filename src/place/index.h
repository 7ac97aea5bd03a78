/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The index of addresses and places: one read-only block of bytes, the same in a file and in memory, so that a start maps it.
 *
 * A *doc* is what differs in name, street or settlement, or lies apart from what is alike in them (draft_priv.h: PLACE_APART7): a street with all
 * its houses, a settlement, a place with a name. Below it stand its houses. Each word of a doc is in a sorted list of words, with the docs that have it; so a question walks the words once and
 * then the docs of those that fit.
 *
 * Units: degrees x 10^7. An index is immutable: any thread.
 */
#ifndef PLACE_INDEX_H
#define PLACE_INDEX_H

#include "base/buf.h"
#include "base/err.h"
#include "geo/distance.h"

#define PLACE_ENTRIES_MAX (1u << 24)
#define PLACE_TEXT_MAX 200u /* bytes of a name, street, settlement */
#define PLACE_HOUSE_MAX 32u /* bytes of a house's number */
#define PLACE_FILE_MAX (UINT64_C(4) << 30)

/* In files: never reorder, append. */
enum place_kind { PLACE_ADDRESS, PLACE_SETTLEMENT, PLACE_NAMED, PLACE_KINDS };

/* As a source tells it. A name, a street, or a settlement with a house must be there; others may be empty. */
struct place_entry {
    struct str name, street, house, settlement;
    struct geo_point at;
    enum place_kind kind;
};

/* ---- making one ---- */

struct place_draft;
MUST_USE struct place_draft *place_draft_new(void);
/* NULL is allowed. */
void place_draft_free(struct place_draft *d);
uint32_t place_draft_count(const struct place_draft *d);
/* Copies. RC_INVALID names the field at fault: too long, no UTF-8, nothing to look for, nowhere. RC_TOO_LARGE: PLACE_ENTRIES_MAX. */
MUST_USE enum rc place_draft_add(struct place_draft *d, const struct place_entry *p, struct err *e);
/*
 * Rows of RFC 4180 (UTF-8, a BOM is passed over, separated by comma or semicolon) with a line of columns first: lat and lon must be there,
 * name, street, house, settlement and kind (address, settlement, place; else address, or place when it has a name) may be; others are not
 * read. RC_INVALID names line and column; what was added before stays in the draft.
 */
MUST_USE enum rc place_csv(struct str csv, struct place_draft *d, struct err *e);
/*
 * The whole index; the caller frees bytes->p with free(). The same entries in any order give the same bytes, entries told twice count once.
 * RC_INVALID: there is none. RC_TOO_LARGE.
 */
MUST_USE enum rc place_build(struct place_draft *d, struct str *bytes, struct err *e);

/* ---- asking it ---- */

struct place_index;

/* `bytes` aligned to 8, borrowed until place_close. Every number that is followed is checked: RC_CORRUPT says what is wrong. */
MUST_USE enum rc place_open(struct place_index **out, struct str bytes, struct err *e);
/* The same of a file, mapped. RC_NOT_FOUND: no such file; RC_IO; RC_TOO_LARGE: over PLACE_FILE_MAX. */
MUST_USE enum rc place_map(struct place_index **out, const char *path, struct err *e);
/* NULL is allowed. */
void place_close(struct place_index *x);

struct place_figures {
    uint32_t docs, houses, words;
    uint64_t bytes;
};

void place_figures(const struct place_index *x, struct place_figures *out);

#define PLACE_HITS_MAX 50u
#define PLACE_QUERY_WORDS 8u /* words of a question that are looked at */
#define PLACE_SAME_DOC 3u    /* houses of one doc that an unfinished number shows */

struct place_hit {
    struct str name, street, house, settlement; /* borrowed from the index; empty: it has none */
    struct geo_point at; /* of a street without a house: the middle of its houses */
    enum place_kind kind;
    uint32_t score; /* less is better */
    bool
        no_house; /* the street is there, the house that was asked for is not known: `at` is the street's */
};

/*
 * The best of what fits `query` (any bytes), best first, up to `limit` (1..PLACE_HITS_MAX). Every word must fit, in any order, as
 * it is or as the beginning of one; a word of four letters may have one misspelling (a letter wrong, missing, too much, or two
 * exchanged), one of seven two, numbers none. One number may be a house of the street instead. Words come before distance: a misspelling
 * weighs more than being anywhere on earth; `near` (may be NULL) decides among what fits as well. Returns how many.
 */
uint32_t place_find(const struct place_index *x, struct str query, const struct geo_point *near,
                    uint32_t limit, struct place_hit *out);

/* "41.31, 69.22": degrees of latitude and longitude, north and east. */
MUST_USE bool place_coordinates(struct str query, struct geo_point *at);

#endif
