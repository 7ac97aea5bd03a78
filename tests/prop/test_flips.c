/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A thousand bytes changed at random, one at a time: in entries, payloads, salts and tiles, through SQL and in the raw files.
 * Each is found, and at its own sequence.
 */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "journal/journal_priv.h"
#include "journal/tree.h"
#include "support/random_journal.h"

#define N 600
#define FLIPS 250 /* of each kind */
#define ORIGIN "flips.test/journal"

static struct arena arena;
static struct err err;
static char dir[RANDOM_JOURNAL_DIR];
static struct tlog_policy policy;

struct damage {
    uint8_t mask;  /* never 0 */
    uint64_t draw; /* which byte, modulo what there is */
};

static struct damage draw(uint64_t *state)
{
    return (struct damage){(uint8_t)(1 + random_below(state, 255)), t_rand(state)};
}

/* ---- a store with a sealed log ---- */

static void seal(void)
{
    static const uint8_t secret[TLOG_SECRET_LEN] = "the key of a log of no centre..";
    uint8_t pub[32];
    char path[4300];
    struct journal_reader *r;
    struct journal_tree *t;
    struct buf text, note;
    tlog_key_public(secret, pub);
    T_REQUIRE(tlog_key_make(&policy.log, STR(ORIGIN), TLOG_KEY_NOTE, pub, &err) == RC_OK);
    policy.quorum = TLOG_QUORUM_NONE;
    T_REQUIRE(journal_reader_open(&r, dir, &err) == RC_OK);
    T_REQUIRE(journal_tree_open(&t, dir, 0, NULL, &err) == RC_OK);
    T_REQUIRE(journal_tree_catch_up(t, r, N, NULL, &err) == RC_OK);
    struct tlog_checkpoint c = {STR(ORIGIN), N, journal_tree_root(t)};
    buf_init(&text, TLOG_NOTE_MAX);
    buf_init(&note, TLOG_NOTE_MAX);
    tlog_checkpoint_put(&text, &c);
    buf_puts(&note, buf_str(&text));
    buf_putc(&note, '\n');
    tlog_note_sign(&note, buf_str(&text), &policy.log, secret, 0);
    (void)snprintf(path, sizeof path, "%s/log/checkpoint", dir);
    T_REQUIRE(file_save(path, buf_str(&note), &err) == RC_OK);
    buf_release(&text);
    buf_release(&note);
    journal_tree_close(t);
    journal_reader_close(r);
}

static void make(uint64_t *state)
{
    random_journal(dir, N, state, &arena);
    seal();
}

/* ---- the three who look ---- */

static struct tlog_report check_log(void)
{
    struct journal_log *l;
    struct tlog_report report;
    T_REQUIRE(journal_log_open(&l, dir, &err) == RC_OK);
    T_REQUIRE(journal_log_verify(l, &report, &err) == RC_OK);
    journal_log_close(l);
    return report;
}

/* A log as it is served, one byte of one tile or bundle another. */
struct served {
    struct journal_log *log;
    char path[TLOG_PATH_MAX];
    size_t at;
    uint8_t mask;
};

static enum rc fetch(void *arg, const char *path, struct buf *out, struct err *e)
{
    const struct served *s = arg;
    enum rc rc = journal_log_fetch(s->log, path, out, e);
    if (rc == RC_OK && strcmp(path, s->path) == 0)
        out->p[s->at] = (char)((uint8_t)out->p[s->at] ^ s->mask);
    return rc;
}

static struct tlog_report check_served(struct served *s)
{
    struct served other = *s;
    struct tlog_source from = {.fetch = fetch, .arg = {s, &other}, .readers = 2};
    struct tlog_report report;
    T_REQUIRE(journal_log_open(&s->log, dir, &err) == RC_OK);
    T_REQUIRE(journal_log_open(&other.log, dir, &err) == RC_OK);
    T_REQUIRE(tlog_verify(&from, &policy, NULL, &report, &err) == RC_OK);
    journal_log_close(s->log);
    journal_log_close(other.log);
    return report;
}

static bool all_is_well(void)
{
    struct served none = {0};
    struct journal_report rows = random_journal_verify(dir);
    return rows.bad == 0 && strcmp(rows.store, "ok") == 0 && check_log().bad == 0 &&
           check_served(&none).bad == 0;
}

/* ---- changing a byte; done twice, it is undone ---- */

static struct db *open_raw(void)
{
    char path[4300];
    struct db *db;
    (void)snprintf(path, sizeof path, "%s/journal.db", dir);
    T_REQUIRE(db_open(&db, path, NULL, &err) == RC_OK);
    T_REQUIRE(db_exec(db, "PRAGMA synchronous=OFF", &err) == RC_OK);
    return db;
}

static struct str column(struct db *db, struct sqlite3_stmt **s, const char *name, uint64_t seq)
{
    char sql[200];
    bool row;
    (void)snprintf(sql, sizeof sql, "SELECT %s FROM event WHERE seq = %llu", name,
                   (unsigned long long)seq);
    T_REQUIRE(db_prepare(db, s, sql, &err) == RC_OK);
    T_REQUIRE(db_step(*s, &row, &err) == RC_OK && row);
    return db_str(*s, 0);
}

static void flip_sql(const char *name, uint64_t seq, struct damage d, bool mend_sum)
{
    static char bytes[EVENT_PAYLOAD_MAX];
    char sql[200];
    struct sqlite3_stmt *s;
    struct db *db = open_raw();
    struct str was = column(db, &s, name, seq);
    size_t n = was.n;
    T_REQUIRE(n > 0 && n <= sizeof bytes);
    memcpy(bytes, was.p, n);
    db_finalize(&s);
    bytes[d.draw % n] = (char)((uint8_t)bytes[d.draw % n] ^ d.mask);
    (void)snprintf(sql, sizeof sql,
                   "UPDATE event SET %s = ?1, sum = coalesce(?2, sum) WHERE seq = %llu", name,
                   (unsigned long long)seq);
    T_REQUIRE(db_prepare(db, &s, sql, &err) == RC_OK);
    db_bind_blob(s, 1, bytes, n);
    if (mend_sum)
        db_bind_i64(s, 2, journal_sum((struct str){bytes, n}));
    T_REQUIRE(db_run(s, &err) == RC_OK);
    db_finalize(&s);
    db_close(db);
}

static void flip_file(const char *path, size_t at, uint8_t mask)
{
    uint8_t b;
    int fd = open(path, O_RDWR | O_CLOEXEC);
    T_REQUIRE(fd >= 0 && pread(fd, &b, 1, (off_t)at) == 1);
    b ^= mask;
    T_REQUIRE(pwrite(fd, &b, 1, (off_t)at) == 1 && close(fd) == 0);
}

/* Where the column's bytes lie whole in the file; -1: in pieces. Old copies on a page's free space are passed over. */
static int64_t place_of(const char *path, const char *name, uint64_t seq)
{
    size_t size;
    struct sqlite3_stmt *s;
    struct db *db = open_raw();
    struct str v = column(db, &s, name, seq), is;
    char *want = malloc(v.n), *file;
    T_REQUIRE(want != NULL);
    memcpy(want, v.p, v.n);
    size_t n = v.n;
    db_finalize(&s);
    db_close(db);
    file = t_file(path, &size);
    T_REQUIRE(file != NULL);
    int64_t place = -1;
    for (size_t at = 0; at + n <= size && place < 0; at++) {
        if (file[at] != want[0] || memcmp(file + at, want, n) != 0)
            continue;
        flip_file(path, at, 1);
        db = open_raw();
        is = column(db, &s, name, seq);
        place = is.n == n && memcmp(is.p, want, n) != 0 ? (int64_t)at : -1;
        db_finalize(&s);
        db_close(db);
        flip_file(path, at, 1);
    }
    free(file);
    free(want);
    return place;
}

static size_t length_of(const char *name, uint64_t seq)
{
    struct sqlite3_stmt *s;
    struct db *db = open_raw();
    size_t n = column(db, &s, name, seq).n;
    db_finalize(&s);
    db_close(db);
    return n;
}

/* ---- the cases ---- */

static bool rows_say(uint64_t seq)
{
    struct journal_report r = random_journal_verify(dir);
    return r.bad == 1 && r.first_bad == seq && strcmp(r.store, "ok") == 0;
}

static bool log_says(uint64_t index)
{
    struct served none = {0};
    struct tlog_report here = check_log(), there = check_served(&none);
    return here.bad > 0 && here.first_bad == index && there.bad > 0 && there.first_bad == index;
}

static void miss(const char *what, uint64_t seq, struct damage d)
{
    printf("not found: %s of %llu, byte %llu, mask %u\n", what, (unsigned long long)seq,
           (unsigned long long)d.draw, d.mask);
    T(!"each flip is found, at its sequence");
}

/* One column, half of the flips through SQL and half in the raw file. */
static void flip_column(uint64_t *state, const char *name, bool in_log)
{
    char path[4300];
    int raw = 0;
    (void)snprintf(path, sizeof path, "%s/journal.db", dir);
    for (int i = 0; i < FLIPS; i++) {
        struct damage d = draw(state);
        uint64_t seq = 1 + random_below(state, N);
        int64_t place = i % 2 == 0 ? place_of(path, name, seq) : -1;
        size_t n = length_of(name, seq);
        raw += place >= 0;
        for (int twice = 0; twice < 2; twice++) {
            if (place >= 0)
                flip_file(path, (size_t)place + d.draw % n, d.mask);
            else
                flip_sql(name, seq, d, false);
            if (twice == 0 && !(rows_say(seq) && (!in_log || log_says(seq - 1))))
                miss(name, seq, d);
        }
    }
    T(raw > FLIPS / 4);
    T(all_is_well());
}

static void test_flips__entries(void)
{
    uint64_t state = t_seed();
    make(&state);
    flip_column(&state, "entry", true);
}

static void test_flips__payloads(void)
{
    uint64_t state = t_seed() + 1;
    make(&state);
    flip_column(&state, "payload", false);
}

static void test_flips__salts(void)
{
    uint64_t state = t_seed() + 2;
    make(&state);
    flip_column(&state, "salt", false);
}

static void test_flips__tiles(void)
{
    uint64_t state = t_seed() + 3;
    char path[4300];
    make(&state);
    for (int i = 0; i < FLIPS; i++) {
        struct damage d = draw(&state);
        int level = random_below(&state, 8) == 0;
        uint64_t at = d.draw % ((uint64_t)(level == 0 ? N : N / 256) * SHA256_LEN);
        (void)snprintf(path, sizeof path, "%s/log/%d", dir, level);
        flip_file(path, at, d.mask);
        if (!log_says(at / SHA256_LEN << (8 * level)))
            miss(level == 0 ? "tile of leaves" : "tile of roots", at / SHA256_LEN, d);
        flip_file(path, at, d.mask);
    }
    T(all_is_well());
}

/* Which entry of its bundle byte `at` belongs to, the two bytes of its length with it. */
static uint64_t entry_at(struct str bundle, size_t at)
{
    struct str rest = bundle, entry;
    uint64_t n = 0;
    while (tlog_bundle_next(&rest, &entry) && (size_t)(rest.p - bundle.p) <= at)
        n++;
    return n;
}

static void test_flips__what_is_served(void)
{
    uint64_t state = t_seed() + 4;
    struct buf bytes;
    make(&state);
    buf_init(&bytes, TLOG_BUNDLE_MAX);
    for (int i = 0; i < FLIPS; i++) {
        struct damage d = draw(&state);
        struct tlog_tile tile = {i % 2 == 0 ? TLOG_ENTRIES : 0, random_below(&state, 3), 0};
        struct served s = {.mask = d.mask};
        tile.width = tlog_tile_width(0, tile.index, N);
        tlog_tile_path(&tile, s.path);
        buf_clear(&bytes);
        T_REQUIRE(journal_log_open(&s.log, dir, &err) == RC_OK);
        T_REQUIRE(journal_log_fetch(s.log, s.path, &bytes, &err) == RC_OK);
        journal_log_close(s.log);
        s.at = d.draw % bytes.n;
        uint64_t want = tile.index * TLOG_TILE_WIDTH +
                        (tile.level == 0 ? s.at / SHA256_LEN : entry_at(buf_str(&bytes), s.at));
        struct tlog_report r = check_served(&s);
        if (r.bad == 0 || r.first_bad != want)
            miss(s.path, want + 1, d);
    }
    buf_release(&bytes);
    T(all_is_well());
}

/* Who can write the store makes the row's sum right again: the rows may be in order, the tree is not. */
static void test_flips__a_forger_who_mends_the_sum(void)
{
    uint64_t state = t_seed() + 5;
    make(&state);
    for (int i = 0; i < FLIPS; i++) {
        struct damage d = draw(&state);
        uint64_t seq = 1 + random_below(&state, N);
        flip_sql("entry", seq, d, true);
        if (!log_says(seq - 1))
            miss("entry with its sum", seq, d);
        flip_sql("entry", seq, d, true);
    }
    T(all_is_well());
}

int main(void)
{
    arena_init(&arena, 256u << 20);
    printf("seed %llu\n", (unsigned long long)t_seed());
    T_RUN(test_flips__entries);
    T_RUN(test_flips__payloads);
    T_RUN(test_flips__salts);
    T_RUN(test_flips__tiles);
    T_RUN(test_flips__what_is_served);
    T_RUN(test_flips__a_forger_who_mends_the_sum);
    arena_release(&arena);
    return t_end();
}
