/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the sealed history costs an append: bench_tree [EVENTS [BATCH [DIR]]], with the tree and without it in turn, in one run.
 * bench_tree log FOLDER ENTRIES makes a served log of so many entries, and prints its key, for tree.bench.mjs to verify.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "bench.h"
#include "journal/journal.h"
#include "journal/tree.h"

#define CACHE_KIB 65536
#define TURNS 3
#define ORIGIN "bench.test/journal"
#define SEAL_EVERY (600 * USEC_MS) /* as the seal thread */

static const uint8_t secret[TLOG_SECRET_LEN] = "the key of a log of no centre..";
static _Thread_local struct err err;
static size_t total, batch;
static char root[FILE_PATH_MAX];
static struct tlog_key key;

static void need(enum rc rc)
{
    if (rc == RC_OK)
        return;
    printf("failed: %s\n", err.detail);
    exit(1);
}

/* ---- the seal thread's work, beside the appends ---- */

struct sealer {
    pthread_t thread;
    _Atomic uint64_t durable;
    _Atomic bool stop;
    uint64_t checkpoints, sealed;
};

static void sign(struct buf *note, uint64_t size, struct sha256 top)
{
    struct buf text;
    struct tlog_checkpoint c = {STR(ORIGIN), size, top};
    buf_init(&text, TLOG_NOTE_MAX);
    tlog_checkpoint_put(&text, &c);
    buf_puts(note, buf_str(&text));
    buf_putc(note, '\n');
    tlog_note_sign(note, buf_str(&text), &key, secret, 0);
    buf_release(&text);
}

static void seal_up_to(struct sealer *s, struct journal_tree *t, struct journal_reader *r)
{
    char folder[FILE_PATH_MAX], path[FILE_PATH_MAX];
    struct buf note;
    need(journal_tree_catch_up(t, r, atomic_load(&s->durable), NULL, &err));
    need(journal_tree_sync(t, &err));
    buf_init(&note, TLOG_NOTE_MAX);
    sign(&note, journal_tree_size(t), journal_tree_root(t));
    need(file_path(folder, &err, "%s/log", root));
    need(file_path(path, &err, "%s/log/checkpoint", root));
    need(file_replace(folder, path, buf_str(&note), &err));
    buf_release(&note);
    s->sealed = journal_tree_size(t);
    s->checkpoints++;
}

static void *seal(void *arg)
{
    const struct timespec moment = {0, SEAL_EVERY * 1000};
    struct sealer *s = arg;
    struct journal_tree *t;
    struct journal_reader *r;
    need(journal_reader_open(&r, root, &err));
    need(journal_tree_open(&t, root, 0, NULL, &err));
    while (!atomic_load(&s->stop)) {
        if (atomic_load(&s->durable) > journal_tree_size(t))
            seal_up_to(s, t, r);
        (void)nanosleep(&moment, NULL);
    }
    seal_up_to(s, t, r);
    journal_tree_close(t);
    journal_reader_close(r);
    return NULL;
}

/* ---- appending ---- */

struct load {
    struct event *events;
    const struct event **list;
    struct alarm *alarms;
    char (*ids)[24];
};

static void fill(struct load *l, uint64_t first)
{
    for (size_t i = 0; i < batch; i++) {
        struct alarm *a = &l->alarms[i];
        uint64_t seq = first + i;
        (void)snprintf(l->ids[i], sizeof l->ids[i], "A%llu", (unsigned long long)seq);
        memset(a, 0, sizeof *a);
        alarm_set_state(a, ALARM_STATE_ACTIVE);
        alarm_set_device(a, STR("D18273"));
        alarm_set_site(a, STR("T9182"));
        alarm_set_area(a, STR("R17"));
        alarm_set_kind(a, ALARM_KIND_PANIC);
        alarm_set_detail(a, STR("button 3, second floor"));
        l->events[i] = (struct event){.seq = seq,
                                      .type = EV_ALARM_RAISED,
                                      .id = str_c(l->ids[i]),
                                      .area = STR("R17"),
                                      .about = STR("site/T9182"),
                                      .actor = STR("token/K0123456789"),
                                      .data = a};
        l->events[i].time = INT64_C(1795310400000000) + (usec_t)seq * 1000;
        l->events[i].recorded = l->events[i].time + 100;
        l->list[i] = &l->events[i];
    }
}

static double cpu_of_all(void)
{
    struct timespec t;
    must(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t) == 0);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

struct figures {
    double rate, cpu; /* events a second of wall time; µs of CPU an event, of all threads */
};

static struct figures append(struct load *l, bool with_tree)
{
    struct journal *j;
    struct sealer s = {0};
    need(tree_remove(root, &err));
    need(file_make_dir(root, &err));
    need(journal_open(&j, root, CACHE_KIB, &err));
    if (with_tree)
        must(pthread_create(&s.thread, NULL, seal, &s) == 0);
    double cpu = cpu_of_all();
    usec_t start = clock_steady();
    for (size_t n = 0; n < total; n += batch) {
        fill(l, n + 1);
        need(journal_append(j, l->list, batch, &err));
        atomic_store(&s.durable, n + batch);
    }
    usec_t took = clock_steady() - start;
    atomic_store(&s.stop, true);
    if (with_tree)
        must(pthread_join(s.thread, NULL) == 0);
    usec_t sealed = clock_steady() - start;
    struct figures f = {(double)total * 1e6 / (double)took, (cpu_of_all() - cpu) / (double)total};
    printf("  %-13s %8.0f events/s, CPU of all threads %.2f µs an event",
           with_tree ? "with tree" : "without", f.rate, f.cpu);
    if (with_tree)
        printf("; %llu checkpoints, all sealed %.0f ms after the last append: %.0f entries/s",
               (unsigned long long)s.checkpoints, (double)(sealed - took) / 1e3,
               (double)s.sealed * 1e6 / (double)sealed);
    printf("\n");
    journal_close(j);
    return f;
}

/* The tree over a journal that is there, nothing else under way. */
static void grow_alone(void)
{
    struct journal_tree *t;
    struct journal_reader *r;
    need(journal_tree_remove(root, &err));
    need(journal_reader_open(&r, root, &err));
    need(journal_tree_open(&t, root, 0, NULL, &err));
    usec_t cpu = clock_cpu();
    need(journal_tree_catch_up(t, r, total, NULL, &err));
    cpu = clock_cpu() - cpu;
    printf("  tree alone    %8.0f entries/s of one core, %.2f µs an entry\n",
           (double)total * 1e6 / (double)cpu, (double)cpu / (double)total);
    journal_tree_close(t);
    journal_reader_close(r);
}

static int compare(void)
{
    struct load l = {mem_array(batch, sizeof *l.events), mem_array(batch, sizeof *l.list),
                     mem_array(batch, sizeof *l.alarms), mem_array(batch, sizeof *l.ids)};
    double rate[2] = {0}, cpu[2] = {0};
    printf("%zu events in batches of %zu, each synced\n", total, batch);
    for (int turn = 0; turn < 2 * TURNS; turn++) {
        struct figures f = append(&l, turn % 2 == 1);
        rate[turn % 2] += f.rate / TURNS;
        cpu[turn % 2] += f.cpu / TURNS;
    }
    grow_alone();
    printf(
        "  with the tree %.3f of the throughput without (means of %d in turn; wanted: over 0.9); "
        "CPU %.2f and %.2f µs: %.2f for the tree\n",
        rate[1] / rate[0], TURNS, cpu[1], cpu[0], cpu[1] - cpu[0]);
    need(tree_remove(root, &err));
    free(l.events);
    free(l.list);
    free(l.alarms);
    free(l.ids);
    return 0;
}

/* ---- a served log ---- */

struct level {
    struct buf hashes;
    uint64_t full; /* tiles written */
};

static void save(const char *folder, const struct tlog_tile *tile, struct str bytes)
{
    char path[FILE_PATH_MAX], name[TLOG_PATH_MAX];
    tlog_tile_path(tile, name);
    need(file_path(path, &err, "%s/%s", folder, name));
    for (char *slash = path + strlen(folder) + 1; (slash = strchr(slash, '/')) != NULL; slash++) {
        *slash = '\0';
        need(file_make_dir(path, &err));
        *slash = '/';
    }
    FILE *f = fopen(path, "we"); /* unsynced: nobody relies on it */
    must(f != NULL && fwrite(bytes.p, 1, bytes.n, f) == bytes.n && fclose(f) == 0);
}

static void put_tile(const char *folder, int level, struct level *l, uint32_t width)
{
    const struct tlog_tile tile = {level, l->full, width};
    save(folder, &tile, buf_str(&l->hashes));
    buf_clear(&l->hashes);
    l->full++;
}

static void put_entry(struct buf *out, uint64_t seq)
{
    char text[EVENT_ENTRY_MAX];
    int n = snprintf(text, sizeof text,
                     "markaz/ev1\nseq %llu\ntime %llu\ntype alarm.raised\nactor "
                     "ABCDEFGHIJKLMNOPQRSTUV\ncommit "
                     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
                     (unsigned long long)seq, 1795310400000000 + (unsigned long long)seq * 1000);
    tlog_bundle_put(out, (struct str){text, (size_t)n});
}

static int make_log(const char *folder, uint64_t entries)
{
    static struct level level[TLOG_TILE_LEVELS];
    struct tlog_tree t = {0};
    struct sha256 made[TLOG_PROOF_MAX];
    struct buf bundle, note;
    buf_init(&bundle, TLOG_BUNDLE_MAX);
    for (int i = 0; i < TLOG_TILE_LEVELS; i++)
        buf_init(&level[i].hashes, TLOG_TILE_WIDTH * SHA256_LEN);
    for (uint64_t seq = 1; seq <= entries; seq++) {
        size_t at = bundle.n;
        put_entry(&bundle, seq);
        struct sha256 leaf = tlog_leaf((struct str){bundle.p + at + 2, bundle.n - at - 2});
        unsigned n = tlog_tree_grow(&t, &leaf, made);
        for (unsigned i = 0; i * TLOG_TILE_LEVELS < n && i < TLOG_TILE_LEVELS; i++) {
            buf_put(&level[i].hashes, made[i * TLOG_TILE_LEVELS].b, SHA256_LEN);
            if (level[i].hashes.n == (size_t)TLOG_TILE_WIDTH * SHA256_LEN)
                put_tile(folder, (int)i, &level[i], TLOG_TILE_WIDTH);
        }
        if (seq % TLOG_TILE_WIDTH == 0 || seq == entries) {
            const struct tlog_tile tile = {TLOG_ENTRIES, (seq - 1) / TLOG_TILE_WIDTH,
                                           (uint32_t)((seq - 1) % TLOG_TILE_WIDTH + 1)};
            save(folder, &tile, buf_str(&bundle));
            buf_clear(&bundle);
        }
    }
    for (int i = 0; i < TLOG_TILE_LEVELS; i++) {
        if (level[i].hashes.n > 0)
            put_tile(folder, i, &level[i], (uint32_t)(level[i].hashes.n / SHA256_LEN));
        buf_release(&level[i].hashes);
    }
    buf_init(&note, TLOG_NOTE_MAX);
    sign(&note, entries, tlog_tree_root(&t));
    char path[FILE_PATH_MAX];
    need(file_path(path, &err, "%s/checkpoint", folder));
    need(file_save(path, buf_str(&note), &err));
    buf_clear(&note);
    tlog_key_put(&note, &key);
    printf("%.*s\n", STR_ARG(buf_str(&note)));
    buf_release(&note);
    buf_release(&bundle);
    return 0;
}

int main(int argc, char **argv)
{
    uint8_t pub[32];
    tlog_key_public(secret, pub);
    need(tlog_key_make(&key, STR(ORIGIN), TLOG_KEY_NOTE, pub, &err));
    if (argc == 4 && strcmp(argv[1], "log") == 0)
        return make_log(argv[2], strtoull(argv[3], NULL, 10));
    total = argc > 1 ? strtoull(argv[1], NULL, 10) : 200000;
    batch = argc > 2 ? strtoull(argv[2], NULL, 10) : 500;
    if (batch == 0 || total < batch)
        return 2;
    total -= total % batch;
    bench_dir(root, argc > 3 ? argv[3] : NULL);
    return compare();
}
