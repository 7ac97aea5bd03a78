/* SPDX-License-Identifier: Apache-2.0 */
/* GET /api/v1/retention: what is kept how long, what is held, and how much will be erased when. */
#include <stdatomic.h>
#include <stdlib.h>

#include "base/mem.h"
#include "core/thin.h"
#include "core/visible.h"
#include "desk/retain/retain_priv.h"

#define DAYS_AHEAD 60

static void put_day(struct buf *out, int64_t day, uint64_t n, bool *any)
{
    char text[40];
    struct buf b;
    buf_init(&b, sizeof text);
    clock_format(&b, day * USEC_DAY);
    buf_printf(out, "%s{\"day\":\"%.*s\",\"events\":%llu}", *any ? "," : "", 10, b.p,
               (unsigned long long)n);
    buf_release(&b);
    *any = true;
}

/* By the day on which the last event of its day is due; what is overdue, in use or held stands under today. */
static void put_due(struct buf *out, const struct due_census *c, enum due_class class, usec_t life,
                    usec_t now)
{
    int64_t today = now / USEC_DAY, shift = (life + USEC_DAY - 1) / USEC_DAY;
    uint64_t overdue = 0, later = 0;
    bool any = false;
    buf_cat(out, ",\"due\":[");
    for (int i = 0; i < DUE_DAYS; i++) {
        int64_t day = c->first_day + i + shift;
        if (c->of[class][i] == 0)
            continue;
        if (day < today)
            overdue += c->of[class][i];
        else if (day > today + DAYS_AHEAD)
            later += c->of[class][i];
        else
            put_day(out, day, c->of[class][i], &any);
    }
    buf_printf(out, "],\"kept\":%llu,\"later\":%llu", (unsigned long long)overdue,
               (unsigned long long)later);
}

static void put_time(struct buf *out, const char *name, usec_t at)
{
    buf_printf(out, ",\"%s\":", name);
    json_put_time(out, at);
}

/* Without the end of the object. */
static void put_life(struct buf *out, const struct picture *mirror, struct str name, usec_t life)
{
    const struct policy *y = picture_get(mirror, KIND_POLICY, name);
    struct due_bounds bounds;
    (void)due_bounds(name, &bounds);
    buf_printf(out, "{\"id\":\"%.*s\",\"life_s\":%lld,\"least_s\":%lld,\"most_s\":%lld,\"set\":%s",
               STR_ARG(name), (long long)(life / USEC_S), (long long)bounds.least,
               (long long)bounds.most, y != NULL && y->life_s > 0 ? "true" : "false");
}

static void put_classes(struct buf *out, const struct view_env *env, const struct picture *mirror,
                        const struct due_census *c)
{
    for (int k = 0; k < DUE_CLASSES; k++) {
        const struct policy *y = picture_get(mirror, KIND_POLICY, due_names[k]);
        usec_t life = due_life(mirror, env->work.settings, (enum due_class)k);
        buf_cat(out, k > 0 ? "," : "");
        put_life(out, mirror, due_names[k], life);
        buf_printf(out, ",\"erased\":%lld", (long long)(y != NULL ? y->erased : 0));
        put_time(out, "erased_at", y != NULL ? y->erased_at : 0);
        put_due(out, c, (enum due_class)k, life, env->work.now);
        buf_putc(out, '}');
    }
}

static void put_telemetry(struct buf *out, const struct picture *mirror, const struct settings *s)
{
    for (int k = 0; k < DUE_SERIES; k++) {
        buf_cat(out, k > 0 ? "," : "");
        put_life(out, mirror, due_series_names[k], due_series_life(mirror, s, (enum due_series)k));
        buf_putc(out, '}');
    }
}

static void put_thinned(struct buf *out)
{
    buf_printf(out, ",\"thinned\":{\"kept\":%llu,\"gone\":%llu,\"late\":%llu",
               (unsigned long long)atomic_load(&thin_figures.kept),
               (unsigned long long)atomic_load(&thin_figures.gone),
               (unsigned long long)atomic_load(&thin_figures.late));
    put_time(out, "looked", atomic_load(&thin_figures.looked));
    buf_putc(out, '}');
}

static void put_holds(struct call *c, const struct picture *mirror)
{
    bool any = false;
    for (uint32_t i = 0; i < picture_count(mirror, KIND_HOLD); i++) {
        const struct entity *en = picture_at(mirror, KIND_HOLD, i);
        if (!core_visible(mirror, &c->who, en))
            continue;
        buf_printf(&c->answer, "%s{\"id\":\"%.*s\"", any ? "," : "", STR_ARG(en->id));
        buf_putc(&c->answer, ',');
        (void)record_write_members(kind_table[KIND_HOLD].record, en->rec, UINT64_MAX,
                                   RECORD_OUTSIDE, true, &c->answer);
        buf_putc(&c->answer, '}');
        any = true;
    }
}

enum rc retain_calendar(const struct view_env *env, struct call *c, struct err *e)
{
    struct due_census *census = mem_alloc(sizeof *census);
    UNUSED(e);
    due_census_copy(census);
    const struct picture *mirror = env->work.lock(env->work.core);
    buf_cat(&c->answer, "{\"classes\":[");
    put_classes(&c->answer, env, mirror, census);
    buf_cat(&c->answer, "],\"telemetry\":[");
    put_telemetry(&c->answer, mirror, env->work.settings);
    buf_cat(&c->answer, "],\"holds\":[");
    put_holds(c, mirror);
    env->work.unlock(env->work.core);
    buf_printf(&c->answer, "],\"late\":%llu,\"complete\":%s",
               (unsigned long long)atomic_load(&due_figures.late),
               census->complete ? "true" : "false");
    put_time(&c->answer, "looked", atomic_load(&due_figures.looked));
    put_thinned(&c->answer);
    buf_putc(&c->answer, '}');
    free(census);
    return RC_OK;
}
