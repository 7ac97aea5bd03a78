/* SPDX-License-Identifier: Apache-2.0 */
/* The load desk: how much the alarms ask of people, and how they answered. See README.md. */
#ifndef DESK_LOAD_LOAD_H
#define DESK_LOAD_LOAD_H

#include "core/desk.h"

extern const struct desk desk_load;

#endif
