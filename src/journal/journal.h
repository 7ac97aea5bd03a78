/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The journal: one durable, ordered history in DIR/journal.db (SQLite, WAL, synchronous=FULL). One
 * writer thread; any number of reader handles. A row is one event: its entry text (the Merkle leaf
 * of a later issue), its private payload and its salt. Timelines and search tables are made from
 * the events and written behind them, into DIR/index.db.
 */
#ifndef JOURNAL_JOURNAL_H
#define JOURNAL_JOURNAL_H

#include "event/event.h"

struct journal;        /* the writer */
struct journal_reader; /* a read-only handle, one thread at a time */
struct journal_index;  /* the writer of timelines and search tables */

/*
 * Open or make the journal in directory `dir` (which must exist; the caller holds the store's
 * lock). Makes DIR/keys/actor-YYYY.key (0600) as needed. `cache_kib` is SQLite's page cache.
 */
MUST_USE enum rc journal_open(struct journal **out, const char *dir, int cache_kib, struct err *e);
void journal_close(struct journal *j);

/* Sequence of the last durable event; 0 for an empty journal. Writer's thread. */
uint64_t journal_last(const struct journal *j);

/*
 * Append events (seqs journal_last+1…, set by the caller and checked; time, recorded, id and actor
 * set) and make them durable: encode, salt, commit, insert, one synced transaction. RC_OK
 * means durable. On any error nothing of the batch is in the journal, or (when the last sync
 * failed) perhaps all of it after a restart, and the caller must end the process: its picture is
 * ahead of the journal. Later appends are refused. An erasure (event.h) erases its targets in the same transaction. RC_TOO_LARGE for a payload over
 * EVENT_PAYLOAD_MAX: bound inputs before. Writer's thread.
 */
MUST_USE enum rc journal_append(struct journal *j, const struct event *const *events, size_t n,
                                struct err *e);

/*
 * After erasures: nothing of what was overwritten stays in the write-ahead log. Any thread; RC_BUSY while somebody reads an
 * old state: ask again later. Appends wait meanwhile, some 30 ms.
 */
MUST_USE enum rc journal_scrub(const char *dir, struct err *e);

/* ---- timelines and search tables: one thread, which need not be the writer's ---- */
/*
 * Open or make DIR/index.db beside a journal that has been opened. One that is damaged, keeps other
 * fields than this program or belongs to another journal is made anew, empty. All of it can be made
 * again, so it is not synced: after a power cut its last transactions may be missing, whole.
 */
MUST_USE enum rc journal_index_open(struct journal_index **out, const char *dir, struct err *e);
void journal_index_close(struct journal_index *x);
/* Sequence of the last event that is in the index. */
uint64_t journal_index_last(const struct journal_index *x);

/* Events in order without gaps, as far as the index needs to know them; borrows nothing. */
struct journal_notes {
    uint64_t first, last; /* sequences; 0: none */
    struct buf bytes, subject;
};

/* `max`: most bytes of notes. */
void journal_notes_init(struct journal_notes *n, size_t max);
void journal_notes_release(struct journal_notes *n);
void journal_notes_clear(struct journal_notes *n);
/* False when there is no more room: nothing was added. */
MUST_USE bool journal_notes_add(struct journal_notes *n, const struct event *ev);

/*
 * Put durable events (notes journal_index_last+1…) into the index, in one transaction. After an
 * error the handle takes no more; what is in the index stays as it was.
 */
MUST_USE enum rc journal_index_write(struct journal_index *x, const struct journal_notes *n,
                                     struct err *e);
/* Did a write fail? Else what failed was reading. */
bool journal_index_failed(const struct journal_index *x);
/*
 * From the journal itself up to event `to` (at most the last there is), in steps; RC_BUSY when
 * *stop (may be NULL) has become true. progress(done, total, arg) after each step; may be NULL.
 */
MUST_USE enum rc journal_index_catch_up(struct journal_index *x, uint64_t to,
                                        void (*progress)(uint64_t, uint64_t, void *), void *arg,
                                        const _Atomic bool *stop, struct err *e);
/* No index any more: the next open makes one. Nobody has it open. */
enum rc journal_index_remove(const char *dir, struct err *e);
/* A new index of all events. Nobody has the old one open. */
MUST_USE enum rc journal_rebuild(const char *dir, void (*progress)(uint64_t, uint64_t, void *),
                                 void *arg, struct err *e);

/* ---- reading; each handle on one thread at a time ---- */
MUST_USE enum rc journal_reader_open(struct journal_reader **out, const char *dir, struct err *e);
/* Give up what takes long, with RC_BUSY, when *stop (which outlives the handle) has become true. */
void journal_reader_heed(struct journal_reader *r, const _Atomic bool *stop);
void journal_reader_close(struct journal_reader *r);

struct journal_row {
    uint64_t seq;
    struct str entry;   /* borrowed until the callback returns */
    struct str payload; /* of an erased one: what is left of it */
    struct str salt;    /* empty: erased */
};

/*
 * Return RC_OK to go on; anything else stops the walk and is returned. It must not use the same
 * reader.
 */
typedef enum rc journal_row_f(const struct journal_row *row, void *arg, struct err *e);

/*
 * Rows with from <= seq <= to in order. Long walks see rows that are added meanwhile and never hold
 * up the writer or its log.
 */
MUST_USE enum rc journal_each(struct journal_reader *r, uint64_t from, uint64_t to,
                              journal_row_f *f, void *arg, struct err *e);
/* journal_each without payload, salt and sum, which are not read: half of the time. */
MUST_USE enum rc journal_each_entry(struct journal_reader *r, uint64_t from, uint64_t to,
                                    journal_row_f *f, void *arg, struct err *e);
/*
 * Rows on the timeline of "kind/id": its own events and those about it, oldest first, after
 * `after`, at most `limit`, as far as the index is; of erased ones what is left. The timeline "by/user/ID" holds what a
 * person did, "by/token/ID" what was done with a token, "by/port/NAME" what came through a port that knows no tokens, "by/local" what
 * the machine's own tool did; of erased ones nothing, since nobody is named there any more.
 */
MUST_USE enum rc journal_timeline(struct journal_reader *r, struct str subject, uint64_t after,
                                  int limit, journal_row_f *f, void *arg, struct err *e);
/* Sequence of the first event recorded at or after `at`; one more than the last when there is none. */
MUST_USE enum rc journal_first_at(struct journal_reader *r, usec_t at, uint64_t *seq,
                                  struct err *e);
/* Sequence of the last event this handle can see. */
MUST_USE enum rc journal_reader_last(struct journal_reader *r, uint64_t *out, struct err *e);

/*
 * Search a table of the index: entities of `kind` newest first (by first sequence) with first sequence <
 * before (0: from the newest), where every given kept field equals its value (text, in outside
 * form) and the area is one of `areas` (comma-joined ids; the caller adds those below; empty: all).
 * Writes a JSON array of {"id","seq",fields…} in outside form to `out` and sets *next to the last
 * first-sequence written, to be given as `before` for the next page (0: no more). RC_INVALID for a
 * kind, field, value or limit that cannot be searched; `limit` is 1 to JOURNAL_SEARCH_MAX. Nothing up to `after` is given.
 */
#define JOURNAL_SEARCH_MAX 1000

struct journal_filter {
    struct str field, value;
};
MUST_USE enum rc journal_search(struct journal_reader *r, enum kind kind,
                                const struct journal_filter *filters, size_t nfilters,
                                struct str areas, uint64_t before, uint64_t after, int limit,
                                struct buf *out, uint64_t *next, struct err *e);

/* ---- checking ---- */
struct journal_report {
    uint64_t events; /* rows seen */
    uint64_t erased; /* rows whose payload an erasure took */
    uint64_t bad;    /* rows whose commitment, sequence or form is wrong */
    uint64_t first_bad;
    char store[200]; /* "ok", or SQLite's first complaint */
};
/*
 * SQLite's integrity check, of the index too where there is one; every entry well-formed, as it was written and gapless from 1; every
 * commitment matches and every payload can be read. Damage is told in the report, RC_OK then too.
 * Reads only.
 */
MUST_USE enum rc journal_verify(struct journal_reader *r, struct journal_report *out,
                                struct err *e);

/* ---- backup ---- */
/*
 * The day (since 1970) on which an event is due for erasure, 0: never; and whether its state must survive it (its entity lives, or
 * did a moment ago). `ev` may not be changed.
 */
typedef int64_t journal_due_f(void *arg, const struct event *ev, bool *lives);

/*
 * The journal below DIR, in use or not, into the folder `to` (there, without a journal): one consistent copy, in which salt and
 * payload of each event are sealed under the key of the day on which it is due. The keys of the days lie in the folder `keys`, made
 * as needed, those of DIR/keys are copied to its folder keys/, and none is in a backup. Any thread. RC_CONFLICT when there is a
 * journal already.
 */
MUST_USE enum rc journal_backup(const char *dir, const char *to, const char *keys,
                                journal_due_f *due, void *arg, struct err *e);
/* What is to be the first event after the `kept` of a backup, which can be read by now; borrowed until the restore is over. */
typedef enum rc journal_first_f(void *arg, uint64_t kept, struct event *out, struct err *e);

/*
 * Put a backup into DIR, which has no journal, and verify it: RC_CORRUPT, and nothing kept, when
 * an event or the database is damaged. After its events comes that of `first` (NULL: none), whose error is this function's. Events
 * whose day has no key any more are erased, by erasures with the reason `key_gone`.
 */
MUST_USE enum rc journal_restore(const char *from, const char *dir, const char *keys,
                                 journal_first_f *first, void *arg, struct journal_report *report,
                                 struct err *e);

#endif
