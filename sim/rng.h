/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Chance that can be repeated: the same seed gives the same city and the same traffic on every
 * machine. Every actor has its own stream, so that what one of them does never changes the luck of
 * another. (SplitMix64, Steele et al. 2014.)
 */
#ifndef SIM_RNG_H
#define SIM_RNG_H

#include "base/defs.h"

struct rng {
    uint64_t s;
};

static inline uint64_t rng_next(struct rng *r)
{
    uint64_t z = (r->s += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* Stream number `stream` of this seed; streams do not follow one another. */
static inline struct rng rng_from(uint64_t seed, uint64_t stream)
{
    struct rng r = {seed ^ (stream * UINT64_C(0xD1342543DE82EF95))};
    r.s = rng_next(&r) ^ stream;
    return r;
}

/* 0 <= x < 1 */
static inline double rng_unit(struct rng *r)
{
    return (double)(rng_next(r) >> 11) / 9007199254740992.0;
}

static inline double rng_between(struct rng *r, double lo, double hi)
{
    return lo + (hi - lo) * rng_unit(r);
}

/* 0 <= x < n; n is at least 1. */
static inline uint32_t rng_below(struct rng *r, uint32_t n)
{
    return (uint32_t)(((rng_next(r) >> 32) * n) >> 32);
}

static inline bool rng_chance(struct rng *r, double p)
{
    return rng_unit(r) < p;
}

#endif
