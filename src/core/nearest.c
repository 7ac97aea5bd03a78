/* SPDX-License-Identifier: Apache-2.0 */
#include "core/nearest.h"

#include <string.h>

const char *nearest_unfit(const struct unit *u, const struct live_unit *at, usec_t now,
                          usec_t silent)
{
    if (u->duty != UNIT_DUTY_ON)
        return "off_duty";
    if (u->assignment.n > 0)
        return "committed";
    if (u->status == UNIT_STATUS_BUSY || u->status == UNIT_STATUS_OUT)
        return "busy";
    if (at == NULL || !at->known)
        return "no_position";
    if (now - at->fix > silent)
        return "silent";
    return NULL;
}

struct asking {
    const struct picture *picture;
    const struct live *live;
    usec_t now, silent;
    const struct nearest_ask *ask;
    struct nearest *out;
};

static void add_missing(struct nearest *out, const struct entity *unit, double m, usec_t age,
                        const char *why)
{
    if (out->nmissing < NEAREST_MAX)
        out->missing[out->nmissing++] = (struct candidate){unit, m, age, why};
}

/* NULL when it is not one of those that were asked for. */
static const struct unit *asked_for(const struct asking *a, const struct live_unit *at)
{
    const struct unit *u = picture_get(a->picture, KIND_UNIT, at->id);
    bool asked = u != NULL && picture_area_within(a->picture, u->area, a->ask->area) &&
                 !ids_has(a->ask->skip, at->id);
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
    return u != NULL && nearest_unfit(u, at, a->now, a->silent) == NULL;
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
        const char *why = en != NULL ? nearest_unfit(en->rec, where, a->now, a->silent) : NULL;
        if (why != NULL)
            add_missing(a->out, en, near[i].m, a->now - where->fix, why);
    }
}

void nearest_find(const struct picture *p, const struct live *live, const struct settings *s,
                  usec_t now, const struct nearest_ask *ask, struct nearest *out)
{
    struct asking a = {p, live, now, settings_int(s, SET_UNIT_SILENT_S) * USEC_S, ask, out};
    struct geo_near near[NEAREST_MAX];
    memset(out, 0, sizeof *out);
    must(ask->k <= NEAREST_MAX);
    size_t n = geo_grid_nearest(live_grid(live), ask->at, reach(ask), ask->k, fits, &a, near);
    for (size_t i = 0; i < n; i++) {
        const struct live_unit *where = live_unit_at(live, near[i].slot);
        out->fit[out->nfit++] = (struct candidate){picture_find(p, KIND_UNIT, where->id), near[i].m,
                                                   now - where->fix, NULL};
    }
    find_missing(&a);
}

void nearest_reason(const struct nearest *n, size_t i, char *out, size_t cap)
{
    UNUSED(n);
    if (i == 0)
        (void)snprintf(out, cap, "nearest");
    else
        (void)snprintf(out, cap, "number_%zu", i + 1);
}

/* Until there are driving times: streets are longer than a straight line, and a town lets nobody go faster. */
#define DETOUR 1.4
#define TOWN_KMH 40.0

static int eta_s(double m)
{
    return (int)(m * DETOUR / (TOWN_KMH / 3.6));
}

static void write_one(const struct nearest *n, size_t i, struct buf *out)
{
    const struct candidate *c = &n->fit[i];
    const struct unit *u = c->unit->rec;
    char why[120];
    nearest_reason(n, i, why, sizeof why);
    buf_printf(
        out,
        "{\"unit\":\"%.*s\",\"distance_m\":%d,\"eta_s\":%d,\"age_s\":%d,\"listening\":%s,\"sound\":%s,\"reasons\":[\"%s\"",
        STR_ARG(c->unit->id), (int)c->m, eta_s(c->m), (int)(c->age / USEC_S),
        u->listening ? "true" : "false", u->sound ? "true" : "false", why);
    buf_cat(out, u->listening ? ",\"listening\"" : ",\"not_listening\"");
    buf_cat(out, c->age > USEC_MIN ? ",\"old_position\"]}" : ",\"fresh\"]}");
}

void nearest_write(const struct nearest *n, struct buf *out)
{
    buf_cat(out, "{\"units\":[");
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
    buf_cat(out, "]}");
}
