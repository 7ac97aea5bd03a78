/* SPDX-License-Identifier: Apache-2.0 */
/* One message through a codec, and what came out of it. */
#ifndef TESTS_UNIT_WIRE_WIRE_CASE_H
#define TESTS_UNIT_WIRE_WIRE_CASE_H

#include <stdlib.h>
#include <string.h>

#include "support/t.h"
#include "wire/wire_priv.h"

#define NOW (INT64_C(1795310400) * USEC_S) /* 2026-11-22T01:20:00Z */
#define NOW_TEXT "2026-11-22T01:20:00Z"

struct wire_case {
    struct wire_message in;
    struct wire_out out;
    struct err err;
    enum rc rc;
};

static inline void run(struct wire_case *c, wire_codec_f *codec)
{
    c->in.now = NOW;
    wire_init(&c->out);
    c->rc = codec(&c->in, &c->out, &c->err);
}

static inline void body_is(struct wire_case *c, wire_codec_f *codec, const char *body)
{
    *c = (struct wire_case){.in = {.body = str_c(body)}};
    run(c, codec);
}

static inline void query_is(struct wire_case *c, wire_codec_f *codec, const char *query)
{
    *c = (struct wire_case){.in = {.query = str_c(query)}};
    run(c, codec);
}

static inline uint32_t lines_of(struct str s)
{
    uint32_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == '\n';
    return n;
}

/* All that a message said, kind by kind. */
#define SAYS(c, want_alarms, want_positions, want_heartbeats, want_reads) \
    do { \
        T_STRC(buf_str(&(c).out.alarms), want_alarms); \
        T_STRC(buf_str(&(c).out.positions), want_positions); \
        T_STRC(buf_str(&(c).out.heartbeats), want_heartbeats); \
        T_STRC(buf_str(&(c).out.reads), want_reads); \
    } while (0)

#endif
