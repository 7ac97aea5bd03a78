/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_PAST_PRIV_H
#define CORE_PAST_PRIV_H

#include <pthread.h>

#include "core/past.h"
#include "journal/journal.h"

#define PAST_FOLDER "past"
#define PAST_IDLE USEC_MIN /* that a picture is kept which nobody asks of */

struct past {
    pthread_mutex_t lock;
    struct picture *then; /* the one made last; NULL: none */
    uint64_t erased; /* sequence of the last erasure when it was begun: after another it goes */
    usec_t used;
    /* ---- the snapshot thread's (past_keep.c) ---- */
    bool begun;
    uint64_t kept,
        forgotten; /* sequences: of the newest on the disk, of the last erasure that was looked into */
    uint64_t day;   /* events of the day before that */
    usec_t kept_at; /* steady */
};

/*
 * Query `at` or `seq`: the event after which the moment is. *from: the moment itself when it was asked for by its time, from which the
 * span counts; untouched when an event was.
 */
MUST_USE enum rc past_read_moment(struct journal_reader *r, struct call *c, uint64_t *seq,
                                  usec_t *from, struct err *e);
/* Query `as`: *now as known now, else as known then. */
MUST_USE enum rc past_read_as(struct call *c, bool *now, struct err *e);
/* Query `span`, 0 to PAST_SPAN_MAX; 0 when it is not said. */
MUST_USE enum rc past_read_span(struct call *c, usec_t *out, struct err *e);

/* Lets go of a picture that nobody has asked of for PAST_IDLE. */
void past_idle(struct core *c);

#endif
