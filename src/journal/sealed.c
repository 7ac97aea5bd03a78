/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A backup lies about for longer than what is in it may be kept, and nobody can erase single rows of copies that lie elsewhere. So
 * salt and payload of each event are sealed (AES-256-GCM) under the key of the day on which the event is due. The keys
 * are kept apart; when a day has passed its key is destroyed, and with it that day's part of every copy there is. Beside
 * it stands in clear what is left of the event then (event_rest), so that the copy can still be restored.
 */
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>

#include "base/mem.h"
#include "journal/journal_priv.h"
#include "store/day_key.h"
#include "store/tree.h"

#define NONCE 12
#define TAG 16
#define BODY_MAX (NONCE + EVENT_SALT_LEN + EVENT_PAYLOAD_MAX + TAG)
#define ARENA_MAX (4 * (size_t)EVENT_PAYLOAD_MAX)
#define COMMIT_ROWS 20000

static const char shape[] =
    "CREATE TABLE sealed(seq INTEGER PRIMARY KEY, entry BLOB NOT NULL, sum INTEGER NOT NULL,"
    " day INTEGER NOT NULL, body BLOB, rest BLOB NOT NULL)";

/* ---- sealing ---- */

/* The place of a row is part of what is sealed: no row can be put in the place of another. */
static bool begin_cipher(EVP_CIPHER_CTX *c, bool seal, const uint8_t key[32],
                         const uint8_t nonce[NONCE], uint64_t seq)
{
    char place[64];
    int n, len = snprintf(place, sizeof place, "markaz/backup1\n%llu", (unsigned long long)seq);
    return EVP_CipherInit_ex(c, EVP_aes_256_gcm(), NULL, key, nonce, seal ? 1 : 0) == 1 &&
           EVP_CipherUpdate(c, NULL, &n, (const uint8_t *)place, len) == 1;
}

static uint8_t *room(struct buf *out, size_t n)
{
    buf_clear(out);
    must(n <= out->max);
    return (uint8_t *)buf_room(out, n);
}

static void seal(const struct day_key *k, const struct journal_row *row, struct buf *out)
{
    int n = 0, all = 0;
    uint8_t nonce[NONCE];
    uint8_t *to = room(out, NONCE + row->salt.n + row->payload.n + TAG);
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    random_bytes(nonce, sizeof nonce);
    memcpy(to, nonce, NONCE);
    must(c != NULL && begin_cipher(c, true, k->key, nonce, row->seq));
    must(EVP_CipherUpdate(c, to + NONCE, &n, (const uint8_t *)row->salt.p, (int)row->salt.n) == 1);
    all += n;
    must(EVP_CipherUpdate(c, to + NONCE + all, &n, (const uint8_t *)row->payload.p,
                          (int)row->payload.n) == 1);
    all += n;
    must(EVP_CipherFinal_ex(c, to + NONCE + all, &n) == 1);
    must(EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_GET_TAG, TAG, to + NONCE + all) == 1);
    out->n = NONCE + (size_t)all + TAG;
    EVP_CIPHER_CTX_free(c);
}

/* False: not sealed under this key, at this place, or changed. */
static bool unseal(const struct day_key *k, uint64_t seq, struct str body, struct buf *out)
{
    int n = 0, more = 0;
    if (body.n < NONCE + EVENT_SALT_LEN + TAG || body.n > BODY_MAX)
        return false;
    size_t inner = body.n - NONCE - TAG;
    const uint8_t *from = (const uint8_t *)body.p;
    uint8_t tag[TAG], *to = room(out, inner);
    memcpy(tag, from + NONCE + inner, TAG);
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    must(c != NULL);
    bool ok = begin_cipher(c, false, k->key, from, seq) &&
              EVP_CipherUpdate(c, to, &n, from + NONCE, (int)inner) == 1 &&
              EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_SET_TAG, TAG, tag) == 1 &&
              EVP_CipherFinal_ex(c, to + n, &more) == 1;
    out->n = inner;
    EVP_CIPHER_CTX_free(c);
    return ok;
}

/* ---- writing ---- */

struct sealing {
    struct day_keys keys;
    struct sqlite3_stmt *put;
    struct arena arena;
    struct buf body, rest;
    journal_due_f *due;
    void *arg;
};

/* Day 0: as it is; what is never due, or gone already (then there is no body). */
static enum rc put_row(struct sealing *s, const struct journal_row *row, int64_t sum, int64_t day,
                       struct str body, struct str rest, struct err *e)
{
    db_bind_i64(s->put, 1, (int64_t)row->seq);
    db_bind_blob(s->put, 2, row->entry.p, row->entry.n);
    db_bind_i64(s->put, 3, sum);
    db_bind_i64(s->put, 4, day);
    if (body.n > 0)
        db_bind_blob(s->put, 5, body.p, body.n);
    else
        db_bind_null(s->put, 5);
    db_bind_blob(s->put, 6, rest.p, rest.n);
    return db_run(s->put, e);
}

static enum rc seal_row(const struct journal_row *row, int64_t sum, void *arg, struct err *e)
{
    struct sealing *s = arg;
    const struct day_key *key = NULL;
    struct event ev;
    bool lives = true;
    if (row->salt.n == 0)
        return put_row(s, row, sum, 0, STR_NONE, row->payload, e);
    arena_clear(&s->arena);
    enum rc rc = event_read(row->entry, row->payload, &s->arena, &ev, e);
    int64_t day = rc == RC_OK ? s->due(s->arg, &ev, &lives) : 0;
    buf_clear(&s->body);
    if (rc == RC_OK && day == 0) {
        buf_puts(&s->body, row->salt);
        buf_puts(&s->body, row->payload);
        return put_row(s, row, sum, 0, buf_str(&s->body), STR("{}"), e);
    }
    if (rc == RC_OK)
        rc = day_key(&s->keys, day, true, &key, e);
    if (rc != RC_OK)
        return rc;
    seal(key, row, &s->body);
    buf_clear(&s->rest);
    event_rest(&ev, row->seq, lives, &s->rest);
    return put_row(s, row, sum, day, buf_str(&s->body), buf_str(&s->rest), e);
}

static enum rc seal_all(struct sealing *s, struct db *db, const char *dir, struct err *e)
{
    struct journal_reader *r = NULL;
    uint64_t last = 0;
    enum rc rc = journal_reader_open(&r, dir, e);
    if (rc == RC_OK)
        rc = journal_reader_last(r, &last, e);
    for (uint64_t from = 1; rc == RC_OK && from <= last; from += COMMIT_ROWS) {
        uint64_t to = last - from < COMMIT_ROWS ? last : from + COMMIT_ROWS - 1;
        rc = db_begin(db, e);
        if (rc == RC_OK)
            rc = journal_each_sum(r, from, to, seal_row, s, e);
        if (rc == RC_OK)
            rc = db_commit(db, e);
        else
            db_rollback(db);
    }
    journal_reader_close(r);
    return rc;
}

enum rc journal_seal(const char *dir, const char *path, const char *keys, journal_due_f *due,
                     void *arg, struct err *e)
{
    struct sealing s = {.keys = {.folder = keys}, .due = due, .arg = arg};
    struct db *db = NULL;
    arena_init(&s.arena, ARENA_MAX);
    buf_init(&s.body, BODY_MAX);
    buf_init(&s.rest, EVENT_PAYLOAD_MAX);
    enum rc rc = file_make_dir(keys, e);
    if (rc == RC_OK)
        rc = db_open(&db, path, NULL, e);
    if (rc == RC_OK)
        rc = db_exec(db, shape, e);
    if (rc == RC_OK)
        rc = db_prepare(db, &s.put, "INSERT INTO sealed VALUES(?, ?, ?, ?, ?, ?)", e);
    if (rc == RC_OK)
        rc = seal_all(&s, db, dir, e);
    db_finalize(&s.put);
    if (rc == RC_OK) /* one file, which can be read from a read-only disk too */
        rc = db_exec(db, "PRAGMA journal_mode=DELETE", e);
    db_close(db);
    day_keys_drop(&s.keys);
    buf_release(&s.body);
    buf_release(&s.rest);
    arena_release(&s.arena);
    return rc;
}

/* ---- reading back ---- */

struct unsealing {
    struct day_keys keys;
    struct journal *journal;
    struct buf body;
    uint64_t *lost; /* rows whose day's key is gone */
    size_t nlost, cap;
};

static void note_lost(struct unsealing *u, uint64_t seq)
{
    if (u->nlost == u->cap) {
        u->cap = u->cap > 0 ? u->cap * 2 : 64;
        u->lost = mem_resize(u->lost, u->cap, sizeof u->lost[0]);
    }
    u->lost[u->nlost++] = seq;
}

static enum rc insert(struct journal *j, struct sqlite3_stmt *row, struct str salt,
                      struct str payload, struct err *e)
{
    struct str entry = db_str(row, 1);
    db_bind_i64(j->insert, 1, db_i64(row, 0));
    db_bind_blob(j->insert, 2, entry.p, entry.n);
    if (salt.n > 0)
        db_bind_blob(j->insert, 3, salt.p, salt.n);
    else
        db_bind_null(j->insert, 3);
    db_bind_blob(j->insert, 4, payload.p, payload.n);
    db_bind_i64(j->insert, 5, db_i64(row, 2));
    return db_run(j->insert, e);
}

/* A row whose key is gone stands there as what is left of it, with an empty salt, until an erasure names it. */
static enum rc unseal_row(struct unsealing *u, struct sqlite3_stmt *row, struct err *e)
{
    static const char no_salt[EVENT_SALT_LEN];
    uint64_t seq = (uint64_t)db_i64(row, 0);
    int64_t day = db_i64(row, 3);
    struct str body = db_str(row, 4), rest = db_str(row, 5);
    const struct day_key *key = NULL;
    if (body.n == 0)
        return insert(u->journal, row, STR_NONE, rest, e);
    if (day != 0) {
        enum rc rc = day_key(&u->keys, day, false, &key, e);
        if (rc != RC_OK)
            return rc;
        if (!key->there) {
            note_lost(u, seq);
            return insert(u->journal, row, (struct str){no_salt, EVENT_SALT_LEN}, rest, e);
        }
        if (!unseal(key, seq, body, &u->body))
            return err_set(e, RC_CORRUPT,
                           "event %llu of the backup is damaged, or the key is another",
                           (unsigned long long)seq);
        body = buf_str(&u->body);
    }
    if (body.n < EVENT_SALT_LEN)
        return err_set(e, RC_CORRUPT, "event %llu of the backup is damaged",
                       (unsigned long long)seq);
    return insert(u->journal, row, (struct str){body.p, EVENT_SALT_LEN},
                  (struct str){body.p + EVENT_SALT_LEN, body.n - EVENT_SALT_LEN}, e);
}

static enum rc unseal_all(struct unsealing *u, struct db *from, struct err *e)
{
    struct sqlite3_stmt *s = NULL;
    struct db *to = u->journal->db;
    bool row = false;
    enum rc rc =
        db_prepare(from, &s, "SELECT seq, entry, sum, day, body, rest FROM sealed ORDER BY seq", e);
    if (rc == RC_OK)
        rc = db_begin(to, e);
    for (uint64_t n = 1; rc == RC_OK && (rc = db_step(s, &row, e)) == RC_OK && row; n++) {
        u->journal->last = (uint64_t)db_i64(s, 0);
        rc = unseal_row(u, s, e);
        if (rc == RC_OK && n % COMMIT_ROWS == 0 && (rc = db_commit(to, e)) == RC_OK)
            rc = db_begin(to, e);
    }
    if (rc == RC_OK)
        rc = db_commit(to, e);
    if (rc != RC_OK)
        db_rollback(to);
    db_finalize(&s);
    return rc;
}

/* What of it still has state is of an entity that lived; and when the last of all was recorded. */
struct last_seen {
    struct arena *arena;
    struct str lives;
    usec_t recorded;
};

static enum rc look_at(const struct journal_row *row, void *arg, struct err *e)
{
    struct last_seen *l = arg;
    struct event ev;
    enum rc rc = event_read(row->entry, row->payload, l->arena, &ev, e);
    if (rc != RC_OK)
        return rc;
    l->recorded = ev.recorded;
    l->lives = *(const uint64_t *)ev.data == 0
                   ? STR_NONE
                   : arena_printf(l->arena, "%.*s/%.*s", STR_ARG(kind_table[event_kind(&ev)].name),
                                  STR_ARG(ev.id));
    return RC_OK;
}

static enum rc erase_some(struct journal *j, struct journal_reader *r, const uint64_t *seqs,
                          uint32_t n, struct err *e)
{
    struct arena a;
    arena_init(&a, 16 * ARENA_MAX);
    struct event_target *t = arena_alloc(&a, n * sizeof *t);
    struct last_seen l = {.arena = &a};
    const struct erasure x = {.targets = t, .n = n, .reason = STR("key_gone")};
    struct policy data = {0};
    enum rc rc = RC_OK;
    for (uint32_t i = 0; i < n && rc == RC_OK; i++) {
        rc = journal_each(r, seqs[i], seqs[i], look_at, &l, e);
        t[i] = (struct event_target){.seq = seqs[i], .lives = l.lives, .answered = true};
    }
    if (rc == RC_OK)
        rc = journal_each(r, j->last, j->last, look_at, &l, e);
    usec_t now = clock_utc();
    policy_set_erased_at(&data, now);
    policy_set_erase_seq(&data, (int64_t)j->last + 1);
    const struct event ev = {.seq = j->last + 1,
                             .time = now,
                             .recorded = now > l.recorded ? now : l.recorded,
                             .type = EV_ERASE,
                             .id = STR("backup"),
                             .actor = STR("core"),
                             .data = &data,
                             .erasure = &x};
    const struct event *one = &ev;
    if (rc == RC_OK)
        rc = journal_append(j, &one, 1, e);
    arena_release(&a);
    return rc;
}

static enum rc erase_lost(struct unsealing *u, const char *dir, struct err *e)
{
    struct journal_reader *r = NULL;
    enum rc rc = u->nlost > 0 ? journal_reader_open(&r, dir, e) : RC_OK;
    for (size_t at = 0; at < u->nlost && rc == RC_OK; at += EVENT_TARGETS_MAX) {
        size_t n = u->nlost - at < EVENT_TARGETS_MAX ? u->nlost - at : EVENT_TARGETS_MAX;
        rc = erase_some(u->journal, r, u->lost + at, (uint32_t)n, e);
    }
    journal_reader_close(r);
    return rc;
}

static enum rc append_first(struct journal *j, journal_first_f *first, void *arg, struct err *e)
{
    struct event ev = {0};
    const struct event *one = &ev;
    enum rc rc = first(arg, j->last, &ev, e);
    return rc == RC_OK ? journal_append(j, &one, 1, e) : rc;
}

enum rc journal_unseal(const char *path, const char *dir, const char *keys, journal_first_f *first,
                       void *arg, struct err *e)
{
    const struct db_options options = {.read_only = true};
    struct unsealing u = {.keys = {.folder = keys}};
    struct db *from = NULL;
    buf_init(&u.body, BODY_MAX);
    enum rc rc = db_open(&from, path, &options, e);
    if (rc == RC_OK)
        rc = journal_open(&u.journal, dir, 0, e);
    if (rc == RC_OK)
        rc = unseal_all(&u, from, e);
    if (rc == RC_OK && first != NULL)
        rc = append_first(u.journal, first, arg, e);
    if (rc == RC_OK)
        rc = erase_lost(&u, dir, e);
    journal_close(u.journal);
    db_close(from);
    day_keys_drop(&u.keys);
    if (u.body.n > 0)
        OPENSSL_cleanse(u.body.p, u.body.n);
    buf_release(&u.body);
    free(u.lost);
    return rc;
}
