/* SPDX-License-Identifier: Apache-2.0 */
#include "place/index.h"

#include <stdlib.h>
#include <string.h>

#include "base/mapping.h"
#include "base/mem.h"
#include "place/place_priv.h"

uint64_t place_size(const struct place_head *h)
{
    uint64_t n = PLACE_ALIGNED(sizeof *h);
#define ADD_SECTION(name, type, length) n += PLACE_ALIGNED((uint64_t)(length) * sizeof(type));
    PLACE_SECTIONS(ADD_SECTION)
#undef ADD_SECTION
    return n;
}

static void lay(struct place_index *x, const char *bytes)
{
    const struct place_head *h = &x->h;
    uint64_t n = PLACE_ALIGNED(sizeof *h);
#define LAY_SECTION(name, type, length) \
    x->name = (const type *)(const void *)(bytes + n); \
    n += PLACE_ALIGNED((uint64_t)(length) * sizeof(type));
    PLACE_SECTIONS(LAY_SECTION)
#undef LAY_SECTION
    must(n == place_size(h));
}

struct sha256 place_sum(struct str bytes)
{
    size_t from = offsetof(struct place_head, sum) + sizeof(struct sha256);
    struct sha256_pieces *p = sha256_pieces_begin();
    sha256_pieces_add(p, (struct str){bytes.p + from, bytes.n - from});
    return sha256_pieces_done(p);
}

struct str place_text(const struct place_index *x, uint32_t at)
{
    return (struct str){x->text + at + 1, (uint8_t)x->text[at]};
}

static enum rc check_head(const struct place_head *h, uint64_t size, struct err *e)
{
    if (memcmp(h->magic, PLACE_MAGIC_TEXT, sizeof h->magic) != 0)
        return err_set(e, RC_CORRUPT, "this is no index of places");
    if (h->order != PLACE_ORDER)
        return err_set(e, RC_CORRUPT, "the index of places was made on a machine of another kind");
    if (h->form != PLACE_FORM)
        return err_set(e, RC_CORRUPT, "the index of places has form %u; this program reads form %u",
                       h->form, PLACE_FORM);
    if (h->docs == 0 || h->docs > PLACE_ENTRIES_MAX || h->houses > PLACE_ENTRIES_MAX ||
        h->posts > PLACE_POSTS_MAX || h->words > h->posts || h->text == 0)
        return err_set(e, RC_CORRUPT, "the index of places names counts that no index has");
    if (h->size != size || place_size(h) != size)
        return err_set(e, RC_CORRUPT, "the index of places has %llu bytes and should have %llu",
                       (unsigned long long)size, (unsigned long long)place_size(h));
    return RC_OK;
}

/* ---- what is followed ---- */

static bool text_whole(const struct place_index *x, uint32_t at)
{
    return at < x->h.text && (uint8_t)x->text[at] < x->h.text - at && str_utf8(place_text(x, at));
}

/* From 0, never down, to `end`. */
static bool ascends(const uint32_t *first, uint32_t n, uint32_t end)
{
    if (first[0] != 0 || first[n] != end)
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (first[i] > first[i + 1])
            return false;
    return true;
}

static enum rc check_docs(const struct place_index *x, struct err *e)
{
    if (x->text[0] != '\0' || !ascends(x->house_first, x->h.docs, x->h.houses))
        return err_set(e, RC_CORRUPT, "the index of places: its houses are not in order");
    for (uint32_t i = 0; i < x->h.docs; i++) {
        const struct place_doc *d = &x->doc[i];
        if (!text_whole(x, d->name) || !text_whole(x, d->street) || !text_whole(x, d->settlement) ||
            d->kind >= PLACE_KINDS || d->words > PLACE_WORDS_MAX ||
            !geo_valid(d->at.lat7, d->at.lon7))
            return err_set(e, RC_CORRUPT, "the index of places: place %u is none", i);
    }
    return RC_OK;
}

static enum rc check_houses(const struct place_index *x, struct err *e)
{
    for (uint32_t d = 0; d < x->h.docs; d++)
        for (uint32_t i = x->house_first[d]; i < x->house_first[d + 1]; i++) {
            const struct place_house *h = &x->house[i];
            if (!text_whole(x, h->shown) || !text_whole(x, h->folded) ||
                place_text(x, h->folded).n > PLACE_WORD_MAX || !geo_valid(h->at.lat7, h->at.lon7) ||
                (i > x->house_first[d] &&
                 str_cmp(place_text(x, h[-1].folded), place_text(x, h->folded)) > 0))
                return err_set(e, RC_CORRUPT, "the index of places: house %u is none", i);
        }
    return RC_OK;
}

static struct str word_of(const struct place_index *x, uint32_t i)
{
    return (struct str){x->word_text + x->word_first[i], x->word_first[i + 1] - x->word_first[i]};
}

/* The words ascend, and each says rightly how much of it is as before. */
static bool word_whole(const struct place_index *x, uint32_t i, struct str last)
{
    struct str word = word_of(x, i);
    uint8_t same = x->word_same[i];
    return word.n > 0 && word.n <= PLACE_WORD_MAX && str_cmp(last, word) < 0 && same < word.n &&
           same <= last.n && (same == 0 || memcmp(last.p, word.p, same) == 0) &&
           (same == last.n || last.p[same] != word.p[same]);
}

static enum rc check_words(const struct place_index *x, struct err *e)
{
    struct str last = STR_NONE;
    if (!ascends(x->word_first, x->h.words, x->h.word_text) ||
        !ascends(x->post_first, x->h.words, x->h.posts))
        return err_set(e, RC_CORRUPT, "the index of places: its words are not in order");
    for (uint32_t i = 0; i < x->h.words; i++) {
        if (!word_whole(x, i, last))
            return err_set(e, RC_CORRUPT, "the index of places: word %u is out of order", i);
        last = word_of(x, i);
        for (uint32_t k = x->post_first[i]; k < x->post_first[i + 1]; k++)
            if (x->post[k] >= x->h.docs || (k > x->post_first[i] && x->post[k - 1] >= x->post[k]))
                return err_set(e, RC_CORRUPT, "the index of places: word %u is of no place", i);
    }
    return RC_OK;
}

static enum rc check(struct place_index *x, struct err *e)
{
    enum rc rc = check_head(&x->h, x->bytes.n, e);
    if (rc != RC_OK)
        return rc;
    struct sha256 sum = place_sum(x->bytes);
    if (memcmp(&sum, &x->h.sum, sizeof sum) != 0)
        return err_set(e, RC_CORRUPT, "the index of places is damaged: its sum is another");
    lay(x, x->bytes.p);
    rc = check_docs(x, e);
    if (rc == RC_OK)
        rc = check_houses(x, e);
    return rc == RC_OK ? check_words(x, e) : rc;
}

/* ---- opening ---- */

enum rc place_open(struct place_index **out, struct str bytes, struct err *e)
{
    struct place_index *x = mem_alloc(sizeof *x);
    *x = (struct place_index){.magic = PLACE_MAGIC, .bytes = bytes};
    enum rc rc = RC_OK;
    if (bytes.n < sizeof x->h || (uintptr_t)bytes.p % 8 != 0)
        rc = err_set(e, RC_CORRUPT, "this is no index of places");
    if (rc == RC_OK) {
        memcpy(&x->h, bytes.p, sizeof x->h);
        rc = check(x, e);
    }
    if (rc != RC_OK) {
        free(x);
        return rc;
    }
    *out = x;
    return RC_OK;
}

enum rc place_map(struct place_index **out, const char *path, struct err *e)
{
    struct str bytes;
    enum rc rc = mapping_open(&bytes, path, PLACE_FILE_MAX, e);
    if (rc != RC_OK)
        return rc;
    rc = place_open(out, bytes, e);
    if (rc != RC_OK)
        mapping_close(bytes);
    else
        (*out)->mapped = true;
    return rc;
}

void place_close(struct place_index *x)
{
    if (x == NULL)
        return;
    CHECK_OBJ(x, PLACE_MAGIC);
    if (x->mapped)
        mapping_close(x->bytes);
    x->magic = 0;
    free(x);
}

void place_figures(const struct place_index *x, struct place_figures *out)
{
    CHECK_OBJ(x, PLACE_MAGIC);
    *out = (struct place_figures){x->h.docs, x->h.houses, x->h.words, x->h.size};
}
