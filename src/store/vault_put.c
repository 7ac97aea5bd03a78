/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Uploads: a file under media/new/, written and hashed as the bytes come, and renamed to its hash
 * at the commit.
 */
#include <inttypes.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "store/fault.h"
#include "store/vault_priv.h"

struct vault_put {
    struct vault *v;
    int fd;
    char path[FILE_PATH_MAX];
    struct sha256_ctx *hash;
    size_t n, max;
    enum media_type as; /* as asked; MEDIA_NONE: any image */
    char head[MEDIA_SNIFF];
    enum rc failed; /* RC_OK, or the first failure: the commit repeats it */
};

enum rc vault_begin(struct vault *v, enum media_type as, size_t max, struct vault_put **out,
                    struct err *e)
{
    CHECK_OBJ(v, VAULT_MAGIC);
    must(as == MEDIA_NONE || as == MEDIA_NDJSON);
    *out = NULL;
    struct vault_put *p = mem_alloc(sizeof *p);
    p->v = v;
    p->as = as;
    p->max = max;
    enum rc rc = file_path(p->path, e, "%s/new/%016" PRIx64, v->dir, random_u64());
    if (rc == RC_OK)
        rc = file_create(p->path, &p->fd, e);
    if (rc != RC_OK) {
        free(p);
        return rc;
    }
    p->hash = sha256_begin();
    *out = p;
    return RC_OK;
}

static enum media_type type_of(const struct vault_put *p)
{
    size_t n = p->n < MEDIA_SNIFF ? p->n : MEDIA_SNIFF;
    return p->as != MEDIA_NONE ? p->as : media_sniff((struct str){p->head, n});
}

static enum rc take(struct vault_put *p, struct str bytes, struct err *e)
{
    if (bytes.n > p->max - p->n)
        return err_set(e, RC_TOO_LARGE, "the file is over the ceiling of %zu bytes", p->max);
    size_t before = p->n;
    if (before < MEDIA_SNIFF && bytes.n > 0) {
        size_t room = MEDIA_SNIFF - before;
        memcpy(p->head + before, bytes.p, bytes.n < room ? bytes.n : room);
    }
    p->n += bytes.n;
    if (before < MEDIA_SNIFF && p->n >= MEDIA_SNIFF && type_of(p) == MEDIA_NONE)
        return err_set(e, RC_INVALID, "the file is no JPEG, PNG or WebP image");
    sha256_add(p->hash, bytes);
    return file_write(p->fd, bytes, p->path, e);
}

enum rc vault_write(struct vault_put *p, struct str bytes, struct err *e)
{
    if (p->failed != RC_OK)
        return err_set(e, p->failed, "the upload has failed before");
    p->failed = take(p, bytes, e);
    return p->failed;
}

static void put_free(struct vault_put *p)
{
    if (p->hash != NULL)
        sha256_drop(p->hash);
    if (p->fd >= 0)
        (void)close(p->fd);
    free(p);
}

void vault_abort(struct vault_put *p)
{
    struct err e;
    if (p == NULL)
        return;
    if (file_remove(p->path, &e) != RC_OK)
        log_warn("store", "%s", e.detail);
    put_free(p);
}

/* Folders, rename, and the sync of every folder on the way. */
static enum rc move_in(struct vault_put *p, struct sha256 sha, const char *to, struct err *e)
{
    char dir[FILE_PATH_MAX];
    enum rc rc = RC_OK;
    for (int level = 1; level <= 2 && rc == RC_OK; level++) {
        rc = vault_folder(p->v, sha, level, dir, e);
        if (rc == RC_OK)
            rc = file_make_dir(dir, e);
    }
    if (rc == RC_OK)
        rc = file_rename(p->path, to, e);
    if (rc == RC_OK)
        rc = fault_point("vault.renamed", e);
    return rc == RC_OK ? file_sync_dir(dir, e) : rc;
}

static enum rc commit_locked(struct vault_put *p, const struct vault_item *item, struct err *e)
{
    char to[FILE_PATH_MAX];
    struct vault_item old;
    struct vault_index *x = &p->v->index;
    enum rc rc = vault_path(p->v, item->sha, to, e);
    if (rc != RC_OK)
        return rc;
    bool had_row = vault_index_find(x, item->sha, &old, NULL) == RC_OK;
    bool had_file = file_exists(to);
    rc = vault_index_put(x, item, e);
    if (rc == RC_OK)
        rc = fault_point("vault.indexed", e);
    if (rc == RC_OK)
        rc = move_in(p, item->sha, to, e);
    if (rc != RC_OK) {
        /* Best effort; what cannot be undone now goes when it is due. */
        if (!had_file)
            (void)file_remove(to, NULL);
        if (!had_row)
            (void)vault_index_del(x, item->sha, NULL);
        else
            (void)vault_index_set(x, item->sha, old.expires, NULL);
    }
    return rc;
}

static enum rc finish(struct vault_put *p, const struct sha256 *expect, struct vault_item *item,
                      struct err *e)
{
    if (p->failed != RC_OK)
        return err_set(e, p->failed, "the upload has failed before");
    item->sha = sha256_done(p->hash);
    p->hash = NULL;
    item->size = (int64_t)p->n;
    item->type = type_of(p);
    if (item->type == MEDIA_NONE)
        return err_set(e, RC_INVALID, "the file is no JPEG, PNG or WebP image");
    if (expect != NULL && memcmp(expect->b, item->sha.b, SHA256_LEN) != 0)
        return err_set(e, RC_INVALID, "the file's SHA-256 is not the one announced");
    enum rc rc = file_sync(p->fd, p->path, e);
    if (rc == RC_OK)
        rc = fault_point("vault.written", e);
    if (rc != RC_OK)
        return rc;
    (void)pthread_mutex_lock(&p->v->lock);
    rc = commit_locked(p, item, e);
    /* The expiry that was there may be the later one. */
    if (rc == RC_OK)
        rc = vault_index_find(&p->v->index, item->sha, item, e);
    (void)pthread_mutex_unlock(&p->v->lock);
    return rc;
}

enum rc vault_commit(struct vault_put *p, const struct sha256 *expect, usec_t expires,
                     struct vault_item *item, struct err *e)
{
    struct vault_item made = {.expires = expires};
    enum rc rc = finish(p, expect, &made, e);
    if (rc != RC_OK) {
        vault_abort(p);
        return rc;
    }
    put_free(p);
    if (item != NULL)
        *item = made;
    return RC_OK;
}
