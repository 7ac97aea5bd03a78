/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The store's own keys (whose pseudonym is whose, which plate a hash is of, the log's) are kept with those of the days, and in
 * no backup: with them whoever finds a backup could undo the hashes in it, and sign for the log.
 */
#include <dirent.h>
#include <string.h>

#include "journal/journal_priv.h"
#include "store/tree.h"

#define KEY_MAX 4096 /* bytes of one file */

/* Is it there with the same bytes? */
static bool same(const char *path, const char *other)
{
    struct buf a, b;
    struct err e;
    buf_init(&a, KEY_MAX);
    buf_init(&b, KEY_MAX);
    bool is = file_load(path, &a, &e) == RC_OK && file_load(other, &b, &e) == RC_OK &&
              str_eq(buf_str(&a), buf_str(&b));
    buf_release(&a);
    buf_release(&b);
    return is;
}

/* A key that was destroyed here, or replaced, is no longer kept there. */
static enum rc drop_old(const char *from, const char *to, struct err *e)
{
    char path[FILE_PATH_MAX], copy[FILE_PATH_MAX];
    enum rc rc = RC_OK;
    DIR *d = opendir(to);
    for (struct dirent *f; d != NULL && rc == RC_OK && (f = readdir(d)) != NULL;) {
        if (f->d_name[0] == '.')
            continue;
        rc = file_path(path, e, "%s/%s", from, f->d_name);
        if (rc == RC_OK)
            rc = file_path(copy, e, "%s/%s", to, f->d_name);
        if (rc == RC_OK && !same(path, copy))
            rc = file_remove(copy, e);
    }
    if (d != NULL)
        (void)closedir(d);
    return rc;
}

static enum rc copy_keys(const char *from, const char *to, struct err *e)
{
    char path[FILE_PATH_MAX], copy[FILE_PATH_MAX];
    enum rc rc = file_path(path, e, "%s/keys", from);
    if (rc == RC_OK)
        rc = file_path(copy, e, "%s/keys", to);
    if (rc == RC_OK)
        rc = file_make_dir(to, e);
    if (rc == RC_OK)
        rc = drop_old(path, copy, e);
    return rc == RC_OK ? tree_copy(path, copy, e) : rc;
}

/* The database first: a key made after it is used by no event of it, one made before is there. */
enum rc journal_backup(const char *dir, const char *to, const char *keys, journal_due_f *due,
                       void *arg, struct err *e)
{
    char path[FILE_PATH_MAX];
    enum rc rc = journal_path(path, to, e);
    if (rc == RC_OK && file_exists(path))
        return err_set(e, RC_CONFLICT, "'%s' exists already", path);
    if (rc == RC_OK)
        rc = journal_seal(dir, path, keys, due, arg, e);
    return rc == RC_OK ? copy_keys(dir, keys, e) : rc;
}

static enum rc verify_copy(const char *dir, struct journal_report *report, struct err *e)
{
    struct journal_reader *r = NULL;
    enum rc rc = journal_reader_open(&r, dir, e);
    if (rc == RC_OK)
        rc = journal_verify(r, report, e);
    journal_reader_close(r);
    if (rc == RC_OK && (report->bad > 0 || strcmp(report->store, "ok") != 0))
        rc = err_set(e, RC_CORRUPT, "the backup is damaged: %llu bad events, first %llu; store: %s",
                     (unsigned long long)report->bad, (unsigned long long)report->first_bad,
                     report->store);
    return rc;
}

/* What a failed one leaves; it was not there before. */
static void remove_journal(const char *dir)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    char path[FILE_PATH_MAX];
    for (size_t i = 0; i < ARRAY_LEN(ends); i++)
        if (file_path(path, NULL, "%s/journal.db%s", dir, ends[i]) == RC_OK)
            (void)file_remove(path, NULL);
}

enum rc journal_restore(const char *from, const char *dir, const char *keys, journal_first_f *first,
                        void *arg, struct journal_report *report, struct err *e)
{
    char path[FILE_PATH_MAX], copy[FILE_PATH_MAX];
    enum rc rc = journal_path(path, from, e);
    if (rc == RC_OK)
        rc = journal_path(copy, dir, e);
    if (rc == RC_OK && file_exists(copy))
        return err_set(e, RC_CONFLICT, "'%s' exists already", copy);
    if (rc == RC_OK)
        rc = copy_keys(keys, dir, e);
    if (rc == RC_OK)
        rc = journal_unseal(path, dir, keys, first, arg, e);
    if (rc == RC_OK)
        rc = verify_copy(dir, report, e);
    if (rc != RC_OK)
        remove_journal(dir);
    return rc;
}
