/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/hash.h"
#include "base/json.h"
#include "base/str_priv.h"

static bool is_padding(char c)
{
    return c == '\0' || c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct str unpadded(struct str s)
{
    if (str_starts(s, STR("\xEF\xBB\xBF")))
        s = (struct str){s.p + 3, s.n - 3};
    for (; s.n > 0 && is_padding(s.p[0]); s.n--)
        s.p++;
    while (s.n > 0 && is_padding(s.p[s.n - 1]))
        s.n--;
    return s;
}

/* The unit of \uXXXX at p, or -1. */
static int unit_at(const char *p, size_t n)
{
    int v = 0;
    if (n < 6 || p[0] != '\\' || p[1] != 'u')
        return -1;
    for (int i = 2; i < 6; i++) {
        int digit = hex_digit(p[i]);
        if (digit < 0)
            return -1;
        v = v << 4 | digit;
    }
    return v;
}

/* p stands on a backslash. How many bytes are one escape; *good when the reader takes it. */
static size_t escape_at(const char *p, size_t n, bool *good)
{
    *good = n >= 2 && p[1] != '\0' && strchr("\"\\/bfnrt", p[1]) != NULL;
    if (*good)
        return 2;
    int unit = unit_at(p, n);
    if (unit < 0)
        return 1;
    if (unit >= 0xD800 && unit <= 0xDBFF && n >= 12) {
        int low = unit_at(p + 6, n - 6);
        *good = low >= 0xDC00 && low <= 0xDFFF;
        return *good ? 12 : 6;
    }
    *good = unit != 0 && (unit < 0xD800 || unit > 0xDFFF);
    return 6;
}

/* How many bytes at p are one character; *instead is what is put for them, or 0 when they stay. */
static size_t step(const char *p, size_t n, bool in_string, char *instead)
{
    unsigned char c = (unsigned char)*p;
    *instead = '\0';
    if (c < 0x20) {
        bool blank = is_padding((char)c) && c != 0;
        *instead = in_string || !blank ? ' ' : '\0';
        return 1;
    }
    if (c >= 0x80) {
        size_t len = str_utf8_char((const unsigned char *)p, n);
        *instead = len == 0 ? '?' : '\0';
        return len > 0 ? len : 1;
    }
    if (c != '\\' || !in_string)
        return 1;
    bool good;
    size_t len = escape_at(p, n, &good);
    *instead = good ? '\0' : '?';
    return len;
}

struct str json_repair(struct str text, struct arena *a)
{
    struct str s = unpadded(text);
    char *to = NULL; /* once something is mended */
    size_t n = 0;
    bool in_string = false;
    for (size_t i = 0, len; i < s.n; i += len) {
        char instead;
        len = step(s.p + i, s.n - i, in_string, &instead);
        if (instead != '\0' && to == NULL) {
            to = arena_alloc(a, s.n + 1);
            memcpy(to, s.p, i);
            n = i;
        }
        if (s.p[i] == '"')
            in_string = !in_string;
        if (to == NULL)
            continue;
        if (instead != '\0')
            to[n++] = instead;
        else
            memcpy(to + n, s.p + i, len);
        n += instead != '\0' ? 0 : len;
    }
    return to != NULL ? (struct str){to, n} : s;
}
