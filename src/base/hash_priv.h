/* SPDX-License-Identifier: Apache-2.0 */
/* The two ways of sha256_many, each for its tests; any thread. */
#ifndef BASE_HASH_PRIV_H
#define BASE_HASH_PRIV_H

#include "base/hash.h"

/* One by one, by OpenSSL: everywhere. */
void hash_single(struct sha256_text *v, size_t n);

/*
 * Beside each other, by the multi-buffer library, in this thread's manager. False: not in this program, on this machine or
 * in this thread, and the hashes are worth nothing.
 */
MUST_USE bool hash_lanes(struct sha256_text *v, size_t n);

/* A manager is 200 KB and lives as long as its thread; threads that come when there are so many hash one by one. */
#define HASH_MANAGERS 16

/* What hash_lanes stands on (MARKAZ_IPSEC_MB): whether the manager passed its own test and agrees with OpenSSL... */
struct IMB_MGR;
MUST_USE bool hash_trusts(struct IMB_MGR *m);
/* ...and the hashes by it. False: it failed, and holds texts of the caller: free it. */
MUST_USE bool hash_with(struct IMB_MGR *m, struct sha256_text *v, size_t n);

#endif
