/* SPDX-License-Identifier: Apache-2.0 */
/* The port's own counters, as Prometheus text (exposition format 0.0.4). Any thread. */
#ifndef PORT_HTTP_METRICS_H
#define PORT_HTTP_METRICS_H

#include <stdatomic.h>

#include "base/clock.h"
#include "core/route.h"

#define HTTP_STATUSES 13 /* the last: all others */
#define HTTP_LATENCIES 12

enum { HTTP_SLOT_FILE = ROUTE_COUNT, HTTP_SLOT_OTHER, HTTP_SLOTS };

enum http_refused {
    HTTP_REFUSED_BODY_MEMORY,
    HTTP_REFUSED_BODY_ABANDONED,
    HTTP_REFUSED_DRAINING,
    HTTP_REFUSED_KINDS
};

struct http_metrics {
    _Atomic uint64_t requests[HTTP_SLOTS][HTTP_STATUSES];
    _Atomic uint64_t latency[HTTP_LATENCIES]; /* headers read to answer begun; not of streams */
    _Atomic uint64_t latency_us;
    _Atomic uint64_t connections_total, streams_total, bytes_in, bytes_out;
    _Atomic uint64_t refused[HTTP_REFUSED_KINDS];
    _Atomic int64_t connections, streams;
};

void http_metrics_request(struct http_metrics *m, unsigned slot, unsigned status, usec_t took);
void http_metrics_put(struct buf *out, const struct http_metrics *m, int64_t bodies);

#endif
