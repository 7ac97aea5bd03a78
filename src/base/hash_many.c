/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/hash_priv.h"
#include "base/mem.h"

void hash_single(struct sha256_text *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        v[i].hash = sha256_of(v[i].text, STR_NONE, STR_NONE);
}

/* So few cost as much beside each other as one by one. */
#define TOO_FEW 3

void sha256_many(struct sha256_text *v, size_t n)
{
    if (n < TOO_FEW || !hash_lanes(v, n))
        hash_single(v, n);
}

#define PIECES 16

struct sha256_pieces {
    struct sha256_ctx *all;
    size_t n; /* bytes held */
    char held[PIECES * SHA256_PIECE];
};

struct sha256_pieces *sha256_pieces_begin(void)
{
    struct sha256_pieces *p = mem_alloc(sizeof *p);
    p->all = sha256_begin();
    return p;
}

static void pieces_hash(struct sha256_pieces *p)
{
    struct sha256_text piece[PIECES];
    size_t n = 0;
    for (size_t at = 0; at < p->n; at += SHA256_PIECE, n++) {
        size_t left = p->n - at;
        piece[n].text = (struct str){p->held + at, left < SHA256_PIECE ? left : SHA256_PIECE};
    }
    sha256_many(piece, n);
    for (size_t i = 0; i < n; i++)
        sha256_add(p->all, (struct str){(const char *)piece[i].hash.b, SHA256_LEN});
    p->n = 0;
}

void sha256_pieces_add(struct sha256_pieces *p, struct str s)
{
    while (s.n > 0) {
        size_t room = sizeof p->held - p->n, n = s.n < room ? s.n : room;
        memcpy(p->held + p->n, s.p, n);
        p->n += n;
        s.p += n;
        s.n -= n;
        if (p->n == sizeof p->held)
            pieces_hash(p);
    }
}

struct sha256 sha256_pieces_done(struct sha256_pieces *p)
{
    pieces_hash(p);
    struct sha256 out = sha256_done(p->all);
    free(p);
    return out;
}

void sha256_pieces_drop(struct sha256_pieces *p)
{
    if (p == NULL)
        return;
    sha256_drop(p->all);
    free(p);
}
