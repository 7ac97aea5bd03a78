/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the process that holds the log's key is asked, and when it signs. Its rule is a witness's: only what begins with what it
 * signed before. Pure; any thread.
 */
#ifndef TLOG_SIGNER_H
#define TLOG_SIGNER_H

#include "tlog/witness.h"

#define TLOG_SIGN_MAX 8192 /* bytes of a request or an answer */

/* "PRIVATE+KEY+name+hex+base64 of type and seed", as Go's tools keep it. The text is secret. */
void tlog_secret_put(struct buf *out, const struct tlog_key *key,
                     const uint8_t secret[TLOG_SECRET_LEN]);
MUST_USE enum rc tlog_secret_read(struct str text, struct tlog_key *key,
                                  uint8_t secret[TLOG_SECRET_LEN], struct err *e);

/* "old N", hashes of the proof, an empty line, the checkpoint's three lines. */
struct tlog_sign_request {
    uint64_t old;
    struct tlog_proof proof;
    struct tlog_checkpoint checkpoint;
};

MUST_USE enum rc tlog_sign_request_read(struct str text, struct tlog_sign_request *out,
                                        struct err *e);
void tlog_sign_request_put(struct buf *out, const struct tlog_sign_request *r);

/* RC_OK: sign it, once it is remembered. RC_DENIED says why not; RC_CONFLICT: another size was signed last. */
MUST_USE enum rc tlog_sign_judge(const struct tlog_key *key, const struct tlog_seen *seen,
                                 const struct tlog_sign_request *r, struct err *e);

#endif
