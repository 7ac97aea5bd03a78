/* SPDX-License-Identifier: Apache-2.0 */
/* Who is calling: sessions and tokens are looked up by SHA-256, never by the secret itself. */
#include <string.h>

#include "base/hash.h"
#include "core/core_priv.h"

#define SESSION_DECIDED_IN (30 * USEC_S)
#define CSRF_HEX 32 /* half of the hash is long enough */

void core_csrf(struct str cookie, char out[65])
{
    sha256_hex(sha256_of(STR("markaz/csrf1\n"), cookie, STR_NONE), out);
    out[CSRF_HEX] = '\0';
}

const char *core_journal_id(const struct core *c)
{
    return c != NULL ? c->journal_id : "";
}

static const struct entity *by_hash(const struct picture *p, enum kind kind, int field,
                                    struct str secret)
{
    char hex[SHA256_HEX + 1];
    uint32_t n = 0;
    sha256_hex(sha256_of(secret, STR_NONE, STR_NONE), hex);
    const struct entity *const *found = picture_by(p, kind, field, str_c(hex), &n);
    return n == 1 ? found[0] : NULL;
}

static void fill_user(const struct user *u, struct str id, struct principal *out)
{
    (void)snprintf(out->id, sizeof out->id, "user/%.*s", STR_ARG(id));
    out->role = (uint8_t)u->role;
    out->permissions = role_permissions[u->role];
    (void)str_copy(out->area, sizeof out->area, u->area);
    (void)str_copy(out->unit, sizeof out->unit, u->role == ROLE_UNIT ? u->unit : STR_NONE);
}

static enum rc fill_session(const struct picture *p, const struct entity *en, usec_t now,
                            struct principal *out, struct err *e)
{
    const struct session *s = en != NULL ? en->rec : NULL;
    const struct user *u = s != NULL ? picture_get(p, KIND_USER, s->user) : NULL;
    /* Its time over, the access desk closes or renews it: nobody is thrown out in the moment between. */
    if (u == NULL || u->disabled || s->wake_at + SESSION_DECIDED_IN <= now)
        return err_set(e, RC_UNAUTHORIZED,
                       "not signed in, or the sign-in has ended: sign in again");
    fill_user(u, s->user, out);
    (void)str_copy(out->session, sizeof out->session, en->id);
    out->given = s->given && !str_eq(u->password_by, s->user);
    return RC_OK;
}

enum rc auth_session(struct core *c, struct str cookie, struct principal *out, struct err *e)
{
    memset(out, 0, sizeof *out);
    if (cookie.n < 20 || cookie.n > 64)
        return err_set(e, RC_UNAUTHORIZED, "not signed in");
    const struct picture *p = core_mirror_lock(c);
    enum rc rc = fill_session(p, by_hash(p, KIND_SESSION, F_SESSION_TOKEN_HASH, cookie),
                              core_clock(), out, e);
    core_mirror_unlock(c);
    if (rc == RC_OK)
        core_csrf(cookie, out->csrf);
    return rc;
}

/* A token of role unit acts for the one unit whose tablet it may speak for. */
static struct str token_unit(const struct picture *p, const struct token *t)
{
    struct str rest = t->devices;
    while (rest.n > 0) {
        const struct device *d = picture_get(p, KIND_DEVICE, str_cut(&rest, ','));
        if (d != NULL && d->unit.n > 0)
            return d->unit;
    }
    return STR_NONE;
}

static void fill_token(const struct picture *p, const struct entity *en, struct principal *out)
{
    const struct token *t = en->rec;
    (void)snprintf(out->id, sizeof out->id, "token/%.*s", STR_ARG(en->id));
    out->role = (uint8_t)t->role;
    out->permissions = role_permissions[t->role];
    (void)str_copy(out->area, sizeof out->area, t->area);
    if (t->role == ROLE_UNIT)
        (void)str_copy(out->unit, sizeof out->unit, token_unit(p, t));
}

enum rc auth_token(struct core *c, struct str token, struct principal *out, struct err *e)
{
    memset(out, 0, sizeof *out);
    if (token.n < 20 || token.n > 128)
        return err_set(e, RC_UNAUTHORIZED, "the token is not known: it may have been revoked");
    const struct picture *p = core_mirror_lock(c);
    const struct entity *en = by_hash(p, KIND_TOKEN, F_TOKEN_TOKEN_HASH, token);
    if (en != NULL)
        fill_token(p, en, out);
    core_mirror_unlock(c);
    return en != NULL
               ? RC_OK
               : err_set(e, RC_UNAUTHORIZED, "the token is not known: it may have been revoked");
}

/* No area of the unit means that it sees none: an empty one would be the whole country. */
static bool fill_device(const struct picture *p, struct str device, struct principal *out)
{
    const struct device *d = picture_get(p, KIND_DEVICE, device);
    const struct unit *u = d != NULL && d->state == DEVICE_STATE_ACTIVE && d->unit.n > 0
                               ? picture_get(p, KIND_UNIT, d->unit)
                               : NULL;
    if (u == NULL || u->area.n == 0)
        return false;
    (void)snprintf(out->id, sizeof out->id, "device/%.*s", STR_ARG(device));
    out->role = ROLE_TRACKER; /* by its area: a unit's own view has no other units in it */
    out->permissions = BIT(PERM_PICTURE_READ) | BIT(PERM_LIVE_READ);
    (void)str_copy(out->area, sizeof out->area, u->area);
    (void)str_copy(out->unit, sizeof out->unit, d->unit);
    return true;
}

enum rc auth_device(struct core *c, struct str device, struct principal *out, struct err *e)
{
    memset(out, 0, sizeof *out);
    const struct picture *p = core_mirror_lock(c);
    bool known = fill_device(p, device, out);
    const struct device *d = known ? NULL : picture_get(p, KIND_DEVICE, device);
    bool retired = d != NULL && d->state == DEVICE_STATE_RETIRED;
    core_mirror_unlock(c);
    if (known)
        return RC_OK;
    if (retired)
        return err_set(e, RC_DENIED, "'%.*s' is retired", STR_ARG(device));
    return err_set(e, RC_NOT_FOUND, "'%.*s' is no device in service of a unit that has an area",
                   STR_ARG(device));
}

enum rc auth_still(const struct picture *p, const struct principal *who, usec_t now, struct err *e)
{
    struct str id = str_c(who->id);
    if (str_starts(id, STR("token/"))) {
        struct str token = {id.p + 6, id.n - 6};
        const struct entity *en = picture_find(p, KIND_TOKEN, token);
        struct principal again = {0};
        if (en == NULL)
            return err_set(e, RC_UNAUTHORIZED, "the token was revoked");
        fill_token(p, en, &again);
        /* A tablet that was given to another unit sees nothing more of the one before. */
        return strcmp(again.unit, who->unit) == 0
                   ? RC_OK
                   : err_set(e, RC_UNAUTHORIZED, "the token's device belongs to another unit now");
    }
    if (who->session[0] != '\0') {
        struct principal again = {0};
        return fill_session(p, picture_find(p, KIND_SESSION, str_c(who->session)), now, &again, e);
    }
    return RC_OK;
}

enum rc auth_actor(const struct picture *p, struct str by, struct principal *out, struct err *e)
{
    const struct user *u = picture_get(p, KIND_USER, by);
    const struct entity *token = picture_find(p, KIND_TOKEN, by);
    memset(out, 0, sizeof *out);
    if (u != NULL && !u->disabled) {
        fill_user(u, by, out);
    } else if (u == NULL && token != NULL) {
        fill_token(p, token, out);
    } else if (str_eqc(by, "local")) {
        (void)str_copy(out->id, sizeof out->id, by);
        out->role = ROLE_ADMIN;
        out->permissions = UINT64_MAX;
    } else {
        return err_set(e, RC_DENIED, "'%.*s' has no access any more", STR_ARG(by));
    }
    return RC_OK;
}

static bool is_token(const struct principal *who)
{
    return str_starts(str_c(who->id), STR("token/"));
}

struct speaker core_speaker(const struct picture *p, const struct principal *who)
{
    struct speaker s = {.picture = p, .who = who};
    struct str id = str_c(who->id);
    if (is_token(who))
        s.token = picture_get(p, KIND_TOKEN, (struct str){id.p + 6, id.n - 6});
    return s;
}

/* A signed-in officer's tablet speaks for the devices of the officer's unit. */
static bool is_own(const struct principal *who, struct str device, const struct device *dev)
{
    if (who->role != ROLE_UNIT || who->unit[0] == '\0')
        return false;
    if (dev != NULL)
        return str_eqc(dev->unit, who->unit);
    return str_starts(device, STR("tab-")) &&
           str_eqc((struct str){device.p + 4, device.n - 4}, who->unit);
}

enum rc core_speaker_may(const struct speaker *s, struct str device, const struct device *dev,
                         struct err *e)
{
    const struct token *t = s->token;
    if (t == NULL && str_starts(str_c(s->who->id), STR("user/")))
        return is_own(s->who, device, dev)
                   ? RC_OK
                   : err_set(e, RC_DENIED, "'%.*s' is not a device of your unit", STR_ARG(device));
    if (t == NULL)
        return is_token(s->who) ? err_set(e, RC_UNAUTHORIZED, "the token was revoked")
                                : RC_OK; /* local, core */
    if (t->devices.n > 0)
        return ids_has(t->devices, device)
                   ? RC_OK
                   : err_set(e, RC_DENIED, "this token may not speak for '%.*s'", STR_ARG(device));
    if (t->area.n == 0 || dev == NULL || picture_area_within(s->picture, dev->area, t->area))
        return RC_OK;
    return err_set(e, RC_DENIED, "'%.*s' is outside the area '%.*s' of this token", STR_ARG(device),
                   STR_ARG(t->area));
}

struct str core_speaks_for(const struct picture *p, const struct principal *who)
{
    struct speaker s = core_speaker(p, who);
    return s.token != NULL ? s.token->devices : STR_NONE;
}

enum rc core_may_speak(const struct picture *p, const struct principal *who, struct str device,
                       struct err *e)
{
    struct speaker s = core_speaker(p, who);
    return core_speaker_may(&s, device, picture_get(p, KIND_DEVICE, device), e);
}
