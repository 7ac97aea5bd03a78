/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/load/levels.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "desk/load/measure_priv.h"

#define WANTED 900 /* per mille that are to be in time */

static const char *const steps[LOAD_LEVELS_STEPS] = {"answer", "queue",    "turnout",
                                                     "travel", "response", "scene"};

/* One incident's step. */
struct took {
    usec_t took;
    uint32_t group;
    uint8_t step;
    bool over; /* else it runs: `took` is how long by now */
};

struct group {
    struct str key;
    uint32_t incidents;
    size_t first, nsamples; /* of the samples, when they are in order */
};

struct levels {
    const struct load_facts *f;
    const struct load_levels_question *lq;
    struct buf *out;
    struct map known; /* key, its group */
    struct arena arena;
    struct group *groups;
    struct took *samples;
    uint32_t ngroups;
    size_t nsamples;
};

/* ---- which incidents, in which groups ---- */

static bool counts(const struct levels *l, const struct load_incident *i)
{
    const struct load_question *q = l->lq->q;
    return i->received >= q->from && i->received < q->to && !i->practice && !i->merged &&
           load_within(q->areas, i->area, q->area);
}

static struct str shift_of(struct levels *l, usec_t at)
{
    const struct load_question *q = l->lq->q;
    struct buf b;
    uint32_t k = 0;
    while (k + 1 < q->nrota && q->rota[k + 1] <= at)
        k++;
    if (q->nrota == 0)
        return STR_NONE;
    buf_init(&b, 64);
    clock_format(&b, q->rota[k]);
    struct str text = arena_str(&l->arena, buf_str(&b));
    buf_release(&b);
    return text;
}

static struct str key_of(struct levels *l, const struct load_incident *i)
{
    switch (l->lq->by) {
    case LOAD_LEVELS_KIND: return enum_incident_kind.names[i->kind];
    case LOAD_LEVELS_AREA: return i->area;
    case LOAD_LEVELS_PRIORITY: return arena_printf(&l->arena, "%d", i->priority);
    case LOAD_LEVELS_SHIFT: return shift_of(l, i->received);
    case LOAD_LEVELS_ALL: break;
    }
    return STR_NONE;
}

static uint32_t group_of(struct levels *l, const struct load_incident *i)
{
    struct str key = key_of(l, i);
    uintptr_t there = (uintptr_t)map_get(&l->known, key);
    if (there != 0)
        return (uint32_t)(there - 1);
    uint32_t at = l->ngroups++;
    if ((at & (at - 1)) == 0)
        l->groups = mem_resize(l->groups, at == 0 ? 1 : (size_t)at * 2, sizeof *l->groups);
    l->groups[at] = (struct group){.key = key};
    (void)map_set(&l->known, key, (void *)((uintptr_t)at + 1));
    return at;
}

/* ---- steps ---- */

static void add(struct levels *l, uint32_t group, enum load_levels_step step, usec_t from,
                usec_t to, bool runs)
{
    if (from == 0 || (to == 0 && !runs))
        return;
    usec_t end = to != 0 ? to : l->lq->q->to;
    l->samples[l->nsamples++] =
        (struct took){end > from ? end - from : 0, group, (uint8_t)step, to != 0};
}

/* A step that nobody took before the next one was is none: a unit that came by, a report without one. */
static void take(struct levels *l, const struct load_incident *i)
{
    uint32_t g = group_of(l, i);
    bool open = i->closed == 0 && i->cleared == 0;
    usec_t later = i->on_scene != 0 ? i->on_scene : i->cleared;
    const struct load_alarm *a = i->alarm != LOAD_NONE ? &l->f->alarms[i->alarm] : NULL;
    l->groups[g].incidents++;
    if (a != NULL && i->received - a->raised < USEC_DAY)
        add(l, g, LOAD_LEVELS_ANSWER, a->raised, a->first_acked, false);
    add(l, g, LOAD_LEVELS_QUEUE, i->received, i->sent, open && later == 0);
    add(l, g, LOAD_LEVELS_TURNOUT, i->sent, i->en_route, open && later == 0);
    add(l, g, LOAD_LEVELS_TRAVEL, i->en_route, i->on_scene, open);
    add(l, g, LOAD_LEVELS_RESPONSE, i->received, i->on_scene, open && i->sent != 0);
    add(l, g, LOAD_LEVELS_SCENE, i->on_scene, i->cleared, open);
}

/* By group, then step, then what is over before what runs, then length. */
static int by_group(const void *a, const void *b)
{
    const struct took *x = a, *y = b;
    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    if (x->step != y->step)
        return x->step < y->step ? -1 : 1;
    if (x->over != y->over)
        return x->over ? -1 : 1;
    return x->took < y->took ? -1 : x->took > y->took;
}

/* ---- writing ---- */

static void put_ms(struct buf *out, const char *name, const struct took *v, size_t n, size_t pm)
{
    if (n == 0)
        buf_printf(out, ",\"%s\":null", name);
    else /* nearest rank */
        buf_printf(out, ",\"%s\":%lld", name,
                   (long long)(v[(n * pm + 999) / 1000 - 1].took / USEC_MS));
}

/* Of v, all of one group and step, the first n are over. What runs longer than the goal has missed it already. */
static void put_step(struct levels *l, enum load_levels_step step, const struct took *v, size_t n,
                     size_t all)
{
    int64_t goal = l->lq->goal_s[step];
    uint64_t within = 0, of = n;
    for (size_t i = 0; i < all; i++) {
        bool in_time = v[i].took <= goal * USEC_S;
        within += v[i].over && in_time;
        of += !v[i].over && !in_time;
    }
    buf_printf(l->out, ",\"%s\":{\"n\":%zu,\"running\":%zu", steps[step], n, all - n);
    put_ms(l->out, "p50_ms", v, n, 500);
    put_ms(l->out, "p90_ms", v, n, 900);
    if (goal > 0) {
        buf_printf(l->out, ",\"goal_s\":%lld,\"within\":%llu,\"of\":%llu", (long long)goal,
                   (unsigned long long)within, (unsigned long long)of);
        load_put_share(l->out, "share", within, of);
        buf_printf(l->out, ",\"met\":%s",
                   of == 0                        ? "null"
                   : within * 1000 >= of * WANTED ? "true"
                                                  : "false");
    }
    buf_putc(l->out, '}');
}

/* v: the samples of this group, n of them. */
static void put_group(struct levels *l, uint32_t incidents, const struct took *v, size_t n)
{
    buf_printf(l->out, "\"incidents\":%u", incidents);
    for (int step = 0; step < LOAD_LEVELS_STEPS; step++) {
        size_t all = 0, over = 0;
        while (all < n && v[all].step == step)
            over += v[all++].over;
        put_step(l, (enum load_levels_step)step, v, over, all);
        v += all;
        n -= all;
    }
}

/* The largest first; of as many, the one that is before by its key. */
static int by_size(const void *a, const void *b)
{
    const struct group *x = a, *y = b;
    if (x->incidents != y->incidents)
        return x->incidents > y->incidents ? -1 : 1;
    return str_cmp(x->key, y->key);
}

static int by_key(const void *a, const void *b)
{
    return str_cmp(((const struct group *)a)->key, ((const struct group *)b)->key);
}

static void find_samples(struct levels *l)
{
    for (size_t i = 0; i < l->nsamples; i++) {
        struct group *g = &l->groups[l->samples[i].group];
        if (g->nsamples++ == 0)
            g->first = i;
    }
}

static void put_groups(struct levels *l)
{
    find_samples(l);
    uint32_t told = l->ngroups < LOAD_LEVELS_GROUPS ? l->ngroups : LOAD_LEVELS_GROUPS;
    if (told > 0) {
        qsort(l->groups, l->ngroups, sizeof *l->groups, by_size);
        qsort(l->groups, told, sizeof *l->groups, by_key);
    }
    buf_printf(l->out, ",\"more\":%u,\"groups\":[", l->ngroups - told);
    for (uint32_t i = 0; i < told; i++) {
        const struct group *g = &l->groups[i];
        buf_cat(l->out, i == 0 ? "{\"key\":" : ",{\"key\":");
        json_put_string(l->out, g->key);
        buf_putc(l->out, ',');
        put_group(l, g->incidents, l->samples + g->first, g->nsamples);
        buf_putc(l->out, '}');
    }
    buf_putc(l->out, ']');
}

/* Of all together: the same samples as of one group. */
static void put_all(struct levels *l)
{
    uint32_t incidents = 0;
    struct took *v = mem_array(l->nsamples + 1, sizeof *v);
    for (uint32_t i = 0; i < l->ngroups; i++)
        incidents += l->groups[i].incidents;
    for (size_t i = 0; i < l->nsamples; i++) {
        v[i] = l->samples[i];
        v[i].group = 0;
    }
    qsort(v, l->nsamples, sizeof *v, by_group);
    buf_cat(l->out, ",\"all\":{");
    put_group(l, incidents, v, l->nsamples);
    buf_putc(l->out, '}');
    free(v);
}

void load_levels_measure(const struct load_facts *f, const struct load_levels_question *lq,
                         struct buf *out)
{
    struct levels l = {.f = f, .lq = lq, .out = out};
    map_init(&l.known);
    arena_init(&l.arena, 64u << 20);
    l.samples = mem_array((size_t)f->nincidents * LOAD_LEVELS_STEPS + 1, sizeof *l.samples);
    for (uint32_t i = 0; i < f->nincidents; i++)
        if (counts(&l, &f->incidents[i]))
            take(&l, &f->incidents[i]);
    qsort(l.samples, l.nsamples, sizeof *l.samples, by_group);
    buf_printf(out, "{\"formulas\":%d,\"seq\":%llu,\"from\":", LOAD_LEVELS_FORMULAS,
               (unsigned long long)f->seq);
    json_put_time(out, lq->q->from);
    buf_cat(out, ",\"to\":");
    json_put_time(out, lq->q->to);
    buf_putc(out, ',');
    load_put_text(out, "area", lq->q->area);
    put_all(&l);
    if (lq->by != LOAD_LEVELS_ALL)
        put_groups(&l);
    buf_putc(out, '}');
    free(l.samples);
    free(l.groups);
    arena_release(&l.arena);
    map_release(&l.known);
}
