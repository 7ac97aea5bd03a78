/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "load.h"

const char *const load_kind_names[LOAD_KINDS] = {"reads", "positions", "heartbeats", "alarms"};

/* A line of each kind; every value that changes has a fixed width, filled up with blanks. */
static const char *const templates[LOAD_KINDS] = {
    "{\"camera\":\"cam-00000\",\"plate\":\"01A000AA\",\"region\":\"uz\",\"at\":\"2000-01-01T00:00:"
    "00.000Z\","
    "\"confidence\":0.900,\"heading\":100,\"speed_kmh\":40.0 ,"
    "\"vehicle\":{\"class\":\"car\",\"make\":\"chevrolet\",\"color\":\"white\"}}\n",
    "{\"device\":\"tab-00000\",\"at\":\"2000-01-01T00:00:00.000Z\",\"lat\":41.0000000,\"lon\":69."
    "0000000,"
    "\"speed_kmh\":50.0 ,\"heading\":100,\"accuracy_m\":5}\n",
    "{\"device\":\"btn-00000\",\"at\":\"2000-01-01T00:00:00.000Z\"}\n",
    "{\"device\":\"btn-00000\",\"kind\":\"panic\",\"at\":\"2000-01-01T00:00:00.000Z\",\"id\":"
    "\"0000000000000000\"}\n",
};

/* Corner of the square in which the units drive; the templates' degrees. */
#define SOUTH 410000000
#define WEST 690000000

struct load_body {
    const struct load_plan *plan;
    const char *line;
    size_t n;                                                           /* of a line */
    size_t device, plate, at, confidence, heading, speed, lat, lon, id; /* where the values stand */
    usec_t second;                                                      /* the one `stem` is of */
    char stem[4][20]; /* this second and the three before, to the second */
};

static uint64_t mix(uint64_t v)
{
    v += UINT64_C(0x9e3779b97f4a7c15);
    v = (v ^ (v >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    v = (v ^ (v >> 27)) * UINT64_C(0x94d049bb133111eb);
    return v ^ (v >> 31);
}

static void put_digits(char *to, size_t width, uint64_t v)
{
    for (size_t i = width; i-- > 0; v /= 10)
        to[i] = (char)('0' + v % 10);
}

void load_plate(uint64_t i, char out[LOAD_PLATE])
{
    /* Neighbours on the list do not look alike; the factor shares none with the number of plates. */
    uint64_t v = i % LOAD_PLATES_MAX * 1000003 % LOAD_PLATES_MAX;
    out[7] = (char)('A' + v % 26);
    v /= 26;
    out[6] = (char)('A' + v % 26);
    v /= 26;
    put_digits(out + 3, 3, v % 1000);
    v /= 1000;
    out[2] = (char)('A' + v % 26);
    put_digits(out, 2, v / 26 + 1);
}

void load_device(enum load_kind kind, uint32_t i, char out[16])
{
    static const char *const names[LOAD_KINDS] = {"cam", "tab", "btn", "btn"};
    (void)snprintf(out, 16, "%s-%05u", names[kind], i % 100000);
}

/* In each thousand the same number of reads are hits, at other places: those whose place here is below plan.hits. */
static uint64_t place_in_thousand(const struct load_plan *p, uint64_t k)
{
    return (k * 387 + mix(k / 1000 ^ p->seed)) % 1000;
}

/* Which entry, when read k is a hit. */
static bool hit_of(const struct load_plan *p, uint64_t k, uint64_t *entry)
{
    uint64_t place = place_in_thousand(p, k);
    if (p->plates == 0 || place >= p->hits)
        return false;
    uint64_t j = k / 1000 * p->hits + place;
    *entry = (j % p->plates * 15485863 + p->seed) % p->plates;
    return true;
}

uint32_t load_hits(const struct load_plan *p, uint64_t first, uint32_t n)
{
    uint32_t hits = 0;
    for (uint32_t i = 0; i < n && p->plates > 0; i++)
        hits += place_in_thousand(p, first + i) < p->hits;
    return hits;
}

void load_read_at(const struct load_plan *p, uint64_t k, struct load_read *out)
{
    uint64_t a = mix(k ^ p->seed << 40), b = mix(a), entry;
    out->hit = hit_of(p, k, &entry);
    if (!out->hit)
        entry = p->plates + a % (LOAD_PLATES_MAX - p->plates);
    load_plate(entry, out->plate);
    out->camera = (uint32_t)((b >> 32) % p->devices);
    out->confidence = (uint32_t)(850 + b % 150);
    out->heading = (uint32_t)(100 + (b >> 8) % 260);
    out->kmh10 = (uint32_t)(200 + (b >> 18) % 390);
    out->age_ms = p->age_ms > 0 ? (uint32_t)((a >> 40) % p->age_ms) : 0;
    if ((b >> 50) % 1000 < p->doubtful)
        out->confidence -= 250;
    if ((a >> 52) % 1000 < p->dangerous)
        out->kmh10 += 1000;
}

/* Units drive back and forth at 54 km/h, so that no fix is an impossible jump from the last. */
void load_place_at(const struct load_plan *p, uint64_t k, usec_t now, struct load_place *out)
{
    out->device = (uint32_t)(k % p->devices);
    uint64_t where = mix(out->device ^ p->seed << 20);
    uint64_t phase = (uint64_t)(now / USEC_MS) % 60000, way = phase < 30000 ? phase : 60000 - phase;
    out->lat7 = (int32_t)(SOUTH + where % 9000000 + way * 27 / 20);
    out->lon7 = (int32_t)(WEST + (where >> 32) % 9000000);
}

void load_question_at(uint64_t k, struct load_place *out)
{
    uint64_t where = mix(k);
    out->lat7 = (int32_t)(SOUTH + where % 9000000);
    out->lon7 = (int32_t)(WEST + (where >> 32) % 9000000);
}

static size_t place_of(const char *line, const char *key)
{
    const char *at = strstr(line, key);
    return at != NULL ? (size_t)(at - line) + strlen(key) : 0;
}

struct load_body *load_body_new(const struct load_plan *p)
{
    struct load_body *b = mem_alloc(sizeof *b);
    const char *line = templates[p->kind];
    b->plan = p;
    b->line = line;
    b->n = strlen(line);
    b->device = place_of(line, p->kind == LOAD_READS ? "\"camera\":\"" : "\"device\":\"");
    b->plate = place_of(line, "\"plate\":\"");
    b->at = place_of(line, "\"at\":\"");
    b->confidence = place_of(line, "\"confidence\":");
    b->heading = place_of(line, "\"heading\":");
    b->speed = place_of(line, "\"speed_kmh\":");
    b->lat = place_of(line, "\"lat\":");
    b->lon = place_of(line, "\"lon\":");
    b->id = place_of(line, "\"id\":\"");
    return b;
}

void load_body_free(struct load_body *b)
{
    free(b);
}

size_t load_body_size(const struct load_body *b)
{
    return b->n * b->plan->batch;
}

/* The device's number stands in the last five bytes of its nine. */
static void put_device(const struct load_body *b, char *to, uint32_t i)
{
    put_digits(to + b->device + 4, 5, i);
}

static void put_time(struct load_body *b, char *to, usec_t now, uint32_t age_ms)
{
    usec_t t = now - (usec_t)age_ms * USEC_MS, back = b->second - t / USEC_S;
    memcpy(to + b->at, b->stem[back], 19);
    put_digits(to + b->at + 20, 3, (uint64_t)(t % USEC_S / USEC_MS));
}

static void put_speed(char *to, uint32_t kmh10)
{
    char text[16];
    int n = snprintf(text, sizeof text, "%u.%u", kmh10 / 10, kmh10 % 10);
    memset(to, ' ', 5);
    memcpy(to, text, n < 5 ? (size_t)n : 5);
}

static void fill_read(struct load_body *b, char *to, uint64_t k, usec_t now)
{
    struct load_read r;
    load_read_at(b->plan, k, &r);
    put_device(b, to, r.camera);
    memcpy(to + b->plate, r.plate, LOAD_PLATE);
    put_time(b, to, now, r.age_ms);
    put_digits(to + b->confidence + 2, 3, r.confidence);
    put_digits(to + b->heading, 3, r.heading);
    if (r.kmh10 < 1000) { /* the usual one, without the slow way */
        put_digits(to + b->speed, 2, r.kmh10 / 10);
        put_digits(to + b->speed + 3, 1, r.kmh10 % 10);
    } else {
        put_speed(to + b->speed, r.kmh10);
    }
}

static void fill_position(struct load_body *b, char *to, uint64_t k, usec_t now)
{
    struct load_place at;
    load_place_at(b->plan, k, now, &at);
    put_device(b, to, at.device);
    put_time(b, to, now, 0);
    put_digits(to + b->lat + 3, 7, (uint64_t)(at.lat7 - SOUTH));
    put_digits(to + b->lon + 3, 7, (uint64_t)(at.lon7 - WEST));
}

static void fill_line(struct load_body *b, char *to, uint64_t k, usec_t now)
{
    memcpy(to, b->line, b->n);
    switch (b->plan->kind) {
    case LOAD_READS: fill_read(b, to, k, now); return;
    case LOAD_POSITIONS: fill_position(b, to, k, now); return;
    case LOAD_ALARMS: put_digits(to + b->id, 16, k); break;
    case LOAD_HEARTBEATS:
    case LOAD_KINDS: break;
    }
    put_device(b, to, (uint32_t)(k % b->plan->devices));
    put_time(b, to, now, 0);
}

void load_body_fill(struct load_body *b, char *to, uint64_t first, usec_t now)
{
    if (b->second != now / USEC_S) {
        b->second = now / USEC_S;
        for (int i = 0; i < 4; i++) {
            struct buf text;
            buf_init(&text, 64);
            clock_format(&text, (b->second - i) * USEC_S);
            memcpy(b->stem[i], buf_str(&text).p, 19);
            buf_release(&text);
        }
    }
    for (uint32_t i = 0; i < b->plan->batch; i++)
        fill_line(b, to + i * b->n, first + i, now);
}

void load_print_hotlist(const struct load_plan *p)
{
    char plate[LOAD_PLATE];
    struct buf until;
    buf_init(&until, 64);
    clock_format(&until, (clock_utc() / USEC_S) * USEC_S + 30 * USEC_DAY);
    for (uint64_t i = 0; i < p->plates; i++) {
        load_plate(i, plate);
        printf("{\"plate\":\"%.8s\",\"region\":\"uz\",\"class\":\"car\",\"issuer\":\"mvd\","
               "\"basis\":\"12\","
               "\"reason\":\"stolen\",\"expires_at\":\"%.*s\"}\n",
               plate, STR_ARG(buf_str(&until)));
    }
    buf_release(&until);
}

void load_print_devices(const struct load_plan *p)
{
    static const char *const kinds[LOAD_KINDS] = {"camera", "tablet", "button", "button"};
    printf("id,name,kind,lat,lon,heading,speed_limit\n");
    for (uint32_t i = 0; i < p->devices; i++) {
        uint64_t where = mix(i ^ p->seed << 20);
        char name[16];
        load_device(p->kind, i, name);
        printf("%s,%s,%s,%.7f,%.7f,,%s\n", name, name, kinds[p->kind],
               41 + (double)(where % 9000000) / 1e7, 69 + (double)((where >> 32) % 9000000) / 1e7,
               p->kind == LOAD_READS ? "60" : "");
    }
}
