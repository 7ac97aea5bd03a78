/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 by one character, shared by str.c and json.c. */
#ifndef BASE_STR_PRIV_H
#define BASE_STR_PRIV_H

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

#endif
