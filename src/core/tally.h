/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How often each type of event stands in the history, up to a size of its tree. Entries tell their type in clear, so anybody
 * can count them again in the entry bundles under /log/. Look-ups are counted by purpose too: who holds the journal can count
 * those again. Seal thread; copies of it are anybody's.
 */
#ifndef CORE_TALLY_H
#define CORE_TALLY_H

#include "event/record.h"
#include "journal/journal.h"

struct tally {
    uint64_t size; /* entries that were counted: the first so many */
    uint64_t of[EV_COUNT];
    uint64_t looks
        [PURPOSE_COUNT]; /* of look-ups, by purpose; none: forgotten before they were counted */
};

/* The next entry's text. One of a type that this program does not know counts for the size alone. Its type, or EV_COUNT. */
enum event_type tally_add(struct tally *t, struct str entry);
/* The same, and of a look-up its purpose, which stands in the payload alone. `r` may not be in use. */
MUST_USE enum rc tally_event(struct tally *t, struct str entry, struct journal_reader *r,
                             struct err *e);

/*
 * Counts of the first `size` entries: from DIR/log/counts, and what is not in it yet from the journal. RC_BUSY when *stop has
 * become true. Two readers: one for the walk, one for what is looked up meanwhile.
 */
MUST_USE enum rc tally_load(struct tally *t, const char *dir, struct journal_reader *r,
                            struct journal_reader *payloads, uint64_t size,
                            const _Atomic bool *stop, struct err *e);
/* It may be lost: then all is counted again. */
MUST_USE enum rc tally_save(const struct tally *t, const char *dir, struct err *e);
/* A JSON object of those that occur, by name. */
void tally_put(struct buf *out, const struct tally *t);
/* The same of look-ups, by purpose. */
void tally_put_looks(struct buf *out, const struct tally *t);

#endif
