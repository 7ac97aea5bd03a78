/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The inside of the port, all on the loop's thread but for what is atomic. cot.c opens and closes, session.c has the clients,
 * emergency.c their calls for help, list.c what became of the list of revoked certificates, view.c what the clients of one area may see, tell.c how that goes out.
 */
#ifndef PORT_COT_COT_PRIV_H
#define PORT_COT_COT_PRIV_H

#include <limits.h>

#include "base/id.h"
#include "base/map.h"
#include "port/cot/cot.h"
#include "port/loop.h"
#include "wire/cot.h"

#define COT_MAGIC 0xc0771234u
#define COT_TICK (USEC_S / 4)
#define COT_INPUT_MAX (2 * COT_EVENT_MAX)
#define COT_OUTPUT_MAX (1u << 20)
#define COT_PLACE_EVERY (USEC_S / 5)   /* of one client; what comes oftener is dropped */
#define COT_ALIVE_EVERY (10 * USEC_S)  /* a ping is a sign of life as often */
#define COT_TELL_EVERY (2 * USEC_S)    /* a client is told at most as often */
#define COT_TELL_MAX (64u << 10)       /* bytes at once */
#define COT_TELL_FOR (20 * USEC_MS)    /* then others have their turn */
#define COT_RIGHTS_EVERY (10 * USEC_S) /* whose device it is is asked again */
#define COT_LOOK_EVERY USEC_S          /* and whether it is retired */

enum cot_counted {
    COT_GOT_PLACE,
    COT_GOT_PING,
    COT_GOT_EMERGENCY,
    COT_GOT_OTHER,
    COT_GOT_BROKEN,
    COT_GOT_FOREIGN, /* of another uid than the client's own */
    COT_GOT_TOO_OFTEN,
    COT_GOT_RETIRED, /* of a retired device, and no call for help */
    COT_GOT_KINDS
};

struct cot_figures {
    _Atomic uint64_t got[COT_GOT_KINDS];
    _Atomic uint64_t replaced, retired, told, failed, alarms;
    _Atomic int64_t emergencies, views;
};

enum cot_list { COT_LIST_GOOD, COT_LIST_OLD, COT_LIST_BROKEN };

/* One connection. */
struct cot_session {
    struct port_state *port;
    struct port_conn *conn;
    struct cot_cut cut;
    char device[ID_MAX + 1];   /* empty: not known yet; key of port->sessions */
    char uid[COT_UID_MAX + 1]; /* what the client calls itself; empty: not known yet */
    usec_t placed, alive, told, judged, looked; /* clock_steady; 0: never */
    bool retired;                               /* its calls for help are taken, and nothing else */
    struct cot_view *view;                      /* NULL: it is told nothing */
    char unit[65];
    uint64_t seen; /* what of the view it was told */
};

struct port_state {
    unsigned magic;
    const struct port_host *host;
    struct port_loop *loop;
    struct port_tls *tls;
    char list_kept[PATH_MAX];
    struct principal teller, caller; /* of positions; of alarms */
    struct port_counts counts[2];    /* TLS, plain */
    struct cot_figures figures;
    struct map sessions;   /* by device */
    struct wire_out lines; /* not sent yet */
    unsigned sending;      /* calls with lines that are under way */
    struct cot_event event;
    struct cot_emergency *emergencies;
    struct cot_view *views;
    struct buf render;
    uint64_t tell_next; /* id of the connection that is told next; 0: from the newest on */
    bool tell_posted;
    enum cot_list list_told; /* what the centre was told of the list of revoked certificates */
    bool list_telling;
};

static inline void cot_count(_Atomic uint64_t *of)
{
    atomic_fetch_add_explicit(of, 1, memory_order_relaxed);
}

/* session.c */
void cot_session_opened(struct port_conn *c);
void cot_session_input(struct port_conn *c);
void cot_session_closed(struct port_conn *c);
/* Its device may have been retired meanwhile: then it is closed. */
void cot_session_look(struct cot_session *c, usec_t now);
/* What was said since the last call goes to the centre. */
void cot_lines_send(struct port_state *s);

/* emergency.c: s->event is a COT_EMERGENCY or COT_CANCEL of this device. */
void cot_emergency(struct port_state *s, struct str device);
void cot_emergency_tick(struct port_state *s);
void cot_emergency_free(struct port_state *s);

/* list.c: a list of revoked certificates that cannot be used, or is past its day, is an alarm of the port. */
void cot_list_tick(struct port_state *s);

/* view.c */
enum cot_thing_kind { COT_UNIT, COT_ALARM, COT_INCIDENT, COT_AREA, COT_THINGS };

/* Something that clients are told of, folded from the picture and its stream. */
struct cot_thing {
    struct cot_thing *prev, *next; /* by version, the newest last */
    uint64_t version, round;       /* of its last change; of the last picture it was in */
    enum cot_thing_kind kind;
    bool shown, gone; /* clients were told; it is to be taken away, or has been */
    usec_t changed;   /* clock_steady of `version` */
    char key[72];     /* "unit/M1" */
    char name[161], text[241], what[33], state[33], duty[9], practice[17];
    bool placed;
    int64_t lat, lon, speed, course; /* as struct cot_out; speed, course -1: not known */
    usec_t fix;
    int64_t *outline; /* an area's: lat, lon in turn */
    size_t noutline;
};

/* What the bearers of one area's devices may see. */
struct cot_view {
    struct cot_view *next;
    struct port_state *port;
    struct principal who;
    uint32_t users;
    usec_t used, loaded; /* clock_steady */
    bool loading, reload;
    struct stream *stream;
    char stream_name[24], stream_id[128];
    _Atomic bool woken;
    struct buf text; /* of the stream, a message not whole yet */
    struct map things;
    struct cot_thing *first, *last;
    uint64_t version, round;
};

/* The view of this principal's area, made when there is none. */
struct cot_view *cot_view_join(struct port_state *s, const struct principal *who);
void cot_view_leave(struct cot_view *v);
void cot_views_tick(struct port_state *s);
void cot_views_free(struct port_state *s);
/* It has changed, or is to be told again. */
void cot_thing_touch(struct cot_view *v, struct cot_thing *t);

/* thing.c: one member of an entity or of an event's data, and the entity as a whole. */
void cot_thing_fold(struct cot_thing *t, struct str object);
void cot_thing_outline(struct cot_thing *t, struct str geometry);
/* Is it something to tell of, as it is now? */
bool cot_thing_visible(const struct cot_thing *t);

/* tell.c */
void cot_tell(struct cot_session *c, usec_t now);

#endif
