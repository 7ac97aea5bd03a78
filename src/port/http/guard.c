/* SPDX-License-Identifier: Apache-2.0 */
#include <arpa/inet.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "base/hash.h"
#include "port/http/http_priv.h"

static bool same_caseless(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || strncasecmp(a.p, b.p, a.n) == 0);
}

static enum MHD_Result one_header(void *arg, enum MHD_ValueKind kind, const char *key, size_t nkey,
                                  const char *value, size_t nvalue)
{
    struct http_request *r = arg;
    struct http_headers *h = &r->headers;

    const struct {
        struct str name;
        struct str *to;
        bool single;
    } wanted[] = {
        {STR("Host"), &h->host, true},
        {STR("Content-Length"), &h->length, true},
        {STR("Transfer-Encoding"), &h->encoding, true},
        {STR("Authorization"), &h->authorization, true},
        {STR("Origin"), &h->origin, true},
        {STR("X-Markaz-CSRF"), &h->csrf, true},
        {STR("Sec-Fetch-Site"), &h->fetch_site, true},
        {STR("Markaz-Purpose"), &h->purpose, true},
        {STR("X-Road-UserId"), &h->caller, true},
        {STR("Expect"), &h->expect, false},
        {STR("Last-Event-ID"), &h->last_event_id, false},
        {STR("If-None-Match"), &h->if_none_match, false},
        {STR("Accept-Encoding"), &h->accept_encoding, false},
        {STR("Content-Type"), &h->content_type, false},
        {STR("X-Limit-D"), &h->limit_device, false},
    };
    struct str name = {key, nkey};
    struct str text = {value != NULL ? value : "", value != NULL ? nvalue : 0};
    if (kind == MHD_COOKIE_KIND) {
        if (h->session.p == NULL && str_eqc(name, r->from->tls ? "__Host-markaz" : "markaz"))
            h->session = text;
        return MHD_YES;
    }
    for (size_t i = 0; i < ARRAY_LEN(wanted); i++) {
        if (!same_caseless(name, wanted[i].name))
            continue;
        if (wanted[i].to->p == NULL)
            *wanted[i].to = str_trim(text);
        else
            h->twice |= wanted[i].single;
    }
    return MHD_YES;
}

void http_headers_read(struct http_request *r)
{
    enum MHD_ValueKind kinds = (enum MHD_ValueKind)((int)MHD_HEADER_KIND | (int)MHD_COOKIE_KIND);
    (void)MHD_get_connection_values_n(r->connection, kinds, one_header, r);
}

static bool is_path_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
           c == '_' || c == ':' || c == '-';
}

bool http_path_decode(struct str raw, char *to)
{
    size_t n = 0;
    for (size_t i = 0; i < raw.n; i++) {
        char c = raw.p[i];
        if (c == '/') {
            to[n++] = c;
            continue;
        }
        if (c == '%') {
            int high = i + 2 < raw.n ? hex_digit(raw.p[i + 1]) : -1;
            int low = i + 2 < raw.n ? hex_digit(raw.p[i + 2]) : -1;
            if (high < 0 || low < 0)
                return false;
            c = (char)(high * 16 + low);
            i += 2;
        }
        /* An escaped slash is refused with the rest: it would be another path. */
        if (!is_path_char(c))
            return false;
        to[n++] = c;
    }
    to[n] = '\0';
    return n > 0 && to[0] == '/';
}

void http_peer_read(struct http_request *r)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(r->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *sa = info != NULL ? info->client_addr : NULL;
    (void)str_copy(r->peer, sizeof r->peer, STR("unknown"));
    if (r->from->local) {
        (void)str_copy(r->peer, sizeof r->peer, STR("local"));
        r->loopback = true;
    } else if (sa != NULL && sa->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, sa, sizeof in);
        (void)inet_ntop(AF_INET, &in.sin_addr, r->peer, sizeof r->peer);
        r->loopback = ntohl(in.sin_addr.s_addr) >> 24 == 127;
    } else if (sa != NULL && sa->sa_family == AF_INET6) {
        struct sockaddr_in6 in6;
        memcpy(&in6, sa, sizeof in6);
        const uint8_t *b = in6.sin6_addr.s6_addr;
        bool v4 = IN6_IS_ADDR_V4MAPPED(&in6.sin6_addr);
        (void)inet_ntop(v4 ? AF_INET : AF_INET6, v4 ? b + 12 : b, r->peer, sizeof r->peer);
        r->loopback = IN6_IS_ADDR_LOOPBACK(&in6.sin6_addr) || (v4 && b[12] == 127);
    }
}

int64_t http_body_limit(const struct http_request *r)
{
    const struct route *route = r->call.route;
    const char *m = route->method;
    int64_t most = r->port->body_max;
    if (route->permission == PERM_PUBLIC || strcmp(m, "GET") == 0 || strcmp(m, "DELETE") == 0)
        return HTTP_SMALL_BODY < most ? HTTP_SMALL_BODY : most;
    if (route->id == ROUTE_ROAD_MEDIA_PUT || route->id == ROUTE_ALARM_SNAPSHOT_PUT ||
        route->id == ROUTE_REGISTRY_PLAN_PUT)
        return HTTP_MEDIA_BODY;
    if (route->id == ROUTE_REGISTRY_IMPORT && HTTP_IMPORT_BODY > most)
        return HTTP_IMPORT_BODY;
    if (route->id == ROUTE_ROAD_HOTLIST_PUT)
        return most * HTTP_HOTLIST_FACTOR;
    return most;
}

/* "https://host:port" without its scheme; empty for anything else, "null" included. */
static struct str origin_host(struct str origin)
{
    static const char *const schemes[] = {"https://", "http://"};
    for (int i = 0; i < 2; i++)
        if (str_starts(origin, str_c(schemes[i]))) {
            size_t n = strlen(schemes[i]);
            return (struct str){origin.p + n, origin.n - n};
        }
    return STR_NONE;
}

/*
 * A browser says where a request comes from. Pages of other sites may not act here, and may not
 * sign anybody in here either (that would put our user into a stranger's account).
 */
static enum rc guard_origin(const struct http_request *r, bool reads, struct err *e)
{
    const struct http_headers *h = &r->headers;
    if (h->fetch_site.p != NULL && !str_eqc(h->fetch_site, "same-origin") &&
        !str_eqc(h->fetch_site, "none"))
        return err_set(e, RC_DENIED, "this request comes from a page of another site");
    if (reads || h->origin.p == NULL)
        return RC_OK;
    struct str host = origin_host(h->origin);
    struct str own =
        origin_host(str_c(settings_text(r->port->host->settings, SET_HTTP_PUBLIC_URL)));
    if (host.n > 0 && (same_caseless(host, h->host) || same_caseless(host, own)))
        return RC_OK;
    return err_set(e, RC_DENIED, "this request comes from a page of another site");
}

static enum rc guard_csrf(const struct http_request *r, struct err *e)
{
    struct str want = str_c(r->call.who.csrf), got = r->headers.csrf;
    if (want.n > 0 && got.n == want.n && str_eq_secret(got, want))
        return RC_OK;
    return err_field(e, RC_DENIED, "X-Markaz-CSRF",
                     "the X-Markaz-CSRF header does not say what this sign-in was given");
}

static enum rc guard_bearer(struct http_request *r, struct err *e)
{
    struct str scheme = STR("Bearer "), token = r->headers.authorization;
    if (token.n <= scheme.n || !same_caseless((struct str){token.p, scheme.n}, scheme))
        return err_set(e, RC_UNAUTHORIZED, "the Authorization header must be \"Bearer TOKEN\"");
    token = str_trim((struct str){token.p + scheme.n, token.n - scheme.n});
    return r->port->host->token(r->port->host, token, &r->call.who, e);
}

static enum rc guard_local(struct http_request *r)
{
    struct principal *who = &r->call.who;
    (void)str_copy(who->id, sizeof who->id, STR("local"));
    who->permissions = (UINT64_C(1) << PERM_COUNT) - 1;
    who->role = ROLE_ADMIN;
    return RC_OK;
}

enum rc http_guard(struct http_request *r, struct err *e)
{
    const struct http_headers *h = &r->headers;
    const struct route *route = r->call.route;
    bool reads = strcmp(route->method, "GET") == 0;
    enum rc rc;
    if (r->from->local)
        return guard_local(r);
    if (route->permission == PERM_PUBLIC)
        return reads || h->authorization.p != NULL ? RC_OK : guard_origin(r, reads, e);
    if (r->door != NULL) {
        rc = http_door_guard(r, e);
    } else if (h->authorization.p != NULL) {
        rc = guard_bearer(r, e);
    } else if (h->session.n > 0) {
        r->by_session = true;
        rc = guard_origin(r, reads, e);
        if (rc == RC_OK)
            rc = r->port->host->session(r->port->host, h->session, &r->call.who, e);
        if (rc == RC_OK && !reads)
            rc = guard_csrf(r, e);
    } else {
        rc = err_set(e, RC_UNAUTHORIZED, "sign in, or send a token");
    }
    return rc == RC_OK ? principal_check(&r->call.who, route, e) : rc;
}
