/* SPDX-License-Identifier: Apache-2.0 */
/* People: added, changed, disabled, given a new password; and the very first one. */
#include <string.h>

#include "core/person.h"
#include "desk/access/access_priv.h"

/* ---- rules ---- */

static enum rc check_name(const struct decision *d, struct str name, struct err *e)
{
    uint32_t n;
    (void)picture_by(d->picture, KIND_USER, F_USER_NAME, name, &n);
    return n == 0 ? RC_OK
                  : err_field(e, RC_CONFLICT, "name", "the name '%.*s' is taken", STR_ARG(name));
}

static enum rc find_user(const struct decision *d, struct str id, const struct user **out,
                         struct err *e)
{
    const struct user *u = picture_get(d->picture, KIND_USER, id);
    if (u == NULL)
        return err_set(e, RC_NOT_FOUND, "there is no user '%.*s'", STR_ARG(id));
    *out = u;
    return decision_area(d, u->area, e);
}

/* Would the centre be left without somebody who can manage all of it? An admin of an area does not stand in for a whole one. */
static bool last_admin(const struct picture *p, const struct user *u)
{
    if (u->role != ROLE_ADMIN || u->disabled)
        return false;
    for (uint32_t i = 0; i < picture_count(p, KIND_USER); i++) {
        const struct user *o = picture_at(p, KIND_USER, i)->rec;
        if (o != u && o->role == ROLE_ADMIN && !o->disabled && (o->area.n == 0 || u->area.n > 0))
            return false;
    }
    return true;
}

static enum rc refuse_last(struct err *e)
{
    return err_set(e, RC_CONFLICT,
                   "this is the last administrator of the whole centre: make another one first");
}

/* ---- adding ---- */

static enum rc prepare_hash(struct call *c, struct str password, struct err *e)
{
    struct prepared *made = arena_alloc(&c->arena, sizeof *made);
    enum rc rc = password_hash(password, made->pwhash, e);
    made->body = c->in;
    c->in = made;
    return rc;
}

/* A reset knows the person by the id only; sign-in names never change. */
static struct str name_of(const struct work_env *env, struct call *c)
{
    const struct user *u = picture_get(env->lock(env->core), KIND_USER, c->params[0]);
    struct str name = u != NULL ? arena_str(&c->arena, u->name) : STR_NONE;
    env->unlock(env->core);
    return name;
}

enum rc access_password_prepare(const struct work_env *env, struct call *c, struct err *e)
{
    bool add = c->route->id == ROUTE_ACCESS_USER_ADD;
    const struct in_user_add *in = c->in;
    struct str password = add ? in->password : ((const struct in_user_reset *)c->in)->password;
    enum rc rc = password_good(password, add ? in->name : name_of(env, c), e);
    return rc == RC_OK ? prepare_hash(c, password, e) : rc;
}

static void put_user(struct decision *d, struct user *u, struct str by, const struct prepared *made)
{
    access_set_password(u, d, by, made->pwhash);
    user_set_disabled(u, false);
    user_set_created_at(u, d->now);
    (void)decision_event(d, EV_USER_ADDED, decision_new_id(d, KIND_USER), u);
}

enum rc access_user_add(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct prepared *made = c->in;
    const struct in_user_add *in = made->body;
    struct user u = {0};
    UNUSED(s);
    enum rc rc = person_check(d, in->role, in->area, in->unit, e);
    if (rc == RC_OK)
        rc = check_name(d, in->name, e);
    if (rc != RC_OK)
        return rc;
    user_set_name(&u, in->name);
    user_set_role(&u, in->role);
    user_set_area(&u, in->area);
    user_set_full_name(&u, in->full_name);
    user_set_unit(&u, in->unit);
    user_set_lang(&u, in->lang);
    put_user(d, &u, decision_person(d), made);
    return RC_OK;
}

/* ---- changing ---- */

/* What would really change. */
static struct user patch_of(const struct in_user_change *in, const struct user *u)
{
    struct user p = {0};
    if ((in->has & BIT(F_IN_USER_CHANGE_ROLE)) != 0 && in->role != u->role)
        user_set_role(&p, in->role);
    if ((in->has & BIT(F_IN_USER_CHANGE_AREA)) != 0 && !str_eq(in->area, u->area))
        user_set_area(&p, in->area);
    if ((in->has & BIT(F_IN_USER_CHANGE_FULL_NAME)) != 0 && !str_eq(in->full_name, u->full_name))
        user_set_full_name(&p, in->full_name);
    if ((in->has & BIT(F_IN_USER_CHANGE_UNIT)) != 0 && !str_eq(in->unit, u->unit))
        user_set_unit(&p, in->unit);
    if ((in->has & BIT(F_IN_USER_CHANGE_LANG)) != 0 && in->lang != u->lang)
        user_set_lang(&p, in->lang);
    return p;
}

static bool sets(const struct user *p, int bit)
{
    return (p->has & BIT(bit)) != 0;
}

static enum rc check_patch(const struct decision *d, const struct user *u, const struct user *p,
                           struct err *e)
{
    int64_t role = sets(p, F_USER_ROLE) ? p->role : u->role;
    struct str area = sets(p, F_USER_AREA) ? p->area : u->area;
    struct str unit = sets(p, F_USER_UNIT) ? p->unit : u->unit;
    enum rc rc = person_check(d, role, area, unit, e);
    if (rc == RC_OK && (role != ROLE_ADMIN || (area.n > 0 && u->area.n == 0)) &&
        last_admin(d->picture, u))
        rc = refuse_last(e);
    return rc;
}

enum rc access_user_change(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct user *u;
    UNUSED(s);
    enum rc rc = find_user(d, c->params[0], &u, e);
    if (rc != RC_OK)
        return rc;
    struct user p = patch_of(c->in, u);
    rc = check_patch(d, u, &p, e);
    if (rc != RC_OK || p.has == 0)
        return rc;
    (void)decision_event(d, EV_USER_CHANGED, c->params[0], &p);
    /* An open stream carries what the old role, area and unit may see: it must begin anew. */
    if (sets(&p, F_USER_ROLE) || sets(&p, F_USER_AREA) || sets(&p, F_USER_UNIT))
        access_end_sessions(d, c->params[0], STR_NONE);
    return RC_OK;
}

enum rc access_user_disable(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_user_disable *in = c->in;
    const struct user *u;
    struct user p = {0};
    UNUSED(s);
    enum rc rc = find_user(d, c->params[0], &u, e);
    if (rc != RC_OK || (u->disabled != 0) == (in->disabled != 0))
        return rc;
    if (in->disabled && last_admin(d->picture, u))
        return refuse_last(e);
    user_set_disabled(&p, in->disabled);
    (void)decision_event(d, EV_USER_DISABLED, c->params[0], &p);
    if (in->disabled)
        access_end_sessions(d, c->params[0], STR_NONE);
    return RC_OK;
}

enum rc access_user_reset(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct prepared *made = c->in;
    const struct user *u;
    struct user p = {0};
    UNUSED(s);
    enum rc rc = find_user(d, c->params[0], &u, e);
    if (rc != RC_OK)
        return rc;
    if (str_eq(decision_person(d), c->params[0]))
        return err_set(
            e, RC_DENIED,
            "this is for somebody else's password: your own you change where your name is");
    access_set_password(&p, d, decision_person(d), made->pwhash);
    (void)decision_event(d, EV_USER_PASSWORD, c->params[0], &p);
    access_end_sessions(d, c->params[0], STR_NONE);
    return RC_OK;
}

/* ---- the first administrator ---- */

static enum rc set_up_over(struct err *e)
{
    return err_set(e, RC_DENIED, "the centre is set up already: an administrator can add people");
}

enum rc access_set_up_prepare(const struct work_env *env, struct call *c, struct err *e)
{
    const struct in_set_up *in = c->in;
    bool over = access_has_admin(env->lock(env->core));
    env->unlock(env->core);
    if (over)
        return set_up_over(e);
    enum rc rc = access_setup_check(settings_text(env->settings, SET_STORE_PATH), in->code, e);
    if (rc == RC_OK)
        rc = password_good(in->password, in->name, e);
    return rc == RC_OK ? prepare_hash(c, in->password, e) : rc;
}

enum rc access_set_up(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct prepared *made = c->in;
    const struct in_set_up *in = made->body;
    struct user u = {0};
    UNUSED(s);
    if (access_has_admin(d->picture))
        return set_up_over(e);
    enum rc rc = check_name(d, in->name, e);
    if (rc != RC_OK)
        return rc;
    struct str id = decision_new_id(d, KIND_USER);
    (void)snprintf(d->actor, sizeof d->actor, "user/%.*s", STR_ARG(id));
    user_set_name(&u, in->name);
    user_set_role(&u, ROLE_ADMIN);
    user_set_full_name(&u, in->full_name);
    user_set_lang(&u, LANG_EN);
    put_user(d, &u, id, made);
    return RC_OK;
}
