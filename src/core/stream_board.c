/* SPDX-License-Identifier: Apache-2.0 */
#include "core/stream_board_priv.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define SLOTS_MAX (1u << 20)
#define NOTED_MAX 4096 /* units to look up anew at a tick; more are as good as all */
#define TEXT_MAX 1024u /* of one unit: its id takes 64 bytes, six times that when escaped */

struct board *board_new(void)
{
    struct board *b = mem_alloc(sizeof *b);
    pthread_rwlockattr_t
        attr; /* the writer is one and quick: it must not starve behind a thousand readers */
    must(pthread_rwlockattr_init(&attr) == 0);
    must(pthread_rwlockattr_setkind_np(&attr, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP) == 0);
    must(pthread_rwlock_init(&b->lock, &attr) == 0);
    pthread_rwlockattr_destroy(&attr);
    b->grid = geo_grid_new(SLOTS_MAX);
    b->noted = mem_array(NOTED_MAX, sizeof *b->noted);
    b->all_noted = true;
    map_init(&b->by_id);
    buf_init(&b->render, TEXT_MAX);
    return b;
}

void board_free(struct board *b)
{
    if (b == NULL)
        return;
    for (uint32_t i = 0; i < b->nunits; i++)
        free(b->units[i].text);
    for (int i = 0; i < BOARD_TICKS; i++) {
        free(b->ticks[i].moves);
        free(b->ticks[i].boxes);
        free(b->ticks[i].gone);
    }
    for (uint32_t i = 0; i < b->nareas; i++)
        free(b->areas[i]);
    free(b->areas);
    free(b->units);
    free(b->noted);
    free(b->changes);
    map_release(&b->by_id);
    geo_grid_free(b->grid);
    buf_release(&b->render);
    pthread_rwlock_destroy(&b->lock);
    free(b);
}

void board_read_lock(struct board *b)
{
    must(pthread_rwlock_rdlock(&b->lock) == 0);
}

void board_unlock(struct board *b)
{
    must(pthread_rwlock_unlock(&b->lock) == 0);
}

/* ---- writing: the stream thread ---- */

void board_note_all(struct board *b)
{
    b->all_noted = b->areas_noted = true;
}

void board_note(struct board *b, enum kind kind, struct str id)
{
    if (kind == KIND_AREA)
        b->areas_noted = true;
    if (kind != KIND_UNIT || b->all_noted)
        return;
    if (b->nnoted == NOTED_MAX || !str_copy(b->noted[b->nnoted].id, sizeof b->noted->id, id))
        b->all_noted = true;
    else
        b->nnoted++;
}

static struct change *change_of(struct board *b, const struct live_unit *u)
{
    if (b->nchanges == b->changes_cap) {
        b->changes_cap = b->changes_cap > 0 ? b->changes_cap * 2 : 1024;
        b->changes = mem_resize(b->changes, b->changes_cap, sizeof *b->changes);
    }
    struct change *k = &b->changes[b->nchanges++];
    *k = (struct change){.slot = u->slot};
    return k;
}

static void look_up(struct change *k, const struct picture *mirror, struct str id)
{
    const struct unit *unit = picture_get(mirror, KIND_UNIT, id);
    k->looked_up = true;
    if (unit == NULL)
        return;
    k->status = (uint8_t)unit->status;
    (void)str_copy(k->area, sizeof k->area, unit->area);
}

static void gather_noted(struct board *b, const struct picture *mirror, struct live *live)
{
    uint32_t n = b->all_noted ? live_units(live) : b->nnoted;
    for (uint32_t i = 0; i < n; i++) {
        const struct live_unit *u =
            b->all_noted ? live_unit_at(live, i) : live_unit(live, str_c(b->noted[i].id), false);
        if (u != NULL)
            look_up(change_of(b, u), mirror, u->id);
    }
    b->all_noted = false;
    b->nnoted = 0;
}

/* Only what is rendered: the rest of a live unit belongs to others, and some of it changes without live's lock. */
static void gather_moved(struct board *b, const struct picture *mirror, struct live *live)
{
    for (const struct live_unit *u = NULL; (u = live_moved(live, b->version, u)) != NULL;) {
        struct change *k = change_of(b, u);
        k->moved = true;
        k->fix.id = u->id;
        k->fix.known = u->known;
        k->fix.at = u->at;
        k->fix.kmh10 = u->kmh10;
        k->fix.heading10 = u->heading10;
        k->fix.battery = u->battery;
        k->fix.fix = u->fix;
        if (u->slot >= b->nunits || !b->units[u->slot].looked_up)
            look_up(k, mirror, u->id);
    }
    b->version = live_version(live);
}

/* The area's number, a new one when it has none; its parents are numbered by link_areas. */
static uint32_t area_number(struct board *b, struct str id)
{
    struct area_no *a = id.n > 0 ? map_get(&b->by_id, id) : NULL;
    if (a != NULL || id.n == 0)
        return a != NULL ? a->number : 0;
    if (b->nareas == b->areas_cap) {
        b->areas_cap = b->areas_cap > 0 ? b->areas_cap * 2 : 64;
        b->areas = mem_resize(b->areas, b->areas_cap, sizeof *b->areas);
    }
    a = mem_alloc(sizeof *a);
    (void)str_copy(a->id, sizeof a->id, id);
    b->areas[b->nareas++] = a;
    a->number = b->nareas;
    b->areas_noted = true;
    (void)map_set(&b->by_id, str_c(a->id), a);
    return a->number;
}

static void link_areas(struct board *b, const struct picture *mirror)
{
    for (uint32_t i = 0; i < b->nareas; i++) { /* it grows meanwhile: parents get numbers too */
        const struct area *area = picture_get(mirror, KIND_AREA, str_c(b->areas[i]->id));
        uint32_t parent = area != NULL ? area_number(b, area->parent) : 0;
        b->areas[i]->parent = parent;
    }
    b->areas_noted = false;
}

/* Under the mirror's and the board's lock. */
static void settle_areas(struct board *b, const struct picture *mirror)
{
    for (uint32_t i = 0; i < b->nchanges; i++)
        if (b->changes[i].looked_up)
            b->units[b->changes[i].slot].area = area_number(b, str_c(b->changes[i].area));
    if (b->areas_noted)
        link_areas(b, mirror);
}

static void grow_units(struct board *b, uint32_t n)
{
    if (n <= b->nunits)
        return;
    b->units = mem_resize(b->units, n, sizeof *b->units);
    memset(b->units + b->nunits, 0, (n - b->nunits) * sizeof *b->units);
    b->nunits = n;
}

static void set_text(struct board *b, struct unit_now *u, const struct live_unit *fix)
{
    buf_clear(&b->render);
    buf_putc(&b->render, ',');
    live_write_unit(&b->render, fix);
    must(buf_ok(&b->render));
    if (b->render.n > u->text_cap) {
        u->text_cap = (uint32_t)b->render.n + 16;
        u->text = mem_resize(u->text, u->text_cap, 1);
    }
    memcpy(u->text, b->render.p, b->render.n);
    u->text_n = (uint32_t)b->render.n;
}

/* The bits of v with a gap after each. */
static uint32_t spread(uint32_t v)
{
    v = (v | v << 8) & 0x00ff00ffu;
    v = (v | v << 4) & 0x0f0f0f0fu;
    v = (v | v << 2) & 0x33333333u;
    return (v | v << 1) & 0x55555555u;
}

/* Along a Z curve over the world, in steps of 300 m by 600 m. */
static uint32_t order_of(struct geo_point p)
{
    uint32_t y = (uint32_t)(((int64_t)p.lat7 + GEO_LAT7_MAX) * 65535 / (2 * (int64_t)GEO_LAT7_MAX));
    uint32_t x = (uint32_t)(((int64_t)p.lon7 + GEO_LON7_MAX) * 65535 / (2 * (int64_t)GEO_LON7_MAX));
    return spread(y) << 1 | spread(x);
}

static int by_order(const void *a, const void *b)
{
    const struct move *x = a, *y = b;
    return (x->order > y->order) - (x->order < y->order);
}

static void take_moved(struct board *b, struct tick *t, const struct change *k)
{
    struct unit_now *u = &b->units[k->slot];
    u->tick = b->newest;
    u->at = k->fix.at;
    u->known = k->fix.known;
    set_text(b, u, &k->fix);
    if (u->known) {
        must(geo_grid_put(b->grid, k->slot, u->at));
        t->moves[t->n++] = (struct move){u->at, k->slot, order_of(u->at)};
    } else {
        (void)geo_grid_remove(b->grid, k->slot);
        t->gone[t->ngone++] = k->slot;
    }
}

static void bound(struct tick *t)
{
    qsort(t->moves, t->n, sizeof *t->moves, by_order);
    for (uint32_t i = 0; i < t->n; i++) {
        struct geo_box *box = &t->boxes[i / BOARD_CHUNK];
        struct geo_point p = t->moves[i].at;
        if (i % BOARD_CHUNK == 0)
            *box = (struct geo_box){p.lat7, p.lon7, p.lat7, p.lon7};
        box->south = p.lat7 < box->south ? p.lat7 : box->south;
        box->north = p.lat7 > box->north ? p.lat7 : box->north;
        box->west = p.lon7 < box->west ? p.lon7 : box->west;
        box->east = p.lon7 > box->east ? p.lon7 : box->east;
    }
}

static void count_areas(struct board *b)
{
    for (uint32_t i = 0; i < b->nareas; i++)
        b->areas[i]->units = 0;
    for (uint32_t i = 0; i < b->nunits; i++) {
        uint32_t area = b->units[i].known ? b->units[i].area : 0;
        for (int level = 0; level < BOARD_LEVELS && area != 0; level++) {
            b->areas[area - 1]->units++;
            area = b->areas[area - 1]->parent;
        }
    }
}

static void apply(struct board *b)
{
    uint32_t moved = 0;
    for (uint32_t i = 0; i < b->nchanges; i++) {
        const struct change *k = &b->changes[i];
        b->units[k->slot].looked_up |= k->looked_up;
        if (k->looked_up)
            b->units[k->slot].status = k->status;
        moved += k->moved;
    }
    if (moved == 0)
        return;
    b->newest++;
    struct tick *t = &b->ticks[b->newest % BOARD_TICKS];
    t->n = t->ngone = 0;
    if (moved > t->cap) {
        t->cap = moved + moved / 2;
        t->moves = mem_resize(t->moves, t->cap, sizeof *t->moves);
        t->gone = mem_resize(t->gone, t->cap, sizeof *t->gone);
        t->boxes = mem_resize(t->boxes, t->cap / BOARD_CHUNK + 1, sizeof *t->boxes);
    }
    for (uint32_t i = 0; i < b->nchanges; i++)
        if (b->changes[i].moved)
            take_moved(b, t, &b->changes[i]);
    bound(t);
    count_areas(b);
}

void board_tick(struct board *b, struct core *c)
{
    b->nchanges = 0;
    const struct picture *mirror = core_mirror_lock(c);
    live_read_lock(c->live);
    uint32_t units = live_units(c->live);
    gather_noted(b, mirror, c->live);
    gather_moved(b, mirror, c->live);
    live_unlock(c->live);
    if (b->nchanges > 0 || b->areas_noted) {
        must(pthread_rwlock_wrlock(&b->lock) == 0);
        grow_units(b, units);
        settle_areas(b, mirror);
        board_unlock(b);
    }
    core_mirror_unlock(c);
    if (b->nchanges > 0) {
        must(pthread_rwlock_wrlock(&b->lock) == 0);
        apply(b);
        board_unlock(b);
    }
    atomic_fetch_add(&b->made, 1);
}

uint64_t board_ticks(const struct board *b)
{
    return atomic_load(&b->made);
}
