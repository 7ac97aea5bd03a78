/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who is told. The unit ahead of the vehicle, with the reason as a word; when the vehicle has passed
 * it, the next one. What the choice rested on is in the event: the fold never looks at where units
 * are.
 */
#include <string.h>
#include <strings.h>

#include "desk/road/road_priv.h"

/* What a notice says, taken from a hit or a violation. */
struct telling {
    struct str about, plate, make, color, image, camera, area;
    int64_t class, limit;
    struct geo_point at;
    bool placed;     /* the camera's position is known */
    usec_t seen;     /* time of the last read, never ahead of now */
    uint64_t motion; /* which of heading and speed are known: bits 1, 2 */
    int64_t heading, speed;
    struct geo_ahead_from from;
};

static usec_t expiry(const struct road_work *w, usec_t seen)
{
    return seen + settings_int(w->s->settings, SET_ROAD_NOTICE_EXPIRE_S) * USEC_S;
}

static void tell_hit(struct telling *t, const struct hit *h)
{
    t->plate = h->plate;
    t->class = h->class != VEHICLE_CLASS_UNKNOWN ? h->class : h->wanted_class;
    t->make = h->make.n > 0 ? h->make : h->wanted_make;
    t->color = h->color.n > 0 ? h->color : h->wanted_color;
    t->image = h->image;
    t->camera = h->camera;
    t->area = h->area;
    t->at = (struct geo_point){(int32_t)h->lat, (int32_t)h->lon};
    t->placed = (h->has & BIT(F_HIT_LAT)) != 0;
    t->seen = h->at;
}

static void tell_violation(struct telling *t, const struct violation *v)
{
    t->plate = v->plate;
    t->class = v->class;
    t->make = v->make;
    t->color = v->color;
    t->image = v->image;
    t->camera = v->camera;
    t->area = v->area;
    t->limit = v->limit_kmh;
    t->at = (struct geo_point){(int32_t)v->lat, (int32_t)v->lon};
    t->placed = (v->has & BIT(F_VIOLATION_LAT)) != 0;
    t->seen = v->at;
}

static struct telling telling_of(struct road_work *w, const struct road_subject *sub)
{
    struct telling t = {.about = road_subject_ref(w, sub)};
    if (sub->kind == KIND_HIT)
        tell_hit(&t, &sub->hit);
    else
        tell_violation(&t, &sub->violation);
    t.seen = t.seen < w->d->now ? t.seen : w->d->now;
    t.from = (struct geo_ahead_from){t.at, sub->heading10, sub->kmh10};
    if (sub->heading10 >= 0) {
        t.motion |= 1;
        t.heading = sub->heading10;
    }
    if (sub->kmh10 >= 0 && (sub->kind != KIND_HIT || (sub->hit.has & BIT(F_HIT_SPEED_KMH)) != 0)) {
        t.motion |= 2;
        t.speed = sub->kmh10;
    }
    return t;
}

/* ---- choosing ---- */

struct choosing {
    struct road_work *w;
    struct str about;
    bool only_free; /* leave out units that have another notice */
    uint32_t asked;
    bool knows; /* some unit was left out because it was told of this already */
};

/* What this decision has sent, which the picture does not know yet: is there room for another? */
static bool room_now(struct choosing *c, struct str unit, uint32_t has)
{
    const struct road_told *t = map_get(&c->w->told, unit);
    for (; t != NULL && !c->only_free; t = t->next) {
        if (str_eq(t->about, c->about)) {
            c->knows = true;
            return false;
        }
        if (++has >= ROAD_NOTICES_A_UNIT)
            return false;
    }
    return t == NULL;
}

static void remember_told(struct road_work *w, struct str unit, struct str about)
{
    struct road_told *t = arena_alloc(w->d->arena, sizeof *t);
    t->unit = arena_str(w->d->arena, unit);
    t->about = about;
    t->next = map_set(&w->told, t->unit, t);
}

static bool fit_for_duty(const struct road_work *w, const struct live_unit *u)
{
    usec_t silent = settings_int(w->s->settings, SET_UNIT_SILENT_S) * USEC_S;
    if (u == NULL || !u->known || w->d->now - u->fix > silent)
        return false;
    const struct unit *unit = picture_get(w->d->picture, KIND_UNIT, u->id);
    return unit != NULL && unit->duty == UNIT_DUTY_ON &&
           (unit->status == UNIT_STATUS_AVAILABLE ||
            (unit->status == UNIT_STATUS_EN_ROUTE && unit->assignment.n == 0));
}

static bool may_be_told(void *arg, uint32_t slot, struct geo_point at)
{
    struct choosing *c = arg;
    const struct picture *p = c->w->d->picture;
    const struct live_unit *u = live_unit_at(c->w->d->live, slot);
    uint32_t n;
    UNUSED(at);
    if (c->asked++ >= ROAD_CANDIDATES_MAX || !fit_for_duty(c->w, u))
        return false;
    const struct entity *const *list = picture_by(p, KIND_NOTICE, F_NOTICE_UNIT, u->id, &n);
    if (n >= (c->only_free ? 1 : ROAD_NOTICES_A_UNIT))
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (str_eq(((const struct notice *)list[i]->rec)->about, c->about)) {
            c->knows = true;
            return false;
        }
    return room_now(c, u->id, n);
}

static bool same_camera(struct str known, const struct telling *t)
{
    return known.n > 0 && str_eq(known, t->camera);
}

/* The best unit, or false. One that has no other notice comes first, if there is any. */
static bool choose(struct road_work *w, const struct telling *t, struct geo_ahead *best)
{
    struct choosing c = {.w = w, .about = t->about, .only_free = true};
    const struct geo_grid *g = live_grid(w->d->live);
    if (!t->placed || same_camera(w->none_left, t))
        return false;
    /* Units only become busier within a decision: what found none once need not search again. */
    bool look = !same_camera(w->none_free, t);
    if (look && geo_ahead_find(g, &t->from, ROAD_RADIUS_M, 1, may_be_told, &c, best) > 0)
        return true;
    bool deserted = look && c.asked == 0; /* nobody at all is near */
    w->none_free = t->camera;
    c.only_free = false;
    c.asked = 0;
    if (!deserted && geo_ahead_find(g, &t->from, ROAD_RADIUS_M, 1, may_be_told, &c, best) > 0)
        return true;
    if (!c.knows)
        w->none_left = t->camera;
    return false;
}

/*
 * A word of the interface; pages say it in their language, the distance stands beside it. `chosen`: the unit was looked for
 * and is the nearest of its kind; else it was told before and this is where it stands now.
 */
static struct str reason_word(const struct geo_ahead *x, bool chosen)
{
    switch (x->reason) {
    case GEO_AHEAD_IN_CONE: return chosen ? STR("nearest_ahead") : STR("ahead");
    case GEO_AHEAD_AT_IT: return STR("at_vehicle");
    case GEO_AHEAD_BEHIND: return chosen ? STR("nearest_behind") : STR("behind");
    case GEO_AHEAD_NO_HEADING: break;
    }
    return chosen ? STR("nearest_no_heading") : STR("no_heading");
}

/* ---- events ---- */

static void set_place(struct notice *n, const struct telling *t)
{
    if (t->placed) {
        notice_set_lat(n, t->at.lat7);
        notice_set_lon(n, t->at.lon7);
    }
    if ((t->motion & 1) != 0)
        notice_set_heading(n, t->heading);
    if ((t->motion & 2) != 0)
        notice_set_speed_kmh(n, t->speed);
    notice_set_camera(n, t->camera);
    notice_set_at(n, t->seen);
    if (t->image.n > 0)
        notice_set_image(n, t->image);
}

static void set_why(struct notice *n, const struct geo_ahead *x, bool chosen)
{
    notice_set_ahead(n, x->ahead);
    notice_set_distance_m(n, (int64_t)x->m);
    notice_set_reason(n, reason_word(x, chosen));
}

static struct str send(struct road_work *w, const struct telling *t, enum notice_action action,
                       const struct geo_ahead *best)
{
    struct notice n = {0};
    struct str unit = live_unit_at(w->d->live, best->slot)->id;
    struct str id = decision_new_id(w->d, KIND_NOTICE);
    usec_t until = expiry(w, t->seen);
    usec_t check = w->d->now + settings_int(w->s->settings, SET_UNIT_UNDELIVERED_S) * USEC_S;
    notice_set_about(&n, t->about);
    notice_set_unit(&n, unit);
    notice_set_area(&n, t->area);
    notice_set_action(&n, action);
    notice_set_plate(&n, t->plate);
    if (t->class != VEHICLE_CLASS_UNKNOWN)
        notice_set_class(&n, t->class);
    if (t->make.n > 0)
        notice_set_make(&n, t->make);
    if (t->color.n > 0)
        notice_set_color(&n, t->color);
    if (t->limit > 0)
        notice_set_limit_kmh(&n, t->limit);
    set_place(&n, t);
    set_why(&n, best, true);
    notice_set_state(&n, NOTICE_STATE_SENT);
    notice_set_sent_at(&n, w->d->now);
    notice_set_expires_at(&n, until);
    notice_set_wake_at(&n, check < until ? check : until);
    struct event *ev = decision_event(w->d, EV_NOTICE_SENT, id, &n);
    ev->about = t->about;
    remember_told(w, unit, t->about);
    return id;
}

static void end_notice(struct road_work *w, const struct entity *en, enum notice_state state,
                       struct str next)
{
    const struct notice *old = en->rec;
    struct notice n = {0};
    notice_set_state(&n, state);
    notice_set_next(&n, next);
    struct event *ev = decision_event(w->d, EV_NOTICE_ENDED, en->id, &n);
    ev->about = arena_str(w->d->arena, old->about);
}

static void change(struct road_work *w, const struct entity *en, const struct telling *t,
                   enum notice_action action, const struct geo_ahead *x)
{
    const struct notice *old = en->rec;
    struct notice n = {0};
    usec_t until = expiry(w, t->seen);
    notice_set_action(&n, action);
    set_place(&n, t);
    if (x != NULL)
        set_why(&n, x, false);
    notice_set_expires_at(&n, until);
    /* While it is not known to have arrived the next check stays where it is. */
    bool waiting = old->delivered_at == 0 && !old->undelivered;
    notice_set_wake_at(&n, waiting && old->wake_at < until ? old->wake_at : until);
    struct event *ev = decision_event(w->d, EV_NOTICE_CHANGED, en->id, &n);
    ev->about = t->about;
}

/* ---- following ---- */

static bool observe_allowed(const struct desk_state *s, int64_t reason)
{
    struct str name = enum_wanted_reason.names[reason];
    struct str rest = str_c(settings_text(s->settings, SET_ROAD_OBSERVE_REASONS));
    while (rest.n > 0)
        if (str_eq(str_trim(str_cut(&rest, ',')), name))
            return true;
    return false;
}

/* Who has to look only may be chosen anew for some reasons; for the others nobody but who was told already. */
static bool may_pass_on(const struct road_work *w, const struct road_subject *sub,
                        enum notice_action action)
{
    return sub->kind != KIND_HIT || action != NOTICE_ACTION_OBSERVE ||
           observe_allowed(w->s, sub->hit.reason);
}

/*
 * May anybody be told, and what? "Stop" is never among it. That the source stands by a hit counts until affirm_by, and
 * without it nobody is told longer than that.
 */
static bool action_of(const struct road_work *w, const struct road_subject *sub,
                      enum notice_action *action)
{
    if (sub->kind == KIND_VIOLATION) {
        *action = NOTICE_ACTION_DANGER;
        return true;
    }
    bool in_time = w->d->now < sub->hit.affirm_by;
    if (sub->hit.state == HIT_STATE_CONFIRMED && in_time) {
        *action = NOTICE_ACTION_CONFIRMED;
        return true;
    }
    *action = NOTICE_ACTION_OBSERVE;
    return in_time && sub->sure && sub->hit.state != HIT_STATE_DISMISSED &&
           observe_allowed(w->s, sub->hit.reason);
}

static bool follows(const struct notice *n)
{
    return n->state == NOTICE_STATE_ANSWERED && n->answer.n == 9 &&
           strncasecmp(n->answer.p, "following", 9) == 0;
}

/* Where does the told unit stand now? False: it cannot act any more. */
static bool stands(const struct road_work *w, const struct telling *t, const struct notice *n,
                   struct geo_ahead *x)
{
    const struct live_unit *u = live_unit(w->d->live, n->unit, false);
    const struct unit *unit = picture_get(w->d->picture, KIND_UNIT, n->unit);
    usec_t silent = settings_int(w->s->settings, SET_UNIT_SILENT_S) * USEC_S;
    if (u == NULL || !u->known || unit == NULL || unit->duty != UNIT_DUTY_ON ||
        w->d->now - u->fix > silent)
        return false;
    *x = geo_ahead_score(&t->from, u->at);
    return true;
}

/* One open notice after the vehicle was read again; true when it went to the next unit. */
static bool follow(struct road_work *w, const struct entity *en, const struct telling *t,
                   enum notice_action action, bool pass_on)
{
    const struct notice *n = en->rec;
    struct geo_ahead here, best;
    bool can = t->placed && stands(w, t, n, &here);
    bool stay = (can && here.ahead) || follows(n) || n->next.n > 0;
    if (pass_on && !stay && choose(w, t, &best) && (best.ahead || !can)) {
        struct str next = send(w, t, action, &best);
        end_notice(w, en, NOTICE_STATE_MOVED, next);
        return true;
    }
    change(w, en, t, action, can ? &here : NULL);
    return false;
}

void road_notice_update(struct road_work *w, struct road_subject *sub)
{
    struct telling t = telling_of(w, sub);
    enum notice_action action;
    uint32_t n;
    bool may = action_of(w, sub, &action);
    if (expiry(w, t.seen) <= w->d->now)
        return; /* a late read: history, nobody can act on it */
    const struct entity *const *open =
        picture_by(w->d->picture, KIND_NOTICE, F_NOTICE_ABOUT, t.about, &n);
    for (uint32_t i = 0; i < n; i++)
        (void)follow(w, open[i], &t, action, may_pass_on(w, sub, action));
    struct geo_ahead best;
    if (n == 0 && may && choose(w, &t, &best))
        (void)send(w, &t, action, &best);
}

void road_notices_end(struct road_work *w, struct str about, enum notice_state state)
{
    uint32_t n;
    const struct entity *const *open =
        picture_by(w->d->picture, KIND_NOTICE, F_NOTICE_ABOUT, about, &n);
    for (uint32_t i = 0; i < n; i++)
        end_notice(w, open[i], state, STR_NONE);
}

void road_notices_observe(struct road_work *w, struct road_subject *sub)
{
    struct telling t = telling_of(w, sub);
    uint32_t n;
    const struct entity *const *open =
        picture_by(w->d->picture, KIND_NOTICE, F_NOTICE_ABOUT, t.about, &n);
    for (uint32_t i = 0; i < n; i++)
        change(w, open[i], &t, NOTICE_ACTION_OBSERVE, NULL);
}

/* The hit or violation a notice is about, or NULL when it is gone. */
static struct road_subject *subject_of(struct road_work *w, const struct notice *n)
{
    struct str id = n->about;
    enum kind kind = kind_find(str_cut(&id, '/'));
    const struct entity *en =
        kind == KIND_HIT || kind == KIND_VIOLATION ? picture_find(w->d->picture, kind, id) : NULL;
    return en != NULL ? road_subject_of(w, en) : NULL;
}

/* Offer it to the next unit; its id, or empty when there is none. */
static struct str offer_next(struct road_work *w, const struct notice *n)
{
    struct road_subject *sub = subject_of(w, n);
    struct geo_ahead best;
    if (sub == NULL)
        return STR_NONE;
    struct telling t = telling_of(w, sub);
    if (expiry(w, t.seen) <= w->d->now || !may_pass_on(w, sub, (enum notice_action)n->action) ||
        !choose(w, &t, &best))
        return STR_NONE;
    return send(w, &t, (enum notice_action)n->action, &best);
}

void road_notice_wake(struct desk_state *s, struct decision *d, const struct entity *en)
{
    const struct notice *old = en->rec;
    struct road_work w;
    road_work_begin(&w, s, d);
    if (d->now >= old->expires_at || old->delivered_at != 0 || old->undelivered) {
        end_notice(&w, en, NOTICE_STATE_EXPIRED, STR_NONE);
    } else {
        struct notice n = {0};
        notice_set_undelivered(&n, true);
        notice_set_next(&n, offer_next(&w, old));
        notice_set_wake_at(&n, old->expires_at);
        struct event *ev = decision_event(d, EV_NOTICE_UNDELIVERED, en->id, &n);
        ev->about = arena_str(d->arena, old->about);
    }
    road_work_end(&w);
}

/* ---- what the tablet says ---- */

static enum rc own_notice(const struct decision *d, struct call *c, const struct notice **out,
                          struct err *e)
{
    *out = picture_get(d->picture, KIND_NOTICE, c->params[0]);
    if (*out == NULL)
        return err_set(e, RC_NOT_FOUND, "there is no notice '%.*s': it has ended",
                       STR_ARG(c->params[0]));
    enum rc rc = decision_unit(d, (*out)->unit, e);
    const struct unit *u = picture_get(d->picture, KIND_UNIT, (*out)->unit);
    if (rc != RC_OK || d->who->role == ROLE_UNIT)
        return rc;
    return decision_area(d, u != NULL ? u->area : (*out)->area, e);
}

static void set_delivered(struct decision *d, struct str id, const struct notice *old, usec_t at)
{
    struct notice n = {0};
    if (old->delivered_at != 0)
        return;
    notice_set_delivered_at(&n, at);
    notice_set_undelivered(&n, false);
    notice_set_wake_at(&n, old->expires_at);
    struct event *ev = decision_event(d, EV_NOTICE_DELIVERED, id, &n);
    ev->about = arena_str(d->arena, old->about);
}

/* Said twice it is true once. What was seen was delivered. */
enum rc road_receipt(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_receipt *in = c->in;
    const struct notice *old;
    UNUSED(s);
    enum rc rc = own_notice(d, c, &old, e);
    if (rc != RC_OK)
        return rc;
    usec_t at = decision_time(d, in->at);
    set_delivered(d, c->params[0], old, at);
    if (in->receipt == RECEIPT_SEEN && old->seen_at == 0) {
        struct notice n = {0};
        notice_set_seen_at(&n, at);
        struct event *ev = decision_event(d, EV_NOTICE_SEEN, c->params[0], &n);
        ev->about = arena_str(d->arena, old->about);
    }
    return RC_OK;
}

static bool gives_up(struct str answer)
{
    static const char *const words[] = {"lost", "busy"};
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (answer.n == strlen(words[i]) && strncasecmp(answer.p, words[i], answer.n) == 0)
            return true;
    return false;
}

enum rc road_answer(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_notice_answer *in = c->in;
    const struct notice *old;
    struct notice n = {0};
    enum rc rc = own_notice(d, c, &old, e);
    if (rc != RC_OK)
        return rc;
    set_delivered(d, c->params[0], old, decision_time(d, in->at));
    notice_set_state(&n, NOTICE_STATE_ANSWERED);
    notice_set_answered_at(&n, decision_time(d, in->at));
    notice_set_answer(&n, in->answer);
    struct event *ev = decision_event(d, EV_NOTICE_ANSWERED, c->params[0], &n);
    ev->about = arena_str(d->arena, old->about);
    if (!gives_up(in->answer))
        return RC_OK;
    struct road_work w;
    road_work_begin(&w, s, d);
    struct str next = offer_next(&w, old);
    if (next.n > 0)
        end_notice(&w, picture_find(d->picture, KIND_NOTICE, c->params[0]), NOTICE_STATE_ANSWERED,
                   next);
    road_work_end(&w);
    return RC_OK;
}
