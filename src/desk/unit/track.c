/* SPDX-License-Identifier: Apache-2.0 */
/* GET /api/v1/units/{id}/track: where a unit was, and how much of that is still known. */
#include "core/track.h"
#include "base/json.h"
#include "core/core.h"
#include "core/due.h"
#include "core/visible.h"
#include "desk/unit/unit_priv.h"

#define GIVEN_MAX 5000 /* positions of one answer */

static void put_fix(struct buf *out, const struct track_fix *f)
{
    buf_putc(out, '{');
    json_put_key(out, "at");
    json_put_time(out, f->at);
    json_put_more_scaled(out, "lat", f->point.lat7, 7);
    json_put_more_scaled(out, "lon", f->point.lon7, 7);
    buf_printf(out, ",\"device\":\"%.*s\"", STR_ARG(f->device));
    if (f->kmh10 != LIVE_UNKNOWN)
        json_put_more_scaled(out, "speed_kmh", f->kmh10, 1);
    if (f->heading10 != LIVE_UNKNOWN)
        json_put_more_scaled(out, "heading", f->heading10, 1);
    if (f->accuracy_m != LIVE_UNKNOWN)
        json_put_more_scaled(out, "accuracy_m", f->accuracy_m, 0);
    buf_cat(out, f->doubtful ? ",\"doubtful\":true}" : "}");
}

static enum rc read_time(struct call *c, const char *name, usec_t *out, struct err *e)
{
    struct str text = call_query(c, name);
    if (text.n == 0 || clock_parse(text, out))
        return RC_OK;
    return err_field(e, RC_INVALID, name, "'%s' is no time: write it as 2026-11-22T14:05:00Z",
                     name);
}

static enum rc read_span(const struct view_env *env, struct call *c, usec_t *from, usec_t *to,
                         struct err *e)
{
    *to = env->work.now;
    enum rc rc = read_time(c, "to", to, e);
    *from = *to > TRACK_SPAN ? *to - TRACK_SPAN : 0;
    if (rc == RC_OK)
        rc = read_time(c, "from", from, e);
    if (rc == RC_OK && (*from >= *to || *to - *from > TRACK_SPAN))
        rc = err_field(e, RC_INVALID, "from", "'from' must be before 'to', by a day at most");
    return rc;
}

/* Who may see the unit, and how long its positions are kept. */
static bool may_see(const struct view_env *env, const struct call *c, usec_t *full, usec_t *thinned)
{
    const struct picture *mirror = env->work.lock(env->work.core);
    const struct entity *en = picture_find(mirror, KIND_UNIT, c->params[0]);
    bool may = en != NULL && core_visible(mirror, &c->who, en);
    *full = due_series_life(mirror, env->work.settings, DUE_POSITIONS);
    *thinned = due_series_life(mirror, env->work.settings, DUE_TRACKS);
    env->work.unlock(env->work.core);
    return may;
}

enum rc unit_track(const struct view_env *env, struct call *c, struct err *e)
{
    struct track_fix *fixes;
    size_t n;
    usec_t from, to, full, thinned;
    struct buf *out = &c->answer;
    if (!may_see(env, c, &full, &thinned))
        return err_set(e, RC_NOT_FOUND, "there is no unit '%.*s'", STR_ARG(c->params[0]));
    enum rc rc = read_span(env, c, &from, &to, e);
    if (rc == RC_OK)
        rc = track_read(env->work.core, c->params[0], from, to, &c->arena, &fixes, &n, e);
    if (rc != RC_OK)
        return rc;
    buf_putc(out, '{');
    json_put_key(out, "from");
    json_put_time(out, from);
    buf_putc(out, ',');
    json_put_key(out, "to");
    json_put_time(out, to);
    buf_putc(out, ',');
    json_put_key(out, "thinned_before");
    json_put_time(out, env->work.now - full);
    buf_putc(out, ',');
    json_put_key(out, "forgotten_before");
    json_put_time(out, env->work.now - thinned);
    buf_printf(out, ",\"thinned\":%s,\"forgotten\":%s,\"fixes\":[",
               from < env->work.now - full ? "true" : "false",
               from < env->work.now - thinned ? "true" : "false");
    for (size_t i = 0; i < n && i < GIVEN_MAX; i++) {
        if (i > 0)
            buf_putc(out, ',');
        put_fix(out, &fixes[i]);
    }
    buf_putc(out, ']');
    if (n > GIVEN_MAX) { /* ask again from here */
        buf_putc(out, ',');
        json_put_key(out, "next");
        json_put_time(out, fixes[GIVEN_MAX].at);
    }
    buf_putc(out, '}');
    return RC_OK;
}
