/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"
#include "support/t.h"

#include <string.h>

static void string_is(struct str s, const char *want)
{
    struct buf b;
    buf_init(&b, 1000);
    json_put_string(&b, s);
    T_STRC(buf_str(&b), want);
    buf_release(&b);
}

static void test_json_put_string__escapes(void)
{
    string_is(STR_NONE, "\"\"");
    string_is(STR("abc"), "\"abc\"");
    string_is(STR("\"\\/"), "\"\\\"\\\\/\"");
    string_is(STR("\b\f\n\r\t"), "\"\\b\\f\\n\\r\\t\"");
    string_is(STR("\x01\x1f\x7f"), "\"\\u0001\\u001f\\u007f\"");
    string_is(STR("a\xC3\xA9\n\xF0\x9F\x9A\x93z"), "\"a\xC3\xA9\\n\xF0\x9F\x9A\x93z\"");
}

/* Each byte at each place of a text longer than two words: escaped if and only if it must be. */
static void test_json_put_string__every_byte_everywhere(void)
{
    for (int c = 0; c < 256; c++)
        for (size_t at = 0; at < 20; at++) {
            char text[20], want[64];
            memset(text, 'a', sizeof text);
            text[at] = (char)c;
            char seen[8] = {(char)c};
            if (c == '"' || c == '\\')
                (void)snprintf(seen, sizeof seen, "\\%c", c);
            else if (c >= 8 && c <= 13 && c != 11)
                (void)snprintf(seen, sizeof seen, "\\%c", "btn fr"[c - 8]);
            else if (c < 32 || c == 127)
                (void)snprintf(seen, sizeof seen, "\\u%04x", (unsigned)c);
            (void)snprintf(want, sizeof want, "\"%.*s%s%.*s\"", (int)at, "aaaaaaaaaaaaaaaaaaaa",
                           seen, (int)(19 - at), "aaaaaaaaaaaaaaaaaaaa");
            string_is((struct str){text, sizeof text}, want);
        }
}

static void test_json_put_key__has_its_colon(void)
{
    struct buf b;
    buf_init(&b, 100);
    json_put_key(&b, "at");
    T_STRC(buf_str(&b), "\"at\":");
    buf_release(&b);
}

static void test_json_put_string__full_buffer_is_told(void)
{
    for (size_t max = 0; max < 14; max++) {
        struct buf b;
        buf_init(&b, max);
        json_put_string(&b, STR("ab\x01"
                                "cd\n")); /* 2 + 2 + 6 + 2 + 2 = 14 bytes */
        T(!buf_ok(&b));
        T(b.n <= max);
        buf_release(&b);
    }
    struct buf b;
    buf_init(&b, 14);
    json_put_string(&b, STR("ab\x01"
                            "cd\n"));
    T(buf_ok(&b));
    T_EQ(b.n, 14);
    buf_release(&b);
}

static void test_json_put_string__reads_back(void)
{
    uint64_t state = t_seed();
    for (int round = 0; round < 20000; round++) {
        char text[30], scratch[200];
        size_t n = t_rand(&state) % sizeof text;
        for (size_t i = 0; i < n; i++)
            text[i] = (char)(t_rand(&state) % (round % 2 ? 127 : 40) + 1);
        struct buf b;
        struct json_reader r;
        buf_init(&b, 1000);
        json_put_string(&b, (struct str){text, n});
        json_open(&r, buf_str(&b));
        struct json_token t = json_next(&r);
        T_EQ(t.kind, JSON_STRING);
        T_STR(json_text(t, scratch), ((struct str){text, n}));
        T_EQ(json_next(&r).kind, JSON_END);
        buf_release(&b);
    }
}

static void test_json_put_scaled__shortest_form(void)
{
    static const struct {
        int64_t v;
        int digits;
        const char *want;
    } cases[] = {
        {0, 0, "0"},
        {0, 7, "0"},
        {413111000, 7, "41.3111"},
        {-413111000, 7, "-41.3111"},
        {410000000, 7, "41"},
        {1, 7, "0.0000001"},
        {-1, 7, "-0.0000001"},
        {-5, 1, "-0.5"},
        {100, 0, "100"},
        {-100, 2, "-1"},
        {INT64_MAX, 0, "9223372036854775807"},
        {INT64_MIN, 0, "-9223372036854775808"},
        {INT64_MIN, 18, "-9.223372036854775808"},
        {INT64_MAX, 7, "922337203685.4775807"},
        {1, 18, "0.000000000000000001"},
        {INT64_C(1000000000000000000), 18, "1"},
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct buf b;
        buf_init(&b, 100);
        json_put_scaled(&b, cases[i].v, cases[i].digits);
        T_STRC(buf_str(&b), cases[i].want);
        buf_release(&b);
    }
}

static void test_json_put_scaled__reads_back(void)
{
    uint64_t state = t_seed();
    for (int round = 0; round < 200000; round++) {
        int64_t v = (int64_t)t_rand(&state) >> (t_rand(&state) % 64), got = 0;
        int digits = (int)(t_rand(&state) % 19);
        struct buf b;
        struct json_reader r;
        buf_init(&b, 100);
        json_put_scaled(&b, v, digits);
        json_open(&r, buf_str(&b));
        T(json_scaled(json_next(&r), digits, &got));
        T_EQ(json_next(&r).kind, JSON_END);
        T_EQ(got, v);
        buf_release(&b);
    }
}

static void test_json_put_time__an_instant_or_none(void)
{
    struct buf b;
    usec_t t;
    buf_init(&b, 100);
    T(clock_parse(STR("2026-11-22T10:00:00.5Z"), &t));
    json_put_time(&b, t);
    buf_putc(&b, ' ');
    json_put_time(&b, 0);
    T_STRC(buf_str(&b), "\"2026-11-22T10:00:00.500Z\" null");
    buf_release(&b);
}

static void test_json_put_more_scaled__comma_key_value(void)
{
    struct buf b;
    buf_init(&b, 100);
    json_put_more_scaled(&b, "lat", 413111000, 7);
    T_STRC(buf_str(&b), ",\"lat\":41.3111");
    buf_release(&b);
}

int main(void)
{
    T_RUN(test_json_put_string__escapes);
    T_RUN(test_json_put_string__every_byte_everywhere);
    T_RUN(test_json_put_key__has_its_colon);
    T_RUN(test_json_put_string__full_buffer_is_told);
    T_RUN(test_json_put_string__reads_back);
    T_RUN(test_json_put_scaled__shortest_form);
    T_RUN(test_json_put_scaled__reads_back);
    T_RUN(test_json_put_time__an_instant_or_none);
    T_RUN(test_json_put_more_scaled__comma_key_value);
    return t_end();
}
