/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "place/draft_priv.h"

#define TURN7 (2 * (int64_t)GEO_LON7_MAX)

/* A cell of the grid that rows lie in; `of` is another one of its place, or itself. */
struct cell {
    uint64_t at; /* row, column */
    uint32_t of;
};

static uint64_t cell_at(const struct place_row *r, int64_t side)
{
    uint64_t row = (uint64_t)((r->at.lat7 + (int64_t)GEO_LAT7_MAX) / side);
    return row << 32 | (uint64_t)((r->at.lon7 + (int64_t)GEO_LON7_MAX) % TURN7 / side);
}

static int by_at(const void *a, const void *b)
{
    uint64_t x = ((const struct cell *)a)->at, y = ((const struct cell *)b)->at;
    return x < y ? -1 : x > y;
}

static struct cell *find(struct cell *v, uint32_t n, uint64_t at)
{
    struct cell key = {.at = at};
    return bsearch(&key, v, n, sizeof *v, by_at);
}

static uint32_t root(struct cell *v, uint32_t i)
{
    while (v[i].of != i)
        i = v[i].of = v[v[i].of].of;
    return i;
}

static void join(struct cell *v, uint32_t a, uint32_t b)
{
    v[root(v, a)].of = root(v, b);
}

/* The cells that have rows, each once, each joined to those beside it; the caller frees them. */
static struct cell *cells_of(const struct place_row *rows, uint32_t n, int64_t side,
                             uint32_t *ncells)
{
    const uint64_t columns = (uint64_t)(TURN7 / side);
    struct cell *v = mem_array(n, sizeof *v);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++)
        v[i].at = cell_at(&rows[i], side);
    qsort(v, n, sizeof *v, by_at);
    for (uint32_t i = 0; i < n; i++)
        if (kept == 0 || v[i].at != v[kept - 1].at)
            v[kept++].at = v[i].at;
    for (uint32_t i = 0; i < kept; i++)
        v[i].of = i;
    for (uint32_t i = 0; i < kept; i++) {
        uint64_t row = v[i].at >> 32, column = v[i].at & UINT32_MAX;
        uint64_t west = (column + columns - 1) % columns, east = (column + 1) % columns;
        const uint64_t beside[] = {row << 32 | east, (row + 1) << 32 | west,
                                   (row + 1) << 32 | column, (row + 1) << 32 | east};
        for (size_t k = 0; k < ARRAY_LEN(beside); k++) {
            const struct cell *other = find(v, kept, beside[k]);
            if (other != NULL)
                join(v, i, (uint32_t)(other - v));
        }
    }
    *ncells = kept;
    return v;
}

/* Places are numbered in the order of their first rows. */
static uint32_t number_rows(const struct place_row *rows, uint32_t n, int64_t side, uint32_t *place)
{
    uint32_t ncells, count = 0;
    struct cell *v = cells_of(rows, n, side, &ncells);
    uint32_t *number = mem_array(ncells, sizeof *number); /* of a root; 0: none yet */
    for (uint32_t i = 0; i < n; i++) {
        uint32_t top = root(v, (uint32_t)(find(v, ncells, cell_at(&rows[i], side)) - v));
        if (number[top] == 0)
            number[top] = ++count;
        place[i] = number[top] - 1;
    }
    free(number);
    free(v);
    return count;
}

uint32_t place_apart(struct place_row *rows, uint32_t n, uint32_t *ends)
{
    ends[0] = n;
    if (n == 1)
        return 1;
    uint32_t *place = mem_array(n, sizeof *place);
    uint32_t count = number_rows(
        rows, n, rows[0].kind == PLACE_NAMED ? PLACE_APART_NAMED7 : PLACE_APART7, place);
    if (count > 1) {
        struct place_row *before = mem_array(n, sizeof *before);
        memcpy(before, rows, n * sizeof *rows);
        uint32_t *next = mem_array(count, sizeof *next); /* where a place's next row goes */
        memset(ends, 0, count * sizeof *ends);
        for (uint32_t i = 0; i < n; i++)
            ends[place[i]]++;
        for (uint32_t k = 1; k < count; k++) {
            next[k] = ends[k - 1];
            ends[k] += ends[k - 1];
        }
        for (uint32_t i = 0; i < n; i++)
            rows[next[place[i]]++] = before[i];
        free(next);
        free(before);
    }
    free(place);
    return count;
}
