/* SPDX-License-Identifier: Apache-2.0 */
/* The work thread: what desks would have done without holding the core thread, one at a time. */
#include "core/core_priv.h"

void work_init(struct core *c)
{
    must(pthread_mutex_init(&c->work_lock, NULL) == 0 &&
         pthread_cond_init(&c->work_more, NULL) == 0);
    c->work_end = &c->work_first;
}

static void give(struct core *c, struct desk_work *w)
{
    w->next = NULL;
    atomic_store(&w->over, false);
    pthread_mutex_lock(&c->work_lock);
    *c->work_end = w;
    c->work_end = &w->next;
    pthread_cond_signal(&c->work_more);
    pthread_mutex_unlock(&c->work_lock);
}

void work_round(struct core *c, usec_t now)
{
    for (int k = 0; k < c->ndesks; k++) {
        if (c->desks[k]->work == NULL)
            continue;
        usec_t begun = clock_steady();
        struct desk_work *w = c->under_way[k];
        if (w != NULL && atomic_load(&w->over)) {
            c->under_way[k] = NULL;
            c->desks[k]->worked(c->states[k], w);
        }
        if (c->under_way[k] != NULL)
            continue;
        w = c->desks[k]->work(c->states[k], c->picture, now);
        if (w != NULL) {
            c->under_way[k] = w;
            give(c, w);
            hold_note(c, HOLD_WORK, c->desks[k]->name, begun);
        }
    }
}

static struct desk_work *take(struct core *c)
{
    pthread_mutex_lock(&c->work_lock);
    while (c->work_first == NULL && !c->work_closed)
        pthread_cond_wait(&c->work_more, &c->work_lock);
    struct desk_work *w = c->work_first;
    if (w != NULL && (c->work_first = w->next) == NULL)
        c->work_end = &c->work_first;
    pthread_mutex_unlock(&c->work_lock);
    return w;
}

void *work_main(void *arg)
{
    struct core *c = arg;
    for (struct desk_work *w; (w = take(c)) != NULL;) {
        w->run(w);
        atomic_store(&w->over, true);
    }
    return NULL;
}

void work_end(struct core *c)
{
    pthread_mutex_lock(&c->work_lock);
    c->work_closed = true;
    pthread_cond_signal(&c->work_more);
    pthread_mutex_unlock(&c->work_lock);
    pthread_join(c->work_thread, NULL);
    for (int k = 0; k < c->ndesks; k++) {
        struct desk_work *w = c->under_way[k];
        c->under_way[k] = NULL;
        while (w != NULL ||
               (c->desks[k]->work != NULL &&
                (w = c->desks[k]->work(c->states[k], c->picture, core_clock())) != NULL)) {
            if (!atomic_load(&w->over))
                w->run(w);
            c->desks[k]->worked(c->states[k], w);
            w = NULL;
        }
    }
}

/* ---- at a start ---- */

#define HANDS 4

struct at_once {
    void (*f)(void *arg, size_t i);
    void *arg;
    size_t n;
    _Atomic size_t next;
};

static void *hand(void *arg)
{
    struct at_once *a = arg;
    for (size_t i; (i = atomic_fetch_add(&a->next, 1)) < a->n;)
        a->f(a->arg, i);
    return NULL;
}

void work_at_once(size_t n, void (*f)(void *arg, size_t i), void *arg)
{
    struct at_once a = {.f = f, .arg = arg, .n = n};
    pthread_t thread[HANDS - 1];
    size_t more = n > HANDS ? HANDS - 1 : n > 0 ? n - 1 : 0;
    for (size_t i = 0; i < more; i++)
        must(pthread_create(&thread[i], NULL, hand, &a) == 0);
    (void)hand(&a);
    for (size_t i = 0; i < more; i++)
        pthread_join(thread[i], NULL);
}
