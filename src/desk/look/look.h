/* SPDX-License-Identifier: Apache-2.0 */
/* The look desk: why somebody looks at something, written down before it is shown. See README.md. */
#ifndef DESK_LOOK_LOOK_H
#define DESK_LOOK_LOOK_H

#include "core/desk.h"

extern const struct desk desk_look;

#endif
