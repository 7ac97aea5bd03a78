/* SPDX-License-Identifier: Apache-2.0 */
#include "policy.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "geo/cover.h"

#define AS_QUICK_MS 30000.0 /* as the centre's own recommendation takes two for equally quick */

struct vehicle {
    bool free;
    double since,
        until; /* free: on its way from `from` to its base between these; else until when it is at work */
    uint32_t from; /* place it was last at, or where it will be free */
    uint32_t base; /* number of the station it is at or goes to */
};

struct sim {
    const struct policy_world *w;
    struct policy_run *run;
    struct policy_call *calls;
    uint32_t *waiting; /* calls that nobody was free for, in order */
    uint32_t nwaiting;
    struct vehicle v[POLICY_UNITS_MAX];
    struct cover cover;
    uint8_t *reach;
    double *weight, half, at_work[2];
};

static const uint32_t *row(const uint32_t *table, const struct sim *s, uint32_t from)
{
    return table + (size_t)from * s->w->places;
}

/* Where a vehicle on its way is: the place on it that it reaches about now. */
static uint32_t whereabouts(const struct sim *s, const struct vehicle *v, double now)
{
    uint32_t to = s->w->station + v->base, best = to;
    double gone = now - v->since, least = INFINITY;
    const uint32_t *ahead = row(s->w->slow, s, v->from);
    if (now >= v->until || v->from == to)
        return to;
    for (uint32_t p = 0; p < s->w->places; p++) {
        double detour = (double)ahead[p] + row(s->w->slow, s, p)[to] - ahead[to];
        double off = detour + fabs(ahead[p] - gone);
        if (off < least) {
            least = off;
            best = p;
        }
    }
    return best;
}

static void count_cover(const struct sim *s, uint16_t *k)
{
    uint8_t at[POLICY_STATIONS_MAX] = {0};
    for (uint32_t i = 0; i < s->w->units; i++)
        if (s->v[i].free)
            at[s->v[i].base]++;
    cover_count(&s->cover, at, k);
}

/* Of those as quick as the first the one that is missed least. */
static uint32_t spare(const struct sim *s, const double *ms, double first)
{
    uint16_t k[POLICY_PLACES_MAX];
    uint32_t best = UINT32_MAX;
    double least = INFINITY;
    count_cover(s, k);
    for (uint32_t i = 0; i < s->w->units; i++) {
        if (!s->v[i].free || ms[i] > first + AS_QUICK_MS)
            continue;
        double loss = cover_loss(&s->cover, k, s->v[i].base);
        if (loss < least) {
            least = loss;
            best = i;
        }
    }
    return best;
}

/* UINT32_MAX: nobody is free. *ms: how long it takes. */
static uint32_t choose(const struct sim *s, const struct policy_call *c, double now, double *ms)
{
    const uint32_t *table = c->priority == 2 ? s->w->slow : s->w->fast;
    double took[POLICY_UNITS_MAX], least = INFINITY;
    uint32_t best = UINT32_MAX;
    for (uint32_t i = 0; i < s->w->units; i++) {
        if (!s->v[i].free)
            continue;
        uint32_t at = whereabouts(s, &s->v[i], now);
        took[i] = row(table, s, at)[c->place];
        double by = s->run->policy == POLICY_LINE ? geo_distance_m(s->w->at[at], s->w->at[c->place])
                                                  : took[i];
        if (by < least) {
            least = by;
            best = i;
        }
    }
    if (best != UINT32_MAX && s->run->policy == POLICY_COVER)
        best = spare(s, took, least);
    if (best != UINT32_MAX)
        *ms = took[best];
    return best;
}

static void worked(struct sim *s, double from, double to)
{
    double before = fmin(to, s->half) - fmin(from, s->half);
    s->at_work[0] += before;
    s->at_work[1] += to - from - before;
}

static void send(struct sim *s, struct policy_call *c, uint32_t unit, double now, double ms)
{
    struct vehicle *v = &s->v[unit];
    const uint32_t *table = c->priority == 2 ? s->w->slow : s->w->fast;
    double done = now + ms + c->scene;
    uint32_t at = c->place, nearest = s->w->hospital;
    must(v->free && c->there == 0); /* one vehicle, once */
    c->there = now + ms;
    if (c->transport) {
        const uint32_t *from = row(table, s, c->place);
        for (uint32_t h = 0; h < s->w->hospitals; h++)
            if (from[s->w->hospital + h] < from[nearest])
                nearest = s->w->hospital + h;
        done += from[nearest] + c->handover;
        at = nearest;
    }
    worked(s, now, done);
    *v = (struct vehicle){.free = false, .until = done, .from = at};
}

/* Home, or where one more is worth most. */
static void go_wait(struct sim *s, uint32_t unit, double now)
{
    struct vehicle *v = &s->v[unit];
    uint16_t k[POLICY_PLACES_MAX];
    uint32_t base = s->w->home[unit];
    if (s->run->policy == POLICY_COVER) {
        double most = -1;
        count_cover(s, k);
        for (uint32_t b = 0; b < s->w->stations; b++) {
            double gain = cover_gain(&s->cover, k, b);
            if (gain > most) {
                most = gain;
                base = b;
            }
        }
    }
    v->free = true;
    v->since = now;
    v->base = base;
    v->until = now + row(s->w->slow, s, v->from)[s->w->station + base];
}

/* Of those that wait the most urgent, the oldest first. */
static uint32_t next_waiting(struct sim *s)
{
    uint32_t best = 0;
    for (uint32_t i = 1; i < s->nwaiting; i++)
        if (s->calls[s->waiting[i]].priority < s->calls[s->waiting[best]].priority)
            best = i;
    uint32_t call = s->waiting[best];
    s->nwaiting--;
    memmove(s->waiting + best, s->waiting + best + 1, (s->nwaiting - best) * sizeof *s->waiting);
    return call;
}

/* Who is at work and will be done first. */
static uint32_t next_done(const struct sim *s, double by)
{
    uint32_t first = UINT32_MAX;
    for (uint32_t i = 0; i < s->w->units; i++)
        if (!s->v[i].free && s->v[i].until <= by &&
            (first == UINT32_MAX || s->v[i].until < s->v[first].until))
            first = i;
    return first;
}

static void until(struct sim *s, double now)
{
    for (uint32_t unit = next_done(s, now); unit != UINT32_MAX; unit = next_done(s, now)) {
        double done = s->v[unit].until, ms = 0;
        go_wait(s, unit, done);
        if (s->nwaiting == 0)
            continue;
        struct policy_call *c = &s->calls[next_waiting(s)];
        uint32_t sent = choose(s, c, done, &ms);
        must(sent != UINT32_MAX);
        send(s, c, sent, done, ms);
    }
}

static void begin(struct sim *s)
{
    const struct policy_world *w = s->w;
    s->reach = mem_array((size_t)w->stations * w->points, 1);
    s->weight = mem_array(w->points, sizeof *s->weight);
    for (uint32_t p = 0; p < w->points; p++)
        s->weight[p] = 1;
    for (uint32_t b = 0; b < w->stations; b++)
        for (uint32_t p = 0; p < w->points; p++)
            s->reach[(size_t)b * w->points + p] =
                row(w->fast, s, w->station + b)[p] <= w->model->cover_s * 1000;
    s->cover = (struct cover){w->points, w->stations, s->weight, s->reach, s->run->busy};
    for (uint32_t i = 0; i < w->units; i++)
        s->v[i] =
            (struct vehicle){.free = true, .from = w->station + w->home[i], .base = w->home[i]};
}

void policy_run(const struct policy_world *w, struct policy_run *run, struct policy_call *calls,
                uint32_t n, double half)
{
    struct sim s = {.w = w, .run = run, .calls = calls, .half = half};
    s.waiting = mem_array(n, sizeof *s.waiting);
    begin(&s);
    for (uint32_t i = 0; i < n; i++)
        calls[i].there = 0;
    for (uint32_t i = 0; i < n; i++) {
        double now = calls[i].at + w->model->delay_s * 1000, ms = 0;
        until(&s, now);
        uint32_t unit = s.nwaiting == 0 ? choose(&s, &calls[i], now, &ms) : UINT32_MAX;
        if (unit == UINT32_MAX)
            s.waiting[s.nwaiting++] = i;
        else
            send(&s, &calls[i], unit, now, ms);
    }
    until(&s, INFINITY);
    for (uint32_t i = 0; i < n; i++)
        must(calls[i].there >= calls[i].at + w->model->delay_s * 1000);
    run->busy_first = s.at_work[0] / (half * w->units);
    run->busy_second = s.at_work[1] / (half * w->units);
    free(s.waiting);
    free(s.reach);
    free(s.weight);
}
