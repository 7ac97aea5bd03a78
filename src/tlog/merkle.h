/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Merkle tree over the journal's entries (RFC 6962 hashing; proofs as in RFC 9162, 2.1.3 and 2.1.4). Pure: no file, no
 * clock, no lock; any thread. A leaf's index is its journal sequence less one.
 */
#ifndef TLOG_MERKLE_H
#define TLOG_MERKLE_H

#include "base/err.h"
#include "base/hash.h"

#define TLOG_PROOF_MAX 64 /* hashes of one proof: a tree has at most 2^63 leaves */

/* SHA-256 over 0x00 and the entry's text. */
struct sha256 tlog_leaf(struct str entry);
/* The bytes that this is the SHA-256 of, to the end of `out`. */
void tlog_leaf_put(struct str entry, struct buf *out);
/* SHA-256 over 0x01 and the two hashes below. */
struct sha256 tlog_node(const struct sha256 *left, const struct sha256 *right);

/* A tree that only grows: the roots of its full subtrees, largest first, one for each bit of the size. */
struct tlog_tree {
    uint64_t size;
    uint32_t n;
    struct sha256 full[TLOG_PROOF_MAX];
};

/* An all-zero struct is the empty tree. */
void tlog_tree_add(struct tlog_tree *t, const struct sha256 *leaf);
/* The same; made[h] becomes the root of the full subtree of 2^h leaves that ends with this one, for each h below the result. */
unsigned tlog_tree_grow(struct tlog_tree *t, const struct sha256 *leaf,
                        struct sha256 made[TLOG_PROOF_MAX]);
/*
 * The same with many leaves, hashes[1] to hashes[n]; hashes[0] is room, and all of them are used up. `made` gets, from the leaves
 * up, the roots of full subtrees of 2^level leaves that end with these, in order; levels that got none are left out.
 */
typedef void tlog_made_f(void *arg, unsigned level, const struct sha256 *roots, size_t n);
void tlog_tree_grow_many(struct tlog_tree *t, struct sha256 *hashes, size_t n, tlog_made_f *made,
                         void *arg);
/* Of the empty tree: SHA-256 of nothing. */
struct sha256 tlog_tree_root(const struct tlog_tree *t);

/* Hashes that a proof names, from the leaf up, or from the old tree to the new. */
struct tlog_proof {
    uint32_t n;
    struct sha256 hash[TLOG_PROOF_MAX];
};

/* Is the leaf the one at `index` of the tree of `size` leaves with this root? */
MUST_USE bool tlog_included(const struct sha256 *leaf, uint64_t index, uint64_t size,
                            const struct tlog_proof *proof, const struct sha256 *root);
/*
 * Is the tree of `old_size` leaves (at least one) the beginning of that of `new_size`? Equal sizes need equal roots and an
 * empty proof. An old size of 0 says nothing and is refused: who knows no tree yet must take the first he sees, and know it.
 */
MUST_USE bool tlog_consistent(uint64_t old_size, const struct sha256 *old_root, uint64_t new_size,
                              const struct sha256 *new_root, const struct tlog_proof *proof);

/*
 * Where a prover takes his hashes from: `get` gives the root of the full subtree number `index` of 2^level leaves, level 0
 * being the leaves. It fails when it cannot be read.
 */
struct tlog_hashes {
    enum rc (*get)(void *arg, unsigned level, uint64_t index, struct sha256 *out, struct err *e);
    void *arg;
};

/* The root of the first `size` leaves. */
MUST_USE enum rc tlog_root(const struct tlog_hashes *from, uint64_t size, struct sha256 *out,
                           struct err *e);
/* RC_INVALID when index is not below size. */
MUST_USE enum rc tlog_prove_included(const struct tlog_hashes *from, uint64_t index, uint64_t size,
                                     struct tlog_proof *out, struct err *e);
/* RC_INVALID when old_size is 0 or above new_size. */
MUST_USE enum rc tlog_prove_consistent(const struct tlog_hashes *from, uint64_t old_size,
                                       uint64_t new_size, struct tlog_proof *out, struct err *e);

#endif
