/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Telemetry as block rows against one SQLite row a sample, in one run: the same reads, the same
 * batches, WAL and a full sync for every batch in both. Packing counts; parsing and matching do
 * not. Usage: bench_telemetry [SECONDS [DIR]], seconds for each way and batch size.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "bench.h"
#include "store/block.h"
#include "store/db.h"
#include "store/telemetry.h"

#define START INT64_C(1795341600000000)
#define MAX_BATCH 5000
#define CAMERAS 20000
#define MAX_COMMITS 1000000
#define SLICES 12

struct read {
    usec_t at;
    uint32_t camera;
    char plate[12];
    uint16_t confidence, heading, speed;
    uint8_t vclass, color;
};

struct result {
    double reads_s, cpu_us, p50_ms, p99_ms, bytes; /* CPU and bytes a read; ms a commit */
};

static struct read reads[MAX_BATCH * 4];

static uint64_t next(uint64_t *state)
{
    return bench_next(state) >> 33;
}

static void make_reads(void)
{
    uint64_t s = 1;
    for (size_t i = 0; i < ARRAY_LEN(reads); i++) {
        struct read *r = &reads[i];
        r->at = START + (usec_t)i * 10 + (usec_t)(next(&s) % 2000000);
        r->camera = (uint32_t)(next(&s) % CAMERAS);
        (void)snprintf(r->plate, sizeof r->plate, "%02d%c%03d%c%c", (int)(next(&s) % 99),
                       (int)('A' + next(&s) % 26), (int)(next(&s) % 1000),
                       (int)('A' + next(&s) % 26), (int)('A' + next(&s) % 26));
        r->confidence = (uint16_t)(800 + next(&s) % 200);
        r->heading = (uint16_t)(next(&s) % 360);
        r->speed = (uint16_t)(next(&s) % 1200);
        r->vclass = (uint8_t)(next(&s) % 6);
        r->color = (uint8_t)(next(&s) % 12);
    }
}

static void pack(struct block_writer *w, const struct read *r, size_t n)
{
    int64_t at = START;
    block_writer_clear(w);
    block_put_u64(w, n);
    for (size_t i = 0; i < n; i++) {
        block_put_delta(w, &at, r[i].at);
        block_put_u64(w, r[i].camera);
        block_put_str(w, str_c(r[i].plate));
        block_put_u64(w, r[i].confidence);
        block_put_u64(w, r[i].heading);
        block_put_u64(w, r[i].speed);
        block_put_byte(w, (uint8_t)(r[i].vclass << 4 | r[i].color));
    }
}

static void die(const struct err *e)
{
    (void)fprintf(stderr, "bench_telemetry: %s\n", e->detail);
    exit(1);
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/*
 * One way of storing, measured in slices that take turns with the other's: a disk's bad second then
 * hits both.
 */
struct way {
    void (*commit)(void *, const struct read *, size_t);
    void *ctx;
    size_t n, at; /* commits so far; next read */
    double wall, cpu;
    double ms[MAX_COMMITS];
};

static void slice(struct way *w, size_t batch, double seconds)
{
    usec_t t0 = clock_steady(), cpu0 = clock_cpu(), t = t0;
    while (w->n < MAX_COMMITS && (double)(t - t0) < seconds * 1e6) {
        w->commit(w->ctx, reads + w->at, batch);
        usec_t end = clock_steady();
        w->ms[w->n++] = (double)(end - t) / 1000;
        t = end;
        w->at = w->at + 2 * batch <= ARRAY_LEN(reads) ? w->at + batch : 0;
    }
    w->wall += (double)(t - t0);
    w->cpu += (double)(clock_cpu() - cpu0);
}

static struct result result_of(struct way *w, size_t batch)
{
    double all = (double)(w->n * batch);
    qsort(w->ms, w->n, sizeof *w->ms, by_size);
    return (struct result){.reads_s = all / (w->wall / 1e6),
                           .cpu_us = w->cpu / all,
                           .p50_ms = w->ms[w->n / 2],
                           .p99_ms = w->ms[w->n * 99 / 100]};
}

struct blocks {
    struct telemetry *t;
    struct block_writer w;
    uint64_t n, bytes;
};

static void commit_block(void *ctx, const struct read *r, size_t n)
{
    struct blocks *b = ctx;
    struct err e;
    pack(&b->w, r, n);
    struct telemetry_block block = {
        .first = START, .last = START + USEC_MIN, .n = (uint32_t)n, .data = block_bytes(&b->w)};
    if (telemetry_append(b->t, START, &block, 1, &e) != RC_OK)
        die(&e);
    b->n += n;
    b->bytes += block.data.n;
}

static void blocks_open(struct blocks *b, const char *dir)
{
    static const struct telemetry_series series = {
        .name = "reads", .life = 180 * USEC_S, .part = USEC_MIN};
    struct err e;
    *b = (struct blocks){.n = 0};
    if (telemetry_open(&b->t, dir, &series, &e) != RC_OK)
        die(&e);
    block_writer_init(&b->w, 1 << 20);
}

/* Returns bytes a read, without SQLite's pages. */
static double blocks_close(struct blocks *b)
{
    struct err e;
    if (telemetry_expire(b->t, START + USEC_DAY, NULL, &e) != RC_OK)
        die(&e);
    block_writer_release(&b->w);
    telemetry_close(b->t);
    return (double)b->bytes / (double)b->n;
}

struct rows {
    struct db *db;
    struct sqlite3_stmt *insert;
};

static void commit_rows(void *ctx, const struct read *r, size_t n)
{
    struct rows *x = ctx;
    struct err e;
    enum rc rc = db_begin(x->db, &e);
    for (size_t i = 0; i < n && rc == RC_OK; i++) {
        db_bind_i64(x->insert, 1, r[i].at);
        db_bind_i64(x->insert, 2, r[i].camera);
        db_bind_text(x->insert, 3, str_c(r[i].plate));
        db_bind_i64(x->insert, 4, r[i].confidence);
        db_bind_i64(x->insert, 5, r[i].heading);
        db_bind_i64(x->insert, 6, r[i].speed);
        db_bind_i64(x->insert, 7, r[i].vclass);
        db_bind_i64(x->insert, 8, r[i].color);
        rc = db_run(x->insert, &e);
    }
    if (rc == RC_OK)
        rc = db_commit(x->db, &e);
    if (rc != RC_OK)
        die(&e);
}

static void rows_open(struct rows *x, const char *dir)
{
    static const struct db_options options = {.cache_kib = 4096};
    char path[FILE_PATH_MAX];
    struct err e;
    if (file_path(path, &e, "%s/rows.db", dir) != RC_OK ||
        db_open(&x->db, path, &options, &e) != RC_OK ||
        db_exec(x->db,
                "CREATE TABLE read(at INTEGER, camera INTEGER, plate TEXT, confidence INTEGER,"
                " heading INTEGER, speed INTEGER, class INTEGER, color INTEGER)",
                &e) != RC_OK ||
        db_prepare(x->db, &x->insert, "INSERT INTO read VALUES(?,?,?,?,?,?,?,?)", &e) != RC_OK)
        die(&e);
}

/* Returns bytes a read, as the file has grown. */
static double rows_close(struct rows *x, const char *dir)
{
    char path[FILE_PATH_MAX];
    struct err e;
    struct stat st = {.st_size = 0};
    int64_t n = 1;
    if (db_number(x->db, "SELECT max(rowid) FROM read", &n, &e) != RC_OK)
        die(&e);
    db_finalize(&x->insert);
    db_close(x->db);
    if (file_path(path, &e, "%s/rows.db", dir) != RC_OK || stat(path, &st) != 0 ||
        file_remove(path, &e) != RC_OK)
        die(&e);
    return (double)st.st_size / (double)n;
}

static void print(const char *what, size_t batch, struct result r)
{
    printf("%-22s %6zu %12.0f %8.2f %10.1f %8.2f %8.2f\n", what, batch, r.reads_s, r.cpu_us,
           r.bytes, r.p50_ms, r.p99_ms);
}

static void bench(const char *dir, size_t batch, double seconds)
{
    static struct way block, row;
    struct blocks b;
    struct rows x;
    blocks_open(&b, dir);
    rows_open(&x, dir);
    block = (struct way){.commit = commit_block, .ctx = &b};
    row = (struct way){.commit = commit_rows, .ctx = &x};
    for (int i = 0; i < SLICES; i++) {
        slice(&block, batch, seconds / SLICES);
        slice(&row, batch, seconds / SLICES);
    }
    struct result rb = result_of(&block, batch), rr = result_of(&row, batch);
    rb.bytes = blocks_close(&b);
    rr.bytes = rows_close(&x, dir);
    print("blocks", batch, rb);
    print("one row a read", batch, rr);
    printf("%-22s %6zu %11.1fx %7.1fx less CPU\n", "ratio", batch, rb.reads_s / rr.reads_s,
           rr.cpu_us / rb.cpu_us);
}

int main(int argc, char **argv)
{
    static const size_t batches[] = {100, 1000, MAX_BATCH};
    double seconds = argc > 1 ? strtod(argv[1], NULL) : 3;
    char dir[FILE_PATH_MAX];
    bench_dir(dir, argc > 2 ? argv[2] : NULL);
    make_reads();
    printf("%-22s %6s %12s %8s %10s %8s %8s\n", "full sync each batch", "batch", "reads/s",
           "cpu us", "bytes/read", "p50 ms", "p99 ms");
    for (size_t i = 0; i < ARRAY_LEN(batches); i++)
        bench(dir, batches[i], seconds);
    (void)tree_remove(dir, NULL);
    return 0;
}
