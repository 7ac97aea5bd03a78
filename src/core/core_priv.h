/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of the core. Who owns what is said at each member; lock order: mirror, then live, then streams. */
#ifndef CORE_CORE_PRIV_H
#define CORE_CORE_PRIV_H

#include <pthread.h>
#include <stdatomic.h>

#include "core/core.h"
#include "core/drive.h"
#include "core/ground.h"
#include "core/intake.h"
#include "core/seal.h"
#include "core/second.h"
#include "core/snapshot.h"
#include "journal/journal.h"
#include "store/block.h"
#include "store/lock.h"
#include "store/telemetry.h"
#include "store/vault.h"

#define CORE_MAGIC 0xc0de0001u
#define CORE_DESKS_MAX 16
#define CORE_BATCHES 8           /* batches of events between core and journal thread */
#define CORE_BATCH_CALLS 1024    /* most calls in one */
#define CORE_STILL (15 * USEC_S) /* a thread that has not moved for so long is stuck */
#define CORE_BATCH_ARENA (512u << 20)

/* A look-up: its subject is read (pool), it is decided (core), its event is durable and it is answered (pool). */
enum call_stage {
    STAGE_NEW,
    STAGE_JUDGED,
    STAGE_STORED,
    STAGE_LOOK_FIRST,
    STAGE_LOOK,
    STAGE_LOOKED
};

/* Events decided together and the calls that wait for them. Core thread fills, journal thread empties. */
struct batch {
    struct batch *next;
    struct arena arena; /* the events and all they point to */
    const struct event **events;
    size_t n, cap;
    struct call *calls, **calls_end;
    size_t ncalls;
};

/* A bounded queue of calls: bounded because each connection has at most one call under way. */
struct call_queue {
    pthread_mutex_t lock;
    pthread_cond_t more;
    struct call *first, **end;
    size_t n;
    bool closed;
};

void queue_init(struct call_queue *q);
void queue_release(struct call_queue *q);
/* False when closed. */
bool queue_put(struct call_queue *q, struct call *c);
/* All that is there; waits until `until` (steady clock; 0: for ever) while empty. NULL: nothing came, or closed and empty. */
struct call *queue_take_all(struct call_queue *q, usec_t until);
void queue_close(struct call_queue *q);
size_t queue_length(struct call_queue *q);
bool queue_closed(struct call_queue *q);

struct latency { /* of commits; µs in powers of two */
    _Atomic uint64_t bucket[32];
    _Atomic uint64_t count, total_us;
};

void latency_note(struct latency *l, usec_t us);

/* What holds the core thread: nobody else is served meanwhile. */
enum held_by { HOLD_CALL, HOLD_TELEMETRY, HOLD_TIMER, HOLD_TICK, HOLD_WORK, HOLD_KINDS };

struct holds {
    struct latency of[HOLD_KINDS];
    _Atomic usec_t longest[HOLD_KINDS];
};

/*
 * How far a series has been matched, so that a start need not do it again. Calls go to the core in the order in which the
 * telemetry thread stored them; once a second it asks whether those up to one of them have passed there, and when they have,
 * whether what was decided by then is durable.
 */
struct progress {
    _Atomic uint64_t passed, passed_seq; /* core thread: how many; the last event decided by then */
    uint64_t stored;                     /* telemetry thread, as the rest: how many */
    usec_t newest;                       /* receipt of the newest of them */

    enum { PROGRESS_NOTHING, PROGRESS_PASS, PROGRESS_DURABLE } wait;

    uint64_t asked; /* until so many have passed */
    struct live_done next;
};

/* What is durable and not yet in the index. */
struct behind {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t more, done;
    struct journal_notes
        notes; /* of events up to `given`; what is missing before them is read from the journal */
    uint64_t given;           /* last durable event that was told */
    _Atomic uint64_t indexed; /* last event in the index */
    int askers;               /* somebody waits: do not gather */
    bool closed, broken;
};

struct streams;
struct gazetteer;

struct core {
    unsigned magic;
    const struct settings *settings;
    char dir[400];
    struct port_host host;

    struct {
        port_metrics_f *write;
        void *arg;
    } port_metrics[PORT_METRICS_MAX];

    int nport_metrics;
    const struct desk *desks[CORE_DESKS_MAX];
    struct desk_state *states[CORE_DESKS_MAX];
    int ndesks;
    int desk_of_kind[KIND_COUNT];
    int desk_of_looks; /* -1: none, and look-ups are refused */
    struct handler handlers[ROUTE_COUNT];

    struct lock lock;
    struct journal *journal;                   /* journal thread after core_start */
    struct journal_index *index;               /* index thread after core_start */
    struct telemetry *telemetry[SERIES_COUNT]; /* telemetry thread after core_start */
    struct telemetry *tracks;                  /* positions, thinned; thin thread */
    _Atomic usec_t fix_old; /* positions are kept so long: older ones are not taken */
    struct vault *vault;

    struct gazetteer *gazetteer;     /* any thread but the core's */
    struct picture *picture;         /* core thread */
    struct live *live;               /* core thread writes under its lock */
    struct call *going, **going_end; /* decided in part: their next turns, in order; core thread */
    usec_t next_tick;
    usec_t ticked_at;       /* what time it was at the last tick; 0: none yet */
    usec_t now, now_steady; /* the time last given to a decision, and when that was */
    char journal_id[65];
    uint64_t snapshot_seq; /* of the snapshot this start began with */
    usec_t started_at;
    bool tool;

    pthread_rwlock_t mirror_lock;
    struct picture *mirror; /* journal thread writes under mirror_lock */

    struct call_queue calls; /* to the core thread */
    struct call_queue store; /* to the telemetry thread */
    struct call_queue slow;  /* to the pool */

    pthread_mutex_t work_lock;
    pthread_cond_t work_more;
    struct desk_work *work_first, **work_end;    /* desks' work to be done */
    struct desk_work *under_way[CORE_DESKS_MAX]; /* by desk; core thread */
    bool work_closed;

    pthread_mutex_t batch_lock;
    pthread_cond_t batch_more, batch_free;
    struct batch *batch_first, **batch_end; /* decided, not yet durable */
    struct batch *batch_idle;
    int batches_out; /* between take and give back */
    bool batch_closed;
    _Atomic uint64_t durable; /* last durable sequence */
    struct progress progress[SERIES_COUNT];
    struct live_done done[SERIES_COUNT]; /* telemetry thread */
    struct behind behind;
    struct seal seal;
    struct ground ground;

    struct streams *streams;
    struct past *past;
    struct drive *drive;
    _Atomic usec_t ticked;       /* steady time of the core thread's last tick */
    _Atomic usec_t commit_begun; /* steady time; 0: the journal thread is idle */
    struct latency commit_latency;
    struct holds holds;
    _Atomic uint64_t accepted[SERIES_COUNT], rejected[SERIES_COUNT], dropped[SERIES_COUNT];
    _Atomic uint64_t refused_calls;
    _Atomic bool ready, announced, stopping;
    _Atomic bool long_work; /* somebody verifies or backs up */
    pthread_t core_thread, journal_thread, telemetry_thread, pool_thread[2], stream_thread,
        work_thread, snapshot_thread, thin_thread, drive_thread;
    bool threads, sealing;
};

/* auth.c: any thread for the first three; auth_still on the thread that owns the picture. */
enum rc auth_session(struct core *c, struct str cookie, struct principal *out, struct err *e);
enum rc auth_token(struct core *c, struct str token, struct principal *out, struct err *e);
enum rc auth_device(struct core *c, struct str device, struct principal *out, struct err *e);
enum rc auth_still(const struct picture *p, const struct principal *who, usec_t now, struct err *e);
/* Who this actor (as `by` holds it) is by now: role, area, unit. RC_DENIED when disabled, revoked or not there. */
enum rc auth_actor(const struct picture *p, struct str by, struct principal *out, struct err *e);

/* The same for many devices of one call: the token is looked up once. `dev` is the device, NULL when it is not known. */
struct speaker {
    const struct picture *picture;
    const struct principal *who;
    const struct token
        *token; /* NULL: a person, the machine's own tool, or a token that was revoked */
};
struct speaker core_speaker(const struct picture *p, const struct principal *who);
enum rc core_speaker_may(const struct speaker *s, struct str device, const struct device *dev,
                         struct err *e);

/* api.c: the host's call. */
void api_call(const struct port_host *h, struct call *c);
void api_finish(struct call *c, enum rc rc);
/* What the core thread decided of it is durable: answer it, or let the view begin that waited for its event. */
void api_durable(struct core *core, struct call *c);
void *pool_main(void *arg);

/* core.c: leave a mark that the process lives; once a second from the core thread. */
void core_alive(struct core *c);

/* loop.c: the core thread. */
void loop_know_unit(struct core *c, struct str id); /* live keeps a place for each unit */
void *loop_main(void *arg);

/* work.c: what desks have done off the core thread. */
void work_init(struct core *c);
void work_round(struct core *c, usec_t now); /* core thread */
void *work_main(void *arg);
/* After the core thread has ended: all that is left is done, and the thread ends. */
void work_end(struct core *c);

/* hold.c: one piece of work of the core thread that began at `begun` (steady clock) is over. `name`: of what, for the log. */
void hold_note(struct core *c, enum held_by kind, const char *name, usec_t begun);
void hold_metrics(struct core *c, struct buf *out); /* any thread */
/* look.c: one entity as JSON, without a geometry unless asked for; and the view of the whole picture. */
void look_entity(struct buf *out, const struct entity *en, bool geometry);
MUST_USE enum rc look_picture(const struct view_env *env, struct call *c, struct err *e);
/* metrics.c: the text of GET /metrics. Any thread, under the mirror's lock. */
void metrics_write(struct core *core, const struct picture *mirror, struct buf *out);
void metric(struct buf *out, const char *name, const char *type, const char *help, double value);

/* commit.c: batches, and the journal thread. */
struct batch *batch_take(struct core *c);
void batch_give(struct core *c, struct batch *b); /* to the journal thread */
void *commit_main(void *arg);

/* behind.c: the index thread. */
void behind_init(struct behind *b);
void behind_release(struct behind *b);
void behind_give(struct core *c, const struct event *const *events,
                 size_t n); /* journal thread: these are durable */
void *behind_main(void *arg);
/* Any thread: until event `seq` is in the index, so that nobody misses there what he has seen already. RC_BUSY: not within `most`. */
enum rc behind_wait(struct core *c, uint64_t seq, usec_t most, struct err *e);
/* After the journal thread has ended: the rest is written. */
void behind_end(struct core *c);

/* intake*.c */
enum rc intake_parse(struct call *c, enum series series, struct err *e); /* port's thread */
void intake_judge(struct core *c, struct call *call, usec_t now);        /* core thread */
/* A line of a device nobody registered, judged so: see it once, say why the line is refused. */
void intake_stranger(struct core *c, struct decision *d, struct call *call, struct intake_line *l);
void intake_live(struct core *c, struct intake_job *job,
                 usec_t now); /* core thread, after it is stored */
void intake_answer(struct call *c);
/* Into a writer of TELEMETRY_BLOCK_MAX, cleared here. */
enum rc intake_pack(const struct intake_job *job, struct block_writer *w, usec_t *first,
                    usec_t *last);
enum rc intake_unpack(enum series series, struct str block, struct arena *a, struct intake_job *out,
                      struct err *e);
/* Of a block that intake_pack made: when it was received, without unpacking it. */
enum rc intake_received(struct str block, usec_t *received, struct err *e);
void *intake_main(void *arg); /* telemetry thread */
/* How long reads of a partition of *part are kept so that none is ever older than `most`. Pure. */
usec_t intake_reads_life(usec_t most, usec_t *part);
enum rc intake_replay(struct core *c, struct err *e); /* before the threads start */
/* DIR/live, for the next start. One thread at a time. */
void intake_save_live(struct core *c);
/* Core thread: a call of this series came back from the telemetry thread, and what comes of it is decided. */
void intake_passed(struct core *c, enum series series);
/* Let the desks see a stored job on the core thread and put their events into the batch. */
void loop_telemetry(struct core *c, struct batch *b, struct intake_job *job, struct call *call,
                    usec_t now);
bool intake_open(struct core *c, struct err *e);

/* stream.c */
struct streams *streams_new(struct core *c);
void streams_free(struct streams *s);
void streams_publish(struct streams *s, const struct event *const *events,
                     size_t n); /* journal thread, after the mirror has them */
void *streams_main(void *arg);
void streams_stop(struct streams *s);
uint32_t streams_count(struct streams *s);
enum rc stream_open_host(const struct port_host *h, const struct principal *who, struct str query,
                         struct str last_id, void (*wake)(void *), void *arg, struct stream **out,
                         struct err *e);
int64_t stream_read_host(struct stream *s, char *to, size_t max);
void stream_close_host(struct stream *s);
enum rc streams_window(struct streams *s, const struct principal *who, struct str name,
                       const struct in_window *w, struct err *e);

/* visible.c: may this principal see it? Under the mirror's read lock. */
/* Sees only what concerns its unit. */
bool visible_as_unit(const struct principal *who);
bool visible_entity(const struct picture *mirror, const struct principal *who,
                    const struct entity *en);
/* Of this kind at all, unasked: picture and stream. A look-up has its purpose instead (visible_entity, visible_event). */
bool visible_live(const struct principal *who, enum kind kind);
bool visible_event(const struct picture *mirror, const struct principal *who, enum kind kind,
                   struct str id, struct str area, struct str also);

/* drive.c: the thread that keeps it up to date, and what is told of it (metrics; a member of the status). */
void *drive_main(void *arg);
void drive_metrics(struct drive *d, struct buf *out);
void drive_status(struct drive *d, struct buf *out);

/* Where a unit is as [id,lat,lon,speed,heading,time,battery]; nulls when not known. */
void live_write_unit(struct buf *out, const struct live_unit *u);

extern const struct desk desk_core;

#endif
