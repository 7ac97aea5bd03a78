/* SPDX-License-Identifier: Apache-2.0 */
/* The approve desk: what waits for a second person. See README.md. */
#ifndef DESK_APPROVE_APPROVE_H
#define DESK_APPROVE_APPROVE_H

#include "core/desk.h"

extern const struct desk desk_approve;

#endif
