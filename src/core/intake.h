/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Telemetry on its way: reads, positions, heartbeats as NDJSON. Parsed on the port's thread, judged on the core thread
 * (known device? may this token speak for it? on duty?), written as one block by the telemetry thread, and only when that is
 * synced handed to the desks, which say what comes of it. Answered when both are durable.
 */
#ifndef CORE_INTAKE_H
#define CORE_INTAKE_H

#include "base/clock.h"
#include "base/map.h"
#include "core/live.h"
#include "event/record.h"

#define INTAKE_LINES_MAX 5000
#define INTAKE_CLOCK_AHEAD (5 * USEC_MIN) /* what says a later time has a clock fault */

enum series { SERIES_READS, SERIES_POSITIONS, SERIES_HEARTBEATS, SERIES_COUNT };

enum intake_verdict {
    LINE_ACCEPTED,
    LINE_DROPPED, /* answered as success, written nowhere: off duty, or can never be accepted */
    LINE_REJECTED /* told to the sender with `why` */
};

struct intake_line {
    struct str text;       /* the line as received; borrowed from the body */
    uint32_t number;       /* from 1 */
    uint8_t verdict;       /* enum intake_verdict */
    bool doubtful;         /* marked: impossible jump or clock fault; kept, not believed */
    bool stranger;         /* of a device nobody registered: told with `why` once that is known */
    bool foreign;          /* its sender may not speak for the device */
    bool wanted;           /* the sender is asked for this read's photo */
    struct map_key device; /* the sender's id, ready to be looked up in several places */
    struct live_device *live; /* the sender, once judged; NULL: unknown */
    const char *why;          /* of a rejection; static or in the arena */

    union {
        struct in_read read;
        struct in_position position;
        struct in_heartbeat heartbeat;

        struct {
            struct in_position position; /* the same place as above */
            struct str unit;             /* of an accepted one: whose position it was */
        } placed;
    } in;
};

struct intake_job {
    enum series series;
    struct intake_line *lines; /* without empty lines */
    uint32_t n;
    uint32_t strangers; /* lines of devices nobody registered */
    uint32_t accepted;  /* lines whose verdict is LINE_ACCEPTED */
    bool replay; /* matched again at a start: live is not updated, nobody waits for an answer */
    usec_t received;
};

/* Sets `device` of a line whose `in` is there. */
void intake_name(enum series series, struct intake_line *l);

#endif
