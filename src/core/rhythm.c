/* SPDX-License-Identifier: Apache-2.0 */
#include "core/rhythm.h"
#include "event/record.h"

int64_t rhythm_of(const struct settings *s, const struct device *dev)
{
    if ((dev->has & BIT(F_DEVICE_PERIOD_S)) != 0)
        return dev->period_s;
    if (dev->heard_at == 0)
        return 0;
    switch (dev->kind) {
    case DEVICE_KIND_CAMERA: return settings_int(s, SET_RHYTHM_CAMERA_S);
    case DEVICE_KIND_BUTTON: return settings_int(s, SET_RHYTHM_BUTTON_S);
    case DEVICE_KIND_PANEL: return settings_int(s, SET_RHYTHM_PANEL_S);
    case DEVICE_KIND_OTHER: return settings_int(s, SET_RHYTHM_OTHER_S);
    default: return 0; /* phones: their unit is supervised while it is on duty */
    }
}
