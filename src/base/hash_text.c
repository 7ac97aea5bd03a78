/* SPDX-License-Identifier: Apache-2.0 */
/* Hex and base64, the text forms of hashes, keys and binary fields. */
#include "base/hash.h"

static void hex_write(char *to, const uint8_t *bytes, size_t n)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < n; i++) {
        to[2 * i] = digits[bytes[i] >> 4];
        to[2 * i + 1] = digits[bytes[i] & 15];
    }
}

void hex_put(struct buf *out, const void *p, size_t n)
{
    must(n < SIZE_MAX / 2);
    char *to = buf_room(out, n * 2);
    if (to == NULL)
        return;
    hex_write(to, p, n);
    out->n += n * 2;
}

void sha256_hex(struct sha256 h, char out[static SHA256_HEX + 1])
{
    hex_write(out, h.b, sizeof h.b);
    out[SHA256_HEX] = '\0';
}

int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool hex_get(struct str s, void *out, size_t n)
{
    uint8_t *to = out;
    if (s.n / 2 != n || s.n % 2 != 0)
        return false;
    for (size_t i = 0; i < n; i++) {
        int high = hex_digit(s.p[2 * i]), low = hex_digit(s.p[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        to[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

static const char base64_std[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char base64_url[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static void base64_write(struct buf *out, const uint8_t *p, size_t n, const char *letters, bool pad)
{
    must(n < SIZE_MAX / 4);
    size_t tail = n % 3, whole = n / 3 * 4;
    size_t length = whole + (tail == 0 ? 0 : pad ? 4 : tail + 1);
    char *to = buf_room(out, length);
    if (to == NULL)
        return;
    out->n += length;
    for (; n >= 3; n -= 3, p += 3) {
        uint32_t v = (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
        *to++ = letters[v >> 18];
        *to++ = letters[v >> 12 & 63];
        *to++ = letters[v >> 6 & 63];
        *to++ = letters[v & 63];
    }
    if (tail == 0)
        return;
    uint32_t v = (uint32_t)p[0] << 16 | (tail == 2 ? (uint32_t)p[1] << 8 : 0);
    *to++ = letters[v >> 18];
    *to++ = letters[v >> 12 & 63];
    if (tail == 2)
        *to++ = letters[v >> 6 & 63];
    else if (pad)
        *to++ = '=';
    if (pad)
        *to = '=';
}

void base64_put(struct buf *out, const void *p, size_t n)
{
    base64_write(out, p, n, base64_std, true);
}

void base64url_put(struct buf *out, const void *p, size_t n)
{
    base64_write(out, p, n, base64_url, false);
}

static int base64_value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

int base64_get(struct str s, void *out, size_t cap)
{
    uint8_t *to = out;
    size_t n = 0;
    uint32_t bits = 0;
    unsigned held = 0;
    s = str_trim(s);
    for (int pad = 0; pad < 2 && s.n > 0 && s.p[s.n - 1] == '='; pad++)
        s.n--;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\r' || s.p[i] == '\n')
            continue;
        int v = base64_value(s.p[i]);
        if (v < 0)
            return -1;
        bits = bits << 6 | (uint32_t)v;
        held += 6;
        if (held >= 8) {
            held -= 8;
            if (n == cap || n == INT32_MAX)
                return -1;
            to[n++] = (uint8_t)(bits >> held);
        }
    }
    /* One letter more than a multiple of four carries no byte. */
    return held < 6 && (bits & ((1u << held) - 1)) == 0 ? (int)n : -1;
}
