/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Timelines: which events are of or about a subject. An event leaves a mark, one word: 48 bits of a
 * hash of the subject, then its place within its part of JOURNAL_PART sequences. The marks of the
 * newest part stand in the order they came, a row a transaction; of a part that is complete, sorted,
 * in JOURNAL_BUCKETS rows by the first bits of the hash. Two subjects may share a mark, so whoever
 * reads looks at the event itself.
 */
#include <sqlite3.h>
#include <stdlib.h>

#include "base/mem.h"
#include "journal/journal_priv.h"

#define TAIL_ROWS 256 /* more become one, so that a quiet day's are read quickly */

static uint64_t bucket_of(uint64_t mark)
{
    return mark >> 57;
}

_Static_assert(JOURNAL_BUCKETS == 1 << 7, "bucket_of takes seven bits");
_Static_assert(JOURNAL_PART <= 1 << 16, "a mark has sixteen bits for the place in its part");

static void remember(struct journal_timelines *t, uint64_t mark)
{
    if (t->n == t->cap) {
        t->cap = t->cap > 0 ? t->cap * 2 : 1024;
        t->marks = mem_resize(t->marks, t->cap, sizeof t->marks[0]);
    }
    t->marks[t->n++] = mark;
}

static enum rc load_tail(struct journal_timelines *t, struct err *e)
{
    struct sqlite3_stmt *s;
    bool row = false;
    enum rc rc = db_prepare(t->db, &s, "SELECT marks FROM tail ORDER BY last", e);
    while (rc == RC_OK && (rc = db_step(s, &row, e)) == RC_OK && row) {
        struct str marks = db_str(s, 0);
        t->tail_rows++;
        for (uint64_t mark; marks.n >= sizeof mark;
             marks.p += sizeof mark, marks.n -= sizeof mark) {
            memcpy(&mark, marks.p, sizeof mark);
            remember(t, mark);
        }
    }
    db_finalize(&s);
    t->written = t->n;
    return rc;
}

enum rc journal_timelines_open(struct journal_timelines *t, struct db *db, uint64_t last,
                               struct err *e)
{
    *t = (struct journal_timelines){.db = db, .part = last / JOURNAL_PART};
    enum rc rc = db_prepare(db, &t->put_tail, "INSERT INTO tail VALUES(?, ?)", e);
    if (rc == RC_OK)
        rc = db_prepare(db, &t->put_bucket, "INSERT INTO timeline VALUES(?, ?)", e);
    return rc == RC_OK ? load_tail(t, e) : rc;
}

void journal_timelines_close(struct journal_timelines *t)
{
    db_finalize(&t->put_tail);
    db_finalize(&t->put_bucket);
    free(t->marks);
    t->marks = NULL;
}

static enum rc put_row(struct sqlite3_stmt *s, uint64_t key, const uint64_t *marks, size_t n,
                       struct err *e)
{
    db_bind_i64(s, 1, (int64_t)key);
    db_bind_blob(s, 2, marks, n * sizeof marks[0]);
    return db_run(s, e);
}

static enum rc drop_tail(struct journal_timelines *t, struct err *e)
{
    enum rc rc = t->tail_rows > 0 ? db_exec(t->db, "DELETE FROM tail", e) : RC_OK;
    t->tail_rows = 0;
    return rc;
}

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

/* The newest part is complete: from now on it is looked up, not walked. */
static enum rc close_part(struct journal_timelines *t, struct err *e)
{
    enum rc rc = drop_tail(t, e);
    if (t->n > 0)
        qsort(t->marks, t->n, sizeof t->marks[0], by_value);
    for (size_t from = 0, to; from < t->n && rc == RC_OK; from = to) {
        uint64_t bucket = bucket_of(t->marks[from]);
        for (to = from; to < t->n && bucket_of(t->marks[to]) == bucket;)
            to++;
        rc = put_row(t->put_bucket, t->part * JOURNAL_BUCKETS + bucket, t->marks + from, to - from,
                     e);
    }
    t->n = t->written = 0;
    return rc;
}

enum rc journal_timelines_add(struct journal_timelines *t, const struct journal_note *note,
                              struct err *e)
{
    enum rc rc = RC_OK;
    if (note->seq / JOURNAL_PART != t->part) {
        rc = close_part(t, e);
        t->part = note->seq / JOURNAL_PART;
    }
    if (note->type == EV_COUNT)
        return rc; /* erased */
    remember(t, note->marks[0] | note->seq % JOURNAL_PART);
    for (size_t i = 1; i < ARRAY_LEN(note->marks); i++)
        if (note->marks[i] != note->marks[0])
            remember(t, note->marks[i] | note->seq % JOURNAL_PART);
    return rc;
}

enum rc journal_timelines_flush(struct journal_timelines *t, uint64_t last, struct err *e)
{
    enum rc rc = RC_OK;
    if (t->written == t->n)
        return RC_OK;
    if (t->tail_rows == TAIL_ROWS) {
        rc = drop_tail(t, e);
        t->written = 0;
    }
    if (rc == RC_OK)
        rc = put_row(t->put_tail, last, t->marks + t->written, t->n - t->written, e);
    t->tail_rows++;
    t->written = t->n;
    return rc;
}

/* ---- reading ---- */

struct found {
    uint64_t *v; /* sequences, ascending */
    size_t n, cap, max;
};

static void add_found(struct found *x, uint64_t seq)
{
    if (x->n == x->cap) {
        x->cap = x->cap > 0 ? x->cap * 2 : 64;
        x->v = mem_resize(x->v, x->cap, sizeof x->v[0]);
    }
    x->v[x->n++] = seq;
}

/* Marks of one subject come in the order of their sequences, sorted or as they came. */
static void scan(struct str marks, uint64_t want, uint64_t part, uint64_t after, struct found *out)
{
    for (uint64_t mark; marks.n >= sizeof mark && out->n < out->max;
         marks.p += sizeof mark, marks.n -= sizeof mark) {
        memcpy(&mark, marks.p, sizeof mark);
        uint64_t seq = part * JOURNAL_PART + (mark & 0xffff);
        if ((mark ^ want) >> 16 == 0 && seq > after)
            add_found(out, seq);
    }
}

static enum rc find_in(struct db *db, uint64_t want, uint64_t after, uint64_t last,
                       struct found *out, struct err *e)
{
    struct sqlite3_stmt *bucket = NULL, *tail = NULL;
    bool row = false;
    enum rc rc = db_prepare(db, &bucket, "SELECT marks FROM timeline WHERE place = ?", e);
    if (rc == RC_OK)
        rc = db_prepare(db, &tail, "SELECT marks FROM tail ORDER BY last", e);
    uint64_t part = after / JOURNAL_PART;
    for (; rc == RC_OK && out->n < out->max && part < last / JOURNAL_PART; part++) {
        db_bind_i64(bucket, 1, (int64_t)(part * JOURNAL_BUCKETS + bucket_of(want)));
        rc = db_step(bucket, &row, e);
        if (rc == RC_OK && row)
            scan(db_str(bucket, 0), want, part, after, out);
        db_reset(bucket);
    }
    while (rc == RC_OK && (rc = db_step(tail, &row, e)) == RC_OK && row)
        scan(db_str(tail, 0), want, last / JOURNAL_PART, after, out);
    db_finalize(&bucket);
    db_finalize(&tail);
    return rc;
}

/* In one view of the index: a part moves from the tail to its place in one transaction. */
static enum rc find(struct db *db, struct str subject, uint64_t after, struct found *out,
                    struct err *e)
{
    int64_t last;
    out->n = 0;
    enum rc rc = db_exec(db, "BEGIN", e);
    if (rc == RC_OK)
        rc = db_number(db, "SELECT seq FROM mark", &last, e);
    if (rc == RC_OK && after < (uint64_t)last)
        rc = find_in(db, journal_mark_of(subject), after, (uint64_t)last, out, e);
    db_rollback(db);
    return rc;
}

struct walk {
    struct str by;             /* who did it; empty: a subject's own timeline */
    struct buf about, subject; /* as they stand in a payload */
    journal_row_f *f;
    void *arg;
    int left;
};

static bool done_by(struct str payload, struct str who)
{
    struct json_reader r;
    struct json_token t;
    json_open(&r, payload);
    (void)json_next(&r);
    return (json_member_is(&r, STR("actor"), &t) ||
            (json_member_is(&r, STR("about"), &t) && json_member_is(&r, STR("actor"), &t))) &&
           str_eq(t.raw, who);
}

static bool is_on(const struct walk *w, struct str payload)
{
    if (w->by.n > 0)
        return done_by(payload, w->by);
    return str_starts(payload, buf_str(&w->about)) || str_ends(payload, buf_str(&w->subject));
}

static enum rc give(const struct journal_row *row, void *arg, struct err *e)
{
    struct walk *w = arg;
    if (!is_on(w, row->payload))
        return RC_OK; /* another with the same mark, or erased */
    w->left--;
    return w->f(row, w->arg, e);
}

static void walk_init(struct walk *w, struct str subject)
{
    if (str_starts(subject, STR("by/")))
        w->by = (struct str){subject.p + 3, subject.n - 3};
    buf_init(&w->about, EVENT_PAYLOAD_MAX);
    buf_init(&w->subject, EVENT_PAYLOAD_MAX);
    buf_cat(&w->about, "{\"about\":");
    json_put_string(&w->about, subject);
    buf_putc(&w->about, ',');
    buf_cat(&w->subject, "\"subject\":\"");
    buf_puts(&w->subject, subject);
    buf_cat(&w->subject, "\"}");
}

enum rc journal_timeline(struct journal_reader *r, struct str subject, uint64_t after, int limit,
                         journal_row_f *f, void *arg, struct err *e)
{
    CHECK_OBJ(r, JOURNAL_READER_MAGIC);
    must(!r->busy && limit >= 0);
    struct walk w = {.f = f, .arg = arg, .left = limit};
    struct found found = {0};
    struct db *db;
    enum rc rc = journal_index_read(&db, r->dir, e);
    if (rc != RC_OK)
        return rc;
    walk_init(&w, subject);
    do {
        found.max = (size_t)w.left;
        rc = w.left > 0 ? find(db, subject, after, &found, e) : RC_OK;
        for (size_t i = 0; i < found.n && rc == RC_OK; i++) {
            after = found.v[i];
            rc = journal_each(r, after, after, give, &w, e);
        }
    } while (rc == RC_OK && w.left > 0 && found.n == found.max);
    db_close(db);
    free(found.v);
    buf_release(&w.about);
    buf_release(&w.subject);
    return rc;
}
