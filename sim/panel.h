/* SPDX-License-Identifier: Apache-2.0 */
/* markaz-sim panel: alarm panels that report by SIA DC-09, one or thousands of them at once. */
#ifndef SIM_PANEL_H
#define SIM_PANEL_H

#include <signal.h>

/* The arguments behind "panel". Returns the exit code: 0 when every message was acknowledged. */
int panel_main(int argc, char **argv, const volatile sig_atomic_t *stop);

#endif
