/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The live part of the picture: where units are, when devices were last heard, what they said last. From telemetry only;
 * rebuilt from its partitions at a start, never hashed, and no fold branches on it. Only the core thread writes, under the
 * write lock, so it reads without; all others take the lock around use. A late fix never moves "now" backwards.
 */
#ifndef CORE_LIVE_H
#define CORE_LIVE_H

#include "base/clock.h"
#include "base/err.h"
#include "base/map.h"
#include "core/believe.h"
#include "geo/grid.h"

#define LIVE_UNKNOWN (-1)
#define LIVE_READ_GRAIN \
    (10 * USEC_S)         /* a busy camera moves in the list of what expires this often */
#define LIVE_TEXT_MAX 512 /* bytes kept of a device's last message */

#define LIVE_UNITS_MAX 200000u /* slots */

struct live;

struct live_unit {
    uint32_t slot; /* in the grid */
    struct str id; /* of the unit; lives as long as `live` */
    bool known;    /* has a position */
    struct geo_point at;
    int32_t kmh10, heading10, accuracy_m,
        battery; /* LIVE_UNKNOWN when not said; battery in per mille */
    usec_t fix;  /* time of the fix */
    usec_t received;
    struct believe believe;   /* what was judged, perhaps not stored yet */
    _Atomic uint64_t version; /* of live when it moved last; may be read without the lock */
    _Atomic int
        streams; /* open event streams of its tablet; this and the next any thread changes */
    _Atomic usec_t stream_lost; /* when one of them began or ended; 0: never had one */
};

struct live_message {
    usec_t received;  /* 0: it was forgotten, nothing else counts */
    usec_t at;        /* the device's time; 0: none */
    const char *door; /* "alarms", "positions"…; static text */
    /* private: those through "reads", in the order in which they were listed */
    struct live_message *older, *newer;
    usec_t listed;   /* when it was put there; 0: it is not */
    char error[160]; /* of a refused one */
    char text[LIVE_TEXT_MAX];
};

struct live_device {
    struct str id;
    usec_t last_seen; /* received */
    usec_t period;    /* supervision; 0: none */
    usec_t deadline;  /* when it is silent; 0: not supervised or already silent */
    int32_t battery;
    char via[12]; /* the port it was heard through last, when that is not http: "mqtt" */
    bool
        gone; /* was said to be gone, and not heard since: silent whatever its rhythm, also without one */
    bool met;                                 /* its first sign of life, ever, was told */
    bool battery_low;                         /* and so was that its battery is low */
    uint64_t accepted, refused, dropped;      /* dropped: off duty or never acceptable */
    struct live_message *last, *last_refused; /* NULL: none */
    usec_t tested;                            /* a person sent a test in its name; 0: never */
};

MUST_USE struct live *live_new(void);
void live_free(struct live *l);

void live_read_lock(struct live *l);
void live_write_lock(struct live *l);
void live_unlock(struct live *l);

/* Find, or make when `make` (core thread). Each unit of the picture has one. */
struct live_unit *live_unit(struct live *l, struct str id, bool make);
struct live_device *live_device(struct live *l, struct str id, bool make);
struct live_device *live_device_key(struct live *l, struct map_key id, bool make);
/* It will be asked for soon: as map_expect and map_near. */
void live_device_expect(const struct live *l, struct map_key id);
void live_device_near(const struct live *l, struct map_key id);

/* A fix: moves the unit when it is newer than what is known; false when it was late. Units off duty are taken off with live_unit_forget. */
bool live_fix(struct live *l, struct live_unit *u, const struct live_unit *fix);
void live_unit_forget(struct live *l, struct live_unit *u);
/*
 * Remember a message of a device (cut to LIVE_TEXT_MAX at a whole character); error NULL: it was accepted. One through
 * "reads" tells whose car was where, and is forgotten by live_forget_reads.
 */
void live_said(struct live *l, struct live_device *d, const char *door, struct str text,
               usec_t received, usec_t at, const char *error);

/* It was heard through this caller's port; a token's or person's is http. */
void live_via(struct live_device *d, const char *principal);

/* The device is about to say something: memory is asked for where it will be written. */
void live_said_expect(const struct live_device *d);

/* No such message that is there is older; 0: there is none. Core thread: no lock. */
usec_t live_oldest_read(const struct live *l);
/* Wipe all such messages received before `before`, and perhaps some up to LIVE_READ_GRAIN younger. */
void live_forget_reads(struct live *l, usec_t before);

/* How many devices of the picture are unknown, as counted a moment ago: for core/stranger.c. Core thread. */
struct live_strangers {
    usec_t counted; /* 0: never */
    int64_t n;
};
struct live_strangers *live_strangers(struct live *l);

/* Grows with every change. */
uint64_t live_version(const struct live *l);
/* Units by slot, 0 <= slot < live_units; NULL for none. */
uint32_t live_units(const struct live *l);
struct live_unit *live_unit_at(const struct live *l, uint32_t slot);
/* Units with a position that changed after `version`, newest change first: start with *at = NULL. */
const struct live_unit *live_moved(const struct live *l, uint64_t version,
                                   const struct live_unit *at);
const struct geo_grid *live_grid(const struct live *l);
/* Devices in no order; *at = 0 to start. */
struct live_device *live_device_next(const struct live *l, size_t *at);

/*
 * How far the telemetry of a series was done with when the file of live was begun: all received before `until` had been taken in
 * (and matched, if reads), and what came of it was durable by event `seq`. 0: nothing is known.
 */
#define LIVE_SERIES 3 /* as enum series has them */

struct live_done {
    usec_t until;
    uint64_t seq;
};

/*
 * Where units are and when devices were heard, into a file and back (live_save.c), with the time `now`; not synced. Saving: any
 * thread, holding the lock for moments only. Loading: before any other thread runs, with all units of the picture made; others are
 * passed over, and what was received before `oldest`. RC_NOT_FOUND, RC_CORRUPT: nothing, or nothing that the telemetry would not say too, was taken over.
 */
MUST_USE enum rc live_save(struct live *l, usec_t now,
                           const struct live_done done[static LIVE_SERIES], const char *path,
                           struct err *e);
MUST_USE enum rc live_load(struct live *l, const char *path, usec_t oldest, usec_t *saved,
                           struct live_done done[static LIVE_SERIES], struct err *e);

/* Supervision: set or clear the deadline; the earliest due one, or NULL. */
void live_supervise(struct live *l, struct live_device *d, usec_t period, usec_t deadline);
struct live_device *live_overdue(struct live *l, usec_t now);

#endif
