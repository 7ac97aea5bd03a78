/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PostgreSQL through libpq, all values in binary, statements prepared. Ways:
 *   unnest  a batch is one statement over arrays (and so one transaction), batches pipelined
 *   rows    a statement for each read, pipelined; a batch is one transaction
 *   copy    COPY of the batch; a trigger for each statement finds the hits in its transition table
 */
#include <arpa/inet.h>
#include <endian.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "peer.h"

#define COLUMNS 10
#define VALUE_MAX 32
#define EPOCH_2000 (INT64_C(946684800) * USEC_S)

enum way { UNNEST, ROWS, COPY };

static const char *const texts[COLUMNS] = {
    [2] = "uz", [7] = "car", [8] = "chevrolet", [9] = "white"};
static const uint32_t types[COLUMNS] = {23, 25, 25, 1184, 21, 21, 700, 25, 25, 25};

#define KEPT "camera, plate, region, at, confidence, heading, speed_kmh, class, make, color"
#define HITS \
    " INSERT INTO hits (" KEPT ", entry, issuer, basis, reason)" \
    " SELECT r.*, w.id, w.issuer, w.basis, w.reason FROM r JOIN wanted w ON w.plate = r.plate"

static const char unnest_statement[] =
    "WITH r AS (INSERT INTO reads (" KEPT
    ") SELECT * FROM unnest($1::int[], $2::text[], $3::text[],"
    " $4::timestamptz[], $5::smallint[], $6::smallint[], $7::real[], $8::text[], $9::text[],"
    " $10::text[]) RETURNING " KEPT ")" HITS;
static const char rows_statement[] =
    "WITH r AS (INSERT INTO reads (" KEPT ") VALUES ($1::int, $2::text, $3::text, $4::timestamptz,"
    " $5::smallint, $6::smallint, $7::real, $8::text, $9::text, $10::text) RETURNING " KEPT
    ")" HITS;
static const char copy_statement[] = "COPY copied (" KEPT ") FROM STDIN (FORMAT binary)";

struct postgres {
    PGconn *pg;
    enum way way;
    uint32_t batch;
    uint32_t pending; /* batches under way */
    bool unsent;
    uint64_t hits; /* told so far by the oldest batch */
    char *copy;    /* what the COPY under way is to be given */
    size_t copy_n;
    char *column[COLUMNS]; /* arrays of the batch being sent */
};

static _Noreturn void pg_die(const struct postgres *c)
{
    peer_die("postgres", PQerrorMessage(c->pg));
}

static size_t put32(char *to, uint32_t v)
{
    v = htonl(v);
    memcpy(to, &v, 4);
    return 4;
}

static size_t put16(char *to, uint32_t v)
{
    uint16_t n = htons((uint16_t)v);
    memcpy(to, &n, 2);
    return 2;
}

/* Length, then the value: the same in arrays and in COPY. */
static size_t put_value(char *to, int column, const struct load_read *r, usec_t now)
{
    char *at = to + 4;
    if (texts[column] != NULL) {
        size_t n = strlen(texts[column]);
        memcpy(at, texts[column], n);
        return put32(to, (uint32_t)n) + n;
    }
    if (column == 0)
        at += put32(at, r->camera);
    if (column == 1) {
        memcpy(at, r->plate, LOAD_PLATE);
        at += LOAD_PLATE;
    }
    if (column == 3) {
        uint64_t t = htobe64((uint64_t)(now - r->age_ms * USEC_MS - EPOCH_2000));
        memcpy(at, &t, 8);
        at += 8;
    }
    if (column == 4)
        at += put16(at, r->confidence);
    if (column == 5)
        at += put16(at, r->heading);
    if (column == 6) {
        float f = (float)r->kmh10 / 10;
        uint32_t bits;
        memcpy(&bits, &f, 4);
        at += put32(at, bits);
    }
    put32(to, (uint32_t)(at - to - 4));
    return (size_t)(at - to);
}

static void send_unnest(struct postgres *c, const struct peer_batch *b)
{
    static const int binary[COLUMNS] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    const char *values[COLUMNS];
    int lengths[COLUMNS];
    size_t n[COLUMNS];
    for (int k = 0; k < COLUMNS; k++) {
        char *to = c->column[k];
        put32(to, 1);
        put32(to + 4, 0);
        put32(to + 8, types[k]);
        put32(to + 12, c->batch);
        put32(to + 16, 1);
        n[k] = 20;
    }
    for (uint32_t i = 0; i < c->batch; i++) {
        struct load_read r;
        load_read_at(b->plan, b->first + i, &r);
        for (int k = 0; k < COLUMNS; k++)
            n[k] += put_value(c->column[k] + n[k], k, &r, b->now);
    }
    for (int k = 0; k < COLUMNS; k++) {
        values[k] = c->column[k];
        lengths[k] = (int)n[k];
    }
    if (PQsendQueryPrepared(c->pg, "put", COLUMNS, values, lengths, binary, 0) != 1)
        pg_die(c);
}

static void send_row(struct postgres *c, const struct load_read *r, usec_t now)
{
    static const int binary[COLUMNS] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    const char *values[COLUMNS];
    int lengths[COLUMNS];
    char text[COLUMNS][VALUE_MAX];
    for (int k = 0; k < COLUMNS; k++) {
        lengths[k] = (int)put_value(text[k], k, r, now) - 4;
        values[k] = text[k] + 4;
    }
    if (PQsendQueryPrepared(c->pg, "put", COLUMNS, values, lengths, binary, 0) != 1)
        pg_die(c);
}

static void make_copy(struct postgres *c, const struct peer_batch *b)
{
    char *at = c->copy;
    memcpy(at, "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
    at += 19;
    for (uint32_t i = 0; i < c->batch; i++) {
        struct load_read r;
        load_read_at(b->plan, b->first + i, &r);
        at += put16(at, COLUMNS);
        for (int k = 0; k < COLUMNS; k++)
            at += put_value(at, k, &r, b->now);
    }
    at += put16(at, 0xffff);
    c->copy_n = (size_t)(at - c->copy);
}

static void flush(struct postgres *c)
{
    int left = PQflush(c->pg);
    if (left < 0)
        pg_die(c);
    c->unsent = left > 0;
}

static void postgres_send(void *conn, const struct peer_batch *b)
{
    struct postgres *c = conn;
    if (c->way == COPY) {
        make_copy(c, b);
        if (PQsendQuery(c->pg, copy_statement) != 1)
            pg_die(c);
    } else {
        for (uint32_t i = 0; c->way == ROWS && i < c->batch; i++) {
            struct load_read r;
            load_read_at(b->plan, b->first + i, &r);
            send_row(c, &r, b->now);
        }
        if (c->way == UNNEST)
            send_unnest(c, b);
        if (PQpipelineSync(c->pg) != 1)
            pg_die(c);
    }
    c->pending++;
    flush(c);
}

/* True when this result ends a batch. */
static bool take_result(struct postgres *c, PGresult *r)
{
    switch ((int)PQresultStatus(r)) {
    case PGRES_COMMAND_OK:
        if (c->way != COPY)
            c->hits += strtoull(PQcmdTuples(r), NULL, 10);
        return c->way == COPY;
    case PGRES_PIPELINE_SYNC: return true;
    case PGRES_COPY_IN:
        if (PQputCopyData(c->pg, c->copy, (int)c->copy_n) != 1 || PQputCopyEnd(c->pg, NULL) != 1)
            pg_die(c);
        flush(c);
        return false;
    default: pg_die(c);
    }
}

static unsigned postgres_step(void *conn, uint64_t *hits)
{
    struct postgres *c = conn;
    unsigned done = 0;
    if (PQconsumeInput(c->pg) != 1)
        pg_die(c);
    flush(c);
    while (c->pending > 0 && !PQisBusy(c->pg)) {
        PGresult *r = PQgetResult(c->pg);
        if (r == NULL) /* between two statements */
            continue;
        if (take_result(c, r)) {
            c->pending--;
            done++;
            *hits += c->hits;
            c->hits = 0;
        }
        PQclear(r);
    }
    /* A COPY's last result is followed by the sign that nothing more comes. */
    while (c->way == COPY && done > 0 && PQgetResult(c->pg) != NULL)
        peer_die("postgres", "more results than one");
    return done;
}

/* The trigger tells its hits as a notice: COPY itself tells the rows read. */
static void notice(void *conn, const PGresult *r)
{
    struct postgres *c = conn;
    const char *text = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
    if (text != NULL && strncmp(text, "hits ", 5) == 0)
        c->hits += strtoull(text + 5, NULL, 10);
    else
        (void)fprintf(stderr, "peer: postgres: %s", PQresultErrorMessage(r));
}

static void command(struct postgres *c, PGresult *r)
{
    if (PQresultStatus(r) != PGRES_COMMAND_OK)
        pg_die(c);
    PQclear(r);
}

static void *postgres_open(const struct peer_options *o, int *fd)
{
    static const char *const ways[] = {"unnest", "rows", "copy"};
    struct postgres *c = mem_alloc(sizeof *c);
    char words[512];
    while (strcmp(ways[c->way], o->way) != 0)
        if (++c->way > COPY)
            peer_die("postgres", "the ways are unnest, rows and copy");
    if (c->way == COPY && o->depth != 1)
        peer_die("postgres", "COPY cannot be pipelined");
    c->batch = o->plan.batch;
    int n = snprintf(words, sizeof words, "host=%s port=%s sslmode=%s %s", o->host, o->port,
                     o->tls ? "require" : "disable", o->login);
    must(n > 0 && (size_t)n < sizeof words);
    c->pg = PQconnectdb(words);
    if (PQstatus(c->pg) != CONNECTION_OK)
        pg_die(c);
    PQsetNoticeReceiver(c->pg, notice, c);
    /* Planned once; two hundred rows are no reason to read the whole list. */
    command(c, PQexec(c->pg, "SET plan_cache_mode = force_generic_plan"));
    if (c->way != COPY)
        command(c, PQprepare(c->pg, "put", c->way == ROWS ? rows_statement : unnest_statement, 0,
                             NULL));
    if (PQsetnonblocking(c->pg, 1) != 0 || (c->way != COPY && PQenterPipelineMode(c->pg) != 1))
        pg_die(c);
    c->copy = mem_array(c->batch + 1, COLUMNS * VALUE_MAX);
    for (int k = 0; k < COLUMNS; k++)
        c->column[k] = mem_array(c->batch + 1, VALUE_MAX);
    *fd = PQsocket(c->pg);
    return c;
}

static bool postgres_wants_write(const void *conn)
{
    return ((const struct postgres *)conn)->unsent;
}

static void postgres_close(void *conn)
{
    struct postgres *c = conn;
    PQfinish(c->pg);
    free(c->copy);
    for (int k = 0; k < COLUMNS; k++)
        free(c->column[k]);
    free(c);
}

const struct peer peer_postgres = {"postgres",    postgres_open,        postgres_send,
                                   postgres_step, postgres_wants_write, postgres_close};
