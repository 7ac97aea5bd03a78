/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many look-alikes a country's reads give: all that the lists would yield, and those the road
 * desk lets through to its low list. Given how a real engine confuses characters (standard input,
 * "TRUTH READ RATE" a line), an hour of reads by a false clock; one JSON object on standard output.
 *
 * Only unsure reads are given to the desk: of a sure one without alternatives no look-alike is
 * listed, by its first condition. In the first minute it gets all of them, then those of which a
 * look-alike is on a list at all: of the others it would find as little.
 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "desk/road/hotlist.h"
#include "desk/road/lookalike.h"
#include "desk/road/road.h"
#include "support/rig.h"

#define JOB 2000u /* lines at once */
#define PLATE 12
#define LINE 400u
#define HOTLIST_LINE 220u
#define SOURCES 4u /* the million comes as several editions: one is at most 128 MiB */
#define CONFUSIONS 64

struct plan {
    uint32_t entries, marked; /* marked for look-alikes: per mille */
    uint32_t vehicles;        /* on the roads */
    uint32_t areas, region;   /* region: areas that a region has */
    uint32_t cameras, rate, minutes;
    uint32_t unsure_right, unsure_wrong; /* per mille of right and of wrong reads */
    uint32_t described; /* per mille of reads and of entries with make and colour */
};

struct sight {
    char plate[PLATE];
    const char *region, *make, *color;
};

struct seen { /* pairs of plates: a set of hashes */
    uint64_t *slot;
    uint32_t cap, n;
};

struct bench {
    struct plan plan;
    struct rig *rig;
    struct road_list *list;
    struct sight *vehicles;
    double rate[128][CONFUSIONS]; /* by truth: of each kind of confusion */
    char to[128][CONFUSIONS];
    unsigned kinds[128];
    struct seen pairs;
    uint64_t state;
    uint64_t reads, unsure, wrong, hits;
    uint64_t raw, raw_true; /* raw_true: the car really is the wanted one */
};

static uint64_t mix(uint64_t x)
{
    x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
    return x ^ x >> 31;
}

static uint64_t draw(struct bench *b)
{
    return mix(b->state += UINT64_C(0x9E3779B97F4A7C15));
}

static double unit(struct bench *b)
{
    return (double)(draw(b) >> 11) / 9007199254740992.0;
}

static bool chance(struct bench *b, uint32_t per_mille)
{
    return unit(b) * 1000 < per_mille;
}

/* ---- vehicles ---- */

static uint32_t digits(uint64_t *x, uint32_t n)
{
    uint32_t v = (uint32_t)(*x % n);
    *x /= n;
    return v;
}

static char letter(uint64_t *x, const char *of)
{
    return of[digits(x, (uint32_t)strlen(of))];
}

/* Of ten vehicles eight are from here, one and a bit from Kazakhstan, the rest from Russia. */
static void draw_plate(struct sight *l, uint64_t x)
{
    static const char latin[] = "ABCDEFGHJKLMNOPQRSTUVXYZ", both[] = "ABEKMHOPCTYX";
    static const unsigned uz[] = {1, 10, 20, 25, 30, 40, 50, 60, 70, 75, 80, 85, 90, 95};
    uint32_t who = digits(&x, 100);
    unsigned number = digits(&x, 1000);
    char a = 0, b = 0, c = 0;
    if (who < 92) {
        a = letter(&x, latin), b = letter(&x, latin), c = letter(&x, latin);
    } else {
        a = letter(&x, both), b = letter(&x, both), c = letter(&x, both);
    }
    unsigned region = who < 80 ? uz[digits(&x, 14)] : digits(&x, 20) + 1;
    l->region = who < 80 ? "uz" : who < 92 ? "kz" : "ru";
    if (who < 70)
        (void)snprintf(l->plate, PLATE, "%02u%c%03u%c%c", region, a, number, b, c);
    else if (who < 80)
        (void)snprintf(l->plate, PLATE, "%02u%03u%c%c%c", region, number, a, b, c);
    else if (who < 92)
        (void)snprintf(l->plate, PLATE, "%03u%c%c%c%02u", number, a, b, c, region);
    else
        (void)snprintf(l->plate, PLATE, "%c%03u%c%c%02u", a, number, b, c, 10 + region);
}

static const char *draw_of(uint64_t *x, const char *const *names, const unsigned *weights)
{
    uint32_t pick = digits(x, 100);
    size_t i = 0;
    while (pick >= weights[i])
        pick -= weights[i++];
    return names[i];
}

static struct sight vehicle(uint64_t number)
{
    static const char *const makes[] = {"Chevrolet", "Kia", "Hyundai", "Toyota",
                                        "Lada",      "BYD", "Isuzu",   "MAN"};
    static const unsigned of_makes[] = {46, 12, 12, 9, 8, 6, 4, 3};
    static const char *const colors[] = {"white", "black", "grey", "blue", "red", "green"};
    static const unsigned of_colors[] = {50, 14, 22, 6, 5, 3};
    struct sight l;
    uint64_t x = mix(number * 2 + 1);
    draw_plate(&l, mix(number * 2));
    l.make = draw_of(&x, makes, of_makes);
    l.color = draw_of(&x, colors, of_colors);
    return l;
}

/* ---- the engine ---- */

static void read_confusions(struct bench *b)
{
    char line[64];
    while (fgets(line, sizeof line, stdin) != NULL) { /* "8 B 0.016" */
        unsigned t = (unsigned char)line[0] & 127;
        if (strlen(line) < 5 || line[1] != ' ' || line[3] != ' ')
            continue;
        must(b->kinds[t] < CONFUSIONS);
        b->to[t][b->kinds[t]] = line[2];
        b->rate[t][b->kinds[t]++] = strtod(line + 4, NULL);
    }
}

/* What the engine makes of it; true when it is not the truth. */
static bool misread(struct bench *b, char *plate)
{
    bool wrong = false;
    for (char *c = plate; *c != '\0'; c++) {
        unsigned t = (unsigned char)*c & 127;
        double dice = unit(b);
        for (unsigned k = 0; k < b->kinds[t]; k++) {
            dice -= b->rate[t][k];
            if (dice < 0) {
                *c = b->to[t][k];
                wrong = true;
                break;
            }
        }
    }
    return wrong;
}

/* ---- what the lists would yield ---- */

static bool first_time(struct seen *s, uint64_t key)
{
    if (2 * s->n >= s->cap) {
        struct seen old = *s;
        s->cap = old.cap > 0 ? 2 * old.cap : 1 << 16;
        s->n = 0;
        s->slot = mem_array(s->cap, sizeof s->slot[0]);
        for (uint32_t i = 0; i < old.cap; i++)
            if (old.slot[i] != 0)
                (void)first_time(s, old.slot[i]);
        free(old.slot);
    }
    uint32_t i = (uint32_t)key & (s->cap - 1);
    for (; s->slot[i] != 0; i = (i + 1) & (s->cap - 1))
        if (s->slot[i] == key)
            return false;
    s->slot[i] = key;
    s->n++;
    return true;
}

struct asking {
    struct bench *b;
    const struct sight *truth;
    const char *seen;
    bool described;
};

static bool try_one(void *arg, struct str other)
{
    struct asking *a = arg;
    struct bench *b = a->b;
    struct str region = str_c(a->truth->region);
    uint64_t key = road_key(region, other), cursor = 0;
    if (!road_list_maybe(b->list, key))
        return true;
    for (uint32_t i; (i = road_list_find(b->list, key, region, other, &cursor)) != UINT32_MAX;) {
        struct road_wanted w;
        road_list_get(b->list, i, &w);
        if (!w.lookalikes || (a->described && (road_contradicts(str_c(a->truth->make), w.make) ||
                                               road_contradicts(str_c(a->truth->color), w.color))))
            continue;
        b->raw++;
        b->raw_true += str_eqc(other, a->truth->plate);
        (void)first_time(&b->pairs, mix(key ^ mix(road_key(region, str_c(a->seen)))) | 1);
    }
    return true;
}

/* False: nothing can come of it. */
static bool count_raw(struct bench *b, struct asking *a)
{
    uint64_t before = b->raw;
    struct str region = str_c(a->truth->region), plate = str_c(a->seen);
    uint64_t key = road_key(region, plate), cursor = 0;
    if (road_list_maybe(b->list, key) &&
        road_list_find(b->list, key, region, plate, &cursor) != UINT32_MAX)
        b->hits++;
    else
        road_lookalikes(region, plate, try_one, a);
    return b->raw > before;
}

/* ---- the desk ---- */

static void entry_line(struct bench *b, struct buf *out, uint32_t i)
{
    struct sight l = vehicle((uint64_t)1 << 40 | i); /* drawn as the vehicles, but others */
    bool described = chance(b, b->plan.described), marked = chance(b, b->plan.marked);
    struct road_wanted w = {.plate = str_c(l.plate),
                            .region = str_c(l.region),
                            .issuer = STR("GUVD"),
                            .basis = STR("12"),
                            .make = described ? str_c(l.make) : STR_NONE,
                            .color = described ? str_c(l.color) : STR_NONE,
                            .expires = INT64_MAX,
                            .line = i,
                            .class = VEHICLE_CLASS_CAR,
                            .lookalikes = marked};
    (void)road_list_add(b->list, &w);
    buf_printf(out,
               "{\"plate\":\"%s\",\"region\":\"%s\",\"class\":\"car\",\"issuer\":\"GUVD\","
               "\"basis\":\"12\",\"reason\":\"unpaid\",\"expires_at\":\"2027-06-01T00:00:00Z\"",
               l.plate, l.region);
    if (described)
        buf_printf(out, ",\"make\":\"%s\",\"color\":\"%s\"", l.make, l.color);
    buf_printf(out, "%s}\n", marked ? ",\"lookalikes\":true" : "");
}

static void send_lists(struct bench *b)
{
    b->list = road_list_new(b->plan.entries);
    rig_as(b->rig, "user/U9", ROLE_SUPERVISOR, "", "");
    for (uint32_t k = 0; k < SOURCES; k++) {
        char path[64];
        struct buf text;
        buf_init(&text, (size_t)b->plan.entries * HOTLIST_LINE);
        for (uint32_t i = k; i < b->plan.entries; i += SOURCES)
            entry_line(b, &text, i);
        buf_putc(&text, '\0');
        must(buf_ok(&text));
        (void)snprintf(path, sizeof path, "/api/v1/hotlists/list-%u", k);
        T_REQUIRE(rig_call(b->rig, "PUT", path, text.p) == RC_OK);
        buf_release(&text);
    }
    road_list_seal(b->list);
}

static void set_up(struct bench *b)
{
    static const struct desk *const desks[] = {&desk_road, NULL};
    char name[32], area[32], region[32];
    b->rig = rig_new(desks);
    for (uint32_t i = 0; i < b->plan.areas; i++) {
        struct area a = {0};
        (void)snprintf(region, sizeof region, "region-%03u", i / b->plan.region);
        area_set_name(&a, str_c(region));
        if (i % b->plan.region == 0)
            rig_event(b->rig, EV_AREA_SET, region, &a);
        area_set_parent(&a, str_c(region));
        (void)snprintf(area, sizeof area, "area-%03u", i);
        area_set_name(&a, str_c(area));
        rig_event(b->rig, EV_AREA_SET, area, &a);
    }
    for (uint32_t i = 0; i < b->plan.cameras; i++) {
        struct device cam = {0};
        (void)snprintf(name, sizeof name, "cam-%05u", i);
        (void)snprintf(area, sizeof area, "area-%03u", i % b->plan.areas);
        device_set_kind(&cam, DEVICE_KIND_CAMERA);
        device_set_area(&cam, str_c(area));
        rig_event(b->rig, EV_DEVICE_SET, name, &cam);
    }
    send_lists(b);
    b->vehicles = mem_array(b->plan.vehicles, sizeof b->vehicles[0]);
    for (uint32_t i = 0; i < b->plan.vehicles; i++)
        b->vehicles[i] = vehicle(i);
}

static void put_read(struct bench *b, struct buf *out, const struct asking *a, const char *at)
{
    buf_printf(out, "{\"camera\":\"cam-%05u\",\"plate\":\"%s\",\"region\":\"%s\",\"at\":\"%s\",",
               (unsigned)(draw(b) % b->plan.cameras), a->seen, a->truth->region, at);
    buf_cat(out, "\"confidence\":0.7,\"vehicle\":{\"class\":\"car\"");
    if (a->described)
        buf_printf(out, ",\"make\":\"%s\",\"color\":\"%s\"", a->truth->make, a->truth->color);
    buf_cat(out, "}}\n");
}

static void flush(struct bench *b, struct buf *job)
{
    buf_putc(job, '\0');
    must(buf_ok(job));
    rig_telemetry(b->rig, SERIES_READS, job->p);
    buf_clear(job);
}

/* A second of the country's reads; `whole`: the desk gets every unsure one. */
static void second(struct bench *b, bool whole, struct buf *job)
{
    struct buf at;
    uint32_t n = 0;
    buf_init(&at, 64);
    clock_format(&at, rig_now(b->rig));
    buf_putc(&at, '\0');
    for (uint32_t i = 0; i < b->plan.rate; i++) {
        const struct sight *truth = &b->vehicles[draw(b) % b->plan.vehicles];
        char plate[PLATE];
        memcpy(plate, truth->plate, PLATE);
        bool wrong = misread(b, plate);
        b->reads++;
        b->wrong += wrong;
        if (!chance(b, wrong ? b->plan.unsure_wrong : b->plan.unsure_right))
            continue;
        struct asking a = {b, truth, plate, chance(b, b->plan.described)};
        b->unsure++;
        if (!count_raw(b, &a) && !whole)
            continue;
        put_read(b, job, &a, at.p);
        if (++n % JOB == 0)
            flush(b, job);
    }
    flush(b, job);
    buf_release(&at);
}

static uint32_t most_of(const uint32_t *counts, uint32_t n)
{
    uint32_t most = 0;
    for (uint32_t i = 0; i < n; i++)
        most = counts[i] > most ? counts[i] : most;
    return most;
}

/* What stands in the low lists of districts, regions and the country. */
static void report(const struct bench *b)
{
    const struct picture *p = rig_picture(b->rig);
    uint32_t *areas = mem_array(b->plan.areas, sizeof *areas);
    uint32_t *regions = mem_array(b->plan.areas, sizeof *regions);
    uint32_t kept = picture_count(p, KIND_LOOKALIKE), country = 0;
    for (uint32_t i = 0; i < kept; i++) {
        const struct lookalike *k = picture_at(p, KIND_LOOKALIKE, i)->rec;
        uint32_t area = (uint32_t)strtoul(k->area.p + 5, NULL, 10) % b->plan.areas;
        areas[area] += k->listed ? 1 : 0;
        if (k->listed && (k->within.n == 0 || str_starts(k->within, STR("region-"))))
            regions[area / b->plan.region]++;
        country += k->listed && k->within.n == 0 ? 1 : 0;
    }
    printf("{\"reads\":%llu,\"wrong\":%llu,\"unsure\":%llu,\"on_list\":%llu,\"raw\":%llu,"
           "\"raw_pairs\":%u,\"raw_true\":%llu,\"kept\":%u,\"area_most\":%u,\"region_most\":%u,"
           "\"country\":%u}\n",
           (unsigned long long)b->reads, (unsigned long long)b->wrong,
           (unsigned long long)b->unsure, (unsigned long long)b->hits, (unsigned long long)b->raw,
           b->pairs.n, (unsigned long long)b->raw_true, kept, most_of(areas, b->plan.areas),
           most_of(regions, b->plan.areas), country);
    free(areas);
    free(regions);
}

static bool read_plan(int argc, char **argv, struct plan *p)
{
    static const char *const names[] = {"entries",      "marked",       "vehicles", "areas",
                                        "region",       "cameras",      "rate",     "minutes",
                                        "unsure-right", "unsure-wrong", "described"};
    uint32_t *const values[] = {&p->entries,      &p->marked,       &p->vehicles, &p->areas,
                                &p->region,       &p->cameras,      &p->rate,     &p->minutes,
                                &p->unsure_right, &p->unsure_wrong, &p->described};
    for (int i = 1; i + 1 < argc; i += 2) {
        size_t k = 0;
        while (k < ARRAY_LEN(names) && strcmp(argv[i], names[k]) != 0)
            k++;
        if (k == ARRAY_LEN(names))
            return false;
        *values[k] = (uint32_t)strtoul(argv[i + 1], NULL, 10);
    }
    return argc % 2 == 1 && p->areas > 0 && p->cameras > 0 && p->vehicles > 0 && p->region > 0;
}

int main(int argc, char **argv)
{
    struct bench b = {.plan = {.entries = 1000000,
                               .marked = 1000,
                               .vehicles = 3000000,
                               .areas = 200,
                               .region = 14,
                               .cameras = 1000,
                               .rate = 12000,
                               .minutes = 60,
                               .unsure_right = 50,
                               .unsure_wrong = 700,
                               .described = 600},
                      .state = 42};
    if (!read_plan(argc, argv, &b.plan)) {
        (void)fprintf(stderr, "usage: lookalikes [NAME VALUE]... <CONFUSIONS\n");
        return 2;
    }
    log_set_level(LOG_WARN); /* at this load the desk tells each second what it left out */
    read_confusions(&b);
    set_up(&b);
    struct buf job;
    buf_init(&job, (size_t)(JOB + 1) * LINE);
    for (uint32_t s = 0; s < b.plan.minutes * 60; s++) {
        second(&b, s < 60, &job);
        if (s + 1 < b.plan.minutes * 60)
            rig_pass(b.rig, USEC_S);
    }
    report(&b);
    buf_release(&job);
    rig_free(b.rig);
    road_list_free(b.list);
    free(b.pairs.slot);
    free(b.vehicles);
    return 0;
}
