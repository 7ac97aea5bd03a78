/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fills a store's journal with a country's history, through the journal's own door:
 *   fill DIR DAYS EVENTS_A_DAY [BEFORE]
 * Each line of standard input is a number of events to append; it answers "SEQ SECONDS". First comes the registry (areas, sites,
 * units, devices), then things that happen and end, many at a time and each in its own order: alarms with what is done about
 * them, hits and dangerous driving with their notices, shifts, silences. What is over leaves the picture hours later, so the picture
 * stays the size of a country. The store must be closed: the lock is taken for each line.
 * BEFORE: so many were made by an earlier run; the registry is there and times go on.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fill.h"
#include "store/lock.h"

#define BATCH 8192
#define CACHE_KIB 262144

static struct err err;

static void need(enum rc rc)
{
    if (rc == RC_OK)
        return;
    (void)fprintf(stderr, "fill: %s\n", err.detail);
    exit(1);
}

/* Else the first start would make it, beside what is measured. */
static void write_index(const char *dir, uint64_t to)
{
    struct journal_index *x;
    need(journal_index_open(&x, dir, &err));
    need(journal_index_catch_up(x, to, NULL, NULL, NULL, &err));
    journal_index_close(x);
}

static uint64_t append(struct fill *f, const char *dir, uint64_t n)
{
    static const struct event *list[BATCH];
    struct lock lock = {-1};
    struct journal *j;
    struct arena arena;
    need(lock_take(&lock, dir, &err));
    need(journal_open(&j, dir, CACHE_KIB, &err));
    arena_init(&arena, (size_t)BATCH * 65536);
    uint64_t seq = journal_last(j);
    while (n > 0) {
        size_t k = 0;
        for (; k < BATCH && k < n; k++)
            list[k] = fill_next(f, ++seq, &arena);
        need(journal_append(j, list, k, &err));
        arena_clear(&arena);
        n -= k;
    }
    arena_release(&arena);
    write_index(dir, seq);
    journal_close(j);
    lock_drop(&lock);
    return seq;
}

int main(int argc, char **argv)
{
    char line[64];
    if (argc < 4) {
        (void)fprintf(stderr, "usage: fill DIR DAYS EVENTS_A_DAY [BEFORE]\n");
        return 2;
    }
    struct fill *f = fill_new(strtod(argv[2], NULL), strtod(argv[3], NULL),
                              argc > 4 ? strtoull(argv[4], NULL, 10) : 0);
    while (fgets(line, sizeof line, stdin) != NULL) {
        usec_t begun = clock_steady();
        uint64_t seq = append(f, argv[1], strtoull(line, NULL, 10));
        printf("%llu %.1f\n", (unsigned long long)seq, (double)(clock_steady() - begun) / 1e6);
        (void)fflush(stdout);
    }
    fill_free(f);
    return 0;
}
