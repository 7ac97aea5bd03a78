/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Telemetry as strangers send it and as the disk gives it back. First byte: which series (low two bits), and whether the rest
 * is NDJSON from a port (parsed, packed, unpacked: the samples must come back the same) or the bytes of a stored block.
 */
#include <stdlib.h>
#include <string.h>

#include "core/core_priv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const enum input inputs[SERIES_COUNT] = {IN_READ, IN_POSITION, IN_HEARTBEAT};

static void compare(enum series series, const struct intake_job *job, const struct intake_job *back)
{
    const struct record *rec = input_table[inputs[series]];
    uint32_t k = 0;
    must(back->n == job->accepted && back->received == job->received);
    for (uint32_t i = 0; i < job->n; i++) {
        if (job->lines[i].verdict != LINE_ACCEPTED)
            continue;
        uint64_t has = *(const uint64_t *)(const void *)&job->lines[i].in;
        must(has == *(const uint64_t *)(const void *)&back->lines[k].in);
        must(record_same(rec, &job->lines[i].in, &back->lines[k].in, has));
        k++;
    }
}

static void from_port(enum series series, struct str body)
{
    struct call c;
    struct err e;
    call_init(&c);
    c.body = body;
    if (intake_parse(&c, series, &e) == RC_OK) {
        struct intake_job *job = c.job, back;
        struct block_writer block;
        usec_t first, last;
        for (uint32_t i = 0; i < job->n; i++)
            job->accepted += job->lines[i].verdict == LINE_ACCEPTED;
        block_writer_init(&block, TELEMETRY_BLOCK_MAX);
        must(intake_pack(job, &block, &first, &last) == RC_OK);
        must(job->accepted == 0 || first <= last);
        must(intake_unpack(series, block_bytes(&block), &c.arena, &back, &e) == RC_OK);
        compare(series, job, &back);
        intake_answer(&c);
        must(json_check(buf_str(&c.answer), &e) == RC_OK);
        block_writer_release(&block);
    }
    call_release(&c);
}

static void from_disk(enum series series, struct str block)
{
    struct arena a;
    struct intake_job job;
    struct err e;
    arena_init(&a, 64u << 20);
    (void)!intake_unpack(series, block, &a, &job, &e);
    arena_release(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    enum series series = (enum series)((data[0] & 3) % SERIES_COUNT);
    struct str rest = {(const char *)data + 1, size - 1};
    if ((data[0] & 4) == 0)
        from_port(series, rest);
    else
        from_disk(series, rest);
    return 0;
}
