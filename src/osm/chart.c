/* SPDX-License-Identifier: Apache-2.0 */
#include "osm/chart.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "osm/chart_priv.h"

struct osm_chart *osm_chart_new(void)
{
    struct osm_chart *o = mem_alloc(sizeof *o);
    chart_draft_init(&o->d);
    return o;
}

void osm_chart_free(struct osm_chart *o)
{
    if (o == NULL)
        return;
    chart_draft_release(&o->d);
    free(o->ways);
    free(o->refs);
    free(o->areas);
    free(o->members);
    free(o->wanted);
    free(o->nodes);
    free(o->by_id);
    free(o);
}

static void *grown(void *p, uint32_t need, uint32_t *cap, size_t size)
{
    if (need <= *cap)
        return p;
    while (*cap < need)
        *cap = *cap == 0 ? 1024 : *cap * 2;
    return mem_resize(p, *cap, size);
}

static enum rc name_of(struct osm_chart *o, struct osm_tags tags, uint32_t *id, struct err *e)
{
    struct chart_names names;
    osm_chart_names(tags, &names);
    return chart_draft_name(&o->d, &names, id, e);
}

/* ---- relations ---- */

enum rc osm_chart_relation(struct osm_chart *o, const struct osm_member *members, size_t n,
                           struct osm_tags tags, struct err *e)
{
    struct osm_area a = {.class = (uint8_t)osm_chart_class_of_area(tags), .first = o->nmembers};
    if (a.class == OSM_CHART_NOTHING)
        return RC_OK;
    if (n > OSM_CHART_MEMBERS_MAX - o->nmembers)
        return err_set(e, RC_TOO_LARGE, "the extract's areas have more than %u members",
                       OSM_CHART_MEMBERS_MAX);
    enum rc rc = name_of(o, tags, &a.name, e);
    if (rc != RC_OK)
        return rc;
    o->members = grown(o->members, o->nmembers + (uint32_t)n, &o->cap_members, sizeof *o->members);
    for (size_t i = 0; i < n; i++)
        if (members[i].kind == OSM_WAY)
            o->members[o->nmembers++] =
                (struct osm_part){members[i].id, str_eqc(members[i].role, "inner")};
    a.n = o->nmembers - a.first;
    o->areas = grown(o->areas, o->nareas + 1, &o->cap_areas, sizeof *o->areas);
    o->areas[o->nareas++] = a;
    return RC_OK;
}

static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static uint32_t sorted_once(int64_t *v, uint32_t n)
{
    uint32_t kept = 0;
    qsort(v, n, sizeof *v, by_number);
    for (uint32_t i = 0; i < n; i++)
        if (kept == 0 || v[kept - 1] != v[i])
            v[kept++] = v[i];
    return kept;
}

void osm_chart_relations_done(struct osm_chart *o)
{
    o->wanted = mem_array((size_t)o->nmembers + 1, sizeof *o->wanted);
    for (uint32_t i = 0; i < o->nmembers; i++)
        o->wanted[i] = o->members[i].way;
    o->nwanted = sorted_once(o->wanted, o->nmembers);
}

/* ---- ways ---- */

enum rc osm_chart_way(struct osm_chart *o, int64_t id, const int64_t *refs, size_t n,
                      struct osm_tags tags, struct err *e)
{
    bool closed = n >= 4 && refs[0] == refs[n - 1];
    unsigned class = n < 2 ? OSM_CHART_NOTHING : osm_chart_class_of_way(tags, closed);
    unsigned mark = closed ? osm_chart_class_of_node(tags) : OSM_CHART_NOTHING;
    bool wanted =
        o->nwanted > 0 && bsearch(&id, o->wanted, o->nwanted, sizeof *o->wanted, by_number) != NULL;
    bool shown = class != OSM_CHART_NOTHING || mark != OSM_CHART_NOTHING;
    if (n < 2 || (!shown && !wanted))
        return RC_OK;
    if (o->nways == OSM_CHART_WAYS_MAX || n > OSM_REFS_MAX - o->nrefs)
        return err_set(e, RC_TOO_LARGE, "the extract shows more than %u ways or %u nodes on them",
                       OSM_CHART_WAYS_MAX, OSM_REFS_MAX);
    struct osm_line w = {.id = id,
                         .first = o->nrefs,
                         .n = (uint32_t)n,
                         .class = (uint8_t) class,
                         .mark = (uint8_t)mark};
    enum rc rc = shown ? name_of(o, tags, &w.name, e) : RC_OK;
    if (rc != RC_OK)
        return rc;
    o->ways = grown(o->ways, o->nways + 1, &o->cap_ways, sizeof *o->ways);
    o->refs = grown(o->refs, o->nrefs + (uint32_t)n, &o->cap_refs, sizeof *o->refs);
    o->ways[o->nways++] = w;
    memcpy(o->refs + o->nrefs, refs, n * sizeof *refs);
    o->nrefs += (uint32_t)n;
    return RC_OK;
}

void osm_chart_ways_done(struct osm_chart *o)
{
    int64_t *ids = mem_array((size_t)o->nrefs + 1, sizeof *ids);
    if (o->nrefs > 0)
        memcpy(ids, o->refs, o->nrefs * sizeof *ids);
    o->nnodes = sorted_once(ids, o->nrefs);
    o->nodes = mem_array((size_t)o->nnodes + 1, sizeof *o->nodes);
    for (uint32_t i = 0; i < o->nnodes; i++)
        o->nodes[i] = (struct osm_node){.id = ids[i]};
    free(ids);
}

/* ---- nodes ---- */

const struct osm_node *osm_chart_find(const struct osm_chart *o, int64_t id)
{
    return o->nnodes == 0 ? NULL : bsearch(&id, o->nodes, o->nnodes, sizeof *o->nodes, by_number);
}

static enum rc add_point(struct osm_chart *o, struct geo_point p, unsigned class, uint32_t name,
                         struct err *e)
{
    enum rc rc = chart_draft_point(&o->d, p, e);
    if (rc == RC_OK)
        rc = chart_draft_ring(&o->d, e);
    return rc == RC_OK ? chart_draft_feature(&o->d, class, name, e) : rc;
}

enum rc osm_chart_node(struct osm_chart *o, int64_t id, double lat, double lon,
                       struct osm_tags tags, struct err *e)
{
    if (!(fabs(lat) <= 90) || !(fabs(lon) <= 180))
        return RC_OK;
    struct geo_point p = {(int32_t)lround(lat * 1e7), (int32_t)lround(lon * 1e7)};
    struct osm_node *node = (struct osm_node *)(uintptr_t)osm_chart_find(o, id);
    if (node != NULL) {
        node->p = p;
        node->here = true;
    }
    unsigned class = tags.n == 0 ? OSM_CHART_NOTHING : osm_chart_class_of_node(tags);
    uint32_t name;
    if (class == OSM_CHART_NOTHING)
        return RC_OK;
    enum rc rc = name_of(o, tags, &name, e);
    return rc == RC_OK ? add_point(o, p, class, name, e) : rc;
}

/* ---- the draft ---- */

static enum rc end_line(struct osm_chart *o, const struct osm_line *w, uint32_t n, struct err *e)
{
    if (n < 2) {
        chart_draft_drop(&o->d);
        return RC_OK;
    }
    enum rc rc = chart_draft_ring(&o->d, e);
    return rc == RC_OK ? chart_draft_feature(&o->d, w->class, w->name, e) : rc;
}

/* In pieces, where nodes are missing. */
static enum rc add_line(struct osm_chart *o, const struct osm_line *w, struct err *e)
{
    enum rc rc = RC_OK;
    uint32_t n = 0;
    for (uint32_t i = 0; rc == RC_OK && i < w->n; i++) {
        const struct osm_node *node = osm_chart_find(o, o->refs[w->first + i]);
        if (node->here) {
            rc = chart_draft_point(&o->d, node->p, e);
            n++;
            continue;
        }
        rc = end_line(o, w, n, e);
        n = 0;
    }
    return rc == RC_OK ? end_line(o, w, n, e) : rc;
}

/* Closed by its ends' being one node. */
static enum rc add_area(struct osm_chart *o, const struct osm_line *w, uint32_t *broken,
                        struct err *e)
{
    enum rc rc = RC_OK;
    for (uint32_t i = 0; rc == RC_OK && i < w->n; i++) {
        const struct osm_node *node = osm_chart_find(o, o->refs[w->first + i]);
        if (!node->here) {
            chart_draft_drop(&o->d);
            ++*broken;
            return RC_OK;
        }
        rc = chart_draft_point(&o->d, node->p, e);
    }
    if (rc == RC_OK)
        rc = chart_draft_ring(&o->d, e);
    return rc == RC_OK ? chart_draft_feature(&o->d, w->class, w->name, e) : rc;
}

/* Stations and schools that are areas are shown in the middle of the box around them, too. */
static enum rc add_mark(struct osm_chart *o, const struct osm_line *w, struct err *e)
{
    struct geo_box box = {GEO_LAT7_MAX, GEO_LON7_MAX, -GEO_LAT7_MAX, -GEO_LON7_MAX};
    for (uint32_t i = 0; i < w->n; i++) {
        const struct osm_node *node = osm_chart_find(o, o->refs[w->first + i]);
        if (!node->here)
            return RC_OK;
        box.south = node->p.lat7 < box.south ? node->p.lat7 : box.south;
        box.north = node->p.lat7 > box.north ? node->p.lat7 : box.north;
        box.west = node->p.lon7 < box.west ? node->p.lon7 : box.west;
        box.east = node->p.lon7 > box.east ? node->p.lon7 : box.east;
    }
    struct geo_point middle = {(int32_t)(((int64_t)box.south + box.north) / 2),
                               (int32_t)(((int64_t)box.west + box.east) / 2)};
    return add_point(o, middle, w->mark, w->name, e);
}

static int by_way(const void *a, const void *b)
{
    const struct osm_line *x = *(const struct osm_line *const *)a,
                          *y = *(const struct osm_line *const *)b;
    return x->id < y->id ? -1 : x->id > y->id;
}

static void sort_ways(struct osm_chart *o)
{
    o->by_id = mem_array((size_t)o->nways + 1, sizeof(struct osm_line *));
    for (uint32_t i = 0; i < o->nways; i++)
        o->by_id[i] = &o->ways[i];
    qsort(o->by_id, o->nways, sizeof(struct osm_line *), by_way);
}

enum rc osm_chart_draft(struct osm_chart *o, const struct chart_draft **d,
                        struct osm_chart_report *report, struct err *e)
{
    enum rc rc = RC_OK;
    *report = (struct osm_chart_report){0};
    for (uint32_t i = 0; rc == RC_OK && i < o->nways; i++) {
        const struct osm_line *w = &o->ways[i];
        if (w->class != OSM_CHART_NOTHING)
            rc = chart_kinds[w->class].form == CHART_AREA ? add_area(o, w, &report->broken, e)
                                                          : add_line(o, w, e);
        if (rc == RC_OK && w->mark != OSM_CHART_NOTHING)
            rc = add_mark(o, w, e);
    }
    sort_ways(o);
    for (uint32_t i = 0; rc == RC_OK && i < o->nareas; i++)
        rc = osm_chart_rings(o, &o->areas[i], &report->broken, e);
    *d = &o->d;
    return rc;
}
