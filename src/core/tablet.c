/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tablet.h"

void tablet_make(struct decision *d, struct str unit, struct str area)
{
    struct str id = arena_printf(d->arena, "tab-%.*s", STR_ARG(unit));
    if (id.n > 64 || picture_find(d->picture, KIND_DEVICE, id) != NULL)
        return;
    struct device dev = {0};
    device_set_name(&dev, id);
    device_set_kind(&dev, DEVICE_KIND_TABLET);
    device_set_unit(&dev, unit);
    device_set_state(&dev, DEVICE_STATE_ACTIVE);
    if (area.n > 0)
        device_set_area(&dev, area);
    (void)decision_event(d, EV_DEVICE_SET, id, &dev);
}
