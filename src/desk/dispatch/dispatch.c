/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/dispatch/dispatch.h"

#include <stdlib.h>

#include "base/mem.h"
#include "core/raise.h"
#include "desk/dispatch/card.h"
#include "desk/dispatch/dispatch_priv.h"
#include "desk/dispatch/touch.h"

bool dispatch_under_way(const struct assignment *a)
{
    return a->state == ASSIGNMENT_STATE_SENT || a->state == ASSIGNMENT_STATE_ACCEPTED ||
           a->state == ASSIGNMENT_STATE_EN_ROUTE || a->state == ASSIGNMENT_STATE_ON_SCENE;
}

uint32_t dispatch_active(const struct picture *p, struct str incident, const struct entity *except)
{
    uint32_t n, active = 0;
    const struct entity *const *list =
        picture_by(p, KIND_ASSIGNMENT, F_ASSIGNMENT_INCIDENT, incident, &n);
    for (uint32_t i = 0; i < n; i++)
        active += list[i] != except && dispatch_under_way(list[i]->rec);
    return active;
}

static bool unit_assigned(const struct decision *d, struct str incident)
{
    uint32_t n;
    const struct entity *const *list =
        picture_by(d->picture, KIND_ASSIGNMENT, F_ASSIGNMENT_INCIDENT, incident, &n);
    for (uint32_t i = 0; i < n; i++)
        if (str_eqc(((const struct assignment *)list[i]->rec)->unit, d->who->unit))
            return true;
    return false;
}

enum rc dispatch_incident(struct decision *d, struct str id, const struct entity **out,
                          struct err *e)
{
    const struct entity *en = picture_find(d->picture, KIND_INCIDENT, id);
    if (en == NULL || (d->who->role == ROLE_UNIT && !unit_assigned(d, id)))
        return err_set(e, RC_NOT_FOUND,
                       "there is no incident '%.*s' in the picture that concerns you", STR_ARG(id));
    *out = en;
    return d->who->role == ROLE_UNIT
               ? RC_OK
               : decision_area(d, ((const struct incident *)en->rec)->area, e);
}

struct event *dispatch_incident_event(struct decision *d, enum event_type type,
                                      const struct entity *incident, const void *data)
{
    uint32_t n;
    struct event *ev = decision_event(d, type, incident->id, data);
    const struct entity *const *list =
        picture_by(d->picture, KIND_ASSIGNMENT, F_ASSIGNMENT_INCIDENT, incident->id, &n);
    for (uint32_t i = 0; i < n; i++)
        decision_also(d, ev, "unit/", ((const struct assignment *)list[i]->rec)->unit);
    return ev;
}

/* ---- opening ---- */

static void from_alarm(const struct alarm *a, struct incident *in)
{
    if ((in->has & BIT(F_INCIDENT_LAT)) == 0 && (a->has & BIT(F_ALARM_LAT)) != 0) {
        incident_set_lat(in, a->lat);
        incident_set_lon(in, a->lon);
    }
    incident_set_area(in, a->area);
    incident_set_site(in, a->site);
    if (a->practice != PRACTICE_NO)
        incident_set_practice(in, PRACTICE_DRILL);
}

static void from_hit(const struct hit *h, struct incident *in)
{
    if ((in->has & BIT(F_INCIDENT_LAT)) == 0 && (h->has & BIT(F_HIT_LAT)) != 0) {
        incident_set_lat(in, h->lat);
        incident_set_lon(in, h->lon);
    }
    incident_set_area(in, h->area);
}

static void take_alarm(struct decision *d, const struct entity *alarm, struct str incident)
{
    const struct alarm *now = alarm->rec;
    struct str about = decision_ref(d, KIND_INCIDENT, incident);
    if (now->state == ALARM_STATE_ACTIVE) {
        struct alarm seen = raise_acknowledged(d, now);
        decision_event(d, EV_ALARM_ACKNOWLEDGED, alarm->id, &seen)->about = about;
    }
    struct alarm linked = {0};
    alarm_set_incident(&linked, incident);
    decision_event(d, EV_ALARM_LINKED, alarm->id, &linked)->about = about;
}

static enum rc sources(struct decision *d, const struct in_incident_open *in,
                       const struct entity **alarm, const struct entity **hit, struct err *e)
{
    *alarm = in->alarm.n > 0 ? picture_find(d->picture, KIND_ALARM, in->alarm) : NULL;
    *hit = in->hit.n > 0 ? picture_find(d->picture, KIND_HIT, in->hit) : NULL;
    if (in->alarm.n > 0 && *alarm == NULL)
        return err_field(e, RC_NOT_FOUND, "alarm", "there is no alarm '%.*s' in the picture",
                         STR_ARG(in->alarm));
    if (in->hit.n > 0 && *hit == NULL)
        return err_field(e, RC_NOT_FOUND, "hit", "there is no hit '%.*s' in the picture",
                         STR_ARG(in->hit));
    enum rc rc =
        *alarm != NULL ? decision_area(d, ((const struct alarm *)(*alarm)->rec)->area, e) : RC_OK;
    if (rc == RC_OK && *hit != NULL)
        rc = decision_area(d, ((const struct hit *)(*hit)->rec)->area, e);
    if (rc != RC_OK)
        return rc;
    if (*alarm != NULL && ((const struct alarm *)(*alarm)->rec)->incident.n > 0)
        return err_set(e, RC_CONFLICT, "incident '%.*s' was made from this alarm already",
                       STR_ARG(((const struct alarm *)(*alarm)->rec)->incident));
    if (*alarm != NULL && ((const struct alarm *)(*alarm)->rec)->practice != PRACTICE_NO &&
        !in->drill)
        return err_field(
            e, RC_CONFLICT, "drill",
            "it was pressed in a drill or in maintenance: say that it is real, or open "
            "an exercise");
    return RC_OK;
}

static void describe(struct decision *d, const struct in_incident_open *in, struct incident *inc)
{
    incident_set_kind(inc, in->kind);
    incident_set_priority(inc, in->priority);
    incident_set_state(inc, INCIDENT_STATE_RECEIVED);
    incident_set_by(inc, decision_who(d));
    incident_set_received_at(inc, d->now);
    if (in->title.n > 0)
        incident_set_title(inc, in->title);
    if (in->address.n > 0)
        incident_set_address(inc, in->address);
    if (in->detail.n > 0)
        incident_set_detail(inc, in->detail);
    if ((in->has & BIT(F_IN_INCIDENT_OPEN_LAT)) != 0 &&
        (in->has & BIT(F_IN_INCIDENT_OPEN_LON)) != 0) {
        incident_set_lat(inc, in->lat);
        incident_set_lon(inc, in->lon);
    }
}

static enum rc open_incident(struct desk_state *s, struct decision *d, struct call *c,
                             struct err *e)
{
    const struct in_incident_open *in = c->in;
    const struct entity *alarm, *hit;
    struct incident inc = {0};
    UNUSED(s);
    enum rc rc = sources(d, in, &alarm, &hit, e);
    if (rc != RC_OK)
        return rc;
    describe(d, in, &inc);
    if (alarm != NULL) {
        incident_set_alarm(&inc, alarm->id);
        from_alarm(alarm->rec, &inc);
    }
    if (hit != NULL) {
        incident_set_hit(&inc, hit->id);
        from_hit(hit->rec, &inc);
    }
    if (inc.area.n == 0 && (inc.has & BIT(F_INCIDENT_LAT)) != 0)
        incident_set_area(&inc, picture_area_at(d->picture, (struct geo_point){(int32_t)inc.lat,
                                                                               (int32_t)inc.lon}));
    if (inc.area.n == 0)
        incident_set_area(&inc, str_c(d->who->area));
    rc = decision_area(d, inc.area, e);
    if (rc != RC_OK)
        return rc;
    struct str id = decision_new_id(d, KIND_INCIDENT);
    struct event *ev = decision_event(d, EV_INCIDENT_RECEIVED, id, &inc);
    if (alarm != NULL)
        ev->about = decision_ref(d, KIND_ALARM, alarm->id);
    if (hit != NULL)
        ev->about = decision_ref(d, KIND_HIT, hit->id);
    struct incident queued = {0};
    incident_set_state(&queued, INCIDENT_STATE_QUEUED);
    decision_event(d, EV_INCIDENT_STATE, id, &queued)->area = ev->area;
    if (alarm != NULL)
        take_alarm(d, alarm, id);
    return RC_OK;
}

/* Half a place is none. */
static bool moves(const struct in_incident_change *in)
{
    return (in->has & BIT(F_IN_INCIDENT_CHANGE_LAT)) != 0 &&
           (in->has & BIT(F_IN_INCIDENT_CHANGE_LON)) != 0;
}

/* What a change would change. */
static uint64_t parts_of(const struct in_incident_change *in)
{
    static const struct {
        int field;
        enum dispatch_part part;
    } all[] = {
        {F_IN_INCIDENT_CHANGE_KIND, DISPATCH_KIND},
        {F_IN_INCIDENT_CHANGE_PRIORITY, DISPATCH_PRIORITY},
        {F_IN_INCIDENT_CHANGE_TITLE, DISPATCH_TITLE},
        {F_IN_INCIDENT_CHANGE_ADDRESS, DISPATCH_ADDRESS},
        {F_IN_INCIDENT_CHANGE_DETAIL, DISPATCH_DETAIL},
    };

    uint64_t parts = 0;
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        if ((in->has & BIT(all[i].field)) != 0)
            parts |= BIT(all[i].part);
    if (moves(in))
        parts |= BIT(DISPATCH_PLACE);
    return parts;
}

/* A noise that is a robbery now: who is there is asked more often whether all is well. */
static void retime(const struct desk_state *s, struct decision *d, const struct entity *en,
                   const struct incident *i)
{
    struct incident as = *(const struct incident *)en->rec;
    bool kind = (i->has & BIT(F_INCIDENT_KIND)) != 0,
         priority = (i->has & BIT(F_INCIDENT_PRIORITY)) != 0;
    as.kind = kind ? i->kind : as.kind;
    as.priority = priority ? i->priority : as.priority;
    if (kind || priority)
        welfare_retimed(s, d, en, &as);
}

static enum rc change(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_incident_change *in = c->in;
    const struct entity *en;
    struct incident i = {0};
    enum rc rc = dispatch_incident(d, c->params[0], &en, e);
    if (rc == RC_OK)
        rc = dispatch_unchanged(d, en, in->seen, parts_of(in) | BIT(DISPATCH_CLOSED), e);
    if (rc != RC_OK)
        return rc;
    if (((const struct incident *)en->rec)->state == INCIDENT_STATE_CLOSED)
        return err_set(e, RC_CONFLICT, "the incident is closed: reopen it first");
    if ((in->has & BIT(F_IN_INCIDENT_CHANGE_KIND)) != 0)
        incident_set_kind(&i, in->kind);
    if ((in->has & BIT(F_IN_INCIDENT_CHANGE_PRIORITY)) != 0)
        incident_set_priority(&i, in->priority);
    if ((in->has & BIT(F_IN_INCIDENT_CHANGE_TITLE)) != 0)
        incident_set_title(&i, in->title);
    if ((in->has & BIT(F_IN_INCIDENT_CHANGE_ADDRESS)) != 0)
        incident_set_address(&i, in->address);
    if ((in->has & BIT(F_IN_INCIDENT_CHANGE_DETAIL)) != 0)
        incident_set_detail(&i, in->detail);
    if (moves(in)) {
        incident_set_lat(&i, in->lat);
        incident_set_lon(&i, in->lon);
    }
    if (i.has != 0) {
        dispatch_touch(d, en, parts_of(in), &i);
        (void)dispatch_incident_event(d, EV_INCIDENT_CHANGED, en, &i);
        retime(s, d, en, &i);
    }
    return RC_OK;
}

/* ---- notes, closing ---- */

void dispatch_note(struct decision *d, const struct entity *incident, struct str text)
{
    struct note n = {0};
    uint32_t count;
    struct str about = decision_ref(d, KIND_INCIDENT, incident->id);
    note_set_about(&n, about);
    note_set_text(&n, text);
    note_set_by(&n, decision_who(d));
    note_set_at(&n, d->now);
    note_set_area(&n, ((const struct incident *)incident->rec)->area);
    struct event *ev = decision_event(d, EV_NOTE_ADDED, decision_new_id(d, KIND_NOTE), &n);
    ev->about = about;
    const struct entity *const *list =
        picture_by(d->picture, KIND_ASSIGNMENT, F_ASSIGNMENT_INCIDENT, incident->id, &count);
    for (uint32_t i = 0; i < count; i++)
        decision_also(d, ev, "unit/", ((const struct assignment *)list[i]->rec)->unit);
}

static enum rc add_note(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_note_add *in = c->in;
    const struct entity *en;
    UNUSED(s);
    enum rc rc = dispatch_incident(d, c->params[0], &en, e);
    if (rc != RC_OK)
        return rc;
    dispatch_note(d, en, in->text);
    (void)str_copy(d->id, sizeof d->id, d->events[d->n - 1]->id);
    return RC_OK;
}

/* Its alarm, and those of what was merged into it; how deep that goes is bounded (merge.c). */
static void close_alarms(struct decision *d, const struct entity *incident, int64_t disposition,
                         usec_t at)
{
    const struct incident *now = incident->rec;
    const struct alarm *alarm =
        now->alarm.n > 0 ? picture_get(d->picture, KIND_ALARM, now->alarm) : NULL;
    if (alarm != NULL && alarm->state != ALARM_STATE_CLOSED) {
        struct alarm a = raise_closed(d, alarm, disposition);
        struct event *ev = decision_event(d, EV_ALARM_CLOSED, now->alarm, &a);
        ev->about = decision_ref(d, KIND_INCIDENT, incident->id);
        ev->time = at;
    }
    for (struct str rest = now->merged; rest.n > 0;) {
        const struct entity *one = picture_find(d->picture, KIND_INCIDENT, str_cut(&rest, ','));
        if (one != NULL)
            close_alarms(d, one, disposition, at);
    }
}

void dispatch_close_now(struct decision *d, const struct entity *incident, int64_t disposition,
                        usec_t at)
{
    struct incident i = {0};
    incident_set_state(&i, INCIDENT_STATE_CLOSED);
    incident_set_closed_at(&i, d->now);
    incident_set_closed_by(&i, decision_who(d));
    incident_set_disposition(&i, disposition);
    incident_set_wake_at(&i, d->now + settings_int(d->settings, SET_ALARM_ARCHIVE_HOURS) * USEC_H);
    dispatch_touch(d, incident, BIT(DISPATCH_CLOSED), &i);
    dispatch_incident_event(d, EV_INCIDENT_CLOSED, incident, &i)->time = at;
    close_alarms(d, incident, disposition, at);
}

static enum rc close_incident(struct desk_state *s, struct decision *d, struct call *c,
                              struct err *e)
{
    const struct in_incident_close *in = c->in;
    const struct entity *en;
    UNUSED(s);
    enum rc rc = dispatch_incident(d, c->params[0], &en, e);
    if (rc == RC_OK)
        rc = dispatch_unchanged(d, en, in->seen, DISPATCH_ALL, e);
    if (rc != RC_OK)
        return rc;
    const struct incident *now = en->rec;
    if (now->state == INCIDENT_STATE_CLOSED)
        return err_set(e, RC_CONFLICT, "it is closed already, by '%.*s'", STR_ARG(now->closed_by));
    uint32_t active = dispatch_active(d->picture, en->id, NULL);
    if (active > 0)
        return err_set(e, RC_CONFLICT, "%u unit%s still at work on it: clear or cancel first",
                       active, active == 1 ? " is" : "s are");
    if (in->note.n > 0)
        dispatch_note(d, en, in->note);
    dispatch_close_now(d, en, in->disposition, decision_time(d, in->at));
    (void)str_copy(d->id, sizeof d->id, en->id);
    return RC_OK;
}

static void reopen_alarms(struct decision *d, const struct entity *incident)
{
    const struct incident *now = incident->rec;
    const struct alarm *alarm =
        now->alarm.n > 0 ? picture_get(d->picture, KIND_ALARM, now->alarm) : NULL;
    if (alarm != NULL && alarm->state == ALARM_STATE_CLOSED) {
        struct alarm a = {0};
        alarm_set_state(&a, ALARM_STATE_ACKNOWLEDGED);
        alarm_set_wake_at(&a, 0);
        (void)decision_event(d, EV_ALARM_REOPENED, now->alarm, &a);
    }
    for (struct str rest = now->merged; rest.n > 0;) {
        const struct entity *one = picture_find(d->picture, KIND_INCIDENT, str_cut(&rest, ','));
        if (one != NULL)
            reopen_alarms(d, one);
    }
}

static enum rc reopen(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct entity *en;
    UNUSED(s);
    enum rc rc = dispatch_incident(d, c->params[0], &en, e);
    if (rc != RC_OK)
        return rc;
    const struct incident *now = en->rec;
    if (now->state != INCIDENT_STATE_CLOSED)
        return err_set(e, RC_CONFLICT, "it is not closed");
    if (now->merged_into.n > 0)
        return merge_undo(d, en, e);
    struct incident i = {0};
    incident_set_state(&i, now->cleared_at != 0 ? INCIDENT_STATE_CLEARED : INCIDENT_STATE_QUEUED);
    incident_set_wake_at(&i, 0);
    dispatch_touch(d, en, BIT(DISPATCH_CLOSED), &i);
    (void)dispatch_incident_event(d, EV_INCIDENT_REOPENED, en, &i);
    reopen_alarms(d, en);
    return RC_OK;
}

/* ---- time ---- */

/* What was merged into it goes with it. */
static void archive(struct decision *d, const struct entity *en)
{
    uint32_t n;
    struct incident i = {0};
    struct assignment g = {0};
    struct note none = {0};
    const struct entity *const *list =
        picture_by(d->picture, KIND_ASSIGNMENT, F_ASSIGNMENT_INCIDENT, en->id, &n);
    for (uint32_t k = 0; k < n; k++)
        (void)decision_event(d, EV_ASSIGNMENT_ARCHIVED, list[k]->id, &g);
    list =
        picture_by(d->picture, KIND_NOTE, F_NOTE_ABOUT, decision_ref(d, KIND_INCIDENT, en->id), &n);
    for (uint32_t k = 0; k < n; k++)
        (void)decision_event(d, EV_NOTE_ARCHIVED, list[k]->id, &none);
    (void)dispatch_incident_event(d, EV_INCIDENT_ARCHIVED, en, &i);
    for (struct str rest = ((const struct incident *)en->rec)->merged; rest.n > 0;) {
        const struct entity *one = picture_find(d->picture, KIND_INCIDENT, str_cut(&rest, ','));
        if (one != NULL)
            archive(d, one);
    }
}

static void wake(struct desk_state *s, struct decision *d, const struct entity *en, usec_t due)
{
    UNUSED(due);
    if (en->kind == KIND_ASSIGNMENT)
        dispatch_wake_assignment(s, d, en);
    else if (en->kind == KIND_MESSAGE)
        message_wake(d, en);
    else
        archive(d, en);
}

static enum rc open_desk(struct desk_state **out, const struct settings *settings,
                         struct vault *vault, struct err *e)
{
    struct desk_state s = {.magic = DISPATCH_MAGIC};
    UNUSED(vault);
    enum rc rc = timer_minutes_read(str_c(settings_text(settings, SET_UNIT_CHECK_MIN)), true,
                                    "unit.check_min", &s.check, e);
    if (rc == RC_OK)
        rc = timer_minutes_read(str_c(settings_text(settings, SET_UNIT_SCENE_MIN)), false,
                                "unit.scene_min", &s.scene, e);
    if (rc != RC_OK)
        return rc;
    *out = mem_alloc(sizeof **out);
    **out = s;
    return RC_OK;
}

static void close_desk(struct desk_state *s)
{
    must(s->magic == DISPATCH_MAGIC);
    free(s);
}

static const struct desk_command commands[] = {
    {ROUTE_DISPATCH_OPEN, NULL, false, open_incident},
    {ROUTE_DISPATCH_CHANGE, NULL, false, change},
    {ROUTE_DISPATCH_ASSIGN, NULL, false, dispatch_assign},
    {ROUTE_DISPATCH_LEAD, NULL, false, dispatch_lead},
    {ROUTE_DISPATCH_NOTE, NULL, false, add_note},
    {ROUTE_DISPATCH_CLOSE, NULL, false, close_incident},
    {ROUTE_DISPATCH_REOPEN, NULL, false, reopen},
    {ROUTE_DISPATCH_MESSAGE, NULL, false, message_send},
    {ROUTE_DISPATCH_BROADCAST, NULL, false, message_broadcast},
    {ROUTE_DISPATCH_MESSAGE_RECEIPT, NULL, false, message_receipt},
    {ROUTE_DISPATCH_LINK, NULL, false, merge_link},
    {ROUTE_DISPATCH_UNLINK, NULL, false, merge_unlink},
    {ROUTE_DISPATCH_MERGE, NULL, false, merge_merge},
    {ROUTE_DISPATCH_STEP, NULL, false, dispatch_step},
    {ROUTE_DISPATCH_WELL, NULL, false, welfare_well},
    {ROUTE_DISPATCH_RECEIPT, NULL, false, dispatch_receipt},
    {ROUTE_DISPATCH_CARD_SET, NULL, false, card_set},
    {ROUTE_DISPATCH_CARD_REMOVE, NULL, false, card_remove},
    {ROUTE_DISPATCH_LEVEL, NULL, false, card_level},
};

static const struct desk_view views[] = {
    {ROUTE_DISPATCH_RECOMMEND, dispatch_recommend, VIEW_MIRROR},
    {ROUTE_DISPATCH_FOLLOWED, dispatch_followed, VIEW_POOL}};

const struct desk desk_dispatch = {
    .magic = DESK_MAGIC,
    .name = "dispatch",
    .commands = commands,
    .ncommands = ARRAY_LEN(commands),
    .views = views,
    .nviews = ARRAY_LEN(views),
    .open = open_desk,
    .close = close_desk,
    .wake = wake,
};
