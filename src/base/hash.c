/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hash.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/mem.h"

/*
 * Fetching an algorithm and making a context cost more than hashing a short record, so the
 * algorithm is fetched once and each thread keeps one context, freed when the thread ends.
 */
static pthread_once_t hash_once = PTHREAD_ONCE_INIT;
static pthread_key_t hash_key;
static EVP_MD *hash_md;
static _Thread_local EVP_MD_CTX *hash_ctx;

static void hash_ctx_free(void *ctx)
{
    EVP_MD_CTX_free(ctx);
    hash_ctx = NULL;
}

static void hash_start(void)
{
    hash_md = EVP_MD_fetch(NULL, "SHA256", NULL);
    must(hash_md != NULL);
    must(pthread_key_create(&hash_key, hash_ctx_free) == 0);
}

static EVP_MD_CTX *hash_ctx_new(void)
{
    must(pthread_once(&hash_once, hash_start) == 0);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    must(ctx != NULL);
    return ctx;
}

static EVP_MD_CTX *hash_ctx_own(void)
{
    if (hash_ctx == NULL) {
        hash_ctx = hash_ctx_new();
        must(pthread_setspecific(hash_key, hash_ctx) == 0);
    }
    return hash_ctx;
}

struct sha256 sha256_of(struct str a, struct str b, struct str c)
{
    EVP_MD_CTX *ctx = hash_ctx_own();
    struct sha256 out;
    must(EVP_DigestInit_ex(ctx, hash_md, NULL) == 1);
    must(a.n == 0 || EVP_DigestUpdate(ctx, a.p, a.n) == 1);
    must(b.n == 0 || EVP_DigestUpdate(ctx, b.p, b.n) == 1);
    must(c.n == 0 || EVP_DigestUpdate(ctx, c.p, c.n) == 1);
    must(EVP_DigestFinal_ex(ctx, out.b, NULL) == 1);
    return out;
}

/* RFC 2104. */
struct sha256 hmac_sha256(struct str key, struct str msg)
{
    uint8_t pad[64] = {0};
    if (key.n > sizeof pad) {
        struct sha256 h = sha256_of(key, STR_NONE, STR_NONE);
        memcpy(pad, h.b, sizeof h.b);
    } else if (key.n > 0) {
        memcpy(pad, key.p, key.n);
    }
    for (size_t i = 0; i < sizeof pad; i++)
        pad[i] ^= 0x36;
    struct str block = {(const char *)pad, sizeof pad};
    struct sha256 inner = sha256_of(block, msg, STR_NONE);
    for (size_t i = 0; i < sizeof pad; i++)
        pad[i] ^= 0x36 ^ 0x5C;
    struct sha256 out =
        sha256_of(block, (struct str){(const char *)inner.b, sizeof inner.b}, STR_NONE);
    OPENSSL_cleanse(pad, sizeof pad);
    return out;
}

struct sha256_ctx {
    EVP_MD_CTX *md;
};

struct sha256_ctx *sha256_begin(void)
{
    struct sha256_ctx *c = mem_alloc(sizeof *c);
    c->md = hash_ctx_new();
    must(EVP_DigestInit_ex(c->md, hash_md, NULL) == 1);
    return c;
}

void sha256_add(struct sha256_ctx *c, struct str s)
{
    must(s.n == 0 || EVP_DigestUpdate(c->md, s.p, s.n) == 1);
}

struct sha256 sha256_done(struct sha256_ctx *c)
{
    struct sha256 out;
    must(EVP_DigestFinal_ex(c->md, out.b, NULL) == 1);
    sha256_drop(c);
    return out;
}

void sha256_drop(struct sha256_ctx *c)
{
    if (c == NULL)
        return;
    EVP_MD_CTX_free(c->md);
    free(c);
}

/*
 * The kernel's generator, drawn in blocks: a system call for every 16-byte id would cost more than
 * the id. Bytes are wiped as they are handed out. The program never forks without exec, so no two
 * processes share a block.
 */
#define RANDOM_BLOCK 2048

static _Thread_local struct {
    uint8_t bytes[RANDOM_BLOCK];
    size_t left;
} random_pool;

static void random_draw(void *p, size_t n)
{
    for (uint8_t *at = p; n > 0;) {
        ssize_t got = getrandom(at, n, 0);
        if (got < 0 && errno == EINTR)
            continue;
        must(got > 0);
        at += got;
        n -= (size_t)got;
    }
}

void random_bytes(void *p, size_t n)
{
    if (n > RANDOM_BLOCK / 4) {
        random_draw(p, n);
        return;
    }
    if (n == 0)
        return;
    if (n > random_pool.left) {
        random_draw(random_pool.bytes, RANDOM_BLOCK);
        random_pool.left = RANDOM_BLOCK;
    }
    random_pool.left -= n;
    memcpy(p, random_pool.bytes + random_pool.left, n);
    memset(random_pool.bytes + random_pool.left, 0, n);
}

uint64_t random_u64(void)
{
    uint64_t v;
    random_bytes(&v, sizeof v);
    return v;
}
