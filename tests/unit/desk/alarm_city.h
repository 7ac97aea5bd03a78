/* SPDX-License-Identifier: Apache-2.0 */
/* A small city for the tests of the alarm desk: a school in the north with its button "btn-114". */
#ifndef TESTS_UNIT_DESK_ALARM_CITY_H
#define TESTS_UNIT_DESK_ALARM_CITY_H

#include <string.h>

#include "desk/alarm/alarm.h"
#include "desk/dispatch/dispatch.h"
#include "support/rig.h"

/* A button in use that must be heard every so many seconds, without place and name. */
static inline struct device button(int64_t period_s)
{
    struct device d = {0};
    device_set_kind(&d, DEVICE_KIND_BUTTON);
    device_set_state(&d, DEVICE_STATE_ACTIVE);
    device_set_period_s(&d, period_s);
    return d;
}

/* Who asks is an administrator; the events until here are not counted. */
static inline struct rig *city(void)
{
    static const struct desk *const desks[] = {&desk_alarm, &desk_dispatch, NULL};
    struct rig *r = rig_new(desks);
    struct area north = {0};
    area_set_name(&north, STR("North"));
    rig_event(r, EV_AREA_SET, "north", &north);
    rig_event(r, EV_AREA_SET, "south", &north);
    struct site s = {0};
    site_set_name(&s, STR("School 114"));
    site_set_area(&s, STR("north"));
    site_set_lat(&s, 413111000);
    site_set_lon(&s, 692400000);
    rig_event(r, EV_SITE_SET, "school-114", &s);
    struct device d = button(60);
    device_set_site(&d, STR("school-114"));
    device_set_area(&d, STR("north"));
    rig_event(r, EV_DEVICE_SET, "btn-114", &d);
    rig_as(r, "local", ROLE_ADMIN, "", "");
    rig_mark(r);
    return r;
}

/* One press now, with the token of a gateway; it asks from then on. */
static inline enum rc press(struct rig *r, const char *device, const char *kind, const char *id)
{
    char body[300];
    struct buf at;
    buf_init(&at, 64);
    clock_format(&at, rig_now(r));
    (void)snprintf(body, sizeof body,
                   "{\"device\":\"%s\",\"kind\":\"%s\",\"at\":\"%.*s\",\"id\":\"%s\"}", device,
                   kind, STR_ARG(buf_str(&at)), id);
    buf_release(&at);
    rig_as(r, "local", ROLE_ALARM, "", "");
    return rig_call(r, "POST", "/api/v1/alarms", body);
}

/* The one alarm that is not about silence. */
static inline const struct alarm *only_alarm(struct rig *r)
{
    const struct alarm *only = NULL;
    for (uint32_t i = 0; i < picture_count(rig_picture(r), KIND_ALARM); i++) {
        const struct alarm *a = picture_at(rig_picture(r), KIND_ALARM, i)->rec;
        if (a->kind == ALARM_KIND_SILENCE)
            continue;
        T_REQUIRE(only == NULL);
        only = a;
    }
    T_REQUIRE(only != NULL);
    return only;
}

#endif
