/* SPDX-License-Identifier: Apache-2.0 */
/* Time: UTC microseconds since 1970 inside, RFC 3339 outside. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/buf.h"

typedef int64_t usec_t; /* µs; UTC since 1970 for instants, a length for spans */

#define USEC_MS INT64_C(1000)
#define USEC_S INT64_C(1000000)
#define USEC_MIN (60 * USEC_S)
#define USEC_H (60 * USEC_MIN)
#define USEC_DAY (24 * USEC_H)

/* Wall clock, UTC. Desks never call this: they are given `now`. */
usec_t clock_utc(void);
/* Steady clock for measuring spans; no relation to UTC. */
usec_t clock_steady(void);
/* CPU time of the whole process. */
usec_t clock_cpu(void);

/* RFC 3339 in UTC with `Z`, fraction only as long as needed (0, 3 or 6 digits): 2026-11-22T10:00:00.123Z. */
void clock_format(struct buf *out, usec_t t);
/*
 * RFC 3339 date-time with any offset and up to 9 fraction digits (cut to µs). Years 1970-2199. A leap second :60 is
 * read as :59.999999. False on anything else; *out untouched then.
 */
MUST_USE bool clock_parse(struct str s, usec_t *out);

#endif
