/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Silence is an alarm. Each device has a rhythm (its own or its kind's, core/rhythm.h); its deadline is live: one full period from now at a start or
 * when the centre was blind for other reasons, and again from each sign of life. Many silences at once mean that what lies between them and us has failed: one alarm.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "core/raise.h"
#include "core/rhythm.h"
#include "desk/alarm/alarm_priv.h"

#define GRACE (5 * USEC_S) /* a missed heartbeat is shown within its period + 10 s */
#define CHANGED_MAX 10000u
#define SLICE 8192u /* deadlines set in one tick: the core thread has others to serve */

static void begin_all(struct desk_state *s)
{
    s->all_changed = true;
    s->all_at = UINT32_MAX;
    s->nchanged = 0;
}

void supervise_folded(struct desk_state *s, const struct picture *p, const struct event *ev)
{
    UNUSED(p);
    if (ev->type == EV_CENTRE_BLIND) { /* one full period of grace for each */
        begin_all(s);
        s->was_blind = true;
    }
    if (event_kind(ev) != KIND_DEVICE || ev->type == EV_DEVICE_SILENT ||
        ev->type == EV_DEVICE_BATTERY || ev->type == EV_DEVICE_TESTED)
        return; /* none of these changes what it is supervised for */
    if (s->nchanged == CHANGED_MAX) {
        begin_all(s);
        return;
    }
    if (s->nchanged == s->changed_cap) {
        s->changed_cap = s->changed_cap > 0 ? s->changed_cap * 2 : 64;
        s->changed = mem_resize(s->changed, s->changed_cap, sizeof s->changed[0]);
    }
    (void)str_copy(s->changed[s->nchanged++], 65, ev->id);
}

static usec_t period_of(const struct decision *d, const struct device *dev)
{
    return dev != NULL && dev->state == DEVICE_STATE_ACTIVE ? rhythm_of(d->settings, dev) * USEC_S
                                                            : 0;
}

/*
 * A change of the device, or of many, postpones nothing: the deadline stays while the rhythm stays. Only blindness, ours and
 * not the device's, gives everybody a full period again.
 */
static void set_deadline(struct decision *d, struct str id, bool was_blind)
{
    const struct device *dev = picture_get(d->picture, KIND_DEVICE, id);
    struct live_device *live = live_device(d->live, id, dev != NULL);
    if (live == NULL)
        return;
    vital_known(live, dev);
    usec_t period = period_of(d, dev);
    live->gone = dev != NULL && dev->silent_since != 0 && period == 0; /* as before a restart */
    if (!was_blind && live->deadline != 0 && live->period == period && dev != NULL &&
        dev->silent_since == 0)
        return;
    /* Already silent stays silent until it speaks. */
    live_supervise(d->live, live, period,
                   period != 0 && dev->silent_since == 0 ? d->now + period + GRACE : 0);
}

/*
 * A slice of what changed, and of all devices when all did. The list of all is walked downwards: when one ends, the last of
 * the list takes its place, and that one was seen already.
 */
static void set_changed(struct desk_state *s, struct decision *d)
{
    live_write_lock(d->live);
    if (s->all_changed) {
        uint32_t count = picture_count(d->picture, KIND_DEVICE);
        uint32_t at = s->all_at < count ? s->all_at : count;
        for (uint32_t n = 0; n < SLICE && at > 0; n++)
            set_deadline(d, picture_at(d->picture, KIND_DEVICE, --at)->id, s->was_blind);
        s->all_at = at;
        s->all_changed = at > 0;
    }
    for (size_t n = 0; n < SLICE && s->nchanged > 0; n++)
        set_deadline(d, str_c(s->changed[--s->nchanged]), s->was_blind);
    s->was_blind = s->was_blind && s->all_changed;
    live_unlock(d->live);
}

static void heard_again(struct decision *d, struct str id)
{
    const struct device *dev = picture_get(d->picture, KIND_DEVICE, id);
    if (dev == NULL || dev->silent_since == 0)
        return;
    struct device patch = {0};
    device_set_silent_since(&patch, 0);
    (void)decision_event(d, EV_DEVICE_SILENT, id, &patch);
}

/* Live's write lock held. True when it had been silent. */
static bool refresh(struct decision *d, struct live_device *live)
{
    bool was_silent = live->gone || live->deadline == 0;
    live->gone = false;
    if (live->period > 0)
        live_supervise(d->live, live, live->period, d->now + live->period + GRACE);
    return was_silent;
}

static bool is_watched(const struct live_device *live)
{
    return live != NULL && (live->period > 0 || live->gone);
}

void supervise_heard(struct decision *d, struct str device)
{
    live_write_lock(d->live);
    struct live_device *live = live_device(d->live, device, false);
    bool again = is_watched(live) && refresh(d, live);
    if (live != NULL)
        vital_heard(d, live);
    live_unlock(d->live);
    if (again)
        heard_again(d, device);
}

void supervise_telemetry(struct desk_state *s, struct decision *d, struct intake_job *job)
{
    UNUSED(s);
    if (job->replay)
        return;
    live_write_lock(d->live);
    for (uint32_t i = 0; i < job->n; i++) {
        struct intake_line *l = &job->lines[i];
        if (l->verdict != LINE_ACCEPTED || l->live == NULL)
            continue;
        if (is_watched(l->live) && refresh(d, l->live))
            heard_again(d, l->live->id);
        vital_heard(d, l->live);
    }
    live_unlock(d->live);
}

static size_t silences_of_last_minute(const struct desk_state *s, usec_t now)
{
    size_t n = 0;
    for (size_t i = 0; i < ALARM_SILENCES; i++)
        n += s->silences[i] != 0 && s->silences[i] > now - USEC_MIN;
    return n;
}

/* What lies between the device and us, as a device of its own: "port:mqtt". In the arena. */
static struct str port_of(const struct decision *d, struct str id)
{
    const struct live_device *live = live_device(d->live, id, false);
    return live != NULL && live->via[0] != '\0' ? arena_printf(d->arena, "port:%s", live->via)
                                                : ALARM_PORT;
}

/* The alarm by which its port said that it is cut off, when the device was not heard since: that explains its silence. */
static const struct entity *cut_off(const struct decision *d, struct str id)
{
    const struct live_device *live = live_device(d->live, id, false);
    struct str port = port_of(d, id);
    const struct entity *open =
        str_eq(port, ALARM_PORT) ? NULL : raise_open(d->picture, port, ALARM_KIND_SILENCE);
    return open != NULL && live->last_seen <= ((const struct alarm *)open->rec)->pressed_at ? open
                                                                                            : NULL;
}

static void count_behind(struct decision *d, const struct entity *port, size_t n)
{
    struct alarm a = {0};
    int64_t sum = ((const struct alarm *)port->rec)->devices + (int64_t)n;
    alarm_set_devices(&a, sum < RAISE_COUNT_MAX ? sum : RAISE_COUNT_MAX);
    (void)raise_event(d, port, &a);
}

static void tell_one(struct decision *d, struct str id, const struct device *dev)
{
    if (raise_open(d->picture, id, ALARM_KIND_SILENCE) != NULL)
        return; /* latched: the one there still says it */
    struct alarm a = raise_press(d, NULL, id, ALARM_KIND_SILENCE, d->now);
    if (dev != NULL)
        raise_place(&a, dev);
    raise_event(d, NULL, &a)->about = decision_ref(d, KIND_DEVICE, id);
}

/* ---- many at once ---- */

/* The smallest area around both; empty: the country. */
static struct str around(const struct picture *p, struct str a, struct str b)
{
    while (a.n > 0 && !picture_area_within(p, b, a)) {
        const struct area *one = picture_get(p, KIND_AREA, a);
        a = one != NULL ? one->parent : STR_NONE;
    }
    return a;
}

/* What was raised of silence in the last minute and nobody has touched is part of the mass: one row, not fifty-one. */
static bool is_part(const struct decision *d, const struct alarm *a)
{
    return a->kind == ALARM_KIND_SILENCE && a->state == ALARM_STATE_ACTIVE &&
           a->pressed_at >= d->now - USEC_MIN;
}

/* So that the duty desk hears it too when all of them are its own. */
static struct str area_of_mass(const struct decision *d, const struct str *overdue, size_t n)
{
    const struct picture *p = d->picture;
    struct str area = STR_NONE;
    bool any = false;
    for (size_t i = 0; i < n; i++) {
        const struct device *dev = picture_get(p, KIND_DEVICE, overdue[i]);
        if (dev != NULL)
            area = any ? around(p, area, dev->area) : dev->area;
        any |= dev != NULL;
    }
    for (uint32_t i = 0; any && i < picture_count(p, KIND_ALARM); i++) {
        const struct alarm *one = picture_at(p, KIND_ALARM, i)->rec;
        if (is_part(d, one))
            area = around(p, area, one->area);
    }
    return area;
}

/* The open one that this belongs to. */
static const struct entity *open_mass(const struct picture *p, struct str port, struct str area)
{
    uint32_t n;
    const struct entity *const *list = picture_by(p, KIND_ALARM, F_ALARM_DEVICE, port, &n);
    for (uint32_t i = 0; i < n; i++) {
        const struct alarm *a = list[i]->rec;
        if (a->kind == ALARM_KIND_SILENCE && a->state != ALARM_STATE_CLOSED &&
            picture_area_within(p, area, a->area))
            return list[i];
    }
    return NULL;
}

static void end_part(struct decision *d, const struct entity *en)
{
    struct alarm a = raise_closed(d, en->rec, DISPOSITION_DUPLICATE);
    (void)decision_event(d, EV_ALARM_CLOSED, en->id, &a);
}

/* What the mass takes over; how many devices these stood for besides the ones that are counted anyhow. */
static int64_t merge(struct decision *d, const struct entity *open)
{
    int64_t devices = 0;
    for (uint32_t i = 0; i < picture_count(d->picture, KIND_ALARM); i++) {
        const struct entity *en = picture_at(d->picture, KIND_ALARM, i);
        if (en == open || !is_part(d, en->rec))
            continue;
        devices += ((const struct alarm *)en->rec)->devices;
        end_part(d, en);
    }
    return devices;
}

/* The port of all of them. */
static struct str port_of_all(const struct decision *d, const struct str *overdue, size_t n)
{
    struct str port = port_of(d, overdue[0]);
    for (size_t i = 1; i < n; i++)
        if (!str_eq(port_of(d, overdue[i]), port))
            return ALARM_PORT;
    return port;
}

static void tell_mass(struct decision *d, const struct str *overdue, size_t n, size_t devices)
{
    struct str port = port_of_all(d, overdue, n);
    struct str area = area_of_mass(d, overdue, n);
    const struct entity *open = open_mass(d->picture, port, area);
    int64_t sum = merge(d, open) + (int64_t)devices;
    if (open == NULL) {
        struct alarm a = raise_press(d, NULL, port, ALARM_KIND_SILENCE, d->now);
        alarm_set_area(&a, area);
        alarm_set_devices(&a, sum < RAISE_COUNT_MAX ? sum : RAISE_COUNT_MAX);
        (void)raise_event(d, NULL, &a);
        return;
    }
    const struct alarm *before = open->rec;
    struct alarm a = {0};
    sum += before->devices;
    alarm_set_devices(&a, sum < RAISE_COUNT_MAX ? sum : RAISE_COUNT_MAX);
    if (before->pressed_at < d->now - USEC_MIN) {
        alarm_set_state(&a, ALARM_STATE_ACTIVE); /* it goes on: alert anew, but not each second */
        alarm_set_pressed_at(&a, d->now);
        alarm_set_count(&a, before->count < RAISE_COUNT_MAX ? before->count + 1 : RAISE_COUNT_MAX);
        alarm_set_escalated(&a, 0);
        alarm_set_wake_at(&a, raise_escalates_at(d, d->now, 0));
    }
    (void)raise_event(d, open, &a);
}

static void mark_silent(struct decision *d, struct str id, usec_t since)
{
    struct device patch = {0};
    device_set_silent_since(&patch, since);
    (void)decision_event(d, EV_DEVICE_SILENT, id, &patch);
}

/* Those behind a port that is cut off are part of its alarm; the others, how many of them, stay at the front. */
static size_t tell_ports(struct decision *d, struct str *overdue, const usec_t *since, size_t n)
{
    const struct entity *port = NULL;
    size_t left = 0, behind = 0;
    for (size_t i = 0; i < n; i++) {
        const struct entity *its = cut_off(d, overdue[i]);
        mark_silent(d, overdue[i], since[i]);
        if (its == NULL) {
            overdue[left++] = overdue[i];
            continue;
        }
        if (port != NULL && its != port) {
            count_behind(d, port, behind);
            behind = 0;
        }
        port = its;
        behind++;
    }
    if (port != NULL)
        count_behind(d, port, behind);
    return left;
}

/* These are silent from now on; people are told of each, or of all as one. */
static void tell(struct desk_state *s, struct decision *d, struct str *overdue, const usec_t *since,
                 size_t all)
{
    const size_t limit = (size_t)settings_int(d->settings, SET_ALARM_MASS_SILENCE);
    size_t n = tell_ports(d, overdue, since, all);
    size_t recent = silences_of_last_minute(s, d->now);
    bool mass = n > 0 && recent + n > limit;
    for (size_t i = 0; i < n; i++) {
        s->silences[s->silence_next++ % ALARM_SILENCES] = d->now;
        if (!mass)
            tell_one(d, overdue[i], picture_get(d->picture, KIND_DEVICE, overdue[i]));
    }
    if (mass)
        tell_mass(d, overdue, n, recent > limit ? n : recent + n);
}

void supervise_tick(struct desk_state *s, struct decision *d)
{
    struct str overdue[4096];
    usec_t since[4096];
    size_t n = 0;
    set_changed(s, d);
    if (s->was_blind)
        return; /* some deadlines are still of before, and nobody is silent by our own fault */
    live_write_lock(d->live);
    for (struct live_device *live;
         n < ARRAY_LEN(overdue) && (live = live_overdue(d->live, d->now)) != NULL; n++) {
        overdue[n] = live->id;
        since[n] = live->last_seen != 0 ? live->last_seen : live->deadline - live->period;
        live_supervise(d->live, live, live->period, 0);
    }
    live_unlock(d->live);
    if (n == 0)
        return;
    tell(s, d, overdue, since, n);
}

enum rc supervise_gone(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_gone *in = c->in;
    struct str id = c->params[0];
    const struct device *dev = picture_get(d->picture, KIND_DEVICE, id);
    enum rc rc = decision_device(d, id, e);
    if (rc != RC_OK)
        return rc;
    if (dev == NULL)
        return err_set(e, RC_NOT_FOUND, "there is no device '%.*s'", STR_ARG(id));
    if (dev->state != DEVICE_STATE_ACTIVE || dev->silent_since != 0)
        return RC_OK; /* under maintenance nobody waits for it; silent it is already */
    usec_t since = decision_time(d, in->at);
    live_write_lock(d->live);
    struct live_device *live = live_device(d->live, id, true);
    live_supervise(d->live, live, live->period, 0);
    live->gone = true;
    live_unlock(d->live);
    tell(s, d, &id, &since, 1);
    return RC_OK;
}
