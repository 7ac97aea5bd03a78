/* SPDX-License-Identifier: Apache-2.0 */
/* The port that brings pictures of cameras which have nothing but an address, by way of couriers. See doc/devices.md. */
#ifndef PORT_STILL_STILL_H
#define PORT_STILL_STILL_H

#include "core/port.h"

extern const struct port port_still;

#endif
