/* SPDX-License-Identifier: Apache-2.0 */
/* Timelines and search tables behind the journal: how far they are, and when they are made anew. */
#include <stdatomic.h>
#include <unistd.h>

#include "journal/journal.h"
#include "store/db.h"
#include "store/fault.h"
#include "support/indexed.h"
#include "support/random_event.h"

static struct err err;
static char dir[4200];
static struct journal *journal;

static void open_all(void)
{
    (void)snprintf(dir, sizeof dir, "%s", t_tmpdir());
    T_REQUIRE(journal_open(&journal, dir, 1024, &err) == RC_OK);
}

static struct event plain_event(uint64_t seq, const char *id, const struct alarm *a)
{
    return (struct event){.seq = seq,
                          .time = INT64_C(1795310400123456),
                          .recorded = INT64_C(1795310400200000),
                          .type = EV_ALARM_RAISED,
                          .id = str_c(id),
                          .about = STR("site/T1"),
                          .area = STR("R1"),
                          .actor = STR("user/U1"),
                          .data = a};
}

/* So many alarms, each of an id of its own; the last sequence. */
static uint64_t append(uint64_t n)
{
    char id[24];
    struct alarm a = {0};
    alarm_set_device(&a, STR("D1"));
    for (uint64_t i = 0; i < n; i++) {
        uint64_t seq = journal_last(journal) + 1;
        (void)snprintf(id, sizeof id, "A%llu", (unsigned long long)seq);
        struct event ev = plain_event(seq, id, &a);
        const struct event *list[] = {&ev};
        T_REQUIRE(journal_append(journal, list, 1, &err) == RC_OK);
    }
    return journal_last(journal);
}

static struct journal_index *open_index(void)
{
    struct journal_index *x;
    T_REQUIRE(journal_index_open(&x, dir, &err) == RC_OK);
    return x;
}

static uint64_t last_indexed(void)
{
    struct journal_index *x = open_index();
    uint64_t last = journal_index_last(x);
    journal_index_close(x);
    return last;
}

static enum rc count_row(const struct journal_row *row, void *arg, struct err *e)
{
    UNUSED(row);
    UNUSED(e);
    ++*(int *)arg;
    return RC_OK;
}

static int on_timeline(const char *subject)
{
    struct journal_reader *r;
    int n = 0;
    T_REQUIRE(journal_reader_open(&r, dir, &err) == RC_OK);
    T_OK(journal_timeline(r, str_c(subject), 0, 1000, count_row, &n, &err));
    journal_reader_close(r);
    return n;
}

static void run_raw(const char *file, const char *sql)
{
    char path[4300];
    struct db *db;
    (void)snprintf(path, sizeof path, "%s/%s", dir, file);
    T_REQUIRE(db_open(&db, path, NULL, &err) == RC_OK);
    T_REQUIRE(db_exec(db, sql, &err) == RC_OK);
    db_close(db);
}

static void test_journal_index__goes_on_where_it_was(void)
{
    open_all();
    T_EQ(last_indexed(), 0);
    T_EQ(on_timeline("site/T1"), 0);
    (void)append(3);
    struct journal_index *x = open_index();
    T_OK(journal_index_catch_up(x, 2, NULL, NULL, NULL, &err));
    T_EQ(journal_index_last(x), 2);
    T_EQ(on_timeline("site/T1"), 2); /* while the writer has it open */
    journal_index_close(x);
    T_EQ(last_indexed(), 2);
    index_now(dir);
    T_EQ(last_indexed(), 3);
    T_EQ(on_timeline("site/T1"), 3);
    T_EQ(on_timeline("alarm/A2"), 1);
    journal_close(journal);
}

static void note(uint64_t done, uint64_t total, void *arg)
{
    T(done <= total);
    ++*(int *)arg;
}

static void test_journal_index__stops_when_told(void)
{
    _Atomic bool stop = true;
    int steps = 0;
    open_all();
    (void)append(2000);
    struct journal_index *x = open_index();
    T_EQ(journal_index_catch_up(x, UINT64_MAX, note, &steps, &stop, &err), RC_BUSY);
    T(!journal_index_failed(x));
    T(journal_index_last(x) < 2000);
    atomic_store(&stop, false);
    T_OK(journal_index_catch_up(x, UINT64_MAX, note, &steps, &stop, &err));
    T_EQ(journal_index_last(x), 2000);
    T(steps > 0);
    journal_index_close(x);
    journal_close(journal);
}

/* Many small transactions: their rows are put together, and none is lost. */
static void test_journal_index__one_event_a_transaction(void)
{
    enum { N = 700 };
    struct alarm a = {0};
    struct journal_notes notes;
    char id[24];
    open_all();
    (void)append(N);
    struct journal_index *x = open_index();
    journal_notes_init(&notes, 1 << 16);
    for (uint64_t seq = 1; seq <= N; seq++) {
        (void)snprintf(id, sizeof id, "A%llu", (unsigned long long)seq);
        struct event ev = plain_event(seq, id, &a);
        journal_notes_clear(&notes);
        T(journal_notes_add(&notes, &ev));
        T_OK(journal_index_write(x, &notes, &err));
        if (seq == 300) {
            journal_index_close(x);
            x = open_index();
        }
    }
    journal_notes_release(&notes);
    journal_index_close(x);
    T_EQ(on_timeline("site/T1"), N);
    T_EQ(on_timeline("alarm/A1"), 1);
    T_EQ(on_timeline("alarm/A700"), 1);
    journal_close(journal);
}

static void test_journal_notes__no_more_room(void)
{
    struct alarm a = {0};
    struct journal_notes notes;
    journal_notes_init(&notes, 200);
    struct event ev = plain_event(7, "A7", &a), next = plain_event(8, "A8", &a);
    T(journal_notes_add(&notes, &ev));
    size_t n = notes.bytes.n;
    while (journal_notes_add(&notes, &next))
        next.seq++;
    T_EQ(notes.first, 7);
    T_EQ(notes.last, next.seq - 1);
    T_EQ(notes.bytes.n, n * (next.seq - 7)); /* nothing of the one that did not fit */
    journal_notes_clear(&notes);
    T(journal_notes_add(&notes, &next));
    T_EQ(notes.first, next.seq);
    journal_notes_release(&notes);
}

static void made_anew(void)
{
    T_EQ(last_indexed(), 0);
    index_now(dir);
    T_EQ(on_timeline("site/T1"), (int)journal_last(journal));
}

static void test_journal_index__made_anew(void)
{
    char path[4300];
    open_all();
    (void)append(5);
    index_now(dir);
    run_raw("index.db", "UPDATE meta SET shape = 'of another program'");
    made_anew();
    run_raw("index.db", "UPDATE mark SET sum = sum + 1"); /* of another journal */
    made_anew();
    run_raw("index.db", "UPDATE mark SET seq = 6"); /* ahead of the journal */
    made_anew();
    (void)snprintf(path, sizeof path, "%s/index.db", dir);
    FILE *f = fopen(path, "wb");
    T_REQUIRE(f != NULL);
    T(fputs("no database at all, but longer than nothing and a page of it is not there", f) >= 0);
    T_EQ(fclose(f), 0);
    made_anew();
    T_EQ(unlink(path), 0);
    made_anew();
    journal_close(journal);
}

/* Two subjects may have the same mark: the event itself says whose it is. */
static void test_journal_timeline__a_mark_is_not_believed(void)
{
    open_all();
    (void)append(2);
    index_now(dir);
    T_EQ(on_timeline("alarm/A1"), 1);
    /* The marks of the first event again, but for the second: now A1 seems to be in both. */
    run_raw("index.db", "INSERT INTO tail SELECT 9, x'0200' || substr(marks, 3, 6) FROM tail");
    T_EQ(on_timeline("alarm/A1"), 1);
    journal_close(journal);
}

/* What one person did, and nobody else; where a time begins. */
static void test_journal_timeline__by_a_person_and_from_a_time(void)
{
    struct alarm a = {0};
    struct journal_reader *r;
    uint64_t first;
    open_all();
    for (uint64_t seq = 1; seq <= 6; seq++) {
        struct event ev = plain_event(seq, "A1", &a);
        static const char *const actors[] = {"user/U1", "core", "local"};
        ev.about = seq > 3 ? STR_NONE : ev.about;
        ev.actor = str_c(actors[seq % 3]);
        ev.recorded += (usec_t)(seq / 2) * USEC_S;
        const struct event *list[] = {&ev};
        T_REQUIRE(journal_append(journal, list, 1, &err) == RC_OK);
    }
    index_now(dir);
    T_EQ(on_timeline("by/user/U1"), 2); /* one of them with something before the actor */
    T_EQ(on_timeline("by/local"), 2);
    T_EQ(on_timeline("by/core"), 0); /* the centre itself is nobody who is followed */
    T_EQ(on_timeline("by/user/U2"), 0);
    T_REQUIRE(journal_reader_open(&r, dir, &err) == RC_OK);
    const usec_t begin = INT64_C(1795310400200000);

    static const struct {
        usec_t at;
        uint64_t seq;
    } want[] = {{0, 1}, {1, 2}, {USEC_S, 2}, {USEC_S + 1, 4}, {3 * USEC_S, 6}, {3 * USEC_S + 1, 7}};

    for (size_t i = 0; i < ARRAY_LEN(want); i++) {
        T_OK(journal_first_at(r, begin + want[i].at, &first, &err));
        T_EQ(first, want[i].seq);
    }
    journal_reader_close(r);
    journal_close(journal);
}

static void test_journal_index__erased_events(void)
{
    open_all();
    (void)append(4);
    run_raw("journal.db", "UPDATE event SET salt = NULL, payload = NULL WHERE seq IN (1, 2, 4)");
    index_now(dir);
    T_EQ(last_indexed(), 4);
    T_EQ(on_timeline("site/T1"), 1);
    run_raw("journal.db", "UPDATE event SET salt = NULL, payload = NULL WHERE seq = 3");
    T_EQ(on_timeline("site/T1"), 0); /* after it was indexed */
    journal_close(journal);
}

static void test_journal_index__a_gap_is_damage(void)
{
    open_all();
    (void)append(4);
    run_raw("journal.db", "DELETE FROM event WHERE seq = 2");
    struct journal_index *x = open_index();
    T_EQ(journal_index_catch_up(x, UINT64_MAX, NULL, NULL, NULL, &err), RC_CORRUPT);
    T(!journal_index_failed(x));
    journal_index_close(x);
    journal_close(journal);
}

/* A journal of a program that kept its lists in the journal's own file. */
static void test_journal_open__drops_old_tables(void)
{
    int64_t tables;
    char path[4300];
    struct db *db;
    open_all();
    (void)append(2);
    journal_close(journal);
    run_raw("journal.db",
            "CREATE TABLE timeline(x); CREATE TABLE meta(x); CREATE TABLE p_alarm(id TEXT UNIQUE);"
            "PRAGMA user_version = 1");
    T_REQUIRE(journal_open(&journal, dir, 1024, &err) == RC_OK);
    T_EQ(journal_last(journal), 2);
    (void)snprintf(path, sizeof path, "%s/journal.db", dir);
    T_REQUIRE(db_open(&db, path, NULL, &err) == RC_OK);
    T_OK(db_number(db, "SELECT count(*) FROM sqlite_schema WHERE type = 'table'", &tables, &err));
    T_EQ(tables, 1);
    db_close(db);
    index_now(dir);
    T_EQ(on_timeline("site/T1"), 2);
    journal_close(journal);
}

#ifdef MARKAZ_FAULTS
/* What fails before its commit is not there, what fails after it is; both go on at the next open. */
static void test_journal_index__each_point_fails(void)
{
    static const char *const names[] = {"journal.index-before-commit",
                                        "journal.index-after-commit"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        open_all();
        (void)append(3);
        struct journal_index *x = open_index();
        T_REQUIRE(fault_point_arm(names[i], 1, FAULT_ERROR));
        T_EQ(journal_index_catch_up(x, UINT64_MAX, NULL, NULL, NULL, &err), RC_IO);
        fault_disarm();
        T(journal_index_failed(x));
        T_EQ(journal_index_catch_up(x, UINT64_MAX, NULL, NULL, NULL, &err), RC_IO);
        journal_index_close(x);
        T_EQ(last_indexed(), i == 0 ? 0 : 3);
        index_now(dir);
        T_EQ(on_timeline("site/T1"), 3);
        journal_close(journal);
    }
}
#endif

int main(void)
{
    T_RUN(test_journal_index__goes_on_where_it_was);
    T_RUN(test_journal_index__stops_when_told);
    T_RUN(test_journal_index__one_event_a_transaction);
    T_RUN(test_journal_notes__no_more_room);
    T_RUN(test_journal_index__made_anew);
    T_RUN(test_journal_timeline__a_mark_is_not_believed);
    T_RUN(test_journal_timeline__by_a_person_and_from_a_time);
    T_RUN(test_journal_index__erased_events);
    T_RUN(test_journal_index__a_gap_is_damage);
    T_RUN(test_journal_open__drops_old_tables);
#ifdef MARKAZ_FAULTS
    T_RUN(test_journal_index__each_point_fails);
#endif
    return t_end();
}
