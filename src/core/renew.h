/* SPDX-License-Identifier: Apache-2.0 */
/*
 * After a disaster: a backup goes on as a new log, because what came after it was signed and seen by others, and is lost. Going on
 * under the old name would be a second history of that name, which its witnesses refuse. So the log gets another name (NAME/2, then
 * NAME/3) and another key; all restored entries are its beginning, and its first own event says in its entry, to everybody, what is
 * lost and which checkpoint the old log had (`struct renewal` in event/event.h).
 *
 * Two persons decide it: both give their name and password in one call, which is the whole of the decision, so there is no half of
 * one that somebody could complete alone. No centre runs then; who they are is asked of the restored history. Somebody whose password was
 * set by another is nobody here, because that one knows it.
 */
#ifndef CORE_RENEW_H
#define CORE_RENEW_H

#include "base/err.h"
#include "event/event.h"
#include "tlog/note.h"

#define RENEW_WHY_MAX 240

struct renew_person {
    struct str name, password;
};

struct renew {
    const char *dir; /* of the store that is being restored */
    struct str last; /* the last checkpoint of the old log that is known, with its signatures */
    struct str
        policy; /* text of the old log's witness policy, which `last` must meet; empty: the log's own signature, by the key that is among the keys */
    struct str why; /* in words, at most RENEW_WHY_MAX bytes; stands in the history for ever */
    struct renew_person by[2];
    /* What came of it: */
    char origin[TLOG_NAME_MAX + 1], old[TLOG_NAME_MAX + 1];
    char key[400]; /* the new log's verifier key */
    uint64_t kept, lost_to;
    struct arena arena; /* of the event; the caller gives it back */
};

/* The number of a log among those that follow each other: 1 of BASE itself, N of BASE/N; 0: it is none of them. */
uint64_t renew_number(struct str origin, struct str base);

/*
 * A journal_first_f: `arg` is a struct renew. Checks checkpoint and persons. RC_DENIED: who does
 * not sign, or may not decide, says the text; RC_CONFLICT: the checkpoint is of another log; RC_CORRUPT: this backup is not the
 * beginning of that log.
 */
MUST_USE enum rc renew_first(void *arg, uint64_t kept, struct event *out, struct err *e);
/* When the store is restored: the old log's key goes, and the signer makes the new one's. */
MUST_USE enum rc renew_key(struct renew *r, struct err *e);

#endif
