/* SPDX-License-Identifier: Apache-2.0 */
#include "app/app.h"

#include "base/log.h"
#include "desk/access/access.h"
#include "desk/alarm/alarm.h"
#include "desk/approve/approve.h"
#include "desk/dispatch/dispatch.h"
#include "desk/load/load.h"
#include "desk/look/look.h"
#include "desk/registry/registry.h"
#include "desk/retain/retain.h"
#include "desk/road/road.h"
#include "desk/site/site.h"
#include "desk/street/street.h"
#include "desk/unit/unit.h"
#include "desk/warn/warn.h"
#include "port/cap/cap.h"
#include "port/cot/cot.h"
#include "port/dc09/dc09.h"
#include "port/http/http.h"
#include "port/mqtt/mqtt.h"
#include "port/still/still.h"

const struct desk *const app_desks[] = {
    &desk_access, &desk_registry, &desk_unit,   &desk_alarm, &desk_dispatch,
    &desk_road,   &desk_approve,  &desk_retain, &desk_look,  &desk_load,
    &desk_site,   &desk_warn,     &desk_street, NULL};
const struct port *const app_ports[] = {&port_cap,   &port_dc09, &port_cot, &port_mqtt,
                                        &port_still, &port_http, NULL};

static void close_ports(struct app *a)
{
    while (a->nports > 0) {
        a->nports--;
        app_ports[a->nports]->close(a->ports[a->nports]);
    }
}

enum rc app_start(struct app *a, struct err *e)
{
    struct core_config config = {&a->settings, app_desks, a->tool};
    enum rc rc = core_open(&a->core, &config, e);
    if (rc != RC_OK)
        return rc;
    rc = core_start(a->core, e);
    if (rc == RC_OK && !a->tool && settings_bool(&a->settings, SET_DEMO_ENABLED))
        rc = demo_begin(a, e); /* before anybody can ask whether it is ready */
    for (int i = 0; app_ports[i] != NULL && rc == RC_OK; i++) {
        rc = app_ports[i]->open(&a->ports[i], core_host(a->core), e);
        if (rc == RC_OK)
            a->nports++;
    }
    for (int i = 0; app_ports[i] != NULL && i < a->nports && rc == RC_OK; i++)
        rc = app_ports[i]->start(a->ports[i], e);
    if (rc != RC_OK)
        app_stop(a);
    return rc;
}

void app_stop(struct app *a)
{
    for (int i = 0; app_ports[i] != NULL && i < a->nports; i++)
        app_ports[i]->drain(a->ports[i]);
    core_stop(a->core);
    close_ports(a);
    core_close(a->core);
    a->core = NULL;
}
