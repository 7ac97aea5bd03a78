/* SPDX-License-Identifier: Apache-2.0 */
/* The dispatch desk: incidents, assignments, notes, recommended units. See README.md. */
#ifndef DESK_DISPATCH_DISPATCH_H
#define DESK_DISPATCH_DISPATCH_H

#include "core/desk.h"

extern const struct desk desk_dispatch;

#endif
