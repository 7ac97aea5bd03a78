/* SPDX-License-Identifier: Apache-2.0 */
/* Where units are on the roads, and who of them is at a place first. */
#include <stdatomic.h>
#include <stdlib.h>

#include "base/mem.h"
#include "core/drive_priv.h"

#define AT_ONCE 64u  /* units placed while a search waits */
#define CATCH_UP 64u /* units placed by a search: up to 15 microseconds each */

void drive_units_open(struct drive_map *m)
{
    struct drive_units *u = &m->units;
    must(pthread_mutex_init(&u->lock, NULL) == 0);
    u->fleet = road_fleet_new(m->roads, LIVE_UNITS_MAX);
    u->version = mem_array(LIVE_UNITS_MAX, sizeof *u->version);
    u->where = mem_array(LIVE_UNITS_MAX, sizeof *u->where);
}

void drive_units_close(struct drive_map *m)
{
    struct drive_units *u = &m->units;
    if (u->fleet == NULL)
        return;
    road_fleet_free(u->fleet);
    free(u->version);
    free(u->where);
    (void)pthread_mutex_destroy(&u->lock);
}

/* ---- following ---- */

static struct drive_move move_of(const struct live_unit *at)
{
    return (struct drive_move){atomic_load(&at->version), at->at, at->slot, at->known};
}

/* With the units' lock. What is older than what is there came late. */
static void place(struct drive_map *m, const struct drive_move *move)
{
    struct drive_units *u = &m->units;
    struct road_place at = {0};
    if (move->slot >= LIVE_UNITS_MAX || move->version <= u->version[move->slot])
        return;
    enum drive_where where = !move->known ? DRIVE_NOWHERE
                             : roads_snap(m->roads, move->at, DRIVE_UNIT_M, &at, NULL)
                                 ? DRIVE_ON_ROAD
                                 : DRIVE_OFF_ROAD;
    road_fleet_put(u->fleet, move->slot, &at);
    if (u->version[move->slot] > 0)
        u->count[u->where[move->slot]]--;
    u->count[where]++;
    u->where[move->slot] = (uint8_t)where;
    u->version[move->slot] = move->version;
}

/* What moved after `version`, copied; the caller frees it. */
static struct drive_move *moves_since(struct live *live, uint64_t version, uint32_t *n,
                                      uint64_t *newest)
{
    struct drive_move *list = NULL;
    uint32_t cap = 0;
    *n = 0;
    live_read_lock(live);
    *newest = live_version(live);
    for (const struct live_unit *at = NULL; (at = live_moved(live, version, at)) != NULL;) {
        if (*n == cap) {
            cap = cap == 0 ? 256 : cap * 2;
            list = mem_resize(list, cap, sizeof *list);
        }
        list[(*n)++] = move_of(at);
    }
    live_unlock(live);
    return list;
}

void drive_units_follow(struct drive_map *m, struct live *live)
{
    struct drive_units *u = &m->units;
    uint64_t newest;
    uint32_t n;
    struct drive_move *list = moves_since(live, u->followed, &n, &newest);
    for (uint32_t i = 0; i < n; i += AT_ONCE) {
        (void)pthread_mutex_lock(&u->lock);
        for (uint32_t k = i; k < n && k < i + AT_ONCE; k++)
            place(m, &list[k]);
        (void)pthread_mutex_unlock(&u->lock);
    }
    (void)pthread_mutex_lock(&u->lock);
    u->followed = newest;
    (void)pthread_mutex_unlock(&u->lock);
    free(list);
}

/* With the units' lock, and live's. */
static void catch_up(struct drive_map *m, const struct live *live)
{
    uint32_t n = 0;
    for (const struct live_unit *at = NULL;
         n < CATCH_UP && (at = live_moved(live, m->units.followed, at)) != NULL; n++) {
        struct drive_move move = move_of(at);
        place(m, &move);
    }
}

/* ---- searching ---- */

static const char *why_no_map(struct drive *d)
{
    (void)pthread_mutex_lock(&d->lock);
    enum drive_state state = d->state;
    (void)pthread_mutex_unlock(&d->lock);
    return drive_state_name(state == DRIVE_READY ? DRIVE_LOADING : state);
}

const char *drive_begin(struct drive *d, const struct live *live, struct geo_point to,
                        struct drive_search *s)
{
    *s = (struct drive_search){.drive = d};
    if (d == NULL)
        return drive_state_name(DRIVE_NO_MAP);
    CHECK_OBJ(d, DRIVE_MAGIC);
    s->map = drive_take(d);
    if (s->map == NULL)
        return why_no_map(d);
    if (!roads_snap(s->map->roads, to, DRIVE_PLACE_M, &s->to, &s->off_m)) {
        drive_give_back(d, s->map);
        return "place_off_road";
    }
    s->metric = road_live_take(s->map->live);
    (void)pthread_mutex_lock(&s->map->units.lock);
    s->map->units.searches++;
    catch_up(s->map, live);
    return NULL;
}

uint32_t drive_best(struct drive_search *s, bool (*may)(void *user, uint32_t slot), void *user,
                    uint32_t k, struct road_best *out)
{
    return road_fleet_best(s->map->units.fleet, s->metric, &s->to, may, user, k, out);
}

bool drive_on_road(const struct drive_search *s, uint32_t slot)
{
    return s->map->units.where[slot] == DRIVE_ON_ROAD;
}

void drive_end(struct drive_search *s)
{
    (void)pthread_mutex_unlock(&s->map->units.lock);
    road_live_give_back(s->map->live, s->metric);
    drive_give_back(s->drive, s->map);
}
