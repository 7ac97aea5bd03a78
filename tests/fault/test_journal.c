/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whatever fails and whenever the process dies: the journal holds every acknowledged batch whole,
 * besides at most the one batch whose answer never came, also whole.
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "journal/journal.h"
#include "store/fault.h"
#include "support/indexed.h"
#include "support/random_event.h"

#ifdef MARKAZ_FAULTS

static struct err err;
/* Small ones stay in the write-ahead log; large ones make checkpoints fall into appends. */
static size_t batch = 7, batches = 20;
static struct unit unit = {.has = BIT(F_UNIT_STATUS)};

/*
 * Sequence and batch are in the event, so that what is found can be told apart from what should be
 * there.
 */
static enum rc append_batch(struct journal *j, size_t n)
{
    static struct event events[1024];
    static char ids[1024][24];
    const struct event *list[1024];
    must(n <= ARRAY_LEN(list));
    for (size_t i = 0; i < n; i++) {
        uint64_t seq = journal_last(j) + 1 + i;
        (void)snprintf(ids[i], sizeof ids[i], "N%llu", (unsigned long long)(seq % 50));
        events[i] = (struct event){.seq = seq,
                                   .time = INT64_C(1795310400123456),
                                   .recorded = INT64_C(1795310400200000),
                                   .type = EV_UNIT_STATUS,
                                   .id = str_c(ids[i]),
                                   .area = STR("R1"),
                                   .actor = STR("user/U1"),
                                   .data = &unit};
        list[i] = &events[i];
    }
    return journal_append(j, list, n, &err);
}

static enum rc count(const struct journal_row *row, void *arg, struct err *e)
{
    UNUSED(row);
    UNUSED(e);
    ++*(uint64_t *)arg;
    return RC_OK;
}

static uint64_t on_timelines(struct journal_reader *r)
{
    char subject[24];
    uint64_t n = 0;
    for (int i = 0; i < 50; i++) {
        (void)snprintf(subject, sizeof subject, "unit/N%d", i);
        T_OK(journal_timeline(r, str_c(subject), 0, 1000000, count, &n, &err));
    }
    return n;
}

/* Opens as after a restart; the events found. */
static uint64_t check(const char *dir)
{
    struct journal *j;
    struct journal_reader *r;
    struct journal_report report;
    enum rc rc = journal_open(&j, dir, 1024, &err);
    if (rc != RC_OK)
        printf("%s\n", err.detail);
    T_REQUIRE(rc == RC_OK);
    uint64_t last = journal_last(j);
    index_now(dir);
    T_REQUIRE(journal_reader_open(&r, dir, &err) == RC_OK);
    T_REQUIRE(journal_verify(r, &report, &err) == RC_OK);
    T_STRC(str_c(report.store), "ok");
    T_EQ(report.bad, 0);
    T_EQ(report.events, last);
    T_EQ(on_timelines(r), last);
    journal_reader_close(r);
    T_OK(append_batch(j, 3)); /* and it works on */
    T_EQ(journal_last(j), last + 3);
    journal_close(j);
    return last;
}

/* All that is durable; false when the index cannot be written, which costs no event. */
static bool index_all(const char *dir)
{
    struct journal_index *x;
    if (journal_index_open(&x, dir, &err) != RC_OK)
        return false;
    bool ok = journal_index_catch_up(x, UINT64_MAX, NULL, NULL, NULL, &err) == RC_OK;
    journal_index_close(x);
    return ok;
}

/* Opens and appends until something fails. Returns the acknowledged events. */
static uint64_t work(const char *dir, bool *clean)
{
    struct journal *j;
    uint64_t acked = 0;
    *clean = false;
    if (journal_open(&j, dir, 1024, &err) != RC_OK)
        return 0;
    *clean = true;
    for (int i = 0; *clean && (size_t)i < batches; i++) {
        *clean = append_batch(j, batch) == RC_OK;
        if (*clean && i == 1 && !index_all(dir)) {
            acked = journal_last(j);
            journal_close(j);
            *clean = false;
            return acked;
        }
    }
    acked = journal_last(j);
    if (!*clean) {
        T(append_batch(j, batch) != RC_OK);
        T_EQ(journal_last(j), acked);
    }
    journal_close(j);
    *clean = *clean && index_all(dir);
    return acked;
}

static void check_after(const char *dir, uint64_t acked)
{
    uint64_t found = check(dir);
    if (found != acked)
        T_EQ(found, acked + batch);
}

/* The n-th call fails, for each n until none does. */
static void fail_each(enum fault_io kind, bool on)
{
    bool clean = false;
    int n = 0;
    while (!clean) {
        const char *dir = t_tmpdir();
        char own[4200];
        (void)snprintf(own, sizeof own, "%s", dir);
        fault_arm(kind, (uint64_t)++n, on);
        uint64_t acked = work(own, &clean);
        bool fired = fault_fired() > 0;
        fault_disarm();
        check_after(own, acked);
        clean = clean && !fired;
        T_REQUIRE(n < 5000);
    }
    T(n > 1);
    printf("  %d runs\n", n);
}

static void test_journal__each_write_fails(void)
{
    fail_each(FAULT_WRITE, false);
}

static void test_journal__each_sync_fails(void)
{
    fail_each(FAULT_SYNC, false);
    fail_each(FAULT_SYNC, true);
}

static void test_journal__a_sync_fails_while_checkpointing(void)
{
    batch = 1000;
    batches = 26;
    fail_each(FAULT_SYNC, false);
    batch = 7;
    batches = 20;
}

/* Too many writes to fail each: some, by chance, among those of the checkpoints too. */
static void test_journal__a_write_fails_while_checkpointing(void)
{
    uint64_t state = t_seed();
    batch = 1000;
    batches = 26;
    for (int i = 0; i < 30; i++) {
        bool clean;
        char own[4200];
        (void)snprintf(own, sizeof own, "%s", t_tmpdir());
        fault_arm(FAULT_WRITE, 1 + random_below(&state, 8000), false);
        uint64_t acked = work(own, &clean);
        fault_disarm();
        check_after(own, acked);
    }
    batch = 7;
    batches = 20;
}

static void test_journal__each_open_and_map_fails(void)
{
    fail_each(FAULT_OPEN, false);
    fail_each(FAULT_SHM, false);
}

static void test_journal__disk_full_at_every_size(void)
{
    bool clean = false;
    for (uint64_t bytes = 0; !clean; bytes += 4999) {
        char own[4200];
        (void)snprintf(own, sizeof own, "%s", t_tmpdir());
        fault_disk(bytes);
        uint64_t acked = work(own, &clean);
        bool fired = fault_fired() > 0;
        fault_disarm();
        check_after(own, acked);
        clean = clean && !fired;
        T_REQUIRE(bytes < 50u << 20);
    }
}

/* Each named point fails once: the batch is refused whole, or (after the commit) is there whole. */
static void test_journal__each_point_fails(void)
{
    static const char *const names[] = {"journal.begun", "journal.row-written",
                                        "journal.before-commit", "journal.after-commit",
                                        "file.written-aside"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        bool clean;
        char own[4200];
        (void)snprintf(own, sizeof own, "%s", t_tmpdir());
        T_REQUIRE(fault_point_arm(names[i], 1, FAULT_ERROR));
        uint64_t acked = work(own, &clean);
        T(fault_point_fired());
        fault_disarm();
        T(!clean);
        T_EQ(acked, 0);
        T_EQ(check(own), str_eqc(STR("journal.after-commit"), names[i]) ? batch : 0);
    }
}

/* In the child: append for ever, telling each acknowledged sequence through the pipe. */
NORETURN static void write_for_ever(const char *dir, int fd, uint64_t state)
{
    struct journal *j;
    if (journal_open(&j, dir, 1024, &err) != RC_OK)
        _exit(1);
    for (;;) {
        uint64_t last;
        if (append_batch(j, 1 + random_below(&state, 200)) != RC_OK)
            _exit(1);
        last = journal_last(j);
        if (write(fd, &last, sizeof last) != (ssize_t)sizeof last)
            _exit(1);
        if (random_below(&state, 3) == 0 && !index_all(dir))
            _exit(1);
    }
}

static uint64_t read_acks(int fd, uint64_t acked, int for_us)
{
    usec_t until = clock_steady() + for_us;
    for (;;) {
        struct pollfd p = {.fd = fd, .events = POLLIN};
        usec_t left = until - clock_steady();
        int ready = poll(&p, 1, left > 0 ? (int)(left / 1000) : 0);
        if (ready <= 0)
            return acked;
        uint64_t last;
        ssize_t n = read(fd, &last, sizeof last);
        if (n != (ssize_t)sizeof last)
            return acked;
        acked = last;
    }
}

static void test_journal__killed_at_random(void)
{
    uint64_t state = t_seed(), acked = 0;
    char own[4200];
    (void)snprintf(own, sizeof own, "%s", t_tmpdir());
    for (int i = 0; i < 200; i++) {
        int fds[2];
        int status;
        uint64_t seed = t_rand(&state);
        int for_us = (int)random_below(&state, 20000);
        if (i % 40 == 0) { /* a new one now and then: young journals die while they are made */
            (void)snprintf(own, sizeof own, "%s", t_tmpdir());
            acked = 0;
        }
        T_REQUIRE(pipe(fds) == 0);
        (void)fflush(stdout);
        pid_t child = fork();
        T_REQUIRE(child >= 0);
        if (child == 0) {
            (void)close(fds[0]);
            write_for_ever(own, fds[1], seed);
        }
        (void)close(fds[1]);
        acked = read_acks(fds[0], acked, for_us);
        T_EQ(kill(child, SIGKILL), 0);
        T_EQ(waitpid(child, &status, 0), child);
        T(WIFSIGNALED(status));
        acked = read_acks(fds[0], acked, 1000000); /* what it still told; ends with the pipe */
        (void)close(fds[0]);
        uint64_t found = check(own);
        T(found >= acked);
        T(found <= acked + 200);
        acked = found + 3; /* check appends */
    }
}

int main(void)
{
    T_RUN(test_journal__each_write_fails);
    T_RUN(test_journal__each_sync_fails);
    T_RUN(test_journal__a_sync_fails_while_checkpointing);
    T_RUN(test_journal__a_write_fails_while_checkpointing);
    T_RUN(test_journal__each_open_and_map_fails);
    T_RUN(test_journal__disk_full_at_every_size);
    T_RUN(test_journal__each_point_fails);
    T_RUN(test_journal__killed_at_random);
    return t_end();
}

#else

int main(void)
{
    t_begin("faults");
    T_SKIP("built without MARKAZ_FAULTS");
    t_done();
    return t_end();
}

#endif
