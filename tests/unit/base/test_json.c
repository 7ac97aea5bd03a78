/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "support/t.h"

/* The tokens of a text as one letter each, with the raw text of keys, strings and numbers. */
static void tokens_are(struct str text, const char *want)
{
    static const char *const letters[] = {"!", ".", "{", "}", "[", "]",
                                          "k", "s", "#", "t", "f", "0"};
    struct json_reader r;
    struct json_token t;
    struct buf b;
    buf_init(&b, 10000);
    json_open(&r, text);
    do {
        t = json_next(&r);
        buf_cat(&b, letters[t.kind]);
        if (t.kind == JSON_KEY || t.kind == JSON_STRING || t.kind == JSON_NUMBER)
            buf_printf(&b, "(%.*s%s)", STR_ARG(t.raw), t.escaped ? "~" : "");
    } while (t.kind != JSON_ERROR && t.kind != JSON_END);
    T_EQ(json_next(&r).kind, t.kind); /* stays where it ended */
    T_STRC(buf_str(&b), want);
    buf_release(&b);
}

static void test_json_next__tokens(void)
{
    tokens_are(STR("{}"), "{}.");
    tokens_are(STR(" [ ] "), "[].");
    tokens_are(STR("\t\r\n1\n"), "#(1).");
    tokens_are(STR("true"), "t.");
    tokens_are(STR("[false,null,true]"), "[f0t].");
    tokens_are(STR("\"\""), "s().");
    tokens_are(STR("{\"a\":1,\"b\":[{\"c\":-0.5e+7}],\"\":\"\\\"\"}"),
               "{k(a)#(1)k(b)[{k(c)#(-0.5e+7)}]k()s(\\\"~)}.");
    tokens_are(STR("{ \"a\" : [ 1 , 2 ] , \"b\" : { } }"), "{k(a)[#(1)#(2)]k(b){}}.");
    tokens_are(STR("[[[]],{\"a\":{}}]"), "[[[]]{k(a){}}].");
    tokens_are(STR("\"\\ud83d\\ude93 \xF0\x9F\x9A\x93 \xC3\xA9\""),
               "s(\\ud83d\\ude93 \xF0\x9F\x9A\x93 \xC3\xA9~).");
}

/* STR() is a compound literal, which ISO C does not take in a static table. */
#define S(literal) \
    { \
        (literal), sizeof(literal) - 1 \
    }

static const struct str good[] = {
    S("0"),
    S("-0"),
    S("-0.0"),
    S("10"),
    S("1e5"),
    S("1E-5"),
    S("1.5E+05"),
    S("0e0"),
    S("123456789012345678901234567890"),
    S("\"\\u0001\""),
    S("\"\\u00e9\""),
    S("\"\\uD83D\\uDE93\""),
    S("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""),
    S("\"\x7f\""),
    S("\"\xEF\xBF\xBF\""),
    S("\"\xF4\x8F\xBF\xBF\""),
    S("[1,2,3]"),
    S("[[],[[]]]"),
    S("{\"a\":{\"a\":1}}"),
    S("{\"a\":1,\"a\":2}"),
    S("\"\\ud7ff\\ue000\""),
};

static const struct str bad[] = {
    {NULL, 0},
    S(""),
    S(" "),
    S("nul"),
    S("nulls"),
    S("TRUE"),
    S("True"),
    S("NaN"),
    S("Infinity"),
    S("-Infinity"),
    S("01"),
    S("-01"),
    S("00"),
    S("+1"),
    S("1."),
    S(".5"),
    S("-"),
    S("-.5"),
    S("1.e5"),
    S("1e"),
    S("1e+"),
    S("0x10"),
    S("1 2"),
    S("1,"),
    S("1_000"),
    S("- 1"),
    S("1e5.5"),
    S("\""),
    S("\"a"),
    S("'a'"),
    S("\"\\\""),
    S("\"\\x41\""),
    S("\"\\u12\""),
    S("\"\\u12g4\""),
    S("\"\\U0041\""),
    S("\"\\u0000\""),
    S("\"a\0b\""),
    S("\"\n\""),
    S("\"\t\""),
    S("\"\x1f\""),
    S("\"\\ud83d\""),
    S("\"\\ude93\""),
    S("\"\\ud83dx\""),
    S("\"\\ud83d\\n\""),
    S("\"\\ud83d\\u0041\""),
    S("\"\\ud83d\\ud83d\""),
    S("\"\\ud83d\\ude9\""),
    S("\"\\ud83d"),
    S("\"\\ud83d\\"),
    S("\"\\"),
    S("\"\x80\""),
    S("\"\xC0\x80\""),
    S("\"\xC3\""),
    S("\"\xE0\x80\x80\""),
    S("\"\xED\xA0\x80\""),
    S("\"\xF4\x90\x80\x80\""),
    S("\"\xF8\x88\x80\x80\x80\""),
    S("\"\xFF\""),
    S("\xEF\xBB\xBF{}"),
    S("["),
    S("]"),
    S("[1"),
    S("[1,"),
    S("[1,]"),
    S("[,1]"),
    S("[1 2]"),
    S("[1}"),
    S("[1]]"),
    S("{"),
    S("}"),
    S("{]"),
    S("{\"a\""),
    S("{\"a\":"),
    S("{\"a\":1"),
    S("{\"a\":1,"),
    S("{\"a\":1,}"),
    S("{,}"),
    S("{a:1}"),
    S("{1:1}"),
    S("{\"a\" 1}"),
    S("{\"a\":1 \"b\":2}"),
    S("{\"a\":1]"),
    S("{\"a\"::1}"),
    S("{\"a\",1}"),
    S("{}{}"),
    S("{} x"),
    S("[] ,"),
    S("\"a\" \"b\""),
    S("[1]/*x*/"),
    S("// x\n1"),
    S("\v1"),
    S("\xC2\xA0"
      "1"),
    S("1\0"),
    S("[1\0]"),
    S("[1,\0"
      "2]"),
    S("{\0}"),
    S("{\"a\":}"),
    S("[\"a\":1]"),
};

static void test_json_check__good_and_bad(void)
{
    struct err e;
    for (size_t i = 0; i < ARRAY_LEN(good); i++)
        if (!T_OK(json_check(good[i], &e)))
            printf("    text %.*s: %s\n", STR_ARG(good[i]), e.detail);
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        if (!T_EQ(json_check(bad[i], &e), RC_INVALID))
            printf("    text %.*s\n", STR_ARG(bad[i]));
}

/* In the exact-size heap copy a read past the end is seen by the address sanitizer. */
static void test_json_check__every_prefix(void)
{
    static const char text[] =
        "{\"a\\u00e9\":[1.5e-3,true,false,null,\"\xF0\x9F\x9A\x93\\ud83d\\ude93\"],"
        "\"lengthy key of many bytes\":{\"x\":-0}}";
    for (size_t n = 0; n < sizeof text; n++) {
        char *copy = mem_alloc(n);
        memcpy(copy, text, n);
        T_EQ(json_check((struct str){copy, n}, NULL), n == sizeof text - 1 ? RC_OK : RC_INVALID);
        free(copy);
    }
}

static void test_json_next__strings_of_every_length_and_fault(void)
{
    char text[64];
    for (size_t n = 0; n < 40; n++) {
        for (size_t at = 0; at <= n; at++) {
            for (unsigned c = 0; c < 256; c++) {
                memset(text, 'a', sizeof text);
                text[0] = '"';
                text[n + 1] = '"';
                if (at < n)
                    text[at + 1] = (char)c;
                bool ok = at == n || (c >= 0x20 && c != '"' && c != '\\' && c < 0x80);
                if (!T_EQ(json_check((struct str){text, n + 2}, NULL), ok ? RC_OK : RC_INVALID))
                    printf("    length %zu, byte %02x at %zu\n", n, c, at);
                if (at == n)
                    break;
            }
        }
    }
}

static void depth_is(int depth, enum rc want)
{
    struct buf b;
    buf_init(&b, 1000);
    for (int i = 0; i < depth; i++)
        buf_cat(&b, i % 2 ? "{\"a\":" : "[");
    buf_cat(&b, "0");
    for (int i = depth; i-- > 0;)
        buf_putc(&b, i % 2 ? '}' : ']');
    T_EQ(json_check(buf_str(&b), NULL), want);
    buf_release(&b);
}

static void test_json_next__depth(void)
{
    depth_is(JSON_DEPTH - 1, RC_OK);
    depth_is(JSON_DEPTH, RC_OK);
    depth_is(JSON_DEPTH + 1, RC_INVALID);
}

static void test_json_fail__says_what_and_where(void)
{
    static const struct {
        struct str text;
        const char *detail;
    } cases[] = {
        {S("[1,]"), "malformed JSON at byte 3: value expected"},
        {S("{\"a\" 1}"), "malformed JSON at byte 5: colon expected"},
        {S("[01]"), "malformed JSON at byte 1: leading zero"},
        {S("\"ab\xFF\""), "malformed JSON at byte 3: not UTF-8"},
        {S("\"\\u0000\""), "malformed JSON at byte 1: \\u0000 is not allowed"},
        {S("\"x\\udc00\""), "malformed JSON at byte 2: lone surrogate"},
        {S("1 x"), "malformed JSON at byte 2: bytes after the value"},
        {S("[\"a"), "malformed JSON at byte 3: string without end"},
        {{NULL, 0}, "malformed JSON at byte 0: value expected, but the text ends"},
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct err e = {0};
        T_EQ(json_check(cases[i].text, &e), RC_INVALID);
        T_EQ(e.code, RC_INVALID);
        T_STRC(str_c(e.detail), cases[i].detail);
    }
}

static void test_json_skip__whole_values(void)
{
    static const char *const values[] = {
        "1.5", "\"a\\n\"", "true", "null", "{}", "[]", "{\"a\":[1,{\"b\":\"}]\"}]}", "[[[[1]]],2]",
    };
    for (size_t i = 0; i < ARRAY_LEN(values); i++) {
        char text[100];
        struct json_reader r;
        struct str raw = STR_NONE;
        (void)snprintf(text, sizeof text, "{\"x\": %s , \"y\":7}", values[i]);
        json_open(&r, str_c(text));
        T_EQ(json_next(&r).kind, JSON_OBJECT);
        T_EQ(json_next(&r).kind, JSON_KEY);
        T(json_skip(&r, json_next(&r), &raw));
        T_STRC(raw, values[i]);
        T_STRC(json_next(&r).raw, "y");
        T_EQ(json_next(&r).kind, JSON_NUMBER);
        T_EQ(json_next(&r).kind, JSON_OBJECT_END);
        T_EQ(json_next(&r).kind, JSON_END);
    }
}

static void test_json_skip__refuses(void)
{
    struct json_reader r;
    struct str raw;
    struct err e;
    json_open(&r, STR("{\"a\":[1,2,}"));
    T(!json_skip(&r, json_next(&r), &raw));
    T_EQ(json_fail(&r, &e), RC_INVALID);
    T_STRC(str_c(e.detail), "malformed JSON at byte 10: value expected");
    json_open(&r, STR("[]"));
    T_EQ(json_next(&r).kind, JSON_ARRAY);
    T(!json_skip(&r, json_next(&r), &raw)); /* the closing bracket is no value */
    T(!json_skip(&r, json_next(&r), &raw)); /* nor is the end */
    json_open(&r, STR("?"));
    T(!json_skip(&r, json_next(&r), &raw));
}

/* A value skipped, and the same one token after the other. */
static void skip_as_next(struct str text)
{
    struct json_reader r, walk;
    struct str raw = STR_NONE;
    json_open(&r, text);
    struct json_token first = json_next(&r), t;
    if (first.kind != JSON_OBJECT && first.kind != JSON_ARRAY)
        return;
    walk = r;
    do
        t = json_next(&walk);
    while (t.kind != JSON_ERROR && walk.depth > 0);
    T_EQ(json_skip(&r, first, &raw), t.kind != JSON_ERROR);
    T(r.at == walk.at && r.state == walk.state && r.depth == walk.depth);
    if (t.kind == JSON_ERROR)
        T_STRC(str_c(r.why), walk.why);
    else
        T(raw.p == text.p && raw.n == (size_t)(walk.at - text.p));
}

static void test_json_skip__as_next(void)
{
    static const char whole[] =
        "{\"class\":\"car\",\"make\":\"\",\"\":\"a colour of many words\","
        "\"n\":{\"a\":\"b\"},\"c\":[\"d\"],\"e\":\"\\n\",\"f\":\"\xd0\x96\"}";
    static const char bytes[] = "{}[]\":,\\a1 \n\x01\x80";
    char text[sizeof whole];
    uint64_t state = t_seed();
    for (size_t n = 0; n < sizeof whole; n++)
        skip_as_next((struct str){whole, n});
    for (int i = 0; i < 100000; i++) {
        memcpy(text, whole, sizeof whole);
        for (int k = 0; k < 3; k++)
            text[t_rand(&state) % (sizeof whole - 1)] = bytes[t_rand(&state) % (sizeof bytes - 1)];
        skip_as_next((struct str){text, sizeof whole - 1 - t_rand(&state) % 2});
    }
}

/* The two tokens, and where the reader stands then. */
static void same_token(const struct json_reader *is, struct json_token got,
                       const struct json_reader *next, struct json_token want)
{
    T(is->at == next->at);
    T_EQ(is->state, next->state);
    T_EQ(is->depth, next->depth);
    T_EQ(got.kind, want.kind);
    T_EQ(got.escaped, want.escaped);
    if (want.kind == JSON_ERROR)
        T_STRC(str_c(is->why), next->why);
    else
        T(got.raw.p == want.raw.p && got.raw.n == want.raw.n);
}

/* At every token of the text: yes when json_next gives that key, and then it has read what json_next reads in two calls. */
static void member_is_as_next(struct str text, struct str name)
{
    struct json_reader r, is;
    struct json_token t, none = {.kind = JSON_NULL}, value = none;
    json_open(&r, text);
    do {
        struct json_reader before = is = r, next;
        t = json_next(&r);
        if (json_member_is(&is, name, &value)) {
            T(t.kind == JSON_KEY && !t.escaped && str_eq(t.raw, name));
            next = r;
            same_token(&is, value, &next, json_next(&next));
        } else {
            T(t.kind != JSON_KEY || t.escaped || !str_eq(t.raw, name));
            same_token(&is, none, &before, none);
        }
    } while (t.kind != JSON_ERROR && t.kind != JSON_END);
}

static void test_json_member_is__as_next(void)
{
    static const char *const texts[] = {
        "{\"a\":1,\"ab\" : 2 , \"a\":{\"a\":[\"a\",{\"a\" :\"a\"}],\"b\":{}},\"\":0}",
        "{\"\\u0061\":1,\"a\\n\":2,\"a\n\":3}",
        "[\"a\", \"a\"]",
        "\"a\"",
        "{\"a\"}",
        "{\"a\" ,1}",
        "{\"a\":1 \"a\":2}",
        "{\"a\":1,,\"a\":2}",
        "{,\"a\":1}",
        "{\"a\":\"a\":1}",
        "{\"a",
        "{\"a\"",
        "{\"a\":",
        "{\"ab\"x",
        "",
    };
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        member_is_as_next(str_c(texts[i]), STR("a"));
        member_is_as_next(str_c(texts[i]), STR("ab"));
        member_is_as_next(str_c(texts[i]), STR("a long name of a field"));
        member_is_as_next(str_c(texts[i]), STR_NONE);
    }
}

static void test_json_check__real_captures(void)
{
    size_t n = 0;
    struct err e;
    char *text = t_capture("alpr/webhooks/axis-lpr-event.json", &n);
    if (text == NULL)
        return;
    T(n > 0);
    if (!T_OK(json_check((struct str){text, n}, &e)))
        printf("    %s\n", e.detail);
    free(text);
}

int main(void)
{
    T_RUN(test_json_next__tokens);
    T_RUN(test_json_check__good_and_bad);
    T_RUN(test_json_check__every_prefix);
    T_RUN(test_json_next__strings_of_every_length_and_fault);
    T_RUN(test_json_next__depth);
    T_RUN(test_json_fail__says_what_and_where);
    T_RUN(test_json_skip__whole_values);
    T_RUN(test_json_skip__refuses);
    T_RUN(test_json_skip__as_next);
    T_RUN(test_json_member_is__as_next);
    T_RUN(test_json_check__real_captures);
    return t_end();
}
