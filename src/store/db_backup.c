/* SPDX-License-Identifier: Apache-2.0 */
#include <sqlite3.h>
#include <unistd.h>

#include "store/db_priv.h"
#include "store/fault.h"
#include "store/file.h"

enum rc db_check(struct db *db, struct err *e)
{
    struct sqlite3_stmt *s;
    bool row = false;
    enum rc rc = db_prepare(db, &s, "PRAGMA integrity_check(1)", e);
    if (rc == RC_OK)
        rc = db_step(s, &row, e);
    if (rc == RC_OK && (!row || !str_eqc(db_str(s, 0), "ok"))) {
        struct str said = row ? db_str(s, 0) : STR("no answer");
        rc = err_set(e, RC_CORRUPT, "'%s' is damaged: %.*s", db->path, STR_ARG(said));
    }
    db_finalize(&s);
    if (rc == RC_OK)
        rc = db_prepare(db, &s, "PRAGMA foreign_key_check", e);
    if (rc == RC_OK)
        rc = db_step(s, &row, e);
    if (rc == RC_OK && row)
        rc = err_set(e, RC_CORRUPT, "'%s' is damaged: a row of table '%.*s' names one that is gone",
                     db->path, STR_ARG(db_str(s, 0)));
    db_finalize(&s);
    return rc;
}

/*
 * One step for all pages holds one read transaction: writers go on in the WAL and the copy never
 * starts anew.
 */
static enum rc copy_pages(struct db *db, struct sqlite3 *to, const char *path, struct err *e)
{
    sqlite3_backup *b = sqlite3_backup_init(to, "main", db->h, "main");
    if (b == NULL)
        return db_fail_at(to, sqlite3_extended_errcode(to), "back up to", path, e);
    int sq = sqlite3_backup_step(b, -1);
    int end = sqlite3_backup_finish(b);
    if (sq == SQLITE_DONE && end == SQLITE_OK)
        return RC_OK;
    return db_fail_at(to, end != SQLITE_OK ? end : sq, "back up to", path, e);
}

static enum rc write_copy(struct db *db, const char *path, struct err *e)
{
    sqlite3 *to = NULL;
    int sq =
        sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, fault_vfs_name());
    enum rc rc = RC_OK;
    if (sq != SQLITE_OK) {
        rc = db_fail_at(to, sq, "open", path, e);
    } else {
        (void)sqlite3_extended_result_codes(to, 1);
        sq = sqlite3_exec(to, "PRAGMA synchronous=FULL", NULL, NULL, NULL);
        rc = sq == SQLITE_OK ? copy_pages(db, to, path, e) : db_fail_at(to, sq, "open", path, e);
    }
    /*
     * The pages say "WAL" as their source does; a copy should be one file that can also be read
     * from a read-only disk.
     */
    if (rc == RC_OK) {
        sq = sqlite3_exec(to, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL);
        if (sq != SQLITE_OK)
            rc = db_fail_at(to, sq, "finish", path, e);
    }
    (void)sqlite3_close(to);
    return rc;
}

/* What a copy that died, or failed, may leave. */
static enum rc remove_part(const char *path, struct err *e)
{
    static const char *const ends[] = {"", "-journal", "-wal", "-shm"};
    char name[FILE_PATH_MAX];
    enum rc rc = RC_OK;
    for (size_t i = 0; i < ARRAY_LEN(ends) && rc == RC_OK; i++) {
        rc = file_path(name, e, "%s.part%s", path, ends[i]);
        if (rc == RC_OK)
            rc = file_remove(name, e);
    }
    return rc;
}

static enum rc sync_parent(const char *path, struct err *e)
{
    char dir[FILE_PATH_MAX];
    const char *slash = strrchr(path, '/');
    enum rc rc = slash == NULL ? file_path(dir, e, ".")
                               : file_path(dir, e, "%.*s/", (int)(slash - path), path);
    return rc == RC_OK ? file_sync_dir(dir, e) : rc;
}

enum rc db_backup(struct db *db, const char *path, struct err *e)
{
    char part[FILE_PATH_MAX];
    int fd;
    if (file_exists(path))
        return err_set(e, RC_CONFLICT, "'%s' exists already", path);
    enum rc rc = file_path(part, e, "%s.part", path);
    if (rc == RC_OK)
        rc = remove_part(path, e);
    if (rc == RC_OK)
        rc = file_create(part, &fd, e);
    if (rc != RC_OK)
        return rc;
    (void)close(fd);
    rc = write_copy(db, part, e);
    if (rc == RC_OK)
        rc = file_rename(part, path, e);
    if (rc == RC_OK)
        return sync_parent(path, e);
    (void)remove_part(path, NULL);
    return rc;
}

enum rc db_copy(const char *from, const char *path, bool live, struct err *e)
{
    const struct db_options options = {.read_only = true, .keep_wal = live};
    struct db *db;
    enum rc rc = db_open(&db, from, &options, e);
    if (rc != RC_OK)
        return rc;
    rc = db_backup(db, path, e);
    db_close(db);
    return rc;
}
