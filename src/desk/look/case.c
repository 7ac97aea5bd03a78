/* SPDX-License-Identifier: Apache-2.0 */
/* Cases: small records that give a few people a purpose until they end. */
#include "core/order.h"
#include "desk/look/look_priv.h"

/* As looks name them, with ':' for '/': a plate is its keyed hash. */
static enum rc read_subjects(const struct desk_state *s, struct decision *d, struct str said,
                             struct str *out, struct err *e)
{
    struct buf b;
    enum rc rc = RC_OK;
    buf_init(&b, 4096);
    while (said.n > 0 && rc == RC_OK) {
        struct str one = str_cut(&said, ','), id = one, kind = str_cut(&id, ':');
        bool plate = str_eqc(kind, "plate");
        if (id.n == 0 || (!plate && kind_find(kind) == KIND_COUNT))
            rc = err_field(e, RC_INVALID, "subjects",
                           "'%.*s' is no subject: name them like unit:M1 or plate:01A123BC",
                           STR_ARG(one));
        struct str ref = rc != RC_OK ? STR_NONE
                         : plate     ? look_plate(s->key, d->arena, look_plate_read(d->arena, id))
                                     : look_subject(s, d, kind_find(kind), id);
        struct str named = ref, of = str_cut(&named, '/');
        buf_printf(&b, "%s%.*s:%.*s", b.n > 0 ? "," : "", STR_ARG(of), STR_ARG(named));
    }
    must(buf_ok(&b));
    *out = arena_str(d->arena, buf_str(&b));
    buf_release(&b);
    return rc;
}

bool look_case_names(const struct casefile *f, struct str own, struct str subject)
{
    char ref[128];
    struct str id = subject, kind = str_cut(&id, '/');
    if (kind_find(kind) == KIND_CASEFILE && str_eq(id, own))
        return true;
    int n = snprintf(ref, sizeof ref, "%.*s:%.*s", STR_ARG(kind), STR_ARG(id));
    return n > 0 && (size_t)n < sizeof ref && ids_has(f->subjects, str_c(ref));
}

enum rc look_case_open(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_case_open *in = c->in;
    struct str owner = in->owner.n > 0 ? in->owner : decision_who(d);
    struct casefile f = {0};
    struct str subjects;
    if (str_trim(in->number).n == 0 || str_trim(in->basis).n == 0)
        return err_set(e, RC_INVALID, "a case has a number and a legal basis");
    if (in->expires_at <= d->now || in->expires_at > d->now + CASE_MAX)
        return err_field(e, RC_INVALID, "expires_at", "a case ends within 90 days from now");
    const struct user *u = picture_get(d->picture, KIND_USER, owner);
    if (in->owner.n > 0 && u == NULL)
        return err_field(e, RC_NOT_FOUND, "owner", "there is no person '%.*s'", STR_ARG(owner));
    struct str area = u != NULL ? u->area : str_c(d->who->area);
    enum rc rc = decision_area(d, area, e);
    if (rc == RC_OK)
        rc = read_subjects(s, d, in->subjects, &subjects, e);
    if (rc != RC_OK)
        return rc;
    if (subjects.n > 0)
        casefile_set_subjects(&f, subjects);
    casefile_set_number(&f, in->number);
    casefile_set_owner(&f, owner);
    casefile_set_people(&f, in->people);
    casefile_set_basis(&f, in->basis);
    casefile_set_area(&f, area);
    casefile_set_opened_at(&f, d->now);
    casefile_set_expires_at(&f, in->expires_at);
    casefile_set_wake_at(&f, in->expires_at);
    (void)decision_event(d, EV_CASE_OPENED, decision_new_id(d, KIND_CASEFILE), &f);
    return RC_OK;
}

enum rc look_case_close(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct casefile *now = picture_get(d->picture, KIND_CASEFILE, c->params[0]);
    struct casefile f = {0};
    UNUSED(s);
    if (now == NULL)
        return err_set(e, RC_NOT_FOUND, "there is no open case '%.*s'", STR_ARG(c->params[0]));
    enum rc rc = decision_area(d, now->area, e);
    if (rc != RC_OK)
        return rc;
    casefile_set_closed_by(&f, decision_who(d));
    (void)decision_event(d, EV_CASE_CLOSED, c->params[0], &f);
    return RC_OK;
}

enum rc look_case_defer(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_case_defer *in = c->in;
    const struct casefile *now = picture_get(d->picture, KIND_CASEFILE, c->params[0]);
    struct casefile f = {0};
    UNUSED(s);
    if (now == NULL)
        return err_set(e, RC_NOT_FOUND, "there is no open case '%.*s'", STR_ARG(c->params[0]));
    struct order o = {in->office,     in->number,    c->params[0], now->number,  in->document,
                      now->opened_at, in->issued_at, in->until,    in->signature};
    enum rc rc = decision_area(d, now->area, e);
    if (rc == RC_OK)
        rc = order_check(&o, str_c(settings_text(d->settings, SET_LOOK_ORDER_ISSUERS)), d->now, e);
    if (rc == RC_OK && now->deferred_until >= in->until)
        rc = err_set(e, RC_CONFLICT, "an order that lasts as long is in force for this case");
    if (rc != RC_OK)
        return rc;
    casefile_set_deferred_until(&f, in->until);
    casefile_set_order_issuer(&f, in->office);
    casefile_set_order_number(&f, in->number);
    casefile_set_order_at(&f, in->issued_at);
    casefile_set_order_document(&f, in->document);
    casefile_set_order_signature(&f, in->signature);
    (void)decision_event(d, EV_CASE_DEFERRED, c->params[0], &f);
    return RC_OK;
}

usec_t look_case_deferred(const struct decision *d, struct str id)
{
    const struct casefile *f = id.n > 0 ? picture_get(d->picture, KIND_CASEFILE, id) : NULL;
    return f != NULL && f->deferred_until > d->now ? f->deferred_until : 0;
}

void look_case_wake(struct decision *d, const struct entity *en)
{
    struct casefile f = {0};
    casefile_set_closed_by(&f, decision_who(d));
    (void)decision_event(d, EV_CASE_CLOSED, en->id, &f);
}

enum rc look_case_of(const struct decision *d, struct str id, struct str who,
                     const struct casefile **out, struct err *e)
{
    const struct casefile *f = picture_get(d->picture, KIND_CASEFILE, id);
    *out = f;
    if (f == NULL || f->expires_at <= d->now)
        return err_field(e, RC_DENIED, "purpose", "'%.*s' is no open case", STR_ARG(id));
    if (!str_eq(f->owner, who) && !ids_has(f->people, who))
        return err_field(e, RC_DENIED, "purpose", "case '%.*s' is not yours", STR_ARG(id));
    return RC_OK;
}

enum rc look_case_check(const struct decision *d, struct str id, struct str subject, bool *named,
                        bool *fresh, struct err *e)
{
    const struct casefile *f;
    enum rc rc = look_case_of(d, id, decision_who(d), &f, e);
    if (rc != RC_OK)
        return rc;
    *named = look_case_names(f, id, subject);
    *fresh = *named && d->now - f->opened_at < LOOK_WINDOW;
    return RC_OK;
}
