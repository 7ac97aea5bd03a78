/* SPDX-License-Identifier: Apache-2.0 */
/* The events of a few types out of a long history: all others are passed over by their entry, and their payload is not read. */
#include "core/core_priv.h"

struct walk {
    const struct core_walk *asked;
    struct journal_reader *payloads;
    struct arena arena;
};

static enum rc give(const struct journal_row *row, void *arg, struct err *e)
{
    struct walk *w = arg;
    struct event ev;
    arena_clear(&w->arena);
    if (row->payload.n == 0)
        return RC_OK;
    enum rc rc = event_read(row->entry, row->payload, &w->arena, &ev, e);
    return rc == RC_OK ? w->asked->f(&ev, w->asked->arg, e) : rc;
}

static enum event_type type_of(struct str entry)
{
    while (entry.n > 0) {
        struct str line = str_cut(&entry, '\n');
        if (str_starts(line, STR("type ")))
            return event_type_find((struct str){line.p + 5, line.n - 5});
    }
    return EV_COUNT;
}

static enum rc look_at(const struct journal_row *row, void *arg, struct err *e)
{
    struct walk *w = arg;
    enum event_type type = type_of(row->entry);
    if (type == EV_COUNT || !w->asked->wanted(type))
        return RC_OK;
    return journal_each(w->payloads, row->seq, row->seq, give, w, e);
}

static enum rc open_reader(struct core *c, struct journal_reader **out, struct err *e)
{
    enum rc rc = journal_reader_open(out, c->dir, e);
    if (rc == RC_OK)
        journal_reader_heed(*out, &c->stopping);
    return rc;
}

enum rc core_first_at(struct core *c, usec_t at, uint64_t *seq, struct err *e)
{
    struct journal_reader *r = NULL;
    enum rc rc = open_reader(c, &r, e);
    if (rc == RC_OK)
        rc = journal_first_at(r, at, seq, e);
    journal_reader_close(r);
    return rc;
}

enum rc core_walk(struct core *c, const struct core_walk *asked, struct err *e)
{
    struct walk w = {.asked = asked};
    struct journal_reader *entries = NULL;
    arena_init(&w.arena, EVENT_PAYLOAD_MAX * 4);
    enum rc rc = open_reader(c, &entries, e);
    if (rc == RC_OK)
        rc = open_reader(c, &w.payloads, e);
    if (rc == RC_OK)
        rc = journal_each_entry(entries, asked->from, asked->to, look_at, &w, e);
    journal_reader_close(w.payloads);
    journal_reader_close(entries);
    arena_release(&w.arena);
    return rc;
}
