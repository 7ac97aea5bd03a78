/* SPDX-License-Identifier: Apache-2.0 */
/* Who should go, told to who asks and kept with who is sent: by road or air, and by the run card where one holds. */
#include "core/nearest.h"
#include "desk/dispatch/dispatch_priv.h"
#include "desk/dispatch/plan.h"

#define ANYWHERE_M 20000000.0

bool dispatch_point(const struct incident *i, struct geo_point *out)
{
    if ((i->has & BIT(F_INCIDENT_LAT)) == 0 || (i->has & BIT(F_INCIDENT_LON)) == 0)
        return false;
    *out = (struct geo_point){(int32_t)i->lat, (int32_t)i->lon};
    return true;
}

enum rc dispatch_recommend(const struct view_env *env, struct call *c, struct err *e)
{
    const struct incident *i = picture_get(env->mirror, KIND_INCIDENT, c->params[0]);
    struct geo_point at;
    if (i == NULL || !picture_area_within(env->mirror, i->area, str_c(c->who.area)))
        return err_set(e, RC_NOT_FOUND,
                       "there is no incident '%.*s' in the picture that you may see",
                       STR_ARG(c->params[0]));
    if (!dispatch_point(i, &at))
        return err_set(e, RC_CONFLICT,
                       "the incident has no position yet: set one to get recommendations");
    struct nearest near;
    struct nearest_ask ask = {
        .at = at, .k = 10, .area = str_c(c->who.area), .drive = env->work.drive};
    struct plan_ask asked = {.picture = env->mirror,
                             .live = env->live,
                             .settings = env->work.settings,
                             .drive = env->work.drive,
                             .now = env->work.now,
                             .incident = picture_find(env->mirror, KIND_INCIDENT, c->params[0]),
                             .area = str_c(c->who.area)};
    struct plan plan;
    buf_putc(&c->answer, '{');
    live_read_lock(env->live);
    nearest_find(env->mirror, env->live, env->work.settings, env->work.now, &ask, &near);
    nearest_members(&near, &c->answer);
    if (plan_make(&asked, &plan)) {
        buf_cat(&c->answer, ",\"card\":");
        plan_write(&asked, &plan, &c->answer);
    }
    live_unlock(env->live);
    buf_putc(&c->answer, '}');
    return RC_OK;
}

#define AS_QUICK_S 30u /* a unit that is so much later there than the first is as good */

/* What was recommended to the sender: those that may be sent, and by air no farther than this one, as farther ones do not count. */
static void recommended(struct decision *d, struct geo_point at, double m, struct nearest *out)
{
    struct nearest_ask ask = {.at = at,
                              .radius_m = (uint32_t)(m * 1.01) + 10,
                              .k = NEAREST_MAX,
                              .area = str_c(d->who->area),
                              .drive = d->drive};
    nearest_find(d->picture, d->live, d->settings, d->now, &ask, out);
}

/* Which of the recommended it is; NEAREST_MAX: none. */
static size_t rank_of(const struct nearest *near, const struct entity *unit)
{
    for (size_t k = 0; k < near->nfit; k++)
        if (near->fit[k].unit == unit)
            return k;
    return NEAREST_MAX;
}

static void set_recommended(const struct nearest *near, size_t rank, struct assignment *g)
{
    const struct candidate *first = &near->fit[0], *one = &near->fit[rank % NEAREST_MAX];
    bool known = rank < NEAREST_MAX;
    if (known) {
        assignment_set_eta_s(g, one->eta_s);
        if (one->air != NULL)
            assignment_set_by_air(g, str_c(one->air));
    }
    if (near->nfit == 0 || rank == 0)
        return;
    assignment_set_first(g, first->unit->id);
    assignment_set_first_eta_s(g, first->eta_s);
    assignment_set_overridden(g, !known || one->eta_s > first->eta_s + AS_QUICK_S);
}

/*
 * Where a run card asks for more units, its picks are what is recommended: one of them, and one as quick as the pick for a need that it can
 * serve, too, is sent by the recommendation.
 */
static bool by_card(struct decision *d, const struct entity *incident, const struct entity *unit,
                    struct assignment *g)
{
    struct plan_ask ask = {.picture = d->picture,
                           .live = d->live,
                           .settings = d->settings,
                           .drive = d->drive,
                           .now = d->now,
                           .incident = incident,
                           .area = str_c(d->who->area)};
    struct plan plan;
    const struct plan_pick *first = NULL, *same = NULL;
    bool known = (g->has & BIT(F_ASSIGNMENT_ETA_S)) != 0;
    if (!plan_make(&ask, &plan))
        return false;
    for (size_t i = 0; i < plan.npicks; i++) {
        const struct plan_pick *p = &plan.picks[i];
        bool quick = known && g->eta_s <= (int64_t)p->c.eta_s + AS_QUICK_S &&
                     card_serves(&plan.needs[p->need], unit->rec);
        if (p->at_work)
            continue;
        if (first == NULL)
            first = p;
        if (p->c.unit == unit || (same == NULL && quick))
            same = p;
    }
    if (first == NULL)
        return false;
    assignment_set_card(g, plan.card->id);
    if (same != NULL) {
        assignment_set_need(g, plan.needs[same->need].what);
        g->has &= ~(BIT(F_ASSIGNMENT_FIRST) | BIT(F_ASSIGNMENT_FIRST_ETA_S));
        assignment_set_overridden(g, false);
    } else {
        assignment_set_first(g, first->c.unit->id);
        assignment_set_first_eta_s(g, first->c.eta_s);
        assignment_set_overridden(g, true);
    }
    return same != NULL;
}

void recommend_reasons(struct decision *d, const struct entity *en, const struct entity *unit,
                       struct assignment *g)
{
    const struct incident *i = en->rec;
    struct geo_point at;
    struct nearest near = {0};
    size_t rank = NEAREST_MAX;
    char why[64] =
        "chosen"; /* words the pages translate: chosen, run_card, quickest, nearest, number_N, chosen_though_silent… */
    const struct live_unit *where = live_unit(d->live, unit->id, false);
    if (dispatch_point(i, &at)) {
        bool known = where != NULL && where->known;
        double m = known ? geo_distance_m(at, where->at) : 0;
        struct nearest_gates gates = nearest_gates(d->settings);
        const char *unfit = nearest_unfit(unit->rec, where, d->now, &gates);
        if (known)
            assignment_set_distance_m(g, (int64_t)m);
        recommended(d, at, known && unfit == NULL ? m : ANYWHERE_M, &near);
        rank = rank_of(&near, unit);
        set_recommended(&near, rank, g);
        if (unfit != NULL)
            (void)snprintf(why, sizeof why, "chosen_though_%s", unfit);
    }
    if (rank < NEAREST_MAX)
        nearest_reason(&near, rank, why, sizeof why);
    if (by_card(d, en, unit, g))
        (void)snprintf(why, sizeof why, "run_card");
    assignment_set_reason(g, arena_str(d->arena, str_c(why)));
}

enum rc recommend_check(const struct decision *d, const struct assignment *g, struct err *e)
{
    if (!g->overridden || g->override.n > 0 ||
        !settings_bool(d->settings, SET_UNIT_OVERRIDE_REASON))
        return RC_OK;
    const struct unit *first = picture_get(d->picture, KIND_UNIT, g->first);
    return err_field(e, RC_CONFLICT, "override", "'%.*s' is recommended first: say why not",
                     STR_ARG(first != NULL ? first->name : g->first));
}
