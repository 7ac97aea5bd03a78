/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/jemss.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define CELLS_MAX 64
#define MS_A_DAY 86400e3

/* A file that is gone through line by line. */
struct table {
    const char *file;
    struct str rest, line;
    uint32_t number; /* of the line */
    struct str cells[CELLS_MAX];
    unsigned ncells;
};

/* A cell without the quotes it may stand in; a comma in quotes belongs to it. */
static struct str cut_cell(struct str *line)
{
    if (line->n == 0 || line->p[0] != '"')
        return str_trim(str_cut(line, ','));
    struct str rest = {line->p + 1, line->n - 1};
    struct str cell = str_cut(&rest, '"');
    (void)str_cut(&rest, ',');
    *line = rest;
    return cell;
}

/* False at the end of the file. */
static bool next_line(struct table *t)
{
    if (t->rest.n == 0)
        return false;
    t->line = str_cut(&t->rest, '\n');
    t->number++;
    struct str left = str_trim(t->line);
    for (t->ncells = 0; left.n > 0 && t->ncells < CELLS_MAX; t->ncells++)
        t->cells[t->ncells] = cut_cell(&left);
    return true;
}

static bool empty_line(const struct table *t)
{
    for (unsigned i = 0; i < t->ncells; i++)
        if (t->cells[i].n > 0)
            return false;
    return true;
}

static enum rc wrong(const struct table *t, struct err *e, const char *what)
{
    return err_set(e, RC_INVALID, "%s, line %u: %s", t->file, t->number, what);
}

/* Go to the table of this name and read its columns. */
static enum rc find_table(struct table *t, const char *name, struct err *e)
{
    while (next_line(t))
        if (t->ncells > 0 && str_eqc(t->cells[0], name)) {
            if (next_line(t) && !empty_line(t))
                return RC_OK;
            return err_set(e, RC_INVALID, "%s, line %u: the table '%s' names no columns", t->file,
                           t->number, name);
        }
    return err_set(e, RC_INVALID, "%s has no table '%s'", t->file, name);
}

static enum rc find_column(const struct table *t, const char *name, unsigned *at, struct err *e)
{
    for (unsigned i = 0; i < t->ncells; i++)
        if (str_eqc(t->cells[i], name)) {
            *at = i;
            return RC_OK;
        }
    return err_set(e, RC_INVALID, "%s, line %u: there is no column '%s'", t->file, t->number, name);
}

static bool number_of(const struct table *t, unsigned column, double *out)
{
    char text[64], *end;
    if (column >= t->ncells || t->cells[column].n == 0 ||
        !str_copy(text, sizeof text, t->cells[column]))
        return false;
    *out = strtod(text, &end);
    return *end == '\0' && isfinite(*out);
}

static bool whole_of(const struct table *t, unsigned column, uint32_t low, uint32_t high,
                     uint32_t *out)
{
    double v;
    if (!number_of(t, column, &v) || v < low || v > high || v != floor(v))
        return false;
    *out = (uint32_t)v;
    return true;
}

/* ---- nodes ---- */

static enum rc read_nodes(struct str text, struct draft *d, struct err *e)
{
    struct table t = {.file = "nodes.csv", .rest = text};
    unsigned index = 0, x = 0, y = 0;
    uint32_t id, row;
    double lon, lat;
    enum rc rc = find_table(&t, "nodes", e);
    if (rc == RC_OK)
        rc = find_column(&t, "index", &index, e);
    if (rc == RC_OK)
        rc = find_column(&t, "x", &x, e);
    if (rc == RC_OK)
        rc = find_column(&t, "y", &y, e);
    while (rc == RC_OK && next_line(&t) && !empty_line(&t)) {
        if (!whole_of(&t, index, d->npoints + 1, d->npoints + 1, &row))
            return wrong(&t, e, "'index' is not the row's number");
        if (!number_of(&t, x, &lon) || !number_of(&t, y, &lat) || fabs(lon) > 180 || fabs(lat) > 90)
            return wrong(&t, e, "'x' and 'y' are no longitude and latitude in degrees");
        rc = draft_point(
            d, (struct geo_point){(int32_t)lround(lat * 1e7), (int32_t)lround(lon * 1e7)}, &id, e);
    }
    return rc;
}

/* ---- arcs ---- */

struct arc {
    uint32_t from, to, ms, index;
};

struct arcs {
    struct arc *v;
    uint32_t n, cap;
    bool directed;
};

static enum rc read_form(struct table *t, struct arcs *a, struct err *e)
{
    unsigned form = 0;
    enum rc rc = find_table(t, "miscData", e);
    if (rc == RC_OK)
        rc = find_column(t, "arcForm", &form, e);
    if (rc != RC_OK)
        return rc;
    bool there = next_line(t) && form < t->ncells;
    a->directed = there && str_eqc(t->cells[form], "directed");
    if (!there || (!a->directed && !str_eqc(t->cells[form], "undirected")))
        return wrong(t, e, "'arcForm' is neither 'directed' nor 'undirected'");
    return RC_OK;
}

static enum rc read_arc(const struct table *t, const unsigned at[4], uint32_t npoints,
                        struct arcs *a, struct err *e)
{
    struct arc arc;
    double days;
    if (!whole_of(t, at[0], a->n + 1, a->n + 1, &arc.index))
        return wrong(t, e, "'index' is not the row's number");
    if (!whole_of(t, at[1], 1, npoints, &arc.from) || !whole_of(t, at[2], 1, npoints, &arc.to))
        return wrong(t, e, "'fromNode' or 'toNode' is no node");
    if (!number_of(t, at[3], &days) || days < 0 || days * MS_A_DAY > DRAFT_MS_MAX)
        return wrong(t, e, "the travel time is not one of 0 to 1 days");
    if (a->n == DRAFT_SEGMENTS_MAX)
        return err_set(e, RC_TOO_LARGE, "%s has more than %u arcs", t->file, DRAFT_SEGMENTS_MAX);
    arc.ms = (uint32_t)lround(days * MS_A_DAY);
    arc.ms = arc.ms == 0 ? 1 : arc.ms;
    arc.from--;
    arc.to--;
    if (a->n == a->cap) {
        a->cap = a->cap == 0 ? 1024 : a->cap * 2;
        a->v = mem_resize(a->v, a->cap, sizeof *a->v);
    }
    a->v[a->n++] = arc;
    return RC_OK;
}

static enum rc read_arcs(struct str text, unsigned mode, uint32_t npoints, struct arcs *a,
                         struct err *e)
{
    struct table t = {.file = "arcs.csv", .rest = text};
    char name[16];
    unsigned at[4] = {0};
    (void)snprintf(name, sizeof name, "mode_%u", mode);
    const char *const columns[4] = {"index", "fromNode", "toNode", name};
    enum rc rc = read_form(&t, a, e);
    if (rc == RC_OK)
        rc = find_table(&t, "arcs", e);
    for (int i = 0; rc == RC_OK && i < 4; i++)
        rc = find_column(&t, columns[i], &at[i], e);
    while (rc == RC_OK && next_line(&t) && !empty_line(&t))
        rc = read_arc(&t, at, npoints, a, e);
    return rc;
}

/* ---- roads of them ---- */

static uint32_t low_of(const struct arc *a)
{
    return a->from < a->to ? a->from : a->to;
}

static uint32_t high_of(const struct arc *a)
{
    return a->from < a->to ? a->to : a->from;
}

static int by_ends(const void *a, const void *b)
{
    const struct arc *x = a, *y = b;
    if (low_of(x) != low_of(y))
        return low_of(x) < low_of(y) ? -1 : 1;
    if (high_of(x) != high_of(y))
        return high_of(x) < high_of(y) ? -1 : 1;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

/*
 * Arcs between the same two nodes, sorted: first those that leave the lower one, `n` in all. The first that goes is one road with the first that
 * comes back, and so on.
 */
static enum rc pair_up(const struct arc *v, uint32_t n, struct draft *d, struct err *e)
{
    uint32_t there = 0;
    enum rc rc = RC_OK;
    while (there < n && (v[there].from == low_of(v) || v[there].from == v[there].to))
        there++;
    for (uint32_t i = 0; rc == RC_OK && i < (there > n - there ? there : n - there); i++) {
        const struct arc *forth = i < there ? &v[i] : NULL;
        const struct arc *back = there + i < n ? &v[there + i] : NULL;
        struct draft_segment s = {.from = low_of(v), .to = high_of(v), .class = ROAD_OTHER};
        s.forth = forth != NULL ? forth->ms : 0;
        s.back = back != NULL ? back->ms : 0;
        s.source_forth = forth != NULL ? forth->index : 0;
        s.source_back = back != NULL ? back->index : 0;
        rc = draft_segment(d, s, e);
    }
    return rc;
}

static enum rc make_roads(struct arcs *a, struct draft *d, struct err *e)
{
    enum rc rc = RC_OK;
    if (a->n == 0)
        return err_set(e, RC_INVALID, "arcs.csv has no arcs");
    if (!a->directed) {
        for (uint32_t i = 0; rc == RC_OK && i < a->n; i++)
            rc = draft_segment(d,
                               (struct draft_segment){.from = a->v[i].from,
                                                      .to = a->v[i].to,
                                                      .forth = a->v[i].ms,
                                                      .back = a->v[i].ms,
                                                      .source_forth = a->v[i].index,
                                                      .source_back = a->v[i].index,
                                                      .class = ROAD_OTHER},
                               e);
        return rc;
    }
    qsort(a->v, a->n, sizeof *a->v, by_ends);
    for (uint32_t i = 0, k; rc == RC_OK && i < a->n; i = k) {
        for (k = i + 1; k < a->n && low_of(&a->v[k]) == low_of(&a->v[i]) &&
                        high_of(&a->v[k]) == high_of(&a->v[i]);)
            k++;
        rc = pair_up(a->v + i, k - i, d, e);
    }
    return rc;
}

enum rc jemss_read(struct str nodes, struct str arcs, unsigned mode, struct draft *d, struct err *e)
{
    struct arcs a = {0};
    must(mode >= 1 && mode <= JEMSS_MODES_MAX);
    enum rc rc = read_nodes(nodes, d, e);
    if (rc == RC_OK)
        rc = read_arcs(arcs, mode, d->npoints, &a, e);
    if (rc == RC_OK)
        rc = make_roads(&a, d, e);
    free(a.v);
    return rc;
}
