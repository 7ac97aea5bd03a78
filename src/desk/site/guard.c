/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/site/site_priv.h"

const char *const site_state_names[SITE_STATES] = {"none", "silent", "connected", "tested"};

bool guard_is(const struct device *dev)
{
    bool used = dev->state == DEVICE_STATE_ACTIVE || dev->state == DEVICE_STATE_MAINTENANCE;
    return used && (dev->kind == DEVICE_KIND_BUTTON || dev->kind == DEVICE_KIND_PANEL);
}

static void count(struct standing *s, const struct device *dev, usec_t since)
{
    bool maintained = dev->state == DEVICE_STATE_MAINTENANCE;
    bool proven = dev->tested_at != 0 && dev->tested_at >= since;
    s->heard += dev->heard_at != 0;
    s->maintained += maintained;
    s->silent += dev->silent_since != 0 && !maintained;
    s->low += dev->battery_low_since != 0;
    s->tested += proven;
    s->unproven += !proven && !maintained;
    if (s->guards == 0 || dev->tested_at < s->tested_at)
        s->tested_at = dev->tested_at;
    s->guards++;
}

struct standing guard_standing(const struct picture *p, struct str site, usec_t since)
{
    struct standing s = {0};
    uint32_t n;
    const struct entity *const *list = picture_by(p, KIND_DEVICE, F_DEVICE_SITE, site, &n);
    for (uint32_t i = 0; i < n; i++)
        if (guard_is(list[i]->rec))
            count(&s, list[i]->rec, since);
    return s;
}

enum site_state site_state(const struct standing *s)
{
    if (s->heard == 0)
        return SITE_NONE;
    if (s->silent > 0)
        return SITE_SILENT;
    return s->unproven == 0 && s->tested > 0 ? SITE_TESTED : SITE_CONNECTED;
}
