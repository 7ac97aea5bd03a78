/* SPDX-License-Identifier: Apache-2.0 */
/* The life of one request, from its first line to its answer. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "port/http/http_priv.h"

void *http_request_new(void *listener, const char *uri, struct MHD_Connection *connection)
{
    const struct http_listener *from = listener;
    struct http_request *r = mem_alloc(sizeof *r);
    r->magic = HTTP_REQUEST_MAGIC;
    r->port = from->port;
    r->from = from;
    r->connection = connection;
    r->slot = HTTP_SLOT_OTHER;
    r->refs = 1;
    r->started = clock_steady();
    must(pthread_mutex_init(&r->lock, NULL) == 0);
    call_init(&r->call);
    buf_init(&r->body, HTTP_SMALL_BODY);
    /* One piece of memory for the raw path, its decoded form (never longer), and the query. */
    struct str query = str_c(uri), raw = str_cut(&query, '?');
    r->path = mem_alloc(raw.n + 1 + query.n + 1);
    if (!http_path_decode(raw, r->path))
        r->path[0] = '\0';
    http_door_path(r->path);
    if (query.n > 0) {
        char *to = r->path + raw.n + 1;
        memcpy(to, query.p, query.n);
        r->call.query = (struct str){to, query.n};
    }
    return r;
}

static void request_free(struct http_request *r)
{
    if (r->reserved > 0)
        atomic_fetch_sub(&r->port->bodies, r->reserved);
    call_release(&r->call);
    http_door_free(r->door);
    buf_release(&r->body);
    pthread_mutex_destroy(&r->lock);
    free(r->path);
    r->magic = 0;
    free(r);
}

static void request_unref(struct http_request *r)
{
    pthread_mutex_lock(&r->lock);
    bool last = --r->refs == 0;
    pthread_mutex_unlock(&r->lock);
    if (last)
        request_free(r);
}

static void port_count(struct port_state *p, int calls, int answers)
{
    pthread_mutex_lock(&p->lock);
    p->calls += calls;
    p->answers += answers;
    if (p->calls == 0 || p->answers == 0)
        pthread_cond_broadcast(&p->idle);
    pthread_mutex_unlock(&p->lock);
}

/* False once the port is closed: its threads are about to end and cannot wait for an answer. */
static bool port_begin_call(struct http_request *r)
{
    struct port_state *p = r->port;
    pthread_mutex_lock(&p->lock);
    bool ok = !p->closed;
    p->calls += ok;
    p->answers += ok && !r->counted;
    pthread_mutex_unlock(&p->lock);
    r->counted |= ok;
    return ok;
}

void http_request_over(void *listener, struct MHD_Connection *connection, void **request,
                       enum MHD_RequestTerminationCode why)
{
    struct http_request *r = *request;
    UNUSED(listener);
    UNUSED(connection);
    UNUSED(why);
    if (r == NULL)
        return;
    CHECK_OBJ(r, HTTP_REQUEST_MAGIC);
    *request = NULL;
    struct port_state *p = r->port;
    bool counted = r->counted;
    request_unref(r);
    if (counted)
        port_count(p, 0, -1);
}

static bool same_word(struct str s, const char *word)
{
    return s.n == strlen(word) && strncasecmp(s.p, word, s.n) == 0;
}

/*
 * Remember the refusal. A short body is swallowed first, so that the connection can go on; with a
 * long one the answer goes out at once and libmicrohttpd closes the connection after it.
 */
static enum MHD_Result refuse(struct http_request *r, unsigned status)
{
    int64_t length = 0;
    const struct http_headers *h = &r->headers;
    bool known = h->length.p != NULL && h->encoding.p == NULL && str_i64(h->length, &length);
    bool early = r->has_body && (!known || length > HTTP_SMALL_BODY || h->expect.n > 0);
    r->stage = HTTP_REFUSED;
    r->refusal = status;
    buf_release(&r->body);
    if (early && !r->body_began)
        return http_send_problem(r, status, &r->why);
    return MHD_YES;
}

static enum MHD_Result refuse_rc(struct http_request *r, enum rc rc)
{
    r->why.code = rc;
    return refuse(r, http_status(rc, r->call.route));
}

static enum MHD_Result not_allowed(struct http_request *r, const char *allow)
{
    r->allow = allow;
    (void)err_set(&r->why, RC_INVALID, "this address takes %s", allow);
    return refuse(r, 405);
}

/* 405 names the methods of the path's rows (RFC 9110 15.5.6). */
static const char *allowed_methods(struct http_request *r, struct str path)
{
    static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
    struct buf b;
    buf_init(&b, sizeof r->allow_text - 1);
    for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
        struct str params[2];
        bool known;
        if (route_find(str_c(methods[i]), path, params, &known) != NULL)
            buf_printf(&b, "%s%s", b.n > 0 ? ", " : "", methods[i]);
    }
    must(buf_ok(&b) && str_copy(r->allow_text, sizeof r->allow_text, buf_str(&b)));
    buf_release(&b);
    return r->allow_text;
}

/* Lengths that two readers could understand differently are how requests are smuggled. */
static bool framing_ok(const struct http_headers *h)
{
    if (h->twice || (h->length.p != NULL && h->encoding.p != NULL))
        return false;
    return h->encoding.p == NULL || same_word(h->encoding, "chunked");
}

/* Memory for a body of n bytes in all, from the port's common purse. */
static bool reserve(struct http_request *r, int64_t n)
{
    int64_t more = n - r->reserved;
    if (more <= 0)
        return true;
    if (atomic_fetch_add(&r->port->bodies, more) + more > r->port->bodies_max) {
        atomic_fetch_sub(&r->port->bodies, more);
        atomic_fetch_add(&r->port->metrics.refused[HTTP_REFUSED_BODY_MEMORY], 1);
        return false;
    }
    r->reserved += more;
    return true;
}

static enum MHD_Result refuse_large(struct http_request *r)
{
    return refuse_rc(r, err_set(&r->why, RC_TOO_LARGE, "the body may have at most %lld bytes here",
                                (long long)r->body_max));
}

static enum MHD_Result refuse_full(struct http_request *r)
{
    return refuse_rc(r, err_set(&r->why, RC_BUSY, "too many bodies are being received"));
}

static enum MHD_Result begin_body(struct http_request *r)
{
    int64_t length = 0;
    r->body_max = http_body_limit(r);
    buf_release(&r->body);
    buf_init(&r->body, (size_t)r->body_max);
    r->stage = HTTP_READING;
    if (r->headers.length.p == NULL || r->headers.encoding.p != NULL)
        return MHD_YES;
    if (!str_i64(r->headers.length, &length) || length > r->body_max)
        return refuse_large(r);
    if (!reserve(r, length))
        return refuse_full(r);
    /* Small ones in one piece; large ones grow as they come, so that a promise costs nothing. */
    if (length > 0 && length <= HTTP_SMALL_BODY)
        must(buf_room(&r->body, (size_t)length) != NULL);
    return MHD_YES;
}

static bool is_file_route(const struct route *route)
{
    return route->id == ROUTE_CORE_OPENAPI || route->id == ROUTE_CORE_ASYNCAPI ||
           route->id == ROUTE_CORE_CA;
}

/* Headers are read: find out where it goes and whether it may. */
static enum MHD_Result begin(struct http_request *r, const char *method)
{
    struct str path = str_c(r->path);
    bool known = false;
    http_headers_read(r);
    r->head = strcmp(method, "HEAD") == 0;
    r->has_body = r->headers.encoding.p != NULL ||
                  (r->headers.length.p != NULL && !str_eqc(r->headers.length, "0"));
    if (!framing_ok(&r->headers))
        return refuse_rc(r, err_set(&r->why, RC_INVALID,
                                    "a header that may come once came twice, "
                                    "or the length is given in two ways"));
    if (atomic_load(&r->port->draining)) {
        atomic_fetch_add(&r->port->metrics.refused[HTTP_REFUSED_DRAINING], 1);
        return refuse_rc(r, err_set(&r->why, RC_BUSY, "the server is stopping"));
    }
    r->call.route = route_find(str_c(method), path, r->call.params, &known);
    if (r->call.route == NULL && known)
        return not_allowed(r, allowed_methods(r, path));
    r->stage = HTTP_READING;
    if (r->call.route == NULL) {
        if (http_door_missing(path, &r->why))
            return refuse_rc(r, RC_NOT_FOUND);
        if (!r->head && strcmp(method, "GET") != 0)
            return not_allowed(r, "GET, HEAD");
        r->slot = HTTP_SLOT_FILE;
        return MHD_YES;
    }
    r->slot = r->call.route->id;
    r->door = http_door_new(r->call.route);
    http_peer_read(r);
    enum rc rc = http_guard(r, &r->why);
    if (rc == RC_OK && r->call.route->id == ROUTE_CORE_METRICS && !r->loopback &&
        !settings_bool(r->port->host->settings, SET_HTTP_METRICS_PUBLIC))
        rc = err_set(&r->why, RC_DENIED, "only from this machine; see http.metrics_public");
    return rc == RC_OK ? begin_body(r) : refuse_rc(r, rc);
}

/* Abandon a connection whose sender does not stop or dawdles. */
static enum MHD_Result give_up(struct http_request *r)
{
    atomic_fetch_add(&r->port->metrics.refused[HTTP_REFUSED_BODY_ABANDONED], 1);
    return MHD_NO;
}

static enum MHD_Result take_body(struct http_request *r, const char *data, size_t *size)
{
    size_t n = *size;
    *size = 0;
    r->body_began = true;
    atomic_fetch_add_explicit(&r->port->metrics.bytes_in, n, memory_order_relaxed);
    if (r->stage != HTTP_READING || r->call.route == NULL) {
        r->swallowed += n;
        return r->swallowed <= HTTP_SMALL_BODY * 2 ? MHD_YES : give_up(r);
    }
    usec_t may_take = HTTP_BODY_GRACE + (usec_t)(r->body.n / HTTP_BODY_RATE) * USEC_S;
    if (clock_steady() - r->started > may_take)
        return give_up(r);
    if (r->body.n + n > (size_t)r->body_max)
        return refuse_large(r);
    if (!reserve(r, (int64_t)(r->body.n + n)))
        return refuse_full(r);
    buf_put(&r->body, data, n);
    return MHD_YES;
}

/* The host's answer is there. Any thread; possibly before the call has returned. */
static void request_done(struct call *c)
{
    struct http_request *r = c->arg;
    CHECK_OBJ(r, HTTP_REQUEST_MAGIC);
    struct port_state *p = r->port;
    pthread_mutex_lock(&r->lock);
    must(!r->done);
    r->done = true;
    if (r->suspended)
        MHD_resume_connection(r->connection);
    pthread_mutex_unlock(&r->lock);
    request_unref(r);
    /* Last of all: after it the port may be closed. */
    port_count(p, -1, 0);
}

enum started { CALL_DONE, CALL_SLEEPS, CALL_CLOSED };

static enum started start_call(struct http_request *r)
{
    const struct port_host *h = r->port->host;
    struct call *c = &r->call;
    c->peer = str_c(r->peer);
    c->purpose = r->headers.purpose;
    c->caller = r->headers.caller;
    c->secure = r->from->tls || r->from->local;
    c->done = request_done;
    c->arg = r;
    if (!port_begin_call(r))
        return CALL_CLOSED;
    r->stage = HTTP_CALLED;
    pthread_mutex_lock(&r->lock);
    r->refs++; /* of a call before, the host may still hold one */
    r->done = r->suspended = false;
    pthread_mutex_unlock(&r->lock);
    h->call(h, c);
    pthread_mutex_lock(&r->lock);
    bool done = r->done;
    if (!done) {
        /* Under the lock, so that done cannot try to wake what does not sleep yet. */
        r->suspended = true;
        MHD_suspend_connection(r->connection);
    }
    pthread_mutex_unlock(&r->lock);
    return done ? CALL_DONE : CALL_SLEEPS;
}

static enum MHD_Result send_closed(struct http_request *r)
{
    (void)err_set(&r->why, RC_BUSY, "the server is stopping");
    return http_send_problem(r, 503, &r->why);
}

/* The answer of a call is there: the next of a door, or the sender's. */
static enum MHD_Result go_on(struct http_request *r)
{
    if (r->door == NULL)
        return http_send_call(r);
    while (http_door_next(r)) {
        enum started how = start_call(r);
        if (how != CALL_DONE)
            return how == CALL_SLEEPS ? MHD_YES : send_closed(r);
    }
    return http_door_answer(r);
}

static enum MHD_Result run_call(struct http_request *r)
{
    if (r->door != NULL) {
        enum rc rc = http_door_read(r, &r->why);
        r->why.code = rc;
        return rc == RC_OK ? go_on(r)
                           : http_send_problem(r, http_status(rc, r->call.route), &r->why);
    }
    r->call.body = buf_str(&r->body);
    enum started how = start_call(r);
    return how == CALL_DONE ? go_on(r) : how == CALL_SLEEPS ? MHD_YES : send_closed(r);
}

static enum MHD_Result answer_page(struct http_request *r)
{
    struct str path = str_c(r->path);
    if (r->port->demo != NULL && str_eqc(path, "/demo/streets.geojson"))
        return http_send_file(r, r->port->demo, STR("/streets.geojson"));
    return http_send_file(r, r->port->web, path);
}

/* All of the request is read. */
static enum MHD_Result answer(struct http_request *r)
{
    const struct route *route = r->call.route;
    if (r->stage == HTTP_REFUSED)
        return http_send_problem(r, r->refusal, &r->why);
    if (route == NULL)
        return answer_page(r);
    if (route->id == ROUTE_CORE_CA)
        return http_send_ca(r);
    if (is_file_route(route))
        return http_send_file(r, r->port->web, str_c(route->path));
    if (route->id == ROUTE_CORE_STREAM)
        return http_stream_begin(r);
    return run_call(r);
}

static bool request_is_done(struct http_request *r)
{
    pthread_mutex_lock(&r->lock);
    bool done = r->done;
    pthread_mutex_unlock(&r->lock);
    return done;
}

enum MHD_Result http_request_handle(void *listener, struct MHD_Connection *connection,
                                    const char *url, const char *method, const char *version,
                                    const char *data, size_t *size, void **request)
{
    struct http_request *r = *request;
    UNUSED(listener);
    UNUSED(connection);
    UNUSED(url);
    UNUSED(version);
    if (r == NULL)
        return MHD_NO;
    CHECK_OBJ(r, HTTP_REQUEST_MAGIC);
    switch (r->stage) {
    case HTTP_NEW: return begin(r, method);
    case HTTP_READING:
    case HTTP_REFUSED: return *size > 0 ? take_body(r, data, size) : answer(r);
    case HTTP_CALLED: return request_is_done(r) ? go_on(r) : MHD_YES;
    case HTTP_ANSWERED: break;
    }
    return MHD_NO;
}
