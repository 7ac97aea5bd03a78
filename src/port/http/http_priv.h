/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The inside of the HTTP port. A connection belongs to one thread of libmicrohttpd; the host's
 * threads touch a request only through http_request_done and a stream only through its wake, each
 * under the request's or stream's own lock. Lock order: the port's, then a request's or a stream's,
 * then libmicrohttpd's own. None is held while the host is called.
 */
#ifndef PORT_HTTP_HTTP_PRIV_H
#define PORT_HTTP_HTTP_PRIV_H

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

#include "base/clock.h"
#include "port/http/files.h"
#include "port/http/http.h"
#include "port/http/metrics.h"

#define HTTP_MAGIC 0x47500001u
#define HTTP_REQUEST_MAGIC 0x47500002u

/* Per connection, libmicrohttpd's, which clears all of it after each request: no more than headers need. */
#define HTTP_MEMORY (8u << 10)
#define HTTP_IDLE_S 90 /* a silent connection is closed */
#define HTTP_DEAF_MS \
    8000 /* a stream's reader that takes nothing for so long is gone: it gives up itself after 5 s */
#define HTTP_SMALL_BODY \
    (64u << 10) /* public routes and GET; also what is swallowed of a refused body */
#define HTTP_MEDIA_BODY ((2u << 20) + 4096u)
#define HTTP_IMPORT_BODY INT64_C(67108864) /* what the registry desk takes: 64 MiB */
#define HTTP_HOTLIST_FACTOR 16
#define HTTP_BODY_GRACE (60 * USEC_S) /* a body takes at most this long … */
#define HTTP_BODY_RATE (16u << 10)    /* … and a second for so many bytes */
#define HTTP_LOCAL_CONNECTIONS 64

struct http_listener {
    struct port_state *port;
    struct MHD_Daemon *daemon; /* NULL: not open */
    bool local;                /* the control socket */
    bool tls;
};

struct port_state {
    unsigned magic;
    const struct port_host *host;
    struct http_listener tcp, local;
    struct http_files *web, *demo; /* demo: NULL unless demo.enabled */
    struct http_metrics metrics;
    char *tls_cert, *tls_key; /* PEM; libmicrohttpd borrows them */
    char base_url[300];
    int64_t body_max, bodies_max;
    _Atomic int64_t bodies; /* bytes promised to bodies under way */
    _Atomic bool draining;

    pthread_mutex_t lock;
    pthread_cond_t idle;
    int calls;                   /* given to the host, not yet done */
    int answers;                 /* of those, not yet sent */
    bool closed;                 /* the host is not called any more */
    struct http_stream *streams; /* open ones */
    struct http_stream
        *spare; /* closed ones: a late wake must find memory that is still a stream's */
};

/* What we read of a request's headers; borrowed from libmicrohttpd until the request is over. */
struct http_headers {
    struct str host, session, authorization, origin, fetch_site, csrf, length, encoding, expect,
        last_event_id, if_none_match, accept_encoding, content_type, limit_device, purpose, caller;
    bool twice; /* one that must be single came twice */
};

enum http_stage { HTTP_NEW, HTTP_READING, HTTP_REFUSED, HTTP_CALLED, HTTP_ANSWERED };

struct http_request {
    unsigned magic;
    struct port_state *port;
    const struct http_listener *from;
    struct MHD_Connection *connection;
    struct http_headers headers;
    enum http_stage stage;
    char *path; /* decoded, owned; call.params borrow it */
    char peer[64];
    bool loopback;
    bool head;       /* HEAD: a GET without the body */
    bool by_session; /* who came by the cookie */
    bool has_body, body_began;
    struct call call;
    size_t sent;            /* of the piece in call.answer, when that comes in pieces */
    struct http_door *door; /* of a stock app or camera; NULL: none */
    struct buf body;
    int64_t body_max, reserved;
    size_t swallowed;
    unsigned refusal; /* status, when stage is HTTP_REFUSED */
    struct err why;
    const char *allow; /* with 405 */
    char allow_text[48];
    bool counted;  /* among port->answers */
    unsigned slot; /* for the counters: route id, HTTP_SLOT_FILE or HTTP_SLOT_OTHER */
    usec_t started;

    pthread_mutex_t lock; /* done and suspended */
    bool done, suspended;
    int refs; /* libmicrohttpd's and the host's */
};

/* request.c: callbacks of libmicrohttpd and of the host. */
void *http_request_new(void *listener, const char *uri, struct MHD_Connection *connection);
enum MHD_Result http_request_handle(void *listener, struct MHD_Connection *connection,
                                    const char *url, const char *method, const char *version,
                                    const char *data, size_t *size, void **request);
void http_request_over(void *listener, struct MHD_Connection *connection, void **request,
                       enum MHD_RequestTerminationCode why);

/* guard.c: reads and judges what comes before the body. */
void http_headers_read(struct http_request *r);
/* "/a%2Db" to "/a-b"; false unless all between slashes is letters, digits and ._:- */
bool http_path_decode(struct str raw, char *to);
/* Fills r->call.who; RC_OK, or why the caller may not go on. */
enum rc http_guard(struct http_request *r, struct err *e);
void http_peer_read(struct http_request *r);
/* Largest body the route takes. */
int64_t http_body_limit(const struct http_request *r);

/* answer.c: adds what every response carries, counts, queues, and lets go of the response. */
enum MHD_Result http_send(struct http_request *r, unsigned status, struct MHD_Response *response);
enum MHD_Result http_send_problem(struct http_request *r, unsigned status, const struct err *e);
enum MHD_Result http_send_text(struct http_request *r, unsigned status, const char *type,
                               struct str text);
/* The host's answer to r->call. */
enum MHD_Result http_send_call(struct http_request *r);
unsigned http_status(enum rc rc, const struct route *route);
enum MHD_Result http_send_file(struct http_request *r, struct http_files *files, struct str path);
enum MHD_Result http_send_ca(struct http_request *r);

/* door.c: stock apps and cameras, whose one request is several calls. */
struct http_door *http_door_new(const struct route *route); /* NULL: the route is no such door */
void http_door_free(struct http_door *d);
/* Of the decoded path of a door a slash at the end is cut: people write it, and the app would never say why it fails. */
void http_door_path(char *path);
/* Is it the address of a door that is not there? Then *e says so. */
bool http_door_missing(struct str path, struct err *e);
/* As http_guard; the path's token is gone after it. */
enum rc http_door_guard(struct http_request *r, struct err *e);
/* Translates the request; RC_OK: begin with http_door_next. */
enum rc http_door_read(struct http_request *r, struct err *e);
/* Takes the answer of the call before, if any, and fills r->call with the next; false: there is none. */
bool http_door_next(struct http_request *r);
enum MHD_Result http_door_answer(struct http_request *r);

/* stream.c */
enum MHD_Result http_stream_begin(struct http_request *r);
void http_streams_end(struct port_state *p);
void http_streams_free(struct port_state *p);

/* listen.c */
enum rc http_listen_check(struct port_state *s, struct err *e);
enum rc http_listen_start(struct port_state *s, struct err *e);
void http_listen_stop(struct port_state *s);

#endif
