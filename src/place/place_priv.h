/* SPDX-License-Identifier: Apache-2.0 */
/* How an index lies in its bytes. All sections follow the head in this order, each aligned to 8; lengths follow from the head. */
#ifndef PLACE_PLACE_PRIV_H
#define PLACE_PLACE_PRIV_H

#include "base/hash.h"
#include "place/fold.h"
#include "place/index.h"

#define PLACE_FORM 1u
#define PLACE_ORDER 0x01020304u /* reads otherwise on a machine of the other byte order */
#define PLACE_MAGIC_TEXT "MKPLACE\n"
#define PLACE_POSTS_MAX (1u << 28)
#define PLACE_BYTES_MAX (1u << 31)

struct place_head {
    char magic[8];
    uint32_t form, order;
    uint64_t size;     /* of the whole file */
    struct sha256 sum; /* over all behind the sum */
    uint32_t docs, houses, words, posts;
    uint32_t text, word_text; /* bytes */
};

/* A text is an offset into `text`: a byte of length, then so many bytes. Offset 0 is the empty text. */
struct place_doc {
    uint32_t name, street, settlement;
    struct geo_point at;
    uint8_t kind, words, spare[2];
};

/* Of one doc sorted by `folded`, then `shown`, then place. */
struct place_house {
    uint32_t shown, folded;
    struct geo_point at;
};

/* X(name, type, length) */
#define PLACE_SECTIONS(X) \
    X(doc, struct place_doc, h->docs) \
    X(house_first, uint32_t, h->docs + UINT64_C(1)) \
    X(house, struct place_house, h->houses) \
    X(word_first, uint32_t, h->words + UINT64_C(1)) /* into word_text; words ascend */ \
    X(word_same, uint8_t, h->words)                 /* bytes as in the word before */ \
    X(post_first, uint32_t, h->words + UINT64_C(1)) \
    X(post, uint32_t, h->posts) /* docs of a word, ascending */ \
    X(word_text, char, h->word_text) \
    X(text, char, h->text)

struct place_index {
    unsigned magic;
    struct place_head h;
    struct str bytes;
    bool mapped; /* else the bytes are borrowed */
#define PLACE_POINTER(name, type, length) const type *name;
    PLACE_SECTIONS(PLACE_POINTER)
#undef PLACE_POINTER
};

#define PLACE_MAGIC 0x506c6163u
#define PLACE_ALIGNED(n) (((n) + 7u) & ~UINT64_C(7))

/* index.c: how many bytes, and their sum. */
uint64_t place_size(const struct place_head *h);
struct sha256 place_sum(struct str bytes);
/* A checked text. */
struct str place_text(const struct place_index *x, uint32_t at);

/* find.c; the tests count with the same. How a word of n bytes may be misspelt. */
uint32_t place_forgiven(struct str word);
#define PLACE_COST_EDIT 4u  /* a misspelling */
#define PLACE_COST_BEGIN 1u /* the beginning of a word, not the whole */
#define PLACE_COST_HOUSE 3u /* the house that was asked for is not known */
#define PLACE_WEIGHT \
    12u /* a cost of 1, in scores: of a misspelling more than distance and words left over can be */
#define PLACE_LEFT_MAX 3u /* words of a doc that nobody asked for, counted so far */
#define PLACE_FAR_MAX 17u
/* 0: within 250 m; 1 more for each doubling. */
uint32_t place_far(struct geo_point a, struct geo_point b);

#endif
