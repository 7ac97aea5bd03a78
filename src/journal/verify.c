/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is the journal what was written? Says which row is not. Damage that a person with the right tools
 * could have done is the tree's business; this finds what disks, copies and mistakes do, and every
 * change of a payload.
 */
#include "journal/journal_priv.h"

/* What a payload decodes to is bounded by the payload, but for a few copies of escaped text. */
#define ARENA_MAX (4 * (size_t)EVENT_PAYLOAD_MAX)

struct verify {
    struct journal_report *report;
    struct arena arena;
    struct buf commit;
    uint64_t next; /* sequence that must come */
};

static void is_bad(struct verify *v, uint64_t seq)
{
    if (v->report->bad++ == 0)
        v->report->first_bad = seq;
}

/*
 * Compared as text: an entry that event_read takes ends with 44 characters of base64 and a line
 * feed.
 */
static bool commit_holds(struct verify *v, const struct journal_row *row)
{
    if (row->salt.n != EVENT_SALT_LEN)
        return false;
    struct sha256 commit = event_commit((const uint8_t *)row->salt.p, row->payload);
    buf_clear(&v->commit);
    base64_put(&v->commit, commit.b, sizeof commit.b);
    buf_putc(&v->commit, '\n');
    return buf_ok(&v->commit) && str_ends(row->entry, buf_str(&v->commit));
}

static bool row_holds(struct verify *v, const struct journal_row *row, int64_t sum, bool erased)
{
    struct event ev;
    struct event_entry head;
    if (journal_sum(row->entry) != sum)
        return false;
    if (erased)
        return event_entry_read(row->entry, &head, NULL) == RC_OK && head.seq == row->seq;
    arena_clear(&v->arena);
    return event_read(row->entry, row->payload, &v->arena, &ev, NULL) == RC_OK &&
           ev.seq == row->seq && commit_holds(v, row);
}

static enum rc verify_row(const struct journal_row *row, int64_t sum, void *arg, struct err *e)
{
    UNUSED(e);
    struct verify *v = arg;
    bool erased = row->payload.n == 0 && row->salt.n == 0;
    v->report->events++;
    v->report->erased += erased;
    if (row->seq != v->next)
        is_bad(v, v->next); /* the first of those that are gone */
    v->next = row->seq + 1;
    if (!row_holds(v, row, sum, erased))
        is_bad(v, row->seq);
    return RC_OK;
}

static enum rc check_index(const char *dir, struct err *said)
{
    char path[FILE_PATH_MAX];
    struct db *db;
    enum rc rc = file_path(path, said, "%s/index.db", dir);
    if (rc != RC_OK || !file_exists(path))
        return rc; /* a backup has none */
    rc = journal_index_read(&db, dir, said);
    if (rc == RC_OK)
        rc = db_check(db, said);
    db_close(db);
    return rc;
}

enum rc journal_verify(struct journal_reader *r, struct journal_report *out, struct err *e)
{
    CHECK_OBJ(r, JOURNAL_READER_MAGIC);
    struct err said = {0};
    struct verify v = {.report = out, .next = 1};
    *out = (struct journal_report){.store = "ok"};
    enum rc rc = db_check(r->db, &said);
    if (rc == RC_OK)
        rc = check_index(r->dir, &said);
    if (rc == RC_CORRUPT)
        (void)str_copy(out->store, sizeof out->store, str_c(said.detail));
    else if (rc != RC_OK)
        return err_set(e, rc, "%s", said.detail);
    arena_init(&v.arena, ARENA_MAX);
    buf_init(&v.commit, 64);
    rc = journal_each_sum(r, 1, UINT64_MAX, verify_row, &v, &said);
    arena_release(&v.arena);
    buf_release(&v.commit);
    if (rc == RC_CORRUPT) {
        /* A page that cannot be read hides the rows from here on. */
        is_bad(&v, v.next);
        if (strcmp(out->store, "ok") == 0)
            (void)str_copy(out->store, sizeof out->store, str_c(said.detail));
        return RC_OK;
    }
    return rc == RC_OK ? RC_OK : err_set(e, rc, "%s", said.detail);
}
