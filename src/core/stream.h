/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of streams, shared by stream*.c only. */
#ifndef CORE_STREAM_H
#define CORE_STREAM_H

#include "core/core_priv.h"
#include "geo/cluster.h"

#define STREAM_RING 16384 /* events kept in memory for readers that are nearly up to date */
#define STREAM_RING_BYTES (64u << 20)
#define STREAM_FRAME_MAX (4u << 20) /* most bytes made for one reader before it has read them */
#define STREAM_BEHIND_MAX 200000u   /* further behind than this: reset */
#define STREAM_CATCHUP_ROWS 256     /* read from the journal in one step */
#define STREAM_STEPS 16             /* steps for one read of one reader */
#define STREAM_CATCHUP_BYTES (256u << 10)
#define STREAM_POSITIONS_EVERY (USEC_S / 2)
#define STREAM_TICK_EVERY (2 * USEC_S)
#define STREAM_SINGLES 1000u /* more units in the window than this are sent as clusters */
#define STREAMS_MAX 20000

/* One event rendered once for all readers. */
struct frame {
    _Atomic int refs;
    uint64_t seq;
    enum kind kind;
    struct str id, area, also, text; /* in the same allocation */
};

struct streams {
    unsigned magic;
    struct core *core;
    pthread_mutex_t ring_lock;
    struct frame *ring[STREAM_RING]; /* by seq modulo its size */
    uint64_t ring_from, ring_to;     /* seqs in it: from <= seq < to */
    size_t ring_bytes;
    pthread_mutex_t list_lock;
    struct stream *list;
    uint32_t count;
    uint64_t next_name;
    bool stopping;
    struct buf render;
};

struct stream {
    unsigned magic;
    struct streams *all;
    struct stream *prev, *next_stream; /* list_lock */
    struct principal who;
    uint32_t topics; /* bits */
    char name[24];
    void (*wake)(void *);
    void *arg;
    _Atomic bool wants_wake;
    _Atomic bool window_changed;
    struct live_unit *own; /* role unit: its own unit, else NULL; lives as long as live */

    pthread_mutex_t window_lock; /* the two below; taken last of all, and only for a moment */
    struct geo_box asked_window;
    int asked_zoom;

    pthread_mutex_t lock; /* what follows */
    uint64_t next;        /* first seq not yet considered */
    struct buf out;       /* bytes ready for the reader */
    size_t out_at;
    bool said_hello, reset, over;
    struct journal_reader *reader; /* while catching up */
    _Atomic bool has_window;
    struct geo_box window;
    int zoom;
    _Atomic uint64_t live_seen; /* version of live this reader was last told of */
    _Atomic usec_t last_sent, last_positions;
    usec_t last_auth;
    struct geo_cluster_work *clusters;
};

#define STREAM_MAGIC 0x57e40001u

/* stream_positions.c: append a positions or clusters frame when there is something to say. */
void stream_positions(struct stream *s, usec_t now);

/* Does this reader get the event? Under the mirror's read lock. */
bool stream_wants(const struct stream *s, const struct picture *mirror, enum kind kind,
                  struct str id, struct str area, struct str also);

#endif
