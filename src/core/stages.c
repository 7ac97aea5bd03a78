/* SPDX-License-Identifier: Apache-2.0 */
#include "core/stages.h"

#include <pthread.h>

/* How many boxes each step has done so far; the box it does next is that number, round and round. */
struct line {
    const struct stages *s;
    pthread_mutex_t lock;
    pthread_cond_t moved;
    size_t filled, made, emptied;
    bool ended, stopped; /* nothing more is filled; nothing more is wanted */
};

static void done(struct line *l, size_t *count)
{
    pthread_mutex_lock(&l->lock);
    ++*count;
    pthread_cond_broadcast(&l->moved);
    pthread_mutex_unlock(&l->lock);
}

static void end(struct line *l, bool *how)
{
    pthread_mutex_lock(&l->lock);
    *how = true;
    pthread_cond_broadcast(&l->moved);
    pthread_mutex_unlock(&l->lock);
}

static bool may_fill(struct line *l)
{
    pthread_mutex_lock(&l->lock);
    while (l->filled - l->emptied == l->s->boxes && !l->stopped)
        pthread_cond_wait(&l->moved, &l->lock);
    bool go_on = !l->stopped;
    pthread_mutex_unlock(&l->lock);
    return go_on;
}

/* Is there a box that the step before has done and this one has not? Waits for it; false when there will be none. */
static bool may_take(struct line *l, const size_t *before, const size_t *mine)
{
    pthread_mutex_lock(&l->lock);
    while (*before == *mine && !l->stopped && !(l->ended && *mine == l->filled))
        pthread_cond_wait(&l->moved, &l->lock);
    bool go_on = *before != *mine && !l->stopped;
    pthread_mutex_unlock(&l->lock);
    return go_on;
}

static void *fill_main(void *arg)
{
    struct line *l = arg;
    while (may_fill(l) && l->s->fill(l->s->arg, l->filled % l->s->boxes))
        done(l, &l->filled);
    end(l, &l->ended);
    return NULL;
}

static void *make_main(void *arg)
{
    struct line *l = arg;
    while (may_take(l, &l->filled, &l->made)) {
        l->s->make(l->s->arg, l->made % l->s->boxes);
        done(l, &l->made);
    }
    return NULL;
}

static void run_alone(const struct stages *s)
{
    while (s->fill(s->arg, 0)) {
        s->make(s->arg, 0);
        if (!s->empty(s->arg, 0))
            return;
    }
}

void stages_run(const struct stages *s)
{
    if (s->alone) {
        run_alone(s);
        return;
    }
    struct line l = {.s = s};
    pthread_t filler, maker;
    must(pthread_mutex_init(&l.lock, NULL) == 0 && pthread_cond_init(&l.moved, NULL) == 0);
    must(pthread_create(&filler, NULL, fill_main, &l) == 0);
    must(pthread_create(&maker, NULL, make_main, &l) == 0);
    while (may_take(&l, &l.made, &l.emptied)) {
        if (!s->empty(s->arg, l.emptied % s->boxes))
            end(&l, &l.stopped);
        done(&l, &l.emptied);
    }
    pthread_join(filler, NULL);
    pthread_join(maker, NULL);
    pthread_cond_destroy(&l.moved);
    pthread_mutex_destroy(&l.lock);
}
