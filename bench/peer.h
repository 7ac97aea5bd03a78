/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The same reads, fixes and questions, given to Markaz and to others: one client for all of them, so that its own cost is the
 * same. A batch counts as answered when all its lines are durable and what must come of them is done: hits written, units
 * moved, units named. Any answer that says otherwise ends the program: a benchmark with errors proves nothing.
 */
#ifndef BENCH_PEER_H
#define BENCH_PEER_H

#include "load.h"

#define PEER_LINE_MAX 400
#define PEER_BATCH_MAX 1000

#define PEER_NEAREST 10 /* units that GET /api/v1/units/nearest names at most */

enum peer_ask {
    PEER_READS,
    PEER_POSITIONS,
    PEER_NEAREST_UNITS, /* one question is a batch */
    PEER_ASKS
};

struct peer_options {
    enum peer_ask ask;
    const char *host, *port, *way; /* way: how the peer is asked; its own names */
    const char *token, *path;      /* HTTP alone */
    const char *login;             /* PostgreSQL alone: words of a connection string */
    bool tls;                      /* encrypted, the certificate not looked at */
    uint32_t connections;
    uint32_t depth; /* batches under way on one connection */
    double rate;    /* batches a second, sent when due; 0: the next when one is answered */
    usec_t warmup, time;
    uint64_t first; /* number of the first line */
    struct load_plan plan;
};

/* What is to be sent: lines first .. first+plan.batch-1, seen at about `now`. */
struct peer_batch {
    const struct load_plan *plan;
    struct load_body *body;
    uint64_t first;
    usec_t now;
};

struct peer {
    const char *name;
    /* Connect, sign in, prepare; blocks. *fd is what to wait on. Never NULL: what fails ends the program. */
    void *(*open)(const struct peer_options *o, int *fd);
    /* Put one batch on its way, without blocking. */
    void (*send)(void *conn, const struct peer_batch *b);
    /*
     * Write and read what can be. Returns how many batches were answered, in order, and adds what they tell to have been
     * done: hits of reads, fixes taken, units named.
     */
    unsigned (*step)(void *conn, uint64_t *told);
    bool (*wants_write)(const void *conn);
    void (*close)(void *conn);
};

extern const struct peer peer_http, peer_postgres, peer_redis;

/* One line on standard error, and the end. */
_Noreturn void peer_die(const char *who, const char *what);

/* ---- a stream of bytes, TLS or not (peer_link.c) ---- */

struct link;

struct link *link_open(const struct peer_options *o, int *fd);
void link_close(struct link *l);
/* Room for n more bytes behind what waits to be sent; say with link_put how many were written there. */
char *link_room(struct link *l, size_t n);
void link_put(struct link *l, size_t n);
/* Send what the kernel takes. */
void link_push(struct link *l);
bool link_waits(const struct link *l);
/* Bytes read, 0 when there is nothing now. A lost connection ends the program. */
size_t link_read(struct link *l, char *to, size_t n);

#endif
