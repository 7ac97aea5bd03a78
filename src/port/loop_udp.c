/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "port/loop_priv.h"

#define DATAGRAM_MAX 2048
#define AT_ONCE 64 /* then others have their turn */
#define RECEIVE_BUFFER \
    (4 << 20) /* a region's panels speak at once; the kernel takes rmem_max of it */

static void count(_Atomic uint64_t *of, uint64_t n)
{
    atomic_fetch_add_explicit(of, n, memory_order_relaxed);
}

static void can_read(evutil_socket_t fd, short what, void *arg)
{
    struct port_udp *u = arg;
    char bytes[DATAGRAM_MAX + 1];
    UNUSED(what);
    for (int i = 0; i < AT_ONCE && !u->loop->draining; i++) {
        struct port_peer from = {.n = sizeof from.at};
        ssize_t n = recvfrom(fd, bytes, sizeof bytes, 0, (struct sockaddr *)&from.at, &from.n);
        if (n < 0 && errno != EINTR && errno != ECONNREFUSED)
            return;
        if (n < 0)
            continue;
        count(&u->how.counts->bytes_in, (uint64_t)n);
        if (n > DATAGRAM_MAX) {
            count(&u->how.counts->flooded, 1);
            continue;
        }
        count(&u->how.counts->accepted, 1);
        u->how.got(u, u->how.arg, &from, (struct str){bytes, (size_t)n});
    }
}

enum rc port_loop_udp(struct port_loop *l, const struct port_datagrams *how, struct err *e)
{
    CHECK_OBJ(l, LOOP_MAGIC);
    const int room = RECEIVE_BUFFER;
    int fd = -1;
    must(!l->started && l->nsockets < LOOP_SOCKETS_MAX && how->got != NULL && how->counts != NULL);
    enum rc rc = port_address_open(how->setting, how->address, SOCK_DGRAM, &fd, e);
    if (rc != RC_OK)
        return rc;
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    struct port_udp *u = mem_alloc(sizeof *u);
    *u = (struct port_udp){.loop = l, .how = *how, .fd = fd, .next = l->udps};
    u->ev = event_new(l->base, fd, EV_READ | EV_PERSIST, can_read, u);
    must(u->ev != NULL && event_add(u->ev, NULL) == 0);
    l->udps = u;
    port_address_of(fd, l->address[l->nsockets++]);
    return RC_OK;
}

void port_udp_send(struct port_udp *u, const struct port_peer *to, struct str bytes)
{
    ssize_t n = sendto(u->fd, bytes.p, bytes.n, MSG_DONTWAIT | MSG_NOSIGNAL,
                       (const struct sockaddr *)&to->at, to->n);
    if (n > 0)
        count(&u->how.counts->bytes_out, (uint64_t)n);
    else
        count(&u->how.counts->deaf, 1);
}

void port_peer_text(const struct port_peer *p, char to[static 64])
{
    port_address_host((const struct sockaddr *)&p->at, p->n, to);
}

void loop_udp_drain(struct port_loop *l)
{
    for (struct port_udp *u = l->udps; u != NULL; u = u->next)
        (void)event_del(u->ev);
}

void loop_udp_free(struct port_loop *l)
{
    while (l->udps != NULL) {
        struct port_udp *u = l->udps;
        l->udps = u->next;
        event_free(u->ev);
        close(u->fd);
        free(u);
    }
}
