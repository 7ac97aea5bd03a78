/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An address found while it is typed, among 1,000,000 made up: 25,600 streets of 40 towns, 39 houses each. src/place beside
 * SQLite's FTS5 with its trigram tokenizer over the same addresses in the same run, in memory and optimised. The peer is helped: it is given the
 * folded text of both sides, so scripts meet for it too, is asked for words and parts of words (and, when something is misspelt, for any
 * of their trigrams, best first), and knows no place to be near to. Both are asked at every keystroke from the third on, the
 * peer when something is misspelt only at the last: it takes seconds; "found" says how often the
 * whole text had the address that was meant among the first ten.
 *   bench_places_search [ADDRESSES TYPED]    how many of each (1,000,000 and 10)
 */
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "bench.h"
#include "place/fold.h"
#include "place/index.h"

#define NAMES 160u
#define STREETS (NAMES * NAMES) /* each with a name that few others have */
#define TOWNS 40u
#define SHOWN 10u
#define TEXT 128u
#define MEASURED_MAX 100000u

static uint64_t state = 7;
static char first_names[NAMES][24], last_names[STREETS][24], towns[TOWNS][24];
static uint32_t addresses = 1000000, typed = 10;

static uint32_t below(uint32_t n)
{
    return (uint32_t)((bench_next(&state) >> 32) % n);
}

/* ---- addresses ---- */

static void invent(char out[static 24], uint32_t syllables, const char *end)
{
    static const char *const heads[] = {"b", "d", "g", "k", "l",  "m",
                                        "n", "r", "s", "t", "sh", "ch"};
    static const char *const tails[] = {"a", "o", "u", "i", "ar", "on", "ur", "im"};
    size_t n = 0;
    for (uint32_t i = 0; i < syllables; i++)
        n += (size_t)snprintf(out + n, 24 - n, "%s%s", heads[below(12)], tails[below(8)]);
    (void)snprintf(out + n, 24 - n, "%s", end);
}

static void street_of(uint32_t i, char out[static TEXT])
{
    uint32_t s = i % STREETS;
    (void)snprintf(out, TEXT, "%s %s ko'chasi", first_names[s / NAMES], last_names[s]);
}

static const char *town_of(uint32_t i)
{
    return towns[i % STREETS % TOWNS];
}

static void house_of(uint32_t i, char out[static 16])
{
    (void)snprintf(out, 16, "%u", 1 + i / STREETS);
}

static struct geo_point at_of(uint32_t i)
{
    uint32_t town = i % STREETS % TOWNS;
    return (struct geo_point){(int32_t)(390000000 + town * 1000000 + i * 2654435761u % 400000),
                              (int32_t)(640000000 + town * 2000000 + i * 40503u % 400000)};
}

static struct place_index *ours(void)
{
    struct place_draft *d = place_draft_new();
    struct place_index *x = NULL;
    struct str bytes;
    struct err e;
    char street[TEXT], house[16];
    usec_t start = clock_steady();
    for (uint32_t i = 0; i < addresses; i++) {
        street_of(i, street);
        house_of(i, house);
        must(place_draft_add(d,
                             &(struct place_entry){.street = str_c(street),
                                                   .house = str_c(house),
                                                   .settlement = str_c(town_of(i)),
                                                   .at = at_of(i)},
                             &e) == RC_OK);
    }
    must(place_build(d, &bytes, &e) == RC_OK);
    usec_t built = clock_steady();
    must(place_open(&x, bytes, &e) == RC_OK);
    printf("ours: made in %.1f s, opened and checked in %.0f ms, %.1f MB\n",
           (double)(built - start) / 1e6, (double)(clock_steady() - built) / 1e3,
           (double)bytes.n / 1e6);
    place_draft_free(d);
    return x;
}

/* ---- the peer ---- */

/* Folded words with blanks between them. */
static size_t folded(const char *text, char out[static 2 * TEXT])
{
    struct place_words w = {.n = 0};
    size_t n = 0;
    place_fold(str_c(text), &w);
    place_words_tell(&w);
    for (uint32_t i = 0; i < w.n; i++)
        n += (size_t)snprintf(out + n, 2 * TEXT - n, "%s%.*s", n > 0 ? " " : "",
                              STR_ARG(place_word(&w, i)));
    out[n] = '\0';
    return n;
}

static void run(sqlite3 *db, const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) {
        (void)fprintf(stderr, "SQLite: %s\n", sqlite3_errmsg(db));
        exit(1);
    }
}

static sqlite3 *theirs(void)
{
    sqlite3 *db;
    sqlite3_stmt *put;
    char text[2 * TEXT + 2], street[TEXT], house[16], all[2 * TEXT];
    usec_t start = clock_steady();
    must(sqlite3_open(":memory:", &db) == SQLITE_OK);
    run(db, "CREATE VIRTUAL TABLE a USING fts5(t, tokenize='trigram')");
    run(db, "BEGIN");
    must(sqlite3_prepare_v2(db, "INSERT INTO a(rowid, t) VALUES (?, ?)", -1, &put, NULL) ==
         SQLITE_OK);
    for (uint32_t i = 0; i < addresses; i++) {
        street_of(i, street);
        house_of(i, house);
        /* Blanks on both sides, so that a house of one digit has a trigram of its own. */
        (void)snprintf(all, sizeof all, "%s %s %s", street, town_of(i), house);
        size_t n = folded(all, text + 1);
        text[0] = ' ';
        text[n + 1] = ' ';
        (void)sqlite3_bind_int64(put, 1, i + 1);
        (void)sqlite3_bind_text(put, 2, text, (int)n + 2, SQLITE_STATIC);
        must(sqlite3_step(put) == SQLITE_DONE);
        (void)sqlite3_reset(put);
    }
    (void)sqlite3_finalize(put);
    run(db, "COMMIT");
    run(db, "INSERT INTO a(a) VALUES ('optimize')");
    printf("SQLite %s FTS5 trigram: made in %.1f s\n", sqlite3_libversion(),
           (double)(clock_steady() - start) / 1e6);
    return db;
}

/* Every word as a part of one, the house as a whole; or, misspelt, any trigram. */
static void match_of(const char *text, bool misspelt, char out[static 1024])
{
    char words[2 * TEXT];
    size_t n = 0;
    (void)folded(text, words);
    struct str rest = str_c(words);
    out[0] = '\0';
    while (rest.n > 0) {
        struct str w = str_cut(&rest, ' ');
        if (place_word_number(w)) {
            n += (size_t)snprintf(out + n, 1024 - n, "%s\" %.*s \"",
                                  n > 0 ? misspelt ? " OR " : " AND " : "", STR_ARG(w));
        } else if (w.n >= 3 && !misspelt) {
            n +=
                (size_t)snprintf(out + n, 1024 - n, "%s\"%.*s\"", n > 0 ? " AND " : "", STR_ARG(w));
        }
        for (size_t i = 0; misspelt && !place_word_number(w) && i + 3 <= w.n; i++)
            n += (size_t)snprintf(out + n, 1024 - n, "%s\"%.3s\"", n > 0 ? " OR " : "", w.p + i);
    }
}

/* ---- asking both ---- */

struct measured {
    uint32_t us[MEASURED_MAX];
    uint32_t n, found, asked;
};

static bool ask_ours(const struct place_index *x, const char *text, uint32_t meant)
{
    struct place_hit h[SHOWN];
    char street[TEXT], house[16];
    struct geo_point near = at_of(meant);
    bool found = false;
    street_of(meant, street);
    house_of(meant, house);
    uint32_t n = place_find(x, str_c(text), &near, SHOWN, h);
    for (uint32_t i = 0; i < n; i++)
        found = found || (str_eqc(h[i].street, street) && str_eqc(h[i].house, house));
    return found;
}

static bool ask_theirs(sqlite3_stmt *get, const char *match, uint32_t meant)
{
    bool found = false;
    (void)sqlite3_bind_text(get, 1, match, -1, SQLITE_STATIC);
    while (sqlite3_step(get) == SQLITE_ROW)
        found = found || sqlite3_column_int64(get, 0) == (sqlite3_int64)meant + 1;
    (void)sqlite3_reset(get);
    return found;
}

static void took(struct measured *m, usec_t start)
{
    must(m->n < MEASURED_MAX);
    m->us[m->n++] = (uint32_t)(clock_steady() - start);
}

enum how { AS_WRITTEN, CYRILLIC, MISSPELT, HOWS };

static const char *const hows[HOWS] = {"as written", "in Cyrillic letters",
                                       "a letter wrong in each name"};

static void cyrillic(const char *in, char out[static TEXT])
{
    static const char *const pairs[][2] = {
        {"sh", "ш"}, {"ch", "ч"}, {"a", "а"}, {"b", "б"}, {"d", "д"}, {"g", "г"}, {"i", "и"},
        {"k", "к"},  {"l", "л"},  {"m", "м"}, {"n", "н"}, {"o", "о"}, {"r", "р"}, {"s", "с"},
        {"t", "т"},  {"u", "у"},  {"v", "в"}, {"e", "е"}, {"z", "з"}};
    size_t n = 0;
    while (*in != '\0') {
        char one[2] = {*in, '\0'};
        const char *to = one;
        size_t used = 1;
        for (size_t i = 0; to == one && i < sizeof pairs / sizeof *pairs; i++)
            if (strncmp(in, pairs[i][0], strlen(pairs[i][0])) == 0) {
                to = pairs[i][1];
                used = strlen(pairs[i][0]);
            }
        n += (size_t)snprintf(out + n, TEXT - n, "%s", to);
        in += used;
    }
}

static void text_of(uint32_t i, enum how how, char out[static TEXT])
{
    uint32_t s = i % STREETS;
    char first[24], last[24], house[16], plain[TEXT];
    (void)str_copy(first, sizeof first, str_c(first_names[s / NAMES]));
    (void)str_copy(last, sizeof last, str_c(last_names[s]));
    house_of(i, house);
    if (how == MISSPELT) {
        first[strlen(first) - 2] = 'e';
        last[2] = 'e';
    }
    (void)snprintf(plain, sizeof plain, "%s %s %s", first, last, house);
    if (how == CYRILLIC)
        cyrillic(plain, out);
    else
        (void)str_copy(out, TEXT, str_c(plain));
}

static void type(const struct place_index *x, sqlite3_stmt *get, uint32_t meant, enum how how,
                 struct measured m[2])
{
    char text[TEXT], part[TEXT], match[1024];
    text_of(meant, how, text);
    uint32_t strokes = 0;
    for (size_t n = 1; n <= strlen(text); n++) {
        if (((unsigned char)text[n] & 0xc0) == 0x80 || ++strokes < 3)
            continue;
        (void)str_copy(part, n + 1, str_c(text));
        usec_t start = clock_steady();
        bool a = ask_ours(x, part, meant);
        took(&m[0], start);
        match_of(part, how == MISSPELT, match);
        bool both = match[0] != '\0' && (how != MISSPELT || text[n] == '\0');
        start = clock_steady();
        bool b = both && ask_theirs(get, match, meant);
        if (both)
            took(&m[1], start);
        if (text[n] == '\0') {
            m[0].found += a ? 1 : 0;
            m[1].found += b ? 1 : 0;
        }
    }
    m[0].asked++;
    m[1].asked++;
}

static int by_us(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static void show(const char *who, struct measured *m)
{
    if (m->n == 0)
        return;
    qsort(m->us, m->n, sizeof *m->us, by_us);
    printf("  %-22s p50 %9.3f ms   p95 %9.3f ms   p99 %9.3f ms   found %u of %u   (%u questions)\n",
           who, m->us[m->n / 2] / 1e3, m->us[m->n * 95 / 100] / 1e3, m->us[m->n * 99 / 100] / 1e3,
           m->found, m->asked, m->n);
}

int main(int argc, char **argv)
{
    static struct measured m[2];
    sqlite3_stmt *get;
    int64_t v;
    if (argc > 1 && str_i64(str_c(argv[1]), &v) && v > 0 && v <= 10000000)
        addresses = (uint32_t)v;
    if (argc > 2 && str_i64(str_c(argv[2]), &v) && v > 0 && v <= 500)
        typed = (uint32_t)v;
    for (uint32_t i = 0; i < NAMES; i++)
        invent(first_names[i], 3, "");
    for (uint32_t i = 0; i < STREETS; i++)
        invent(last_names[i], 4, "ov");
    for (uint32_t i = 0; i < TOWNS; i++)
        invent(towns[i], 2, "kent");
    printf("%u addresses\n", addresses);
    struct place_index *x = ours();
    sqlite3 *db = theirs();
    must(sqlite3_prepare_v2(db, "SELECT rowid FROM a WHERE a MATCH ? ORDER BY rank LIMIT 10", -1,
                            &get, NULL) == SQLITE_OK);
    for (enum how how = AS_WRITTEN; how < HOWS; how++) {
        memset(m, 0, sizeof m);
        for (uint32_t i = 0; i < typed; i++)
            type(x, get, below(addresses), how, m);
        printf("%u addresses typed, %s:\n", typed, hows[how]);
        show("src/place", &m[0]);
        show("SQLite FTS5 trigram", &m[1]);
    }
    (void)sqlite3_finalize(get);
    (void)sqlite3_close(db);
    place_close(x);
    return 0;
}
