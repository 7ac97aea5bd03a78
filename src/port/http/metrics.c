/* SPDX-License-Identifier: Apache-2.0 */
#include "port/http/metrics.h"

#include <inttypes.h>

static const unsigned statuses[HTTP_STATUSES - 1] = {200, 304, 400, 401, 403, 404,
                                                     405, 409, 413, 429, 500, 503};
static const usec_t bounds[HTTP_LATENCIES - 1] = {100,   250,   500,    1000,    2500,   5000,
                                                  10000, 50000, 250000, 1000000, 5000000};
static const char *const refused_names[HTTP_REFUSED_KINDS] = {"body_memory", "body_abandoned",
                                                              "draining"};

static void add(_Atomic uint64_t *to, uint64_t n)
{
    atomic_fetch_add_explicit(to, n, memory_order_relaxed);
}

static uint64_t get(const _Atomic uint64_t *from)
{
    return atomic_load_explicit(from, memory_order_relaxed);
}

void http_metrics_request(struct http_metrics *m, unsigned slot, unsigned status, usec_t took)
{
    unsigned i = 0, k = 0;
    must(slot < HTTP_SLOTS);
    while (i < HTTP_STATUSES - 1 && statuses[i] != status)
        i++;
    add(&m->requests[slot][i], 1);
    while (k < HTTP_LATENCIES - 1 && took > bounds[k])
        k++;
    add(&m->latency[k], 1);
    add(&m->latency_us, took > 0 ? (uint64_t)took : 0);
}

static void put_head(struct buf *out, const char *name, const char *type, const char *help)
{
    buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void put_one(struct buf *out, const char *name, const char *type, const char *help,
                    int64_t value)
{
    put_head(out, name, type, help);
    buf_printf(out, "%s %" PRId64 "\n", name, value);
}

static void put_requests(struct buf *out, const struct http_metrics *m)
{
    put_head(out, "markaz_http_requests_total", "counter", "Requests answered.");
    for (unsigned slot = 0; slot < HTTP_SLOTS; slot++)
        for (unsigned i = 0; i < HTTP_STATUSES; i++) {
            uint64_t n = get(&m->requests[slot][i]);
            if (n == 0)
                continue;
            const char *route = slot < ROUTE_COUNT       ? route_table[slot].command
                                : slot == HTTP_SLOT_FILE ? "file"
                                                         : "none";
            buf_printf(out, "markaz_http_requests_total{route=\"%s\",status=\"", route);
            if (i < HTTP_STATUSES - 1)
                buf_printf(out, "%u", statuses[i]);
            else
                buf_cat(out, "other");
            buf_printf(out, "\"} %" PRIu64 "\n", n);
        }
}

static void put_latency(struct buf *out, const struct http_metrics *m)
{
    uint64_t sum = 0;
    const char *name = "markaz_http_request_seconds";
    put_head(out, name, "histogram",
             "From a request's first line to the first byte of its answer.");
    for (unsigned i = 0; i < HTTP_LATENCIES; i++) {
        sum += get(&m->latency[i]);
        if (i < HTTP_LATENCIES - 1)
            buf_printf(out, "%s_bucket{le=\"%g\"} %" PRIu64 "\n", name, (double)bounds[i] / 1e6,
                       sum);
        else
            buf_printf(out, "%s_bucket{le=\"+Inf\"} %" PRIu64 "\n", name, sum);
    }
    buf_printf(out, "%s_sum %.6f\n%s_count %" PRIu64 "\n", name, (double)get(&m->latency_us) / 1e6,
               name, sum);
}

void http_metrics_put(struct buf *out, const struct http_metrics *m, int64_t bodies)
{
    put_requests(out, m);
    put_latency(out, m);
    put_one(out, "markaz_http_connections", "gauge", "Open connections.",
            atomic_load(&m->connections));
    put_one(out, "markaz_http_connections_total", "counter", "Connections taken.",
            (int64_t)get(&m->connections_total));
    put_one(out, "markaz_http_streams", "gauge", "Open event streams.", atomic_load(&m->streams));
    put_one(out, "markaz_http_streams_total", "counter", "Event streams opened.",
            (int64_t)get(&m->streams_total));
    put_one(out, "markaz_http_body_bytes", "gauge", "Memory promised to bodies under way.", bodies);
    put_one(out, "markaz_http_received_bytes_total", "counter", "Bytes of bodies received.",
            (int64_t)get(&m->bytes_in));
    put_one(out, "markaz_http_sent_bytes_total", "counter", "Bytes of bodies and streams sent.",
            (int64_t)get(&m->bytes_out));
    put_head(out, "markaz_http_refused_total", "counter", "Turned away, by reason.");
    for (int i = 0; i < HTTP_REFUSED_KINDS; i++)
        buf_printf(out, "markaz_http_refused_total{reason=\"%s\"} %" PRIu64 "\n", refused_names[i],
                   get(&m->refused[i]));
}
