/* SPDX-License-Identifier: Apache-2.0 */
/* What a heartbeat says besides that the device lives: that it lives at all, and how its battery does. Once each, not at each line. */
#include "core/raise.h"
#include "desk/alarm/alarm_priv.h"

#define CHARGED 100 /* per mille above the limit: a battery at the edge does not go up and down */

void vital_known(struct live_device *live, const struct device *dev)
{
    live->met = dev != NULL && dev->heard_at != 0;
    live->battery_low = dev != NULL && dev->battery_low_since != 0;
}

static void tell_low(struct decision *d, struct str id, const struct device *dev)
{
    struct raise_practice practice = {PRACTICE_NO, STR_NONE};
    const struct entity *open = raise_open(d->picture, id, ALARM_KIND_TECHNICAL);
    if (open == NULL) {
        practice = raise_practice(d, dev, ALARM_KIND_TECHNICAL);
        open = raise_open_practice(d->picture, id, ALARM_KIND_TECHNICAL, practice);
    }
    if (open != NULL)
        return; /* latched: somebody has to see to it anyhow */
    struct alarm a = raise_press(d, NULL, id, ALARM_KIND_TECHNICAL, d->now);
    raise_place(&a, dev);
    alarm_set_cause(&a, ALARM_CAUSE_BATTERY);
    if (practice.what != PRACTICE_NO)
        raise_mark(&a, NULL, practice);
    raise_event(d, NULL, &a)->about = decision_ref(d, KIND_DEVICE, id);
}

/* Of phones it is the officer's own business, and shown with the unit. */
static bool watched(const struct device *dev)
{
    return dev != NULL && dev->state != DEVICE_STATE_UNKNOWN && dev->kind != DEVICE_KIND_TABLET &&
           dev->kind != DEVICE_KIND_TRACKER;
}

static void battery(struct decision *d, struct live_device *live)
{
    int64_t limit = settings_int(d->settings, SET_ALARM_BATTERY_LOW) * 10;
    bool low = live->battery <= (live->battery_low ? limit + CHARGED - 1 : limit);
    if (live->battery == LIVE_UNKNOWN || low == live->battery_low)
        return;
    live->battery_low = low;
    const struct device *dev = picture_get(d->picture, KIND_DEVICE, live->id);
    if (!watched(dev) || (dev->battery_low_since != 0) == low)
        return;
    struct device patch = {0};
    device_set_battery_low_since(&patch, low ? d->now : 0);
    (void)decision_event(d, EV_DEVICE_BATTERY, live->id, &patch);
    if (low)
        tell_low(d, live->id, dev);
}

static void first_sign(struct decision *d, struct live_device *live)
{
    const struct device *dev = picture_get(d->picture, KIND_DEVICE, live->id);
    if (dev == NULL || dev->state == DEVICE_STATE_UNKNOWN)
        return;
    live->met = true;
    if (dev->heard_at != 0)
        return;
    struct device patch = {0};
    device_set_heard_at(&patch, d->now);
    (void)decision_event(d, EV_DEVICE_HEARD, live->id, &patch);
}

void vital_heard(struct decision *d, struct live_device *live)
{
    if (!live->met)
        first_sign(d, live);
    if (live->battery != LIVE_UNKNOWN)
        battery(d, live);
}
