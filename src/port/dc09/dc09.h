/* SPDX-License-Identifier: Apache-2.0 */
/* The port of alarm panels: SIA DC-09 over TCP and UDP. doc/dc09.md says what it takes and answers. */
#ifndef PORT_DC09_DC09_H
#define PORT_DC09_DC09_H

#include "core/port.h"

extern const struct port port_dc09;

#endif
