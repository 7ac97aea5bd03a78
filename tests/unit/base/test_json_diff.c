/* SPDX-License-Identifier: Apache-2.0 */
/* Differential test: src/base/json.c and jansson read the same random and damaged documents. */
#include "base/json.h"
#include "support/jansson.h"
#include "support/t.h"

#ifdef HAVE_JANSSON

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PICK(state, n) ((int)(t_rand(state) % (n)))

static void put_blanks(struct buf *b, uint64_t *state)
{
    while (PICK(state, 5) == 0)
        buf_putc(b, " \t\r\n"[PICK(state, 4)]);
}

static void put_random_string(struct buf *b, uint64_t *state)
{
    static const char *const pieces[] = {
        "\\n",          "\\\"",
        "\\\\",         "\\/",
        "\\u0041",      "\\u00e9",
        "\\u20AC",      "\\ud83d\\ude93",
        "\\u001f",      "\xC3\xA9",
        "\xE2\x82\xAC", "\xF0\x9F\x9A\x93",
        "\x7f",         "a plain run of bytes",
        "34 ABC 123",
    };
    buf_putc(b, '"');
    for (int n = PICK(state, 6); n > 0; n--) {
        if (PICK(state, 2))
            buf_cat(b, pieces[PICK(state, ARRAY_LEN(pieces))]);
        else
            buf_putc(b, (char)('a' + PICK(state, 26)));
    }
    buf_putc(b, '"');
}

static void put_random_number(struct buf *b, uint64_t *state)
{
    uint64_t size = t_rand(state) >> (PICK(state, 63) + 1);
    if (PICK(state, 3) == 0)
        buf_putc(b, '-');
    if (PICK(state, 2)) {
        buf_i64(b, (int64_t)size);
        return;
    }
    buf_printf(b, "%d.%0*d", (int)(size % 1000000), PICK(state, 3) + 4, PICK(state, 10000));
    if (PICK(state, 3) == 0)
        buf_printf(b, "%c%s%d", "eE"[PICK(state, 2)], PICK(state, 2) ? "-" : "+", PICK(state, 4));
}

static void put_random_value(struct buf *b, uint64_t *state, int depth)
{
    static const char *const words[] = {"true", "false", "null"};
    put_blanks(b, state);
    int kind = PICK(state, depth > 0 ? 8 : 5);
    if (kind < 2) {
        put_random_string(b, state);
    } else if (kind < 4) {
        put_random_number(b, state);
    } else if (kind == 4) {
        buf_cat(b, words[PICK(state, 3)]);
    } else {
        bool object = kind != 5;
        buf_putc(b, object ? '{' : '[');
        for (int i = PICK(state, 5); i > 0; i--) {
            if (object) {
                put_blanks(b, state);
                put_random_string(b, state);
                b->n--; /* the quote again behind a number, so that no key comes twice */
                buf_printf(b, "%d\"", i);
                put_blanks(b, state);
                buf_putc(b, ':');
            }
            put_random_value(b, state, depth - 1);
            if (i > 1)
                buf_putc(b, ',');
        }
        put_blanks(b, state);
        buf_putc(b, object ? '}' : ']');
    }
    put_blanks(b, state);
}

static void number_agrees(struct json_token t, const json_t *want)
{
    int64_t v = 0;
    T_EQ(t.kind, JSON_NUMBER);
    if (json_typeof(want) == JSON_INTEGER) {
        T(json_scaled(t, 0, &v));
        T_EQ(v, json_integer_value(want));
    } else if (fabs(json_real_value(want)) < 1e9) {
        T(json_scaled(t, 6, &v));
        T(fabs((double)v - json_real_value(want) * 1e6) <= 1.0);
    }
}

static void string_agrees(struct json_token t, const json_t *want)
{
    char *scratch = malloc(t.raw.n + 1);
    T_REQUIRE(scratch != NULL);
    T_EQ(t.kind, JSON_STRING);
    T_STR(json_text(t, scratch), ((struct str){json_string_value(want), json_string_length(want)}));
    free(scratch);
}

static void value_agrees(struct json_reader *r, struct json_token t, const json_t *want);

static void object_agrees(struct json_reader *r, const json_t *want)
{
    size_t n = 0;
    for (struct json_token key; (key = json_next(r)).kind == JSON_KEY; n++) {
        char *scratch = malloc(key.raw.n + 1);
        T_REQUIRE(scratch != NULL);
        struct str name = json_text(key, scratch);
        const json_t *value = json_object_getn(want, name.p, name.n);
        free(scratch);
        T_REQUIRE(value != NULL);
        value_agrees(r, json_next(r), value);
    }
    T_EQ(n, json_object_size(want));
}

static void array_agrees(struct json_reader *r, const json_t *want)
{
    size_t n = 0;
    for (struct json_token item; (item = json_next(r)).kind != JSON_ARRAY_END; n++) {
        T_REQUIRE(n < json_array_size(want));
        value_agrees(r, item, json_array_get(want, n));
    }
    T_EQ(n, json_array_size(want));
}

/* The value that starts with `t`, and all below it, against jansson's tree. */
static void value_agrees(struct json_reader *r, struct json_token t, const json_t *want)
{
    T_REQUIRE(want != NULL);
    switch (json_typeof(want)) {
    case JANSSON_OBJECT_KIND:
        T_REQUIRE(t.kind == JSON_OBJECT);
        object_agrees(r, want);
        break;
    case JANSSON_ARRAY_KIND:
        T_REQUIRE(t.kind == JSON_ARRAY);
        array_agrees(r, want);
        break;
    case JANSSON_STRING_KIND: string_agrees(t, want); break;
    case JSON_INTEGER:
    case JSON_REAL: number_agrees(t, want); break;
    case JANSSON_TRUE_KIND: T_EQ(t.kind, JSON_TRUE); break;
    case JANSSON_FALSE_KIND: T_EQ(t.kind, JSON_FALSE); break;
    case JANSSON_NULL_KIND: T_EQ(t.kind, JSON_NULL); break;
    }
}

static void test_json_diff__same_content(void)
{
    uint64_t state = t_seed();
    struct buf b;
    buf_init(&b, 1 << 20);
    for (int round = 0; round < 20000; round++) {
        json_error_t error;
        struct json_reader r;
        buf_clear(&b);
        put_random_value(&b, &state, 5);
        T_REQUIRE(buf_ok(&b));
        json_t *tree = json_loadb(b.p, b.n, JSON_DECODE_ANY, &error);
        if (!T(tree != NULL)) {
            printf("    jansson: %s\n    text %.*s\n", error.text, STR_ARG(buf_str(&b)));
            continue;
        }
        json_open(&r, buf_str(&b));
        value_agrees(&r, json_next(&r), tree);
        T_EQ(json_next(&r).kind, JSON_END);
        json_decref(tree);
    }
    buf_release(&b);
}

/*
 * Change, drop or add a few bytes, or cut the text off. NUL is left out: jansson swallows one that
 * follows a number or a word; test_json.c holds that we refuse it.
 */
static void damage(struct buf *b, uint64_t *state)
{
    static const char bytes[] = "\"\\{}[]:,.-+eE0123456789utfnu \n\x1f\x80\xBF\xC3\xED\xA0\xF4\xFF";
    for (int n = PICK(state, 3) + 1; n > 0 && b->n > 0; n--) {
        size_t at = t_rand(state) % b->n;
        switch (PICK(state, 4)) {
        case 0: b->p[at] = bytes[PICK(state, sizeof bytes - 1)]; break;
        case 1: memmove(b->p + at, b->p + at + 1, --b->n - at); break;
        case 2:
            buf_putc(b, 0);
            memmove(b->p + at + 1, b->p + at, b->n - at - 1);
            b->p[at] = bytes[PICK(state, sizeof bytes - 1)];
            break;
        default: b->n = at; break;
        }
    }
}

static void test_json_diff__same_verdict_on_damage(void)
{
    uint64_t state = t_seed();
    struct buf b;
    int accepted = 0, refused = 0;
    buf_init(&b, 1 << 20);
    for (int round = 0; round < 200000; round++) {
        json_error_t error;
        struct err e = {0};
        buf_clear(&b);
        put_random_value(&b, &state, 3);
        damage(&b, &state);
        json_t *tree =
            json_loadb(b.n > 0 ? b.p : "", b.n, JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL, &error);
        bool ours = json_check(buf_str(&b), &e) == RC_OK, theirs = tree != NULL;
        json_decref(tree);
        /* jansson refuses reals past the range of a double; the grammar does not. */
        if (!theirs && json_error_code(&error) == json_error_numeric_overflow)
            continue;
        accepted += ours;
        refused += !ours;
        if (!T_EQ(ours, theirs)) {
            printf("    ours: %s, jansson: %s\n", e.detail, theirs ? "accepts" : error.text);
            T_STR(buf_str(&b), STR("the text"));
        }
    }
    T(accepted > 10000 &&
      refused > 10000); /* else the damage is too small or too great to tell much */
    buf_release(&b);
}

int main(void)
{
    T_RUN(test_json_diff__same_content);
    T_RUN(test_json_diff__same_verdict_on_damage);
    return t_end();
}

#else

static void test_json_diff__needs_jansson(void)
{
    T_SKIP("built without jansson");
}

int main(void)
{
    T_RUN(test_json_diff__needs_jansson);
    return t_end();
}

#endif
