/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Timeline and search tables from the events alone. In steps, because one transaction over ten
 * million events would be a write-ahead log of many gigabytes; `meta` says "unfinished" until the
 * last, so a rebuild that was cut short is begun anew when the journal is opened.
 */
#include "journal/journal_priv.h"
#include "store/fault.h"

#define STEP_EVENTS 10000
#define ARENA_MAX (16u << 20)

struct rebuild {
    struct journal *j;
    struct journal_projector projector;
    struct sqlite3_stmt *read;
    struct arena arena;
    uint64_t done;
};

static enum rc set_shape(struct db *db, struct str shape, struct err *e)
{
    struct sqlite3_stmt *s;
    enum rc rc = db_prepare(db, &s, "INSERT OR REPLACE INTO meta VALUES('projections', ?)", e);
    if (rc == RC_OK) {
        db_bind_text(s, 1, shape);
        rc = db_run(s, e);
    }
    db_finalize(&s);
    return rc;
}

static enum rc empty_tables(struct db *db, struct err *e)
{
    enum rc rc = db_begin(db, e);
    if (rc == RC_OK)
        rc = set_shape(db, STR("unfinished"), e);
    if (rc == RC_OK)
        rc = journal_project_reset(db, e);
    return rc == RC_OK ? db_commit(db, e) : rc;
}

static enum rc finish(struct db *db, struct err *e)
{
    struct buf shape;
    buf_init(&shape, 65536);
    journal_project_shape(&shape);
    enum rc rc = set_shape(db, buf_str(&shape), e);
    buf_release(&shape);
    return rc;
}

static enum rc one_event(struct rebuild *b, struct err *e)
{
    struct event ev;
    struct str payload = db_str(b->read, 2);
    b->done = (uint64_t)db_i64(b->read, 0);
    if (payload.n == 0)
        return RC_OK; /* erased: what it was about is erased too */
    arena_clear(&b->arena);
    enum rc rc = event_read(db_str(b->read, 1), payload, &b->arena, &ev, e);
    return rc == RC_OK ? journal_project(&b->projector, &ev, e) : rc;
}

static enum rc one_step(struct rebuild *b, struct err *e)
{
    bool row = false;
    enum rc rc = db_begin(b->j->db, e);
    db_bind_i64(b->read, 1, (int64_t)b->done);
    while (rc == RC_OK && (rc = db_step(b->read, &row, e)) == RC_OK && row)
        rc = one_event(b, e);
    db_reset(b->read);
    if (rc == RC_OK)
        rc = fault_point("journal.rebuild-step", e);
    return rc == RC_OK ? db_commit(b->j->db, e) : rc;
}

static enum rc rebuild_all(struct rebuild *b, void (*progress)(uint64_t, uint64_t, void *),
                           void *arg, struct err *e)
{
    static const char select[] = "SELECT seq, entry, payload FROM event WHERE seq > ? "
                                 "ORDER BY seq LIMIT 10000";
    _Static_assert(STEP_EVENTS == 10000, "the statement names the size of a step");
    enum rc rc = journal_project_open(&b->projector, b->j->db, e);
    if (rc == RC_OK)
        rc = db_prepare(b->j->db, &b->read, select, e);
    while (rc == RC_OK && b->done < b->j->last) {
        uint64_t before = b->done;
        rc = one_step(b, e);
        if (rc == RC_OK && b->done == before)
            rc = err_set(e, RC_CORRUPT, "the events after %llu are gone",
                         (unsigned long long)before);
        if (rc == RC_OK && progress != NULL)
            progress(b->done, b->j->last, arg);
    }
    db_finalize(&b->read);
    journal_project_close(&b->projector);
    return rc;
}

enum rc journal_rebuild(struct journal *j, void (*progress)(uint64_t, uint64_t, void *), void *arg,
                        struct err *e)
{
    CHECK_OBJ(j, JOURNAL_MAGIC);
    struct rebuild b = {.j = j};
    arena_init(&b.arena, ARENA_MAX);
    enum rc rc = empty_tables(j->db, e);
    if (rc == RC_OK)
        rc = rebuild_all(&b, progress, arg, e);
    if (rc == RC_OK)
        rc = finish(j->db, e);
    if (rc != RC_OK) {
        j->failed = true;
        db_rollback(j->db);
    }
    arena_release(&b.arena);
    return rc;
}
