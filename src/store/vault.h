/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The media vault: files named by the SHA-256 of their bytes, DIR/media/ab/cd/HEX, and one index,
 * DIR/media.db, that says when each is due for deletion. The index row is durable before its file
 * appears, so no file ever lacks an expiry; a row without a file (a crash between the two) is
 * harmless and goes when it is due.
 *
 * Any thread may call; one `struct vault_put` belongs to one thread. Commits and deletions take
 * turns.
 */
#ifndef STORE_VAULT_H
#define STORE_VAULT_H

#include "base/clock.h"
#include "base/err.h"
#include "base/hash.h"
#include "store/media.h"

#define VAULT_FOREVER INT64_MAX /* an expiry that never comes */

struct vault;
struct vault_put;

struct vault_item {
    struct sha256 sha;
    int64_t size; /* bytes */
    enum media_type type;
    usec_t expires; /* UTC; VAULT_FOREVER: kept until deleted */
};

/*
 * Open below DIR (which exists and is locked by this process), making what is missing and removing
 * unfinished uploads.
 */
MUST_USE enum rc vault_open(struct vault **out, const char *dir, struct err *e);
/* No upload may be under way. */
void vault_close(struct vault *v);

/*
 * Begin an upload of at most `max` bytes. `as`: MEDIA_NONE takes any image of the allow-list, known
 * by its first bytes; MEDIA_NDJSON takes the caller's word. Nothing is visible before the commit.
 */
MUST_USE enum rc vault_begin(struct vault *v, enum media_type as, size_t max,
                             struct vault_put **out, struct err *e);
/*
 * More bytes. RC_TOO_LARGE over the ceiling, RC_INVALID as soon as the first bytes are of no
 * allowed type. After a failure only vault_abort is left to do (commit would fail too).
 */
MUST_USE enum rc vault_write(struct vault_put *p, struct str bytes, struct err *e);
/*
 * Finish; `p` is gone in any case. With `expect` (may be NULL) the hash must be that: RC_INVALID
 * otherwise. On RC_OK the file, its name and its expiry are durable and *item (may be NULL) is
 * filled. What is there already is kept, with the later of the two expiries. On failure nothing new
 * is left.
 */
MUST_USE enum rc vault_commit(struct vault_put *p, const struct sha256 *expect, usec_t expires,
                              struct vault_item *item, struct err *e);
/* Drop an upload; NULL is fine. */
void vault_abort(struct vault_put *p);

/* RC_NOT_FOUND when it is not there, or has expired by `now` even if not deleted yet. */
MUST_USE enum rc vault_find(struct vault *v, struct sha256 sha, usec_t now, struct vault_item *item,
                            struct err *e);
/*
 * The same, and the file open for reading from its start; the caller closes *fd. It stays readable
 * if deleted meanwhile.
 */
MUST_USE enum rc vault_read(struct vault *v, struct sha256 sha, usec_t now, int *fd,
                            struct vault_item *item, struct err *e);
/* Its bytes appended to `out`, checked against its name: RC_CORRUPT when they are not what was stored. */
MUST_USE enum rc vault_load(struct vault *v, struct sha256 sha, usec_t now, struct buf *out,
                            struct vault_item *item, struct err *e);
/* A new expiry, sooner or later than before. RC_NOT_FOUND when it is not there. */
MUST_USE enum rc vault_set_expiry(struct vault *v, struct sha256 sha, usec_t expires,
                                  struct err *e);
/* Delete now; one that is not there is no error. */
MUST_USE enum rc vault_delete(struct vault *v, struct sha256 sha, struct err *e);
/* The same, unless it was put again meanwhile: only what expires before `before`. */
MUST_USE enum rc vault_delete_older(struct vault *v, struct sha256 sha, usec_t before,
                                    struct err *e);
/*
 * Delete what is due (expires <= now), at most `max` files a call; *deleted (may be NULL) counts
 * them.
 */
MUST_USE enum rc vault_expire(struct vault *v, usec_t now, size_t max, size_t *deleted,
                              struct err *e);

struct vault_report {
    uint64_t files;     /* sound: indexed, named rightly, hash equal */
    uint64_t damaged;   /* hash or size differs */
    uint64_t strays;    /* files no index row knows */
    uint64_t missing;   /* rows without a file */
    uint64_t forgotten; /* vault_restore: the keys of their days are destroyed */
};

/* Read everything and compare; changes nothing, logs each fault. For `markazctl verify`; slow. */
MUST_USE enum rc vault_check(struct vault *v, struct vault_report *out, struct err *e);

/* The day (since 1970) on which a file is due, by its name and what the index says. */
typedef int64_t vault_due_f(void *arg, struct sha256 sha, usec_t expires);
/*
 * The vault below DIR, in use or not, into the folder `to` (there, without a vault): the index, and each file
 * sealed under the key of its day, in the folder `keys` (store/day_key.h), made as needed. Any thread.
 */
MUST_USE enum rc vault_backup(const char *dir, const char *to, const char *keys, vault_due_f *due,
                              void *arg, struct err *e);
/*
 * Open a backup into DIR, which has no vault and no user, and check every file of it. Files whose day's key is gone, and
 * their rows, are left out; damaged ones are told in the report.
 */
MUST_USE enum rc vault_restore(const char *from, const char *dir, const char *keys,
                               struct vault_report *out, struct err *e);

#endif
