/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One request from outside, whatever port it came through, and its answer. Ports fill the first part and get `done`
 * called exactly once, on any thread, possibly before port_host.call returns; what changes the picture is durable by then.
 */
#ifndef CORE_CALL_H
#define CORE_CALL_H

#include "base/clock.h"
#include "core/route.h"

#define CALL_ANSWER_MAX (256u << 20) /* ceiling of one answer; a whole country's picture fits */

/* Who is asking. Copied, so that nothing of the picture is borrowed across threads. */
struct principal {
    char id[72];          /* "user/U3", "token/K9", "local" (control socket), "" (not signed in) */
    uint64_t permissions; /* bits of enum permission */
    uint8_t role;         /* enum role */
    char area[65];        /* limited to this area; empty: all */
    char unit[65];        /* role unit: which unit, else empty */
    char session[65];     /* id of the session entity, else empty */
    char csrf[65];        /* what X-Markaz-CSRF must say for a session; empty: not needed */
    bool given; /* signed in with a password that somebody else had set: may choose one, no more */
};

struct call {
    /* ---- filled by the port; memory stays the port's and lives until done ---- */
    const struct route *route;
    struct principal who;
    struct str params[2]; /* path parameters */
    struct str query;     /* after '?', still percent-encoded; see call_query */
    struct str body;
    struct str purpose; /* header Markaz-Purpose; see desk/look/purpose.h */
    struct str caller;  /* header X-Road-UserId: for whom a portal asks */
    struct str peer;    /* address, for rate limits; never logged with a name */
    bool secure;        /* came over TLS or the control socket */
    void (*done)(struct call *);
    void *arg;

    /* ---- the answer ---- */
    enum rc rc;
    struct err err; /* when rc != RC_OK */
    struct str
        extra; /* with err: more members of the problem, each with a leading comma; in `arena` */
    struct buf answer; /* owned by the call; call_release frees it */
    /*
     * Of an answer that is too long to be held: empties nothing, appends the next piece to `answer`, which the port has sent and
     * emptied; nothing: that was all. An error breaks the answer off. On the port's thread, until done with. NULL: `answer` is all.
     */
    enum rc (*more)(struct call *c, struct err *e);
    const char *type;     /* content type; NULL: application/json */
    const char *cache;    /* Cache-Control; NULL: no-store */
    char new_session[65]; /* sign-in: the cookie's value */
    bool end_session;     /* sign-out: clear the cookie */
    bool waits;           /* not done: kept until a second person approves it (202) */
    uint64_t looked;      /* of a look-up: sequence of the event that says so; 0: none was needed */
    uint32_t strangers;   /* telemetry: refused lines of devices that nobody registered */

    /* ---- private to core ---- */
    struct call *next;
    struct arena arena; /* what prepare and decide need until the answer */
    void *in;           /* input struct, or what prepare made */
    void (*drop_in)(
        void
            *in); /* set by a prepare whose `in` is not the arena's alone; called by call_release */
    void *job;    /* struct intake_job */
    uint8_t stage; /* enum call_stage */
    usec_t received;
    char *once; /* idempotency key, in arena */
};

/* Before filling: all zero, arena and answer with their ceilings. */
void call_init(struct call *c);
void call_release(struct call *c);
/* Value of a query parameter, percent-decoded into the call's arena; STR_NONE when absent. */
struct str call_query(struct call *c, const char *name);
/*
 * Read the body into c->in as the route's input. A press (alarm.send) is read whatever its firmware says badly: c->body
 * becomes the repaired text, and when that still cannot be read c->in is empty, c->err says why and the answer is RC_OK.
 */
MUST_USE enum rc call_read(struct call *c);
/* Has it this permission? With a given password: none but what is public. */
bool principal_may(const struct principal *p, uint8_t permission);
/* A port that speaks for its devices, where no token does: "port/NAME", with the permissions of a role of devices. */
void principal_port(struct principal *out, const char *port, enum role role);
/* May it call this route? RC_UNAUTHORIZED when nobody is signed in, RC_DENIED with what is lacking. */
MUST_USE enum rc principal_check(const struct principal *p, const struct route *route,
                                 struct err *e);

#endif
