/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A device raises an alarm. A press that names a device and comes with a valid token is taken, whatever else its firmware
 * says badly: a clock that was never set and a word nobody knows are no reason to leave somebody alone.
 */
#include <string.h>

#include "base/hash.h"
#include "core/raise.h"
#include "core/stranger.h"
#include "desk/alarm/alarm_priv.h"

#define DETAIL_MAX ALARM_DETAIL_MAX

/* ---- reading what the tables could not ---- */

/* A member of the body as text: a string decoded, anything else as it stands. JSON_NULL when it is absent or null. */
static enum json_kind member(struct call *c, const char *name, struct str *out)
{
    struct json_reader j;
    struct str raw;
    json_open(&j, str_trim(c->body));
    (void)json_next(&j); /* the object */
    for (struct json_token key; (key = json_next(&j)).kind == JSON_KEY;) {
        struct json_token value = json_next(&j);
        if (!json_skip(&j, value, &raw))
            return JSON_NULL;
        if (key.escaped || !str_eqc(key.raw, name))
            continue;
        if (value.kind == JSON_STRING)
            raw = value.escaped ? json_text(value, arena_alloc(&c->arena, value.raw.n + 1))
                                : value.raw;
        if (value.kind != JSON_NULL)
            *out = raw;
        return value.kind;
    }
    return JSON_NULL;
}

/* The word of an unknown kind, then what the device said, cut to what the record holds. */
static void read_detail(struct call *c, struct in_alarm_send *in)
{
    struct str word = STR_NONE, said = in->detail;
    if ((in->has & BIT(F_IN_ALARM_SEND_KIND)) == 0)
        (void)member(c, "kind", &word);
    if (in->detail.n == 0 && (in->has & BIT(F_IN_ALARM_SEND_DETAIL)) == 0)
        (void)member(c, "detail", &said);
    word.n = word.n < DETAIL_MAX ? word.n : DETAIL_MAX;
    said.n = said.n < DETAIL_MAX ? said.n : DETAIL_MAX;
    struct str all = word.n > 0 && said.n > 0
                         ? arena_printf(&c->arena, "%.*s: %.*s", STR_ARG(word), STR_ARG(said))
                     : word.n > 0 ? word
                                  : said;
    all.n = all.n < DETAIL_MAX ? all.n : DETAIL_MAX;
    all.n = str_utf8_prefix(all);
    in->detail = all;
}

/*
 * The press is the device's, whichever token or gateway carries it, and of one kind: the answer to a test never stands for a
 * cry for help that bears the same number. One whose id is no id is known by its hash.
 */
static char *once_of(struct call *c, const struct in_alarm_send *in)
{
    struct str id = in->id;
    char hex[SHA256_HEX + 1];
    if (id.n == 0 && member(c, "id", &id) != JSON_NULL && id.n > 0) {
        sha256_hex(sha256_of(id, STR_NONE, STR_NONE), hex);
        id = str_c(hex);
    }
    if (id.n == 0)
        return NULL;
    return (char *)(uintptr_t)arena_printf(&c->arena, "alarm|%.*s|%.*s|%.*s", STR_ARG(in->device),
                                           STR_ARG(enum_alarm_kind.names[in->kind]), STR_ARG(id))
        .p;
}

/* ---- whose press it is ---- */

/* The devices the caller's token names, comma-joined; none when it is no token or names none. Borrowed from p. */
static struct str named_by(const struct picture *p, const struct principal *who)
{
    struct str id = str_c(who->id);
    if (!str_starts(id, STR("token/")))
        return STR_NONE;
    const struct token *t = picture_get(p, KIND_TOKEN, (struct str){id.p + 6, id.n - 6});
    return t != NULL ? t->devices : STR_NONE;
}

/* The device of a token that names one alone: whoever holds it need not say which. In the arena. */
static struct str only_device(const struct work_env *env, struct call *c)
{
    struct str all = named_by(env->lock(env->core), &c->who), rest = all;
    struct str first = str_cut(&rest, ',');
    struct str only = first.n == all.n ? arena_str(&c->arena, first) : STR_NONE;
    env->unlock(env->core);
    return only;
}

static enum rc find_device(const struct work_env *env, struct call *c, struct in_alarm_send *in)
{
    struct str name = STR_NONE;
    if (in->device.n == 0)
        in->device = only_device(env, c);
    if (in->device.n == 0 && c->err.code == RC_OK) {
        enum json_kind kind = member(c, "device", &name);
        char id[ID_MAX + 1];
        if ((kind == JSON_STRING || kind == JSON_NUMBER) && id_of_name(name, id) > 0)
            in->device = arena_str(&c->arena, str_c(id));
    }
    if (in->device.n > 0)
        return RC_OK;
    return c->err.code != RC_OK ? c->err.code
                                : err_field(&c->err, RC_INVALID, "device", "'device' is missing");
}

enum rc alarm_send_prepare(const struct work_env *env, struct call *c, struct err *e)
{
    struct in_alarm_send *in = c->in;
    bool unread = c->err.code != RC_OK;
    UNUSED(e);
    enum rc rc = find_device(env, c, in);
    if (rc != RC_OK)
        return rc;
    c->err = (struct err){0};
    if (unread)
        in->detail = c->body; /* all that is known of it */
    read_detail(c, in);
    if ((in->has & BIT(F_IN_ALARM_SEND_KIND)) == 0)
        in->kind = ALARM_KIND_OTHER;
    c->once = once_of(c, in);
    return RC_OK;
}

/* ---- one press ---- */

static bool has_place(const struct in_alarm_send *in)
{
    return (in->has & BIT(F_IN_ALARM_SEND_LAT)) != 0 && (in->has & BIT(F_IN_ALARM_SEND_LON)) != 0;
}

/* For a device that has no place of its own: where it says it is, else the token's area. Its duty desk must hear it too. */
static struct str area_of_message(struct decision *d, const struct in_alarm_send *in)
{
    struct str area = STR_NONE;
    if (has_place(in))
        area = picture_area_at(d->picture, (struct geo_point){(int32_t)in->lat, (int32_t)in->lon});
    return area.n > 0 ? area : str_c(d->who->area);
}

static void place(struct decision *d, const struct in_alarm_send *in, const struct device *dev,
                  struct alarm *a)
{
    const struct site *site =
        dev != NULL && dev->site.n > 0 ? picture_get(d->picture, KIND_SITE, dev->site) : NULL;
    if (has_place(in)) {
        alarm_set_lat(a, in->lat);
        alarm_set_lon(a, in->lon);
    } else if (dev != NULL && (dev->has & BIT(F_DEVICE_LAT)) != 0) {
        alarm_set_lat(a, dev->lat);
        alarm_set_lon(a, dev->lon);
    } else if (site != NULL && (site->has & BIT(F_SITE_LAT)) != 0) {
        alarm_set_lat(a, site->lat);
        alarm_set_lon(a, site->lon);
    }
    struct str area = dev != NULL && dev->area.n > 0     ? dev->area
                      : site != NULL && site->area.n > 0 ? site->area
                                                         : STR_NONE;
    alarm_set_area(a, area.n > 0 ? area : area_of_message(d, in));
    if (dev != NULL && dev->site.n > 0)
        alarm_set_site(a, dev->site);
}

/* A port's own word about itself: "port:mqtt" of "port/mqtt". */
static bool is_the_port(const struct decision *d, struct str device)
{
    struct str who = str_c(d->who->id);
    return str_starts(who, STR("port/")) && str_starts(device, STR("port:")) &&
           str_eq((struct str){who.p + 5, who.n - 5}, (struct str){device.p + 5, device.n - 5});
}

static struct alarm pressed(struct decision *d, const struct in_alarm_send *in,
                            const struct device *dev, const struct entity *open)
{
    const struct alarm *before = open != NULL ? open->rec : NULL;
    struct alarm a = raise_press(d, open, in->device, in->kind, decision_time(d, in->at));
    if (a.at != in->at || (before != NULL && before->clock_bad))
        alarm_set_clock_bad(&a, a.at != in->at);
    if (in->detail.n > 0)
        alarm_set_detail(&a, in->detail);
    panel_pressed(d, in, dev, before, &a);
    if (before == NULL && !is_the_port(d, in->device) &&
        (dev == NULL || dev->state == DEVICE_STATE_UNKNOWN))
        alarm_set_unknown_device(&a, true);
    bool retired = dev != NULL && dev->state == DEVICE_STATE_RETIRED;
    if (retired != (before != NULL && before->retired_device))
        alarm_set_retired_device(&a, retired);
    if (before == NULL) {
        place(d, in, dev, &a);
    } else if (has_place(in)) {
        alarm_set_lat(&a, in->lat);
        alarm_set_lon(&a, in->lon);
    }
    return a;
}

/* ---- devices nobody registered ---- */

static bool centres_own(struct str device)
{
    return str_starts(device, STR("unit:")) || str_starts(device, STR("port:")) ||
           str_starts(device, STR(ALARM_BEHIND));
}

/* Nobody registered it, but it holds a valid token and calls for help: it is taken, and waits to be adopted. */
static bool meet(struct decision *d, const struct in_alarm_send *in)
{
    struct stranger s = {.device = in->device,
                         .kind = DEVICE_KIND_BUTTON,
                         .area = area_of_message(d, in),
                         .placed = has_place(in),
                         .at = {(int32_t)in->lat, (int32_t)in->lon}};
    return !centres_own(in->device) && stranger_meet(d, &s);
}

/*
 * A press that may not become a device of its own is not lost either: it is one of a collective alarm of its token in its
 * area, which says who spoke last.
 */
static const struct entity *open_behind(struct decision *d, const struct in_alarm_send *in)
{
    uint32_t n;
    struct str area = area_of_message(d, in);
    const struct entity *const *list =
        picture_by(d->picture, KIND_ALARM, F_ALARM_DEVICE, in->device, &n);
    for (uint32_t i = 0; i < n; i++) {
        const struct alarm *a = list[i]->rec;
        if (a->state != ALARM_STATE_CLOSED && str_eq(a->area, area) &&
            raise_same_group(a->kind, in->kind))
            return list[i];
    }
    return NULL;
}

static struct in_alarm_send behind_token(struct decision *d, const struct in_alarm_send *in)
{
    struct in_alarm_send out = *in;
    struct str who = decision_who(d);
    out.device = arena_printf(d->arena, ALARM_BEHIND "%.*s", STR_ARG(who));
    out.detail = in->detail.n > 0 ? arena_printf(d->arena, "%.*s: %.*s", STR_ARG(in->device),
                                                 STR_ARG(in->detail))
                                  : in->device;
    out.detail.n = out.detail.n < DETAIL_MAX ? out.detail.n : DETAIL_MAX;
    out.detail.n = str_utf8_prefix(out.detail);
    return out;
}

/* ---- who may press ---- */

static bool is_phone(const struct device *dev)
{
    return dev->kind == DEVICE_KIND_TABLET || dev->kind == DEVICE_KIND_TRACKER;
}

/* The unit a press of this device would be of; a tablet that nobody registered bears its unit's name. */
static struct str unit_of(struct str device, const struct device *dev)
{
    if (dev != NULL && dev->state != DEVICE_STATE_UNKNOWN)
        return dev->unit;
    return str_starts(device, STR("tab-")) ? (struct str){device.p + 4, device.n - 4} : STR_NONE;
}

/*
 * Phones may call for help as themselves, an officer's as the officer's unit: a school's button is not theirs to press. What
 * an administrator named in the token is.
 */
static enum rc check_speaker(const struct decision *d, struct str device, const struct device *dev,
                             struct err *e)
{
    enum rc rc = decision_device(d, device, e);
    bool phone = d->who->role == ROLE_TRACKER || d->who->role == ROLE_UNIT;
    if (rc != RC_OK || !phone || ids_has(named_by(d->picture, d->who), device))
        return rc;
    if (dev != NULL && dev->state != DEVICE_STATE_UNKNOWN && !is_phone(dev))
        return err_set(e, RC_DENIED,
                       "this token may not speak for '%.*s': it is no tablet or tracker",
                       STR_ARG(device));
    struct str unit = unit_of(device, dev);
    if (d->who->role == ROLE_UNIT && unit.n > 0 && !str_eqc(unit, d->who->unit))
        return err_set(e, RC_DENIED, "this token may not speak for '%.*s': it is of another unit",
                       STR_ARG(device));
    return RC_OK;
}

/* ---- the command ---- */

/* The words of one who may not speak for the device are not put on its page, only that there was one. */
static void remember(struct decision *d, const struct in_alarm_send *in, const char *refused)
{
    struct str said = refused == NULL ? d->call->body : STR_NONE;
    live_write_lock(d->live);
    struct live_device *dev = live_device(d->live, in->device, refused == NULL);
    if (dev != NULL) {
        live_said(d->live, dev, "alarms", said, d->now, in->at, refused);
        dev->accepted += refused == NULL;
        if (refused == NULL)
            live_via(dev, d->who->id);
        dev->refused += refused != NULL;
        if (refused == NULL)
            dev->last_seen = d->now;
    }
    live_unlock(d->live);
}

/* A test in the weekly window of its site asks for nobody: it is noted, and closed at once. */
static bool is_expected_test(const struct decision *d, const struct in_alarm_send *in,
                             const struct device *dev)
{
    if (in->kind != ALARM_KIND_TEST || dev == NULL || dev->site.n == 0)
        return false;
    const struct schedule *week = picture_get(d->picture, KIND_SCHEDULE, dev->site);
    return week != NULL && week->state != SCHEDULE_STATE_PLANNED;
}

static void close_test(const struct decision *d, struct alarm *a)
{
    struct alarm closed = raise_closed(d, NULL, DISPOSITION_TEST);
    alarm_set_state(a, ALARM_STATE_CLOSED);
    alarm_set_disposition(a, DISPOSITION_TEST);
    alarm_set_closed_by(a, closed.closed_by);
    alarm_set_closed_at(a, closed.closed_at);
    alarm_set_wake_at(a, closed.wake_at);
}

static void take(struct decision *d, const struct in_alarm_send *in, const struct device *dev,
                 const struct entity *open)
{
    struct raise_practice practice = {PRACTICE_NO, STR_NONE};
    if (open == NULL)
        practice = raise_practice(d, dev, in->kind);
    bool marked = practice.what != PRACTICE_NO;
    if (marked)
        open = raise_open_practice(d->picture, in->device, in->kind, practice);
    struct alarm a = pressed(d, in, dev, open);
    if (marked)
        raise_mark(&a, open, practice);
    else if (open == NULL && is_expected_test(d, in, dev))
        close_test(d, &a);
    struct event *ev = raise_event(d, open, &a);
    if (open == NULL)
        alarm_snapshots_ask(d, ev->id, &a);
    ev->time = a.at;
    ev->about = decision_ref(d, KIND_DEVICE, in->device);
    raise_answer(d, ev, &a);
    if (in->kind == ALARM_KIND_TEST)
        alarm_proven(d, in->device, d->now, TEST_HOW_SIGNAL);
    else if (practice.what == PRACTICE_DRILL)
        alarm_proven(d, in->device, d->now, TEST_HOW_DRILL);
}

/* A device that repeats itself, or takes back what it called, must neither wear people out nor end anything. */
static void follow(struct decision *d, const struct in_alarm_send *in, const struct entity *open)
{
    const struct alarm *before = open->rec;
    struct alarm a = {0};
    alarm_set_at(&a, decision_time(d, in->at));
    if (a.at != in->at || before->clock_bad)
        alarm_set_clock_bad(&a, a.at != in->at);
    if (has_place(in)) {
        alarm_set_lat(&a, in->lat);
        alarm_set_lon(&a, in->lon);
    }
    if (in->detail.n > 0)
        alarm_set_detail(&a, in->detail);
    struct event *ev = decision_event(d, EV_ALARM_FOLLOWED, open->id, &a);
    ev->time = a.at;
    ev->about = decision_ref(d, KIND_DEVICE, in->device);
    (void)str_copy(d->id, sizeof d->id, open->id);
}

enum rc alarm_send_decide(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_alarm_send *in = c->in;
    const struct device *dev = picture_get(d->picture, KIND_DEVICE, in->device);
    UNUSED(s);
    enum rc rc = check_speaker(d, in->device, dev, e);
    if (rc != RC_OK) {
        remember(d, in, e->detail);
        return rc;
    }
    if (panel_said_before(d, in))
        return RC_OK;
    if (in->again) {
        const struct entity *open = raise_open(d->picture, in->device, in->kind);
        remember(d, in, NULL);
        if (open != NULL)
            follow(d, in, open);
        return RC_OK;
    }
    if (in->says != PANEL_SAYS_ALARM) {
        if (dev != NULL || meet(d, in))
            remember(d, in, NULL);
        panel_report(d, in, dev);
        supervise_heard(d, in->device);
        return RC_OK;
    }
    if (dev == NULL && !is_the_port(d, in->device) && !meet(d, in)) {
        struct in_alarm_send all = behind_token(d, in);
        take(d, &all, NULL, open_behind(d, &all));
        return RC_OK;
    }
    remember(d, in, NULL);
    take(d, in, dev, raise_open(d->picture, in->device, in->kind));
    supervise_heard(d, in->device);
    return RC_OK;
}
