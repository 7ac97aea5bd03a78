/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of the loop. Everything but posts, calls and `gone` belongs to its thread, or to who opens and closes it. */
#ifndef PORT_LOOP_PRIV_H
#define PORT_LOOP_PRIV_H

#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <pthread.h>

#include "port/address.h"
#include "port/loop.h"

struct ssl_st;
struct stack_st_X509_CRL;
struct loop_door;

#define LOOP_MAGIC 0x10090001u
#define CONN_MAGIC 0x10090002u
#define LOOP_SOCKETS_MAX 16
#define LOOP_TAKE_S 30 /* a peer that takes nothing of what it is sent is gone after so long */
/* TLS must stand by then: so long may one wait behind all others who came at once. */
#define LOOP_HANDSHAKE_S 30

struct loop_listener {
    struct port_loop *loop;
    struct port_listen how;
    struct evconnlistener *ev;
    struct event *again; /* after a fault of accept (no files left): listen again soon */
    struct loop_listener *next;
};

struct loop_certificate;

/* Somebody who is in; where TLS is spoken, its handshake is over. */
struct loop_arrival {
    struct loop_listener *from;
    struct ssl_st *ssl; /* NULL: plain */
    struct loop_certificate *certificate;
    int fd;
    char peer[64];
};

/* From now on whom these lists name is out. */
struct loop_revocation {
    struct port_loop *loop;
    const struct port_tls *tls;
    struct stack_st_X509_CRL *crls;
};

struct loop_timer {
    struct event *ev;
    struct timeval every;
    void (*fn)(void *arg);
    void *arg;
    struct loop_timer *next;
};

struct loop_certificate {
    char name[129], fingerprint[65];
};

struct port_conn {
    unsigned magic;
    struct loop_listener *from;
    struct bufferevent *bev;
    uint64_t id;
    void *arg;
    struct loop_certificate *certificate; /* NULL: none was shown */
    uint32_t owed;
    bool pumping; /* its input callback runs */
    bool paused;  /* owed_max answers are owed */
    bool ended;   /* its peer will say no more */
    bool closing; /* only what is queued is still sent */
    bool dead;    /* waits for reap */
    char peer[64];
    struct port_conn *newer, *older;
    struct port_conn *next_dead;
};

/* A place for a connection; which is in it now is told by the generation. */
struct loop_slot {
    struct port_conn *conn;
    uint32_t generation;
    uint32_t next_free;
};

struct port_udp {
    struct port_loop *loop;
    struct port_datagrams how;
    int fd;
    struct event *ev;
    struct port_udp *next;
};

struct port_loop {
    unsigned magic;
    const char *name;
    struct event_base *base;
    struct event *wake, *reap;
    int wake_fd;
    pthread_t thread;
    bool started, draining, ending;
    struct loop_listener *listeners;
    struct loop_timer *timers;
    struct port_udp *udps;
    char address[LOOP_SOCKETS_MAX][PORT_ADDRESS_MAX];
    unsigned nsockets;
    struct loop_slot *slots;
    uint32_t nslots, free_slot; /* UINT32_MAX: none */
    struct port_conn *newest, *dead;
    struct loop_door *door; /* NULL: no listener speaks TLS */

    pthread_mutex_t lock;
    pthread_cond_t idle;
    struct port_post *first, **end;
    unsigned calls; /* given to the host, their `done` not over */
    bool gone;      /* at the end: all connections are closed */
};

/* loop_conn.c: all loop's thread */
void loop_reap(evutil_socket_t fd, short what, void *loop);
void loop_conns_drain(struct port_loop *l);
void loop_conns_close(struct port_loop *l);
/* The thread is gone: what is left, and the listeners. */
void loop_conns_free(struct port_loop *l);

/* A struct loop_arrival, a struct loop_revocation; each is freed. Posted. */
void loop_arrived(void *arrival);
void loop_expel(void *revocation);

/* loop_door.c: made by the first listener with TLS; what it accepts comes to the loop when its handshake is over. */
struct event_base *loop_door_base(struct port_loop *l);
MUST_USE enum rc loop_door_start(struct port_loop *l, struct err *e);
/* Nobody comes in any more. Any thread but the loop's and the door's; twice does no harm. */
void loop_door_shut(struct port_loop *l);
void loop_door_free(struct port_loop *l);
/* The door's thread. `fd` is its own from here on. */
void loop_door_accepted(struct loop_listener *li, int fd, const char *peer);

/* loop_udp.c */
void loop_udp_drain(struct port_loop *l);
void loop_udp_free(struct port_loop *l);

/* loop_tls.c: the door's thread */
struct ssl_st *loop_tls_new(struct port_tls *t);
/* Have the lists of revoked certificates changed, and are they in force now? */
bool loop_tls_look(struct port_tls *t);
bool loop_tls_revoked(const struct port_tls *t, const struct ssl_st *ssl);
struct loop_revocation *loop_tls_revocation(const struct port_tls *t, struct port_loop *l);
/* Any thread. */
bool loop_crls_name(const struct stack_st_X509_CRL *crls, const struct ssl_st *ssl);
void loop_revocation_free(struct loop_revocation *r);
/* Who the client of a finished handshake is; NULL: it showed no certificate. */
struct loop_certificate *loop_tls_certificate(struct ssl_st *ssl);

#endif
