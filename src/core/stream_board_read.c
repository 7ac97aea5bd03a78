/* SPDX-License-Identifier: Apache-2.0 */
#include "core/stream_board_priv.h"

/* Jumping from node to node of the grid costs so many times what going through all units in their order does. */
#define MOST_OF_ALL 16

uint64_t board_newest(const struct board *b)
{
    return b->newest;
}

uint32_t board_area(const struct board *b, struct str id)
{
    const struct area_no *a = id.n > 0 ? map_get(&b->by_id, id) : NULL;
    return id.n == 0 ? 0 : a != NULL ? a->number : UINT32_MAX;
}

uint32_t board_count_of(const struct board *b, uint32_t area)
{
    return area == 0 ? geo_grid_count(b->grid) : area <= b->nareas ? b->areas[area - 1]->units : 0;
}

uint32_t board_count_in(const struct board *b, struct geo_box window)
{
    return geo_grid_count_in(b->grid, window);
}

static bool may_see(const struct board *b, const struct board_eye *eye, const struct unit_now *u)
{
    uint32_t area = u->area;
    if (eye->area == 0)
        return true;
    for (int level = 0; level < BOARD_LEVELS && area != 0; level++) {
        if (area == eye->area)
            return true;
        area = b->areas[area - 1]->parent;
    }
    return false;
}

/* Boxes of moves never cross the antimeridian; windows may. */
static bool overlaps(const struct geo_box *box, const struct geo_box *w)
{
    if (box->north < w->south || box->south > w->north)
        return false;
    return w->west <= w->east ? box->east >= w->west && box->west <= w->east
                              : box->east >= w->west || box->west <= w->east;
}

static bool behind(const struct board *b, uint64_t seen)
{
    return b->newest - seen > BOARD_TICKS;
}

bool board_news(const struct board *b, uint64_t seen, const struct board_eye *eye)
{
    if (behind(b, seen))
        return true;
    for (uint64_t no = seen + 1; no <= b->newest; no++) {
        const struct tick *t = &b->ticks[no % BOARD_TICKS];
        if (t->ngone > 0)
            return true;
        for (uint32_t i = 0; i < t->n; i += BOARD_CHUNK)
            if (overlaps(&t->boxes[i / BOARD_CHUNK], &eye->window))
                return true;
    }
    return false;
}

bool board_unit_news(const struct board *b, uint64_t seen, uint32_t slot)
{
    return slot < b->nunits && b->units[slot].tick > seen;
}

static void put(const struct unit_now *u, struct buf *out)
{
    buf_put(out, u->text, u->text_n);
}

uint32_t board_put_unit(const struct board *b, uint32_t slot, struct buf *out)
{
    if (!board_unit_news(b, 0, slot))
        return 0;
    put(&b->units[slot], out);
    return 1;
}

struct looking {
    const struct board *b;
    const struct board_eye *eye;
    void (*visit)(void *arg, uint32_t slot, struct geo_point at, unsigned status);
    void *arg;
    struct buf *out;
    uint32_t n;
};

static bool look(void *user, uint32_t slot, struct geo_point at)
{
    struct looking *k = user;
    const struct unit_now *u = &k->b->units[slot];
    if (may_see(k->b, k->eye, u)) {
        if (k->visit != NULL)
            k->visit(k->arg, slot, at, u->status);
        else
            put(u, k->out);
        k->n++;
    }
    return true;
}

void board_each(const struct board *b, const struct board_eye *eye,
                void (*visit)(void *arg, uint32_t slot, struct geo_point at, unsigned status),
                void *arg)
{
    struct looking k = {b, eye, visit, arg, NULL, 0};
    if (board_count_in(b, eye->window) < b->nunits / MOST_OF_ALL) {
        (void)geo_grid_window(b->grid, eye->window, look, &k);
        return;
    }
    for (uint32_t slot = 0; slot < b->nunits; slot++)
        if (b->units[slot].known && geo_box_contains(eye->window, b->units[slot].at))
            (void)look(&k, slot, b->units[slot].at);
}

uint32_t board_put_window(const struct board *b, const struct board_eye *eye, struct buf *out)
{
    struct looking k = {b, eye, NULL, NULL, out, 0};
    (void)geo_grid_window(b->grid, eye->window, look, &k);
    return k.n;
}

static uint32_t put_tick(const struct board *b, const struct board_eye *eye, bool moved,
                         uint64_t no, struct buf *out)
{
    const struct tick *t = &b->ticks[no % BOARD_TICKS];
    uint32_t n = 0;
    for (uint32_t i = 0; i < t->ngone; i++) {
        const struct unit_now *u = &b->units[t->gone[i]];
        if (u->tick == no && may_see(b, eye, u)) {
            put(u, out);
            n++;
        }
    }
    for (uint32_t i = 0; moved && i < t->n; i++) {
        if (i % BOARD_CHUNK == 0 && !overlaps(&t->boxes[i / BOARD_CHUNK], &eye->window)) {
            i += BOARD_CHUNK - 1;
            continue;
        }
        /* One that moved again stands in a later tick too, and is told there. */
        const struct unit_now *u = &b->units[t->moves[i].slot];
        if (geo_box_contains(eye->window, t->moves[i].at) && u->tick == no && may_see(b, eye, u)) {
            put(u, out);
            n++;
        }
    }
    return n;
}

/* From the place's slot on, all units that changed. */
static uint32_t put_all(const struct board *b, const struct board_eye *eye, bool moved,
                        struct board_place *place, struct buf *out)
{
    uint32_t n = 0, at = place->slot;
    for (; at < b->nunits && n < BOARD_GONE_MAX; at++) {
        const struct unit_now *u = &b->units[at];
        if (u->tick <= place->seen || !may_see(b, eye, u) ||
            (u->known && !(moved && geo_box_contains(eye->window, u->at))))
            continue;
        put(u, out);
        n++;
    }
    place->slot = at < b->nunits ? at : 0;
    if (place->slot == 0)
        place->seen = place->sweep; /* what changed since then, perhaps behind us, is told next */
    return n;
}

uint32_t board_put_changes(const struct board *b, const struct board_eye *eye, bool moved,
                           struct board_place *place, struct buf *out)
{
    uint32_t n = 0, gone = 0;
    bool all = place->slot > 0 || behind(b, place->seen);
    for (uint64_t no = place->seen + 1; !all && no <= b->newest; no++)
        gone += b->ticks[no % BOARD_TICKS].ngone;
    if (all || gone > BOARD_GONE_MAX) {
        if (place->slot == 0)
            place->sweep = b->newest;
        return put_all(b, eye, moved, place, out);
    }
    for (uint64_t no = place->seen + 1; no <= b->newest; no++)
        n += put_tick(b, eye, moved, no, out);
    place->seen = b->newest;
    return n;
}
