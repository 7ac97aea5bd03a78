/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the bearers of one area's devices may see: the picture, then its stream, asked for as one who may read that area, so
 * that the centre's own rules decide. One view serves all clients of its area.
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "port/cot/cot_priv.h"

#define TOPICS "topics=unit,alarm,dispatch,registry"
#define TEXT_MAX (8u << 20)
#define READ_MAX (1u << 20) /* of one view in one tick */
#define THINGS_MAX 20000u
#define UNUSED_AFTER USEC_MIN
#define RELOAD_EVERY (5 * USEC_S)
#define GONE_AFTER (10 * USEC_MIN) /* everybody has been told by then */
#define FIX_OLD \
    (5 * USEC_MIN) /* a unit not heard for so long is left to grow stale at the clients' */

static const struct str kind_names[COT_THINGS] = {STR_INIT("unit"), STR_INIT("alarm"),
                                                  STR_INIT("incident"), STR_INIT("area")};

/* ---- things ---- */

static void unlink_thing(struct cot_view *v, struct cot_thing *t)
{
    *(t->prev != NULL ? &t->prev->next : &v->first) = t->next;
    *(t->next != NULL ? &t->next->prev : &v->last) = t->prev;
}

static void append(struct cot_view *v, struct cot_thing *t)
{
    t->prev = v->last;
    t->next = NULL;
    *(v->last != NULL ? &v->last->next : &v->first) = t;
    v->last = t;
    t->version = ++v->version;
    t->changed = clock_steady();
}

void cot_thing_touch(struct cot_view *v, struct cot_thing *t)
{
    unlink_thing(v, t);
    append(v, t);
}

static void free_thing(struct cot_view *v, struct cot_thing *t)
{
    unlink_thing(v, t);
    (void)map_del(&v->things, str_c(t->key));
    free(t->outline);
    free(t);
}

/* NULL: none is made, for there are too many. */
static struct cot_thing *thing_of(struct cot_view *v, enum cot_thing_kind kind, struct str id)
{
    char key[72];
    int n = snprintf(key, sizeof key, "%s/%.*s", kind_names[kind].p, STR_ARG(id));
    struct cot_thing *t = map_get(&v->things, str_c(key));
    if (t != NULL || n >= (int)sizeof key || v->things.n >= THINGS_MAX)
        return t;
    t = mem_alloc(sizeof *t);
    t->kind = kind;
    t->speed = t->course = -1;
    (void)str_copy(t->key, sizeof t->key, str_c(key));
    append(v, t);
    (void)map_set(&v->things, str_c(t->key), t);
    return t;
}

/* After it changed: it is told as it is now, or that it is no more. */
static void settle(struct cot_view *v, struct cot_thing *t, bool there)
{
    bool visible = there && cot_thing_visible(t);
    if (visible) {
        t->shown = true;
        t->gone = false;
        cot_thing_touch(v, t);
    } else if (t->shown && !t->gone) {
        t->gone = true;
        cot_thing_touch(v, t);
    }
}

/* ---- the picture ---- */

static bool is_near(const struct cot_view *v, enum cot_thing_kind kind, struct str id,
                    struct str object)
{
    struct json_reader r;
    if (kind != COT_AREA || str_eqc(id, v->who.area))
        return true;
    json_open(&r, object);
    (void)json_next(&r);
    for (struct json_token key; (key = json_next(&r)).kind == JSON_KEY;) {
        struct str raw;
        struct json_token value = json_next(&r);
        if (str_eqc(key.raw, "parent"))
            return str_eqc(value.raw, v->who.area);
        if (!json_skip(&r, value, &raw))
            break;
    }
    return false;
}

static void take_entity(struct cot_view *v, enum cot_thing_kind kind, struct str id,
                        struct str object)
{
    struct cot_thing *t = is_near(v, kind, id, object) ? thing_of(v, kind, id) : NULL;
    if (t == NULL)
        return;
    t->round = v->round;
    cot_thing_fold(t, object);
    settle(v, t, true);
}

static enum cot_thing_kind kind_of(struct str name)
{
    size_t k = 0;
    while (k < COT_THINGS && !str_eq(name, kind_names[k]))
        k++;
    return (enum cot_thing_kind)k;
}

/* Each member of the object the reader stands in. */
typedef void member_f(struct cot_view *v, enum cot_thing_kind kind, struct str key,
                      struct json_token value, struct str raw);

static void each(struct cot_view *v, struct str object, enum cot_thing_kind kind, member_f *f)
{
    struct json_reader r;
    json_open(&r, object);
    if (json_next(&r).kind != JSON_OBJECT)
        return;
    for (struct json_token key; (key = json_next(&r)).kind == JSON_KEY;) {
        struct str raw;
        struct json_token value = json_next(&r);
        if (!json_skip(&r, value, &raw))
            return;
        if (!key.escaped)
            f(v, kind, key.raw, value, raw);
    }
}

static void picture_entity(struct cot_view *v, enum cot_thing_kind kind, struct str key,
                           struct json_token value, struct str raw)
{
    UNUSED(value);
    take_entity(v, kind, key, raw);
}

static void picture_kind(struct cot_view *v, enum cot_thing_kind kind, struct str key,
                         struct json_token value, struct str raw)
{
    UNUSED(value);
    kind = kind_of(key);
    if (kind != COT_THINGS)
        each(v, raw, kind, picture_entity);
}

static void picture_member(struct cot_view *v, enum cot_thing_kind kind, struct str key,
                           struct json_token value, struct str raw)
{
    UNUSED(kind);
    if (str_eqc(key, "stream_id"))
        (void)str_copy(v->stream_id, sizeof v->stream_id, value.raw);
    else if (str_eqc(key, "entities"))
        each(v, raw, COT_THINGS, picture_kind);
}

/* What was there and is not in the picture any more is gone. */
static void sweep(struct cot_view *v)
{
    for (struct cot_thing *t = v->first, *next; t != NULL; t = next) {
        next = t->next;
        if (t->round != v->round && !t->gone) {
            t->round = v->round;
            settle(v, t, false);
        }
    }
}

static void woken(void *arg)
{
    struct cot_view *v = arg;
    atomic_store(&v->woken, true);
}

static void open_stream(struct cot_view *v)
{
    const struct port_host *h = v->port->host;
    struct err e;
    v->stream_name[0] = '\0';
    buf_clear(&v->text);
    atomic_store(&v->woken, true);
    if (h->stream_open(h, &v->who, STR(TOPICS), str_c(v->stream_id), woken, v, &v->stream, &e) !=
        RC_OK)
        v->reload = true;
}

static void close_stream(struct cot_view *v)
{
    if (v->stream != NULL)
        v->port->host->stream_close(v->stream);
    v->stream = NULL;
}

struct view_call {
    struct port_call pc;
    struct cot_view *view;
};

static struct view_call *new_call(struct cot_view *v, enum route_id route,
                                  void (*done)(struct port_call *pc))
{
    struct view_call *c = mem_alloc(sizeof *c);
    c->view = v;
    c->pc.done = done;
    call_init(&c->pc.call);
    c->pc.call.route = &route_table[route];
    c->pc.call.who = v->who;
    c->pc.call.secure = true;
    v->loading = true;
    return c;
}

static void loaded(struct port_call *pc)
{
    struct cot_view *v = ((struct view_call *)pc)->view;
    v->loading = false;
    if (pc->call.rc == RC_OK) {
        v->round++;
        each(v, buf_str(&pc->call.answer), COT_THINGS, picture_member);
        sweep(v);
        open_stream(v);
    } else {
        v->reload = true;
    }
    call_release(&pc->call);
    free(pc);
}

/* The stream is closed before: what it said must not be overwritten by a picture from before that. */
static void load(struct cot_view *v)
{
    v->reload = false;
    v->loaded = clock_steady();
    close_stream(v);
    struct view_call *c = new_call(v, ROUTE_CORE_PICTURE, loaded);
    c->pc.call.query = STR(TOPICS "&geometry=1");
    port_loop_call(v->port->loop, v->port->host, &c->pc);
}

/* ---- the stream ---- */

static void window_done(struct port_call *pc)
{
    struct cot_view *v = ((struct view_call *)pc)->view;
    v->loading = false;
    if (pc->call.rc != RC_OK)
        v->reload = true;
    call_release(&pc->call);
    free(pc);
}

static void hello_member(struct cot_view *v, enum cot_thing_kind kind, struct str key,
                         struct json_token value, struct str raw)
{
    UNUSED(kind);
    UNUSED(raw);
    if (!str_eqc(key, "stream"))
        return;
    (void)str_copy(v->stream_name, sizeof v->stream_name, value.raw);
    struct view_call *c = new_call(v, ROUTE_CORE_WINDOW, window_done);
    c->pc.call.params[0] = str_c(v->stream_name);
    c->pc.call.body = STR("{\"west\":-180,\"south\":-90,\"east\":180,\"north\":90,\"zoom\":12}");
    port_loop_call(v->port->loop, v->port->host, &c->pc);
}

struct stream_event {
    struct str type, subject, data;
};

static struct stream_event read_event(struct str object)
{
    struct stream_event ev = {0};
    struct json_reader r;
    json_open(&r, object);
    if (json_next(&r).kind != JSON_OBJECT)
        return ev;
    for (struct json_token key; (key = json_next(&r)).kind == JSON_KEY;) {
        struct str raw;
        struct json_token value = json_next(&r);
        if (!json_skip(&r, value, &raw))
            break;
        if (str_eqc(key.raw, "type"))
            ev.type = value.raw;
        else if (str_eqc(key.raw, "subject"))
            ev.subject = value.raw;
        else if (str_eqc(key.raw, "data"))
            ev.data = raw;
    }
    return ev;
}

/* A unit may have changed its area and an area its outline: the picture says what is to be seen then. */
static void take_event(struct cot_view *v, struct str object)
{
    struct stream_event ev = read_event(object);
    struct str id = ev.subject;
    enum cot_thing_kind kind = kind_of(str_cut(&id, '/'));
    if (kind == COT_THINGS)
        return;
    if (str_eqc(ev.type, "unit.set") || kind == COT_AREA) {
        v->reload = true;
        return;
    }
    struct cot_thing *t = thing_of(v, kind, id);
    if (t == NULL)
        return;
    t->round = v->round;
    cot_thing_fold(t, ev.data);
    settle(v, t, !str_ends(ev.type, STR(".archived")));
}

/* [id, lat, lon, km/h, heading, fix, battery]; lat null: off duty, or its place is not known any more. */
static void take_unit(struct cot_view *v, struct json_reader *r)
{
    struct json_token id = json_next(r), n[6];
    int64_t lat, lon, fix;
    for (size_t i = 0; i < ARRAY_LEN(n); i++)
        n[i] = json_next(r);
    if (json_next(r).kind != JSON_ARRAY_END || id.kind != JSON_STRING || id.escaped)
        return;
    struct cot_thing *t = thing_of(v, COT_UNIT, id.raw);
    if (t == NULL)
        return;
    t->placed = n[0].kind == JSON_NUMBER && n[1].kind == JSON_NUMBER &&
                json_scaled(n[0], 7, &lat) && json_scaled(n[1], 7, &lon);
    if (t->placed) {
        t->lat = lat;
        t->lon = lon;
        t->speed = t->course = -1;
        if (n[2].kind == JSON_NUMBER && !json_scaled(n[2], 1, &t->speed))
            t->speed = -1;
        if (n[3].kind == JSON_NUMBER && !json_scaled(n[3], 1, &t->course))
            t->course = -1;
        if (n[4].kind == JSON_NUMBER && json_scaled(n[4], 0, &fix) && fix < INT64_MAX / USEC_S)
            t->fix = fix * USEC_S;
    }
    settle(v, t, true);
}

static void positions_member(struct cot_view *v, enum cot_thing_kind kind, struct str key,
                             struct json_token value, struct str raw)
{
    struct json_reader r;
    UNUSED(kind);
    if (!str_eqc(key, "units") || value.kind != JSON_ARRAY)
        return;
    json_open(&r, raw);
    (void)json_next(&r);
    while (json_next(&r).kind == JSON_ARRAY)
        take_unit(v, &r);
}

static void take_message(struct cot_view *v, struct str message)
{
    struct str event = STR_NONE, data = STR_NONE;
    while (message.n > 0) {
        struct str line = str_cut(&message, '\n');
        if (str_starts(line, STR("event: ")))
            event = (struct str){line.p + 7, line.n - 7};
        else if (str_starts(line, STR("data: ")))
            data = (struct str){line.p + 6, line.n - 6};
    }
    if (str_eqc(event, "event"))
        take_event(v, data);
    else if (str_eqc(event, "positions"))
        each(v, data, COT_UNIT, positions_member);
    else if (str_eqc(event, "hello"))
        each(v, data, COT_THINGS, hello_member);
    else if (str_eqc(event, "reset"))
        v->reload = true;
}

static void take_text(struct cot_view *v)
{
    struct str rest = buf_str(&v->text);
    const char *end;
    while (rest.n > 0 && (end = memmem(rest.p, rest.n, "\n\n", 2)) != NULL) {
        size_t n = (size_t)(end - rest.p);
        take_message(v, (struct str){rest.p, n});
        rest.p += n + 2;
        rest.n -= n + 2;
    }
    if (rest.n > 0)
        memmove(v->text.p, rest.p, rest.n);
    v->text.n = rest.n;
}

static void read_stream(struct cot_view *v)
{
    if (v->stream == NULL || !atomic_exchange(&v->woken, false))
        return;
    int64_t n = 1;
    for (size_t got = 0; n > 0 && got < READ_MAX; got += (size_t)n) {
        char *to = buf_room(&v->text, 16384);
        n = to != NULL ? v->port->host->stream_read(v->stream, to, 16384) : -1;
        if (n <= 0)
            break;
        v->text.n += (size_t)n;
        take_text(v);
    }
    if (n < 0) {
        close_stream(v);
        v->reload = true;
    } else if (n > 0) {
        atomic_store(&v->woken, true); /* there is more */
    }
}

/* ---- time ---- */

static usec_t told_again_after(enum cot_thing_kind kind)
{
    return kind == COT_UNIT ? 30 * USEC_S : kind == COT_AREA ? 20 * USEC_MIN : 2 * USEC_MIN;
}

/* What is told must be told again before it grows stale at the clients; in order of its last change. */
static void tell_again(struct cot_view *v, usec_t now)
{
    usec_t clock = clock_utc();
    uint64_t newest = v->version;
    for (struct cot_thing *t = v->first, *next; t != NULL && t->version <= newest; t = next) {
        next = t->next;
        if (now - t->changed < told_again_after(COT_UNIT))
            break;
        if (t->gone || !t->shown) {
            if (t->gone && now - t->changed > GONE_AFTER)
                free_thing(v, t);
        } else if (now - t->changed >= told_again_after(t->kind) &&
                   (t->kind != COT_UNIT || clock - t->fix < FIX_OLD)) {
            cot_thing_touch(v, t);
        }
    }
}

static void free_view(struct cot_view *v)
{
    close_stream(v);
    while (v->first != NULL)
        free_thing(v, v->first);
    map_release(&v->things);
    buf_release(&v->text);
    (void)atomic_fetch_sub(&v->port->figures.views, 1);
    free(v);
}

static bool tick(struct cot_view *v, usec_t now)
{
    if (v->users > 0)
        v->used = now;
    read_stream(v);
    if (!v->loading && now - v->used > UNUSED_AFTER)
        return false;
    if (v->reload && !v->loading && now - v->loaded >= RELOAD_EVERY)
        load(v);
    tell_again(v, now);
    return true;
}

void cot_views_tick(struct port_state *s)
{
    usec_t now = clock_steady();
    for (struct cot_view **at = &s->views; *at != NULL;) {
        struct cot_view *v = *at;
        if (tick(v, now)) {
            at = &v->next;
        } else {
            *at = v->next;
            free_view(v);
        }
    }
}

struct cot_view *cot_view_join(struct port_state *s, const struct principal *who)
{
    struct cot_view *v = s->views;
    while (v != NULL && strcmp(v->who.area, who->area) != 0)
        v = v->next;
    if (v == NULL) {
        v = mem_alloc(sizeof *v);
        v->port = s;
        v->who = *who;
        (void)snprintf(v->who.id, sizeof v->who.id, "port/cot");
        v->who.unit[0] = '\0';
        buf_init(&v->text, TEXT_MAX);
        map_init(&v->things);
        v->next = s->views;
        s->views = v;
        (void)atomic_fetch_add(&s->figures.views, 1);
        load(v);
    }
    v->users++;
    v->used = clock_steady();
    return v;
}

void cot_view_leave(struct cot_view *v)
{
    must(v->users > 0);
    v->users--;
}

void cot_views_free(struct port_state *s)
{
    while (s->views != NULL) {
        struct cot_view *v = s->views;
        s->views = v->next;
        free_view(v);
    }
}
