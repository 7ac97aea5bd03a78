/* SPDX-License-Identifier: Apache-2.0 */
#include "core/thin.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "core/thin_priv.h"

struct thin_figures thin_figures;

#define LINES_ARENA (256u << 20) /* a step's lines with their texts, at most */
#define LATE USEC_H

/* ---- minutes ---- */

static bool place(uint64_t *slot, size_t cap, uint64_t key)
{
    size_t i = key & (cap - 1);
    while (slot[i] != 0 && slot[i] != key)
        i = (i + 1) & (cap - 1);
    bool there = slot[i] == key;
    slot[i] = key;
    return !there;
}

static void grow(struct thin_minutes *m)
{
    size_t cap = m->cap > 0 ? m->cap * 2 : 1024;
    uint64_t *slot = mem_array(cap, sizeof *slot);
    for (size_t i = 0; i < m->cap; i++)
        if (m->slot[i] != 0)
            (void)place(slot, cap, m->slot[i]);
    free(m->slot);
    m->slot = slot;
    m->cap = cap;
}

bool thin_minute(struct thin_minutes *m, struct str who, usec_t at)
{
    char text[80];
    int64_t minute = at / USEC_MIN;
    size_t n = who.n < 64 ? who.n : 64;
    memcpy(text, &minute, sizeof minute);
    memcpy(text + sizeof minute, who.p, n);
    uint64_t key = map_hash((struct str){text, sizeof minute + n});
    if (m->n * 2 >= m->cap)
        grow(m);
    bool first = place(m->slot, m->cap, key != 0 ? key : 1);
    m->n += first;
    return first;
}

void thin_minutes_clear(struct thin_minutes *m)
{
    thin_minutes_release(m);
}

void thin_minutes_release(struct thin_minutes *m)
{
    free(m->slot);
    *m = (struct thin_minutes){0};
}

struct str thin_who(const struct intake_line *l)
{
    return l->in.placed.unit.n > 0 ? l->in.placed.unit : l->in.position.device;
}

/* ---- holds ---- */

static void hold_id(struct thin_held *h, struct str about)
{
    struct str id = about, kind = str_cut(&id, '/');
    if (!str_eq(kind, STR("unit")) && !str_eq(kind, STR("device")))
        return;
    struct str key = arena_str(&h->arena, about);
    if (map_set(&h->ids, key, &h->ids) == NULL)
        h->sum += map_hash(key);
}

void thin_held_look(struct thin_held *h, struct core *c)
{
    map_release(&h->ids);
    map_init(&h->ids);
    arena_clear(&h->arena);
    h->sum = 1;
    const struct picture *mirror = core_mirror_lock(c);
    for (uint32_t i = 0; i < picture_count(mirror, KIND_HOLD); i++)
        hold_id(h, ((const struct hold *)picture_at(mirror, KIND_HOLD, i)->rec)->about);
    core_mirror_unlock(c);
}

static bool held_id(const struct thin_held *h, const char *kind, struct str id)
{
    char key[80];
    (void)snprintf(key, sizeof key, "%s/%.*s", kind, STR_ARG(id));
    return map_get(&h->ids, str_c(key)) != NULL;
}

bool thin_is_held(const struct thin_held *h, const struct intake_line *l)
{
    return h->ids.n > 0 && ((l->in.placed.unit.n > 0 && held_id(h, "unit", l->in.placed.unit)) ||
                            held_id(h, "device", l->in.position.device));
}

/* ---- blocks ---- */

enum rc thin_unpack(struct thin *t, const struct telemetry_block *b, struct intake_job *job,
                    struct err *e)
{
    arena_clear(&t->block);
    return intake_unpack(SERIES_POSITIONS, b->data, &t->block, job, e);
}

struct telemetry_block thin_pack(struct thin *t, struct intake_line *lines, uint32_t n,
                                 usec_t received, int64_t id)
{
    const struct intake_job job = {
        .series = SERIES_POSITIONS, .lines = lines, .n = n, .accepted = n, .received = received};
    struct telemetry_block b = {.n = n, .id = id};
    must(intake_pack(&job, &t->packing, &b.first, &b.last) == RC_OK); /* they fitted before */
    b.data = arena_str(&t->lines, block_bytes(&t->packing));
    return b;
}

/* ---- the thread ---- */

static void note_late(struct thin *t, usec_t now)
{
    struct err e;
    usec_t *starts = NULL;
    size_t n = 0;
    uint64_t late = 0;
    if (telemetry_starts(t->core->telemetry[SERIES_POSITIONS], &starts, &n, &e) == RC_OK)
        for (size_t i = 0; i < n; i++)
            late += telemetry_is_due(t->core->telemetry[SERIES_POSITIONS], starts[i], now - LATE);
    free(starts);
    atomic_store(&thin_figures.late, late);
}

static void start(struct thin *t, struct core *c)
{
    t->core = c;
    arena_init(&t->held.arena, 64u << 20);
    map_init(&t->held.ids);
    arena_init(&t->lines, LINES_ARENA);
    arena_init(&t->block, LINES_ARENA);
    block_writer_init(&t->packing, TELEMETRY_BLOCK_MAX);
    t->thin.v = mem_array(INTAKE_LINES_MAX, sizeof t->thin.v[0]);
    t->full.v = mem_array(INTAKE_LINES_MAX, sizeof t->full.v[0]);
}

static void end(struct thin *t)
{
    map_release(&t->held.ids);
    arena_release(&t->held.arena);
    arena_release(&t->lines);
    arena_release(&t->block);
    block_writer_release(&t->packing);
    thin_minutes_release(&t->minutes);
    free(t->thin.v);
    free(t->full.v);
    free(t->parts);
}

/* A step that failed is taken again a minute later, from what is on the disk; the other kind of step goes on. */
static bool step(struct thin *t, usec_t now, usec_t *rest,
                 enum rc (*f)(struct thin *t, usec_t now, bool *more, struct err *e))
{
    struct err e = {0};
    bool more = false;
    if (clock_steady() < *rest)
        return false;
    enum rc rc = f(t, now, &more, &e);
    if (rc == RC_OK)
        return more;
    t->moving = t->sweeping = false;
    *rest = clock_steady() + USEC_MIN;
    if (rc != RC_BUSY)
        log_warn("core", "positions could not be thinned: %s", e.detail);
    return false;
}

void *thin_main(void *arg)
{
    static struct thin t;
    struct core *c = arg;
    const struct timespec moment = {0, 100 * 1000 * 1000};
    usec_t rest[2] = {0, 0}, look = 0;
    if (c->tool)
        return NULL;
    (void)setpriority(PRIO_PROCESS, (id_t)gettid(), 10); /* of this thread alone */
    start(&t, c);
    while (!atomic_load(&c->stopping)) {
        usec_t now = core_clock();
        (void)nanosleep(&moment, NULL);
        if (clock_steady() < look)
            continue;
        if (!t.moving && !t.sweeping)
            thin_held_look(&t.held, c);
        bool more = step(&t, now, &rest[0], thin_move);
        more = step(&t, now, &rest[1], thin_sweep) || more;
        if (more)
            continue;
        note_late(&t, now);
        atomic_store(&thin_figures.looked, now);
        look = clock_steady() + USEC_S;
    }
    end(&t);
    return NULL;
}
