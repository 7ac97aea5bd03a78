/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/json.h"

/*
 * 0: as it is; 'u': as \u00XX; else the letter after the backslash. DEL is escaped too, for
 * people's terminals.
 */
static char escape_of(unsigned char c)
{
    switch (c) {
    case '"': return '"';
    case '\\': return '\\';
    case '\b': return 'b';
    case '\f': return 'f';
    case '\n': return 'n';
    case '\r': return 'r';
    case '\t': return 't';
    default: return c < 0x20 || c == 0x7F ? 'u' : '\0';
    }
}

static void put_escape(struct buf *b, unsigned char c, char letter)
{
    static const char hex[] = "0123456789abcdef";
    if (letter == 'u') {
        char text[] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
        buf_put(b, text, sizeof text);
    } else {
        char text[] = {'\\', letter};
        buf_put(b, text, sizeof text);
    }
}

static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c != '"' && c != '\\' && c != 0x7F;
}

/* Is a byte of the word one that must be escaped? Each term has the high bit of such bytes. */
static bool word_is_plain(uint64_t w)
{
    const uint64_t one = UINT64_C(0x0101010101010101);
    uint64_t quote = w ^ one * '"', slash = w ^ one * '\\', del = w ^ one * 0x7F;
    uint64_t found = ((w - one * 0x20) & ~w) | ((quote - one) & ~quote) | ((slash - one) & ~slash) |
                     ((del - one) & ~del);
    return (found & one * 0x80) == 0;
}

/* How many bytes stand as they are, from `at` on. */
static size_t plain_end(struct str s, size_t at)
{
    uint64_t word;
    for (; s.n - at >= sizeof word; at += sizeof word) {
        memcpy(&word, s.p + at, sizeof word);
        if (!word_is_plain(word))
            break;
    }
    while (at < s.n && is_plain((unsigned char)s.p[at]))
        at++;
    return at;
}

static void put_escaped(struct buf *b, struct str s)
{
    buf_putc(b, '"');
    for (size_t at = 0; at < s.n;) {
        size_t end = plain_end(s, at);
        buf_put(b, s.p + at, end - at);
        if (end < s.n) {
            unsigned char c = (unsigned char)s.p[end++];
            put_escape(b, c, escape_of(c));
        }
        at = end;
    }
    buf_putc(b, '"');
}

void json_put_string(struct buf *b, struct str s)
{
    if (plain_end(s, 0) != s.n) {
        put_escaped(b, s);
        return;
    }
    char *to = buf_room(b, s.n + 2);
    if (to == NULL)
        return;
    to[0] = '"';
    if (s.n > 0)
        memcpy(to + 1, s.p, s.n);
    to[s.n + 1] = '"';
    b->n += s.n + 2;
}

void json_put_key(struct buf *b, const char *key)
{
    json_put_string(b, str_c(key));
    buf_putc(b, ':');
}

void json_put_time(struct buf *b, usec_t t)
{
    if (t <= 0) {
        buf_cat(b, "null");
        return;
    }
    buf_putc(b, '"');
    clock_format(b, t);
    buf_putc(b, '"');
}

void json_put_scaled(struct buf *b, int64_t v, int digits)
{
    must(digits >= 0 && digits <= 18);
    uint64_t size = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    while (digits > 0 && size % 10 == 0) {
        size /= 10;
        digits--;
    }
    /* Written from the right: the fraction, its point, at least one digit before it, the sign. */
    char text[24];
    size_t at = sizeof text;
    for (int i = 0; i < digits; i++, size /= 10)
        text[--at] = (char)('0' + size % 10);
    if (digits > 0)
        text[--at] = '.';
    do {
        text[--at] = (char)('0' + size % 10);
        size /= 10;
    } while (size > 0);
    if (v < 0)
        text[--at] = '-';
    buf_put(b, text + at, sizeof text - at);
}

void json_put_more_scaled(struct buf *b, const char *key, int64_t v, int digits)
{
    buf_putc(b, ',');
    json_put_key(b, key);
    json_put_scaled(b, v, digits);
}
