/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_THIN_PRIV_H
#define CORE_THIN_PRIV_H

#include "base/arena.h"
#include "core/core_priv.h"
#include "core/thin.h"

#define THIN_SAMPLES 20000           /* of one step */
#define THIN_HELD (INT64_C(1) << 62) /* numbers of blocks from here on: kept because of a hold */
#define THIN_BLOCKS 16               /* rewritten in one step */

/* Units and devices on which there is a hold. */
struct thin_held {
    struct arena arena;
    struct map ids;
    uint64_t sum; /* of all of them: another one, another set */
};

void thin_held_look(struct thin_held *h, struct core *c);
bool thin_is_held(const struct thin_held *h, const struct intake_line *l);

/* Lines that outlive the block they stood in. */
struct thin_lines {
    struct intake_line *v; /* INTAKE_LINES_MAX */
    uint32_t n;
};

struct thin_part {
    usec_t start;
    uint64_t sum; /* the holds as they were when it was last looked through */
    bool due;
};

struct thin {
    struct core *core;
    struct thin_held held;
    struct arena lines, block; /* of a step; of one block unpacked */
    struct block_writer packing;

    /* The partition of positions that is being thinned. */
    bool moving;
    usec_t start;
    int64_t at; /* up to this block */
    struct thin_minutes minutes;
    struct thin_lines thin, full;
    usec_t received;

    /* The partition of tracks that is being looked through. */
    bool sweeping, due, left;
    usec_t part;
    int64_t swept;
    struct thin_part *parts; /* looked through before, by start */
    size_t nparts, cap;

    /* Of one step. */
    uint32_t samples;
    bool ended;
    int64_t last;
    struct telemetry_block out[THIN_BLOCKS];
    size_t nout;
    enum rc rc;
    struct err *err;
};

/* thin_move.c, thin_sweep.c: one step; *more is false when there is nothing to do now. */
enum rc thin_move(struct thin *t, usec_t now, bool *more, struct err *e);
enum rc thin_sweep(struct thin *t, usec_t now, bool *more, struct err *e);
/* Unpack into t->block. */
enum rc thin_unpack(struct thin *t, const struct telemetry_block *b, struct intake_job *job,
                    struct err *e);
/* The lines as a block whose bytes lie in t->lines. */
struct telemetry_block thin_pack(struct thin *t, struct intake_line *lines, uint32_t n,
                                 usec_t received, int64_t id);

#endif
