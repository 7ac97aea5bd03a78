/* SPDX-License-Identifier: Apache-2.0 */
#include "base/matching.h"

#include "support/t.h"

#define ROWS 5
#define COLS 7

/* The least of all ways to give rows their columns. */
static int64_t plain(const int64_t *cost, uint32_t rows, uint32_t cols, uint32_t r, uint32_t taken)
{
    int64_t best = INT64_MAX;
    if (r == rows)
        return 0;
    for (uint32_t c = 0; c < cols; c++) {
        if ((taken & (1u << c)) != 0)
            continue;
        int64_t rest = plain(cost, rows, cols, r + 1, taken | (1u << c));
        int64_t sum = cost[r * cols + c] + rest;
        best = sum < best ? sum : best;
    }
    return best;
}

static void test_matching__equals_all_ways_tried(void)
{
    uint64_t seed = 20261123;
    for (int round = 0; round < 20000; round++) {
        int64_t cost[ROWS * COLS];
        uint32_t out[MATCHING_ROWS_MAX], rows = 1 + (uint32_t)(t_rand(&seed) % ROWS);
        uint32_t cols = rows + (uint32_t)(t_rand(&seed) % (COLS - rows + 1)), taken = 0;
        uint64_t span = round % 3 == 0   ? 4
                        : round % 3 == 1 ? 1000
                                         : 1u << 30; /* many alike, few, none */
        int64_t sum = 0;
        for (uint32_t i = 0; i < rows * cols; i++)
            cost[i] = (int64_t)(t_rand(&seed) % span) - (int64_t)(round % 2 * 100);
        int64_t told = matching_least(cost, rows, cols, out);
        for (uint32_t r = 0; r < rows; r++) {
            T_REQUIRE(out[r] < cols);
            T_EQ(taken & (1u << out[r]), 0);
            taken |= 1u << out[r];
            sum += cost[r * cols + out[r]];
        }
        T_EQ(sum, told);
        T_EQ(told, plain(cost, rows, cols, 0, 0));
    }
}

static void test_matching__the_widest_and_the_dearest(void)
{
    static int64_t cost[MATCHING_ROWS_MAX * MATCHING_COLS_MAX];
    uint32_t out[MATCHING_ROWS_MAX];
    for (uint32_t i = 0; i < MATCHING_ROWS_MAX * MATCHING_COLS_MAX; i++)
        cost[i] = MATCHING_COST_MAX;
    for (uint32_t r = 0; r < MATCHING_ROWS_MAX; r++)
        cost[r * MATCHING_COLS_MAX + (MATCHING_COLS_MAX - 1 - r)] = -(int64_t)r;
    T_EQ(matching_least(cost, MATCHING_ROWS_MAX, MATCHING_COLS_MAX, out), -120);
    for (uint32_t r = 0; r < MATCHING_ROWS_MAX; r++)
        T_EQ(out[r], MATCHING_COLS_MAX - 1 - r);
}

int main(void)
{
    T_RUN(test_matching__equals_all_ways_tried);
    T_RUN(test_matching__the_widest_and_the_dearest);
    return t_end();
}
