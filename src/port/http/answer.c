/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "base/log.h"
#include "port/http/http_priv.h"

#define PROBLEM_MAX 4096
#define PIECE_BLOCK (32u << 10) /* of an answer that comes in pieces */
#define CA_MAX (64u << 10)

static const char *const always[][2] = {
    {"Content-Security-Policy",
     "default-src 'self'; img-src 'self' blob: data:; worker-src 'self' blob:; "
     "style-src 'self' 'unsafe-inline'; connect-src 'self'; frame-ancestors 'none'; "
     "base-uri 'none'; form-action 'self'; object-src 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Permissions-Policy", "geolocation=(self), microphone=(), camera=()"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
};

static void add(struct MHD_Response *response, const char *name, const char *value)
{
    must(MHD_add_response_header(response, name, value) == MHD_YES);
}

static struct MHD_Response *from_buf(struct buf *b)
{
    size_t n;
    char *p = buf_take(b, &n);
    struct MHD_Response *response = MHD_create_response_from_buffer(n, p, MHD_RESPMEM_MUST_FREE);
    must(response != NULL);
    return response;
}

enum MHD_Result http_send(struct http_request *r, unsigned status, struct MHD_Response *response)
{
    must(response != NULL && r->stage != HTTP_ANSWERED);
    for (size_t i = MHD_get_response_header(response, always[0][0]) != NULL; i < ARRAY_LEN(always);
         i++)
        add(response, always[i][0], always[i][1]);
    if (r->from->tls)
        add(response, "Strict-Transport-Security", "max-age=31536000");
    if (MHD_get_response_header(response, "Cache-Control") == NULL)
        add(response, "Cache-Control", "no-store");
    if (atomic_load(&r->port->draining))
        add(response, "Connection", "close");
    r->stage = HTTP_ANSWERED;
    usec_t took = clock_steady() - r->started;
    http_metrics_request(&r->port->metrics, r->slot, status, took);
    log_debug("http", "%u %s %" PRId64 " us", status,
              r->call.route != NULL ? r->call.route->path : "-", took);
    enum MHD_Result result = MHD_queue_response(r->connection, status, response);
    MHD_destroy_response(response);
    return result;
}

enum MHD_Result http_send_text(struct http_request *r, unsigned status, const char *type,
                               struct str text)
{
    struct MHD_Response *response =
        MHD_create_response_from_buffer(text.n, (void *)(uintptr_t)text.p, MHD_RESPMEM_MUST_COPY);
    must(response != NULL);
    add(response, "Content-Type", type);
    return http_send(r, status, response);
}

/* What went wrong inside is for the log, and for who holds the control socket. */
static bool tells_detail(const struct http_request *r, const struct err *e)
{
    return r->from->local || (e->code != RC_IO && e->code != RC_CORRUPT && e->code != RC_INTERNAL);
}

enum MHD_Result http_send_problem(struct http_request *r, unsigned status, const struct err *e)
{
    bool method = status == 405;
    struct str more = r->call.rc != RC_OK ? r->call.extra : STR_NONE;
    struct buf b;
    buf_init(&b, PROBLEM_MAX + more.n);
    buf_printf(&b, "{\"type\":\"/problems/%s\",\"title\":",
               method ? "method-not-allowed" : rc_name(e->code));
    json_put_string(&b, str_c(method ? "Method not allowed" : rc_title(e->code)));
    buf_printf(&b, ",\"status\":%u,\"detail\":", status);
    if (tells_detail(r, e)) {
        /* A detail may quote what came in, cut in the middle of a character. */
        struct str detail = str_c(e->detail);
        while (detail.n > 0 && !str_utf8(detail))
            detail.n--;
        json_put_string(&b, detail);
    } else {
        log_error("http", "%s: %s", r->call.route != NULL ? r->call.route->command : "-",
                  e->detail);
        json_put_string(&b, STR("the server could not do this; its log says why"));
    }
    if (e->field[0] != '\0' && str_utf8(str_c(e->field))) {
        buf_cat(&b, ",\"field\":");
        json_put_string(&b, str_c(e->field));
    }
    buf_puts(&b, more);
    buf_cat(&b, "}\n");
    must(buf_ok(&b));
    struct MHD_Response *response = from_buf(&b);
    add(response, "Content-Type", "application/problem+json");
    if (status == 401)
        add(response, "WWW-Authenticate",
            r->door != NULL ? "Basic realm=\"Markaz\", charset=\"UTF-8\"" : "Bearer");
    if (status == 429 || status == 503)
        add(response, "Retry-After", "1");
    if (r->allow != NULL)
        add(response, "Allow", r->allow);
    return http_send(r, status, response);
}

unsigned http_status(enum rc rc, const struct route *route)
{
    switch (rc) {
    case RC_OK: return 200;
    case RC_INVALID: return 400;
    case RC_UNAUTHORIZED: return 401;
    case RC_DENIED: return 403;
    case RC_NOT_FOUND: return 404;
    case RC_CONFLICT: return 409;
    case RC_TOO_LARGE: return 413;
    case RC_BUSY: return route != NULL && route->id == ROUTE_ACCESS_SIGN_IN ? 429 : 503;
    case RC_IO:
    case RC_CORRUPT:
    case RC_INTERNAL:
    case RC_COUNT: break;
    }
    return 500;
}

static void add_cookie(struct http_request *r, struct MHD_Response *response)
{
    const struct call *c = &r->call;
    if (c->new_session[0] == '\0' && !c->end_session)
        return;
    const struct settings *set = r->port->host->settings;
    /* The browser keeps it as long as a sign-in can last; when it ends the centre decides. */
    int64_t hours = settings_int(set, SET_ACCESS_SESSION_HOURS),
            most = settings_int(set, SET_ACCESS_SESSION_MAX_HOURS);
    char text[256];
    (void)snprintf(text, sizeof text,
                   "%s=%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%" PRId64 "%s",
                   r->from->tls ? "__Host-markaz" : "markaz", c->end_session ? "" : c->new_session,
                   c->end_session ? INT64_C(0) : (most > hours ? most : hours) * 3600,
                   r->from->tls ? "; Secure" : "");
    add(response, "Set-Cookie", text);
}

/* A piece is asked for when the one before is sent, so a slow reader holds one piece and no more. */
static ssize_t pull(void *arg, uint64_t at, char *to, size_t max)
{
    struct http_request *r = arg;
    struct call *c = &r->call;
    UNUSED(at);
    if (r->sent == c->answer.n) {
        r->sent = 0;
        buf_clear(&c->answer);
        c->rc = atomic_load(&r->port->draining)
                    ? err_set(&c->err, RC_BUSY, "the centre is stopping")
                    : c->more(c, &c->err);
        if (c->rc == RC_OK && !buf_ok(&c->answer))
            c->rc = err_set(&c->err, RC_TOO_LARGE, "a piece of the answer is too large");
        if (c->rc != RC_OK) {
            log_error("http", "%s: broken off: %s", c->route->command, c->err.detail);
            return MHD_CONTENT_READER_END_WITH_ERROR;
        }
        if (c->answer.n == 0)
            return MHD_CONTENT_READER_END_OF_STREAM;
    }
    size_t n = c->answer.n - r->sent < max ? c->answer.n - r->sent : max;
    memcpy(to, c->answer.p + r->sent, n);
    r->sent += n;
    atomic_fetch_add_explicit(&r->port->metrics.bytes_out, n, memory_order_relaxed);
    return (ssize_t)n;
}

static struct MHD_Response *answer_of(struct http_request *r)
{
    struct call *c = &r->call;
    if (c->more != NULL) {
        struct MHD_Response *response =
            MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, PIECE_BLOCK, pull, r, NULL);
        must(response != NULL);
        return response;
    }
    atomic_fetch_add_explicit(&r->port->metrics.bytes_out, c->answer.n, memory_order_relaxed);
    return from_buf(&c->answer);
}

enum MHD_Result http_send_call(struct http_request *r)
{
    struct call *c = &r->call;
    if (c->rc == RC_OK && !buf_ok(&c->answer))
        c->rc = err_set(&c->err, RC_INTERNAL, "the answer is over %u MiB", CALL_ANSWER_MAX >> 20);
    if (c->rc != RC_OK) {
        c->err.code = c->rc;
        return http_send_problem(r, http_status(c->rc, c->route), &c->err);
    }
    struct MHD_Response *response = answer_of(r);
    add(response, "Content-Type", c->type != NULL ? c->type : "application/json");
    if (c->type != NULL && str_starts(str_c(c->type), STR("image/")))
        add(response, always[0][0],
            "default-src 'none'; sandbox"); /* opened alone it runs nothing */
    if (c->cache != NULL)
        add(response, "Cache-Control", c->cache);
    add_cookie(r, response);
    return http_send(r, c->waits ? 202 : 200, response);
}

/* RFC 9110 13.1.2: weak comparison against each entity tag of the list. */
static bool none_match(struct str list, const char *etag)
{
    if (str_eqc(list, "*"))
        return true;
    while (list.n > 0) {
        struct str one = str_trim(str_cut(&list, ','));
        if (str_starts(one, STR("W/")))
            one = (struct str){one.p + 2, one.n - 2};
        if (str_eqc(one, etag))
            return true;
    }
    return false;
}

/* Is gzip named, and not with q=0? */
static bool accepts_gzip(struct str list)
{
    while (list.n > 0) {
        struct str params = str_cut(&list, ',');
        struct str name = str_trim(str_cut(&params, ';'));
        struct str q = str_trim(params);
        if (str_eqc(name, "gzip"))
            return !str_eqc(q, "q=0") && !str_starts(q, STR("q=0.0")) && !str_eqc(q, "q=0.");
    }
    return false;
}

static enum MHD_Result send_not_built(struct http_request *r)
{
    static const char page[] =
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Markaz</title>"
        "<h1>Markaz runs, but its pages are not built</h1>"
        "<p>Run <code>./dev build</code> in the source folder, or point <code>web.root</code> "
        "at the built pages. The interface under <code>/api/v1/</code> works without them.</p>";
    return http_send_text(r, 503, "text/html; charset=utf-8", (struct str){page, sizeof page - 1});
}

enum MHD_Result http_send_file(struct http_request *r, struct http_files *files, struct str path)
{
    struct http_file f;
    if (!http_files_find(files, path, accepts_gzip(r->headers.accept_encoding), &f)) {
        struct err e;
        if (str_eqc(path, "/") && !http_files_any(files))
            return send_not_built(r);
        (void)err_set(&e, RC_NOT_FOUND, "there is nothing at this address");
        return http_send_problem(r, 404, &e);
    }
    bool same = none_match(r->headers.if_none_match, f.etag);
    struct MHD_Response *response =
        same ? MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT)
             : MHD_create_response_from_fd64(f.size, f.fd);
    must(response != NULL);
    if (same)
        close(f.fd);
    else if (!r->head)
        atomic_fetch_add_explicit(&r->port->metrics.bytes_out, f.size, memory_order_relaxed);
    add(response, "Content-Type", f.type);
    add(response, "ETag", f.etag);
    add(response, "Cache-Control", "no-cache");
    add(response, "Vary", "Accept-Encoding");
    if (f.gzip && !same)
        add(response, "Content-Encoding", "gzip");
    return http_send(r, same ? 304 : 200, response);
}

enum MHD_Result http_send_ca(struct http_request *r)
{
    const char *path = settings_text(r->port->host->settings, SET_HTTP_TLS_CA);
    struct err e;
    struct stat st;
    int fd = path[0] != '\0' ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    bool ok = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size <= CA_MAX;
    if (!ok) {
        if (fd >= 0)
            close(fd);
        (void)err_set(&e, RC_NOT_FOUND, "this server has no local certificate authority");
        return http_send_problem(r, 404, &e);
    }
    struct MHD_Response *response = MHD_create_response_from_fd64((uint64_t)st.st_size, fd);
    must(response != NULL);
    add(response, "Content-Type", "application/x-x509-ca-cert");
    return http_send(r, 200, response);
}
