/* SPDX-License-Identifier: Apache-2.0 */
/* How long things are kept, what is held, and the erasing of what is due. See README.md. */
#ifndef DESK_RETAIN_RETAIN_H
#define DESK_RETAIN_RETAIN_H

#include "core/desk.h"

extern const struct desk desk_retain;

#endif
