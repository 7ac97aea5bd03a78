/* SPDX-License-Identifier: Apache-2.0 */
/* Ids made of names: "г. Ташкент" is g-tashkent. */
#include <string.h>

#include "desk/registry/registry_priv.h"

/* Lower-case Cyrillic from U+0430 on, as passports write it. */
static const char *const cyrillic[] = {
    "a", "b", "v", "g", "d", "e",  "zh", "z",  "i",  "i",    "k", "l", "m", "n", "o",  "p",
    "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "",  "y", "",  "e", "iu", "ia"};

struct twin {
    uint16_t code;
    const char *text;
};

/* The rest of our four languages, in both cases where case is not regular; marks of apostrophe are dropped. */
static const struct twin twins[] = {
    {0x00fc, "u"}, {0x00dc, "u"}, {0x00f6, "o"}, {0x00d6, "o"}, {0x00e4, "a"}, {0x00c4, "a"},
    {0x00e7, "c"}, {0x00c7, "c"}, {0x00e9, "e"}, {0x00f1, "n"}, {0x0131, "i"}, {0x0130, "i"},
    {0x015f, "s"}, {0x015e, "s"}, {0x011f, "g"}, {0x011e, "g"}, {0x02bb, ""},  {0x02bc, ""},
    {0x2018, ""},  {0x2019, ""},  {0x0451, "e"}, {0x0401, "e"}, {0x04d9, "a"}, {0x04d8, "a"},
    {0x0493, "g"}, {0x0492, "g"}, {0x049b, "k"}, {0x049a, "k"}, {0x04a3, "n"}, {0x04a2, "n"},
    {0x04e9, "o"}, {0x04e8, "o"}, {0x04b1, "u"}, {0x04b0, "u"}, {0x04af, "u"}, {0x04ae, "u"},
    {0x04bb, "h"}, {0x04ba, "h"}, {0x0456, "i"}, {0x0406, "i"}, {0x045e, "o"}, {0x040e, "o"},
    {0x04b3, "h"}, {0x04b2, "h"},
};

static uint32_t code_point(struct str s, size_t *at)
{
    uint8_t c = (uint8_t)s.p[(*at)++];
    int more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : 0;
    uint32_t v = more == 3 ? c & 7u : more == 2 ? c & 15u : more == 1 ? c & 31u : c;
    while (more-- > 0 && *at < s.n)
        v = v << 6 | ((uint8_t)s.p[(*at)++] & 63u);
    return v;
}

/* NULL: a gap. */
static const char *latin(uint32_t c, char one[2])
{
    if (c >= 'A' && c <= 'Z')
        c += 'a' - 'A';
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        one[0] = (char)c;
        one[1] = '\0';
        return one;
    }
    if (c >= 0x0410 && c <= 0x042f)
        c += 0x20;
    if (c >= 0x0430 && c <= 0x044f)
        return cyrillic[c - 0x0430];
    for (size_t i = 0; i < ARRAY_LEN(twins); i++)
        if (twins[i].code == c)
            return twins[i].text;
    return c == '\'' || c == '`' ? "" : NULL;
}

struct str registry_slug(struct arena *a, struct str name)
{
    char out[64], one[2];
    size_t n = 0;
    bool gap = false;
    for (size_t i = 0; i < name.n;) {
        const char *t = latin(code_point(name, &i), one);
        size_t len = t != NULL ? strlen(t) : 0;
        if (t == NULL) {
            gap = n > 0;
            continue;
        }
        if (len == 0)
            continue;
        if (n + len + gap > sizeof out)
            break;
        if (gap)
            out[n++] = '-';
        gap = false;
        memcpy(out + n, t, len);
        n += len;
    }
    return arena_str(a, (struct str){out, n});
}
