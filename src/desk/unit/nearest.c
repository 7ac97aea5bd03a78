/* SPDX-License-Identifier: Apache-2.0 */
#include "core/nearest.h"

#include "desk/unit/unit_priv.h"

static bool degrees(struct call *c, const char *name, int64_t *out)
{
    struct json_reader r;
    json_open(&r, call_query(c, name));
    struct json_token t = json_next(&r);
    return t.kind == JSON_NUMBER && json_scaled(t, 7, out) && json_next(&r).kind == JSON_END;
}

enum rc unit_nearest(const struct view_env *env, struct call *c, struct err *e)
{
    int64_t lat, lon;
    if (!degrees(c, "lat", &lat) || !degrees(c, "lon", &lon) || !geo_valid(lat, lon))
        return err_set(e, RC_INVALID, "give lat and lon in degrees");
    struct nearest near;
    struct nearest_ask ask = {.at = {(int32_t)lat, (int32_t)lon},
                              .k = 10,
                              .area = str_c(c->who.area),
                              .drive = env->work.drive};
    live_read_lock(env->live);
    nearest_find(env->mirror, env->live, env->work.settings, env->work.now, &ask, &near);
    live_unlock(env->live);
    nearest_write(&near, &c->answer);
    return RC_OK;
}
