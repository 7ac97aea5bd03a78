/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a witness decides (C2SP tlog-witness, add-checkpoint): it cosigns a checkpoint only when the tree it saw before is the
 * beginning of the new one. Pure; the program that uses it keeps what was seen, durably, before an answer leaves.
 */
#ifndef TLOG_WITNESS_H
#define TLOG_WITNESS_H

#include "tlog/merkle.h"
#include "tlog/note.h"

#define TLOG_ADD_PROOF_MAX 63                       /* hashes of a request */
#define TLOG_ADD_MAX (TLOG_NOTE_MAX + 63 * 45 + 32) /* bytes of a request */

/* What the witness saw of a log last; a log never seen has size 0. */
struct tlog_seen {
    uint64_t size;
    struct sha256 root;
};

struct tlog_add {
    uint64_t old; /* the size that the log believes the witness saw last */
    struct tlog_proof proof;
    struct tlog_note note;
    struct tlog_checkpoint checkpoint; /* of the note's text */
};

/* HTTP's numbers, as the specification answers. */
enum tlog_verdict {
    TLOG_COSIGN = 200,
    TLOG_BAD_REQUEST = 400, /* no request at all, or an old size above the new */
    TLOG_NOT_SIGNED = 403,  /* not by the log's key */
    TLOG_UNKNOWN_LOG = 404, /* for the program: no log of this origin is known */
    TLOG_OTHER_SIZE =
        409, /* the answer is the size that was seen; or the same size with another root */
    TLOG_BAD_PROOF = 422,
};

/*
 * The first part of a request: "old N", hashes and the empty line, cut off *rest. Serves the log's own signer too.
 */
MUST_USE enum rc tlog_add_head_read(struct str *rest, uint64_t *old, struct tlog_proof *proof,
                                    struct err *e);
void tlog_add_head_put(struct buf *out, uint64_t old, const struct tlog_proof *proof);
/* Is a tree of `size` leaves with this root one that begins with what was seen? */
MUST_USE bool tlog_seen_grows(const struct tlog_seen *seen, const struct tlog_checkpoint *c,
                              const struct tlog_proof *proof);

/* Take a request apart; `body` is borrowed by the result. RC_INVALID is TLOG_BAD_REQUEST. */
MUST_USE enum rc tlog_add_read(struct str body, struct tlog_add *out, struct err *e);
/* The same the other way: the note is appended as it is. */
void tlog_add_put(struct buf *out, uint64_t old, const struct tlog_proof *proof, struct str note);

/* May a log with this key, seen so far as `seen`, be cosigned for what is asked? e says why not. */
MUST_USE enum tlog_verdict tlog_witness_judge(const struct tlog_key *log,
                                              const struct tlog_seen *seen,
                                              const struct tlog_add *add, struct err *e);

#endif
