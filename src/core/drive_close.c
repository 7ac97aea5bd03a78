/* SPDX-License-Identifier: Apache-2.0 */
/* Streets that are closed or slow, and the hour's traffic: from the picture to a price of driving. */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/zone.h"
#include "core/drive_priv.h"
#include "roads/part.h"

void drive_closure_of(const struct closure *c, struct drive_closure *out)
{
    *out = (struct drive_closure){
        .at = {(int32_t)c->lat, (int32_t)c->lon},
        .to = {(int32_t)c->to_lat, (int32_t)c->to_lon},
        .radius_m = (uint32_t)c->radius_m,
        .stretch = (c->has & BIT(F_CLOSURE_TO_LAT)) != 0,
        .one_way = c->one_way,
        .permille = (uint16_t)c->time_permille,
    };
}

static enum rc stretch(const struct roads *r, const struct drive_closure *c, uint32_t *out,
                       uint32_t *n, struct err *e)
{
    struct road_place from, to;
    if (!roads_snap(r, c->at, DRIVE_END_M, &from, NULL))
        return err_set(e, RC_NOT_FOUND, "there is no road within %u m of where it begins",
                       DRIVE_END_M);
    if (!roads_snap(r, c->to, DRIVE_END_M, &to, NULL))
        return err_set(e, RC_NOT_FOUND, "there is no road within %u m of where it ends",
                       DRIVE_END_M);
    return roads_stretch(r, &from, &to, !c->one_way, out, DRIVE_PIECES_MAX, n, e);
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* Each once: a way that comes round meets a piece twice, and it is not slow twice. */
static enum rc pieces(const struct roads *r, const struct drive_closure *c, uint32_t *out,
                      uint32_t *n, struct err *e)
{
    uint32_t kept = 0;
    enum rc rc = c->stretch ? stretch(r, c, out, n, e)
                            : roads_near(r, c->at, c->radius_m, out, DRIVE_PIECES_MAX, n, e);
    if (rc != RC_OK)
        return rc;
    qsort(out, *n, sizeof *out, by_number);
    for (uint32_t i = 0; i < *n; i++)
        if (i == 0 || out[i] != out[kept - 1])
            out[kept++] = out[i];
    *n = kept;
    return RC_OK;
}

enum rc drive_pieces(struct drive *d, const struct drive_closure *c, uint32_t *n, struct err *e)
{
    CHECK_OBJ(d, DRIVE_MAGIC);
    uint32_t *arcs = mem_array(DRIVE_PIECES_MAX, sizeof *arcs);
    enum rc rc = RC_OK;
    *n = 0;
    struct drive_map *m = drive_take(d);
    if (m != NULL)
        rc = pieces(m->roads, c, arcs, n, e);
    drive_give_back(d, m);
    free(arcs);
    return rc;
}

/* ---- what is to be in force ---- */

static uint64_t mix(uint64_t h, uint64_t v)
{
    h = (h ^ v) * UINT64_C(0x9e3779b97f4a7c15);
    return h ^ h >> 29;
}

static bool in_force(const struct closure *c, usec_t now)
{
    return c->from <= now && now < c->wake_at;
}

static const struct entity *traffic_of(const struct picture *p, usec_t now, int *hour)
{
    static const char *const days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    usec_t local = zone_local((struct zone){0}, now);
    int64_t day = local / USEC_DAY - (local % USEC_DAY < 0); /* 1970 began on a Thursday */
    *hour = (int)((local - day * USEC_DAY) / USEC_H);
    return picture_find(p, KIND_TRAFFIC, str_c(days[((day + 3) % 7 + 7) % 7]));
}

static int by_age(const void *a, const void *b)
{
    const struct entity *x = *(const struct entity *const *)a,
                        *y = *(const struct entity *const *)b;
    return x->first < y->first ? -1 : x->first > y->first;
}

/* Those in force, oldest first; the caller frees the list. */
static const struct entity **closures_of(const struct picture *p, usec_t now, uint32_t *n)
{
    uint32_t count = picture_count(p, KIND_CLOSURE);
    const struct entity **list = mem_array((size_t)count + 1, sizeof(const struct entity *));
    *n = 0;
    for (uint32_t i = 0; i < count; i++)
        if (in_force(picture_at(p, KIND_CLOSURE, i)->rec, now))
            list[(*n)++] = picture_at(p, KIND_CLOSURE, i);
    qsort(list, *n, sizeof(const struct entity *), by_age);
    return list;
}

void drive_note(struct drive *d, const struct picture *p, usec_t now)
{
    CHECK_OBJ(d, DRIVE_MAGIC);
    struct drive_wish *w = &d->wish;
    int hour;
    uint32_t n;
    const struct entity **list = closures_of(p, now, &n), *traffic = traffic_of(p, now, &hour);
    uint64_t mark = 1;
    for (uint32_t i = 0; i < n; i++)
        mark = mix(mix(mark, list[i]->first), list[i]->seq);
    if (traffic != NULL)
        mark = mix(mix(mark, traffic->seq), (uint64_t)hour);
    if (mark != w->mark) {
        struct road_times hours[24];
        struct err e;
        w->mark = mark;
        w->applied = false;
        w->hour = traffic != NULL && drive_hours_read(((const struct traffic *)traffic->rec)->hours,
                                                      hours, &e) == RC_OK
                      ? hours[hour]
                      : road_ordinary;
        w->closures = mem_resize(w->closures, (size_t)n + 1, sizeof *w->closures);
        for (w->n = 0; w->n < n; w->n++)
            drive_closure_of(list[w->n]->rec, &w->closures[w->n]);
    }
    free(list);
}

/* All closures as changes of arcs; those that are about no road here, or too much of it, are counted. */
static struct road_change *changes_of(struct drive *d, const struct roads *r, size_t *n,
                                      uint32_t *left_out)
{
    struct road_change *list = NULL;
    size_t cap = 0;
    *n = 0;
    *left_out = 0;
    for (uint32_t i = 0; i < d->wish.n; i++) {
        const struct drive_closure *c = &d->wish.closures[i];
        uint32_t narcs = 0;
        struct err e;
        if (pieces(r, c, d->arcs, &narcs, &e) != RC_OK || *n + narcs > ROAD_CHANGES_MAX) {
            ++*left_out;
            continue;
        }
        if (*n + narcs > cap) {
            cap = (*n + narcs) * 2;
            list = mem_resize(list, cap, sizeof *list);
        }
        for (uint32_t k = 0; k < narcs; k++)
            list[(*n)++] = (struct road_change){d->arcs[k], c->permille};
    }
    return list;
}

/* Returns what to wait for. */
static uint64_t set(struct drive *d, struct drive_map *m, uint32_t *left_out)
{
    uint64_t number = 0;
    size_t n;
    struct err e = {0};
    struct road_change *list = changes_of(d, m->roads, &n, left_out);
    /* All of it was made for this map, and is in range: the picture holds what the desk took. */
    if (road_live_set(m->live, &d->wish.hour, list, n, &number, &e) != RC_OK)
        log_error("roads", "closures could not be brought into force: %s", e.detail);
    free(list);
    return number;
}

void drive_set_whole(struct drive *d, struct drive_map *m)
{
    uint32_t left_out;
    road_live_wait(m->live, set(d, m, &left_out));
}

void drive_apply(struct drive *d)
{
    CHECK_OBJ(d, DRIVE_MAGIC);
    uint32_t left_out = 0;
    if (d->wish.applied || d->map == NULL)
        return;
    d->wish.applied = true;
    d->wish.number = set(d, d->map, &left_out);
    if (left_out > 0)
        log_warn("roads",
                 "%u of %u closures are about no road of the map in use, or about too many",
                 left_out, d->wish.n);
    (void)pthread_mutex_lock(&d->lock);
    d->left_out = left_out;
    d->closures = d->wish.n;
    (void)pthread_mutex_unlock(&d->lock);
}

void drive_wait(struct drive *d)
{
    CHECK_OBJ(d, DRIVE_MAGIC);
    if (d->map != NULL && d->wish.applied)
        road_live_wait(d->map->live, d->wish.number);
}
