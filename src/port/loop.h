/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sockets for ports that speak a protocol of their own (not HTTP): one thread with an event base (libevent), TCP with or without
 * TLS, UDP, timers. Handshakes have a thread of their own, so that a storm of them delays nobody who is in. Everything has its
 * ceiling: connections, unread input, unsent output, answers owed, silence. A peer that oversteps one is closed, and nobody
 * else notices.
 *
 * All callbacks run on the loop's thread, and port_conn_*, port_udp_* belong to it; what any thread may call is marked.
 * A connection may end while the centre decides: keep its id, not its pointer, and ask port_conn_find when the answer is there.
 */
#ifndef PORT_LOOP_H
#define PORT_LOOP_H

#include <stdatomic.h>
#include <sys/socket.h>

#include "core/port.h"

struct port_loop;
struct port_conn;
struct port_tls;
struct port_udp;

/* ---- the loop ---- */

/* No thread yet. `name` is static: it stands in the log and is the thread's name (at most 15 bytes). */
MUST_USE enum rc port_loop_open(struct port_loop **out, const char *name, struct err *e);
/* What is open is served from now on. */
MUST_USE enum rc port_loop_start(struct port_loop *l, struct err *e);
/* Take nothing new: no connection, no input. Calls under way go on, and what is sent is sent. Any thread but the loop's. */
void port_loop_drain(struct port_loop *l);
/*
 * Waits until all calls under way are answered and posts have run, up to 5 s for the answers to be read, then closes all. Also
 * of a loop that was never started. Any thread but the loop's.
 */
void port_loop_close(struct port_loop *l);
/* fn(arg) on the loop's thread, in the order of posts. Any thread, before the close. */
void port_loop_post(struct port_loop *l, void (*fn)(void *arg), void *arg);
/* fn(arg) every so often, from `every` after the start of the loop; until drained. Before the start. */
void port_loop_every(struct port_loop *l, usec_t every, void (*fn)(void *arg), void *arg);

/* What is to run on the loop's thread. Private. */
struct port_post {
    struct port_post *next;
    void (*fn)(void *arg);
    void *arg;
    bool heap;
};

/*
 * A call to the host whose `done` comes back on the loop's thread. The port embeds it, fills `call` after call_init as any port
 * does (but for done and arg) and `done` here, and frees all after call_release. A close waits for it.
 */
struct port_call {
    struct call call;
    void (*done)(struct port_call *pc);
    /* private */
    struct port_loop *loop;
    struct port_post post;
};

void port_loop_call(struct port_loop *l, const struct port_host *host, struct port_call *pc);

/* ---- TLS ---- */

struct port_tls_files {
    const char *cert, *key; /* chain and private key, PEM */
    const char *ca; /* not empty: a client must show a certificate that one of these vouches for */
    /* Not empty: and that none of these lists revokes; one of each authority in `ca`. */
    const char *crl;
    const char
        *kept; /* with `crl`: the last good one is kept here, for a start that finds it broken */
};

/*
 * TLS 1.2 or later. A list that changes is in force within a second or two: whom it names is cut off. One that cannot be used
 * stands for nothing, and the one before it stays in force; one past its day stays in force too. port_tls_crl tells both.
 * The names of the files are borrowed. Free it after the loop.
 */
MUST_USE enum rc port_tls_open(struct port_tls **out, const struct port_tls_files *files,
                               struct err *e);
void port_tls_close(struct port_tls *t);

struct port_tls_crl {
    usec_t until; /* UTC: when the first of the lists is due to be replaced; 0: there are none */
    bool broken;  /* the file as it is now could not be used */
};

/* Any thread. */
struct port_tls_crl port_tls_crl(const struct port_tls *t);

/* ---- TCP ---- */

/* Counters of one listener, for metrics: read them on any thread. */
struct port_counts {
    _Atomic int64_t open; /* connections now; of UDP 0 */
    _Atomic uint64_t accepted, bytes_in, bytes_out;
    _Atomic uint64_t crowded; /* turned away: connections_max were open */
    _Atomic uint64_t flooded; /* closed: more unread than input_max */
    _Atomic uint64_t deaf; /* closed: more unsent than output_max, or nothing was taken for 30 s */
    _Atomic uint64_t idle; /* closed: said nothing for idle_s */
    _Atomic uint64_t no_tls;  /* closed: the handshake failed */
    _Atomic uint64_t revoked; /* closed: with a certificate that was revoked */
};

struct port_listen {
    const char *setting;  /* named in errors: "dc09.listen" */
    const char *address;  /* "127.0.0.1:6000", "[::1]:0", ":6000" (all), "name:6000" */
    uint32_t connections; /* at most so many at once */
    uint32_t input_max;   /* bytes of one connection that nobody has taken */
    uint32_t output_max;  /* bytes that its peer has not taken */
    uint32_t owed_max;    /* answers owed: reading pauses there until one is settled; at least 1 */
    uint32_t idle_s;      /* closed when nothing came for so long and no answer is owed; 0: never */
    struct port_tls *tls; /* NULL: plain */
    void *arg;            /* port_conn_arg until the port sets another */
    /* All but `input` may be NULL. After a TLS handshake is over. */
    void (*opened)(struct port_conn *c);
    /*
     * There is new input: take what is whole, leave what is not. Not called while owed_max answers are owed; called again when
     * one is settled. Stop taking when port_conn_full says so.
     */
    void (*input)(struct port_conn *c);
    /* Exactly once for each that was `opened`; it is no more after this. */
    void (*closed)(struct port_conn *c);
    struct port_counts *counts; /* the port's, outlives the loop */
};

/* Copied. Before the start. */
MUST_USE enum rc port_loop_listen(struct port_loop *l, const struct port_listen *how,
                                  struct err *e);
/* "127.0.0.1:40123": where listener or UDP socket number n (in the order of opening) really is. */
const char *port_loop_address(const struct port_loop *l, unsigned n);

/* Never 0, never given twice. */
uint64_t port_conn_id(const struct port_conn *c);
/* NULL: it is no more. */
struct port_conn *port_conn_find(struct port_loop *l, uint64_t id);
void *port_conn_arg(const struct port_conn *c);
void port_conn_set_arg(struct port_conn *c, void *arg);
/* Numeric address without port. Borrowed. */
struct str port_conn_peer(const struct port_conn *c);
/* Common name of the client's certificate; empty: none was asked for. Borrowed. */
struct str port_conn_name(const struct port_conn *c);
/* SHA-256 of that certificate (DER) in hex; empty: none. Borrowed. */
struct str port_conn_fingerprint(const struct port_conn *c);

/* All unread bytes, borrowed until the next port_conn_take or the end of the callback. */
struct str port_conn_input(struct port_conn *c);
/* The first n of them are done with. */
void port_conn_take(struct port_conn *c, size_t n);
/* Queued; over output_max the connection ends (after the callback: `c` is good until then). */
void port_conn_send(struct port_conn *c, struct str bytes);
/*
 * An answer will follow, so a peer that has said all it will and shut its side down is not closed yet; and the answer is there,
 * or never will be.
 */
void port_conn_owe(struct port_conn *c);
void port_conn_settle(struct port_conn *c);
bool port_conn_full(const struct port_conn *c);
/* What is queued is still sent, for at most 30 s. `closed` follows, after the callback. */
void port_conn_close(struct port_conn *c);
/* Each open connection of the loop, newest first: NULL begins and ends. Not while any is closed. */
struct port_conn *port_conn_next(struct port_loop *l, struct port_conn *c);

/* ---- UDP ---- */

struct port_peer {
    struct sockaddr_storage at;
    socklen_t n;
};

struct port_datagrams {
    const char *setting, *address; /* as of a listener */
    void *arg;
    /* One datagram of at most 2,048 bytes (a longer one is dropped). Answer with port_udp_send, now or later. */
    void (*got)(struct port_udp *u, void *arg, const struct port_peer *from, struct str bytes);
    struct port_counts *counts;
};

MUST_USE enum rc port_loop_udp(struct port_loop *l, const struct port_datagrams *how,
                               struct err *e);
/* Lost when the network has no room for it, as datagrams are. */
void port_udp_send(struct port_udp *u, const struct port_peer *to, struct str bytes);
/* Numeric address without port. */
void port_peer_text(const struct port_peer *p, char to[static 64]);

#endif
