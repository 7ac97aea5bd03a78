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

void json_put_string(struct buf *b, struct str s)
{
    buf_putc(b, '"');
    size_t from = 0;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7F)
            continue;
        buf_put(b, s.p + from, i - from);
        put_escape(b, c, escape_of(c));
        from = i + 1;
    }
    if (s.n > from)
        buf_put(b, s.p + from, s.n - from);
    buf_putc(b, '"');
}

void json_put_key(struct buf *b, const char *key)
{
    json_put_string(b, str_c(key));
    buf_putc(b, ':');
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
