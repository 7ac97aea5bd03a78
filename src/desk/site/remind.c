/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who is asked for a weekly test now: told to devices that ask, and by ports to those that listen. It is what is so, not what happened,
 * so whoever missed a reminder sees it still, and who proved itself is asked no more.
 */
#include "base/json.h"
#include "core/core.h"
#include "core/week.h"
#include "desk/site/site_priv.h"

static void put_time(struct buf *out, const char *key, usec_t t)
{
    buf_printf(out, ",\"%s\":", key);
    json_put_time(out, t);
}

static void put_test(struct buf *out, struct str device, struct str site, const struct schedule *v)
{
    bool due = v->state == SCHEDULE_STATE_DUE;
    buf_cat(out, "{\"device\":");
    json_put_string(out, device);
    buf_cat(out, ",\"site\":");
    json_put_string(out, site);
    buf_printf(out, ",\"state\":\"%.*s\"", STR_ARG(enum_schedule_state.names[v->state]));
    put_time(out, due ? "from" : "since", due ? v->from : v->since);
    if (due)
        put_time(out, "until", v->until);
    buf_putc(out, '}');
}

static void put_site(const struct view_env *env, struct call *c, const struct entity *en,
                     bool *first)
{
    const struct schedule *v = en->rec;
    const struct site *site = picture_get(env->mirror, KIND_SITE, en->id);
    usec_t from = v->state == SCHEDULE_STATE_DUE ? v->from : v->since;
    usec_t since = from - week_remind(env->work.settings);
    uint32_t n;
    const struct entity *const *list =
        picture_by(env->mirror, KIND_DEVICE, F_DEVICE_SITE, en->id, &n);
    for (uint32_t i = 0; i < n; i++) {
        const struct device *dev = list[i]->rec;
        struct err e;
        if (!guard_is(dev) || dev->state == DEVICE_STATE_MAINTENANCE || dev->tested_at >= since ||
            core_may_speak(env->mirror, &c->who, list[i]->id, &e) != RC_OK)
            continue;
        if (!*first)
            buf_putc(&c->answer, ',');
        *first = false;
        put_test(&c->answer, list[i]->id, site != NULL ? site->name : en->id, v);
    }
}

enum rc tests_view(const struct view_env *env, struct call *c, struct err *e)
{
    bool first = true;
    UNUSED(e);
    buf_cat(&c->answer, "{\"tests\":[");
    for (uint32_t i = 0; i < picture_count(env->mirror, KIND_SCHEDULE); i++) {
        const struct entity *en = picture_at(env->mirror, KIND_SCHEDULE, i);
        if (((const struct schedule *)en->rec)->state != SCHEDULE_STATE_PLANNED)
            put_site(env, c, en, &first);
    }
    buf_cat(&c->answer, "],\"at\":");
    json_put_time(&c->answer, env->work.now);
    buf_putc(&c->answer, '}');
    return RC_OK;
}
