/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DESK_LOAD_MEASURE_PRIV_H
#define DESK_LOAD_MEASURE_PRIV_H

#include "desk/load/measure.h"

struct load_measure {
    const struct load_facts *f;
    const struct load_question *q;
    struct buf *out;
    bool known;     /* the figure asked for exists */
    uint8_t *noted; /* of each alarm: is it behind the figure? */
};

/* Is the alarm load, and of the question's area? */
bool load_counts(const struct load_measure *m, const struct load_alarm *a);
/* Raised from..to, as alarms are counted. */
bool load_raised(const struct load_measure *m, const struct load_alarm *a);
/* The first alarm, call or clock that began at or after `at`: they stand in that order. */
uint32_t load_alarm_at(const struct load_facts *f, usec_t at);
uint32_t load_call_at(const struct load_facts *f, usec_t at);
uint32_t load_clock_at(const struct load_facts *f, usec_t at);
/* Does the call or clock that began at `at` count? One of an alarm older than a day does not: others could not know it. */
bool load_heeds(const struct load_measure *m, const struct load_alarm *a, usec_t at);
/* This alarm is behind the figure `name`, or name:key. */
void load_note(struct load_measure *m, const char *name, struct str key, uint32_t alarm);
/* n of `of` as 0.000 to 1, rounded down; null of nothing. With the member's name and a comma before it. */
void load_put_share(struct buf *out, const char *name, uint64_t n, uint64_t of);
void load_put_text(struct buf *out, const char *name, struct str text);

/* How many alarms and calls, how quick, how much of it flood. */
void load_put_rate(struct load_measure *m);

/* shifts.c */
void load_put_shifts(const struct load_measure *m);
void load_put_rota(const struct load_measure *m);
/* clocks.c */
void load_put_answers(struct load_measure *m);
void load_put_clocks(struct load_measure *m);
/* sources.c */
void load_put_sources(struct load_measure *m);
void load_put_ledger(struct load_measure *m);

#endif
