/* SPDX-License-Identifier: Apache-2.0 */
/* Opening the vault, and what is asked of files that are in it. Uploads are in vault_put.c. */
#include "store/vault.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "store/fault.h"
#include "store/vault_priv.h"

enum rc vault_folder(const struct vault *v, struct sha256 sha, int level,
                     char out[static FILE_PATH_MAX], struct err *e)
{
    switch (level) {
    case 0: return file_path(out, e, "%s", v->dir);
    case 1: return file_path(out, e, "%s/%02x", v->dir, sha.b[0]);
    default: return file_path(out, e, "%s/%02x/%02x", v->dir, sha.b[0], sha.b[1]);
    }
}

enum rc vault_path(const struct vault *v, struct sha256 sha, char out[static FILE_PATH_MAX],
                   struct err *e)
{
    char text[SHA256_HEX + 1];
    sha256_hex(sha, text);
    return file_path(out, e, "%s/%02x/%02x/%s", v->dir, sha.b[0], sha.b[1], text);
}

/* Uploads that never came to their commit. */
static enum rc sweep_unfinished(struct vault *v, struct err *e)
{
    char dir[FILE_PATH_MAX], path[FILE_PATH_MAX];
    enum rc rc = file_path(dir, e, "%s/new", v->dir);
    if (rc == RC_OK)
        rc = file_make_dir(dir, e);
    if (rc != RC_OK)
        return rc;
    DIR *d = opendir(dir);
    if (d == NULL) {
        char reason[128];
        return err_set(e, RC_IO, "could not read folder '%s': %s", dir,
                       strerror_r(errno, reason, sizeof reason));
    }
    for (struct dirent *f; rc == RC_OK && (f = readdir(d)) != NULL;) {
        if (f->d_name[0] == '.')
            continue;
        rc = file_path(path, e, "%s/%s", dir, f->d_name);
        if (rc == RC_OK)
            rc = file_remove(path, e);
    }
    (void)closedir(d);
    return rc;
}

enum rc vault_open(struct vault **out, const char *dir, struct err *e)
{
    char path[FILE_PATH_MAX];
    *out = NULL;
    struct vault *v = mem_alloc(sizeof *v);
    v->magic = VAULT_MAGIC;
    must(pthread_mutex_init(&v->lock, NULL) == 0);
    enum rc rc = file_path(v->dir, e, "%s/media", dir);
    if (rc == RC_OK)
        rc = file_make_dir(v->dir, e);
    if (rc == RC_OK)
        rc = sweep_unfinished(v, e);
    if (rc == RC_OK)
        rc = file_path(path, e, "%s/media.db", dir);
    if (rc == RC_OK)
        rc = vault_index_open(&v->index, path, e);
    if (rc == RC_OK)
        rc = file_sync_dir(dir, e);
    if (rc != RC_OK) {
        vault_close(v);
        return rc;
    }
    *out = v;
    return RC_OK;
}

void vault_close(struct vault *v)
{
    if (v == NULL)
        return;
    CHECK_OBJ(v, VAULT_MAGIC);
    vault_index_close(&v->index);
    (void)pthread_mutex_destroy(&v->lock);
    v->magic = 0;
    free(v);
}

enum rc vault_read(struct vault *v, struct sha256 sha, usec_t now, int *fd, struct vault_item *item,
                   struct err *e)
{
    CHECK_OBJ(v, VAULT_MAGIC);
    char path[FILE_PATH_MAX];
    struct stat st;
    *fd = -1;
    (void)pthread_mutex_lock(&v->lock);
    enum rc rc = vault_index_find(&v->index, sha, item, e);
    if (rc == RC_OK && item->expires <= now && item->expires != VAULT_FOREVER)
        rc = err_set(e, RC_NOT_FOUND, "the file has expired");
    if (rc == RC_OK)
        rc = vault_path(v, sha, path, e);
    if (rc == RC_OK)
        rc = file_open(path, fd, e);
    (void)pthread_mutex_unlock(&v->lock);
    if (rc == RC_NOT_FOUND)
        return err_set(e, RC_NOT_FOUND, "no such file in the vault");
    if (rc == RC_OK && (fstat(*fd, &st) != 0 || st.st_size != item->size)) {
        (void)close(*fd);
        *fd = -1;
        rc = err_set(e, RC_CORRUPT, "'%s' has not the size it was stored with", path);
    }
    return rc;
}

enum rc vault_load(struct vault *v, struct sha256 sha, usec_t now, struct buf *out,
                   struct vault_item *item, struct err *e)
{
    int fd;
    size_t at = out->n;
    enum rc rc = vault_read(v, sha, now, &fd, item, e);
    if (rc != RC_OK)
        return rc;
    rc = file_read(fd, "a file of the vault", out, e);
    (void)close(fd);
    if (rc != RC_OK)
        return rc;
    struct str bytes = buf_str(out);
    struct sha256 is = sha256_of((struct str){bytes.p + at, bytes.n - at}, STR_NONE, STR_NONE);
    if (memcmp(is.b, sha.b, SHA256_LEN) != 0) {
        out->n = at;
        return err_set(e, RC_CORRUPT, "the file in the vault is not what its name says");
    }
    return RC_OK;
}

enum rc vault_find(struct vault *v, struct sha256 sha, usec_t now, struct vault_item *item,
                   struct err *e)
{
    int fd;
    enum rc rc = vault_read(v, sha, now, &fd, item, e);
    if (fd >= 0)
        (void)close(fd);
    return rc;
}

enum rc vault_set_expiry(struct vault *v, struct sha256 sha, usec_t expires, struct err *e)
{
    CHECK_OBJ(v, VAULT_MAGIC);
    (void)pthread_mutex_lock(&v->lock);
    enum rc rc = vault_index_set(&v->index, sha, expires, e);
    (void)pthread_mutex_unlock(&v->lock);
    return rc;
}

/* The file first: a crash in between leaves a row, by which the deletion is done again. */
static enum rc delete_locked(struct vault *v, struct sha256 sha, struct err *e)
{
    char path[FILE_PATH_MAX], dir[FILE_PATH_MAX];
    enum rc rc = vault_path(v, sha, path, e);
    if (rc == RC_OK && file_exists(path)) {
        rc = vault_folder(v, sha, 2, dir, e);
        if (rc == RC_OK)
            rc = file_remove(path, e);
        if (rc == RC_OK)
            rc = file_sync_dir(dir, e);
    }
    if (rc == RC_OK)
        rc = fault_point("vault.deleting", e);
    return rc == RC_OK ? vault_index_del(&v->index, sha, e) : rc;
}

enum rc vault_delete(struct vault *v, struct sha256 sha, struct err *e)
{
    CHECK_OBJ(v, VAULT_MAGIC);
    (void)pthread_mutex_lock(&v->lock);
    enum rc rc = delete_locked(v, sha, e);
    (void)pthread_mutex_unlock(&v->lock);
    return rc;
}

enum rc vault_delete_older(struct vault *v, struct sha256 sha, usec_t before, struct err *e)
{
    CHECK_OBJ(v, VAULT_MAGIC);
    struct vault_item item;
    (void)pthread_mutex_lock(&v->lock);
    enum rc rc = vault_index_find(&v->index, sha, &item, e);
    if (rc == RC_NOT_FOUND)
        rc = RC_OK;
    else if (rc == RC_OK && item.expires < before)
        rc = delete_locked(v, sha, e);
    (void)pthread_mutex_unlock(&v->lock);
    return rc;
}

enum rc vault_expire(struct vault *v, usec_t now, size_t max, size_t *deleted, struct err *e)
{
    CHECK_OBJ(v, VAULT_MAGIC);
    struct sha256 due[64];
    size_t n = 0, done = 0;
    enum rc rc = RC_OK;
    while (rc == RC_OK && done < max) {
        size_t want = max - done < ARRAY_LEN(due) ? max - done : ARRAY_LEN(due);
        /* Given up between rounds, so that uploads need not wait for all of them. */
        (void)pthread_mutex_lock(&v->lock);
        rc = vault_index_due(&v->index, now, due, want, &n, e);
        for (size_t i = 0; i < n && rc == RC_OK; i++) {
            rc = delete_locked(v, due[i], e);
            done += rc == RC_OK;
        }
        (void)pthread_mutex_unlock(&v->lock);
        if (n == 0)
            break;
    }
    if (deleted != NULL)
        *deleted = done;
    return rc;
}
