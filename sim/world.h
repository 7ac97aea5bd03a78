/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Everything of one city. Several may live side by side (country.h): each has its own agenda and
 * chance, and they share the client and the queue of what is to be sent. City time (µs since the start) flows `speed` times as fast as the clock on
 * the wall; what is told to the centre is told in wall-clock UTC, because a device that lives in
 * another time would not be believed.
 */
#ifndef SIM_WORLD_H
#define SIM_WORLD_H

#include <signal.h>

#include "agenda.h"
#include "base/err.h"
#include "button.h"
#include "city.h"
#include "client.h"
#include "outbox.h"
#include "photo.h"
#include "rng.h"
#include "school_panel.h"
#include "traffic.h"

#define WORLD_TOKEN_MAX 128
#define WORLD_SHOTS 8192 /* photos the cameras can still draw */

struct options {
    const char *url, *cacert, *seed_dir;
    const char *broker; /* folder of an MQTT broker; NULL: none */
    const char *panel;  /* where the school's panel reports; NULL: it has none */
    uint64_t seed;
    double speed;
    uint32_t units, cameras, cars; /* of the country; in a world: of its town */
    uint32_t towns, town, streams; /* streams: tablets that keep one open */
    bool quiet, once_setup, auto_operator, self_test;
};

struct tokens {
    char admin[WORLD_TOKEN_MAX], supervisor[WORLD_TOKEN_MAX], camera[WORLD_TOKEN_MAX],
        tracker[WORLD_TOKEN_MAX], alarm[WORLD_TOKEN_MAX];
    char journal[80]; /* whose tokens these are */
};

struct shot { /* what a camera remembers of a read */
    struct sha256 sha;
    uint32_t camera, car;
    usec_t utc;
    int kmh;
};

struct tablets;
struct story;
struct operator_bot;

struct world {
    struct options opt;
    struct city *city;
    struct city_router *router;
    struct agenda *agenda;
    struct traffic *traffic;
    struct client *client;
    /* Of the tablets; and of what few senders say for all that stands still, which goes first. */
    struct outbox_queue *queue, *first_queue;
    unsigned *loading; /* pictures being loaded now, in all cities */
    struct tokens tokens;
    usec_t now;      /* city time */
    usec_t utc_base; /* UTC of city time 0, as the clock stands now */
    usec_t born;     /* UTC of the start: makes ids of this run its own */
    struct outbox reads, photos, alarms, alarm_beats, camera_beats;
    struct shot *shots; /* ring of WORLD_SHOTS */
    uint64_t shot_n;
    char snapshots[64][32]; /* ring: those that were sent */
    uint64_t snapshot_n;
    usec_t *silent_until; /* city time, by camera: says nothing till then */
    double *battery;      /* by site device */
    struct tablets *tablets;
    struct story *story;
    struct operator_bot *operator_bot;
    struct buttons *buttons;    /* that speak MQTT, of the first city; NULL: none do */
    struct school_panel *panel; /* NULL: none */
    uint64_t ids;
    const volatile sig_atomic_t *stop;
};

/* UTC of a moment of city time. */
static inline usec_t world_utc(const struct world *w, usec_t at)
{
    return w->utc_base + (usec_t)((double)at / w->opt.speed);
}

/* So much time of the wall clock, in city time. */
static inline usec_t world_wall(const struct world *w, double seconds)
{
    return (usec_t)(seconds * 1e6 * w->opt.speed);
}

/* "prefix:<start of this run>:<count>": the same press keeps its id however often it is sent. */
void world_id(struct world *w, const char *prefix, char *out, size_t cap);
/* A line for the person who watches: time, what, where. */
void world_say(const struct world *w, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* `"key":"RFC 3339 time"` */
void world_put_time(struct buf *b, const char *key, usec_t utc);

/* roadside.c: cameras and their photos, heartbeats of what stands still. */
void roadside_start(struct world *w);
void roadside_stop(struct world *w);
void roadside_read(void *user, const struct traffic_read *read);
struct photo_shot roadside_shot(const struct world *w, const struct shot *shot);
void roadside_alarm(struct world *w, const char *device, const char *kind, const char *detail);

/* snapshots.c: pictures that the centre asks for beside an alarm. */
void snapshots_start(struct world *w);

/* school.c: weekly tests, a school that falls silent, a drill. Of one city alone. */
void school_put_weeks(const struct city *c, struct buf *out);
/* The school that has an alarm panel too: its row for the import, and its key, of SEED_DIR/panels.keys. */
void school_put_panel(const struct city *c, struct buf *out);
MUST_USE enum rc school_panel_begin(struct world *w, struct err *e);
void school_start(struct world *w);
/* Does this button say nothing? */
bool school_mute(const struct world *w, uint32_t device, usec_t at);

/* setup.c: tokens, imports, hotlist. RC_BUSY: try again later. */
enum rc setup_run(struct world *w, struct err *e);
enum rc setup_write_streets(const struct world *towns, uint32_t n, struct err *e);
enum rc setup_hotlist(struct world *w, struct err *e);

/* selftest.c: 0 when all is well. */
int selftest_run(const struct options *opt);

#endif
