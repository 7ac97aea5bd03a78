/* SPDX-License-Identifier: Apache-2.0 */
/* The port that pulls other agencies' warnings: Atom and RSS feeds of CAP alerts, by way of the courier. See doc/cap.md. */
#ifndef PORT_CAP_CAP_H
#define PORT_CAP_CAP_H

#include "core/port.h"

extern const struct port port_cap;

#endif
