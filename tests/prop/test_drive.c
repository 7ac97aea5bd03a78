/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who is recommended, on 10,000 random pictures: nobody who is off duty, committed, busy, silent or without a position; by road exactly who a
 * search over all of them finds; and whoever is there by air is said to be, with the reason.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "core/nearest.h"
#include "desk/unit/unit.h"
#include "roads/part.h"
#include "store/file.h"
#include "support/rig.h"
#include "unit/roads/small.h"

#define PICTURES 10000
#define UNITS 40
#define SIDE 12
#define STEP 4 /* of small_at: 340 metres */
#define CLOSURES 12

struct world {
    struct rig *rig;
    struct drive *drive;
    uint64_t seed;
    /* The same map, metric and closures, made apart from what is tested. */
    struct roads *roads;
    struct road_metric *metric;
    struct road_search *search;
    bool closed[CLOSURES];
};

static uint32_t below(struct world *w, uint32_t n)
{
    return (uint32_t)(t_rand(&w->seed) % n);
}

/* A town with streets missing and one-way ones, and a street of its own that leads nowhere else. */
static void write_map(struct world *w)
{
    struct draft d;
    struct str bytes;
    struct err e = {0};
    char path[520], folder[500];
    draft_init(&d);
    for (int32_t i = 0; i < SIDE * SIDE; i++)
        (void)small_point(&d, i % SIDE * STEP, i / SIDE * STEP);
    for (uint32_t i = 0; i < SIDE * SIDE; i++) {
        uint32_t ms = 10000 + below(w, 60000);
        if (i % SIDE + 1 < SIDE && below(w, 8) > 0)
            small_road(&d, i, i + 1, ms, below(w, 5) == 0 ? 0 : ms);
        if (i + SIDE < SIDE * SIDE && below(w, 8) > 0)
            small_road(&d, i, i + SIDE, ms, below(w, 5) == 0 ? 0 : ms);
    }
    T_OK(roads_build(&d, &bytes, &e));
    (void)snprintf(folder, sizeof folder, "%s/roads", rig_dir(w->rig));
    (void)snprintf(path, sizeof path, "%s/map", folder);
    T_OK(file_make_dir(folder, &e));
    T_OK(file_replace(folder, path, bytes, &e));
    T_OK(roads_map(&w->roads, path, &e));
    free((void *)(uintptr_t)bytes.p);
    draft_release(&d);
}

/* ---- closures ---- */

static void closure_at(int i, struct closure *c)
{
    *c = (struct closure){0};
    closure_set_lat(c, small_at(0, i * STEP).lat7);
    closure_set_lon(c, small_at(i * STEP, 0).lon7 + 3000);
    closure_set_radius_m(c, 120);
    closure_set_time_permille(c, i % 3 == 0 ? 4000 : 0);
}

static void price(struct world *w)
{
    static struct road_change changes[CLOSURES * 64];
    struct err e = {0};
    size_t n = 0;
    for (int i = 0; i < CLOSURES; i++) {
        uint32_t arcs[64], found = 0;
        struct closure c;
        closure_at(i, &c);
        if (w->closed[i] && roads_near(w->roads, (struct geo_point){(int32_t)c.lat, (int32_t)c.lon},
                                       120, arcs, 64, &found, &e) == RC_OK)
            for (uint32_t k = 0; k < found; k++)
                changes[n++] = (struct road_change){arcs[k], (uint16_t)c.time_permille};
    }
    road_metric_free(w->metric);
    w->metric = NULL;
    T_OK(road_metric_new(w->roads, &road_emergency, NULL, changes, n, &w->metric, &e));
    T_REQUIRE(w->metric != NULL);
}

static void close_some(struct world *w)
{
    for (int i = 0; i < CLOSURES; i++) {
        char id[16];
        struct closure c;
        if (below(w, 3) > 0)
            continue;
        (void)snprintf(id, sizeof id, "c%d", i);
        closure_at(i, &c);
        closure_set_from(&c, rig_now(w->rig));
        closure_set_wake_at(&c, rig_now(w->rig) + 365 * USEC_DAY);
        w->closed[i] = !w->closed[i];
        if (!w->closed[i])
            c = (struct closure){0};
        rig_event(w->rig, w->closed[i] ? EV_CLOSURE_PLACED : EV_CLOSURE_EXPIRED, id, &c);
    }
    drive_note(w->drive, rig_picture(w->rig), rig_now(w->rig));
    drive_apply(w->drive);
    drive_wait(w->drive);
    price(w);
}

/* ---- units ---- */

static const char *unit_id(int i)
{
    static char id[16];
    (void)snprintf(id, sizeof id, "M%d", i);
    return id;
}

static struct geo_point somewhere(struct world *w)
{
    int32_t wide = (SIDE - 1) * STEP * 10000, over = below(w, 6) == 0 ? wide : 3000;
    return (struct geo_point){
        small_at(0, 0).lat7 - over + (int32_t)below(w, (uint32_t)(wide + 2 * over)),
        small_at(0, 0).lon7 - over + (int32_t)below(w, (uint32_t)(wide + 2 * over))};
}

static void change_unit(struct world *w, int i)
{
    struct unit u = {0};
    unit_set_name(&u, str_c(unit_id(i)));
    unit_set_area(&u, below(w, 2) == 0 ? STR("a") : STR("b"));
    unit_set_duty(&u, below(w, 4) == 0 ? UNIT_DUTY_OFF : UNIT_DUTY_ON);
    unit_set_status(&u, below(w, 3) == 0 ? below(w, 6) : UNIT_STATUS_AVAILABLE);
    rig_event(w->rig, EV_UNIT_SET, unit_id(i), &u);
    u = (struct unit){0};
    unit_set_assignment(&u, below(w, 4) == 0 ? STR("G7") : STR_NONE);
    rig_event(w->rig, EV_UNIT_STATUS, unit_id(i), &u);
}

static void move_unit(struct world *w, int i)
{
    struct live *l = rig_live(w->rig);
    live_write_lock(l);
    struct live_unit *at = live_unit(l, str_c(unit_id(i)), true);
    live_unit_forget(l, at); /* so that a fix may also be an older one */
    if (below(w, 6) > 0) {
        struct live_unit fix = {.at = somewhere(w),
                                .fix = rig_now(w->rig) - (usec_t)below(w, 180) * USEC_S};
        T(live_fix(l, at, &fix));
    }
    live_unlock(l);
}

static void change_some(struct world *w, uint32_t part)
{
    for (int i = 0; i < UNITS; i++) {
        if (below(w, part) == 0)
            change_unit(w, i);
        if (below(w, part) == 0)
            move_unit(w, i);
    }
}

/* ---- what must hold ---- */

/* As the header of nearest.h says it, from picture and live alone. */
static bool may_go(struct world *w, const struct nearest_ask *ask, int i)
{
    const struct unit *u = picture_get(rig_picture(w->rig), KIND_UNIT, str_c(unit_id(i)));
    const struct live_unit *at = live_unit(rig_live(w->rig), str_c(unit_id(i)), false);
    return u->duty == UNIT_DUTY_ON && u->assignment.n == 0 && u->status != UNIT_STATUS_BUSY &&
           u->status != UNIT_STATUS_OUT && at != NULL && at->known &&
           rig_now(w->rig) - at->fix <= 120 * USEC_S &&
           (ask->area.n == 0 || str_eq(u->area, ask->area)) &&
           !ids_has(ask->skip, str_c(unit_id(i)));
}

/* What is right for this unit: seconds by road, or the word for why not. */
static const char *right(struct world *w, const struct road_place *to, int i, uint32_t *eta_s)
{
    const struct live_unit *at = live_unit(rig_live(w->rig), str_c(unit_id(i)), false);
    struct road_place from;
    uint32_t ms;
    if (!roads_snap(w->roads, at->at, DRIVE_UNIT_M, &from, NULL))
        return "unit_off_road";
    road_times_to(w->search, w->metric, to, &from, 1, &ms);
    *eta_s = (ms + 500) / 1000;
    return ms < ROADS_NEVER ? NULL : "no_way";
}

static int number_of(const struct candidate *c)
{
    int64_t n = -1;
    T(str_i64((struct str){c->unit->id.p + 1, c->unit->id.n - 1}, &n) && n >= 0 && n < UNITS);
    return (int)n;
}

static bool same(const char *a, const char *b)
{
    return (a == NULL) == (b == NULL) && (a == NULL || strcmp(a, b) == 0);
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* Each that is there is right, and their order; *last: the slowest by road. Returns how many are by road. */
static uint32_t check_fit(struct world *w, const struct nearest_ask *ask,
                          const struct road_place *to, const struct nearest *n, uint32_t *last)
{
    uint32_t by_road = 0;
    for (size_t i = 0; i < n->nfit; i++) {
        const struct candidate *c = &n->fit[i], *before = i > 0 ? &n->fit[i - 1] : NULL;
        uint32_t eta_s = 0;
        const char *air = n->air != NULL ? n->air : right(w, to, number_of(c), &eta_s);
        T(may_go(w, ask, number_of(c)));
        T(same(c->air, air));
        if (air == NULL)
            T_EQ(c->eta_s, eta_s);
        by_road += air == NULL;
        *last = air == NULL ? eta_s : *last;
        if (before != NULL && same(before->air, "no_way") == same(c->air, "no_way"))
            T(before->eta_s <= c->eta_s);
        else
            T(before == NULL || same(c->air, "no_way"));
        for (size_t k = 0; k < i; k++)
            T(n->fit[k].unit != c->unit);
    }
    return by_road;
}

/* Nobody is left out who would be there sooner by road. */
static void check_whole(struct world *w, const struct nearest_ask *ask, const struct road_place *to,
                        const struct nearest *n)
{
    uint32_t all[UNITS], nall = 0, fit = 0, last = 0;
    for (int i = 0; i < UNITS; i++) {
        uint32_t eta_s = 0;
        bool may = may_go(w, ask, i);
        fit += may;
        if (may && n->air == NULL && right(w, to, i, &eta_s) == NULL)
            all[nall++] = eta_s;
    }
    T_EQ(n->nfit, fit < ask->k ? fit : ask->k);
    qsort(all, nall, sizeof *all, by_number);
    uint32_t by_road = check_fit(w, ask, to, n, &last);
    T(by_road <= nall);
    for (uint32_t i = 0, k = 0; i < n->nfit; i++)
        if (n->fit[i].air == NULL)
            T_EQ(n->fit[i].eta_s, all[k++]);
    for (size_t i = 0; i < n->nmissing; i++)
        T(n->missing[i].why != NULL && !may_go(w, ask, number_of(&n->missing[i])));
}

static uint32_t ask_once(struct world *w)
{
    static const struct str areas[] = {STR_INIT(""), STR_INIT(""), STR_INIT("a"), STR_INIT("b")};
    struct nearest_ask ask = {.at = somewhere(w),
                              .k = 1 + below(w, NEAREST_MAX),
                              .area = areas[below(w, 4)],
                              .skip = below(w, 3) == 0 ? STR("M1,M3,M5") : STR_NONE,
                              .drive = below(w, 20) == 0 ? NULL : w->drive};
    struct nearest n;
    struct road_place to;
    const char *air = ask.drive == NULL                                        ? "no_map"
                      : roads_snap(w->roads, ask.at, DRIVE_PLACE_M, &to, NULL) ? NULL
                                                                               : "place_off_road";
    nearest_find(rig_picture(w->rig), rig_live(w->rig), rig_settings(w->rig), rig_now(w->rig), &ask,
                 &n);
    T(same(n.air, air));
    check_whole(w, &ask, &to, &n);
    return n.air == NULL && n.nfit > 0 && n.fit[0].air == NULL;
}

static void test_recommended__are_those_who_may_go_and_are_there_first(void)
{
    static const struct desk *const desks[] = {&desk_unit, NULL};
    struct world w = {.rig = rig_new(desks), .seed = t_seed()};
    uint32_t by_road = 0;
    write_map(&w);
    w.search = road_search_new(w.roads);
    w.drive = drive_new(rig_dir(w.rig));
    change_some(&w, 1);
    drive_look(w.drive, rig_live(w.rig));
    for (int i = 0; i < PICTURES; i++) {
        if (i % 100 == 0)
            close_some(&w);
        change_some(&w, 8);
        if (below(&w, 3) == 0)
            drive_follow(w.drive, rig_live(w.rig));
        by_road += ask_once(&w);
    }
    T(by_road > PICTURES / 2); /* else this proves little */
    drive_free(w.drive);
    road_search_free(w.search);
    road_metric_free(w.metric);
    roads_close(w.roads);
    rig_free(w.rig);
}

int main(void)
{
    T_RUN(test_recommended__are_those_who_may_go_and_are_there_first);
    return t_end();
}
