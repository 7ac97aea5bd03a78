/* SPDX-License-Identifier: Apache-2.0 */
/* {"all":[24 numbers],"motorway":[24 numbers]…}: traffic by the hour. */
#include <string.h>

#include "base/json.h"
#include "core/drive.h"

#define HOURS 24
#define ALL ROAD_CLASSES /* the others */

static const char *const classes[] = {"motorway", "trunk",  "primary", "secondary", "tertiary",
                                      "minor",    "street", "living",  "service",   "track",
                                      "ferry",    "other",  "all"};

static int class_of(struct json_token t)
{
    for (int i = 0; i <= ALL; i++)
        if (t.kind == JSON_KEY && !t.escaped && str_eqc(t.raw, classes[i]))
            return i;
    return -1;
}

static enum rc read_list(struct json_reader *r, const char *name, uint16_t out[static HOURS],
                         struct err *e)
{
    int64_t v;
    if (json_next(r).kind != JSON_ARRAY)
        return err_set(e, RC_INVALID, "'%s' must be a list of %d numbers", name, HOURS);
    for (int i = 0; i < HOURS; i++) {
        struct json_token t = json_next(r);
        if (t.kind != JSON_NUMBER || !json_scaled(t, 0, &v) || v < ROAD_TIME_MIN ||
            v > ROAD_TIME_MAX)
            return err_set(e, RC_INVALID, "'%s' must be %d numbers from %u to %u: hour %d is not",
                           name, HOURS, ROAD_TIME_MIN, ROAD_TIME_MAX, i);
        out[i] = (uint16_t)v;
    }
    if (json_next(r).kind != JSON_ARRAY_END)
        return err_set(e, RC_INVALID, "'%s' has more than %d hours", name, HOURS);
    return RC_OK;
}

enum rc drive_hours_read(struct str json, struct road_times out[static 24], struct err *e)
{
    uint16_t said[ALL + 1][HOURS];
    bool given[ALL + 1] = {false};
    struct json_reader r;
    struct json_token t;
    json_open(&r, json);
    if (json_next(&r).kind != JSON_OBJECT)
        return err_set(e, RC_INVALID, "hours are an object: by class of road a list of 24 numbers");
    while ((t = json_next(&r)).kind == JSON_KEY) {
        int class = class_of(t);
        if (class < 0)
            return err_set(e, RC_INVALID, "there is no class of road '%.*s'",
                           (int)(t.raw.n < 40 ? t.raw.n : 40), t.raw.p);
        if (given[class])
            return err_set(e, RC_INVALID, "'%s' is there twice", classes[class]);
        given[class] = true;
        enum rc rc = read_list(&r, classes[class], said[class], e);
        if (rc != RC_OK)
            return rc;
    }
    if (t.kind != JSON_OBJECT_END || json_next(&r).kind != JSON_END)
        return err_set(e, RC_INVALID, "hours are no whole JSON object");
    for (int h = 0; h < HOURS; h++)
        for (int k = 0; k < ROAD_CLASSES; k++)
            out[h].permille[k] = given[k] ? said[k][h] : given[ALL] ? said[ALL][h] : 1000;
    return RC_OK;
}
