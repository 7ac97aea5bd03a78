/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How fast the journal takes, reads and verifies events: bench_journal [EVENTS [BATCH [DIR]]].
 * Prints events a second of one core, where the time of an append goes, and the ratio to a bare
 * INSERT of the same bytes in the same run and folder.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "bench.h"
#include "journal/journal.h"
#include "store/db.h"

#define CACHE_KIB 65536

static struct err err;
static size_t total, batch;
static char root[FILE_PATH_MAX];

static void need(enum rc rc)
{
    if (rc == RC_OK)
        return;
    printf("failed: %s\n", err.detail);
    exit(1);
}

static const char *fresh_dir(void)
{
    need(tree_remove(root, &err));
    need(file_make_dir(root, &err));
    return root;
}

/* What a batch is made of, reused for every batch with new sequences and ids. */
struct load {
    const char *name;
    struct event *events;
    const struct event **list;
    struct unit *units;
    struct alarm *alarms;
    char (*ids)[24];
};

static void load_init(struct load *l, const char *name)
{
    l->name = name;
    l->events = mem_array(batch, sizeof *l->events);
    l->list = mem_array(batch, sizeof *l->list);
    l->units = mem_array(batch, sizeof *l->units);
    l->alarms = mem_array(batch, sizeof *l->alarms);
    l->ids = mem_array(batch, sizeof *l->ids);
    for (size_t i = 0; i < batch; i++)
        l->list[i] = &l->events[i];
}

static void load_release(struct load *l)
{
    free(l->events);
    free(l->list);
    free(l->units);
    free(l->alarms);
    free(l->ids);
}

static void fill_small(struct load *l, size_t i, uint64_t seq)
{
    struct event *ev = &l->events[i];
    (void)snprintf(l->ids[i], sizeof l->ids[i], "N%llu", (unsigned long long)(seq * 7919 % 20000));
    unit_set_status(&l->units[i], (int64_t)(seq % UNIT_STATUS_COUNT));
    ev->type = EV_UNIT_STATUS;
    ev->data = &l->units[i];
}

/* An alarm is raised, and acknowledged some batches later: the row is inserted, then changed. */
static void fill_alarm(struct load *l, size_t i, uint64_t seq)
{
    struct event *ev = &l->events[i];
    struct alarm *a = &l->alarms[i];
    bool raised = seq % 2 == 0 || seq < 5000;
    (void)snprintf(l->ids[i], sizeof l->ids[i], "A%llu",
                   (unsigned long long)(raised ? seq : seq - 4001));
    memset(a, 0, sizeof *a);
    alarm_set_state(a, raised ? ALARM_STATE_ACTIVE : ALARM_STATE_ACKNOWLEDGED);
    if (raised) {
        alarm_set_device(a, STR("D18273"));
        alarm_set_site(a, STR("T9182"));
        alarm_set_area(a, STR("R17"));
        alarm_set_kind(a, ALARM_KIND_PANIC);
        alarm_set_detail(a, STR("button 3, second floor"));
    }
    ev->type = raised ? EV_ALARM_RAISED : EV_ALARM_ACKNOWLEDGED;
    ev->data = a;
    ev->about = STR("site/T9182");
}

static void fill(struct load *l, uint64_t first)
{
    for (size_t i = 0; i < batch; i++) {
        struct event *ev = &l->events[i];
        *ev =
            (struct event){.seq = first + i, .area = STR("R17"), .actor = STR("token/K0123456789")};
        ev->time = INT64_C(1795310400000000) + (usec_t)ev->seq * 1000;
        ev->recorded = ev->time + 100;
        if (strcmp(l->name, "small") == 0)
            fill_small(l, i, ev->seq);
        else
            fill_alarm(l, i, ev->seq);
        ev->id = str_c(l->ids[i]);
    }
}

/* µs an event of: the texts alone, and hashing and salting them. */
static void measure_parts(struct load *l, double *encode, double *hash)
{
    struct buf payload, entry;
    struct sha256 commit = {{0}};
    uint8_t salt[EVENT_SALT_LEN];
    buf_init(&payload, EVENT_PAYLOAD_MAX);
    buf_init(&entry, EVENT_ENTRY_MAX);
    usec_t at[3];
    fill(l, 1);
    at[0] = clock_cpu();
    for (size_t i = 0; i < total; i++) {
        buf_clear(&payload);
        buf_clear(&entry);
        event_payload(l->list[i % batch], &payload);
        event_entry(l->list[i % batch], STR("0123456789012345678901"), &commit, &entry);
    }
    at[1] = clock_cpu();
    for (size_t i = 0; i < total; i++) {
        random_bytes(salt, sizeof salt);
        commit = event_commit(salt, buf_str(&payload));
    }
    at[2] = clock_cpu();
    *encode = (double)(at[1] - at[0]) / (double)total;
    *hash = (double)(at[2] - at[1]) / (double)total;
    printf("  entry %zu bytes, payload %zu bytes\n", entry.n, payload.n);
    buf_release(&payload);
    buf_release(&entry);
}

/* One table, the same bytes, the same batches: what SQLite itself takes. */
static double bare_insert(struct load *l)
{
    char path[4096];
    struct db *db;
    struct sqlite3_stmt *s;
    struct buf payload, entry;
    struct sha256 commit = {{0}};
    const struct db_options options = {.cache_kib = CACHE_KIB};
    (void)snprintf(path, sizeof path, "%s/bare.db", fresh_dir());
    need(db_open(&db, path, &options, &err));
    need(db_exec(db, "CREATE TABLE event(seq INTEGER PRIMARY KEY, entry, salt, payload)", &err));
    need(db_prepare(db, &s, "INSERT INTO event VALUES(?, ?, ?, ?)", &err));
    buf_init(&payload, EVENT_PAYLOAD_MAX);
    buf_init(&entry, EVENT_ENTRY_MAX);
    fill(l, 1);
    event_payload(l->list[0], &payload);
    event_entry(l->list[0], STR("0123456789012345678901"), &commit, &entry);
    usec_t start = clock_cpu();
    for (size_t n = 0; n < total;) {
        need(db_begin(db, &err));
        for (size_t i = 0; i < batch; i++) {
            db_bind_i64(s, 1, (int64_t)++n);
            db_bind_blob(s, 2, entry.p, entry.n);
            db_bind_blob(s, 3, commit.b, sizeof commit.b);
            db_bind_blob(s, 4, payload.p, payload.n);
            need(db_run(s, &err));
        }
        need(db_commit(db, &err));
    }
    usec_t spent = clock_cpu() - start;
    db_finalize(&s);
    db_close(db);
    buf_release(&payload);
    buf_release(&entry);
    return (double)spent / (double)total;
}

static enum rc count_row(const struct journal_row *row, void *arg, struct err *e)
{
    UNUSED(e);
    *(uint64_t *)arg += row->payload.n;
    return RC_OK;
}

static void measure_reading(void)
{
    struct journal_reader *r;
    struct journal_report report;
    uint64_t bytes = 0;
    need(journal_reader_open(&r, root, &err));
    usec_t start = clock_cpu();
    need(journal_each(r, 1, UINT64_MAX, count_row, &bytes, &err));
    printf("  each    %8.0f rows/s\n", (double)total * 1e6 / (double)(clock_cpu() - start));
    start = clock_cpu();
    need(journal_verify(r, &report, &err));
    printf("  verify  %8.0f events/s (%s, %llu bad)\n",
           (double)total * 1e6 / (double)(clock_cpu() - start), report.store,
           (unsigned long long)report.bad);
    journal_reader_close(r);
}

/* As the index thread writes it: notes of each batch, a transaction for 16,384 events. */
static void measure_index(struct load *l)
{
    struct journal_index *x;
    struct journal_notes notes;
    usec_t noting = 0, writing = 0;
    need(journal_index_open(&x, root, &err));
    journal_notes_init(&notes, 256u << 20);
    for (size_t n = 0; n < total; n += batch) {
        fill(l, n + 1);
        usec_t start = clock_cpu();
        for (size_t i = 0; i < batch; i++)
            must(journal_notes_add(&notes, l->list[i]));
        usec_t noted = clock_cpu();
        noting += noted - start;
        if (notes.last - notes.first < 16384 && n + batch < total)
            continue;
        need(journal_index_write(x, &notes, &err));
        journal_notes_clear(&notes);
        writing += clock_cpu() - noted;
    }
    printf("  index   %8.0f events/s: notes %.2f + writing %.2f µs an event\n",
           (double)total * 1e6 / (double)(noting + writing), (double)noting / (double)total,
           (double)writing / (double)total);
    journal_notes_release(&notes);
    journal_index_close(x);
}

static void measure(const char *name)
{
    struct load l;
    struct journal *j;
    double encode, hash;
    usec_t worst = 0, wall = 0;
    load_init(&l, name);
    printf("%s: %zu events in batches of %zu\n", name, total, batch);
    measure_parts(&l, &encode, &hash);
    double bare = bare_insert(&l);
    need(journal_open(&j, fresh_dir(), CACHE_KIB, &err));
    usec_t cpu = 0;
    for (size_t n = 0; n < total; n += batch) {
        fill(&l, n + 1);
        usec_t from = clock_steady(), cpu_from = clock_cpu();
        need(journal_append(j, l.list, batch, &err));
        usec_t took = clock_steady() - from;
        cpu += clock_cpu() - cpu_from;
        wall += took;
        worst = took > worst ? took : worst;
    }
    double each = (double)cpu / (double)total;
    printf("  append  %8.0f events/s of CPU, %8.0f of wall time; longest batch %.1f ms\n",
           1e6 / each, (double)total * 1e6 / (double)wall, (double)worst / 1e3);
    printf("  µs an event: %.2f = encode %.2f + salt and hash %.2f + store %.2f\n", each, encode,
           hash, each - encode - hash);
    printf("  bare INSERT %.2f µs a row: %.2f of its speed\n", bare, bare / each);
    usec_t start;
    measure_index(&l);
    start = clock_cpu();
    need(journal_rebuild(root, NULL, NULL, &err));
    printf("  rebuild %8.0f events/s\n", (double)total * 1e6 / (double)(clock_cpu() - start));
    journal_close(j);
    measure_reading();
    load_release(&l);
}

int main(int argc, char **argv)
{
    total = argc > 1 ? strtoull(argv[1], NULL, 10) : 300000;
    batch = argc > 2 ? strtoull(argv[2], NULL, 10) : 1000;
    if (batch == 0 || total < batch)
        return 2;
    bench_dir(root, argc > 3 ? argv[3] : NULL);
    total -= total % batch;
    measure("small");
    measure("alarm");
    need(tree_remove(root, &err));
    return 0;
}
