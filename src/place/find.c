/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "place/place_priv.h"

#define LENGTHS (PLACE_WORD_MAX + 1)
#define COST_MAX (2 * PLACE_COST_EDIT + PLACE_COST_BEGIN)

uint32_t place_forgiven(struct str word)
{
    for (size_t i = 0; i < word.n; i++)
        if (word.p[i] >= '0' && word.p[i] <= '9')
            return 0;
    return word.n < 4 ? 0 : word.n < 7 ? 1 : 2;
}

uint32_t place_far(struct geo_point a, struct geo_point b)
{
    double m = geo_distance_fast_m(a, b) / 250;
    uint32_t far = m < 1 ? 0 : 1 + (uint32_t)ilogb(m);
    return far < PLACE_FAR_MAX ? far : PLACE_FAR_MAX;
}

/* ---- which words of the index fit one of the question ---- */

struct fit {
    uint32_t word;
    uint32_t cost;
};

struct fits {
    struct fit *v;
    uint32_t n, cap;
};

static void fit_add(struct fits *f, uint32_t word, uint32_t cost)
{
    if (f->n == f->cap) {
        f->cap = f->cap == 0 ? 256 : f->cap * 2;
        f->v = mem_resize(f->v, f->cap, sizeof *f->v);
    }
    f->v[f->n++] = (struct fit){word, cost};
}

static struct str word_of(const struct place_index *x, uint32_t i)
{
    return (struct str){x->word_text + x->word_first[i], x->word_first[i + 1] - x->word_first[i]};
}

/* Those that begin with it: they stand together. */
static void fit_plain(const struct place_index *x, struct str word, struct fits *f)
{
    uint32_t low = 0, high = x->h.words;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (str_cmp(word_of(x, mid), word) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    for (; low < x->h.words && str_starts(word_of(x, low), word); low++)
        fit_add(f, low, word_of(x, low).n == word.n ? 0 : PLACE_COST_BEGIN);
}

/*
 * Rows of the table of distances (optimal string alignment) for the beginnings of the word at hand. Words that begin alike share rows, and
 * of words whose beginning is already too far none is looked at: the sorted list is walked as a tree.
 */
struct rows {
    struct str word;
    uint32_t most;               /* misspellings that are forgiven */
    uint32_t depth;              /* rows that hold for the word before */
    bool dead;                   /* nothing that begins with these `depth` bytes comes nearer */
    uint8_t d[LENGTHS][LENGTHS]; /* bytes of theirs, bytes of ours */
    uint8_t best[LENGTHS];       /* the least distance of a beginning up to here */
};

static bool row_add(struct rows *r, struct str theirs, uint32_t i)
{
    uint8_t *row = r->d[i], *up = r->d[i - 1], least;
    row[0] = least = (uint8_t)i;
    for (uint32_t j = 1; j <= r->word.n; j++) {
        bool same = theirs.p[i - 1] == r->word.p[j - 1];
        unsigned v = up[j - 1] + (same ? 0u : 1u);
        v = up[j] + 1u < v ? up[j] + 1u : v;
        v = row[j - 1] + 1u < v ? row[j - 1] + 1u : v;
        if (i > 1 && j > 1 && theirs.p[i - 1] == r->word.p[j - 2] &&
            theirs.p[i - 2] == r->word.p[j - 1] && r->d[i - 2][j - 2] + 1u < v)
            v = r->d[i - 2][j - 2] + 1u;
        row[j] = (uint8_t)v;
        least = row[j] < least ? row[j] : least;
    }
    r->best[i] = r->best[i - 1] < row[r->word.n] ? r->best[i - 1] : row[r->word.n];
    return least <= r->most;
}

static void fit_misspelt(const struct place_index *x, struct str word, struct fits *f)
{
    struct rows r = {.word = word, .most = place_forgiven(word)};
    for (uint32_t j = 0; j <= word.n; j++)
        r.d[0][j] = (uint8_t)j;
    r.best[0] = (uint8_t)word.n;
    for (uint32_t i = 0; i < x->h.words; i++) {
        struct str theirs = word_of(x, i);
        if (x->word_same[i] < r.depth) {
            r.depth = x->word_same[i];
            r.dead = false;
        }
        while (!r.dead && r.depth < theirs.n) {
            r.depth++;
            r.dead = !row_add(&r, theirs, r.depth);
        }
        uint32_t whole = r.dead || r.depth < theirs.n ? LENGTHS : r.d[r.depth][word.n];
        uint32_t cost = r.best[r.depth] <= r.most
                            ? r.best[r.depth] * PLACE_COST_EDIT + PLACE_COST_BEGIN
                            : COST_MAX + 1;
        if (whole <= r.most && whole * PLACE_COST_EDIT < cost)
            cost = whole * PLACE_COST_EDIT;
        if (cost <= COST_MAX)
            fit_add(f, i, cost);
    }
}

/* ---- which docs have them ---- */

struct asked {
    const struct place_index *x;
    const struct geo_point *near;
    struct place_words words;
    uint32_t all, numbers; /* bits of words */
    uint8_t *has, *exact;  /* bits of words, by doc */
    uint8_t *cost;         /* sum, by doc */
};

/* The cheapest first, so that the first to meet a doc is what it costs. */
static void mark(struct asked *a, uint32_t bit, const struct fits *f)
{
    const struct place_index *x = a->x;
    for (uint32_t cost = 0; cost <= COST_MAX; cost++)
        for (uint32_t i = 0; i < f->n; i++) {
            if (f->v[i].cost != cost)
                continue;
            uint32_t w = f->v[i].word;
            for (uint32_t k = x->post_first[w]; k < x->post_first[w + 1]; k++) {
                uint32_t doc = x->post[k];
                if ((a->has[doc] & bit) != 0)
                    continue;
                a->has[doc] |= (uint8_t)bit;
                a->exact[doc] |= (uint8_t)(cost == 0 ? bit : 0);
                a->cost[doc] = (uint8_t)(a->cost[doc] + cost);
            }
        }
}

static void mark_all(struct asked *a)
{
    struct fits f = {0};
    for (uint32_t i = 0; i < a->words.n; i++) {
        struct str word = place_word(&a->words, i);
        f.n = 0;
        if (place_forgiven(word) == 0)
            fit_plain(a->x, word, &f);
        else
            fit_misspelt(a->x, word, &f);
        mark(a, 1u << i, &f);
    }
    free(f.v);
}

/* ---- the best of them ---- */

struct found {
    uint32_t score, doc, house; /* house: UINT32_MAX: none */
    bool no_house;
};

struct best {
    struct found v[PLACE_HITS_MAX];
    uint32_t n, max;
};

static bool before(const struct found *a, const struct found *b)
{
    if (a->score != b->score)
        return a->score < b->score;
    return a->doc != b->doc ? a->doc < b->doc : a->house < b->house;
}

static bool hopeless(const struct best *b, uint32_t score)
{
    return b->n == b->max && score > b->v[b->n - 1].score;
}

static void best_add(struct best *b, struct found f)
{
    if (b->n == b->max && !before(&f, &b->v[b->n - 1]))
        return;
    uint32_t i = b->n < b->max ? b->n++ : b->n - 1;
    for (; i > 0 && before(&f, &b->v[i - 1]); i--)
        b->v[i] = b->v[i - 1];
    b->v[i] = f;
}

static void consider(const struct asked *a, struct best *b, struct found f, struct geo_point at)
{
    if (hopeless(b, f.score))
        return;
    if (a->near != NULL)
        f.score += place_far(*a->near, at);
    best_add(b, f);
}

/* The first of a doc's houses that does not stand before `number`. */
static uint32_t house_from(const struct place_index *x, uint32_t doc, struct str number)
{
    uint32_t low = x->house_first[doc], high = x->house_first[doc + 1];
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (str_cmp(place_text(x, x->house[mid].folded), number) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* The number that is looked for among the doc's houses: what it lacks, else the last that only begins a word of it; UINT32_MAX: none. */
static uint32_t house_word(const struct asked *a, uint32_t doc, uint32_t lacks)
{
    uint32_t of = lacks != 0 ? lacks : a->numbers & ~(uint32_t)a->exact[doc];
    for (uint32_t i = a->words.n; i-- > 0;)
        if ((of & 1u << i) != 0)
            return i;
    return UINT32_MAX;
}

static uint32_t bits(uint32_t v)
{
    return (uint32_t)__builtin_popcount(v);
}

/* Its houses that fit `number`; false: none does. */
static bool consider_houses(const struct asked *a, struct best *b, uint32_t doc, uint32_t score,
                            struct str number)
{
    const struct place_index *x = a->x;
    uint32_t from = house_from(x, doc, number), i = from, end = x->house_first[doc + 1];
    for (; i < end && i - from < PLACE_SAME_DOC; i++) {
        struct str theirs = place_text(x, x->house[i].folded);
        if (!str_starts(theirs, number))
            break;
        uint32_t more = theirs.n == number.n ? 0 : PLACE_COST_BEGIN * PLACE_WEIGHT;
        consider(a, b, (struct found){score + more, doc, i, false}, x->house[i].at);
    }
    return i > from;
}

/* The house of a doc that is nothing but that one house. */
static uint32_t lone_house(const struct place_index *x, uint32_t doc, uint32_t lacks)
{
    uint32_t h = x->house_first[doc];
    bool lone = lacks == 0 && x->house_first[doc + 1] - h == 1 &&
                x->house[h].at.lat7 == x->doc[doc].at.lat7 &&
                x->house[h].at.lon7 == x->doc[doc].at.lon7;
    return lone ? h : UINT32_MAX;
}

static void consider_doc(const struct asked *a, struct best *b, uint32_t doc)
{
    const struct place_index *x = a->x;
    uint32_t has = a->has[doc], lacks = a->all & ~has;
    if ((lacks & ~a->numbers) != 0 || bits(lacks) > 1)
        return;
    uint32_t w = house_word(a, doc, lacks);
    uint32_t left = x->doc[doc].words > bits(has) ? x->doc[doc].words - bits(has) : 0;
    uint32_t score = a->cost[doc] * PLACE_WEIGHT + (left < PLACE_LEFT_MAX ? left : PLACE_LEFT_MAX);
    uint32_t as_house = score - (lacks == 0 ? PLACE_COST_BEGIN * PLACE_WEIGHT : 0);
    if (w != UINT32_MAX && !hopeless(b, as_house) &&
        consider_houses(a, b, doc, as_house, place_word(&a->words, w)))
        return;
    score += lacks != 0 ? PLACE_COST_HOUSE * PLACE_WEIGHT : 0;
    consider(a, b, (struct found){score, doc, lone_house(x, doc, lacks), lacks != 0},
             x->doc[doc].at);
}

static void tell(const struct place_index *x, const struct found *f, struct place_hit *out)
{
    const struct place_doc *d = &x->doc[f->doc];
    *out = (struct place_hit){.name = place_text(x, d->name),
                              .street = place_text(x, d->street),
                              .settlement = place_text(x, d->settlement),
                              .at = d->at,
                              .kind = (enum place_kind)d->kind,
                              .score = f->score,
                              .no_house = f->no_house};
    if (f->house != UINT32_MAX) {
        out->house = place_text(x, x->house[f->house].shown);
        out->at = x->house[f->house].at;
    }
}

uint32_t place_find(const struct place_index *x, struct str query, const struct geo_point *near,
                    uint32_t limit, struct place_hit *out)
{
    struct asked a = {.x = x, .near = near};
    struct best b = {.max = limit};
    CHECK_OBJ(x, PLACE_MAGIC);
    must(limit > 0 && limit <= PLACE_HITS_MAX);
    place_fold(query, &a.words);
    place_words_tell(&a.words);
    if (a.words.n > PLACE_QUERY_WORDS)
        a.words.n = PLACE_QUERY_WORDS;
    if (a.words.n == 0)
        return 0;
    a.all = (1u << a.words.n) - 1;
    for (uint32_t i = 0; i < a.words.n; i++)
        a.numbers |= place_word_number(place_word(&a.words, i)) ? 1u << i : 0;
    a.has = mem_array((size_t)x->h.docs, 3);
    a.exact = a.has + x->h.docs;
    a.cost = a.exact + x->h.docs;
    mark_all(&a);
    for (uint32_t doc = 0; doc < x->h.docs; doc++)
        if (a.has[doc] != 0)
            consider_doc(&a, &b, doc);
    free(a.has);
    for (uint32_t i = 0; i < b.n; i++)
        tell(x, &b.v[i], &out[i]);
    return b.n;
}

/* ---- a bare point ---- */

static bool degrees(struct str s, int64_t max7, int32_t *out)
{
    char text[24];
    char *end;
    s = str_trim(s);
    if (s.n == 0 || !str_copy(text, sizeof text, s) || strspn(text, "+-.0123456789") != s.n)
        return false;
    double v = strtod(text, &end);
    if (*end != '\0' || !(fabs(v) * 1e7 <= (double)max7))
        return false;
    *out = (int32_t)lround(v * 1e7);
    return true;
}

bool place_coordinates(struct str query, struct geo_point *at)
{
    struct str rest = query;
    struct geo_point p;
    struct str first = str_cut(&rest, ',');
    if (memchr(first.p != NULL ? first.p : "", '.', first.n) == NULL ||
        !degrees(first, GEO_LAT7_MAX, &p.lat7) || !degrees(rest, GEO_LON7_MAX, &p.lon7))
        return false;
    *at = p;
    return true;
}
