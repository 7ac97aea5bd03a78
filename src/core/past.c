/* SPDX-License-Identifier: Apache-2.0 */
#include "core/past.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "core/core_priv.h"
#include "core/past_priv.h"
#include "core/replay.h"

#define NEAR 50000u /* events that are folded rather than another picture read */
#define SLICE 1000  /* entities looked at under one hold of the mirror's lock */

struct past *past_new(void)
{
    struct past *x = mem_alloc(sizeof *x);
    must(pthread_mutex_init(&x->lock, NULL) == 0);
    return x;
}

static void let_go(struct past *x)
{
    if (x->then != NULL)
        picture_free(x->then);
    x->then = NULL;
}

void past_free(struct past *x)
{
    let_go(x);
    must(pthread_mutex_destroy(&x->lock) == 0);
    free(x);
}

/* ---- personal values that a bare picture lacks ---- */

struct recall {
    struct picture *into;
    uint64_t *ask; /* events of which the journal must be asked */
    size_t n, cap;
    struct arena arena; /* of one of them */
};

static void ask_for(struct recall *r, uint64_t from)
{
    if (r->n == r->cap) {
        r->cap = r->cap > 0 ? r->cap * 2 : 1024;
        r->ask = mem_resize(r->ask, r->cap, sizeof *r->ask);
    }
    r->ask[r->n++] = from;
}

/* What is known now is what was known then, where it came from the same event. */
static void recall_entity(struct recall *r, const struct picture *mirror, const struct entity *en)
{
    const struct record *rec = kind_table[en->kind].record;
    const struct entity *now = picture_find(mirror, en->kind, en->id);
    uint64_t has = *(const uint64_t *)en->rec & rec->personal;
    for (int i = 0; i < rec->nfields && has != 0; i++) {
        const struct field *f = &rec->fields[i];
        uint64_t from = (has & BIT(f->bit)) != 0 ? record_origin(rec, en->rec, f) : 0;
        if (from == 0)
            continue;
        if (now != NULL && record_origin(rec, now->rec, f) == from)
            picture_recall(r->into, en->kind, en->id, now->rec, from);
        else
            ask_for(r, from);
    }
}

static void recall_known(struct core *c, struct recall *r)
{
    for (int k = 0; k < KIND_COUNT; k++) {
        uint32_t n = kind_table[k].record->personal != 0 ? picture_count(r->into, k) : 0;
        for (uint32_t at = 0; at < n;) {
            const struct picture *mirror = core_mirror_lock(c);
            for (int i = 0; i < SLICE && at < n; i++)
                recall_entity(r, mirror, picture_at(r->into, k, at++));
            core_mirror_unlock(c);
        }
    }
}

static int by_event(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

/* Of an erased event nothing personal is left: the value stays blank. */
static enum rc recall_row(const struct journal_row *row, void *arg, struct err *e)
{
    struct recall *r = arg;
    struct event ev;
    arena_clear(&r->arena);
    enum rc rc = event_read(row->entry, row->payload, &r->arena, &ev, e);
    if (rc == RC_OK && row->salt.n > 0)
        picture_recall(r->into, event_kind(&ev), ev.id, ev.data, row->seq);
    return rc;
}

static enum rc recall_all(struct core *c, struct journal_reader *reader, struct picture *into,
                          struct err *e)
{
    struct recall r = {.into = into};
    enum rc rc = RC_OK;
    uint64_t last = 0;
    recall_known(c, &r);
    if (r.n > 0)
        qsort(r.ask, r.n, sizeof r.ask[0], by_event);
    arena_init(&r.arena, EVENT_PAYLOAD_MAX * 4);
    for (size_t i = 0; i < r.n && rc == RC_OK; i++) {
        if (r.ask[i] != last)
            rc = journal_each(reader, r.ask[i], r.ask[i], recall_row, &r, e);
        last = r.ask[i];
    }
    arena_release(&r.arena);
    free(r.ask);
    return rc;
}

/* ---- going to a moment ---- */

static void fold(void *arg, const struct event *ev)
{
    picture_apply(arg, ev);
}

/*
 * Sequence of the newest saved picture of before, and whether it is a bare one; 0: none. A whole one from before an erasure still
 * says what was erased, until the next is written: it is passed over.
 */
static uint64_t newest_saved(const struct core *c, uint64_t erased, uint64_t seq, bool *bare)
{
    uint64_t past = snapshot_newest(c->dir, PAST_FOLDER, seq);
    uint64_t whole = snapshot_newest(c->dir, SNAPSHOT_FOLDER, seq);
    *bare = whole < erased || past > whole;
    return *bare ? past : whole;
}

/* Of one that is damaged nothing is taken, and the next older is tried; when there is none, the picture is empty. */
static enum rc read_saved(struct core *c, struct journal_reader *r, uint64_t erased, uint64_t seq,
                          struct picture **out, struct err *e)
{
    bool bare;
    enum rc rc = RC_OK;
    for (uint64_t at = newest_saved(c, erased, seq, &bare); at > 0;
         at = newest_saved(c, erased, at - 1, &bare)) {
        *out = picture_new_unfinished();
        rc = snapshot_read(c->dir, bare ? PAST_FOLDER : SNAPSHOT_FOLDER, at, false, *out, e);
        if (rc == RC_OK && picture_seq(*out) > 0)
            return bare ? recall_all(c, r, *out, e) : RC_OK;
        picture_free(*out);
        *out = NULL;
        if (rc != RC_OK && rc != RC_CONFLICT)
            return rc;
    }
    *out = picture_new_unfinished();
    return RC_OK;
}

/* Is the one that is kept of use on the way to `seq`? */
static bool is_near(const struct core *c, const struct past *x, uint64_t erased, uint64_t seq)
{
    if (x->then == NULL || x->erased != erased || picture_seq(x->then) > seq)
        return false;
    uint64_t at = picture_seq(x->then);
    bool bare;
    return seq - at <= NEAR || newest_saved(c, erased, seq, &bare) <= at;
}

static enum rc go_to(struct core *c, struct past *x, uint64_t seq, struct err *e)
{
    struct journal_reader *r = NULL;
    const struct picture *mirror = core_mirror_lock(c);
    uint64_t erased = snapshot_last_erasure(mirror);
    core_mirror_unlock(c);
    enum rc rc = journal_reader_open(&r, c->dir, e);
    if (rc == RC_OK)
        journal_reader_heed(r, &c->stopping); /* the pool is waited for */
    if (rc == RC_OK && !is_near(c, x, erased, seq)) {
        let_go(x);
        x->erased = erased;
        rc = read_saved(c, r, erased, seq, &x->then, e);
    }
    if (rc == RC_OK)
        rc = replay_each(r, picture_seq(x->then) + 1, seq, false, x->then, fold, x->then, e);
    if (rc == RC_OK)
        picture_finish(x->then);
    else
        let_go(x);
    journal_reader_close(r);
    return rc;
}

enum rc past_look(struct core *c, uint64_t seq, void (*f)(const struct picture *then, void *arg),
                  void *arg, struct err *e)
{
    struct past *x = c->past;
    if (seq == 0 || seq > atomic_load(&c->durable))
        return err_set(e, RC_NOT_FOUND, "there is no event %llu", (unsigned long long)seq);
    must(pthread_mutex_lock(&x->lock) == 0);
    enum rc rc = atomic_load(&c->stopping) ? err_set(e, RC_BUSY, "the centre is stopping")
                                           : go_to(c, x, seq, e);
    if (rc == RC_OK)
        f(x->then, arg);
    x->used = clock_steady();
    must(pthread_mutex_unlock(&x->lock) == 0);
    return rc;
}

void past_idle(struct core *c)
{
    struct past *x = c->past;
    if (pthread_mutex_trylock(&x->lock) != 0)
        return;
    if (clock_steady() - x->used > PAST_IDLE)
        let_go(x);
    must(pthread_mutex_unlock(&x->lock) == 0);
}
