/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/approve/approve.h"

#include "core/core.h"
#include "core/person.h"
#include "core/second.h"

/* ---- who may answer ---- */

static bool is_person(const struct principal *who)
{
    return who->session[0] != '\0' && str_starts(str_c(who->id), STR("user/"));
}

/* Who set a password knows it: an approval under it may be that one's. */
static enum rc own_password(const struct picture *p, const struct settings *s, struct str by,
                            const struct approval *a, struct err *e)
{
    const struct user *u = picture_get(p, KIND_USER, by);
    if (u == NULL || person_has_own_password(s, u, by))
        return RC_OK;
    bool asker = str_eq(u->password_by, a->asked_by) || str_eq(u->password_by, a->person);
    return err_set(e, RC_DENIED,
                   asker
                       ? "your password was last set by the one who asks for this, so this would "
                         "not be two persons: choose a password of your own first"
                       : "your password was set by somebody else, so nobody can tell that this is "
                         "you: choose a password of your own first");
}

/* RC_DENIED: a program, the machine's own tool, or the asker under any name or password. */
static enum rc other_person(const struct decision *d, const struct approval *a, struct err *e)
{
    struct str by = decision_who(d);
    if (!is_person(d->who))
        return err_set(e, RC_DENIED,
                       "only a person who is signed in decides this, no token and no tool");
    if (str_eq(by, a->asked_by) || str_eq(by, a->person) ||
        str_eq(by, second_person(d->picture, a->asked_by)))
        return err_set(e, RC_DENIED, "you asked for this yourself: another person must decide it");
    return own_password(d->picture, d->settings, by, a, e);
}

static enum rc find(const struct decision *d, struct str id, const struct approval **out,
                    struct err *e)
{
    const struct approval *a = picture_get(d->picture, KIND_APPROVAL, id);
    if (a == NULL || a->wake_at <= d->now)
        return err_set(e, RC_NOT_FOUND,
                       "nothing with the number '%.*s' waits: it was decided, or its time is over",
                       STR_ARG(id));
    *out = a;
    return RC_OK;
}

static enum rc check(const struct decision *d, struct str id, const struct approval **out,
                     struct err *e)
{
    const struct route *kept;
    enum rc rc = find(d, id, out, e);
    if (rc == RC_OK)
        rc = other_person(d, *out, e);
    if (rc == RC_OK)
        rc = decision_area(d, (*out)->area, e);
    if (rc != RC_OK)
        return rc;
    kept = route_by_command((*out)->command);
    if (kept != NULL && !principal_may(d->who, kept->permission))
        return err_set(e, RC_DENIED, "to decide this needs the permission '%.*s'",
                       STR_ARG(permission_names[kept->permission]));
    return RC_OK;
}

/* ---- deciding ---- */

static void put_answer(struct decision *d, struct approval *p, const struct approval *a, int state)
{
    approval_set_asked_by(p, a->asked_by);
    approval_set_decided_by(p, decision_who(d));
    approval_set_state(p, state);
}

static enum rc decide_approve(struct desk_state *s, struct decision *d, struct call *c,
                              struct err *e)
{
    const struct approval *a;
    struct approval p = {0};
    struct str made;
    UNUSED(s);
    enum rc rc = check(d, c->params[0], &a, e);
    if (rc == RC_OK)
        rc = second_perform(d, a, c, &made, e);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < d->n; i++)
        if (d->events[i]->about.n == 0)
            d->events[i]->about = decision_ref(d, KIND_APPROVAL, c->params[0]);
    put_answer(d, &p, a, APPROVAL_STATE_APPROVED);
    approval_set_result(&p, made);
    (void)decision_event(d, EV_APPROVAL_APPROVED, c->params[0], &p);
    buf_cat(&d->answer, ",\"result\":");
    json_put_string(&d->answer, made);
    return RC_OK;
}

static enum rc decide_refuse(struct desk_state *s, struct decision *d, struct call *c,
                             struct err *e)
{
    const struct in_approve_refuse *in = c->in;
    const struct approval *a;
    struct approval p = {0};
    UNUSED(s);
    enum rc rc = check(d, c->params[0], &a, e);
    if (rc == RC_OK && str_trim(in->why).n == 0)
        rc = err_field(e, RC_INVALID, "why", "say why it is refused");
    if (rc != RC_OK)
        return rc;
    put_answer(d, &p, a, APPROVAL_STATE_REFUSED);
    approval_set_refusal(&p, in->why);
    (void)decision_event(d, EV_APPROVAL_REFUSED, c->params[0], &p);
    return RC_OK;
}

static enum rc decide_withdraw(struct desk_state *s, struct decision *d, struct call *c,
                               struct err *e)
{
    const struct approval *a;
    struct approval p = {0};
    UNUSED(s);
    enum rc rc = find(d, c->params[0], &a, e);
    if (rc != RC_OK)
        return rc;
    if (!str_eq(decision_person(d), a->person))
        return err_set(e, RC_DENIED, "only who asked for this can withdraw it");
    put_answer(d, &p, a, APPROVAL_STATE_WITHDRAWN);
    (void)decision_event(d, EV_APPROVAL_WITHDRAWN, c->params[0], &p);
    return RC_OK;
}

static void wake(struct desk_state *s, struct decision *d, const struct entity *en, usec_t due)
{
    const struct approval *a = en->rec;
    struct approval p = {0};
    UNUSED(s);
    UNUSED(due);
    approval_set_asked_by(&p, a->asked_by);
    approval_set_state(&p, APPROVAL_STATE_EXPIRED);
    (void)decision_event(d, EV_APPROVAL_EXPIRED, en->id, &p);
}

/* ---- looking ---- */

/* May the asker of this question decide the approval? As check above, on the mirror. */
static bool may_decide(const struct view_env *env, const struct principal *who,
                       const struct approval *a, const struct route *kept)
{
    const struct picture *p = env->mirror;
    struct str id = str_c(who->id), by = id;
    struct err e;
    (void)str_cut(&by, '/');
    return is_person(who) && !str_eq(by, a->asked_by) && !str_eq(by, a->person) &&
           !str_eq(by, second_person(p, a->asked_by)) && kept != NULL &&
           principal_may(who, kept->permission) &&
           picture_area_within(p, a->area, str_c(who->area)) &&
           own_password(p, env->work.settings, by, a, &e) == RC_OK;
}

static bool is_own(const struct picture *p, const struct principal *who, const struct approval *a)
{
    struct str id = str_c(who->id), by = id;
    (void)str_cut(&by, '/');
    return str_eq(second_person(p, by.n > 0 ? by : id), a->person);
}

/* One: its fields, and the body only for who could have asked for it himself. */
static void put_one(const struct view_env *env, struct call *c, const struct entity *en)
{
    const struct approval *a = en->rec;
    const struct route *kept = route_by_command(a->command);
    bool own = is_own(env->mirror, &c->who, a);
    bool knows = own || (kept != NULL && principal_may(&c->who, kept->permission));
    buf_cat(&c->answer, "{\"id\":");
    json_put_string(&c->answer, en->id);
    buf_cat(&c->answer, ",");
    (void)record_write_members(kind_table[KIND_APPROVAL].record, a, UINT64_MAX, RECORD_OUTSIDE,
                               true, &c->answer);
    if (knows) {
        buf_cat(&c->answer, ",\"body\":");
        second_body(a, &c->arena, &c->answer);
    }
    buf_printf(&c->answer, ",\"own\":%s,\"may\":%s}", own ? "true" : "false",
               may_decide(env, &c->who, a, kept) ? "true" : "false");
}

static enum rc view_list(const struct view_env *env, struct call *c, struct err *e)
{
    bool any = false;
    UNUSED(e);
    buf_cat(&c->answer, "{\"approvals\":[");
    for (uint32_t i = 0; i < picture_count(env->mirror, KIND_APPROVAL); i++) {
        const struct entity *en = picture_at(env->mirror, KIND_APPROVAL, i);
        if (!core_visible(env->mirror, &c->who, en))
            continue;
        if (any)
            buf_putc(&c->answer, ',');
        any = true;
        put_one(env, c, en);
    }
    buf_cat(&c->answer, "]}");
    return RC_OK;
}

static const struct desk_command commands[] = {
    {ROUTE_APPROVE_APPROVE, NULL, false, decide_approve},
    {ROUTE_APPROVE_REFUSE, NULL, false, decide_refuse},
    {ROUTE_APPROVE_WITHDRAW, NULL, false, decide_withdraw},
};

static const struct desk_view views[] = {{ROUTE_APPROVE_LIST, view_list, VIEW_MIRROR}};

const struct desk desk_approve = {
    .magic = DESK_MAGIC,
    .name = "approve",
    .commands = commands,
    .ncommands = ARRAY_LEN(commands),
    .views = views,
    .nviews = ARRAY_LEN(views),
    .wake = wake,
};
