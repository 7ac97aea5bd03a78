/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The index thread: timelines and search tables, written behind the journal. It gets notes of what has become durable; what
 * does not fit among them it reads from the journal, as it does with what an earlier process left. Events that come one by
 * one are gathered for a moment, unless somebody asks.
 */
#include "base/log.h"
#include "core/core_priv.h"

#define NOTES_MAX (32u << 20)
#define GATHER_EVENTS 16384
#define GATHER_FOR (500 * USEC_MS)

void behind_init(struct behind *b)
{
    pthread_condattr_t attr;
    must(pthread_mutex_init(&b->lock, NULL) == 0 && pthread_condattr_init(&attr) == 0);
    must(pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) == 0);
    must(pthread_cond_init(&b->more, &attr) == 0 && pthread_cond_init(&b->done, &attr) == 0);
    pthread_condattr_destroy(&attr);
    journal_notes_init(&b->notes, NOTES_MAX);
}

void behind_release(struct behind *b)
{
    journal_notes_release(&b->notes);
    pthread_cond_destroy(&b->more);
    pthread_cond_destroy(&b->done);
    pthread_mutex_destroy(&b->lock);
}

void behind_give(struct core *c, const struct event *const *events, size_t n)
{
    struct behind *b = &c->behind;
    pthread_mutex_lock(&b->lock);
    bool idle = b->given == atomic_load(&b->indexed);
    for (size_t i = 0; i < n; i++)
        if (!journal_notes_add(&b->notes, events[i]))
            journal_notes_clear(&b->notes); /* with this one: the thread reads them later */
    b->given = events[n - 1]->seq;
    if (idle || b->given - atomic_load(&b->indexed) >= GATHER_EVENTS)
        pthread_cond_signal(&b->more);
    pthread_mutex_unlock(&b->lock);
}

static void wait_until(pthread_cond_t *cond, pthread_mutex_t *lock, usec_t until)
{
    struct timespec t = {until / USEC_S, until % USEC_S * 1000};
    (void)pthread_cond_timedwait(cond, lock, &t);
}

/* Until there is something to write and it is time to. Lock held. */
static void gather(struct behind *b)
{
    while (!b->closed && b->given == atomic_load(&b->indexed))
        pthread_cond_wait(&b->more, &b->lock);
    usec_t until = clock_steady() + GATHER_FOR;
    while (!b->closed && b->askers == 0 && clock_steady() < until &&
           b->given - atomic_load(&b->indexed) < GATHER_EVENTS)
        wait_until(&b->more, &b->lock, until);
}

/* Notes that do not follow the index at once say that the journal must be read first. */
static enum rc write_behind(struct core *c, const struct journal_notes *notes, uint64_t given,
                            struct err *e)
{
    struct journal_index *x = c->index;
    uint64_t before = notes->first != 0 ? notes->first - 1 : given;
    enum rc rc = RC_OK;
    if (journal_index_last(x) < before)
        rc = journal_index_catch_up(x, before, NULL, NULL, &c->stopping, e);
    return rc == RC_OK ? journal_index_write(x, notes, e) : rc;
}

/* The journal cannot be read: all but search and history goes on. */
static void give_up(struct core *c, const struct err *e)
{
    if (journal_index_failed(c->index)) {
        struct err ignored;
        if (e->code == RC_CORRUPT)
            (void)journal_index_remove(c->dir, &ignored);
        core_on_failure("could not write the index", e);
    }
    if (e->code != RC_BUSY || !atomic_load(&c->stopping))
        log_error("core", "the index stays at event %llu: %s",
                  (unsigned long long)journal_index_last(c->index), e->detail);
}

void *behind_main(void *arg)
{
    struct core *c = arg;
    struct behind *b = &c->behind;
    struct journal_notes mine;
    struct err e = {0};
    bool going = true;
    journal_notes_init(&mine, NOTES_MAX);
    pthread_mutex_lock(&b->lock);
    while (going) {
        gather(b);
        struct journal_notes full = b->notes;
        b->notes = mine;
        mine = full;
        uint64_t given = b->given;
        pthread_mutex_unlock(&b->lock);
        going = write_behind(c, &mine, given, &e) == RC_OK;
        if (!going)
            give_up(c, &e);
        journal_notes_clear(&mine);
        pthread_mutex_lock(&b->lock);
        atomic_store(&b->indexed, journal_index_last(c->index));
        b->broken = !going;
        going = going && !(b->closed && atomic_load(&b->indexed) == b->given);
        pthread_cond_broadcast(&b->done);
    }
    pthread_mutex_unlock(&b->lock);
    journal_notes_release(&mine);
    return NULL;
}

enum rc behind_wait(struct core *c, uint64_t seq, usec_t most, struct err *e)
{
    struct behind *b = &c->behind;
    usec_t until = clock_steady() + most;
    if (atomic_load(&b->indexed) >= seq)
        return RC_OK;
    pthread_mutex_lock(&b->lock);
    b->askers++;
    pthread_cond_signal(&b->more);
    while (atomic_load(&b->indexed) < seq && !b->broken && clock_steady() < until)
        wait_until(&b->done, &b->lock, until);
    b->askers--;
    bool broken = b->broken;
    pthread_mutex_unlock(&b->lock);
    uint64_t there = atomic_load(&b->indexed);
    if (there >= seq)
        return RC_OK;
    if (broken)
        return err_set(e, RC_IO,
                       "search and history end at event %llu: the journal after it cannot be read",
                       (unsigned long long)there);
    return err_set(
        e, RC_BUSY,
        "search and history are being brought up to date: %llu of %llu events; ask again",
        (unsigned long long)there, (unsigned long long)seq);
}

void behind_end(struct core *c)
{
    pthread_mutex_lock(&c->behind.lock);
    c->behind.closed = true;
    pthread_cond_signal(&c->behind.more);
    pthread_mutex_unlock(&c->behind.lock);
    pthread_join(c->behind.thread, NULL);
}
