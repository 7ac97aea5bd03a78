/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/cover.h"

#include <math.h>
#include <string.h>

static const uint8_t *row(const struct cover *c, uint32_t base)
{
    return c->reach + (size_t)base * c->points;
}

static double total(const struct cover *c)
{
    double sum = 0;
    for (uint32_t p = 0; p < c->points; p++)
        sum += c->weight[p];
    return sum;
}

static void add(const struct cover *c, uint16_t *k, uint32_t base, int by)
{
    const uint8_t *reach = row(c, base);
    for (uint32_t p = 0; p < c->points; p++)
        if (reach[p] != 0)
            k[p] = (uint16_t)(k[p] + by);
}

void cover_count(const struct cover *c, const uint8_t *at, uint16_t *k)
{
    memset(k, 0, c->points * sizeof *k);
    for (uint32_t b = 0; b < c->bases; b++)
        for (unsigned i = 0; i < at[b]; i++)
            add(c, k, b, 1);
}

double cover_share(const struct cover *c, const uint16_t *k)
{
    double sum = 0, all = total(c);
    for (uint32_t p = 0; p < c->points; p++)
        if (k[p] > 0)
            sum += c->weight[p] * (1 - pow(c->busy, k[p]));
    return all > 0 ? sum / all : 0;
}

/* What the (k + below)-th unit is worth at each point that the base reaches. */
static double worth(const struct cover *c, const uint16_t *k, uint32_t base, int below)
{
    const uint8_t *reach = row(c, base);
    double sum = 0, all = total(c);
    for (uint32_t p = 0; p < c->points; p++) {
        int others = k[p] + below;
        if (reach[p] != 0 && others >= 0)
            sum += c->weight[p] * (1 - c->busy) * (others > 0 ? pow(c->busy, others) : 1);
    }
    return all > 0 ? sum / all : 0;
}

double cover_gain(const struct cover *c, const uint16_t *k, uint32_t base)
{
    return worth(c, k, base, 0);
}

double cover_loss(const struct cover *c, const uint16_t *k, uint32_t base)
{
    return worth(c, k, base, -1);
}

#define WORTH_MOVING 1e-6

bool cover_best_move(const struct cover *c, const uint8_t *at, uint16_t *k, struct cover_move *out)
{
    *out = (struct cover_move){0};
    for (uint32_t from = 0; from < c->bases; from++) {
        if (at[from] == 0)
            continue;
        double lost = cover_loss(c, k, from);
        add(c, k, from, -1);
        for (uint32_t to = 0; to < c->bases; to++) {
            double gain = cover_gain(c, k, to) - lost;
            if (to != from && gain > out->gain + 1e-12)
                *out = (struct cover_move){from, to, gain};
        }
        add(c, k, from, 1);
    }
    return out->gain > WORTH_MOVING;
}

void cover_place(const struct cover *c, uint32_t n, uint8_t *at, uint16_t *k)
{
    memset(at, 0, c->bases);
    memset(k, 0, c->points * sizeof *k);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t best = 0;
        double most = -1;
        for (uint32_t b = 0; b < c->bases; b++) {
            double gain = at[b] < UINT8_MAX ? cover_gain(c, k, b) : -1;
            if (gain > most + 1e-12) {
                most = gain;
                best = b;
            }
        }
        if (most < 0)
            return; /* no base takes more */
        at[best]++;
        add(c, k, best, 1);
    }
}
