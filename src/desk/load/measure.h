/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The figures by which alarm centres are judged, computed from facts by the formulas of doc/load.md. Pure and in whole numbers: the
 * same events give the same bytes, on any machine, however they were gathered. Who changes what a figure means counts
 * LOAD_FORMULAS up, here and in doc/load.md.
 */
#ifndef DESK_LOAD_MEASURE_H
#define DESK_LOAD_MEASURE_H

#include "desk/load/facts.h"

#define LOAD_FORMULAS 1
#define LOAD_FLOOD 10 /* more calls than this in ten minutes are a flood (ISA-18.2) */
#define LOAD_PERIOD (10 * USEC_MIN)
#define LOAD_CHATTER 3 /* calls of one source within LOAD_CHATTER_SPAN */
#define LOAD_CHATTER_SPAN USEC_MIN
#define LOAD_STALE USEC_DAY
#define LOAD_TOP 10
#define LOAD_ROWS 200 /* of the ledger and of nuisances */
#define LOAD_IDS 1000 /* alarms behind one figure */

/* Areas and what they lie in, as known when the question is asked. */
struct load_areas {
    struct arena arena;
    struct map parent; /* area → a NUL-ended id */
};

void load_areas_init(struct load_areas *a);
void load_areas_add(struct load_areas *a, struct str area, struct str parent);
void load_areas_release(struct load_areas *a);
/* As picture_area_within. */
bool load_within(const struct load_areas *a, struct str area, struct str of);

struct load_limits {
    int64_t urgent_80_s, urgent_985_s, other_80_s, other_985_s;
};

struct load_question {
    usec_t from, to;   /* from <= at < to; facts hold nothing later than `to` */
    struct str area;   /* it and all in it; empty: all */
    struct str by;     /* of answers and shifts only this person's; empty: all */
    struct str figure; /* not the figures but the alarms behind this one */
    bool whole;        /* sign-ons, shifts and the sites' ledger too; facts begin a span earlier */
    struct load_limits limits;
    const struct load_areas *areas;
    const usec_t *rota; /* load_rota */
    uint32_t nrota;
};

/*
 * When shifts begin, whoever signed on: the last at or before `from`, all between, the first at or after `to`. `minutes` are
 * times of the centre's day. Returns how many there are in *out, which is the caller's to free; none without minutes.
 */
uint32_t load_rota(const int *minutes, int n, usec_t from, usec_t to, usec_t **out);
/* The calendar month of the centre's time, like 2026-10. False: it is none. */
bool load_month(struct str text, usec_t *from, usec_t *to);

/* When facts for this question must begin. */
usec_t load_begin(const struct load_question *q);
/* A JSON object. RC_NOT_FOUND for a figure that there is not. */
MUST_USE enum rc load_measure(const struct load_facts *f, const struct load_question *q,
                              struct buf *out, struct err *e);

#endif
