/* SPDX-License-Identifier: Apache-2.0 */
/* Multipolygons: ways put together to rings by their ends, and holes given to the ring they lie in. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "osm/chart_priv.h"

/* One end of a member way: where it may be joined to another. */
struct joint {
    int64_t node;
    uint32_t part;
    bool inner;
};

struct ring {
    uint32_t first, n; /* of points */
    bool inner;
    uint32_t of; /* an inner one's outer ring, among the rings */
};

struct rings {
    struct osm_chart *o;
    const struct osm_line **parts; /* NULL: not in the extract */
    bool *inner, *used;
    struct joint *joints;
    uint32_t nparts, njoints;
    struct geo_point *points;
    struct ring *v;
    uint32_t npoints, n, cap_points, cap;
    bool broken;
};

static int by_way(const void *key, const void *element)
{
    int64_t id = *(const int64_t *)key;
    const struct osm_line *w = *(const struct osm_line *const *)element;
    return id < w->id ? -1 : id > w->id;
}

static int by_node(const void *a, const void *b)
{
    const struct joint *x = a, *y = b;
    if (x->inner != y->inner)
        return x->inner ? 1 : -1;
    if (x->node != y->node)
        return x->node < y->node ? -1 : 1;
    return x->part < y->part ? -1 : x->part > y->part;
}

static int64_t ref_of(const struct rings *r, uint32_t part, bool last)
{
    const struct osm_line *w = r->parts[part];
    return r->o->refs[last ? w->first + w->n - 1 : w->first];
}

static void take_parts(struct rings *r, const struct osm_area *a)
{
    const struct osm_chart *o = r->o;
    r->nparts = a->n;
    r->parts = mem_array((size_t)a->n + 1, sizeof(struct osm_line *));
    r->inner = mem_alloc(a->n + 1);
    r->used = mem_alloc(a->n + 1);
    r->joints = mem_array(2 * (size_t)a->n + 1, sizeof *r->joints);
    for (uint32_t i = 0; i < a->n; i++) {
        const struct osm_part *m = &o->members[a->first + i];
        struct osm_line *const *found =
            bsearch(&m->way, o->by_id, o->nways, sizeof(struct osm_line *), by_way);
        r->inner[i] = m->inner;
        r->used[i] = found == NULL;
        r->broken = r->broken || found == NULL;
        if (found == NULL)
            continue;
        r->parts[i] = *found;
        for (int last = 0; last < 2; last++)
            r->joints[r->njoints++] = (struct joint){ref_of(r, i, last == 1), i, m->inner};
    }
    qsort(r->joints, r->njoints, sizeof *r->joints, by_node);
}

/* A part not used yet that begins or ends at `node`; UINT32_MAX: none. */
static uint32_t next_part(const struct rings *r, int64_t node, bool inner)
{
    struct joint key = {node, 0, inner};
    uint32_t low = 0, high = r->njoints;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (by_node(&r->joints[middle], &key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < r->njoints && r->joints[low].node == node && r->joints[low].inner == inner; low++)
        if (!r->used[r->joints[low].part])
            return r->joints[low].part;
    return UINT32_MAX;
}

/* Its nodes but the last, forwards or backwards. False: one is missing. */
static bool add_part(struct rings *r, uint32_t part, bool back)
{
    const struct osm_line *w = r->parts[part];
    for (uint32_t i = 0; i + 1 < w->n; i++) {
        uint32_t at = back ? w->n - 1 - i : i;
        const struct osm_node *node = osm_chart_find(r->o, r->o->refs[w->first + at]);
        if (!node->here)
            return false;
        if (r->npoints == r->cap_points) {
            r->cap_points = r->cap_points == 0 ? 1024 : r->cap_points * 2;
            r->points = mem_resize(r->points, r->cap_points, sizeof *r->points);
        }
        r->points[r->npoints++] = node->p;
    }
    return true;
}

static void end_ring(struct rings *r, uint32_t first, bool inner)
{
    if (r->npoints - first < 3) {
        r->npoints = first;
        r->broken = true;
        return;
    }
    if (r->n == r->cap) {
        r->cap = r->cap == 0 ? 16 : r->cap * 2;
        r->v = mem_resize(r->v, r->cap, sizeof *r->v);
    }
    r->v[r->n++] = (struct ring){first, r->npoints - first, inner, UINT32_MAX};
}

static void close_ring(struct rings *r, uint32_t part)
{
    uint32_t first = r->npoints;
    bool inner = r->inner[part], whole = true, back = false;
    int64_t begin = ref_of(r, part, false), at = begin;
    while (part != UINT32_MAX) {
        r->used[part] = true;
        back = ref_of(r, part, false) != at;
        whole = add_part(r, part, back) && whole;
        at = ref_of(r, part, !back);
        if (at == begin)
            break;
        part = next_part(r, at, inner);
    }
    if (at == begin && whole) {
        end_ring(r, first, inner);
        return;
    }
    r->npoints = first;
    r->broken = true;
}

/* Does a ray to the east cross the ring an odd number of times? */
static bool holds(const struct rings *r, const struct ring *outer, struct geo_point p)
{
    bool in = false;
    const struct geo_point *v = r->points + outer->first;
    for (uint32_t i = 0, k = outer->n - 1; i < outer->n; k = i++) {
        if ((v[i].lat7 > p.lat7) == (v[k].lat7 > p.lat7))
            continue;
        double lon = (double)v[i].lon7 + (double)(v[k].lon7 - (double)v[i].lon7) *
                                             ((double)p.lat7 - v[i].lat7) /
                                             ((double)v[k].lat7 - v[i].lat7);
        in = in != ((double)p.lon7 < lon);
    }
    return in;
}

static void give_holes(struct rings *r)
{
    for (uint32_t i = 0; i < r->n; i++)
        for (uint32_t k = 0; r->v[i].inner && r->v[i].of == UINT32_MAX && k < r->n; k++)
            if (!r->v[k].inner && holds(r, &r->v[k], r->points[r->v[i].first]))
                r->v[i].of = k;
}

static enum rc put_ring(struct rings *r, const struct ring *v, struct err *e)
{
    enum rc rc = RC_OK;
    for (uint32_t i = 0; rc == RC_OK && i <= v->n; i++)
        rc = chart_draft_point(&r->o->d, r->points[v->first + i % v->n], e);
    return rc == RC_OK ? chart_draft_ring(&r->o->d, e) : rc;
}

static enum rc put_area(struct rings *r, const struct osm_area *a, uint32_t outer, struct err *e)
{
    enum rc rc = put_ring(r, &r->v[outer], e);
    for (uint32_t i = 0; rc == RC_OK && i < r->n; i++)
        if (r->v[i].of == outer)
            rc = put_ring(r, &r->v[i], e);
    return rc == RC_OK ? chart_draft_feature(&r->o->d, a->class, a->name, e) : rc;
}

enum rc osm_chart_rings(struct osm_chart *o, const struct osm_area *a, uint32_t *broken,
                        struct err *e)
{
    struct rings r = {.o = o};
    enum rc rc = RC_OK;
    take_parts(&r, a);
    for (uint32_t i = 0; i < r.nparts; i++)
        if (!r.used[i])
            close_ring(&r, i);
    give_holes(&r);
    for (uint32_t i = 0; rc == RC_OK && i < r.n; i++)
        if (!r.v[i].inner)
            rc = put_area(&r, a, i, e);
    *broken += r.broken;
    free(r.parts);
    free(r.inner);
    free(r.used);
    free(r.joints);
    free(r.points);
    free(r.v);
    return rc;
}
