/* SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <errno.h>
#include <unistd.h>

#include "base/log.h"
#include "store/vault_priv.h"

static enum rc hash_file(int fd, const char *path, struct sha256 *out, struct err *e)
{
    char bytes[65536];
    struct sha256_ctx *c = sha256_begin();
    for (;;) {
        ssize_t n = read(fd, bytes, sizeof bytes);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            char reason[128];
            sha256_drop(c);
            return err_set(e, RC_IO, "could not read '%s': %s", path,
                           strerror_r(errno, reason, sizeof reason));
        }
        if (n == 0)
            break;
        sha256_add(c, (struct str){bytes, (size_t)n});
    }
    *out = sha256_done(c);
    return RC_OK;
}

static enum rc check_file(struct vault *v, const char *dir, const char *name,
                          struct vault_report *r, struct err *e)
{
    char path[FILE_PATH_MAX], right[FILE_PATH_MAX];
    struct sha256 sha, found;
    struct vault_item item;
    int fd;
    enum rc rc = file_path(path, e, "%s/%s", dir, name);
    if (rc != RC_OK)
        return rc;
    bool named = hex_get(str_c(name), sha.b, SHA256_LEN);
    (void)pthread_mutex_lock(&v->lock);
    rc = named ? vault_index_find(&v->index, sha, &item, e) : RC_NOT_FOUND;
    (void)pthread_mutex_unlock(&v->lock);
    if (rc == RC_NOT_FOUND || (rc == RC_OK && (vault_path(v, sha, right, NULL) != RC_OK ||
                                               !str_eqc(str_c(path), right)))) {
        r->strays++;
        log_error("store", "'%s' is not in the vault's index", path);
        return RC_OK;
    }
    if (rc == RC_OK)
        rc = file_open(path, &fd, e);
    if (rc != RC_OK)
        return rc == RC_NOT_FOUND ? RC_OK : rc; /* expired meanwhile */
    rc = hash_file(fd, path, &found, e);
    (void)close(fd);
    if (rc == RC_OK && memcmp(found.b, sha.b, SHA256_LEN) != 0) {
        r->damaged++;
        log_error("store", "'%s' is not what was stored", path);
    } else if (rc == RC_OK) {
        r->files++;
    }
    return rc;
}

/* Folders two levels deep, then files. media/new is no two hex digits and so not entered. */
static enum rc check_folder(struct vault *v, const char *dir, int level, struct vault_report *r,
                            struct err *e)
{
    char below[FILE_PATH_MAX];
    uint8_t byte;
    enum rc rc = RC_OK;
    DIR *d = opendir(dir);
    if (d == NULL && level > 0 && errno == ENOTDIR) {
        r->strays++;
        return RC_OK;
    }
    if (d == NULL) {
        char reason[128];
        return err_set(e, RC_IO, "could not read folder '%s': %s", dir,
                       strerror_r(errno, reason, sizeof reason));
    }
    for (struct dirent *f; rc == RC_OK && (f = readdir(d)) != NULL;) {
        if (f->d_name[0] == '.')
            continue;
        if (level == 2) {
            rc = check_file(v, dir, f->d_name, r, e);
        } else if (hex_get(str_c(f->d_name), &byte, 1)) {
            rc = file_path(below, e, "%s/%s", dir, f->d_name);
            if (rc == RC_OK)
                rc = check_folder(v, below, level + 1, r, e);
        }
    }
    (void)closedir(d);
    return rc;
}

enum rc vault_check(struct vault *v, struct vault_report *out, struct err *e)
{
    CHECK_OBJ(v, VAULT_MAGIC);
    *out = (struct vault_report){0};
    int64_t rows = 0;
    (void)pthread_mutex_lock(&v->lock);
    enum rc rc = db_check(v->index.db, e);
    if (rc == RC_OK)
        rc = db_number(v->index.db, "SELECT count(*) FROM media", &rows, e);
    (void)pthread_mutex_unlock(&v->lock);
    if (rc == RC_OK)
        rc = check_folder(v, v->dir, 0, out, e);
    uint64_t known = out->files + out->damaged;
    if (rc == RC_OK && (uint64_t)rows > known)
        out->missing = (uint64_t)rows - known;
    return rc;
}
