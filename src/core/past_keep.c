/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which bare pictures lie in DIR/past. One is due after a quarter as many events as there are entities, but at least KEEP_EVENTS,
 * and every six hours in which something happened. So a moment costs reading one, and folding a quarter of that. A day that
 * would need more than KEEP_DAY of them has them further apart: their number, and so the disk they take, stays bounded. They are kept for a day, and
 * the newest from before that day, so that each of its moments has one to begin with.
 *
 * An erasure takes the payloads of events about something that has ended: a bare picture from when it still was there says
 * what it was, so it goes. Of what still lives only personal values are erased, and there are none here.
 */
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

#include "base/log.h"
#include "core/core_priv.h"
#include "core/past_priv.h"

#define KEEP_EVENTS 20000u
#define KEEP_SHARE 4 /* of the entities */
#define KEEP_DAY 48  /* files of a day */
#define KEEP_EVERY (6 * USEC_H)
#define KEEP_FOR USEC_DAY
#define KEEP_MOST 64 /* files, whatever happens */

/* ---- what must be forgotten ---- */

struct forgetting {
    struct core *core;
    struct journal_reader *targets, *lines; /* a walk must not use its own handle */
    uint64_t first;                         /* sequence of the oldest bare picture */
    uint64_t before;                        /* those of a sequence before it go */
    struct arena arena;
};

static enum rc last_of(const struct journal_row *row, void *arg, struct err *e)
{
    struct forgetting *f = arg;
    UNUSED(e);
    f->before = row->seq > f->before ? row->seq : f->before;
    return RC_OK;
}

/* Whatever still happened to its subject after the oldest picture: it was there then. */
static enum rc target_row(const struct journal_row *row, void *arg, struct err *e)
{
    struct forgetting *f = arg;
    struct event ev;
    struct arena arena;
    arena_init(&arena, EVENT_PAYLOAD_MAX * 4);
    enum rc rc = event_read(row->entry, row->payload, &arena, &ev, e);
    if (rc == RC_OK) {
        struct str parts[] = {kind_table[event_kind(&ev)].name, STR("/"), ev.id};
        rc = journal_timeline(f->lines, arena_join(&arena, parts, ARRAY_LEN(parts)), f->first,
                              INT32_MAX, last_of, f, e);
    }
    arena_release(&arena);
    return rc;
}

static enum rc erasure_row(const struct journal_row *row, void *arg, struct err *e)
{
    struct forgetting *f = arg;
    struct event ev;
    arena_clear(&f->arena);
    enum rc rc = event_read(row->entry, row->payload, &f->arena, &ev, e);
    const struct erasure *x = rc == RC_OK && ev.type == EV_ERASE ? ev.erasure : NULL;
    for (uint32_t i = 0; x != NULL && i < x->n && rc == RC_OK; i++)
        if (x->targets[i].lives.n == 0)
            rc = journal_each(f->targets, x->targets[i].seq, x->targets[i].seq, target_row, f, e);
    return rc;
}

/* Erasures lie on the timelines of their policies. */
static enum rc look_into(struct core *c, struct forgetting *f, uint64_t after, struct err *e)
{
    struct journal_reader *r = NULL;
    struct arena names;
    arena_init(&names, 1u << 16);
    struct str lines[32];
    size_t n = 0;
    const struct picture *mirror = core_mirror_lock(c);
    for (uint32_t i = 0; i < picture_count(mirror, KIND_POLICY) && n < ARRAY_LEN(lines); i++) {
        struct str parts[] = {STR("policy/"), picture_at(mirror, KIND_POLICY, i)->id};
        lines[n++] = arena_join(&names, parts, ARRAY_LEN(parts));
    }
    core_mirror_unlock(c);
    enum rc rc = journal_reader_open(&r, c->dir, e);
    if (rc == RC_OK)
        rc = journal_reader_open(&f->targets, c->dir, e);
    if (rc == RC_OK)
        rc = journal_reader_open(&f->lines, c->dir, e);
    for (size_t i = 0; i < n && rc == RC_OK; i++)
        rc = journal_timeline(r, lines[i], after, INT32_MAX, erasure_row, f, e);
    journal_reader_close(f->lines);
    journal_reader_close(f->targets);
    journal_reader_close(r);
    arena_release(&names);
    return rc;
}

/* Up to the erasure `last`; what cannot be looked into may be anything, and all of before goes. */
static void forget(struct core *c, struct past *x, uint64_t last)
{
    struct err e = {0};
    struct forgetting f = {.core = c, .first = snapshot_oldest(c->dir, PAST_FOLDER)};
    if (f.first == 0 || f.first > last) {
        x->forgotten = last; /* whose subjects had ended by then: they are in none of later */
        return;
    }
    arena_init(&f.arena, EVENT_PAYLOAD_MAX * 4 + EVENT_ENTRY_MAX);
    enum rc rc = behind_wait(c, last, 5 * USEC_S, &e);
    if (rc == RC_OK)
        rc = look_into(c, &f, f.first > x->forgotten ? f.first : x->forgotten, &e);
    arena_release(&f.arena);
    if (rc != RC_OK && atomic_load(&c->stopping))
        return; /* after the next start */
    snapshot_drop(c->dir, PAST_FOLDER, SNAPSHOT_WHOLE, KEEP_MOST, rc == RC_OK ? f.before : last);
    snapshot_drop(c->dir, PAST_FOLDER, SNAPSHOT_DAMAGED, 0, 0);
    x->forgotten = last;
}

/* ---- what is kept ---- */

static void begin(struct core *c, struct past *x)
{
    char path[700];
    struct stat st;
    x->begun = true;
    snapshot_drop(c->dir, PAST_FOLDER, SNAPSHOT_LEFTOVER, 0, 0);
    x->kept = snapshot_newest(c->dir, PAST_FOLDER, UINT64_MAX);
    (void)snprintf(path, sizeof path, "%s/%s/%llu.snap", c->dir, PAST_FOLDER,
                   (unsigned long long)x->kept);
    usec_t age = x->kept > 0 && stat(path, &st) == 0
                     ? ((usec_t)time(NULL) - (usec_t)st.st_mtime) * USEC_S
                     : KEEP_EVERY;
    x->kept_at = clock_steady() - (age < 0 || age > KEEP_EVERY ? KEEP_EVERY : age);
}

static bool is_due(struct core *c, const struct past *x)
{
    uint64_t passed = atomic_load(&c->durable) - x->kept;
    if (passed == 0 || clock_steady() - x->kept_at >= KEEP_EVERY)
        return passed > 0;
    if (passed < KEEP_EVENTS)
        return false;
    return passed >= snapshot_entities(c) / KEEP_SHARE && passed >= x->day / KEEP_DAY;
}

/* All of the last KEEP_FOR, and the newest of before. */
static void drop_old(struct core *c, struct past *x)
{
    struct journal_reader *r = NULL;
    struct err e;
    uint64_t first = 0;
    const struct picture *mirror = core_mirror_lock(c);
    usec_t day = picture_time(mirror) - KEEP_FOR;
    core_mirror_unlock(c);
    bool found = journal_reader_open(&r, c->dir, &e) == RC_OK &&
                 journal_first_at(r, day, &first, &e) == RC_OK;
    if (found)
        x->day = atomic_load(&c->durable) + 1 - first;
    if (found && first > 1)
        snapshot_drop(c->dir, PAST_FOLDER, SNAPSHOT_WHOLE, KEEP_MOST,
                      snapshot_newest(c->dir, PAST_FOLDER, first - 1));
    journal_reader_close(r);
}

static void keep(struct core *c, struct past *x)
{
    const struct snapshot_source mirror = {c->mirror, &c->mirror_lock, &c->stopping, true};
    struct err e = {0};
    usec_t begun = x->kept_at = clock_steady();
    enum rc rc = snapshot_write(c->dir, PAST_FOLDER, c->journal_id, &mirror, &x->kept, &e);
    if (rc == RC_OK) {
        drop_old(c, x);
        log_info("core", "picture for looking back written in %lld ms",
                 (long long)((clock_steady() - begun) / USEC_MS));
    } else if (rc != RC_BUSY) {
        log_warn("core", "could not write a picture for looking back: %s", e.detail);
    }
}

void past_keep(struct core *c)
{
    struct past *x = c->past;
    if (!x->begun)
        begin(c, x);
    const struct picture *mirror = core_mirror_lock(c);
    uint64_t last = snapshot_last_erasure(mirror);
    core_mirror_unlock(c);
    if (last > x->forgotten)
        forget(c, x, last);
    if (is_due(c, x))
        keep(c, x);
    past_idle(c);
}
