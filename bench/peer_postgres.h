/* SPDX-License-Identifier: Apache-2.0 */
/* How PostgreSQL is asked: statements and the binary form of what is put into them (peer_ways.c). */
#ifndef BENCH_PEER_POSTGRES_H
#define BENCH_PEER_POSTGRES_H

#include "peer.h"

#define PG_COLUMNS_MAX 10
#define PG_VALUE_MAX 32 /* bytes of a value with its length before it */

/* One line of a batch; of the members, those that its way needs. */
struct pg_row {
    struct load_read read;
    struct load_place place;
    usec_t now;
};

enum pg_form {
    PG_ARRAYS, /* a batch is one statement over arrays, and so one transaction */
    PG_ROWS,   /* a statement for each line, pipelined; a batch is one transaction */
    PG_COPY    /* a batch is the data of one COPY */
};

struct pg_way {
    const char *name;
    enum peer_ask ask;
    enum pg_form form;
    const char *sql;
    int columns;
    const uint32_t *types; /* oids of the arrays' elements */
    void (*get)(const struct peer_batch *b, uint32_t i, struct pg_row *out);
    /* Length, then the value: the same in arrays and in COPY. Returns bytes written, at most PG_VALUE_MAX. */
    size_t (*put)(char *to, int column, const struct pg_row *r);
};

/* NULL when there is none of this name for what is asked. */
const struct pg_way *pg_way(enum peer_ask ask, const char *name);

size_t pg_put32(char *to, uint32_t v);
size_t pg_put16(char *to, uint32_t v);

#endif
