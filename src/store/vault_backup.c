/* SPDX-License-Identifier: Apache-2.0 */
/* The vault's part of a backup: its index, and each of its files, sealed under the key of the day on which it is due. */
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "store/day_key.h"
#include "store/vault_priv.h"

static enum rc index_path(const char *dir, char out[static FILE_PATH_MAX], struct err *e)
{
    return file_path(out, e, "%s/media.db", dir);
}

static enum rc copy_index(const char *from, const char *to, bool live, bool *any, struct err *e)
{
    char path[FILE_PATH_MAX], copy[FILE_PATH_MAX];
    enum rc rc = index_path(from, path, e);
    if (rc == RC_OK)
        rc = index_path(to, copy, e);
    *any = rc == RC_OK && file_exists(path);
    return *any ? db_copy(path, copy, live, e) : rc;
}

typedef enum rc each_f(void *arg, struct sha256 sha, usec_t expires, struct err *e);

/* Each row, by its name; rows may go meanwhile. */
static enum rc each_row(struct db *db, each_f *f, void *arg, struct err *e)
{
    struct sqlite3_stmt *s = NULL;
    struct sha256 sha = {{0}};
    bool row = true, first = true;
    enum rc rc = db_prepare(db, &s,
                            "SELECT sha, expires FROM media WHERE sha > ? OR (?2 AND sha = ?1)"
                            " ORDER BY sha LIMIT 1",
                            e);
    while (rc == RC_OK) {
        db_bind_blob(s, 1, sha.b, SHA256_LEN);
        db_bind_i64(s, 2, first);
        rc = db_step(s, &row, e);
        if (rc != RC_OK || !row)
            break;
        struct str name = db_str(s, 0);
        usec_t expires = db_i64(s, 1);
        if (name.n != SHA256_LEN) {
            rc = err_set(e, RC_CORRUPT, "the vault's index holds a hash of %zu bytes", name.n);
            break;
        }
        memcpy(sha.b, name.p, SHA256_LEN);
        db_reset(s);
        first = false;
        rc = f(arg, sha, expires, e);
    }
    db_finalize(&s);
    return rc;
}

/* DIR/media/ab/cd/HEX; `make`: the folders too. */
static enum rc file_of(const char *dir, struct sha256 sha, bool make,
                       char out[static FILE_PATH_MAX], struct err *e)
{
    struct vault v;
    char folder[FILE_PATH_MAX];
    enum rc rc = file_path(v.dir, e, "%s/media", dir);
    for (int level = 0; level <= 2 && make && rc == RC_OK; level++) {
        rc = vault_folder(&v, sha, level, folder, e);
        if (rc == RC_OK)
            rc = file_make_dir(folder, e);
    }
    return rc == RC_OK ? vault_path(&v, sha, out, e) : rc;
}

/* The file's name is on the disk: its bytes are, since they were written. */
static enum rc sync_names(const char *dir, struct sha256 sha, struct err *e)
{
    struct vault v;
    char folder[FILE_PATH_MAX];
    enum rc rc = file_path(v.dir, e, "%s/media", dir);
    for (int level = 2; level >= 0 && rc == RC_OK; level--) {
        rc = vault_folder(&v, sha, level, folder, e);
        if (rc == RC_OK)
            rc = file_sync_dir(folder, e);
    }
    return rc;
}

/* ---- out ---- */

struct saving {
    const char *dir, *to;
    struct day_keys keys;
    vault_due_f *due;
    void *arg;
};

/* One that was deleted meanwhile is not there any more: that is as it should be. */
static enum rc save_one(void *arg, struct sha256 sha, usec_t expires, struct err *e)
{
    struct saving *s = arg;
    char path[FILE_PATH_MAX], copy[FILE_PATH_MAX];
    const struct day_key *key = NULL;
    enum rc rc = file_of(s->dir, sha, false, path, e);
    if (rc != RC_OK || !file_exists(path))
        return rc;
    rc = file_of(s->to, sha, true, copy, e);
    if (rc == RC_OK)
        rc = day_key(&s->keys, s->due(s->arg, sha, expires), true, &key, e);
    if (rc == RC_OK)
        rc = vault_seal(path, copy, sha, key, e);
    if (rc == RC_NOT_FOUND)
        return RC_OK;
    return rc == RC_OK ? sync_names(s->to, sha, e) : rc;
}

enum rc vault_backup(const char *dir, const char *to, const char *keys, vault_due_f *due, void *arg,
                     struct err *e)
{
    static const struct db_options options = {.read_only = true};
    struct saving s = {.dir = dir, .to = to, .keys = {.folder = keys}, .due = due, .arg = arg};
    char path[FILE_PATH_MAX];
    struct db *db = NULL;
    bool any;
    enum rc rc = copy_index(dir, to, true, &any, e);
    if (rc != RC_OK || !any)
        return rc;
    rc = file_make_dir(keys, e);
    if (rc == RC_OK)
        rc = file_path(path, e, "%s/media", to);
    if (rc == RC_OK)
        rc = file_make_dir(path, e);
    if (rc == RC_OK)
        rc = index_path(to, path, e);
    if (rc == RC_OK)
        rc = db_open(&db, path, &options, e);
    if (rc == RC_OK)
        rc = each_row(db, save_one, &s, e);
    db_close(db);
    day_keys_drop(&s.keys);
    return rc;
}

/* ---- and back ---- */

struct taking {
    const char *from, *dir;
    struct day_keys keys;
    struct vault_index index;
    uint64_t damaged, forgotten;
};

static enum rc take_one(void *arg, struct sha256 sha, usec_t expires, struct err *e)
{
    struct taking *t = arg;
    char path[FILE_PATH_MAX], to[FILE_PATH_MAX];
    struct err why = {0};
    bool gone = false;
    UNUSED(expires);
    enum rc rc = file_of(t->from, sha, false, path, e);
    if (rc != RC_OK || !file_exists(path))
        return rc; /* told as missing */
    rc = file_of(t->dir, sha, true, to, e);
    if (rc != RC_OK)
        return rc;
    rc = vault_unseal(path, to, sha, &t->keys, &gone, &why);
    if (rc == RC_CORRUPT) {
        t->damaged++;
        log_error("store", "%s", why.detail);
        return RC_OK;
    }
    if (rc != RC_OK)
        return err_set(e, rc, "%s", why.detail);
    if (!gone)
        return sync_names(t->dir, sha, e);
    t->forgotten++;
    return vault_index_del(&t->index, sha, e);
}

static enum rc take_all(struct taking *t, struct err *e)
{
    char path[FILE_PATH_MAX];
    enum rc rc = index_path(t->dir, path, e);
    if (rc == RC_OK)
        rc = vault_index_open(&t->index, path, e);
    if (rc == RC_OK)
        rc = each_row(t->index.db, take_one, t, e);
    vault_index_close(&t->index);
    day_keys_drop(&t->keys);
    return rc;
}

enum rc vault_restore(const char *from, const char *dir, const char *keys, struct vault_report *out,
                      struct err *e)
{
    struct taking t = {.from = from, .dir = dir, .keys = {.folder = keys}};
    struct vault *v = NULL;
    char path[FILE_PATH_MAX];
    bool any;
    enum rc rc = copy_index(from, dir, false, &any, e);
    if (rc == RC_OK)
        rc = file_path(path, e, "%s/media", dir);
    if (rc == RC_OK)
        rc = file_make_dir(path, e);
    if (rc == RC_OK && any)
        rc = take_all(&t, e);
    if (rc == RC_OK)
        rc = vault_open(&v, dir, e);
    if (rc == RC_OK)
        rc = vault_check(v, out, e);
    vault_close(v);
    out->damaged += t.damaged;
    out->missing -= t.damaged < out->missing ? t.damaged : out->missing;
    out->forgotten = t.forgotten;
    return rc;
}
