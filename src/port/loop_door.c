/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The door of listeners with TLS: a thread that accepts, shakes hands, and gives the loop only connections that stand. A handshake
 * is a millisecond of arithmetic; of five thousand phones that come back at once it is seconds, and on the loop's own thread
 * all who are connected would wait behind it, a call for help among them. Here they wait for each other alone.
 *
 * The contexts of TLS and lists of revoked certificates are this thread's from its start on.
 */
#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "port/loop_priv.h"

#define LOOK_EVERY_S 1 /* at the lists of revoked certificates */

/* Who has begun is seen off before others begin: else of thousands each would be half done, and none in, until all ran out of time. */
enum { BEGUN, NEW, PRIORITIES };

#define NEW_AT_ONCE 8

/* Somebody who has come and is not in yet. */
struct loop_guest {
    struct loop_listener *from;
    struct loop_guest *newer, *older;
    struct event *ev;
    SSL *ssl;
    int fd;
    usec_t until; /* clock_steady: in by then, or gone */
    bool begun;
    char peer[64];
};

struct loop_door {
    struct port_loop *loop;
    struct event_base *base;
    int stop_fd;
    struct event *stop, *look;
    pthread_t thread;
    bool started;
    struct loop_guest *newest;
};

static void count(_Atomic uint64_t *of, uint64_t n)
{
    atomic_fetch_add_explicit(of, n, memory_order_relaxed);
}

/* ---- one guest ---- */

static void forget(struct loop_door *d, struct loop_guest *g)
{
    if (g->newer != NULL)
        g->newer->older = g->older;
    else
        d->newest = g->older;
    if (g->older != NULL)
        g->older->newer = g->newer;
    event_free(g->ev);
    free(g);
}

static void turn_away(struct loop_door *d, struct loop_guest *g, _Atomic uint64_t *why)
{
    struct port_counts *counts = g->from->how.counts;
    if (why != NULL)
        count(why, 1);
    atomic_fetch_sub_explicit(&counts->open, 1, memory_order_relaxed);
    SSL_free(g->ssl);
    close(g->fd);
    forget(d, g);
}

static void let_in(struct loop_door *d, struct loop_guest *g)
{
    struct loop_arrival *a = mem_alloc(sizeof *a);
    *a = (struct loop_arrival){.from = g->from, .ssl = g->ssl, .fd = g->fd};
    a->certificate = loop_tls_certificate(g->ssl);
    memcpy(a->peer, g->peer, sizeof a->peer);
    port_loop_post(d->loop, loop_arrived, a);
    forget(d, g);
}

static bool wait_for(struct loop_guest *g, short what)
{
    usec_t left = g->until - clock_steady();
    struct timeval in = {left / USEC_S, left % USEC_S};
    return left > 0 &&
           event_assign(g->ev, g->from->loop->door->base, g->fd, what, event_get_callback(g->ev),
                        g) == 0 &&
           event_priority_set(g->ev, g->begun ? BEGUN : NEW) == 0 && event_add(g->ev, &in) == 0;
}

static void shake(evutil_socket_t fd, short what, void *arg)
{
    struct loop_guest *g = arg;
    struct loop_door *d = g->from->loop->door;
    struct port_counts *counts = g->from->how.counts;
    UNUSED(fd);
    g->begun = true;
    ERR_clear_error();
    int rc = (what & EV_TIMEOUT) != 0 ? 0 : SSL_do_handshake(g->ssl);
    int why = rc == 1 ? SSL_ERROR_NONE : SSL_get_error(g->ssl, rc);
    if (rc == 1 && !loop_tls_revoked(g->from->how.tls, g->ssl))
        let_in(d, g);
    else if (rc == 1 || SSL_get_verify_result(g->ssl) == X509_V_ERR_CERT_REVOKED)
        turn_away(d, g, &counts->revoked);
    else if ((what & EV_TIMEOUT) != 0 || !((why == SSL_ERROR_WANT_READ && wait_for(g, EV_READ)) ||
                                           (why == SSL_ERROR_WANT_WRITE && wait_for(g, EV_WRITE))))
        turn_away(d, g, &counts->no_tls);
}

/* ---- all of them ---- */

void loop_door_accepted(struct loop_listener *li, int fd, const char *peer)
{
    struct loop_door *d = li->loop->door;
    struct loop_guest *g = mem_alloc(sizeof *g);
    *g = (struct loop_guest){.from = li, .fd = fd, .ssl = loop_tls_new(li->how.tls)};
    g->until = clock_steady() + LOOP_HANDSHAKE_S * USEC_S;
    g->ev = event_new(d->base, fd, EV_READ, shake, g);
    must(g->ev != NULL && SSL_set_fd(g->ssl, fd) == 1 && str_copy(g->peer, 64, str_c(peer)));
    SSL_set_accept_state(g->ssl);
    g->older = d->newest;
    if (d->newest != NULL)
        d->newest->newer = g;
    d->newest = g;
    if (!wait_for(g, EV_READ))
        turn_away(d, g, &li->how.counts->no_tls);
}

/* A certificate that was revoked since is shown out. */
static void look_at_lists(evutil_socket_t fd, short what, void *arg)
{
    struct loop_door *d = arg;
    UNUSED(fd);
    UNUSED(what);
    for (struct loop_listener *li = d->loop->listeners; li != NULL; li = li->next)
        if (li->how.tls != NULL && loop_tls_look(li->how.tls))
            port_loop_post(d->loop, loop_expel, loop_tls_revocation(li->how.tls, d->loop));
}

static void stop(evutil_socket_t fd, short what, void *arg)
{
    const struct loop_door *d = arg;
    UNUSED(fd);
    UNUSED(what);
    must(event_base_loopbreak(d->base) == 0);
}

struct event_base *loop_door_base(struct port_loop *l)
{
    if (l->door != NULL)
        return l->door->base;
    const struct timeval every = {LOOK_EVERY_S, 0};
    struct loop_door *d = mem_alloc(sizeof *d);
    struct event_config *config = event_config_new();
    must(config != NULL);
    (void)event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK);
    must(event_config_set_max_dispatch_interval(config, NULL, NEW_AT_ONCE, NEW) == 0);
    d->loop = l;
    d->base = event_base_new_with_config(config);
    must(d->base != NULL && event_base_priority_init(d->base, PRIORITIES) == 0);
    event_config_free(config);
    d->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    must(d->stop_fd >= 0);
    d->stop = event_new(d->base, d->stop_fd, EV_READ, stop, d);
    d->look = event_new(d->base, -1, EV_PERSIST, look_at_lists, d);
    must(d->stop != NULL && event_priority_set(d->stop, BEGUN) == 0 &&
         event_add(d->stop, NULL) == 0);
    must(d->look != NULL && event_priority_set(d->look, BEGUN) == 0 &&
         event_add(d->look, &every) == 0);
    l->door = d;
    return d->base;
}

static void *door_main(void *arg)
{
    struct loop_door *d = arg;
    must(event_base_loop(d->base, EVLOOP_NO_EXIT_ON_EMPTY) == 0);
    return NULL;
}

enum rc loop_door_start(struct port_loop *l, struct err *e)
{
    char name[16];
    if (l->door == NULL)
        return RC_OK;
    if (pthread_create(&l->door->thread, NULL, door_main, l->door) != 0)
        return err_set(e, RC_IO, "cannot start the door of %s: %s", l->name, strerror(errno));
    (void)snprintf(name, sizeof name, "%.10s-door", l->name);
    (void)pthread_setname_np(l->door->thread, name);
    l->door->started = true;
    return RC_OK;
}

void loop_door_shut(struct port_loop *l)
{
    const uint64_t one = 1;
    struct loop_door *d = l->door;
    if (d == NULL)
        return;
    if (d->started) {
        must(write(d->stop_fd, &one, sizeof one) == sizeof one);
        must(pthread_join(d->thread, NULL) == 0);
        d->started = false;
    }
    while (d->newest != NULL)
        turn_away(d, d->newest, NULL);
}

void loop_door_free(struct port_loop *l)
{
    struct loop_door *d = l->door;
    if (d == NULL)
        return;
    event_free(d->stop);
    event_free(d->look);
    event_base_free(d->base);
    close(d->stop_fd);
    free(d);
    l->door = NULL;
}
