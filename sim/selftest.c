/* SPDX-License-Identifier: Apache-2.0 */
/* What can be proved about the city without a centre: markaz-sim --self-test. */
#include "base/json.h"
#include "base/mem.h"
#include "country.h"
#include "geo/ahead.h"
#include "story.h"
#include "tablet.h"
#include "world.h"

#define READS 1000
#define ROADS_M 3.0 /* rounding to 10^-7 degrees and the flat distance stay far below this */

static unsigned passed, failed;

static void check(bool good, const char *what)
{
    good ? passed++ : failed++;
    if (!good)
        printf("FAILED: %s\n", what);
}

static bool same(const struct sha256 *a, const struct sha256 *b)
{
    return memcmp(a, b, sizeof(*a)) == 0;
}

struct tally {
    struct world *w;
    struct sha256_ctx *hash;
    unsigned n, with_speed, second;
    struct traffic_read first[24];
};

static void count_read(void *user, const struct traffic_read *read)
{
    struct tally *t = user;
    if (t->n >= READS)
        return;
    char text[200];
    int n = snprintf(text, sizeof(text), "%u %s %ld %.3f %d %.4f %s\n", (unsigned)read->camera,
                     t->w->traffic->cars[read->car].look.plate, (long)read->at, read->kmh,
                     read->heading10, read->confidence, read->alternative);
    sha256_add(t->hash, (struct str){text, (size_t)n});
    if (t->n < ARRAY_LEN(t->first))
        t->first[t->n] = *read;
    t->with_speed += read->kmh > 5 && read->kmh < 160;
    t->second += read->alternative[0] != '\0';
    t->n++;
}

/* The first reads of a run; the number of seconds it took the city is put into *seconds. */
static struct sha256 first_reads(const struct options *opt, uint64_t seed, struct tally *t)
{
    struct world w = {.opt = *opt};
    w.city =
        city_new(&(struct city_plan){.seed = seed, .units = opt->units, .cameras = opt->cameras});
    w.agenda = agenda_new();
    *t = (struct tally){.w = &w, .hash = sha256_begin()};
    w.traffic = traffic_new(w.city, w.agenda, opt->cars, count_read, t);
    for (usec_t at = 0; t->n < READS && at < 7200 * USEC_S; at += USEC_S)
        agenda_run(w.agenda, at);
    traffic_free(w.traffic);
    agenda_free(w.agenda);
    city_free(w.city);
    t->w = NULL;
    return sha256_done(t->hash);
}

static void test_same_again(const struct options *opt)
{
    struct city *a = city_new(
        &(struct city_plan){.seed = opt->seed, .units = opt->units, .cameras = opt->cameras});
    struct city *b = city_new(
        &(struct city_plan){.seed = opt->seed, .units = opt->units, .cameras = opt->cameras});
    struct city *other = city_new(
        &(struct city_plan){.seed = opt->seed + 1, .units = opt->units, .cameras = opt->cameras});
    struct sha256 ha = city_hash(a), hb = city_hash(b), ho = city_hash(other);
    check(same(&ha, &hb), "the same seed gives the same city");
    check(!same(&ha, &ho), "another seed gives another city");
    city_free(a);
    city_free(b);
    city_free(other);
    struct tally ta, tb, to;
    ha = first_reads(opt, opt->seed, &ta);
    hb = first_reads(opt, opt->seed, &tb);
    ho = first_reads(opt, opt->seed + 1, &to);
    check(ta.n == READS, "a thousand reads come within two hours");
    check(same(&ha, &hb), "the same seed gives the same first thousand reads");
    check(!same(&ha, &ho), "another seed gives other reads");
    check(ta.with_speed == READS, "reads have believable speeds");
    check(ta.second > 0 && ta.second < READS / 4, "a few reads have a second thought");
}

static unsigned count_sites(const struct city *c, const char *kind)
{
    unsigned n = 0;
    for (uint32_t i = 0; i < c->site_n; i++)
        n += strcmp(c->sites[i].kind, kind) == 0;
    return n;
}

static bool well_formed(const struct city *c, void (*put)(const struct city *c, struct buf *out))
{
    struct buf text;
    struct err e;
    buf_init(&text, CITY_TEXT_MAX);
    put(c, &text);
    bool good = buf_ok(&text) && json_check(buf_str(&text), &e) == RC_OK;
    buf_release(&text);
    return good;
}

static void test_city(const struct options *opt, uint64_t seed)
{
    struct city *c =
        city_new(&(struct city_plan){.seed = seed, .units = opt->units, .cameras = opt->cameras});
    check(c->junction_n > 400, "the city has streets");
    check(count_sites(c, "school") == 24 && count_sites(c, "hospital") == 4 &&
              count_sites(c, "station") == 5,
          "24 schools, 4 hospitals, 5 duty stations");
    check(c->camera_n == opt->cameras, "all cameras found a place");
    check(well_formed(c, city_put_areas) && well_formed(c, city_put_streets),
          "GeoJSON is well-formed");
    struct city_router *r = city_router_new(c);
    struct rng rng = rng_from(seed, 99);
    uint32_t path[CITY_PATH_MAX];
    bool reach = true, lawful = true, joined = true;
    for (unsigned i = 0; i < 200; i++) {
        uint32_t from = rng_below(&rng, c->junction_n), to = rng_below(&rng, c->junction_n);
        uint32_t n = city_route(r, from, to, path);
        reach = reach && n != CITY_NONE && (n > 0 || from == to);
        for (uint32_t k = 0; n != CITY_NONE && k < n; k++) {
            lawful = lawful && !(path[k] & 1 && city_segment_of(c, path[k])->one_way);
            joined = joined && city_enter(c, path[k]) == (k ? city_leave(c, path[k - 1]) : from);
        }
    }
    check(reach, "every junction can be reached");
    check(lawful, "routes keep to one-way streets");
    check(joined, "routes have no gaps");
    uint32_t avenues = 0, few = 0, cameras = 0;
    for (uint32_t s = 0; s < c->street_n; s++)
        for (int back = 0; back <= 1 && c->streets[s].kind == CITY_AVENUE; back++) {
            uint32_t n = story_along(c, s, back == 1, path, &cameras);
            avenues += n > 10;
            few += opt->cameras >= 60 && cameras < 4;
        }
    check(avenues == 4 && few == 0, "each avenue passes at least four cameras, both ways");
    city_router_free(r);
    city_free(c);
}

static void test_units(const struct options *opt)
{
    struct outbox_queue queue = {.client = NULL};
    struct world w = {.opt = *opt, .queue = &queue};
    w.city = city_new(
        &(struct city_plan){.seed = opt->seed, .units = opt->units, .cameras = opt->cameras});
    w.router = city_router_new(w.city);
    w.agenda = agenda_new();
    w.tablets = tablets_new(&w);
    struct geo_point *before = mem_array(w.tablets->n + 1, sizeof(*before));
    double *driven = mem_array(w.tablets->n + 1, sizeof(*driven));
    double worst = 0, jump = 0;
    bool wrong_way = false;
    for (unsigned second = 0; second <= 600; second++) {
        w.now = second * USEC_S;
        for (usec_t next = agenda_next(w.agenda); next <= (usec_t)second * USEC_S;
             next = agenda_next(w.agenda)) {
            w.now = next;
            agenda_run(w.agenda, next);
        }
        w.now = second * USEC_S;
        for (uint32_t i = 0; i < w.tablets->n; i++) {
            struct tablet *t = &w.tablets->each[i];
            struct geo_point at = drive_where(t, w.now).at;
            double off = 0, moved = second ? geo_distance_m(before[i], at) : 0;
            if (second % 20 == 0)
                city_nearest(w.city, at, &off);
            worst = off > worst ? off : worst;
            jump = moved > jump ? moved : jump;
            driven[i] += moved;
            before[i] = at;
            wrong_way = wrong_way ||
                        (t->drive.mv.ds & 1 && city_segment_of(w.city, t->drive.mv.ds)->one_way);
            if (second == 200 + i) /* everybody is sent somewhere, from wherever he is */
                drive_to(t, w.city->sites[i % w.city->site_n].at, DRIVE_JOB);
        }
    }
    unsigned there = 0, idle = 0;
    for (uint32_t i = 0; i < w.tablets->n; i++) {
        double off = geo_distance_m(drive_where(&w.tablets->each[i], w.now).at,
                                    w.city->sites[i % w.city->site_n].at);
        there += off < 60;
        idle += driven[i] < 300;
    }
    check(worst < ROADS_M, "units stay on streets");
    check(jump < 30, "units move and never jump");
    check(!wrong_way, "units keep to one-way streets");
    check(there == w.tablets->n, "units arrive where they are sent");
    check(idle == 0, "all units patrol");
    free(before);
    free(driven);
    tablets_free(w.tablets);
    agenda_free(w.agenda);
    city_router_free(w.router);
    city_free(w.city);
}

static void test_photos(const struct options *opt)
{
    static const usec_t noon = INT64_C(1795330800) * USEC_S; /* 07:00 UTC */
    struct tally tally;
    first_reads(opt, opt->seed, &tally);
    struct world w = {.opt = *opt};
    w.city = city_new(
        &(struct city_plan){.seed = opt->seed, .units = opt->units, .cameras = opt->cameras});
    w.agenda = agenda_new();
    w.traffic = traffic_new(w.city, w.agenda, opt->cars, count_read, &tally);
    bool valid = true, stable = true, named = true, distinct = true;
    struct sha256 last = {{0}};
    for (size_t i = 0; i < ARRAY_LEN(tally.first); i++) {
        struct shot shot = {.camera = tally.first[i].camera,
                            .car = tally.first[i].car,
                            .utc = noon + (usec_t)i * USEC_H, /* around the clock */
                            .kmh = (int)tally.first[i].kmh};
        struct photo_shot scene = roadside_shot(&w, &shot);
        struct buf a, b;
        buf_init(&a, PHOTO_BYTES_MAX);
        buf_init(&b, PHOTO_BYTES_MAX);
        struct sha256 first = photo_draw(&scene, &a), again = photo_draw(&scene, &b);
        struct sha256 bytes = sha256_of(buf_str(&a), STR_NONE, STR_NONE);
        valid = valid && photo_check(buf_str(&a)) && a.n > 5000 && a.n <= 2u << 20;
        stable = stable && same(&first, &again);
        named = named && same(&first, &bytes);
        distinct = distinct && !same(&first, &last);
        last = first;
        buf_release(&a);
        buf_release(&b);
    }
    check(valid, "photos are PNG and small enough");
    check(stable, "the same shot gives the same photo");
    check(named, "a photo's name is the hash of its bytes");
    check(distinct, "other shots give other photos");
    traffic_free(w.traffic);
    agenda_free(w.agenda);
    city_free(w.city);
}

struct races {
    struct world *w;
    unsigned n, ahead, standing;
    uint32_t trip; /* of the race seen last: only its first read counts */
};

/* The racing car's first read is what the centre chooses by: is there a free unit ahead, at its post? */
static void watch_race(void *user, const struct traffic_read *read)
{
    struct races *races = user;
    const struct world *w = races->w;
    const struct car *car = &w->traffic->cars[read->car];
    uint32_t trip = read->car << 8 | (car->trip & 0xff);
    if (car->role != CAR_RACER || trip == races->trip)
        return;
    races->trip = trip;
    races->n++;
    struct geo_ahead_from from = {w->city->cameras[read->camera].at, read->heading10,
                                  (int)(read->kmh * 10)};
    bool ahead = false, standing = false;
    for (uint32_t i = 0; i < w->tablets->n; i++) {
        const struct tablet *t = &w->tablets->each[i];
        struct traffic_fix fix = drive_where(t, read->at);
        if (!tablet_free(t) || !geo_ahead_score(&from, fix.at).ahead)
            continue;
        ahead = true;
        standing = standing || (t->drive.why == DRIVE_POST && fix.kmh10 == 0);
    }
    races->ahead += ahead;
    races->standing += standing;
}

static void test_story(const struct options *opt, uint64_t seed)
{
    struct world w = {.opt = *opt};
    struct outbox_queue queue = {.client = NULL};
    struct races races = {.w = &w, .trip = UINT32_MAX};
    w.queue = w.first_queue = &queue;
    w.city =
        city_new(&(struct city_plan){.seed = seed, .units = opt->units, .cameras = opt->cameras});
    w.router = city_router_new(w.city);
    w.agenda = agenda_new();
    w.traffic = traffic_new(w.city, w.agenda, opt->cars, watch_race, &races);
    roadside_start(&w);
    w.tablets = tablets_new(&w);
    w.story = story_new(&w);
    story_start(w.story);
    uint32_t early = 0;
    while (agenda_next(w.agenda) <= 900 * USEC_S) {
        w.now = agenda_next(w.agenda);
        agenda_run(w.agenda, w.now);
        early = w.now <= 10 * USEC_S ? w.alarms.n : early;
    }
    check(early > 0, "something happens within ten seconds");
    check(races.n >= 4, "a car races every three minutes");
    check(opt->units < 10 || races.ahead == races.n, "a free unit is ahead of each racing car");
    check(opt->units < 10 || races.standing == races.n, "a patrol waits at its post for it");
    story_free(w.story);
    tablets_free(w.tablets);
    roadside_stop(&w);
    traffic_free(w.traffic);
    agenda_free(w.agenda);
    city_router_free(w.router);
    city_free(w.city);
}

/* What the centre must be able to tell apart, in one heap. */
struct codes {
    char (*each)[24];
    size_t n, cap;
};

static void add_code(struct codes *all, const char *code)
{
    if (all->n == all->cap) {
        all->cap = all->cap ? 2 * all->cap : 4096;
        all->each = mem_resize(all->each, all->cap, sizeof(*all->each));
    }
    bool fits = str_copy(all->each[all->n++], sizeof(*all->each), str_c(code));
    must(fits);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

static bool all_distinct(struct codes *all)
{
    qsort(all->each, all->n, sizeof(*all->each), by_text);
    for (size_t i = 1; i < all->n; i++)
        if (strcmp(all->each[i - 1], all->each[i]) == 0)
            return false;
    return true;
}

static void add_codes(struct codes *all, const struct city *c)
{
    for (unsigned d = 0; d < CITY_DISTRICTS; d++)
        add_code(all, c->area_id[d]);
    for (uint32_t i = 0; i < c->site_n; i++)
        add_code(all, c->sites[i].id);
    for (uint32_t i = 0; i < c->device_n; i++)
        add_code(all, c->devices[i].id);
    for (uint32_t i = 0; i < c->camera_n; i++)
        add_code(all, c->cameras[i].id);
    for (uint32_t i = 0; i < c->unit_n; i++) {
        add_code(all, c->units[i].id);
        add_code(all, c->units[i].device);
    }
}

/* As large as it gets: twelve of the cities are built, of all the plans are looked at. */
static void test_country(const struct options *opt)
{
    const uint32_t units = COUNTRY_UNITS_MAX, cameras = COUNTRY_CAMERAS_MAX;
    const uint32_t towns = country_towns(units, cameras, 1);
    uint32_t unit_n = 0, camera_n = 0;
    bool within = true, whole = true, apart = true;
    struct codes codes = {.n = 0};
    struct geo_point origin[CITY_TOWNS_MAX];
    check(towns < CITY_TOWNS_MAX && country_towns(999, 2000, 1) == 1 &&
              country_towns(1000, 60, 1) == 2 && country_towns(30, 60, 7) == 7,
          "as many cities as are needed");
    for (uint32_t k = 0; k < towns; k++) {
        struct city_plan plan = city_share(opt->seed, units, cameras, k, towns);
        within = within && plan.units <= CITY_UNITS_MAX && plan.cameras <= CITY_CAMERAS_MAX &&
                 plan.units_before == unit_n && plan.cameras_before == camera_n;
        unit_n += plan.units;
        camera_n += plan.cameras;
        if (k % 4 != 0 && k + 1 != towns)
            continue;
        struct city *c = city_new(&plan);
        whole = whole && c->unit_n == plan.units && c->camera_n == plan.cameras;
        add_codes(&codes, c);
        origin[k] = c->origin;
        for (uint32_t other = 0; other < k; other += 4)
            apart = apart && geo_distance_m(origin[other], c->origin) > 12000;
        city_free(c);
    }
    check(within && unit_n == units && camera_n == cameras, "the cities share all there is");
    check(whole, "each city has room for its share");
    check(apart, "cities do not overlap");
    check(codes.n > 10000 && all_distinct(&codes), "no code is given twice in the country");
    free(codes.each);
    struct city_plan one = city_share(opt->seed, 30, 60, 0, 1);
    check(one.seed == opt->seed && one.units == 30 && one.cameras == 60,
          "one city alone is what it was");
}

int selftest_run(const struct options *opt)
{
    struct options o = *opt;
    struct city_plan share = city_share(o.seed, o.units, o.cameras, 0, o.towns);
    test_country(&o);
    o.units = share.units;
    o.cameras = share.cameras;
    o.cars /= o.towns;
    o.towns = 1;
    test_same_again(&o);
    for (uint64_t seed = 0; seed < 12; seed++)
        test_city(&o, o.seed + seed);
    test_units(&o);
    for (uint64_t seed = 0; seed < 4; seed++)
        test_story(&o, o.seed + seed);
    test_photos(&o);
    printf("%u passed, %u failed\n", passed, failed);
    return failed ? 1 : 0;
}
