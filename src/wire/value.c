/* SPDX-License-Identifier: Apache-2.0 */
/* Values out of JSON and forms: numbers that may be strings, times in all the ways they are written. */
#include <string.h>

#include "base/hash.h"
#include "wire/wire_priv.h"

/* ---- JSON ---- */

struct picking {
    struct json_reader r;
    const char *const *paths;
    size_t n;
    struct wire_value *to;
};

/* Is `path` the key after the prefix, or does it go on below it ("coords" of "coords.latitude")? */
static const char *below(const char *path, struct str prefix, struct str key)
{
    size_t n = strlen(path);
    if (n < prefix.n + key.n || memcmp(path, prefix.p, prefix.n) != 0 ||
        memcmp(path + prefix.n, key.p, key.n) != 0)
        return NULL;
    return path + prefix.n + key.n;
}

static bool take_value(struct picking *k, struct str prefix, struct str key, struct json_token t);

/* The members of the object whose brace was read. */
static bool take_members(struct picking *k, struct str prefix)
{
    for (;;) {
        struct json_token key = json_next(&k->r);
        if (key.kind == JSON_OBJECT_END)
            return true;
        if (key.kind != JSON_KEY)
            return false;
        struct json_token t = json_next(&k->r);
        if (t.kind == JSON_ERROR)
            return false;
        /* A key with escapes is none of ours. */
        if (!take_value(k, prefix, key.escaped ? STR("\x01") : key.raw, t))
            return false;
    }
}

static void found(struct picking *k, struct str prefix, struct str key, const struct wire_value *v)
{
    for (size_t i = 0; i < k->n; i++) {
        const char *rest = below(k->paths[i], prefix, key);
        if (rest != NULL && *rest == '\0')
            k->to[i] = *v;
    }
}

static bool goes_below(const struct picking *k, struct str prefix, struct str key)
{
    for (size_t i = 0; i < k->n; i++) {
        const char *rest = below(k->paths[i], prefix, key);
        if (rest != NULL && *rest == '.')
            return true;
    }
    return false;
}

static bool take_value(struct picking *k, struct str prefix, struct str key, struct json_token t)
{
    struct wire_value v = {t.kind, t.escaped, t.raw};
    if (t.kind == JSON_OBJECT && goes_below(k, prefix, key)) {
        char path[64];
        if (prefix.n + key.n + 1 > sizeof path)
            return false; /* no path of ours is so long */
        memcpy(path, prefix.p != NULL ? prefix.p : "", prefix.n);
        memcpy(path + prefix.n, key.p, key.n);
        path[prefix.n + key.n] = '.';
        return take_members(k, (struct str){path, prefix.n + key.n + 1});
    }
    if ((t.kind == JSON_OBJECT || t.kind == JSON_ARRAY) && !json_skip(&k->r, t, &v.raw))
        return false;
    found(k, prefix, key, &v);
    return true;
}

bool wire_pick(struct str text, const char *const *paths, size_t n, struct wire_value *to)
{
    struct picking k = {.paths = paths, .n = n, .to = to};
    for (size_t i = 0; i < n; i++)
        to[i] = (struct wire_value){.kind = JSON_ERROR};
    json_open(&k.r, text);
    return json_next(&k.r).kind == JSON_OBJECT && take_members(&k, (struct str){"", 0}) &&
           json_next(&k.r).kind == JSON_END;
}

bool wire_next(struct str array, const char **at, struct wire_value *out)
{
    struct json_reader r;
    if (array.n < 2)
        return false;
    if (*at == NULL)
        *at = array.p + 1; /* behind the bracket */
    const char *end = array.p + array.n - 1;
    while (*at < end &&
           (*at[0] == ',' || *at[0] == ' ' || *at[0] == '\n' || *at[0] == '\r' || *at[0] == '\t'))
        (*at)++;
    if (*at >= end)
        return false;
    /* What stands here was read as a whole before, so only its end is looked for. */
    json_open(&r, (struct str){*at, (size_t)(end - *at)});
    struct json_token t = json_next(&r);
    *out = (struct wire_value){t.kind, t.escaped, t.raw};
    if (t.kind == JSON_ERROR)
        return false;
    if ((t.kind == JSON_OBJECT || t.kind == JSON_ARRAY) && !json_skip(&r, t, &out->raw))
        return false;
    *at = r.at;
    return true;
}

/* ---- forms ---- */

/* What is no UTF-8 was written in Latin-1, as old devices do. Its length, 0 when it does not fit. */
static size_t from_latin1(char *to, size_t n, size_t max)
{
    size_t high = 0;
    for (size_t i = 0; i < n; i++)
        high += (unsigned char)to[i] >= 0x80;
    if (n + high > max)
        return 0;
    size_t put = n + high;
    for (size_t i = n; i-- > 0;) {
        unsigned char c = (unsigned char)to[i];
        to[--put] = (char)(c < 0x80 ? c : 0x80 | (c & 0x3f));
        if (c >= 0x80)
            to[--put] = (char)(0xc0 | c >> 6);
    }
    return n + high;
}

/* As browsers write them; 0 when it is longer than `max` or no text. */
static size_t form_decode(struct str raw, char *to, size_t max)
{
    size_t n = 0;
    for (size_t i = 0; i < raw.n; i++) {
        char c = raw.p[i] == '+' ? ' ' : raw.p[i];
        if (c == '%' && i + 2 < raw.n) {
            int high = hex_digit(raw.p[i + 1]), low = hex_digit(raw.p[i + 2]);
            if (high >= 0 && low >= 0) {
                c = (char)(high * 16 + low);
                i += 2;
            }
        }
        if (n == max || (unsigned char)c < 0x20 || c == 0x7f)
            return 0;
        to[n++] = c;
    }
    return str_utf8((struct str){to, n}) ? n : from_latin1(to, n, max);
}

struct wire_value wire_form(struct str form, const char *key, char to[WIRE_TEXT_MAX + 1])
{
    while (form.n > 0) {
        struct str value = str_cut(&form, '&');
        struct str name = str_cut(&value, '=');
        if (!str_eqc(name, key))
            continue;
        size_t n = form_decode(value, to, WIRE_TEXT_MAX);
        to[n] = '\0';
        struct str text = str_trim((struct str){to, n});
        if (text.n > 0)
            return (struct wire_value){JSON_STRING, false, text};
    }
    return (struct wire_value){.kind = JSON_ERROR};
}

/* ---- what they mean ---- */

struct str wire_text(const struct wire_value *v, char to[WIRE_TEXT_MAX + 1])
{
    if (v->kind != JSON_STRING || v->raw.n > WIRE_TEXT_MAX)
        return STR_NONE;
    struct json_token t = {JSON_STRING, v->escaped, v->raw};
    return str_trim(json_text(t, to));
}

struct str wire_word(const struct wire_value *v, char to[WIRE_TEXT_MAX + 1])
{
    return v->kind == JSON_NUMBER && v->raw.n <= WIRE_TEXT_MAX ? v->raw : wire_text(v, to);
}

static size_t digits_of(struct str s, size_t from)
{
    size_t i = from;
    while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
        i++;
    return i - from;
}

static bool is_point(struct str s, size_t i)
{
    return i < s.n && (s.p[i] == '.' || s.p[i] == ',');
}

/* As people write numbers ("+05.50", ".5", "5,5", "1e3") into the form that JSON has; false when it is none. */
static bool plain_number(struct str s, char to[64], size_t *n)
{
    size_t i = 0, put = 0;
    if (s.n == 0 || s.n > 50)
        return false;
    if (s.p[i] == '-')
        to[put++] = s.p[i++];
    else if (s.p[i] == '+')
        i++;
    size_t whole = digits_of(s, i), skip = 0;
    while (skip + 1 < whole && s.p[i + skip] == '0')
        skip++;
    if (whole == 0)
        to[put++] = '0';
    memcpy(to + put, s.p + i + skip, whole - skip);
    put += whole - skip;
    i += whole;
    size_t fraction = is_point(s, i) ? digits_of(s, i + 1) : 0;
    if (whole + fraction == 0)
        return false;
    if (fraction > 0) {
        to[put] = '.';
        memcpy(to + put + 1, s.p + i + 1, fraction);
        put += fraction + 1;
    }
    if (is_point(s, i))
        i += fraction + 1;
    if (i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
        size_t sign = i + 1 < s.n && (s.p[i + 1] == '-' || s.p[i + 1] == '+');
        size_t exponent = digits_of(s, i + 1 + sign);
        if (exponent == 0)
            return false;
        memcpy(to + put, s.p + i, 1 + sign + exponent);
        put += 1 + sign + exponent;
        i += 1 + sign + exponent;
    }
    *n = put;
    return i == s.n;
}

static bool number_of(struct str s, int digits, int64_t *out)
{
    char text[64];
    size_t n;
    if (!plain_number(s, text, &n))
        return false;
    return json_scaled((struct json_token){JSON_NUMBER, false, {text, n}}, digits, out);
}

bool wire_number(const struct wire_value *v, int digits, int64_t *out)
{
    if (v->kind == JSON_NUMBER)
        return json_scaled((struct json_token){JSON_NUMBER, false, v->raw}, digits, out);
    if (v->kind != JSON_STRING || v->escaped)
        return false;
    return number_of(str_trim(v->raw), digits, out);
}

/* Seconds up to the year 2199; what is larger is counted in thousandths as often as needed. */
static bool unix_time(struct str s, usec_t *out)
{
    int64_t us;
    static const int64_t last = INT64_C(7258118400) * USEC_S;

    static const int by[] = {6, 3, 0, -3};

    for (size_t i = 0; i < ARRAY_LEN(by); i++) {
        if (!number_of(s, by[i] < 0 ? 0 : by[i], &us))
            continue;
        if (by[i] < 0)
            us /= 1000;
        if (us < 0)
            return false;
        if (us <= last) {
            *out = us;
            return true;
        }
    }
    return false;
}

/* "2021-09-29 05:56:13.606935+0000" as RFC 3339 has it. In a query nobody escaped, the + of a zone is a blank. */
static bool written_time(struct str s, usec_t *out)
{
    char text[64];
    if (s.n < 19 || s.n > 40)
        return false;
    memcpy(text, s.p, s.n);
    size_t n = s.n;
    if (text[10] == ' ')
        text[10] = 'T';
    char last = text[n - 1];
    bool zone = last == 'Z' || last == 'z';
    for (size_t i = 19; i < n; i++) {
        if (text[i] == ' ')
            text[i] = '+';
        zone |= text[i] == '+' || text[i] == '-';
    }
    if (!zone) {
        text[n++] = 'Z';
    } else if (n >= 24 && (text[n - 5] == '+' || text[n - 5] == '-')) {
        memmove(text + n - 1, text + n - 2, 2);
        text[n - 2] = ':';
        n++;
    }
    return clock_parse((struct str){text, n}, out);
}

bool wire_time(const struct wire_value *v, usec_t *out)
{
    char text[WIRE_TEXT_MAX + 1];
    struct str s = wire_word(v, text);
    return s.n > 0 && (unix_time(s, out) || written_time(s, out));
}

bool wire_true(const struct wire_value *v)
{
    return v->kind == JSON_TRUE ||
           (v->kind == JSON_STRING && (str_eqc(v->raw, "true") || str_eqc(v->raw, "1"))) ||
           (v->kind == JSON_NUMBER && str_eqc(v->raw, "1"));
}

bool wire_false(const struct wire_value *v)
{
    return v->kind == JSON_FALSE ||
           (v->kind == JSON_STRING && (str_eqc(v->raw, "false") || str_eqc(v->raw, "0"))) ||
           (v->kind == JSON_NUMBER && str_eqc(v->raw, "0"));
}
