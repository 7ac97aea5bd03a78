/* SPDX-License-Identifier: Apache-2.0 */
/* Signing in and out, and who one is. */
#include <string.h>

#include "base/zone.h"
#include "core/person.h"
#include "desk/access/access_priv.h"

void access_secret(const char *prefix, struct secret *out)
{
    uint8_t bytes[ACCESS_SECRET];
    struct buf b;
    buf_init(&b, sizeof out->text - 1);
    random_bytes(bytes, sizeof bytes);
    buf_cat(&b, prefix);
    base64url_put(&b, bytes, sizeof bytes);
    must(buf_ok(&b) && str_copy(out->text, sizeof out->text, buf_str(&b)));
    buf_release(&b);
    sha256_hex(sha256_of(str_c(out->text), STR_NONE, STR_NONE), out->hash);
}

/* The one person of this sign-in name, or NULL. */
static const struct entity *by_name(const struct picture *p, struct str name)
{
    uint32_t n;
    const struct entity *const *found = picture_by(p, KIND_USER, F_USER_NAME, name, &n);
    return n == 1 ? found[0] : NULL;
}

/* ---- the answer of GET and POST /session ---- */

struct who {
    struct str id, name, full_name, area, unit;
    int64_t role, lang;
    const char *csrf, *journal;
    usec_t expires, ends; /* if nobody renews it; at the latest */
    bool demo, given;
};

static void put_text(struct buf *out, const char *key, struct str value)
{
    buf_putc(out, ',');
    json_put_key(out, key);
    json_put_string(out, value);
}

static void put_time(struct buf *out, const char *key, usec_t time)
{
    buf_putc(out, ',');
    json_put_key(out, key);
    json_put_time(out, time);
}

static void put_permissions(struct buf *out, int64_t role)
{
    bool first = true;
    buf_cat(out, ",\"permissions\":[");
    for (int i = 0; i < PERM_COUNT; i++) {
        if ((role_permissions[role] & BIT(i)) == 0)
            continue;
        if (!first)
            buf_putc(out, ',');
        first = false;
        json_put_string(out, permission_names[i]);
    }
    buf_putc(out, ']');
}

/* Members, each with a leading comma. */
static void put_who(struct buf *out, const struct who *w)
{
    put_text(out, "user", w->id);
    put_text(out, "name", w->name);
    put_text(out, "role", enum_role.names[w->role]);
    put_text(out, "area", w->area);
    put_text(out, "unit", w->unit);
    put_text(out, "full_name", w->full_name);
    put_text(out, "lang", enum_lang.names[w->lang]);
    put_permissions(out, w->role);
    put_text(out, "csrf", str_c(w->csrf));
    put_time(out, "expires", w->expires);
    put_time(out, "ends", w->ends);
    put_text(out, "journal", str_c(w->journal));
    put_text(out, "version", STR(MARKAZ_VERSION));
    put_text(out, "zone", str_c(zone_name()));
    buf_printf(out, ",\"password_given\":%s", w->given ? "true" : "false");
    buf_puts(out, w->demo ? STR(",\"demo\":true") : STR(",\"demo\":false"));
}

static struct who who_of(struct str id, const struct user *u)
{
    return (struct who){.id = id,
                        .name = u->name,
                        .full_name = u->full_name,
                        .area = u->area,
                        .unit = u->unit,
                        .role = u->role,
                        .lang = u->lang};
}

/* ---- how long ---- */

/* However much it is used. */
static usec_t ends_at_latest(const struct settings *set, const struct session *se)
{
    int64_t hours = settings_int(set, SET_ACCESS_SESSION_HOURS);
    int64_t most = settings_int(set, SET_ACCESS_SESSION_MAX_HOURS);
    return se->opened_at + (most > hours ? most : hours) * USEC_H;
}

enum rc access_sign_in_prepare(const struct work_env *env, struct call *c, struct err *e)
{
    const struct in_sign_in *in = c->in;
    struct prepared *made = arena_alloc(&c->arena, sizeof *made);
    struct access_tries tries = access_tries_of(env->settings);
    enum rc rc = access_limit_try(in->name, c->peer, tries, env->now, e);
    if (rc != RC_OK)
        return rc;
    const struct entity *en = by_name(env->lock(env->core), in->name);
    const struct user *u = en != NULL ? en->rec : NULL;
    bool disabled = u != NULL && u->disabled != 0;
    if (u != NULL) {
        (void)str_copy(made->pwhash, sizeof made->pwhash, u->pwhash);
        (void)str_copy(made->user, sizeof made->user, en->id);
    }
    env->unlock(env->core);
    if (!password_fits(in->password, str_c(made->pwhash)))
        return err_set(e, RC_UNAUTHORIZED, "the name or the password is wrong");
    access_limit_good(in->name, c->peer, tries);
    if (disabled)
        return err_set(e, RC_DENIED, "this account is disabled: ask an administrator");
    access_secret("", &made->secret);
    made->journal = core_journal_id(env->core);
    made->body = in;
    c->in = made;
    return RC_OK;
}

/* What happens to a sign-in is told in the area of its person. */
static void session_event(struct decision *d, enum event_type type, const struct entity *en,
                          const struct session *data)
{
    const struct user *u =
        picture_get(d->picture, KIND_USER, ((const struct session *)en->rec)->user);
    struct event *ev = decision_event(d, type, en->id, data);
    ev->area = u != NULL ? arena_str(d->arena, u->area) : STR_NONE;
}

static void close_session(struct decision *d, const struct entity *en)
{
    session_event(d, EV_SESSION_CLOSED, en, &(struct session){0});
}

static void end_oldest(struct decision *d, struct str user)
{
    uint32_t n;
    const struct entity *const *list =
        picture_by(d->picture, KIND_SESSION, F_SESSION_USER, user, &n);
    if (n < ACCESS_SESSIONS_MAX)
        return;
    const struct entity *oldest = list[0];
    for (uint32_t i = 1; i < n; i++)
        if (list[i]->first < oldest->first)
            oldest = list[i];
    close_session(d, oldest);
}

enum rc access_sign_in(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct prepared *made = c->in;
    const struct user *u = picture_get(d->picture, KIND_USER, str_c(made->user));
    char csrf[65];
    UNUSED(s);
    /* Between the check on the pool and now the person may have been disabled or given another password. */
    if (u == NULL || u->disabled || !str_eqc(u->pwhash, made->pwhash))
        return err_set(e, RC_UNAUTHORIZED, "the name or the password is wrong");
    (void)snprintf(d->actor, sizeof d->actor, "user/%.64s", made->user);
    end_oldest(d, str_c(made->user));
    struct session se = {0};
    session_set_user(&se, str_c(made->user));
    session_set_token_hash(&se, str_c(made->secret.hash));
    session_set_opened_at(&se, d->now);
    if (!person_has_own_password(d->settings, u, str_c(made->user)))
        session_set_given(&se, true);
    session_set_wake_at(&se, d->now + settings_int(d->settings, SET_ACCESS_SESSION_HOURS) * USEC_H);
    struct event *ev = decision_event(d, EV_SESSION_OPENED, decision_new_id(d, KIND_SESSION), &se);
    ev->area = arena_str(d->arena, u->area);
    if (se.given) /* on the person's own timeline: it may not have been that person (looks/own) */
        ev->about = decision_ref(d, KIND_USER, str_c(made->user));
    (void)str_copy(c->new_session, sizeof c->new_session, str_c(made->secret.text));
    core_csrf(str_c(made->secret.text), csrf);
    struct who w = who_of(str_c(made->user), u);
    w.csrf = csrf;
    w.journal = made->journal;
    w.given = se.given;
    w.expires = se.wake_at;
    w.ends = ends_at_latest(d->settings, &se);
    w.demo = settings_bool(d->settings, SET_DEMO_ENABLED);
    put_who(&d->answer, &w);
    d->quiet = true;
    return RC_OK;
}

/* ---- who am I ---- */

static struct who token_who(const struct principal *p, const struct picture *mirror)
{
    struct str id = str_c(p->id);
    struct str key = str_starts(id, STR("token/")) ? (struct str){id.p + 6, id.n - 6} : STR_NONE;
    const struct token *t = picture_get(mirror, KIND_TOKEN, key);
    return (struct who){.name = t != NULL ? t->name : id,
                        .role = p->role,
                        .area = str_c(p->area),
                        .unit = str_c(p->unit)};
}

enum rc access_me(const struct view_env *env, struct call *c, struct err *e)
{
    struct str id = str_c(c->who.id);
    struct who w;
    UNUSED(e);
    if (str_starts(id, STR("user/"))) {
        struct str user = {id.p + 5, id.n - 5};
        const struct user *u = picture_get(env->mirror, KIND_USER, user);
        if (u == NULL)
            return err_set(e, RC_UNAUTHORIZED, "not signed in");
        w = who_of(user, u);
    } else {
        w = token_who(&c->who, env->mirror);
    }
    const struct session *se = picture_get(env->mirror, KIND_SESSION, str_c(c->who.session));
    w.csrf = c->who.csrf;
    w.given = c->who.given;
    w.expires = se != NULL ? se->wake_at : 0;
    w.ends = se != NULL ? ends_at_latest(env->work.settings, se) : 0;
    w.journal = core_journal_id(env->work.core);
    w.demo = settings_bool(env->work.settings, SET_DEMO_ENABLED);
    struct buf out;
    buf_init(&out, 64u << 10);
    put_who(&out, &w);
    buf_putc(&c->answer, '{');
    buf_puts(&c->answer, (struct str){out.p + 1, out.n - 1});
    buf_putc(&c->answer, '}');
    buf_release(&out);
    return RC_OK;
}

/* ---- signing out ---- */

enum rc access_sign_out(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    UNUSED(s);
    if (c->who.session[0] == '\0')
        return err_set(e, RC_INVALID, "only a session can be signed out; a token is revoked");
    const struct entity *en = picture_find(d->picture, KIND_SESSION, str_c(c->who.session));
    if (en != NULL)
        close_session(d, en);
    c->end_session = true;
    return RC_OK;
}

void access_end_sessions(struct decision *d, struct str user, struct str keep)
{
    uint32_t n;
    const struct entity *const *list =
        picture_by(d->picture, KIND_SESSION, F_SESSION_USER, user, &n);
    for (uint32_t i = 0; i < n; i++)
        if (!str_eq(list[i]->id, keep))
            close_session(d, list[i]);
}

/* ---- going on ---- */

/* Until when it lasts now: an hour more, as far as it may. A gain of minutes is no event: a page may ask often. */
static usec_t renew(struct decision *d, const struct entity *en)
{
    const struct session *se = en->rec;
    usec_t most = ends_at_latest(d->settings, se), until = d->now + ACCESS_RENEWED;
    if (until > most)
        until = most;
    if (until <= se->wake_at || (until < most && until - se->wake_at < ACCESS_GAIN))
        return se->wake_at;
    struct session more = {0};
    session_set_wake_at(&more, until);
    session_event(d, EV_SESSION_RENEWED, en, &more);
    return until;
}

enum rc access_renew(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct entity *en = picture_find(d->picture, KIND_SESSION, str_c(c->who.session));
    UNUSED(s);
    if (c->who.session[0] == '\0' || en == NULL)
        return err_set(e, RC_INVALID,
                       "only a session is renewed; a token lasts until it is revoked");
    usec_t most = ends_at_latest(d->settings, en->rec);
    put_time(&d->answer, "expires", renew(d, en));
    put_time(&d->answer, "ends", most);
    return RC_OK;
}

/* A tablet without a line cannot ask: the centre knows by itself that its officer is on duty. */
static bool on_duty(const struct decision *d, const struct session *se)
{
    const struct user *u = picture_get(d->picture, KIND_USER, se->user);
    const struct unit *unit =
        u != NULL && u->role == ROLE_UNIT ? picture_get(d->picture, KIND_UNIT, u->unit) : NULL;
    return unit != NULL && unit->duty == UNIT_DUTY_ON;
}

void access_session_wake(struct desk_state *s, struct decision *d, const struct entity *en,
                         usec_t due)
{
    UNUSED(s);
    must(en->kind == KIND_SESSION);
    if (!on_duty(d, en->rec) || renew(d, en) <= due)
        close_session(d, en);
}
