/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random histories in random batches, closed and opened at random: what is read is what was
 * written, and the index says the same whether it was written from notes, from the journal or anew.
 */
#include "journal/journal.h"
#include "support/indexed.h"
#include "support/random_event.h"

#define N 3000
#define HISTORIES 10

static struct arena arena;
static struct err err;
static const struct event *events[N];

struct walk {
    uint64_t next;
    bool same;
};

static enum rc compare(const struct journal_row *row, void *arg, struct err *e)
{
    struct walk *w = arg;
    struct arena a;
    struct event ev;
    arena_init(&a, 8u << 20);
    enum rc rc = event_read(row->entry, row->payload, &a, &ev, e);
    w->same =
        w->same && rc == RC_OK && row->seq == w->next && same_event(&ev, events[row->seq - 1]);
    w->next++;
    arena_release(&a);
    return rc;
}

/* Behind by chance, then from notes of some events or from the journal, closed at random. */
static void index_some(const char *dir, uint64_t *state, uint64_t durable)
{
    static struct journal_index *x;
    struct journal_notes notes;
    if (random_below(state, 3) == 0 && durable < N)
        return;
    if (x == NULL)
        T_REQUIRE(journal_index_open(&x, dir, &err) == RC_OK);
    journal_notes_init(&notes, 1 << 20);
    for (uint64_t seq = journal_index_last(x) + 1;
         seq <= durable && journal_notes_add(&notes, events[seq - 1]);)
        seq++;
    if (random_below(state, 3) != 0)
        T_OK(journal_index_write(x, &notes, &err));
    journal_notes_release(&notes);
    if (durable == N || random_below(state, 4) == 0)
        T_OK(journal_index_catch_up(x, durable, NULL, NULL, NULL, &err));
    if (durable < N && random_below(state, 4) != 0)
        return;
    journal_index_close(x);
    x = NULL;
}

static void write_history(const char *dir, uint64_t *state)
{
    struct journal *j;
    T_REQUIRE(journal_open(&j, dir, 1024, &err) == RC_OK);
    for (uint64_t at = 0; at < N;) {
        uint64_t n = 1 + random_below(state, random_below(state, 2) == 0 ? 3 : 400);
        n = n < N - at ? n : N - at;
        T_REQUIRE(journal_append(j, events + at, n, &err) == RC_OK);
        at += n;
        index_some(dir, state, at);
        if (random_below(state, 10) == 0) {
            journal_close(j);
            T_REQUIRE(journal_open(&j, dir, 1024, &err) == RC_OK);
            T_EQ(journal_last(j), at);
        }
    }
    journal_close(j);
}

/* Every table that is derived from events, as one hash. */
static struct sha256 derived(struct journal_reader *r)
{
    struct buf out;
    uint64_t next;
    buf_init(&out, 16u << 20);
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        if (kind_table[kind].keep == 0)
            continue;
        next = 0;
        do {
            T_OK(journal_search(r, (enum kind)kind, NULL, 0, STR_NONE, next, 0, 50, &out, &next,
                                &err));
        } while (next != 0);
    }
    struct sha256 h = sha256_of(buf_str(&out), STR_NONE, STR_NONE);
    buf_release(&out);
    return h;
}

static enum rc count(const struct journal_row *row, void *arg, struct err *e)
{
    UNUSED(row);
    UNUSED(e);
    ++*(uint64_t *)arg;
    return RC_OK;
}

/* Each event stands once on its subject's timeline, and on that of what it is about. */
static void check_timeline(struct journal_reader *r, uint64_t *state)
{
    for (int i = 0; i < 20; i++) {
        const struct event *of = events[random_below(state, N)];
        struct str subject = arena_printf(
            &arena, "%.*s/%.*s", STR_ARG(kind_table[event_kind(of)].name), STR_ARG(of->id));
        uint64_t want = 0, got = 0;
        for (uint64_t k = 0; k < N; k++)
            want += (event_kind(events[k]) == event_kind(of) && str_eq(events[k]->id, of->id)) ||
                    str_eq(events[k]->about, subject);
        T_OK(journal_timeline(r, subject, 0, N, count, &got, &err));
        T_EQ(got, want);
    }
}

static void one_history(uint64_t *state)
{
    struct journal_reader *r;
    struct journal_report report;
    struct walk w = {1, true};
    const char *dir = t_tmpdir();
    arena_clear(&arena);
    for (uint64_t i = 0; i < N; i++)
        events[i] = random_event(state, &arena, (enum event_type)random_below(state, EV_COUNT),
                                 i + 1, false);
    write_history(dir, state);
    T_REQUIRE(journal_reader_open(&r, dir, &err) == RC_OK);
    T_OK(journal_each(r, 1, UINT64_MAX, compare, &w, &err));
    T_EQ(w.next, N + 1);
    T(w.same);
    T_OK(journal_verify(r, &report, &err));
    T_EQ(report.bad, 0);
    check_timeline(r, state);
    struct sha256 before = derived(r);
    T_OK(journal_rebuild(dir, NULL, NULL, &err));
    struct sha256 after = derived(r);
    T(memcmp(before.b, after.b, SHA256_LEN) == 0);
    check_timeline(r, state);
    journal_reader_close(r);
}

static void test_journal__what_is_read_is_what_was_written(void)
{
    uint64_t state = t_seed();
    for (int i = 0; i < HISTORIES; i++)
        one_history(&state);
}

int main(void)
{
    arena_init(&arena, 256u << 20);
    T_RUN(test_journal__what_is_read_is_what_was_written);
    arena_release(&arena);
    return t_end();
}
