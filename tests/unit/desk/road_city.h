/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A small city for the tests of the road desk: cameras along a road to the north, patrols, reads.
 */
#ifndef TESTS_UNIT_DESK_ROAD_CITY_H
#define TESTS_UNIT_DESK_ROAD_CITY_H

#include <stdlib.h>
#include <string.h>

#include "desk/road/road.h"
#include "support/rig.h"

#define UNUSED_HERE __attribute__((unused))

/* 41.30 north, 69.24 east; a step is about a kilometre to the north. */
#define CITY_LAT 413000000
#define CITY_LON 692400000
#define CITY_STEP 90000

UNUSED_HERE static void city_camera(struct rig *r, const char *id, int steps, const char *area)
{
    struct device dev = {0};
    device_set_kind(&dev, DEVICE_KIND_CAMERA);
    device_set_area(&dev, str_c(area));
    device_set_lat(&dev, CITY_LAT + steps * CITY_STEP);
    device_set_lon(&dev, CITY_LON);
    device_set_speed_limit(&dev, 700);
    rig_event(r, EV_DEVICE_SET, id, &dev);
}

/* A patrol of this name on duty; its tablet is "tab-<name>". */
UNUSED_HERE static void city_unit(struct rig *r, const char *id, const char *area)
{
    struct unit u = {0};
    struct device dev = {0};
    char tablet[80];
    unit_set_name(&u, str_c(id));
    unit_set_area(&u, str_c(area));
    unit_set_duty(&u, UNIT_DUTY_ON);
    unit_set_status(&u, UNIT_STATUS_AVAILABLE);
    rig_event(r, EV_UNIT_SET, id, &u);
    (void)snprintf(tablet, sizeof tablet, "tab-%s", id);
    device_set_kind(&dev, DEVICE_KIND_TABLET);
    device_set_unit(&dev, str_c(id));
    rig_event(r, EV_DEVICE_SET, tablet, &dev);
}

UNUSED_HERE static const char *city_time(usec_t t)
{
    static char text[4][40];
    static int turn;
    struct buf b;
    turn = (turn + 1) % 4;
    buf_init(&b, 40);
    clock_format(&b, t);
    (void)str_copy(text[turn], sizeof text[turn], buf_str(&b));
    buf_release(&b);
    return text[turn];
}

/* Where a patrol is, in steps to the north (hundredths) and to the east. */
UNUSED_HERE static void city_place(struct rig *r, const char *unit, int north100, int east100)
{
    char line[300];
    (void)snprintf(line, sizeof line,
                   "{\"device\":\"tab-%s\",\"at\":\"%s\",\"lat\":%.7f,\"lon\":%.7f}\n", unit,
                   city_time(rig_now(r)), (CITY_LAT + north100 * (CITY_STEP / 100.0)) / 1e7,
                   (CITY_LON + east100 * (CITY_STEP / 100.0)) / 1e7);
    rig_telemetry(r, SERIES_POSITIONS, line);
}

/* A read as text; `more` is further members, each with a leading comma. Static buffers. */
UNUSED_HERE static const char *city_read(const struct rig *r, const char *camera, const char *plate,
                                         const char *region, usec_t ago, const char *more)
{
    static char text[8][700];
    static int turn;
    turn = (turn + 1) % 8;
    (void)snprintf(text[turn], sizeof text[turn],
                   "{\"camera\":\"%s\",\"plate\":\"%s\",\"region\":\"%s\",\"at\":\"%s\"%s}\n",
                   camera, plate, region, city_time(rig_now(r) - ago), more);
    return text[turn];
}

UNUSED_HERE static void city_pass(struct rig *r, const char *camera, const char *plate,
                                  const char *more)
{
    rig_telemetry(r, SERIES_READS, city_read(r, camera, plate, "uz", 0, more));
}

/* A line of a hotlist. `more` with a leading comma. Static buffer. */
UNUSED_HERE static const char *city_line(const char *plate, const char *region, const char *class,
                                         const char *reason, const char *expires, const char *more)
{
    static char text[8][700];
    static int turn;
    turn = (turn + 1) % 8;
    (void)snprintf(text[turn], sizeof text[turn],
                   "{\"plate\":\"%s\",\"region\":\"%s\",\"class\":\"%s\",\"issuer\":\"GUVD\","
                   "\"basis\":\"case 12\",\"reason\":\"%s\",\"expires_at\":\"%s\"%s}\n",
                   plate, region, class, reason, expires, more);
    return text[turn];
}

#define LATER "2027-06-01T00:00:00Z"

/* One entry by hand, as a supervisor; its id in a static buffer. */
UNUSED_HERE static const char *city_wanted(struct rig *r, const char *plate, const char *class,
                                           const char *reason, const char *more)
{
    static char id[80];
    rig_as(r, "user/U9", ROLE_SUPERVISOR, "", "");
    T_EQ(rig_call(r, "POST", "/api/v1/entries", city_line(plate, "uz", class, reason, LATER, more)),
         RC_OK);
    (void)str_copy(id, sizeof id, str_c(rig_member(r, "id")));
    return id;
}

UNUSED_HERE static struct rig *city_new(void)
{
    static const struct desk *const desks[] = {&desk_road, NULL};
    struct rig *r = rig_new(desks);
    struct area a = {0};
    area_set_name(&a, STR("north"));
    rig_event(r, EV_AREA_SET, "north", &a);
    area_set_name(&a, STR("south"));
    rig_event(r, EV_AREA_SET, "south", &a);
    for (int i = 0; i < 6; i++) {
        char id[16];
        (void)snprintf(id, sizeof id, "cam-%d", i);
        city_camera(r, id, i * 2, i < 3 ? "south" : "north");
    }
    rig_as(r, "user/U9", ROLE_SUPERVISOR, "", "");
    rig_mark(r);
    return r;
}

/* The only entity of a kind, or NULL. */
UNUSED_HERE static const struct entity *city_only(const struct rig *r, enum kind kind)
{
    return picture_count(rig_picture(r), kind) == 1 ? picture_at(rig_picture(r), kind, 0) : NULL;
}

/* POST to /api/v1/<what>/<id>/<verb>. */
UNUSED_HERE static enum rc city_post(struct rig *r, const char *what, struct str id,
                                     const char *verb, const char *body)
{
    char path[200];
    (void)snprintf(path, sizeof path, "/api/v1/%s/%.*s/%s", what, STR_ARG(id), verb);
    return rig_call(r, "POST", path, body);
}

#define SEEN_ALL "{\"plate\":true,\"region\":true,\"class\":true}"
#define NAMED "{\"name\":\"Karimov, duty desk\"}"

#endif
