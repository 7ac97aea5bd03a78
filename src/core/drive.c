/* SPDX-License-Identifier: Apache-2.0 */
#include "core/drive.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "core/core_priv.h"
#include "core/drive_priv.h"

const char *drive_state_name(enum drive_state s)
{
    static const char *const names[] = {"no_map", "map_loading", "map_refused", "ready"};
    return names[s];
}

struct drive *drive_new(const char *dir)
{
    struct drive *d = mem_alloc(sizeof *d);
    *d = (struct drive){.magic = DRIVE_MAGIC, .state = DRIVE_LOADING};
    int n = snprintf(d->path, sizeof d->path, "%s/roads/map", dir);
    must(n > 0 && (size_t)n < sizeof d->path);
    d->wish.hour = road_ordinary;
    d->arcs = mem_array(DRIVE_PIECES_MAX, sizeof *d->arcs);
    must(pthread_mutex_init(&d->lock, NULL) == 0);
    return d;
}

static void map_free(struct drive_map *m)
{
    if (m == NULL)
        return;
    drive_units_close(m);
    road_live_free(m->live);
    roads_close(m->roads);
    free(m);
}

struct drive_map *drive_take(struct drive *d)
{
    CHECK_OBJ(d, DRIVE_MAGIC);
    (void)pthread_mutex_lock(&d->lock);
    struct drive_map *m = d->map;
    if (m != NULL)
        m->users++;
    (void)pthread_mutex_unlock(&d->lock);
    return m;
}

void drive_give_back(struct drive *d, struct drive_map *m)
{
    if (m == NULL)
        return;
    (void)pthread_mutex_lock(&d->lock);
    m->users--;
    (void)pthread_mutex_unlock(&d->lock);
}

/* Of those that nobody has any more, one; NULL: there is none. */
static struct drive_map *take_retired(struct drive *d)
{
    (void)pthread_mutex_lock(&d->lock);
    struct drive_map **at = &d->retired;
    while (*at != NULL && (*at)->users > 0)
        at = &(*at)->next;
    struct drive_map *m = *at;
    if (m != NULL)
        *at = m->next;
    (void)pthread_mutex_unlock(&d->lock);
    return m;
}

static void free_retired(struct drive *d)
{
    for (struct drive_map *m = take_retired(d); m != NULL; m = take_retired(d))
        map_free(m);
}

void drive_free(struct drive *d)
{
    if (d == NULL)
        return;
    CHECK_OBJ(d, DRIVE_MAGIC);
    free_retired(d);
    map_free(d->map);
    free(d->wish.closures);
    free(d->arcs);
    (void)pthread_mutex_destroy(&d->lock);
    d->magic = 0;
    free(d);
}

/* ---- the file ---- */

static enum rc map_open(const char *path, struct drive_map **out, struct err *e)
{
    struct drive_map *m = mem_alloc(sizeof *m);
    *m = (struct drive_map){0};
    enum rc rc = roads_map(&m->roads, path, e);
    if (rc == RC_OK)
        rc = road_live_new(m->roads, &road_emergency, &m->live, e);
    if (rc == RC_OK)
        drive_units_open(m);
    if (rc != RC_OK)
        map_free(m);
    else
        *out = m;
    return rc;
}

static void tell_mapped(const struct drive *d, const struct drive_map *m, usec_t took)
{
    struct roads_figures f;
    roads_figures(m->roads, &f);
    log_info("roads", "'%s' is in use: %u arcs, %u turns, %.1f MB, checked and priced in %lld ms",
             d->path, f.arcs, f.turns, (double)f.bytes / 1e6, (long long)(took / USEC_MS));
}

/* Puts it in the place of the one before, which is retired. */
static void take_map(struct drive *d, struct drive_map *m)
{
    (void)pthread_mutex_lock(&d->lock);
    struct drive_map *before = d->map;
    if (before != NULL) {
        before->next = d->retired;
        d->retired = before;
    }
    d->map = m;
    d->state = DRIVE_READY;
    d->problem[0] = '\0';
    d->wish.applied = false;
    (void)pthread_mutex_unlock(&d->lock);
    free_retired(d);
}

static void refuse(struct drive *d, enum drive_state state, const char *why)
{
    (void)pthread_mutex_lock(&d->lock);
    bool before = d->map != NULL;
    d->state = before ? DRIVE_READY : state;
    (void)str_copy(d->problem, sizeof d->problem, str_c(why));
    (void)pthread_mutex_unlock(&d->lock);
    if (why[0] != '\0')
        log_warn("roads", "%s: %s", why,
                 before ? "the map that was there before stays in use until the centre restarts"
                        : "units are recommended by air");
}

static void look_at(struct drive *d, struct live *live)
{
    struct drive_map *m = NULL;
    struct err e = {0};
    usec_t begun = clock_steady();
    enum rc rc = map_open(d->path, &m, &e);
    if (rc == RC_OK) {
        drive_units_follow(m, live);
        drive_set_whole(d, m); /* before anybody may drive through what is closed */
        tell_mapped(d, m, clock_steady() - begun);
        take_map(d, m);
    } else {
        char why[300];
        (void)snprintf(why, sizeof why, "'%.120s' is not used: %.140s", d->path, e.detail);
        refuse(d, rc == RC_NOT_FOUND ? DRIVE_NO_MAP : DRIVE_REFUSED, why);
    }
}

void drive_look(struct drive *d, struct live *live)
{
    CHECK_OBJ(d, DRIVE_MAGIC);
    struct mapping_file now = mapping_look(d->path);
    if (!now.there) {
        if (!d->gone)
            refuse(d, DRIVE_NO_MAP, d->map != NULL ? "the map of roads is gone" : "");
        d->gone = true;
    } else if (d->gone || !mapping_same(&now, &d->seen)) {
        d->gone = false;
        look_at(d, live);
    }
    d->seen = now;
}

void drive_follow(struct drive *d, struct live *live)
{
    CHECK_OBJ(d, DRIVE_MAGIC);
    free_retired(d);
    if (d->map != NULL)
        drive_units_follow(d->map, live);
}

void drive_figures(struct drive *d, struct drive_figures *out)
{
    CHECK_OBJ(d, DRIVE_MAGIC);
    *out = (struct drive_figures){0};
    (void)pthread_mutex_lock(&d->lock);
    out->state = d->state;
    (void)str_copy(out->problem, sizeof out->problem, str_c(d->problem));
    out->closures = d->closures;
    out->left_out = d->left_out;
    if (d->map != NULL) {
        roads_figures(d->map->roads, &out->map);
        road_live_figures(d->map->live, &out->live);
        struct drive_units *u = &d->map->units;
        (void)pthread_mutex_lock(&u->lock);
        out->on_road = u->count[DRIVE_ON_ROAD];
        out->off_road = u->count[DRIVE_OFF_ROAD];
        out->searches = u->searches;
        (void)pthread_mutex_unlock(&u->lock);
    }
    (void)pthread_mutex_unlock(&d->lock);
}

/* ---- the thread ---- */

#define LOOK_EVERY USEC_S
#define NOTE_EVERY (200 * USEC_MS)

static void note(struct core *c)
{
    const struct picture *mirror = core_mirror_lock(c);
    drive_note(c->drive, mirror, core_clock());
    core_mirror_unlock(c);
}

void *drive_main(void *arg)
{
    struct core *c = arg;
    const struct timespec moment = {0, 50 * 1000 * 1000};
    usec_t look = 0, next = 0;
    while (!atomic_load(&c->stopping)) {
        if (clock_steady() >= next) {
            note(c);
            drive_apply(c->drive);
            next = clock_steady() + NOTE_EVERY;
        }
        if (clock_steady() >= look) {
            drive_look(c->drive, c->live);
            if (look == 0)
                ground_look(c); /* before somebody asks for a tile */
            look = clock_steady() + LOOK_EVERY;
        }
        drive_follow(c->drive, c->live);
        (void)nanosleep(&moment, NULL);
    }
    return NULL;
}

/* ---- what is told of it ---- */

void drive_metrics(struct drive *d, struct buf *out)
{
    struct drive_figures f;
    drive_figures(d, &f);
    metric(out, "markaz_roads_arcs", "gauge", "arcs of the map of roads in use; 0: there is none",
           f.map.arcs);
    metric(out, "markaz_roads_refused", "gauge", "1: the map that is there is not used",
           f.problem[0] != '\0');
    metric(out, "markaz_roads_changed_arcs", "gauge", "arcs that are closed or slow now",
           f.live.changes);
    metric(out, "markaz_roads_closures_left_out", "gauge",
           "closures in force that no way is priced by: about no road of the map, or one too many",
           f.left_out);
    buf_printf(out,
               "# HELP markaz_roads_units units with a position, on a road of the map or off it\n"
               "# TYPE markaz_roads_units gauge\nmarkaz_roads_units{where=\"road\"} %u\n"
               "markaz_roads_units{where=\"off_road\"} %u\n",
               f.on_road, f.off_road);
    metric(out, "markaz_roads_searches_total", "counter",
           "times that who is there first was asked by road, of the map in use",
           (double)f.searches);
    metric(out, "markaz_roads_prices_total", "counter",
           "times that driving was priced anew, of the map in use", (double)f.live.made);
    metric(out, "markaz_roads_in_force_longest_seconds", "gauge",
           "the longest that a change took to be in force, of the map in use",
           (double)f.live.longest / 1e6);
}

void drive_status(struct drive *d, struct buf *out)
{
    struct drive_figures f;
    drive_figures(d, &f);
    buf_printf(out, "\"roads\":{\"state\":\"%s\",\"problem\":", drive_state_name(f.state));
    json_put_string(out, str_c(f.problem));
    buf_printf(out, ",\"arcs\":%u,\"bytes\":%llu,\"changed_arcs\":%u,\"in_force_us\":%lld}",
               f.map.arcs, (unsigned long long)f.map.bytes, f.live.changes, (long long)f.live.last);
}
