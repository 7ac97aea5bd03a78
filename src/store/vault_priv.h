/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STORE_VAULT_PRIV_H
#define STORE_VAULT_PRIV_H

#include <pthread.h>

#include "store/db.h"
#include "store/file.h"
#include "store/vault.h"

#define VAULT_MAGIC 0x6d7a7661u

/* The table media(sha, size, type, expires). Its caller holds the vault's lock. */
struct vault_index {
    struct db *db;
    struct sqlite3_stmt *find, *put, *set, *del, *due;
};

struct vault {
    unsigned magic;
    char dir[FILE_PATH_MAX]; /* DIR/media */
    pthread_mutex_t lock;    /* index, and the renaming and removal of files */
    struct vault_index index;
};

enum rc vault_index_open(struct vault_index *x, const char *path, struct err *e);
void vault_index_close(struct vault_index *x);
/* RC_NOT_FOUND when there is no row. */
enum rc vault_index_find(struct vault_index *x, struct sha256 sha, struct vault_item *item,
                         struct err *e);
/* Insert, or raise the expiry of what is there. Durable on return. */
enum rc vault_index_put(struct vault_index *x, const struct vault_item *item, struct err *e);
enum rc vault_index_set(struct vault_index *x, struct sha256 sha, usec_t expires, struct err *e);
enum rc vault_index_del(struct vault_index *x, struct sha256 sha, struct err *e);
/* Up to `max` hashes with expires <= now; *n of them. */
enum rc vault_index_due(struct vault_index *x, usec_t now, struct sha256 *out, size_t max,
                        size_t *n, struct err *e);

/* DIR/media/ab/cd/HEX; levels 0, 1 and 2 give its folders from the top. */
enum rc vault_path(const struct vault *v, struct sha256 sha, char out[static FILE_PATH_MAX],
                   struct err *e);
enum rc vault_folder(const struct vault *v, struct sha256 sha, int level,
                     char out[static FILE_PATH_MAX], struct err *e);

/* vault_seal.c: one file of a backup. RC_CONFLICT and the like as file.h; an older copy is not written over. */
struct day_key;
struct day_keys;
MUST_USE enum rc vault_seal(const char *path, const char *copy, struct sha256 sha,
                            const struct day_key *k, struct err *e);
/* *gone: the key of its day is, and nothing was written. RC_CORRUPT: it is not what was sealed under this name. */
MUST_USE enum rc vault_unseal(const char *path, const char *copy, struct sha256 sha,
                              struct day_keys *keys, bool *gone, struct err *e);

#endif
