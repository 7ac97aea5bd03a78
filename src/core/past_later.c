/* SPDX-License-Identifier: Apache-2.0 */
#include "core/past_later.h"

#include "base/json.h"

#define ARENA_MAX (64u << 20)
#define INDEX_WAIT (5 * USEC_S)

struct later_thing {
    struct later_thing *next;
    enum kind kind;
    struct str ref, id;
};

void past_later_init(struct past_later *x)
{
    *x = (struct past_later){0};
    x->end = &x->first;
    arena_init(&x->arena, ARENA_MAX);
    map_init(&x->things);
}

void past_later_release(struct past_later *x)
{
    map_release(&x->things);
    arena_release(&x->arena);
}

void past_later_note(struct past_later *x, enum kind kind, struct str id)
{
    char ref[160];
    struct str name = kind_table[kind].name;
    if (kind_table[kind].facts == 0)
        return;
    int n = snprintf(ref, sizeof ref, "%.*s/%.*s", STR_ARG(name), STR_ARG(id));
    must(n > 0 && (size_t)n < sizeof ref);
    if (map_get(&x->things, str_c(ref)) != NULL)
        return;
    if (x->things.n >= PAST_LATER_THINGS) {
        x->more = true;
        return;
    }
    struct later_thing *t = arena_alloc(&x->arena, sizeof *t);
    t->kind = kind;
    t->ref = arena_str(&x->arena, str_c(ref));
    t->id = (struct str){t->ref.p + name.n + 1, id.n};
    (void)map_set(&x->things, t->ref, t);
    *x->end = t;
    x->end = &t->next;
}

struct putting {
    struct core *core;
    struct call *call;
    const struct later_thing *thing;
    struct arena arena; /* of an event */
    bool any_thing, any;
    int n;
    bool more;
};

static void put_fact(struct putting *p, const struct event *ev, uint64_t facts)
{
    struct buf *out = &p->call->answer;
    if (!p->any) {
        buf_cat(out, p->any_thing ? "," : "");
        json_put_string(out, p->thing->ref);
        buf_putc(out, ':');
    }
    buf_printf(out, "%c{\"seq\":%llu,\"at\":", p->any ? ',' : '[', (unsigned long long)ev->seq);
    json_put_time(out, ev->recorded);
    buf_cat(out, ",\"type\":");
    json_put_string(out, event_table[ev->type].name);
    buf_cat(out, ",\"data\":");
    record_write(kind_table[p->thing->kind].record, ev->data, facts, RECORD_OUTSIDE, false, out);
    buf_putc(out, '}');
    p->any = p->any_thing = true;
    p->n++;
}

/* Of what was erased since nothing is learnt. */
static enum rc take_row(const struct journal_row *row, void *arg, struct err *e)
{
    struct putting *p = arg;
    struct event ev;
    arena_clear(&p->arena);
    enum rc rc = event_read(row->entry, row->payload, &p->arena, &ev, e);
    if (rc != RC_OK || row->salt.n == 0 || event_kind(&ev) != p->thing->kind ||
        !str_eq(ev.id, p->thing->id) || ev.data == NULL)
        return rc;
    uint64_t facts = *(const uint64_t *)ev.data & kind_table[p->thing->kind].facts;
    if (facts == 0)
        return RC_OK;
    const struct picture *mirror = core_mirror_lock(p->core);
    bool visible = visible_event(mirror, &p->call->who, event_kind(&ev), ev.id, ev.area, ev.also);
    core_mirror_unlock(p->core);
    if (visible && p->n == PAST_LATER_EVENTS) {
        p->more = true;
        return RC_NOT_FOUND; /* the walk ends here */
    }
    if (visible)
        put_fact(p, &ev, facts);
    return RC_OK;
}

/* What still is as it was needs no look into the journal. */
static bool is_unchanged(struct core *c, const struct later_thing *t, uint64_t seq)
{
    const struct picture *mirror = core_mirror_lock(c);
    const struct entity *now = picture_find(mirror, t->kind, t->id);
    bool same = now != NULL && now->seq <= seq;
    core_mirror_unlock(c);
    return same;
}

enum rc past_later_put(struct past_later *x, struct core *c, struct call *call,
                       struct journal_reader *r, uint64_t seq, struct err *e)
{
    struct putting p = {.core = c, .call = call, .more = x->more};
    enum rc rc = behind_wait(c, atomic_load(&c->durable), INDEX_WAIT, e);
    arena_init(&p.arena, EVENT_PAYLOAD_MAX * 4);
    buf_cat(&call->answer, ",\"later\":{");
    for (const struct later_thing *t = x->first; t != NULL && rc == RC_OK && !p.more; t = t->next) {
        if (is_unchanged(c, t, seq))
            continue;
        p.thing = t;
        p.any = false;
        rc = journal_timeline(r, t->ref, seq, INT32_MAX, take_row, &p, e);
        if (p.any)
            buf_putc(&call->answer, ']');
        rc = rc == RC_NOT_FOUND && p.more ? RC_OK : rc;
    }
    buf_printf(&call->answer, "},\"later_more\":%s", p.more ? "true" : "false");
    arena_release(&p.arena);
    return rc;
}
