/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From positions to tracks. Block N of a partition of positions goes into blocks N (one a minute of each unit) and THIN_HELD + N
 * (what else is held) of the partition of tracks of that name; several blocks in a row are one, numbered by the last of them. So
 * the highest number there says how far it is, and doing a step twice writes the same.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "core/thin_priv.h"
#include "store/fault.h"

/* Minutes that are kept already: of the partitions about too, because fixes of one minute may lie in several. */
static bool know_minutes(void *arg, const struct telemetry_block *b)
{
    struct thin *t = arg;
    struct intake_job job;
    int64_t n = b->id < THIN_HELD ? b->id : b->id - THIN_HELD;
    t->last = n > t->last ? n : t->last;
    if (b->id >= THIN_HELD)
        return true;
    t->rc = thin_unpack(t, b, &job, t->err);
    for (uint32_t i = 0; t->rc == RC_OK && i < job.n; i++)
        (void)thin_minute(&t->minutes, thin_who(&job.lines[i]), job.lines[i].in.position.at);
    return t->rc == RC_OK;
}

static enum rc know_part(struct thin *t, usec_t start, struct err *e)
{
    t->last = -1;
    t->rc = RC_OK;
    t->err = e;
    enum rc rc = telemetry_part(t->core->tracks, start, INT64_MIN, know_minutes, t, e);
    return rc == RC_OK ? t->rc : rc;
}

/*
 * Fixes of one minute that were received over an hour apart may both stay. Partitions that were thinned before may begin later
 * than this one: theirs were shorter.
 */
static enum rc begin(struct thin *t, usec_t start, struct err *e)
{
    usec_t *starts = NULL;
    size_t n = 0;
    enum rc rc = telemetry_starts(t->core->tracks, &starts, &n, e);
    thin_minutes_clear(&t->minutes);
    for (size_t i = 0; i < n && rc == RC_OK; i++)
        if (starts[i] != start && starts[i] >= start - USEC_H && starts[i] <= start + USEC_H)
            rc = know_part(t, starts[i], e);
    free(starts);
    if (rc == RC_OK)
        rc = know_part(t, start, e);
    t->start = start;
    t->at = t->last;
    t->moving = rc == RC_OK;
    return rc;
}

/* The block's own texts are gone after the step. */
static void take(struct thin *t, struct thin_lines *to, const struct intake_line *l)
{
    const struct record *rec = input_table[IN_POSITION];
    struct intake_line *out = &to->v[to->n++];
    *out = *l;
    for (int i = 0; i < rec->nfields; i++)
        if (rec->fields[i].kind >= FIELD_ID &&
            (out->in.position.has & BIT(rec->fields[i].bit)) != 0) {
            struct str *s = (struct str *)(void *)((char *)&out->in + rec->fields[i].off);
            *s = arena_str(&t->lines, *s);
        }
    out->in.placed.unit = arena_str(&t->lines, out->in.placed.unit);
}

static bool take_block(void *arg, const struct telemetry_block *b)
{
    struct thin *t = arg;
    struct intake_job job;
    if (t->samples > 0 &&
        (t->samples + b->n > THIN_SAMPLES || t->thin.n + b->n > INTAKE_LINES_MAX ||
         t->full.n + b->n > INTAKE_LINES_MAX)) {
        t->ended = false;
        return false;
    }
    t->rc = thin_unpack(t, b, &job, t->err);
    for (uint32_t i = 0; t->rc == RC_OK && i < job.n; i++) {
        const struct intake_line *l = &job.lines[i];
        if (thin_minute(&t->minutes, thin_who(l), l->in.position.at))
            take(t, &t->thin, l);
        else if (thin_is_held(&t->held, l))
            take(t, &t->full, l);
    }
    t->samples += b->n > 0 ? b->n : 1;
    t->received = job.received;
    t->last = b->id;
    return t->rc == RC_OK;
}

/* In one transaction, so that the highest number is there only with all below it. */
static enum rc write_step(struct thin *t, struct err *e)
{
    size_t n = 0;
    if (t->thin.n > 0)
        t->out[n++] = thin_pack(t, t->thin.v, t->thin.n, t->received, t->last);
    if (t->full.n > 0)
        t->out[n++] = thin_pack(t, t->full.v, t->full.n, t->received, THIN_HELD + t->last);
    enum rc rc = n > 0 ? telemetry_put(t->core->tracks, t->start, t->out, n, false, e) : RC_OK;
    if (rc == RC_OK && t->samples > 0) {
        uint32_t kept = t->thin.n + t->full.n;
        atomic_fetch_add(&thin_figures.kept, kept);
        atomic_fetch_add(&thin_figures.gone, t->samples > kept ? t->samples - kept : 0);
    }
    return rc;
}

static enum rc move_some(struct thin *t, struct err *e)
{
    struct telemetry *from = t->core->telemetry[SERIES_POSITIONS];
    arena_clear(&t->lines);
    t->thin.n = t->full.n = t->samples = 0;
    t->ended = true;
    t->last = t->at;
    t->rc = RC_OK;
    t->err = e;
    enum rc rc = telemetry_part(from, t->start, t->at, take_block, t, e);
    if (rc == RC_OK)
        rc = t->rc;
    if (rc == RC_OK)
        rc = write_step(t, e);
    if (rc == RC_OK)
        rc = fault_point("thin.step", e);
    if (rc != RC_OK)
        return rc;
    t->at = t->last;
    if (!t->ended)
        return RC_OK;
    t->moving = false;
    return telemetry_forget(from, t->start, e);
}

enum rc thin_move(struct thin *t, usec_t now, bool *more, struct err *e)
{
    usec_t *starts = NULL;
    size_t n = 0;
    enum rc rc = RC_OK;
    if (!t->moving) {
        rc = telemetry_starts(t->core->telemetry[SERIES_POSITIONS], &starts, &n, e);
        bool due = rc == RC_OK && n > 0 &&
                   telemetry_is_due(t->core->telemetry[SERIES_POSITIONS], starts[0], now);
        if (due)
            rc = begin(t, starts[0], e);
        free(starts);
    }
    *more = t->moving;
    return rc == RC_OK && t->moving ? move_some(t, e) : rc;
}
