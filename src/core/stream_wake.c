/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The stream thread. Publishing an event only appends it and signals this thread, so the journal thread never waits for
 * readers. Events wake at once those for whom they are, by groups; positions and ticks are looked after a slice of all
 * readers at a time, so that a thousand readers are not woken in one moment.
 */
#include <stdlib.h>
#include <time.h>

#include "base/mem.h"
#include "core/stream.h"

#define FRAMES 512 /* looked at in one go */

static struct str key_text(const uint64_t *key)
{
    return (struct str){(const char *)key, sizeof *key};
}

void stream_group_join(struct stream *s)
{
    struct map *groups = &s->all->groups;
    struct group *g = map_get(groups, key_text(&s->listener.key));
    if (g == NULL) {
        g = mem_alloc(sizeof *g);
        g->class = s->listener.class;
        g->key = s->listener.key;
        (void)map_set(groups, key_text(&g->key), g);
    }
    s->group = g;
    s->group_next = g->first;
    if (g->first != NULL)
        g->first->group_prev = s;
    g->first = s;
}

void stream_group_leave(struct stream *s)
{
    struct group *g = s->group;
    if (s->group_prev != NULL)
        s->group_prev->group_next = s->group_next;
    else
        g->first = s->group_next;
    if (s->group_next != NULL)
        s->group_next->group_prev = s->group_prev;
    if (g->first == NULL) {
        (void)map_del(&s->all->groups, key_text(&g->key));
        free(g);
    }
}

void stream_wake_now(struct stream *s)
{
    if (atomic_exchange(&s->wants_wake, false))
        s->wake(s->arg);
}

static void wake_group(const struct group *g, const struct frame *f)
{
    const struct kind_info *k = &kind_table[f->kind];
    for (struct stream *s = g != NULL ? g->first : NULL; s != NULL; s = s->group_next)
        if ((s->topics & (1u << k->topic)) != 0 && principal_may(&s->who, k->read))
            stream_wake_now(s);
}

static void wake_audience(struct streams *s, const struct frame *f)
{
    const struct audience *a = &f->audience;
    if (a->areas || a->units) {
        size_t at = 0;
        for (const struct group *g; (g = map_next(&s->groups, &at)) != NULL;)
            if (audience_includes(a, (struct listener){g->class, g->key}))
                wake_group(g, f);
        return;
    }
    const struct principal nobody = {0};
    const struct listener all = visible_listener(&nobody);
    wake_group(map_get(&s->groups, key_text(&all.key)), f);
    for (uint32_t i = 0; i < a->n; i++)
        wake_group(map_get(&s->groups, key_text(&a->keys[i])), f);
}

static void wake_all(struct streams *s)
{
    pthread_mutex_lock(&s->list_lock);
    for (int i = 0; i < STREAM_SLICES; i++)
        for (struct stream *one = s->slices[i]; one != NULL; one = one->next_stream)
            stream_wake_now(one);
    pthread_mutex_unlock(&s->list_lock);
}

/* Events since the last round: whom they are for is woken, what they say about units is noted for the board. */
static void round_of_events(struct streams *s)
{
    struct frame *frames[FRAMES];
    bool missed;
    for (size_t n = FRAMES; n == FRAMES;) {
        n = stream_ring_take(s, s->told + 1, frames, FRAMES, &missed);
        if (missed) { /* whom they were for is not known any more */
            board_note_all(s->board);
            wake_all(s);
        }
        pthread_mutex_lock(&s->list_lock);
        for (size_t i = 0; i < n; i++)
            wake_audience(s, frames[i]);
        pthread_mutex_unlock(&s->list_lock);
        for (size_t i = 0; i < n; i++) {
            board_note(s->board, frames[i]->kind, frames[i]->id);
            s->told = frames[i]->seq;
            stream_frame_drop(frames[i]);
        }
    }
}

static void look_at_slice(struct streams *s, uint64_t slice, usec_t now)
{
    pthread_mutex_lock(&s->list_lock);
    for (struct stream *one = s->slices[slice % STREAM_SLICES]; one != NULL; one = one->next_stream)
        if (atomic_load(&one->wants_wake) &&
            (now - one->last_sent >= STREAM_TICK_EVERY || stream_positions_due(one, now)))
            stream_wake_now(one);
    pthread_mutex_unlock(&s->list_lock);
}

/* Sleeps until `until`, or until events were published when `events`. Takes what was signalled. */
static void wait_signal(struct streams *s, usec_t until, bool events, bool *published, bool *stop)
{
    const struct timespec end = {until / USEC_S, until % USEC_S * 1000};
    pthread_mutex_lock(&s->signal_lock);
    while (!s->stopping && !(events && s->signalled) && clock_steady() < until)
        (void)pthread_cond_timedwait(&s->signal, &s->signal_lock, &end);
    *stop = s->stopping;
    if (events) {
        *published = s->signalled;
        s->signalled = false;
    }
    pthread_mutex_unlock(&s->signal_lock);
}

void *streams_main(void *arg)
{
    struct streams *s = arg;
    usec_t slice_at = clock_steady(), events_at = 0;
    uint64_t slice = 0;
    for (bool stop = false, published = false; !stop;) {
        bool ready = clock_steady() >= events_at;
        wait_signal(s, ready || slice_at < events_at ? slice_at : events_at, ready, &published,
                    &stop);
        usec_t now = clock_steady();
        if (published && !stop) {
            round_of_events(s);
            published = false;
            events_at = now + STREAM_EVENTS_EVERY;
        }
        if (now >= slice_at && !stop) {
            if (slice % STREAM_SLICES == 0 && streams_count(s) > 0)
                board_tick(s->board, s->core);
            look_at_slice(s, slice++, now);
            slice_at = now + STREAM_SLICE_EVERY;
        }
    }
    wake_all(s);
    return NULL;
}

void streams_stop(struct streams *s)
{
    pthread_mutex_lock(&s->signal_lock);
    s->stopping = true;
    pthread_cond_signal(&s->signal);
    pthread_mutex_unlock(&s->signal_lock);
}
