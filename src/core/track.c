/* SPDX-License-Identifier: Apache-2.0 */
#include "core/track.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "core/core_priv.h"

#define ARENA_MAX (64u << 20) /* one block unpacked */

struct search {
    struct str unit;
    usec_t from, to;
    struct arena *keep, block;
    struct str device; /* the last one copied: a unit has few */
    struct track_fix *fixes;
    size_t n, cap;
    struct err *err;
    enum rc rc;
};

static int32_t said(const struct in_position *f, int bit, int64_t value)
{
    return (f->has & BIT(bit)) != 0 ? (int32_t)value : LIVE_UNKNOWN;
}

static void add(struct search *s, const struct intake_line *l)
{
    const struct in_position *f = &l->in.position;
    if (s->n == s->cap) {
        s->cap = s->cap > 0 ? s->cap * 2 : 256;
        s->fixes = mem_resize(s->fixes, s->cap, sizeof s->fixes[0]);
    }
    if (!str_eq(s->device, f->device))
        s->device = arena_str(s->keep, f->device);
    s->fixes[s->n++] = (struct track_fix){
        .at = f->at,
        .point = {(int32_t)f->lat, (int32_t)f->lon},
        .device = s->device,
        .kmh10 = said(f, F_IN_POSITION_SPEED_KMH, f->speed_kmh),
        .heading10 = said(f, F_IN_POSITION_HEADING, f->heading),
        .accuracy_m = said(f, F_IN_POSITION_ACCURACY_M, f->accuracy_m),
        .doubtful = l->doubtful,
    };
}

static bool look_into(void *arg, const struct telemetry_block *block)
{
    struct search *s = arg;
    struct intake_job job;
    /* Ids stand in a block as they are: most blocks are passed over without unpacking. */
    if (memmem(block->data.p, block->data.n, s->unit.p, s->unit.n) == NULL)
        return true;
    arena_clear(&s->block);
    s->rc = intake_unpack(SERIES_POSITIONS, block->data, &s->block, &job, s->err);
    for (uint32_t i = 0; s->rc == RC_OK && i < job.n; i++) {
        const struct intake_line *l = &job.lines[i];
        if (l->in.position.at < s->from || l->in.position.at >= s->to ||
            !str_eq(l->in.placed.unit, s->unit))
            continue;
        if (s->n == TRACK_LOOKED_MAX)
            s->rc = err_set(s->err, RC_TOO_LARGE, "too many positions: ask for a shorter time");
        else
            add(s, l);
    }
    return s->rc == RC_OK;
}

static int order(const void *a, const void *b)
{
    const struct track_fix *x = a, *y = b;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return str_cmp(x->device, y->device);
}

/* While a partition is thinned its positions lie in both series; and a queue may be sent twice. */
static size_t each_once(struct track_fix *f, size_t n)
{
    size_t left = 0;
    for (size_t i = 0; i < n; i++)
        if (left == 0 || order(&f[left - 1], &f[i]) != 0)
            f[left++] = f[i];
    return left;
}

enum rc track_read(struct core *c, struct str unit, usec_t from, usec_t to, struct arena *arena,
                   struct track_fix **out, size_t *n, struct err *e)
{
    struct search s = {.unit = unit, .from = from, .to = to, .keep = arena, .err = e};
    *out = NULL;
    *n = 0;
    if (c == NULL || unit.n == 0)
        return RC_OK;
    arena_init(&s.block, ARENA_MAX);
    /* In full first: what is thinned meanwhile is then found in the other, and not in neither. */
    enum rc rc = telemetry_each(c->telemetry[SERIES_POSITIONS], from, to, look_into, &s, e);
    if (rc == RC_OK && s.rc == RC_OK)
        rc = telemetry_each(c->tracks, from, to, look_into, &s, e);
    rc = rc == RC_OK ? s.rc : rc;
    if (rc == RC_OK && s.n > 0) {
        qsort(s.fixes, s.n, sizeof s.fixes[0], order);
        *n = each_once(s.fixes, s.n);
        *out = arena_room(arena, *n * sizeof **out);
        memcpy(*out, s.fixes, *n * sizeof **out);
    }
    free(s.fixes);
    arena_release(&s.block);
    return rc;
}
