/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include <metis.h>

#include "base/mem.h"
#include "roads/roads_priv.h"

/* The undirected graph of pieces of road: an arc and its twin are one. */
struct pieces {
    idx_t n;
    uint32_t *of; /* arc -> piece */
    idx_t *first, *next, *weight;
};

static void name_pieces(struct pieces *g, uint32_t arcs, const uint32_t *twin)
{
    g->of = mem_array(arcs + 1u, sizeof *g->of);
    g->weight = mem_array(arcs + 1u, sizeof *g->weight);
    for (uint32_t a = 0; a < arcs; a++) {
        if (twin[a] != ROADS_NONE && twin[a] < a) {
            g->of[a] = g->of[twin[a]];
            g->weight[g->of[a]] = 2;
            continue;
        }
        g->weight[g->n] = 1;
        g->of[a] = (uint32_t)g->n++;
    }
}

static int by_number(const void *a, const void *b)
{
    idx_t x = *(const idx_t *)a, y = *(const idx_t *)b;
    return x < y ? -1 : x > y;
}

/* Both ways, then each list sorted and without what is in it twice. */
static void join_pieces(struct pieces *g, uint32_t arcs, const uint32_t *turn_first,
                        const uint32_t *turn)
{
    idx_t *count = mem_array((size_t)g->n + 2, sizeof *count);
    for (uint32_t a = 0; a < arcs; a++)
        for (uint32_t t = turn_first[a]; t < turn_first[a + 1]; t++) {
            count[g->of[a] + 1]++;
            count[g->of[turn[t]] + 1]++;
        }
    for (idx_t i = 0; i < g->n; i++)
        count[i + 1] += count[i];
    g->next = mem_array((size_t)count[g->n] + 1, sizeof *g->next);
    g->first = mem_array((size_t)g->n + 2, sizeof *g->first);
    memcpy(g->first, count, ((size_t)g->n + 1) * sizeof *count);
    for (uint32_t a = 0; a < arcs; a++)
        for (uint32_t t = turn_first[a]; t < turn_first[a + 1]; t++) {
            idx_t p = (idx_t)g->of[a], q = (idx_t)g->of[turn[t]];
            g->next[count[p]++] = q;
            g->next[count[q]++] = p;
        }
    idx_t kept = 0;
    for (idx_t i = 0; i < g->n; i++) {
        idx_t from = g->first[i], to = g->first[i + 1];
        qsort(g->next + from, (size_t)(to - from), sizeof *g->next, by_number);
        g->first[i] = kept;
        for (idx_t k = from; k < to; k++)
            if (g->next[k] != i && (kept == g->first[i] || g->next[kept - 1] != g->next[k]))
                g->next[kept++] = g->next[k];
    }
    g->first[g->n] = kept;
    free(count);
}

static void release_pieces(struct pieces *g)
{
    free(g->of);
    free(g->first);
    free(g->next);
    free(g->weight);
}

static bool dissect(struct pieces *g, idx_t *at, idx_t *place)
{
    idx_t options[METIS_NOPTIONS];
    if (g->first[g->n] == 0) { /* METIS takes no graph without edges */
        for (idx_t i = 0; i < g->n; i++)
            place[i] = i;
        return true;
    }
    METIS_SetDefaultOptions(options);
    options[METIS_OPTION_SEED] = 1;
    options[METIS_OPTION_NSEPS] = 6;
    options[METIS_OPTION_NITER] = 20;
    options[METIS_OPTION_UFACTOR] = 200;
    options[METIS_OPTION_COMPRESS] = 0;
    return METIS_NodeND(&g->n, g->first, g->next, g->weight, options, at, place) == METIS_OK;
}

/* From places of pieces to ranks of arcs. */
static void spread(const struct pieces *g, uint32_t arcs, const idx_t *place, uint32_t *rank)
{
    uint32_t *start = mem_array((size_t)g->n + 1, sizeof *start);
    for (uint32_t a = 0; a < arcs; a++)
        start[place[g->of[a]] + 1]++;
    for (idx_t i = 0; i < g->n; i++)
        start[i + 1] += start[i];
    for (uint32_t a = 0; a < arcs; a++)
        rank[a] = start[place[g->of[a]]]++;
    free(start);
}

enum rc roads_rank(uint32_t arcs, const uint32_t *twin, const uint32_t *turn_first,
                   const uint32_t *turn, uint32_t *rank, struct err *e)
{
    struct pieces g = {0};
    name_pieces(&g, arcs, twin);
    join_pieces(&g, arcs, turn_first, turn);
    idx_t *at = mem_array((size_t)g.n + 1, sizeof *at);
    idx_t *place = mem_array((size_t)g.n + 1, sizeof *place);
    bool ok = dissect(&g, at, place);
    if (ok)
        spread(&g, arcs, place, rank);
    free(at);
    free(place);
    release_pieces(&g);
    return ok ? RC_OK : err_set(e, RC_INTERNAL, "METIS could not order %u arcs", arcs);
}

/* ---- contraction ---- */

struct contraction {
    struct roads_links *out;
    uint32_t cap;
    uint32_t *child, *sibling; /* by rank: who was joined into whom, as lists */
    uint32_t *seen;            /* by rank: the last rank that has it as a neighbour, plus 1 */
};

static bool add(struct contraction *c, uint32_t of, uint32_t to)
{
    struct roads_links *l = c->out;
    if (to <= of || c->seen[to] == of + 1)
        return true;
    c->seen[to] = of + 1;
    if (l->n == c->cap) {
        if (c->cap >= ROADS_LINKS_MAX)
            return false;
        c->cap *= 2;
        l->up = mem_resize(l->up, c->cap, sizeof *l->up);
    }
    l->up[l->n++] = to;
    return true;
}

static int by_rank(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* Its higher neighbours: those it has by turns, and those its children leave it. */
static bool take_out(struct contraction *c, uint32_t v, const uint32_t *first, const uint32_t *next)
{
    struct roads_links *l = c->out;
    uint32_t from = l->n;
    l->first[v] = from;
    for (uint32_t i = first[v]; i < first[v + 1]; i++)
        if (!add(c, v, next[i]))
            return false;
    for (uint32_t k = c->child[v]; k != ROADS_NONE; k = c->sibling[k])
        for (uint32_t i = l->first[k]; i < l->first[k + 1]; i++)
            if (!add(c, v, l->up[i]))
                return false;
    l->first[v + 1] = l->n;
    if (l->n == from)
        return true;
    qsort(l->up + from, l->n - from, sizeof *l->up, by_rank);
    uint32_t parent = l->up[from];
    c->sibling[v] = c->child[parent];
    c->child[parent] = v;
    return true;
}

/* Turns by rank, both ways. */
static void both_ways(uint32_t arcs, const uint32_t *turn_first, const uint32_t *turn,
                      const uint32_t *rank, uint32_t **first, uint32_t **next)
{
    uint32_t *f = mem_array((size_t)arcs + 2, sizeof *f);
    for (uint32_t a = 0; a < arcs; a++)
        for (uint32_t t = turn_first[a]; t < turn_first[a + 1]; t++) {
            f[rank[a] + 2]++;
            f[rank[turn[t]] + 2]++;
        }
    for (uint32_t i = 0; i < arcs; i++)
        f[i + 2] += f[i + 1];
    uint32_t *n = mem_array((size_t)f[arcs + 1] + 1, sizeof *n);
    for (uint32_t a = 0; a < arcs; a++)
        for (uint32_t t = turn_first[a]; t < turn_first[a + 1]; t++) {
            n[f[rank[a] + 1]++] = rank[turn[t]];
            n[f[rank[turn[t]] + 1]++] = rank[a];
        }
    *first = f;
    *next = n;
}

enum rc roads_contract(uint32_t arcs, const uint32_t *turn_first, const uint32_t *turn,
                       const uint32_t *rank, struct roads_links *out, struct err *e)
{
    uint32_t *first, *next;
    struct contraction c = {.out = out, .cap = 1024};
    both_ways(arcs, turn_first, turn, rank, &first, &next);
    *out = (struct roads_links){.first = mem_array((size_t)arcs + 1, sizeof *out->first),
                                .up = mem_array(c.cap, sizeof *out->up)};
    c.child = mem_array((size_t)arcs + 1, sizeof *c.child);
    c.sibling = mem_array((size_t)arcs + 1, sizeof *c.sibling);
    c.seen = mem_array((size_t)arcs + 1, sizeof *c.seen);
    memset(c.child, 0xff, ((size_t)arcs + 1) * sizeof *c.child);
    bool ok = true;
    for (uint32_t v = 0; ok && v < arcs; v++)
        ok = take_out(&c, v, first, next);
    free(first);
    free(next);
    free(c.child);
    free(c.sibling);
    free(c.seen);
    return ok ? RC_OK
              : err_set(e, RC_TOO_LARGE, "the road graph needs more than %u links",
                        ROADS_LINKS_MAX);
}

uint32_t roads_link(const uint32_t *up_first, const uint32_t *up, uint32_t low, uint32_t high)
{
    uint32_t from = up_first[low], to = up_first[low + 1];
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        if (up[middle] < high)
            from = middle + 1;
        else
            to = middle;
    }
    return from < up_first[low + 1] && up[from] == high ? from : ROADS_NONE;
}
