/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/dispatch/plan.h"

#include <string.h>

#include "base/json.h"
#include "base/matching.h"
#include "desk/dispatch/dispatch_priv.h"

#define UNITS_MAX (CARD_NEEDS_MAX * CARD_UNITS_MAX + CARD_UNITS_MAX)
#define UNFILLED \
    (INT64_C(1) << 32) /* times what a higher level weighs: more than all times together */
#define NEVER (MATCHING_COST_MAX / 2)

/* A slot is one unit that a need asks for. */
struct table {
    uint8_t need_of[CARD_UNITS_MAX];
    uint32_t slots, units;
    struct candidate unit[UNITS_MAX]; /* at work: eta_s 0 and m -1 */
    bool at_work[UNITS_MAX];
    uint32_t eta[CARD_NEEDS_MAX][UNITS_MAX]; /* UINT32_MAX: it cannot serve it */
    uint8_t rank[CARD_NEEDS_MAX][UNITS_MAX];
};

static bool may_serve(const void *user, const struct unit *u)
{
    return card_serves(user, u);
}

static uint32_t unit_index(struct table *t, const struct candidate *c, bool at_work)
{
    for (uint32_t i = 0; i < t->units; i++)
        if (t->unit[i].unit == c->unit)
            return i;
    must(t->units < UNITS_MAX);
    for (size_t k = 0; k < CARD_NEEDS_MAX; k++)
        t->eta[k][t->units] = UINT32_MAX;
    t->at_work[t->units] = at_work;
    t->unit[t->units] = *c;
    return t->units++;
}

static void add_at_work(const struct plan_ask *ask, const struct plan *p, struct table *t)
{
    uint32_t n;
    const struct entity *const *list =
        picture_by(ask->picture, KIND_ASSIGNMENT, F_ASSIGNMENT_INCIDENT, ask->incident->id, &n);
    for (uint32_t i = 0; i < n && t->units < CARD_UNITS_MAX; i++) {
        const struct assignment *g = list[i]->rec;
        struct candidate c = {.unit = picture_find(ask->picture, KIND_UNIT, g->unit), .m = -1};
        if (!dispatch_under_way(g) || c.unit == NULL)
            continue;
        uint32_t at = unit_index(t, &c, true);
        for (size_t k = 0; k < p->nneeds; k++)
            if (card_serves(&p->needs[k], c.unit->rec))
                t->eta[k][at] = 0;
    }
}

/* As many of the quickest as there are slots are enough: the others cannot all be taken by other needs. */
static void add_who_can_come(const struct plan_ask *ask, const struct plan *p, struct geo_point at,
                             struct table *t)
{
    for (size_t k = 0; k < p->nneeds; k++) {
        struct nearest near;
        struct nearest_ask q = {.at = at,
                                .k = t->slots,
                                .area = ask->area,
                                .drive = ask->drive,
                                .may = may_serve,
                                .user = &p->needs[k],
                                .fit_only = true};
        if (p->needs[k].level > p->level)
            continue;
        nearest_find(ask->picture, ask->live, ask->settings, ask->now, &q, &near);
        for (size_t i = 0; i < near.nfit; i++) {
            uint32_t one = unit_index(t, &near.fit[i], false);
            t->eta[k][one] = near.fit[i].eta_s;
            t->rank[k][one] = (uint8_t)(i + 1);
        }
    }
}

static int64_t unfilled(const struct plan *p, size_t need)
{
    int64_t weight = UNFILLED;
    for (int above = p->needs[need].level; above < CARD_LEVEL_MAX; above++)
        weight *= CARD_UNITS_MAX + 1;
    return weight;
}

/* With nobody later than `last`; a column of its own for each slot that stays empty. */
static int64_t match(const struct plan *p, const struct table *t, uint32_t last,
                     uint32_t out[static MATCHING_ROWS_MAX])
{
    static _Thread_local int64_t cost[CARD_UNITS_MAX * MATCHING_COLS_MAX];
    uint32_t cols = t->units + t->slots;
    for (uint32_t s = 0; s < t->slots; s++) {
        const uint32_t *eta = t->eta[t->need_of[s]];
        int64_t *row = &cost[(size_t)s * cols];
        for (uint32_t u = 0; u < t->units; u++)
            row[u] = eta[u] <= last && eta[u] != UINT32_MAX ? (int64_t)eta[u] : NEVER;
        for (uint32_t k = 0; k < t->slots; k++)
            row[t->units + k] = k == s ? unfilled(p, t->need_of[s]) : NEVER;
    }
    return matching_least(cost, t->slots, cols, out);
}

/* The earliest last arrival with which no need is left that can be met at all. */
static void choose(const struct plan *p, const struct table *t,
                   uint32_t out[static MATCHING_ROWS_MAX])
{
    uint32_t low = 0, high = 0;
    int64_t best = match(p, t, UINT32_MAX - 1, out) / UNFILLED;
    for (uint32_t s = 0; s < t->slots; s++)
        if (out[s] < t->units && t->eta[t->need_of[s]][out[s]] > high)
            high = t->eta[t->need_of[s]][out[s]];
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (match(p, t, middle, out) / UNFILLED == best)
            high = middle;
        else
            low = middle + 1;
    }
    (void)match(p, t, high, out);
}

/* Of one need: who is at work first, then by arrival. */
static bool before(const struct plan_pick *a, const struct plan_pick *b)
{
    return a->need == b->need && (a->at_work != b->at_work ? a->at_work : a->c.eta_s < b->c.eta_s);
}

static void put_in_order(struct plan *p)
{
    for (size_t i = 1; i < p->npicks; i++)
        for (size_t k = i; k > 0 && before(&p->picks[k], &p->picks[k - 1]); k--) {
            struct plan_pick one = p->picks[k];
            p->picks[k] = p->picks[k - 1];
            p->picks[k - 1] = one;
        }
}

static void take(const struct table *t, const uint32_t *chosen, struct plan *out)
{
    for (uint32_t s = 0; s < t->slots; s++) {
        uint32_t u = chosen[s];
        if (u >= t->units)
            continue;
        out->picks[out->npicks++] = (struct plan_pick){.need = t->need_of[s],
                                                       .at_work = t->at_work[u],
                                                       .rank = t->rank[t->need_of[s]][u],
                                                       .c = t->unit[u]};
    }
    put_in_order(out);
}

bool plan_make(const struct plan_ask *ask, struct plan *out)
{
    static _Thread_local struct table t;
    const struct incident *i = ask->incident->rec;
    uint64_t place = BIT(F_INCIDENT_LAT) | BIT(F_INCIDENT_LON);
    struct geo_point at = {(int32_t)i->lat, (int32_t)i->lon};
    uint32_t chosen[MATCHING_ROWS_MAX];
    struct err e = {0};
    memset(out, 0, sizeof *out);
    out->card = card_for(ask->picture, i);
    if (out->card == NULL || (i->has & place) != place ||
        card_read(((const struct run_card *)out->card->rec)->needs, out->needs, &out->nneeds, &e) !=
            RC_OK)
        return false;
    out->level = i->alarm_level > 0 ? i->alarm_level : 1;
    memset(&t, 0, sizeof t);
    for (size_t k = 0; k < out->nneeds; k++)
        for (unsigned n = 0; n < out->needs[k].n && out->needs[k].level <= out->level; n++)
            t.need_of[t.slots++] = (uint8_t)k;
    if (t.slots == 0)
        return true;
    add_at_work(ask, out, &t);
    add_who_can_come(ask, out, at, &t);
    choose(out, &t, chosen);
    take(&t, chosen, out);
    return true;
}

unsigned plan_short(const struct plan *p, size_t need)
{
    unsigned filled = 0;
    for (size_t i = 0; i < p->npicks; i++)
        filled += p->picks[i].need == need;
    return p->needs[need].level <= p->level ? p->needs[need].n - filled : 0;
}

/* ---- told ---- */

static const char *const reasons[] = {"other_kind", "no_skill",     "off_duty",    "committed",
                                      "busy",       "long_on_duty", "no_position", "silent"};

static const char *why_not(const struct plan_ask *ask, const struct card_need *need,
                           const struct entity *en, const struct nearest_gates *gates)
{
    const struct unit *u = en->rec;
    if (need->kind != CARD_ANY_KIND && u->kind != need->kind)
        return "other_kind";
    if (!card_serves(need, u))
        return "no_skill";
    return nearest_unfit(u, live_unit(ask->live, en->id, false), ask->now, gates);
}

static void write_lacking(const struct plan_ask *ask, const struct card_need *need, struct buf *out)
{
    uint32_t count[ARRAY_LEN(reasons)] = {0};
    struct nearest_gates gates = nearest_gates(ask->settings);
    const char *sep = "";
    for (uint32_t i = 0; i < picture_count(ask->picture, KIND_UNIT); i++) {
        const struct entity *en = picture_at(ask->picture, KIND_UNIT, i);
        if (!picture_area_within(ask->picture, ((const struct unit *)en->rec)->area, ask->area))
            continue;
        const char *why = why_not(ask, need, en, &gates);
        for (size_t k = 0; why != NULL && k < ARRAY_LEN(reasons); k++)
            count[k] += strcmp(why, reasons[k]) == 0;
    }
    buf_cat(out, ",\"lacking\":{");
    for (size_t k = 0; k < ARRAY_LEN(reasons); k++) {
        if (count[k] == 0)
            continue;
        buf_printf(out, "%s\"%s\":%u", sep, reasons[k], count[k]);
        sep = ",";
    }
    buf_putc(out, '}');
}

static void write_pick(const struct plan_pick *pick, struct buf *out)
{
    buf_cat(out, "{\"unit\":");
    json_put_string(out, pick->c.unit->id);
    if (pick->at_work) {
        buf_cat(out, ",\"at_work\":true}");
        return;
    }
    buf_printf(out, ",\"eta_s\":%u,\"distance_m\":%d,\"rank\":%u", pick->c.eta_s, (int)pick->c.m,
               pick->rank);
    if (pick->c.air != NULL)
        buf_printf(out, ",\"by\":\"air\",\"by_air\":\"%s\"}", pick->c.air);
    else
        buf_cat(out, ",\"by\":\"road\"}");
}

static void write_need(const struct plan_ask *ask, const struct plan *p, size_t k, struct buf *out)
{
    const struct card_need *need = &p->needs[k];
    const char *sep = "";
    unsigned lacks = plan_short(p, k);
    buf_printf(out, "{\"level\":%u,\"n\":%u,\"what\":", need->level, need->n);
    json_put_string(out, need->what);
    buf_printf(out, ",\"active\":%s,\"units\":[", need->level <= p->level ? "true" : "false");
    for (size_t i = 0; i < p->npicks; i++) {
        if (p->picks[i].need != k)
            continue;
        buf_cat(out, sep);
        write_pick(&p->picks[i], out);
        sep = ",";
    }
    buf_printf(out, "],\"short\":%u", lacks);
    if (lacks > 0)
        write_lacking(ask, need, out);
    buf_putc(out, '}');
}

void plan_write(const struct plan_ask *ask, const struct plan *p, struct buf *out)
{
    int levels = 1;
    for (size_t k = 0; k < p->nneeds; k++)
        levels = p->needs[k].level > levels ? p->needs[k].level : levels;
    buf_cat(out, "{\"id\":");
    json_put_string(out, p->card->id);
    buf_printf(out, ",\"level\":%d,\"levels\":%d,\"needs\":[", (int)p->level, levels);
    for (size_t k = 0; k < p->nneeds; k++) {
        if (k > 0)
            buf_putc(out, ',');
        write_need(ask, p, k, out);
    }
    buf_cat(out, "]}");
}
