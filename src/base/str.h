/* SPDX-License-Identifier: Apache-2.0 */
/* A borrowed run of bytes: pointer and length, not necessarily ended by NUL. Owns nothing. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include "base/defs.h"

struct str {
    const char *p; /* may be NULL when n is 0 */
    size_t n;
};

#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})
/* For static tables. */
#define STR_INIT(literal) \
    { \
        (literal), sizeof(literal) - 1 \
    }
#define STR_NONE ((struct str){NULL, 0})
/* For printf("%.*s", STR_ARG(s)). */
#define STR_ARG(s) (int)(s).n, (s).p ? (s).p : ""

/* Wrap a C string; NULL gives the empty str. Borrowed. */
struct str str_c(const char *s);

bool str_eq(struct str a, struct str b);
bool str_eqc(struct str a, const char *b);
/* <0, 0, >0 by bytes, shorter first on a common prefix. */
int str_cmp(struct str a, struct str b);
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);

/* Without ASCII blanks, tabs, CR and LF at both ends. */
struct str str_trim(struct str s);

/* Cut at the first `sep`: returns what is before it and moves *rest behind it (empty when there is none). */
struct str str_cut(struct str *rest, char sep);

/* Decimal int64 over the whole of `s`; false (and *out untouched) on anything else, overflow included. */
MUST_USE bool str_i64(struct str s, int64_t *out);

/* Decimal digits of v; the str lies in `text`. */
#define STR_U64_MAX 20
struct str str_u64(uint64_t v, char text[static STR_U64_MAX]);

/* Copy into `dst` of `cap` bytes, always NUL-ended; false when it had to be cut. */
bool str_copy(char *dst, size_t cap, struct str s);

/* Heap copy, NUL-ended; the caller frees it with free(). Aborts when memory is out. */
char *str_dup(struct str s);

/* True when the two are equal; takes the same time wherever they differ. For secrets of equal length. */
bool str_eq_secret(struct str a, struct str b);

/* Is this well-formed UTF-8 (no surrogates, no overlong forms, RFC 3629)? */
bool str_utf8(struct str s);
/* How many of its first bytes are. */
size_t str_utf8_prefix(struct str s);

#endif
