/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of the devices of one site: seen, battery, maintenance, proofs. And when any devices were last heard. */
#include "base/json.h"
#include "core/core.h"
#include "core/rhythm.h"
#include "desk/site/site_priv.h"

#define SEEN_MAX 500

static void put_time(struct buf *out, const char *key, usec_t t)
{
    buf_printf(out, ",\"%s\":", key);
    json_put_time(out, t);
}

static void put_text(struct buf *out, const char *key, struct str s)
{
    buf_printf(out, ",\"%s\":", key);
    json_put_string(out, s);
}

static void put_live(struct buf *out, const struct live_device *l)
{
    put_time(out, "last_seen", l != NULL ? l->last_seen : 0);
    if (l != NULL && l->battery != LIVE_UNKNOWN)
        json_put_more_scaled(out, "battery", l->battery, 3);
}

static void put_device(struct buf *out, const struct settings *settings, const struct entity *en,
                       const struct live_device *l)
{
    const struct device *dev = en->rec;
    buf_cat(out, "{\"id\":");
    json_put_string(out, en->id);
    put_text(out, "name", dev->name);
    put_text(out, "kind", enum_device_kind.names[dev->kind]);
    put_text(out, "state", enum_device_state.names[dev->state]);
    buf_printf(out, ",\"period_s\":%lld,\"rhythm_s\":%lld,\"asked\":%s", (long long)dev->period_s,
               (long long)rhythm_of(settings, dev), guard_is(dev) ? "true" : "false");
    put_live(out, l);
    put_time(out, "heard_at", dev->heard_at);
    put_time(out, "silent_since", dev->silent_since);
    put_time(out, "battery_low_since", dev->battery_low_since);
    put_time(out, "tested_at", dev->tested_at);
    if (dev->tested_at != 0)
        put_text(out, "tested_how", enum_test_how.names[dev->tested_how]);
    if (dev->state == DEVICE_STATE_MAINTENANCE) {
        put_time(out, "maintained_until", dev->wake_at);
        put_text(out, "maintained_by", dev->maintained_by);
        put_text(out, "maintained_why", dev->maintained_why);
    }
    buf_putc(out, '}');
}

enum rc ledger_view(const struct view_env *env, struct call *c, struct err *e)
{
    const struct entity *site = picture_find(env->mirror, KIND_SITE, c->params[0]);
    uint32_t n, put = 0;
    if (site == NULL || !core_visible(env->mirror, &c->who, site))
        return err_set(e, RC_NOT_FOUND, "there is no site '%.*s'", STR_ARG(c->params[0]));
    usec_t since =
        env->work.now - settings_int(env->work.settings, SET_SITE_TESTED_DAYS) * USEC_DAY;
    struct standing s = guard_standing(env->mirror, site->id, since);
    buf_printf(&c->answer, "{\"state\":\"%s\"", site_state_names[site_state(&s)]);
    put_time(&c->answer, "at", env->work.now);
    buf_cat(&c->answer, ",\"devices\":[");
    const struct entity *const *list =
        picture_by(env->mirror, KIND_DEVICE, F_DEVICE_SITE, site->id, &n);
    live_read_lock(env->live);
    for (uint32_t i = 0; i < n; i++) {
        if (!core_visible(env->mirror, &c->who, list[i]))
            continue;
        if (put++ > 0)
            buf_putc(&c->answer, ',');
        put_device(&c->answer, env->work.settings, list[i],
                   live_device(env->live, list[i]->id, false));
    }
    live_unlock(env->live);
    buf_cat(&c->answer, "]}");
    return RC_OK;
}

enum rc seen_view(const struct view_env *env, struct call *c, struct err *e)
{
    struct str rest = call_query(c, "devices");
    uint32_t asked = 0, put = 0;
    buf_cat(&c->answer, "{\"at\":");
    json_put_time(&c->answer, env->work.now);
    buf_cat(&c->answer, ",\"devices\":{");
    live_read_lock(env->live);
    while (rest.n > 0 && asked++ < SEEN_MAX) {
        struct str id = str_cut(&rest, ',');
        const struct entity *en = picture_find(env->mirror, KIND_DEVICE, id);
        if (en == NULL || !core_visible(env->mirror, &c->who, en))
            continue;
        const struct live_device *l = live_device(env->live, id, false);
        if (put++ > 0)
            buf_putc(&c->answer, ',');
        json_put_string(&c->answer, id);
        buf_putc(&c->answer, ':');
        json_put_time(&c->answer, l != NULL ? l->last_seen : 0);
    }
    live_unlock(env->live);
    buf_cat(&c->answer, "}}");
    return rest.n == 0
               ? RC_OK
               : err_field(e, RC_INVALID, "devices", "ask for at most %d at once", SEEN_MAX);
}
