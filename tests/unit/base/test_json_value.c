/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/json.h"
#include "support/t.h"

static struct json_token only_token(struct str text)
{
    struct json_reader r;
    json_open(&r, text);
    struct json_token t = json_next(&r);
    T_EQ(json_next(&r).kind, JSON_END);
    return t;
}

static void text_is(struct str text, struct str want)
{
    char scratch[200];
    struct json_token t = only_token(text);
    T_EQ(t.kind, JSON_STRING);
    T_STR(json_text(t, scratch), want);
}

static void test_json_text__escapes(void)
{
    text_is(STR("\"plain\""), STR("plain"));
    text_is(STR("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""), STR("\"\\/\b\f\n\r\t"));
    text_is(STR("\"a\\u0041\\u00e9\\u20AC\\ud83d\\ude93z\""),
            STR("aA\xC3\xA9\xE2\x82\xAC\xF0\x9F\x9A\x93z"));
    text_is(STR("\"\\uDBFF\\uDFFF\\uD800\\uDC00\\uFFFF\\u07ff\\u0800\\u007F\\u0080\""),
            STR("\xF4\x8F\xBF\xBF\xF0\x90\x80\x80\xEF\xBF\xBF\xDF\xBF\xE0\xA0\x80\x7F\xC2\x80"));
    text_is(STR("\"\xC3\xA9\\n\xC3\xA9\""), STR("\xC3\xA9\n\xC3\xA9"));
    text_is(STR("\"\\\\u0041\""), STR("\\u0041"));
}

static void test_json_text__without_escapes_borrows(void)
{
    struct str text = STR("\"abc\"");
    struct json_token t = only_token(text);
    T(!t.escaped);
    T(json_text(t, NULL).p == text.p + 1);
}

/* Never more than t.raw.n bytes are written: all of \uXXXX shrink. */
static void test_json_text__stays_in_scratch(void)
{
    char text[16], scratch[16];
    for (unsigned c = 1; c < 0xD800; c++) {
        (void)snprintf(text, sizeof text, "\"\\u%04x\"", c);
        struct json_token t = only_token(str_c(text));
        memset(scratch, 0x55, sizeof scratch);
        struct str got = json_text(t, scratch);
        T(str_utf8(got) && got.n >= 1 && got.n <= 3);
        T(scratch[got.n] == 0x55);
    }
}

static const struct {
    const char *text;
    int digits;
    bool ok;
    int64_t want;
} scaled_cases[] = {
    {"0", 0, true, 0},
    {"-0", 7, true, 0},
    {"-0.0e99", 7, true, 0},
    {"0e999999999999999999999999999", 7, true, 0},
    {"41.3111", 7, true, 413111000},
    {"-41.3111", 7, true, -413111000},
    {"41", 7, true, 410000000},
    {"0.00000005", 7, true, 1},
    {"0.00000004999999", 7, true, 0},
    {"-0.00000005", 7, true, -1},
    {"-0.000000049", 7, true, 0},
    {"1.5", 0, true, 2},
    {"2.5", 0, true, 3},
    {"-1.5", 0, true, -2},
    {"-2.5", 0, true, -3},
    {"0.5", 0, true, 1},
    {"0.05", 0, true, 0},
    {"9.99", 1, true, 100},
    {"1e3", 0, true, 1000},
    {"1E+3", 2, true, 100000},
    {"1.25e1", 1, true, 125},
    {"125e-2", 1, true, 13},
    {"125e-3", 0, true, 0},
    {"625e-3", 0, true, 1},
    {"5e-1", 0, true, 1},
    {"5e-2", 0, true, 0},
    {"123456e-4", 0, true, 12},
    {"1e-999999999999999999999", 9, true, 0},
    {"1e999999999999999999999", 0, false, 0},
    {"9223372036854775807", 0, true, INT64_MAX},
    {"9223372036854775807.4", 0, true, INT64_MAX},
    {"9223372036854775807.5", 0, false, 0},
    {"9223372036854775808", 0, false, 0},
    {"-9223372036854775808", 0, true, INT64_MIN},
    {"-9223372036854775808.49", 0, true, INT64_MIN},
    {"-9223372036854775808.5", 0, false, 0},
    {"-9223372036854775809", 0, false, 0},
    {"18446744073709551615.5", 0, false, 0},
    {"18446744073709551616", 0, false, 0},
    {"922337203685.4775807", 7, true, INT64_MAX},
    {"922337203685.4775808", 7, false, 0},
    {"922337203685477580700000e-5", 0, true, INT64_MAX},
    {"0.000000000000000000000000000009e30", 0, true, 9},
    {"90000000000000000000000000000000e-31", 0, true, 9},
    {"1", 18, true, INT64_C(1000000000000000000)},
    {"10", 18, false, 0},
    {"1234", -2, true, 12},
    {"1250", -2, true, 13},
};

static void test_json_scaled__cases(void)
{
    for (size_t i = 0; i < ARRAY_LEN(scaled_cases); i++) {
        int64_t v = 4711;
        struct json_token t = only_token(str_c(scaled_cases[i].text));
        if (!T_EQ(json_scaled(t, scaled_cases[i].digits, &v), scaled_cases[i].ok) ||
            !T_EQ(v, scaled_cases[i].ok ? scaled_cases[i].want : 4711))
            printf("    text \"%s\" to %d digits\n", scaled_cases[i].text, scaled_cases[i].digits);
    }
    int64_t v = 4711;
    T(!json_scaled(only_token(STR("\"1\"")), 0, &v));
    T(!json_scaled(only_token(STR("null")), 0, &v));
    T_EQ(v, 4711);
}

/* The same number written with its point and exponent anywhere must give the same value. */
static void test_json_scaled__any_way_of_writing(void)
{
    uint64_t state = t_seed();
    for (int round = 0; round < 100000; round++) {
        int64_t v = (int64_t)(t_rand(&state) >> (t_rand(&state) % 63 + 1)), got = -1;
        int point = (int)(t_rand(&state) % 40) - 20, digits = (int)(t_rand(&state) % 19);
        char text[80];
        /* v * 10^point as an integer with exponent; ask so that the result is v again. */
        (void)snprintf(text, sizeof text, "%s%lld.000e%d", round % 2 && v > 0 ? "-" : "",
                       (long long)v, point - digits);
        T(json_scaled(only_token(str_c(text)), digits - point, &got));
        if (!T_EQ(got, round % 2 ? -v : v))
            printf("    text \"%s\"\n", text);
    }
}

/* Against 128-bit arithmetic: mantissa, fraction digits and wanted digits by chance. */
static void test_json_scaled__rounds_half_away(void)
{
    uint64_t state = t_seed();
    for (int round = 0; round < 100000; round++) {
        uint64_t mantissa = t_rand(&state) % UINT64_C(1000000000000000);
        int fraction = (int)(t_rand(&state) % 14) + 1, digits = (int)(t_rand(&state) % 9);
        char text[80];
        __extension__ unsigned __int128 scale = 1;
        int64_t got = -1;
        for (int i = 0; i < fraction; i++)
            scale *= 10;
        (void)snprintf(text, sizeof text, "%llu.%0*llu",
                       (unsigned long long)(mantissa / (uint64_t)scale), fraction,
                       (unsigned long long)(mantissa % (uint64_t)scale));
        __extension__ unsigned __int128 want = mantissa;
        for (int i = 0; i < digits; i++)
            want *= 10;
        want = (want * 2 + scale) / (scale * 2);
        bool fits = want <= INT64_MAX;
        T_EQ(json_scaled(only_token(str_c(text)), digits, &got), fits);
        if (!T_EQ(got, fits ? (int64_t)want : -1))
            printf("    text \"%s\" to %d digits\n", text, digits);
    }
}

int main(void)
{
    T_RUN(test_json_text__escapes);
    T_RUN(test_json_text__without_escapes_borrows);
    T_RUN(test_json_text__stays_in_scratch);
    T_RUN(test_json_scaled__cases);
    T_RUN(test_json_scaled__any_way_of_writing);
    T_RUN(test_json_scaled__rounds_half_away);
    return t_end();
}
