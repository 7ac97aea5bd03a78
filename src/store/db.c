/* SPDX-License-Identifier: Apache-2.0 */
#include "store/db.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/mem.h"
#include "store/db_priv.h"
#include "store/fault.h"
#include "store/file.h"

#define DB_MAGIC 0x6d7a6462u

#define DEFAULT_CACHE_KIB 2048
#define DEFAULT_BUSY_MS 5000
#define DEFAULT_PAGE_KIB 4
#define DEFAULT_WAL_KIB 4000
#define STEPS_A_LOOK 1000 /* of SQLite's machine: well under a millisecond */
/*
 * A burst under a long reader may grow the WAL; the next reset gives the space back down to this.
 */
#define WAL_KEEP_BYTES (16 * 1024 * 1024)

/*
 * SQLite counts its memory under one lock of the process, which journal, index and telemetry threads would share for
 * numbers that nobody reads. Before main, since it cannot be told later.
 */
__attribute__((constructor)) static void count_no_memory(void)
{
    must(sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) == SQLITE_OK);
}

static enum rc code_of(int sq)
{
    switch (sq & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE: return RC_OK;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_INTERRUPT:
    case SQLITE_PROTOCOL: return RC_BUSY;
    case SQLITE_CONSTRAINT: return RC_CONFLICT;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return RC_CORRUPT;
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM: return RC_IO;
    case SQLITE_TOOBIG: return RC_TOO_LARGE;
    default: return RC_INTERNAL;
    }
}

enum rc db_fail_at(struct sqlite3 *h, int sq, const char *doing, const char *what, struct err *e)
{
    must(sq != SQLITE_NOMEM);
    enum rc rc = code_of(sq);
    must(rc != RC_OK);
    return err_set(e, rc, "could not %s '%.80s': %s", doing, what,
                   h != NULL && sqlite3_extended_errcode(h) == sq ? sqlite3_errmsg(h)
                                                                  : sqlite3_errstr(sq));
}

/*
 * Made by us first, because SQLite would give it the mode of the umask; WAL and index inherit the
 * mode. A file that is there must not be opened: closing it would drop the locks SQLite holds on it
 * in this process.
 */
static enum rc create_private(const char *path, struct err *e)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0) {
        (void)close(fd);
    } else if (errno != EEXIST) {
        char reason[128];
        return err_set(e, RC_IO, "could not create '%s': %s", path,
                       strerror_r(errno, reason, sizeof reason));
    }
    return RC_OK;
}

static enum rc configure(struct db *db, const struct db_options *o, struct err *e)
{
    char sql[512];
    (void)sqlite3_extended_result_codes(db->h, 1);
    (void)sqlite3_busy_timeout(db->h, o->busy_ms > 0 ? o->busy_ms : DEFAULT_BUSY_MS);
    (void)sqlite3_db_config(db->h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(db->h, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    (void)sqlite3_db_config(db->h, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    (void)sqlite3_db_config(db->h, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    (void)sqlite3_db_config(db->h, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, o->keep_wal ? 1 : 0, NULL);
    (void)snprintf(sql, sizeof sql,
                   "PRAGMA cache_size=-%d; PRAGMA mmap_size=%lld; PRAGMA cell_size_check=ON;"
                   "PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY;",
                   o->cache_kib > 0 ? o->cache_kib : DEFAULT_CACHE_KIB, (long long)o->mmap);
    enum rc rc = db_exec(db, sql, e);
    if (rc != RC_OK || o->read_only)
        return rc;
    (void)snprintf(sql, sizeof sql,
                   "PRAGMA page_size=%d; PRAGMA secure_delete=%s; PRAGMA journal_mode=WAL;"
                   "PRAGMA synchronous=%s; PRAGMA journal_size_limit=%d;",
                   1024 * (o->page_kib > 0 ? o->page_kib : DEFAULT_PAGE_KIB),
                   o->derived ? "OFF" : "ON", o->derived ? "NORMAL" : "FULL", WAL_KEEP_BYTES);
    rc = db_exec(db, sql, e);
    int64_t page = 0;
    if (rc == RC_OK)
        rc = db_number(db, "PRAGMA page_size", &page, e);
    if (rc != RC_OK)
        return rc;
    must(page >= 512);
    (void)snprintf(sql, sizeof sql, "PRAGMA wal_autocheckpoint=%lld",
                   1024LL * (o->wal_kib > 0 ? o->wal_kib : DEFAULT_WAL_KIB) / page);
    return db_exec(db, sql, e);
}

enum rc db_open(struct db **out, const char *path, const struct db_options *options, struct err *e)
{
    static const struct db_options plain;
    const struct db_options *o = options != NULL ? options : &plain;
    *out = NULL;
    enum rc rc = o->read_only ? RC_OK : create_private(path, e);
    if (rc != RC_OK)
        return rc;
    struct db *db = mem_alloc(sizeof *db);
    db->magic = DB_MAGIC;
    db->path = str_dup(str_c(path));
    int flags = o->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    int sq = sqlite3_open_v2(path, &db->h, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW,
                             fault_vfs_name());
    if (sq != SQLITE_OK)
        rc = db_fail_at(db->h, db->h != NULL ? sqlite3_extended_errcode(db->h) : sq, "open", path,
                        e);
    else
        rc = configure(db, o, e);
    if (rc != RC_OK) {
        db_close(db);
        return rc;
    }
    *out = db;
    return RC_OK;
}

void db_close(struct db *db)
{
    if (db == NULL)
        return;
    CHECK_OBJ(db, DB_MAGIC);
    must(sqlite3_close(db->h) == SQLITE_OK); /* busy would mean a statement was left behind */
    db->magic = 0;
    free(db->path);
    free(db);
}

enum rc db_exec(struct db *db, const char *sql, struct err *e)
{
    CHECK_OBJ(db, DB_MAGIC);
    int sq = sqlite3_exec(db->h, sql, NULL, NULL, NULL);
    return sq == SQLITE_OK ? RC_OK : db_fail_at(db->h, sq, "run", sql, e);
}

enum rc db_number(struct db *db, const char *sql, int64_t *out, struct err *e)
{
    struct sqlite3_stmt *s;
    bool row = false;
    *out = 0;
    enum rc rc = db_prepare(db, &s, sql, e);
    if (rc == RC_OK)
        rc = db_step(s, &row, e);
    if (rc == RC_OK && row)
        *out = db_i64(s, 0);
    db_finalize(&s);
    return rc;
}

#define SCRUB_BUSY_MS 250

/* Most of it is copied without holding up a writer first. */
enum rc db_scrub(struct db *db, struct err *e)
{
    CHECK_OBJ(db, DB_MAGIC);
    (void)sqlite3_busy_timeout(db->h, SCRUB_BUSY_MS);
    int sq = sqlite3_wal_checkpoint_v2(db->h, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    if (sq == SQLITE_OK)
        sq = sqlite3_wal_checkpoint_v2(db->h, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    return sq == SQLITE_OK ? RC_OK : db_fail_at(db->h, sq, "scrub", db->path, e);
}

enum rc db_begin(struct db *db, struct err *e)
{
    return db_exec(db, "BEGIN IMMEDIATE", e);
}

enum rc db_commit(struct db *db, struct err *e)
{
    return db_exec(db, "COMMIT", e);
}

void db_rollback(struct db *db)
{
    CHECK_OBJ(db, DB_MAGIC);
    /* Some failures have rolled back already; asking twice would be an error. */
    if (sqlite3_get_autocommit(db->h) == 0)
        (void)sqlite3_exec(db->h, "ROLLBACK", NULL, NULL, NULL);
}

static enum rc migrate_one(struct db *db, const char *step, int version, struct err *e)
{
    char sql[64];
    (void)snprintf(sql, sizeof sql, "PRAGMA user_version=%d", version);
    enum rc rc = db_begin(db, e);
    if (rc == RC_OK)
        rc = db_exec(db, step, e);
    if (rc == RC_OK)
        rc = db_exec(db, sql, e);
    if (rc == RC_OK)
        rc = db_commit(db, e);
    if (rc != RC_OK)
        db_rollback(db);
    return rc;
}

enum rc db_migrate(struct db *db, const char *const steps[], int n, struct err *e)
{
    int64_t version;
    enum rc rc = db_number(db, "PRAGMA user_version", &version, e);
    if (rc != RC_OK)
        return rc;
    if (version < 0 || version > n)
        return err_set(e, RC_CONFLICT, "'%s' has schema version %lld, this program knows up to %d",
                       db->path, (long long)version, n);
    for (int v = (int)version; v < n && rc == RC_OK; v++)
        rc = migrate_one(db, steps[v], v + 1, e);
    return rc;
}

enum rc db_prepare(struct db *db, struct sqlite3_stmt **out, const char *sql, struct err *e)
{
    CHECK_OBJ(db, DB_MAGIC);
    *out = NULL;
    int sq = sqlite3_prepare_v3(db->h, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL);
    return sq == SQLITE_OK ? RC_OK : db_fail_at(db->h, sq, "prepare", sql, e);
}

void db_finalize(struct sqlite3_stmt **s)
{
    (void)sqlite3_finalize(*s); /* repeats the error of the last step, already told */
    *s = NULL;
}

void db_bind_i64(struct sqlite3_stmt *s, int at, int64_t v)
{
    must(sqlite3_bind_int64(s, at, v) == SQLITE_OK);
}

void db_bind_text(struct sqlite3_stmt *s, int at, struct str v)
{
    must(sqlite3_bind_text64(s, at, v.n > 0 ? v.p : "", v.n, SQLITE_STATIC, SQLITE_UTF8) ==
         SQLITE_OK);
}

void db_bind_blob(struct sqlite3_stmt *s, int at, const void *p, size_t n)
{
    must(sqlite3_bind_blob64(s, at, n > 0 ? p : "", n, SQLITE_STATIC) == SQLITE_OK);
}

void db_bind_null(struct sqlite3_stmt *s, int at)
{
    must(sqlite3_bind_null(s, at) == SQLITE_OK);
}

enum rc db_step(struct sqlite3_stmt *s, bool *row, struct err *e)
{
    int sq = sqlite3_step(s);
    *row = sq == SQLITE_ROW;
    if (*row)
        return RC_OK;
    enum rc rc = RC_OK;
    if (sq != SQLITE_DONE)
        rc = db_fail_at(sqlite3_db_handle(s), sq, "run", sqlite3_sql(s), e);
    (void)sqlite3_reset(s);
    return rc;
}

enum rc db_run(struct sqlite3_stmt *s, struct err *e)
{
    bool row;
    enum rc rc = db_step(s, &row, e);
    if (row)
        (void)sqlite3_reset(s);
    return rc;
}

void db_reset(struct sqlite3_stmt *s)
{
    (void)sqlite3_reset(s);
    (void)sqlite3_clear_bindings(s);
}

int64_t db_i64(struct sqlite3_stmt *s, int col)
{
    return sqlite3_column_int64(s, col);
}

struct str db_str(struct sqlite3_stmt *s, int col)
{
    const char *p = sqlite3_column_blob(s, col); /* before the length, as SQLite asks */
    return (struct str){p, (size_t)sqlite3_column_bytes(s, col)};
}

bool db_is_null(struct sqlite3_stmt *s, int col)
{
    return sqlite3_column_type(s, col) == SQLITE_NULL;
}

static int must_stop(void *stop)
{
    return atomic_load((const _Atomic bool *)stop);
}

void db_heed(struct db *db, const _Atomic bool *stop)
{
    sqlite3_progress_handler(db->h, STEPS_A_LOOK, stop != NULL ? must_stop : NULL,
                             (void *)(uintptr_t)stop);
}

int64_t db_changes(const struct db *db)
{
    return sqlite3_changes64(db->h);
}

int64_t db_last_id(const struct db *db)
{
    return sqlite3_last_insert_rowid(db->h);
}
