/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Positions on a stream, read off the board: newest only, only what moved since this reader was last told, only its window
 * and area. When the window holds too many units to draw one by one, clusters made here are sent instead.
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

static void put_head(struct buf *out)
{
    buf_cat(out, "event: positions\ndata: {\"units\":");
}

/* The units between stand each behind a comma; the first one's becomes the bracket. */
static void put_foot(struct buf *out, size_t start, size_t units, uint32_t n)
{
    if (n == 0) {
        out->n = start; /* nothing to say */
        return;
    }
    out->p[units] = '[';
    buf_printf(out, "],\"now\":%lld}\n\n", (long long)(core_clock() / USEC_S));
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

static void gather(void *arg, uint32_t slot, struct geo_point at, unsigned status)
{
    geo_cluster_add(arg, slot, at, status);
}

/* The clusters of the window, when what this reader may see there is too much to draw one by one. */
static bool find_clusters(struct stream *s, const struct board_eye *eye,
                          const struct geo_cluster **found, size_t *n)
{
    const struct board *b = s->all->board;
    if (board_count_of(b, eye->area) <= STREAM_SINGLES ||
        board_count_in(b, s->window) <= STREAM_SINGLES)
        return false;
    struct geo_cluster_ask ask = {
        s->window, s->zoom < GEO_CLUSTER_ZOOM_MAX ? s->zoom : GEO_CLUSTER_ZOOM_MAX, STREAM_SINGLES};
    struct err e;
    bool single;
    if (s->clusters == NULL)
        s->clusters = geo_cluster_new();
    if (geo_cluster_begin(s->clusters, &ask, &e) != RC_OK)
        return false;
    board_each(b, eye, gather, s->clusters);
    *n = geo_cluster_end(s->clusters, found, &single);
    return !single;
}

static void put_clusters(struct buf *out, const struct geo_cluster *found, size_t n)
{
    buf_cat(out, "event: clusters\ndata: {\"clusters\":[");
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            buf_putc(out, ',');
        put_cluster(out, &found[i]);
    }
    buf_printf(out, "],\"now\":%lld}\n\n", (long long)(core_clock() / USEC_S));
}

static void take_window(struct stream *s)
{
    pthread_mutex_lock(&s->window_lock);
    s->window = s->asked_window;
    s->zoom = s->asked_zoom;
    pthread_mutex_unlock(&s->window_lock);
    s->has_window = true;
}

/*
 * Who is gone is told first, whatever the window shows: a message of positions says that there are no clusters, so those
 * come behind it. All of the window is told when it is another one, and when it shows single units again.
 */
static void put_view(struct stream *s, bool fresh)
{
    const struct board *b = s->all->board;
    const struct board_eye eye = {board_area(b, str_c(s->who.area)), s->window};
    const struct geo_cluster *found = NULL;
    size_t start = s->out.n, nfound = 0;
    if (!fresh && s->place.seen == board_newest(b) && s->place.slot == 0)
        return;
    bool many = find_clusters(s, &eye, &found, &nfound);
    bool whole = !many && (fresh || s->clustered);
    put_head(&s->out);
    size_t units = s->out.n;
    uint32_t n = board_put_changes(b, &eye, !many && !whole, &s->place, &s->out);
    if (whole)
        n += board_put_window(b, &eye, &s->out);
    put_foot(&s->out, start, units, n);
    if (many)
        put_clusters(&s->out, found, nfound);
    s->clustered = many;
}

static void put_own(struct stream *s)
{
    const struct board *b = s->all->board;
    size_t start = s->out.n;
    if (s->own == NULL || !board_unit_news(b, s->place.seen, s->own->slot))
        return;
    put_head(&s->out);
    size_t units = s->out.n;
    put_foot(&s->out, start, units, board_put_unit(b, s->own->slot, &s->out));
    s->place.seen = board_newest(b);
}

static usec_t every(const struct stream *s)
{
    return atomic_load(&s->clustered) ? STREAM_CLUSTERS_EVERY : STREAM_POSITIONS_EVERY;
}

void stream_positions(struct stream *s, usec_t now)
{
    struct board *b = s->all->board;
    bool unit = s->who.role == ROLE_UNIT;
    bool asked = atomic_load(&s->window_changed);
    if (!principal_may(&s->who, PERM_LIVE_READ))
        return;
    if (!asked && now - s->last_positions < every(s) && s->place.slot == 0)
        return;
    if (!asked && !s->has_window && !unit)
        return;
    board_read_lock(b);
    if (board_ticks(b) >= s->first_tick) {
        bool fresh = atomic_exchange(&s->window_changed, false);
        size_t before = s->out.n;
        if (fresh)
            take_window(s);
        if (unit)
            put_own(s);
        else
            put_view(s, fresh);
        atomic_store(&s->seen, s->place.seen);
        if (s->out.n > before || fresh)
            s->last_positions = now;
    }
    board_unlock(b);
}

bool stream_positions_due(struct stream *s, usec_t now)
{
    struct board *b = s->all->board;
    if (!principal_may(&s->who, PERM_LIVE_READ))
        return false;
    if (atomic_load(&s->window_changed))
        return board_ticks(b) >= s->first_tick;
    if (now - s->last_positions < every(s) || (s->own == NULL && !atomic_load(&s->has_window)))
        return false;
    uint64_t seen = atomic_load(&s->seen);
    struct board_eye eye = {0};
    pthread_mutex_lock(&s->window_lock);
    eye.window = s->asked_window;
    pthread_mutex_unlock(&s->window_lock);
    board_read_lock(b);
    bool news = s->own != NULL               ? board_unit_news(b, seen, s->own->slot)
                : atomic_load(&s->clustered) ? board_newest(b) != seen
                                             : board_news(b, seen, &eye);
    board_unlock(b);
    return news;
}
