/* SPDX-License-Identifier: Apache-2.0 */
/* The unit desk: duty, shifts, status, presence, help. See README.md. */
#ifndef DESK_UNIT_UNIT_H
#define DESK_UNIT_UNIT_H

#include "core/desk.h"

extern const struct desk desk_unit;

#endif
