/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256, HMAC, text encodings and random bytes. Thin over OpenSSL, libsodium and intel-ipsec-mb; any thread. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/buf.h"

#define SHA256_LEN 32
#define SHA256_HEX 64

struct sha256 {
    uint8_t b[SHA256_LEN];
};

/* SHA-256 of up to three runs of bytes put together (pass STR_NONE for those not used). */
struct sha256 sha256_of(struct str a, struct str b, struct str c);
struct sha256 hmac_sha256(struct str key, struct str msg);

/* A text and its SHA-256. */
struct sha256_text {
    struct str text;
    struct sha256 hash; /* set by sha256_many */
};

/*
 * The hash of each; together they cost up to seven times less than one by one, least when they are sixteen or more and
 * about as long as each other. The first call of a thread takes a millisecond and 200 KB until it ends.
 */
void sha256_many(struct sha256_text *v, size_t n);

/* For a long text, as quick: the SHA-256 of the hashes of its pieces, of which the last may be shorter. Used as sha256_ctx below. */
#define SHA256_PIECE 16384u
struct sha256_pieces;
struct sha256_pieces *sha256_pieces_begin(void);
void sha256_pieces_add(struct sha256_pieces *p, struct str s);
struct sha256 sha256_pieces_done(struct sha256_pieces *p);
void sha256_pieces_drop(struct sha256_pieces *p);

/* Incremental form; release with sha256_done (gives the hash) or sha256_drop. */
struct sha256_ctx;
struct sha256_ctx *sha256_begin(void);
void sha256_add(struct sha256_ctx *c, struct str s);
struct sha256 sha256_done(struct sha256_ctx *c);
void sha256_drop(struct sha256_ctx *c);

/* Lower-case hex. */
void hex_put(struct buf *out, const void *p, size_t n);
/* The same of a whole hash, as a C string. */
void sha256_hex(struct sha256 h, char out[static SHA256_HEX + 1]);
/* Exactly n bytes from 2n hex digits of either case. */
MUST_USE bool hex_get(struct str s, void *out, size_t n);
/* 0-15, in either case; -1: no digit. */
int hex_digit(char c);
/* Standard base64 with padding (RFC 4648 §4). */
void base64_put(struct buf *out, const void *p, size_t n);
/* base64url without padding (RFC 4648 §5). */
void base64url_put(struct buf *out, const void *p, size_t n);
/*
 * What standard base64 stands for, padded or not, blanks around it and line ends inside passed over: its length, or -1 when
 * it is none or more than cap bytes. Bits left over must be zero: two texts must not mean the same bytes.
 */
int base64_get(struct str s, void *out, size_t cap);

/* Cryptographically strong random bytes. */
void random_bytes(void *p, size_t n);
uint64_t random_u64(void);

#endif
