/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "peer.h"

struct link {
    int fd;
    SSL *tls; /* NULL: plain */
    char *out;
    size_t n, sent, cap;
};

static int connect_to(const struct peer_options *o)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *to;
    int one = 1;
    if (getaddrinfo(o->host, o->port, &hints, &to) != 0)
        peer_die(o->host, "no such host");
    int fd = socket(to->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, to->ai_addr, to->ai_addrlen) != 0)
        peer_die(o->host, strerror(errno));
    freeaddrinfo(to);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

static SSL *shake_hands(int fd)
{
    static SSL_CTX *context;
    if (context == NULL) {
        context = SSL_CTX_new(TLS_client_method());
        if (context == NULL)
            peer_die("TLS", "no context");
        SSL_CTX_set_mode(context,
                         SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    }
    SSL *tls = SSL_new(context);
    if (tls == NULL || SSL_set_fd(tls, fd) != 1 || SSL_connect(tls) != 1)
        peer_die("TLS", "no handshake");
    return tls;
}

struct link *link_open(const struct peer_options *o, int *fd)
{
    struct link *l = mem_alloc(sizeof *l);
    l->fd = connect_to(o);
    l->tls = o->tls ? shake_hands(l->fd) : NULL;
    if (fcntl(l->fd, F_SETFL, O_NONBLOCK) != 0)
        peer_die("fcntl", strerror(errno));
    *fd = l->fd;
    return l;
}

void link_close(struct link *l)
{
    SSL_free(l->tls);
    close(l->fd);
    free(l->out);
    free(l);
}

char *link_room(struct link *l, size_t n)
{
    if (l->sent == l->n)
        l->sent = l->n = 0;
    if (l->n + n > l->cap) {
        l->cap = (l->n + n) * 2;
        l->out = mem_resize(l->out, l->cap, 1);
    }
    return l->out + l->n;
}

void link_put(struct link *l, size_t n)
{
    l->n += n;
}

/* True when the call is to be made again later. */
static bool later(const struct link *l, int result)
{
    if (l->tls == NULL)
        return result < 0 && (errno == EAGAIN || errno == EINTR);
    int why = SSL_get_error(l->tls, result);
    return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE;
}

void link_push(struct link *l)
{
    while (l->sent < l->n) {
        size_t left = l->n - l->sent;
        int n = l->tls != NULL ? SSL_write(l->tls, l->out + l->sent, (int)left)
                               : (int)send(l->fd, l->out + l->sent, left, MSG_NOSIGNAL);
        if (n <= 0 && later(l, n))
            return;
        if (n <= 0)
            peer_die("connection", "lost while sending");
        l->sent += (size_t)n;
    }
}

bool link_waits(const struct link *l)
{
    return l->sent < l->n;
}

size_t link_read(struct link *l, char *to, size_t size)
{
    int n = l->tls != NULL ? SSL_read(l->tls, to, (int)size) : (int)recv(l->fd, to, size, 0);
    if (n <= 0 && later(l, n))
        return 0;
    if (n <= 0)
        peer_die("connection", "lost");
    return (size_t)n;
}
