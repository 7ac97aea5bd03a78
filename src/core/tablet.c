/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tablet.h"

#include "core/stranger.h"

void tablet_make(struct decision *d, struct str unit, struct str area)
{
    struct str id = arena_printf(d->arena, "tab-%.*s", STR_ARG(unit));
    const struct device *before = picture_get(d->picture, KIND_DEVICE, id);
    if (id.n > ID_MAX || (before != NULL && before->state != DEVICE_STATE_UNKNOWN))
        return;
    struct device dev = {0};
    device_set_name(&dev, id);
    device_set_kind(&dev, DEVICE_KIND_TABLET);
    device_set_unit(&dev, unit);
    device_set_state(&dev, DEVICE_STATE_ACTIVE);
    if (area.n > 0)
        device_set_area(&dev, area);
    if (before != NULL) { /* it spoke before anybody knew it */
        device_set_seen_by(&dev, STR_NONE);
        device_set_wake_at(&dev, 0);
    }
    (void)decision_event(d, EV_DEVICE_SET, id, &dev);
    if (before != NULL)
        stranger_known(d, before);
}
