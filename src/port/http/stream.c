/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Server-Sent Events: a response that is pulled from the host and sleeps while there is nothing to
 * send.
 */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "port/http/http_priv.h"

#define STREAM_BLOCK 4096 /* for HTTP/1.0 only: chunks are written into the connection's memory */

struct http_stream {
    struct port_state *port;
    struct stream *source;
    struct MHD_Connection *connection;
    struct http_stream *prev, *next; /* in port->streams, or next in port->spare; port's lock */
    pthread_mutex_t lock;            /* the two below, and that the connection is there */
    bool asleep;                     /* suspended, to be resumed by wake */
    bool woken;                      /* a wake came while not asleep */
};

/* Any thread. Late ones, even after the stream was closed, do nothing. */
static void stream_wake(void *arg)
{
    struct http_stream *s = arg;
    pthread_mutex_lock(&s->lock);
    if (s->asleep) {
        s->asleep = false;
        MHD_resume_connection(s->connection);
    } else {
        s->woken = true;
    }
    pthread_mutex_unlock(&s->lock);
}

static bool stream_take_woken(struct http_stream *s)
{
    pthread_mutex_lock(&s->lock);
    bool woken = s->woken;
    s->woken = false;
    pthread_mutex_unlock(&s->lock);
    return woken;
}

/*
 * Between a read that gave nothing and the sleep, a wake may come: it is seen under the lock, and
 * then there is another read. Never returns 0 awake, which would be asked again at once, for ever.
 */
static ssize_t stream_pull(void *arg, uint64_t at, char *to, size_t max)
{
    struct http_stream *s = arg;
    UNUSED(at);
    for (;;) {
        (void)stream_take_woken(s);
        if (atomic_load(&s->port->draining))
            return MHD_CONTENT_READER_END_OF_STREAM;
        int64_t n = s->port->host->stream_read(s->source, to, max);
        if (n < 0)
            return MHD_CONTENT_READER_END_OF_STREAM;
        if (n > 0) {
            atomic_fetch_add_explicit(&s->port->metrics.bytes_out, (uint64_t)n,
                                      memory_order_relaxed);
            return (ssize_t)n;
        }
        pthread_mutex_lock(&s->lock);
        bool sleep = !s->woken;
        if (sleep) {
            s->asleep = true;
            MHD_suspend_connection(s->connection);
        }
        pthread_mutex_unlock(&s->lock);
        if (sleep)
            return 0;
    }
}

/* A stream's memory is reused but not freed before the port is closed: see stream_wake. */
static struct http_stream *stream_new(struct port_state *p)
{
    pthread_mutex_lock(&p->lock);
    struct http_stream *s = p->spare;
    if (s != NULL)
        p->spare = s->next;
    pthread_mutex_unlock(&p->lock);
    if (s == NULL) {
        s = mem_alloc(sizeof *s);
        must(pthread_mutex_init(&s->lock, NULL) == 0);
    }
    s->port = p;
    s->source = NULL;
    s->prev = s->next = NULL;
    return s;
}

static void stream_spare(struct http_stream *s)
{
    struct port_state *p = s->port;
    pthread_mutex_lock(&s->lock);
    s->asleep = s->woken = false;
    s->connection = NULL;
    pthread_mutex_unlock(&s->lock);
    pthread_mutex_lock(&p->lock);
    s->next = p->spare;
    p->spare = s;
    pthread_mutex_unlock(&p->lock);
}

static void stream_list(struct http_stream *s)
{
    struct port_state *p = s->port;
    pthread_mutex_lock(&p->lock);
    s->prev = NULL;
    s->next = p->streams;
    if (p->streams != NULL)
        p->streams->prev = s;
    p->streams = s;
    pthread_mutex_unlock(&p->lock);
    atomic_fetch_add(&p->metrics.streams, 1);
    atomic_fetch_add(&p->metrics.streams_total, 1);
}

static void stream_unlist(struct http_stream *s)
{
    struct port_state *p = s->port;
    pthread_mutex_lock(&p->lock);
    if (s->prev != NULL)
        s->prev->next = s->next;
    else
        p->streams = s->next;
    if (s->next != NULL)
        s->next->prev = s->prev;
    pthread_mutex_unlock(&p->lock);
    atomic_fetch_sub(&p->metrics.streams, 1);
}

/* libmicrohttpd has let go of the response: the reader went away or the stream ended. */
static void stream_over(void *arg)
{
    struct http_stream *s = arg;
    stream_unlist(s);
    s->port->host->stream_close(s->source);
    stream_spare(s);
}

/*
 * A tablet that sleeps or is out of reach closes nothing. To the kernel it would be slow for a quarter of an hour, and to
 * the desk it would listen all that time.
 */
static void stream_expect_answers(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    unsigned ms = HTTP_DEAF_MS;
    if (info != NULL) /* the control socket has no such limit, and needs none */
        (void)setsockopt(info->connect_fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &ms, sizeof ms);
}

enum MHD_Result http_stream_begin(struct http_request *r)
{
    struct port_state *p = r->port;
    const struct port_host *h = p->host;
    struct http_stream *s = stream_new(p);
    struct err e;
    pthread_mutex_lock(&s->lock);
    s->connection = r->connection;
    pthread_mutex_unlock(&s->lock);
    enum rc rc = h->stream_open(h, &r->call.who, r->call.query, r->headers.last_event_id,
                                stream_wake, s, &s->source, &e);
    if (rc != RC_OK) {
        stream_spare(s);
        return http_send_problem(r, http_status(rc, r->call.route), &e);
    }
    stream_list(s);
    stream_expect_answers(r->connection);
    struct MHD_Response *response = MHD_create_response_from_callback(
        MHD_SIZE_UNKNOWN, STREAM_BLOCK, stream_pull, s, stream_over);
    must(response != NULL);
    must(MHD_add_response_header(response, "Content-Type", "text/event-stream") == MHD_YES);
    must(MHD_add_response_header(response, "X-Accel-Buffering", "no") == MHD_YES);
    return http_send(r, 200, response);
}

/* port->draining is set: whoever is woken ends. */
void http_streams_end(struct port_state *p)
{
    pthread_mutex_lock(&p->lock);
    for (struct http_stream *s = p->streams; s != NULL; s = s->next)
        stream_wake(s);
    pthread_mutex_unlock(&p->lock);
}

void http_streams_free(struct port_state *p)
{
    must(p->streams == NULL);
    while (p->spare != NULL) {
        struct http_stream *s = p->spare;
        p->spare = s->next;
        pthread_mutex_destroy(&s->lock);
        free(s);
    }
}
