/* SPDX-License-Identifier: Apache-2.0 */
/* What str.c and json.c share: UTF-8 by one character, and the comparison of short texts. */
#ifndef BASE_STR_PRIV_H
#define BASE_STR_PRIV_H

#include <string.h>

#include "base/defs.h"

/*
 * Length in bytes (2-4) of the well-formed non-ASCII UTF-8 character at p, of which n > 0 bytes may
 * be read; 0 when there is none. Table 3-7 of the Unicode standard: the second byte's range depends
 * on the first.
 */
static inline size_t str_utf8_char(const unsigned char *p, size_t n)
{
    unsigned char lead = p[0];
    if (lead >= 0xC2 && lead <= 0xDF)
        return n >= 2 && (p[1] & 0xC0) == 0x80 ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        unsigned char low = lead == 0xE0 ? 0xA0 : 0x80, high = lead == 0xED ? 0x9F : 0xBF;
        return n >= 3 && p[1] >= low && p[1] <= high && (p[2] & 0xC0) == 0x80 ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        unsigned char low = lead == 0xF0 ? 0x90 : 0x80, high = lead == 0xF4 ? 0x8F : 0xBF;
        return n >= 4 && p[1] >= low && p[1] <= high && (p[2] & 0xC0) == 0x80 &&
                       (p[3] & 0xC0) == 0x80
                   ? 4
                   : 0;
    }
    return 0;
}

/*
 * Are n bytes the same? Nearly all that is compared are ids, names and plates: for so few, two loads that may overlap cost
 * less than a call of memcmp.
 */
static inline bool str_same(const char *a, const char *b, size_t n)
{
    if (n > 16)
        return memcmp(a, b, n) == 0;
    if (n >= 8)
        return memcmp(a, b, 8) == 0 && memcmp(a + n - 8, b + n - 8, 8) == 0;
    if (n >= 4)
        return memcmp(a, b, 4) == 0 && memcmp(a + n - 4, b + n - 4, 4) == 0;
    return n == 0 || (a[0] == b[0] && a[n / 2] == b[n / 2] && a[n - 1] == b[n - 1]);
}

#endif
