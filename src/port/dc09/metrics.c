/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>

#include "port/dc09/dc09_priv.h"

static uint64_t get(const _Atomic uint64_t *from)
{
    return atomic_load_explicit(from, memory_order_relaxed);
}

static void head(struct buf *out, const char *name, const char *type, const char *help)
{
    buf_printf(out, "# HELP markaz_dc09_%s %s\n# TYPE markaz_dc09_%s %s\n", name, help, name, type);
}

static void labelled(struct buf *out, const char *name, const char *label, const char *value,
                     uint64_t n)
{
    buf_printf(out, "markaz_dc09_%s{%s=\"%s\"} %" PRIu64 "\n", name, label, value, n);
}

void dc09_metrics_write(void *state, struct buf *out)
{
    static const char *const answers[DC09_ANSWERS] = {"ack", "nak", "duh", "none"};
    static const char *const events[DC09_REPORT + 2] = {"alarm", "restored", "cancelled",
                                                        "test",  "report",   "supervision"};
    const struct dc09_metrics *m = &((const struct port_state *)state)->metrics;
    head(out, "answers_total", "counter", "messages of alarm panels, by how they were answered");
    for (int i = 0; i < DC09_ANSWERS; i++)
        labelled(out, "answers_total", "answer", answers[i], get(&m->answers[i]));
    head(out, "events_total", "counter", "what panels said");
    for (size_t i = 0; i < ARRAY_LEN(events); i++)
        labelled(out, "events_total", "says", events[i], get(&m->events[i]));
    head(out, "wrong_crc_total", "counter", "frames dropped for a wrong CRC");
    buf_printf(out, "markaz_dc09_wrong_crc_total %" PRIu64 "\n", get(&m->wrong_crc));
    head(out, "ack_seconds_total", "counter", "time from a frame to its ACK, summed up");
    buf_printf(out, "markaz_dc09_ack_seconds_total %.6f\n", (double)get(&m->ack_us) / 1e6);
    head(out, "under_way", "gauge", "messages that are not answered yet");
    buf_printf(out, "markaz_dc09_under_way %" PRId64 "\n",
               atomic_load_explicit(&m->under_way, memory_order_relaxed));
    head(out, "connections", "gauge", "open TCP connections of panels");
    buf_printf(out, "markaz_dc09_connections %" PRId64 "\n",
               atomic_load_explicit(&m->tcp.open, memory_order_relaxed));
    head(out, "closed_total", "counter", "connections closed because of a ceiling");
    labelled(out, "closed_total", "why", "crowded", get(&m->tcp.crowded));
    labelled(out, "closed_total", "why", "flooded", get(&m->tcp.flooded));
    labelled(out, "closed_total", "why", "deaf", get(&m->tcp.deaf));
    labelled(out, "closed_total", "why", "idle", get(&m->tcp.idle));
}
