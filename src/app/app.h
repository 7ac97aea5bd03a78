/* SPDX-License-Identifier: Apache-2.0 */
/* The centre put together: the list of desks and the list of ports. The server, the command-line tool and the tests share it. */
#ifndef APP_APP_H
#define APP_APP_H

#include "core/core.h"

struct app {
    struct settings settings;
    struct core *core;
    bool tool; /* see core_config */
    struct port_state *ports[8];
    int nports;
};

extern const struct desk *const app_desks[]; /* ends with NULL */
extern const struct port *const app_ports[]; /* ends with NULL */

/* Open the core, start it, then the ports. On failure everything is closed again. */
MUST_USE enum rc app_start(struct app *a, struct err *e);
/* Drain the ports, stop and close. */
void app_stop(struct app *a);

/* demo.c: make the demo's people and tokens as far as its city exists by now; true when nothing is left to do. */
bool demo_seed(struct app *a);
/* Before the first start of a demo: its folder and files. */
MUST_USE enum rc demo_begin(struct app *a, struct err *e);

#endif
