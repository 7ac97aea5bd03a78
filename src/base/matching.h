/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Least-cost assignment: each row gets a column of its own so that the costs add up to the least. The Hungarian method (Kuhn 1955,
 * Munkres 1957) in its form with potentials, O(rows² · columns). Pure.
 */
#ifndef BASE_MATCHING_H
#define BASE_MATCHING_H

#include "base/defs.h"

#define MATCHING_ROWS_MAX 16u
#define MATCHING_COLS_MAX 192u
#define MATCHING_COST_MAX (INT64_C(1) << 56) /* of one cell, either way */

/*
 * cost: rows × cols, row by row; 1 <= rows <= cols, rows <= MATCHING_ROWS_MAX, cols <= MATCHING_COLS_MAX. out[row] is its column.
 * Returns the sum. Of several that cost the same one is chosen, the same each time.
 */
int64_t matching_least(const int64_t *cost, uint32_t rows, uint32_t cols,
                       uint32_t out[static MATCHING_ROWS_MAX]);

#endif
