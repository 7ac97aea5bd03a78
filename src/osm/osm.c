/* SPDX-License-Identifier: Apache-2.0 */
#include "osm/osm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct way {
    int64_t id;
    uint32_t first, n; /* of refs */
    uint32_t pieces;   /* of pieces, when the draft is made: where its own begin */
    struct osm_road road;
};

/* A relation that forbids or commands a turn. */
struct turn {
    int64_t from, via, to;
    bool only;
};

/* A node on a road. */
struct stop {
    int64_t id;
    struct geo_point p;
    uint32_t point;       /* of the draft, or UINT32_MAX */
    bool here;            /* the extract holds it */
    bool cut, bars, used; /* ways are cut here; nobody passes; some way has it already */
};

/* A piece of a way, as it became a segment. */
struct piece {
    uint32_t from, to; /* stops */
    uint32_t segment;
};

struct osm {
    struct way *ways;
    int64_t *refs;
    uint32_t *at; /* refs as stops */
    struct turn *turns;
    struct stop *stops;
    struct piece *pieces;
    uint32_t nways, nturns, nstops, npieces;
    uint32_t cap_ways, cap_turns, cap_pieces;
    uint32_t nrefs, cap_refs;
    struct osm_report report;
};

struct osm *osm_new(void)
{
    return mem_alloc(sizeof(struct osm));
}

void osm_free(struct osm *o)
{
    if (o == NULL)
        return;
    free(o->ways);
    free(o->refs);
    free(o->at);
    free(o->turns);
    free(o->stops);
    free(o->pieces);
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

enum rc osm_way(struct osm *o, int64_t id, const int64_t *refs, size_t n, struct osm_tags tags,
                struct err *e)
{
    struct osm_road road;
    if (n < 2 || !osm_road(tags, &road))
        return RC_OK;
    if (o->nways == OSM_WAYS_MAX || n > OSM_REFS_MAX - o->nrefs)
        return err_set(e, RC_TOO_LARGE, "the extract has more than %u roads or %u nodes on them",
                       OSM_WAYS_MAX, OSM_REFS_MAX);
    o->ways = grown(o->ways, o->nways + 1, &o->cap_ways, sizeof *o->ways);
    o->refs = grown(o->refs, o->nrefs + (uint32_t)n, &o->cap_refs, sizeof *o->refs);
    o->ways[o->nways++] = (struct way){.id = id, .first = o->nrefs, .n = (uint32_t)n, .road = road};
    memcpy(o->refs + o->nrefs, refs, n * sizeof *refs);
    o->nrefs += (uint32_t)n;
    return RC_OK;
}

/* One of each role and of the right kind; anything else is beyond us. */
static bool simple_turn(const struct osm_member *m, size_t n, struct turn *t)
{
    static const struct {
        const char *role;
        enum osm_member_kind kind;
    } roles[3] = {{"from", OSM_WAY}, {"via", OSM_NODE}, {"to", OSM_WAY}};

    int64_t *const ids[3] = {&t->from, &t->via, &t->to};
    unsigned seen[3] = {0};
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < 3; k++)
            if (str_eqc(m[i].role, roles[k].role)) {
                seen[k] += m[i].kind == roles[k].kind ? 1 : 2;
                *ids[k] = m[i].id;
            }
    return seen[0] == 1 && seen[1] == 1 && seen[2] == 1;
}

enum rc osm_relation(struct osm *o, const struct osm_member *members, size_t n,
                     struct osm_tags tags, struct err *e)
{
    enum osm_turn kind = osm_restriction(tags);
    struct turn t = {.only = kind == OSM_ONLY_TURN};
    if (kind == OSM_TURN_OTHER)
        return RC_OK;
    if (!simple_turn(members, n, &t)) {
        o->report.turns_ignored++;
        return RC_OK;
    }
    if (o->nturns == OSM_TURNS_MAX)
        return err_set(e, RC_TOO_LARGE, "the extract has more than %u restrictions of turns",
                       OSM_TURNS_MAX);
    o->turns = grown(o->turns, o->nturns + 1, &o->cap_turns, sizeof *o->turns);
    o->turns[o->nturns++] = t;
    return RC_OK;
}

/* ---- nodes ---- */

static int by_id(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

/* The id is a stop's first member. */
static struct stop *find(const struct osm *o, int64_t id)
{
    return o->nstops == 0 ? NULL : bsearch(&id, o->stops, o->nstops, sizeof *o->stops, by_id);
}

enum rc osm_ways_done(struct osm *o, struct err *e)
{
    if (o->nways == 0)
        return err_set(e, RC_INVALID, "there is no road in it");
    int64_t *ids = mem_array(o->nrefs, sizeof *ids);
    memcpy(ids, o->refs, o->nrefs * sizeof *ids);
    qsort(ids, o->nrefs, sizeof *ids, by_id);
    uint32_t n = 0;
    for (uint32_t i = 0; i < o->nrefs; i++)
        if (n == 0 || ids[n - 1] != ids[i])
            ids[n++] = ids[i];
    o->stops = mem_array(n, sizeof *o->stops);
    o->nstops = n;
    for (uint32_t i = 0; i < n; i++)
        o->stops[i] = (struct stop){.id = ids[i], .point = UINT32_MAX};
    free(ids);
    o->at = mem_array(o->nrefs, sizeof *o->at);
    for (uint32_t i = 0; i < o->nrefs; i++)
        o->at[i] = (uint32_t)(find(o, o->refs[i]) - o->stops);
    free(o->refs);
    o->refs = NULL;
    return RC_OK;
}

void osm_node(struct osm *o, int64_t id, double lat, double lon, struct osm_tags tags)
{
    struct stop *s = find(o, id);
    if (s == NULL || !(fabs(lat) <= 90) || !(fabs(lon) <= 180))
        return;
    s->p = (struct geo_point){(int32_t)lround(lat * 1e7), (int32_t)lround(lon * 1e7)};
    s->here = true;
    s->bars = osm_barrier(tags);
}

/* ---- cutting ---- */

/* Where ways begin, end, meet themselves or another, and at each turn that is spoken of. */
static void mark_cuts(struct osm *o)
{
    for (uint32_t w = 0; w < o->nways; w++)
        for (uint32_t i = 0; i < o->ways[w].n; i++) {
            struct stop *s = &o->stops[o->at[o->ways[w].first + i]];
            s->cut = s->cut || s->used || i == 0 || i + 1 == o->ways[w].n;
            s->used = true;
        }
    for (uint32_t i = 0; i < o->nturns; i++) {
        struct stop *s = find(o, o->turns[i].via);
        if (s != NULL)
            s->cut = true;
    }
    for (uint32_t i = 0; i < o->nstops; i++) {
        o->report.missing += !o->stops[i].here;
        o->report.barriers += o->stops[i].here && o->stops[i].bars;
    }
}

/* The draft's point of a stop; before a barrier each piece has its own. */
static enum rc point_of(struct osm *o, struct draft *d, uint32_t stop, uint32_t *id, struct err *e)
{
    struct stop *s = &o->stops[stop];
    if (s->bars)
        return draft_point(d, s->p, id, e);
    enum rc rc = s->point != UINT32_MAX ? RC_OK : draft_point(d, s->p, &s->point, e);
    *id = s->point;
    return rc;
}

static uint32_t ms_of(double metres, uint8_t kmh)
{
    double ms = metres * 3600 / kmh;
    return ms < 1 ? 1 : ms > DRAFT_MS_MAX ? DRAFT_MS_MAX : (uint32_t)lround(ms);
}

/* Stops i..k of a way, none of which but the ends is cut, become a segment. */
static enum rc add_piece(struct osm *o, struct draft *d, const struct way *w, uint32_t i,
                         uint32_t k, struct err *e)
{
    uint32_t from, to;
    double metres = 0;
    const uint32_t *at = o->at + w->first;
    enum rc rc = point_of(o, d, at[i], &from, e);
    if (rc == RC_OK)
        rc = point_of(o, d, at[k], &to, e);
    for (uint32_t j = i; rc == RC_OK && j < k; j++) {
        metres += geo_distance_m(o->stops[at[j]].p, o->stops[at[j + 1]].p);
        if (j + 1 < k)
            rc = draft_shape(d, o->stops[at[j + 1]].p, e);
    }
    if (rc != RC_OK)
        return rc;
    struct draft_segment s = {.from = from, .to = to, .class = w->road.class};
    s.forth = w->road.forth ? ms_of(metres, w->road.speed_forth) : 0;
    s.back = w->road.back ? ms_of(metres, w->road.speed_back) : 0;
    s.source_forth = s.source_back = w->id;
    o->pieces = grown(o->pieces, o->npieces + 1, &o->cap_pieces, sizeof *o->pieces);
    o->pieces[o->npieces++] = (struct piece){at[i], at[k], d->nsegments};
    return draft_segment(d, s, e);
}

static enum rc cut_way(struct osm *o, struct draft *d, struct way *w, struct err *e)
{
    const uint32_t *at = o->at + w->first;
    enum rc rc = RC_OK;
    uint32_t begun = UINT32_MAX;
    w->pieces = o->npieces;
    for (uint32_t i = 0; rc == RC_OK && i < w->n; i++) {
        const struct stop *s = &o->stops[at[i]];
        if (!s->here) { /* from the last junction on it leads out of the extract: nobody is sent there */
            begun = UINT32_MAX;
            continue;
        }
        if (!s->cut && !s->bars && begun != UINT32_MAX)
            continue;
        if (begun != UINT32_MAX && i > begun)
            rc = add_piece(o, d, w, begun, i, e);
        begun = i;
    }
    return rc;
}

/* ---- turns ---- */

static int by_way(const void *a, const void *b)
{
    const struct way *x = a, *y = b;
    return x->id < y->id ? -1 : x->id > y->id;
}

/* The only way along `way` into, or out of, a stop; UINT32_MAX: none, or several. */
static uint32_t along_at(const struct osm *o, const struct draft *d, int64_t way, uint32_t stop,
                         bool into)
{
    struct way key = {.id = way};
    const struct way *w = bsearch(&key, o->ways, o->nways, sizeof *o->ways, by_way);
    uint32_t found = UINT32_MAX;
    if (w == NULL)
        return UINT32_MAX;
    uint32_t end = w + 1 < o->ways + o->nways ? w[1].pieces : o->npieces;
    for (uint32_t i = w->pieces; i < end; i++)
        for (uint32_t back = 0; back < 2; back++) {
            const struct piece *p = &o->pieces[i];
            const struct draft_segment *s = &d->segments[p->segment];
            uint32_t at = into == (back == 0) ? p->to : p->from;
            if (at != stop || (back == 0 ? s->forth : s->back) == 0)
                continue;
            if (found != UINT32_MAX)
                return UINT32_MAX;
            found = 2 * p->segment + back;
        }
    return found;
}

struct leaving {
    uint32_t point, along;
};

static int by_point(const void *a, const void *b)
{
    const struct leaving *x = a, *y = b;
    if (x->point != y->point)
        return x->point < y->point ? -1 : 1;
    return x->along < y->along ? -1 : x->along > y->along;
}

/* All ways along, by the point they leave. */
static struct leaving *leaving_of(const struct draft *d, uint32_t *n)
{
    struct leaving *v = mem_array((size_t)2 * d->nsegments + 1, sizeof *v);
    *n = 0;
    for (uint32_t i = 0; i < 2 * d->nsegments; i++)
        if ((i % 2 == 0 ? d->segments[i / 2].forth : d->segments[i / 2].back) != 0)
            v[(*n)++] = (struct leaving){draft_tail(d, i), i};
    qsort(v, *n, sizeof *v, by_point);
    return v;
}

static enum rc ban_others(struct draft *d, const struct leaving *v, uint32_t n,
                          struct draft_ban only, struct err *e)
{
    uint32_t point = draft_tail(d, only.to), low = 0, high = n;
    enum rc rc = RC_OK;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (v[middle].point < point)
            low = middle + 1;
        else
            high = middle;
    }
    for (; rc == RC_OK && low < n && v[low].point == point; low++)
        if (v[low].along != only.to)
            rc = draft_ban(d, (struct draft_ban){only.from, v[low].along}, e);
    return rc;
}

static enum rc forbid(struct osm *o, struct draft *d, struct err *e)
{
    uint32_t n;
    enum rc rc = RC_OK;
    struct leaving *v = leaving_of(d, &n);
    for (uint32_t i = 0; rc == RC_OK && i < o->nturns; i++) {
        const struct turn *t = &o->turns[i];
        const struct stop *via = find(o, t->via);
        struct draft_ban b = {UINT32_MAX, UINT32_MAX};
        if (via != NULL && !via->bars) {
            b.from = along_at(o, d, t->from, (uint32_t)(via - o->stops), true);
            b.to = along_at(o, d, t->to, (uint32_t)(via - o->stops), false);
        }
        if (b.from == UINT32_MAX || b.to == UINT32_MAX) {
            o->report.turns_ignored++;
            continue;
        }
        o->report.turns++;
        rc = t->only ? ban_others(d, v, n, b, e) : draft_ban(d, b, e);
    }
    free(v);
    return rc;
}

enum rc osm_draft(struct osm *o, struct draft *d, struct osm_report *report, struct err *e)
{
    enum rc rc = RC_OK;
    qsort(o->ways, o->nways, sizeof *o->ways, by_way);
    o->report.ways = o->nways;
    mark_cuts(o);
    for (uint32_t w = 0; rc == RC_OK && w < o->nways; w++)
        rc = cut_way(o, d, &o->ways[w], e);
    if (rc == RC_OK && d->nsegments == 0)
        rc = err_set(e, RC_INVALID, "the extract holds the nodes of no road");
    if (rc == RC_OK)
        rc = forbid(o, d, e);
    *report = o->report;
    return rc;
}
