/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How often recommendations were followed: counted from what each assignment kept of its own, out of the journal. Practice counts like
 * the rest: it is the same decision.
 */
#include "base/clock.h"
#include "core/core.h"
#include "desk/dispatch/dispatch_priv.h"

#define SPAN_MOST (92 * USEC_DAY)

/* Words of nearest.h for why a time is a guess. */
static const char *const guesses[] = {"no_map",         "map_loading",   "map_refused",
                                      "place_off_road", "unit_off_road", "no_way"};

struct followed {
    const struct view_env *env;
    const struct call *call;
    usec_t from, to;
    uint64_t sent, recommended, overridden, with_reason, by_road, by_air[ARRAY_LEN(guesses)];
};

static bool wanted(enum event_type type)
{
    return type == EV_ASSIGNMENT_SENT;
}

static bool is_of_area(const struct followed *f, const struct assignment *g)
{
    if (f->call->who.area[0] == '\0')
        return true;
    const struct picture *mirror = f->env->work.lock(f->env->work.core);
    bool of = picture_area_within(mirror, g->area, str_c(f->call->who.area));
    f->env->work.unlock(f->env->work.core);
    return of;
}

static void count_by(struct followed *f, const struct assignment *g)
{
    if ((g->has & BIT(F_ASSIGNMENT_ETA_S)) == 0)
        return;
    f->by_road += g->by_air.n == 0;
    for (size_t i = 0; i < ARRAY_LEN(guesses); i++)
        f->by_air[i] += str_eqc(g->by_air, guesses[i]);
}

static enum rc count(const struct event *ev, void *arg, struct err *e)
{
    struct followed *f = arg;
    const struct assignment *g = ev->data;
    UNUSED(e);
    if (g == NULL || ev->recorded < f->from || ev->recorded >= f->to || !is_of_area(f, g))
        return RC_OK;
    bool recommended = g->first.n > 0 || (g->has & BIT(F_ASSIGNMENT_ETA_S)) != 0;
    f->sent++;
    f->recommended += recommended;
    f->overridden += g->overridden;
    f->with_reason += g->overridden && g->override.n > 0;
    count_by(f, g);
    return RC_OK;
}

static enum rc read_time(struct call *c, const char *name, usec_t *out, struct err *e)
{
    struct str text = call_query(c, name);
    if (text.n > 0 && !clock_parse(text, out))
        return err_field(e, RC_INVALID, name, "'%s' is a time like 2026-11-22T10:00:00Z", name);
    return RC_OK;
}

static enum rc read_span(struct call *c, struct followed *f, struct err *e)
{
    f->to = f->env->work.now;
    enum rc rc = read_time(c, "to", &f->to, e);
    f->from = f->to - USEC_DAY;
    if (rc == RC_OK)
        rc = read_time(c, "from", &f->from, e);
    if (rc == RC_OK && (f->from >= f->to || f->from <= 0))
        rc = err_field(e, RC_INVALID, "from", "'from' must be before 'to'");
    if (rc == RC_OK && f->to - f->from > SPAN_MOST)
        rc = err_field(e, RC_INVALID, "from", "a period is at most %d days long",
                       (int)(SPAN_MOST / USEC_DAY));
    return rc;
}

static void write_out(const struct followed *f, struct buf *out)
{
    buf_cat(out, "{\"from\":");
    json_put_time(out, f->from);
    buf_cat(out, ",\"to\":");
    json_put_time(out, f->to);
    buf_printf(out,
               ",\"sent\":%llu,\"recommended\":%llu,\"overridden\":%llu,\"with_reason\":%llu,"
               "\"override_rate\":",
               (unsigned long long)f->sent, (unsigned long long)f->recommended,
               (unsigned long long)f->overridden, (unsigned long long)f->with_reason);
    if (f->recommended > 0)
        json_put_scaled(out,
                        (int64_t)((f->overridden * 1000 + f->recommended / 2) / f->recommended), 3);
    else
        buf_cat(out, "null");
    buf_printf(out, ",\"by_road\":%llu,\"by_air\":{", (unsigned long long)f->by_road);
    for (size_t i = 0; i < ARRAY_LEN(guesses); i++)
        buf_printf(out, "%s\"%s\":%llu", i > 0 ? "," : "", guesses[i],
                   (unsigned long long)f->by_air[i]);
    buf_cat(out, "}}");
}

enum rc dispatch_followed(const struct view_env *env, struct call *c, struct err *e)
{
    struct core *core = env->work.core;
    struct followed f = {.env = env, .call = c};
    struct core_walk w = {.wanted = wanted, .f = count, .arg = &f};
    uint64_t end = 1, last = core_durable(core);
    enum rc rc = read_span(c, &f, e);
    if (rc == RC_OK)
        rc = core_first_at(core, f.from, &w.from, e);
    if (rc == RC_OK)
        rc = core_first_at(core, f.to, &end, e);
    w.to = end - 1 < last ? end - 1 : last;
    if (rc == RC_OK && w.from <= w.to)
        rc = core_walk(core, &w, e);
    if (rc == RC_OK)
        write_out(&f, &c->answer);
    return rc;
}
