/* SPDX-License-Identifier: Apache-2.0 */
/* The grid of places: which pieces of road come near a cell. About one cell for each straight piece, so that a cell
 * holds a handful where the roads are. */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "roads/build_priv.h"

static void take_in(struct roads_head *h, struct geo_point p)
{
    h->south = p.lat7 < h->south ? p.lat7 : h->south;
    h->north = p.lat7 > h->north ? p.lat7 : h->north;
    h->west = p.lon7 < h->west ? p.lon7 : h->west;
    h->east = p.lon7 > h->east ? p.lon7 : h->east;
}

static void size_grid(struct making *m)
{
    struct roads_head *h = &m->h;
    h->south = h->north = m->node_point[m->tail[0]].lat7;
    h->west = h->east = m->node_point[m->tail[0]].lon7;
    for (uint32_t a = 0; a < h->arcs; a++) {
        take_in(h, m->node_point[m->tail[a]]);
        take_in(h, m->node_point[m->head[a]]);
    }
    for (uint32_t i = 0; i < h->shape; i++)
        take_in(h, m->shape[i]);
    struct geo_point corner = {h->south, h->west};
    double high = geo_distance_m(corner, (struct geo_point){h->north, h->west}) + 1;
    double wide = geo_distance_fast_m(corner, (struct geo_point){h->south, h->east}) + 1;
    double cell = sqrt(high * wide / (h->arcs + h->shape + 1.0));
    cell = fmax(cell, fmax(high, wide) / 4000); /* ROADS_CELLS_MAX is 4096 squared */
    cell = fmax(cell, 20);
    h->rows = (uint32_t)(high / cell) + 1;
    h->cols = (uint32_t)(wide / cell) + 1;
}

/* For counting first, then for filling. */
struct filling {
    struct making *m;
    uint32_t *last; /* by cell: the arc that was put there last, plus 1 */
    uint64_t count;
    bool fill;
};

static void put(struct filling *f, uint32_t row, uint32_t col, uint32_t arc)
{
    size_t cell = (size_t)row * f->m->h.cols + col;
    if (f->last[cell] == arc + 1)
        return;
    f->last[cell] = arc + 1;
    if (f->fill)
        f->m->piece[f->m->cell_first[cell]++] = arc;
    else
        f->m->cell_first[cell + 1]++;
    f->count++;
}

/* The latitude where a row begins. */
static double row_south(const struct roads_head *h, uint32_t row)
{
    return h->south + ((double)h->north - h->south + 1) * row / h->rows;
}

/* All cells that the straight piece touches: in each row, those between where it enters and leaves the row. */
static void put_line(struct filling *f, struct geo_point a, struct geo_point b, uint32_t arc)
{
    const struct roads_head *h = &f->m->h;
    if (a.lat7 > b.lat7) {
        struct geo_point c = a;
        a = b;
        b = c;
    }
    uint32_t from = roads_row(h, a.lat7), to = roads_row(h, b.lat7);
    for (uint32_t row = from; row <= to; row++) {
        double low = a.lon7, high = b.lon7, dy = (double)b.lat7 - a.lat7;
        double slope = dy > 0 ? ((double)b.lon7 - a.lon7) / dy : 0;
        if (row > from)
            low = a.lon7 + slope * (row_south(h, row) - a.lat7);
        if (row < to)
            high = a.lon7 + slope * (row_south(h, row + 1) - a.lat7);
        double west = fmin(low, high), east = fmax(low, high);
        uint32_t last = roads_col(h, (int32_t)fmin(east + 2, GEO_LON7_MAX));
        for (uint32_t col = roads_col(h, (int32_t)fmax(west - 2, -GEO_LON7_MAX)); col <= last;
             col++)
            put(f, row, col, arc);
    }
}

static void put_all(struct filling *f)
{
    const struct making *m = f->m;
    f->count = 0;
    for (size_t i = 0; i < (size_t)m->h.rows * m->h.cols; i++)
        f->last[i] = 0;
    for (uint32_t a = 0; a < m->h.arcs; a++) {
        if ((m->flags[a] & ROADS_MAIN) == 0 || (m->twin[a] != ROADS_NONE && m->twin[a] < a &&
                                                (m->flags[m->twin[a]] & ROADS_MAIN) != 0))
            continue;
        struct geo_point p = m->node_point[m->tail[a]];
        for (uint32_t i = m->shape_first[a]; i < m->shape_first[a + 1]; i++) {
            put_line(f, p, m->shape[i], a);
            p = m->shape[i];
        }
        put_line(f, p, m->node_point[m->head[a]], a);
    }
}

enum rc making_grid(struct making *m, struct err *e)
{
    size_grid(m);
    size_t cells = (size_t)m->h.rows * m->h.cols;
    struct filling f = {.m = m, .last = mem_array(cells, sizeof *f.last)};
    m->cell_first = mem_array(cells + 1, sizeof *m->cell_first);
    put_all(&f);
    if (f.count > ROADS_LINKS_MAX) {
        free(f.last);
        return err_set(e, RC_TOO_LARGE, "the roads are too long for the grid of places");
    }
    m->h.pieces = (uint32_t)f.count;
    m->piece = mem_array(f.count + 1, sizeof *m->piece);
    for (size_t i = 0; i < cells; i++)
        m->cell_first[i + 1] += m->cell_first[i];
    f.fill = true;
    put_all(&f);
    /* Filling has moved each beginning to its end, where the next one begins. */
    for (size_t i = cells; i > 0; i--)
        m->cell_first[i] = m->cell_first[i - 1];
    m->cell_first[0] = 0;
    free(f.last);
    return RC_OK;
}
