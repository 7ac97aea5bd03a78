/* SPDX-License-Identifier: Apache-2.0 */
#include "store/telemetry.h"

#include <dirent.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "store/db.h"
#include "store/file.h"
#include "support/t.h"

#define START INT64_C(1795341600000000) /* 2026-11-22T10:00:00Z, a multiple of a minute */

static const struct telemetry_series reads = {
    .name = "reads", .life = 180 * USEC_S, .part = USEC_MIN};
static struct err e;
static char store[FILE_PATH_MAX]; /* the store of the case now running */

static struct telemetry *reopen(void)
{
    struct telemetry *t;
    T_REQUIRE(telemetry_open(&t, store, &reads, &e) == RC_OK);
    return t;
}

static struct telemetry *fresh(void)
{
    T_REQUIRE(file_path(store, &e, "%s", t_tmpdir()) == RC_OK);
    return reopen();
}

static const char *part_file(usec_t start, const char *end)
{
    static char path[FILE_PATH_MAX];
    T_REQUIRE(file_path(path, &e, "%s/telemetry/reads/%" PRId64 "%s", store, start, end) == RC_OK);
    return path;
}

/* One block of one sample taken at `at`, received at `now`. */
static enum rc put(struct telemetry *t, usec_t now, usec_t at, const char *text)
{
    struct telemetry_block b = {.first = at, .last = at, .n = 1, .data = str_c(text)};
    return telemetry_append(t, now, &b, 1, &e);
}

struct seen {
    char text[4096]; /* the blocks' texts, joined by ',' */
    size_t stop_after, n;
};

static bool see(void *ctx, const struct telemetry_block *b)
{
    struct seen *s = ctx;
    size_t used = strlen(s->text);
    (void)snprintf(s->text + used, sizeof s->text - used, "%s%.*s", used > 0 ? "," : "",
                   STR_ARG(b->data));
    return ++s->n != s->stop_after;
}

static void expect(struct telemetry *t, usec_t from, usec_t to, const char *want)
{
    struct seen s = {.text = ""};
    T_OK(telemetry_each(t, from, to, see, &s, &e));
    T_STRC(str_c(s.text), want);
}

static void expect_all(struct telemetry *t, const char *want)
{
    expect(t, 0, INT64_MAX, want);
}

static int count_files(const char *end)
{
    char dir[FILE_PATH_MAX];
    int n = 0;
    T_REQUIRE(file_path(dir, &e, "%s/telemetry/reads", store) == RC_OK);
    DIR *d = opendir(dir);
    T_REQUIRE(d != NULL);
    for (struct dirent *f; (f = readdir(d)) != NULL;)
        n += f->d_name[0] != '.' && str_ends(str_c(f->d_name), str_c(end));
    (void)closedir(d);
    return n;
}

static void test_telemetry__comes_back_in_order(void)
{
    struct telemetry *t = fresh();
    struct telemetry_block two[] = {
        {.first = START, .last = START + 5, .n = 3, .data = STR("a")},
        {.first = START - 7, .last = START + 1, .n = 2, .data = STR("b")},
    };
    T_OK(telemetry_append(t, START + 10, two, 2, &e));
    T_OK(put(t, START + 70 * USEC_S, START + 69 * USEC_S, "c"));
    T_OK(put(t, START + 71 * USEC_S, START + 2, "late"));
    T_OK(telemetry_append(t, START + 72 * USEC_S, NULL, 0, &e));
    expect_all(t, "a,b,c,late");
    T_EQ(count_files(".db"), 2);
    telemetry_close(t);
    t = reopen();
    expect_all(t, "a,b,c,late");
    T_EQ(telemetry_damaged(t), 0);
    telemetry_close(t);
}

static void test_telemetry_each__picks_by_time_of_samples(void)
{
    struct telemetry *t = fresh();
    for (int i = 0; i < 5; i++) {
        char text[8];
        (void)snprintf(text, sizeof text, "%d", i);
        T_OK(put(t, START + i * USEC_MIN, START + i * USEC_MIN, text));
    }
    expect(t, START + USEC_MIN, START + 3 * USEC_MIN, "1,2");
    expect(t, START + 3 * USEC_MIN, START + 3 * USEC_MIN + 1, "3");
    expect(t, START + 3 * USEC_MIN + 1, START + 4 * USEC_MIN, "");
    T_OK(put(t, START + 4 * USEC_MIN, START, "late"));
    expect(t, START, START + 1, "0,late");
    /* A clock half an hour ahead is still found by its own time. */
    T_OK(put(t, START, START + 30 * USEC_MIN, "ahead"));
    expect(t, START + 30 * USEC_MIN, INT64_MAX, "ahead");
    struct seen s = {.text = "", .stop_after = 2};
    T_OK(telemetry_each(t, 0, INT64_MAX, see, &s, &e));
    T_EQ(s.n, 2);
    telemetry_close(t);
}

/* Over partitions and over more rows than one read takes, and it stops when asked. */
static void test_telemetry_back__newest_receipt_first(void)
{
    struct telemetry *t = fresh();
    struct seen few = {.text = "", .stop_after = 3}, all = {.text = ""};
    char want[4096] = "", text[16];
    for (int i = 0; i < 600; i++) {
        (void)snprintf(text, sizeof text, "%03d", i);
        /* The samples' own times run against the order of receipt. */
        T_OK(put(t, START + i * USEC_S / 5, START - i * USEC_S, text));
    }
    for (int i = 599; i >= 0; i--)
        (void)snprintf(want + strlen(want), sizeof want - strlen(want), "%s%03d",
                       i < 599 ? "," : "", i);
    T_OK(telemetry_back(t, see, &all, &e));
    T_STRC(str_c(all.text), want);
    T_OK(telemetry_back(t, see, &few, &e));
    T_STRC(str_c(few.text), "599,598,597");
    telemetry_close(t);
}

static void test_telemetry_each__goes_past_one_chunk(void)
{
    struct telemetry *t = fresh();
    struct telemetry_block many[100];
    for (size_t i = 0; i < ARRAY_LEN(many); i++)
        many[i] = (struct telemetry_block){.first = START, .last = START, .n = 1, .data = STR("x")};
    for (int i = 0; i < 6; i++)
        T_OK(telemetry_append(t, START + i, many, i == 5 ? 12 : 100, &e));
    struct seen s = {.text = ""};
    T_OK(telemetry_each(t, 0, INT64_MAX, see, &s, &e));
    T_EQ(s.n, 512);
    telemetry_close(t);
}

static void test_telemetry_expire__forgets_whole_files(void)
{
    struct telemetry *t = fresh();
    size_t gone;
    for (int i = 0; i < 4; i++)
        T_OK(put(t, START + i * USEC_MIN, START, "x"));
    T_OK(telemetry_expire(t, START + 3 * USEC_MIN, &gone, &e));
    T_EQ(gone, 0);
    /* The first file's newest receipt may be one µs before START + 60 s. */
    T_OK(telemetry_expire(t, START + 4 * USEC_MIN - 1, &gone, &e));
    T_EQ(gone, 0);
    T_OK(telemetry_expire(t, START + 4 * USEC_MIN, &gone, &e));
    T_EQ(gone, 1);
    expect_all(t, "x,x,x");
    T_EQ(count_files(""), count_files(".db") + count_files(".db-wal") + count_files(".db-shm"));
    T_EQ(count_files(".db"), 3);
    T_OK(telemetry_expire(t, START + USEC_H, &gone, &e));
    T_EQ(gone, 3);
    T_EQ(count_files(""), 0);
    T_OK(put(t, START + USEC_H, START, "again"));
    expect_all(t, "again");
    telemetry_close(t);
}

static void test_telemetry__holds_two_partitions_open(void)
{
    struct telemetry *t = fresh();
    for (int i = 0; i < 6; i++)
        T_OK(put(t, START + i * USEC_MIN, START, "x"));
    T_EQ(count_files(".db"), 6);
    T_EQ(count_files(".db-wal"), 2);
    /* A clock set back reopens without harm. */
    T_OK(put(t, START, START, "back"));
    T_EQ(count_files(".db-wal"), 2);
    expect_all(t, "x,back,x,x,x,x,x");
    telemetry_close(t);
}

static void test_telemetry_append__refuses_a_giant(void)
{
    struct telemetry *t = fresh();
    char *giant = calloc(1, TELEMETRY_BLOCK_MAX + 1);
    T_REQUIRE(giant != NULL);
    struct telemetry_block b[] = {{.n = 1, .data = STR("ok")},
                                  {.n = 1, .data = {giant, TELEMETRY_BLOCK_MAX + 1}}};
    T_EQ(telemetry_append(t, START, b, 2, &e), RC_TOO_LARGE);
    expect_all(t, "");
    free(giant);
    telemetry_close(t);
}

static void write_file(const char *path, long at, size_t n)
{
    FILE *f = fopen(path, at > 0 ? "r+b" : "wb");
    T_REQUIRE(f != NULL && fseek(f, at, SEEK_SET) == 0);
    while (n-- > 0)
        (void)fputc(0x5a, f);
    T_REQUIRE(fclose(f) == 0);
}

static void test_telemetry_open__removes_what_is_half_made(void)
{
    struct telemetry *t = fresh();
    T_OK(put(t, START, START, "x"));
    telemetry_close(t);
    write_file(part_file(START + USEC_MIN, ".db"), 0, 0);
    write_file(part_file(START + 2 * USEC_MIN, ".db-wal"), 0, 100);
    write_file(part_file(START + 2 * USEC_MIN, ".db-shm"), 0, 100);
    write_file(part_file(START, "x.txt"), 0, 3); /* not ours: stays */
    t = reopen();
    T_EQ(count_files(""), 2);
    expect_all(t, "x");
    telemetry_close(t);
}

static void test_telemetry_open__sets_damage_aside(void)
{
    struct telemetry *t = fresh();
    size_t gone;
    for (int i = 0; i < 3; i++)
        T_OK(put(t, START + i * USEC_MIN, START, i == 1 ? "lost" : "x"));
    telemetry_close(t);
    write_file(part_file(START + USEC_MIN, ".db"), 0, 8192);
    t = reopen();
    T_EQ(telemetry_damaged(t), 1);
    expect_all(t, "x,x");
    T_EQ(count_files(".db.corrupt"), 1);
    /* Damaged or not, it is forgotten in time. */
    T_OK(telemetry_expire(t, START + USEC_H, &gone, &e));
    T_EQ(gone, 3);
    T_EQ(count_files(""), 0);
    telemetry_close(t);
}

/* Blocks large enough that a damaged page in the middle is met only while reading. */
static void fill(struct telemetry *t, usec_t now)
{
    static char big[3000];
    memset(big, 'b', sizeof big);
    for (int i = 0; i < 100; i++) {
        struct telemetry_block b = {.first = now, .last = now, .n = 1, .data = {big, sizeof big}};
        T_OK(telemetry_append(t, now, &b, 1, &e));
    }
}

static bool count_blocks(void *ctx, const struct telemetry_block *b)
{
    *(size_t *)ctx += b->n;
    return true;
}

static void test_telemetry_each__sets_damage_aside_and_goes_on(void)
{
    struct telemetry *t = fresh();
    size_t n = 0;
    fill(t, START);
    fill(t, START + USEC_MIN);
    telemetry_close(t);
    write_file(part_file(START, ".db"), 1 * 4096, 4096); /* the table's root */
    t = reopen();
    T_EQ(telemetry_damaged(t), 0);
    T_OK(telemetry_each(t, 0, INT64_MAX, count_blocks, &n, &e));
    T_EQ(n, 100);
    T_EQ(telemetry_damaged(t), 1);
    T_EQ(count_files(".db.corrupt"), 1);
    telemetry_close(t);
}

static void test_telemetry__current_damage_surfaces(void)
{
    struct telemetry *t = fresh();
    size_t n = 0;
    fill(t, START);
    telemetry_close(t);
    write_file(part_file(START, ".db"), 1 * 4096, 4096);
    t = reopen();
    T_EQ(put(t, START, START, "x"), RC_IO);
    T_EQ(count_files(".db.corrupt"), 0);
    T_OK(telemetry_each(t, 0, INT64_MAX, count_blocks, &n, &e)); /* no longer open for writing */
    T_EQ(count_files(".db.corrupt"), 1);
    T_OK(put(t, START, START, "anew"));
    expect_all(t, "anew");
    telemetry_close(t);
}

static void test_telemetry_each__leaves_out_a_rotten_block(void)
{
    struct telemetry *t = fresh();
    struct db *db;
    T_OK(put(t, START, START, "one"));
    T_OK(put(t, START, START, "two"));
    T_OK(put(t, START, START, "three"));
    telemetry_close(t);
    T_OK(db_open(&db, part_file(START, ".db"), NULL, &e));
    T_OK(db_exec(db, "UPDATE block SET data=CAST('tw0' AS BLOB) WHERE data=CAST('two' AS BLOB)",
                 &e));
    db_close(db);
    t = reopen();
    expect_all(t, "one,three");
    T_EQ(telemetry_damaged(t), 1);
    telemetry_close(t);
}

struct racer {
    struct telemetry *t;
    atomic_bool done;
    atomic_uint passes, failed;
};

static void *race(void *arg)
{
    struct racer *r = arg;
    struct err mine;
    while (!r->done) {
        size_t n = 0;
        if (telemetry_each(r->t, 0, INT64_MAX, count_blocks, &n, &mine) != RC_OK)
            r->failed++;
        r->passes++;
    }
    return NULL;
}

static void test_telemetry__is_read_while_written_and_forgotten(void)
{
    struct racer r = {.t = fresh()};
    pthread_t thread;
    T_REQUIRE(pthread_create(&thread, NULL, race, &r) == 0);
    for (int i = 0; i < 2000 || (r.passes < 20 && i < 20000); i++) {
        usec_t now = START + i * USEC_S;
        T_REQUIRE(put(r.t, now, now, "x") == RC_OK);
        T_REQUIRE(telemetry_expire(r.t, now, NULL, &e) == RC_OK);
    }
    r.done = true;
    T(pthread_join(thread, NULL) == 0);
    T_EQ(r.failed, 0);
    T(r.passes > 1);
    T_EQ(telemetry_damaged(r.t), 0);
    T(count_files(".db") <= 5);
    T_EQ(count_files(""), count_files(".db") + count_files(".db-wal") + count_files(".db-shm"));
    telemetry_close(r.t);
}

static bool see_id(void *ctx, const struct telemetry_block *b)
{
    char *out = ctx;
    size_t used = strlen(out);
    (void)snprintf(out + used, 200 - used, "%" PRId64 "%.*s ", b->id, STR_ARG(b->data));
    return true;
}

static void test_telemetry_put__rewrites_a_partition_of_the_past(void)
{
    struct telemetry *t = fresh();
    struct telemetry_block b[] = {{1, 1, 1, STR("secretone"), 1},
                                  {2, 2, 1, STR("two"), 2},
                                  {3, 3, 1, STR("three"), INT64_C(1) << 62}};
    char text[200] = "";
    struct buf bytes;
    T_EQ(telemetry_put(t, START, b, 3, false, &e), RC_OK);
    b[0] = (struct telemetry_block){.id = 1};
    b[1].data = STR("2");
    T_EQ(telemetry_put(t, START, b, 2, true, &e), RC_OK);
    T_EQ(telemetry_part(t, START, 0, see_id, text, &e), RC_OK);
    T_STRC(str_c(text), "22 4611686018427387904three ");
    text[0] = '\0';
    T_EQ(telemetry_part(t, START, 2, see_id, text, &e), RC_OK);
    T_STRC(str_c(text), "4611686018427387904three ");
    buf_init(&bytes, 1u << 20);
    T_EQ(file_load(part_file(START, ".db"), &bytes, &e), RC_OK);
    T(memmem(bytes.p, bytes.n, "three", 5) != NULL);
    T(memmem(bytes.p, bytes.n, "secretone", 9) == NULL);
    buf_clear(&bytes);
    if (file_exists(part_file(START, ".db-wal")))
        T_EQ(file_load(part_file(START, ".db-wal"), &bytes, &e), RC_OK);
    T_EQ(bytes.n, 0);
    buf_release(&bytes);
    T_EQ(telemetry_forget(t, START, &e), RC_OK);
    T(!file_exists(part_file(START, ".db")));
    telemetry_close(t);
}

static void test_telemetry_keep__a_longer_partition_goes_when_its_last_sample_is_old_enough(void)
{
    struct telemetry *t = fresh();
    size_t gone;
    T_EQ(put(t, START + USEC_S, START, "a"), RC_OK);
    telemetry_keep(t, 6 * USEC_S, 2 * USEC_S, START + 10 * USEC_S);
    T_EQ(put(t, START + 10 * USEC_S, START, "b"), RC_OK);
    T(!telemetry_is_due(t, START, START + 16 * USEC_S - 1));
    T(telemetry_is_due(t, START, START + 16 * USEC_S)); /* what came later is in another */
    T_EQ(telemetry_expire(t, START + 17 * USEC_S, &gone, &e), RC_OK);
    T_EQ(gone, 1);
    telemetry_close(t);
    t = reopen(); /* its length stands in the file: with the series' own it would be due a minute later */
    T(telemetry_is_due(t, START + 10 * USEC_S, START + 192 * USEC_S));
    T(!telemetry_is_due(t, START + 10 * USEC_S, START + 192 * USEC_S - 1));
    telemetry_close(t);
}

static bool see_newer(void *ctx, const struct telemetry_block *b)
{
    int64_t *last = ctx;
    T(b->id > *last);
    *last = b->id;
    return true;
}

static void test_telemetry_append__numbers_go_on_where_a_forgotten_partition_ended(void)
{
    struct telemetry *t = fresh();
    int64_t last = 0;
    T_EQ(put(t, START + 1, START, "a"), RC_OK);
    T_EQ(put(t, START + 1, START, "b"), RC_OK);
    T_EQ(telemetry_part(t, START, 0, see_newer, &last, &e), RC_OK);
    T_EQ(last, START + 2);
    T_EQ(telemetry_forget(t, START, &e), RC_OK);
    T_EQ(put(t, START + 2 * USEC_S, START, "c"), RC_OK);
    T_EQ(telemetry_part(t, START, last, see_newer, &last, &e), RC_OK);
    T_EQ(last, START + 2 * USEC_S);
    telemetry_close(t);
    t = reopen();
    T_EQ(put(t, START + USEC_S, START, "d"), RC_OK); /* the clock was set back */
    T_EQ(telemetry_part(t, START, last, see_newer, &last, &e), RC_OK);
    T_EQ(last, START + 2 * USEC_S + 1);
    telemetry_close(t);
}

int main(void)
{
    T_RUN(test_telemetry__comes_back_in_order);
    T_RUN(test_telemetry_each__picks_by_time_of_samples);
    T_RUN(test_telemetry_back__newest_receipt_first);
    T_RUN(test_telemetry_each__goes_past_one_chunk);
    T_RUN(test_telemetry_expire__forgets_whole_files);
    T_RUN(test_telemetry__holds_two_partitions_open);
    T_RUN(test_telemetry_append__refuses_a_giant);
    T_RUN(test_telemetry_open__removes_what_is_half_made);
    T_RUN(test_telemetry_open__sets_damage_aside);
    T_RUN(test_telemetry_each__sets_damage_aside_and_goes_on);
    T_RUN(test_telemetry__current_damage_surfaces);
    T_RUN(test_telemetry_each__leaves_out_a_rotten_block);
    T_RUN(test_telemetry_put__rewrites_a_partition_of_the_past);
    T_RUN(test_telemetry_keep__a_longer_partition_goes_when_its_last_sample_is_old_enough);
    T_RUN(test_telemetry_append__numbers_go_on_where_a_forgotten_partition_ended);
    T_RUN(test_telemetry__is_read_while_written_and_forgotten);
    return t_end();
}
