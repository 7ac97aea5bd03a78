/* SPDX-License-Identifier: Apache-2.0 */
/* GET /api/v1/picture and one entity: what is known now, as far as the asker may see it. From the mirror, in slices. */
#include "core/core_priv.h"
#include "core/visible.h"

void look_entity(struct buf *out, const struct entity *en, bool geometry)
{
    uint64_t mask = UINT64_MAX;
    if (en->kind == KIND_AREA && !geometry)
        mask &= ~BIT(F_AREA_GEOMETRY);
    buf_printf(out, "{\"seq\":%llu", (unsigned long long)en->seq);
    size_t at = out->n;
    buf_putc(out, ',');
    if (!record_write_members(kind_table[en->kind].record, en->rec, mask, RECORD_OUTSIDE, true,
                              out))
        out->n = at;
    buf_putc(out, '}');
}

#define SLICE \
    1000 /* entities written under one hold of the mirror's lock, so that commits need not wait long */

struct putting {
    struct core *core;
    struct call *call;
    bool geometry, any_kind, any;
};

static void put_visible(struct putting *p, const struct picture *mirror, const struct entity *en)
{
    struct buf *out = &p->call->answer;
    if (!visible_entity(mirror, &p->call->who, en))
        return;
    if (!p->any)
        buf_printf(out, "%s\"%.*s\":{", p->any_kind ? "," : "", STR_ARG(kind_table[en->kind].name));
    buf_printf(out, "%s\"%.*s\":", p->any ? "," : "", STR_ARG(en->id));
    look_entity(out, en, p->geometry);
    p->any = true;
}

/*
 * A unit's own of a kind, where it can be found without looking at all of them: thousands of tablets may start at once.
 * False: look at all.
 */
static bool put_units_own(struct putting *p, enum kind kind)
{
    const struct principal *who = &p->call->who;
    const struct kind_info *k = &kind_table[kind];
    uint32_t n = 0;
    if (!visible_as_unit(who) || (kind != KIND_UNIT && !picture_has_index(kind, k->unit_bit)))
        return false;
    const struct picture *mirror = core_mirror_lock(p->core);
    if (kind == KIND_UNIT) {
        const struct entity *en = picture_find(mirror, kind, str_c(who->unit));
        if (en != NULL)
            put_visible(p, mirror, en);
    } else {
        const struct entity *const *list =
            picture_by(mirror, kind, k->unit_bit, str_c(who->unit), &n);
        for (uint32_t i = 0; i < n; i++)
            put_visible(p, mirror, list[i]);
    }
    core_mirror_unlock(p->core);
    return true;
}

/*
 * One kind in slices. The list is walked downwards: what ends meanwhile is removed by an event after the stream id we
 * gave, and what is moved into a gap is at most written twice with the same key.
 */
static void put_all(struct putting *p, enum kind kind)
{
    uint32_t at = UINT32_MAX;
    while (at > 0) {
        const struct picture *mirror = core_mirror_lock(p->core);
        uint32_t n = picture_count(mirror, kind);
        at = at < n ? at : n;
        for (int i = 0; i < SLICE && at > 0; i++)
            put_visible(p, mirror, picture_at(mirror, kind, --at));
        core_mirror_unlock(p->core);
    }
}

static void put_kind(struct putting *p, enum kind kind)
{
    p->any = false;
    if (!visible_live(&p->call->who, kind))
        return;
    if (!put_units_own(p, kind))
        put_all(p, kind);
    if (p->any)
        buf_putc(&p->call->answer, '}');
    p->any_kind = p->any_kind || p->any;
}

static bool put_position(const struct picture *mirror, struct call *c, const struct live_unit *u,
                         bool any)
{
    const struct entity *en = picture_find(mirror, KIND_UNIT, u->id);
    if (!u->known || en == NULL || !visible_entity(mirror, &c->who, en))
        return any;
    if (any)
        buf_putc(&c->answer, ',');
    live_write_unit(&c->answer, u);
    return true;
}

static bool put_seen(const struct picture *mirror, struct call *c, const struct live_device *d,
                     bool any)
{
    const struct entity *en = d->last_seen != 0 ? picture_find(mirror, KIND_DEVICE, d->id) : NULL;
    if (en == NULL || !visible_entity(mirror, &c->who, en))
        return any;
    buf_printf(&c->answer, "%s\"%.*s\":%lld", any ? "," : "", STR_ARG(d->id),
               (long long)(d->last_seen / USEC_S));
    return true;
}

/* The same two lists for a unit: of itself and its own devices. */
static void put_units_live(struct core *core, struct call *c, const struct picture *mirror)
{
    uint32_t n = 0;
    bool any = false;
    struct str unit = str_c(c->who.unit);
    const struct live_unit *u = live_unit(core->live, unit, false);
    if (u != NULL)
        (void)put_position(mirror, c, u, false);
    buf_cat(&c->answer, "],\"devices_seen\":{");
    const struct entity *const *own = picture_by(mirror, KIND_DEVICE, F_DEVICE_UNIT, unit, &n);
    for (uint32_t i = 0; i < n; i++) {
        const struct live_device *d = live_device(core->live, own[i]->id, false);
        if (d != NULL)
            any = put_seen(mirror, c, d, any);
    }
}

static void put_all_live(struct core *core, struct call *c, const struct picture *mirror)
{
    bool any = false;
    size_t at = 0;
    bool places = principal_may(&c->who, PERM_LIVE_READ);
    for (uint32_t i = 0; places && i < live_units(core->live); i++)
        any = put_position(mirror, c, live_unit_at(core->live, i), any);
    buf_cat(&c->answer, "],\"devices_seen\":{");
    any = false;
    for (const struct live_device *d; (d = live_device_next(core->live, &at)) != NULL;)
        any = put_seen(mirror, c, d, any);
}

static void put_live(struct core *core, struct call *c)
{
    buf_cat(&c->answer, "\"live\":{\"units\":[");
    const struct picture *mirror = core_mirror_lock(core);
    live_read_lock(core->live);
    if (visible_as_unit(&c->who))
        put_units_live(core, c, mirror);
    else
        put_all_live(core, c, mirror);
    live_unlock(core->live);
    core_mirror_unlock(core);
    buf_cat(&c->answer, "}}");
}

/* Names for timelines: who the ids stand for. Not for units and devices, which have no timelines of others. */
static void put_people(struct core *core, struct call *c)
{
    bool any = false;
    buf_cat(&c->answer, "\"people\":{");
    const struct picture *mirror = core_mirror_lock(core);
    for (uint32_t i = 0;
         principal_may(&c->who, PERM_HISTORY_READ) && i < picture_count(mirror, KIND_USER); i++) {
        const struct entity *en = picture_at(mirror, KIND_USER, i);
        const struct user *u = en->rec;
        /* Of a duty desk's own area, and of those above it: others do not act there. */
        if (!picture_area_within(mirror, u->area, str_c(c->who.area)) &&
            !picture_area_within(mirror, str_c(c->who.area), u->area))
            continue;
        buf_printf(&c->answer, "%s\"%.*s\":", any ? "," : "", STR_ARG(en->id));
        json_put_string(&c->answer, u->full_name.n > 0 ? u->full_name : u->name);
        any = true;
    }
    core_mirror_unlock(core);
    buf_cat(&c->answer, "},");
}

enum rc look_picture(const struct view_env *env, struct call *c, struct err *e)
{
    struct core *core = env->work.core;
    struct str topics = call_query(c, "topics");
    struct putting p = {core, c, str_eqc(call_query(c, "geometry"), "1"), false, false};
    UNUSED(e);
    buf_printf(&c->answer, "{\"stream_id\":\"%s:%llu\",\"now\":\"", core->journal_id,
               (unsigned long long)atomic_load(&core->durable));
    clock_format(&c->answer, env->work.now);
    buf_cat(&c->answer, "\",\"entities\":{");
    for (int k = 0; k < KIND_COUNT; k++)
        if (topics.n == 0 || ids_has(topics, topic_names[kind_table[k].topic]))
            put_kind(&p, (enum kind)k);
    buf_cat(&c->answer, "},");
    put_people(core, c);
    put_live(core, c);
    buf_putc(&c->answer, '}');
    return RC_OK;
}
