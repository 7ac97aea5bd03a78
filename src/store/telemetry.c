/* SPDX-License-Identifier: Apache-2.0 */
/* The writer of a series. */
#include <inttypes.h>
#include <sqlite3.h>

#include "base/mem.h"
#include "store/fault.h"
#include "store/telemetry_priv.h"

static void check_series(const struct telemetry_series *s)
{
    must(s->part > 0 && s->life / 3 >= s->part);
    must(s->name[0] != '\0' &&
         strspn(s->name, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(s->name));
}

static enum rc make_dirs(struct telemetry *t, const char *dir, struct err *e)
{
    char path[FILE_PATH_MAX];
    enum rc rc = file_path(path, e, "%s/telemetry", dir);
    if (rc == RC_OK)
        rc = file_make_dir(path, e);
    if (rc == RC_OK)
        rc = file_path(t->dir, e, "%s/%s", path, t->name);
    return rc == RC_OK ? file_make_dir(t->dir, e) : rc;
}

enum rc telemetry_open(struct telemetry **out, const char *dir,
                       const struct telemetry_series *series, struct err *e)
{
    *out = NULL;
    check_series(series);
    struct telemetry *t = mem_alloc(sizeof *t);
    t->magic = TELEMETRY_MAGIC;
    t->life = series->life;
    t->part = series->part;
    t->grace = series->grace;
    must(str_copy(t->name, sizeof t->name, str_c(series->name)));
    must(pthread_mutex_init(&t->files, NULL) == 0);
    enum rc rc = make_dirs(t, dir, e);
    if (rc == RC_OK)
        rc = telemetry_parts_sweep(t, e);
    if (rc != RC_OK) {
        telemetry_close(t);
        return rc;
    }
    *out = t;
    return RC_OK;
}

/* `forget`: the files are about to go, so do not bring the WAL home first. */
static void slot_close(struct telemetry_slot *s, bool forget)
{
    if (s->db == NULL)
        return;
    db_finalize(&s->insert);
    if (forget)
        (void)sqlite3_db_config(s->db->h, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    db_close(s->db);
    *s = (struct telemetry_slot){0};
}

void telemetry_close(struct telemetry *t)
{
    if (t == NULL)
        return;
    CHECK_OBJ(t, TELEMETRY_MAGIC);
    (void)pthread_mutex_lock(&t->files);
    for (size_t i = 0; i < TELEMETRY_OPEN_MAX; i++)
        slot_close(&t->slots[i], false);
    (void)pthread_mutex_unlock(&t->files);
    (void)pthread_mutex_destroy(&t->files);
    t->magic = 0;
    free(t->found);
    free(t);
}

/* A free slot, else the one of the earlier partition is given up. */
static struct telemetry_slot *slot_free(struct telemetry *t)
{
    struct telemetry_slot *old = &t->slots[0];
    for (size_t i = 0; i < TELEMETRY_OPEN_MAX; i++) {
        if (t->slots[i].db == NULL)
            return &t->slots[i];
        if (t->slots[i].start < old->start)
            old = &t->slots[i];
    }
    slot_close(old, false);
    return old;
}

static enum rc slot_open(struct telemetry *t, usec_t start, struct telemetry_slot **out,
                         struct err *e)
{
    struct telemetry_slot *s = slot_free(t);
    enum rc rc = telemetry_part_open(t, start, &s->db, e);
    if (rc == RC_OK) {
        s->start = start;
        rc = db_prepare(s->db, &s->insert,
                        "INSERT INTO block(first, last, n, sum, data, id) VALUES(?,?,?,?,?,?)", e);
        if (rc == RC_OK)
            rc = db_number(s->db, "SELECT coalesce(max(id), 0) FROM block", &s->last, e);
        if (rc != RC_OK)
            slot_close(s, false);
    }
    *out = s;
    return rc;
}

static enum rc slot_for(struct telemetry *t, usec_t start, struct telemetry_slot **out,
                        struct err *e)
{
    enum rc rc = RC_OK;
    *out = NULL;
    (void)pthread_mutex_lock(&t->files); /* slots of the past may be closed by another thread */
    for (size_t i = 0; i < TELEMETRY_OPEN_MAX; i++)
        if (t->slots[i].db != NULL && t->slots[i].start == start)
            *out = &t->slots[i];
    if (*out == NULL)
        rc = slot_open(t, start, out, e);
    (void)pthread_mutex_unlock(&t->files);
    return rc;
}

/*
 * A block's id is the time of its receipt, or one more than the one before: higher than any that a partition of
 * the same start had which is forgotten by now, so none passes for one that was dealt with.
 */
static enum rc put_blocks(struct telemetry_slot *s, usec_t now,
                          const struct telemetry_block *blocks, size_t n, struct err *e)
{
    enum rc rc = db_begin(s->db, e);
    s->last = s->last < now ? now - 1 : s->last;
    for (size_t i = 0; i < n && rc == RC_OK; i++) {
        const struct telemetry_block *b = &blocks[i];
        db_bind_i64(s->insert, 1, b->first);
        db_bind_i64(s->insert, 2, b->last);
        db_bind_i64(s->insert, 3, b->n);
        db_bind_i64(s->insert, 4, telemetry_sum(b->data));
        db_bind_blob(s->insert, 5, b->data.p, b->data.n);
        db_bind_i64(s->insert, 6, ++s->last);
        rc = db_run(s->insert, e);
    }
    if (rc == RC_OK)
        rc = fault_point("telemetry.before-commit", e);
    if (rc == RC_OK)
        rc = db_commit(s->db, e);
    if (rc == RC_OK)
        rc = fault_point("telemetry.after-commit", e);
    return rc;
}

enum rc telemetry_append(struct telemetry *t, usec_t now, const struct telemetry_block *blocks,
                         size_t n, struct err *e)
{
    CHECK_OBJ(t, TELEMETRY_MAGIC);
    must(now >= 0);
    for (size_t i = 0; i < n; i++) {
        if (blocks[i].data.n > TELEMETRY_BLOCK_MAX)
            return err_set(e, RC_TOO_LARGE, "a block of %zu bytes is over the ceiling of %u",
                           blocks[i].data.n, TELEMETRY_BLOCK_MAX);
    }
    struct err why = {0};
    struct telemetry_slot *s;
    usec_t part = t->part;
    enum rc rc = slot_for(t, now - now % part, &s, &why);
    if (rc == RC_OK) {
        rc = put_blocks(s, now, blocks, n, &why);
        if (rc != RC_OK) {
            /* After a failed write or sync only a fresh look at the file says what is on it. */
            db_rollback(s->db);
            (void)pthread_mutex_lock(&t->files);
            slot_close(s, true);
            (void)pthread_mutex_unlock(&t->files);
        }
    }
    return rc == RC_OK ? RC_OK : err_set(e, RC_IO, "could not store '%s': %s", t->name, why.detail);
}

enum rc telemetry_part_forget(struct telemetry *t, usec_t start, bool corrupt, struct err *e)
{
    (void)pthread_mutex_lock(&t->files);
    for (size_t i = 0; i < TELEMETRY_OPEN_MAX && !corrupt; i++) {
        if (t->slots[i].db != NULL && t->slots[i].start == start)
            slot_close(&t->slots[i], true);
    }
    enum rc rc = telemetry_part_remove(t, start, corrupt, e);
    (void)pthread_mutex_unlock(&t->files);
    return rc;
}

static enum rc expire_kind(struct telemetry *t, usec_t now, bool corrupt, size_t *gone,
                           struct err *e)
{
    struct telemetry_parts parts;
    enum rc rc = telemetry_parts_list(t, corrupt, &parts, e);
    for (size_t i = 0; i < parts.n && rc == RC_OK; i++) {
        /*
         * Written as a subtraction on both sides: a start near the end of time must not overflow.
         */
        usec_t least = t->life + telemetry_part_length(t, parts.start[i]);
        if (parts.start[i] > now - least - (corrupt ? 0 : t->grace))
            break;
        rc = telemetry_part_forget(t, parts.start[i], corrupt, e);
        *gone += rc == RC_OK;
    }
    free(parts.start);
    return rc;
}

enum rc telemetry_expire(struct telemetry *t, usec_t now, size_t *forgotten, struct err *e)
{
    CHECK_OBJ(t, TELEMETRY_MAGIC);
    must(now >= 0);
    size_t gone = 0;
    enum rc rc = expire_kind(t, now, false, &gone, e);
    if (rc == RC_OK)
        rc = expire_kind(t, now, true, &gone, e);
    if (gone > 0) {
        enum rc synced = file_sync_dir(t->dir, rc == RC_OK ? e : NULL);
        rc = rc == RC_OK ? synced : rc;
    }
    if (forgotten != NULL)
        *forgotten = gone;
    return rc;
}

void telemetry_keep(struct telemetry *t, usec_t life, usec_t part, usec_t now)
{
    CHECK_OBJ(t, TELEMETRY_MAGIC);
    must(part > 0 && life / 3 >= part);
    if (part < t->part) {
        t->before = t->before > t->part ? t->before : t->part;
        t->changed_at = now;
    }
    t->life = life;
    t->part = part;
}

usec_t telemetry_part_length(const struct telemetry *t, usec_t start)
{
    usec_t changed = t->changed_at, length = start < changed ? t->before : t->part;
    for (size_t i = 0; i < t->nfound; i++)
        if (t->found[i].start == start)
            length = t->found[i].length;
    /* What came after the change lies in others. */
    return start < changed && changed - start < length ? changed - start : length;
}

uint64_t telemetry_damaged(const struct telemetry *t)
{
    CHECK_OBJ(t, TELEMETRY_MAGIC);
    return t->damaged;
}
