/* SPDX-License-Identifier: Apache-2.0 */
/* A journal of random events in a fresh folder, and what its verifier says of it. Header only, as random_event.h. */
#ifndef TESTS_SUPPORT_RANDOM_JOURNAL_H
#define TESTS_SUPPORT_RANDOM_JOURNAL_H

#include "journal/journal.h"
#include "support/random_event.h"

#define RANDOM_JOURNAL_DIR 4200

/* n events of any type; `dir` is where. What was in the arena is gone. */
static inline void random_journal(char dir[static RANDOM_JOURNAL_DIR], uint64_t n, uint64_t *state,
                                  struct arena *a)
{
    struct journal *j;
    struct err e;
    arena_clear(a);
    const struct event **events = arena_alloc(a, n * sizeof *events);
    (void)snprintf(dir, RANDOM_JOURNAL_DIR, "%s", t_tmpdir());
    for (uint64_t i = 0; i < n; i++)
        events[i] =
            random_event(state, a, (enum event_type)random_below(state, EV_COUNT), i + 1, false);
    T_REQUIRE(journal_open(&j, dir, 1024, &e) == RC_OK);
    T_REQUIRE(journal_append(j, events, n, &e) == RC_OK);
    journal_close(j);
}

static inline struct journal_report random_journal_verify(const char *dir)
{
    struct journal_reader *r;
    struct journal_report report;
    struct err e;
    T_REQUIRE(journal_reader_open(&r, dir, &e) == RC_OK);
    T_REQUIRE(journal_verify(r, &report, &e) == RC_OK);
    journal_reader_close(r);
    return report;
}

#endif
