/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The inside of streams, shared by stream*.c only.
 *
 * stream.c has the readers, stream_ring.c the events kept for them, stream_wake.c the thread that wakes those for whom there
 * is something, stream_board.c where units are and stream_positions.c what of it a reader gets.
 */
#ifndef CORE_STREAM_H
#define CORE_STREAM_H

#include "base/map.h"
#include "core/core_priv.h"
#include "core/stream_board.h"
#include "core/visible.h"
#include "geo/cluster.h"

#define STREAM_RING 16384 /* events kept in memory for readers that are nearly up to date */
#define STREAM_RING_BYTES (64u << 20)
#define STREAM_FRAME_MAX (4u << 20) /* most bytes made for one reader before it has read them */
#define STREAM_BEHIND_MAX 200000u   /* further behind than this: reset */
#define STREAM_CATCHUP_ROWS 256     /* read from the journal in one step */
#define STREAM_STEPS 16             /* steps for one read of one reader */
#define STREAM_CATCHUP_BYTES (256u << 10)
#define STREAM_EVENTS_EVERY (20 * USEC_MS) /* between two rounds of waking for events */
#define STREAM_SLICE_EVERY (25 * USEC_MS)  /* between two slices of readers */
#define STREAM_SLICES 10 /* a reader is looked at and the board made each 250 ms */
#define STREAM_POSITIONS_EVERY (USEC_S / 2)
#define STREAM_CLUSTERS_EVERY USEC_S
#define STREAM_TICK_EVERY (2 * USEC_S)
#define STREAM_SINGLES 1000u /* more units in the window than this are sent as clusters */
#define STREAMS_MAX 20000

/* One event rendered once for all readers. */
struct frame {
    _Atomic int refs;
    uint64_t seq;
    enum kind kind;
    struct str id, area, also, text; /* in the same allocation */
    struct str told; /* of an erasure: what every desk's page is told, whoever sees the event */
    struct audience audience;
};

/* Open streams that see the same events but for role and topics. */
struct group {
    enum listener_class class;
    uint64_t key; /* the map's key lies here */
    struct stream *first;
};

struct streams {
    unsigned magic;
    struct core *core;
    struct board *board;

    pthread_mutex_t ring_lock;
    struct frame *ring[STREAM_RING]; /* by seq modulo its size */
    uint64_t ring_from, ring_to;     /* seqs in it: from <= seq < to */
    size_t ring_bytes;
    _Atomic uint64_t
        published; /* seq up to which events came; 0: none yet. durable is a moment ahead of the ring */
    struct buf render; /* journal thread's */

    pthread_mutex_t list_lock;
    struct stream *slices[STREAM_SLICES];
    struct map groups;
    uint32_t count;
    uint64_t next_name;

    pthread_mutex_t signal_lock;
    pthread_cond_t signal;
    bool signalled, stopping; /* signal_lock */
    uint64_t told;            /* stream thread: seq up to which readers were woken */
};

struct stream {
    unsigned magic;
    struct streams *all;
    struct stream *prev, *next_stream; /* in its slice; list_lock */
    struct stream *group_prev, *group_next;
    struct group *group;
    struct principal who;
    struct listener listener;
    uint32_t topics; /* bits */
    uint64_t number; /* its name without the s */
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
    struct geo_box window;
    int zoom;
    uint64_t first_tick; /* the board is not read before it was brought up to date so often */
    struct board_place place;
    usec_t last_auth;
    struct geo_cluster_work *clusters;

    /* written by the reader, glanced at by the stream thread without the lock: stale means a wake too many or a slice later */
    _Atomic bool has_window, clustered;
    _Atomic uint64_t seen; /* place.seen */
    _Atomic usec_t last_sent, last_positions;
};

#define STREAM_MAGIC 0x57e40001u

/* stream_ring.c: the journal thread puts, readers take. */
void stream_ring_init(struct streams *s);
void stream_ring_release(struct streams *s);
/* The last seq a reader may wait for or look up. */
uint64_t stream_known(const struct streams *s);
/* Append what the reader may see of the events from s->next on, until its buffer has enough. */
void stream_fill_events(struct stream *s);
/* Frames with seqs from `from` on, each to be dropped; 0 when the ring has none. *missed: it no longer had `from`. */
size_t stream_ring_take(struct streams *s, uint64_t from, struct frame **out, size_t max,
                        bool *missed);
void stream_frame_drop(struct frame *f);

/* stream_wake.c, under the list's lock. */
void stream_group_join(struct stream *s);
void stream_group_leave(struct stream *s);
void stream_wake_now(struct stream *s);

/* stream_positions.c: append positions or clusters when there is something to say. */
void stream_positions(struct stream *s, usec_t now);
/* Stream thread, without the stream's lock: is there perhaps something to say? */
bool stream_positions_due(struct stream *s, usec_t now);

#endif
