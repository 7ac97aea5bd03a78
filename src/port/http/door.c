/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The doors of stock phone apps and plate readers. A codec (src/wire) turns a message into lines of the centre's own doors;
 * each kind of line is one call, one after another, alarms first; then the sender is told in its own way. A token may be the
 * last part of the path: it is overwritten as soon as it was looked up, so that nothing behind the guard can print it.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "base/mem.h"
#include "port/http/http_priv.h"
#include "wire/wire.h"

#define BASIC_MAX 400 /* "user:token", decoded */

enum answer { ANSWER_EMPTY, ANSWER_ARRAY, ANSWER_LINES };

enum part {
    PART_ALARMS,
    PART_POSITIONS,
    PART_HEARTBEATS,
    PART_READS,
    PART_IMAGE,
    PART_WHOLE, /* the body as it came, to a desk that reads it itself */
    PART_NONE
};

/* What is sent to whom and said back. `unknown`: of a device that nobody registered, as that protocol's servers do. */
struct door_kind {
    wire_codec_f *codec;
    enum answer answer;
    unsigned unknown;
};

static const struct door_kind osmand = {wire_osmand, ANSWER_EMPTY, 400};
static const struct door_kind traccar = {wire_osmand, ANSWER_EMPTY, 404};
static const struct door_kind owntracks = {wire_owntracks, ANSWER_ARRAY, 404};
static const struct door_kind openalpr = {wire_openalpr, ANSWER_LINES, 404};
static const struct door_kind platerecognizer = {wire_platerecognizer, ANSWER_LINES, 404};
static const struct door_kind frigate = {wire_frigate, ANSWER_LINES, 404};
static const struct door_kind axis = {wire_axis, ANSWER_LINES, 404};
static const struct door_kind cap = {NULL, ANSWER_LINES, 404};

static const struct {
    enum route_id route;
    const struct door_kind *kind;
} doors[] = {
    {ROUTE_DOOR_OSMAND_GET, &osmand},
    {ROUTE_DOOR_OSMAND_GET_TOKEN, &osmand},
    {ROUTE_DOOR_OSMAND, &osmand},
    {ROUTE_DOOR_OSMAND_TOKEN, &osmand},
    {ROUTE_DOOR_TRACCAR, &traccar},
    {ROUTE_DOOR_TRACCAR_TOKEN, &traccar},
    {ROUTE_DOOR_OWNTRACKS, &owntracks},
    {ROUTE_DOOR_OWNTRACKS_TOKEN, &owntracks},
    {ROUTE_DOOR_OPENALPR, &openalpr},
    {ROUTE_DOOR_OPENALPR_TOKEN, &openalpr},
    {ROUTE_DOOR_PLATERECOGNIZER, &platerecognizer},
    {ROUTE_DOOR_PLATERECOGNIZER_TOKEN, &platerecognizer},
    {ROUTE_DOOR_FRIGATE, &frigate},
    {ROUTE_DOOR_FRIGATE_TOKEN, &frigate},
    {ROUTE_DOOR_AXIS, &axis},
    {ROUTE_DOOR_AXIS_TOKEN, &axis},
    {ROUTE_WARN_RECEIVE, &cap},
    {ROUTE_WARN_RECEIVE_TOKEN, &cap},
};

struct http_door {
    const struct door_kind *kind;
    const struct route *route;
    struct principal who;
    struct str query;
    char user[BASIC_MAX + 1];
    struct wire_out out;
    enum part part;     /* what is being sent */
    struct str rest;    /* of it, not sent yet */
    bool running;       /* r->call is one of ours */
    uint32_t strangers; /* lines of devices that nobody registered */
    struct err failed;  /* code not RC_OK: it must be sent again */
    struct err refused; /* code not RC_OK: an alarm was, or a message too large; told last */
    struct buf lines;   /* the last answer of a door of lines */
    bool wanted;        /* the photo */
};

static bool is_door_path(struct str path)
{
    return str_starts(path, STR("/ingest/"));
}

void http_door_path(char *path)
{
    size_t n = strlen(path);
    if (n > 1 && path[n - 1] == '/' && is_door_path((struct str){path, n}))
        path[n - 1] = '\0';
}

bool http_door_missing(struct str path, struct err *e)
{
    if (is_door_path(path))
        (void)err_set(e, RC_NOT_FOUND, "there is no such door: is its name misspelt?");
    return is_door_path(path);
}

struct http_door *http_door_new(const struct route *route)
{
    for (size_t i = 0; i < ARRAY_LEN(doors); i++) {
        if (doors[i].route != route->id)
            continue;
        struct http_door *d = mem_alloc(sizeof *d);
        d->kind = doors[i].kind;
        d->route = route;
        wire_init(&d->out);
        buf_init(&d->lines, CALL_ANSWER_MAX);
        return d;
    }
    return NULL;
}

void http_door_free(struct http_door *d)
{
    if (d == NULL)
        return;
    wire_release(&d->out);
    buf_release(&d->lines);
    free(d);
}

/* ---- who sends ---- */

static bool takes_scheme(struct str *header, struct str scheme)
{
    if (header->n <= scheme.n || strncasecmp(header->p, scheme.p, scheme.n) != 0)
        return false;
    *header = str_trim((struct str){header->p + scheme.n, header->n - scheme.n});
    return true;
}

/* "user:token"; who leaves the password empty has put the token where the name belongs. */
static enum rc guard_basic(struct http_request *r, struct str text, struct err *e)
{
    struct str user, password;
    struct buf decoded;
    buf_init(&decoded, BASIC_MAX);
    bool ok = wire_base64(text, &decoded) && wire_basic(buf_str(&decoded), &user, &password);
    enum rc rc = RC_UNAUTHORIZED;
    if (ok) {
        if (password.n > 0)
            (void)str_copy(r->door->user, sizeof r->door->user, user);
        rc = r->port->host->token(r->port->host, password.n > 0 ? password : user, &r->call.who, e);
    } else {
        (void)err_set(e, rc, "the Authorization header holds no name and password");
    }
    if (decoded.p != NULL)
        explicit_bzero(decoded.p, decoded.cap);
    buf_release(&decoded);
    return rc;
}

/* A cookie opens no door: what a page of another site makes a browser send must not count. */
static enum rc find_token(struct http_request *r, struct err *e)
{
    struct str header = r->headers.authorization;
    if (header.p == NULL && r->call.params[0].n > 0)
        return r->port->host->token(r->port->host, r->call.params[0], &r->call.who, e);
    if (header.p == NULL)
        return err_set(e, RC_UNAUTHORIZED,
                       "no token: send it as password, as \"Bearer TOKEN\", or behind the address");
    if (takes_scheme(&header, STR("Bearer ")))
        return r->port->host->token(r->port->host, header, &r->call.who, e);
    if (takes_scheme(&header, STR("Basic ")))
        return guard_basic(r, header, e);
    return err_set(e, RC_UNAUTHORIZED, "the Authorization header must be Bearer or Basic");
}

enum rc http_door_guard(struct http_request *r, struct err *e)
{
    enum rc rc = find_token(r, e);
    struct str secret = r->call.params[0];
    if (secret.n > 0)
        memset(r->path + (secret.p - r->path), '-', secret.n);
    return rc;
}

/* ---- what it says ---- */

/* A broken character in a name must not keep an app sending the same message for ever, and an SOS behind it. */
static struct str mended_body(struct http_request *r)
{
    struct str body = buf_str(&r->body), start = body;
    while (start.n > 0 && ((unsigned char)start.p[0] <= ' ' || (unsigned char)start.p[0] >= 0x80))
        start.p++, start.n--;
    bool json = start.n > 0 && (start.p[0] == '{' || start.p[0] == '[');
    return json ? json_repair(body, &r->call.arena) : body; /* pictures in a form are not text */
}

/* Somebody's press must not wait until the sender has learned to send less at once. */
static enum rc alarms_alone(struct http_door *d, const struct err *why)
{
    d->refused = *why;
    buf_clear(&d->out.positions);
    buf_clear(&d->out.heartbeats);
    buf_clear(&d->out.reads);
    d->out.image = STR_NONE;
    return RC_OK;
}

enum rc http_door_read(struct http_request *r, struct err *e)
{
    struct http_door *d = r->door;
    struct wire_message m = {
        .query = r->call.query,
        .type = r->headers.content_type,
        .body = mended_body(r),
        .user = str_c(d->user),
        .device = r->headers.limit_device,
        .now = clock_utc(),
    };
    d->who = r->call.who;
    d->query = r->call.query;
    if (d->kind->codec == NULL) {
        d->part = PART_WHOLE;
        d->rest = buf_str(&r->body);
        return d->rest.n > 0 ? RC_OK : err_set(e, RC_INVALID, "the body is empty");
    }
    enum rc rc = d->kind->codec(&m, &d->out, e);
    d->part = PART_ALARMS;
    d->rest = buf_str(&d->out.alarms);
    return rc == RC_TOO_LARGE && d->rest.n > 0 ? alarms_alone(d, e) : rc;
}

/* Did something come of a read, so that the photo is asked for? */
static bool is_wanted(const struct http_door *d)
{
    char want[SHA256_HEX + 16];
    /* Our own text: inside a string the quotes would be escaped. */
    int n = snprintf(want, sizeof want, "\"sha256\":\"%s\"", d->out.image_sha);
    return d->out.image.n > 0 && d->lines.n > 0 &&
           memmem(d->lines.p, d->lines.n, want, (size_t)n) != NULL;
}

static bool try_again(enum rc rc)
{
    return rc == RC_BUSY || rc == RC_UNAUTHORIZED || rc == RC_IO || rc == RC_CORRUPT ||
           rc == RC_INTERNAL;
}

static void take_answer(struct http_request *r)
{
    struct http_door *d = r->door;
    struct call *c = &r->call;
    if (try_again(c->rc)) {
        d->failed = c->err;
        d->failed.code = c->rc;
        return;
    }
    if ((d->part == PART_ALARMS || d->part == PART_WHOLE) && c->rc != RC_OK &&
        d->refused.code == RC_OK) {
        d->refused = c->err; /* the press is nowhere: its sender must not believe otherwise */
        d->refused.code = c->rc;
    }
    if (c->rc != RC_OK || d->part == PART_ALARMS || d->part == PART_IMAGE)
        return; /* done, or never to be done */
    d->strangers += c->strangers;
    buf_clear(&d->lines);
    buf_puts(&d->lines, buf_str(&c->answer));
    d->wanted = d->part == PART_READS && is_wanted(d);
}

static struct str text_of(const struct http_door *d)
{
    switch (d->part) {
    case PART_ALARMS: return buf_str(&d->out.alarms);
    case PART_POSITIONS: return buf_str(&d->out.positions);
    case PART_HEARTBEATS: return buf_str(&d->out.heartbeats);
    case PART_READS: return buf_str(&d->out.reads);
    case PART_IMAGE: return d->wanted ? d->out.image : STR_NONE;
    case PART_WHOLE: /* it was the first */
    case PART_NONE: break;
    }
    return STR_NONE;
}

/* One alarm a call; of everything else all at once. */
static struct str take_some(struct http_door *d)
{
    struct str all = d->rest;
    if (d->part == PART_ALARMS)
        return str_cut(&d->rest, '\n');
    d->rest = STR_NONE;
    return all;
}

bool http_door_next(struct http_request *r)
{
    static const enum route_id routes[PART_NONE] = {
        ROUTE_ALARM_SEND,      ROUTE_TELEMETRY_POSITIONS, ROUTE_TELEMETRY_HEARTBEATS,
        ROUTE_TELEMETRY_READS, ROUTE_ROAD_MEDIA_PUT,      ROUTE_WARN_RECEIVE};

    struct http_door *d = r->door;
    if (d->running)
        take_answer(r);
    d->running = false;
    call_release(&r->call);
    call_init(&r->call);
    r->call.who = d->who;
    r->call.query = d->query;
    r->call.route = d->route;
    while (d->rest.n == 0 && d->part < PART_NONE) {
        d->part++;
        d->rest = text_of(d);
    }
    if (d->failed.code != RC_OK || d->part == PART_NONE)
        return false;
    r->call.route = &route_table[routes[d->part]];
    r->call.body = take_some(d);
    if (d->part == PART_IMAGE)
        r->call.params[0] = str_c(d->out.image_sha);
    d->running = true;
    return true;
}

/* ---- what it is told ---- */

enum MHD_Result http_door_answer(struct http_request *r)
{
    struct http_door *d = r->door;
    struct err e;
    if (d->failed.code != RC_OK)
        return http_send_problem(r, http_status(d->failed.code, d->route), &d->failed);
    if (d->refused.code != RC_OK)
        return http_send_problem(r, http_status(d->refused.code, d->route), &d->refused);
    if (d->strangers > 0) {
        (void)err_set(&e, d->kind->unknown == 404 ? RC_NOT_FOUND : RC_INVALID,
                      "nobody registered this device: it waits to be adopted");
        return http_send_problem(r, d->kind->unknown, &e);
    }
    switch (d->kind->answer) {
    case ANSWER_EMPTY: return http_send_text(r, 200, "text/plain; charset=utf-8", STR_NONE);
    case ANSWER_ARRAY: return http_send_text(r, 200, "application/json", STR("[]"));
    case ANSWER_LINES: break;
    }
    struct str lines =
        d->lines.n > 0 ? buf_str(&d->lines) : STR("{\"accepted\":0,\"rejected\":[]}");
    return http_send_text(r, 200, "application/json", lines);
}
