/* SPDX-License-Identifier: Apache-2.0 */
/* What place_find answers equals a plain scan of all entries, on random towns, misspelt questions and places. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "place/place_priv.h"
#include "support/t.h"

#define ENTRIES 400u
#define QUESTIONS 1500u
#define LIMIT 10u

static const char *const words[] = {
    "navoi",  "navro'z", "Амир", "Темур",       "amirlik",  "bog'",     "боғ",   "bogcha", "Абай",
    "abaiev", "50",      "5",    "mustaqillik", "mustakil", "ko'chasi", "улица", "sho'ra", "oq"};
static const char *const towns[] = {"", "Toshkent", "Тошлоқ", "Olmaliq"};
static const char *const houses[] = {"", "5", "5A", "50", "12", "12/3", "7"};
#define PICK(seed, list) (list)[t_rand(seed) % (sizeof(list) / sizeof *(list))]

struct entry {
    char name[64], street[64], house[16], town[64];
    struct geo_point at;
    enum place_kind kind;
};

static struct entry entries[ENTRIES];
static uint32_t doc_of[ENTRIES]; /* the first entry of the doc that it is in */

static void some_words(uint64_t *seed, char out[static 64])
{
    size_t n = 0;
    for (uint64_t i = 1 + t_rand(seed) % 3; i > 0; i--)
        n += (size_t)snprintf(out + n, 64 - n, "%s%s", n > 0 ? " " : "", PICK(seed, words));
}

/* Within a degree; one in two within some kilometres of a corner of it; one in three of those where east meets west. */
static struct geo_point somewhere(uint64_t *seed)
{
    bool crowded = t_rand(seed) % 2 == 0, edge = crowded && t_rand(seed) % 3 == 0;
    uint64_t wide = crowded ? 400000 : 10000000;
    int64_t lon = (edge ? 1799800000 : 690000000) + (int64_t)(t_rand(seed) % wide);
    return (struct geo_point){
        (int32_t)(410000000 + t_rand(seed) % wide),
        (int32_t)(lon > GEO_LON7_MAX ? lon - 2 * (int64_t)GEO_LON7_MAX : lon)};
}

static void draw(uint64_t *seed, struct place_draft *d)
{
    struct err e;
    for (uint32_t i = 0; i < ENTRIES; i++) {
        struct entry *n = &entries[i];
        memset(n, 0, sizeof *n);
        n->kind = t_rand(seed) % 4 == 0 ? PLACE_NAMED : PLACE_ADDRESS;
        some_words(seed, n->kind == PLACE_NAMED ? n->name : n->street);
        (void)str_copy(n->house, sizeof n->house, str_c(PICK(seed, houses)));
        (void)str_copy(n->town, sizeof n->town, str_c(PICK(seed, towns)));
        n->at = somewhere(seed);
        T_OK(place_draft_add(d,
                             &(struct place_entry){str_c(n->name), str_c(n->street),
                                                   str_c(n->house), str_c(n->town), n->at, n->kind},
                             &e));
    }
}

/* ---- the plain scan ---- */

/* The whole table, as the textbook has it: misspellings of a against b. */
static uint32_t apart(struct str a, struct str b)
{
    uint32_t d[PLACE_WORD_MAX + 1][PLACE_WORD_MAX + 1];
    for (uint32_t i = 0; i <= a.n; i++)
        for (uint32_t j = 0; j <= b.n; j++) {
            if (i == 0 || j == 0) {
                d[i][j] = i + j;
                continue;
            }
            uint32_t v = d[i - 1][j - 1] + (a.p[i - 1] != b.p[j - 1]);
            v = d[i - 1][j] + 1 < v ? d[i - 1][j] + 1 : v;
            v = d[i][j - 1] + 1 < v ? d[i][j - 1] + 1 : v;
            if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1] &&
                d[i - 2][j - 2] + 1 < v)
                v = d[i - 2][j - 2] + 1;
            d[i][j] = v;
        }
    return d[a.n][b.n];
}

#define NEVER 1000u

static uint32_t word_cost(struct str asked, struct str theirs)
{
    uint32_t least = NEVER, most = place_forgiven(asked);
    for (size_t n = 0; n <= theirs.n; n++) {
        uint32_t v = apart(asked, (struct str){theirs.p, n});
        uint32_t cost = v * PLACE_COST_EDIT + (n < theirs.n ? PLACE_COST_BEGIN : 0);
        if (v <= most && cost < least)
            least = cost;
    }
    return least;
}

static bool same_doc(const struct entry *a, const struct entry *b)
{
    return a->kind == b->kind && strcmp(a->name, b->name) == 0 &&
           strcmp(a->street, b->street) == 0 && strcmp(a->town, b->town) == 0;
}

/* In cells of a grid that touch. */
static bool touch(const struct entry *a, const struct entry *b)
{
    int64_t side = a->kind == PLACE_NAMED ? 20000 : 200000, columns = INT64_C(3600000000) / side;
    int64_t rows =
        (a->at.lat7 + INT64_C(900000000)) / side - (b->at.lat7 + INT64_C(900000000)) / side;
    int64_t apart =
        (a->at.lon7 + INT64_C(1800000000)) / side - (b->at.lon7 + INT64_C(1800000000)) / side;
    apart = (apart + columns) % columns;
    return rows >= -1 && rows <= 1 && (apart <= 1 || apart == columns - 1);
}

/* What is alike and touches is one doc, and what touches that. */
static void part_docs(void)
{
    bool changed = true;
    for (uint32_t i = 0; i < ENTRIES; i++)
        doc_of[i] = i;
    while (changed) {
        changed = false;
        for (uint32_t i = 0; i < ENTRIES; i++)
            for (uint32_t k = 0; k < ENTRIES; k++)
                if (doc_of[k] < doc_of[i] && same_doc(&entries[i], &entries[k]) &&
                    touch(&entries[i], &entries[k])) {
                    doc_of[i] = doc_of[k];
                    changed = true;
                }
    }
}

struct scan {
    struct place_words asked;
    const struct geo_point *near;
    uint32_t scores[ENTRIES * 2];
    uint32_t n;
};

static void hit(struct scan *s, uint32_t score, struct geo_point at)
{
    s->scores[s->n++] = score + (s->near != NULL ? place_far(*s->near, at) : 0);
}

static int by_house(const void *a, const void *b)
{
    char fa[PLACE_WORD_MAX], fb[PLACE_WORD_MAX];
    const struct entry *x = *(const struct entry *const *)a, *y = *(const struct entry *const *)b;
    int c = str_cmp(place_fold_house(str_c(x->house), fa), place_fold_house(str_c(y->house), fb));
    if (c != 0)
        return c;
    if (x->at.lat7 != y->at.lat7)
        return x->at.lat7 < y->at.lat7 ? -1 : 1;
    return x->at.lon7 < y->at.lon7 ? -1 : x->at.lon7 > y->at.lon7;
}

/* The houses of a doc that fit; how many. */
static uint32_t houses_fit(struct scan *s, const struct entry **v, uint32_t n, uint32_t score,
                           struct str number)
{
    uint32_t fit = 0;
    for (uint32_t i = 0; i < n && fit < PLACE_SAME_DOC; i++) {
        char folded[PLACE_WORD_MAX];
        struct str house = place_fold_house(str_c(v[i]->house), folded);
        if (house.n == 0 || !str_starts(house, number))
            continue;
        fit++;
        hit(s, score + (house.n > number.n ? PLACE_COST_BEGIN * PLACE_WEIGHT : 0), v[i]->at);
    }
    return fit;
}

/* The middle of the houses, or where the first entry without one is. */
static struct geo_point middle(const struct entry **v, uint32_t n)
{
    int64_t lat = 0, lon = 0;
    must(n > 0);
    for (uint32_t i = 0; i < n; i++) {
        if (v[i]->house[0] == '\0')
            return v[i]->at;
        lat += v[i]->at.lat7;
        lon += v[i]->at.lon7;
        if (v[i]->at.lon7 < 0 && v[0]->at.lon7 > 0)
            lon += 2 * (int64_t)GEO_LON7_MAX;
        else if (v[i]->at.lon7 > 0 && v[0]->at.lon7 < 0)
            lon -= 2 * (int64_t)GEO_LON7_MAX;
    }
    lon /= n;
    if (lon > GEO_LON7_MAX || lon < -GEO_LON7_MAX)
        lon += lon > 0 ? -2 * (int64_t)GEO_LON7_MAX : 2 * (int64_t)GEO_LON7_MAX;
    return (struct geo_point){(int32_t)(lat / n), (int32_t)lon};
}

static void doc_scan(struct scan *s, const struct entry **v, uint32_t n)
{
    struct place_words theirs = {.n = 0};
    uint32_t sum = 0, has = 0, lacks = 0;
    struct str lacking = STR_NONE, begun = STR_NONE;
    place_fold(str_c(v[0]->name), &theirs);
    place_fold(str_c(v[0]->street), &theirs);
    place_fold(str_c(v[0]->town), &theirs);
    place_words_tell(&theirs);
    for (uint32_t i = 0; i < s->asked.n; i++) {
        struct str word = place_word(&s->asked, i);
        uint32_t least = NEVER;
        for (uint32_t k = 0; k < theirs.n; k++) {
            uint32_t cost = word_cost(word, place_word(&theirs, k));
            least = cost < least ? cost : least;
        }
        if (least < NEVER) {
            has++;
            sum += least;
            if (place_word_number(word) && least > 0)
                begun = word;
        } else if (place_word_number(word)) {
            lacks++;
            lacking = word;
        } else {
            return;
        }
    }
    if (has == 0 || lacks > 1)
        return;
    uint32_t left = theirs.n > has ? theirs.n - has : 0;
    uint32_t score = sum * PLACE_WEIGHT + (left < PLACE_LEFT_MAX ? left : PLACE_LEFT_MAX);
    uint32_t as_house = score - (lacks == 0 ? PLACE_COST_BEGIN * PLACE_WEIGHT : 0);
    struct str number = lacks > 0 ? lacking : begun;
    if (number.n > 0 && houses_fit(s, v, n, as_house, number) > 0)
        return;
    if (lacks > 0)
        hit(s, score + PLACE_COST_HOUSE * PLACE_WEIGHT, middle(v, n));
    else
        hit(s, score, middle(v, n));
}

static int by_score(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static void scan_all(struct scan *s)
{
    static const struct entry *doc[ENTRIES];
    for (uint32_t i = 0; i < ENTRIES; i++) {
        uint32_t n = 0;
        for (uint32_t k = i; k < ENTRIES && doc_of[i] == i; k++)
            if (doc_of[k] == i)
                doc[n++] = &entries[k];
        if (n > 0) {
            qsort(doc, n, sizeof(void *), by_house);
            doc_scan(s, doc, n);
        }
    }
    qsort(s->scores, s->n, sizeof *s->scores, by_score);
}

/* ---- questions ---- */

/* Words of the list, cut or with an ASCII letter changed, doubled or left out, and now and then a house. */
static void question(uint64_t *seed, char out[static 128])
{
    size_t n = 0;
    for (uint64_t i = 1 + t_rand(seed) % 3; i > 0; i--) {
        char word[32];
        struct str w = str_c(PICK(seed, words));
        (void)str_copy(word, sizeof word, w);
        size_t at = t_rand(seed) % w.n;
        switch (t_rand(seed) % 4) {
        case 0: word[at > 2 ? at : w.n] = '\0'; break;
        case 1:
            if ((unsigned char)word[at] < 0x80)
                word[at] = (char)('a' + t_rand(seed) % 26);
            break;
        case 2:
            if ((unsigned char)word[at] < 0x80)
                memmove(word + at, word + at + 1, w.n - at);
            break;
        default: break;
        }
        n += (size_t)snprintf(out + n, 128 - n, "%s ", word);
    }
    if (t_rand(seed) % 2 == 0)
        (void)snprintf(out + n, 128 - n, "%s", PICK(seed, houses));
}

static void ask(const struct place_index *x, uint64_t *seed, uint32_t *answered)
{
    struct scan s = {.n = 0};
    struct place_hit h[LIMIT];
    struct geo_point near = somewhere(seed);
    char text[128] = "";
    question(seed, text);
    s.near = t_rand(seed) % 2 == 0 ? &near : NULL;
    place_fold(str_c(text), &s.asked);
    place_words_tell(&s.asked);
    uint32_t n = place_find(x, str_c(text), s.near, LIMIT, h);
    if (s.asked.n > 0)
        scan_all(&s);
    bool same = T_EQ(n, s.n < LIMIT ? s.n : LIMIT);
    for (uint32_t i = 0; same && i < n; i++)
        same = T_EQ(h[i].score, s.scores[i]);
    if (!same)
        printf("    asked '%s'%s\n", text, s.near != NULL ? " near" : "");
    *answered += n > 0 ? 1 : 0;
}

static void test_place_find__equals_a_plain_scan(void)
{
    uint64_t seed = t_seed();
    uint32_t answered = 0;
    for (int town = 0; town < 4; town++) {
        struct place_draft *d = place_draft_new();
        struct place_index *x = NULL;
        struct str bytes;
        struct err e;
        draw(&seed, d);
        part_docs();
        T_OK(place_build(d, &bytes, &e));
        T_OK(place_open(&x, bytes, &e));
        T_REQUIRE(x != NULL);
        for (uint32_t i = 0; i < QUESTIONS / 4; i++)
            ask(x, &seed, &answered);
        place_close(x);
        free((void *)(uintptr_t)bytes.p);
        place_draft_free(d);
    }
    T(answered > QUESTIONS / 4);
}

int main(void)
{
    T_RUN(test_place_find__equals_a_plain_scan);
    return t_end();
}
