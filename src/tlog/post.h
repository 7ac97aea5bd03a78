/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the courier is asked to bring to an address outside, and what came back, each as one message; and what an answer of a
 * witness means to the log that asked it. Pure; any thread. Texts are borrowed.
 */
#ifndef TLOG_POST_H
#define TLOG_POST_H

#include "tlog/policy.h"
#include "tlog/witness.h"

#define TLOG_MIME_MAX 100                      /* bytes of a content type */
#define TLOG_POSTED_MAX 65536                  /* bytes of an answer's body */
#define TLOG_POST_MAX (TLOG_POSTED_MAX + 1024) /* bytes of a message, either way */

/* "ID MS URL", the type of what is sent, an empty line, the body. */
struct tlog_post {
    uint64_t id;     /* comes back with the answer */
    uint64_t within; /* ms, for all of it */
    struct str url, type, body;
};

/* "ID STATUS", the type or the reason, an empty line, the body. */
struct tlog_posted {
    uint64_t id;
    uint64_t status; /* HTTP's; 0: nothing came, and `type` says why */
    struct str type, body;
};

MUST_USE enum rc tlog_post_read(struct str text, struct tlog_post *out, struct err *e);
void tlog_post_put(struct buf *out, const struct tlog_post *p);
MUST_USE enum rc tlog_posted_read(struct str text, struct tlog_posted *out, struct err *e);
void tlog_posted_put(struct buf *out, const struct tlog_posted *p);

/* What a witness was asked to cosign. */
struct tlog_asked {
    const struct tlog_key *witness;
    struct str text;    /* of the checkpoint */
    uint64_t old, size; /* that it was believed to have seen; of the checkpoint */
};

enum tlog_reply {
    TLOG_REPLY_COSIGNED, /* its line stands in the answer and verifies */
    TLOG_REPLY_AGAIN,    /* it has seen another size, which is there too: ask again from it */
    TLOG_REPLY_AHEAD,    /* it has seen more of this log than there is */
    TLOG_REPLY_OTHER,    /* it has seen another history */
    TLOG_REPLY_UNKNOWN,  /* it does not know this log */
    TLOG_REPLY_REFUSED,  /* it does not take the request, or the log's signature */
    TLOG_REPLY_TROUBLE   /* it was not reached, or its answer is none */
};

struct tlog_told {
    enum tlog_reply reply;
    struct str line; /* COSIGNED: the signature's line with its end */
    usec_t time;     /* COSIGNED: what the witness says the time is */
    uint64_t seen;   /* AGAIN, AHEAD: the size it has seen */
    char why[160];   /* else: in words */
};

/* Nothing but COSIGNED adds a line to a note, and only one that this witness's key signed over this text. */
void tlog_reply_judge(const struct tlog_asked *a, const struct tlog_posted *p,
                      struct tlog_told *out);

#endif
