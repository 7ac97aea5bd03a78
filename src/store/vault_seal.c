/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One file of a backup, sealed in pieces, because a hotlist may be large: libsodium's secretstream (XChaCha20-Poly1305), in which
 * no piece can be changed, moved, left out or cut off. Name and day are part of what is sealed.
 */
#include <errno.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "store/day_key.h"
#include "store/vault_priv.h"

#define DAY_LAST 2932896 /* of the year 9999: what a key can be named by */
#define PIECE 65536
#define SEALED (PIECE + crypto_secretstream_xchacha20poly1305_ABYTES)

static const char magic[] = "markaz/media1\n";

/* In clear before the pieces. */
struct head {
    char magic[sizeof magic - 1];
    uint8_t day[8]; /* little end first */
    uint8_t stream[crypto_secretstream_xchacha20poly1305_HEADERBYTES];
};

typedef crypto_secretstream_xchacha20poly1305_state stream_state;

/* Events are sealed under the day's key itself. */
static struct sha256 own_key(const struct day_key *k)
{
    return hmac_sha256((struct str){(const char *)k->key, sizeof k->key},
                       (struct str){magic, sizeof magic - 1});
}

/* What is sealed with each piece: whose it is. */
struct place {
    struct sha256 sha;
    uint8_t day[8];
};

static void put_day(uint8_t out[8], int64_t day)
{
    for (int i = 0; i < 8; i++)
        out[i] = (uint8_t)((uint64_t)day >> (8 * i));
}

static int64_t get_day(const uint8_t in[8])
{
    uint64_t day = 0;
    for (int i = 0; i < 8; i++)
        day |= (uint64_t)in[i] << (8 * i);
    return (int64_t)day;
}

/* As much as there is, up to `n`. */
static enum rc read_piece(int fd, const char *path, void *to, size_t n, size_t *got, struct err *e)
{
    for (*got = 0; *got < n;) {
        ssize_t some = read(fd, (char *)to + *got, n - *got);
        if (some < 0 && errno == EINTR)
            continue;
        if (some < 0) {
            char reason[128];
            return err_set(e, RC_IO, "could not read '%s': %s", path,
                           strerror_r(errno, reason, sizeof reason));
        }
        if (some == 0)
            break;
        *got += (size_t)some;
    }
    return RC_OK;
}

static enum rc seal_pieces(stream_state *s, const struct place *at, int from, const char *path,
                           int to, const char *copy, struct err *e)
{
    uint8_t clear[PIECE], sealed[SEALED];
    size_t n = PIECE;
    enum rc rc = RC_OK;
    while (rc == RC_OK && n == PIECE) { /* the last one is shorter, if need be empty */
        rc = read_piece(from, path, clear, PIECE, &n, e);
        if (rc != RC_OK)
            break;
        must(crypto_secretstream_xchacha20poly1305_push(
                 s, sealed, NULL, clear, n, (const uint8_t *)at, sizeof *at,
                 n == PIECE ? 0 : crypto_secretstream_xchacha20poly1305_TAG_FINAL) == 0);
        rc = file_write(
            to,
            (struct str){(const char *)sealed, n + crypto_secretstream_xchacha20poly1305_ABYTES},
            copy, e);
    }
    sodium_memzero(clear, sizeof clear);
    return rc;
}

static enum rc seal_to(int from, const char *path, const char *copy, const struct place *at,
                       struct sha256 key, struct err *e)
{
    struct head h;
    stream_state s;
    int to;
    memcpy(h.magic, magic, sizeof h.magic);
    memcpy(h.day, at->day, sizeof h.day);
    must(crypto_secretstream_xchacha20poly1305_init_push(&s, h.stream, key.b) == 0);
    enum rc rc = file_create(copy, &to, e);
    if (rc != RC_OK)
        return rc;
    rc = file_write(to, (struct str){(const char *)&h, sizeof h}, copy, e);
    if (rc == RC_OK)
        rc = seal_pieces(&s, at, from, path, to, copy, e);
    if (rc == RC_OK)
        rc = file_sync(to, copy, e);
    (void)close(to);
    sodium_memzero(&s, sizeof s);
    return rc;
}

enum rc vault_seal(const char *path, const char *copy, struct sha256 sha, const struct day_key *k,
                   struct err *e)
{
    struct place at = {.sha = sha};
    struct sha256 key = own_key(k);
    int from;
    put_day(at.day, k->day);
    enum rc rc = file_open(path, &from, e);
    if (rc == RC_OK) {
        rc = seal_to(from, path, copy, &at, key, e);
        (void)close(from);
    }
    sodium_memzero(&key, sizeof key);
    return rc;
}

/* RC_CORRUPT: not as it was sealed. */
static enum rc open_pieces(stream_state *s, const struct place *at, int from, const char *path,
                           int to, const char *copy, struct err *e)
{
    uint8_t clear[PIECE], sealed[SEALED];
    enum rc rc = RC_OK;
    unsigned char tag = 0;
    for (size_t n; rc == RC_OK && tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL;) {
        unsigned long long got = 0;
        rc = read_piece(from, path, sealed, SEALED, &n, e);
        if (rc == RC_OK &&
            (n < crypto_secretstream_xchacha20poly1305_ABYTES ||
             crypto_secretstream_xchacha20poly1305_pull(s, clear, &got, &tag, sealed, n,
                                                        (const uint8_t *)at, sizeof *at) != 0))
            rc = err_set(e, RC_CORRUPT, "'%s' is not as it was sealed", path);
        if (rc == RC_OK)
            rc = file_write(to, (struct str){(const char *)clear, (size_t)got}, copy, e);
        if (rc == RC_OK && tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL && n == SEALED)
            rc = err_set(e, RC_CORRUPT, "'%s' is not as it was sealed", path);
    }
    sodium_memzero(clear, sizeof clear);
    return rc;
}

static enum rc open_to(int from, const char *path, const char *copy, const struct head *h,
                       const struct place *at, struct sha256 key, struct err *e)
{
    stream_state s;
    int to;
    if (crypto_secretstream_xchacha20poly1305_init_pull(&s, h->stream, key.b) != 0)
        return err_set(e, RC_CORRUPT, "'%s' is not as it was sealed", path);
    enum rc rc = file_create(copy, &to, e);
    if (rc != RC_OK)
        return rc;
    rc = open_pieces(&s, at, from, path, to, copy, e);
    if (rc == RC_OK)
        rc = file_sync(to, copy, e);
    (void)close(to);
    if (rc != RC_OK)
        (void)file_remove(copy, NULL);
    sodium_memzero(&s, sizeof s);
    return rc;
}

static enum rc open_with(int from, const char *path, const char *copy, struct sha256 sha,
                         struct day_keys *keys, bool *gone, struct err *e)
{
    struct head h;
    struct place at = {.sha = sha};
    const struct day_key *k;
    size_t n;
    enum rc rc = read_piece(from, path, &h, sizeof h, &n, e);
    if (rc == RC_OK && (n != sizeof h || memcmp(h.magic, magic, sizeof h.magic) != 0 ||
                        get_day(h.day) <= 0 || get_day(h.day) > DAY_LAST))
        rc = err_set(e, RC_CORRUPT, "'%s' is not as it was sealed", path);
    if (rc == RC_OK)
        rc = day_key(keys, get_day(h.day), false, &k, e);
    if (rc != RC_OK)
        return rc;
    *gone = !k->there;
    if (*gone)
        return RC_OK;
    struct sha256 key = own_key(k);
    memcpy(at.day, h.day, sizeof at.day);
    rc = open_to(from, path, copy, &h, &at, key, e);
    sodium_memzero(&key, sizeof key);
    return rc;
}

enum rc vault_unseal(const char *path, const char *copy, struct sha256 sha, struct day_keys *keys,
                     bool *gone, struct err *e)
{
    int from;
    *gone = false;
    enum rc rc = file_open(path, &from, e);
    if (rc != RC_OK)
        return rc;
    rc = open_with(from, path, copy, sha, keys, gone, e);
    (void)close(from);
    return rc;
}
