/* SPDX-License-Identifier: Apache-2.0 */
/* One device: set, adopt, maintenance, test, and what it said last. */
#include <string.h>

#include "base/json.h"
#include "core/core.h"
#include "core/raise.h"
#include "core/rhythm.h"
#include "core/stranger.h"
#include "desk/registry/registry_priv.h"

#define MAINTENANCE_MAX (366 * USEC_DAY)

static bool said(const void *in, int bit)
{
    return (*(const uint64_t *)in & BIT(bit)) != 0;
}

static enum rc find(const struct decision *d, struct str id, const struct device **out,
                    struct err *e)
{
    const struct device *dev = picture_get(d->picture, KIND_DEVICE, id);
    if (dev == NULL)
        return err_set(e, RC_NOT_FOUND, "there is no device '%.*s'", STR_ARG(id));
    *out = dev;
    return decision_area(d, dev->area, e);
}

/* ---- set and adopt ---- */

static struct device said_device(const struct in_device_set *in)
{
    struct device v = {0};
    if (in->name.n > 0)
        device_set_name(&v, in->name);
    device_set_kind(&v, in->kind);
    if (said(in, F_IN_DEVICE_SET_SITE))
        device_set_site(&v, in->site);
    if (in->area.n > 0)
        device_set_area(&v, in->area);
    if (said(in, F_IN_DEVICE_SET_LAT))
        device_set_lat(&v, in->lat);
    if (said(in, F_IN_DEVICE_SET_LON))
        device_set_lon(&v, in->lon);
    if (said(in, F_IN_DEVICE_SET_HEADING))
        device_set_heading(&v, in->heading);
    if (said(in, F_IN_DEVICE_SET_SPEED_LIMIT))
        device_set_speed_limit(&v, in->speed_limit);
    if (said(in, F_IN_DEVICE_SET_ALLOWED_HEADING))
        device_set_allowed_heading(&v, in->allowed_heading);
    if (said(in, F_IN_DEVICE_SET_ONE_WAY))
        device_set_one_way(&v, in->one_way);
    if (said(in, F_IN_DEVICE_SET_PERIOD_S))
        device_set_period_s(&v, in->period_s);
    if (said(in, F_IN_DEVICE_SET_UNIT))
        device_set_unit(&v, in->unit);
    if (said(in, F_IN_DEVICE_SET_ACCOUNT))
        device_set_account(&v, in->account);
    if (said(in, F_IN_DEVICE_SET_ZONES))
        device_set_zones(&v, in->zones);
    if (said(in, F_IN_DEVICE_SET_PLAN_X))
        device_set_plan_x(&v, in->plan_x);
    if (said(in, F_IN_DEVICE_SET_PLAN_Y))
        device_set_plan_y(&v, in->plan_y);
    return v;
}

enum rc registry_device_set(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    struct device v = said_device(c->in);
    struct row row = {.id = c->params[0], .rec = &v};
    struct resolving g = {.d = d};
    enum verdict verdict;
    UNUSED(s);
    enum rc rc = registry_device(&g, &row, &verdict, e);
    const struct device *before = picture_get(d->picture, KIND_DEVICE, c->params[0]);
    if (rc == RC_OK && verdict != VERDICT_SAME)
        (void)decision_event(d, EV_DEVICE_SET, c->params[0], &v);
    if (rc == RC_OK && before != NULL)
        stranger_known(d, before);
    return rc;
}

enum rc registry_device_adopt(struct desk_state *s, struct decision *d, struct call *c,
                              struct err *e)
{
    const uint64_t later = BIT(F_DEVICE_ALLOWED_HEADING) | BIT(F_DEVICE_ONE_WAY);
    struct device v = said_device(c->in), rest;
    struct row row = {.id = c->params[0], .rec = &v};
    struct resolving g = {.d = d};
    const struct device *before;
    enum verdict verdict;
    UNUSED(s);
    enum rc rc = find(d, c->params[0], &before, e);
    if (rc == RC_OK && before->state != DEVICE_STATE_UNKNOWN)
        rc = err_set(e, RC_CONFLICT, "'%.*s' is no unknown device: somebody was first",
                     STR_ARG(c->params[0]));
    if (rc == RC_OK)
        rc = registry_device(&g, &row, &verdict, e);
    if (rc != RC_OK)
        return rc;
    rest = v;
    rest.has &= later;
    v.has &= ~later;
    (void)decision_event(d, EV_DEVICE_ADOPTED, c->params[0], &v);
    if (rest.has != 0)
        (void)decision_event(d, EV_DEVICE_SET, c->params[0], &rest);
    stranger_known(d, before);
    return RC_OK;
}

/* ---- maintenance ---- */

static struct event *set_maintenance(struct decision *d, struct str id, int64_t state, usec_t until,
                                     struct str why)
{
    struct device v = {0};
    bool begins = state == DEVICE_STATE_MAINTENANCE;
    device_set_state(&v, state);
    device_set_wake_at(&v, until);
    device_set_maintained_by(&v, begins ? decision_who(d) : STR_NONE);
    device_set_maintained_why(&v, begins ? why : STR_NONE);
    return decision_event(d, EV_DEVICE_MAINTENANCE, id, &v);
}

enum rc registry_maintenance(struct desk_state *s, struct decision *d, struct call *c,
                             struct err *e)
{
    const struct in_maintenance *in = c->in;
    const struct device *dev;
    UNUSED(s);
    enum rc rc = find(d, c->params[0], &dev, e);
    if (rc != RC_OK)
        return rc;
    if (dev->state != DEVICE_STATE_ACTIVE && dev->state != DEVICE_STATE_MAINTENANCE)
        return err_set(e, RC_CONFLICT, "'%.*s' is not in service: there is nothing to maintain",
                       STR_ARG(c->params[0]));
    if (in->until > d->now + MAINTENANCE_MAX)
        return err_field(e, RC_INVALID, "until",
                         "maintenance lasts at most a year: retire the device instead");
    if (in->until > d->now)
        set_maintenance(d, c->params[0], DEVICE_STATE_MAINTENANCE, in->until, in->reason)->purpose =
            arena_str(d->arena, in->reason);
    else if (dev->state == DEVICE_STATE_MAINTENANCE)
        set_maintenance(d, c->params[0], DEVICE_STATE_ACTIVE, 0, STR_NONE)->purpose =
            arena_str(d->arena, in->reason);
    return RC_OK;
}

void registry_device_wake(struct decision *d, const struct entity *en)
{
    const struct device *dev = en->rec;
    struct device nothing = {0};
    if (dev->state == DEVICE_STATE_UNKNOWN) {
        (void)decision_event(d, EV_DEVICE_FORGOTTEN, en->id, &nothing);
        stranger_known(d, dev);
        return;
    }
    /* One that was retired meanwhile stays so. */
    (void)set_maintenance(d, en->id,
                          dev->state == DEVICE_STATE_MAINTENANCE ? DEVICE_STATE_ACTIVE : dev->state,
                          0, STR_NONE);
}

/* ---- a test ---- */

static const char *door_of(int64_t kind)
{
    switch ((enum device_kind)kind) {
    case DEVICE_KIND_BUTTON:
    case DEVICE_KIND_PANEL: return "alarms";
    case DEVICE_KIND_CAMERA: return "reads";
    case DEVICE_KIND_TABLET:
    case DEVICE_KIND_TRACKER: return "positions";
    case DEVICE_KIND_OTHER:
    case DEVICE_KIND_COUNT: break;
    }
    return "heartbeats";
}

/* Name of who asks, as people know it. */
static struct str name_of(const struct decision *d)
{
    struct str id = str_c(d->who->id);
    if (!str_starts(id, STR("user/")))
        return id;
    struct str key = {id.p + 5, id.n - 5};
    const struct user *u = picture_get(d->picture, KIND_USER, key);
    return u != NULL ? u->name : key;
}

static void test_alarm(struct decision *d, struct str id, const struct device *dev,
                       struct str detail)
{
    const struct entity *open = raise_open(d->picture, id, ALARM_KIND_TEST);
    struct alarm a = raise_press(d, open, id, ALARM_KIND_TEST, d->now);
    alarm_set_detail(&a, detail);
    if (open == NULL)
        raise_place(&a, dev);
    struct event *ev = raise_event(d, open, &a);
    ev->about = decision_ref(d, KIND_DEVICE, id);
    buf_cat(&d->answer, ",\"alarm\":");
    json_put_string(&d->answer, ev->id);
}

enum rc registry_device_test(struct desk_state *s, struct decision *d, struct call *c,
                             struct err *e)
{
    const struct device *dev;
    UNUSED(s);
    enum rc rc = find(d, c->params[0], &dev, e);
    if (rc != RC_OK)
        return rc;
    if (dev->state == DEVICE_STATE_UNKNOWN || dev->state == DEVICE_STATE_RETIRED)
        return err_set(e, RC_CONFLICT, "'%.*s' is not in service: adopt it first",
                       STR_ARG(c->params[0]));
    const char *door = door_of(dev->kind);
    struct str detail = arena_printf(d->arena, "test by %.*s", STR_ARG(name_of(d)));
    live_write_lock(d->live);
    struct live_device *at = live_device(d->live, c->params[0], true);
    if (at != NULL)
        at->tested = d->now; /* the device itself has said nothing */
    live_unlock(d->live);
    buf_printf(&d->answer, ",\"door\":\"%s\"", door);
    if (strcmp(door, "alarms") == 0)
        test_alarm(d, c->params[0], dev, detail);
    return RC_OK;
}

/* ---- what it said ---- */

static void put_time(struct buf *out, const char *key, usec_t t)
{
    json_put_key(out, key);
    json_put_time(out, t);
}

/*
 * Reads say whose car was where, positions where an officer is: of a device in service its page would be a look at them without
 * purpose and event. Who sets one up sees them, before it is adopted and in maintenance, which is an event.
 */
static bool withheld(const struct live_message *m, const struct device *dev)
{
    bool of_people =
        m->door != NULL && (strcmp(m->door, "reads") == 0 || strcmp(m->door, "positions") == 0);
    return of_people && dev != NULL && dev->state == DEVICE_STATE_ACTIVE;
}

static void put_message(struct buf *out, const char *key, const struct live_message *m,
                        const struct device *dev, bool refused)
{
    buf_printf(out, ",\"%s\":", key);
    if (m == NULL || m->received == 0) {
        buf_cat(out, "null");
        return;
    }
    buf_putc(out, '{');
    if (!refused) {
        put_time(out, "at", m->at);
        buf_putc(out, ',');
    }
    put_time(out, "received", m->received);
    buf_printf(out, ",\"door\":\"%s\",\"text\":", m->door != NULL ? m->door : "");
    json_put_string(out, withheld(m, dev) ? STR_NONE : str_c(m->text));
    buf_cat(out, withheld(m, dev) ? ",\"withheld\":true" : "");
    if (refused) {
        buf_cat(out, ",\"error\":");
        json_put_string(out, str_utf8(str_c(m->error)) ? str_c(m->error) : STR("refused"));
    }
    buf_putc(out, '}');
}

static void put_live(struct buf *out, const struct device *dev, const struct live_device *l)
{
    static const struct live_device none = {.battery = LIVE_UNKNOWN};
    l = l != NULL ? l : &none;
    put_message(out, "last", l->last, dev, false);
    put_message(out, "refused", l->last_refused, dev, true);
    buf_printf(out, ",\"counts\":{\"accepted\":%llu,\"refused\":%llu,\"dropped_off_duty\":%llu},",
               (unsigned long long)l->accepted, (unsigned long long)l->refused,
               (unsigned long long)l->dropped);
    put_time(out, "last_seen", l->last_seen);
    buf_putc(out, ',');
    put_time(out, "tested", l->tested);
    buf_cat(out, ",\"battery\":");
    if (l->battery == LIVE_UNKNOWN)
        buf_cat(out, "null");
    else
        json_put_scaled(out, l->battery, 3);
}

static void put_entity(struct buf *out, const struct entity *en)
{
    buf_cat(out, "{\"device\":");
    if (en == NULL) {
        buf_cat(out, "null");
        return;
    }
    buf_cat(out, "{\"id\":");
    json_put_string(out, en->id);
    buf_printf(out, ",\"seq\":%llu", (unsigned long long)en->seq);
    struct buf fields;
    buf_init(&fields, 64u << 10);
    if (record_write_members(kind_table[KIND_DEVICE].record, en->rec, UINT64_MAX, RECORD_OUTSIDE,
                             true, &fields))
        buf_putc(out, ',');
    buf_puts(out, buf_str(&fields));
    buf_release(&fields);
    buf_putc(out, '}');
}

enum rc registry_device_view(const struct view_env *env, struct call *c, struct err *e)
{
    const struct entity *en = picture_find(env->mirror, KIND_DEVICE, c->params[0]);
    bool all = c->who.area[0] == '\0' && c->who.role != ROLE_UNIT;
    /* One that only telemetry knows belongs to no area: those see it who see all. */
    bool may = en != NULL ? core_visible(env->mirror, &c->who, en) : all;
    live_read_lock(env->live);
    const struct live_device *l = live_device(env->live, c->params[0], false);
    may = may && (en != NULL || l != NULL);
    if (may) {
        put_entity(&c->answer, en);
        put_live(&c->answer, en != NULL ? en->rec : NULL, l);
        buf_printf(&c->answer, ",\"rhythm_s\":%lld}",
                   en != NULL ? (long long)rhythm_of(env->work.settings, en->rec) : 0);
    }
    live_unlock(env->live);
    return may ? RC_OK
               : err_set(e, RC_NOT_FOUND, "there is no device '%.*s'", STR_ARG(c->params[0]));
}
