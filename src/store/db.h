/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Thin helpers over SQLite: every database of a store is opened here with the same promises (WAL,
 * synchronous=FULL, secure_delete, foreign keys, a bounded page cache), and every failure comes
 * back as an `enum rc` with SQLite's words.
 *
 * A `struct db` and its statements belong to one thread at a time; other threads open their own.
 * Statements must be finalized before the database is closed. Out of memory ends the process (see
 * base/mem.h).
 *
 * Codes: RC_BUSY another connection holds the lock; RC_CONFLICT a constraint; RC_CORRUPT the file
 * is not what was written; RC_IO the system failed or the disk is full; RC_INTERNAL anything else
 * (wrong SQL).
 */
#ifndef STORE_DB_H
#define STORE_DB_H

#include "base/err.h"
#include "base/str.h"

struct sqlite3;
struct sqlite3_stmt;

struct db {
    unsigned magic;
    struct sqlite3 *h; /* for what these helpers do not cover */
    char *path;
};

/* All zero is a sound default. */
struct db_options {
    bool read_only; /* the file must exist; never blocks the writer */
    bool keep_wal;  /* leave checkpointing to the other connections: for short-lived readers */
    int cache_kib;  /* page cache ceiling; 0: 2,048 */
    int busy_ms;    /* wait so long for another connection's lock; 0: 5,000 */
    int64_t mmap;   /* bytes of the file to map for reading; 0: none */
    int page_kib; /* of a file that is made: 4, 8, 16 or 32; one that is there keeps its own; 0: 4 */
    int wal_kib;  /* checkpoint when the WAL has grown so far; 0: 4,000 */
    /*
     * Made from other files and can be made again: no sync a commit, so a power cut may take back
     * the last commits (whole), and what is deleted is not overwritten.
     */
    bool derived;
};

/* Opens, and unless read-only creates with mode 0600. On failure *out is NULL. */
MUST_USE enum rc db_open(struct db **out, const char *path, const struct db_options *options,
                         struct err *e);
/* NULL is fine. */
void db_close(struct db *db);

/* Any number of statements without parameters or results. */
MUST_USE enum rc db_exec(struct db *db, const char *sql, struct err *e);
/* The first column of the first row as an integer, 0 when there is no row. */
MUST_USE enum rc db_number(struct db *db, const char *sql, int64_t *out, struct err *e);

/* A write transaction. Rollback cannot fail; it is fine without a transaction. */
MUST_USE enum rc db_begin(struct db *db, struct err *e);
MUST_USE enum rc db_commit(struct db *db, struct err *e);
void db_rollback(struct db *db);

/*
 * Bring the schema to version n by running steps[version] … steps[n-1], each in its own transaction
 * with user_version set beside it. Steps are never edited or reordered once released, only
 * appended. RC_CONFLICT when the file is of a later version than this program knows.
 */
MUST_USE enum rc db_migrate(struct db *db, const char *const steps[], int n, struct err *e);

/* Compile one statement; *out is NULL on failure. Finalize sets it to NULL. */
MUST_USE enum rc db_prepare(struct db *db, struct sqlite3_stmt **out, const char *sql,
                            struct err *e);
void db_finalize(struct sqlite3_stmt **s);

/*
 * Parameters count from 1. Text and blobs are borrowed until the statement is reset or bound anew,
 * and are at most 1,000,000,000 bytes (callers bound their input far below). A parameter that does
 * not exist is a fault of ours.
 */
void db_bind_i64(struct sqlite3_stmt *s, int at, int64_t v);
void db_bind_text(struct sqlite3_stmt *s, int at, struct str v);
void db_bind_blob(struct sqlite3_stmt *s, int at, const void *p, size_t n);
void db_bind_null(struct sqlite3_stmt *s, int at);

/* One row (*row true) or the end (*row false). On the end and on failure the statement is reset. */
MUST_USE enum rc db_step(struct sqlite3_stmt *s, bool *row, struct err *e);
/* Run a statement that gives no rows, and reset it. */
MUST_USE enum rc db_run(struct sqlite3_stmt *s, struct err *e);
/* Give up the remaining rows and drop the bindings. */
void db_reset(struct sqlite3_stmt *s);

/* Columns count from 0. Text and blobs are borrowed until the next step or reset. */
int64_t db_i64(struct sqlite3_stmt *s, int col);
struct str db_str(struct sqlite3_stmt *s, int col);
bool db_is_null(struct sqlite3_stmt *s, int col);

/* Rows changed by the last statement, and the rowid of the last insert. */
int64_t db_changes(const struct db *db);
int64_t db_last_id(const struct db *db);

/*
 * From now on give up what takes long, with RC_BUSY, when *stop has become true. `stop` outlives the handle; NULL: no more.
 */
void db_heed(struct db *db, const _Atomic bool *stop);

/*
 * All of the write-ahead log goes into the file and the log is cut to nothing: what was overwritten is in neither. RC_BUSY while
 * somebody still reads an older state. Writers wait meanwhile.
 */
MUST_USE enum rc db_scrub(struct db *db, struct err *e);

/*
 * Read the whole file: page structure, indexes, foreign keys. RC_CORRUPT says the first fault
 * found.
 */
MUST_USE enum rc db_check(struct db *db, struct err *e);
/*
 * A consistent copy as of now, while others read and write, made durable under `path`, which must
 * not exist (a copy that fails leaves nothing). The copy needs no WAL to be read.
 */
MUST_USE enum rc db_backup(struct db *db, const char *path, struct err *e);
/* The same of the file `from`. `live`: others have it open, and its checkpoints stay theirs. */
MUST_USE enum rc db_copy(const char *from, const char *path, bool live, struct err *e);

#endif
