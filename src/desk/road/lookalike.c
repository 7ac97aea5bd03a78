/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/road/lookalike.h"

#include <string.h>
#include <strings.h>

#include "desk/road/hotlist.h"
#include "event/record.h"

/* Of each character those it is confused with, by the groups and pairs of the header. */
static const char *confused_with(char c)
{
    switch (c) {
    case '0': return "1DOQ";
    case '1': return "0IL";
    case '2': return "7Z";
    case '3': return "78B";
    case '4': return "A";
    case '5': return "S";
    case '6': return "G";
    case '7': return "23Z";
    case '8': return "3B";
    case 'A': return "4";
    case 'B': return "38H";
    case 'D': return "0OQ";
    case 'G': return "6";
    case 'H': return "BMN";
    case 'I': return "1L";
    case 'L': return "1I";
    case 'M': return "HN";
    case 'N': return "HM";
    case 'O': return "0DQ";
    case 'Q': return "0DO";
    case 'S': return "5";
    case 'U': return "V";
    case 'V': return "U";
    case 'Z': return "27";
    default: return "";
    }
}

bool road_confusable(char a, char b)
{
    return b != '\0' && strchr(confused_with(a), b) != NULL;
}

/*
 * Formats: 9 a digit, A a letter, R a letter of those that look the same in Cyrillic and Latin
 * (the only ones on Russian plates).
 */
static const struct {
    char region[3];
    bool usual; /* what nearly all vehicles have */
    const char *format;
} formats[] = {
    /* Uzbekistan: person, organisation; trailer, foreign, diplomatic, motorcycle */
    {"uz", true, "99A999AA"},
    {"uz", true, "99999AAA"},
    {"uz", false, "999999AA"},
    {"uz", false, "99A999999"},
    {"uz", false, "A999999"},
    {"uz", false, "9999AAA"},
    /* Kazakhstan: person, organisation; motorcycle, trailer; before 2012; diplomatic, foreign */
    {"kz", true, "999AAA99"},
    {"kz", true, "999AA99"},
    {"kz", false, "99AA99"},
    {"kz", false, "99AAA99"},
    {"kz", false, "A999AAA"},
    {"kz", false, "A999AA"},
    {"kz", false, "A999999"},
    {"kz", false, "9999AA99"},
    /* Russia: car; trailer; motorcycle; public transport; police; diplomatic */
    {"ru", true, "R999RR99"},
    {"ru", true, "R999RR999"},
    {"ru", false, "RR999999"},
    {"ru", false, "RR9999999"},
    {"ru", false, "9999RR99"},
    {"ru", false, "9999RR999"},
    {"ru", false, "RR99999"},
    {"ru", false, "R999999"},
    {"ru", false, "R9999999"},
    {"ru", false, "999A99999"},
    {"ru", false, "999AA99999"},
};

static bool fits_one(char c, char f)
{
    switch (f) {
    case '9': return c >= '0' && c <= '9';
    case 'A': return c >= 'A' && c <= 'Z';
    default: return c != '\0' && strchr("ABEKMHOPCTYX", c) != NULL;
    }
}

static bool fits(struct str plate, const char *format)
{
    if (strlen(format) != plate.n)
        return false;
    for (size_t i = 0; i < plate.n; i++)
        if (!fits_one(plate.p[i], format[i]))
            return false;
    return true;
}

static bool of_region(size_t i, struct str region)
{
    bool more = region.n > 2 && region.p[2] != '-' && region.p[2] != '_' && region.p[2] != '.';
    return region.n >= 2 && !more && strncasecmp(formats[i].region, region.p, 2) == 0;
}

/* Have both the same format, or is there none to ask? */
static bool formats_allow(struct str region, struct str a, struct str b)
{
    bool any = false;
    for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
        if (!of_region(i, region))
            continue;
        bool fa = fits(a, formats[i].format), fb = fits(b, formats[i].format);
        if (fa && fb)
            return true;
        any = any || fa || fb;
    }
    return !any;
}

bool road_lookalike(struct str region, struct str a, struct str b)
{
    size_t differ = 0, at = 0;
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (a.p[i] != b.p[i]) {
            differ++;
            at = i;
        }
    return differ == 1 && road_confusable(a.p[at], b.p[at]) && formats_allow(region, a, b);
}

static bool has_format(struct str region, struct str plate, bool usual)
{
    for (size_t i = 0; i < ARRAY_LEN(formats); i++)
        if (of_region(i, region) && (!usual || formats[i].usual) && fits(plate, formats[i].format))
            return true;
    return false;
}

/*
 * May `other`, which differs from the plate at `i` only, have a format of the plate's? `of` are
 * those formats; when there are none, then only if the other has none too.
 */
static bool variant_allowed(struct str region, struct str other, size_t i, const size_t *of,
                            size_t n)
{
    if (n == 0)
        return !has_format(region, other, false);
    for (size_t k = 0; k < n; k++)
        if (fits_one(other.p[i], formats[of[k]].format[i]))
            return true;
    return false;
}

static size_t formats_of(struct str region, struct str plate, size_t of[ARRAY_LEN(formats)])
{
    size_t n = 0;
    for (size_t i = 0; i < ARRAY_LEN(formats); i++)
        if (of_region(i, region) && fits(plate, formats[i].format))
            of[n++] = i;
    return n;
}

void road_lookalikes(struct str region, struct str plate,
                     bool (*visit)(void *arg, struct str other), void *arg)
{
    char text[ROAD_PLATE_MAX];
    struct str other = {text, plate.n};
    size_t of[ARRAY_LEN(formats)], n;
    if (plate.n > sizeof text)
        return;
    n = formats_of(region, plate, of);
    memcpy(text, plate.p, plate.n);
    for (size_t i = 0; i < plate.n; i++) {
        for (const char *c = confused_with(plate.p[i]); *c != '\0'; c++) {
            text[i] = *c;
            if (variant_allowed(region, other, i, of, n) && !visit(arg, other))
                return;
        }
        text[i] = plate.p[i];
    }
}

/* What people mistype: the keyboard's letter for the digit of its shape. */
static char twin(char c)
{
    static const char pairs[] = "0OO01II1";
    for (size_t i = 0; i + 1 < sizeof pairs; i += 2)
        if (pairs[i] == c)
            return pairs[i + 1];
    return '\0';
}

int road_mistyped(struct str region, struct str plate, char *fit)
{
    char text[ROAD_PLATE_MAX];
    struct str other = {text, plate.n};
    if (plate.n > sizeof text || has_format(region, plate, false))
        return 0;
    memcpy(text, plate.p, plate.n);
    for (size_t i = 0; i < plate.n; i++) {
        text[i] = twin(plate.p[i]);
        if (text[i] != '\0' && has_format(region, other, true)) {
            *fit = text[i];
            return (int)i + 1;
        }
        text[i] = plate.p[i];
    }
    return 0;
}

bool road_class_fits(int64_t a, int64_t b)
{
    return a == b || a == VEHICLE_CLASS_UNKNOWN || b == VEHICLE_CLASS_UNKNOWN;
}

/* One word for what cameras cannot tell apart. */
static struct str plain_color(struct str s)
{
    static const char *const greys[] = {"grey", "silver"};
    for (size_t i = 0; i < ARRAY_LEN(greys); i++)
        if (s.n == strlen(greys[i]) && strncasecmp(s.p, greys[i], s.n) == 0)
            return STR("gray");
    return s;
}

bool road_contradicts(struct str a, struct str b)
{
    a = plain_color(str_trim(a));
    b = plain_color(str_trim(b));
    return a.n > 0 && b.n > 0 && (a.n != b.n || strncasecmp(a.p, b.p, a.n) != 0);
}
