/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calls for help. A TAK client repeats its emergency with each position until its user cancels it, so one activation is one
 * press: told until the centre has it on the disk, whatever becomes of the connection. What comes after it (the caller has
 * moved, cancelled) follows the alarm and alerts nobody anew; only a person in the centre ends it. A new activation is a press.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "port/cot/cot_priv.h"

#define REPEATS_WITHIN USEC_MIN     /* a longer silence, and it is called anew */
#define ANEW_AFTER USEC_S           /* who flickers on and off is one activation */
#define FOLLOWS_EVERY (10 * USEC_S) /* told where the caller is now, at most as often */
#define FOLLOWS_FROM 2000           /* and from so far on: 1e-7 degrees, some 20 m */
#define FORGOTTEN_AFTER (10 * USEC_MIN)
#define EMERGENCIES_MAX 20000

struct cot_emergency {
    struct cot_emergency *next;
    struct port_state *port;
    char device[ID_MAX + 1], type[65];
    usec_t began, heard, followed; /* clock_steady; began 0: never activated */
    bool active, cancelled;
    bool sending, telling_press; /* a call is under way, with the press */
    int64_t lat, lon;            /* as the centre was told */
    struct buf press, follow;    /* lines to be told, one after the other; empty: none */
};

struct alarm_call {
    struct port_call pc;
    struct cot_emergency *em;
};

static void send_next(struct cot_emergency *em);

/* What the centre has, or will never take, is done with; all else is told again at the next tick. */
static void alarm_done(struct port_call *pc)
{
    struct cot_emergency *em = ((struct alarm_call *)pc)->em;
    enum rc rc = pc->call.rc;
    bool later = rc == RC_BUSY || rc == RC_IO || rc == RC_INTERNAL || rc == RC_CORRUPT;
    em->sending = false;
    if (rc != RC_OK && !later)
        log_error("cot", "an emergency was refused: %s", pc->call.err.detail);
    cot_count(later ? &em->port->figures.failed : &em->port->figures.alarms);
    if (!later && em->telling_press)
        buf_clear(&em->press);
    if (later && !em->telling_press && em->follow.n == 0)
        buf_puts(&em->follow, pc->call.body);
    call_release(&pc->call);
    free(pc);
    if (!later)
        send_next(em);
}

static void send_next(struct cot_emergency *em)
{
    struct buf *line = em->press.n > 0 ? &em->press : &em->follow;
    if (em->sending || line->n == 0)
        return;
    em->telling_press = line == &em->press;
    struct alarm_call *a = mem_alloc(sizeof *a);
    a->em = em;
    a->pc.done = alarm_done;
    call_init(&a->pc.call);
    a->pc.call.route = &route_table[ROUTE_ALARM_SEND];
    a->pc.call.who = em->port->caller;
    a->pc.call.secure = true;
    a->pc.call.body = arena_str(&a->pc.call.arena, buf_str(line));
    if (!em->telling_press)
        buf_clear(&em->follow); /* a newer one may take its place */
    em->sending = true;
    port_loop_call(em->port->loop, em->port->host, &a->pc);
}

/* ---- what is remembered ---- */

static struct cot_emergency *find(const struct port_state *s, struct str device)
{
    struct cot_emergency *em = s->emergencies;
    while (em != NULL && !str_eqc(device, em->device))
        em = em->next;
    return em;
}

static void drop(struct port_state *s, struct cot_emergency **at)
{
    struct cot_emergency *em = *at;
    *at = em->next;
    buf_release(&em->press);
    buf_release(&em->follow);
    free(em);
    (void)atomic_fetch_sub(&s->figures.emergencies, 1);
}

static struct cot_emergency *make(struct port_state *s, struct str device)
{
    struct cot_emergency *em = mem_alloc(sizeof *em);
    em->port = s;
    must(str_copy(em->device, sizeof em->device, device));
    buf_init(&em->press, 4096);
    buf_init(&em->follow, 4096);
    em->next = s->emergencies;
    s->emergencies = em;
    (void)atomic_fetch_add(&s->figures.emergencies, 1);
    return em;
}

/* ---- what a client says ---- */

static void put(struct buf *to, const struct cot_emergency *em, const struct cot_event *ev,
                struct str id)
{
    struct cot_press p = {str_c(em->device), id, to == &em->follow, clock_utc()};
    struct wire_out out;
    wire_init(&out);
    cot_put_alarm(&out, ev, &p);
    buf_clear(to);
    buf_puts(to, str_trim(buf_str(&out.alarms)));
    wire_release(&out);
}

static void activate(struct cot_emergency *em, const struct cot_event *ev, usec_t now)
{
    char id[40];
    int n = snprintf(id, sizeof id, "cot-%lld", (long long)clock_utc());
    em->active = true;
    em->cancelled = false;
    em->began = em->heard = em->followed = now;
    em->lat = ev->lat;
    em->lon = ev->lon;
    must(str_copy(em->type, sizeof em->type, str_c(ev->type)));
    put(&em->press, em, ev, (struct str){id, (size_t)n});
    buf_clear(&em->follow);
}

static bool has_moved(const struct cot_emergency *em, const struct cot_event *ev)
{
    int64_t lat = ev->lat - em->lat, lon = ev->lon - em->lon;
    return ev->placed &&
           (lat > FOLLOWS_FROM || lat < -FOLLOWS_FROM || lon > FOLLOWS_FROM || lon < -FOLLOWS_FROM);
}

static void repeat(struct cot_emergency *em, const struct cot_event *ev, usec_t now)
{
    em->heard = now;
    if (!has_moved(em, ev) || now - em->followed < FOLLOWS_EVERY)
        return;
    em->followed = now;
    em->lat = ev->lat;
    em->lon = ev->lon;
    put(&em->follow, em, ev, STR_NONE);
}

/* What is not told yet is told before it; what was said before stands in the history. */
static void cancel(struct cot_emergency *em, const struct cot_event *ev, usec_t now)
{
    em->heard = now;
    em->active = false;
    if (!em->cancelled)
        put(&em->follow, em, ev, STR_NONE);
    em->cancelled = true;
}

/* On again before the press was told, or a moment after: the alarm must not go on saying that it was cancelled. */
static void resume(struct cot_emergency *em, const struct cot_event *ev, usec_t now)
{
    em->heard = now;
    em->active = true;
    if (em->cancelled)
        put(&em->follow, em, ev, STR_NONE);
    em->cancelled = false;
}

void cot_emergency(struct port_state *s, struct str device)
{
    const struct cot_event *ev = &s->event;
    usec_t now = clock_steady();
    struct cot_emergency *em = find(s, device);
    if (device.n == 0)
        return;
    if (em == NULL && atomic_load(&s->figures.emergencies) >= EMERGENCIES_MAX)
        log_error("cot", "more emergencies than are remembered: repeats alert anew");
    if (em == NULL)
        em = make(s, device);
    if (ev->kind == COT_CANCEL) {
        cancel(em, ev, now);
    } else if (em->press.n > 0 || (em->began != 0 && now - em->began < ANEW_AFTER)) {
        resume(em, ev, now);
    } else if (em->active && strcmp(em->type, ev->type) == 0 && now - em->heard < REPEATS_WITHIN) {
        repeat(em, ev, now);
    } else {
        activate(em, ev, now);
    }
    send_next(em);
}

void cot_emergency_tick(struct port_state *s)
{
    usec_t now = clock_steady();
    for (struct cot_emergency **at = &s->emergencies; *at != NULL;) {
        struct cot_emergency *em = *at;
        bool idle = !em->sending && em->press.n == 0 && em->follow.n == 0;
        bool crowded = atomic_load(&s->figures.emergencies) >= EMERGENCIES_MAX;
        send_next(em);
        if (idle && (crowded || now - em->heard > FORGOTTEN_AFTER))
            drop(s, at);
        else
            at = &em->next;
    }
}

void cot_emergency_free(struct port_state *s)
{
    while (s->emergencies != NULL)
        drop(s, &s->emergencies);
}
