/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "support/t.h"

static void test_str_c__wraps_and_takes_null(void)
{
    T_STR(str_c("abc"), STR("abc"));
    T_EQ(str_c(NULL).n, 0);
    T_EQ(str_c("").n, 0);
}

/* Of every length, and wherever the one byte is in which they differ. */
static void test_str_eq__every_byte_counts(void)
{
    char a[40], b[40];
    for (size_t n = 0; n <= sizeof a; n++) {
        memset(a, 'x', sizeof a);
        memset(b, 'x', sizeof b);
        T(str_eq((struct str){a, n}, (struct str){b, n}));
        for (size_t i = 0; i < sizeof a; i++) {
            b[i] = 'y';
            T_EQ(str_eq((struct str){a, n}, (struct str){b, n}), i >= n);
            b[i] = 'x';
        }
    }
}

static void test_str_eq__compares_content_and_length(void)
{
    T(str_eq(STR("ab"), STR("ab")));
    T(!str_eq(STR("ab"), STR("abc")));
    T(!str_eq(STR("ab"), STR("ac")));
    T(str_eq(STR_NONE, STR("")));
    T(str_eqc(STR("x"), "x"));
    T(str_eqc(STR_NONE, NULL));
    T(!str_eqc(STR("a\0b"), "a"));
}

static void test_str_cmp__orders_by_bytes(void)
{
    T(str_cmp(STR("a"), STR("b")) < 0);
    T(str_cmp(STR("b"), STR("a")) > 0);
    T(str_cmp(STR("a"), STR("ab")) < 0);
    T(str_cmp(STR("ab"), STR("a")) > 0);
    T_EQ(str_cmp(STR("ab"), STR("ab")), 0);
    T_EQ(str_cmp(STR_NONE, STR("")), 0);
    T(str_cmp(STR("\x7f"), STR("\x80")) < 0);
}

static void test_str_starts_ends__edges(void)
{
    T(str_starts(STR("abc"), STR("ab")));
    T(str_starts(STR("abc"), STR_NONE));
    T(str_starts(STR_NONE, STR("")));
    T(!str_starts(STR("ab"), STR("abc")));
    T(!str_starts(STR("abc"), STR("b")));
    T(str_ends(STR("abc"), STR("bc")));
    T(str_ends(STR("abc"), STR_NONE));
    T(str_ends(STR_NONE, STR_NONE));
    T(!str_ends(STR("bc"), STR("abc")));
    T(!str_ends(STR("abc"), STR("b")));
}

static void test_str_trim__both_ends_only(void)
{
    T_STR(str_trim(STR(" \t\r\na b\n ")), STR("a b"));
    T_STR(str_trim(STR("  \n")), STR(""));
    T_STR(str_trim(STR_NONE), STR(""));
    T_STR(str_trim(STR("\vx")), STR("\vx"));
}

static void test_str_cut__walks_fields(void)
{
    struct str rest = STR("a,,b");
    T_STR(str_cut(&rest, ','), STR("a"));
    T_STR(rest, STR(",b"));
    T_STR(str_cut(&rest, ','), STR(""));
    T_STR(str_cut(&rest, ','), STR("b"));
    T_EQ(rest.n, 0);
    T_STR(str_cut(&rest, ','), STR(""));
    rest = STR("a,");
    T_STR(str_cut(&rest, ','), STR("a"));
    T_EQ(rest.n, 0);
}

static void test_str_i64__range_and_refusals(void)
{
    static const struct {
        const char *text;
        bool ok;
        int64_t value;
    } cases[] = {
        {"0", true, 0},
        {"-0", true, 0},
        {"007", true, 7},
        {"9223372036854775807", true, INT64_MAX},
        {"-9223372036854775808", true, INT64_MIN},
        {"9223372036854775808", false, 0},
        {"-9223372036854775809", false, 0},
        {"18446744073709551617", false, 0},
        {"", false, 0},
        {"-", false, 0},
        {"+1", false, 0},
        {" 1", false, 0},
        {"1 ", false, 0},
        {"1x", false, 0},
        {"--1", false, 0},
        {"0x10", false, 0},
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int64_t v = 4711;
        if (!T_EQ(str_i64(str_c(cases[i].text), &v), cases[i].ok))
            printf("    text \"%s\"\n", cases[i].text);
        T_EQ(v, cases[i].ok ? cases[i].value : 4711);
    }
}

static void test_str_u64__all_lengths(void)
{
    char text[STR_U64_MAX], want[32];
    uint64_t state = t_seed();
    for (int i = 0; i < 5000; i++) {
        uint64_t v = i < 1100 ? (uint64_t)i : i == 1100 ? UINT64_MAX : t_rand(&state) >> i % 64;
        (void)snprintf(want, sizeof want, "%llu", (unsigned long long)v);
        T_STRC(str_u64(v, text), want);
    }
}

static void test_str_copy__cuts_and_says_so(void)
{
    char dst[4];
    T(str_copy(dst, sizeof dst, STR("abc")));
    T_STRC(str_c(dst), "abc");
    T(!str_copy(dst, sizeof dst, STR("wxyz")));
    T_STRC(str_c(dst), "wxy");
    T(str_copy(dst, sizeof dst, STR_NONE));
    T_EQ(dst[0], 0);
    T(!str_copy(dst, 1, STR("a")));
    T_EQ(dst[0], 0);
}

static void test_str_dup__owns_its_bytes(void)
{
    char text[] = "abc";
    char *copy = str_dup(str_c(text));
    text[0] = 'X';
    T_STRC(str_c(copy), "abc");
    free(copy);
    copy = str_dup(STR_NONE);
    T_EQ(copy[0], 0);
    free(copy);
}

static void test_str_eq_secret__same_answers_as_eq(void)
{
    T(str_eq_secret(STR("abcd"), STR("abcd")));
    T(!str_eq_secret(STR("abcd"), STR("abce")));
    T(!str_eq_secret(STR("Abcd"), STR("abcd")));
    T(!str_eq_secret(STR("abc"), STR("abcd")));
    T(str_eq_secret(STR_NONE, STR("")));
}

/*
 * The definition itself: decode a code point, refuse what RFC 3629 refuses. Slow and plain on
 * purpose.
 */
static bool utf8_by_definition(const unsigned char *p, size_t n)
{
    for (size_t i = 0; i < n;) {
        unsigned lead = p[i], more, least, c;
        if (lead < 0x80) {
            i++;
            continue;
        }
        if ((lead & 0xE0) == 0xC0)
            more = 1, least = 0x80, c = lead & 0x1F;
        else if ((lead & 0xF0) == 0xE0)
            more = 2, least = 0x800, c = lead & 0x0F;
        else if ((lead & 0xF8) == 0xF0)
            more = 3, least = 0x10000, c = lead & 0x07;
        else
            return false;
        if (n - i <= more)
            return false;
        for (unsigned k = 1; k <= more; k++) {
            if ((p[i + k] & 0xC0) != 0x80)
                return false;
            c = c << 6 | (p[i + k] & 0x3F);
        }
        if (c < least || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
            return false;
        i += more + 1;
    }
    return true;
}

static void test_str_utf8__every_short_sequence(void)
{
    int wrong = 0;
    for (uint32_t v = 0; v < 1 << 24; v++) {
        unsigned char p[] = {(unsigned char)(v >> 16), (unsigned char)(v >> 8), (unsigned char)v};
        wrong += str_utf8((struct str){(char *)p, 3}) != utf8_by_definition(p, 3);
    }
    for (uint32_t v = 0; v < 1 << 16; v++) /* four bytes: all first two, a choice of the others */
        for (unsigned k = 0; k < 16; k++) {
            static const unsigned char tail[] = {0x00, 0x80, 0xBF, 0xC0};
            unsigned char p[] = {(unsigned char)(v >> 8), (unsigned char)v, tail[k & 3],
                                 tail[k >> 2]};
            wrong += str_utf8((struct str){(char *)p, 4}) != utf8_by_definition(p, 4);
        }
    T_EQ(wrong, 0);
}

static void test_str_utf8__at_every_offset_of_long_text(void)
{
    char text[40];
    for (size_t at = 0; at + 4 <= sizeof text; at++) {
        memset(text, 'a', sizeof text);
        memcpy(text + at, "\xF0\x9F\x9A\x93", 4);
        T(str_utf8((struct str){text, sizeof text}));
        T(!str_utf8((struct str){text, at + 3}));
        text[at] = (char)0xFF;
        T(!str_utf8((struct str){text, sizeof text}));
    }
    T(str_utf8(STR_NONE));
    T_EQ(str_utf8_prefix(STR("abc")), 3);
    T_EQ(str_utf8_prefix(STR("0123456789\xd0")), 10);
    T_EQ(str_utf8_prefix(STR("01234567\xd0\x90\xff")), 10);
    T_EQ(str_utf8_prefix(STR("\xff")), 0);
}

int main(void)
{
    T_RUN(test_str_c__wraps_and_takes_null);
    T_RUN(test_str_eq__compares_content_and_length);
    T_RUN(test_str_eq__every_byte_counts);
    T_RUN(test_str_cmp__orders_by_bytes);
    T_RUN(test_str_starts_ends__edges);
    T_RUN(test_str_trim__both_ends_only);
    T_RUN(test_str_cut__walks_fields);
    T_RUN(test_str_i64__range_and_refusals);
    T_RUN(test_str_u64__all_lengths);
    T_RUN(test_str_copy__cuts_and_says_so);
    T_RUN(test_str_dup__owns_its_bytes);
    T_RUN(test_str_eq_secret__same_answers_as_eq);
    T_RUN(test_str_utf8__every_short_sequence);
    T_RUN(test_str_utf8__at_every_offset_of_long_text);
    return t_end();
}
