/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A message becomes calls, one after another, alarms first; many messages are under way at once, so that one commit serves
 * them all. Nothing is said to the outside before all of them are durable.
 */
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "port/mqtt/mqtt_priv.h"

#define ARENA_MAX (4 * WIRE_MQTT_PAYLOAD_MAX)

/* ---- one call ---- */

static void done(struct call *c)
{
    struct mqtt_job *j = c->arg;
    struct port_state *s = j->port;
    pthread_mutex_lock(&s->lock);
    if (--s->under_way == 0)
        pthread_cond_signal(&s->done);
    pthread_mutex_unlock(&s->lock);
}

static struct str text_of(const struct mqtt_job *j)
{
    switch (j->part) {
    case MQTT_ALARMS: return buf_str(&j->out.lines.alarms);
    case MQTT_POSITIONS: return buf_str(&j->out.lines.positions);
    case MQTT_HEARTBEATS: return buf_str(&j->out.lines.heartbeats);
    case MQTT_READS: return buf_str(&j->out.lines.reads);
    case MQTT_GONE: return j->out.gone ? STR("{}") : STR_NONE;
    case MQTT_IGNORED:
    case MQTT_REFUSED:
    case MQTT_WHATS: break;
    }
    return STR_NONE;
}

static void make_call(struct mqtt_job *j)
{
    static const enum route_id routes[] = {ROUTE_ALARM_SEND, ROUTE_TELEMETRY_POSITIONS,
                                           ROUTE_TELEMETRY_HEARTBEATS, ROUTE_TELEMETRY_READS,
                                           ROUTE_ALARM_GONE};

    struct port_state *s = j->port;
    struct call *c = &j->call;
    call_init(c);
    principal_port(&c->who, "mqtt", j->role);
    c->route = &route_table[routes[j->part]];
    c->body = j->now;
    c->secure = true;
    if (j->part == MQTT_GONE)
        c->params[0] = str_c(j->out.device);
    c->done = done;
    c->arg = j;
    j->running = true;
    pthread_mutex_lock(&s->lock);
    s->under_way++;
    pthread_mutex_unlock(&s->lock);
    s->host->call(s->host, c);
}

/* The next call of the message; false when there is none. One alarm a call; of everything else all at once. */
static bool go_on(struct mqtt_job *j)
{
    while (j->rest.n == 0 && j->part < MQTT_IGNORED) {
        j->part++;
        j->rest = text_of(j);
    }
    if (j->part >= MQTT_IGNORED)
        return false;
    j->now = j->rest;
    if (j->part == MQTT_ALARMS)
        j->now = str_cut(&j->rest, '\n');
    else
        j->rest = STR_NONE;
    j->tries = 0;
    make_call(j);
    return true;
}

static bool is_for_the_moment(struct mqtt_job *j)
{
    enum rc rc = j->call.rc;
    if (rc == RC_INTERNAL || rc == RC_CORRUPT)
        return ++j->tries < MQTT_FAULTS_MAX;
    return rc == RC_BUSY || rc == RC_IO;
}

/* ---- what the device is told ---- */

/* The centre's own answer with the press before it: {"press":"p1","id":"A7","seq":9,"count":1,"state":"active"}. */
static void acknowledge(struct mqtt_job *j)
{
    struct buf text;
    struct str answer = buf_str(&j->call.answer);
    if (j->out.device[0] == '\0')
        return;
    buf_init(&text, 4096);
    buf_putc(&text, '{');
    if (j->out.press[0] != '\0') {
        json_put_key(&text, "press");
        json_put_string(&text, str_c(j->out.press));
        buf_putc(&text, ',');
    }
    if (j->call.rc == RC_OK && answer.n > 1) {
        buf_put(&text, answer.p + 1, answer.n - 1);
    } else {
        json_put_key(&text, "error");
        json_put_string(&text, str_c(j->call.err.detail));
        buf_putc(&text, '}');
    }
    if (buf_ok(&text)) {
        mqtt_client_say(j->port, j->out.device, "ack", buf_str(&text), false);
        atomic_fetch_add(&j->port->acks, j->call.rc == RC_OK);
    }
    buf_release(&text);
}

static void take_answer(struct mqtt_job *j)
{
    struct port_state *s = j->port;
    bool refused = j->call.rc != RC_OK && !(j->part == MQTT_GONE && j->call.rc == RC_NOT_FOUND);
    atomic_fetch_add(&s->messages[refused ? MQTT_REFUSED : j->part], 1);
    if (refused)
        log_debug("mqtt", "a call was refused: %s", j->call.err.detail);
    if (j->part == MQTT_ALARMS)
        acknowledge(j);
}

/* ---- all of them ---- */

static void wait_answers(struct port_state *s)
{
    pthread_mutex_lock(&s->lock);
    while (s->under_way > 0)
        must(pthread_cond_wait(&s->done, &s->lock) == 0);
    pthread_mutex_unlock(&s->lock);
}

/* One round over all jobs whose call was answered; how many are still at it. */
static size_t round_of(struct port_state *s, bool *again)
{
    size_t busy = 0;
    for (size_t i = 0; i < s->njobs; i++) {
        struct mqtt_job *j = &s->jobs[i];
        if (!j->running)
            continue;
        j->again = is_for_the_moment(j);
        if (j->again) {
            *again = true;
            busy++;
            continue;
        }
        take_answer(j);
        call_release(&j->call);
        j->running = false;
        busy += go_on(j);
    }
    return busy;
}

static void call_again(struct port_state *s)
{
    for (size_t i = 0; i < s->njobs; i++) {
        struct mqtt_job *j = &s->jobs[i];
        if (!j->running || !j->again)
            continue;
        j->again = false;
        call_release(&j->call);
        atomic_fetch_add(&s->again, 1);
        make_call(j);
    }
}

static void release(struct mqtt_job *j)
{
    if (j->running)
        call_release(&j->call);
    wire_mqtt_release(&j->out);
    arena_release(&j->arena);
}

static void release_all(struct port_state *s)
{
    for (size_t i = 0; i < s->njobs; i++)
        release(&s->jobs[i]);
    s->njobs = 0;
}

bool jobs_settle(struct port_state *s)
{
    for (;;) {
        bool again = false;
        wait_answers(s);
        size_t busy = round_of(s, &again);
        if (busy == 0)
            break;
        if (!again)
            continue;
        wait_answers(s);
        if (atomic_load(&s->stop)) {
            s->unsettled = true;
            release_all(s);
            return false;
        }
        struct pollfd stop = {.fd = s->wake, .events = POLLIN};
        (void)poll(&stop, 1, MQTT_AGAIN_MS);
        call_again(s);
    }
    release_all(s);
    return true;
}

/* ---- a message comes ---- */

/* The same press told once more by a button that only counts: it is a sign of life, and no press. */
static void forget_told(struct port_state *s, struct wire_mqtt_out *out)
{
    if (out->device[0] == '\0' || (out->counter == 0 && !out->back))
        return;
    uint64_t device = map_hash(str_c(out->device));
    struct mqtt_told *told = &s->told[device % MQTT_TOLD];
    if (out->counter != 0 && told->device == device && told->counter == out->counter)
        buf_clear(&out->lines.alarms);
    *told = (struct mqtt_told){device, out->counter};
}

static enum role role_of(struct str topic)
{
    if (str_starts(topic, STR("owntracks/")))
        return ROLE_TRACKER;
    return str_starts(topic, STR("frigate/")) ? ROLE_CAMERA : ROLE_ALARM;
}

static struct mqtt_job *add_job(struct port_state *s)
{
    struct mqtt_job *j = &s->jobs[s->njobs++];
    *j = (struct mqtt_job){.port = s};
    arena_init(&j->arena, ARENA_MAX);
    wire_mqtt_init(&j->out);
    return j;
}

static void start_job(struct mqtt_job *j)
{
    j->rest = text_of(j);
    if (go_on(j))
        return;
    atomic_fetch_add(&j->port->messages[MQTT_IGNORED], 1);
    release(j);
    j->port->njobs--;
}

void jobs_take(struct port_state *s, struct str topic, struct str payload, bool retained)
{
    struct err e;
    if (s->unsettled || (s->njobs == MQTT_JOBS && !jobs_settle(s)))
        return; /* the broker will tell it again */
    struct mqtt_job *j = add_job(s);
    struct wire_mqtt m = {.topic = topic, .payload = payload, .retained = retained};
    m.region = str_c(s->region);
    m.now = clock_utc();
    if (payload.n <= WIRE_MQTT_PAYLOAD_MAX)
        m.payload = json_repair(payload, &j->arena);
    enum rc rc = wire_mqtt(&m, &j->out, &e);
    if (rc != RC_OK && j->out.lines.alarms.n == 0) {
        atomic_fetch_add(&s->messages[MQTT_REFUSED], 1);
        log_debug("mqtt", "a message was not taken: %s", e.detail);
        release(j);
        s->njobs--;
        return;
    }
    if (str_starts(topic, STR(WIRE_MQTT_OWN "/")) && j->out.device[0] != '\0')
        remind_heard(s, j->out.device);
    j->role = role_of(topic);
    forget_told(s, &j->out);
    start_job(j);
}

bool jobs_say_lost(struct port_state *s, usec_t for_how_long, bool back)
{
    struct mqtt_job *j = add_job(s);
    struct buf *to = &j->out.lines.alarms;
    usec_t now = clock_utc();
    buf_printf(to, "{\"device\":\"port:mqtt\",\"kind\":\"silence\",\"id\":\"%s-%lld\",\"at\":\"",
               back ? "back" : "lost", (long long)(now / USEC_S));
    clock_format(to, now);
    buf_printf(to,
               "\",\"again\":%s,\"detail\":\"%s session with the MQTT broker %s:%d %s %lld s\"}\n",
               back ? "true" : "false", back ? "again a" : "no", s->address, s->tcp_port,
               back ? "after" : "for", (long long)(for_how_long / USEC_S));
    j->role = ROLE_ALARM;
    start_job(j);
    return jobs_settle(s);
}

void jobs_free(struct port_state *s)
{
    free(s->jobs);
    free(s->told);
}
