/* SPDX-License-Identifier: Apache-2.0 */
/* The clients: who each is, what it says, one session a device. */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "port/cot/cot_priv.h"

/* ---- who it is ---- */

static bool is_retired(const struct cot_session *c)
{
    const struct port_host *host = c->port->host;
    struct principal who;
    struct err e;
    return host->device(host, str_c(c->device), &who, &e) == RC_DENIED;
}

/* The newest wins: a phone that changed its network does not know that the old line is dead, and nor do we. */
static void take_device(struct cot_session *c, struct str name)
{
    struct port_state *s = c->port;
    if (id_of_name(name, c->device) == 0)
        return;
    c->looked = clock_steady();
    c->retired = is_retired(c);
    struct cot_session *before = map_set(&s->sessions, str_c(c->device), c);
    if (before == NULL)
        return;
    cot_count(&s->figures.replaced);
    port_conn_close(before->conn);
}

void cot_session_opened(struct port_conn *conn)
{
    struct cot_session *c = mem_alloc(sizeof *c);
    c->port = port_conn_arg(conn);
    c->conn = conn;
    port_conn_set_arg(conn, c);
    take_device(c, port_conn_name(conn));
    if (c->device[0] == '\0' && port_conn_fingerprint(conn).n > 0) {
        log_warn("cot", "a client's certificate has no common name: it could be any device");
        port_conn_close(conn);
    }
}

void cot_session_look(struct cot_session *c, usec_t now)
{
    if (c->device[0] == '\0' || now - c->looked < COT_LOOK_EVERY)
        return;
    bool before = c->retired;
    c->looked = now;
    c->retired = is_retired(c);
    if (!c->retired || before)
        return;
    cot_count(&c->port->figures.retired);
    port_conn_close(c->conn);
}

void cot_session_closed(struct port_conn *conn)
{
    struct cot_session *c = port_conn_arg(conn);
    struct port_state *s = c->port;
    if (c->device[0] != '\0' && map_get(&s->sessions, str_c(c->device)) == c)
        (void)map_del(&s->sessions, str_c(c->device));
    if (c->view != NULL)
        cot_view_leave(c->view);
    free(c);
}

/* ---- what it says ---- */

static void reply(struct cot_session *c, void (*write)(struct buf *to, usec_t now))
{
    struct buf *b = &c->port->render;
    buf_clear(b);
    write(b, clock_utc());
    port_conn_send(c->conn, buf_str(b));
}

/* Once a client has said what it calls itself, it says nothing of others: those have certificates of their own. */
static bool is_own(struct cot_session *c, const struct cot_event *ev)
{
    if (c->uid[0] == '\0')
        (void)str_copy(c->uid, sizeof c->uid, str_c(ev->uid));
    return strcmp(c->uid, ev->uid) == 0;
}

static void take_place(struct cot_session *c, struct cot_event *ev, usec_t now)
{
    struct port_state *s = c->port;
    if (!is_own(c, ev)) {
        cot_count(&s->figures.got[COT_GOT_FOREIGN]);
    } else if (c->placed != 0 && now - c->placed < COT_PLACE_EVERY) {
        cot_count(&s->figures.got[COT_GOT_TOO_OFTEN]);
    } else {
        c->placed = c->alive = now;
        cot_put_place(&s->lines, ev, str_c(c->device), clock_utc());
        cot_count(&s->figures.got[COT_GOT_PLACE]);
    }
}

static void take_alive(struct cot_session *c, struct cot_event *ev, usec_t now)
{
    if (c->device[0] == '\0' || (c->alive != 0 && now - c->alive < COT_ALIVE_EVERY))
        return;
    c->alive = now;
    ev->placed = false;
    cot_put_place(&c->port->lines, ev, str_c(c->device), clock_utc());
}

static void take_emergency(struct cot_session *c, struct cot_event *ev, usec_t now)
{
    cot_count(&c->port->figures.got[COT_GOT_EMERGENCY]);
    cot_emergency(c->port, str_c(c->device));
    if (!c->retired && ev->placed && now - c->placed >= COT_PLACE_EVERY) {
        c->placed = now;
        cot_put_place(&c->port->lines, ev, str_c(c->device), clock_utc());
    }
}

/* Without a certificate a client is who it says it is: the plain listener is for tests on this machine. */
static void introduce(struct cot_session *c, const struct cot_event *ev)
{
    bool says = ev->kind == COT_PLACE || ev->kind == COT_EMERGENCY || ev->kind == COT_CANCEL;
    if (c->device[0] == '\0' && says)
        take_device(c, cot_owner(ev));
}

static void take_event(struct cot_session *c, struct str text)
{
    struct port_state *s = c->port;
    struct cot_event *ev = &s->event;
    usec_t now = clock_steady();
    struct err e;
    if (cot_read(text, ev, &e) != RC_OK) {
        cot_count(&s->figures.got[COT_GOT_BROKEN]);
        return;
    }
    introduce(c, ev);
    if (c->retired && ev->kind != COT_EMERGENCY && ev->kind != COT_CANCEL) {
        cot_count(&s->figures.got[COT_GOT_RETIRED]);
        return;
    }
    switch (ev->kind) {
    case COT_PLACE: take_place(c, ev, now); break;
    case COT_PING:
        cot_count(&s->figures.got[COT_GOT_PING]);
        reply(c, cot_write_pong);
        take_alive(c, ev, now);
        break;
    case COT_OFFER: reply(c, cot_write_refusal); break;
    case COT_EMERGENCY:
    case COT_CANCEL: take_emergency(c, ev, now); break;
    case COT_OTHER: cot_count(&s->figures.got[COT_GOT_OTHER]); break;
    }
}

void cot_session_input(struct port_conn *conn)
{
    struct cot_session *c = port_conn_arg(conn);
    uint64_t large = c->cut.large;
    for (size_t n = 1; n > 0 && !port_conn_full(conn);) {
        struct str event;
        n = cot_cut(&c->cut, port_conn_input(conn), &event);
        if (event.n > 0)
            take_event(c, event);
        port_conn_take(conn, n);
    }
    for (; large < c->cut.large; large++)
        cot_count(&c->port->figures.got[COT_GOT_BROKEN]);
    cot_lines_send(c->port);
}

/* ---- to the centre ---- */

struct lines_call {
    struct port_call pc;
    struct port_state *port;
    char *text;
};

static void lines_done(struct port_call *pc)
{
    struct lines_call *l = (struct lines_call *)pc;
    struct port_state *s = l->port;
    if (pc->call.rc != RC_OK)
        cot_count(&s->figures.failed);
    call_release(&pc->call);
    free(l->text);
    free(l);
    s->sending--;
    cot_lines_send(s);
}

static void send_lines(struct port_state *s, struct buf *from, enum route_id route)
{
    if (from->n == 0)
        return;
    struct lines_call *l = mem_alloc(sizeof *l);
    struct str body = {NULL, 0};
    l->port = s;
    l->text = buf_take(from, &body.n);
    body.p = l->text;
    l->pc.done = lines_done;
    call_init(&l->pc.call);
    l->pc.call.route = &route_table[route];
    l->pc.call.who = s->teller;
    l->pc.call.secure = true;
    l->pc.call.body = body;
    s->sending++;
    port_loop_call(s->loop, s->host, &l->pc);
}

/* Of all clients together, one call after another: what comes meanwhile goes with the next. */
void cot_lines_send(struct port_state *s)
{
    if (s->sending > 0)
        return;
    if (s->lines.too_many)
        cot_count(&s->figures.failed);
    s->lines.lines = 0;
    s->lines.too_many = false;
    send_lines(s, &s->lines.positions, ROUTE_TELEMETRY_POSITIONS);
    send_lines(s, &s->lines.heartbeats, ROUTE_TELEMETRY_HEARTBEATS);
}
