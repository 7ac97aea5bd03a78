/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/cover.h"

#include <math.h>
#include <string.h>

#include "support/t.h"

#define POINTS 12
#define BASES 5

struct town {
    double weight[POINTS];
    uint8_t reach[BASES * POINTS];
    struct cover c;
};

static void make(struct town *t, uint64_t *seed, double busy)
{
    for (int p = 0; p < POINTS; p++)
        t->weight[p] = (double)(t_rand(seed) % 10);
    for (int i = 0; i < BASES * POINTS; i++)
        t->reach[i] = t_rand(seed) % 3 == 0;
    t->c = (struct cover){POINTS, BASES, t->weight, t->reach, busy};
}

/* Written out from the definition. */
static double share(const struct town *t, const uint8_t *at)
{
    double sum = 0, all = 0;
    for (int p = 0; p < POINTS; p++) {
        double missed = 1;
        all += t->weight[p];
        for (int b = 0; b < BASES; b++)
            for (int i = 0; i < at[b]; i++)
                missed *= t->reach[b * POINTS + p] != 0 ? t->c.busy : 1;
        sum += t->weight[p] * (1 - missed);
    }
    return all > 0 ? sum / all : 0;
}

static bool alike(double a, double b)
{
    return fabs(a - b) < 1e-9;
}

static void test_cover__gains_and_losses_are_what_the_share_does(void)
{
    uint64_t seed = 7;
    for (int round = 0; round < 2000; round++) {
        struct town t;
        uint8_t at[BASES];
        uint16_t k[POINTS];
        make(&t, &seed, (double)(round % 5) / 5);
        for (int b = 0; b < BASES; b++)
            at[b] = (uint8_t)(t_rand(&seed) % 3);
        cover_count(&t.c, at, k);
        double now = share(&t, at);
        T(alike(cover_share(&t.c, k), now));
        for (uint32_t b = 0; b < BASES; b++) {
            at[b]++;
            T(alike(cover_gain(&t.c, k, b), share(&t, at) - now));
            at[b]--;
            if (at[b] == 0)
                continue;
            at[b]--;
            T(alike(cover_loss(&t.c, k, b), now - share(&t, at)));
            at[b]++;
        }
    }
}

static void test_cover__no_single_move_gains_more(void)
{
    uint64_t seed = 11;
    for (int round = 0; round < 2000; round++) {
        struct town t;
        struct cover_move m;
        uint8_t at[BASES];
        uint16_t k[POINTS], before[POINTS];
        double best = 0;
        make(&t, &seed, (double)(round % 5) / 5);
        for (int b = 0; b < BASES; b++)
            at[b] = (uint8_t)(t_rand(&seed) % 3);
        cover_count(&t.c, at, k);
        memcpy(before, k, sizeof k);
        double now = share(&t, at);
        bool found = cover_best_move(&t.c, at, k, &m);
        T(memcmp(before, k, sizeof k) == 0);
        for (int from = 0; from < BASES; from++)
            for (int to = 0; to < BASES && at[from] > 0; to++) {
                at[from]--;
                at[to]++;
                best = fmax(best, share(&t, at) - now);
                at[to]--;
                at[from]++;
            }
        T_EQ(found, best > 1e-6);
        if (!found)
            continue;
        T(alike(m.gain, best));
        at[m.from]--;
        at[m.to]++;
        T(alike(share(&t, at) - now, best));
    }
}

static double best_of(const struct town *t, uint8_t *at, int base, uint32_t left)
{
    double best = left == 0 ? share(t, at) : 0;
    if (base == BASES || left == 0)
        return best;
    for (uint32_t n = 0; n <= left; n++) {
        at[base] = (uint8_t)n;
        best = fmax(best, best_of(t, at, base + 1, left - n));
    }
    at[base] = 0;
    return best;
}

static void test_cover__placing_one_by_one_is_within_its_bound(void)
{
    uint64_t seed = 13;
    double worst = 1;
    for (int round = 0; round < 1000; round++) {
        struct town t;
        uint8_t at[BASES], all[BASES] = {0};
        uint16_t k[POINTS];
        uint32_t n = 1 + (uint32_t)(t_rand(&seed) % 4), placed = 0;
        make(&t, &seed, (double)(round % 5) / 5);
        cover_place(&t.c, n, at, k);
        for (int b = 0; b < BASES; b++)
            placed += at[b];
        T_EQ(placed, n);
        double best = best_of(&t, all, 0, n), got = cover_share(&t.c, k);
        T(alike(got, share(&t, at)));
        T(got >= (1 - exp(-1)) * best - 1e-9);
        worst = best > 0 ? fmin(worst, got / best) : worst;
    }
    T(worst < 1); /* it is no exact method, and nobody should take it for one */
}

int main(void)
{
    T_RUN(test_cover__gains_and_losses_are_what_the_share_does);
    T_RUN(test_cover__no_single_move_gains_more);
    T_RUN(test_cover__placing_one_by_one_is_within_its_bound);
    return t_end();
}
