/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Merkle tree over the journal's entries: DIR/log/0 holds the hash of each leaf, DIR/log/1 the root of each 256 of those,
 * and so on, 32 bytes each, so a tile is a piece of a file. All of it can be made again from the journal; what makes it truth
 * is the signed checkpoint, which is written after the hashes it covers are synced. One writing thread.
 */
#ifndef JOURNAL_TREE_H
#define JOURNAL_TREE_H

#include "journal/journal.h"
#include "tlog/verify.h"

struct journal_tree;

/*
 * Open or make DIR/log. `size` and `root` are those of the last checkpoint that was signed (0: none): the files are cut to it,
 * and RC_CORRUPT says that they do not give that root; then journal_tree_remove and opening with 0 makes them anew, and the
 * caller compares the root at `size` again.
 */
MUST_USE enum rc journal_tree_open(struct journal_tree **out, const char *dir, uint64_t size,
                                   const struct sha256 *root, struct err *e);
void journal_tree_close(struct journal_tree *t);
enum rc journal_tree_remove(const char *dir, struct err *e);

/*
 * Is the last leaf that of the journal's entry? RC_CORRUPT: this journal is not the one the tree was made of. A journal that was
 * put back and then went on has other times and commitments from there on, so its entry at that place is another one.
 */
MUST_USE enum rc journal_tree_fits(const struct journal_tree *t, struct journal_reader *r,
                                   struct err *e);
uint64_t journal_tree_size(const struct journal_tree *t);
struct sha256 journal_tree_root(const struct journal_tree *t);

/* Add the entries up to sequence `to`, which is durable; RC_BUSY when *stop (may be NULL) has become true. */
MUST_USE enum rc journal_tree_catch_up(struct journal_tree *t, struct journal_reader *r,
                                       uint64_t to, const _Atomic bool *stop, struct err *e);
/* From now on `f` gets each entry that is added. */
void journal_tree_watch(struct journal_tree *t, void (*f)(void *arg, struct str entry), void *arg);
/* All hashes so far are on the disk. */
MUST_USE enum rc journal_tree_sync(struct journal_tree *t, struct err *e);

/* The proof that the tree of `old` leaves is the beginning of the present one. Writing thread. */
MUST_USE enum rc journal_tree_prove(struct journal_tree *t, uint64_t old, struct tlog_proof *out,
                                    struct err *e);

/*
 * One tile of hashes of the tree in DIR, appended to `out`. Any thread, beside the writer: what is asked for must be within
 * a checkpoint. RC_NOT_FOUND when it is not there, RC_CORRUPT when it was damaged on the disk: then the tree is to be made anew.
 */
MUST_USE enum rc journal_tree_tile(const char *dir, const struct tlog_tile *tile, struct buf *out,
                                   struct err *e);

/*
 * The log of a store, as it lies there, for tlog_verify: checkpoint, tiles and bundles of entries, none of them looked at on
 * the way. A handle a thread; the centre may be at work.
 */
struct journal_log;
MUST_USE enum rc journal_log_open(struct journal_log **out, const char *dir, struct err *e);
void journal_log_close(struct journal_log *l);
/* As journal_reader_heed. */
void journal_log_heed(struct journal_log *l, const _Atomic bool *stop);
/* A tlog_fetch_f; `arg` is the handle. */
MUST_USE enum rc journal_log_fetch(void *arg, const char *path, struct buf *out, struct err *e);

/*
 * Do entries and tiles of the store give the root of its last checkpoint? The signature is not looked at: that is for
 * somebody who holds the key. RC_NOT_FOUND: nothing is sealed yet. Findings are in the report, by index (sequence less one).
 */
MUST_USE enum rc journal_log_verify(struct journal_log *l, struct tlog_report *out, struct err *e);

#endif
