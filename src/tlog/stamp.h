/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Time stamps of outsiders (RFC 3161), by OpenSSL: what is asked of a time stamping authority, and whether what it answers is a
 * stamp of that. An answer is bytes from outside, taken apart by large code: the centre lets a process without keys do it
 * (`markaz-courier judge`), so here are also the messages to and from that. Pure; any thread.
 */
#ifndef TLOG_STAMP_H
#define TLOG_STAMP_H

#include "base/clock.h"
#include "base/err.h"
#include "base/hash.h"

#define TLOG_STAMP_QUERY_MAX 256 /* bytes of a request */
#define TLOG_STAMP_REPLY_MAX \
    32768                       /* bytes of an answer that is looked at; usual are 1,500 to 7,000 */
#define TLOG_STAMP_CA_MAX 65536 /* bytes of the authorities' certificates */
#define TLOG_JUDGE_MAX (TLOG_STAMP_REPLY_MAX + TLOG_STAMP_CA_MAX + 256) /* bytes of a message */

/* What was asked: a stamp on this hash, with this number in it, so that no older answer serves. */
struct tlog_stamp {
    struct sha256 imprint;
    uint64_t nonce; /* below 2^63 */
};

/* The request as it is posted (application/timestamp-query); it asks for the authority's certificate, too. */
void tlog_stamp_query(struct buf *out, const struct tlog_stamp *s);

/*
 * Is `reply` a granted stamp of exactly this hash and number? With `ca` (PEM; empty: not asked for) it must be signed by one whom
 * those vouch for, for time stamping. *time is when the authority says it was. RC_DENIED says why not.
 */
MUST_USE enum rc tlog_stamp_judge(const struct tlog_stamp *s, struct str ca, struct str reply,
                                  usec_t *time, struct err *e);

/* "HASH NONCE BYTES", the certificates (so many bytes), the answer. */
struct tlog_judge {
    struct tlog_stamp stamp;
    struct str ca, reply;
};

void tlog_judge_put(struct buf *out, const struct tlog_judge *j);
MUST_USE enum rc tlog_judge_read(struct str message, struct tlog_judge *out, struct err *e);
/* "ok TIME", or "no" and why. */
void tlog_judged_put(struct buf *out, enum rc rc, usec_t time, const char *why);
/* RC_DENIED with the words of the other side, RC_INVALID when it is neither. */
MUST_USE enum rc tlog_judged_read(struct str message, usec_t *time, struct err *e);

#endif
