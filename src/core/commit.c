/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Group commit: the journal thread takes all batches that are there, makes their events durable with one sync, folds them
 * into the mirror, publishes them, and only then answers the calls that waited.
 */
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "core/core_priv.h"

static void end_process(const char *what, const struct err *e)
{
    log_error("core", "%s: %s; ending, to start again from the journal", what, e->detail);
    _exit(70);
}

void (*core_on_failure)(const char *what, const struct err *e) = end_process;

struct batch *batch_take(struct core *c)
{
    pthread_mutex_lock(&c->batch_lock);
    while (c->batch_idle == NULL)
        pthread_cond_wait(&c->batch_free, &c->batch_lock);
    struct batch *b = c->batch_idle;
    c->batch_idle = b->next;
    c->batches_out++;
    pthread_mutex_unlock(&c->batch_lock);
    b->next = NULL;
    b->n = 0;
    b->calls = NULL;
    b->calls_end = &b->calls;
    b->ncalls = 0;
    return b;
}

void batch_give(struct core *c, struct batch *b)
{
    pthread_mutex_lock(&c->batch_lock);
    b->next = NULL;
    *c->batch_end = b;
    c->batch_end = &b->next;
    pthread_cond_signal(&c->batch_more);
    pthread_mutex_unlock(&c->batch_lock);
}

static struct batch *take_decided(struct core *c)
{
    pthread_mutex_lock(&c->batch_lock);
    while (c->batch_first == NULL && !c->batch_closed)
        pthread_cond_wait(&c->batch_more, &c->batch_lock);
    struct batch *all = c->batch_first;
    c->batch_first = NULL;
    c->batch_end = &c->batch_first;
    pthread_mutex_unlock(&c->batch_lock);
    return all;
}

static void give_back(struct core *c, struct batch *all)
{
    pthread_mutex_lock(&c->batch_lock);
    for (struct batch *b = all, *next; b != NULL; b = next) {
        next = b->next;
        arena_clear(&b->arena);
        b->events = NULL;
        b->cap = 0;
        b->next = c->batch_idle;
        c->batch_idle = b;
        c->batches_out--;
    }
    pthread_cond_signal(&c->batch_free);
    pthread_mutex_unlock(&c->batch_lock);
}

/* What is folded lies anywhere in memory: for several events together it is asked for all places first, then for what is there. */
#define TOGETHER 16u

static void bring_near(const struct picture *p, const struct event *const *events, size_t n)
{
    for (size_t i = 0; i < n; i++)
        picture_expect(p, event_kind(events[i]), event_key(events[i]));
    for (size_t i = 0; i < n; i++)
        picture_near(p, event_kind(events[i]), event_key(events[i]));
}

static void make_durable(struct core *c, const struct event *const *events, size_t n)
{
    struct err e = {0};
    usec_t begin = clock_steady();
    atomic_store(&c->commit_begun, begin);
    if (journal_append(c->journal, events, n, &e) != RC_OK)
        core_on_failure("could not write the journal", &e);
    latency_note(&c->commit_latency, clock_steady() - begin);
    must(pthread_rwlock_wrlock(&c->mirror_lock) == 0);
    for (size_t i = 0; i < n; i++) {
        if (i % TOGETHER == 0)
            bring_near(c->mirror, events + i, n - i < TOGETHER ? n - i : TOGETHER);
        picture_apply(c->mirror, events[i]);
    }
    must(pthread_rwlock_unlock(&c->mirror_lock) == 0);
    atomic_store(&c->durable, events[n - 1]->seq);
    streams_publish(c->streams, events, n);
    atomic_store(&c->commit_begun, 0);
}

static void commit_all(struct core *c, struct batch *all, const struct event ***events, size_t *cap)
{
    size_t n = 0;
    for (const struct batch *b = all; b != NULL; b = b->next)
        n += b->n;
    if (n > *cap) {
        *cap = n * 2;
        *events = mem_resize(*events, *cap, sizeof(struct event *));
    }
    n = 0;
    for (const struct batch *b = all; b != NULL; b = b->next)
        for (size_t i = 0; i < b->n; i++)
            (*events)[n++] = b->events[i];
    if (n > 0)
        make_durable(c, *events, n);
    for (const struct batch *b = all; b != NULL; b = b->next)
        for (struct call *call = b->calls, *next; call != NULL; call = next) {
            next = call->next;
            api_durable(c, call);
        }
    if (n > 0)
        behind_give(c, *events, n);
}

void *commit_main(void *arg)
{
    struct core *c = arg;
    const struct event **events = NULL;
    size_t cap = 0;
    for (struct batch *all; (all = take_decided(c)) != NULL;) {
        commit_all(c, all, &events, &cap);
        give_back(c, all);
    }
    free(events);
    return NULL;
}
