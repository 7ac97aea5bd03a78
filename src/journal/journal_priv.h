/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the journal share. */
#ifndef JOURNAL_JOURNAL_PRIV_H
#define JOURNAL_JOURNAL_PRIV_H

#include "base/map.h"
#include "journal/journal.h"
#include "store/db.h"
#include "store/file.h"

/* ---- keys.c: actors by a name that means nothing without the year's key ---- */
struct journal_keys {
    char dir[FILE_PATH_MAX]; /* DIR/keys */
    int year;                /* of the key held; 0: none yet */
    uint8_t key[32];
    struct map names; /* actor to struct journal_name */
};

MUST_USE enum rc journal_keys_open(struct journal_keys *k, const char *dir, struct err *e);
void journal_keys_close(struct journal_keys *k);
/*
 * EVENT_PSEUDONYM_LEN characters for an actor in the UTC year of `at`: base64url of the first 16
 * bytes of HMAC-SHA256(key of the year, actor). Borrowed until the next call.
 */
MUST_USE enum rc journal_keys_name(struct journal_keys *k, struct str actor, usec_t at,
                                   struct str *out, struct err *e);

/* ---- notes.c: events as far as the index needs them ---- */
struct journal_note {
    uint64_t seq;
    uint64_t marks
        [3]; /* of its own timeline, of what it is about and of the person who did it; the first again when of none */
    enum event_type type; /* EV_COUNT: erased */
    uint64_t has;         /* kept fields that follow */
    struct str id, area;  /* only of kinds that are searched; no id: nothing of it is */
    struct str fields;    /* of an erasure: the sequences whose rows go */
};

/* The word that stands for a subject ("kind/id") on timelines; its last 16 bits are 0. */
uint64_t journal_mark_of(struct str subject);
/* A sequence of which nothing is known any more. */
MUST_USE bool journal_notes_erased(struct journal_notes *n, uint64_t seq);
/* The next note of what is left of `bytes`, borrowed from it. */
bool journal_notes_next(struct str *rest, struct journal_note *out);
/* The next of a note's fields, which come in the record's order. */
int64_t journal_note_number(struct str *fields);
struct str journal_note_text(struct str *fields);

/* ---- timeline.c: which events are of or about a subject ---- */
/*
 * Timelines are sorted within parts of so many sequences, so that writing touches the newest part
 * only, however long the history. Who reads one looks at one row of each part, some 600 for ten
 * million events, at 2-3 µs a part.
 */
#define JOURNAL_PART 16384u
#define JOURNAL_BUCKETS 128 /* rows of a part, by the mark's first bits */

struct journal_timelines {
    struct db *db; /* borrowed */
    struct sqlite3_stmt *put_tail, *put_bucket;
    uint64_t part;          /* of the marks held */
    uint64_t *marks;        /* of the newest part, in the order they came */
    size_t n, cap, written; /* so many of them are in the tail */
    int tail_rows;
};

/* `last`: of the index. */
MUST_USE enum rc journal_timelines_open(struct journal_timelines *t, struct db *db, uint64_t last,
                                        struct err *e);
void journal_timelines_close(struct journal_timelines *t);
/* In the caller's transaction, as the rest; after an error nothing more. */
MUST_USE enum rc journal_timelines_add(struct journal_timelines *t, const struct journal_note *note,
                                       struct err *e);
/* At the end of a transaction whose last event is `last`. */
MUST_USE enum rc journal_timelines_flush(struct journal_timelines *t, uint64_t last, struct err *e);

/* ---- project.c: search tables, made from the record tables ---- */
struct journal_projector {
    struct db *db; /* borrowed */
    struct sqlite3_stmt *find, *name;
    struct sqlite3_stmt *insert[KIND_COUNT]; /* NULL: nothing of the kind is kept */
    struct sqlite3_stmt *change[KIND_COUNT], *move[KIND_COUNT], *drop[KIND_COUNT];
    struct sqlite3_stmt *unname;
    int64_t named; /* rows of the table `named` */
};

/*
 * Prefix of the columns that hold kept fields, so that none can clash with the columns of every
 * table.
 */
#define JOURNAL_COLUMN "f_"

/* The SQL that makes all search tables. */
void journal_project_shape(struct buf *out);
MUST_USE enum rc journal_project_open(struct journal_projector *p, struct db *db, struct err *e);
void journal_project_close(struct journal_projector *p);
/* In the caller's transaction. */
MUST_USE enum rc journal_project(struct journal_projector *p, const struct journal_note *note,
                                 struct err *e);

/* ---- index.c ---- */
#define JOURNAL_INDEX_CACHE_KIB 32768

struct journal_index {
    unsigned magic;
    char dir[FILE_PATH_MAX];
    struct db *db;
    struct journal_reader *reader;
    struct sqlite3_stmt *sum_of; /* on the reader's handle */
    struct sqlite3_stmt *set_mark;
    struct journal_projector projector;
    struct journal_timelines timelines;
    uint64_t last;
    bool failed;
};

#define JOURNAL_INDEX_MAGIC 0x6a696478u

/* DIR/index.db for reading; the caller closes it. */
MUST_USE enum rc journal_index_read(struct db **out, const char *dir, struct err *e);

/* ---- erase.c ---- */
struct journal_eraser {
    struct sqlite3_stmt *get, *put; /* prepared when first needed */
    struct buf rest;
    struct arena arena; /* of the erasure being written */
};

/*
 * In the transaction that appends the erasure `ev`: what its targets hold is replaced by what is left of them. Targets that were
 * erased before are left out of *out, which is the event to be written and borrows from the eraser.
 */
MUST_USE enum rc journal_erase(struct journal *j, const struct event *ev, struct event *out,
                               struct err *e);
void journal_eraser_init(struct journal_eraser *x);
void journal_eraser_release(struct journal_eraser *x);

/* ---- sealed.c ---- */
/* The journal below `dir` into the new file `path`, each event sealed under a key of `keys`. */
MUST_USE enum rc journal_seal(const char *dir, const char *path, const char *keys,
                              journal_due_f *due, void *arg, struct err *e);
/* Back into `dir`, which has no journal. What a missing key leaves sealed is erased there. */
MUST_USE enum rc journal_unseal(const char *path, const char *dir, const char *keys,
                                journal_first_f *first, void *arg, struct err *e);

/* ---- journal.c ---- */
#define JOURNAL_TOGETHER \
    64 /* events whose commitments are made together, or fewer when they are large */
#define JOURNAL_TOGETHER_BYTES (256u << 10)

struct journal {
    unsigned magic;
    struct db *db;
    struct sqlite3_stmt *insert;
    struct journal_keys keys;
    struct journal_eraser eraser;
    struct buf entry; /* of the event being written */
    struct buf
        texts; /* what is committed to of some events: all but the payload, then the payload, one event after the other */
    struct sha256_text commits[JOURNAL_TOGETHER]; /* over these */
    size_t payloads[JOURNAL_TOGETHER];            /* where in its text each payload begins */
    uint8_t *salts;                               /* of the batch being written */
    size_t salts_cap;                             /* events */
    uint64_t last;
    bool failed; /* an append failed: what is on disk may differ from what the caller believes */
};

#define JOURNAL_MAGIC 0x6a6f726eu

/*
 * A 64-bit sum of the entry, kept with each row, so that damage to a line that no commitment covers
 * (the time, the actor) is seen. Against accidents only: who changes an entry on purpose meets the
 * tree over the entries.
 */
int64_t journal_sum(struct str entry);
/* DIR/journal.db. */
MUST_USE enum rc journal_path(char out[static FILE_PATH_MAX], const char *dir, struct err *e);

/* ---- reader.c ---- */
struct journal_reader {
    unsigned magic;
    char dir[FILE_PATH_MAX];
    struct db *db;
    struct sqlite3_stmt *each, *entries, *last; /* `entries` comes of the first need */
    bool busy;                                  /* inside a callback */
};

#define JOURNAL_READER_MAGIC 0x6a726472u

typedef enum rc journal_sum_f(const struct journal_row *row, int64_t sum, void *arg, struct err *e);
/* journal_each with the sum of each row. */
MUST_USE enum rc journal_each_sum(struct journal_reader *r, uint64_t from, uint64_t to,
                                  journal_sum_f *f, void *arg, struct err *e);

/* ---- tree.c ---- */
/* So many hashes of a level of the tree in DIR, as they lie there; RC_NOT_FOUND when it ends before. */
MUST_USE enum rc journal_tree_read(const char *dir, int level, uint64_t first, char *to,
                                   size_t hashes, struct err *e);

#endif
