/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <time.h>

#include "core/core_priv.h"

void queue_init(struct call_queue *q)
{
    pthread_condattr_t attr;
    must(pthread_mutex_init(&q->lock, NULL) == 0);
    must(pthread_condattr_init(&attr) == 0 &&
         pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) == 0);
    must(pthread_cond_init(&q->more, &attr) == 0);
    pthread_condattr_destroy(&attr);
    q->first = NULL;
    q->end = &q->first;
    q->n = 0;
    q->closed = false;
}

void queue_release(struct call_queue *q)
{
    pthread_cond_destroy(&q->more);
    pthread_mutex_destroy(&q->lock);
}

bool queue_put(struct call_queue *q, struct call *c)
{
    pthread_mutex_lock(&q->lock);
    bool open = !q->closed;
    if (open) {
        c->next = NULL;
        *q->end = c;
        q->end = &c->next;
        if (q->n++ == 0)
            pthread_cond_signal(&q->more);
    }
    pthread_mutex_unlock(&q->lock);
    return open;
}

struct call *queue_take_all(struct call_queue *q, usec_t until)
{
    struct timespec ts = {until / USEC_S, (until % USEC_S) * 1000};
    pthread_mutex_lock(&q->lock);
    while (q->first == NULL && !q->closed) {
        int rc = until == 0 ? pthread_cond_wait(&q->more, &q->lock)
                            : pthread_cond_timedwait(&q->more, &q->lock, &ts);
        if (rc == ETIMEDOUT)
            break;
    }
    struct call *all = q->first;
    q->first = NULL;
    q->end = &q->first;
    q->n = 0;
    pthread_mutex_unlock(&q->lock);
    return all;
}

void queue_close(struct call_queue *q)
{
    pthread_mutex_lock(&q->lock);
    q->closed = true;
    pthread_cond_broadcast(&q->more);
    pthread_mutex_unlock(&q->lock);
}

size_t queue_length(struct call_queue *q)
{
    pthread_mutex_lock(&q->lock);
    size_t n = q->n;
    pthread_mutex_unlock(&q->lock);
    return n;
}

bool queue_closed(struct call_queue *q)
{
    pthread_mutex_lock(&q->lock);
    bool closed = q->closed && q->first == NULL;
    pthread_mutex_unlock(&q->lock);
    return closed;
}
