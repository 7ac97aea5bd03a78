/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Server-Sent Events. Every event is rendered once into a ring; a reader is only a place in it and one bounded buffer, so
 * a slow reader costs nothing. One that is behind the ring catches up from the journal in small steps.
 */
#include "core/stream.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "base/mem.h"

struct streams *streams_new(struct core *c)
{
    struct streams *s = mem_alloc(sizeof *s);
    s->core = c;
    must(pthread_mutex_init(&s->ring_lock, NULL) == 0 &&
         pthread_mutex_init(&s->list_lock, NULL) == 0);
    buf_init(&s->render, STREAM_FRAME_MAX);
    return s;
}

static void frame_drop(struct frame *f)
{
    if (f != NULL && atomic_fetch_sub(&f->refs, 1) == 1)
        free(f);
}

void streams_free(struct streams *s)
{
    if (s == NULL)
        return;
    must(s->list == NULL);
    for (size_t i = 0; i < STREAM_RING; i++)
        frame_drop(s->ring[i]);
    buf_release(&s->render);
    free(s);
}

uint32_t streams_count(struct streams *s)
{
    pthread_mutex_lock(&s->list_lock);
    uint32_t n = s->count;
    pthread_mutex_unlock(&s->list_lock);
    return n;
}

static struct str put_in(char **at, struct str s)
{
    struct str copy = {*at, s.n};
    if (s.n > 0)
        memcpy(*at, s.p, s.n);
    *at += s.n;
    return copy;
}

static void render(struct buf *out, const struct event *ev, const char *journal)
{
    buf_printf(out, "id: %s:%llu\nevent: event\ndata: ", journal, (unsigned long long)ev->seq);
    event_cloud(ev, str_c(journal), out);
    buf_cat(out, "\n\n");
}

static struct frame *frame_of(struct streams *s, const struct event *ev)
{
    buf_clear(&s->render);
    render(&s->render, ev, s->core->journal_id);
    must(buf_ok(&s->render));
    struct str text = buf_str(&s->render);
    struct frame *f = mem_alloc(sizeof *f + ev->id.n + ev->area.n + ev->also.n + text.n);
    char *at = (char *)(f + 1);
    f->refs = 1;
    f->seq = ev->seq;
    f->kind = event_kind(ev);
    f->id = put_in(&at, ev->id);
    f->area = put_in(&at, ev->area);
    f->also = put_in(&at, ev->also);
    f->text = put_in(&at, text);
    return f;
}

/* Ring lock held. */
static void ring_drop_first(struct streams *s)
{
    struct frame **place = &s->ring[s->ring_from % STREAM_RING];
    if (*place != NULL)
        s->ring_bytes -= (*place)->text.n;
    frame_drop(*place);
    *place = NULL;
    s->ring_from++;
}

static void ring_put(struct streams *s, uint64_t seq, struct frame *f)
{
    pthread_mutex_lock(&s->ring_lock);
    if (s->ring_from == s->ring_to || seq != s->ring_to) {
        while (s->ring_from < s->ring_to)
            ring_drop_first(s);
        s->ring_from = s->ring_to = seq;
    }
    while (s->ring_to - s->ring_from >= STREAM_RING ||
           (s->ring_bytes > STREAM_RING_BYTES && s->ring_from < s->ring_to))
        ring_drop_first(s);
    s->ring[seq % STREAM_RING] = f;
    s->ring_bytes += f->text.n;
    s->ring_to = seq + 1;
    pthread_mutex_unlock(&s->ring_lock);
}

bool stream_wants(const struct stream *s, const struct picture *mirror, enum kind kind,
                  struct str id, struct str area, struct str also)
{
    return (s->topics & (1u << kind_table[kind].topic)) != 0 &&
           visible_event(mirror, &s->who, kind, id, area, also);
}

static bool wants_any(const struct stream *s, const struct picture *mirror,
                      const struct event *const *events, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (stream_wants(s, mirror, event_kind(events[i]), events[i]->id, events[i]->area,
                         events[i]->also))
            return true;
    return false;
}

static void wake(struct stream *s)
{
    if (atomic_exchange(&s->wants_wake, false))
        s->wake(s->arg);
}

void streams_publish(struct streams *s, const struct event *const *events, size_t n)
{
    if (streams_count(s) == 0)
        return; /* whoever comes later catches up from the journal */
    for (size_t i = 0; i < n; i++)
        ring_put(s, events[i]->seq, frame_of(s, events[i]));
    pthread_mutex_lock(&s->list_lock);
    /* This is the journal thread, the mirror's only writer: it reads it without the lock, so no lock is held with another. */
    for (struct stream *one = s->list; one != NULL; one = one->next_stream)
        if (atomic_load(&one->wants_wake) && wants_any(one, s->core->mirror, events, n))
            wake(one);
    pthread_mutex_unlock(&s->list_lock);
}

/* Is there a position to tell? A tablet wants its own alone; who has set no window wants none. */
static bool moved_for(const struct stream *s, uint64_t version)
{
    if (s->own != NULL)
        version = atomic_load(&s->own->version);
    else if (!atomic_load(&s->has_window))
        return false;
    return atomic_load(&s->live_seen) < version;
}

/* Wakes readers for positions and ticks; what is due is decided when they read. */
void *streams_main(void *arg)
{
    struct streams *s = arg;
    const struct timespec quarter = {0, 250 * 1000 * 1000};
    for (bool stop = false; !stop;) {
        (void)nanosleep(&quarter, NULL);
        usec_t now = clock_steady();
        live_read_lock(s->core->live);
        uint64_t version = live_version(s->core->live);
        live_unlock(s->core->live);
        pthread_mutex_lock(&s->list_lock);
        stop = s->stopping;
        for (struct stream *one = s->list; one != NULL; one = one->next_stream) {
            /* Read without the stream's lock: a stale value only means a wake too many or 250 ms later. */
            bool positions =
                moved_for(one, version) && now - one->last_positions >= STREAM_POSITIONS_EVERY;
            if (stop || positions || now - one->last_sent >= STREAM_TICK_EVERY ||
                atomic_load(&one->window_changed))
                wake(one);
        }
        pthread_mutex_unlock(&s->list_lock);
    }
    return NULL;
}

void streams_stop(struct streams *s)
{
    pthread_mutex_lock(&s->list_lock);
    s->stopping = true;
    pthread_mutex_unlock(&s->list_lock);
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
    pthread_mutex_lock(&all->list_lock);
    bool room = all->count < STREAMS_MAX && !all->stopping;
    if (room) {
        (void)snprintf(s->name, sizeof s->name, "s%llu", (unsigned long long)++all->next_name);
        s->next_stream = all->list;
        if (all->list != NULL)
            all->list->prev = s;
        all->list = s;
        all->count++;
    }
    pthread_mutex_unlock(&all->list_lock);
    if (!room) {
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
    struct streams *all = s->all;
    tablet_streams(s, -1);
    pthread_mutex_lock(&all->list_lock);
    if (s->prev != NULL)
        s->prev->next_stream = s->next_stream;
    else
        all->list = s->next_stream;
    if (s->next_stream != NULL)
        s->next_stream->prev = s->prev;
    all->count--;
    pthread_mutex_unlock(&all->list_lock);
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

/* From the ring: copy what this reader wants until its buffer has enough. False when the ring no longer has `next`. */
static bool from_ring(struct stream *s, const struct picture *mirror)
{
    struct streams *all = s->all;
    bool there = true;
    pthread_mutex_lock(&all->ring_lock);
    uint64_t durable = atomic_load(&all->core->durable);
    if (s->next <= durable && (s->next < all->ring_from || s->next >= all->ring_to))
        there = false;
    while (there && s->next < all->ring_to && s->out.n < STREAM_CATCHUP_BYTES) {
        const struct frame *f = all->ring[s->next % STREAM_RING];
        if (stream_wants(s, mirror, f->kind, f->id, f->area, f->also))
            buf_puts(&s->out, f->text);
        s->next++;
    }
    pthread_mutex_unlock(&all->ring_lock);
    return there;
}

struct catching {
    struct stream *s;
    const struct picture *mirror;
    struct arena arena;
    int rows;
};

static enum rc catch_row(const struct journal_row *row, void *arg, struct err *e)
{
    struct catching *k = arg;
    struct event ev;
    arena_clear(&k->arena);
    if (row->payload.n > 0) {
        enum rc rc = event_read(row->entry, row->payload, &k->arena, &ev, e);
        if (rc != RC_OK)
            return rc;
        if (stream_wants(k->s, k->mirror, event_kind(&ev), ev.id, ev.area, ev.also))
            render(&k->s->out, &ev, k->s->all->core->journal_id);
    }
    k->s->next = row->seq + 1;
    k->rows++;
    /* Areas are large: what a step reads is bounded by bytes too. RC_BUSY only ends the walk. */
    return k->s->out.n < STREAM_CATCHUP_BYTES ? RC_OK : RC_BUSY;
}

/* From the journal, a bounded step. */
static enum rc from_journal(struct stream *s, const struct picture *mirror)
{
    struct err e = {0};
    uint64_t durable = atomic_load(&s->all->core->durable);
    uint64_t to =
        s->next + STREAM_CATCHUP_ROWS - 1 < durable ? s->next + STREAM_CATCHUP_ROWS - 1 : durable;
    enum rc rc = s->reader != NULL ? RC_OK : journal_reader_open(&s->reader, s->all->core->dir, &e);
    struct catching k = {s, mirror, {0}, 0};
    arena_init(&k.arena, EVENT_PAYLOAD_MAX * 4);
    if (rc == RC_OK)
        rc = journal_each(s->reader, s->next, to, catch_row, &k, &e);
    if (rc == RC_BUSY && s->out.n >= STREAM_CATCHUP_BYTES)
        rc = RC_OK;
    arena_release(&k.arena);
    if (rc == RC_OK && k.rows == 0)
        rc = err_set(&e, RC_IO, "nothing to read where events should be");
    if (rc != RC_OK)
        log_warn("core", "a stream could not catch up: %s", e.detail);
    return rc;
}

/*
 * A bounded number of small steps, each under its own hold of the mirror's lock: a reader far behind keeps neither commits
 * nor the network thread waiting. When all it passed over was not for it, a comment line keeps it reading.
 */
static void fill_events(struct stream *s)
{
    struct core *core = s->all->core;
    int steps = 0;
    while (!s->over && s->out.n < STREAM_CATCHUP_BYTES && s->next <= atomic_load(&core->durable) &&
           steps < STREAM_STEPS) {
        const struct picture *mirror = core_mirror_lock(core);
        if (!from_ring(s, mirror)) {
            s->over = from_journal(s, mirror) != RC_OK;
            steps++;
        }
        core_mirror_unlock(core);
    }
    if (steps == STREAM_STEPS && s->out.n == 0)
        buf_cat(&s->out, ":\n\n");
    if (s->reader != NULL && s->next > atomic_load(&core->durable)) {
        journal_reader_close(s->reader);
        s->reader = NULL;
    }
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
    fill_events(s);
    if (s->out.n < STREAM_CATCHUP_BYTES &&
        (now - s->last_positions >= STREAM_POSITIONS_EVERY || atomic_load(&s->window_changed)))
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
            if (s->next <= atomic_load(&s->all->core->durable)) {
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
    if (!geo_box_valid(box))
        return err_set(e, RC_INVALID, "the window's south must not be above its north");
    pthread_mutex_lock(&all->list_lock);
    for (struct stream *s = all->list; s != NULL; s = s->next_stream) {
        if (!str_eqc(name, s->name) || strcmp(s->who.id, who->id) != 0)
            continue;
        pthread_mutex_lock(&s->window_lock);
        s->asked_window = box;
        s->asked_zoom = (int)w->zoom;
        pthread_mutex_unlock(&s->window_lock);
        atomic_store(&s->window_changed, true);
        wake(s);
        rc = RC_OK;
    }
    pthread_mutex_unlock(&all->list_lock);
    return rc == RC_OK ? RC_OK
                       : err_set(e, RC_NOT_FOUND, "you have no open stream '%.*s'", STR_ARG(name));
}
