/* SPDX-License-Identifier: Apache-2.0 */
/* The alarm desk: latched alarms, escalation, supervision of devices. See README.md. */
#ifndef DESK_ALARM_ALARM_H
#define DESK_ALARM_ALARM_H

#include "core/desk.h"

extern const struct desk desk_alarm;

#endif
