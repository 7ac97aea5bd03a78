/* SPDX-License-Identifier: Apache-2.0 */
/* markaz-sim panel: alarm panels that report by SIA DC-09, one or thousands of them at once. */
#ifndef SIM_PANEL_H
#define SIM_PANEL_H

#include <netdb.h>
#include <signal.h>

#include "wire/dc09.h"

/* The arguments behind "panel". Returns the exit code: 0 when every message was acknowledged. */
int panel_main(int argc, char **argv, const volatile sig_atomic_t *stop);

/* ---- what every panel here needs ---- */

/* Of HOST:PORT; NULL: it is none. freeaddrinfo. */
MUST_USE struct addrinfo *panel_find(const char *to, bool udp);
/* A whole frame: `say` is "NULL", Contact ID ("1120 01 003") or SIA ("Nri1/PA3"); `at` by the panel's clock, UTC. */
void panel_put(struct buf *out, const char *account, uint32_t number, const char *say,
               const struct dc09_key *key, usec_t at);
/* The time that a NAK tells (its `rest`) becomes the panel's own. */
void panel_set_clock(struct str clear, usec_t *skew);

#endif
