/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is to happen next, in the city's own time (µs since its start). Things due at the same
 * moment happen in the order in which they were written down, so a run can be repeated. Nothing is
 * ever struck out: an actor that changed its mind keeps a generation number in `arg` and ignores
 * what is stale. Not thread-safe.
 */
#ifndef SIM_AGENDA_H
#define SIM_AGENDA_H

#include "base/clock.h"

#define AGENDA_MAX (1u << 20)

struct agenda;

struct agenda *agenda_new(void);
void agenda_free(struct agenda *a);
/* fn(user, arg, at) will be called at `at`, or as soon after as the run allows. */
void agenda_add(struct agenda *a, usec_t at, void (*fn)(void *user, uint64_t arg, usec_t at),
                void *user, uint64_t arg);
/* Everything due up to and including `until`. Returns how many things happened. */
size_t agenda_run(struct agenda *a, usec_t until);
/* When the next thing is due; INT64_MAX when there is none. */
usec_t agenda_next(const struct agenda *a);

#endif
