/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON (RFC 8259): a strict one-pass pull reader without allocation, and a small writer.
 *
 * The reader walks text held by the caller and hands out tokens whose slices point into it. It refuses: text that is
 * not UTF-8, control characters in strings, lone surrogates, NUL (\u0000), leading zeros, NaN, trailing commas, bytes
 * after the value, nesting deeper than JSON_DEPTH, and the same key twice where the caller asks (record codec).
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"

#define JSON_DEPTH 32

enum json_kind {
    JSON_ERROR, /* malformed; the reader stays here */
    JSON_END,   /* the whole text was read */
    JSON_OBJECT,
    JSON_OBJECT_END,
    JSON_ARRAY,
    JSON_ARRAY_END,
    JSON_KEY,    /* text: the key, see json_text */
    JSON_STRING, /* text: see json_text */
    JSON_NUMBER, /* raw: its characters */
    JSON_TRUE,
    JSON_FALSE,
    JSON_NULL
};

struct json_token {
    enum json_kind kind;
    bool escaped; /* KEY and STRING: raw holds backslashes, decode with json_text */
    struct str
        raw; /* KEY and STRING: between the quotes; NUMBER: the digits; borrowed from the text */
};

struct json_reader {
    const char *start, *at, *end;
    uint8_t depth;
    uint8_t state;             /* private */
    uint8_t stack[JSON_DEPTH]; /* private: '{' or '[' */
    const char *why;           /* after JSON_ERROR: what is wrong, static text */
};

/* `text` must outlive the reader and all tokens. */
void json_open(struct json_reader *r, struct str text);
/* The next token. Pure: no allocation, no I/O. */
struct json_token json_next(struct json_reader *r);
/*
 * Is the next token the key `name` (ASCII without quotes and backslashes), written without escapes? Then it and the token
 * after it are read as by json_next, and *value is the latter (JSON_ERROR too). If not, nothing is read. For who has a guess
 * of what comes next.
 */
MUST_USE bool json_member_is(struct json_reader *r, struct str name, struct json_token *value);
/* Skip the value whose first token is `t` (whole object or array). False on malformed text. Sets *raw to its text. */
MUST_USE bool json_skip(struct json_reader *r, struct json_token t, struct str *raw);
/* Fill e from a reader that stands at JSON_ERROR: says what and at which byte. Returns RC_INVALID. */
enum rc json_fail(const struct json_reader *r, struct err *e);

/*
 * Text that careless firmware wrote, made such that the reader takes its strings: without a byte order mark before and NULs
 * and blanks around, what is no UTF-8 and no escape is '?', control characters are blanks. Never longer than it was; the same
 * text when there is nothing to mend, else a copy in `a`. What it means is not touched: it may still be no JSON.
 */
struct str json_repair(struct str text, struct arena *a);

/*
 * Text of a KEY or STRING. Without escapes: borrowed from the text. With escapes: decoded into `scratch` (at most
 * t.raw.n bytes are needed). Cannot fail on a token that json_next gave.
 */
struct str json_text(struct json_token t, char *scratch);

/*
 * A NUMBER as an integer scaled by 10^digits, exactly: "41.3111" with digits 7 is 413111000. More fraction digits
 * than that are rounded half away from zero. Exponents are understood. False when it does not fit in int64.
 */
MUST_USE bool json_scaled(struct json_token t, int digits, int64_t *out);

/* Writer. Values are written one after another; the caller places braces, keys and commas through these. */
void json_put_string(struct buf *b, struct str s); /* quotes and escapes; s must be UTF-8 */
void json_put_key(struct buf *b, const char *key); /* "key": */
/* An instant as clock_format writes it, quoted; null for none (0 or less). */
void json_put_time(struct buf *b, usec_t t);
/* v / 10^digits in shortest exact decimal form: (413111000, 7) is 41.3111. */
void json_put_scaled(struct buf *b, int64_t v, int digits);
/* A further member of an object, its comma before it: ,"key":v. */
void json_put_more_scaled(struct buf *b, const char *key, int64_t v, int digits);

/* One strict pass over `text`: is it one well-formed JSON value? Fills e when not. */
MUST_USE enum rc json_check(struct str text, struct err *e);

#endif
