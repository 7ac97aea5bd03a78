/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/live.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "roads/metric_priv.h"

#define LIVE_MAGIC 0x4c697665u

/* A metric and who has it: the list's newest, and each search. */
struct held {
    struct road_metric *m;
    struct held *next; /* older ones that are still searched in */
    uint32_t users;
};

/* What is wanted. */
struct wish {
    struct road_times hour;
    struct road_change *changes;
    size_t n;
    uint64_t number;
    usec_t at;
};

struct road_live {
    unsigned magic;
    const struct roads *r;
    struct road_times profile;
    pthread_mutex_t lock; /* of all below */
    pthread_cond_t wanted, done;
    pthread_t thread;
    struct wish wish;    /* the newest */
    struct held *newest; /* then those before it that are in use */
    struct road_live_figures f;
    bool ending;
};

/* With the lock: those before the newest that nobody searches in. The thread frees them: that takes longer than a search. */
static struct held *take_unused(struct road_live *l)
{
    struct held *unused = NULL;
    for (struct held **p = &l->newest->next; *p != NULL;) {
        struct held *h = *p;
        if (h->users > 0) {
            p = &h->next;
            continue;
        }
        *p = h->next;
        h->next = unused;
        unused = h;
    }
    return unused;
}

static void free_all(struct held *list)
{
    while (list != NULL) {
        struct held *h = list;
        list = h->next;
        road_metric_free(h->m);
        free(h);
    }
}

/* With the lock. */
static void publish(struct road_live *l, struct road_metric *m)
{
    struct held *h = mem_alloc(sizeof *h);
    *h = (struct held){.m = m, .next = l->newest};
    l->newest = h;
    l->f.made++;
}

static void make_next(struct road_live *l)
{
    struct wish w = l->wish;
    struct road_metric *m = NULL;
    struct err e;
    l->wish.changes = NULL; /* ours now */
    l->wish.n = 0;
    (void)pthread_mutex_unlock(&l->lock);
    /* road_live_set has looked at them: what is left to fail is memory, which ends the process. */
    must(road_metric_new(l->r, &l->profile, &w.hour, w.changes, w.n, &m, &e) == RC_OK);
    free(w.changes);
    (void)pthread_mutex_lock(&l->lock);
    publish(l, m);
    usec_t took = clock_steady() - w.at;
    l->f.in_force = w.number;
    l->f.last = took;
    l->f.longest = took > l->f.longest ? took : l->f.longest;
    l->f.changes = (uint32_t)w.n;
    (void)pthread_cond_broadcast(&l->done);
}

static void *run(void *arg)
{
    struct road_live *l = arg;
    (void)pthread_mutex_lock(&l->lock);
    while (!l->ending) {
        struct held *unused = take_unused(l);
        if (unused != NULL) {
            (void)pthread_mutex_unlock(&l->lock);
            free_all(unused);
            (void)pthread_mutex_lock(&l->lock);
        } else if (l->wish.number > l->f.in_force) {
            make_next(l);
        } else {
            (void)pthread_cond_wait(&l->wanted, &l->lock);
        }
    }
    (void)pthread_mutex_unlock(&l->lock);
    return NULL;
}

enum rc road_live_new(const struct roads *r, const struct road_times *profile,
                      struct road_live **out, struct err *e)
{
    CHECK_OBJ(r, ROADS_MAGIC);
    struct road_metric *m = NULL;
    enum rc rc = road_metric_new(r, profile, NULL, NULL, 0, &m, e);
    if (rc != RC_OK)
        return rc;
    struct road_live *l = mem_alloc(sizeof *l);
    *l = (struct road_live){.magic = LIVE_MAGIC, .r = r, .profile = *profile};
    (void)pthread_mutex_init(&l->lock, NULL);
    (void)pthread_cond_init(&l->wanted, NULL);
    (void)pthread_cond_init(&l->done, NULL);
    l->newest = mem_alloc(sizeof *l->newest);
    *l->newest = (struct held){.m = m};
    l->f.made = 1;
    if (pthread_create(&l->thread, NULL, run, l) != 0) {
        road_metric_free(m);
        free(l->newest);
        free(l);
        return err_set(e, RC_IO, "no thread for the roads");
    }
    *out = l;
    return RC_OK;
}

void road_live_free(struct road_live *l)
{
    if (l == NULL)
        return;
    CHECK_OBJ(l, LIVE_MAGIC);
    (void)pthread_mutex_lock(&l->lock);
    l->ending = true;
    (void)pthread_cond_signal(&l->wanted);
    (void)pthread_mutex_unlock(&l->lock);
    (void)pthread_join(l->thread, NULL);
    free_all(take_unused(l));
    must(l->newest->users == 0 && l->newest->next == NULL);
    road_metric_free(l->newest->m);
    free(l->newest);
    free(l->wish.changes);
    (void)pthread_mutex_destroy(&l->lock);
    (void)pthread_cond_destroy(&l->wanted);
    (void)pthread_cond_destroy(&l->done);
    l->magic = 0;
    free(l);
}

static enum rc check_changes(const struct roads *r, const struct road_change *c, size_t n,
                             struct err *e)
{
    if (n > ROAD_CHANGES_MAX)
        return err_set(e, RC_TOO_LARGE, "more than %u arcs are closed or slow", ROAD_CHANGES_MAX);
    for (size_t i = 0; i < n; i++) {
        if (c[i].arc >= r->h.arcs)
            return err_set(e, RC_INVALID, "there is no arc %u on this map", c[i].arc);
        if (c[i].permille != ROAD_CLOSED &&
            (c[i].permille < ROAD_TIME_MIN || c[i].permille > ROAD_TIME_MAX))
            return err_set(e, RC_INVALID, "arc %u cannot take %u permille of its time", c[i].arc,
                           c[i].permille);
    }
    return RC_OK;
}

enum rc road_live_set(struct road_live *l, const struct road_times *hour,
                      const struct road_change *changes, size_t n, uint64_t *number, struct err *e)
{
    CHECK_OBJ(l, LIVE_MAGIC);
    enum rc rc = check_changes(l->r, changes, n, e);
    if (rc != RC_OK)
        return rc;
    struct road_change *copy = mem_array(n + 1, sizeof *copy);
    if (n > 0)
        memcpy(copy, changes, n * sizeof *copy);
    (void)pthread_mutex_lock(&l->lock);
    free(l->wish.changes);
    l->wish = (struct wish){.hour = hour != NULL ? *hour : road_ordinary,
                            .changes = copy,
                            .n = n,
                            .number = l->wish.number + 1,
                            .at = clock_steady()};
    if (number != NULL)
        *number = l->wish.number;
    (void)pthread_cond_signal(&l->wanted);
    (void)pthread_mutex_unlock(&l->lock);
    return RC_OK;
}

void road_live_wait(struct road_live *l, uint64_t number)
{
    CHECK_OBJ(l, LIVE_MAGIC);
    (void)pthread_mutex_lock(&l->lock);
    must(number <= l->wish.number);
    while (l->f.in_force < number)
        (void)pthread_cond_wait(&l->done, &l->lock);
    (void)pthread_mutex_unlock(&l->lock);
}

const struct road_metric *road_live_take(struct road_live *l)
{
    CHECK_OBJ(l, LIVE_MAGIC);
    (void)pthread_mutex_lock(&l->lock);
    l->newest->users++;
    const struct road_metric *m = l->newest->m;
    (void)pthread_mutex_unlock(&l->lock);
    return m;
}

void road_live_give_back(struct road_live *l, const struct road_metric *m)
{
    CHECK_OBJ(l, LIVE_MAGIC);
    (void)pthread_mutex_lock(&l->lock);
    struct held *h = l->newest;
    while (h != NULL && h->m != m)
        h = h->next;
    must(h != NULL && h->users > 0);
    if (--h->users == 0 && h != l->newest)
        (void)pthread_cond_signal(&l->wanted);
    (void)pthread_mutex_unlock(&l->lock);
}

void road_live_figures(struct road_live *l, struct road_live_figures *out)
{
    CHECK_OBJ(l, LIVE_MAGIC);
    (void)pthread_mutex_lock(&l->lock);
    *out = l->f;
    (void)pthread_mutex_unlock(&l->lock);
}
