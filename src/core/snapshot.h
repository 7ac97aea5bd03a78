/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pictures on the disk: SEQ.snap in a folder, lines of text between a header (sequence, picture hash, journal) and a trailer
 * with a hash of all before it: since form 2 over pieces, which is quicker; form 1 had the SHA-256, and is still read. One
 * that does not check out is passed over: the journal is the truth, a snapshot only saves time.
 *
 * DIR/snapshots is for starts; DIR/past, of *bare* ones, for pictures of a moment that has gone by (past.h).
 */
#ifndef CORE_SNAPSHOT_H
#define CORE_SNAPSHOT_H

#include <dirent.h>
#include <pthread.h>
#include <stdatomic.h>

#include "picture/picture.h"

struct core;

#define SNAPSHOT_FORM 2
#define SNAPSHOT_FORM_WHOLE 1 /* its hash is the SHA-256 of the whole text */

/* Whose picture, held meanwhile by taking `lock` for reading in small steps; NULL: nobody else has it. Given up when *stop (may be NULL). */
struct snapshot_source {
    struct picture *picture;
    pthread_rwlock_t *lock;
    const _Atomic bool *stop;
    bool bare; /* without personal values and remembered answers: only where the values came from */
};

#define SNAPSHOT_FOLDER "snapshots"

/* ---- one file (snapshot_save.c, snapshot_load.c) ---- */
/* The picture as it is now into DIR/FOLDER, unless there is one of its sequence, which is put into *seq. One thread at a time. */
MUST_USE enum rc snapshot_write(const char *dir, const char *folder, const char *journal,
                                const struct snapshot_source *from, uint64_t *seq, struct err *e);
/*
 * The newest good one in DIR/FOLDER that is of this journal and not newer than `newest`, into an empty picture; none: nothing is read. RC_CONFLICT:
 * a damaged one was set aside, begin anew. With two threads of its own beside the caller's, or `alone`.
 */
MUST_USE enum rc snapshot_read(const char *dir, const char *folder, uint64_t newest, bool alone,
                               struct picture *into, struct err *e);
/* Sequence of the newest there, good or not, that is not newer than `newest`; 0: none. */
uint64_t snapshot_newest(const char *dir, const char *folder, uint64_t newest);

/* Of the oldest; 0: none. */
uint64_t snapshot_oldest(const char *dir, const char *folder);

/* ---- a folder of them (snapshot_list.c) ---- */
enum snapshot_which {
    SNAPSHOT_WHOLE,
    SNAPSHOT_LEFTOVER, /* half written when the process was stopped */
    SNAPSHOT_DAMAGED   /* set aside */
};

/* Their names, newest first: free() each and the list. */
int snapshot_list(const char *dir, const char *folder, enum snapshot_which which,
                  struct dirent ***names);
uint64_t snapshot_seq_of(const char *name);
/* Remove all but the newest `keep`, and of those what is of a sequence before `before`. */
void snapshot_drop(const char *dir, const char *folder, enum snapshot_which which, int keep,
                   uint64_t before);

/* ---- the centre's own (snapshot.c) ---- */
/* Of DIR/snapshots, as snapshot_read. */
MUST_USE enum rc snapshot_load(const char *dir, uint64_t newest, bool alone, struct picture *into,
                               struct err *e);
/* Into DIR/snapshots, unless there is one of this sequence; of those before it one is kept, and none with what was erased. */
MUST_USE enum rc snapshot_save(const char *dir, const char *journal_id,
                               const struct snapshot_source *from, struct err *e);
/* Remove what stops left half written, and all damaged ones but the newest. The store is locked. */
void snapshot_clean(const char *dir);
/* Sequence of the picture's last erasure; 0: none. */
uint64_t snapshot_last_erasure(const struct picture *p);
/* So many there are now: a picture is worth saving after as many events. */
uint64_t snapshot_entities(struct core *c);
void *snapshot_main(void *arg); /* its own thread, given the core: writes one when it is due */

#endif
