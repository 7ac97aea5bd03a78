/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A witness of transparency logs (C2SP tlog-witness), for the machine of a prosecutor, an ombudsman or a university. It keeps, in
 * a folder, its key, the logs it knows and the checkpoint it cosigned last of each, and nothing else: `seen-…` its text, which is what
 * counts, and `last-…` the whole note, to be handed on when the log is lost. One thread.
 */
#ifndef WITNESS_WITNESS_H
#define WITNESS_WITNESS_H

#include "tlog/witness.h"

#define WITNESS_LOGS_MAX 64

struct witness;

/* Open the folder, made when it is not there; `name` is that of a new key (NULL: there must be one). */
MUST_USE enum rc witness_open(struct witness **out, const char *dir, const char *name,
                              struct err *e);
void witness_close(struct witness *w);
/* Its own verifier key. Borrowed. */
const struct tlog_key *witness_key(const struct witness *w);

/* From now on this log is witnessed. RC_CONFLICT when one of its origin is known. */
MUST_USE enum rc witness_add_log(struct witness *w, struct str vkey, struct err *e);

/*
 * One request, POST add-checkpoint: what it answers, as HTTP's status, its body and (for 409 with a size) its type. What is
 * cosigned is on the disk before this returns.
 */
unsigned witness_answer(struct witness *w, struct str body, usec_t now, struct buf *out,
                        const char **type);

#endif
