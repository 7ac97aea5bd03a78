/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PostgreSQL through libpq, all values in binary, statements prepared. Ways:
 *   unnest   a batch is one statement over arrays (and so one transaction), batches pipelined
 *   rows     a statement for each line, pipelined; a batch is one transaction
 *   copy     COPY of the batch; a trigger for each statement finds the hits in its transition table
 *   nearest  for questions
 * and with "-cells" behind it, for places that are indexed by cell.
 */
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "peer_postgres.h"

struct postgres {
    PGconn *pg;
    const struct pg_way *way;
    uint32_t batch;
    uint32_t pending; /* batches under way */
    bool unsent;
    uint64_t told; /* so far by the oldest batch */
    char *copy;    /* what the COPY under way is to be given */
    size_t copy_n;
    char *column[PG_COLUMNS_MAX]; /* arrays of the batch being sent */
};

static _Noreturn void pg_die(const struct postgres *c)
{
    peer_die("postgres", PQerrorMessage(c->pg));
}

static const int binary[PG_COLUMNS_MAX] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};

static void send_arrays(struct postgres *c, const struct peer_batch *b)
{
    const struct pg_way *w = c->way;
    int n[PG_COLUMNS_MAX];
    for (int k = 0; k < w->columns; k++) {
        char *to = c->column[k];
        pg_put32(to, 1);
        pg_put32(to + 4, 0);
        pg_put32(to + 8, w->types[k]);
        pg_put32(to + 12, c->batch);
        pg_put32(to + 16, 1);
        n[k] = 20;
    }
    for (uint32_t i = 0; i < c->batch; i++) {
        struct pg_row r;
        w->get(b, i, &r);
        for (int k = 0; k < w->columns; k++)
            n[k] += (int)w->put(c->column[k] + n[k], k, &r);
    }
    if (PQsendQueryPrepared(c->pg, "put", w->columns, (const char *const *)c->column, n, binary,
                            1) != 1)
        pg_die(c);
}

static void send_row(struct postgres *c, const struct peer_batch *b, uint32_t i)
{
    const char *values[PG_COLUMNS_MAX];
    int lengths[PG_COLUMNS_MAX];
    char text[PG_COLUMNS_MAX][PG_VALUE_MAX];
    struct pg_row r;
    c->way->get(b, i, &r);
    for (int k = 0; k < c->way->columns; k++) {
        lengths[k] = (int)c->way->put(text[k], k, &r) - 4;
        values[k] = text[k] + 4;
    }
    if (PQsendQueryPrepared(c->pg, "put", c->way->columns, values, lengths, binary, 1) != 1)
        pg_die(c);
}

static void make_copy(struct postgres *c, const struct peer_batch *b)
{
    char *at = c->copy;
    memcpy(at, "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
    at += 19;
    for (uint32_t i = 0; i < c->batch; i++) {
        struct pg_row r;
        c->way->get(b, i, &r);
        at += pg_put16(at, (uint32_t)c->way->columns);
        for (int k = 0; k < c->way->columns; k++)
            at += c->way->put(at, k, &r);
    }
    at += pg_put16(at, 0xffff);
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
    if (c->way->form == PG_COPY) {
        make_copy(c, b);
        if (PQsendQuery(c->pg, c->way->sql) != 1)
            pg_die(c);
    } else {
        for (uint32_t i = 0; c->way->form == PG_ROWS && i < c->batch; i++)
            send_row(c, b, i);
        if (c->way->form == PG_ARRAYS)
            send_arrays(c, b);
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
        if (c->way->form != PG_COPY)
            c->told += strtoull(PQcmdTuples(r), NULL, 10);
        return c->way->form == PG_COPY;
    case PGRES_TUPLES_OK: c->told += (uint64_t)PQntuples(r); return false;
    case PGRES_PIPELINE_SYNC: return true;
    case PGRES_COPY_IN:
        if (PQputCopyData(c->pg, c->copy, (int)c->copy_n) != 1 || PQputCopyEnd(c->pg, NULL) != 1)
            pg_die(c);
        flush(c);
        return false;
    default: pg_die(c);
    }
}

static unsigned postgres_step(void *conn, uint64_t *told)
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
            *told += c->told;
            c->told = 0;
        }
        PQclear(r);
    }
    /* A COPY's last result is followed by the sign that nothing more comes. */
    while (c->way->form == PG_COPY && done > 0 && PQgetResult(c->pg) != NULL)
        peer_die("postgres", "more results than one");
    return done;
}

/* The trigger tells its hits as a notice: COPY itself tells the rows read. */
static void notice(void *conn, const PGresult *r)
{
    struct postgres *c = conn;
    const char *text = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
    if (text != NULL && strncmp(text, "hits ", 5) == 0)
        c->told += strtoull(text + 5, NULL, 10);
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
    struct postgres *c = mem_alloc(sizeof *c);
    char words[512];
    c->way = pg_way(o->ask, o->way);
    if (c->way == NULL)
        peer_die("postgres", "there is no such way");
    if (c->way->form == PG_COPY && o->depth != 1)
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
    if (c->way->form != PG_COPY)
        command(c, PQprepare(c->pg, "put", c->way->sql, 0, NULL));
    if (PQsetnonblocking(c->pg, 1) != 0 ||
        (c->way->form != PG_COPY && PQenterPipelineMode(c->pg) != 1))
        pg_die(c);
    c->copy = mem_array(c->batch + 1, PG_COLUMNS_MAX * PG_VALUE_MAX);
    for (int k = 0; k < PG_COLUMNS_MAX; k++)
        c->column[k] = mem_array(c->batch + 1, PG_VALUE_MAX);
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
    for (int k = 0; k < PG_COLUMNS_MAX; k++)
        free(c->column[k]);
    free(c);
}

const struct peer peer_postgres = {"postgres",    postgres_open,        postgres_send,
                                   postgres_step, postgres_wants_write, postgres_close};
