/* SPDX-License-Identifier: Apache-2.0 */
#include "story.h"

#include <math.h>

#include "base/mem.h"
#include "tablet.h"

#define ROUND_S 180.0
#define PRESS_S 3.0
#define RACE_S 42.0
#define RACE_WAIT_S 90.0  /* how long the race waits for its patrol at most */
#define RACE_LOOK_S 2.0   /* so often it looks whether the patrol is there */
#define POST_HELD_S 60.0  /* how long the patrol stays after the car has started */
#define POST_NEAR_M 700.0 /* the post is so far behind the first camera… */
#define POST_FAR_M 3500.0 /* …and no farther */
#define WANTED_S 100.0
#define SMALL_MEAN_S 110.0
#define CAMERA_SILENT_S 240.0
#define LOW_BATTERY_S 900.0

struct story {
    struct world *w;
    struct rng rng;
    unsigned round, presses, wanted;
    uint32_t pressed;    /* device pressed last */
    struct tablet *post; /* the patrol ahead of the next race; NULL: none */
    usec_t race_by;      /* then the race begins, patrol or not */
};

static void round_event(void *user, uint64_t arg, usec_t at);

static void later(struct story *s, double seconds, void (*fn)(void *user, uint64_t arg, usec_t at),
                  uint64_t arg)
{
    agenda_add(s->w->agenda, s->w->now + (usec_t)(seconds * 1e6), fn, s, arg);
}

uint32_t story_along(const struct city *c, uint32_t street, bool back, uint32_t *path,
                     uint32_t *cameras)
{
    const struct city_street *st = &c->streets[street];
    uint32_t run[CITY_PATH_MAX], n = 0, best = 0, best_cameras = 0, run_cameras = 0;
    for (uint32_t i = 0; i < st->path_n; i++) {
        uint32_t ds = back ? st->path[st->path_n - 1 - i] ^ 1 : st->path[i];
        if (n == CITY_PATH_MAX || (n > 0 && city_leave(c, run[n - 1]) != city_enter(c, ds)))
            n = run_cameras = 0;
        run[n++] = ds;
        run_cameras += c->camera_on[ds] != CITY_NONE;
        if (n > best) {
            best = n;
            best_cameras = run_cameras;
            memcpy(path, run, n * sizeof(*run));
        }
    }
    if (cameras)
        *cameras = best_cameras;
    return best;
}

static const struct city_device *device_of_kind(struct story *s, const char *kind, uint32_t turn)
{
    const struct city *c = s->w->city;
    uint32_t found[128], n = 0;
    for (uint32_t i = 0; i < c->device_n && n < ARRAY_LEN(found); i++)
        if (strcmp(c->sites[c->devices[i].site].kind, kind) == 0)
            found[n++] = i;
    return n ? &c->devices[found[turn % n]] : NULL;
}

static void raise_alarm(struct story *s, const struct city_device *d, const char *kind,
                        const char *what, const char *detail)
{
    const struct city_site *site = &s->w->city->sites[d->site];
    world_say(s->w, "%s: %s, %s (%s)", what, site->name, site->address,
              s->w->city->area_id[site->district]);
    roadside_alarm(s->w, d->id, kind, detail);
    s->pressed = (uint32_t)(d - s->w->city->devices);
}

static void press(void *user, uint64_t arg, usec_t at)
{
    UNUSED(arg);
    UNUSED(at);
    struct story *s = user;
    /*
     * 7 and the number of schools have no common divisor but 1 in any city here, so all have their
     * turn.
     */
    const struct city_device *d = device_of_kind(s, "school", 3 + 7 * s->presses++);
    if (d)
        raise_alarm(s, d, "panic", "panic button", "button pressed at the guard's desk");
}

/* The part of a path from a little before its first camera to a little behind its last. */
static uint32_t watched_part(const struct city *c, uint32_t *path, uint32_t n)
{
    uint32_t first = CITY_NONE, last = 0;
    for (uint32_t i = 0; i < n; i++)
        if (c->camera_on[path[i]] != CITY_NONE) {
            first = first == CITY_NONE ? i : first;
            last = i;
        }
    if (first == CITY_NONE)
        return n;
    uint32_t from = first > 1 ? first - 1 : 0, to = last + 3 < n ? last + 3 : n;
    memmove(path, path + from, (to - from) * sizeof(*path));
    return to - from;
}

/* The avenues, both ways, one after the other. */
static uint32_t avenue(const struct story *s, unsigned turn, uint32_t *path, const char **name)
{
    const struct city *c = s->w->city;
    uint32_t found[8], n = 0;
    for (uint32_t i = 0; i < c->street_n && n < ARRAY_LEN(found); i++)
        if (c->streets[i].kind == CITY_AVENUE)
            found[n++] = i;
    must(n > 0);
    uint32_t street = found[turn % n];
    *name = c->streets[street].name[0];
    return watched_part(c, path, story_along(c, street, turn / n % 2 == 1, path, NULL));
}

static void send_along(struct story *s, enum car_role role, unsigned turn, double over,
                       const char *what)
{
    uint32_t path[CITY_PATH_MAX];
    const char *street = "";
    uint32_t car = traffic_actor(s->w->traffic, role, turn);
    uint32_t n = avenue(s, turn, path, &street);
    if (car == CITY_NONE || n == 0)
        return;
    const struct car_look *look = &s->w->traffic->cars[car].look;
    world_say(s->w, "%s: %s %s %s along %s", what, look->color, look->make, look->plate, street);
    traffic_send(s->w->traffic, car, path, n, over, s->w->now);
}

/* Who is soonest at a place on the path ahead of its first camera, and where. */
static struct tablet *choose_post(struct story *s, const uint32_t *path, uint32_t n,
                                  struct geo_point *where)
{
    const struct city *c = s->w->city;
    struct tablet *best = NULL;
    double best_m = 1e9, along = -1;
    for (uint32_t i = 0; i < n; i++) {
        double len = city_segment_of(c, path[i])->len_m;
        if (along < 0 && c->camera_on[path[i]] != CITY_NONE)
            along = 0;
        else if (along >= 0)
            along += len;
        if (along < POST_NEAR_M || along > POST_FAR_M)
            continue;
        struct geo_point place = city_at(c, path[i], len / 2, NULL);
        for (uint32_t k = 0; k < s->w->tablets->n; k++) {
            struct tablet *t = &s->w->tablets->each[k];
            double m = geo_distance_fast_m(drive_where(t, s->w->now).at, place);
            if (tablet_free(t) && m < best_m) {
                best_m = m;
                best = t;
                *where = place;
            }
        }
    }
    return best;
}

static bool post_held(const struct story *s)
{
    return s->post && s->post->drive.why == DRIVE_POST && tablet_free(s->post);
}

static void take_post(struct story *s)
{
    uint32_t path[CITY_PATH_MAX];
    const char *street = "";
    struct geo_point where;
    uint32_t n = avenue(s, s->round, path, &street);
    struct tablet *last = s->post;
    s->post = choose_post(s, path, n, &where);
    if (last && last != s->post)
        tablet_relieve(last);
    if (s->post) {
        world_say(s->w, "%s takes its post at %s", s->post->unit->id, street);
        drive_to(s->post, where, DRIVE_POST);
    }
}

static void relieve(void *user, uint64_t round, usec_t at)
{
    UNUSED(at);
    struct story *s = user;
    if (s->post && s->round == round)
        tablet_relieve(s->post);
}

static void race(void *user, uint64_t arg, usec_t at)
{
    UNUSED(arg);
    struct story *s = user;
    if (!post_held(s)) /* it was sent elsewhere meanwhile */
        take_post(s);
    if (s->post && !s->post->drive.arrived && at < s->race_by) {
        later(s, RACE_LOOK_S, race, 0);
        return;
    }
    send_along(s, CAR_RACER, s->round, rng_between(&s->rng, 46, 58), "a car races");
    later(s, POST_HELD_S, relieve, s->round);
}

static void wanted_passes(void *user, uint64_t arg, usec_t at)
{
    UNUSED(arg);
    UNUSED(at);
    struct story *s = user;
    send_along(s, CAR_WANTED, s->wanted, rng_between(&s->rng, -8, 2), "a wanted car drives");
    s->wanted++;
}

static void round_event(void *user, uint64_t arg, usec_t at)
{
    UNUSED(arg);
    UNUSED(at);
    struct story *s = user;
    s->round++;
    later(s, 0, press, 0);
    take_post(s);
    s->race_by = s->w->now + (usec_t)((RACE_S - PRESS_S + RACE_WAIT_S) * 1e6);
    later(s, RACE_S - PRESS_S, race, 0);
    later(s, WANTED_S - PRESS_S, wanted_passes, 0);
    later(s, ROUND_S, round_event, 0);
}

/* small things */

static void battery_changed(void *user, uint64_t device, usec_t at)
{
    UNUSED(at);
    struct story *s = user;
    s->w->battery[device] = 1;
}

static void low_battery(struct story *s)
{
    const struct city *c = s->w->city;
    if (c->device_n == 0)
        return;
    uint32_t i = rng_below(&s->rng, c->device_n);
    s->w->battery[i] = 0.08;
    world_say(s->w, "low battery: %s (%s)", c->devices[i].name, c->devices[i].id);
    later(s, LOW_BATTERY_S, battery_changed, i);
}

static void camera_back(void *user, uint64_t camera, usec_t at)
{
    UNUSED(at);
    struct story *s = user;
    world_say(s->w, "camera speaks again: %s", s->w->city->cameras[camera].id);
}

static void camera_silent(struct story *s)
{
    const struct city *c = s->w->city;
    if (c->camera_n == 0)
        return;
    uint32_t i = rng_below(&s->rng, c->camera_n);
    usec_t pause = world_wall(s->w, CAMERA_SILENT_S);
    s->w->silent_until[i] = s->w->now + pause;
    world_say(s->w, "camera falls silent: %s, %s", c->cameras[i].id, c->cameras[i].name);
    agenda_add(s->w->agenda, s->w->now + pause, camera_back, s, i);
}

static void wrong_way(struct story *s)
{
    const struct city *c = s->w->city;
    uint32_t car = traffic_actor(s->w->traffic, CAR_WRONG_WAY, s->round);
    uint32_t found[64], n = 0;
    for (uint32_t i = 0; i < c->camera_n && n < ARRAY_LEN(found); i++)
        if (c->cameras[i].one_way)
            found[n++] = i;
    if (n == 0 || car == CITY_NONE)
        return;
    const struct city_camera *cam = &c->cameras[found[rng_below(&s->rng, n)]];
    uint32_t path[1] = {cam->spot.ds ^ 1};
    world_say(s->w, "a car drives the wrong way: %s at %s", s->w->traffic->cars[car].look.plate,
              cam->name);
    traffic_send(s->w->traffic, car, path, 1, -8, s->w->now);
}

static void some_alarm(struct story *s)
{
    static const struct {
        const char *site, *kind, *what, *detail;
    } table[] = {{"shop", "intrusion", "intrusion", "back door opened after closing"},
                 {"hospital", "medical", "call for help", "staff call in the reception"},
                 {"bank", "duress", "silent alarm", "duress code entered"},
                 {"shop", "technical", "technical fault", "mains power lost"},
                 {"bank", "tamper", "tamper contact", "panel cover opened"},
                 {"shop", "fire", "fire detector", "smoke in the store room"}};

    uint32_t k = rng_below(&s->rng, ARRAY_LEN(table));
    const struct city_device *d = device_of_kind(s, table[k].site, rng_below(&s->rng, 64));
    if (d)
        raise_alarm(s, d, table[k].kind, table[k].what, table[k].detail);
}

static void small_event(void *user, uint64_t arg, usec_t at)
{
    UNUSED(arg);
    UNUSED(at);
    struct story *s = user;
    const struct city *c = s->w->city;
    uint32_t dice = rng_below(&s->rng, 100);
    if (dice < 34) {
        some_alarm(s);
    } else if (dice < 50 && s->pressed < c->device_n) {
        const struct city_site *site = &c->sites[c->devices[s->pressed].site];
        bool school = strcmp(site->kind, "school") == 0;
        raise_alarm(s, &c->devices[s->pressed], school ? "panic" : "intrusion", "pressed again",
                    NULL);
    } else if (dice < 64) {
        low_battery(s);
    } else if (dice < 76) {
        camera_silent(s);
    } else if (dice < 88) {
        wrong_way(s);
    } else {
        send_along(s, CAR_HURRIED, s->round + 1, 21, "a hurried car drives");
    }
    later(s, fmin(-log(1 - rng_unit(&s->rng)) * SMALL_MEAN_S, 6 * SMALL_MEAN_S) + 5, small_event,
          0);
}

struct story *story_new(struct world *w)
{
    struct story *s = mem_alloc(sizeof(*s));
    s->w = w;
    s->rng = rng_from(w->opt.seed, 60);
    s->pressed = CITY_NONE;
    return s;
}

void story_free(struct story *s)
{
    free(s);
}

void story_start(struct story *s)
{
    later(s, PRESS_S, round_event, 0);
    later(s, 75, small_event, 0);
}
