/* SPDX-License-Identifier: Apache-2.0 */
/* The last positions of a tablet or tracker, for who must find out why a unit is not where it should be. */
#include "base/json.h"
#include "core/core.h"
#include "core/recent.h"
#include "desk/registry/registry_priv.h"

static const char *const marks[] = {NULL, "jump", "clock", "late"};

static void put_fix(struct buf *out, const struct recent_fix *f)
{
    buf_putc(out, '{');
    json_put_key(out, "at");
    json_put_time(out, f->at);
    buf_putc(out, ',');
    json_put_key(out, "received");
    json_put_time(out, f->received);
    json_put_more_scaled(out, "lat", f->point.lat7, 7);
    json_put_more_scaled(out, "lon", f->point.lon7, 7);
    if (f->kmh10 != LIVE_UNKNOWN)
        json_put_more_scaled(out, "speed_kmh", f->kmh10, 1);
    if (f->accuracy_m != LIVE_UNKNOWN)
        json_put_more_scaled(out, "accuracy_m", f->accuracy_m, 0);
    if (f->battery != LIVE_UNKNOWN)
        json_put_more_scaled(out, "battery", f->battery, 3);
    if (f->mark != RECENT_GOOD)
        buf_printf(out, ",\"mark\":\"%s\"", marks[f->mark]);
    buf_putc(out, '}');
}

/* Who may see the device, and the unit whose officers were there. */
static bool may_see(const struct view_env *env, const struct call *c)
{
    const struct picture *mirror = env->work.lock(env->work.core);
    const struct entity *en = picture_find(mirror, KIND_DEVICE, c->params[0]);
    bool may = en != NULL && core_visible(mirror, &c->who, en);
    struct str unit = en != NULL ? ((const struct device *)en->rec)->unit : STR_NONE;
    const struct entity *of = unit.n > 0 ? picture_find(mirror, KIND_UNIT, unit) : NULL;
    may = may && (of == NULL || core_visible(mirror, &c->who, of));
    env->work.unlock(env->work.core);
    return may;
}

enum rc registry_device_fixes(const struct view_env *env, struct call *c, struct err *e)
{
    struct recent_fix fixes[RECENT_FIXES];
    size_t n;
    if (!may_see(env, c))
        return err_set(e, RC_NOT_FOUND, "there is no device '%.*s'", STR_ARG(c->params[0]));
    enum rc rc = recent_fixes(env->work.core, c->params[0], env->work.now, fixes, &n, e);
    if (rc != RC_OK)
        return rc;
    buf_cat(&c->answer, "{\"fixes\":[");
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            buf_putc(&c->answer, ',');
        put_fix(&c->answer, &fixes[i]);
    }
    buf_cat(&c->answer, "]}");
    return RC_OK;
}
