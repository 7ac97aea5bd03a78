/* SPDX-License-Identifier: Apache-2.0 */
/* A district with three units on duty, for tests of the dispatch desk: M2 is nearest to what open_one opens. */
#ifndef TESTS_UNIT_DESK_DISPATCH_CITY_H
#define TESTS_UNIT_DESK_DISPATCH_CITY_H

#include <string.h>

#include "desk/alarm/alarm.h"
#include "desk/dispatch/dispatch.h"
#include "desk/unit/unit.h"
#include "support/rig.h"

static const struct desk *const desks[] = {&desk_alarm, &desk_dispatch, &desk_unit, NULL};

static inline void add_unit(struct rig *r, const char *id, const char *area)
{
    char tablet[32];
    struct unit u = {0};
    unit_set_name(&u, str_c(id));
    unit_set_area(&u, str_c(area));
    unit_set_duty(&u, UNIT_DUTY_OFF);
    unit_set_status(&u, UNIT_STATUS_OUT);
    rig_event(r, EV_UNIT_SET, id, &u);
    struct device d = {0};
    (void)snprintf(tablet, sizeof tablet, "tab-%s", id);
    device_set_kind(&d, DEVICE_KIND_TABLET);
    device_set_unit(&d, str_c(id));
    device_set_state(&d, DEVICE_STATE_ACTIVE);
    rig_event(r, EV_DEVICE_SET, tablet, &d);
}

static inline void fix(struct rig *r, const char *unit, const char *lat)
{
    char line[300];
    struct buf at;
    buf_init(&at, 64);
    clock_format(&at, rig_now(r));
    (void)snprintf(line, sizeof line,
                   "{\"device\":\"tab-%s\",\"at\":\"%.*s\",\"lat\":%s,\"lon\":69.24}", unit,
                   STR_ARG(buf_str(&at)), lat);
    buf_release(&at);
    rig_telemetry(r, SERIES_POSITIONS, line);
}

static inline void on_duty(struct rig *r, const char *unit)
{
    char path[64];
    rig_as(r, "user/U9", ROLE_UNIT, "", unit);
    (void)snprintf(path, sizeof path, "/api/v1/units/%s/duty", unit);
    T_OK(rig_call(r, "POST", path, "{\"duty\":\"on\",\"sound\":true}"));
}

static inline struct rig *city(void)
{
    struct rig *r = rig_new(desks);
    struct area a = {0};
    area_set_name(&a, STR("North"));
    rig_event(r, EV_AREA_SET, "north", &a);
    add_unit(r, "M1", "north");
    add_unit(r, "M2", "north");
    add_unit(r, "M3", "north");
    on_duty(r, "M1");
    on_duty(r, "M2");
    on_duty(r, "M3");
    fix(r, "M1", "41.300");
    fix(r, "M2", "41.310");
    fix(r, "M3", "41.350");
    rig_as(r, "user/U1", ROLE_OPERATOR, "", "");
    rig_mark(r);
    return r;
}

static inline const struct incident *incident(struct rig *r)
{
    T_REQUIRE(picture_count(rig_picture(r), KIND_INCIDENT) == 1);
    return picture_at(rig_picture(r), KIND_INCIDENT, 0)->rec;
}

static char incident_id[64];

static inline void open_one(struct rig *r)
{
    T_OK(rig_call(
        r, "POST", "/api/v1/incidents",
        "{\"kind\":\"robbery\",\"priority\":1,\"title\":\"Navoi 12\",\"lat\":41.311,\"lon\":69.24}"));
    (void)snprintf(incident_id, sizeof incident_id, "%s", rig_member(r, "id"));
}

static inline enum rc post(struct rig *r, const char *kind, const char *id, const char *verb,
                           const char *body)
{
    char path[200];
    (void)snprintf(path, sizeof path, "/api/v1/%s/%s/%s", kind, id, verb);
    return rig_call(r, "POST", path, body);
}

/* Who acts is somebody of a desk: user/U1 of the centre, and so on. */
static inline void as_desk(struct rig *r, const char *user)
{
    rig_as(r, user, ROLE_OPERATOR, "", "");
}

/* Sends the unit to the incident that was opened last; the assignment's id in a buffer of the caller. */
static inline void send_unit(struct rig *r, const char *unit, char id[64])
{
    char body[100];
    (void)snprintf(body, sizeof body, "{\"unit\":\"%s\"}", unit);
    T_OK(post(r, "incidents", incident_id, "assign", body));
    (void)snprintf(id, 64, "%s", rig_member(r, "id"));
}

#endif
