/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a unit's vehicle moves: patrols its district along streets, and goes where it is sent by the
 * quickest way.
 */
#include <math.h>

#include "tablet_priv.h"

static void drive_event(void *user, uint64_t arg, usec_t at);

static double pleasant_kmh(struct tablet *t, uint32_t ds)
{
    const struct city *c = t->w->city;
    double limit = c->streets[city_segment_of(c, ds)->street].limit_kmh;
    double jitter = rng_between(&t->drive.rng, 0.92, 1.05);
    switch (t->drive.why) {
    case DRIVE_JOB: return fmin(limit + 35, 95) * jitter;
    case DRIVE_TIP:
    case DRIVE_POST: return fmin(limit + 15, 80) * jitter;
    case DRIVE_PATROL: break;
    }
    return fmin(limit * 0.8, strcmp(t->unit->kind, "inspector") == 0 ? 30 : 42) * jitter;
}

static void roll(struct tablet *t, uint32_t ds, double from_m, usec_t at)
{
    struct driver *d = &t->drive;
    const struct city_segment *s = city_segment_of(t->w->city, ds);
    bool last = d->path_i >= d->path_n;
    d->mv = (struct mover){.ds = ds,
                           .from_m = from_m,
                           .to_m = last && d->to_goal ? d->goal.m : s->len_m,
                           .mps = pleasant_kmh(t, ds) / 3.6,
                           .t0 = at};
    agenda_add(t->w->agenda, traffic_arrives(&d->mv), drive_event, t, d->trip);
}

static void stand(struct tablet *t, usec_t at)
{
    struct driver *d = &t->drive;
    d->mv.from_m = d->mv.to_m;
    d->mv.mps = 0;
    d->mv.t0 = at;
}

static void patrol_event(void *user, uint64_t arg, usec_t at)
{
    UNUSED(at);
    struct tablet *t = user;
    if (arg == t->drive.trip)
        drive_patrol(t);
}

static void drive_event(void *user, uint64_t arg, usec_t at)
{
    struct tablet *t = user;
    struct driver *d = &t->drive;
    if (arg != d->trip)
        return;
    if (d->path_i < d->path_n) {
        uint32_t next = d->path[d->path_i++];
        roll(t, next, 0, at);
        return;
    }
    stand(t, at);
    if (d->to_goal) {
        d->arrived = true;
        tablet_arrived(t);
    } else {
        bool walks = strcmp(t->unit->kind, "inspector") == 0;
        double pause = rng_between(&d->rng, walks ? 30 : 4, walks ? 110 : 35);
        agenda_add(t->w->agenda, at + (usec_t)(pause * 1e6), patrol_event, t, d->trip);
    }
}

/* How far along its segment the vehicle is now. */
static double metres_now(const struct tablet *t)
{
    const struct mover *mv = &t->drive.mv;
    double m = mv->from_m + mv->mps * (double)(t->w->now - mv->t0) / 1e6;
    return m < mv->from_m ? mv->from_m : m > mv->to_m ? mv->to_m : m;
}

static double length_of(const struct city *c, const uint32_t *path, uint32_t n)
{
    double m = 0;
    for (uint32_t i = 0; i < n; i++)
        m += city_segment_of(c, path[i])->len_m;
    return m;
}

struct plan {
    uint32_t path[CITY_PATH_MAX];
    uint32_t n;
    bool turn_back; /* first turn on the spot */
    struct city_spot goal;
    double m;
};

/* One way to the goal: going on or turning back first, coming to the goal from either side. */
static void consider(struct tablet *t, struct plan *best, bool turn_back, struct city_spot goal)
{
    const struct city *c = t->w->city;
    uint32_t ds = t->drive.mv.ds ^ (turn_back ? 1u : 0u);
    double len = city_segment_of(c, ds)->len_m;
    double here = turn_back ? len - metres_now(t) : metres_now(t);
    struct plan p = {.turn_back = turn_back, .goal = goal};
    if (goal.ds == ds && goal.m >= here) {
        p.m = goal.m - here;
    } else {
        uint32_t n = city_route(t->w->router, city_leave(c, ds), city_enter(c, goal.ds), p.path);
        if (n == CITY_NONE || n + 1 > CITY_PATH_MAX)
            return;
        p.path[n] = goal.ds;
        p.n = n + 1;
        p.m = len - here + length_of(c, p.path, n) + goal.m;
    }
    p.m += turn_back ? 25 : 0;
    if (best->m < 0 || p.m < best->m)
        *best = p;
}

static struct plan plan_to(struct tablet *t, struct city_spot goal)
{
    const struct city *c = t->w->city;
    struct plan best = {.m = -1};
    bool back_here = !city_segment_of(c, t->drive.mv.ds)->one_way;
    struct city_spot other = {goal.ds ^ 1, city_segment_of(c, goal.ds)->len_m - goal.m};
    bool back_there = !city_segment_of(c, goal.ds)->one_way;
    for (int turn = 0; turn <= (back_here ? 1 : 0); turn++) {
        consider(t, &best, turn == 1, goal);
        if (back_there)
            consider(t, &best, turn == 1, other);
    }
    return best;
}

static void follow(struct tablet *t, const struct plan *plan, enum drive why, bool to_goal)
{
    struct driver *d = &t->drive;
    double here = metres_now(t);
    uint32_t ds = d->mv.ds;
    if (plan->turn_back) {
        here = city_segment_of(t->w->city, ds)->len_m - here;
        ds ^= 1;
    }
    memcpy(d->path, plan->path, plan->n * sizeof(*d->path));
    d->path_n = plan->n;
    d->path_i = 0;
    d->goal = plan->goal;
    d->to_goal = to_goal;
    d->arrived = false;
    d->why = why;
    d->trip++;
    roll(t, ds, here, t->w->now);
}

void drive_to(struct tablet *t, struct geo_point at, enum drive why)
{
    struct plan plan = plan_to(t, city_nearest(t->w->city, at, NULL));
    if (plan.m >= 0)
        follow(t, &plan, why, true);
}

void drive_patrol(struct tablet *t)
{
    const struct city *c = t->w->city;
    uint32_t goal = t->unit->home;
    for (unsigned tries = 0; tries < 200; tries++) {
        uint32_t j = rng_below(&t->drive.rng, c->junction_n);
        if (c->junctions[j].district == t->unit->district && j != city_leave(c, t->drive.mv.ds)) {
            goal = j;
            break;
        }
    }
    /*
     * A patrol turns round only where it stands at a junction's end anyway: it goes on to the next
     * one.
     */
    struct plan plan = {.turn_back = false};
    plan.n = city_route(t->w->router, city_leave(c, t->drive.mv.ds), goal, plan.path);
    if (plan.n == CITY_NONE)
        plan.n = 0;
    follow(t, &plan, DRIVE_PATROL, false);
}

struct traffic_fix drive_where(const struct tablet *t, usec_t at)
{
    return traffic_where(t->w->city, &t->drive.mv, at);
}

void drive_start(struct tablet *t)
{
    const struct city *c = t->w->city;
    const struct city_junction *home = &c->junctions[t->unit->home];
    must(home->arms > 0);
    uint32_t ds = c->arms[home->arm];
    t->drive.rng = rng_from(c->plan.seed, 5000 + (uint64_t)(t->unit - c->units));
    t->drive.mv = (struct mover){.ds = ds, .to_m = city_segment_of(c, ds)->len_m};
    t->drive.why = DRIVE_PATROL;
    drive_patrol(t);
}
