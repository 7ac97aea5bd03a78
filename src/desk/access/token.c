/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens of devices and programs: shown once, kept as SHA-256. */
#include "desk/access/access_priv.h"

enum rc access_token_prepare(const struct work_env *env, struct call *c, struct err *e)
{
    struct prepared *made = arena_alloc(&c->arena, sizeof *made);
    UNUSED(env);
    UNUSED(e);
    access_secret("mkz_", &made->secret);
    made->body = c->in;
    c->in = made;
    return RC_OK;
}

/* Whoever else has a token sees and acts as far as its area goes; these only as far as their devices. */
bool access_of_devices(int64_t role)
{
    return role == ROLE_CAMERA || role == ROLE_TRACKER || role == ROLE_ALARM || role == ROLE_UNIT;
}

/* An administrator of an area hands out nothing that reaches beyond it. */
static enum rc check_reach(const struct decision *d, const struct in_token_add *in, struct err *e)
{
    if (in->area.n > 0 && picture_find(d->picture, KIND_AREA, in->area) == NULL)
        return err_field(e, RC_INVALID, "area", "there is no area '%.*s'", STR_ARG(in->area));
    if (d->who->area[0] == '\0')
        return RC_OK;
    bool reaches = in->area.n > 0 || in->devices.n == 0 || !access_of_devices(in->role);
    enum rc rc = reaches ? decision_area(d, in->area, e) : RC_OK;
    struct str rest = in->devices;
    while (rc == RC_OK && rest.n > 0) {
        struct str id = str_cut(&rest, ',');
        const struct device *dev = picture_get(d->picture, KIND_DEVICE, id);
        if (dev == NULL)
            return err_field(e, RC_INVALID, "devices", "there is no device '%.*s'", STR_ARG(id));
        rc = decision_area(d, dev->area, e);
    }
    return rc;
}

enum rc access_token_add(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct prepared *made = c->in;
    const struct in_token_add *in = made->body;
    struct token t = {0};
    UNUSED(s);
    enum rc rc = check_reach(d, in, e);
    if (rc != RC_OK)
        return rc;
    token_set_name(&t, in->name);
    token_set_role(&t, in->role);
    token_set_token_hash(&t, str_c(made->secret.hash));
    token_set_devices(&t, in->devices);
    token_set_area(&t, in->area);
    token_set_created_at(&t, d->now);
    token_set_created_by(&t, decision_person(d));
    (void)decision_event(d, EV_TOKEN_ADDED, decision_new_id(d, KIND_TOKEN), &t);
    if (made->secret.text[0] != '\0') /* one that was kept has been told its asker already */
        buf_printf(&d->answer, ",\"token\":\"%s\"", made->secret.text);
    return RC_OK;
}

enum rc access_token_revoke(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct token *t = picture_get(d->picture, KIND_TOKEN, c->params[0]);
    struct token none = {0};
    UNUSED(s);
    if (t == NULL)
        return err_set(e, RC_NOT_FOUND, "there is no token '%.*s'", STR_ARG(c->params[0]));
    enum rc rc = decision_area(d, t->area, e);
    if (rc == RC_OK)
        (void)decision_event(d, EV_TOKEN_REVOKED, c->params[0], &none);
    return rc;
}
