/* SPDX-License-Identifier: Apache-2.0 */
#include <sqlite3.h>

#include "base/mem.h"
#include "journal/journal_priv.h"

/*
 * A walk gives up its view of the database so often. Rows only ever get added, so nothing is
 * missed; and while a view is held the write-ahead log behind it cannot be reused, so a long walk
 * would make it grow without end.
 */
#define WALK_ROWS 10000

enum rc journal_reader_open(struct journal_reader **out, const char *dir, struct err *e)
{
    char path[FILE_PATH_MAX];
    const struct db_options options = {.read_only = true, .keep_wal = true};
    struct journal_reader *r = mem_alloc(sizeof *r);
    r->magic = JOURNAL_READER_MAGIC;
    *out = NULL;
    enum rc rc = file_path(r->dir, e, "%s", dir);
    if (rc == RC_OK)
        rc = journal_path(path, dir, e);
    if (rc == RC_OK)
        rc = db_open(&r->db, path, &options, e);
    if (rc == RC_OK)
        rc = db_prepare(r->db, &r->each,
                        "SELECT seq, entry, payload, salt, sum FROM event "
                        "WHERE seq BETWEEN ? AND ? ORDER BY seq LIMIT ?",
                        e);
    if (rc == RC_OK)
        rc = db_prepare(r->db, &r->last, "SELECT max(seq) FROM event", e);
    if (rc != RC_OK) {
        journal_reader_close(r);
        return rc;
    }
    *out = r;
    return RC_OK;
}

void journal_reader_heed(struct journal_reader *r, const _Atomic bool *stop)
{
    CHECK_OBJ(r, JOURNAL_READER_MAGIC);
    db_heed(r->db, stop);
}

void journal_reader_close(struct journal_reader *r)
{
    if (r == NULL)
        return;
    CHECK_OBJ(r, JOURNAL_READER_MAGIC);
    must(!r->busy);
    db_finalize(&r->each);
    db_finalize(&r->entries);
    db_finalize(&r->last);
    db_close(r->db);
    r->magic = 0;
    free(r);
}

enum rc journal_reader_last(struct journal_reader *r, uint64_t *out, struct err *e)
{
    CHECK_OBJ(r, JOURNAL_READER_MAGIC);
    bool row = false;
    *out = 0;
    enum rc rc = db_step(r->last, &row, e);
    if (rc == RC_OK && row)
        *out = (uint64_t)db_i64(r->last, 0);
    db_reset(r->last);
    return rc;
}

struct walk {
    struct sqlite3_stmt *s;
    bool whole; /* payload, salt and sum too */
    journal_sum_f *f;
    void *arg;
};

/* Steps to the end or to the first refusal; *n rows were given, the last of them `*seq`. */
static enum rc give_rows(const struct walk *w, int64_t *n, uint64_t *seq, struct err *e)
{
    bool row = false;
    enum rc rc = RC_OK;
    *n = 0;
    while (rc == RC_OK && (rc = db_step(w->s, &row, e)) == RC_OK && row) {
        struct journal_row out = {(uint64_t)db_i64(w->s, 0), db_str(w->s, 1), STR_NONE, STR_NONE};
        if (w->whole) {
            out.payload = db_str(w->s, 2);
            out.salt = db_str(w->s, 3);
        }
        *seq = out.seq;
        ++*n;
        rc = w->f(&out, w->whole ? db_i64(w->s, 4) : 0, w->arg, e);
    }
    db_reset(w->s);
    return rc;
}

static enum rc walk_rows(struct journal_reader *r, uint64_t from, uint64_t to, const struct walk *w,
                         struct err *e)
{
    must(!r->busy);
    int64_t n = WALK_ROWS;
    uint64_t seq = 0;
    enum rc rc = RC_OK;
    to = to < INT64_MAX ? to : INT64_MAX;
    r->busy = true;
    while (rc == RC_OK && n == WALK_ROWS && from <= to) {
        db_bind_i64(w->s, 1, (int64_t)from);
        db_bind_i64(w->s, 2, (int64_t)to);
        db_bind_i64(w->s, 3, WALK_ROWS);
        rc = give_rows(w, &n, &seq, e);
        from = seq + 1;
    }
    r->busy = false;
    return rc;
}

enum rc journal_each_sum(struct journal_reader *r, uint64_t from, uint64_t to, journal_sum_f *f,
                         void *arg, struct err *e)
{
    CHECK_OBJ(r, JOURNAL_READER_MAGIC);
    const struct walk w = {r->each, true, f, arg};
    return walk_rows(r, from, to, &w, e);
}

struct plain_walk {
    journal_row_f *f;
    void *arg;
};

static enum rc without_sum(const struct journal_row *row, int64_t sum, void *arg, struct err *e)
{
    const struct plain_walk *w = arg;
    UNUSED(sum);
    return w->f(row, w->arg, e);
}

enum rc journal_each_entry(struct journal_reader *r, uint64_t from, uint64_t to, journal_row_f *f,
                           void *arg, struct err *e)
{
    CHECK_OBJ(r, JOURNAL_READER_MAGIC);
    struct plain_walk plain = {f, arg};
    enum rc rc = r->entries != NULL ? RC_OK
                                    : db_prepare(r->db, &r->entries,
                                                 "SELECT seq, entry FROM event "
                                                 "WHERE seq BETWEEN ? AND ? ORDER BY seq LIMIT ?",
                                                 e);
    const struct walk w = {r->entries, false, without_sum, &plain};
    return rc == RC_OK ? walk_rows(r, from, to, &w, e) : rc;
}

enum rc journal_each(struct journal_reader *r, uint64_t from, uint64_t to, journal_row_f *f,
                     void *arg, struct err *e)
{
    struct plain_walk w = {f, arg};
    return journal_each_sum(r, from, to, without_sum, &w, e);
}

struct moment {
    struct arena arena;
    usec_t recorded;
    bool there;
};

static enum rc take_moment(const struct journal_row *row, void *arg, struct err *e)
{
    struct moment *m = arg;
    struct event ev;
    arena_clear(&m->arena);
    enum rc rc = event_read(row->entry, row->payload, &m->arena, &ev, e);
    m->recorded = rc == RC_OK ? ev.recorded : 0;
    m->there = rc == RC_OK;
    return rc;
}

/* `recorded` never goes backwards, so it is found as in a sorted list. */
enum rc journal_first_at(struct journal_reader *r, usec_t at, uint64_t *seq, struct err *e)
{
    struct moment m = {.there = false};
    uint64_t from = 1, last;
    enum rc rc = journal_reader_last(r, &last, e);
    uint64_t to = rc == RC_OK ? last + 1 : 1;
    arena_init(&m.arena, EVENT_PAYLOAD_MAX * 4);
    while (rc == RC_OK && from < to) {
        uint64_t middle = from + (to - from) / 2;
        m.there = false;
        rc = journal_each(r, middle, middle, take_moment, &m, e);
        if (rc == RC_OK && !m.there)
            rc = err_set(e, RC_CORRUPT, "event %llu is missing", (unsigned long long)middle);
        else if (m.recorded < at)
            from = middle + 1;
        else
            to = middle;
    }
    *seq = from;
    arena_release(&m.arena);
    return rc;
}
