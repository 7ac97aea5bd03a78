/* SPDX-License-Identifier: Apache-2.0 */
/* TAK clients: Cursor on Target over TLS with client certificates. doc/cot.md says what is taken, answered and told. */
#ifndef PORT_COT_COT_H
#define PORT_COT_COT_H

#include "core/port.h"

extern const struct port port_cot;

#endif
