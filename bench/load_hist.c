/* SPDX-License-Identifier: Apache-2.0 */
#include "load.h"

/* Below 2^BITS each value has its slot; above, each power of two has 2^BITS of them. */
static uint32_t slot_of(uint64_t v)
{
    if (v < (1u << LOAD_HIST_BITS))
        return (uint32_t)v;
    uint32_t shift = 63 - (uint32_t)__builtin_clzll(v) - LOAD_HIST_BITS;
    uint32_t slot =
        ((shift + 1) << LOAD_HIST_BITS) + (uint32_t)(v >> shift) - (1u << LOAD_HIST_BITS);
    return slot < LOAD_HIST_SLOTS ? slot : LOAD_HIST_SLOTS - 1;
}

static usec_t value_of(uint32_t slot)
{
    if (slot < (1u << LOAD_HIST_BITS))
        return slot;
    uint32_t shift = (slot >> LOAD_HIST_BITS) - 1;
    uint64_t low = (slot & ((1u << LOAD_HIST_BITS) - 1)) + (1u << LOAD_HIST_BITS);
    return (usec_t)(((low + 1) << shift) - 1);
}

void load_hist_add(struct load_hist *h, usec_t took)
{
    h->slot[slot_of(took > 0 ? (uint64_t)took : 0)]++;
    h->n++;
    h->max = took > h->max ? took : h->max;
}

usec_t load_hist_at(const struct load_hist *h, double share)
{
    uint64_t want = (uint64_t)((double)h->n * share), seen = 0;
    for (uint32_t i = 0; i < LOAD_HIST_SLOTS; i++) {
        seen += h->slot[i];
        if (seen > want)
            return value_of(i) < h->max ? value_of(i) : h->max;
    }
    return h->max;
}
