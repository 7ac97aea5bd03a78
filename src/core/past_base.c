/* SPDX-License-Identifier: Apache-2.0 */
#include "core/past_base.h"

#include "base/json.h"

#define SLICE 1000 /* entities looked at under one hold of the mirror's lock */

enum rc past_base_read(struct core *c, struct call *call, uint64_t moment, uint64_t *base,
                       struct err *e)
{
    struct str text = call_query(call, "base");
    int64_t v = 0;
    *base = 0;
    if (text.n == 0)
        return RC_OK;
    if (!str_i64(text, &v) || v < 1)
        return err_field(e, RC_INVALID, "base", "'base' is the number of an event");
    uint64_t last = atomic_load(&c->durable), at = (uint64_t)v;
    const struct picture *mirror = core_mirror_lock(c);
    uint64_t erased = snapshot_last_erasure(mirror);
    core_mirror_unlock(c);
    bool all = call->who.area[0] ==
               '\0'; /* what left the area since is in the caller's, and nothing here says so */
    if (all && at >= moment && at <= last && last - at <= PAST_BASE_BEHIND && erased <= at)
        *base = at;
    return RC_OK;
}

bool past_base_has(struct core *c, const struct call *call, const struct entity *then)
{
    if (!visible_live(&call->who, then->kind))
        return false;
    const struct picture *mirror = core_mirror_lock(c);
    const struct entity *now = picture_find(mirror, then->kind, then->id);
    bool same = now != NULL && now->seq == then->seq && visible_entity(mirror, &call->who, now);
    core_mirror_unlock(c);
    return same;
}

struct going {
    struct call *call;
    const struct picture *then;
    bool (*shown)(struct call *c, enum kind kind);
    struct arena arena;
    bool any;
};

static bool was_seen(const struct going *g, enum kind kind, struct str id)
{
    const struct entity *en = picture_find(g->then, kind, id);
    return en != NULL && visible_entity(g->then, &g->call->who, en);
}

static bool takes(const struct going *g, enum kind kind)
{
    return g->shown(g->call, kind) && principal_may(&g->call->who, kind_table[kind].read);
}

static void put_gone(struct going *g, enum kind kind, struct str id)
{
    struct buf *out = &g->call->answer;
    buf_printf(out, "%s\"%.*s/%.*s\"", g->any ? "," : "", STR_ARG(kind_table[kind].name),
               STR_ARG(id));
    g->any = true;
}

/* Walked downwards: what ends meanwhile is found by its event. */
static void put_newer(struct core *c, struct going *g, enum kind kind)
{
    for (uint32_t at = UINT32_MAX; at > 0;) {
        const struct picture *mirror = core_mirror_lock(c);
        uint32_t n = picture_count(mirror, kind);
        at = at < n ? at : n;
        for (int i = 0; i < SLICE && at > 0; i++) {
            const struct entity *en = picture_at(mirror, kind, --at);
            if (!was_seen(g, kind, en->id))
                put_gone(g, kind, en->id);
        }
        core_mirror_unlock(c);
    }
}

static enum rc put_ended(const struct journal_row *row, void *arg, struct err *e)
{
    struct going *g = arg;
    struct event ev;
    arena_clear(&g->arena);
    enum rc rc = event_read(row->entry, row->payload, &g->arena, &ev, e);
    if (rc == RC_OK && event_table[ev.type].mode == EVENT_ENDS && takes(g, event_kind(&ev)) &&
        !was_seen(g, event_kind(&ev), ev.id))
        put_gone(g, event_kind(&ev), ev.id);
    return rc;
}

enum rc past_base_gone(struct core *c, struct call *call, struct journal_reader *r,
                       const struct picture *then, uint64_t base,
                       bool (*shown)(struct call *c, enum kind kind), struct err *e)
{
    struct going g = {.call = call, .then = then, .shown = shown};
    arena_init(&g.arena, EVENT_PAYLOAD_MAX * 4);
    buf_cat(&call->answer, ",\"gone\":[");
    for (int k = 0; k < KIND_COUNT; k++)
        if (takes(&g, (enum kind)k))
            put_newer(c, &g, (enum kind)k);
    enum rc rc = journal_each(r, base + 1, atomic_load(&c->durable), put_ended, &g, e);
    buf_putc(&call->answer, ']');
    arena_release(&g.arena);
    return rc;
}
