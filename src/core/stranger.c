/* SPDX-License-Identifier: Apache-2.0 */
#include "core/stranger.h"

static uint32_t behind(const struct decision *d, struct str who)
{
    uint32_t n;
    (void)picture_by(d->picture, KIND_DEVICE, F_DEVICE_SEEN_BY, who, &n);
    return n;
}

/* A walk over all devices, so once a second at most: in between only more are counted, never fewer. */
static int64_t *in_all(const struct decision *d)
{
    struct live_strangers *all = live_strangers(d->live);
    if (all->counted != 0 && d->now - all->counted < USEC_S)
        return &all->n;
    *all = (struct live_strangers){.counted = d->now};
    for (uint32_t i = 0; i < picture_count(d->picture, KIND_DEVICE); i++)
        all->n += ((const struct device *)picture_at(d->picture, KIND_DEVICE, i)->rec)->state ==
                  DEVICE_STATE_UNKNOWN;
    return &all->n;
}

static void say_crowded(struct decision *d, struct str token, usec_t since)
{
    const struct token *t = picture_get(d->picture, KIND_TOKEN, token);
    struct token patch = {0};
    if (t == NULL || (t->crowded_at != 0) == (since != 0))
        return;
    token_set_crowded_at(&patch, since);
    (void)decision_event(d, EV_TOKEN_CROWDED, token, &patch);
}

bool stranger_meet(struct decision *d, const struct stranger *s)
{
    struct str who = decision_who(d);
    struct device dev = {0};
    if (behind(d, who) >= settings_int(d->settings, SET_INTAKE_UNKNOWN_PER_TOKEN) ||
        *in_all(d) >= settings_int(d->settings, SET_INTAKE_UNKNOWN_ALL)) {
        say_crowded(d, who, d->now);
        return false;
    }
    device_set_name(&dev, s->device);
    device_set_kind(&dev, str_starts(s->device, STR(STRANGER_PANEL)) ? DEVICE_KIND_PANEL : s->kind);
    device_set_area(&dev, s->area);
    device_set_state(&dev, DEVICE_STATE_UNKNOWN);
    device_set_seen_by(&dev, who);
    device_set_wake_at(&dev,
                       d->now + settings_int(d->settings, SET_INTAKE_UNKNOWN_DAYS) * USEC_DAY);
    if (s->placed) {
        device_set_lat(&dev, s->at.lat7);
        device_set_lon(&dev, s->at.lon7);
    }
    (void)decision_event(d, EV_DEVICE_SEEN, s->device, &dev);
    ++*in_all(d);
    return true;
}

void stranger_known(struct decision *d, const struct device *before)
{
    if (before->state == DEVICE_STATE_UNKNOWN)
        say_crowded(d, before->seen_by, 0);
}
