/* SPDX-License-Identifier: Apache-2.0 */
#include "core/raise.h"

/* From 1, a call for help, to 5, a test. */
static int64_t priority_of(int64_t kind)
{
    switch ((enum alarm_kind)kind) {
    case ALARM_KIND_PANIC:
    case ALARM_KIND_DURESS:
    case ALARM_KIND_HELP:
    case ALARM_KIND_FIRE:
    case ALARM_KIND_MEDICAL: return 1;
    case ALARM_KIND_INTRUSION:
    case ALARM_KIND_HISTORY:
    case ALARM_KIND_WARNING:
    case ALARM_KIND_WELFARE:         /* 2: a call for help that follows makes it 1 */
    case ALARM_KIND_OTHER: return 2; /* what nobody can read may be a cry for help */
    case ALARM_KIND_SILENCE: return 3;
    case ALARM_KIND_TECHNICAL:
    case ALARM_KIND_TAMPER: return 4;
    case ALARM_KIND_TEST:
    case ALARM_KIND_COUNT: break;
    }
    return 5;
}

int64_t raise_priority(int64_t kind)
{
    return priority_of(kind);
}

/* A low battery must not hide in a panic. */
static int group(int64_t kind)
{
    int64_t priority = priority_of(kind);
    return kind == ALARM_KIND_SILENCE ? 3 : priority <= 2 ? 1 : (int)priority;
}

bool raise_same_group(int64_t a, int64_t b)
{
    return group(a) == group(b);
}

const struct entity *raise_open_practice(const struct picture *p, struct str device, int64_t kind,
                                         struct raise_practice practice)
{
    uint32_t n;
    const struct entity *const *list = picture_by(p, KIND_ALARM, F_ALARM_DEVICE, device, &n);
    for (uint32_t i = 0; i < n; i++) {
        const struct alarm *a = list[i]->rec;
        if (a->state != ALARM_STATE_CLOSED && raise_same_group(a->kind, kind) &&
            a->practice == practice.what &&
            (practice.what == PRACTICE_NO || str_eq(a->drill, practice.drill)))
            return list[i];
    }
    return NULL;
}

const struct entity *raise_open(const struct picture *p, struct str device, int64_t kind)
{
    return raise_open_practice(p, device, kind, (struct raise_practice){PRACTICE_NO, STR_NONE});
}

/* ---- drills and maintenance ---- */

/* What a drill is about. Silence, a low battery, a test and what the history says are what they are. */
static bool drilled(int64_t kind)
{
    return kind == ALARM_KIND_PANIC || kind == ALARM_KIND_FIRE || kind == ALARM_KIND_INTRUSION ||
           kind == ALARM_KIND_MEDICAL || kind == ALARM_KIND_OTHER;
}

/* Somebody forced, and an officer in need, are never taken for practice. */
static bool always_real(int64_t kind)
{
    return kind == ALARM_KIND_DURESS || kind == ALARM_KIND_HELP || kind == ALARM_KIND_HISTORY ||
           kind == ALARM_KIND_WELFARE;
}

struct raise_practice raise_practice(const struct decision *d, const struct device *dev,
                                     int64_t kind)
{
    struct raise_practice none = {PRACTICE_NO, STR_NONE};
    uint32_t n;
    if (dev == NULL || always_real(kind))
        return none;
    if (dev->state == DEVICE_STATE_MAINTENANCE && dev->wake_at > d->now)
        return (struct raise_practice){PRACTICE_MAINTENANCE, STR_NONE};
    if (dev->site.n == 0 || !drilled(kind))
        return none;
    const struct entity *const *list =
        picture_by(d->picture, KIND_DRILL, F_DRILL_SITE, dev->site, &n);
    for (uint32_t i = 0; i < n; i++) {
        const struct drill *one = list[i]->rec;
        if (one->state == DRILL_STATE_RUNNING && one->from <= d->now && d->now < one->until)
            return (struct raise_practice){PRACTICE_DRILL, list[i]->id};
    }
    return none;
}

void raise_mark(struct alarm *a, const struct entity *open, struct raise_practice practice)
{
    alarm_set_priority(a, RAISE_LOWEST);
    alarm_set_escalated(a, 0);
    if (a->shelved_until == 0)
        alarm_set_wake_at(a, 0); /* else it comes back from the shelf then */
    if (open != NULL)
        return; /* it bears the mark already */
    alarm_set_practice(a, practice.what);
    if (practice.drill.n > 0)
        alarm_set_drill(a, practice.drill);
}

usec_t raise_escalates_at(const struct decision *d, usec_t from, int64_t level)
{
    if (level >= 2)
        return 0;
    return from +
           settings_int(d->settings, level == 0 ? SET_ALARM_ESCALATE_1_S : SET_ALARM_ESCALATE_2_S) *
               USEC_S;
}

static void set_first(const struct decision *d, struct str device, int64_t kind, struct alarm *a)
{
    alarm_set_device(a, device);
    alarm_set_kind(a, kind);
    alarm_set_priority(a, priority_of(kind));
    alarm_set_raised_at(a, d->now);
    alarm_set_count(a, 1);
}

static void set_again(const struct alarm *before, int64_t kind, struct alarm *a)
{
    alarm_set_count(a, before->count < RAISE_COUNT_MAX ? before->count + 1 : RAISE_COUNT_MAX);
    raise_end_offer(before, a);                 /* it waits for anybody again */
    if (priority_of(kind) < before->priority) { /* a worse press raises it, none lowers it */
        alarm_set_kind(a, kind);
        alarm_set_priority(a, priority_of(kind));
    }
}

/* Of a shelved source it is put aside with it; a call for help never is, and what becomes one comes back. */
static void set_shelf(const struct decision *d, struct str device, const struct alarm *before,
                      struct alarm *a)
{
    const struct shelf *s = picture_get(d->picture, KIND_SHELF, device);
    int64_t priority = (a->has & BIT(F_ALARM_PRIORITY)) != 0 ? a->priority : before->priority;
    if (s != NULL && priority > 1) {
        alarm_set_shelved_until(a, s->until);
        alarm_set_wake_at(a, s->until);
    } else if (before != NULL && before->shelved_until != 0) {
        raise_unshelve(d, before, a);
    }
}

void raise_unshelve(const struct decision *d, const struct alarm *before, struct alarm *a)
{
    alarm_set_shelved_until(a, 0);
    alarm_set_escalated(a, 0);
    bool goes_up = before->kind != ALARM_KIND_TEST && before->practice == PRACTICE_NO;
    alarm_set_wake_at(a, goes_up ? raise_escalates_at(d, d->now, 0) : 0);
}

struct alarm raise_press(const struct decision *d, const struct entity *open, struct str device,
                         int64_t kind, usec_t at)
{
    const struct alarm *before = open != NULL ? open->rec : NULL;
    struct alarm a = {0};
    alarm_set_state(&a, ALARM_STATE_ACTIVE);
    alarm_set_at(&a, at);
    alarm_set_pressed_at(&a, d->now);
    if (before == NULL)
        set_first(d, device, kind, &a);
    else
        set_again(before, kind, &a);
    /* Who presses again and again must not put off that others are called: the way up goes on. */
    if (before == NULL || before->state != ALARM_STATE_ACTIVE ||
        (before->wake_at == 0 && before->escalated == 0)) {
        alarm_set_escalated(&a, 0);
        alarm_set_wake_at(&a, kind == ALARM_KIND_TEST ? 0 : raise_escalates_at(d, d->now, 0));
    }
    set_shelf(d, device, before, &a);
    return a;
}

void raise_place(struct alarm *a, const struct device *dev)
{
    alarm_set_site(a, dev->site);
    alarm_set_area(a, dev->area);
    if ((dev->has & BIT(F_DEVICE_LAT)) != 0 && (dev->has & BIT(F_DEVICE_LON)) != 0) {
        alarm_set_lat(a, dev->lat);
        alarm_set_lon(a, dev->lon);
    }
}

/* An id has room for ID_MAX bytes: a unit with a name too long for the prefix is its own device. */
struct str raise_unit_device(const struct decision *d, struct str unit)
{
    struct str id = arena_printf(d->arena, "unit:%.*s", STR_ARG(unit));
    return id.n <= ID_MAX ? id : unit;
}

struct str raise_unit_area(struct decision *d, const struct alarm *a, struct str otherwise)
{
    struct str area = STR_NONE;
    if ((a->has & BIT(F_ALARM_LAT)) != 0)
        area = picture_area_at(d->picture, (struct geo_point){(int32_t)a->lat, (int32_t)a->lon});
    return area.n > 0 ? area : otherwise;
}

struct event *raise_event(struct decision *d, const struct entity *open, const struct alarm *a)
{
    return open != NULL ? decision_event(d, EV_ALARM_PRESSED, open->id, a)
                        : decision_event(d, EV_ALARM_RAISED, decision_new_id(d, KIND_ALARM), a);
}

void raise_end_offer(const struct alarm *before, struct alarm *a)
{
    if (before == NULL || before->offered_to.n == 0)
        return;
    alarm_set_offered_to(a, STR_NONE);
    alarm_set_offered_until(a, 0);
}

void raise_own(const struct decision *d, const struct alarm *before, struct alarm *a)
{
    struct str who = decision_who(d);
    if (!str_eq(before->owner, who)) {
        alarm_set_owner(a, who);
        alarm_set_owner_before(a, before->owner);
        alarm_set_owned_at(a, d->now);
    }
    raise_end_offer(before, a);
}

struct alarm raise_acknowledged(const struct decision *d, const struct alarm *before)
{
    struct alarm a = {0};
    alarm_set_state(&a, ALARM_STATE_ACKNOWLEDGED);
    alarm_set_acked_by(&a, decision_who(d));
    alarm_set_acked_at(&a, d->now);
    raise_own(d, before, &a);
    alarm_set_wake_at(&a, 0);
    return a;
}

struct alarm raise_closed(const struct decision *d, const struct alarm *before, int64_t disposition)
{
    struct alarm a = {0};
    raise_end_offer(before, &a);
    alarm_set_state(&a, ALARM_STATE_CLOSED);
    alarm_set_disposition(&a, disposition);
    alarm_set_closed_by(&a, decision_who(d));
    alarm_set_closed_at(&a, d->now);
    alarm_set_wake_at(&a, d->now + settings_int(d->settings, SET_ALARM_ARCHIVE_HOURS) * USEC_H);
    return a;
}

void raise_answer(struct decision *d, const struct event *ev, const struct alarm *a)
{
    (void)str_copy(d->id, sizeof d->id, ev->id);
    buf_printf(&d->answer, ",\"count\":%lld,\"state\":\"%.*s\"", (long long)a->count,
               STR_ARG(enum_alarm_state.names[a->state]));
}
