/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/street/street.h"

#include "base/json.h"
#include "core/drive.h"

#define CLOSURE_MOST (366 * USEC_DAY)

/* ---- placing ---- */

struct placing {
    struct in_closure_place in; /* first: what decide reads */
    uint32_t pieces;
};

static enum rc check_shape(const struct in_closure_place *in, struct err *e)
{
    bool to_lat = (in->has & BIT(F_IN_CLOSURE_PLACE_TO_LAT)) != 0,
         to_lon = (in->has & BIT(F_IN_CLOSURE_PLACE_TO_LON)) != 0,
         round = (in->has & BIT(F_IN_CLOSURE_PLACE_RADIUS_M)) != 0;
    if (to_lat != to_lon)
        return err_field(e, RC_INVALID, to_lat ? "to_lon" : "to_lat",
                         "the end of a stretch has both to_lat and to_lon");
    if (round == to_lat)
        return err_field(e, RC_INVALID, "radius_m",
                         "give either radius_m around a place, or to_lat and to_lon of a stretch");
    if (in->one_way && !to_lat)
        return err_field(e, RC_INVALID, "one_way", "only a stretch has a direction");
    return RC_OK;
}

static enum rc check_time(int64_t permille, struct err *e)
{
    if (permille == ROAD_CLOSED || permille >= ROAD_TIME_MIN)
        return RC_OK;
    return err_field(e, RC_INVALID, "time_permille", "0 is closed; else it is %u to %u",
                     ROAD_TIME_MIN, ROAD_TIME_MAX);
}

/* On the pool: looking for a stretch may take as long as a thousand decisions. */
static enum rc place_prepare(const struct work_env *env, struct call *c, struct err *e)
{
    const struct in_closure_place *in = c->in;
    struct placing *p = arena_alloc(&c->arena, sizeof *p);
    struct closure as = {0};
    struct drive_closure asked;
    struct err said = {0};
    enum rc rc = check_shape(in, e);
    *p = (struct placing){.in = *in};
    if (rc == RC_OK)
        rc = check_time(in->time_permille, e);
    if (rc != RC_OK)
        return rc;
    closure_set_lat(&as, in->lat);
    closure_set_lon(&as, in->lon);
    closure_set_radius_m(&as, in->radius_m);
    if ((in->has & BIT(F_IN_CLOSURE_PLACE_TO_LAT)) != 0) {
        closure_set_to_lat(&as, in->to_lat);
        closure_set_to_lon(&as, in->to_lon);
    }
    closure_set_one_way(&as, in->one_way);
    drive_closure_of(&as, &asked);
    if (env->drive != NULL)
        rc = drive_pieces(env->drive, &asked, &p->pieces, &said);
    c->in = p;
    /* A place that is no good is the sender's fault, and not something that is missing here. */
    return rc == RC_OK ? rc : err_set(e, RC_INVALID, "%s", said.detail);
}

static enum rc check_span(const struct decision *d, usec_t from, usec_t until, struct err *e)
{
    usec_t begins = from > d->now ? from : d->now;
    if (until > begins && until <= d->now + CLOSURE_MOST)
        return RC_OK;
    return err_field(e, RC_INVALID, "until",
                     "'until' must lie in the future, after 'from', and within a year");
}

static bool may_see(const struct decision *d, struct str incident)
{
    const struct incident *i = picture_get(d->picture, KIND_INCIDENT, incident);
    return i != NULL && picture_area_within(d->picture, i->area, str_c(d->who->area));
}

static enum rc check_place(const struct decision *d, const struct in_closure_place *in,
                           struct str *area, struct err *e)
{
    if (str_trim(in->reason).n == 0)
        return err_field(e, RC_INVALID, "reason", "say why");
    if (picture_count(d->picture, KIND_CLOSURE) >= DRIVE_CLOSURES_MAX)
        return err_set(e, RC_CONFLICT, "there are %u closures already: open some first",
                       DRIVE_CLOSURES_MAX);
    if (in->incident.n > 0 && !may_see(d, in->incident))
        return err_field(e, RC_NOT_FOUND, "incident",
                         "there is no incident '%.*s' in the picture that you may see",
                         STR_ARG(in->incident));
    struct str at =
        picture_area_at(d->picture, (struct geo_point){(int32_t)in->lat, (int32_t)in->lon});
    *area = at.n > 0 ? at : str_c(d->who->area);
    enum rc rc = decision_area(d, *area, e);
    return rc == RC_OK ? check_span(d, in->from, in->until, e) : rc;
}

static void event(struct decision *d, enum event_type type, struct str id, const struct closure *c,
                  struct str incident)
{
    struct event *ev = decision_event(d, type, id, c);
    if (incident.n > 0)
        ev->about = decision_ref(d, KIND_INCIDENT, incident);
}

static enum rc place(struct desk_state *s, struct decision *d, struct call *call, struct err *e)
{
    const struct placing *p = call->in;
    const struct in_closure_place *in = &p->in;
    struct str area;
    struct closure c = {0};
    UNUSED(s);
    enum rc rc = check_place(d, in, &area, e);
    if (rc != RC_OK)
        return rc;
    closure_set_lat(&c, in->lat);
    closure_set_lon(&c, in->lon);
    if ((in->has & BIT(F_IN_CLOSURE_PLACE_TO_LAT)) != 0) {
        closure_set_to_lat(&c, in->to_lat);
        closure_set_to_lon(&c, in->to_lon);
        closure_set_one_way(&c, in->one_way);
    } else {
        closure_set_radius_m(&c, in->radius_m);
    }
    closure_set_time_permille(&c, in->time_permille);
    if (in->name.n > 0)
        closure_set_name(&c, in->name);
    closure_set_reason(&c, in->reason);
    if (in->incident.n > 0)
        closure_set_incident(&c, in->incident);
    closure_set_area(&c, area);
    closure_set_pieces(&c, p->pieces);
    closure_set_by(&c, decision_who(d));
    closure_set_at(&c, d->now);
    closure_set_from(&c, in->from > d->now ? in->from : d->now);
    closure_set_wake_at(&c, in->until);
    event(d, EV_CLOSURE_PLACED, decision_new_id(d, KIND_CLOSURE), &c, in->incident);
    buf_printf(&d->answer, ",\"pieces\":%u", p->pieces);
    return RC_OK;
}

/* ---- changing ---- */

static enum rc find(const struct decision *d, struct str id, const struct entity **out,
                    struct err *e)
{
    *out = picture_find(d->picture, KIND_CLOSURE, id);
    if (*out == NULL)
        return err_set(e, RC_NOT_FOUND, "there is no closure '%.*s': it may have ended",
                       STR_ARG(id));
    return decision_area(d, ((const struct closure *)(*out)->rec)->area, e);
}

static enum rc change(struct desk_state *s, struct decision *d, struct call *call, struct err *e)
{
    const struct in_closure_change *in = call->in;
    const struct entity *en;
    struct closure c = {0};
    UNUSED(s);
    enum rc rc = find(d, call->params[0], &en, e);
    if (rc == RC_OK)
        rc = check_time(in->time_permille, e);
    if (rc == RC_OK && in->until != 0)
        rc = check_span(d, ((const struct closure *)en->rec)->from, in->until, e);
    if (rc != RC_OK)
        return rc;
    if (in->has == 0)
        return err_set(e, RC_INVALID, "say what is otherwise: time_permille, reason or until");
    if ((in->has & BIT(F_IN_CLOSURE_CHANGE_TIME_PERMILLE)) != 0)
        closure_set_time_permille(&c, in->time_permille);
    if (str_trim(in->reason).n > 0)
        closure_set_reason(&c, in->reason);
    if (in->until != 0)
        closure_set_wake_at(&c, in->until);
    closure_set_by(&c, decision_who(d));
    event(d, EV_CLOSURE_CHANGED, en->id, &c, ((const struct closure *)en->rec)->incident);
    return RC_OK;
}

static enum rc lift(struct desk_state *s, struct decision *d, struct call *call, struct err *e)
{
    const struct in_closure_lift *in = call->in;
    const struct entity *en;
    struct closure c = {0};
    UNUSED(s);
    enum rc rc = find(d, call->params[0], &en, e);
    if (rc != RC_OK)
        return rc;
    closure_set_by(&c, decision_who(d));
    if (in->reason.n > 0)
        closure_set_reason(&c, in->reason);
    event(d, EV_CLOSURE_LIFTED, en->id, &c, ((const struct closure *)en->rec)->incident);
    return RC_OK;
}

static void wake(struct desk_state *s, struct decision *d, const struct entity *en, usec_t due)
{
    struct closure c = {0};
    UNUSED(s);
    UNUSED(due);
    event(d, EV_CLOSURE_EXPIRED, en->id, &c, ((const struct closure *)en->rec)->incident);
}

/* ---- traffic by the hour ---- */

static enum rc traffic_prepare(const struct work_env *env, struct call *c, struct err *e)
{
    struct road_times hours[24];
    struct err said = {0};
    UNUSED(env);
    enum rc rc = drive_hours_read(((const struct in_traffic_set *)c->in)->hours, hours, &said);
    return rc == RC_OK ? rc : err_field(e, rc, "hours", "%s", said.detail);
}

static enum rc traffic(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    static const char *const days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    const struct in_traffic_set *in = c->in;
    struct traffic t = {0};
    bool known = false;
    UNUSED(s);
    for (size_t i = 0; i < ARRAY_LEN(days); i++)
        known = known || str_eqc(c->params[0], days[i]);
    if (!known)
        return err_set(e, RC_NOT_FOUND, "a day is mon, tue, wed, thu, fri, sat or sun");
    enum rc rc = decision_area(d, STR_NONE, e); /* the clock is the whole centre's */
    if (rc != RC_OK)
        return rc;
    traffic_set_hours(&t, in->hours);
    traffic_set_by(&t, decision_who(d));
    traffic_set_at(&t, d->now);
    (void)decision_event(d, EV_TRAFFIC_SET, c->params[0], &t);
    return RC_OK;
}

static const struct desk_command commands[] = {
    {ROUTE_STREET_CLOSE, place_prepare, true, place},
    {ROUTE_STREET_CHANGE, NULL, false, change},
    {ROUTE_STREET_OPEN, NULL, false, lift},
    {ROUTE_STREET_TRAFFIC, traffic_prepare, false, traffic},
};

const struct desk desk_street = {
    .magic = DESK_MAGIC,
    .name = "street",
    .commands = commands,
    .ncommands = ARRAY_LEN(commands),
    .wake = wake,
};
