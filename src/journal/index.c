/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DIR/index.db: timelines and search tables. All of it is made from the events, so it is written
 * behind them and not synced: a power cut takes back its last transactions, together with the mark
 * that says how far it is, and the next start makes them again.
 */
#include "journal/journal.h"

#include <sqlite3.h>

#include "base/log.h"
#include "base/mem.h"
#include "journal/journal_priv.h"
#include "store/fault.h"

#define WAL_KIB 16384 /* a checkpoint's two syncs hold up nobody but the index */
#define SHAPE_MAX 65536

static enum rc index_path(char out[static FILE_PATH_MAX], const char *dir, struct err *e)
{
    return file_path(out, e, "%s/index.db", dir);
}

enum rc journal_index_read(struct db **out, const char *dir, struct err *e)
{
    char path[FILE_PATH_MAX];
    const struct db_options options = {.read_only = true, .keep_wal = true};
    *out = NULL;
    enum rc rc = index_path(path, dir, e);
    return rc == RC_OK ? db_open(out, path, &options, e) : rc;
}

/* The SQL that makes all tables: what `meta` remembers to notice that they have changed. */
static void put_shape(struct buf *out)
{
    const uint16_t one = 1;
    char first;
    memcpy(&first, &one, 1);
    buf_printf(out, "-- marks: of subject, about and actor; %s end first\n",
               first == 1 ? "little" : "big");
    buf_cat(out, "CREATE TABLE mark(seq INTEGER NOT NULL, sum INTEGER NOT NULL);\n"
                 "INSERT INTO mark VALUES(0, 0);\n"
                 "CREATE TABLE timeline(place INTEGER PRIMARY KEY, marks BLOB NOT NULL);\n"
                 "CREATE TABLE tail(last INTEGER PRIMARY KEY, marks BLOB NOT NULL);\n"
                 "CREATE TABLE named(kind TEXT NOT NULL, id TEXT NOT NULL, first INTEGER NOT NULL, "
                 "PRIMARY KEY(kind, id)) WITHOUT ROWID;\n");
    journal_project_shape(out);
    must(buf_ok(out));
}

static enum rc make_tables(struct db *db, struct buf *shape, struct err *e)
{
    struct sqlite3_stmt *s = NULL;
    buf_putc(shape, '\0');
    must(buf_ok(shape));
    enum rc rc = db_begin(db, e);
    if (rc == RC_OK)
        rc = db_exec(db, "CREATE TABLE meta(shape TEXT NOT NULL)", e);
    if (rc == RC_OK)
        rc = db_exec(db, shape->p, e);
    if (rc == RC_OK)
        rc = db_prepare(db, &s, "INSERT INTO meta VALUES(?)", e);
    if (rc == RC_OK) {
        db_bind_text(s, 1, (struct str){shape->p, shape->n - 1});
        rc = db_run(s, e);
    }
    db_finalize(&s);
    if (rc == RC_OK)
        rc = db_commit(db, e);
    if (rc != RC_OK)
        db_rollback(db);
    return rc;
}

/* Made by a program that keeps the same fields? An empty file gets its tables. */
static enum rc check_shape(struct db *db, bool *fits, struct err *e)
{
    struct sqlite3_stmt *s = NULL;
    struct buf shape;
    int64_t tables = 0;
    bool row = false;
    buf_init(&shape, SHAPE_MAX);
    put_shape(&shape);
    enum rc rc =
        db_number(db, "SELECT count(*) FROM sqlite_schema WHERE name = 'meta'", &tables, e);
    *fits = rc == RC_OK && tables == 0;
    if (*fits) {
        rc = make_tables(db, &shape, e);
    } else if (rc == RC_OK) {
        rc = db_prepare(db, &s, "SELECT shape FROM meta", e);
        if (rc == RC_OK)
            rc = db_step(s, &row, e);
        *fits = rc == RC_OK && row && str_eq(db_str(s, 0), buf_str(&shape));
        db_finalize(&s);
    }
    buf_release(&shape);
    return rc;
}

static enum rc sum_of(struct journal_index *x, uint64_t seq, int64_t *sum, bool *there,
                      struct err *e)
{
    db_bind_i64(x->sum_of, 1, (int64_t)seq);
    enum rc rc = db_step(x->sum_of, there, e);
    if (rc == RC_OK && *there)
        *sum = db_i64(x->sum_of, 0);
    db_reset(x->sum_of);
    return rc;
}

/* Of this journal, and not further than it is? Each entry's text holds a hash, so its sum tells. */
static enum rc check_history(struct journal_index *x, bool *fits, struct err *e)
{
    struct sqlite3_stmt *s = NULL;
    bool row = false;
    int64_t sum = 0, want = 0;
    enum rc rc = db_prepare(x->db, &s, "SELECT seq, sum FROM mark", e);
    if (rc == RC_OK)
        rc = db_step(s, &row, e);
    if (rc == RC_OK && row) {
        x->last = (uint64_t)db_i64(s, 0);
        want = db_i64(s, 1);
    }
    db_finalize(&s);
    *fits = row && x->last == 0;
    if (rc != RC_OK || x->last == 0)
        return rc;
    rc = sum_of(x, x->last, &sum, fits, e);
    *fits = *fits && sum == want;
    return rc;
}

static enum rc open_once(struct journal_index *x, bool *fits, struct err *e)
{
    char path[FILE_PATH_MAX];
    const struct db_options options = {
        .derived = true, .cache_kib = JOURNAL_INDEX_CACHE_KIB, .wal_kib = WAL_KIB};
    *fits = false;
    enum rc rc = index_path(path, x->dir, e);
    if (rc == RC_OK)
        rc = db_open(&x->db, path, &options, e);
    if (rc == RC_OK)
        rc = check_shape(x->db, fits, e);
    if (rc == RC_OK && *fits)
        rc = check_history(x, fits, e);
    if (rc == RC_OK && *fits)
        rc = journal_project_open(&x->projector, x->db, e);
    if (rc == RC_OK && *fits)
        rc = journal_timelines_open(&x->timelines, x->db, x->last, e);
    if (rc == RC_OK && *fits)
        rc = db_prepare(x->db, &x->set_mark, "UPDATE mark SET seq = ?, sum = ?", e);
    return rc;
}

static void close_once(struct journal_index *x)
{
    db_finalize(&x->set_mark);
    journal_timelines_close(&x->timelines);
    journal_project_close(&x->projector);
    db_close(x->db);
    x->db = NULL;
    x->last = 0;
}

enum rc journal_index_remove(const char *dir, struct err *e)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    char path[FILE_PATH_MAX];
    enum rc rc = RC_OK;
    for (size_t i = 0; i < ARRAY_LEN(ends) && rc == RC_OK; i++) {
        rc = file_path(path, e, "%s/index.db%s", dir, ends[i]);
        if (rc == RC_OK)
            rc = file_remove(path, e);
    }
    return rc;
}

static enum rc open_any(struct journal_index *x, struct err *e)
{
    bool fits;
    enum rc rc = journal_reader_open(&x->reader, x->dir, e);
    if (rc == RC_OK)
        rc = db_prepare(x->reader->db, &x->sum_of, "SELECT sum FROM event WHERE seq = ?", e);
    if (rc != RC_OK)
        return rc;
    rc = open_once(x, &fits, e);
    if ((rc == RC_OK && fits) || (rc != RC_OK && rc != RC_CORRUPT))
        return rc;
    log_info("journal", "the index is %s: it is made anew",
             rc == RC_OK ? "of another program or journal" : "damaged");
    close_once(x);
    rc = journal_index_remove(x->dir, e);
    if (rc == RC_OK)
        rc = open_once(x, &fits, e);
    return rc == RC_OK && !fits ? err_set(e, RC_INTERNAL, "a new index does not fit") : rc;
}

enum rc journal_index_open(struct journal_index **out, const char *dir, struct err *e)
{
    struct journal_index *x = mem_alloc(sizeof *x);
    x->magic = JOURNAL_INDEX_MAGIC;
    *out = NULL;
    enum rc rc = file_path(x->dir, e, "%s", dir);
    if (rc == RC_OK)
        rc = open_any(x, e);
    if (rc != RC_OK) {
        journal_index_close(x);
        return rc;
    }
    *out = x;
    return RC_OK;
}

void journal_index_close(struct journal_index *x)
{
    if (x == NULL)
        return;
    CHECK_OBJ(x, JOURNAL_INDEX_MAGIC);
    close_once(x);
    db_finalize(&x->sum_of);
    journal_reader_close(x->reader);
    x->magic = 0;
    free(x);
}

uint64_t journal_index_last(const struct journal_index *x)
{
    CHECK_OBJ(x, JOURNAL_INDEX_MAGIC);
    return x->last;
}

bool journal_index_failed(const struct journal_index *x)
{
    CHECK_OBJ(x, JOURNAL_INDEX_MAGIC);
    return x->failed;
}

static enum rc write_notes(struct journal_index *x, const struct journal_notes *n, struct err *e)
{
    struct str rest = buf_str(&n->bytes);
    struct journal_note note;
    enum rc rc = db_begin(x->db, e);
    while (rc == RC_OK && journal_notes_next(&rest, &note)) {
        rc = journal_timelines_add(&x->timelines, &note, e);
        if (rc == RC_OK)
            rc = journal_project(&x->projector, &note, e);
    }
    return rc == RC_OK ? journal_timelines_flush(&x->timelines, n->last, e) : rc;
}

static enum rc set_mark(struct journal_index *x, uint64_t seq, struct err *e)
{
    int64_t sum = 0;
    bool there = false;
    enum rc rc = sum_of(x, seq, &sum, &there, e);
    if (rc == RC_OK && !there)
        rc = err_set(e, RC_CORRUPT, "the index is ahead of the journal");
    db_bind_i64(x->set_mark, 1, (int64_t)seq);
    db_bind_i64(x->set_mark, 2, sum);
    return rc == RC_OK ? db_run(x->set_mark, e) : rc;
}

enum rc journal_index_write(struct journal_index *x, const struct journal_notes *n, struct err *e)
{
    CHECK_OBJ(x, JOURNAL_INDEX_MAGIC);
    if (x->failed)
        return err_set(e, RC_IO, "the index has failed before and takes no more events");
    if (n->last == 0)
        return RC_OK;
    must(n->first == x->last + 1);
    enum rc rc = write_notes(x, n, e);
    if (rc == RC_OK)
        rc = set_mark(x, n->last, e);
    if (rc == RC_OK)
        rc = fault_point("journal.index-before-commit", e);
    if (rc == RC_OK)
        rc = db_commit(x->db, e);
    if (rc == RC_OK)
        rc = fault_point("journal.index-after-commit", e);
    if (rc != RC_OK) {
        x->failed = true;
        db_rollback(x->db);
        return rc;
    }
    x->last = n->last;
    return RC_OK;
}
