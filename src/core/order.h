/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A signed, dated order of an outside office to tell the subjects of a case's look-ups later. What is signed is this text,
 * each line with its end, by Ed25519; `opened` binds it to the one case of one centre:
 *
 *     markaz/defer1
 *     issuer prosecutor.example
 *     number 17-D/2026
 *     case F12 17/2026
 *     opened 2026-11-22T10:00:00.123456Z
 *     issued 2026-11-22T11:00:00Z
 *     until 2026-12-22T00:00:00Z
 *     document 64 hexadecimal digits: SHA-256 of the paper
 */
#ifndef CORE_ORDER_H
#define CORE_ORDER_H

#include "base/clock.h"
#include "base/err.h"

#define ORDER_SPAN_MAX (90 * USEC_DAY) /* from its date; for longer it needs another order */

struct order {
    struct str issuer, number, casefile, case_number, document; /* borrowed */
    usec_t opened, issued, until;
    struct str signature; /* base64 */
};

/* Append what is signed. */
void order_text(struct buf *out, const struct order *o);

/*
 * Is it an order that counts at `now`, signed by a key of `issuers` (names as signed notes have them, name+hex+base64, blanks
 * between)? RC_INVALID names the field of the input that is wrong: not whole seconds, from the future, expired, longer than
 * ORDER_SPAN_MAX (it may be dated before its case was opened); RC_DENIED: no such issuer, or not its signature. Pure.
 */
MUST_USE enum rc order_check(const struct order *o, struct str issuers, usec_t now, struct err *e);

#endif
