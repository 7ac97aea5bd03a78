/* SPDX-License-Identifier: Apache-2.0 */
/* Protected sites over time: their weekly tests, their drills, and which of them are connected. See README.md. */
#ifndef DESK_SITE_SITE_H
#define DESK_SITE_SITE_H

#include "core/desk.h"

extern const struct desk desk_site;

#endif
