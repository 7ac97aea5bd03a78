/* SPDX-License-Identifier: Apache-2.0 */
/* One's own password: only who knows the old one changes it, and from then on nobody else knows it. */
#include "core/password.h"

#include "desk/access/access_priv.h"

struct access_tries access_tries_of(const struct settings *s)
{
    return (struct access_tries){settings_int(s, SET_ACCESS_LOGIN_TRIES),
                                 settings_int(s, SET_ACCESS_ADDRESS_TRIES)};
}

void access_set_password(struct user *u, const struct decision *d, struct str by,
                         const char *pwhash)
{
    user_set_pwhash(u, str_c(pwhash));
    user_set_password_by(u, by);
    user_set_password_at(u, d->now);
}

static struct str user_of(const struct principal *who)
{
    struct str id = str_c(who->id), rest = id;
    return who->session[0] != '\0' && str_eqc(str_cut(&rest, '/'), "user") ? rest : STR_NONE;
}

/* The sign-in name, and the hash of the password until now; false: the person is gone. */
static bool find_own(const struct work_env *env, struct call *c, struct prepared *made,
                     struct str *name)
{
    const struct user *u = picture_get(env->lock(env->core), KIND_USER, user_of(&c->who));
    if (u != NULL) {
        *name = arena_str(&c->arena, u->name);
        (void)str_copy(made->fitted, sizeof made->fitted, u->pwhash);
    }
    env->unlock(env->core);
    return u != NULL;
}

/* Guesses at the old one count with those at the sign-in: a page left open is no way around it. */
static enum rc check_old(const struct work_env *env, const struct call *c, struct str name,
                         const char *pwhash, struct err *e)
{
    const struct in_password *in = c->in;
    struct access_tries tries = access_tries_of(env->settings);
    enum rc rc = access_limit_try(name, c->peer, tries, env->now, e);
    if (rc != RC_OK)
        return rc;
    if (!password_fits(in->old, str_c(pwhash)))
        return err_field(e, RC_DENIED, "old", "the old password is wrong");
    access_limit_good(name, c->peer, tries);
    return RC_OK;
}

enum rc access_own_prepare(const struct work_env *env, struct call *c, struct err *e)
{
    const struct in_password *in = c->in;
    struct prepared *made = arena_alloc(&c->arena, sizeof *made);
    struct str name = STR_NONE;
    if (user_of(&c->who).n == 0)
        return err_set(e, RC_DENIED, "only a person who is signed in has a password");
    if (!find_own(env, c, made, &name))
        return err_set(e, RC_UNAUTHORIZED, "not signed in");
    enum rc rc = password_good(in->password, name, e);
    if (rc == RC_OK && str_eq(in->password, in->old))
        rc = err_field(e, RC_INVALID, "password", "the new password must not be the old one");
    if (rc == RC_OK)
        rc = check_old(env, c, name, made->fitted, e);
    if (rc == RC_OK)
        rc = password_hash(in->password, made->pwhash, e);
    made->body = in;
    c->in = made;
    return rc;
}

enum rc access_own(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct prepared *made = c->in;
    struct str id = user_of(d->who);
    const struct user *u = picture_get(d->picture, KIND_USER, id);
    struct user p = {0};
    UNUSED(s);
    /* Between the check on the pool and now somebody may have given another. */
    if (u == NULL || !str_eqc(u->pwhash, made->fitted))
        return err_set(e, RC_CONFLICT, "the password was changed meanwhile: sign in again");
    access_set_password(&p, d, id, made->pwhash);
    (void)decision_event(d, EV_USER_PASSWORD, id, &p);
    access_end_sessions(d, id, str_c(c->who.session));
    return RC_OK;
}
