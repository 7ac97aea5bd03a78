/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An alarm panel as a school has it: SIA DC-09 over TCP, encrypted, one connection that stands; what is not acknowledged is
 * said again, and after a NAK its clock is set. It has a thread of its own, so a centre that does not answer holds up nobody.
 */
#ifndef SIM_SCHOOL_PANEL_H
#define SIM_SCHOOL_PANEL_H

#include "base/err.h"
#include "base/str.h"

struct school_panel;

/* At `to` (HOST:PORT), with the key of `account` in the file `keys`, as the setting dc09.keys has it. Says nothing yet. */
MUST_USE enum rc school_panel_open(struct school_panel **out, const char *to, const char *keys,
                                   const char *account, struct err *e);
/* NULL is none. */
void school_panel_close(struct school_panel *p);
/*
 * "NULL" (it is there) or a Contact ID event, "1120 01 003". A sign of life is left out while anything waits; of events it
 * keeps 16, as panels do, and then forgets the oldest.
 */
void school_panel_say(struct school_panel *p, const char *what);

#endif
