/* SPDX-License-Identifier: Apache-2.0 */
#include "core/recent.h"

#include <string.h>

#include "core/core_priv.h"

#define ARENA_MAX (64u << 20) /* one block unpacked */

struct search {
    struct str device;
    usec_t from;
    struct recent_fix *out;
    size_t n;
    struct arena arena;
    struct err *err;
    enum rc rc;
};

static int32_t said(const struct in_position *f, int bit, int64_t value)
{
    return (f->has & BIT(bit)) != 0 ? (int32_t)value : LIVE_UNKNOWN;
}

static struct recent_fix fix_of(const struct intake_line *l, usec_t received)
{
    const struct in_position *f = &l->in.position;
    struct recent_fix out = {.at = f->at, .received = received};
    out.point = (struct geo_point){(int32_t)f->lat, (int32_t)f->lon};
    out.kmh10 = said(f, F_IN_POSITION_SPEED_KMH, f->speed_kmh);
    out.accuracy_m = said(f, F_IN_POSITION_ACCURACY_M, f->accuracy_m);
    out.battery = said(f, F_IN_POSITION_BATTERY, f->battery);
    if (l->doubtful)
        out.mark = f->at > received + INTAKE_CLOCK_AHEAD ? RECENT_CLOCK : RECENT_JUMP;
    return out;
}

static bool look_into(void *arg, const struct telemetry_block *block)
{
    struct search *s = arg;
    struct intake_job job;
    usec_t received;
    s->rc = intake_received(block->data, &received, s->err);
    if (s->rc != RC_OK || received < s->from)
        return false;
    /* Ids stand in a block as they are: most blocks are passed over without unpacking. */
    if (memmem(block->data.p, block->data.n, s->device.p, s->device.n) == NULL)
        return true;
    arena_clear(&s->arena);
    s->rc = intake_unpack(SERIES_POSITIONS, block->data, &s->arena, &job, s->err);
    for (uint32_t i = job.n; s->rc == RC_OK && i > 0 && s->n < RECENT_FIXES; i--)
        if (str_eq(job.lines[i - 1].in.position.device, s->device))
            s->out[s->n++] = fix_of(&job.lines[i - 1], job.received);
    return s->rc == RC_OK && s->n < RECENT_FIXES;
}

static void mark_late(struct recent_fix *fixes, size_t n)
{
    usec_t newest = 0;
    for (size_t i = n; i > 0; i--) {
        struct recent_fix *f = &fixes[i - 1];
        if (f->mark != RECENT_GOOD)
            continue;
        if (f->at <= newest)
            f->mark = RECENT_LATE;
        else
            newest = f->at;
    }
}

enum rc recent_fixes(struct core *c, struct str device, usec_t now,
                     struct recent_fix out[static RECENT_FIXES], size_t *n, struct err *e)
{
    struct search s = {.device = device, .from = now - RECENT_SPAN, .out = out, .err = e};
    *n = 0;
    if (c == NULL || device.n == 0)
        return RC_OK;
    arena_init(&s.arena, ARENA_MAX);
    enum rc rc = telemetry_back(c->telemetry[SERIES_POSITIONS], look_into, &s, e);
    arena_release(&s.arena);
    mark_late(out, s.n);
    *n = s.n;
    return rc == RC_OK ? s.rc : rc;
}
