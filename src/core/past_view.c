/* SPDX-License-Identifier: Apache-2.0 */
/* GET /api/v1/replay: what was known then, and what happened next. What the room sees and nothing else: no accounts of who looked at what. */
#include "core/core_priv.h"
#include "core/past_base.h"
#include "core/past_later.h"
#include "core/past_priv.h"

struct showing {
    struct core *core;
    struct call *call;
    bool forgotten;
    bool now; /* as known now: what was learnt later comes, too */
    struct past_later later;
    uint64_t base; /* of the picture that the caller has; 0: all is told */
    struct journal_reader *reader;
    enum rc rc; /* of put_then */
    struct err *err;
    /* of the events */
    struct arena arena;
    usec_t from; /* asked for by its time; 0: by an event */
    usec_t until;
    uint64_t next;
    int n;
};

/* A span counts from the moment that was asked for, though nothing had happened for long by then. */
static usec_t begin_of(usec_t asked, usec_t event)
{
    return asked > event ? asked : event;
}

static bool is_shown(struct call *c, enum kind kind)
{
    struct str topics = call_query(c, "topics");
    if (topics.n > 0 && !ids_has(topics, topic_names[kind_table[kind].topic]))
        return false;
    switch ((int)kind_table[kind].topic) {
    case TOPIC_CENTRE:
    case TOPIC_REGISTRY:
    case TOPIC_UNIT:
    case TOPIC_ALARM:
    case TOPIC_DISPATCH:
    case TOPIC_ROAD: return true;
    default: return false;
    }
}

static void put_kind(struct showing *s, const struct picture *then, enum kind kind, bool *any_kind)
{
    struct buf *out = &s->call->answer;
    bool any = false;
    if (!is_shown(s->call, kind))
        return;
    for (uint32_t i = 0; i < picture_count(then, kind); i++) {
        const struct entity *en = picture_at(then, kind, i);
        if (!visible_entity(then, &s->call->who, en) ||
            (s->base > 0 && past_base_has(s->core, s->call, en)))
            continue;
        if (!any)
            buf_printf(out, "%s\"%.*s\":{", *any_kind ? "," : "", STR_ARG(kind_table[kind].name));
        buf_printf(out, "%s\"%.*s\":", any ? "," : "", STR_ARG(en->id));
        look_entity(out, en, false);
        if (s->now)
            past_later_note(&s->later, kind, en->id);
        any = *any_kind = true;
    }
    if (any)
        buf_putc(out, '}');
}

/* What the picture that the caller has is to be changed by, and of which kinds. */
static enum rc put_base(struct showing *s, const struct picture *then)
{
    struct buf *out = &s->call->answer;
    bool any = false;
    buf_printf(out, ",\"base\":%llu,\"kinds\":[", (unsigned long long)s->base);
    for (int k = 0; k < KIND_COUNT; k++)
        if (is_shown(s->call, (enum kind)k)) {
            buf_printf(out, "%s\"%.*s\"", any ? "," : "", STR_ARG(kind_table[k].name));
            any = true;
        }
    buf_putc(out, ']');
    return past_base_gone(s->core, s->call, s->reader, then, s->base, is_shown, s->err);
}

static void put_then(const struct picture *then, void *arg)
{
    struct showing *s = arg;
    struct buf *out = &s->call->answer;
    bool any = false;
    buf_printf(out, "{\"seq\":%llu,\"at\":\"", (unsigned long long)picture_seq(then));
    clock_format(out, picture_time(then));
    buf_printf(out, "\",\"hash\":\"%016llx\",\"forgotten\":%s,\"entities\":{",
               (unsigned long long)picture_hash(then), s->forgotten ? "true" : "false");
    for (int k = 0; k < KIND_COUNT; k++)
        put_kind(s, then, (enum kind)k, &any);
    buf_putc(out, '}');
    if (s->base > 0)
        s->rc = put_base(s, then);
    s->until += begin_of(s->from, picture_time(then));
}

static enum rc put_row(const struct journal_row *row, void *arg, struct err *e)
{
    struct showing *s = arg;
    struct event ev;
    arena_clear(&s->arena);
    enum rc rc = event_read(row->entry, row->payload, &s->arena, &ev, e);
    if (rc != RC_OK)
        return rc;
    if (ev.recorded > s->until)
        return RC_NOT_FOUND; /* the walk ends here */
    s->next = row->seq;
    if (!is_shown(s->call, event_kind(&ev)))
        return RC_OK;
    const struct picture *mirror = core_mirror_lock(s->core);
    bool visible = visible_event(mirror, &s->call->who, event_kind(&ev), ev.id, ev.area, ev.also);
    core_mirror_unlock(s->core);
    if (!visible)
        return RC_OK;
    if (s->n == PAST_EVENTS_MAX) {
        s->next = row->seq - 1;
        return RC_BUSY; /* there are more */
    }
    if (s->n++ > 0)
        buf_putc(&s->call->answer, ',');
    event_cloud(&ev, str_c(s->core->journal_id), &s->call->answer);
    if (s->now)
        past_later_note(&s->later, event_kind(&ev), ev.id);
    return RC_OK;
}

static enum rc put_events(struct showing *s, struct journal_reader *r, uint64_t seq, struct err *e)
{
    uint64_t last = atomic_load(&s->core->durable);
    s->next = seq;
    arena_init(&s->arena, EVENT_PAYLOAD_MAX * 4);
    buf_cat(&s->call->answer, ",\"events\":[");
    enum rc rc = last > seq ? journal_each(r, seq + 1, last, put_row, s, e) : RC_OK;
    buf_printf(&s->call->answer, "],\"next\":%llu,\"more\":%s", (unsigned long long)s->next,
               rc == RC_BUSY ? "true" : "false");
    arena_release(&s->arena);
    rc = rc == RC_BUSY || rc == RC_NOT_FOUND ? RC_OK : rc;
    if (rc == RC_OK && s->now)
        rc = past_later_put(&s->later, s->core, s->call, r, seq, e);
    buf_putc(&s->call->answer, '}');
    return rc;
}

enum rc past_read_moment(struct journal_reader *r, struct call *c, uint64_t *seq, usec_t *from,
                         struct err *e)
{
    struct str at = call_query(c, "at"), number = call_query(c, "seq");
    int64_t v = 0;
    usec_t when;
    if ((at.n > 0) == (number.n > 0))
        return err_field(e, RC_INVALID, "at", "give either 'at', a time, or 'seq', an event");
    if (number.n > 0) {
        if (!str_i64(number, &v) || v < 1)
            return err_field(e, RC_INVALID, "seq", "'seq' is the number of an event");
        *seq = (uint64_t)v;
        return RC_OK;
    }
    if (!clock_parse(at, &when))
        return err_field(e, RC_INVALID, "at", "'at' is a time like 2026-11-22T10:00:00Z");
    *from = when;
    enum rc rc = journal_first_at(r, when + 1, seq, e);
    *seq -= rc == RC_OK ? 1 : 0;
    return rc != RC_OK || *seq > 0
               ? rc
               : err_field(e, RC_NOT_FOUND, "at", "the history begins later than that");
}

enum rc past_read_span(struct call *c, usec_t *out, struct err *e)
{
    struct str span = call_query(c, "span");
    int64_t v = 0;
    if (span.n > 0 && (!str_i64(span, &v) || v < 0 || v > PAST_SPAN_MAX / USEC_S))
        return err_field(e, RC_INVALID, "span", "'span' is a number of seconds, 0 to %lld",
                         (long long)(PAST_SPAN_MAX / USEC_S));
    *out = v * USEC_S;
    return RC_OK;
}

enum rc past_read_as(struct call *c, bool *now, struct err *e)
{
    struct str as = call_query(c, "as");
    *now = str_eqc(as, "now");
    return as.n == 0 || *now || str_eqc(as, "then")
               ? RC_OK
               : err_field(e, RC_INVALID, "as", "'as' is 'then' or 'now'");
}

static enum rc put_state(struct showing *s, struct journal_reader *r, uint64_t seq, struct err *e)
{
    enum rc rc = past_base_read(s->core, s->call, seq, &s->base, e);
    s->reader = r;
    s->err = e;
    if (rc != RC_OK)
        return rc;
    const struct picture *mirror = core_mirror_lock(s->core);
    s->forgotten = snapshot_last_erasure(mirror) > seq;
    core_mirror_unlock(s->core);
    rc = past_look(s->core, seq, put_then, s, e);
    return rc == RC_OK ? s->rc : rc;
}

static enum rc take_time(const struct journal_row *row, void *arg, struct err *e)
{
    struct showing *s = arg;
    struct event ev;
    enum rc rc = event_read(row->entry, row->payload, &s->arena, &ev, e);
    if (rc == RC_OK)
        s->until += begin_of(s->from, ev.recorded);
    s->n = 1;
    return rc;
}

/* For who knows what was known then and goes on. */
static enum rc put_no_state(struct showing *s, struct journal_reader *r, uint64_t seq,
                            struct err *e)
{
    arena_init(&s->arena, EVENT_PAYLOAD_MAX * 4);
    enum rc rc = journal_each(r, seq, seq, take_time, s, e);
    arena_release(&s->arena);
    if (rc == RC_OK && s->n == 0)
        rc = err_set(e, RC_NOT_FOUND, "there is no event %llu", (unsigned long long)seq);
    s->n = 0;
    buf_printf(&s->call->answer, "{\"seq\":%llu", (unsigned long long)seq);
    return rc;
}

enum rc past_view(const struct view_env *env, struct call *c, struct err *e)
{
    struct showing s = {.core = env->work.core, .call = c};
    struct journal_reader *r = NULL;
    uint64_t seq = 0;
    past_later_init(&s.later);
    enum rc rc = past_read_span(c, &s.until, e);
    if (rc == RC_OK)
        rc = past_read_as(c, &s.now, e);
    if (rc == RC_OK)
        rc = journal_reader_open(&r, s.core->dir, e);
    if (rc == RC_OK)
        rc = past_read_moment(r, c, &seq, &s.from, e);
    if (rc == RC_OK)
        rc = str_eqc(call_query(c, "state"), "0") ? put_no_state(&s, r, seq, e)
                                                  : put_state(&s, r, seq, e);
    if (rc == RC_OK)
        rc = put_events(&s, r, seq, e);
    journal_reader_close(r);
    past_later_release(&s.later);
    return rc;
}
