/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a device still has to tell the centre, in order. Items leave only when the centre has taken
 * or refused them for good; while the line is down they wait, and are sent again with the same ids,
 * ever more slowly (0.5 to 15 s). A full outbox forgets its oldest item: the newest position
 * matters most.
 */
#ifndef SIM_OUTBOX_H
#define SIM_OUTBOX_H

#include "base/clock.h"
#include "client.h"
#include "rng.h"

#define OUTBOX_PATH_MAX 120
#define OUTBOX_LINES_MAX 500 /* lines in one NDJSON post */

struct outbox;

/* Those with something to send, so that thousands of silent ones cost nothing. Zero it first. */
struct outbox_queue {
    struct client *client;
    struct outbox *first, *last;
    bool refused_token; /* somebody's was */
};

enum outbox_kind {
    OUTBOX_LINES, /* NDJSON: many items a call; all have the same path */
    OUTBOX_CALLS, /* a JSON body each, one after the other */
    OUTBOX_MEDIA  /* PNG bodies, PUT */
};

struct outbox_item {
    char path[OUTBOX_PATH_MAX];
    char *body; /* owned */
    size_t n;
    uint64_t tag; /* the owner's */
};

struct outbox {
    struct outbox_queue *queue;
    struct outbox *next; /* in the queue */
    bool queued;
    const char *token; /* the owner's buffer: may be filled later; empty: nothing is sent */
    enum outbox_kind kind;
    struct outbox_item *items; /* a ring of `max` */
    uint32_t first, n, max;
    uint32_t flying;    /* items in the running call; 0: none is running */
    usec_t retry_at;    /* steady clock */
    unsigned failures;  /* in a row */
    bool refused_token; /* 401: somebody should look for a new token */
    uint64_t sent, dropped, refused;
    struct rng rng;
    /* May be NULL. Called when items are settled: taken (2xx) or refused (4xx). */
    void (*settled)(void *user, const struct outbox_item *item, const struct client_reply *reply);
    void *user;
};

void outbox_init(struct outbox *o, struct outbox_queue *queue, const char *token,
                 enum outbox_kind kind, uint32_t max);
void outbox_release(struct outbox *o);
/* The body is copied. */
void outbox_put(struct outbox *o, const char *path, struct str body, uint64_t tag);
/* Forget what is not yet on its way. */
void outbox_clear(struct outbox *o);
/* Send what may be sent now; who finds no free call keeps its turn. */
void outbox_pump(struct outbox_queue *q, usec_t steady);

#endif
