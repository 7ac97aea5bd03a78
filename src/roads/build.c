/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/build.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "roads/build_priv.h"

/* ---- arcs, sorted by the node they leave ---- */

static bool goes(const struct draft *d, uint32_t along)
{
    const struct draft_segment *s = &d->segments[along / 2];
    return (along % 2 == 0 ? s->forth : s->back) != 0;
}

static void count_arcs(struct making *m)
{
    const struct draft *d = m->d;
    m->h.nodes = d->npoints;
    m->node_first = mem_array((size_t)d->npoints + 2, sizeof *m->node_first);
    for (uint32_t i = 0; i < 2 * d->nsegments; i++)
        if (goes(d, i)) {
            m->node_first[draft_tail(d, i) + 1]++;
            m->h.arcs++;
        }
    for (uint32_t i = 0; i < d->npoints; i++)
        m->node_first[i + 1] += m->node_first[i];
}

static void name_arcs(struct making *m)
{
    const struct draft *d = m->d;
    uint32_t *next = mem_array((size_t)d->npoints + 1, sizeof *next);
    memcpy(next, m->node_first, (size_t)d->npoints * sizeof *next);
    m->of_along = mem_array((size_t)2 * d->nsegments, sizeof *m->of_along);
    m->along = mem_array(m->h.arcs, sizeof *m->along);
    for (uint32_t i = 0; i < 2 * d->nsegments; i++) {
        m->of_along[i] = goes(d, i) ? next[draft_tail(d, i)]++ : ROADS_NONE;
        if (m->of_along[i] != ROADS_NONE)
            m->along[m->of_along[i]] = i;
    }
    free(next);
}

static void fill_arcs(struct making *m)
{
    const struct draft *d = m->d;
    uint32_t n = m->h.arcs;
    m->node_point = mem_array((size_t)d->npoints + 1, sizeof *m->node_point);
    memcpy(m->node_point, d->points, (size_t)d->npoints * sizeof *m->node_point);
    m->tail = mem_array(n, sizeof *m->tail);
    m->head = mem_array(n, sizeof *m->head);
    m->ms = mem_array(n, sizeof *m->ms);
    m->twin = mem_array(n, sizeof *m->twin);
    m->source = mem_array(n, sizeof *m->source);
    m->class = mem_array(n, 1);
    m->flags = mem_array(n, 1);
    for (uint32_t a = 0; a < n; a++) {
        uint32_t i = m->along[a];
        const struct draft_segment *s = &d->segments[i / 2];
        m->tail[a] = draft_tail(d, i);
        m->head[a] = draft_head(d, i);
        m->ms[a] = i % 2 == 0 ? s->forth : s->back;
        m->source[a] = i % 2 == 0 ? s->source_forth : s->source_back;
        m->twin[a] = m->of_along[i ^ 1u];
        m->class[a] = s->class;
    }
}

/* ---- shapes ---- */

static enum rc fill_shapes(struct making *m, struct err *e)
{
    const struct draft *d = m->d;
    uint64_t total = 0;
    for (uint32_t a = 0; a < m->h.arcs; a++)
        total += d->segments[m->along[a] / 2].shape_n;
    if (total > UINT32_MAX)
        return err_set(e, RC_TOO_LARGE, "the road graph has too many points of shapes");
    m->h.shape = (uint32_t)total;
    m->shape = mem_array(total + 1, sizeof *m->shape);
    m->shape_first = mem_array((size_t)m->h.arcs + 1, sizeof *m->shape_first);
    m->metres = mem_array(m->h.arcs, sizeof *m->metres);
    uint32_t at = 0;
    for (uint32_t a = 0; a < m->h.arcs; a++) {
        const struct draft_segment *s = &d->segments[m->along[a] / 2];
        struct geo_point last = d->points[m->tail[a]];
        double metres = 0;
        m->shape_first[a] = at;
        for (uint32_t i = 0; i <= s->shape_n; i++) {
            uint32_t k = m->along[a] % 2 == 0 ? i : s->shape_n - 1 - i;
            struct geo_point p = i == s->shape_n ? d->points[m->head[a]] : d->shape[s->shape + k];
            if (llabs((long long)p.lon7 - last.lon7) > GEO_LON7_MAX)
                return err_set(e, RC_INVALID, "a road crosses the antimeridian at %d, %d",
                               last.lat7, last.lon7);
            metres += geo_distance_m(last, p);
            if (i < s->shape_n)
                m->shape[at++] = p;
            last = p;
        }
        m->metres[a] = (float)metres;
    }
    m->shape_first[m->h.arcs] = at;
    return RC_OK;
}

/* ---- turns ---- */

static int by_ways(const void *a, const void *b)
{
    const struct draft_ban *x = a, *y = b;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return x->to < y->to ? -1 : x->to > y->to;
}

/* What is forbidden, as arcs, sorted, each once. */
static struct draft_ban *bans_of(struct making *m)
{
    uint32_t n = 0;
    struct draft_ban *b = mem_array((size_t)m->d->nbans + 1, sizeof *b);
    for (uint32_t i = 0; i < m->d->nbans; i++)
        b[i] = (struct draft_ban){m->of_along[m->d->bans[i].from], m->of_along[m->d->bans[i].to]};
    qsort(b, m->d->nbans, sizeof *b, by_ways);
    for (uint32_t i = 0; i < m->d->nbans; i++)
        if (n == 0 || by_ways(&b[n - 1], &b[i]) != 0)
            b[n++] = b[i];
    m->h.banned = n;
    return b;
}

/* May one go from `a` into `b`, which begins where `a` ends? Back at once only where nothing else goes on. */
static bool turns(const struct making *m, const struct draft_ban *bans, uint32_t a, uint32_t b)
{
    uint32_t v = m->head[a];
    struct draft_ban key = {a, b};
    if (b == m->twin[a] && m->node_first[v + 1] - m->node_first[v] > 1)
        return false;
    return bsearch(&key, bans, m->h.banned, sizeof key, by_ways) == NULL;
}

static enum rc fill_turns(struct making *m, struct err *e)
{
    struct draft_ban *bans = bans_of(m);
    uint64_t total = 0;
    for (uint32_t a = 0; a < m->h.arcs; a++)
        total += m->node_first[m->head[a] + 1] - m->node_first[m->head[a]];
    if (total > ROADS_TURNS_MAX) {
        free(bans);
        return err_set(e, RC_TOO_LARGE, "the road graph has more than %u turns", ROADS_TURNS_MAX);
    }
    m->turn_first = mem_array((size_t)m->h.arcs + 1, sizeof *m->turn_first);
    m->turn = mem_array(total + 1, sizeof *m->turn);
    for (uint32_t a = 0; a < m->h.arcs; a++) {
        m->turn_first[a] = m->h.turns;
        for (uint32_t b = m->node_first[m->head[a]]; b < m->node_first[m->head[a] + 1]; b++)
            if (turns(m, bans, a, b))
                m->turn[m->h.turns++] = b;
    }
    m->turn_first[m->h.arcs] = m->h.turns;
    free(bans);
    return RC_OK;
}

/* ---- order and links ---- */

static void name_links(struct making *m)
{
    m->turn_link = mem_array((size_t)m->h.turns + 1, sizeof *m->turn_link);
    for (uint32_t a = 0; a < m->h.arcs; a++)
        for (uint32_t t = m->turn_first[a]; t < m->turn_first[a + 1]; t++) {
            uint32_t from = m->rank[a], to = m->rank[m->turn[t]];
            uint32_t low = from < to ? from : to, high = from < to ? to : from;
            m->turn_link[t] = ROADS_NONE;
            if (low == high)
                continue;
            uint32_t link = roads_link(m->up_first, m->up, low, high);
            must(link != ROADS_NONE);
            m->turn_link[t] = link * 2 + (from > to);
        }
}

static enum rc fill_links(struct making *m, struct err *e)
{
    struct roads_links links;
    m->rank = mem_array(m->h.arcs, sizeof *m->rank);
    m->at_rank = mem_array(m->h.arcs, sizeof *m->at_rank);
    enum rc rc = roads_rank(m->h.arcs, m->twin, m->turn_first, m->turn, m->rank, e);
    if (rc != RC_OK)
        return rc;
    for (uint32_t a = 0; a < m->h.arcs; a++)
        m->at_rank[m->rank[a]] = a;
    rc = roads_contract(m->h.arcs, m->turn_first, m->turn, m->rank, &links, e);
    m->up_first = links.first;
    m->up = links.up;
    m->h.links = links.n;
    if (rc == RC_OK)
        name_links(m);
    return rc;
}

/* ---- all of it ---- */

static void put_together(struct making *m, struct str *bytes)
{
    struct roads r = {.h = m->h};
    memcpy(r.h.magic, ROADS_MAGIC_TEXT, sizeof r.h.magic);
    r.h.form = ROADS_FORM;
    r.h.order = ROADS_ORDER;
    r.h.size = roads_size(&r.h);
    char *p = mem_alloc(r.h.size);
    roads_lay(&r, p);
    const struct roads_head *h = &r.h;
#define PUT_SECTION(name, type, length) \
    memcpy(p + ((const char *)r.name - p), m->name, (length) * sizeof(type));
    ROADS_SECTIONS(PUT_SECTION)
#undef PUT_SECTION
    memcpy(p, &r.h, sizeof r.h);
    *bytes = (struct str){p, r.h.size};
    struct sha256 sum = roads_sum(*bytes);
    memcpy(p + offsetof(struct roads_head, sum), &sum, sizeof sum);
}

static void release(struct making *m)
{
    free(m->of_along);
    free(m->along);
#define FREE_LIST(name, type, length) free(m->name);
    ROADS_SECTIONS(FREE_LIST)
#undef FREE_LIST
}

enum rc roads_build(const struct draft *d, struct str *bytes, struct err *e)
{
    struct making m = {.d = d};
    if (d->nsegments == 0)
        return err_set(e, RC_INVALID, "there is no road in it");
    count_arcs(&m);
    name_arcs(&m);
    fill_arcs(&m);
    enum rc rc = fill_shapes(&m, e);
    if (rc == RC_OK)
        rc = fill_turns(&m, e);
    if (rc == RC_OK)
        making_parts(&m);
    if (rc == RC_OK)
        rc = fill_links(&m, e);
    if (rc == RC_OK)
        rc = making_grid(&m, e);
    if (rc == RC_OK)
        put_together(&m, bytes);
    release(&m);
    return rc;
}
