/* SPDX-License-Identifier: Apache-2.0 */
#include "base/id.h"

#include <stdio.h>

#include "base/hash.h"

#define MARK 9 /* a hyphen and four bytes of a hash in hex */

/* A table, since every character of every line is asked. */
static uint8_t id_chars[256];

__attribute__((constructor)) static void fill_id_chars(void)
{
    for (int c = '0'; c <= '9'; c++)
        id_chars[c] = 1;
    for (int c = 'A'; c <= 'Z'; c++)
        id_chars[c] = id_chars[c - 'A' + 'a'] = 1;
    id_chars['.'] = id_chars['_'] = id_chars[':'] = id_chars['-'] = 1;
}

bool id_valid(struct str s)
{
    uint8_t all = 1;
    if (s.n > ID_MAX)
        return false;
    for (size_t i = 0; i < s.n; i++)
        all &= id_chars[(uint8_t)s.p[i]];
    return all != 0;
}

bool ids_has(struct str list, struct str id)
{
    while (list.n > 0)
        if (str_eq(str_cut(&list, ','), id))
            return id.n > 0;
    return false;
}

size_t id_of_name(struct str name, char to[static ID_MAX + 1])
{
    size_t n = 0, room = ID_MAX;
    struct str s = str_trim(name);
    bool marked = s.n > ID_MAX;
    for (size_t i = 0; i < s.n; i++)
        marked |= (unsigned char)s.p[i] >= 0x80;
    if (marked)
        room -= MARK;
    for (size_t i = 0; i < s.n && n < room; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c >= 0x80 && c < 0xc0)
            continue; /* one '-' a character, not a byte */
        to[n++] = id_chars[c] ? s.p[i] : '-';
    }
    if (marked) {
        struct sha256 h = sha256_of(s, STR_NONE, STR_NONE);
        (void)snprintf(to + n, MARK + 1, "-%02x%02x%02x%02x", h.b[0], h.b[1], h.b[2], h.b[3]);
        n += MARK;
    }
    to[n] = '\0';
    return n;
}
