/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a token means: the text of strings, exact values of numbers. Tokens are well formed,
 * json_next saw to that.
 */
#include <string.h>

#include "base/json.h"

static unsigned hex4(const char *p)
{
    unsigned v = 0;
    for (int i = 0; i < 4; i++) {
        unsigned c = (unsigned char)p[i];
        v = v << 4 | (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return v;
}

static char *put_utf8(char *to, unsigned c)
{
    if (c < 0x80) {
        *to++ = (char)c;
    } else if (c < 0x800) {
        *to++ = (char)(0xC0 | c >> 6);
        *to++ = (char)(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        *to++ = (char)(0xE0 | c >> 12);
        *to++ = (char)(0x80 | (c >> 6 & 0x3F));
        *to++ = (char)(0x80 | (c & 0x3F));
    } else {
        *to++ = (char)(0xF0 | c >> 18);
        *to++ = (char)(0x80 | (c >> 12 & 0x3F));
        *to++ = (char)(0x80 | (c >> 6 & 0x3F));
        *to++ = (char)(0x80 | (c & 0x3F));
    }
    return to;
}

/* p stands on the backslash; returns what follows the escape. */
static const char *decode_escape(const char *p, char **to)
{
    char c = p[1];
    switch (c) {
    case 'b': c = '\b'; break;
    case 'f': c = '\f'; break;
    case 'n': c = '\n'; break;
    case 'r': c = '\r'; break;
    case 't': c = '\t'; break;
    case 'u': {
        unsigned unit = hex4(p + 2);
        if (unit < 0xD800 || unit > 0xDFFF) {
            *to = put_utf8(*to, unit);
            return p + 6;
        }
        *to = put_utf8(*to, 0x10000 + ((unit - 0xD800) << 10) + (hex4(p + 8) - 0xDC00));
        return p + 12;
    }
    default: break;
    }
    *(*to)++ = c;
    return p + 2;
}

struct str json_text(struct json_token t, char *scratch)
{
    if (!t.escaped)
        return t.raw;
    const char *p = t.raw.p, *end = p + t.raw.n;
    char *to = scratch;
    while (p < end) {
        const char *slash = memchr(p, '\\', (size_t)(end - p));
        size_t plain = (size_t)((slash != NULL ? slash : end) - p);
        memcpy(to, p, plain);
        to += plain;
        p = slash != NULL ? decode_escape(slash, &to) : end;
    }
    return (struct str){scratch, (size_t)(to - scratch)};
}

/*
 * A number taken apart: sign, digits as they stand (with the point among them), power of ten of the
 * last digit.
 */
struct decimal {
    bool negative;
    struct str digits; /* holds at most one '.' */
    int64_t count;     /* digits without the point */
    int64_t power;
};

/* Far beyond what any int64 can hold, yet far from overflow when added to. */
#define POWER_LIMIT INT64_C(1000000000000000)

static struct decimal take_apart(struct str s)
{
    struct decimal d = {.negative = s.p[0] == '-'};
    size_t from = d.negative, i = from;
    int64_t fraction = -1; /* digits after the point; -1 before it is met */
    for (; i < s.n && (s.p[i] | 0x20) != 'e'; i++) {
        if (s.p[i] == '.') {
            fraction = 0;
            continue;
        }
        d.count++;
        fraction += fraction >= 0;
    }
    d.digits = (struct str){s.p + from, i - from};
    int64_t exponent = 0;
    bool down = i + 1 < s.n && s.p[i + 1] == '-';
    for (; i < s.n; i++)
        if (s.p[i] >= '0' && s.p[i] <= '9' && exponent < POWER_LIMIT)
            exponent = exponent * 10 + (s.p[i] - '0');
    d.power = (down ? -exponent : exponent) - (fraction > 0 ? fraction : 0);
    return d;
}

/*
 * The first `keep` digits as a number, and the one after them (0 when there is none). False on
 * overflow.
 */
static bool leading_digits(struct str digits, int64_t keep, uint64_t *v, int *next)
{
    *v = 0;
    *next = 0;
    for (size_t i = 0; i < digits.n; i++) {
        if (digits.p[i] == '.')
            continue;
        int digit = digits.p[i] - '0';
        if (keep-- <= 0) {
            *next = digit;
            return true;
        }
        if (__builtin_mul_overflow(*v, 10, v) || __builtin_add_overflow(*v, (uint64_t)digit, v))
            return false;
    }
    return true;
}

/* clang-format off */
static const int64_t power_of_ten[] = {
    INT64_C(1), INT64_C(10), INT64_C(100), INT64_C(1000), INT64_C(10000), INT64_C(100000),
    INT64_C(1000000), INT64_C(10000000), INT64_C(100000000), INT64_C(1000000000),
    INT64_C(10000000000), INT64_C(100000000000), INT64_C(1000000000000), INT64_C(10000000000000),
    INT64_C(100000000000000), INT64_C(1000000000000000), INT64_C(10000000000000000),
    INT64_C(100000000000000000), INT64_C(1000000000000000000),
};

/* clang-format on */

/*
 * The usual number: up to 18 digits, no exponent, no more fraction digits than wanted. False when
 * it is not such a one; then the long way decides.
 */
static bool scaled_quickly(struct str s, int digits, int64_t *out)
{
    bool negative = s.p[0] == '-';
    int64_t v = 0;
    if (s.n > 18 || digits < 0 || digits > 18)
        return false;
    for (size_t i = negative; i < s.n; i++) {
        unsigned digit = (unsigned char)s.p[i] - (unsigned)'0';
        if (digit <= 9)
            v = v * 10 + (int64_t)digit;
        else if (s.p[i] == '.')
            digits -= (int)(s.n - i - 1);
        else
            return false;
    }
    if (digits < 0 || __builtin_mul_overflow(v, power_of_ten[digits], &v))
        return false;
    *out = negative ? -v : v;
    return true;
}

bool json_scaled(struct json_token t, int digits, int64_t *out)
{
    if (t.kind != JSON_NUMBER)
        return false;
    if (scaled_quickly(t.raw, digits, out))
        return true;
    struct decimal d = take_apart(t.raw);
    int64_t shift = d.power + digits, keep = shift < 0 ? d.count + shift : d.count;
    uint64_t v = 0;
    int next = 0;
    /*
     * keep < 0: even the first digit stands two places below the last one wanted, so the value
     * rounds to zero.
     */
    if (keep >= 0 && !leading_digits(d.digits, keep, &v, &next))
        return false;
    if (__builtin_add_overflow(v, (uint64_t)(next >= 5), &v))
        return false;
    for (; shift > 0 && v != 0; shift--)
        if (__builtin_mul_overflow(v, 10, &v))
            return false;
    if (v > (uint64_t)INT64_MAX + d.negative)
        return false;
    *out = (int64_t)(d.negative ? 0 - v : v);
    return true;
}
