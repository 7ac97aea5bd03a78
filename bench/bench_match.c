/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What matching costs: a read that is on no list of a million, beside a plain hash map asked the
 * same; a read that may be a look-alike; and reads that are all hits, with their events.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "bench.h"
#include "desk/road/edition.h"
#include "desk/road/hotlist.h"
#include "desk/road/lookalike.h"
#include "desk/road/road.h"
#include "picture/picture.h"

#define ENTRIES 1000000u
#define PROBES 4000000u
#define JOB 1000u
#define HIT_JOBS 40u

static uint64_t state = 42;
static volatile uint64_t sink; /* keeps the work from being thrown away */

static uint64_t draw(void)
{
    return bench_next(&state) >> 20;
}

/* 01A123BC: as many as there are in a country. */
static void plate(char out[9], uint64_t x)
{
    (void)snprintf(out, 9, "%02u%c%03u%c%c", (unsigned)(x % 99), (char)('A' + x / 99 % 26),
                   (unsigned)(x / 2574 % 1000), (char)('A' + x / 2574000 % 26),
                   (char)('A' + x / 66924000 % 26));
}

static double ns(usec_t from, uint64_t n)
{
    return (double)(clock_steady() - from) * 1000.0 / (double)n;
}

static void bench_probe(struct road_list *l)
{
    struct map m;
    char(*keys)[12] = mem_array(ENTRIES, sizeof *keys);
    char(*asked)[12] = mem_array(65536, sizeof *asked);
    map_init(&m);
    for (uint32_t i = 0; i < ENTRIES; i++) {
        memcpy(keys[i], "uz|", 3);
        plate(keys[i] + 3, draw());
        struct road_wanted w = {.plate = {keys[i] + 3, 8},
                                .region = STR("uz"),
                                .issuer = STR("GUVD"),
                                .basis = STR("case"),
                                .expires = INT64_MAX,
                                .line = i,
                                .class = VEHICLE_CLASS_CAR,
                                .lookalikes = true};
        (void)road_list_add(l, &w);
        map_set(&m, (struct str){keys[i], 11}, keys[i]);
    }
    road_list_seal(l);
    for (uint32_t i = 0; i < 65536; i++) {
        memcpy(asked[i], "uz|", 3);
        plate(asked[i] + 3, draw());
    }
    uint64_t found = 0;
    usec_t from = clock_steady();
    for (uint32_t i = 0; i < PROBES; i++) {
        struct str p = {asked[i & 65535] + 3, 8};
        uint64_t key = road_key(STR("uz"), p), cursor = 0;
        if (road_list_maybe(l, key))
            found += road_list_find(l, key, STR("uz"), p, &cursor) != UINT32_MAX;
    }
    double ours = ns(from, PROBES);
    from = clock_steady();
    for (uint32_t i = 0; i < PROBES; i++)
        sink += map_get(&m, (struct str){asked[i & 65535], 11}) != NULL;
    double plain = ns(from, PROBES);
    uint64_t passed = 0;
    for (uint32_t i = 0; i < 65536; i++)
        passed += road_list_maybe(l, road_key(STR("uz"), (struct str){asked[i] + 3, 8}));
    printf("%-46s %10.1f ns   plain map %8.1f ns   %5.1f x\n", "probe of 1 M plates", ours, plain,
           plain / ours);
    printf("%-46s %10.1f bytes  (%.2f %% of strangers pass the filter or are on the list)\n",
           "memory an entry", (double)road_list_bytes(l) / road_list_count(l),
           100.0 * (double)passed / 65536);
    sink += found;
    map_release(&m);
    free(keys);
    free(asked);
}

static bool count_one(void *arg, struct str other)
{
    const struct road_list *l = arg;
    sink += road_list_maybe(l, road_key(STR("uz"), other));
    return true;
}

static void bench_lookalike(struct road_list *l)
{
    usec_t from = clock_steady();
    for (uint32_t i = 0; i < 100000; i++) {
        char p[9];
        plate(p, draw());
        road_lookalikes(STR("uz"), (struct str){p, 8}, count_one, l);
    }
    printf("%-46s %10.1f ns\n", "all look-alikes of an unsure read", ns(from, 100000));
}

/* A start: the text of an edition read again, or the list as it was saved. */
static void bench_load(const struct road_list *l, const char *dir)
{
    char path[FILE_PATH_MAX];
    struct buf text;
    struct sha256 sha = {{0}};
    struct err e;
    struct road_list *again = NULL;
    struct road_edition ed;
    must(file_path(path, &e, "%s/bench.list", dir) == RC_OK);
    buf_init(&text, ROAD_EDITION_BYTES);
    for (uint32_t i = 0; i < road_list_count(l) && text.n + 200 < ROAD_EDITION_BYTES; i++) {
        struct road_wanted w;
        road_list_get(l, i, &w);
        buf_printf(
            &text,
            "{\"plate\":\"%.*s\",\"region\":\"uz\",\"class\":\"car\",\"issuer\":\"G\",\"basis\":"
            "\"%u\",\"reason\":\"stolen\",\"expires_at\":\"2030-01-01T00:00:00Z\"}\n",
            STR_ARG(w.plate), i % 1000);
    }
    usec_t from = clock_steady();
    must(road_edition_read(buf_str(&text), &ed, &e) == RC_OK);
    double parse = (double)(clock_steady() - from) / 1000;
    from = clock_steady();
    must(road_list_save(ed.list, sha, path, &e) == RC_OK);
    double save = (double)(clock_steady() - from) / 1000;
    from = clock_steady();
    must(road_list_open(&again, sha, path, &e) == RC_OK);
    double open = (double)(clock_steady() - from) / 1000;
    from = clock_steady();
    road_list_free(again);
    printf("%-46s %10.1f ms   saved %.1f ms, opened %.1f ms, freed %.1f ms   %5.1f x\n",
           "a list of a million from its text", parse, save, open,
           (double)(clock_steady() - from) / 1000, parse / open);
    road_edition_release(&ed);
    buf_release(&text);
}

/* ---- the desk itself ---- */

struct city {
    struct settings settings;
    struct picture *picture;
    struct live *live;
    struct desk_state *s;
    struct arena arena;
    usec_t now;
};

static void fold(struct city *c, struct decision *d)
{
    for (size_t i = 0; i < d->n; i++) {
        picture_apply(c->picture, d->events[i]);
        desk_road.folded(c->s, c->picture, d->events[i]);
    }
}

static struct decision begin(struct city *c)
{
    static const struct principal itself = {.id = "core"};
    return (struct decision){.picture = c->picture,
                             .live = c->live,
                             .settings = &c->settings,
                             .now = c->now,
                             .who = &itself,
                             .arena = &c->arena,
                             .next_seq = picture_seq(c->picture) + 1};
}

static void set_up(struct city *c, const char *dir)
{
    struct err e;
    settings_init(&c->settings);
    c->picture = picture_new();
    c->live = live_new();
    c->now = clock_utc();
    arena_init(&c->arena, (size_t)1 << 30);
    must(settings_set(&c->settings, STR("store"), STR("path"), str_c(dir), &e) == RC_OK);
    must(desk_road.open(&c->s, &c->settings, NULL, &e) == RC_OK);
    struct decision d = begin(c);
    struct device cam = {0};
    device_set_kind(&cam, DEVICE_KIND_CAMERA);
    device_set_lat(&cam, 413000000);
    device_set_lon(&cam, 692400000);
    device_set_speed_limit(&cam, 700);
    (void)decision_event(&d, EV_DEVICE_SET, STR("cam-1"), &cam);
    for (int i = 0; i < 20000; i++) { /* by hand, so that no vault is needed */
        char p[9];
        struct entry x = {0};
        plate(p, (uint64_t)i);
        entry_set_plate(&x, (struct str){p, 8});
        entry_set_region(&x, STR("uz"));
        entry_set_issuer(&x, STR("GUVD"));
        entry_set_basis(&x, STR("case"));
        entry_set_reason(&x, WANTED_REASON_STOLEN);
        entry_set_lookalikes(&x, true);
        entry_set_expires_at(&x, c->now + 365 * USEC_DAY);
        (void)decision_event(&d, EV_ENTRY_ADDED, decision_new_id(&d, KIND_ENTRY), &x);
    }
    for (int i = 0; i < 200; i++) {
        struct unit u = {0};
        struct str id = arena_printf(&c->arena, "M%d", i);
        unit_set_duty(&u, UNIT_DUTY_ON);
        unit_set_status(&u, UNIT_STATUS_AVAILABLE);
        (void)decision_event(&d, EV_UNIT_SET, id, &u);
        struct live_unit fix = {.at = {413000000 + (int32_t)(draw() % 2000000),
                                       692400000 + (int32_t)(draw() % 2000000)},
                                .fix = c->now,
                                .received = c->now};
        (void)live_fix(c->live, live_unit(c->live, id, true), &fix);
    }
    fold(c, &d);
}

/* One job of reads: from the list, or strangers. Returns its events; its time is added to *us. */
static uint64_t job(struct city *c, uint32_t first, bool wanted, int confidence, usec_t *us)
{
    static char plates[JOB][9];
    arena_clear(&c->arena);
    struct intake_line *lines = arena_alloc(&c->arena, JOB * sizeof *lines);
    struct intake_job j = {
        .series = SERIES_READS, .lines = lines, .n = JOB, .accepted = JOB, .received = c->now};
    for (uint32_t i = 0; i < JOB; i++) {
        plate(plates[i], wanted ? first + i : 40000 + draw() % 60000000);
        struct in_read *r = &lines[i].in.read;
        *r = (struct in_read){.camera = STR("cam-1"),
                              .plate = {plates[i], 8},
                              .region = STR("uz"),
                              .at = c->now,
                              .speed_kmh = 600,
                              .heading = 100,
                              .confidence = confidence};
        r->has = UINT64_MAX;
        intake_name(SERIES_READS, &lines[i]);
    }
    struct decision d = begin(c);
    usec_t from = clock_steady();
    desk_road.telemetry(c->s, &d, &j);
    fold(c, &d);
    *us += clock_steady() - from;
    return d.n;
}

static void bench_desk(const char *dir)
{
    struct city c;
    memset(&c, 0, sizeof c);
    set_up(&c, dir);
    usec_t us = 0;
    (void)job(&c, 0, false, 950, &us); /* warms up */
    us = 0;
    uint64_t events = 0;
    for (int i = 0; i < 1000; i++)
        events += job(&c, 0, false, 950, &us);
    printf("%-46s %10.1f ns   (%llu events of a million reads)\n", "a read that misses, whole desk",
           (double)us / JOB, (unsigned long long)events);
    us = 0;
    events = 0;
    for (uint32_t i = 0; i < HIT_JOBS; i++) {
        c.now += USEC_S;
        events += job(&c, i % 20 * JOB, true, 950, &us);
    }
    printf("%-46s %10.0f hits/s  (%.2f events each, folded)\n", "every read a hit",
           (double)HIT_JOBS * JOB * 1e6 / (double)us, (double)events / (HIT_JOBS * JOB));
    us = 0;
    events = 0;
    for (int i = 0; i < 1000; i++) {
        c.now += USEC_H / 1000;
        events += job(&c, 0, false, 700, &us);
    }
    printf("%-46s %10.1f ns   (%llu listed of a million in an hour; 20,000 wanted)\n",
           "an unsure read, whole desk", (double)us / JOB, (unsigned long long)events);
    desk_road.close(c.s);
    picture_free(c.picture);
    live_free(c.live);
    arena_release(&c.arena);
}

int main(void)
{
    char dir[FILE_PATH_MAX];
    struct road_list *l = road_list_new(ENTRIES);
    bench_dir(dir, NULL);
    bench_probe(l);
    bench_lookalike(l);
    bench_load(l, dir);
    road_list_free(l);
    bench_desk(dir);
    (void)tree_remove(dir, NULL);
    return 0;
}
