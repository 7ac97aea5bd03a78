/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each write, sync, open and use of shared memory fails in turn: what was acknowledged is there
 * afterwards.
 */
#include "store/fault.h"
#include "store/file.h"
#include "store/telemetry.h"
#include "support/t.h"

#define START INT64_C(1795341600000000)
#define BATCHES 12
#define SIZE 9000 /* bytes of a block: several pages */

#ifdef MARKAZ_FAULTS

static const struct telemetry_series reads = {
    .name = "reads", .life = 180 * USEC_S, .part = USEC_MIN};
static const struct telemetry_series reads_tiny = {.name = "reads", .life = 9, .part = 3};

/* What the store acknowledged, and what it gave back. */
struct tally {
    bool acknowledged[BATCHES], seen[BATCHES];
    int damaged; /* blocks that are not as written */
    char bytes[SIZE];
};

static void fill(char bytes[static SIZE], int i)
{
    memset(bytes, 'a' + i, SIZE);
}

static bool see(void *ctx, const struct telemetry_block *b)
{
    struct tally *y = ctx;
    int64_t i = b->first;
    bool sound = i >= 0 && i < BATCHES && b->data.n == SIZE && !y->seen[i];
    if (sound) {
        fill(y->bytes, (int)i);
        sound = memcmp(y->bytes, b->data.p, SIZE) == 0;
        y->seen[i] = true;
    }
    y->damaged += !sound;
    return true;
}

/* Twelve batches over three partitions. */
static void write_all(struct telemetry *t, struct tally *y)
{
    struct err e;
    for (int i = 0; i < BATCHES; i++) {
        fill(y->bytes, i);
        struct telemetry_block b = {.first = i, .last = i, .n = 1, .data = {y->bytes, SIZE}};
        y->acknowledged[i] = telemetry_append(t, START + i * 15 * USEC_S, &b, 1, &e) == RC_OK;
        T_OK(telemetry_expire(t, START + i * 15 * USEC_S, NULL,
                              &e)); /* all are young: nothing to do */
    }
}

static void verify(const char *dir, struct tally *y)
{
    struct telemetry *t;
    struct err e;
    T_REQUIRE(telemetry_open(&t, dir, &reads, &e) == RC_OK);
    T_OK(telemetry_each(t, 0, INT64_MAX, see, y, &e));
    T_EQ(telemetry_damaged(t), 0);
    telemetry_close(t);
    T_EQ(y->damaged, 0);
    for (int i = 0; i < BATCHES; i++)
        T(y->seen[i] || !y->acknowledged[i]);
}

static int acknowledged(const struct tally *y)
{
    int n = 0;
    for (int i = 0; i < BATCHES; i++)
        n += y->acknowledged[i];
    return n;
}

/* With `on` everything after the nth fails too. Returns how many rounds had a fault. */
static int fail_each(enum fault_io kind, bool on)
{
    int rounds = 0;
    for (uint64_t nth = 1; nth < 2000; nth++, rounds++) {
        struct tally y = {.damaged = 0};
        struct telemetry *t;
        struct err e;
        char dir[FILE_PATH_MAX];
        T_REQUIRE(file_path(dir, &e, "%s", t_tmpdir()) == RC_OK);
        fault_arm(kind, nth, on);
        if (telemetry_open(&t, dir, &reads, &e) == RC_OK) {
            write_all(t, &y);
            telemetry_close(t);
        }
        uint64_t fired = fault_fired();
        fault_disarm();
        verify(dir, &y);
        if (fired == 0) {
            T_EQ(acknowledged(&y), BATCHES);
            return rounds;
        }
        if (!on)
            T(acknowledged(&y) >= BATCHES - 2 || acknowledged(&y) == 0);
    }
    T(false); /* never came through */
    return rounds;
}

static void test_telemetry_append__each_write_fails(void)
{
    T(fail_each(FAULT_WRITE, false) > 50);
}

static void test_telemetry_append__each_sync_fails(void)
{
    T(fail_each(FAULT_SYNC, false) > 15);
}

static void test_telemetry_append__each_open_fails(void)
{
    T(fail_each(FAULT_OPEN, false) > 5);
}

static void test_telemetry_append__each_use_of_shared_memory_fails(void)
{
    T(fail_each(FAULT_SHM, false) > 15);
}

static void test_telemetry_append__all_syncs_fail_from_the_nth_on(void)
{
    T(fail_each(FAULT_SYNC, true) > 15);
}

static void test_telemetry_append__all_writes_fail_from_the_nth_on(void)
{
    T(fail_each(FAULT_WRITE, true) > 50);
}

static void test_telemetry_append__full_disk_is_refused_and_recovered_from(void)
{
    for (uint64_t bytes = 0; bytes < 300000; bytes += 7001) {
        struct tally y = {.damaged = 0};
        struct telemetry *t;
        struct err e;
        char dir[FILE_PATH_MAX];
        T_REQUIRE(file_path(dir, &e, "%s", t_tmpdir()) == RC_OK);
        T_REQUIRE(telemetry_open(&t, dir, &reads, &e) == RC_OK);
        fault_disk(bytes);
        write_all(t, &y);
        T((fault_fired() > 0) == (acknowledged(&y) < BATCHES));
        fault_disarm(); /* somebody made room: the same process goes on */
        for (int i = 0; i < BATCHES; i++) {
            fill(y.bytes, i);
            struct telemetry_block b = {.first = i, .last = i, .n = 1, .data = {y.bytes, SIZE}};
            if (!y.acknowledged[i])
                T_OK(telemetry_append(t, START + i * 15 * USEC_S, &b, 1, &e));
            y.acknowledged[i] = true;
        }
        telemetry_close(t);
        verify(dir, &y);
    }
}

static bool count(void *ctx, const struct telemetry_block *b)
{
    *(int *)ctx += (int)b->n;
    return true;
}

static void test_telemetry_each__reports_a_failing_disk(void)
{
    struct telemetry *t;
    struct err e;
    int n = 0;
    struct telemetry_block b = {.n = 1, .data = STR("x")};
    fault_install();
    T_REQUIRE(telemetry_open(&t, t_tmpdir(), &reads_tiny, &e) == RC_OK);
    for (int i = 0; i < 6; i++)
        T_OK(telemetry_append(t, i, &b, 1, &e));
    fault_arm(FAULT_OPEN, 1, true);
    T_EQ(telemetry_each(t, 0, INT64_MAX, count, &n, &e), RC_IO);
    fault_disarm();
    n = 0;
    T_OK(telemetry_each(t, 0, INT64_MAX, count, &n, &e));
    T_EQ(n, 6);
    telemetry_close(t);
}

int main(void)
{
    T_RUN(test_telemetry_append__each_write_fails);
    T_RUN(test_telemetry_append__each_sync_fails);
    T_RUN(test_telemetry_append__each_open_fails);
    T_RUN(test_telemetry_append__each_use_of_shared_memory_fails);
    T_RUN(test_telemetry_append__all_syncs_fail_from_the_nth_on);
    T_RUN(test_telemetry_append__all_writes_fail_from_the_nth_on);
    T_RUN(test_telemetry_append__full_disk_is_refused_and_recovered_from);
    T_RUN(test_telemetry_each__reports_a_failing_disk);
    return t_end();
}

#else

static void test_telemetry_faults__are_compiled_out(void)
{
    T_SKIP("built without MARKAZ_FAULTS");
}

int main(void)
{
    T_RUN(test_telemetry_faults__are_compiled_out);
    return t_end();
}

#endif
