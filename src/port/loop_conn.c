/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Listeners and connections. A connection that is over is only marked, and freed by loop_reap after all callbacks: so who calls
 * port_conn_send or port_conn_close may go on using it until it returns to the loop.
 */
#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent_ssl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "port/loop_priv.h"

static void count(_Atomic uint64_t *of, uint64_t n)
{
    atomic_fetch_add_explicit(of, n, memory_order_relaxed);
}

static struct port_counts *counts(const struct port_conn *c)
{
    return c->from->how.counts;
}

/* ---- who is there ---- */

static void slot_take(struct port_loop *l, struct port_conn *c)
{
    uint32_t i = l->free_slot;
    if (i == UINT32_MAX) {
        i = l->nslots++;
        if ((i & (i - 1)) == 0) /* twice as many as there were */
            l->slots = mem_resize(l->slots, i == 0 ? 1 : 2 * (size_t)i, sizeof l->slots[0]);
        l->slots[i] = (struct loop_slot){.next_free = UINT32_MAX};
    } else {
        l->free_slot = l->slots[i].next_free;
    }
    l->slots[i].conn = c;
    l->slots[i].generation++;
    c->id = (uint64_t)l->slots[i].generation << 32 | i;
}

static void slot_leave(struct port_loop *l, const struct port_conn *c)
{
    uint32_t i = (uint32_t)c->id;
    l->slots[i].conn = NULL;
    l->slots[i].next_free = l->free_slot;
    l->free_slot = i;
}

uint64_t port_conn_id(const struct port_conn *c)
{
    return c->id;
}

struct port_conn *port_conn_find(struct port_loop *l, uint64_t id)
{
    uint32_t i = (uint32_t)id;
    struct port_conn *c = i < l->nslots ? l->slots[i].conn : NULL;
    return c != NULL && c->id == id && !c->dead && !c->closing ? c : NULL;
}

struct port_conn *port_conn_next(struct port_loop *l, struct port_conn *c)
{
    c = c == NULL ? l->newest : c->older;
    while (c != NULL && (c->dead || c->closing))
        c = c->older;
    return c;
}

void *port_conn_arg(const struct port_conn *c)
{
    return c->arg;
}

void port_conn_set_arg(struct port_conn *c, void *arg)
{
    c->arg = arg;
}

struct str port_conn_peer(const struct port_conn *c)
{
    return str_c(c->peer);
}

struct str port_conn_name(const struct port_conn *c)
{
    return str_c(c->certificate != NULL ? c->certificate->name : "");
}

struct str port_conn_fingerprint(const struct port_conn *c)
{
    return str_c(c->certificate != NULL ? c->certificate->fingerprint : "");
}

/* ---- the end of one ---- */

static void die(struct port_conn *c)
{
    struct port_loop *l = c->from->loop;
    if (c->dead)
        return;
    c->dead = true;
    bufferevent_setcb(c->bev, NULL, NULL, NULL, NULL);
    (void)bufferevent_disable(c->bev, EV_READ | EV_WRITE);
    c->next_dead = l->dead;
    l->dead = c;
    event_active(l->reap, EV_TIMEOUT, 0);
}

static void bury(struct port_loop *l, struct port_conn *c)
{
    SSL *ssl = c->from->how.tls != NULL ? bufferevent_openssl_get_ssl(c->bev) : NULL;
    if (c->from->how.closed != NULL)
        c->from->how.closed(c);
    if (ssl != NULL) {
        SSL_set_shutdown(ssl, SSL_RECEIVED_SHUTDOWN);
        (void)SSL_shutdown(
            ssl); /* tells the peer that nothing was cut off; its answer is not waited for */
    }
    bufferevent_free(c->bev);
    slot_leave(l, c);
    if (c->newer != NULL)
        c->newer->older = c->older;
    else
        l->newest = c->older;
    if (c->older != NULL)
        c->older->newer = c->newer;
    atomic_fetch_sub_explicit(&counts(c)->open, 1, memory_order_relaxed);
    free(c->certificate);
    c->magic = 0;
    free(c);
}

void loop_reap(evutil_socket_t fd, short what, void *loop)
{
    struct port_loop *l = loop;
    UNUSED(fd);
    UNUSED(what);
    while (l->dead != NULL) {
        struct port_conn *c = l->dead;
        l->dead = c->next_dead;
        bury(l, c);
    }
    if (!l->ending || l->newest != NULL)
        return;
    pthread_mutex_lock(&l->lock);
    l->gone = true;
    pthread_cond_broadcast(&l->idle);
    pthread_mutex_unlock(&l->lock);
}

static bool all_sent(const struct port_conn *c)
{
    return evbuffer_get_length(bufferevent_get_output(c->bev)) == 0;
}

void port_conn_close(struct port_conn *c)
{
    CHECK_OBJ(c, CONN_MAGIC);
    if (c->dead || c->closing)
        return;
    c->closing = true;
    (void)bufferevent_disable(c->bev, EV_READ);
    if (all_sent(c))
        die(c);
}

/* ---- in and out ---- */

struct str port_conn_input(struct port_conn *c)
{
    struct evbuffer *in = bufferevent_get_input(c->bev);
    size_t n = evbuffer_get_length(in);
    if (n == 0 || c->dead)
        return STR_NONE;
    return (struct str){(const char *)evbuffer_pullup(in, -1), n};
}

void port_conn_take(struct port_conn *c, size_t n)
{
    must(evbuffer_drain(bufferevent_get_input(c->bev), n) == 0);
    count(&counts(c)->bytes_in, n);
}

void port_conn_send(struct port_conn *c, struct str bytes)
{
    CHECK_OBJ(c, CONN_MAGIC);
    if (c->dead || c->closing || bytes.n == 0)
        return;
    size_t queued = evbuffer_get_length(bufferevent_get_output(c->bev));
    if (queued + bytes.n > c->from->how.output_max) {
        count(&counts(c)->deaf, 1);
        die(c);
        return;
    }
    must(bufferevent_write(c->bev, bytes.p, bytes.n) == 0);
    count(&counts(c)->bytes_out, bytes.n);
}

bool port_conn_full(const struct port_conn *c)
{
    return c->dead || c->closing || c->from->loop->draining || c->owed >= c->from->how.owed_max;
}

static size_t unread(const struct port_conn *c)
{
    return evbuffer_get_length(bufferevent_get_input(c->bev));
}

/* Give the port what there is, and stop reading while it owes as much as it may. */
static void pump(struct port_conn *c)
{
    if (c->dead || c->closing || c->pumping || c->from->loop->draining)
        return;
    if (c->owed < c->from->how.owed_max && unread(c) > 0) {
        c->pumping = true;
        c->from->how.input(c);
        c->pumping = false;
    }
    if (c->dead || c->closing)
        return;
    if (c->owed >= c->from->how.owed_max) {
        c->paused = true;
        (void)bufferevent_disable(c->bev, EV_READ);
    } else if (unread(c) >= c->from->how.input_max) {
        count(&counts(c)->flooded, 1);
        die(c);
    } else if (c->ended && c->owed == 0) {
        port_conn_close(c);
    }
}

void port_conn_owe(struct port_conn *c)
{
    c->owed++;
}

void port_conn_settle(struct port_conn *c)
{
    must(c->owed > 0);
    c->owed--;
    if (c->paused && !c->from->loop->draining) {
        c->paused = false;
        if (!c->ended && !c->dead && !c->closing)
            (void)bufferevent_enable(c->bev, EV_READ);
        pump(c);
    }
    if (c->ended && c->owed == 0 && !c->pumping)
        port_conn_close(c);
}

static void can_read(struct bufferevent *bev, void *arg)
{
    UNUSED(bev);
    pump(arg);
}

static void has_written(struct bufferevent *bev, void *arg)
{
    struct port_conn *c = arg;
    UNUSED(bev);
    if (c->closing && all_sent(c))
        die(c);
}

static void set_timeouts(struct port_conn *c, uint32_t idle_s)
{
    struct timeval idle = {idle_s, 0}, take = {LOOP_TAKE_S, 0};
    (void)bufferevent_set_timeouts(c->bev, idle_s > 0 ? &idle : NULL, &take);
}

static void ready(struct port_conn *c)
{
    set_timeouts(c, c->from->how.idle_s);
    if (c->from->how.opened != NULL)
        c->from->how.opened(c);
}

static void timed_out(struct port_conn *c, bool reading)
{
    if (!reading)
        count(&counts(c)->deaf, 1);
    else if (c->owed > 0) { /* it waits for us */
        (void)bufferevent_enable(c->bev, EV_READ);
        return;
    } else {
        count(&counts(c)->idle, 1);
    }
    die(c);
}

static void happened(struct bufferevent *bev, short what, void *arg)
{
    struct port_conn *c = arg;
    if ((what & BEV_EVENT_TIMEOUT) != 0) {
        timed_out(c, (what & BEV_EVENT_READING) != 0);
    } else if ((what & BEV_EVENT_EOF) != 0 && !c->closing) {
        c->ended = true;
        (void)bufferevent_disable(bev, EV_READ);
        if (c->owed == 0)
            port_conn_close(c);
    } else {
        die(c);
    }
}

/* ---- the beginning of one ---- */

/* A peer that vanished without a word is noticed within two minutes, however seldom it speaks. */
static void set_options(int fd)
{
    const int one = 1, idle = 60, every = 15, times = 4, unheard_ms = LOOP_TAKE_S * 1000;
    (void)setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof one);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &every, sizeof every);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &times, sizeof times);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &unheard_ms, sizeof unheard_ms);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

static struct bufferevent *make_bev(const struct loop_listener *from, int fd, SSL *ssl)
{
    struct bufferevent *bev =
        ssl == NULL ? bufferevent_socket_new(from->loop->base, fd, BEV_OPT_CLOSE_ON_FREE)
                    : bufferevent_openssl_socket_new(from->loop->base, fd, ssl,
                                                     BUFFEREVENT_SSL_OPEN, BEV_OPT_CLOSE_ON_FREE);
    if (bev != NULL && ssl != NULL) /* many clients just hang up */
        bufferevent_openssl_set_allow_dirty_shutdown(bev, 1);
    return bev;
}

/* It stands: from here on it is the port's. */
static void begin(struct loop_arrival *a)
{
    struct port_loop *l = a->from->loop;
    struct bufferevent *bev = make_bev(a->from, a->fd, a->ssl);
    if (bev == NULL) {
        SSL_free(a->ssl);
        close(a->fd);
        free(a->certificate);
        atomic_fetch_sub_explicit(&a->from->how.counts->open, 1, memory_order_relaxed);
        return;
    }
    struct port_conn *c = mem_alloc(sizeof *c);
    c->magic = CONN_MAGIC;
    c->from = a->from;
    c->bev = bev;
    c->arg = a->from->how.arg;
    c->certificate = a->certificate;
    memcpy(c->peer, a->peer, sizeof c->peer);
    slot_take(l, c);
    c->older = l->newest;
    if (l->newest != NULL)
        l->newest->newer = c;
    l->newest = c;
    bufferevent_setcb(bev, can_read, has_written, happened, c);
    bufferevent_setwatermark(bev, EV_READ, 0, a->from->how.input_max);
    ready(c);
    if (!c->dead && !c->closing)
        (void)bufferevent_enable(bev, EV_READ | EV_WRITE);
}

void loop_arrived(void *arrival)
{
    begin(arrival);
    free(arrival);
}

static void accepted(struct evconnlistener *ev, evutil_socket_t fd, struct sockaddr *from, int n,
                     void *arg)
{
    struct loop_listener *li = arg;
    struct port_counts *to = li->how.counts;
    struct loop_arrival a = {.from = li, .fd = fd};
    UNUSED(ev);
    if (atomic_load_explicit(&to->open, memory_order_relaxed) >= li->how.connections) {
        count(&to->crowded, 1);
        close(fd);
        return;
    }
    set_options(fd);
    port_address_host(from, (socklen_t)n, a.peer);
    atomic_fetch_add_explicit(&to->open, 1, memory_order_relaxed);
    count(&to->accepted, 1);
    if (li->how.tls != NULL)
        loop_door_accepted(li, fd, a.peer);
    else
        begin(&a);
}

/* No files left, most likely: asking again at once would only burn a core. */
static void accept_failed(struct evconnlistener *ev, void *arg)
{
    const struct loop_listener *li = arg;
    const struct timeval second = {1, 0};
    log_warn(li->loop->name, "cannot accept a connection: %s", strerror(errno));
    (void)evconnlistener_disable(ev);
    (void)event_add(li->again, &second);
}

static void listen_again(evutil_socket_t fd, short what, void *arg)
{
    const struct loop_listener *li = arg;
    UNUSED(fd);
    UNUSED(what);
    if (li->how.tls != NULL || !li->loop->draining) /* a door that is shut runs no events */
        (void)evconnlistener_enable(li->ev);
}

enum rc port_loop_listen(struct port_loop *l, const struct port_listen *how, struct err *e)
{
    CHECK_OBJ(l, LOOP_MAGIC);
    int fd = -1;
    must(!l->started && l->nsockets < LOOP_SOCKETS_MAX);
    must(how->input != NULL && how->counts != NULL && how->owed_max > 0 && how->input_max > 0);
    enum rc rc = port_address_open(how->setting, how->address, SOCK_STREAM, &fd, e);
    if (rc != RC_OK)
        return rc;
    struct loop_listener *li = mem_alloc(sizeof *li);
    li->loop = l;
    li->how = *how;
    struct event_base *base = how->tls != NULL ? loop_door_base(l) : l->base;
    li->again = event_new(base, -1, 0, listen_again, li);
    li->ev = evconnlistener_new(base, accepted, li, LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC,
                                0, fd);
    must(li->ev != NULL && li->again != NULL);
    evconnlistener_set_error_cb(li->ev, accept_failed);
    li->next = l->listeners;
    l->listeners = li;
    port_address_of(fd, l->address[l->nsockets++]);
    return RC_OK;
}

/* ---- the end of all ---- */

void loop_conns_drain(struct port_loop *l)
{
    for (struct loop_listener *li = l->listeners; li != NULL; li = li->next)
        (void)evconnlistener_disable(li->ev); /* the door is shut already */
    for (struct port_conn *c = l->newest; c != NULL; c = c->older)
        if (!c->dead)
            (void)bufferevent_disable(c->bev, EV_READ);
}

void loop_expel(void *revocation)
{
    struct loop_revocation *r = revocation;
    for (struct port_conn *c = r->loop->newest; c != NULL; c = c->older) {
        if (c->from->how.tls != r->tls || c->dead ||
            !loop_crls_name(r->crls, bufferevent_openssl_get_ssl(c->bev)))
            continue;
        count(&counts(c)->revoked, 1);
        die(c);
    }
    loop_revocation_free(r);
}

void loop_conns_close(struct port_loop *l)
{
    for (struct port_conn *c = l->newest; c != NULL; c = c->older) {
        port_conn_close(c);
    }
    event_active(l->reap, EV_TIMEOUT, 0); /* also when there are none */
}

void loop_conns_free(struct port_loop *l)
{
    while (l->newest != NULL)
        bury(l, l->newest);
    l->dead = NULL;
    while (l->listeners != NULL) {
        struct loop_listener *li = l->listeners;
        l->listeners = li->next;
        evconnlistener_free(li->ev);
        event_free(li->again);
        free(li);
    }
}
