/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/metric.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "roads/metric_priv.h"

/* clang-format off */
const struct road_times road_ordinary = {
    {1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000}};
const struct road_times road_emergency = {
    { 750,  750,  750,  750,  750,  750,  750,  850,  850, 1000, 1000, 1000}};

/* clang-format on */

/* Both ways over each link while it is made; by link. */
struct weights {
    uint32_t *up, *down;
};

static uint64_t in_range(uint64_t permille)
{
    return permille < ROAD_TIME_MIN   ? ROAD_TIME_MIN
           : permille > ROAD_TIME_MAX ? ROAD_TIME_MAX
                                      : permille;
}

static uint32_t times(uint64_t ms, uint64_t permille)
{
    uint64_t t = (ms * in_range(permille) + 500) / 1000;
    return t < 1 ? 1 : t > ROADS_NEVER / 2 ? ROADS_NEVER / 2 : (uint32_t)t;
}

static enum rc price(struct road_metric *m, const struct road_times *profile,
                     const struct road_times *hour, const struct road_change *changes, size_t n,
                     struct err *e)
{
    const struct roads *r = m->r;
    for (uint32_t a = 0; a < r->h.arcs; a++)
        m->ms[a] =
            times(times(r->ms[a], profile->permille[r->class[a]]), hour->permille[r->class[a]]);
    for (size_t i = 0; i < n; i++) {
        if (changes[i].arc >= r->h.arcs)
            return err_set(e, RC_INVALID, "there is no arc %u on this map", changes[i].arc);
        if (changes[i].permille == ROAD_CLOSED)
            m->closed[changes[i].arc] = 1;
        else
            m->ms[changes[i].arc] = times(m->ms[changes[i].arc], changes[i].permille);
    }
    m->ms_a_m = 1e9;
    for (uint32_t a = 0; a < r->h.arcs; a++) {
        double metres = (double)r->metres[a];
        if (metres > 0 && m->ms[a] / metres < m->ms_a_m)
            m->ms_a_m = m->ms[a] / metres;
        m->longest = metres > m->longest ? metres : m->longest;
    }
    return RC_OK;
}

static void begin(const struct road_metric *m, struct weights *w)
{
    const struct roads *r = m->r;
    for (uint32_t l = 0; l < r->h.links; l++)
        w->up[l] = w->down[l] = ROADS_NEVER;
    for (uint32_t a = 0; a < r->h.arcs; a++)
        for (uint32_t t = r->turn_first[a]; t < r->turn_first[a + 1]; t++) {
            uint32_t link = r->turn_link[t];
            if (link != ROADS_NONE && !m->closed[a])
                (link % 2 == 0 ? w->up : w->down)[link / 2] = m->ms[a];
        }
}

static inline uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/*
 * Basic customisation: lowest rank first, each way over it is offered to the link between its two ends. That link is there, for
 * the ends were joined when it was taken out.
 */
static void customise(const struct roads *r, struct weights *w)
{
    const uint32_t *up = r->up;
    for (uint32_t x = 0; x < r->h.arcs; x++) {
        uint32_t from = r->up_first[x], to = r->up_first[x + 1];
        for (uint32_t i = from; i + 1 < to; i++) {
            uint32_t k = r->up_first[up[i]], end = r->up_first[up[i] + 1];
            uint32_t i_up = w->up[i], i_down = w->down[i];
            for (uint32_t j = i + 1; j < to; j++) {
                while (k < end && up[k] < up[j])
                    k++;
                if (k == end)
                    break;
                w->up[k] = least(w->up[k], i_down + w->up[j]);
                w->down[k] = least(w->down[k], w->down[j] + i_up);
            }
        }
    }
}

/*
 * Perfect customisation: highest rank first, each link gets the true time between its ends. One that took longer than that is no
 * part of any quickest way that goes up and then down, and is left out.
 */
static void perfect(const struct roads *r, const struct weights *w, struct weights *true_)
{
    const uint32_t *up = r->up;
    for (uint32_t x = r->h.arcs; x-- > 0;) {
        uint32_t from = r->up_first[x], to = r->up_first[x + 1];
        for (uint32_t i = from; i + 1 < to; i++) {
            uint32_t k = r->up_first[up[i]], end = r->up_first[up[i] + 1];
            uint32_t i_up = true_->up[i], i_down = true_->down[i];
            for (uint32_t j = i + 1; j < to; j++) {
                while (k < end && up[k] < up[j])
                    k++;
                if (k == end)
                    break;
                true_->up[j] = least(true_->up[j], w->up[i] + true_->up[k]);
                true_->down[j] = least(true_->down[j], true_->down[k] + w->down[i]);
                i_up = least(i_up, w->up[j] + true_->down[k]);
                i_down = least(i_down, true_->up[k] + w->down[j]);
            }
            true_->up[i] = i_up;
            true_->down[i] = i_down;
        }
    }
}

static uint32_t keep(const struct roads *r, const uint32_t *w, const uint32_t *true_,
                     struct road_hops *out)
{
    uint32_t n = 0;
    for (uint32_t l = 0; l < r->h.links; l++)
        n += w[l] < ROADS_NEVER && w[l] <= true_[l];
    out->first = mem_array((size_t)r->h.arcs + 1, sizeof *out->first);
    out->hop = mem_array((size_t)n + 1, sizeof *out->hop);
    n = 0;
    for (uint32_t x = 0; x < r->h.arcs; x++) {
        out->first[x] = n;
        for (uint32_t l = r->up_first[x]; l < r->up_first[x + 1]; l++)
            if (w[l] < ROADS_NEVER && w[l] <= true_[l])
                out->hop[n++] = (struct road_hop){r->up[l], w[l]};
    }
    out->first[r->h.arcs] = n;
    return n;
}

static void settle(struct road_metric *m)
{
    const struct roads *r = m->r;
    size_t n = (size_t)r->h.links + 1;
    uint32_t *lists = mem_array(4 * n, sizeof *lists);
    struct weights w = {lists, lists + n}, true_ = {lists + 2 * n, lists + 3 * n};
    begin(m, &w);
    customise(r, &w);
    memcpy(true_.up, w.up, 2 * n * sizeof *lists);
    perfect(r, &w, &true_);
    (void)keep(r, w.up, true_.up, &m->out);
    (void)keep(r, w.down, true_.down, &m->in);
    free(lists);
}

enum rc road_metric_new(const struct roads *r, const struct road_times *profile,
                        const struct road_times *hour, const struct road_change *changes,
                        size_t nchanges, struct road_metric **out, struct err *e)
{
    CHECK_OBJ(r, ROADS_MAGIC);
    struct road_metric *m = mem_alloc(sizeof *m);
    *m = (struct road_metric){.magic = ROAD_METRIC_MAGIC, .r = r};
    m->ms = mem_array(r->h.arcs, sizeof *m->ms);
    m->closed = mem_array(r->h.arcs, 1);
    enum rc rc = price(m, profile, hour != NULL ? hour : &road_ordinary, changes, nchanges, e);
    if (rc != RC_OK) {
        road_metric_free(m);
        return rc;
    }
    settle(m);
    *out = m;
    return RC_OK;
}

void road_metric_free(struct road_metric *m)
{
    if (m == NULL)
        return;
    CHECK_OBJ(m, ROAD_METRIC_MAGIC);
    m->magic = 0;
    free(m->ms);
    free(m->closed);
    free(m->out.first);
    free(m->out.hop);
    free(m->in.first);
    free(m->in.hop);
    free(m);
}

uint32_t road_metric_ms(const struct road_metric *m, uint32_t arc)
{
    CHECK_OBJ(m, ROAD_METRIC_MAGIC);
    must(arc < m->r->h.arcs);
    return m->ms[arc];
}

bool road_metric_closed(const struct road_metric *m, uint32_t arc)
{
    CHECK_OBJ(m, ROAD_METRIC_MAGIC);
    must(arc < m->r->h.arcs);
    return m->closed[arc] != 0;
}

void road_metric_figures(const struct road_metric *m, struct road_metric_figures *out)
{
    CHECK_OBJ(m, ROAD_METRIC_MAGIC);
    uint32_t n = m->r->h.arcs;
    out->kept_out = m->out.first[n];
    out->kept_in = m->in.first[n];
    out->bytes =
        (uint64_t)n * 13 + 8 + (out->kept_out + (uint64_t)out->kept_in) * sizeof(struct road_hop);
}
