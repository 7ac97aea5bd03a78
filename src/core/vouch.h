/* SPDX-License-Identifier: Apache-2.0 */
/*
 * XML signatures of warnings. What a stranger has signed is taken apart, and our own key is used, in a process beside the
 * server (markaz-xmlsig), which is started for one question and gone with its answer. These wait for it: on the pool or on a
 * thread of one's own, never on the core thread.
 */
#ifndef CORE_VOUCH_H
#define CORE_VOUCH_H

#include "base/buf.h"
#include "base/err.h"
#include "core/settings.h"

#define VOUCH_XML_MAX (1u << 20) /* bytes of what is looked at, or signed */

enum vouch {
    VOUCH_UNVERIFIED, /* signed by nobody we know, or it could not be found out */
    VOUCH_VERIFIED,   /* all of it, by a key of cap.keys */
    VOUCH_BROKEN      /* it was changed after it was signed */
};

struct vouched {
    enum vouch says;
    char by[200];  /* VERIFIED: the certificate's name */
    char why[200]; /* else */
};

/* One signed XML document, whose bytes are `xml`. */
void vouch_check(const struct settings *s, struct str xml, struct vouched *out);
/* A document with a place for a signature (cap_put), signed, into `out`. RC_IO: the program does not run or has no key. */
MUST_USE enum rc vouch_sign(const struct settings *s, struct str xml, struct buf *out,
                            struct err *e);

#endif
