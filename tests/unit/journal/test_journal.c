/* SPDX-License-Identifier: Apache-2.0 */
#include "journal/journal.h"
#include "store/day_key.h"
#include "store/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/indexed.h"
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
        events[i] =
            random_event(&state, &arena, (enum event_type)(i % EV_COUNT), i + 1, i < EV_COUNT);
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

/* An event without chance in it. */
static struct event *plain_event(uint64_t seq, enum event_type type, const char *id,
                                 const void *data)
{
    struct event *ev = arena_alloc(&arena, sizeof *ev);
    *ev = (struct event){.seq = seq,
                         .time = INT64_C(1795310400123456),
                         .recorded = INT64_C(1795310400200000),
                         .type = type,
                         .id = str_c(id),
                         .area = STR("R1"),
                         .actor = STR("user/U1"),
                         .data = data};
    return ev;
}

static struct journal *open_journal(const char *dir)
{
    struct journal *j;
    T_REQUIRE(journal_open(&j, dir, CACHE_KIB, &err) == RC_OK);
    return j;
}

static void append_one(struct journal *j, const struct event *ev)
{
    const struct event *list[] = {ev};
    T_REQUIRE(journal_append(j, list, 1, &err) == RC_OK);
}

/* Sequences a walk gave, as text. */
static enum rc note_seq(const struct journal_row *row, void *arg, struct err *e)
{
    UNUSED(e);
    struct buf *b = arg;
    buf_printf(b, "%llu ", (unsigned long long)row->seq);
    return RC_OK;
}

static enum rc note_entry(const struct journal_row *row, void *arg, struct err *e)
{
    UNUSED(e);
    buf_puts(arg, row->entry);
    return RC_OK;
}

static void test_journal_append__larger_payload_than_allowed(void)
{
    struct area area = {0};
    struct journal *j = open_journal(t_tmpdir());
    struct buf big;
    buf_init(&big, EVENT_PAYLOAD_MAX);
    for (size_t i = 0; i < EVENT_PAYLOAD_MAX; i++)
        buf_putc(&big, '1');
    area_set_geometry(&area, buf_str(&big));
    const struct event *list[] = {plain_event(1, EV_AREA_SET, "R1", &area)};
    T_EQ(journal_append(j, list, 1, &err), RC_TOO_LARGE);
    T_EQ(journal_last(j), 0);
    T_EQ(journal_append(j, list, 1, &err), RC_IO); /* a failed journal takes nothing more */
    journal_close(j);
    buf_release(&big);
}

static void test_journal_keys__a_year_a_name(void)
{
    static const usec_t years[] = {INT64_C(1795310400000000), INT64_C(1826846400000000)};
    struct unit unit = {0};
    struct journal_reader *r;
    struct buf text;
    struct stat st;
    char path[4300];
    struct str names[4];
    const char *dir = t_tmpdir();
    struct journal *j = open_journal(dir);
    arena_clear(&arena);
    for (uint64_t seq = 1; seq <= 4; seq++) {
        struct event *ev = plain_event(seq, EV_UNIT_STATUS, "N1", &unit);
        ev->recorded = years[seq > 2];
        if (seq == 2) {
            journal_close(j); /* the key must be the same after a restart */
            j = open_journal(dir);
        }
        if (seq == 4)
            ev->actor = STR("user/U2");
        append_one(j, ev);
    }
    buf_init(&text, 4096);
    T_REQUIRE(journal_reader_open(&r, dir, &err) == RC_OK);
    T_OK(journal_each(r, 1, 4, note_entry, &text, &err));
    struct str rest = buf_str(&text);
    for (int i = 0; i < 4; i++) {
        struct event_entry entry;
        struct str one = rest;
        for (int line = 0; line < 6; line++)
            (void)str_cut(&rest, '\n');
        one.n -= rest.n;
        T_OK(event_entry_read(one, &entry, &err));
        names[i] = entry.actor;
    }
    T(str_eq(names[0], names[1]));
    T(!str_eq(names[1], names[2])); /* the same actor, another year */
    T(!str_eq(names[2], names[3])); /* another actor, the same year */
    for (int year = 2026; year <= 2027; year++) {
        (void)snprintf(path, sizeof path, "%s/keys/actor-%d.key", dir, year);
        T_EQ(stat(path, &st), 0);
        T_EQ(st.st_size, 32);
        T_EQ(st.st_mode & 0777, 0600);
    }
    journal_reader_close(r);
    journal_close(j);
    buf_release(&text);
}

static void test_journal_keys__a_short_key_is_not_used(void)
{
    struct unit unit = {0};
    char path[4300];
    const char *dir = t_tmpdir();
    struct journal *j = open_journal(dir);
    (void)snprintf(path, sizeof path, "%s/keys/actor-2026.key", dir);
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    T_EQ(write(fd, "short", 5), 5);
    (void)close(fd);
    const struct event *list[] = {plain_event(1, EV_UNIT_STATUS, "N1", &unit)};
    T_EQ(journal_append(j, list, 1, &err), RC_CORRUPT);
    journal_close(j);
}

static void test_journal_each__ranges_and_stopping(void)
{
    struct unit unit = {0};
    struct journal_reader *r;
    struct buf text;
    const char *dir = t_tmpdir();
    struct journal *j = open_journal(dir);
    arena_clear(&arena);
    for (uint64_t seq = 1; seq <= 5; seq++)
        append_one(j, plain_event(seq, EV_UNIT_STATUS, "N1", &unit));
    buf_init(&text, 4096);
    T_REQUIRE(journal_reader_open(&r, dir, &err) == RC_OK);
    T_OK(journal_each(r, 2, 4, note_seq, &text, &err));
    T_STRC(buf_str(&text), "2 3 4 ");
    buf_clear(&text);
    T_OK(journal_each(r, 5, UINT64_MAX, note_seq, &text, &err));
    T_OK(journal_each(r, 6, UINT64_MAX, note_seq, &text, &err));
    T_OK(journal_each(r, 4, 3, note_seq, &text, &err));
    T_STRC(buf_str(&text), "5 ");
    /* Appended after the reader was opened. */
    append_one(j, plain_event(6, EV_UNIT_STATUS, "N1", &unit));
    T_OK(journal_each(r, 6, 6, note_seq, &text, &err));
    T_STRC(buf_str(&text), "5 6 ");
    journal_reader_close(r);
    journal_close(j);
    buf_release(&text);
}

static enum rc stop_at_three(const struct journal_row *row, void *arg, struct err *e)
{
    UNUSED(e);
    *(uint64_t *)arg = row->seq;
    return row->seq == 3 ? RC_BUSY : RC_OK;
}

/* More rows than one view of the database gives, and a callback that stops. */
static void test_journal_each__long_walk(void)
{
    enum { N = 25000 };
    static const struct event *list[N];
    struct unit unit = {0};
    struct journal_reader *r;
    uint64_t last = 0;
    const char *dir = t_tmpdir();
    struct journal *j = open_journal(dir);
    arena_clear(&arena);
    for (uint64_t seq = 1; seq <= N; seq++)
        list[seq - 1] = plain_event(seq, EV_UNIT_STATUS, seq % 2 == 0 ? "N1" : "N2", &unit);
    T_REQUIRE(journal_append(j, list, N, &err) == RC_OK);
    T_REQUIRE(journal_reader_open(&r, dir, &err) == RC_OK);
    struct expected x = {list, 1, 0, true};
    T_OK(journal_each(r, 1, UINT64_MAX, compare, &x, &err));
    T_EQ(x.seen, N);
    T(x.same);
    T_EQ(journal_each(r, 1, UINT64_MAX, stop_at_three, &last, &err), RC_BUSY);
    T_EQ(last, 3);
    /* A timeline that crosses the parts it is sorted in. */
    struct buf text;
    index_now(dir);
    buf_init(&text, 1 << 20);
    T_OK(journal_timeline(r, STR("unit/N1"), 16380, 6, note_seq, &text, &err));
    T_STRC(buf_str(&text), "16382 16384 16386 16388 16390 16392 ");
    buf_clear(&text);
    T_OK(journal_timeline(r, STR("unit/N1"), 24996, 100, note_seq, &text, &err));
    T_STRC(buf_str(&text), "24998 25000 ");
    buf_release(&text);
    journal_reader_close(r);
    journal_close(j);
}

static void test_journal_timeline__own_and_about(void)
{
    struct unit unit = {0};
    struct note note = {0};
    struct journal_reader *r;
    struct buf text;
    const char *dir = t_tmpdir();
    struct journal *j = open_journal(dir);
    arena_clear(&arena);
    append_one(j, plain_event(1, EV_UNIT_STATUS, "N1", &unit));
    struct event *ev = plain_event(2, EV_NOTE_ADDED, "M1", &note);
    ev->about = STR("unit/N1");
    append_one(j, ev);
    append_one(j, plain_event(3, EV_UNIT_STATUS, "N2", &unit));
    ev = plain_event(4, EV_UNIT_STATUS, "N1", &unit);
    ev->about = STR("unit/N1"); /* about itself: once */
    append_one(j, ev);
    buf_init(&text, 4096);
    index_now(dir);
    T_REQUIRE(journal_reader_open(&r, dir, &err) == RC_OK);
    T_OK(journal_timeline(r, STR("unit/N1"), 0, 10, note_seq, &text, &err));
    T_STRC(buf_str(&text), "1 2 4 ");
    buf_clear(&text);
    T_OK(journal_timeline(r, STR("unit/N1"), 1, 1, note_seq, &text, &err));
    T_OK(journal_timeline(r, STR("note/M1"), 0, 10, note_seq, &text, &err));
    T_OK(journal_timeline(r, STR("unit/N3"), 0, 10, note_seq, &text, &err));
    T_OK(journal_timeline(r, STR("unit/N1"), UINT64_MAX, 10, note_seq, &text, &err));
    T_STRC(buf_str(&text), "2 2 ");
    journal_reader_close(r);
    journal_close(j);
    buf_release(&text);
}

static int64_t on_day_20000(void *arg, const struct event *ev, bool *lives)
{
    UNUSED(arg);
    UNUSED(ev);
    *lives = true;
    return 20000; /* 2024-10-04 */
}

static bool has(const char *dir, const char *name)
{
    char path[FILE_PATH_MAX];
    return file_path(path, &err, "%s/%s", dir, name) == RC_OK && file_exists(path);
}

static void put_key(const char *dir, const char *name, const char *bytes)
{
    char path[FILE_PATH_MAX];
    T_OK(file_path(path, &err, "%s/keys/%s", dir, name));
    if (file_exists(path))
        T_OK(file_remove(path, &err));
    T_OK(file_save(path, str_c(bytes), &err));
}

/* No key is in a backup; those kept apart are what the store has when a backup is made: what was destroyed or replaced is not among them. */
static void check_keys(const char *dir, const char *copy, const char *keys)
{
    char again[4300], path[FILE_PATH_MAX];
    struct buf text;
    T(!has(copy, "keys"));
    put_key(keys, "actor-1999.key", "destroyed in the store since");
    put_key(dir, "log.key", "the new one");
    put_key(keys, "log.key", "the old one");
    (void)snprintf(again, sizeof again, "%s-again", copy);
    T_EQ(mkdir(again, 0700), 0);
    T_OK(journal_backup(dir, again, keys, on_day_20000, NULL, &err));
    T(!has(keys, "keys/actor-1999.key"));
    buf_init(&text, 100);
    T_OK(file_path(path, &err, "%s/keys/log.key", keys));
    T_OK(file_load(path, &text, &err));
    T_STRC(buf_str(&text), "the new one");
    buf_release(&text);
}

static void test_journal_backup__is_complete_and_new(void)
{
    struct unit unit = {0};
    char copy_dir[4200], back_dir[4200], keys[4200], gone[4300];
    struct journal_report report;
    const char *dir = t_tmpdir();
    struct journal *j = open_journal(dir);
    arena_clear(&arena);
    const struct event *list[] = {plain_event(1, EV_UNIT_STATUS, "N1", &unit)};
    append_one(j, list[0]);
    (void)snprintf(copy_dir, sizeof copy_dir, "%s/copy", dir);
    (void)snprintf(back_dir, sizeof back_dir, "%s/back", dir);
    T_EQ(mkdir(copy_dir, 0700), 0);
    T_EQ(mkdir(back_dir, 0700), 0);
    (void)snprintf(keys, sizeof keys, "%s/days", dir);
    T_OK(journal_backup(dir, copy_dir, keys, on_day_20000, NULL, &err));
    check_keys(dir, copy_dir, keys);
    T_EQ(journal_backup(dir, copy_dir, keys, on_day_20000, NULL, &err), RC_CONFLICT);
    journal_close(j);
    T_OK(journal_restore(copy_dir, back_dir, keys, NULL, NULL, &report, &err));
    T_EQ(report.events, 1);
    T_EQ(report.erased, 0);
    check_all(back_dir, list, 1);
    T_EQ(journal_restore(copy_dir, back_dir, keys, NULL, NULL, &report, &err), RC_CONFLICT);
    /* A wrong key is not a missing one. */
    (void)snprintf(gone, sizeof gone, "%s/2024-10-04.key", keys);
    T_OK(file_remove(gone, &err));
    T_OK(file_save(gone, STR("another key of thirty-two bytes!"), &err));
    (void)snprintf(back_dir, sizeof back_dir, "%s/back2", dir);
    T_EQ(mkdir(back_dir, 0700), 0);
    T_EQ(journal_restore(copy_dir, back_dir, keys, NULL, NULL, &report, &err), RC_CORRUPT);
    /* Its day has passed: an erasure stands for what the key took with it. */
    T_OK(day_keys_expire(keys, 20000 * USEC_DAY, &err));
    T(file_exists(gone));
    T_OK(day_keys_expire(keys, 20001 * USEC_DAY, &err));
    T(!file_exists(gone));
    T_OK(journal_restore(copy_dir, back_dir, keys, NULL, NULL, &report, &err));
    T_EQ(report.events, 2);
    T_EQ(report.erased, 1);
    T_EQ(report.bad, 0);
}

static void test_journal_open__no_folder(void)
{
    struct journal *j;
    struct journal_reader *r;
    T_EQ(journal_open(&j, "/nonexistent/markaz", CACHE_KIB, &err), RC_IO);
    T(j == NULL);
    T_EQ(journal_reader_open(&r, "/nonexistent/markaz", &err), RC_IO);
    T(r == NULL);
}

int main(void)
{
    arena_init(&arena, 256u << 20);
    T_RUN(test_journal_append__every_event_type_round_trips);
    T_RUN(test_journal_append__larger_payload_than_allowed);
    T_RUN(test_journal_keys__a_year_a_name);
    T_RUN(test_journal_keys__a_short_key_is_not_used);
    T_RUN(test_journal_each__ranges_and_stopping);
    T_RUN(test_journal_each__long_walk);
    T_RUN(test_journal_timeline__own_and_about);
    T_RUN(test_journal_backup__is_complete_and_new);
    T_RUN(test_journal_open__no_folder);
    arena_release(&arena);
    return t_end();
}
