/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a read costs before and after the core: its line parsed, its sample packed. One thread, no
 * server. Usage: bench_intake [SECONDS], for each way.
 */
#include "bench.h"
#include "core/core_priv.h"

#define BATCH 100
#define BODIES \
    200 /* other ones each time, as from real cameras, and more than the nearest cache holds */

static struct buf bodies[BODIES];
static struct block_writer packed;

static uint64_t next(uint64_t *state)
{
    return bench_next(state) >> 33;
}

static void make_bodies(void)
{
    uint64_t s = 1;
    for (int i = 0; i < BODIES; i++) {
        buf_init(&bodies[i], 1u << 20);
        for (int k = 0; k < BATCH; k++)
            buf_printf(
                &bodies[i],
                "{\"camera\":\"cam-%05u\",\"plate\":\"%02u%c%03u%c%c\",\"region\":\"uz\","
                "\"at\":\"2026-11-22T10:%02u:%02u.%03uZ\",\"confidence\":0.%u,\"heading\":%u,"
                "\"speed_kmh\":%u.%u,\"vehicle\":{\"class\":\"car\",\"make\":\"chevrolet\","
                "\"color\":\"white\"}}\n",
                (unsigned)(next(&s) % 20000), (unsigned)(next(&s) % 99 + 1),
                (int)('A' + next(&s) % 26), (unsigned)(next(&s) % 1000), (int)('A' + next(&s) % 26),
                (int)('A' + next(&s) % 26), (unsigned)(next(&s) % 60), (unsigned)(next(&s) % 60),
                (unsigned)(next(&s) % 1000), (unsigned)(850 + next(&s) % 150),
                (unsigned)(next(&s) % 360), (unsigned)(20 + next(&s) % 40),
                (unsigned)(next(&s) % 10));
    }
}

struct cost {
    usec_t parse, pack;
    uint64_t reads, bytes_in, bytes_out;
};

static void one_call(struct cost *c, struct str body)
{
    struct call call;
    struct err e;
    usec_t first, last, t0 = clock_cpu();
    call_init(&call);
    call.body = body;
    call.received = INT64_C(1795341600000000);
    must(intake_parse(&call, SERIES_READS, &e) == RC_OK);
    struct intake_job *job = call.job;
    job->accepted = job->n;
    for (uint32_t i = 0; i < job->n; i++)
        must(job->lines[i].verdict == LINE_ACCEPTED);
    usec_t t1 = clock_cpu();
    must(intake_pack(job, &packed, &first, &last) == RC_OK);
    usec_t t2 = clock_cpu();
    c->reads += job->n;
    c->bytes_in += body.n;
    c->bytes_out += packed.n;
    call_release(&call);
    c->parse += t1 - t0;
    c->pack += t2 - t1;
}

int main(int argc, char **argv)
{
    double seconds = argc > 1 ? strtod(argv[1], NULL) : 2;
    struct cost c = {0};
    make_bodies();
    block_writer_init(&packed, TELEMETRY_BLOCK_MAX);
    for (usec_t end = clock_steady() + (usec_t)(seconds * 1e6); clock_steady() < end;)
        for (int i = 0; i < BODIES; i++)
            one_call(&c, buf_str(&bodies[i]));
    block_writer_release(&packed);
    double n = (double)c.reads;
    printf("%-22s %10s %10s\n", "CPU of a read", "ns", "bytes");
    printf("%-22s %10.0f %10.0f\n", "parsed, with its arena", (double)c.parse * 1000 / n,
           (double)c.bytes_in / n);
    printf("%-22s %10.0f %10.0f\n", "packed", (double)c.pack * 1000 / n, (double)c.bytes_out / n);
    return 0;
}
