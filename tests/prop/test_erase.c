/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random histories in which events are erased at random, of entities that live and of such as are gone: replay from zero, from a
 * snapshot of any moment and its tail, and live are the same picture; every commitment and erasure checks out; and nothing that was
 * personal in an erased event is found in the journal's files by looking at their bytes.
 */
#include <stdlib.h>
#include <string.h>

#include "journal/journal.h"
#include "picture/picture.h"
#include "store/file.h"
#include "support/random_event.h"

#define N 1500
#define HISTORIES 6
#define MARK "PERSON-%05llu-"

static struct arena arena;
static struct err err;
static struct event *events[N + 1]; /* by sequence */
static bool erased[N + 1];
static char dir[4200];

/* A text that is found again: each personal text of an event, and its purpose, carry its sequence. */
static void mark_personal(struct event *ev)
{
    const struct record *rec = kind_table[event_kind(ev)].record;
    struct str mark = arena_printf(&arena, MARK, (unsigned long long)ev->seq);
    for (int i = 0; i < rec->nfields; i++) {
        const struct field *f = &rec->fields[i];
        if (f->personal >= 0 && f->kind == FIELD_TEXT && (size_t)f->max > mark.n &&
            (*(const uint64_t *)ev->data & BIT(f->bit)) != 0)
            *(struct str *)(void *)((char *)(uintptr_t)ev->data + f->off) = mark;
    }
    ev->purpose = mark;
    if (ev->once.n > 0)
        ev->answer = arena_printf(&arena, "\"was\":\"%.*s\"", STR_ARG(mark));
}

static struct str subject_of(const struct event *ev)
{
    return arena_printf(&arena, "%.*s/%.*s", STR_ARG(kind_table[event_kind(ev)].name),
                        STR_ARG(ev->id));
}

/* As a desk would ask for it: some of what came before, whatever became of it. */
static void make_erasure(uint64_t *state, const struct picture *p, struct event *ev)
{
    struct erasure *x = arena_alloc(&arena, sizeof *x);
    struct event_target *t = arena_alloc(&arena, EVENT_TARGETS_MAX * sizeof *t);
    *x = (struct erasure){.targets = t, .reason = STR("due")};
    for (uint64_t seq = 1; seq < ev->seq && x->n < EVENT_TARGETS_MAX; seq++) {
        const struct event *of = events[seq];
        if (random_below(state, 8) != 0 || of->erasure != NULL || event_kind(of) == KIND_CENTRE)
            continue;
        const struct entity *en = picture_find(p, event_kind(of), of->id);
        t[x->n].seq = seq;
        t[x->n].lives = en != NULL && seq >= en->first ? subject_of(of) : STR_NONE;
        t[x->n++].answered = of->once.n > 0;
        erased[seq] = true;
    }
    ev->erasure = x;
}

static struct event *make(uint64_t *state, const struct picture *p, uint64_t seq)
{
    bool erasure = seq > 20 && random_below(state, 40) == 0;
    enum event_type type = erasure ? EV_ERASE : (enum event_type)random_below(state, EV_COUNT);
    struct event *ev = random_event(state, &arena, type, seq, false);
    ev->id = arena_printf(&arena, "X%d", (int)random_below(state, 12));
    if (ev->once.n > 0)
        ev->once = arena_printf(&arena, "key-%llu", (unsigned long long)seq);
    mark_personal(ev);
    if (erasure)
        make_erasure(state, p, ev);
    return ev;
}

static enum rc keep_line(struct str line, void *arg, struct err *e)
{
    UNUSED(e);
    buf_puts(arg, line);
    buf_putc(arg, '\n');
    return RC_OK;
}

static int by_text(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* All it would save, in one order. */
static struct buf saved(struct picture *p)
{
    static struct str lines[8 * N];
    struct buf b, sorted;
    bool done;
    size_t n = 0;
    buf_init(&b, 256u << 20);
    buf_init(&sorted, 256u << 20);
    picture_save_begin(p, false);
    T_OK(picture_save_step(p, UINT32_MAX, keep_line, &b, &done, &err));
    picture_save_end(p);
    for (struct str rest = buf_str(&b); rest.n > 0;)
        lines[n++] = str_cut(&rest, '\n');
    qsort(lines, n, sizeof lines[0], by_text);
    for (size_t i = 0; i < n; i++) {
        buf_puts(&sorted, lines[i]);
        buf_putc(&sorted, '\n');
    }
    buf_release(&b);
    return sorted;
}

static struct picture *loaded(struct buf *lines, uint64_t seq, usec_t time)
{
    struct picture *p = picture_new();
    for (struct str rest = buf_str(lines); rest.n > 0;)
        T_OK(picture_load_line(p, str_cut(&rest, '\n'), &err));
    picture_load_end(p, seq, time);
    return p;
}

static enum rc fold_row(const struct journal_row *row, void *arg, struct err *e)
{
    struct arena a;
    struct event ev;
    arena_init(&a, 16u << 20);
    enum rc rc = event_read(row->entry, row->payload, &a, &ev, e);
    if (rc == RC_OK)
        picture_apply(arg, &ev);
    arena_release(&a);
    return rc;
}

static void fold_from(struct picture *p, uint64_t from)
{
    struct journal_reader *r;
    T_REQUIRE(journal_reader_open(&r, dir, &err) == RC_OK);
    T_OK(journal_each(r, from, UINT64_MAX, fold_row, p, &err));
    journal_reader_close(r);
}

/* Also in every text it would save, and in the answers it remembers. */
static void same_picture(struct picture *p, struct picture *live)
{
    picture_check(p);
    T_EQ(picture_hash(p), picture_hash(live));
    T_EQ(picture_seq(p), picture_seq(live));
    struct buf x = saved(p), y = saved(live);
    T_STR(buf_str(&x), buf_str(&y));
    for (uint64_t seq = 1; seq <= N; seq++) {
        struct str said;
        uint64_t by;
        char mark[32];
        if (!erased[seq])
            continue;
        (void)snprintf(mark, sizeof mark, MARK, (unsigned long long)seq);
        T(memmem(x.p, x.n, mark, strlen(mark)) == NULL);
        T(events[seq]->once.n == 0 || !picture_once(p, events[seq]->once, &said, &by));
    }
    buf_release(&x);
    buf_release(&y);
}

static void check_bytes(void)
{
    static const char *const names[] = {"journal.db", "journal.db-wal"};
    char path[4300], mark[32];
    uint64_t whole = 0, kept = 0;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct buf b;
        (void)snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        buf_init(&b, 256u << 20);
        if (file_load(path, &b, &err) == RC_OK && b.n > 0)
            for (uint64_t seq = 1; seq <= N; seq++) {
                (void)snprintf(mark, sizeof mark, MARK, (unsigned long long)seq);
                bool there = memmem(b.p, b.n, mark, strlen(mark)) != NULL;
                if (!T(!erased[seq] || !there))
                    printf("%s still has %s\n", names[i], mark);
                whole += !erased[seq];
                kept += !erased[seq] && there;
            }
        buf_release(&b);
    }
    T(kept > whole / 4); /* so that this looks where it should */
}

static void check_journal(void)
{
    struct journal_reader *r;
    struct journal_report report;
    uint64_t n = 0;
    for (uint64_t seq = 1; seq <= N; seq++)
        n += erased[seq];
    T_REQUIRE(journal_reader_open(&r, dir, &err) == RC_OK);
    T_OK(journal_verify(r, &report, &err));
    T_EQ(report.bad, 0);
    T_EQ(report.first_bad, 0);
    T_EQ(report.erased, n);
    journal_reader_close(r);
}

/* Snapshots on the way, some saved while it went on. */
struct shot {
    struct buf lines;
    uint64_t seq;
    usec_t time;
};

static void one_history(uint64_t *state)
{
    struct journal *j;
    struct picture *live = picture_new();
    struct shot shots[6] = {0};
    size_t nshots = 0, pending = 0;
    const struct event *batch[N];
    arena_clear(&arena);
    memset(erased, 0, sizeof erased);
    (void)snprintf(dir, sizeof dir, "%s", t_tmpdir());
    T_REQUIRE(journal_open(&j, dir, 1024, &err) == RC_OK);
    for (uint64_t seq = 1; seq <= N; seq++) {
        events[seq] = make(state, live, seq);
        picture_apply(live, events[seq]);
        batch[pending++] = events[seq];
        if (random_below(state, 30) == 0 || seq == N) {
            T_REQUIRE(journal_append(j, batch, pending, &err) == RC_OK);
            pending = 0;
        }
        if (random_below(state, 200) == 0 && nshots < ARRAY_LEN(shots)) {
            shots[nshots].lines = saved(live);
            shots[nshots].seq = seq;
            shots[nshots++].time = picture_time(live);
        }
    }
    T_OK(journal_scrub(dir, &err));
    struct picture *zero = picture_new();
    fold_from(zero, 1);
    same_picture(zero, live);
    picture_free(zero);
    for (size_t i = 0; i < nshots; i++) {
        struct picture *p = loaded(&shots[i].lines, shots[i].seq, shots[i].time);
        fold_from(p, shots[i].seq + 1);
        same_picture(p, live);
        picture_free(p);
        buf_release(&shots[i].lines);
    }
    check_journal();
    check_bytes();
    journal_close(j);
    picture_free(live);
}

static void test_erase__from_zero_is_from_snapshot_is_live(void)
{
    uint64_t state = t_seed();
    arena_init(&arena, 1u << 30);
    for (int i = 0; i < HISTORIES; i++)
        one_history(&state);
    arena_release(&arena);
}

int main(void)
{
    T_RUN(test_erase__from_zero_is_from_snapshot_is_live);
    return t_end();
}
