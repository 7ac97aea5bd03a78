/* SPDX-License-Identifier: Apache-2.0 */
/* The sum tells accidents; this tells a map that somebody made up. Nothing here is believed until it has been looked at. */
#include <math.h>

#include "roads/roads_priv.h"

static enum rc wrong(struct err *e, const char *what, uint64_t at)
{
    return err_set(e, RC_CORRUPT, "the map of roads is wrong: %s %llu", what,
                   (unsigned long long)at);
}

/* n + 1 beginnings, from 0 to `end`, never falling. */
static bool rises(const uint32_t *first, uint64_t n, uint32_t end)
{
    if (first[0] != 0 || first[n] != end)
        return false;
    for (uint64_t i = 0; i < n; i++)
        if (first[i] > first[i + 1])
            return false;
    return true;
}

static bool lists_rise(const struct roads *r)
{
    const struct roads_head *h = &r->h;
    return rises(r->node_first, h->nodes, h->arcs) && rises(r->shape_first, h->arcs, h->shape) &&
           rises(r->turn_first, h->arcs, h->turns) && rises(r->up_first, h->arcs, h->links) &&
           rises(r->cell_first, (uint64_t)h->rows * h->cols, h->pieces);
}

static bool inside(const struct roads_head *h, struct geo_point p)
{
    return p.lat7 >= h->south && p.lat7 <= h->north && p.lon7 >= h->west && p.lon7 <= h->east;
}

static enum rc check_arc(const struct roads *r, uint32_t a, struct err *e)
{
    const struct roads_head *h = &r->h;
    if (r->head[a] >= h->nodes || r->tail[a] >= h->nodes || a < r->node_first[r->tail[a]] ||
        a >= r->node_first[r->tail[a] + 1])
        return wrong(e, "the nodes of arc", a);
    if (r->ms[a] == 0 || r->ms[a] > DRAFT_MS_MAX || r->class[a] >= ROAD_CLASSES ||
        !(r->metres[a] >= 0 && r->metres[a] < 1e8F))
        return wrong(e, "time, class or length of arc", a);
    uint32_t t = r->twin[a];
    if (t != ROADS_NONE && (t >= h->arcs || t == a || r->twin[t] != a || r->tail[t] != r->head[a] ||
                            r->head[t] != r->tail[a]))
        return wrong(e, "the twin of arc", a);
    if (r->rank[a] >= h->arcs || r->at_rank[r->rank[a]] != a)
        return wrong(e, "the rank of arc", a);
    if (!inside(h, r->node_point[r->tail[a]]) || !inside(h, r->node_point[r->head[a]]))
        return wrong(e, "the place of arc", a);
    return RC_OK;
}

/* Higher ranks, rising; and those of a child are its parent's too, on which each search relies. */
static enum rc check_links(const struct roads *r, uint32_t v, struct err *e)
{
    uint32_t from = r->up_first[v], to = r->up_first[v + 1];
    for (uint32_t l = from; l < to; l++)
        if (r->up[l] >= r->h.arcs || r->up[l] <= (l == from ? v : r->up[l - 1]))
            return wrong(e, "the links of rank", v);
    if (from == to)
        return RC_OK;
    uint32_t parent = r->up[from], k = r->up_first[parent], end = r->up_first[parent + 1];
    for (uint32_t l = from + 1; l < to; l++) {
        while (k < end && r->up[k] < r->up[l])
            k++;
        if (k == end || r->up[k] != r->up[l])
            return wrong(e, "the parent of rank", v);
    }
    return RC_OK;
}

static enum rc check_turns(const struct roads *r, uint32_t a, struct err *e)
{
    for (uint32_t t = r->turn_first[a]; t < r->turn_first[a + 1]; t++) {
        uint32_t b = r->turn[t], link = r->turn_link[t];
        if (b >= r->h.arcs || r->tail[b] != r->head[a] ||
            (t > r->turn_first[a] && b <= r->turn[t - 1]))
            return wrong(e, "a turn of arc", a);
        uint32_t from = r->rank[a], to = r->rank[b];
        uint32_t low = from < to ? from : to, high = from < to ? to : from;
        bool fits = low == high ? link == ROADS_NONE
                                : link / 2 < r->h.links && link % 2 == (from > to) &&
                                      link / 2 >= r->up_first[low] &&
                                      link / 2 < r->up_first[low + 1] && r->up[link / 2] == high;
        if (!fits)
            return wrong(e, "the link of a turn of arc", a);
    }
    return RC_OK;
}

enum rc roads_check(const struct roads *r, struct err *e)
{
    const struct roads_head *h = &r->h;
    enum rc rc = RC_OK;
    if (!lists_rise(r))
        return err_set(e, RC_CORRUPT, "the map of roads is wrong: its lists overlap");
    for (uint32_t i = 0; i < h->nodes; i++)
        if (!geo_valid(r->node_point[i].lat7, r->node_point[i].lon7))
            return wrong(e, "node", i);
    for (uint32_t i = 0; i < h->shape; i++)
        if (!inside(h, r->shape[i]))
            return wrong(e, "point of a shape", i);
    for (uint32_t i = 0; i < h->pieces; i++)
        if (r->piece[i] >= h->arcs)
            return wrong(e, "piece", i);
    for (uint32_t a = 0; rc == RC_OK && a < h->arcs; a++)
        rc = check_arc(r, a, e);
    for (uint32_t v = 0; rc == RC_OK && v < h->arcs; v++)
        rc = check_links(r, v, e);
    for (uint32_t a = 0; rc == RC_OK && a < h->arcs; a++)
        rc = check_turns(r, a, e);
    return rc;
}
