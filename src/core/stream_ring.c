/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every event is rendered once into a ring, with whom it is for; a reader is only a place in it. One that is behind the ring
 * catches up from the journal in small steps.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "core/stream.h"

void stream_ring_init(struct streams *s)
{
    must(pthread_mutex_init(&s->ring_lock, NULL) == 0);
    buf_init(&s->render, STREAM_FRAME_MAX);
}

void stream_frame_drop(struct frame *f)
{
    if (f != NULL && atomic_fetch_sub(&f->refs, 1) == 1)
        free(f);
}

void stream_ring_release(struct streams *s)
{
    for (size_t i = 0; i < STREAM_RING; i++)
        stream_frame_drop(s->ring[i]);
    buf_release(&s->render);
    pthread_mutex_destroy(&s->ring_lock);
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

/* Which events say nothing any more: outsiders read that in the entries too. Pages blank what they show of them. */
static void render_forgotten(struct buf *out, const struct event *ev)
{
    buf_printf(out, "event: forgotten\ndata: {\"by\":%llu,\"events\":[",
               (unsigned long long)ev->seq);
    for (uint32_t i = 0; i < ev->erasure->n; i++)
        buf_printf(out, "%s%llu", i > 0 ? "," : "",
                   (unsigned long long)ev->erasure->targets[i].seq);
    buf_cat(out, "]}\n\n");
}

static struct frame *frame_of(struct streams *s, const struct event *ev)
{
    buf_clear(&s->render);
    render(&s->render, ev, s->core->journal_id);
    size_t own = s->render.n;
    if (ev->erasure != NULL)
        render_forgotten(&s->render, ev);
    must(buf_ok(&s->render));
    struct str text = {s->render.p, own}, told = {s->render.p + own, s->render.n - own};
    struct frame *f = mem_alloc(sizeof *f + ev->id.n + ev->area.n + ev->also.n + s->render.n);
    char *at = (char *)(f + 1);
    f->refs = 1;
    f->seq = ev->seq;
    f->kind = event_kind(ev);
    f->id = put_in(&at, ev->id);
    f->area = put_in(&at, ev->area);
    f->also = put_in(&at, ev->also);
    f->text = put_in(&at, text);
    f->told = put_in(&at, told);
    /* The journal thread is the mirror's only writer: it reads it without the lock. */
    visible_audience(s->core->mirror, f->kind, f->area, f->also, &f->audience);
    f->audience.areas = f->audience.areas || told.n > 0;
    return f;
}

/* Ring lock held. */
static void ring_drop_first(struct streams *s)
{
    struct frame **place = &s->ring[s->ring_from % STREAM_RING];
    if (*place != NULL)
        s->ring_bytes -= (*place)->text.n + (*place)->told.n;
    stream_frame_drop(*place);
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
    s->ring_bytes += f->text.n + f->told.n;
    s->ring_to = seq + 1;
    pthread_mutex_unlock(&s->ring_lock);
}

uint64_t stream_known(const struct streams *s)
{
    uint64_t seq = atomic_load(&s->published);
    return seq != 0 ? seq : atomic_load(&s->core->durable);
}

/* A frame in the ring of what was erased says nothing any more; who holds it at this moment has it already. */
static void ring_forget(struct streams *s, const struct erasure *x)
{
    pthread_mutex_lock(&s->ring_lock);
    for (uint32_t i = 0; i < x->n; i++) {
        uint64_t seq = x->targets[i].seq;
        struct frame *f = s->ring[seq % STREAM_RING];
        if (seq < s->ring_from || seq >= s->ring_to || f == NULL || f->seq != seq)
            continue;
        s->ring_bytes -= f->text.n;
        explicit_bzero((char *)(uintptr_t)f->text.p, f->text.n);
        f->text.n = 0;
    }
    pthread_mutex_unlock(&s->ring_lock);
}

void streams_publish(struct streams *s, const struct event *const *events, size_t n)
{
    /* Who is not in the list yet finds these in the journal at its first look, and so need not be woken. */
    pthread_mutex_lock(&s->list_lock);
    bool anybody = s->count > 0;
    if (!anybody)
        atomic_store(&s->published, events[n - 1]->seq);
    pthread_mutex_unlock(&s->list_lock);
    for (size_t i = 0; i < n; i++)
        if (events[i]->erasure != NULL)
            ring_forget(s, events[i]->erasure);
    if (!anybody)
        return;
    for (size_t i = 0; i < n; i++)
        ring_put(s, events[i]->seq, frame_of(s, events[i]));
    atomic_store(&s->published, events[n - 1]->seq);
    pthread_mutex_lock(&s->signal_lock);
    s->signalled = true;
    pthread_cond_signal(&s->signal);
    pthread_mutex_unlock(&s->signal_lock);
}

size_t stream_ring_take(struct streams *s, uint64_t from, struct frame **out, size_t max,
                        bool *missed)
{
    size_t n = 0;
    pthread_mutex_lock(&s->ring_lock);
    *missed = s->ring_from < s->ring_to && (from < s->ring_from || from > s->ring_to);
    if (*missed)
        from = s->ring_from;
    for (; from < s->ring_to && n < max; from++) {
        out[n] = s->ring[from % STREAM_RING];
        atomic_fetch_add(&out[n++]->refs, 1);
    }
    pthread_mutex_unlock(&s->ring_lock);
    return n;
}

static bool wants(const struct stream *s, const struct picture *mirror, enum kind kind,
                  struct str id, struct str area, struct str also)
{
    return (s->topics & (1u << kind_table[kind].topic)) != 0 && visible_live(&s->who, kind) &&
           visible_event(mirror, &s->who, kind, id, area, also);
}

/* Ring lock held: passes over what is for others. */
static void pass_over(struct stream *s)
{
    const struct streams *all = s->all;
    while (s->next >= all->ring_from && s->next < all->ring_to &&
           !audience_includes(&all->ring[s->next % STREAM_RING]->audience, s->listener))
        s->next++;
}

/* True when there is nothing for this reader as far as the ring goes: then nobody needs the mirror. */
static bool nothing_in_ring(struct stream *s)
{
    struct streams *all = s->all;
    pthread_mutex_lock(&all->ring_lock);
    pass_over(s);
    bool nothing = s->next == all->ring_to && s->next > stream_known(all);
    pthread_mutex_unlock(&all->ring_lock);
    return nothing;
}

/* From the ring: copy what this reader wants until its buffer has enough. False when the ring no longer has `next`. */
static bool from_ring(struct stream *s, const struct picture *mirror)
{
    struct streams *all = s->all;
    bool there = true;
    pthread_mutex_lock(&all->ring_lock);
    uint64_t durable = stream_known(all);
    if (s->next <= durable && (s->next < all->ring_from || s->next >= all->ring_to))
        there = false;
    while (there && s->next < all->ring_to && s->out.n < STREAM_CATCHUP_BYTES) {
        const struct frame *f = all->ring[s->next % STREAM_RING];
        if (wants(s, mirror, f->kind, f->id, f->area, f->also))
            buf_puts(&s->out, f->text);
        if (!visible_as_unit(&s->who))
            buf_puts(&s->out, f->told);
        s->next++;
        pass_over(s);
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
        if (wants(k->s, k->mirror, event_kind(&ev), ev.id, ev.area, ev.also))
            render(&k->s->out, &ev, k->s->all->core->journal_id);
        if (ev.erasure != NULL && !visible_as_unit(&k->s->who))
            render_forgotten(&k->s->out, &ev);
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
    uint64_t durable = stream_known(s->all);
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
void stream_fill_events(struct stream *s)
{
    struct core *core = s->all->core;
    int steps = 0;
    if (nothing_in_ring(s))
        return;
    while (!s->over && s->out.n < STREAM_CATCHUP_BYTES && s->next <= stream_known(s->all) &&
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
    if (s->reader != NULL && s->next > stream_known(s->all)) {
        journal_reader_close(s->reader);
        s->reader = NULL;
    }
}
