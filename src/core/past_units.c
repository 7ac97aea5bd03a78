/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GET /api/v1/replay/positions: where units were at a moment and in a span after it, from the blocks as they lie on the disk.
 * As known then, a fix counts from its receipt, as it did on the live map; as known now, from its own time. What is thinned
 * (core/thin.h) has no receipt of each fix any more and counts from its own time, too.
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/map.h"
#include "base/mem.h"
#include "core/core_priv.h"
#include "core/due.h"
#include "core/past_moves.h"
#include "core/past_priv.h"

#define MOVES_MOST 200000u /* of one answer, when there are no more than a quarter as many units */
#define BLOCK_ARENA (64u << 20)
/* A unit that was silent for longer has no place, as after a start. Looked into in two steps, for most were heard lately. */
#define BACK_FIRST (15 * USEC_MIN)
#define BACK_MOST USEC_H

struct seen {
    struct str id;
    uint32_t number;
    bool on;            /* on duty at the moment */
    bool based;         /* its place at the moment is known */
    usec_t since;       /* on duty since */
    usec_t silent;      /* its last fix had been received then; 0: it was not silent */
    usec_t from, until; /* the asker may see where it was from <= known < until */
};

struct asking {
    struct core *core;
    struct call *call;
    struct arena names;
    struct map units; /* struct seen */
    struct seen **by_number;
    size_t n, cap, most; /* most: units */
    bool limited;        /* the asker, to an area */
    bool may;            /* see units that were not there at the moment */
    bool now;            /* as known now */
    usec_t asked, from, until;
    uint64_t seq;
    struct past_moves moves;
    struct arena block;
    /* of one reading */
    bool thinned, missing;
    enum rc rc;
    struct err *err;
};

static struct seen *know(struct asking *q, struct str id, bool visible)
{
    struct seen *s = arena_alloc(&q->names, sizeof *s);
    *s = (struct seen){.id = arena_str(&q->names, id), .number = (uint32_t)q->n, .from = INT64_MIN};
    s->until = visible ? INT64_MAX : INT64_MIN;
    if (q->n == q->cap) {
        q->cap = q->cap > 0 ? q->cap * 2 : 256;
        q->by_number = mem_resize(q->by_number, q->cap, sizeof(struct seen *));
    }
    q->by_number[q->n++] = s;
    (void)map_set(&q->units, s->id, s);
    return s;
}

/* ---- which units, and from when to when ---- */

static void take_then(const struct picture *then, void *arg)
{
    struct asking *q = arg;
    uint32_t n = picture_count(then, KIND_UNIT);
    q->from = q->asked > picture_time(then) ? q->asked : picture_time(then);
    map_reserve(&q->units, n);
    for (uint32_t i = 0; i < n && i < LIVE_UNITS_MAX; i++) {
        const struct entity *en = picture_at(then, KIND_UNIT, i);
        const struct unit *unit = en->rec;
        struct seen *s = know(q, en->id, visible_entity(then, &q->call->who, en));
        s->on = unit->duty == UNIT_DUTY_ON;
        s->since = unit->duty_since;
        s->silent = unit->silent_since;
    }
}

/* Of who is limited to an area: from when a unit was in it, and until when. What has left it once does not come back in this span. */
static void take_area(struct asking *q, const struct event *ev)
{
    const struct unit *unit = ev->data;
    struct seen *s = map_get(&q->units, ev->id);
    const struct picture *mirror = core_mirror_lock(q->core);
    bool inside = picture_area_within(mirror, unit->area, str_c(q->call->who.area));
    core_mirror_unlock(q->core);
    if (s == NULL && q->n < LIVE_UNITS_MAX)
        s = know(q, ev->id, false);
    if (s == NULL)
        return;
    if (!inside && s->until == INT64_MAX) {
        s->until = ev->recorded;
    } else if (inside && s->until == INT64_MIN) {
        s->from = ev->recorded;
        s->until = INT64_MAX;
    }
}

static enum rc unit_row(const struct journal_row *row, void *arg, struct err *e)
{
    struct asking *q = arg;
    struct event ev;
    arena_clear(&q->block);
    enum rc rc = event_read(row->entry, row->payload, &q->block, &ev, e);
    if (rc == RC_OK && ev.recorded > q->until)
        return RC_NOT_FOUND; /* the walk ends here */
    if (rc == RC_OK && event_kind(&ev) == KIND_UNIT && ev.data != NULL &&
        (((const struct unit *)ev.data)->has & BIT(F_UNIT_AREA)) != 0)
        take_area(q, &ev);
    return rc;
}

static enum rc find_units(struct asking *q, struct journal_reader *r, struct err *e)
{
    uint64_t last = atomic_load(&q->core->durable);
    enum rc rc = past_look(q->core, q->seq, take_then, q, e);
    if (rc != RC_OK)
        return rc;
    q->until += q->from;
    if (!q->limited || last <= q->seq)
        return RC_OK;
    rc = journal_each(r, q->seq + 1, last, unit_row, q, e);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

/* ---- their fixes ---- */

static int32_t said(const struct in_position *f, int bit, int64_t value)
{
    return (f->has & BIT(bit)) != 0 ? (int32_t)value : LIVE_UNKNOWN;
}

static struct seen *whose(struct asking *q, struct str id)
{
    struct seen *s = map_get(&q->units, id);
    if (s == NULL && id.n > 0 && !q->limited && q->may && q->n < q->most)
        s = know(q, id, true); /* it was registered later */
    return s;
}

static void take_line(struct asking *q, const struct intake_line *l, usec_t received)
{
    const struct in_position *f = &l->in.position;
    usec_t known = q->now || q->thinned ? f->at : received;
    if (l->doubtful || known > q->until || (q->now && f->at < q->from - BACK_MOST))
        return;
    struct seen *s = whose(q, l->in.placed.unit);
    if (s == NULL || known < s->from || known >= s->until || (q->missing && s->based))
        return;
    if (known <= q->from && (!s->on || known < s->since))
        return; /* off duty then, or of a shift before */
    s->based = s->based || (known <= q->from && !q->missing);
    const struct past_move move = {
        .unit = s->number,
        .known = known,
        .fix = f->at,
        .at = {(int32_t)f->lat, (int32_t)f->lon},
        .kmh10 = said(f, F_IN_POSITION_SPEED_KMH, f->speed_kmh),
        .heading10 = said(f, F_IN_POSITION_HEADING, f->heading),
        .battery = said(f, F_IN_POSITION_BATTERY, f->battery),
    };
    past_moves_add(&q->moves, &move);
}

static bool take_block(void *arg, const struct telemetry_block *block)
{
    struct asking *q = arg;
    struct intake_job job;
    usec_t received = 0;
    q->rc = atomic_load(&q->core->stopping) ? err_set(q->err, RC_BUSY, "the centre is stopping")
                                            : intake_received(block->data, &received, q->err);
    if (q->rc != RC_OK || (!q->now && !q->thinned && received > q->until))
        return q->rc == RC_OK;
    arena_clear(&q->block);
    q->rc = intake_unpack(SERIES_POSITIONS, block->data, &q->block, &job, q->err);
    for (uint32_t i = 0; q->rc == RC_OK && i < job.n; i++)
        take_line(q, &job.lines[i], job.received);
    return q->rc == RC_OK;
}

/* By the time of the fixes: one that is newer than what is known moves the unit, whatever came before. */
static enum rc read_between(struct asking *q, usec_t from, usec_t to, struct err *e)
{
    q->err = e;
    q->rc = RC_OK;
    q->thinned =
        false; /* in full first: what is thinned meanwhile is then found in the other, and not in neither */
    enum rc rc = telemetry_each(q->core->telemetry[SERIES_POSITIONS], from, to, take_block, q, e);
    q->thinned = true;
    if (rc == RC_OK && q->rc == RC_OK)
        rc = telemetry_each(q->core->tracks, from, to, take_block, q, e);
    return rc == RC_OK ? q->rc : rc;
}

/* By what was received then: was it heard on this duty, and not too long ago? What came late is known of now, whatever the unit's silence. */
static bool may_be_found(const struct asking *q, const struct seen *s)
{
    return q->now || s->silent == 0 ||
           (s->silent > s->since && s->silent + INTAKE_CLOCK_AHEAD > q->from - BACK_MOST);
}

static bool any_missing(const struct asking *q)
{
    for (size_t i = 0; i < q->n; i++) {
        const struct seen *s = q->by_number[i];
        if (s->on && !s->based && s->until > q->from && may_be_found(q, s))
            return true;
    }
    return false;
}

static enum rc find_moves(struct asking *q, struct err *e)
{
    q->most = q->n * 2 > MOVES_MOST / 4 ? q->n * 2 : MOVES_MOST / 4;
    past_moves_init(&q->moves, q->from, q->most * 4);
    enum rc rc = read_between(q, q->from - BACK_FIRST, q->until + INTAKE_CLOCK_AHEAD + 1, e);
    if (rc != RC_OK || !any_missing(q))
        return rc;
    q->missing = true;
    return read_between(q, q->from - BACK_MOST, q->from - BACK_FIRST, e);
}

/* ---- the answer ---- */

static void put_known(struct buf *out, int32_t value, int digits)
{
    buf_putc(out, ',');
    if (value == LIVE_UNKNOWN)
        buf_cat(out, "null");
    else
        json_put_scaled(out, value, digits);
}

static void put_move(struct buf *out, const struct past_move *m, usec_t from)
{
    usec_t since = m->known - from;
    buf_printf(out, "[%lld,",
               (long long)(since >= 0 ? since / USEC_MS : -((-since + USEC_MS - 1) / USEC_MS)));
    json_put_scaled(out, m->at.lat7, 7);
    buf_putc(out, ',');
    json_put_scaled(out, m->at.lon7, 7);
    put_known(out, m->kmh10, 1);
    put_known(out, m->heading10, 1);
    buf_printf(out, ",%lld", (long long)(m->fix / USEC_S));
    put_known(out, m->battery, 3);
    buf_putc(out, ']');
}

static void put_moves(const struct asking *q, struct buf *out)
{
    const struct past_moves *all = &q->moves;
    for (size_t i = 0; i < all->n; i++) {
        const struct past_move *m = &all->v[i];
        bool next = i == 0 || all->v[i - 1].unit != m->unit;
        if (next) {
            buf_cat(out, i > 0 ? "]," : "");
            json_put_string(out, q->by_number[m->unit]->id);
            buf_putc(out, ':');
        }
        buf_putc(out, next ? '[' : ',');
        put_move(out, m, q->from);
    }
    buf_cat(out, all->n > 0 ? "]}}" : "}}");
}

static void put_answer(const struct view_env *env, struct asking *q)
{
    struct buf *out = &q->call->answer;
    const struct picture *mirror = core_mirror_lock(q->core);
    usec_t full = env->work.now - due_series_life(mirror, env->work.settings, DUE_POSITIONS);
    usec_t thinned = env->work.now - due_series_life(mirror, env->work.settings, DUE_TRACKS);
    core_mirror_unlock(q->core);
    buf_printf(out, "{\"seq\":%llu,", (unsigned long long)q->seq);
    json_put_key(out, "from");
    json_put_time(out, q->from);
    buf_putc(out, ',');
    json_put_key(out, "to");
    json_put_time(out, q->until);
    buf_printf(out,
               ",\"as\":\"%s\",\"grain_s\":%lld,\"thinned\":%s,\"forgotten\":%s,\"back_s\":%lld,"
               "\"units\":{",
               q->now ? "now" : "then", (long long)(q->moves.grain / USEC_S),
               q->from < full ? "true" : "false", q->from < thinned ? "true" : "false",
               (long long)(BACK_MOST / USEC_S));
    put_moves(q, out);
}

enum rc past_units_view(const struct view_env *env, struct call *c, struct err *e)
{
    struct asking q = {.core = env->work.core, .call = c, .limited = c->who.area[0] != '\0'};
    struct journal_reader *r = NULL;
    q.may = principal_may(&c->who, kind_table[KIND_UNIT].read);
    arena_init(&q.names, BLOCK_ARENA);
    arena_init(&q.block, BLOCK_ARENA);
    map_init(&q.units);
    enum rc rc = past_read_span(c, &q.until, e);
    if (rc == RC_OK)
        rc = past_read_as(c, &q.now, e);
    if (rc == RC_OK)
        rc = journal_reader_open(&r, q.core->dir, e);
    if (rc == RC_OK)
        rc = past_read_moment(r, c, &q.seq, &q.asked, e);
    if (rc == RC_OK)
        rc = find_units(&q, r, e);
    if (rc == RC_OK)
        rc = find_moves(&q, e);
    if (rc == RC_OK) {
        past_moves_end(&q.moves);
        put_answer(env, &q);
    }
    journal_reader_close(r);
    past_moves_release(&q.moves);
    map_release(&q.units);
    arena_release(&q.block);
    arena_release(&q.names);
    free(q.by_number);
    return rc;
}
