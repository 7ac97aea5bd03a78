/* SPDX-License-Identifier: Apache-2.0 */
#include "base/str.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/mem.h"
#include "base/str_priv.h"

struct str str_c(const char *s)
{
    return s != NULL ? (struct str){s, strlen(s)} : STR_NONE;
}

bool str_eq(struct str a, struct str b)
{
    return a.n == b.n && str_same(a.p, b.p, a.n);
}

bool str_eqc(struct str a, const char *b)
{
    return str_eq(a, str_c(b));
}

int str_cmp(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n > 0 ? memcmp(a.p, b.p, n) : 0;
    if (order != 0)
        return order;
    return (a.n > b.n) - (a.n < b.n);
}

bool str_starts(struct str s, struct str prefix)
{
    return s.n >= prefix.n && str_eq((struct str){s.p, prefix.n}, prefix);
}

bool str_ends(struct str s, struct str suffix)
{
    if (s.n < suffix.n)
        return false;
    return suffix.n == 0 || memcmp(s.p + (s.n - suffix.n), suffix.p, suffix.n) == 0;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str str_trim(struct str s)
{
    while (s.n > 0 && is_blank(s.p[0])) {
        s.p++;
        s.n--;
    }
    while (s.n > 0 && is_blank(s.p[s.n - 1]))
        s.n--;
    return s;
}

struct str str_cut(struct str *rest, char sep)
{
    struct str all = *rest;
    const char *at = all.n > 0 ? memchr(all.p, sep, all.n) : NULL;
    if (at == NULL) {
        *rest = STR_NONE;
        return all;
    }
    size_t before = (size_t)(at - all.p);
    *rest = (struct str){at + 1, all.n - before - 1};
    return (struct str){all.p, before};
}

bool str_i64(struct str s, int64_t *out)
{
    bool negative = s.n > 0 && s.p[0] == '-';
    size_t i = negative;
    int64_t v = 0;
    if (i == s.n)
        return false;
    /* Counted downwards, since INT64_MIN has no positive twin. */
    for (; i < s.n; i++) {
        int digit = s.p[i] - '0';
        if (digit < 0 || digit > 9 || __builtin_mul_overflow(v, 10, &v) ||
            __builtin_sub_overflow(v, digit, &v))
            return false;
    }
    if (!negative && v == INT64_MIN)
        return false;
    *out = negative ? v : -v;
    return true;
}

/* Two digits at a time: half the divisions. */
struct str str_u64(uint64_t v, char text[static STR_U64_MAX])
{
    static const char pairs[] =
        "00010203040506070809101112131415161718192021222324252627282930313233"
        "34353637383940414243444546474849505152535455565758596061626364656667"
        "6869707172737475767778798081828384858687888990919293949596979899";
    size_t at = STR_U64_MAX;
    for (; v >= 100; v /= 100)
        memcpy(text + (at -= 2), pairs + v % 100 * 2, 2);
    if (v >= 10)
        memcpy(text + (at -= 2), pairs + v * 2, 2);
    else
        text[--at] = (char)('0' + v);
    return (struct str){text + at, STR_U64_MAX - at};
}

bool str_copy(char *dst, size_t cap, struct str s)
{
    must(cap > 0);
    size_t n = s.n < cap ? s.n : cap - 1;
    if (n > 0)
        memmove(dst, s.p, n);
    dst[n] = '\0';
    return n == s.n;
}

char *str_dup(struct str s)
{
    must(s.n < SIZE_MAX);
    char *copy = mem_alloc(s.n + 1);
    if (s.n > 0)
        memcpy(copy, s.p, s.n);
    return copy;
}

bool str_eq_secret(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || sodium_memcmp(a.p, b.p, a.n) == 0);
}

/* From `i` on, where the run of ASCII ends, or a little before. */
static size_t skip_ascii(const unsigned char *p, size_t i, size_t n)
{
    uint64_t word;
#ifdef __SSE2__
    for (; n - i >= 16; i += 16)
        if (_mm_movemask_epi8(_mm_loadu_si128((const __m128i *)(const void *)(p + i))) != 0)
            return i;
#endif
    for (; n - i >= sizeof word; i += sizeof word) {
        memcpy(&word, p + i, sizeof word);
        if ((word & UINT64_C(0x8080808080808080)) != 0)
            return i;
    }
    if (n < sizeof word || i == n)
        return i;
    memcpy(&word, p + n - sizeof word, sizeof word); /* the rest, and some of what was seen */
    return (word & UINT64_C(0x8080808080808080)) == 0 ? n : i;
}

size_t str_utf8_prefix(struct str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    size_t i = s.n > 0 ? skip_ascii(p, 0, s.n) : 0;
    while (i < s.n) {
        bool ascii = p[i] < 0x80;
        size_t step = ascii ? 1 : str_utf8_char(p + i, s.n - i);
        if (step == 0)
            break;
        i += step;
        if (!ascii && i < s.n && p[i] < 0x80)
            i = skip_ascii(p, i, s.n);
    }
    return i;
}

bool str_utf8(struct str s)
{
    return str_utf8_prefix(s) == s.n;
}
