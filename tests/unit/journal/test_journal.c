/* SPDX-License-Identifier: Apache-2.0 */
#include "journal/journal.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/random_event.h"

#define CACHE_KIB 1024

static struct arena arena;
static struct err err;

/* Events the callbacks compare with. */
struct expected {
    const struct event *const *events;
    uint64_t first, seen;
    bool same;
};

static enum rc compare(const struct journal_row *row, void *arg, struct err *e)
{
    struct expected *x = arg;
    struct arena a;
    struct event ev;
    arena_init(&a, 8u << 20);
    T_EQ(row->seq, x->first + x->seen);
    T_EQ(row->salt.n, EVENT_SALT_LEN);
    enum rc rc = event_read(row->entry, row->payload, &a, &ev, e);
    if (rc != RC_OK || !same_event(&ev, x->events[row->seq - 1]))
        x->same = false;
    x->seen++;
    arena_release(&a);
    return rc;
}

static void check_all(const char *dir, const struct event *const *events, uint64_t n)
{
    struct journal_reader *r;
    struct expected x = {events, 1, 0, true};
    uint64_t last;
    T_REQUIRE(journal_reader_open(&r, dir, &err) == RC_OK);
    T_OK(journal_reader_last(r, &last, &err));
    T_EQ(last, n);
    T_OK(journal_each(r, 1, UINT64_MAX, compare, &x, &err));
    T_EQ(x.seen, n);
    T(x.same);
    journal_reader_close(r);
}

static void test_journal_append__every_event_type_round_trips(void)
{
    const struct event *events[EV_COUNT * 8];
    uint64_t state = t_seed();
    struct journal *j;
    const char *dir = t_tmpdir();
    arena_clear(&arena);
    for (size_t i = 0; i < ARRAY_LEN(events); i++)
        events[i] = random_event(&state, &arena, (enum event_type)(i % EV_COUNT), i + 1, i < EV_COUNT);
    T_REQUIRE(journal_open(&j, dir, CACHE_KIB, &err) == RC_OK);
    T_EQ(journal_last(j), 0);
    T_OK(journal_append(j, events, EV_COUNT, &err));
    T_OK(journal_append(j, events + EV_COUNT, ARRAY_LEN(events) - EV_COUNT, &err));
    T_OK(journal_append(j, NULL, 0, &err));
    T_EQ(journal_last(j), ARRAY_LEN(events));
    check_all(dir, events, ARRAY_LEN(events)); /* while the writer has it open */
    journal_close(j);
    T_REQUIRE(journal_open(&j, dir, CACHE_KIB, &err) == RC_OK);
    T_EQ(journal_last(j), ARRAY_LEN(events));
    journal_close(j);
    check_all(dir, events, ARRAY_LEN(events));
}

int main(void)
{
    arena_init(&arena, 256u << 20);
    T_RUN(test_journal_append__every_event_type_round_trips);
    arena_release(&arena);
    return t_end();
}
