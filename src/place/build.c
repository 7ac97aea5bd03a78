/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "place/draft_priv.h"

/* A word of a doc; its text is in making.folded. */
struct pair {
    uint32_t at, doc;
    uint8_t len;
};

struct making {
    const struct place_draft *d;
    struct buf texts, folded, word_texts;
    const char *text, *word_text; /* of these, when they are whole */
    struct place_doc *doc;
    uint32_t *house_first;
    struct place_house *house;
    struct pair *pairs;
    uint32_t ndocs, nhouses, npairs, cap_pairs;
    uint32_t *word_first, *post_first, *post;
    uint8_t *word_same;
    uint32_t nwords, nposts;
};

/* ---- order ---- */

static int by_number(int64_t a, int64_t b)
{
    return a < b ? -1 : a > b;
}

static int by_doc(const struct place_draft *d, const struct place_row *a, const struct place_row *b)
{
    int c = by_number(a->kind, b->kind);
    if (c == 0)
        c = str_cmp(place_draft_text(d, a->name), place_draft_text(d, b->name));
    if (c == 0)
        c = str_cmp(place_draft_text(d, a->street), place_draft_text(d, b->street));
    return c != 0 ? c
                  : str_cmp(place_draft_text(d, a->settlement), place_draft_text(d, b->settlement));
}

static int by_all(const void *x, const void *y, void *user)
{
    const struct place_draft *d = user;
    const struct place_row *a = x, *b = y;
    int c = by_doc(d, a, b);
    if (c == 0) {
        char fa[PLACE_WORD_MAX], fb[PLACE_WORD_MAX];
        c = str_cmp(place_fold_house(place_draft_text(d, a->house), fa),
                    place_fold_house(place_draft_text(d, b->house), fb));
    }
    if (c == 0)
        c = str_cmp(place_draft_text(d, a->house), place_draft_text(d, b->house));
    if (c == 0)
        c = by_number(a->at.lat7, b->at.lat7);
    return c != 0 ? c : by_number(a->at.lon7, b->at.lon7);
}

static int by_word(const void *x, const void *y, void *user)
{
    const char *folded = user;
    const struct pair *a = x, *b = y;
    int c = str_cmp((struct str){folded + a->at, a->len}, (struct str){folded + b->at, b->len});
    return c != 0 ? c : by_number(a->doc, b->doc);
}

/* ---- docs and houses ---- */

static uint32_t put_text(struct making *m, struct str s)
{
    if (s.n == 0)
        return 0;
    uint32_t at = (uint32_t)m->texts.n;
    buf_putc(&m->texts, (char)(unsigned char)s.n);
    buf_puts(&m->texts, s);
    return at;
}

static void put_words(struct making *m, const struct place_row *r, struct place_doc *doc)
{
    struct place_words w = {.n = 0};
    place_fold(place_draft_text(m->d, r->name), &w);
    place_fold(place_draft_text(m->d, r->street), &w);
    place_fold(place_draft_text(m->d, r->settlement), &w);
    place_words_tell(&w);
    doc->words = (uint8_t)w.n;
    for (uint32_t i = 0; i < w.n; i++) {
        if (m->npairs == m->cap_pairs) {
            m->cap_pairs = m->cap_pairs == 0 ? 4096 : m->cap_pairs * 2;
            m->pairs = mem_resize(m->pairs, m->cap_pairs, sizeof *m->pairs);
        }
        m->pairs[m->npairs++] = (struct pair){(uint32_t)m->folded.n, m->ndocs, w.len[i]};
        buf_puts(&m->folded, place_word(&w, i));
    }
}

#define TURN7 (2 * (int64_t)GEO_LON7_MAX)

/* From -180 degrees to 180. */
static int64_t turned(int64_t lon)
{
    return lon > GEO_LON7_MAX ? lon - TURN7 : lon < -GEO_LON7_MAX ? lon + TURN7 : lon;
}

/* Where a doc is: as its entry without a house says, else the middle of its houses. */
static struct geo_point middle(const struct place_draft *d, const struct place_row *r, uint32_t n)
{
    int64_t lat = 0, east = 0; /* of the first */
    must(n > 0);
    for (uint32_t i = 0; i < n; i++) {
        if (place_draft_text(d, r[i].house).n == 0)
            return r[i].at;
        lat += r[i].at.lat7;
        east += turned((int64_t)r[i].at.lon7 - r[0].at.lon7);
    }
    return (struct geo_point){(int32_t)(lat / n), (int32_t)turned(r[0].at.lon7 + east / n)};
}

static void put_houses(struct making *m, const struct place_row *r, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        char folded[PLACE_WORD_MAX];
        struct str shown = place_draft_text(m->d, r[i].house);
        struct place_house *last = &m->house[m->nhouses];
        if (shown.n == 0 || (i > 0 && by_all(&r[i - 1], &r[i], (void *)(uintptr_t)m->d) == 0))
            continue;
        *last = (struct place_house){put_text(m, shown),
                                     put_text(m, place_fold_house(shown, folded)), r[i].at};
        m->nhouses++;
    }
}

static void put_doc(struct making *m, const struct place_row *r, uint32_t n)
{
    struct place_doc *doc = &m->doc[m->ndocs];
    *doc = (struct place_doc){.at = middle(m->d, r, n), .kind = r->kind};
    doc->name = put_text(m, place_draft_text(m->d, r->name));
    doc->street = put_text(m, place_draft_text(m->d, r->street));
    doc->settlement = put_text(m, place_draft_text(m->d, r->settlement));
    put_words(m, r, doc);
    put_houses(m, r, n);
    m->ndocs++;
    m->house_first[m->ndocs] = m->nhouses;
}

static void make_docs(struct making *m)
{
    const struct place_draft *d = m->d;
    uint32_t *ends = mem_array(d->n, sizeof *ends), from = 0;
    for (uint32_t i = 1; i <= d->n; i++)
        if (i == d->n || by_doc(d, &d->rows[from], &d->rows[i]) != 0) {
            uint32_t places = place_apart(d->rows + from, i - from, ends);
            for (uint32_t k = 0, at = 0; k < places; at = ends[k++])
                put_doc(m, d->rows + from + at, ends[k] - at);
            from = i;
        }
    free(ends);
}

/* ---- words ---- */

static uint8_t same_bytes(struct str a, struct str b)
{
    uint8_t n = 0;
    while (n < a.n && n < b.n && a.p[n] == b.p[n])
        n++;
    return n;
}

static void make_words(struct making *m)
{
    struct str last = STR_NONE;
    m->word_first = mem_array((size_t)m->npairs + 1, sizeof *m->word_first);
    m->post_first = mem_array((size_t)m->npairs + 1, sizeof *m->post_first);
    m->post = mem_array((size_t)m->npairs + 1, sizeof *m->post);
    m->word_same = mem_array((size_t)m->npairs + 1, 1);
    if (m->npairs > 0)
        qsort_r(m->pairs, m->npairs, sizeof *m->pairs, by_word, m->folded.p);
    for (uint32_t i = 0; i < m->npairs; i++) {
        struct str word = {m->folded.p + m->pairs[i].at, m->pairs[i].len};
        if (!str_eq(word, last)) {
            m->word_first[m->nwords] = (uint32_t)m->word_texts.n;
            m->word_same[m->nwords] = same_bytes(last, word);
            m->post_first[m->nwords++] = m->nposts;
            buf_puts(&m->word_texts, word);
            last = word;
        }
        m->post[m->nposts++] = m->pairs[i].doc;
    }
    m->word_first[m->nwords] = (uint32_t)m->word_texts.n;
    m->post_first[m->nwords] = m->nposts;
}

/* ---- all of it ---- */

static enum rc lay_out(const struct making *m, struct str *bytes, struct err *e)
{
    struct place_head head = {.form = PLACE_FORM,
                              .order = PLACE_ORDER,
                              .docs = m->ndocs,
                              .houses = m->nhouses,
                              .words = m->nwords,
                              .posts = m->nposts,
                              .text = (uint32_t)m->texts.n,
                              .word_text = (uint32_t)m->word_texts.n};
    const struct place_head *h = &head;
    memcpy(head.magic, PLACE_MAGIC_TEXT, sizeof head.magic);
    head.size = place_size(h);
    if (!buf_ok(&m->texts) || !buf_ok(&m->folded) || head.size > PLACE_FILE_MAX ||
        m->nposts > PLACE_POSTS_MAX)
        return err_set(e, RC_TOO_LARGE, "the index of places would be larger than %llu GiB",
                       (unsigned long long)(PLACE_FILE_MAX >> 30));
    char *p = mem_alloc(head.size);
    uint64_t at = PLACE_ALIGNED(sizeof head);
#define PUT_SECTION(name, type, length) \
    if ((length) > 0) \
        memcpy(p + at, m->name, (size_t)(length) * sizeof(type)); \
    at += PLACE_ALIGNED((uint64_t)(length) * sizeof(type));
    PLACE_SECTIONS(PUT_SECTION)
#undef PUT_SECTION
    must(at == head.size);
    memcpy(p, &head, sizeof head);
    head.sum = place_sum((struct str){p, head.size});
    memcpy(p, &head, sizeof head);
    *bytes = (struct str){p, head.size};
    return RC_OK;
}

enum rc place_build(struct place_draft *d, struct str *bytes, struct err *e)
{
    struct making m = {.d = d};
    if (d->n == 0)
        return err_set(e, RC_INVALID, "there are no places");
    qsort_r(d->rows, d->n, sizeof *d->rows, by_all, d);
    buf_init(&m.texts, PLACE_BYTES_MAX);
    buf_init(&m.folded, PLACE_BYTES_MAX);
    buf_init(&m.word_texts, PLACE_BYTES_MAX);
    buf_putc(&m.texts, '\0'); /* offset 0: the empty text */
    m.doc = mem_array(d->n, sizeof *m.doc);
    m.house_first = mem_array((size_t)d->n + 1, sizeof *m.house_first);
    m.house = mem_array((size_t)d->n + 1, sizeof *m.house);
    make_docs(&m);
    make_words(&m);
    m.text = m.texts.p;
    m.word_text = m.word_texts.p;
    enum rc rc = lay_out(&m, bytes, e);
    buf_release(&m.texts);
    buf_release(&m.folded);
    buf_release(&m.word_texts);
    free(m.doc);
    free(m.house_first);
    free(m.house);
    free(m.pairs);
    free(m.word_first);
    free(m.post_first);
    free(m.post);
    free(m.word_same);
    return rc;
}
