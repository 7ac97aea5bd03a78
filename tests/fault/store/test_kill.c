/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A writing process is killed at random moments, and at each named point. What it acknowledged
 * (over a pipe, so that the word outlives it) is there afterwards.
 */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/fault.h"
#include "store/file.h"
#include "store/telemetry.h"
#include "store/vault.h"
#include "support/t.h"

#define START INT64_C(1795341600000000)
#define ROUNDS 200
#define PARTS_APART \
    40 /* batches a partition: many partitions are made and forgotten within a round */

static const struct telemetry_series reads = {
    .name = "reads", .life = 1000 * USEC_DAY, .part = PARTS_APART * USEC_S};
static const struct telemetry_series brief = {
    .name = "brief", .life = 3 * PARTS_APART * USEC_S, .part = PARTS_APART * USEC_S};

static struct str photo(uint32_t i)
{
    static char bytes[3000];
    memset(bytes, (int)(i % 251), sizeof bytes);
    memcpy(bytes, "\xff\xd8\xff", 3);
    memcpy(bytes + 3, &i, sizeof i);
    return (struct str){bytes, sizeof bytes};
}

static void put_photo(struct vault *v, uint32_t i)
{
    struct vault_put *p;
    struct err e;
    struct sha256 sha = sha256_of(photo(i), STR_NONE, STR_NONE);
    if (vault_begin(v, MEDIA_NONE, 1 << 20, &p, &e) != RC_OK ||
        vault_write(p, photo(i), &e) != RC_OK ||
        vault_commit(p, &sha, VAULT_FOREVER, NULL, &e) != RC_OK)
        _exit(3);
}

/*
 * The child: append, forget, put a photo now and then (and delete the one before), acknowledge each
 * number.
 */
static void write_until_killed(const char *dir, uint32_t first, uint32_t count, int pipe_end)
{
    struct telemetry *t, *b;
    struct vault *v;
    struct err e;
    char data[2000];
    if (telemetry_open(&t, dir, &reads, &e) != RC_OK ||
        telemetry_open(&b, dir, &brief, &e) != RC_OK || vault_open(&v, dir, &e) != RC_OK)
        _exit(3);
    for (uint32_t i = first; i < first + count; i++) {
        memset(data, (int)(i % 251), sizeof data);
        usec_t now = START + i * USEC_S;
        struct telemetry_block block = {.first = i, .last = i, .n = i, .data = {data, sizeof data}};
        if (telemetry_append(t, now, &block, 1, &e) != RC_OK ||
            telemetry_append(b, now, &block, 1, &e) != RC_OK ||
            telemetry_expire(b, now, NULL, &e) != RC_OK)
            _exit(3);
        if (i % 8 == 0) {
            put_photo(v, i);
            if (i >= 16 &&
                vault_delete(v, sha256_of(photo(i - 16), STR_NONE, STR_NONE), &e) != RC_OK)
                _exit(3);
        }
        if (write(pipe_end, &i, sizeof i) != sizeof i)
            _exit(3);
    }
    _exit(0);
}

struct history {
    uint32_t first, next; /* numbers first … next-1 were acknowledged */
    uint32_t at;          /* the next number expected from the store */
    uint64_t wrong;
};

static bool see(void *ctx, const struct telemetry_block *b)
{
    struct history *h = ctx;
    bool sound = b->data.n == 2000 && b->n == (uint32_t)b->first;
    for (size_t i = 0; sound && i < b->data.n; i++)
        sound = (uint8_t)b->data.p[i] == b->n % 251;
    /*
     * One that was not acknowledged may be there as well, and is then written again by the next
     * process.
     */
    if (!sound || (b->n != h->at && b->n + 1 != h->at))
        h->wrong++;
    h->at = b->n + 1;
    return true;
}

static void verify(const char *dir, struct history *h, uint32_t acknowledged)
{
    struct telemetry *t, *b;
    struct vault *v;
    struct vault_item item;
    struct vault_report r;
    struct err e;
    size_t forgotten;
    T_REQUIRE(telemetry_open(&t, dir, &reads, &e) == RC_OK);
    h->at = h->first;
    T_OK(telemetry_each(t, 0, INT64_MAX, see, h, &e));
    T_EQ(h->wrong, 0);
    T(h->at == acknowledged || h->at == acknowledged + 1);
    T_EQ(telemetry_damaged(t), 0);
    telemetry_close(t);
    T_REQUIRE(telemetry_open(&b, dir, &brief, &e) == RC_OK);
    T_OK(telemetry_expire(b, START + acknowledged * USEC_S, &forgotten, &e));
    T_EQ(telemetry_damaged(b), 0);
    telemetry_close(b);
    T_REQUIRE(vault_open(&v, dir, &e) == RC_OK);
    if (acknowledged > 8) {
        uint32_t last = (acknowledged - 1) / 8 * 8; /* deleted when 16 more were written: not yet */
        if (last >= h->first)
            T_OK(vault_find(v, sha256_of(photo(last), STR_NONE, STR_NONE), 0, &item, &e));
    }
    T_OK(vault_check(v, &r, &e));
    T_EQ(r.damaged, 0);
    T_EQ(r.strays, 0);
    vault_close(v);
}

/*
 * Run the child from h->next on; kill it `wait` µs after it has said so many words (0: let it end by
 * itself). Returns its status.
 */
static int round_of(const char *dir, struct history *h, uint32_t count, uint32_t words,
                    useconds_t wait)
{
    int ends[2], status = -1;
    uint32_t word;
    T_REQUIRE(pipe(ends) == 0);
    pid_t child = fork();
    T_REQUIRE(child >= 0);
    if (child == 0) {
        (void)close(ends[0]);
        write_until_killed(dir, h->next, count, ends[1]);
    }
    (void)close(ends[1]);
    while (read(ends[0], &word, sizeof word) == sizeof word) {
        h->wrong += word != h->next;
        h->next = word + 1;
        if (words > 0 && --words == 0) {
            (void)usleep(wait);
            (void)kill(child, SIGKILL);
        }
    }
    (void)close(ends[0]);
    T(waitpid(child, &status, 0) == child);
    return status;
}

static void test_store__survives_kill_at_random_moments(void)
{
    uint64_t seed = t_seed();
    char dir[FILE_PATH_MAX];
    struct history h = {0};
    struct err e;
    uint64_t total = 0;
    for (int i = 0; i < ROUNDS; i++) {
        if (i % 10 == 0) {
            T_REQUIRE(file_path(dir, &e, "%s", t_tmpdir()) == RC_OK);
            total += h.next;
            h = (struct history){0};
        }
        uint32_t words = 1 + (uint32_t)(t_rand(&seed) % 4);
        int status = round_of(dir, &h, UINT32_MAX / 2, words, (useconds_t)(t_rand(&seed) % 12000));
        T_REQUIRE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        verify(dir, &h, h.next);
    }
    T(total >= ROUNDS - 10); /* the last ten were not added */
}

#ifdef MARKAZ_FAULTS

static void test_store__survives_kill_at_each_point(void)
{
    for (size_t i = 0; fault_point_name(i) != NULL; i++) {
        const char *name = fault_point_name(i);
        if (!str_starts(str_c(name), STR("telemetry.")) && !str_starts(str_c(name), STR("vault.")))
            continue;
        for (uint64_t nth = 1; nth <= 7; nth += 3) {
            struct history h = {0};
            struct err e;
            char dir[FILE_PATH_MAX];
            T_REQUIRE(file_path(dir, &e, "%s", t_tmpdir()) == RC_OK);
            T(fault_point_arm(name, nth, FAULT_KILL));
            int status = round_of(dir, &h, PARTS_APART * 14, 0, 0);
            fault_disarm();
            T(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
            verify(dir, &h, h.next);
            status = round_of(dir, &h, 50, 0, 0);
            T(WIFEXITED(status) && WEXITSTATUS(status) == 0);
            verify(dir, &h, h.next);
        }
    }
}

#else

static void test_store__survives_kill_at_each_point(void)
{
    T_SKIP("built without MARKAZ_FAULTS");
}

#endif

int main(void)
{
    T_RUN(test_store__survives_kill_at_random_moments);
    T_RUN(test_store__survives_kill_at_each_point);
    return t_end();
}
