/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a series back, beside the writer. */
#include <inttypes.h>

#include "base/log.h"
#include "store/telemetry_priv.h"

/* Rows a read transaction: a slow reader must not keep the writer's WAL from starting over. */
#define CHUNK 256

struct walk {
    struct telemetry *t;
    usec_t from, to;
    telemetry_fn *fn;
    void *ctx;
    int64_t after; /* ids that are passed over */
    bool back;     /* newest first */
    bool stop;
};

struct part_reader {
    struct db *db; /* NULL: the partition is gone */
    struct sqlite3_stmt *select;
};

/*
 * Under the lock, and read once so that SQLite holds the WAL and its index open: from then on
 * removal is harmless.
 */
static enum rc part_open(struct walk *w, usec_t start, struct part_reader *r, struct err *e)
{
    static const struct db_options options = {.read_only = true, .keep_wal = true};
    char path[FILE_PATH_MAX];
    int64_t version;
    *r = (struct part_reader){0};
    enum rc rc = file_path(path, e, "%s/%" PRId64 ".db", w->t->dir, start);
    if (rc != RC_OK)
        return rc;
    (void)pthread_mutex_lock(&w->t->files);
    if (file_exists(path)) {
        rc = db_open(&r->db, path, &options, e);
        if (rc == RC_OK)
            rc = db_number(r->db, "PRAGMA user_version", &version, e);
        if (rc == RC_OK && version == 0) { /* made but not yet used */
            db_close(r->db);
            r->db = NULL;
        }
    }
    (void)pthread_mutex_unlock(&w->t->files);
    if (rc == RC_OK && r->db != NULL)
        rc = db_prepare(r->db, &r->select,
                        w->back
                            ? "SELECT id, first, last, n, sum, data FROM block"
                              " WHERE id < ? AND last >= ? AND first < ? ORDER BY id DESC LIMIT ?"
                            : "SELECT id, first, last, n, sum, data FROM block"
                              " WHERE id > ? AND last >= ? AND first < ? ORDER BY id LIMIT ?",
                        e);
    return rc;
}

static void part_close(struct part_reader *r)
{
    db_finalize(&r->select);
    db_close(r->db);
}

static void give(struct walk *w, usec_t start, struct sqlite3_stmt *s)
{
    struct telemetry_block b = {.first = db_i64(s, 1),
                                .last = db_i64(s, 2),
                                .n = (uint32_t)db_i64(s, 3),
                                .data = db_str(s, 5),
                                .id = db_i64(s, 0)};
    if (telemetry_sum(b.data) != db_i64(s, 4)) {
        w->t->damaged++;
        log_error("store",
                  "block %" PRId64 " in partition %" PRId64 " of '%s' is damaged and left out",
                  db_i64(s, 0), start, w->t->name);
        return;
    }
    if (!w->fn(w->ctx, &b))
        w->stop = true;
}

static enum rc part_walk(struct walk *w, usec_t start, struct part_reader *r, struct err *e)
{
    int64_t last = w->back ? INT64_MAX : w->after;
    for (int rows = CHUNK; rows == CHUNK && !w->stop;) {
        bool row = true;
        db_bind_i64(r->select, 1, last);
        db_bind_i64(r->select, 2, w->from);
        db_bind_i64(r->select, 3, w->to);
        db_bind_i64(r->select, 4, CHUNK);
        for (rows = 0; row && !w->stop;) {
            enum rc rc = db_step(r->select, &row, e);
            if (rc != RC_OK)
                return rc;
            if (!row)
                break;
            last = db_i64(r->select, 0);
            give(w, start, r->select);
            rows++;
        }
        db_reset(r->select);
    }
    return RC_OK;
}

/* A partition that turned out damaged: out of the way unless it is being written. */
static enum rc part_damaged(struct walk *w, usec_t start, const struct err *why, struct err *e)
{
    struct telemetry *t = w->t;
    bool current = false;
    enum rc rc = RC_OK;
    (void)pthread_mutex_lock(&t->files);
    for (size_t i = 0; i < TELEMETRY_OPEN_MAX; i++)
        current = current || (t->slots[i].db != NULL && t->slots[i].start == start);
    if (!current)
        rc = telemetry_part_set_aside(t, start, why->detail, e);
    (void)pthread_mutex_unlock(&t->files);
    if (current)
        return err_set(e, RC_IO, "the current partition of '%s' is damaged: %s", t->name,
                       why->detail);
    return rc;
}

static enum rc part_each(struct walk *w, usec_t start, struct err *e)
{
    struct err why = {0};
    struct part_reader r;
    enum rc rc = part_open(w, start, &r, &why);
    if (rc == RC_OK && r.db != NULL)
        rc = part_walk(w, start, &r, &why);
    part_close(&r);
    if (rc == RC_CORRUPT)
        return part_damaged(w, start, &why, e);
    return rc == RC_OK ? RC_OK
                       : err_set(e, RC_IO, "could not read '%s': %s", w->t->name, why.detail);
}

static enum rc parts_each(struct walk *w, const struct telemetry_parts *parts, struct err *e)
{
    struct telemetry *t = w->t;
    enum rc rc = RC_OK;
    for (size_t i = 0; i < parts->n && rc == RC_OK && !w->stop; i++) {
        usec_t start = parts->start[w->back ? parts->n - 1 - i : i];
        /* What was received before `from` is older than `from`, but for clocks that run ahead. */
        usec_t part = telemetry_part_length(t, start);
        if (w->from > TELEMETRY_AHEAD + part && start < w->from - TELEMETRY_AHEAD - part)
            continue;
        rc = part_each(w, start, e);
    }
    return rc;
}

static enum rc walk(struct walk *w, struct err *e)
{
    struct telemetry *t = w->t;
    CHECK_OBJ(t, TELEMETRY_MAGIC);
    struct telemetry_parts parts;
    enum rc rc = telemetry_parts_list(t, false, &parts, e);
    if (rc == RC_OK && parts.more)
        rc = err_set(e, RC_TOO_LARGE, "'%s' holds more than %d partitions", t->dir,
                     TELEMETRY_PARTS_MAX);
    if (rc == RC_OK)
        rc = parts_each(w, &parts, e);
    free(parts.start);
    return rc;
}

enum rc telemetry_each(struct telemetry *t, usec_t from, usec_t to, telemetry_fn *fn, void *ctx,
                       struct err *e)
{
    struct walk w = {.t = t, .from = from, .to = to, .fn = fn, .ctx = ctx, .after = INT64_MIN};
    return walk(&w, e);
}

enum rc telemetry_part(struct telemetry *t, usec_t start, int64_t after, telemetry_fn *fn,
                       void *ctx, struct err *e)
{
    CHECK_OBJ(t, TELEMETRY_MAGIC);
    struct walk w = {
        .t = t, .from = INT64_MIN, .to = INT64_MAX, .fn = fn, .ctx = ctx, .after = after};
    return part_each(&w, start, e);
}

enum rc telemetry_back(struct telemetry *t, telemetry_fn *fn, void *ctx, struct err *e)
{
    struct walk w = {
        .t = t, .from = INT64_MIN, .to = INT64_MAX, .fn = fn, .ctx = ctx, .back = true};
    return walk(&w, e);
}
