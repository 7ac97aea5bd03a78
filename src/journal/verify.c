/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is the journal what was written? Says which row is not. Damage that a person with the right tools could have done is the
 * tree's business; this finds what disks, copies and mistakes do, and every change of a payload.
 */
#include <string.h>

#include "journal/journal_priv.h"

/* What a payload decodes to is bounded by the payload, but for a few copies of escaped text. */
#define ARENA_MAX (4 * (size_t)EVENT_PAYLOAD_MAX)

struct verify {
    struct journal_report *report;
    struct arena arena;
    uint64_t next; /* sequence that must come */
};

static void is_bad(struct verify *v, uint64_t seq)
{
    if (v->report->bad++ == 0)
        v->report->first_bad = seq;
}

static bool content_holds(struct verify *v, const struct journal_row *row,
                          const struct event_entry *head)
{
    struct event ev;
    if (row->salt.n != EVENT_SALT_LEN)
        return false;
    struct sha256 commit = event_commit((const uint8_t *)row->salt.p, row->payload);
    if (memcmp(commit.b, head->commit.b, SHA256_LEN) != 0)
        return false;
    arena_clear(&v->arena);
    return event_read(row->entry, row->payload, &v->arena, &ev, NULL) == RC_OK;
}

static enum rc verify_row(const struct journal_row *row, int64_t sum, void *arg, struct err *e)
{
    UNUSED(e);
    struct verify *v = arg;
    struct event_entry head;
    bool erased = row->payload.n == 0 && row->salt.n == 0;
    v->report->events++;
    v->report->erased += erased;
    if (row->seq != v->next)
        is_bad(v, v->next); /* the first of those that are gone */
    v->next = row->seq + 1;
    if (journal_sum(row->entry) != sum || event_entry_read(row->entry, &head, NULL) != RC_OK ||
        head.seq != row->seq || (!erased && !content_holds(v, row, &head)))
        is_bad(v, row->seq);
    return RC_OK;
}

enum rc journal_verify(struct journal_reader *r, struct journal_report *out, struct err *e)
{
    CHECK_OBJ(r, JOURNAL_READER_MAGIC);
    struct err said = {0};
    struct verify v = {.report = out, .next = 1};
    *out = (struct journal_report){.store = "ok"};
    enum rc rc = db_check(r->db, &said);
    if (rc == RC_CORRUPT)
        (void)str_copy(out->store, sizeof out->store, str_c(said.detail));
    else if (rc != RC_OK)
        return err_set(e, rc, "%s", said.detail);
    arena_init(&v.arena, ARENA_MAX);
    rc = journal_each_sum(r, 1, UINT64_MAX, verify_row, &v, &said);
    arena_release(&v.arena);
    if (rc == RC_CORRUPT) {
        /* A page that cannot be read hides the rows from here on. */
        is_bad(&v, v.next);
        if (strcmp(out->store, "ok") == 0)
            (void)str_copy(out->store, sizeof out->store, str_c(said.detail));
        return RC_OK;
    }
    return rc == RC_OK ? RC_OK : err_set(e, rc, "%s", said.detail);
}
