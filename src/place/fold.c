/* SPDX-License-Identifier: Apache-2.0 */
#include "place/fold.h"

#include <string.h>

/* ---- one letter ---- */

/* Capitals of what the tables hold, and combining marks of decomposed letters (they fold to nothing). */
static uint32_t lower(uint32_t c)
{
    if ((c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde && c != 0xd7) ||
        (c >= 0x410 && c <= 0x42f))
        return c + 0x20;
    if (c >= 0x400 && c <= 0x40f)
        return c + 0x50;
    if (((c >= 0x100 && c <= 0x137) || (c >= 0x14a && c <= 0x177) || (c >= 0x48a && c <= 0x4bf) ||
         (c >= 0x4d0 && c <= 0x52f) || (c >= 0x1e0 && c <= 0x1ef)) &&
        c != 0x130)
        return c | 1u;
    return c == 0x130 ? 'i' : c == 0x1f4 ? 0x1f5 : c;
}

/* а..я (U+0430..U+044F): GOST 7.79 B, its marks left out; х is h, as the second step has it. */
static const char *const russian[32] = {"a",  "b",  "v",  "g",  "d", "e", "j", "z", "i",  "i", "k",
                                        "l",  "m",  "n",  "o",  "p", "r", "s", "t", "u",  "f", "h",
                                        "ts", "ch", "sh", "sh", "",  "i", "",  "e", "iu", "ia"};

struct letter {
    uint32_t c;
    const char *to;
};

static const struct letter others[] = {
    /* Cyrillic: ё, Ukrainian і ї, Uzbek ў қ ғ ҳ, Kazakh ә ө ү ұ ң һ */
    {0x451, "io"},
    {0x456, "i"},
    {0x457, "i"},
    {0x45e, "o"},
    {0x49b, "k"},
    {0x493, "g"},
    {0x4b3, "h"},
    {0x4d9, "a"},
    {0x4e9, "o"},
    {0x4af, "u"},
    {0x4b1, "u"},
    {0x4a3, "n"},
    {0x4bb, "h"},
    /* Latin of Kazakh 2018: á ǵ ń ó ú ý, ı; of Kazakh 2021 and newer Uzbek: ä ö õ ü ū ñ ğ ş ç ō ŋ */
    {0xe1, "a"},
    {0x1f5, "g"},
    {0x144, "n"},
    {0xf3, "o"},
    {0xfa, "u"},
    {0xfd, "i"},
    {0x131, "i"},
    {0xe4, "a"},
    {0xf6, "o"},
    {0xf5, "o"},
    {0xfc, "u"},
    {0x16b, "u"},
    {0xf1, "n"},
    {0x11f, "g"},
    {0x15f, "sh"},
    {0xe7, "ch"},
    {0x14d, "o"},
    {0x14b, "n"},
    /* What else stands in names: é è ê ë í î à â ô û ž š č */
    {0xe9, "e"},
    {0xe8, "e"},
    {0xea, "e"},
    {0xeb, "e"},
    {0xed, "i"},
    {0xee, "i"},
    {0xe0, "a"},
    {0xe2, "a"},
    {0xf4, "o"},
    {0xfb, "u"},
    {0x17e, "j"},
    {0x161, "sh"},
    {0x10d, "ch"},
};

/* Apostrophes of all kinds: in Uzbek part of a letter or a stop, so they go without parting words. */
static bool apostrophe(uint32_t c)
{
    return c == '\'' || c == '`' || c == 0xb4 || (c >= 0x2b9 && c <= 0x2bf) ||
           (c >= 0x2018 && c <= 0x201b) || (c >= 0x300 && c <= 0x36f);
}

/* What a letter folds to; NULL: it is none and parts words. */
static const char *letter(uint32_t c, char one[static 2])
{
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        one[0] = (char)c;
        one[1] = '\0';
        return one;
    }
    if (c >= 0x430 && c <= 0x44f)
        return russian[c - 0x430];
    for (size_t i = 0; c > 0x7f && i < sizeof others / sizeof *others; i++)
        if (others[i].c == c)
            return others[i].to;
    return apostrophe(c) ? "" : NULL;
}

/* The next character and its bytes; 0xfffd where it is no UTF-8. */
static uint32_t next_char(struct str *s, struct str *bytes)
{
    const unsigned char *p = (const unsigned char *)s->p;
    size_t n = p[0] < 0x80 ? 1 : p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
    uint32_t c = p[0];
    if (n > s->n || !str_utf8((struct str){s->p, n})) {
        n = 1;
        c = p[0] < 0x80 ? c : 0xfffd;
    }
    if (n > 1)
        c &= 0x7fu >> n;
    for (size_t i = 1; i < n; i++)
        c = c << 6 | (p[i] & 0x3fu);
    *bytes = (struct str){s->p, n};
    *s = (struct str){s->p + n, s->n - n};
    return c;
}

/* Letters of alphabets that have no table: from U+0370 on, but for punctuation, blanks and symbols. */
static bool foreign(uint32_t c)
{
    return c >= 0x370 && c != 0xfffd && !(c >= 0x2000 && c <= 0x2bff) &&
           !(c >= 0x3000 && c <= 0x3004) && c < 0xe000;
}

/* ---- sounds that are spelt in several ways ---- */

static const struct joined {
    const char *from, *to;
} joins[] = {{"kh", "h"},  {"gh", "g"},  {"zh", "j"}, {"dj", "j"}, {"ye", "e"}, {"yo", "io"},
             {"yu", "iu"}, {"ya", "ia"}, {"x", "h"},  {"q", "k"},  {"y", "i"},  {"w", "v"}};

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Into a word: joined, no letter twice, "ie" as "e". */
static size_t join(const char *in, size_t n, char out[static PLACE_WORD_MAX])
{
    size_t m = 0;
    for (size_t i = 0; i < n;) {
        const char *to = NULL;
        size_t used = 1;
        for (size_t k = 0; to == NULL && k < sizeof joins / sizeof *joins; k++) {
            used = strlen(joins[k].from);
            if (used <= n - i && memcmp(in + i, joins[k].from, used) == 0)
                to = joins[k].to;
        }
        char one[2] = {in[i], '\0'};
        if (to == NULL) {
            to = one;
            used = 1;
        }
        for (; *to != '\0' && m < PLACE_WORD_MAX; to++) {
            if (m > 0 && out[m - 1] == 'i' && *to == 'e')
                out[m - 1] = 'e';
            else if (m == 0 || out[m - 1] != *to || digit(*to) || (unsigned char)*to > 0x7f)
                out[m++] = *to;
        }
        i += used;
    }
    return m;
}

/* ---- words ---- */

struct str place_word(const struct place_words *w, uint32_t i)
{
    return (struct str){w->text[i], w->len[i]};
}

bool place_word_number(struct str word)
{
    return word.n > 0 && digit(word.p[0]);
}

static void put_word(struct place_words *w, const char *raw, size_t n)
{
    if (n == 0 || w->n == PLACE_WORDS_MAX)
        return;
    size_t m = join(raw, n, w->text[w->n]);
    if (m > 0)
        w->len[w->n++] = (uint8_t)m;
}

/* A number takes what stands behind it and belongs to it: one letter, or the number of a block. */
static void glue(struct place_words *w, uint32_t from)
{
    uint32_t n = from;
    for (uint32_t i = from; i < w->n; i++) {
        struct str word = place_word(w, i);
        struct str last = n > from ? place_word(w, n - 1) : STR_NONE;
        bool after = place_word_number(last);
        bool block = after && (str_eqc(word, "korpus") || str_eqc(word, "korp"));
        bool open = after && last.p[last.n - 1] == 'k' && place_word_number(word);
        size_t take = block ? 1 : word.n;
        if (after &&
            (block || open || (word.n == 1 && !digit(word.p[0]) && digit(last.p[last.n - 1]))) &&
            last.n + take <= PLACE_WORD_MAX) {
            memcpy(w->text[n - 1] + last.n, word.p, take);
            w->len[n - 1] = (uint8_t)(last.n + take);
            continue;
        }
        if (n != i) {
            memcpy(w->text[n], word.p, word.n);
            w->len[n] = (uint8_t)word.n;
        }
        n++;
    }
    w->n = n;
}

void place_fold(struct str text, struct place_words *w)
{
    char raw[2 * PLACE_WORD_MAX], one[2];
    size_t n = 0;
    uint32_t from = w->n;
    while (text.n > 0) {
        struct str bytes;
        uint32_t c = lower(next_char(&text, &bytes));
        const char *to = letter(c, one);
        struct str put = to != NULL ? str_c(to) : foreign(c) ? bytes : STR_NONE;
        bool number = n > 0 && digit(raw[n - 1]);
        /* 12/3, and 12-3 for it, are one number; 8-mart is two words. */
        if (to == NULL && number && (c == '/' || c == '-') && text.n > 0 && digit(text.p[0])) {
            put = STR("/");
        } else if (to == NULL && put.n == 0) {
            put_word(w, raw, n);
            n = 0;
        }
        if (put.n <= sizeof raw - n) {
            memcpy(raw + n, put.n > 0 ? put.p : "", put.n);
            n += put.n;
        }
    }
    put_word(w, raw, n);
    glue(w, from);
}

/* Folded. Uzbek, Russian, Kazakh and English, and what they are shortened to. */
static const char *const generic[] = {
    "street",  "st",          "road",      "house",    "city",      "kocha",  "kochasi", "ulitsa",
    "ul",      "koshe",       "koshesi",   "prospekt", "prospekti", "pr",     "danghil", "dangili",
    "dangil",  "shohkochasi", "shohkocha", "shoh",     "pereulok",  "per",    "tor",     "berk",
    "tupik",   "proezd",      "shose",     "dom",      "d",         "ui",     "h",       "uch",
    "gorod",   "g",           "shahri",    "shahar",   "kala",      "kalasi", "sh",      "mavze",
    "mavzesi", "mikroraion",  "mkr",       "daha",     "dahasi",    "raion",  "raioni",  "tuman",
    "tumani",  "audani",      "mahalasi",  "mahala",
};

bool place_word_generic(struct str word)
{
    for (size_t i = 0; i < sizeof generic / sizeof *generic; i++)
        if (str_eqc(word, generic[i]))
            return true;
    return false;
}

static void keep(struct place_words *w, bool generic_too)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < w->n; i++) {
        struct str word = place_word(w, i);
        bool again = !generic_too && place_word_generic(word);
        for (uint32_t k = 0; k < n && !again; k++)
            again = str_eq(place_word(w, k), word);
        if (again)
            continue;
        if (n != i) {
            memcpy(w->text[n], word.p, word.n);
            w->len[n] = (uint8_t)word.n;
        }
        n++;
    }
    w->n = n;
}

void place_words_tell(struct place_words *w)
{
    bool all = true;
    for (uint32_t i = 0; i < w->n && all; i++)
        all = place_word_generic(place_word(w, i));
    keep(w, all);
}

struct str place_fold_house(struct str house, char out[static PLACE_WORD_MAX])
{
    struct place_words w = {.n = 0};
    size_t n = 0;
    place_fold(house, &w);
    place_words_tell(&w);
    for (uint32_t i = 0; i < w.n; i++) {
        struct str word = place_word(&w, i);
        if (word.n > PLACE_WORD_MAX - n)
            break;
        memcpy(out + n, word.p, word.n);
        n += word.n;
    }
    return (struct str){out, n};
}
