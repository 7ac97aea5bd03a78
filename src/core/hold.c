/* SPDX-License-Identifier: Apache-2.0 */
/* How long single pieces of work hold the core thread: all others wait so long, so it is measured in the field too. */
#include "base/log.h"
#include "core/core_priv.h"

#define LONG (20 * USEC_MS) /* worth a line in the log, when it is the longest of its kind so far */

static const char *const kinds[HOLD_KINDS] = {"call", "telemetry", "timer", "tick", "work"};

void latency_note(struct latency *l, usec_t us)
{
    int slot = 0;
    while (slot < 31 && (INT64_C(1) << slot) < us)
        slot++;
    atomic_fetch_add_explicit(&l->bucket[slot], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&l->count, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&l->total_us, (uint64_t)us, memory_order_relaxed);
}

void hold_note(struct core *c, enum held_by kind, const char *name, usec_t begun)
{
    usec_t us = clock_steady() - begun;
    latency_note(&c->holds.of[kind], us);
    if (us <= atomic_load_explicit(&c->holds.longest[kind], memory_order_relaxed))
        return;
    atomic_store_explicit(&c->holds.longest[kind], us, memory_order_relaxed);
    if (us >= LONG)
        log_warn("core", "'%s' (%s) held all others up for %lld ms", name, kinds[kind],
                 (long long)(us / USEC_MS));
}

static void histogram(struct buf *out, const char *kind, const struct latency *l)
{
    uint64_t sum = 0;
    for (int i = 0; i < 22; i++) {
        sum += atomic_load(&l->bucket[i]);
        if (i >= 4 && i % 2 == 0) /* 16 µs, 64 µs … 1 s */
            buf_printf(out, "markaz_core_hold_seconds_bucket{kind=\"%s\",le=\"%.6f\"} %llu\n", kind,
                       (double)(INT64_C(1) << i) / 1e6, (unsigned long long)sum);
    }
    uint64_t count = atomic_load(&l->count);
    buf_printf(out,
               "markaz_core_hold_seconds_bucket{kind=\"%s\",le=\"+Inf\"} %llu\n"
               "markaz_core_hold_seconds_sum{kind=\"%s\"} %.6f\n"
               "markaz_core_hold_seconds_count{kind=\"%s\"} %llu\n",
               kind, (unsigned long long)count, kind, (double)atomic_load(&l->total_us) / 1e6, kind,
               (unsigned long long)count);
}

void hold_metrics(struct core *c, struct buf *out)
{
    buf_cat(out,
            "# HELP markaz_core_hold_seconds single pieces of work of the core thread; all others "
            "wait meanwhile\n# TYPE markaz_core_hold_seconds histogram\n");
    for (int k = 0; k < HOLD_KINDS; k++)
        histogram(out, kinds[k], &c->holds.of[k]);
    buf_cat(out, "# HELP markaz_core_longest_seconds the longest of them since the start\n"
                 "# TYPE markaz_core_longest_seconds gauge\n");
    for (int k = 0; k < HOLD_KINDS; k++)
        buf_printf(out, "markaz_core_longest_seconds{kind=\"%s\"} %.6f\n", kinds[k],
                   (double)atomic_load(&c->holds.longest[k]) / 1e6);
}
