/* SPDX-License-Identifier: Apache-2.0 */
#include "base/matching.h"

#include <string.h>

#define FAR INT64_MAX

/* Rows and columns count from 1 here; 0 is where the row that is being placed begins. */
struct work {
    const int64_t *cost;
    uint32_t cols;
    int64_t row[MATCHING_ROWS_MAX + 1], col[MATCHING_COLS_MAX + 1]; /* potentials */
    uint32_t owner[MATCHING_COLS_MAX + 1]; /* row that has the column; 0: free */
    uint32_t from[MATCHING_COLS_MAX + 1];  /* column before it on the way */
    int64_t slack[MATCHING_COLS_MAX + 1];
    bool seen[MATCHING_COLS_MAX + 1];
};

/* The nearest column that is not on the way yet; how far it is goes to *step. */
static uint32_t reach(struct work *w, uint32_t at, int64_t *step)
{
    uint32_t r = w->owner[at], next = 0;
    *step = FAR;
    for (uint32_t c = 1; c <= w->cols; c++) {
        if (w->seen[c])
            continue;
        int64_t left = w->cost[(size_t)(r - 1) * w->cols + (c - 1)] - w->row[r] - w->col[c];
        if (left < w->slack[c]) {
            w->slack[c] = left;
            w->from[c] = at;
        }
        if (w->slack[c] < *step) {
            *step = w->slack[c];
            next = c;
        }
    }
    return next;
}

static void lift(struct work *w, int64_t step)
{
    for (uint32_t c = 0; c <= w->cols; c++) {
        if (w->seen[c]) {
            w->row[w->owner[c]] += step;
            w->col[c] -= step;
        } else {
            w->slack[c] -= step;
        }
    }
}

static void place(struct work *w, uint32_t r)
{
    uint32_t at = 0;
    for (uint32_t c = 0; c <= w->cols; c++) {
        w->slack[c] = FAR;
        w->seen[c] = false;
    }
    w->owner[0] = r;
    do {
        int64_t step;
        w->seen[at] = true;
        uint32_t next = reach(w, at, &step);
        lift(w, step);
        at = next;
    } while (w->owner[at] != 0);
    while (at != 0) {
        uint32_t before = w->from[at];
        w->owner[at] = w->owner[before];
        at = before;
    }
}

int64_t matching_least(const int64_t *cost, uint32_t rows, uint32_t cols,
                       uint32_t out[static MATCHING_ROWS_MAX])
{
    struct work w = {.cost = cost, .cols = cols};
    int64_t sum = 0;
    must(rows >= 1 && rows <= cols && rows <= MATCHING_ROWS_MAX && cols <= MATCHING_COLS_MAX);
    for (uint32_t r = 1; r <= rows; r++)
        place(&w, r);
    for (uint32_t c = 1; c <= cols; c++) {
        if (w.owner[c] == 0)
            continue;
        out[w.owner[c] - 1] = c - 1;
        sum += cost[(size_t)(w.owner[c] - 1) * cols + (c - 1)];
    }
    return sum;
}
