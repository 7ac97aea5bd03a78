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

/* ---- project.c: timeline and search tables, made from the record tables ---- */
struct journal_projector {
    struct db *db; /* borrowed */
    struct sqlite3_stmt *timeline;
    struct sqlite3_stmt *upsert[KIND_COUNT]; /* NULL: nothing of the kind is kept */
    struct sqlite3_stmt *move[KIND_COUNT];   /* the same kinds */
    struct buf subject;
};

/*
 * The timeline is sorted within parts of so many sequences, so that a batch writes into the pages
 * of the newest part only, however long the history: with one order over all of it nearly every
 * event would dirty a page of its own (measured: half the speed). Who reads a timeline asks each
 * part, some 600 for ten million events, at 2-3 µs a part.
 */
#define JOURNAL_PART 16384u

/*
 * Prefix of the columns that hold kept fields, so that none can clash with the columns of every
 * table.
 */
#define JOURNAL_COLUMN "f_"

/* The SQL that makes all search tables: what `meta` remembers to notice that they have changed. */
void journal_project_shape(struct buf *out);
/*
 * Drop all search tables of whatever shape, empty the timeline, make the tables anew. In the
 * caller's transaction.
 */
MUST_USE enum rc journal_project_reset(struct db *db, struct err *e);
MUST_USE enum rc journal_project_open(struct journal_projector *p, struct db *db, struct err *e);
void journal_project_close(struct journal_projector *p);
/* In the caller's transaction. */
MUST_USE enum rc journal_project(struct journal_projector *p, const struct event *ev,
                                 struct err *e);

/* ---- journal.c ---- */
struct journal {
    unsigned magic;
    struct db *db;
    struct sqlite3_stmt *insert;
    struct journal_projector projector;
    struct journal_keys keys;
    struct buf payload, entry; /* of the event being written */
    uint8_t *salts;            /* of the batch being written */
    size_t salts_cap;          /* events */
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
    struct db *db;
    struct sqlite3_stmt *each, *timeline, *last;
    bool busy; /* inside a callback */
};

#define JOURNAL_READER_MAGIC 0x6a726472u

typedef enum rc journal_sum_f(const struct journal_row *row, int64_t sum, void *arg, struct err *e);
/* journal_each with the sum of each row. */
MUST_USE enum rc journal_each_sum(struct journal_reader *r, uint64_t from, uint64_t to,
                                  journal_sum_f *f, void *arg, struct err *e);

#endif
