/* SPDX-License-Identifier: Apache-2.0 */
#include "journal/journal.h"

#include <endian.h>
#include <sqlite3.h>

#include "base/mem.h"
#include "journal/journal_priv.h"
#include "store/fault.h"

/*
 * An event's row is never changed but by erasure: then salt is NULL, and the payload is what is left of the event
 * (erase.c; secure_delete overwrites what was there). Released steps are never edited: see db_migrate.
 */
static const char *const steps[] = {
    "CREATE TABLE event(seq INTEGER PRIMARY KEY, entry BLOB NOT NULL, salt BLOB, payload BLOB,"
    " sum INTEGER NOT NULL);"
    "CREATE TABLE timeline(part INTEGER NOT NULL, subject TEXT NOT NULL, seq INTEGER NOT NULL,"
    " PRIMARY KEY(part, subject, seq)) WITHOUT ROWID;"
    "CREATE TABLE meta(name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) WITHOUT ROWID;",
    /* Timelines and search tables have a file of their own, see index.c. */
    "DROP TABLE timeline; DROP TABLE meta;",
};

enum rc journal_path(char out[static FILE_PATH_MAX], const char *dir, struct err *e)
{
    return file_path(out, e, "%s/journal.db", dir);
}

static uint64_t load_le(const char *p, size_t n)
{
    uint64_t v = 0;
    memcpy(&v, p, n);
    return le64toh(v);
}

/*
 * The finaliser of splitmix64, once a word. Each step can be undone, so a change within one word
 * always shows.
 */
int64_t journal_sum(struct str entry)
{
    uint64_t h = entry.n;
    for (size_t at = 0; at < entry.n; at += 8) {
        h ^= entry.n - at >= 8 ? load_le(entry.p + at, 8) : load_le(entry.p + at, entry.n - at);
        h += UINT64_C(0x9e3779b97f4a7c15);
        h = (h ^ (h >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
        h = (h ^ (h >> 27)) * UINT64_C(0x94d049bb133111eb);
        h ^= h >> 31;
    }
    return (int64_t)h;
}

/*
 * Checkpoints are SQLite's own, passive ones, taken by the writer right after a commit that brought
 * the log to so many pages: they wait for nobody, so no reader can block the writer, and what a
 * commit may take longer is bounded: 8 MB of writes and two syncs. Fewer of them would make that
 * longer, more would write the same few hot pages again and again. The log starts anew when no
 * reader holds an old view; walks give theirs up (see reader.c). A checkpoint that fails loses
 * nothing: its pages stay in the log and the next one writes them again.
 */
#define WAL_KIB 8192

/*
 * Each page costs four calls of the kernel, two into the log, one out of it and one into the file, whatever its size; a page of
 * 4 KiB takes five events. One of an older journal stays as it is.
 */
#define PAGE_KIB 16

static enum rc open_store(struct journal *j, const char *dir, int cache_kib, struct err *e)
{
    char path[FILE_PATH_MAX];
    int64_t last = 0;
    const struct db_options options = {
        .cache_kib = cache_kib, .page_kib = PAGE_KIB, .wal_kib = WAL_KIB};
    enum rc rc = journal_path(path, dir, e);
    if (rc == RC_OK)
        rc = db_open(&j->db, path, &options, e);
    if (rc == RC_OK)
        rc = db_migrate(j->db, steps, ARRAY_LEN(steps), e);
    if (rc == RC_OK)
        rc = db_number(j->db, "SELECT max(seq) FROM event", &last, e);
    j->last = (uint64_t)last;
    return rc;
}

/* Search tables that older programs kept here; their names are those of the kinds of then. */
static enum rc drop_old_tables(struct db *db, struct err *e)
{
    struct sqlite3_stmt *s;
    struct buf sql;
    bool row = false;
    buf_init(&sql, 65536);
    enum rc rc = db_prepare(
        db, &s, "SELECT name FROM sqlite_schema WHERE type='table' AND name GLOB 'p_*'", e);
    while (rc == RC_OK && (rc = db_step(s, &row, e)) == RC_OK && row)
        buf_printf(&sql, "DROP TABLE \"%.*s\";\n", STR_ARG(db_str(s, 0)));
    db_finalize(&s);
    buf_putc(&sql, '\0');
    if (rc == RC_OK && !buf_ok(&sql))
        rc = err_set(e, RC_CORRUPT, "the journal has too many tables");
    if (rc == RC_OK && sql.n > 1)
        rc = db_exec(db, sql.p, e);
    buf_release(&sql);
    return rc;
}

enum rc journal_open(struct journal **out, const char *dir, int cache_kib, struct err *e)
{
    struct journal *j = mem_alloc(sizeof *j);
    j->magic = JOURNAL_MAGIC;
    buf_init(&j->texts, JOURNAL_TOGETHER_BYTES + 2 * (size_t)EVENT_PAYLOAD_MAX);
    buf_init(&j->entry, EVENT_ENTRY_MAX);
    journal_eraser_init(&j->eraser);
    *out = NULL;
    enum rc rc = journal_keys_open(&j->keys, dir, e);
    if (rc == RC_OK)
        rc = open_store(j, dir, cache_kib, e);
    if (rc == RC_OK)
        rc = drop_old_tables(j->db, e);
    if (rc == RC_OK)
        rc = db_prepare(j->db, &j->insert, "INSERT INTO event VALUES(?, ?, ?, ?, ?)", e);
    if (rc != RC_OK) {
        journal_close(j);
        return rc;
    }
    *out = j;
    return RC_OK;
}

void journal_close(struct journal *j)
{
    if (j == NULL)
        return;
    CHECK_OBJ(j, JOURNAL_MAGIC);
    db_finalize(&j->insert);
    journal_eraser_release(&j->eraser);
    db_close(j->db);
    journal_keys_close(&j->keys);
    buf_release(&j->texts);
    buf_release(&j->entry);
    free(j->salts);
    j->magic = 0;
    free(j);
}

uint64_t journal_last(const struct journal *j)
{
    CHECK_OBJ(j, JOURNAL_MAGIC);
    return j->last;
}

/* One draw for the batch: a system call an event would cost as much as hashing it. */
static void draw_salts(struct journal *j, size_t n)
{
    if (n > j->salts_cap) {
        j->salts = mem_resize(j->salts, n, EVENT_SALT_LEN);
        j->salts_cap = n;
    }
    random_bytes(j->salts, n * EVENT_SALT_LEN);
}

static enum rc put_text(struct journal *j, size_t i, const struct event *ev, const uint8_t *salt,
                        struct err *e)
{
    must(ev->type < EV_COUNT && ev->id.n > 0 && ev->time > 0 && ev->recorded > 0);
    size_t before = j->texts.n;
    event_commit_begin(salt, &j->texts);
    size_t payload = j->texts.n;
    event_payload(ev, &j->texts);
    if (!buf_ok(&j->texts) || j->texts.n - payload > EVENT_PAYLOAD_MAX)
        return err_set(e, RC_TOO_LARGE, "event %llu (%.*s) is larger than %u bytes",
                       (unsigned long long)ev->seq, STR_ARG(event_table[ev->type].name),
                       EVENT_PAYLOAD_MAX);
    j->payloads[i] = payload - before;
    j->commits[i].text.n = j->texts.n - before;
    return RC_OK;
}

/* After the last put_text: until then the texts may move. */
static void commit_texts(struct journal *j, size_t n)
{
    const char *at = j->texts.p;
    for (size_t i = 0; i < n; at += j->commits[i++].text.n)
        j->commits[i].text.p = at;
    sha256_many(j->commits, n);
}

static enum rc insert_row(struct journal *j, size_t i, const struct event *ev, const uint8_t *salt,
                          struct err *e)
{
    struct str name, text = j->commits[i].text;
    enum rc rc = journal_keys_name(&j->keys, ev->actor, ev->recorded, &name, e);
    if (rc != RC_OK)
        return rc;
    buf_clear(&j->entry);
    event_entry(ev, name, &j->commits[i].hash, &j->entry);
    must(buf_ok(&j->entry));
    db_bind_i64(j->insert, 1, (int64_t)ev->seq);
    db_bind_blob(j->insert, 2, j->entry.p, j->entry.n);
    db_bind_blob(j->insert, 3, salt, EVENT_SALT_LEN);
    db_bind_blob(j->insert, 4, text.p + j->payloads[i], text.n - j->payloads[i]);
    db_bind_i64(j->insert, 5, journal_sum(buf_str(&j->entry)));
    rc = db_run(j->insert, e);
    return rc == RC_OK ? fault_point("journal.row-written", e) : rc;
}

/* The first of the events: an erasure alone, since what it leaves of its targets is read from their rows; else some. */
static enum rc append_some(struct journal *j, const struct event *const *events, size_t n,
                           const uint8_t *salts, size_t *taken, struct err *e)
{
    struct event erasure;
    const struct event *one = &erasure;
    enum rc rc = RC_OK;
    size_t k = 0;
    buf_clear(&j->texts);
    if (events[0]->erasure != NULL) {
        rc = journal_erase(j, events[0], &erasure, e);
        events = &one;
        n = 1;
    }
    while (rc == RC_OK && k < n && k < JOURNAL_TOGETHER && j->texts.n < JOURNAL_TOGETHER_BYTES &&
           (k == 0 || events[k]->erasure == NULL)) {
        rc = put_text(j, k, events[k], salts + k * EVENT_SALT_LEN, e);
        k++;
    }
    if (rc == RC_OK)
        commit_texts(j, k);
    for (size_t i = 0; i < k && rc == RC_OK; i++)
        rc = insert_row(j, i, events[i], salts + i * EVENT_SALT_LEN, e);
    *taken = k;
    return rc;
}

static enum rc append_all(struct journal *j, const struct event *const *events, size_t n,
                          struct err *e)
{
    size_t taken = 0;
    for (size_t i = 0; i < n; i++)
        must(events[i]->seq == j->last + 1 + i);
    enum rc rc = db_begin(j->db, e);
    if (rc == RC_OK)
        rc = fault_point("journal.begun", e);
    for (size_t i = 0; i < n && rc == RC_OK; i += taken)
        rc = append_some(j, events + i, n - i, j->salts + i * EVENT_SALT_LEN, &taken, e);
    if (rc == RC_OK)
        rc = fault_point("journal.before-commit", e);
    if (rc == RC_OK)
        rc = db_commit(j->db, e);
    return rc == RC_OK ? fault_point("journal.after-commit", e) : rc;
}

enum rc journal_append(struct journal *j, const struct event *const *events, size_t n,
                       struct err *e)
{
    CHECK_OBJ(j, JOURNAL_MAGIC);
    if (j->failed)
        return err_set(e, RC_IO, "the journal has failed before and takes no more events");
    if (n == 0)
        return RC_OK;
    draw_salts(j, n);
    enum rc rc = append_all(j, events, n, e);
    if (rc != RC_OK) {
        j->failed = true;
        db_rollback(j->db);
        return rc;
    }
    j->last += n;
    return RC_OK;
}
