/* SPDX-License-Identifier: Apache-2.0 */
/* A rule two desks need: every unit has the device its officer's tablet speaks as. */
#ifndef CORE_TABLET_H
#define CORE_TABLET_H

#include "core/desk.h"

/*
 * Add the device `tab-<unit>` for a new unit unless there is one, so that the tablet's first position is not refused for
 * want of a device. `area` may be empty.
 */
void tablet_make(struct decision *d, struct str unit, struct str area);

#endif
