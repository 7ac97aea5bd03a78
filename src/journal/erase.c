/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Forgetting. An erased row keeps its entry, so the tree and every proof stand. Its salt is gone, and with it the way from any guess
 * to the commitment; in place of the payload stands what is left of the event (event_rest): without it a replay from zero could not
 * know that an entity began, ended, or is closed. The erasure's own payload, which is committed to and never erased, holds a hash
 * over what is left, so that none of it can be altered unseen.
 */
#include <sqlite3.h>

#include "base/mem.h"
#include "journal/journal_priv.h"

#define ARENA_MAX (EVENT_TARGETS_MAX * (size_t)8 * 1024 + 16 * (size_t)EVENT_PAYLOAD_MAX)

void journal_eraser_init(struct journal_eraser *x)
{
    *x = (struct journal_eraser){0};
    buf_init(&x->rest, EVENT_PAYLOAD_MAX);
    arena_init(&x->arena, ARENA_MAX);
}

void journal_eraser_release(struct journal_eraser *x)
{
    db_finalize(&x->get);
    db_finalize(&x->put);
    buf_release(&x->rest);
    arena_release(&x->arena);
}

static enum rc prepare(struct journal *j, struct err *e)
{
    struct journal_eraser *x = &j->eraser;
    if (x->put != NULL)
        return RC_OK;
    enum rc rc =
        db_prepare(j->db, &x->get, "SELECT entry, payload, salt FROM event WHERE seq = ?", e);
    if (rc == RC_OK)
        rc = db_prepare(j->db, &x->put, "UPDATE event SET salt = NULL, payload = ? WHERE seq = ?",
                        e);
    return rc;
}

/* Of the row that stands in `get`: what is left of it, into x->rest. */
static enum rc make_rest(struct journal_eraser *x, const struct event_target *t, uint64_t by,
                         struct err *e)
{
    struct arena a;
    struct event ev;
    arena_init(&a, 4 * (size_t)EVENT_PAYLOAD_MAX);
    enum rc rc = event_read(db_str(x->get, 0), db_str(x->get, 1), &a, &ev, e);
    if (rc == RC_OK && (event_kind(&ev) == KIND_CENTRE || ev.erasure != NULL))
        rc = err_set(e, RC_INTERNAL, "event %llu must not be erased", (unsigned long long)t->seq);
    buf_clear(&x->rest);
    if (rc == RC_OK)
        event_rest(&ev, by, t->lives.n > 0, &x->rest);
    arena_release(&a);
    return rc;
}

/* `*gone`: it holds nothing any more that could be erased. */
static enum rc erase_one(struct journal *j, const struct event_target *t, uint64_t by, bool *gone,
                         struct err *e)
{
    struct journal_eraser *x = &j->eraser;
    bool row = false;
    db_bind_i64(x->get, 1, (int64_t)t->seq);
    enum rc rc = db_step(x->get, &row, e);
    if (rc == RC_OK && !row)
        rc = err_set(e, RC_INTERNAL, "event %llu is not there to be erased",
                     (unsigned long long)t->seq);
    *gone = rc == RC_OK && db_is_null(x->get, 2);
    if (rc == RC_OK && !*gone)
        rc = make_rest(x, t, by, e);
    db_reset(x->get);
    if (rc != RC_OK || *gone)
        return rc;
    must(buf_ok(&x->rest));
    db_bind_blob(x->put, 1, x->rest.p, x->rest.n);
    db_bind_i64(x->put, 2, (int64_t)t->seq);
    return db_run(x->put, e);
}

enum rc journal_erase(struct journal *j, const struct event *ev, struct event *out, struct err *e)
{
    struct journal_eraser *x = &j->eraser;
    const struct erasure *want = ev->erasure;
    arena_clear(&x->arena);
    struct erasure *made = arena_alloc(&x->arena, sizeof *made);
    struct event_target *targets = arena_alloc(&x->arena, (want->n + 1) * sizeof *targets);
    struct sha256_ctx *sha = sha256_begin();
    *made = (struct erasure){.targets = targets, .reason = want->reason};
    enum rc rc = prepare(j, e);
    for (uint32_t i = 0; i < want->n && rc == RC_OK; i++) {
        bool gone = false;
        must(want->targets[i].seq < ev->seq);
        rc = erase_one(j, &want->targets[i], ev->seq, &gone, e);
        if (rc != RC_OK || gone)
            continue;
        targets[made->n++] = want->targets[i];
        sha256_add(sha, buf_str(&x->rest));
    }
    char *hex = arena_alloc(&x->arena, SHA256_HEX + 1);
    sha256_hex(sha256_done(sha), hex);
    made->left = str_c(hex);
    *out = *ev;
    out->erasure = made;
    return rc;
}

enum rc journal_scrub(const char *dir, struct err *e)
{
    char path[FILE_PATH_MAX];
    const struct db_options options = {.keep_wal = true};
    struct db *db = NULL;
    enum rc rc = journal_path(path, dir, e);
    if (rc == RC_OK)
        rc = db_open(&db, path, &options, e);
    if (rc == RC_OK)
        rc = db_scrub(db, e);
    db_close(db);
    return rc;
}
