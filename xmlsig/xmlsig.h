/* SPDX-License-Identifier: Apache-2.0 */
/* Enveloped XML signatures over whole documents, by libxmlsec1. One thread. */
#ifndef XMLSIG_XMLSIG_H
#define XMLSIG_XMLSIG_H

#include "base/buf.h"
#include "base/err.h"

#define XMLSIG_KEYS_MAX (256u << 10)
#define XMLSIG_XML_MAX (1u << 20)
#define XMLSIG_CERTS_MAX 32
#define XMLSIG_SIGNATURES_MAX 4 /* of one document that are looked at */

enum xmlsig_says { XMLSIG_UNVERIFIED, XMLSIG_VERIFIED, XMLSIG_BROKEN };

struct xmlsig_verdict {
    enum xmlsig_says says;
    char line[180]; /* VERIFIED: by whom; else why not */
};

/* The PEM texts of our key and its certificate. */
struct xmlsig_key {
    struct buf key, cert;
};

MUST_USE bool xmlsig_init(void);

/*
 * VERIFIED: a signature below the root covers all of the document but signatures, and verifies with one of the certificates in
 * `keys` (PEM); the certificates that the document brings along count for nothing. BROKEN: no signature is of this content.
 */
void xmlsig_verify(struct str keys, struct str xml, struct xmlsig_verdict *out);

/* DIR/keys/cap.key and cap.crt; made when there are none: RSA of 3,072 bits, a certificate that vouches for itself. */
MUST_USE enum rc xmlsig_key_open(const char *dir, struct xmlsig_key *out, struct err *e);
void xmlsig_key_close(struct xmlsig_key *k);
/* Fills the document's one empty Signature. */
MUST_USE enum rc xmlsig_sign(const struct xmlsig_key *k, struct str xml, struct buf *out,
                             struct err *e);

#endif
