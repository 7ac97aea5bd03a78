/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The index from the events alone, a transaction for so many: one over ten million would be a
 * write-ahead log of many gigabytes. The mark in each says how far it is, so what is cut short goes
 * on from there.
 */
#include "base/mem.h"
#include "journal/journal_priv.h"

#define STEP_EVENTS 16384
#define STEP_BYTES (64u << 20)

struct catching {
    struct journal_index *x;
    struct journal_notes notes;
    struct arena arena;
    uint64_t to;
    void (*progress)(uint64_t, uint64_t, void *);
    void *arg;
};

static enum rc write_step(struct catching *c, struct err *e)
{
    enum rc rc = journal_index_write(c->x, &c->notes, e);
    journal_notes_clear(&c->notes);
    if (rc == RC_OK && c->progress != NULL)
        c->progress(journal_index_last(c->x), c->to, c->arg);
    return rc;
}

static enum rc one_row(const struct journal_row *row, void *arg, struct err *e)
{
    struct catching *c = arg;
    struct event ev = {0};
    enum rc rc = RC_OK;
    bool erased = row->payload.n == 0; /* what it was about is erased too */
    if (row->seq != c->x->last + 1 && row->seq != c->notes.last + 1)
        return err_set(e, RC_CORRUPT, "events before %llu are gone", (unsigned long long)row->seq);
    arena_clear(&c->arena);
    if (!erased)
        rc = event_read(row->entry, row->payload, &c->arena, &ev, e);
    if (rc != RC_OK)
        return rc;
    if (c->notes.last - c->notes.first + 1 >= STEP_EVENTS)
        rc = write_step(c, e);
    for (int i = 0; i < 2 && rc == RC_OK; i++) {
        if (erased ? journal_notes_erased(&c->notes, row->seq) : journal_notes_add(&c->notes, &ev))
            return RC_OK;
        rc = write_step(c, e); /* an empty one has room for any event */
    }
    return rc;
}

enum rc journal_index_catch_up(struct journal_index *x, uint64_t to,
                               void (*progress)(uint64_t, uint64_t, void *), void *arg,
                               const _Atomic bool *stop, struct err *e)
{
    CHECK_OBJ(x, JOURNAL_INDEX_MAGIC);
    struct catching c = {.x = x, .progress = progress, .arg = arg};
    enum rc rc = journal_reader_last(x->reader, &c.to, e);
    if (rc != RC_OK)
        return rc;
    c.to = to < c.to ? to : c.to;
    arena_init(&c.arena, EVENT_PAYLOAD_MAX * 4);
    journal_notes_init(&c.notes, STEP_BYTES);
    journal_reader_heed(x->reader, stop);
    rc = journal_each(x->reader, x->last + 1, c.to, one_row, &c, e);
    if (rc == RC_OK)
        rc = write_step(&c, e);
    if (rc == RC_OK && x->last < c.to)
        rc = err_set(e, RC_CORRUPT, "the events after %llu are gone", (unsigned long long)x->last);
    journal_reader_heed(x->reader, NULL);
    journal_notes_release(&c.notes);
    arena_release(&c.arena);
    return rc;
}

enum rc journal_rebuild(const char *dir, void (*progress)(uint64_t, uint64_t, void *), void *arg,
                        struct err *e)
{
    struct journal_index *x = NULL;
    enum rc rc = journal_index_remove(dir, e);
    if (rc == RC_OK)
        rc = journal_index_open(&x, dir, e);
    if (rc == RC_OK)
        rc = journal_index_catch_up(x, UINT64_MAX, progress, arg, NULL, e);
    journal_index_close(x);
    return rc;
}
