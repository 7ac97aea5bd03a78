/* SPDX-License-Identifier: Apache-2.0 */
/* The pull reader. Text of tokens and numbers: json_value.c; writer: json_write.c. */
#include "base/json.h"

#include <string.h>

#include "base/str_priv.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum json_state {
    AT_VALUE,      /* a value must follow */
    AT_FIRST_ITEM, /* just after '[': a value or ']' */
    AT_FIRST_KEY,  /* just after '{': a key or '}' */
    AT_AFTER,      /* a value was read: ',' or a closing bracket, or the end */
    AT_FAULT
};

void json_open(struct json_reader *r, struct str text)
{
    *r = (struct json_reader){.start = text.p, .at = text.p, .end = text.p, .state = AT_VALUE};
    if (text.n > 0)
        r->end = text.p + text.n;
}

static struct json_token json_fault(struct json_reader *r, const char *at, const char *why)
{
    r->at = at;
    r->why = why;
    r->state = AT_FAULT;
    return (struct json_token){.kind = JSON_ERROR};
}

static inline const char *skip_blanks(const char *p, const char *end)
{
    while (p < end && (unsigned char)*p <= ' ' &&
           (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t'))
        p++;
    return p;
}

#define ALWAYS_INLINE __attribute__((always_inline)) inline
#define BYTES(b) (UINT64_C(0x0101010101010101) * (b))
#define HIGH_BITS BYTES(0x80)

/* Of eight bytes whose lowest marked one (high bit set) is right: its index. Needs a mark. */
static inline size_t first_mark(uint64_t marks)
{
    return (size_t)__builtin_ctzll(marks) >> 3;
}

static inline uint64_t load8(const char *p)
{
    uint64_t w;
    memcpy(&w, p, sizeof w);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    w = __builtin_bswap64(w);
#endif
    return w;
}

/*
 * Where does the run of plain string bytes end? Stops at a quote, a backslash, a control character
 * or a byte of 0x80 and above. Many bytes at a time: strings are most of what a line holds. A
 * borrow in one of the subtractions can only mark a byte above one that is marked rightly, so the
 * lowest mark is exact.
 */
static inline const char *skip_plain(const char *p, const char *end)
{
#ifdef __SSE2__
    for (; end - p >= 16; p += 16) {
        __m128i w = _mm_loadu_si128((const __m128i *)(const void *)p);
        __m128i stop = _mm_or_si128(_mm_cmpeq_epi8(w, _mm_set1_epi8('"')),
                                    _mm_cmpeq_epi8(w, _mm_set1_epi8('\\')));
        /* Signed: below 0x20 are the control characters and, as negative ones, 0x80 and above. */
        stop = _mm_or_si128(stop, _mm_cmplt_epi8(w, _mm_set1_epi8(0x20)));
        unsigned marks = (unsigned)_mm_movemask_epi8(stop);
        if (marks != 0)
            return p + __builtin_ctz(marks);
    }
#endif
    for (; end - p >= 8; p += 8) {
        uint64_t w = load8(p), quote = w ^ BYTES('"'), slash = w ^ BYTES('\\');
        uint64_t marks = (quote - BYTES(1)) | (slash - BYTES(1)) | (w - BYTES(0x20)) | w;
        if ((marks & HIGH_BITS) != 0)
            return p + first_mark(marks & HIGH_BITS);
    }
    while (p < end && *p != '"' && *p != '\\' && (unsigned char)*p >= 0x20 &&
           (unsigned char)*p < 0x80)
        p++;
    return p;
}

/* Four hex digits at p, or -1. */
static int read_hex4(const char *p, const char *end)
{
    int v = 0;
    if (end - p < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        int c = (unsigned char)p[i], lower = c | 0x20;
        if (c >= '0' && c <= '9')
            v = v << 4 | (c - '0');
        else if (lower >= 'a' && lower <= 'f')
            v = v << 4 | (lower - 'a' + 10);
        else
            return -1;
    }
    return v;
}

/* p stands on a backslash. The byte after the escape, or NULL with *why set. */
static const char *skip_escape(const char *p, const char *end, const char **why)
{
    *why = "unknown escape";
    if (end - p < 2)
        return NULL;
    switch (p[1]) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't': return p + 2;
    case 'u': break;
    default: return NULL;
    }
    int unit = read_hex4(p + 2, end);
    if (unit < 0)
        *why = "\\u needs four hex digits";
    else if (unit == 0)
        *why = "\\u0000 is not allowed";
    else if (unit < 0xD800 || unit > 0xDFFF)
        return p + 6;
    else
        *why = "lone surrogate";
    if (unit < 0xD800 || unit > 0xDBFF || end - p < 12 || p[6] != '\\' || p[7] != 'u')
        return NULL;
    int low = read_hex4(p + 8, end);
    return low >= 0xDC00 && low <= 0xDFFF ? p + 12 : NULL;
}

/* Something other than a plain byte or the closing quote, at p. What follows it, or NULL at fault. */
static const char *skip_special(struct json_reader *r, const char *p, bool *escaped)
{
    const char *why = "control character in string", *next = NULL;
    if (p == r->end) {
        why = "string without end";
    } else if (*p == '\\') {
        *escaped = true;
        next = skip_escape(p, r->end, &why);
    } else if ((unsigned char)*p >= 0x80) {
        size_t step = str_utf8_char((const unsigned char *)p, (size_t)(r->end - p));
        why = "not UTF-8";
        next = step > 0 ? p + step : NULL;
    }
    if (next == NULL)
        (void)json_fault(r, p, why);
    return next;
}

/* r->at stands on the opening quote. Leaves it behind the closing one. */
ALWAYS_INLINE static struct json_token read_string(struct json_reader *r, enum json_kind kind)
{
    const char *from = r->at + 1, *p = skip_plain(from, r->end);
    bool escaped = false;
    while (p == r->end || *p != '"') {
        p = skip_special(r, p, &escaped);
        if (p == NULL)
            return (struct json_token){.kind = JSON_ERROR};
        p = skip_plain(p, r->end);
    }
    r->at = p + 1;
    return (struct json_token){kind, escaped, {from, (size_t)(p - from)}};
}

static inline bool is_digit(const char *p, const char *end)
{
    return p < end && *p >= '0' && *p <= '9';
}

static inline const char *skip_digits(const char *p, const char *end)
{
    while (is_digit(p, end))
        p++;
    return p;
}

static inline struct json_token read_number(struct json_reader *r)
{
    const char *from = r->at, *p = from + (*from == '-'), *end = r->end;
    if (!is_digit(p, end))
        return json_fault(r, p, "digit expected");
    if (*p == '0' && is_digit(p + 1, end))
        return json_fault(r, p, "leading zero");
    p = skip_digits(p, end);
    if (p < end && *p == '.') {
        if (!is_digit(++p, end))
            return json_fault(r, p, "digit expected after the point");
        p = skip_digits(p, end);
    }
    if (p < end && (*p == 'e' || *p == 'E')) {
        p++;
        p += p < end && (*p == '+' || *p == '-');
        if (!is_digit(p, end))
            return json_fault(r, p, "digit expected in the exponent");
        p = skip_digits(p, end);
    }
    r->at = p;
    r->state = AT_AFTER;
    return (struct json_token){JSON_NUMBER, false, {from, (size_t)(p - from)}};
}

static struct json_token read_word(struct json_reader *r, enum json_kind kind, struct str word)
{
    struct str rest = {r->at, (size_t)(r->end - r->at)};
    if (!str_starts(rest, word))
        return json_fault(r, r->at, "value expected");
    r->at += word.n;
    r->state = AT_AFTER;
    return (struct json_token){kind, false, {rest.p, word.n}};
}

static struct json_token read_open(struct json_reader *r, enum json_kind kind)
{
    if (r->depth == JSON_DEPTH)
        return json_fault(r, r->at, "nested too deep");
    r->stack[r->depth++] = (uint8_t)*r->at;
    r->state = kind == JSON_OBJECT ? AT_FIRST_KEY : AT_FIRST_ITEM;
    return (struct json_token){kind, false, {r->at++, 1}};
}

static struct json_token read_close(struct json_reader *r)
{
    bool object = *r->at == '}';
    r->depth--;
    r->state = AT_AFTER;
    return (struct json_token){object ? JSON_OBJECT_END : JSON_ARRAY_END, false, {r->at++, 1}};
}

ALWAYS_INLINE static struct json_token read_value(struct json_reader *r)
{
    if (r->at == r->end)
        return json_fault(r, r->at, "value expected, but the text ends");
    if (*r->at == '"') {
        struct json_token t = read_string(r, JSON_STRING);
        if (t.kind == JSON_STRING)
            r->state = AT_AFTER;
        return t;
    }
    switch (*r->at) {
    case '{': return read_open(r, JSON_OBJECT);
    case '[': return read_open(r, JSON_ARRAY);
    case 't': return read_word(r, JSON_TRUE, STR("true"));
    case 'f': return read_word(r, JSON_FALSE, STR("false"));
    case 'n': return read_word(r, JSON_NULL, STR("null"));
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9': return read_number(r);
    default: return json_fault(r, r->at, "value expected");
    }
}

/* A key and its colon. */
static inline struct json_token read_key(struct json_reader *r)
{
    if (r->at == r->end || *r->at != '"')
        return json_fault(r, r->at, "key expected");
    struct json_token t = read_string(r, JSON_KEY);
    if (t.kind == JSON_ERROR)
        return t;
    r->at = skip_blanks(r->at, r->end);
    if (r->at == r->end || *r->at != ':')
        return json_fault(r, r->at, "colon expected");
    r->at++;
    r->state = AT_VALUE;
    return t;
}

/* After a value: the end, a closing bracket, or a comma; only then *more is set and is to be read. */
static inline struct json_token read_after(struct json_reader *r, bool *more)
{
    if (r->depth == 0) {
        if (r->at == r->end)
            return (struct json_token){.kind = JSON_END};
        return json_fault(r, r->at, "bytes after the value");
    }
    if (r->at == r->end)
        return json_fault(r, r->at, "closing bracket missing");
    if (*r->at == ',') {
        r->at = skip_blanks(r->at + 1, r->end);
        *more = true;
        return (struct json_token){.kind = JSON_ERROR};
    }
    if (*r->at == (r->stack[r->depth - 1] == '{' ? '}' : ']'))
        return read_close(r);
    return json_fault(r, r->at, "comma or closing bracket expected");
}

/*
 * One call each of read_key and read_value, so that they are compiled into the one loop body; and into each of the two
 * callers, of which one wants no tokens.
 */
ALWAYS_INLINE static struct json_token next_token(struct json_reader *r)
{
    bool key = false, more = false;
    r->at = skip_blanks(r->at, r->end);
    switch ((enum json_state)r->state) {
    case AT_AFTER: {
        struct json_token t = read_after(r, &more);
        if (!more)
            return t;
        key = r->stack[r->depth - 1] == '{';
        break;
    }
    case AT_FIRST_KEY:
        if (r->at < r->end && *r->at == '}')
            return read_close(r);
        key = true;
        break;
    case AT_FIRST_ITEM:
        if (r->at < r->end && *r->at == ']')
            return read_close(r);
        break;
    case AT_FAULT: return (struct json_token){.kind = JSON_ERROR};
    case AT_VALUE: break;
    }
    return key ? read_key(r) : read_value(r);
}

struct json_token json_next(struct json_reader *r)
{
    return next_token(r);
}

bool json_member_is(struct json_reader *r, struct str name, struct json_token *value)
{
    const char *p = skip_blanks(r->at, r->end);
    if (r->state == AT_AFTER) {
        if (r->depth == 0 || r->stack[r->depth - 1] != '{' || p == r->end || *p != ',')
            return false;
        p = skip_blanks(p + 1, r->end);
    } else if (r->state != AT_FIRST_KEY) {
        return false;
    }
    if ((size_t)(r->end - p) < name.n + 3 || p[0] != '"' || p[name.n + 1] != '"' ||
        !str_same(p + 1, name.p, name.n))
        return false;
    p = skip_blanks(p + name.n + 2, r->end);
    if (p == r->end || *p != ':')
        return false;
    r->at = skip_blanks(p + 1, r->end);
    r->state = AT_VALUE;
    *value = read_value(r);
    return true;
}

/*
 * The reader stands behind the brace of an object. Passes over its first members that are plain texts written without blanks:
 * mostly that is all of them.
 */
static void skip_texts(struct json_reader *r)
{
    const char *p = r->at, *end = r->end;
    for (;;) {
        if (end - p < 5 || *p != '"')
            return;
        p = skip_plain(p + 1, end);
        if (end - p < 4 || p[0] != '"' || p[1] != ':' || p[2] != '"')
            return;
        p = skip_plain(p + 3, end);
        if (p == end || *p != '"')
            return;
        r->at = ++p;
        r->state = AT_AFTER;
        if (p == end || *p++ != ',')
            return;
    }
}

bool json_skip(struct json_reader *r, struct json_token t, struct str *raw)
{
    switch (t.kind) {
    case JSON_STRING: *raw = (struct str){t.raw.p - 1, t.raw.n + 2}; return true;
    case JSON_NUMBER:
    case JSON_TRUE:
    case JSON_FALSE:
    case JSON_NULL: *raw = t.raw; return true;
    case JSON_OBJECT:
    case JSON_ARRAY: break;
    case JSON_ERROR:
    case JSON_END:
    case JSON_OBJECT_END:
    case JSON_ARRAY_END:
    case JSON_KEY: return false;
    }
    if (t.kind == JSON_OBJECT)
        skip_texts(r);
    for (uint8_t outside = r->depth - 1; r->depth > outside;)
        if (next_token(r).kind == JSON_ERROR)
            return false;
    *raw = (struct str){t.raw.p, (size_t)(r->at - t.raw.p)};
    return true;
}

enum rc json_fail(const struct json_reader *r, struct err *e)
{
    return err_set(e, RC_INVALID, "malformed JSON at byte %zu: %s", (size_t)(r->at - r->start),
                   r->why != NULL ? r->why : "not what was expected here");
}

enum rc json_check(struct str text, struct err *e)
{
    struct json_reader r;
    enum json_kind kind;
    json_open(&r, text);
    do
        kind = json_next(&r).kind;
    while (kind != JSON_ERROR && kind != JSON_END);
    return kind == JSON_END ? RC_OK : json_fail(&r, e);
}
