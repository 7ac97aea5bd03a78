/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is the journal what was written? Says which row is not. Damage that a person with the right tools
 * could have done is the tree's business; this finds what disks, copies and mistakes do, and every
 * change of a payload.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "journal/journal_priv.h"

/* What a payload decodes to is bounded by the payload, but for a few copies of escaped text. */
#define ARENA_MAX (4 * (size_t)EVENT_PAYLOAD_MAX)

/* What the rows before say of one erasure that is still to come. */
struct claim {
    struct sha256_ctx *left; /* over what is left of them */
    uint64_t *targets;
    size_t n, cap;
    char key[STR_U64_MAX]; /* the erasure's sequence */
};

struct verify {
    struct journal_report *report;
    struct arena arena;
    struct map claims; /* sequence of an erasure, as text, to struct claim */
    uint64_t next;     /* sequence that must come */
    uint64_t last;     /* when this began; what comes later may erase rows that were read already */
};

static void is_bad(struct verify *v, uint64_t seq)
{
    if (v->report->bad == 0 || seq < v->report->first_bad)
        v->report->first_bad = seq;
    v->report->bad++;
}

static void claim_free(struct claim *c)
{
    if (c->left != NULL)
        sha256_drop(c->left);
    free(c->targets);
    free(c);
}

static bool commit_holds(const struct journal_row *row, const struct event_entry *head)
{
    if (row->salt.n != EVENT_SALT_LEN)
        return false;
    struct sha256 commit = event_commit((const uint8_t *)row->salt.p, row->payload);
    return memcmp(commit.b, head->commit.b, SHA256_LEN) == 0;
}

/* An erased row names the erasure; whether that names it too is seen when it comes. */
static bool note_erased(struct verify *v, const struct journal_row *row, const struct event *ev)
{
    int64_t by = 0;
    if (!str_i64(ev->erased, &by) || (uint64_t)by <= row->seq)
        return false;
    struct claim *c = map_get(&v->claims, ev->erased);
    if (c == NULL) {
        c = mem_alloc(sizeof *c);
        c->left = sha256_begin();
        map_set(&v->claims, str_u64((uint64_t)by, c->key), c);
    }
    if (c->n == c->cap) {
        c->cap = c->cap > 0 ? c->cap * 2 : 64;
        c->targets = mem_resize(c->targets, c->cap, sizeof c->targets[0]);
    }
    c->targets[c->n++] = row->seq;
    sha256_add(c->left, row->payload);
    return true;
}

static bool names(const struct erasure *x, uint64_t seq)
{
    for (uint32_t i = 0; i < x->n; i++)
        if (x->targets[i].seq == seq)
            return true;
    return false;
}

static bool left_holds(struct claim *c, const struct erasure *x)
{
    char hex[SHA256_HEX + 1];
    sha256_hex(sha256_done(c != NULL ? c->left : sha256_begin()), hex);
    if (c != NULL)
        c->left = NULL;
    return str_eqc(x->left, hex);
}

/* Does it name those rows that name it, and no other, and is left of them what was left then? */
static bool erasure_holds(struct verify *v, const struct event *ev)
{
    char digits[STR_U64_MAX];
    const struct erasure *x = ev->erasure;
    struct claim *c = map_del(&v->claims, str_u64(ev->seq, digits));
    size_t n = c != NULL ? c->n : 0;
    bool settled = ev->seq <= v->last, ok = !settled || n == x->n;
    for (size_t i = 0; ok && i < n; i++)
        ok = settled ? c->targets[i] == x->targets[i].seq : names(x, c->targets[i]);
    if (settled)
        ok = left_holds(c, x) && ok;
    if (c != NULL)
        claim_free(c);
    return ok;
}

static bool row_holds(struct verify *v, const struct journal_row *row, int64_t sum, bool erased)
{
    struct event ev;
    struct event_entry head;
    if (journal_sum(row->entry) != sum || event_entry_read(row->entry, &head, NULL) != RC_OK)
        return false;
    arena_clear(&v->arena);
    if (event_read(row->entry, row->payload, &v->arena, &ev, NULL) != RC_OK || ev.seq != row->seq)
        return false;
    if (erased)
        return note_erased(v, row, &ev);
    return commit_holds(row, &head) && (ev.erasure == NULL || erasure_holds(v, &ev));
}

static enum rc verify_row(const struct journal_row *row, int64_t sum, void *arg, struct err *e)
{
    UNUSED(e);
    struct verify *v = arg;
    bool erased = row->salt.n == 0;
    v->report->events++;
    v->report->erased += erased;
    if (row->seq != v->next)
        is_bad(v, v->next); /* the first of those that are gone */
    v->next = row->seq + 1;
    if (!row_holds(v, row, sum, erased))
        is_bad(v, row->seq);
    return RC_OK;
}

/* Rows that were erased by nothing: named by no erasure that came. */
static void close_claims(struct verify *v)
{
    size_t at = 0;
    for (struct claim *c; (c = map_next(&v->claims, &at)) != NULL; claim_free(c))
        for (size_t i = 0; i < c->n; i++)
            is_bad(v, c->targets[i]);
    map_release(&v->claims);
}

/* All there was when this began; and what came meanwhile, while rows name an erasure that is still to come. */
static enum rc verify_rows(struct journal_reader *r, struct verify *v, struct err *e)
{
    enum rc rc = journal_reader_last(r, &v->last, e);
    for (uint64_t from = 1, to = v->last; rc == RC_OK && from <= to;) {
        rc = journal_each_sum(r, from, to, verify_row, v, e);
        from = to + 1;
        if (rc == RC_OK && v->claims.n > 0)
            rc = journal_reader_last(r, &to, e);
    }
    return rc;
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
    map_init(&v.claims);
    rc = verify_rows(r, &v, &said);
    arena_release(&v.arena);
    close_claims(&v);
    if (rc == RC_CORRUPT) {
        /* A page that cannot be read hides the rows from here on. */
        is_bad(&v, v.next);
        if (strcmp(out->store, "ok") == 0)
            (void)str_copy(out->store, sizeof out->store, str_c(said.detail));
        return RC_OK;
    }
    return rc == RC_OK ? RC_OK : err_set(e, rc, "%s", said.detail);
}
