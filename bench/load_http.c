/* SPDX-License-Identifier: Apache-2.0 */
/* One thread, one epoll, many kept-alive connections; nothing is allocated once it runs. */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "load.h"

#define ANSWER_KEPT 2048 /* headers and the beginning of the body; the rest is only counted */
#define EVENTS 512
#define CONNECTIONS_AN_ADDRESS 4000
#define DRAIN (5 * USEC_S) /* how long answers are waited for at the end */

struct conn {
    int fd;
    bool busy;
    char *request; /* head, then body; made once, the lines written anew each time */
    size_t sent;
    size_t got;      /* bytes of the answer so far */
    size_t expected; /* of it in all; 0: its head is not read yet */
    char answer[ANSWER_KEPT + 1];
    usec_t began; /* when the request was sent, or should have been */
    uint64_t due; /* number of the next request in a paced run */
};

struct load {
    const struct load_plan *plan;
    const struct load_options *o;
    struct load_result *out;
    struct load_body *body;
    struct conn *conns;
    struct addrinfo *address;
    size_t head, size; /* of a request: its head, all of it */
    int epoll;
    uint64_t next; /* line */
    uint32_t busy;
    usec_t begin, measured_from, measured_to;
};

/*
 * An address has some 28,000 ports to connect from, and the kernel's search for a free one grows slow with the half of them:
 * on the loopback each 4,000 connections come from an address of their own.
 */
static void choose_source(const struct load *l, const struct conn *c)
{
    int one = 1;
    struct sockaddr_in to, from = {.sin_family = AF_INET};
    if (l->address->ai_family != AF_INET)
        return;
    memcpy(&to, l->address->ai_addr, sizeof to);
    if (ntohl(to.sin_addr.s_addr) >> 24 != 127)
        return;
    from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1 + l->plan->kind * 16 +
                                 (uint32_t)(c - l->conns) / CONNECTIONS_AN_ADDRESS);
    (void)setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    (void)bind(c->fd, (struct sockaddr *)&from, sizeof from);
}

static bool open_conn(struct load *l, struct conn *c)
{
    int one = 1;
    c->fd = socket(l->address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (c->fd >= 0)
        choose_source(l, c);
    if (c->fd < 0 || connect(c->fd, l->address->ai_addr, l->address->ai_addrlen) != 0) {
        perror("load: connect");
        return false;
    }
    (void)setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct epoll_event ev = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = c};
    return fcntl(c->fd, F_SETFL, O_NONBLOCK) == 0 &&
           epoll_ctl(l->epoll, EPOLL_CTL_ADD, c->fd, &ev) == 0;
}

static void lost(struct load *l, struct conn *c)
{
    l->out->errors++;
    l->busy -= c->busy;
    c->busy = false;
    close(c->fd);
    if (!open_conn(l, c))
        c->fd = -1;
}

static void push(struct load *l, struct conn *c)
{
    while (c->sent < l->size) {
        ssize_t n = send(c->fd, c->request + c->sent, l->size - c->sent, MSG_NOSIGNAL);
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (n <= 0) {
            lost(l, c);
            return;
        }
        c->sent += (size_t)n;
    }
}

static void begin_request(struct load *l, struct conn *c, usec_t due)
{
    if (c->fd < 0)
        return;
    load_body_fill(l->body, c->request + l->head, l->next, clock_utc());
    l->next += l->plan->batch;
    c->busy = true;
    c->sent = c->got = c->expected = 0;
    c->began = due > 0 ? due : clock_steady();
    l->busy++;
    push(l, c);
}

/* "\r\nName:" in the head, any case. */
static const char *header(const char *head, const char *name)
{
    const char *at = strcasestr(head, name);
    return at != NULL ? at + strlen(name) : NULL;
}

/* True when the head is there: then `expected` is known. */
static bool read_head(struct conn *c)
{
    size_t kept = c->got < ANSWER_KEPT ? c->got : ANSWER_KEPT;
    c->answer[kept] = '\0';
    const char *end = strstr(c->answer, "\r\n\r\n");
    if (end == NULL)
        return false;
    const char *length = header(c->answer, "\r\ncontent-length:");
    c->expected = (size_t)(end - c->answer) + 4 + (length != NULL ? strtoul(length, NULL, 10) : 0);
    return true;
}

static void count_answer(struct load *l, struct conn *c, usec_t now)
{
    struct load_result *r = l->out;
    unsigned status = (unsigned)strtoul(c->answer + 9, NULL, 10);
    if (status != 200) {
        r->errors++;
        r->last_status = status;
    }
    if (now < l->measured_from || now >= l->measured_to)
        return;
    const char *accepted = strstr(c->answer, "{\"accepted\":");
    usec_t took = now - c->began;
    size_t second = (size_t)((now - l->measured_from) / USEC_S);
    load_hist_add(&r->took, took);
    if (second < LOAD_SECONDS && took > r->worst[second])
        r->worst[second] = took;
    r->requests++;
    r->lines += l->plan->batch;
    r->accepted += accepted != NULL ? strtoull(accepted + 12, NULL, 10) : status == 200;
}

/* In a paced run connection i sends requests i, i + C, i + 2C, …, each when it is due. */
static usec_t due_of(const struct load *l, const struct conn *c)
{
    return l->begin + (usec_t)((double)c->due / l->o->rate * 1e6);
}

static void send_if_due(struct load *l, struct conn *c, usec_t now)
{
    if (c->busy || due_of(l, c) > now)
        return;
    usec_t due = due_of(l, c);
    c->due += l->o->connections;
    begin_request(l, c, due);
}

static void answered(struct load *l, struct conn *c)
{
    usec_t now = clock_steady();
    count_answer(l, c, now);
    c->busy = false;
    l->busy--;
    if (now >= l->measured_to)
        return;
    if (l->o->rate > 0)
        send_if_due(l, c, now);
    else
        begin_request(l, c, 0);
}

static void pull(struct load *l, struct conn *c)
{
    static char spill[65536];
    while (c->fd >= 0) {
        bool keep = c->got < ANSWER_KEPT;
        ssize_t n = recv(c->fd, keep ? c->answer + c->got : spill,
                         keep ? ANSWER_KEPT - c->got : sizeof spill, 0);
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (n <= 0 || !c->busy) {
            lost(l, c);
            return;
        }
        c->got += (size_t)n;
        if ((c->expected > 0 || read_head(c)) && c->got >= c->expected) {
            answered(l, c);
            return; /* the next answer is another event: its request was sent just now */
        }
    }
}

/*
 * Request k is connection k modulo C's. One that is busy at its turn sends as soon as it is answered, so each turn is looked
 * at once however far the answers are behind.
 */
static usec_t send_due(struct load *l, uint64_t *turn)
{
    usec_t now = clock_steady();
    for (;; ++*turn) {
        usec_t due = l->begin + (usec_t)((double)*turn / l->o->rate * 1e6);
        if (due > now)
            return due - now;
        send_if_due(l, &l->conns[*turn % l->o->connections], now);
    }
}

static void take_events(struct load *l, usec_t wait)
{
    struct epoll_event events[EVENTS];
    const struct timespec most = {wait / USEC_S, wait % USEC_S * 1000};
    int n = epoll_pwait2(l->epoll, events, EVENTS, &most, NULL);
    for (int i = 0; i < n; i++) {
        struct conn *c = events[i].data.ptr;
        if ((events[i].events & EPOLLOUT) != 0 && c->busy)
            push(l, c);
        if ((events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0)
            pull(l, c);
    }
}

static void run(struct load *l)
{
    uint64_t turn = 0;
    l->begin = clock_steady();
    l->measured_from = l->begin + l->o->warmup;
    l->measured_to = l->measured_from + l->o->time;
    for (uint32_t i = 0; i < l->o->connections; i++) {
        l->conns[i].due = i;
        if (l->o->rate <= 0)
            begin_request(l, &l->conns[i], 0);
    }
    while (clock_steady() < l->measured_to)
        take_events(l, l->o->rate > 0 ? send_due(l, &turn) : 100 * USEC_MS);
    while (l->busy > 0 && clock_steady() < l->measured_to + DRAIN)
        take_events(l, 100 * USEC_MS);
    l->out->time = l->o->time;
    l->out->next = l->next;
}

static void prepare(struct load *l)
{
    char head[1024];
    size_t body = load_body_size(l->body);
    int n = snprintf(head, sizeof head,
                     "POST %s HTTP/1.1\r\nHost: %s:%s\r\nAuthorization: Bearer %s\r\n"
                     "Content-Type: application/x-ndjson\r\nContent-Length: %zu\r\n\r\n",
                     l->o->path, l->o->host, l->o->port, l->o->token, body);
    must(n > 0 && (size_t)n < sizeof head);
    l->head = (size_t)n;
    l->size = l->head + body;
    l->conns = mem_array(l->o->connections, sizeof l->conns[0]);
    for (uint32_t i = 0; i < l->o->connections; i++) {
        l->conns[i].fd = -1;
        l->conns[i].request = mem_alloc(l->size);
        memcpy(l->conns[i].request, head, l->head);
    }
}

static bool connect_all(struct load *l)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    int why = getaddrinfo(l->o->host, l->o->port, &hints, &l->address);
    if (why != 0) {
        (void)fprintf(stderr, "load: %s: %s\n", l->o->host, gai_strerror(why));
        return false;
    }
    l->epoll = epoll_create1(EPOLL_CLOEXEC);
    for (uint32_t i = 0; i < l->o->connections; i++)
        if (!open_conn(l, &l->conns[i]))
            return false;
    return true;
}

bool load_run(const struct load_plan *p, const struct load_options *o, struct load_result *out)
{
    struct load l = {.plan = p, .o = o, .out = out, .next = o->first, .epoll = -1};
    memset(out, 0, sizeof *out);
    l.body = load_body_new(p);
    prepare(&l);
    bool ok = connect_all(&l);
    if (ok)
        run(&l);
    for (uint32_t i = 0; i < o->connections; i++) {
        if (l.conns[i].fd >= 0)
            close(l.conns[i].fd);
        free(l.conns[i].request);
    }
    free(l.conns);
    load_body_free(l.body);
    if (l.address != NULL)
        freeaddrinfo(l.address);
    if (l.epoll >= 0)
        close(l.epoll);
    return ok;
}
