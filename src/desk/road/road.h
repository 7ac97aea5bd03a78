/* SPDX-License-Identifier: Apache-2.0 */
/* Wanted vehicles, dangerous driving, and who is told of them. See README.md. */
#ifndef DESK_ROAD_ROAD_H
#define DESK_ROAD_ROAD_H

#include "core/desk.h"

extern const struct desk desk_road;

#endif
