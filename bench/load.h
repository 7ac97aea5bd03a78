/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The load generator: made-up reads, positions, heartbeats and alarms, sent through HTTP/1.1 on many
 * kept-alive connections by one thread. What line k says is a pure function of the plan and k, so
 * that another program can be given the very same reads.
 */
#ifndef BENCH_LOAD_H
#define BENCH_LOAD_H

#include "base/clock.h"

enum load_kind { LOAD_READS, LOAD_POSITIONS, LOAD_HEARTBEATS, LOAD_ALARMS, LOAD_KINDS };

extern const char *const load_kind_names[LOAD_KINDS];

/* Plates that exist: 99 regions, a letter, three digits, two letters. */
#define LOAD_PLATES_MAX (UINT64_C(99) * 26 * 1000 * 676)
#define LOAD_PLATE 8

struct load_plan {
    enum load_kind kind;
    uint32_t plates;    /* entries of the hotlist */
    uint32_t devices;   /* registered ones */
    uint32_t hits;      /* of 1000 reads, how many are on the list */
    uint32_t doubtful;  /* of 1000 reads, how many are below the confidence that alerts */
    uint32_t dangerous; /* of 1000 reads, how many are far over any limit */
    uint32_t age_ms;    /* reads are less than so old when they are sent */
    uint32_t batch;     /* lines in a request */
    uint64_t seed;
};

/* ---- what is sent (load_body.c) ---- */

struct load_read {
    uint32_t camera; /* below plan.devices */
    char plate[LOAD_PLATE];
    bool hit;
    uint32_t confidence; /* per mille */
    uint32_t heading;    /* degrees */
    uint32_t kmh10;      /* 0.1 km/h */
    uint32_t age_ms;     /* how long before the sending it was seen */
};

/* Read number k. Hits go through the whole list before one comes again. */
void load_read_at(const struct load_plan *p, uint64_t k, struct load_read *out);
/* How many of reads first .. first+n-1 are on the list. */
uint32_t load_hits(const struct load_plan *p, uint64_t first, uint32_t n);

struct load_place {  /* 1e-7 degrees */
    uint32_t device; /* below plan.devices */
    int32_t lat7, lon7;
};

/* Fix number k, sent at `now`: the devices in turn. All are within 41 to 42 N, 69 to 70 E. */
void load_place_at(const struct load_plan *p, uint64_t k, usec_t now, struct load_place *out);
/* Place number k that is asked about: anywhere between the units; the device is not set. */
void load_question_at(uint64_t k, struct load_place *out);
/* Plate of entry i of the hotlist; those at plan.plates and above are on no list. */
void load_plate(uint64_t i, char out[LOAD_PLATE]);
/* Name of device i of a kind, the same width for all: "cam-00017". */
void load_device(enum load_kind kind, uint32_t i, char out[16]);

/* The hotlist as NDJSON, to standard output. */
void load_print_hotlist(const struct load_plan *p);
/* The devices as CSV for the import, cameras spread over a city, to standard output. */
void load_print_devices(const struct load_plan *p);

struct load_body; /* a template whose lines have all the same length */

struct load_body *load_body_new(const struct load_plan *p);
void load_body_free(struct load_body *b);
/* Bytes of one request's body. */
size_t load_body_size(const struct load_body *b);
/* Write lines first .. first+batch-1 to `to`, sent at `now`. No allocation. */
void load_body_fill(struct load_body *b, char *to, uint64_t first, usec_t now);

/* ---- how long it took (load_hist.c) ---- */

#define LOAD_HIST_BITS 5 /* 32 steps a power of two: within 3 % */
#define LOAD_HIST_SLOTS (((40 - LOAD_HIST_BITS) << LOAD_HIST_BITS) * 2)

struct load_hist { /* µs */
    uint64_t slot[LOAD_HIST_SLOTS];
    uint64_t n;
    usec_t max;
};

void load_hist_add(struct load_hist *h, usec_t took);
/* The value that `share` (0 to 1) of all are not above. */
usec_t load_hist_at(const struct load_hist *h, double share);

/* ---- the connections (load_http.c) ---- */

#define LOAD_SECONDS 600 /* of a run whose worst is kept second by second */

struct load_options {
    const char *host, *port, *token, *path;
    uint32_t connections;
    double
        rate; /* requests a second, sent at their time whatever the answers do; 0: as fast as answered */
    usec_t warmup, time;
    uint64_t first; /* number of the first line */
};

struct load_result {
    struct load_hist
        took; /* of a request, from its first byte (or when it was due) to its answer's last */
    uint64_t requests, lines; /* answered within the measured time */
    uint64_t accepted;        /* as the answers say */
    uint64_t errors;          /* answers other than 200, and connections lost */
    uint64_t next;            /* number of the next line: all were sent, warm-up included */
    unsigned last_status;     /* of the last answer that was not 200 */
    usec_t time;              /* measured */
    usec_t
        worst[LOAD_SECONDS]; /* of each second: shows whether a tail is one stop or all the time */
};

/* Returns false, with a line on standard error, when it cannot connect. */
bool load_run(const struct load_plan *p, const struct load_options *o, struct load_result *out);

#endif
