/* SPDX-License-Identifier: Apache-2.0 */
#include "core/live.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* A unit with its place in the list of movers: newest change first. */
struct mover {
    struct live_unit u;
    struct mover *newer, *older;
    char id[65];
};

struct device {
    struct live_device d;
    uint32_t heap; /* place in the deadline heap + 1; 0: not there */
    char id[65];
};

struct live {
    unsigned magic;
    pthread_rwlock_t lock;
    struct map units, devices;
    struct mover **by_slot;
    uint32_t nunits, units_cap;
    struct mover *newest;
    struct geo_grid *grid;
    uint64_t version;
    struct device **heap; /* binary heap by deadline */
    uint32_t nheap, heap_cap;
    struct live_message *first_read, *last_read; /* messages that expire, oldest first */
    struct live_strangers strangers;
};

#define LIVE_MAGIC 0x11fe0001u

struct live *live_new(void)
{
    struct live *l = mem_alloc(sizeof *l);
    l->magic = LIVE_MAGIC;
    pthread_rwlockattr_t attr; /* writers first, as for the mirror */
    must(pthread_rwlockattr_init(&attr) == 0);
    must(pthread_rwlockattr_setkind_np(&attr, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP) == 0);
    must(pthread_rwlock_init(&l->lock, &attr) == 0);
    pthread_rwlockattr_destroy(&attr);
    map_init(&l->units);
    map_init(&l->devices);
    l->grid = geo_grid_new(LIVE_UNITS_MAX);
    return l;
}

void live_free(struct live *l)
{
    if (l == NULL)
        return;
    CHECK_OBJ(l, LIVE_MAGIC);
    for (uint32_t i = 0; i < l->nunits; i++)
        free(l->by_slot[i]);
    size_t at = 0;
    for (struct device *d; (d = map_next(&l->devices, &at)) != NULL;) {
        free(d->d.last);
        free(d->d.last_refused);
        free(d);
    }
    map_release(&l->units);
    map_release(&l->devices);
    geo_grid_free(l->grid);
    free(l->by_slot);
    free(l->heap);
    pthread_rwlock_destroy(&l->lock);
    l->magic = 0;
    free(l);
}

void live_read_lock(struct live *l)
{
    must(pthread_rwlock_rdlock(&l->lock) == 0);
}

void live_write_lock(struct live *l)
{
    must(pthread_rwlock_wrlock(&l->lock) == 0);
}

void live_unlock(struct live *l)
{
    must(pthread_rwlock_unlock(&l->lock) == 0);
}

struct live_unit *live_unit(struct live *l, struct str id, bool make)
{
    struct mover *m = map_get(&l->units, id);
    if (m == NULL && make && l->nunits < LIVE_UNITS_MAX && id.n <= 64) {
        m = mem_alloc(sizeof *m);
        (void)str_copy(m->id, sizeof m->id, id);
        m->u.id = (struct str){m->id, id.n};
        m->u.slot = l->nunits;
        m->u.kmh10 = m->u.heading10 = m->u.accuracy_m = m->u.battery = LIVE_UNKNOWN;
        if (l->nunits == l->units_cap) {
            l->units_cap = l->units_cap > 0 ? l->units_cap * 2 : 64;
            l->by_slot = mem_resize(l->by_slot, l->units_cap, sizeof(struct mover *));
        }
        l->by_slot[l->nunits++] = m;
        map_set(&l->units, m->u.id, m);
    }
    return m != NULL ? &m->u : NULL;
}

struct live_device *live_device(struct live *l, struct str id, bool make)
{
    return live_device_key(l, map_key_of(id), make);
}

void live_device_expect(const struct live *l, struct map_key id)
{
    map_expect(&l->devices, id);
}

void live_device_near(const struct live *l, struct map_key id)
{
    map_near(&l->devices, id);
}

struct live_device *live_device_key(struct live *l, struct map_key id, bool make)
{
    struct device *d = map_get_key(&l->devices, id);
    if (d == NULL && make && id.text.n <= 64) {
        d = mem_alloc(sizeof *d);
        (void)str_copy(d->id, sizeof d->id, id.text);
        d->d.id = (struct str){d->id, id.text.n};
        d->d.battery = LIVE_UNKNOWN;
        map_set(&l->devices, d->d.id, d);
    }
    return d != NULL ? &d->d : NULL;
}

static void unlink_mover(struct live *l, struct mover *m)
{
    if (m->newer != NULL)
        m->newer->older = m->older;
    else if (l->newest == m)
        l->newest = m->older;
    if (m->older != NULL)
        m->older->newer = m->newer;
    m->newer = m->older = NULL;
}

static void to_front(struct live *l, struct mover *m)
{
    if (l->newest == m)
        return;
    unlink_mover(l, m);
    m->older = l->newest;
    if (l->newest != NULL)
        l->newest->newer = m;
    l->newest = m;
}

bool live_fix(struct live *l, struct live_unit *u, const struct live_unit *fix)
{
    if (u->known && fix->fix <= u->fix)
        return false;
    if (!geo_grid_put(l->grid, u->slot, fix->at))
        return false;
    u->at = fix->at;
    u->kmh10 = fix->kmh10;
    u->heading10 = fix->heading10;
    u->accuracy_m = fix->accuracy_m;
    u->battery = fix->battery;
    u->fix = fix->fix;
    u->received = fix->received;
    u->known = true;
    u->version = ++l->version;
    to_front(l, l->by_slot[u->slot]);
    return true;
}

void live_unit_forget(struct live *l, struct live_unit *u)
{
    believe_forget(&u->believe);
    if (!u->known)
        return;
    u->known = false;
    u->version = ++l->version;
    geo_grid_remove(l->grid, u->slot);
    to_front(l, l->by_slot[u->slot]); /* so that streams learn that it is gone */
}

static void unlink_message(struct live *l, struct live_message *m)
{
    if (m->listed == 0)
        return;
    *(m->older != NULL ? &m->older->newer : &l->first_read) = m->newer;
    *(m->newer != NULL ? &m->newer->older : &l->last_read) = m->older;
    m->older = m->newer = NULL;
    m->listed = 0;
}

static void link_message(struct live *l, struct live_message *m)
{
    m->older = l->last_read;
    *(l->last_read != NULL ? &l->last_read->newer : &l->first_read) = m;
    l->last_read = m;
    m->listed = m->received;
}

void live_said(struct live *l, struct live_device *d, const char *door, struct str text,
               usec_t received, usec_t at, const char *error)
{
    struct live_message **place = error != NULL ? &d->last_refused : &d->last;
    if (*place == NULL)
        *place = mem_alloc(sizeof **place);
    struct live_message *m = *place;
    bool read = strcmp(door, "reads") == 0;
    /* Moving touches its neighbours, which are cold: not at each read. */
    bool stays = read && m->listed != 0 && received - m->listed < LIVE_READ_GRAIN;
    if (!stays)
        unlink_message(l, m);
    m->received = received;
    m->at = at;
    m->door = door;
    if (text.n >= sizeof m->text)
        text.n = sizeof m->text - 1;
    text.n = str_utf8_prefix(text);
    (void)str_copy(m->text, sizeof m->text, text);
    (void)str_copy(m->error, sizeof m->error, str_c(error));
    if (read && !stays)
        link_message(l, m);
}

void live_said_expect(const struct live_device *d)
{
    const struct live_message *m = d->last;
    if (m == NULL)
        return;
    __builtin_prefetch(m, 1);
    for (size_t at = 0; at < 256; at += 64) /* most messages are no longer */
        __builtin_prefetch(m->text + at, 1);
}

usec_t live_oldest_read(const struct live *l)
{
    return l->first_read != NULL ? l->first_read->listed : 0;
}

void live_forget_reads(struct live *l, usec_t before)
{
    for (struct live_message *m; (m = l->first_read) != NULL && m->listed < before;) {
        unlink_message(l, m);
        memset(m, 0, sizeof *m); /* the memory stays: the next read needs none */
    }
}

struct live_strangers *live_strangers(struct live *l)
{
    return &l->strangers;
}

uint64_t live_version(const struct live *l)
{
    return l->version;
}

uint32_t live_units(const struct live *l)
{
    return l->nunits;
}

struct live_unit *live_unit_at(const struct live *l, uint32_t slot)
{
    return slot < l->nunits ? &l->by_slot[slot]->u : NULL;
}

const struct live_unit *live_moved(const struct live *l, uint64_t version,
                                   const struct live_unit *at)
{
    const struct mover *m = at == NULL ? l->newest : l->by_slot[at->slot]->older;
    return m != NULL && m->u.version > version ? &m->u : NULL;
}

const struct geo_grid *live_grid(const struct live *l)
{
    return l->grid;
}

struct live_device *live_device_next(const struct live *l, size_t *at)
{
    struct device *d = map_next(&l->devices, at);
    return d != NULL ? &d->d : NULL;
}

/* Each is the first member of one of ours. */
static struct device *device_of(struct live_device *d)
{
    return (struct device *)(void *)d;
}

/* ---- supervision: a heap of deadlines; a heartbeat only moves `deadline`, the heap is put right when its turn comes ---- */

static usec_t heap_key(const struct device *d)
{
    return d->d.deadline;
}

static void heap_place(struct live *l, uint32_t i, struct device *d)
{
    l->heap[i] = d;
    d->heap = i + 1;
}

static void heap_down(struct live *l, uint32_t i)
{
    struct device *d = l->heap[i];
    for (uint32_t child; (child = 2 * i + 1) < l->nheap; i = child) {
        if (child + 1 < l->nheap && heap_key(l->heap[child + 1]) < heap_key(l->heap[child]))
            child++;
        if (heap_key(l->heap[child]) >= heap_key(d))
            break;
        heap_place(l, i, l->heap[child]);
    }
    heap_place(l, i, d);
}

static void heap_up(struct live *l, uint32_t i)
{
    struct device *d = l->heap[i];
    for (; i > 0 && heap_key(l->heap[(i - 1) / 2]) > heap_key(d); i = (i - 1) / 2)
        heap_place(l, i, l->heap[(i - 1) / 2]);
    heap_place(l, i, d);
}

static void heap_remove(struct live *l, struct device *d)
{
    uint32_t i = d->heap - 1;
    d->heap = 0;
    struct device *last = l->heap[--l->nheap];
    if (last == d)
        return;
    heap_place(l, i, last);
    heap_up(l, i);
    heap_down(l, last->heap - 1);
}

void live_via(struct live_device *d, const char *principal)
{
    bool port = strncmp(principal, "port/", 5) == 0;
    if (port || d->via[0] != '\0')
        (void)snprintf(d->via, sizeof d->via, "%s", port ? principal + 5 : "");
}

void live_supervise(struct live *l, struct live_device *dev, usec_t period, usec_t deadline)
{
    struct device *d = device_of(dev);
    dev->period = period;
    if (deadline != 0 && d->heap != 0 && deadline >= dev->deadline) {
        /* The usual case, a heartbeat: later than before, so the heap's order still holds at its parent. */
        dev->deadline = deadline;
        heap_down(l, d->heap - 1);
        return;
    }
    if (d->heap != 0)
        heap_remove(l, d);
    dev->deadline = deadline;
    if (deadline == 0)
        return;
    if (l->nheap == l->heap_cap) {
        l->heap_cap = l->heap_cap > 0 ? l->heap_cap * 2 : 64;
        l->heap = mem_resize(l->heap, l->heap_cap, sizeof(struct device *));
    }
    heap_place(l, l->nheap++, d);
    heap_up(l, l->nheap - 1);
}

struct live_device *live_overdue(struct live *l, usec_t now)
{
    return l->nheap > 0 && heap_key(l->heap[0]) <= now ? &l->heap[0]->d : NULL;
}
