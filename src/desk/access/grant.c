/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What gives somebody rights, or somebody else's account, needs two persons once there are two administrators: one alone
 * could otherwise make himself a second one. People and tokens of a unit or device approve nothing and are not counted.
 */
#include <string.h>

#include "core/second.h"
#include "desk/access/access_priv.h"

static bool add_needs(const struct decision *d, const struct call *c)
{
    const struct prepared *made = c->in;
    return second_admin(d->picture) && ((const struct in_user_add *)made->body)->role != ROLE_UNIT;
}

static const struct user *subject(const struct decision *d, const struct call *c)
{
    return picture_get(d->picture, KIND_USER, c->params[0]);
}

/* Also downwards: who could unmake the other administrators alone would soon be the only one. */
static bool change_needs(const struct decision *d, const struct call *c)
{
    const struct in_user_change *in = c->in;
    const struct user *u = subject(d, c);
    if (u == NULL || !second_admin(d->picture))
        return false;
    bool role = (in->has & BIT(F_IN_USER_CHANGE_ROLE)) != 0 && in->role != u->role;
    bool area = (in->has & BIT(F_IN_USER_CHANGE_AREA)) != 0 && !str_eq(in->area, u->area);
    return (role && (in->role != ROLE_UNIT || u->role != ROLE_UNIT)) ||
           (area && u->role != ROLE_UNIT);
}

static bool disable_needs(const struct decision *d, const struct call *c)
{
    const struct in_user_disable *in = c->in;
    const struct user *u = subject(d, c);
    return u != NULL && !in->disabled && u->disabled && u->role != ROLE_UNIT &&
           second_admin(d->picture);
}

/* Whose password one sets, in whose name one can sign in, and do what an administrator may not. */
static bool reset_needs(const struct decision *d, const struct call *c)
{
    const struct user *u = subject(d, c);
    return u != NULL && u->role != ROLE_UNIT && second_admin(d->picture);
}

static bool token_needs(const struct decision *d, const struct call *c)
{
    const struct prepared *made = c->in;
    return second_admin(d->picture) &&
           !access_of_devices(((const struct in_token_add *)made->body)->role);
}

static struct str keep_hash(struct decision *d, struct call *c)
{
    UNUSED(d);
    return str_c(((const struct prepared *)c->in)->pwhash);
}

static void again_hash(struct call *c, struct str made)
{
    struct prepared *p = arena_alloc(&c->arena, sizeof *p);
    p->body = c->in;
    must(str_copy(p->pwhash, sizeof p->pwhash, made));
    c->in = p;
}

/* The asker gets the token now, when it is worth nothing yet: nobody else is ever told. */
static struct str keep_token(struct decision *d, struct call *c)
{
    const struct prepared *p = c->in;
    buf_printf(&d->answer, ",\"token\":\"%s\"", p->secret.text);
    return str_c(p->secret.hash);
}

static void again_token(struct call *c, struct str made)
{
    struct prepared *p = arena_alloc(&c->arena, sizeof *p);
    p->body = c->in;
    must(str_copy(p->secret.hash, sizeof p->secret.hash, made));
    c->in = p;
}

const struct desk_second access_seconds[ACCESS_SECONDS] = {
    {ROUTE_ACCESS_USER_ADD, add_needs, keep_hash, again_hash},
    {ROUTE_ACCESS_USER_CHANGE, change_needs, NULL, NULL},
    {ROUTE_ACCESS_USER_DISABLE, disable_needs, NULL, NULL},
    {ROUTE_ACCESS_USER_RESET, reset_needs, keep_hash, again_hash},
    {ROUTE_ACCESS_TOKEN_ADD, token_needs, keep_token, again_token},
};
