/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Run cards on random rooms: nobody is picked who is off duty, busy, committed, unheard or cannot do it; nobody twice; and of all ways to fill a
 * card, tried one by one, none fills more of the lower levels, has its last unit there sooner, or takes less time together.
 */
#include "desk/dispatch/plan.h"
#include "unit/desk/dispatch_city.h"

#define ROOMS 3000
#define UNITS 7
#define SLOTS 5

static const char *const skills[] = {"", "medic", "dog", "medic,dog"};

struct room {
    struct rig *rig;
    uint64_t seed;
    char name[UNITS][8];
    bool fit[UNITS];
    int64_t eta[UNITS];
};

static uint32_t below(struct room *w, uint32_t n)
{
    return (uint32_t)(t_rand(&w->seed) % n);
}

static void stand(struct room *w, int i)
{
    char lat[20];
    (void)snprintf(lat, sizeof lat, "41.%03u", 100 + below(w, 400));
    fix(w->rig, w->name[i], lat);
}

/* One that may be sent, or not for one of the reasons; as the desk itself makes it. */
static void add(struct room *w, int i)
{
    char path[64];
    struct unit u = {0};
    (void)snprintf(w->name[i], sizeof w->name[i], "X%d", i);
    add_unit(w->rig, w->name[i], "north");
    unit_set_kind(&u, below(w, 2));
    unit_set_skills(&u, str_c(skills[below(w, ARRAY_LEN(skills))]));
    rig_event(w->rig, EV_UNIT_SET, w->name[i], &u);
    w->fit[i] = false;
    uint32_t why = below(w, 8);
    if (why == 0)
        return; /* off duty */
    on_duty(w->rig, w->name[i]);
    if (why == 1)
        return; /* never heard */
    stand(w, i);
    w->fit[i] = why > 2;
    if (why == 2) {
        (void)snprintf(path, sizeof path, "/api/v1/units/%s/status", w->name[i]);
        T_OK(rig_call(w->rig, "POST", path, "{\"status\":\"busy\"}"));
    }
}

static size_t card(struct room *w, struct run_card *c, char *text, size_t cap)
{
    static const char *const kinds[] = {"any", "patrol", "traffic"};
    size_t n = 0, slots = 0;
    while (slots < 1 + below(w, SLOTS)) {
        uint32_t many = 1 + below(w, 2);
        if (slots + many > SLOTS)
            break;
        n += (size_t)snprintf(text + n, cap - n, "%u %u %s %s\n", 1 + below(w, 3), many,
                              kinds[below(w, 3)], skills[below(w, ARRAY_LEN(skills))]);
        slots += many;
    }
    run_card_set_kind(c, INCIDENT_KIND_ROBBERY);
    run_card_set_priority(c, 5);
    run_card_set_needs(c, str_c(text));
    return slots;
}

/* How good a way is: filled by level, then last arrival, then all together. */
struct worth {
    int filled[CARD_LEVEL_MAX + 1];
    int64_t last, sum;
};

static bool better(const struct worth *a, const struct worth *b)
{
    for (int l = 1; l <= CARD_LEVEL_MAX; l++)
        if (a->filled[l] != b->filled[l])
            return a->filled[l] > b->filled[l];
    return a->last != b->last ? a->last < b->last : a->sum < b->sum;
}

struct search {
    const struct room *w;
    const struct plan *p;
    uint8_t slot[CARD_UNITS_MAX];
    size_t slots;
    struct worth best;
};

static bool serves(const struct search *s, int unit, size_t need)
{
    const struct unit *u = picture_get(rig_picture(s->w->rig), KIND_UNIT, str_c(s->w->name[unit]));
    return s->w->fit[unit] && card_serves(&s->p->needs[need], u);
}

static void try_all(struct search *s, size_t at, unsigned taken, struct worth now)
{
    if (at == s->slots) {
        if (better(&now, &s->best))
            s->best = now;
        return;
    }
    try_all(s, at + 1, taken, now);
    for (int u = 0; u < UNITS; u++) {
        struct worth next = now;
        if ((taken & (1u << u)) != 0 || !serves(s, u, s->slot[at]))
            continue;
        next.filled[s->p->needs[s->slot[at]].level]++;
        next.last = s->w->eta[u] > next.last ? s->w->eta[u] : next.last;
        next.sum += s->w->eta[u];
        try_all(s, at + 1, taken | (1u << u), next);
    }
}

static struct worth worth_of(const struct room *w, const struct plan *p)
{
    struct worth out = {0};
    unsigned taken = 0;
    for (size_t i = 0; i < p->npicks; i++) {
        const struct plan_pick *one = &p->picks[i];
        int u = 0;
        while (u < UNITS && !str_eqc(one->c.unit->id, w->name[u]))
            u++;
        T_REQUIRE(u < UNITS);
        T(w->fit[u]);
        T(card_serves(&p->needs[one->need], one->c.unit->rec));
        T_EQ(taken & (1u << u), 0);
        T_EQ(one->c.eta_s, w->eta[u]);
        taken |= 1u << u;
        out.filled[p->needs[one->need].level]++;
        out.last = w->eta[u] > out.last ? w->eta[u] : out.last;
        out.sum += w->eta[u];
    }
    return out;
}

static void measure(struct room *w)
{
    struct geo_point place = {411311000 - 1000, 692400000}; /* as open_one has it */
    const struct incident *i = incident(w->rig);
    place = (struct geo_point){(int32_t)i->lat, (int32_t)i->lon};
    for (int u = 0; u < UNITS; u++) {
        const struct live_unit *at = live_unit(rig_live(w->rig), str_c(w->name[u]), false);
        if (at != NULL && at->known)
            w->eta[u] = (int64_t)(geo_distance_m(place, at->at) * 1.4 / (40.0 / 3.6));
    }
}

static void one_room(struct room *w)
{
    struct area a = {0};
    struct run_card c = {0};
    struct plan p;
    char text[400] = "";
    w->rig = rig_new(desks);
    area_set_name(&a, STR("North"));
    rig_event(w->rig, EV_AREA_SET, "north", &a);
    for (int i = 0; i < UNITS; i++)
        add(w, i);
    (void)card(w, &c, text, sizeof text);
    rig_event(w->rig, EV_CARD_SET, "c1", &c);
    rig_as(w->rig, "user/U1", ROLE_OPERATOR, "", "");
    open_one(w->rig);
    if (below(w, 2) == 0)
        T_OK(post(w->rig, "incidents", incident_id, "level", "{\"level\":3,\"reason\":\"more\"}"));
    measure(w);
    struct plan_ask ask = {
        .picture = rig_picture(w->rig),
        .live = rig_live(w->rig),
        .settings = rig_settings(w->rig),
        .now = rig_now(w->rig),
        .incident = picture_find(rig_picture(w->rig), KIND_INCIDENT, str_c(incident_id))};
    T_REQUIRE(plan_make(&ask, &p));
    struct search s = {.w = w, .p = &p};
    for (size_t k = 0; k < p.nneeds; k++)
        for (unsigned n = 0; n < p.needs[k].n && p.needs[k].level <= p.level; n++)
            s.slot[s.slots++] = (uint8_t)k;
    struct worth got = worth_of(w, &p);
    try_all(&s, 0, 0, (struct worth){0});
    T(!better(&s.best, &got));
    T(!better(&got, &s.best));
    rig_free(w->rig);
}

static void test_plan__none_of_all_ways_is_better(void)
{
    struct room w = {.seed = t_seed()};
    for (int i = 0; i < ROOMS; i++)
        one_room(&w);
}

int main(void)
{
    T_RUN(test_plan__none_of_all_ways_is_better);
    return t_end();
}
