/* SPDX-License-Identifier: Apache-2.0 */
/* Telemetry, first half: read on the port's thread, judged on the core thread. */
#include <stddef.h>
#include <string.h>

#include "core/core_priv.h"
#include "core/stranger.h"

void intake_name(enum series series, struct intake_line *l)
{
    struct str id = STR_NONE;
    switch (series) {
    case SERIES_READS: id = l->in.read.camera; break;
    case SERIES_POSITIONS: id = l->in.position.device; break;
    case SERIES_HEARTBEATS:
    case SERIES_COUNT: id = l->in.heartbeat.device; break;
    }
    l->device = map_key_of(id);
}

/* A gateway says that it could not translate the device's message. */
static struct str unread_of(enum series series, const struct intake_line *l)
{
    return series == SERIES_READS       ? l->in.read.unread
           : series == SERIES_POSITIONS ? l->in.position.unread
                                        : STR_NONE;
}

static void read_line(struct call *c, enum series series, struct intake_line *l)
{
    static const enum input inputs[SERIES_COUNT] = {IN_READ, IN_POSITION, IN_HEARTBEAT};
    struct err e; /* not cleared: it is as long as two lines, and nearly none has a fault */
    enum rc rc = record_read(input_table[inputs[series]], l->text, RECORD_OUTSIDE, true, &c->arena,
                             &l->in, &e);
    struct str unread = unread_of(series, l);
    if (series == SERIES_POSITIONS)
        l->in.placed.unit = STR_NONE; /* behind what the reader wrote; the judge says it */
    if (rc != RC_OK || unread.n > 0) {
        l->verdict = LINE_REJECTED;
        l->why = arena_str(&c->arena, unread.n > 0 ? unread : str_c(e.detail)).p;
    }
    intake_name(series, l);
}

/* Stops counting when there are too many; the end of the last line begins none. */
static uint32_t count_lines(struct str body)
{
    uint32_t n = 0;
    while (body.n > 0 && n <= INTAKE_LINES_MAX) {
        (void)str_cut(&body, '\n');
        n++;
    }
    return n;
}

enum rc intake_parse(struct call *c, enum series series, struct err *e)
{
    uint32_t lines = count_lines(c->body);
    if (lines > INTAKE_LINES_MAX)
        return err_set(e, RC_TOO_LARGE, "more than %d lines: send them in several requests",
                       INTAKE_LINES_MAX);
    struct intake_job *job = arena_alloc(&c->arena, sizeof *job);
    job->series = series;
    job->received = c->received;
    job->lines = arena_room(&c->arena, (lines + 1) * sizeof job->lines[0]);
    struct str rest = c->body;
    for (uint32_t number = 1; rest.n > 0; number++) {
        struct str text = str_trim(str_cut(&rest, '\n'));
        if (text.n == 0)
            continue;
        struct intake_line *l = &job->lines[job->n++];
        memset(l, 0, offsetof(struct intake_line, in)); /* the rest is written by the reader */
        l->text = text;
        l->number = number;
        read_line(c, series, l);
    }
    if (job->n == 0)
        return err_set(e, RC_INVALID, "no lines: send one JSON object a line");
    c->job = job;
    return RC_OK;
}

static usec_t time_of(const struct intake_job *job, const struct intake_line *l)
{
    switch (job->series) {
    case SERIES_READS: return l->in.read.at;
    case SERIES_POSITIONS: return l->in.position.at;
    case SERIES_HEARTBEATS:
    case SERIES_COUNT: break;
    }
    return l->in.heartbeat.at;
}

static void refuse(struct intake_line *l, enum intake_verdict verdict, const char *why)
{
    l->verdict = (uint8_t)verdict;
    l->why = why;
}

/* On duty at the time of the fix, not at the time of its arrival: a phone's queue may be hours late. */
static bool was_on_duty(const struct picture *p, struct str unit, usec_t at)
{
    uint32_t n;
    const struct entity *const *shifts = picture_by(p, KIND_SHIFT, F_SHIFT_UNIT, unit, &n);
    for (uint32_t i = 0; i < n; i++) {
        const struct shift *s = shifts[i]->rec;
        if (at >= s->from && (s->to == 0 || at <= s->to))
            return true;
    }
    return false;
}

static struct geo_point point_of(const struct in_position *f)
{
    return (struct geo_point){(int32_t)f->lat, (int32_t)f->lon};
}

/* From the fix before it, which may stand in the same body: a phone sends its queue as one. */
static bool impossible_jump(struct live_unit *u, const struct in_position *f)
{
    if (u->known)
        believe_known(&u->believe, u->at, u->fix);
    return !believe_fix(&u->believe, point_of(f), f->at);
}

static void judge_position(struct core *c, struct intake_line *l, const struct device *dev,
                           usec_t now)
{
    const struct in_position *f = &l->in.position;
    if (dev->unit.n == 0) {
        refuse(l, LINE_DROPPED, "the device is no unit's");
        return;
    }
    if (!was_on_duty(c->picture, dev->unit, f->at)) {
        refuse(l, LINE_DROPPED, "off duty");
        return;
    }
    if (f->at < now - atomic_load_explicit(&c->fix_old, memory_order_relaxed)) {
        refuse(l, LINE_DROPPED, "older than positions are kept");
        return;
    }
    l->doubtful =
        f->at > now + INTAKE_CLOCK_AHEAD || impossible_jump(live_unit(c->live, dev->unit, true), f);
}

/*
 * Who may not speak for a device puts no words on its page, also in a line nobody could read: the page says only that there
 * was one. A line that names no device is nobody's.
 */
static bool may_speak(const struct speaker *speaker, struct intake_line *l,
                      const struct device *dev)
{
    struct err e;
    struct str device = l->device.text;
    if (device.n == 0 || core_speaker_may(speaker, device, dev, &e) == RC_OK)
        return true;
    refuse(l, LINE_REJECTED, "this token may not speak for the device");
    l->foreign = true;
    return false;
}

static void judge_line(struct core *c, const struct intake_job *job, const struct speaker *speaker,
                       struct intake_line *l, const struct device *dev, usec_t now)
{
    if (dev == NULL || dev->state == DEVICE_STATE_UNKNOWN) {
        refuse(l, LINE_REJECTED, "the device is not registered");
        /* A tablet of a signed-in officer is made when the unit begins its shift. */
        l->stranger = !str_starts(str_c(speaker->who->id), STR("user/"));
        return;
    }
    if (dev->state == DEVICE_STATE_RETIRED) {
        refuse(l, LINE_REJECTED, "the device is retired");
        return;
    }
    if (job->series == SERIES_POSITIONS)
        judge_position(c, l, dev, now);
    else if (job->series == SERIES_READS && dev->kind != DEVICE_KIND_CAMERA)
        refuse(l, LINE_REJECTED, "the device is no camera");
    else
        l->doubtful = time_of(job, l) > now + INTAKE_CLOCK_AHEAD;
}

static const char *const doors[SERIES_COUNT] = {"reads", "positions", "heartbeats"};

/* Made when it is registered and has none yet. */
static struct live_device *live_of(struct core *c, const struct intake_line *l, bool registered)
{
    return l->device.text.n > 0 ? live_device_key(c->live, l->device, registered) : NULL;
}

/* What the device page shows: the newest line of each device, accepted or not. */
static void remember(struct core *c, const struct intake_job *job, struct intake_line *l,
                     struct live_device *d, const char *who, usec_t now)
{
    l->live = d;
    if (d == NULL)
        return;
    if (l->verdict == LINE_ACCEPTED)
        live_via(d, who);
    if (l->verdict == LINE_DROPPED) {
        d->dropped++; /* off duty: counted, not kept */
    } else {
        d->accepted += l->verdict == LINE_ACCEPTED;
        d->refused += l->verdict == LINE_REJECTED;
        live_said(c->live, d, doors[job->series], l->foreign ? STR_NONE : l->text, now,
                  time_of(job, l), l->verdict == LINE_REJECTED ? l->why : NULL);
    }
}

/* What is known of a line's device; NULL: nothing. */
struct sender {
    const struct device *dev;
    struct live_device *live;
};

/*
 * Many devices, each of which speaks seldom: what is known of them lies in cold memory. Of several lines together it is asked
 * for all of their places first, then for what stands there, so that they are waited for at the same time.
 */
#define TOGETHER 16u

static void find_senders(struct core *c, const struct intake_line *lines, uint32_t n,
                         struct sender *out)
{
    for (uint32_t i = 0; i < n; i++) {
        picture_expect(c->picture, KIND_DEVICE, lines[i].device);
        live_device_expect(c->live, lines[i].device);
    }
    for (uint32_t i = 0; i < n; i++) {
        picture_near(c->picture, KIND_DEVICE, lines[i].device);
        live_device_near(c->live, lines[i].device);
    }
    for (uint32_t i = 0; i < n; i++) {
        out[i].dev = picture_get_key(c->picture, KIND_DEVICE, lines[i].device);
        out[i].live = live_device_key(c->live, lines[i].device, false);
        if (out[i].dev != NULL)
            __builtin_prefetch(&out[i].dev->state);
        if (out[i].live != NULL)
            live_said_expect(out[i].live);
    }
}

static void judge_one(struct core *c, struct intake_job *job, const struct speaker *speaker,
                      struct intake_line *l, const struct sender *from, usec_t now)
{
    if (may_speak(speaker, l, from->dev) && l->verdict == LINE_ACCEPTED)
        judge_line(c, job, speaker, l, from->dev, now);
    if (l->stranger)
        job->strangers++;
    else
        remember(c, job, l, from->live != NULL ? from->live : live_of(c, l, from->dev != NULL),
                 speaker->who->id, now);
}

/* The picture's own text may be gone before the line is packed; of a device's many lines one copy serves. */
static void name_unit(struct arena *a, struct intake_line *l, const struct device *dev,
                      struct str *last)
{
    if (!str_eq(*last, dev->unit))
        *last = arena_str(a, dev->unit);
    l->in.placed.unit = *last;
}

void intake_judge(struct core *c, struct call *call, usec_t now)
{
    struct intake_job *job = call->job;
    uint64_t count[3] = {0, 0, 0};
    struct speaker speaker = core_speaker(c->picture, &call->who);
    struct sender from[TOGETHER];
    struct str unit = STR_NONE;
    live_write_lock(c->live);
    for (uint32_t i = 0; i < job->n; i++) {
        uint32_t left = job->n - i;
        if (i % TOGETHER == 0)
            find_senders(c, &job->lines[i], left < TOGETHER ? left : TOGETHER, from);
        judge_one(c, job, &speaker, &job->lines[i], &from[i % TOGETHER], now);
        count[job->lines[i].verdict]++;
        if (job->series == SERIES_POSITIONS && job->lines[i].verdict == LINE_ACCEPTED)
            name_unit(&call->arena, &job->lines[i], from[i % TOGETHER].dev, &unit);
    }
    live_unlock(c->live);
    job->accepted = (uint32_t)count[LINE_ACCEPTED];
    atomic_fetch_add_explicit(&c->accepted[job->series], count[LINE_ACCEPTED],
                              memory_order_relaxed);
    atomic_fetch_add_explicit(&c->dropped[job->series], count[LINE_DROPPED], memory_order_relaxed);
    atomic_fetch_add_explicit(&c->rejected[job->series], count[LINE_REJECTED],
                              memory_order_relaxed);
}

/* What it seems to be: by its door, else by what its token is for. */
static int64_t kind_of(const struct intake_job *job, uint8_t role)
{
    if (job->series == SERIES_READS || role == ROLE_CAMERA)
        return DEVICE_KIND_CAMERA;
    if (role == ROLE_UNIT)
        return DEVICE_KIND_TABLET;
    if (job->series == SERIES_POSITIONS || role == ROLE_TRACKER)
        return DEVICE_KIND_TRACKER;
    return role == ROLE_ALARM ? DEVICE_KIND_BUTTON : DEVICE_KIND_OTHER;
}

/* Where a tracker was is nobody's business until it is a unit's: only its area is kept. */
static struct str area_of(struct core *c, const struct call *call, const struct intake_line *l)
{
    const struct intake_job *job = call->job;
    struct str area = job->series == SERIES_POSITIONS
                          ? picture_area_at(c->picture, point_of(&l->in.position))
                          : STR_NONE;
    return area.n > 0 ? area : str_c(call->who.area);
}

void intake_stranger(struct core *c, struct decision *d, struct call *call, struct intake_line *l)
{
    const struct intake_job *job = call->job;
    struct stranger s = {.device = l->device.text, .kind = kind_of(job, call->who.role)};
    bool known = picture_find(c->picture, KIND_DEVICE, s.device) != NULL;
    if (!known) {
        s.area = area_of(c, call, l);
        known = stranger_meet(d, &s);
    }
    l->why = arena_printf(&call->arena,
                          known ? "unknown device '%.*s': it waits to be adopted"
                                : "unknown device '%.*s': more than may wait speak with this token",
                          STR_ARG(s.device))
                 .p;
    live_write_lock(c->live);
    remember(c, job, l, live_of(c, l, known), call->who.id, d->now);
    live_unlock(c->live);
}

static void live_position(struct core *c, const struct intake_line *l, usec_t received)
{
    const struct in_position *f = &l->in.position;
    const struct device *dev = picture_get(c->picture, KIND_DEVICE, f->device);
    struct live_unit *u =
        dev != NULL && dev->unit.n > 0 && !l->doubtful ? live_unit(c->live, dev->unit, true) : NULL;
    const struct unit *unit = u != NULL ? picture_get(c->picture, KIND_UNIT, dev->unit) : NULL;
    if (unit == NULL || unit->duty != UNIT_DUTY_ON)
        return;
    struct live_unit fix = {.at = point_of(f), .fix = f->at, .received = received};
    fix.kmh10 = (f->has & BIT(F_IN_POSITION_SPEED_KMH)) != 0 ? (int32_t)f->speed_kmh : LIVE_UNKNOWN;
    fix.heading10 = (f->has & BIT(F_IN_POSITION_HEADING)) != 0 ? (int32_t)f->heading : LIVE_UNKNOWN;
    fix.accuracy_m =
        (f->has & BIT(F_IN_POSITION_ACCURACY_M)) != 0 ? (int32_t)f->accuracy_m : LIVE_UNKNOWN;
    fix.battery = (f->has & BIT(F_IN_POSITION_BATTERY)) != 0 ? (int32_t)f->battery : u->battery;
    (void)live_fix(c->live, u, &fix);
}

static void heard(struct core *c, const struct intake_job *job, struct intake_line *l)
{
    if (l->live == NULL) /* read again at a start */
        l->live = live_device_key(c->live, l->device, true);
    struct live_device *d = l->live;
    if (d == NULL)
        return;
    if (job->received > d->last_seen)
        d->last_seen = job->received;
    if (job->series == SERIES_HEARTBEATS &&
        (l->in.heartbeat.has & BIT(F_IN_HEARTBEAT_BATTERY)) != 0)
        d->battery = (int32_t)l->in.heartbeat.battery;
    if (job->series == SERIES_POSITIONS && (l->in.position.has & BIT(F_IN_POSITION_BATTERY)) != 0)
        d->battery = (int32_t)l->in.position.battery;
}

void intake_live(struct core *c, struct intake_job *job, usec_t now)
{
    UNUSED(now);
    live_write_lock(c->live);
    for (uint32_t i = 0; i < job->n; i++) {
        if (i + TOGETHER < job->n && job->lines[i + TOGETHER].live != NULL)
            __builtin_prefetch(&job->lines[i + TOGETHER].live->last_seen, 1);
        if (job->lines[i].verdict != LINE_ACCEPTED)
            continue;
        heard(c, job, &job->lines[i]);
        if (job->series == SERIES_POSITIONS)
            live_position(c, &job->lines[i], job->received);
    }
    live_unlock(c->live);
}

void intake_answer(struct call *c)
{
    const struct intake_job *job = c->job;
    struct buf *out = &c->answer;
    uint32_t ok = 0;
    c->strangers = job->strangers;
    for (uint32_t i = 0; i < job->n; i++)
        ok += job->lines[i].verdict != LINE_REJECTED;
    buf_printf(out, "{\"accepted\":%u,\"rejected\":[", ok);
    bool any = false;
    for (uint32_t i = 0; i < job->n; i++) {
        const struct intake_line *l = &job->lines[i];
        if (l->verdict != LINE_REJECTED)
            continue;
        buf_printf(out, "%s{\"line\":%u,\"error\":", any ? "," : "", l->number);
        json_put_string(out, str_c(l->why));
        buf_putc(out, '}');
        any = true;
    }
    buf_putc(out, ']');
    if (job->series == SERIES_READS) {
        buf_cat(out, ",\"wanted\":[");
        any = false;
        for (uint32_t i = 0; i < job->n; i++)
            if (job->lines[i].wanted) {
                buf_printf(out, "%s{\"line\":%u,\"sha256\":\"%.*s\"}", any ? "," : "",
                           job->lines[i].number, STR_ARG(job->lines[i].in.read.image));
                any = true;
            }
        buf_putc(out, ']');
    }
    buf_putc(out, '}');
}
