/* SPDX-License-Identifier: Apache-2.0 */
#include "support/rig.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/zone.h"
#include "core/second.h"
#include "store/vault.h"

#define RIG_DESKS 16

struct made {
    enum event_type type;
    char *data;
};

struct rig {
    struct settings settings;
    struct picture *picture;
    struct live *live;
    struct drive *drive;
    struct vault *vault;
    const struct desk *desks[RIG_DESKS];
    struct desk_state *states[RIG_DESKS];
    int ndesks;
    struct handler handlers[ROUTE_COUNT];
    bool approves;
    usec_t now, next_tick;
    char dir[400];
    size_t wanted;
    struct principal who;
    struct call call;
    bool call_used;
    const char *peer;
    struct made *made;
    size_t nmade, made_cap, mark;
    void (*between)(struct rig *r);
};

static const struct principal itself = {.id = "core"};
static struct rig *current; /* for the mirror's lock, which has no place for an argument of ours */

static void add_handlers(struct rig *r, const struct desk *d, int k)
{
    for (size_t i = 0; i < d->ncommands; i++) {
        r->handlers[d->commands[i].route].desk = k;
        r->handlers[d->commands[i].route].command = &d->commands[i];
    }
    second_rows(r->handlers, d);
    r->approves = r->approves || strcmp(d->name, "approve") == 0;
}

struct rig *rig_new(const struct desk *const *desks)
{
    struct err e;
    struct rig *r = mem_alloc(sizeof *r);
    settings_init(&r->settings);
    T_REQUIRE(zone_set(settings_text(&r->settings, SET_CENTRE_ZONE), &e) == RC_OK);
    r->picture = picture_new();
    r->live = live_new();
    T_REQUIRE(clock_parse(STR("2026-11-22T10:00:00Z"), &r->now));
    r->next_tick = r->now + USEC_S;
    (void)str_copy(r->dir, sizeof r->dir, str_c(t_tmpdir()));
    T_REQUIRE(settings_set(&r->settings, STR("store"), STR("path"), str_c(r->dir), &e) == RC_OK);
    T_REQUIRE(vault_open(&r->vault, r->dir, &e) == RC_OK);
    for (int i = 0; desks[i] != NULL; i++) {
        r->desks[r->ndesks] = desks[i];
        add_handlers(r, desks[i], r->ndesks);
        if (desks[i]->open != NULL)
            T_REQUIRE(desks[i]->open(&r->states[r->ndesks], &r->settings, r->vault, &e) == RC_OK);
        if (desks[i]->start != NULL)
            T_REQUIRE(desks[i]->start(r->states[r->ndesks], r->picture, &e) == RC_OK);
        r->ndesks++;
    }
    current = r;
    return r;
}

void rig_free(struct rig *r)
{
    for (int i = 0; i < r->ndesks; i++)
        if (r->desks[i]->close != NULL && r->states[i] != NULL)
            r->desks[i]->close(r->states[i]);
    if (r->call_used)
        call_release(&r->call);
    for (size_t i = 0; i < r->nmade; i++)
        free(r->made[i].data);
    free(r->made);
    vault_close(r->vault);
    picture_free(r->picture);
    live_free(r->live);
    free(r);
}

void rig_between(struct rig *r, void (*f)(struct rig *r))
{
    r->between = f;
}

void rig_drive(struct rig *r, struct drive *d)
{
    r->drive = d;
}

usec_t rig_now(const struct rig *r)
{
    return r->now;
}

const struct picture *rig_picture(const struct rig *r)
{
    return r->picture;
}

struct live *rig_live(struct rig *r)
{
    return r->live;
}

struct settings *rig_settings(struct rig *r)
{
    return &r->settings;
}

void rig_as(struct rig *r, const char *id, enum role role, const char *area, const char *unit)
{
    memset(&r->who, 0, sizeof r->who);
    (void)str_copy(r->who.id, sizeof r->who.id, str_c(id));
    r->who.role = (uint8_t)role;
    r->who.permissions = role_permissions[role];
    (void)str_copy(r->who.area, sizeof r->who.area, str_c(area));
    (void)str_copy(r->who.unit, sizeof r->who.unit, str_c(unit));
}

struct principal *rig_who(struct rig *r)
{
    return &r->who;
}

void rig_peer(struct rig *r, const char *peer)
{
    r->peer = peer;
}

static void note(struct rig *r, const struct event *ev)
{
    struct buf b;
    buf_init(&b, 4u << 20);
    buf_printf(&b, "%.*s ", STR_ARG(event_table[ev->type].name));
    event_payload(ev, &b);
    buf_putc(&b, '\0');
    if (r->nmade == r->made_cap) {
        r->made_cap = r->made_cap > 0 ? r->made_cap * 2 : 64;
        r->made = mem_resize(r->made, r->made_cap, sizeof r->made[0]);
    }
    size_t length;
    r->made[r->nmade++] = (struct made){ev->type, buf_take(&b, &length)};
}

/* The check walks all entities: after each event while they are few, now and then when they are many. */
static void check_picture(const struct rig *r)
{
    uint32_t n = 0;
    for (int k = 0; k < KIND_COUNT; k++)
        n += picture_count(r->picture, (enum kind)k);
    if (n < 500 || picture_seq(r->picture) % 500 == 0)
        picture_check(r->picture);
}

static void fold(struct rig *r, struct decision *d)
{
    for (size_t i = 0; i < d->n; i++) {
        if (d->events[i]->actor.n == 0)
            d->events[i]->actor = str_c(d->actor);
        note(r, d->events[i]);
        picture_apply(r->picture, d->events[i]);
        check_picture(r);
        for (int k = 0; k < r->ndesks; k++)
            if (r->desks[k]->folded != NULL)
                r->desks[k]->folded(r->states[k], r->picture, d->events[i]);
    }
}

static struct decision begin(struct rig *r, struct arena *a, const struct principal *who,
                             struct call *c)
{
    struct decision d = {.picture = r->picture,
                         .live = r->live,
                         .drive = r->drive,
                         .settings = &r->settings,
                         .now = r->now,
                         .who = who,
                         .call = c,
                         .arena = a,
                         .next_seq = picture_seq(r->picture) + 1,
                         .handlers = r->handlers,
                         .states = r->states};
    buf_init(&d.answer, 16u << 20);
    (void)str_copy(d.actor, sizeof d.actor, str_c(who->id));
    return d;
}

static int desk_of(const struct rig *r, enum kind kind)
{
    for (int k = 0; k < r->ndesks; k++)
        if (strcmp(kind_table[kind].desk, r->desks[k]->name) == 0)
            return k;
    return -1;
}

static void wake_due(struct rig *r)
{
    usec_t due;
    const struct entity *en;
    while ((en = picture_next_wake(r->picture, &due)) != NULL && due <= r->now) {
        struct arena a;
        int k = desk_of(r, en->kind);
        uint64_t before = picture_seq(r->picture);
        arena_init(&a, 64u << 20);
        struct decision d = begin(r, &a, &itself, NULL);
        T_REQUIRE(k >= 0 && r->desks[k]->wake != NULL);
        r->desks[k]->wake(r->states[k], &d, en, due);
        fold(r, &d);
        buf_release(&d.answer);
        arena_release(&a);
        T_REQUIRE(picture_seq(r->picture) > before);
    }
}

/* What desks have done elsewhere is done at once. */
static void work(struct rig *r)
{
    for (int k = 0; k < r->ndesks; k++)
        for (struct desk_work *w;
             r->desks[k]->work != NULL &&
             (w = r->desks[k]->work(r->states[k], r->picture, r->now)) != NULL;) {
            w->run(w);
            r->desks[k]->worked(r->states[k], w);
        }
}

static void tick(struct rig *r)
{
    for (int k = 0; k < r->ndesks; k++) {
        struct arena a;
        if (r->desks[k]->tick == NULL)
            continue;
        arena_init(&a, 64u << 20);
        struct decision d = begin(r, &a, &itself, NULL);
        r->desks[k]->tick(r->states[k], &d);
        fold(r, &d);
        buf_release(&d.answer);
        arena_release(&a);
    }
    work(r);
}

void rig_pass(struct rig *r, usec_t span)
{
    usec_t end = r->now + span;
    while (r->now < end) {
        r->now = r->now + USEC_S < end ? r->now + USEC_S : end;
        wake_due(r);
        if (r->now >= r->next_tick) {
            tick(r);
            r->next_tick = r->now + USEC_S;
        }
    }
}

static const struct picture *mirror_lock(struct core *c)
{
    UNUSED(c);
    return current->picture;
}

static void mirror_unlock(struct core *c)
{
    UNUSED(c);
}

static enum rc turn(struct rig *r, int k, const struct desk_command *cmd, struct call *c,
                    struct str once, bool *more)
{
    struct str before;
    uint64_t seq;
    struct arena a;
    if (once.n > 0 && picture_once(r->picture, once, &before, &seq)) {
        buf_printf(&c->answer, "{%.*s}", STR_ARG(before));
        c->waits = second_waits(before);
        return RC_OK;
    }
    *more = false;
    arena_init(&a, 256u << 20);
    struct decision d = begin(r, &a, &r->who, c);
    (void)str_copy(d.id, sizeof d.id, c->params[0]);
    enum rc rc =
        r->approves ? second_decide(&d, c, &c->err) : cmd->decide(r->states[k], &d, c, &c->err);
    *more = rc == RC_OK && d.more;
    if (*more) {
        fold(r, &d);
    } else if (rc == RC_OK) {
        struct buf m;
        buf_init(&m, 16u << 20);
        if (!d.quiet)
            buf_printf(&m, "\"id\":\"%s\",\"seq\":%llu%.*s", d.id,
                       (unsigned long long)(d.next_seq - 1 + d.n), STR_ARG(buf_str(&d.answer)));
        else if (d.answer.n > 0)
            buf_puts(&m, (struct str){d.answer.p + (d.answer.p[0] == ','),
                                      d.answer.n - (d.answer.p[0] == ',')});
        if (once.n > 0 && d.n > 0) {
            d.events[0]->once = once;
            d.events[0]->answer = buf_str(&m);
        }
        fold(r, &d);
        buf_printf(&c->answer, "{%.*s}", STR_ARG(buf_str(&m)));
        buf_release(&m);
    }
    buf_release(&d.answer);
    arena_release(&a);
    return rc;
}

static enum rc decide(struct rig *r, int k, const struct desk_command *cmd, struct call *c,
                      struct str once)
{
    bool more = false;
    enum rc rc = turn(r, k, cmd, c, once, &more);
    while (rc == RC_OK && more) {
        if (r->between != NULL)
            r->between(r);
        rc = turn(r, k, cmd, c, STR_NONE, &more);
    }
    return rc;
}

static struct str once_of(struct call *c)
{
    if (c->once != NULL)
        return str_c(c->once);
    const struct field *f =
        c->route->input != IN_COUNT ? record_field(input_table[c->route->input], STR("id")) : NULL;
    if (f == NULL || (*(const uint64_t *)c->in & BIT(f->bit)) == 0)
        return STR_NONE;
    return arena_printf(&c->arena, "%s|%s|%.*s|%.*s", c->who.id, c->route->command,
                        STR_ARG(c->params[0]),
                        STR_ARG(*(const struct str *)(const void *)((const char *)c->in + f->off)));
}

static enum rc run(struct rig *r, struct call *c)
{
    struct work_env work = {NULL,     mirror_lock, mirror_unlock, &r->settings,
                            r->vault, r->now,      r->drive};
    enum rc may = principal_check(&c->who, c->route, &c->err);
    if (may != RC_OK)
        return may;
    if (!id_valid(c->params[0]) || !id_valid(c->params[1]))
        return err_set(&c->err, RC_NOT_FOUND, "no id");
    enum rc read = call_read(c);
    if (read != RC_OK)
        return read;
    for (int k = 0; k < r->ndesks; k++) {
        for (size_t i = 0; i < r->desks[k]->ncommands; i++) {
            const struct desk_command *cmd = &r->desks[k]->commands[i];
            if (cmd->route != c->route->id)
                continue;
            enum rc rc = cmd->prepare != NULL ? cmd->prepare(&work, c, &c->err) : RC_OK;
            return rc != RC_OK ? rc : decide(r, k, cmd, c, once_of(c));
        }
        for (size_t i = 0; i < r->desks[k]->nviews; i++) {
            struct view_env env = {work, r->picture, r->live};
            if (r->desks[k]->views[i].route == c->route->id)
                return r->desks[k]->views[i].view(&env, c, &c->err);
        }
    }
    return err_set(&c->err, RC_NOT_FOUND, "no desk has this route");
}

enum rc rig_call(struct rig *r, const char *method, const char *path, const char *body)
{
    struct call *c = &r->call;
    bool known;
    current = r;
    if (r->call_used)
        call_release(c);
    call_init(c);
    r->call_used = true;
    struct str query = str_c(path);
    struct str plain = str_cut(&query, '?');
    c->route = route_find(str_c(method), arena_str(&c->arena, plain), c->params, &known);
    T_REQUIRE(c->route != NULL);
    c->who = r->who;
    c->query = query;
    c->body = str_c(body);
    c->peer = r->peer != NULL ? str_c(r->peer) : STR("127.0.0.1");
    c->received = r->now;
    c->rc = run(r, c);
    work(r);
    buf_putc(&c->answer, '\0');
    return c->rc;
}

const char *rig_answer(const struct rig *r)
{
    return r->call.answer.p;
}

const struct call *rig_last(const struct rig *r)
{
    return &r->call;
}

const struct err *rig_err(const struct rig *r)
{
    return &r->call.err;
}

const char *rig_member(const struct rig *r, const char *name)
{
    static char out[2000];
    struct json_reader j;
    json_open(&j, str_c(r->call.answer.p));
    if (json_next(&j).kind != JSON_OBJECT)
        return "";
    for (;;) {
        struct json_token key = json_next(&j);
        struct str raw;
        if (key.kind != JSON_KEY || !json_skip(&j, json_next(&j), &raw))
            return "";
        if (!str_eqc(key.raw, name))
            continue;
        if (raw.n >= 2 && raw.p[0] == '"')
            raw = (struct str){raw.p + 1, raw.n - 2};
        (void)str_copy(out, sizeof out, raw);
        return out;
    }
}

void rig_event(struct rig *r, enum event_type type, const char *id, const void *data)
{
    struct arena a;
    arena_init(&a, 64u << 20);
    struct decision d = begin(r, &a, &itself, NULL);
    (void)decision_event(&d, type, str_c(id), data);
    fold(r, &d);
    buf_release(&d.answer);
    arena_release(&a);
}

static void move_unit(struct rig *r, const struct in_position *f)
{
    const struct device *dev = picture_get(r->picture, KIND_DEVICE, f->device);
    struct live_unit *u = dev != NULL ? live_unit(r->live, dev->unit, true) : NULL;
    struct live_unit fix = {.at = {(int32_t)f->lat, (int32_t)f->lon},
                            .fix = f->at,
                            .received = r->now,
                            .kmh10 = (int32_t)f->speed_kmh,
                            .heading10 = (int32_t)f->heading,
                            .accuracy_m = LIVE_UNKNOWN,
                            .battery = LIVE_UNKNOWN};
    if (u != NULL)
        (void)live_fix(r->live, u, &fix);
}

static void hear(struct rig *r, struct intake_line *l)
{
    const struct in_heartbeat *in = &l->in.heartbeat;
    l->live =
        live_device(r->live, in->device, picture_find(r->picture, KIND_DEVICE, in->device) != NULL);
    if (l->live == NULL)
        return;
    l->live->last_seen = r->now;
    if ((in->has & BIT(F_IN_HEARTBEAT_BATTERY)) != 0)
        l->live->battery = (int32_t)in->battery;
}

static void take(struct rig *r, enum series series, const char *ndjson, bool replay)
{
    static const enum input inputs[SERIES_COUNT] = {IN_READ, IN_POSITION, IN_HEARTBEAT};
    struct arena a;
    arena_init(&a, 64u << 20);
    struct intake_job job = {.series = series, .received = r->now, .replay = replay};
    job.lines = arena_alloc(&a, INTAKE_LINES_MAX * sizeof job.lines[0]);
    struct str rest = arena_str(&a, str_c(ndjson));
    while (rest.n > 0) {
        struct str text = str_trim(str_cut(&rest, '\n'));
        struct err e = {0};
        if (text.n == 0)
            continue;
        struct intake_line *l = &job.lines[job.n++];
        l->text = text;
        l->number = job.n;
        if (record_read(input_table[inputs[series]], text, RECORD_OUTSIDE, true, &a, &l->in, &e) !=
            RC_OK) {
            printf("rig_telemetry: %s\n", e.detail);
            l->verdict = LINE_REJECTED;
            continue;
        }
        job.accepted++;
        intake_name(series, l);
        if (series == SERIES_POSITIONS && !replay)
            move_unit(r, &l->in.position);
        if (series == SERIES_HEARTBEATS && !replay)
            hear(r, l);
    }
    for (int k = 0; k < r->ndesks; k++) {
        if (r->desks[k]->telemetry == NULL)
            continue;
        struct decision d = begin(r, &a, &itself, NULL);
        r->desks[k]->telemetry(r->states[k], &d, &job);
        fold(r, &d);
        buf_release(&d.answer);
    }
    r->wanted = 0;
    for (uint32_t i = 0; i < job.n; i++)
        r->wanted += job.lines[i].wanted;
    arena_release(&a);
}

void rig_telemetry(struct rig *r, enum series series, const char *ndjson)
{
    take(r, series, ndjson, false);
}

void rig_telemetry_again(struct rig *r, enum series series, const char *ndjson)
{
    take(r, series, ndjson, true);
}

size_t rig_wanted(const struct rig *r)
{
    return r->wanted;
}

void rig_restart(struct rig *r)
{
    struct err e;
    for (int k = 0; k < r->ndesks; k++) {
        if (r->desks[k]->close != NULL && r->states[k] != NULL)
            r->desks[k]->close(r->states[k]);
        r->states[k] = NULL;
        if (r->desks[k]->open != NULL)
            T_REQUIRE(r->desks[k]->open(&r->states[k], &r->settings, r->vault, &e) == RC_OK);
        if (r->desks[k]->loaded != NULL)
            T_REQUIRE(r->desks[k]->loaded(r->states[k], r->picture, &e) == RC_OK);
        if (r->desks[k]->start != NULL)
            T_REQUIRE(r->desks[k]->start(r->states[k], r->picture, &e) == RC_OK);
    }
}

const char *rig_dir(const struct rig *r)
{
    return r->dir;
}

void rig_mark(struct rig *r)
{
    r->mark = r->nmade;
}

size_t rig_events(const struct rig *r)
{
    return r->nmade - r->mark;
}

enum event_type rig_event_type(const struct rig *r, size_t i)
{
    return r->made[r->mark + i].type;
}

const char *rig_event_data(const struct rig *r, size_t i)
{
    return i < rig_events(r) ? r->made[r->mark + i].data : "";
}

size_t rig_count(const struct rig *r, enum event_type type)
{
    size_t n = 0;
    for (size_t i = r->mark; i < r->nmade; i++)
        n += r->made[i].type == type;
    return n;
}
