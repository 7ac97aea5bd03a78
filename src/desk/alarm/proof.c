/* SPDX-License-Identifier: Apache-2.0 */
/* Devices that prove themselves: by a test signal, by a press in a drill; and a press in a drill that turns out to be real. */
#include "core/raise.h"
#include "desk/alarm/alarm_priv.h"

void alarm_proven(struct decision *d, struct str device, usec_t at, int64_t how)
{
    const struct device *dev = picture_get(d->picture, KIND_DEVICE, device);
    struct device proof = {0};
    if (dev == NULL || dev->state == DEVICE_STATE_UNKNOWN || dev->tested_at >= at)
        return;
    device_set_tested_at(&proof, at);
    device_set_tested_how(&proof, how);
    (void)decision_event(d, EV_DEVICE_TESTED, device, &proof);
}

void alarm_closed_as_test(struct decision *d, const struct alarm *a)
{
    /* A test signal proved it when it came; that of an administrator in the device's name proves nothing of the device. */
    if (raise_priority(a->kind) <= 2 && a->practice == PRACTICE_NO && !a->unknown_device)
        alarm_proven(d, a->device, a->pressed_at, TEST_HOW_PRESS);
}

/* The drill it was pressed in is over for all: whoever presses next may be in need too. */
static void end_drill(struct decision *d, struct str id)
{
    const struct drill *now = picture_get(d->picture, KIND_DRILL, id);
    struct drill end = {0};
    if (now == NULL || now->state == DRILL_STATE_OVER)
        return;
    drill_set_state(&end, DRILL_STATE_OVER);
    drill_set_ended_by(&end, decision_who(d));
    drill_set_ended_at(&end, d->now);
    drill_set_wake_at(&end, d->now + settings_int(d->settings, SET_ALARM_ARCHIVE_HOURS) * USEC_H);
    (void)decision_event(d, EV_DRILL_ENDED, id, &end);
}

/* Units that were sent to the exercise are told that it is none. */
static void tell_incident(struct decision *d, struct str id)
{
    const struct incident *now = id.n > 0 ? picture_get(d->picture, KIND_INCIDENT, id) : NULL;
    struct incident real = {0};
    uint32_t n;
    if (now == NULL || now->practice == PRACTICE_NO)
        return;
    incident_set_practice(&real, PRACTICE_NO);
    struct event *ev = decision_event(d, EV_INCIDENT_CHANGED, id, &real);
    const struct entity *const *list =
        picture_by(d->picture, KIND_ASSIGNMENT, F_ASSIGNMENT_INCIDENT, id, &n);
    for (uint32_t i = 0; i < n; i++)
        decision_also(d, ev, "unit/", ((const struct assignment *)list[i]->rec)->unit);
}

enum rc alarm_genuine(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct entity *en;
    struct alarm real = {0};
    UNUSED(s);
    enum rc rc = alarm_find(d, c, &en, e);
    if (rc != RC_OK)
        return rc;
    const struct alarm *now = en->rec;
    if (now->practice == PRACTICE_NO)
        return err_set(e, RC_CONFLICT, "it is marked neither as a drill nor as maintenance");
    if (now->state == ALARM_STATE_CLOSED)
        return err_set(e, RC_CONFLICT, "it is closed already: reopen it first");
    alarm_set_practice(&real, PRACTICE_NO);
    alarm_set_priority(&real, raise_priority(now->kind));
    alarm_set_state(&real, ALARM_STATE_ACTIVE); /* the others shall hear it */
    alarm_set_escalated(&real, 0);
    alarm_set_wake_at(&real, raise_escalates_at(d, d->now, 0));
    if (now->shelved_until != 0)
        alarm_set_shelved_until(&real, 0);
    raise_end_offer(now, &real);
    (void)decision_event(d, EV_ALARM_GENUINE, en->id, &real);
    tell_incident(d, now->incident);
    if (now->drill.n > 0)
        end_drill(d, now->drill);
    return RC_OK;
}
