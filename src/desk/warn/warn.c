/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/warn/warn.h"

#include "core/raise.h"
#include "desk/warn/warn_priv.h"

usec_t warn_leaves_at(const struct decision *d)
{
    return d->now + settings_int(d->settings, SET_ALARM_ARCHIVE_HOURS) * USEC_H;
}

void warn_event(struct decision *d, enum event_type type, struct str id, const struct warning *w,
                struct str areas)
{
    struct event *ev = decision_event(d, type, id, w);
    while (areas.n > 0)
        decision_also(d, ev, "", str_cut(&areas, ','));
}

/* ---- alerting ---- */

static const char *said_of_trust(int64_t trust)
{
    return trust == WARNING_TRUST_BROKEN     ? "SIGNATURE BROKEN: "
           : trust == WARNING_TRUST_VERIFIED ? ""
                                             : "unverified: ";
}

/* Bad, soon, real, and here; of one that does not say where nobody can know that it is elsewhere. */
static bool alerts(const struct warning *w)
{
    return w->status == WARNING_STATUS_ACTUAL && w->state == WARNING_STATE_ACTIVE &&
           (w->severity == WARNING_SEVERITY_EXTREME || w->severity == WARNING_SEVERITY_SEVERE) &&
           w->urgency != WARNING_URGENCY_PAST &&
           (w->areas.n > 0 || (w->has & BIT(F_WARNING_LAT)) == 0);
}

void warn_alarm(struct decision *d, struct str id, const struct warning *before,
                const struct warning *w)
{
    if (!alerts(w) || (before != NULL && alerts(before) && before->severity <= w->severity))
        return;
    struct str device = arena_printf(d->arena, "warning:%.*s", STR_ARG(id));
    const struct entity *open = raise_open(d->picture, device, ALARM_KIND_WARNING);
    struct alarm a = raise_press(d, open, device, ALARM_KIND_WARNING, d->now);
    struct str what = w->headline.n > 0 ? w->headline : w->event;
    alarm_set_detail(
        &a,
        warn_cut(arena_printf(d->arena, "%s%.*s", said_of_trust(w->trust), STR_ARG(what)), 240));
    if (open == NULL)
        alarm_set_area(&a, w->area);
    if ((w->has & BIT(F_WARNING_LAT)) != 0) {
        alarm_set_lat(&a, w->lat);
        alarm_set_lon(&a, w->lon);
    }
    struct event *ev = raise_event(d, open, &a);
    ev->about = decision_ref(d, KIND_WARNING, id);
    struct str alarm = ev->id;
    for (struct str rest = w->areas; rest.n > 0;)
        decision_also(d, ev, "", str_cut(&rest, ','));
    if (open != NULL)
        return;
    struct warning told = {0};
    warning_set_alarm(&told, alarm);
    warn_event(d, EV_WARNING_ALARMED, id, &told, w->areas);
}

/* ---- time ---- */

static void wake(struct desk_state *s, struct decision *d, const struct entity *en, usec_t due)
{
    const struct warning *now = en->rec;
    struct warning w = {0};
    UNUSED(s);
    UNUSED(due);
    if (now->state != WARNING_STATE_ACTIVE) {
        warn_event(d, EV_WARNING_ARCHIVED, en->id, &w, now->areas);
        return;
    }
    warning_set_state(&w, WARNING_STATE_EXPIRED);
    warning_set_wake_at(&w, warn_leaves_at(d));
    warn_event(d, EV_WARNING_EXPIRED, en->id, &w, now->areas);
}

static const struct desk_command commands[] = {
    {ROUTE_WARN_RECEIVE, warn_receive_prepare, true, warn_receive},
    {ROUTE_WARN_RECEIVE_TOKEN, warn_receive_prepare, true, warn_receive},
    {ROUTE_WARN_ISSUE, warn_issue_prepare, true, warn_issue},
    {ROUTE_WARN_UPDATE, warn_issue_prepare, true, warn_issue},
    {ROUTE_WARN_CANCEL, warn_cancel_prepare, true, warn_issue},
};

static const struct desk_view views[] = {
    {ROUTE_WARN_FEED, warn_feed, VIEW_MIRROR},
    {ROUTE_WARN_DOCUMENT, warn_document, VIEW_MIRROR},
    {ROUTE_WARN_AFFECTED, warn_affected, VIEW_POOL},
};

const struct desk desk_warn = {
    .magic = DESK_MAGIC,
    .name = "warn",
    .commands = commands,
    .ncommands = ARRAY_LEN(commands),
    .views = views,
    .nviews = ARRAY_LEN(views),
    .wake = wake,
};
