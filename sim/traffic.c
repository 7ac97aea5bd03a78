/* SPDX-License-Identifier: Apache-2.0 */
#include "traffic.h"

#include <math.h>

#include "base/mem.h"

#define TURN_STRAIGHT10 350 /* headings that differ less count as "straight on" */

struct traffic_fix traffic_where(const struct city *c, const struct mover *mv, usec_t at)
{
    double m = mv->from_m + mv->mps * (double)(at - mv->t0) / 1e6;
    bool there = m >= mv->to_m || mv->mps <= 0;
    struct traffic_fix fix = {.kmh10 = there ? 0 : (int)lrint(mv->mps * 36)};
    fix.at = city_at(c, mv->ds, there ? mv->to_m : m < mv->from_m ? mv->from_m : m, &fix.heading10);
    return fix;
}

usec_t traffic_arrives(const struct mover *mv)
{
    double m = mv->to_m - mv->from_m;
    return mv->mps > 0 && m > 0 ? mv->t0 + (usec_t)ceil(m / mv->mps * 1e6) : mv->t0;
}

static void car_event(void *user, uint64_t arg, usec_t at);

static uint64_t car_arg(const struct traffic *t, const struct car *car, bool passes)
{
    return (uint64_t)(car - t->cars) << 32 | (uint64_t)(car->trip & 0x7fffffff) << 1 |
           (passes ? 1u : 0u);
}

static void enter(struct traffic *t, struct car *car, uint32_t ds, usec_t at)
{
    const struct city_segment *s = city_segment_of(t->c, ds);
    double limit = t->c->streets[s->street].limit_kmh;
    double kmh = car->role == CAR_BACKGROUND || car->role == CAR_LOOKALIKE
                     ? limit * car->habit * rng_between(&car->rng, 0.88, 1.06)
                     : limit + car->over_kmh + rng_between(&car->rng, -1.5, 1.5);
    car->mv = (struct mover){.ds = ds, .to_m = s->len_m, .mps = kmh / 3.6, .t0 = at};
    if (t->c->camera_on[ds] != CITY_NONE) {
        double m = city_camera_m(t->c, ds);
        agenda_add(t->agenda, at + (usec_t)(m / car->mv.mps * 1e6), car_event, t,
                   car_arg(t, car, true));
    }
    agenda_add(t->agenda, traffic_arrives(&car->mv), car_event, t, car_arg(t, car, false));
}

/* Wanders on: rather straight, rather on the larger road, back only where there is nothing else. */
static uint32_t next_segment(const struct traffic *t, struct car *car)
{
    const struct city *c = t->c;
    const struct city_junction *j = &c->junctions[city_leave(c, car->mv.ds)];
    int heading10 = 0;
    city_at(c, car->mv.ds, car->mv.to_m, &heading10);
    double weight[16], sum = 0;
    uint32_t n = j->arms < 16 ? j->arms : 16;
    for (uint32_t k = 0; k < n; k++) {
        uint32_t ds = c->arms[j->arm + k];
        int out10 = 0;
        city_at(c, ds, 0, &out10);
        int turn = abs(geo_heading_diff10(heading10, out10));
        static const double road[] = {
            [CITY_RING] = 3, [CITY_AVENUE] = 4, [CITY_MAIN] = 3, [CITY_MINOR] = 0.5};
        weight[k] =
            ds == (car->mv.ds ^ 1) ? 1e-6 : road[c->streets[city_segment_of(c, ds)->street].kind];
        weight[k] *= turn < TURN_STRAIGHT10 ? 3.5 : 1;
        sum += weight[k];
    }
    must(n > 0);
    double pick = rng_unit(&car->rng) * sum;
    uint32_t k = 0;
    while (k + 1 < n && pick >= weight[k])
        pick -= weight[k++];
    return c->arms[j->arm + k];
}

/* One character as an engine would confuse it, kept in the plate's format. */
static void confuse(struct rng *r, const char *plate, char *out, size_t cap)
{
    static const char pairs[][3] = {"17", "38", "56", "OQ", "UV", "BR",
                                    "EF", "CG", "MN", "89", "23"};
    bool fits = str_copy(out, cap, str_c(plate));
    must(fits);
    size_t n = strlen(out), start = rng_below(r, (uint32_t)n);
    for (size_t i = 0; i < n; i++) {
        char *ch = &out[(start + i) % n];
        for (size_t k = 0; k < ARRAY_LEN(pairs); k++)
            if (*ch == pairs[k][0] || *ch == pairs[k][1]) {
                *ch = *ch == pairs[k][0] ? pairs[k][1] : pairs[k][0];
                return;
            }
    }
    out[0] = '\0';
}

static void read_car(struct traffic *t, struct car *car, usec_t at)
{
    struct traffic_fix fix = traffic_where(t->c, &car->mv, at);
    struct traffic_read read = {.camera = t->c->camera_on[car->mv.ds],
                                .car = (uint32_t)(car - t->cars),
                                .at = at,
                                .kmh = car->mv.mps * 3.6,
                                .heading10 = fix.heading10,
                                .confidence = rng_between(&car->rng, 0.9, 0.995)};
    if (car->role == CAR_LOOKALIKE || rng_chance(&car->rng, 0.02)) {
        read.confidence = rng_between(&car->rng, 0.6, 0.78);
        confuse(&car->rng, car->look.plate, read.alternative, sizeof(read.alternative));
    }
    read.number = t->reads++;
    t->on_read(t->user, &read);
}

static void car_event(void *user, uint64_t arg, usec_t at)
{
    struct traffic *t = user;
    struct car *car = &t->cars[arg >> 32];
    if ((car->trip & 0x7fffffff) != ((arg >> 1) & 0x7fffffff) || car->hidden)
        return;
    if (arg & 1) {
        read_car(t, car, at);
        return;
    }
    if (car->path) {
        if (car->path_i < car->path_n) {
            enter(t, car, car->path[car->path_i++], at);
        } else {
            car->hidden = true;
            car->trip++;
        }
        return;
    }
    const struct city_junction *j = &t->c->junctions[city_leave(t->c, car->mv.ds)];
    uint32_t ds = next_segment(t, car);
    if (j->lights && car->mv.mps > 0 &&
        rng_chance(&car->rng, 0.3)) { /* waits at the red light, then is asked again */
        car->mv.from_m = car->mv.to_m;
        car->mv.mps = 0;
        car->mv.t0 = at + (usec_t)(rng_between(&car->rng, 3, 22) * 1e6);
        agenda_add(t->agenda, car->mv.t0, car_event, t, car_arg(t, car, false));
        return;
    }
    enter(t, car, ds, at);
}

static void start_background(struct traffic *t, struct car *car)
{
    uint32_t ds = 0;
    do
        ds = rng_below(&car->rng, 2 * t->c->segment_n);
    while (ds & 1 && city_segment_of(t->c, ds)->one_way);
    /* Its first segment is entered at a moment of its own, so that not all turn at once. */
    car->mv = (struct mover){.ds = ds, .to_m = city_segment_of(t->c, ds)->len_m};
    car->mv.from_m = car->mv.to_m;
    agenda_add(t->agenda, (usec_t)(rng_between(&car->rng, 0, 30) * 1e6), car_event, t,
               car_arg(t, car, false));
}

struct traffic *traffic_new(const struct city *c, struct agenda *a, uint32_t cars,
                            void (*on_read)(void *user, const struct traffic_read *read),
                            void *user)
{
    static const enum car_role actors[TRAFFIC_ACTORS] = {
        CAR_RACER,  CAR_RACER, CAR_RACER,     CAR_RACER,     CAR_WANTED,  CAR_WANTED,
        CAR_WANTED, CAR_RACER, CAR_WRONG_WAY, CAR_WRONG_WAY, CAR_HURRIED, CAR_HURRIED};
    struct traffic *t = mem_alloc(sizeof(*t));
    t->c = c;
    t->agenda = a;
    t->on_read = on_read;
    t->user = user;
    t->background_n = cars;
    t->car_n = cars + TRAFFIC_ACTORS;
    t->cars = mem_array(t->car_n, sizeof(*t->cars));
    for (uint32_t i = 0; i < t->car_n; i++) {
        struct car *car = &t->cars[i];
        car->role = i >= cars ? actors[i - cars] : i == 0 ? CAR_LOOKALIKE : CAR_BACKGROUND;
        car->look = traffic_look(c->plan.seed, i >= cars ? i - cars : i, car->role);
        car->rng = rng_from(c->plan.seed, 1000 + i);
        car->habit = rng_between(&car->rng, 0.72, 1.02);
        car->hidden = i >= cars;
        if (!car->hidden)
            start_background(t, car);
    }
    return t;
}

void traffic_free(struct traffic *t)
{
    if (!t)
        return;
    for (uint32_t i = 0; i < t->car_n; i++)
        free(t->cars[i].path);
    free(t->cars);
    free(t);
}

uint32_t traffic_actor(const struct traffic *t, enum car_role role, unsigned turn)
{
    uint32_t found[TRAFFIC_ACTORS], n = 0;
    for (uint32_t i = t->background_n; i < t->car_n; i++)
        if (t->cars[i].role == role && t->cars[i].hidden)
            found[n++] = i;
    return n ? found[turn % n] : CITY_NONE;
}

void traffic_send(struct traffic *t, uint32_t car_i, const uint32_t *path, uint32_t n,
                  double over_kmh, usec_t at)
{
    must(car_i < t->car_n && t->cars[car_i].hidden && n > 0 && n <= CITY_PATH_MAX);
    struct car *car = &t->cars[car_i];
    free(car->path);
    car->path = mem_array(n, sizeof(*path));
    memcpy(car->path, path, n * sizeof(*path));
    car->path_n = n;
    car->path_i = 1;
    car->over_kmh = over_kmh;
    car->hidden = false;
    enter(t, car, path[0], at);
}

usec_t traffic_duration(const struct traffic *t, const uint32_t *path, uint32_t n, double over_kmh)
{
    double seconds = 0;
    for (uint32_t i = 0; i < n; i++) {
        const struct city_segment *s = city_segment_of(t->c, path[i]);
        seconds += s->len_m * 3.6 / (t->c->streets[s->street].limit_kmh + over_kmh);
    }
    return (usec_t)(seconds * 1e6);
}
