/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Server-Sent Events: the readers. A reader is only a place in the ring and one bounded buffer, so a slow one costs nothing.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "core/stream.h"

struct streams *streams_new(struct core *c)
{
    struct streams *s = mem_alloc(sizeof *s);
    pthread_condattr_t attr;
    s->core = c;
    s->board = board_new();
    must(pthread_mutex_init(&s->list_lock, NULL) == 0 &&
         pthread_mutex_init(&s->signal_lock, NULL) == 0);
    must(pthread_condattr_init(&attr) == 0 &&
         pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) == 0 &&
         pthread_cond_init(&s->signal, &attr) == 0);
    pthread_condattr_destroy(&attr);
    map_init(&s->groups);
    stream_ring_init(s);
    return s;
}

void streams_free(struct streams *s)
{
    if (s == NULL)
        return;
    must(s->count == 0);
    stream_ring_release(s);
    board_free(s->board);
    map_release(&s->groups);
    pthread_cond_destroy(&s->signal);
    pthread_mutex_destroy(&s->signal_lock);
    pthread_mutex_destroy(&s->list_lock);
    free(s);
}

uint32_t streams_count(struct streams *s)
{
    pthread_mutex_lock(&s->list_lock);
    uint32_t n = s->count;
    pthread_mutex_unlock(&s->list_lock);
    return n;
}

/* ---- one reader ---- */

static uint32_t topics_of(struct str query)
{
    uint32_t bits = 0;
    while (query.n > 0) {
        struct str one = str_cut(&query, '&');
        struct str key = str_cut(&one, '=');
        if (!str_eqc(key, "topics"))
            continue;
        while (one.n > 0) {
            int t = topic_find(str_cut(&one, ','));
            if (t >= 0)
                bits |= 1u << t;
        }
    }
    return bits != 0 ? bits : UINT32_MAX;
}

static struct str after_of(struct str query)
{
    while (query.n > 0) {
        struct str one = str_cut(&query, '&');
        if (str_eqc(str_cut(&one, '='), "after"))
            return one;
    }
    return STR_NONE;
}

/* "<journal>:<seq>" with ':' perhaps as %3A. False when it is not of this journal or too old. */
static bool start_at(const struct core *c, struct str id, uint64_t *next)
{
    uint64_t durable = atomic_load(&c->durable);
    int64_t seq = 0;
    if (!str_starts(id, str_c(c->journal_id)))
        return false;
    struct str rest = {id.p + strlen(c->journal_id), id.n - strlen(c->journal_id)};
    if (str_starts(rest, STR("%3A")) || str_starts(rest, STR("%3a")))
        rest = (struct str){rest.p + 2, rest.n - 2};
    if (rest.n < 2 || !str_i64((struct str){rest.p + 1, rest.n - 1}, &seq) || seq < 0)
        return false;
    if ((uint64_t)seq > durable || durable - (uint64_t)seq > STREAM_BEHIND_MAX)
        return false;
    *next = (uint64_t)seq + 1;
    return true;
}

/*
 * The desk shows a tablet without a stream as not listening, so live keeps count. Only the core thread may write what else
 * live holds, for it reads that without the lock: a unit's place is there since the unit was made.
 */
static void tablet_streams(const struct stream *s, int change)
{
    if (s->own == NULL)
        return;
    atomic_fetch_add(&s->own->streams, change);
    atomic_store(&s->own->stream_lost, core_clock());
}

static struct live_unit *own_unit(struct core *c, const struct principal *who)
{
    if (who->role != ROLE_UNIT || who->unit[0] == '\0')
        return NULL;
    live_read_lock(c->live);
    struct live_unit *u = live_unit(c->live, str_c(who->unit), false);
    live_unlock(c->live);
    return u;
}

static struct stream **slice_of(struct streams *all, uint64_t number)
{
    return &all->slices[number % STREAM_SLICES];
}

/* False when there are too many. */
static bool enlist(struct stream *s)
{
    struct streams *all = s->all;
    pthread_mutex_lock(&all->list_lock);
    bool room = all->count < STREAMS_MAX && atomic_load(&all->core->ready);
    if (room) {
        s->number = ++all->next_name;
        (void)snprintf(s->name, sizeof s->name, "s%llu", (unsigned long long)s->number);
        struct stream **first = slice_of(all, s->number);
        s->next_stream = *first;
        if (*first != NULL)
            (*first)->prev = s;
        *first = s;
        stream_group_join(s);
        all->count++;
    }
    pthread_mutex_unlock(&all->list_lock);
    return room;
}

static void delist(struct stream *s)
{
    struct streams *all = s->all;
    pthread_mutex_lock(&all->list_lock);
    if (s->prev != NULL)
        s->prev->next_stream = s->next_stream;
    else
        *slice_of(all, s->number) = s->next_stream;
    if (s->next_stream != NULL)
        s->next_stream->prev = s->prev;
    stream_group_leave(s);
    all->count--;
    pthread_mutex_unlock(&all->list_lock);
}

enum rc stream_open_host(const struct port_host *h, const struct principal *who, struct str query,
                         struct str last_id, void (*wake_fn)(void *), void *arg,
                         struct stream **out, struct err *e)
{
    struct core *c = h->core;
    struct streams *all = c->streams;
    if (!principal_may(who, PERM_PICTURE_READ))
        return err_set(e, RC_DENIED, "this needs the permission 'picture.read'");
    if (!atomic_load(&c->ready))
        return err_set(e, RC_BUSY, "the centre is starting or stopping: try again in a moment");
    struct stream *s = mem_alloc(sizeof *s);
    s->magic = STREAM_MAGIC;
    s->all = all;
    s->who = *who;
    s->own = own_unit(c, who);
    s->topics = topics_of(query);
    s->wake = wake_fn;
    s->arg = arg;
    s->last_sent = s->last_auth = clock_steady();
    must(pthread_mutex_init(&s->lock, NULL) == 0 && pthread_mutex_init(&s->window_lock, NULL) == 0);
    buf_init(&s->out, STREAM_FRAME_MAX + 4096);
    struct str from = last_id.n > 0 ? last_id : after_of(query);
    s->next = atomic_load(&c->durable) + 1;
    s->reset = from.n > 0 && !start_at(c, from, &s->next);
    s->listener = visible_listener(who);
    s->first_tick = board_ticks(all->board) + 1;
    if (!enlist(s)) {
        pthread_mutex_destroy(&s->lock);
        pthread_mutex_destroy(&s->window_lock);
        free(s);
        return err_set(e, RC_BUSY, "too many streams are open");
    }
    tablet_streams(s, 1);
    *out = s;
    return RC_OK;
}

void stream_close_host(struct stream *s)
{
    CHECK_OBJ(s, STREAM_MAGIC);
    tablet_streams(s, -1);
    delist(s);
    journal_reader_close(s->reader);
    geo_cluster_free(s->clusters);
    buf_release(&s->out);
    pthread_mutex_destroy(&s->lock);
    pthread_mutex_destroy(&s->window_lock);
    s->magic = 0;
    free(s);
}

static void put_now(struct buf *out)
{
    buf_putc(out, '"');
    clock_format(out, core_clock());
    buf_putc(out, '"');
}

static void say_hello(struct stream *s)
{
    if (s->reset)
        buf_cat(&s->out, "event: reset\ndata: {}\n\n");
    buf_printf(&s->out,
               "event: hello\ndata: {\"stream\":\"%s\",\"stream_id\":\"%s:%llu\",\"now\":", s->name,
               s->all->core->journal_id, (unsigned long long)(s->next - 1));
    put_now(&s->out);
    buf_cat(&s->out, "}\n\n");
    s->said_hello = true;
}

static void check_still(struct stream *s, usec_t now)
{
    struct err e;
    if (now - s->last_auth < STREAM_TICK_EVERY)
        return;
    s->last_auth = now;
    const struct picture *mirror = core_mirror_lock(s->all->core);
    if (auth_still(mirror, &s->who, core_clock(), &e) != RC_OK)
        s->over = true;
    core_mirror_unlock(s->all->core);
}

static void fill(struct stream *s)
{
    usec_t now = clock_steady();
    buf_clear(&s->out);
    s->out_at = 0;
    check_still(s, now);
    if (s->over)
        return;
    if (!s->said_hello)
        say_hello(s);
    stream_fill_events(s);
    if (s->out.n < STREAM_CATCHUP_BYTES)
        stream_positions(s, now);
    if (s->out.n == 0 && now - s->last_sent >= STREAM_TICK_EVERY) {
        buf_printf(&s->out,
                   "event: tick\ndata: {\"seq\":%llu,\"now\":", (unsigned long long)(s->next - 1));
        put_now(&s->out);
        buf_cat(&s->out, "}\n\n");
    }
    if (s->out.n > 0)
        s->last_sent = now;
    must(buf_ok(&s->out));
}

int64_t stream_read_host(struct stream *s, char *to, size_t max)
{
    CHECK_OBJ(s, STREAM_MAGIC);
    int64_t given = 0;
    pthread_mutex_lock(&s->lock);
    if (s->out_at == s->out.n) {
        fill(s);
        if (s->out.n == 0 && !s->over) {
            /* Ask to be woken first, then look again: what came in between is not missed. */
            atomic_store(&s->wants_wake, true);
            if (s->next <= stream_known(s->all)) {
                fill(s);
                if (s->out.n > 0)
                    atomic_store(&s->wants_wake, false);
            }
        }
    }
    size_t n = s->out.n - s->out_at < max ? s->out.n - s->out_at : max;
    if (n > 0) {
        memcpy(to, s->out.p + s->out_at, n);
        s->out_at += n;
        given = (int64_t)n;
        if (s->out_at == s->out.n && s->out.cap > STREAM_CATCHUP_BYTES * 2) {
            buf_release(&s->out); /* a large frame does not stay with the reader */
            buf_init(&s->out, STREAM_FRAME_MAX + 4096);
            s->out_at = 0;
        }
    } else if (s->over || atomic_load(&s->all->core->stopping)) {
        given = -1;
    }
    pthread_mutex_unlock(&s->lock);
    return given;
}

enum rc streams_window(struct streams *all, const struct principal *who, struct str name,
                       const struct in_window *w, struct err *e)
{
    struct geo_box box = {(int32_t)w->south, (int32_t)w->west, (int32_t)w->north, (int32_t)w->east};
    enum rc rc = RC_NOT_FOUND;
    int64_t number;
    if (!geo_box_valid(box))
        return err_set(e, RC_INVALID, "the window's south must not be above its north");
    if (name.n < 2 || name.p[0] != 's' || !str_i64((struct str){name.p + 1, name.n - 1}, &number))
        number = -1;
    pthread_mutex_lock(&all->list_lock);
    for (struct stream *s = number > 0 ? *slice_of(all, (uint64_t)number) : NULL; s != NULL;
         s = s->next_stream) {
        if (!str_eqc(name, s->name) || strcmp(s->who.id, who->id) != 0)
            continue;
        pthread_mutex_lock(&s->window_lock);
        s->asked_window = box;
        s->asked_zoom = (int)w->zoom;
        pthread_mutex_unlock(&s->window_lock);
        atomic_store(&s->window_changed, true);
        stream_wake_now(s);
        rc = RC_OK;
    }
    pthread_mutex_unlock(&all->list_lock);
    return rc == RC_OK ? RC_OK
                       : err_set(e, RC_NOT_FOUND, "you have no open stream '%.*s'", STR_ARG(name));
}
