/* SPDX-License-Identifier: Apache-2.0 */
#include <sqlite3.h>

#include "store/db.h"
#include "support/random_journal.h"

#define N 300

static struct arena arena;
static struct err err;
static char dir[RANDOM_JOURNAL_DIR];

static void make(uint64_t *state)
{
    random_journal(dir, N, state, &arena);
}

static struct db *open_raw(void)
{
    char path[4300];
    struct db *db;
    (void)snprintf(path, sizeof path, "%s/journal.db", dir);
    T_REQUIRE(db_open(&db, path, NULL, &err) == RC_OK);
    return db;
}

static void run_raw(const char *sql)
{
    struct db *db = open_raw();
    T_REQUIRE(db_exec(db, sql, &err) == RC_OK);
    db_close(db);
}

static void test_journal_verify__whole(void)
{
    uint64_t state = t_seed();
    make(&state);
    struct journal_report report = random_journal_verify(dir);
    T_EQ(report.events, N);
    T_EQ(report.erased, 0);
    T_EQ(report.bad, 0);
    T_EQ(report.first_bad, 0);
    T_STRC(str_c(report.store), "ok");
}

/* Erases rows 7 and 9, by event N + 1. */
static void erase_two(void)
{
    static const struct event_target targets[] = {{.seq = 7}, {.seq = 9}};
    const struct erasure x = {.targets = targets, .n = 2, .reason = STR("due")};
    struct policy data = {0};
    const struct event ev = {.seq = N + 1,
                             .time = 1,
                             .recorded = INT64_C(1795310400000000) + N + 1,
                             .type = EV_ERASE,
                             .id = STR("hits"),
                             .actor = STR("core"),
                             .data = &data,
                             .erasure = &x};
    const struct event *one = &ev;
    struct journal *j;
    T_REQUIRE(journal_open(&j, dir, 1024, &err) == RC_OK);
    T_REQUIRE(journal_append(j, &one, 1, &err) == RC_OK);
    journal_close(j);
}

/* Rows that can be erased: of no centre. */
static void make_erased(uint64_t *state)
{
    const struct event *events[N];
    struct journal *j;
    arena_clear(&arena);
    (void)snprintf(dir, sizeof dir, "%s", t_tmpdir());
    for (uint64_t i = 0; i < N; i++)
        events[i] = random_event(state, &arena, EV_NOTE_ADDED, i + 1, true);
    T_REQUIRE(journal_open(&j, dir, 1024, &err) == RC_OK);
    T_REQUIRE(journal_append(j, events, N, &err) == RC_OK);
    journal_close(j);
    run_raw("CREATE TABLE was AS SELECT * FROM event");
    erase_two();
}

static void is_bad(const char *sql, uint64_t bad, uint64_t first)
{
    uint64_t state = t_seed();
    make_erased(&state);
    run_raw(sql);
    struct journal_report report = random_journal_verify(dir);
    if (!T_EQ(report.bad, bad) || !T_EQ(report.first_bad, first))
        printf("after: %s\n", sql);
}

static void test_journal_verify__erased_rows_are_no_damage(void)
{
    uint64_t state = t_seed();
    make_erased(&state);
    struct journal_report report = random_journal_verify(dir);
    T_EQ(report.events, N + 1);
    T_EQ(report.erased, 2);
    T_EQ(report.bad, 0);
}

/* What an erasure did not do is damage, whichever part of it was changed. */
static void test_journal_verify__erasures_and_erased_rows_fit(void)
{
    is_bad("UPDATE event SET salt = NULL WHERE seq = 11", 1, 11);
    is_bad("UPDATE event SET payload = NULL WHERE seq = 13", 1, 13);
    is_bad("UPDATE event SET salt = NULL, payload = NULL WHERE seq = 13", 1, 13);
    is_bad("UPDATE event SET payload = NULL WHERE seq = 7", 2,
           7); /* and the erasure that named it */
    /* Another row says that it was erased by the same, or by one that never was. */
    is_bad("UPDATE event SET salt = NULL, payload = (SELECT payload FROM event WHERE seq = 9)"
           " WHERE seq = 11",
           1, 301);
    is_bad("UPDATE event SET salt = NULL, payload = CAST(replace(CAST((SELECT payload FROM event"
           " WHERE seq = 9) AS TEXT), '\"301\"', '\"999\"') AS BLOB) WHERE seq = 11",
           1, 11);
    /* One that was erased is there again. */
    is_bad("UPDATE event SET salt = (SELECT salt FROM was WHERE seq = 7),"
           " payload = (SELECT payload FROM was WHERE seq = 7) WHERE seq = 7",
           1, 301);
    /* What is left of it was changed. */
    is_bad("UPDATE event SET payload = CAST(replace(CAST(payload AS TEXT), '\"recorded\":1',"
           " '\"recorded\":2') AS BLOB) WHERE seq = 9",
           1, 301);
}

static void test_journal_verify__missing_and_moved_rows(void)
{
    uint64_t state = t_seed();
    make(&state);
    run_raw("DELETE FROM event WHERE seq BETWEEN 40 AND 42");
    struct journal_report report = random_journal_verify(dir);
    T_EQ(report.events, N - 3);
    T_EQ(report.bad, 1);
    T_EQ(report.first_bad, 40);
    make(&state);
    run_raw("DELETE FROM event WHERE seq = 1");
    T_EQ(random_journal_verify(dir).first_bad, 1);
    make(&state);
    run_raw("DELETE FROM event WHERE seq = 50; UPDATE event SET seq = 50 WHERE seq = 300");
    report = random_journal_verify(dir);
    T_EQ(report.bad, 1);
    T_EQ(report.first_bad, 50);
}

struct flip {
    uint64_t seq;
    const char *column;
    uint64_t at; /* modulo the length */
    uint8_t bit;
};

/* Done twice, it is undone. */
static void flip_bit(struct db *db, struct flip f)
{
    char sql[200];
    struct sqlite3_stmt *s;
    bool row;
    static uint8_t bytes[100000];
    (void)snprintf(sql, sizeof sql, "SELECT %s FROM event WHERE seq = %llu", f.column,
                   (unsigned long long)f.seq);
    T_REQUIRE(db_prepare(db, &s, sql, &err) == RC_OK);
    T_REQUIRE(db_step(s, &row, &err) == RC_OK && row);
    struct str was = db_str(s, 0);
    T_REQUIRE(was.n > 0 && was.n <= sizeof bytes);
    memcpy(bytes, was.p, was.n);
    bytes[f.at % was.n] ^= f.bit;
    size_t n = was.n;
    db_finalize(&s);
    (void)snprintf(sql, sizeof sql, "UPDATE event SET %s = ? WHERE seq = %llu", f.column,
                   (unsigned long long)f.seq);
    T_REQUIRE(db_prepare(db, &s, sql, &err) == RC_OK);
    db_bind_blob(s, 1, bytes, n);
    T_REQUIRE(db_run(s, &err) == RC_OK);
    db_finalize(&s);
}

/* One bit of one column of one row: whichever it is, verify names the row and no other. */
static void test_journal_verify__every_flipped_bit_is_seen(void)
{
    static const char *const columns[] = {"entry", "payload", "salt"};
    uint64_t state = t_seed();
    make(&state);
    struct db *db = open_raw();
    for (int i = 0; i < 200; i++) {
        struct flip f = {1 + random_below(&state, N), columns[i % 3], t_rand(&state),
                         (uint8_t)(1u << random_below(&state, 8))};
        flip_bit(db, f);
        struct journal_report report = random_journal_verify(dir);
        T_EQ(report.bad, 1);
        T_EQ(report.first_bad, f.seq);
        flip_bit(db, f);
    }
    T_EQ(random_journal_verify(dir).bad, 0);
    db_close(db);
}

static void test_journal_verify__damaged_file(void)
{
    uint64_t state = t_seed();
    make(&state);
    char path[4300];
    (void)snprintf(path, sizeof path, "%s/journal.db", dir);
    FILE *f = fopen(path, "r+b");
    T_REQUIRE(f != NULL);
    unsigned char head[18]; /* ends with the size of a page */
    T_REQUIRE(fread(head, 1, sizeof head, f) == sizeof head);
    long size = head[16] << 8 | head[17];
    T_EQ(fseek(f, 0, SEEK_END), 0);
    long pages = ftell(f) / size;
    T(pages > 4);
    for (long page = 2; page < pages; page += 2) { /* every other page but the first two */
        T_EQ(fseek(f, page * size, SEEK_SET), 0);
        for (int i = 0; i < 64; i++)
            T_REQUIRE(fputc(0xA5, f) != EOF);
    }
    T_EQ(fclose(f), 0);
    struct journal_report report = random_journal_verify(dir);
    T(strcmp(report.store, "ok") != 0);
}

int main(void)
{
    arena_init(&arena, 64u << 20);
    T_RUN(test_journal_verify__whole);
    T_RUN(test_journal_verify__erased_rows_are_no_damage);
    T_RUN(test_journal_verify__erasures_and_erased_rows_fit);
    T_RUN(test_journal_verify__missing_and_moved_rows);
    T_RUN(test_journal_verify__every_flipped_bit_is_seen);
    T_RUN(test_journal_verify__damaged_file);
    arena_release(&arena);
    return t_end();
}
