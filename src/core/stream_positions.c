/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Positions on a stream: newest only, only what moved since this reader was last told, only its window and area. When the
 * window holds too many units to draw one by one, clusters made here are sent instead.
 */
#include "core/stream.h"

void live_write_unit(struct buf *out, const struct live_unit *u)
{
    buf_cat(out, "[");
    json_put_string(out, u->id);
    if (u->known) {
        buf_putc(out, ',');
        json_put_scaled(out, u->at.lat7, 7);
        buf_putc(out, ',');
        json_put_scaled(out, u->at.lon7, 7);
    } else {
        buf_cat(out, ",null,null");
    }
    buf_putc(out, ',');
    if (u->known && u->kmh10 >= 0)
        json_put_scaled(out, u->kmh10, 1);
    else
        buf_cat(out, "null");
    buf_putc(out, ',');
    if (u->known && u->heading10 >= 0)
        json_put_scaled(out, u->heading10, 1);
    else
        buf_cat(out, "null");
    buf_printf(out, ",%lld,", (long long)(u->fix / USEC_S));
    if (u->battery >= 0)
        json_put_scaled(out, u->battery, 3);
    else
        buf_cat(out, "null");
    buf_putc(out, ']');
}

/* Under the mirror's lock: may this reader see where the unit is? */
static bool may_see(const struct stream *s, const struct picture *mirror, const struct live_unit *u)
{
    if (s->who.role == ROLE_UNIT)
        return str_eqc(u->id, s->who.unit);
    if (s->who.area[0] == '\0')
        return true;
    const struct unit *unit = picture_get(mirror, KIND_UNIT, u->id);
    return unit != NULL && picture_area_within(mirror, unit->area, str_c(s->who.area));
}

static bool in_window(const struct stream *s, const struct live_unit *u)
{
    return !u->known || s->who.role == ROLE_UNIT || geo_box_contains(s->window, u->at);
}

static void put_moved(struct stream *s, const struct picture *mirror, struct live *live)
{
    size_t start = s->out.n;
    uint32_t n = 0;
    buf_cat(&s->out, "event: positions\ndata: {\"units\":[");
    if (s->own != NULL && atomic_load(&s->own->version) > atomic_load(&s->live_seen)) {
        live_write_unit(&s->out, s->own);
        n = 1;
    }
    for (const struct live_unit *u = NULL;
         s->own == NULL && n < STREAM_SINGLES && (u = live_moved(live, s->live_seen, u)) != NULL;) {
        if (!in_window(s, u) || !may_see(s, mirror, u))
            continue;
        if (n++ > 0)
            buf_putc(&s->out, ',');
        live_write_unit(&s->out, u);
    }
    if (n == 0)
        s->out.n = start; /* nothing to say */
    else
        buf_printf(&s->out, "],\"now\":%lld}\n\n", (long long)(core_clock() / USEC_S));
}

struct gathering {
    struct stream *s;
    const struct picture *mirror;
    struct live *live;
};

static bool gather(void *user, uint32_t slot, struct geo_point p)
{
    struct gathering *g = user;
    const struct live_unit *u = live_unit_at(g->live, slot);
    if (u != NULL && may_see(g->s, g->mirror, u)) {
        const struct unit *unit = picture_get(g->mirror, KIND_UNIT, u->id);
        geo_cluster_add(g->s->clusters, slot, p, unit != NULL ? (unsigned)unit->status : 0);
    }
    return true;
}

static void put_cluster(struct buf *out, const struct geo_cluster *c)
{
    buf_putc(out, '[');
    json_put_scaled(out, c->at.lat7, 7);
    buf_putc(out, ',');
    json_put_scaled(out, c->at.lon7, 7);
    buf_printf(out, ",%u,{", c->count);
    bool any = false;
    for (int k = 0; k < UNIT_STATUS_COUNT; k++)
        if (c->by_class[k] > 0) {
            buf_printf(out, "%s\"%.*s\":%u", any ? "," : "", STR_ARG(enum_unit_status.names[k]),
                       c->by_class[k]);
            any = true;
        }
    buf_cat(out, "}]");
}

/* True when the window held too many and clusters were sent. */
static bool put_clusters(struct stream *s, const struct picture *mirror, struct live *live)
{
    if (s->who.role == ROLE_UNIT || geo_grid_count_in(live_grid(live), s->window) <= STREAM_SINGLES)
        return false;
    struct geo_cluster_ask ask = {
        s->window, s->zoom < GEO_CLUSTER_ZOOM_MAX ? s->zoom : GEO_CLUSTER_ZOOM_MAX, STREAM_SINGLES};
    struct err e;
    if (s->clusters == NULL)
        s->clusters = geo_cluster_new();
    if (geo_cluster_begin(s->clusters, &ask, &e) != RC_OK)
        return false;
    struct gathering g = {s, mirror, live};
    geo_grid_window(live_grid(live), s->window, gather, &g);
    const struct geo_cluster *found;
    bool single;
    size_t n = geo_cluster_end(s->clusters, &found, &single);
    if (single)
        return false; /* many units, but few this reader may see */
    buf_cat(&s->out, "event: clusters\ndata: {\"clusters\":[");
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            buf_putc(&s->out, ',');
        put_cluster(&s->out, &found[i]);
    }
    buf_printf(&s->out, "],\"now\":%lld}\n\n", (long long)(core_clock() / USEC_S));
    return true;
}

static void take_window(struct stream *s)
{
    pthread_mutex_lock(&s->window_lock);
    s->window = s->asked_window;
    s->zoom = s->asked_zoom;
    pthread_mutex_unlock(&s->window_lock);
    s->has_window = true;
    s->live_seen = 0; /* all that is in it is news */
}

void stream_positions(struct stream *s, usec_t now)
{
    struct core *c = s->all->core;
    bool fresh = atomic_exchange(&s->window_changed, false);
    if (fresh)
        take_window(s);
    if (!s->has_window && s->who.role != ROLE_UNIT)
        return;
    const struct picture *mirror = core_mirror_lock(c);
    live_read_lock(c->live);
    uint64_t version = live_version(c->live);
    if (fresh || version != s->live_seen) {
        if (!put_clusters(s, mirror, c->live))
            put_moved(s, mirror, c->live);
        s->live_seen = version;
        s->last_positions = now;
    }
    live_unlock(c->live);
    core_mirror_unlock(c);
}
