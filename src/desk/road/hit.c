/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The states of a hit: unconfirmed, seen, confirmed; dismissed from any of them; expired. None can
 * be skipped: a machine's match is not a reason to act against a person. And none lasts by itself: that the source stands by
 * it is true for a while (road.reaffirm_s), then it is only seen again; not confirmed for as long, nobody is told any more.
 */
#include "desk/road/road_priv.h"

usec_t road_reaffirm_span(const struct desk_state *s)
{
    return settings_int(s->settings, SET_ROAD_REAFFIRM_S) * USEC_S;
}

void road_hit_clock(struct hit *h, usec_t expires)
{
    hit_set_expires_at(h, expires);
    hit_set_wake_at(h, h->affirm_by != 0 && h->affirm_by < expires ? h->affirm_by : expires);
}

/* Hits of older journals have only their wake_at. */
static usec_t expiry_of(const struct hit *h)
{
    return h->expires_at != 0 ? h->expires_at : h->wake_at;
}

static usec_t sooner(usec_t a, usec_t b)
{
    return a < b ? a : b;
}

static enum rc open_hit(const struct decision *d, struct call *c, const struct entity **en,
                        struct err *e)
{
    *en = picture_find(d->picture, KIND_HIT, c->params[0]);
    if (*en == NULL)
        return err_set(e, RC_NOT_FOUND, "there is no hit '%.*s': it has expired",
                       STR_ARG(c->params[0]));
    const struct hit *h = (*en)->rec;
    if (d->who->role == ROLE_UNIT && !core_visible(d->picture, d->who, *en))
        return err_set(e, RC_DENIED, "your unit has no notice about this hit");
    return d->who->role == ROLE_UNIT ? RC_OK : decision_area(d, h->area, e);
}

static enum rc refuse_state(const struct hit *h, const char *what, struct err *e)
{
    static const char *const names[HIT_STATE_COUNT] = {"unconfirmed", "seen", "confirmed",
                                                       "dismissed", "expired"};
    return err_set(e, RC_CONFLICT, "the hit is %s: %s", names[h->state], what);
}

enum rc road_see(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_hit_see *in = c->in;
    const struct entity *en;
    UNUSED(s);
    enum rc rc = open_hit(d, c, &en, e);
    if (rc != RC_OK)
        return rc;
    if (((const struct hit *)en->rec)->state != HIT_STATE_UNCONFIRMED)
        return refuse_state(en->rec, "somebody compared the photo before", e);
    if (!in->plate || !in->region || !in->class)
        return err_set(e, RC_CONFLICT, "%s differs, so it is another vehicle: dismiss the hit",
                       !in->plate    ? "the plate"
                       : !in->region ? "the region"
                                     : "the class");
    struct hit h = {0};
    hit_set_state(&h, HIT_STATE_SEEN);
    hit_set_seen_by(&h, road_actor(d));
    hit_set_seen_at(&h, d->now);
    (void)decision_event(d, EV_HIT_SEEN, en->id, &h);
    return RC_OK;
}

/* The one on the other end of the telephone is named in the event, not in the picture. */
enum rc road_reaffirm(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_hit_reaffirm *in = c->in;
    const struct entity *en;
    enum rc rc = open_hit(d, c, &en, e);
    if (rc != RC_OK)
        return rc;
    const struct hit *old = en->rec;
    if (old->state == HIT_STATE_UNCONFIRMED)
        return refuse_state(old, "first compare the photo", e);
    if (old->state > HIT_STATE_CONFIRMED)
        return refuse_state(old, "it cannot be confirmed any more", e);
    if (!road_hit_stands(s, d->picture, old, d->now))
        return err_set(
            e, RC_CONFLICT,
            "the entry has expired, was withdrawn, or its list was not affirmed in time: "
            "the source must send it again, or dismiss the hit");
    struct hit h = {0};
    hit_set_state(&h, HIT_STATE_CONFIRMED);
    hit_set_confirmed_by(&h, road_actor(d));
    hit_set_confirmed_at(&h, d->now);
    hit_set_affirm_by(&h, d->now + road_reaffirm_span(s));
    hit_set_wake_at(&h, sooner(h.affirm_by, expiry_of(old)));
    struct event *ev = decision_event(d, EV_HIT_CONFIRMED, en->id, &h);
    ev->purpose = arena_printf(d->arena, "re-affirmed by %.*s", STR_ARG(in->name));
    struct road_work w;
    road_work_begin(&w, s, d);
    struct road_subject *sub = road_subject_of(&w, en);
    sub->hit.state = HIT_STATE_CONFIRMED;
    sub->hit.affirm_by = h.affirm_by;
    road_notice_update(&w, sub);
    road_work_end(&w);
    return RC_OK;
}

static void dismiss(struct road_work *w, const struct entity *en, struct str by, struct str why,
                    usec_t until)
{
    struct hit h = {0};
    hit_set_state(&h, HIT_STATE_DISMISSED);
    hit_set_dismissed_by(&h, by);
    hit_set_dismissal(&h, why);
    hit_set_expires_at(&h, until);
    hit_set_wake_at(&h, until);
    (void)decision_event(w->d, EV_HIT_DISMISSED, en->id, &h);
    road_notices_end(w, decision_ref(w->d, KIND_HIT, en->id), NOTICE_STATE_WITHDRAWN);
}

enum rc road_dismiss(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_hit_dismiss *in = c->in;
    const struct entity *en;
    enum rc rc = open_hit(d, c, &en, e);
    if (rc != RC_OK)
        return rc;
    if (((const struct hit *)en->rec)->state > HIT_STATE_CONFIRMED)
        return refuse_state(en->rec, "nothing is left to dismiss", e);
    struct road_work w;
    road_work_begin(&w, s, d);
    /* Stays so long, that the same vehicle does not alert again at the next camera. */
    dismiss(&w, en, road_actor(d), in->why, d->now + road_hit_life(s));
    road_work_end(&w);
    return RC_OK;
}

void road_hit_withdraw(struct road_work *w, const struct entity *en, const char *why)
{
    /* Ends at once: when the source sends the entry again, that is a new matter. */
    if (((const struct hit *)en->rec)->state <= HIT_STATE_CONFIRMED)
        dismiss(w, en, STR("core"), str_c(why), w->d->now + USEC_S);
}

/* The source did not stand by it in time. */
static void lapse(struct desk_state *s, struct decision *d, const struct entity *en)
{
    const struct hit *old = en->rec;
    struct road_work w;
    struct hit h = {0};
    bool confirmed = old->state == HIT_STATE_CONFIRMED;
    road_work_begin(&w, s, d);
    if (confirmed) {
        hit_set_state(&h, HIT_STATE_SEEN);
        hit_set_confirmed_by(&h, STR_NONE);
        hit_set_confirmed_at(&h, 0);
        hit_set_affirm_by(&h, d->now + road_reaffirm_span(s));
        hit_set_wake_at(&h, sooner(h.affirm_by, old->expires_at));
    } else {
        hit_set_affirm_by(&h, 0);
        hit_set_wake_at(&h, old->expires_at);
    }
    (void)decision_event(d, EV_HIT_LAPSED, en->id, &h);
    if (confirmed)
        road_notices_observe(&w, road_subject_of(&w, en));
    else
        road_notices_end(&w, decision_ref(d, KIND_HIT, en->id), NOTICE_STATE_EXPIRED);
    road_work_end(&w);
}

static bool lapses(const struct entity *en, usec_t now)
{
    const struct hit *h = en->rec;
    return en->kind == KIND_HIT && h->state <= HIT_STATE_CONFIRMED && h->affirm_by != 0 &&
           now < h->expires_at;
}

void road_subject_wake(struct desk_state *s, struct decision *d, const struct entity *en)
{
    struct road_work w;
    if (lapses(en, d->now)) {
        lapse(s, d, en);
        return;
    }
    struct str ref = decision_ref(d, en->kind, en->id);
    road_work_begin(&w, s, d);
    road_notices_end(&w, ref, NOTICE_STATE_EXPIRED);
    road_photos_end(&w, ref);
    if (en->kind == KIND_HIT) {
        struct hit h = {0};
        hit_set_state(&h, HIT_STATE_EXPIRED);
        (void)decision_event(d, EV_HIT_EXPIRED, en->id, &h);
    } else {
        struct violation v = {0};
        (void)decision_event(d, EV_VIOLATION_EXPIRED, en->id, &v);
    }
    road_work_end(&w);
}
