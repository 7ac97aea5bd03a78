/* SPDX-License-Identifier: Apache-2.0 */
/* The warning desk: warnings of other agencies, and those that are issued here. See README.md. */
#ifndef DESK_WARN_WARN_H
#define DESK_WARN_WARN_H

#include "core/desk.h"

extern const struct desk desk_warn;

#endif
