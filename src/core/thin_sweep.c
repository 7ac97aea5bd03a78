/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tracks whose time is over, and what was kept of a partition for a hold that has ended. Each partition is looked through when
 * it falls due, and again when the holds are others than they were.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "core/thin_priv.h"

static struct thin_part *known(struct thin *t, usec_t start)
{
    for (size_t i = 0; i < t->nparts; i++)
        if (t->parts[i].start == start)
            return &t->parts[i];
    return NULL;
}

static void remember(struct thin *t)
{
    struct thin_part *p = known(t, t->part);
    if (p == NULL) {
        if (t->nparts == t->cap) {
            t->cap = t->cap > 0 ? t->cap * 2 : 64;
            t->parts = mem_resize(t->parts, t->cap, sizeof t->parts[0]);
        }
        p = &t->parts[t->nparts++];
    }
    *p = (struct thin_part){t->part, t->held.sum, t->due};
}

/* Those that are gone are remembered no more. `starts` is sorted. */
static void drop_gone(struct thin *t, const usec_t *starts, size_t n)
{
    size_t left = 0;
    for (size_t i = 0; i < t->nparts; i++) {
        bool there = false;
        for (size_t k = 0; k < n && !there; k++)
            there = starts[k] == t->parts[i].start;
        if (there)
            t->parts[left++] = t->parts[i];
    }
    t->nparts = left;
}

static enum rc find_next(struct thin *t, usec_t now, struct err *e)
{
    usec_t *starts = NULL;
    size_t n = 0;
    enum rc rc = telemetry_starts(t->core->tracks, &starts, &n, e);
    if (rc == RC_OK)
        drop_gone(t, starts, n);
    for (size_t i = 0; rc == RC_OK && i < n && !t->sweeping; i++) {
        const struct thin_part *p = known(t, starts[i]);
        bool due = telemetry_is_due(t->core->tracks, starts[i], now);
        if ((p != NULL && p->sum == t->held.sum && p->due == due) ||
            (t->moving && starts[i] == t->start))
            continue;
        t->sweeping = true;
        t->part = starts[i];
        t->due = due;
        t->left = !due;
        t->swept = due ? INT64_MIN : THIN_HELD - 1;
    }
    free(starts);
    return rc;
}

/* Of what is due only the held stays; before that, of what was kept for a hold only what still is. */
static bool sweep_block(void *arg, const struct telemetry_block *b)
{
    struct thin *t = arg;
    struct intake_job job;
    if (t->nout == THIN_BLOCKS || t->samples > THIN_SAMPLES) {
        t->ended = false;
        return false;
    }
    t->last = b->id;
    t->rc = thin_unpack(t, b, &job, t->err);
    if (t->rc != RC_OK)
        return false;
    uint32_t n = 0, all = job.n;
    for (uint32_t i = 0; i < all; i++)
        if (thin_is_held(&t->held, &job.lines[i]))
            job.lines[n++] = job.lines[i];
    t->samples += all;
    t->left = t->left || n > 0;
    if (n == all)
        return true;
    t->out[t->nout++] = n > 0 ? thin_pack(t, job.lines, n, job.received, b->id)
                              : (struct telemetry_block){.id = b->id};
    return true;
}

static enum rc sweep_some(struct thin *t, struct err *e)
{
    arena_clear(&t->lines);
    t->nout = t->samples = 0;
    t->ended = true;
    t->last = t->swept;
    t->rc = RC_OK;
    t->err = e;
    enum rc rc = telemetry_part(t->core->tracks, t->part, t->swept, sweep_block, t, e);
    if (rc == RC_OK)
        rc = t->rc;
    if (rc == RC_OK && t->nout > 0)
        rc = telemetry_put(t->core->tracks, t->part, t->out, t->nout, false, e);
    if (rc != RC_OK)
        return rc;
    t->swept = t->last;
    if (!t->ended)
        return RC_OK;
    t->sweeping = false;
    /* Cut also when nothing was changed now: the process that changed it may have died before. */
    rc = t->left ? telemetry_put(t->core->tracks, t->part, NULL, 0, true, e)
                 : telemetry_forget(t->core->tracks, t->part, e);
    if (rc == RC_OK)
        remember(t);
    return rc;
}

enum rc thin_sweep(struct thin *t, usec_t now, bool *more, struct err *e)
{
    enum rc rc = RC_OK;
    if (!t->sweeping)
        rc = find_next(t, now, e);
    *more = t->sweeping;
    if (rc != RC_OK || !t->sweeping)
        return rc;
    if (t->due && t->held.ids.n == 0) { /* all of it */
        t->sweeping = false;
        return telemetry_forget(t->core->tracks, t->part, e);
    }
    return sweep_some(t, e);
}
