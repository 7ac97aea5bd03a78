/* SPDX-License-Identifier: Apache-2.0 */
/* Partitions nobody appends to any more: thinned into others, rewritten, forgotten one by one. */
#include "base/mem.h"
#include "store/fault.h"
#include "store/telemetry_priv.h"

enum rc telemetry_starts(struct telemetry *t, usec_t **out, size_t *n, struct err *e)
{
    CHECK_OBJ(t, TELEMETRY_MAGIC);
    struct telemetry_parts parts;
    enum rc rc = telemetry_parts_list(t, false, &parts, e);
    *out = parts.start;
    *n = parts.n;
    return rc;
}

bool telemetry_is_due(const struct telemetry *t, usec_t start, usec_t now)
{
    CHECK_OBJ(t, TELEMETRY_MAGIC);
    return start <= now - t->life - telemetry_part_length(t, start);
}

static enum rc put_one(struct sqlite3_stmt *put, struct sqlite3_stmt *del,
                       const struct telemetry_block *b, struct err *e)
{
    if (b->n == 0) {
        db_bind_i64(del, 1, b->id);
        return db_run(del, e);
    }
    db_bind_i64(put, 1, b->id);
    db_bind_i64(put, 2, b->first);
    db_bind_i64(put, 3, b->last);
    db_bind_i64(put, 4, b->n);
    db_bind_i64(put, 5, telemetry_sum(b->data));
    db_bind_blob(put, 6, b->data.p, b->data.n);
    return db_run(put, e);
}

static enum rc put_all(struct db *db, const struct telemetry_block *blocks, size_t n, struct err *e)
{
    struct sqlite3_stmt *put = NULL, *del = NULL;
    enum rc rc = db_prepare(db, &put,
                            "INSERT OR REPLACE INTO block(id, first, last, n, sum, data)"
                            " VALUES(?,?,?,?,?,?)",
                            e);
    if (rc == RC_OK)
        rc = db_prepare(db, &del, "DELETE FROM block WHERE id=?", e);
    if (rc == RC_OK)
        rc = db_begin(db, e);
    for (size_t i = 0; i < n && rc == RC_OK; i++)
        rc = put_one(put, del, &blocks[i], e);
    if (rc == RC_OK)
        rc = fault_point("telemetry.before-commit", e);
    if (rc == RC_OK)
        rc = db_commit(db, e);
    else
        db_rollback(db);
    db_finalize(&put);
    db_finalize(&del);
    return rc;
}

enum rc telemetry_put(struct telemetry *t, usec_t start, const struct telemetry_block *blocks,
                      size_t n, bool cut, struct err *e)
{
    CHECK_OBJ(t, TELEMETRY_MAGIC);
    struct db *db = NULL;
    (void)pthread_mutex_lock(&t->files);
    enum rc rc = telemetry_part_open(t, start, &db, e);
    (void)pthread_mutex_unlock(&t->files);
    if (rc == RC_OK && n > 0)
        rc = put_all(db, blocks, n, e);
    if (rc == RC_OK && cut)
        rc = db_scrub(db, e);
    db_close(db);
    return rc;
}

enum rc telemetry_forget(struct telemetry *t, usec_t start, struct err *e)
{
    CHECK_OBJ(t, TELEMETRY_MAGIC);
    enum rc rc = telemetry_part_forget(t, start, false, e);
    return rc == RC_OK ? file_sync_dir(t->dir, e) : rc;
}
