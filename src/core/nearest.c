/* SPDX-License-Identifier: Apache-2.0 */
#include "core/nearest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct nearest_gates nearest_gates(const struct settings *s)
{
    return (struct nearest_gates){.silent = settings_int(s, SET_UNIT_SILENT_S) * USEC_S,
                                  .longest = settings_int(s, SET_UNIT_DUTY_MAX_H) * USEC_H};
}

const char *nearest_unfit(const struct unit *u, const struct live_unit *at, usec_t now,
                          const struct nearest_gates *g)
{
    if (u->duty != UNIT_DUTY_ON)
        return "off_duty";
    if (u->assignment.n > 0)
        return "committed";
    if (u->status == UNIT_STATUS_BUSY || u->status == UNIT_STATUS_OUT)
        return "busy";
    if (g->longest > 0 && now - u->duty_since > g->longest)
        return "long_on_duty";
    if (at == NULL || !at->known)
        return "no_position";
    if (now - at->fix > g->silent)
        return "silent";
    return NULL;
}

struct asking {
    const struct picture *picture;
    const struct live *live;
    usec_t now;
    struct nearest_gates gates;
    const struct nearest_ask *ask;
    struct nearest *out;
    struct drive_search search; /* by road */
    struct road_best best[NEAREST_MAX];
    uint32_t nbest;
};

static const char no_way[] = "no_way";

static void add_missing(struct nearest *out, const struct entity *unit, double m, usec_t age,
                        const char *why)
{
    if (out->nmissing < NEAREST_MAX)
        out->missing[out->nmissing++] =
            (struct candidate){.unit = unit, .m = m, .age = age, .why = why};
}

/* NULL when it is not one of those that were asked for. */
static const struct unit *asked_for(const struct asking *a, const struct live_unit *at)
{
    const struct unit *u = picture_get(a->picture, KIND_UNIT, at->id);
    bool asked = u != NULL && picture_area_within(a->picture, u->area, a->ask->area) &&
                 !ids_has(a->ask->skip, at->id) &&
                 (a->ask->may == NULL || a->ask->may(a->ask->user, u));
    return asked ? u : NULL;
}

static uint32_t reach(const struct nearest_ask *ask)
{
    return ask->radius_m > 0 ? ask->radius_m : GEO_ANYWHERE;
}

static bool counts(void *user, uint32_t slot, struct geo_point p)
{
    const struct asking *a = user;
    UNUSED(p);
    return asked_for(a, live_unit_at(a->live, slot)) != NULL;
}

static bool fits(void *user, uint32_t slot, struct geo_point p)
{
    const struct asking *a = user;
    const struct live_unit *at = live_unit_at(a->live, slot);
    const struct unit *u = asked_for(a, at);
    UNUSED(p);
    return u != NULL && nearest_unfit(u, at, a->now, &a->gates) == NULL;
}

/* The near ones that were passed over, so that a person sees why. */
static void find_missing(struct asking *a)
{
    struct geo_near near[NEAREST_MAX];
    size_t n = geo_grid_nearest(live_grid(a->live), a->ask->at, reach(a->ask), NEAREST_MAX, counts,
                                a, near);
    for (size_t i = 0; i < n; i++) {
        const struct live_unit *where = live_unit_at(a->live, near[i].slot);
        const struct entity *en = picture_find(a->picture, KIND_UNIT, where->id);
        const char *why = en != NULL ? nearest_unfit(en->rec, where, a->now, &a->gates) : NULL;
        if (why != NULL)
            add_missing(a->out, en, near[i].m, a->now - where->fix, why);
    }
}

/* Until there are driving times: streets are longer than a straight line, and a town lets nobody go faster. */
#define DETOUR 1.4
#define TOWN_KMH 40.0

static uint32_t eta_by_air(double m)
{
    return (uint32_t)fmin(m * DETOUR / (TOWN_KMH / 3.6), NEAREST_ETA_MAX_S);
}

static void add_fit(struct asking *a, uint32_t slot, double m, uint32_t eta_s, const char *air)
{
    const struct live_unit *where = live_unit_at(a->live, slot);
    if (a->out->nfit < NEAREST_MAX)
        a->out->fit[a->out->nfit++] =
            (struct candidate){.unit = picture_find(a->picture, KIND_UNIT, where->id),
                               .m = m,
                               .age = a->now - where->fix,
                               .eta_s = eta_s,
                               .air = air};
}

static void find_by_air(struct asking *a)
{
    struct geo_near near[NEAREST_MAX];
    size_t n =
        geo_grid_nearest(live_grid(a->live), a->ask->at, reach(a->ask), a->ask->k, fits, a, near);
    for (size_t i = 0; i < n; i++)
        add_fit(a, near[i].slot, near[i].m, eta_by_air(near[i].m), a->out->air);
}

/* ---- by road ---- */

static bool may_drive(void *user, uint32_t slot)
{
    return fits(user, slot, (struct geo_point){0, 0});
}

static bool found(const struct asking *a, uint32_t slot)
{
    for (uint32_t i = 0; i < a->nbest; i++)
        if (a->best[i].who == slot)
            return true;
    return false;
}

/* Those the roads say nothing of: off them all, and, when all that can come are known, those without a way. */
static bool fits_beside(void *user, uint32_t slot, struct geo_point p)
{
    const struct asking *a = user;
    bool beside = !drive_on_road(&a->search, slot) || (a->nbest < a->ask->k && !found(a, slot));
    return beside && fits(user, slot, p);
}

static int by_time(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    bool far_x = x->air != NULL && x->air == no_way, far_y = y->air != NULL && y->air == no_way;
    if (far_x != far_y)
        return far_x ? 1 : -1;
    if (x->eta_s != y->eta_s)
        return x->eta_s < y->eta_s ? -1 : 1;
    if (x->m != y->m)
        return x->m < y->m ? -1 : 1;
    return str_cmp(x->unit->id, y->unit->id);
}

/* Twice as many as are asked for, at most, are put in order: k by road and k beside them. */
static void find_by_road(struct asking *a)
{
    struct geo_near near[NEAREST_MAX];
    struct candidate all[2 * NEAREST_MAX];
    size_t n = 0;
    a->nbest = drive_best(&a->search, may_drive, a, (uint32_t)a->ask->k, a->best);
    for (uint32_t i = 0; i < a->nbest; i++) {
        const struct live_unit *at = live_unit_at(a->live, a->best[i].who);
        a->out->nfit = 0;
        add_fit(a, a->best[i].who, geo_distance_m(at->at, a->ask->at), (a->best[i].ms + 500) / 1000,
                NULL);
        all[n++] = a->out->fit[0];
    }
    size_t beside = geo_grid_nearest(live_grid(a->live), a->ask->at, GEO_ANYWHERE, a->ask->k,
                                     fits_beside, a, near);
    for (size_t i = 0; i < beside; i++) {
        a->out->nfit = 0;
        add_fit(a, near[i].slot, near[i].m, eta_by_air(near[i].m),
                drive_on_road(&a->search, near[i].slot) ? no_way : "unit_off_road");
        all[n++] = a->out->fit[0];
    }
    qsort(all, n, sizeof *all, by_time);
    a->out->nfit = n < a->ask->k ? n : a->ask->k;
    memcpy(a->out->fit, all, a->out->nfit * sizeof *all);
}

void nearest_find(const struct picture *p, const struct live *live, const struct settings *s,
                  usec_t now, const struct nearest_ask *ask, struct nearest *out)
{
    struct asking a = {
        .picture = p, .live = live, .now = now, .gates = nearest_gates(s), .ask = ask, .out = out};
    memset(out, 0, sizeof *out);
    must(ask->k >= 1 && ask->k <= NEAREST_MAX);
    out->air = drive_begin(ask->drive, live, ask->at, &a.search);
    if (out->air == NULL) {
        out->off_m = a.search.off_m;
        find_by_road(&a);
        drive_end(&a.search);
    } else {
        find_by_air(&a);
    }
    if (!ask->fit_only)
        find_missing(&a);
}

void nearest_reason(const struct nearest *n, size_t i, char *out, size_t cap)
{
    if (i == 0)
        (void)snprintf(out, cap, n->fit[0].air == NULL ? "quickest" : "nearest");
    else
        (void)snprintf(out, cap, "number_%zu", i + 1);
}

static void write_by(const char *air, struct buf *out)
{
    if (air == NULL)
        buf_cat(out, "\"by\":\"road\"");
    else
        buf_printf(out, "\"by\":\"air\",\"by_air\":\"%s\"", air);
}

static void write_one(const struct nearest *n, size_t i, struct buf *out)
{
    const struct candidate *c = &n->fit[i];
    const struct unit *u = c->unit->rec;
    char why[120];
    nearest_reason(n, i, why, sizeof why);
    buf_printf(
        out,
        "{\"unit\":\"%.*s\",\"distance_m\":%d,\"eta_s\":%u,\"age_s\":%d,\"listening\":%s,\"sound\":%s,",
        STR_ARG(c->unit->id), (int)c->m, c->eta_s, (int)(c->age / USEC_S),
        u->listening ? "true" : "false", u->sound ? "true" : "false");
    write_by(c->air, out);
    buf_printf(out, ",\"reasons\":[\"%s\"", why);
    buf_cat(out, u->listening ? ",\"listening\"" : ",\"not_listening\"");
    buf_cat(out, c->age > USEC_MIN ? ",\"old_position\"]}" : ",\"fresh\"]}");
}

void nearest_write(const struct nearest *n, struct buf *out)
{
    buf_putc(out, '{');
    nearest_members(n, out);
    buf_putc(out, '}');
}

void nearest_members(const struct nearest *n, struct buf *out)
{
    write_by(n->air, out);
    if (n->air == NULL)
        buf_printf(out, ",\"off_road_m\":%d", (int)n->off_m);
    buf_cat(out, ",\"units\":[");
    for (size_t i = 0; i < n->nfit; i++) {
        if (i > 0)
            buf_putc(out, ',');
        write_one(n, i, out);
    }
    buf_cat(out, "],\"missing\":[");
    for (size_t i = 0; i < n->nmissing; i++) {
        const struct candidate *c = &n->missing[i];
        buf_printf(out, "%s{\"unit\":\"%.*s\",\"why\":\"%s\",\"distance_m\":%d,\"age_s\":%d}",
                   i > 0 ? "," : "", STR_ARG(c->unit->id), c->why, (int)c->m,
                   (int)(c->age / USEC_S));
    }
    buf_putc(out, ']');
}
