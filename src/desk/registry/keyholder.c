/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keyholders, and what is asked and whom to call next. Names and numbers are secret fields: neither picture nor stream
 * nor history gives them out, only a look that is written down. Of code words there is a hash alone.
 */
#include <string.h>

#include "base/json.h"
#include "core/core.h"
#include "core/keyholder.h"
#include "desk/registry/registry_priv.h"

/* ---- keyholders ---- */

struct made {
    const struct in_keyholder_set *in;
    char code[PASSWORD_HASH_MAX], duress[PASSWORD_HASH_MAX]; /* empty: none */
};

static bool said(const struct in_keyholder_set *in, int bit)
{
    return (in->has & BIT(bit)) != 0;
}

/* What is kept until now of the word that is not set anew. */
static struct str kept(const struct work_env *env, struct call *c, bool duress)
{
    const struct picture *p = env->lock(env->core);
    const struct keyholder *k = picture_get(p, KIND_KEYHOLDER, c->params[0]);
    struct str hash =
        k == NULL ? STR_NONE : arena_str(&c->arena, duress ? k->duress_code : k->code);
    env->unlock(env->core);
    return hash;
}

/* One word for both would tell nobody anything. */
static bool same_words(const struct work_env *env, struct call *c, struct str code,
                       struct str duress)
{
    if (code.n > 0 && duress.n > 0)
        return str_eq(code, duress);
    struct str one = code.n > 0 ? code : duress;
    return one.n > 0 && codeword_fits(one, kept(env, c, code.n > 0));
}

enum rc registry_keyholder_prepare(const struct work_env *env, struct call *c, struct err *e)
{
    const struct in_keyholder_set *in = c->in;
    struct made *m = arena_alloc(&c->arena, sizeof *m);
    struct str code = codeword_plain(&c->arena, in->code),
               duress = codeword_plain(&c->arena, in->duress_code);
    memset(m, 0, sizeof *m);
    m->in = in;
    enum rc rc = code.n > 0 ? codeword_hash(code, "code", m->code, e) : RC_OK;
    if (rc == RC_OK && duress.n > 0)
        rc = codeword_hash(duress, "duress_code", m->duress, e);
    if (rc == RC_OK && same_words(env, c, code, duress))
        rc = err_field(e, RC_INVALID, "duress_code", "the two words must differ");
    c->in = m;
    return rc;
}

static enum rc find(const struct decision *d, struct str id, const struct keyholder **out,
                    struct err *e)
{
    *out = picture_get(d->picture, KIND_KEYHOLDER, id);
    return *out != NULL ? decision_area(d, (*out)->area, e) : RC_OK;
}

enum rc registry_keyholder_set(struct desk_state *s, struct decision *d, struct call *c,
                               struct err *e)
{
    const struct made *m = c->in;
    const struct in_keyholder_set *in = m->in;
    const struct site *site = picture_get(d->picture, KIND_SITE, in->site);
    const struct keyholder *before;
    struct keyholder k = {0};
    UNUSED(s);
    enum rc rc = find(d, c->params[0], &before, e);
    if (rc == RC_OK && site == NULL)
        rc = err_field(e, RC_INVALID, "site", "there is no site '%.*s'", STR_ARG(in->site));
    if (rc == RC_OK)
        rc = decision_area(d, site->area, e);
    if (rc != RC_OK)
        return rc;
    keyholder_set_site(&k, in->site);
    keyholder_set_area(&k, site->area);
    keyholder_set_place(&k, in->place);
    keyholder_set_name(&k, in->name);
    keyholder_set_phone(&k, in->phone);
    keyholder_set_note(&k, in->note);
    if (said(in, F_IN_KEYHOLDER_SET_CODE))
        keyholder_set_code(&k, str_c(m->code));
    if (said(in, F_IN_KEYHOLDER_SET_DURESS_CODE))
        keyholder_set_duress_code(&k, str_c(m->duress));
    decision_event(d, EV_KEYHOLDER_SET, c->params[0], &k)->about =
        decision_ref(d, KIND_SITE, in->site);
    return RC_OK;
}

enum rc registry_keyholder_remove(struct desk_state *s, struct decision *d, struct call *c,
                                  struct err *e)
{
    const struct keyholder *before;
    struct keyholder none = {0};
    UNUSED(s);
    enum rc rc = find(d, c->params[0], &before, e);
    if (rc == RC_OK && before == NULL)
        rc = err_set(e, RC_NOT_FOUND, "there is no keyholder '%.*s'", STR_ARG(c->params[0]));
    if (rc == RC_OK)
        decision_event(d, EV_KEYHOLDER_REMOVED, c->params[0], &none)->about =
            decision_ref(d, KIND_SITE, before->site);
    return rc;
}

enum rc registry_keyholders(const struct view_env *env, struct call *c, struct err *e)
{
    const struct picture *p = env->work.lock(env->work.core);
    const struct entity *en = picture_find(p, KIND_SITE, c->params[0]);
    bool may = en != NULL && core_visible(p, &c->who, en);
    if (may) {
        buf_putc(&c->answer, '{');
        keyholders_write(p, c->params[0], &c->answer);
        buf_putc(&c->answer, '}');
    }
    env->work.unlock(env->work.core);
    return may ? RC_OK : err_set(e, RC_NOT_FOUND, "there is no site '%.*s'", STR_ARG(c->params[0]));
}

/* ---- procedures ---- */

/* Digits, who, number; blanks around each do not count. */
static bool good_line(struct str line)
{
    struct str rest = line, after = str_trim(str_cut(&rest, ';'));
    struct str who = str_trim(str_cut(&rest, ';')), number = str_trim(rest);
    int64_t seconds;
    return str_i64(after, &seconds) && seconds >= 0 && seconds <= 86400 && who.n > 0 &&
           number.n > 0;
}

enum rc registry_chain_check(struct str chain, struct err *e)
{
    struct str rest = chain;
    for (int line = 1; rest.n > 0; line++) {
        struct str one = str_trim(str_cut(&rest, '\n'));
        if (one.n > 0 && !good_line(one))
            return err_field(e, RC_INVALID, "chain",
                             "line %d: write after how many seconds; who; number", line);
    }
    return RC_OK;
}

/* The area that a procedure's `of` lies in; empty: the country. */
static enum rc area_of(const struct decision *d, struct str of, struct str *area, struct err *e)
{
    struct str id = of, kind = str_cut(&id, '/');
    const struct site *site = str_eqc(kind, "site") ? picture_get(d->picture, KIND_SITE, id) : NULL;
    *area = STR_NONE;
    if (of.n == 0)
        return RC_OK;
    if (site != NULL)
        *area = site->area;
    else if (str_eqc(kind, "area") && picture_find(d->picture, KIND_AREA, id) != NULL)
        *area = id;
    else
        return err_field(e, RC_INVALID, "of", "there is no '%.*s': give site/ID or area/ID",
                         STR_ARG(of));
    return RC_OK;
}

static void set_texts(const struct in_procedure_set *in, struct procedure *v)
{
    procedure_set_script_en(v, in->script_en);
    procedure_set_script_ru(v, in->script_ru);
    procedure_set_script_uz(v, in->script_uz);
    procedure_set_script_kk(v, in->script_kk);
    procedure_set_chain(v, in->chain);
}

enum rc registry_procedure_set(struct desk_state *s, struct decision *d, struct call *c,
                               struct err *e)
{
    const struct in_procedure_set *in = c->in;
    const struct procedure *before = picture_get(d->picture, KIND_PROCEDURE, c->params[0]);
    struct procedure v = {0}, none = {0};
    struct str area;
    UNUSED(s);
    enum rc rc = registry_chain_check(in->chain, e);
    if (rc == RC_OK)
        rc = area_of(d, in->of, &area, e);
    if (rc == RC_OK)
        rc = decision_area(d, area, e);
    if (rc == RC_OK && before != NULL)
        rc = decision_area(d, before->area, e);
    if (rc != RC_OK)
        return rc;
    if (before != NULL) /* whole: what is not said is not there */
        (void)decision_event(d, EV_PROCEDURE_REMOVED, c->params[0], &none);
    procedure_set_of(&v, in->of);
    procedure_set_area(&v, area);
    if ((in->has & BIT(F_IN_PROCEDURE_SET_SITE_KIND)) != 0)
        procedure_set_site_kind(&v, in->site_kind);
    if ((in->has & BIT(F_IN_PROCEDURE_SET_ALARM_KIND)) != 0)
        procedure_set_alarm_kind(&v, in->alarm_kind);
    set_texts(in, &v);
    (void)decision_event(d, EV_PROCEDURE_SET, c->params[0], &v);
    return RC_OK;
}

enum rc registry_procedure_remove(struct desk_state *s, struct decision *d, struct call *c,
                                  struct err *e)
{
    const struct procedure *before = picture_get(d->picture, KIND_PROCEDURE, c->params[0]);
    struct procedure none = {0};
    UNUSED(s);
    if (before == NULL)
        return err_set(e, RC_NOT_FOUND, "there is no procedure '%.*s'", STR_ARG(c->params[0]));
    enum rc rc = decision_area(d, before->area, e);
    if (rc == RC_OK)
        (void)decision_event(d, EV_PROCEDURE_REMOVED, c->params[0], &none);
    return rc;
}

/* Whole, as it is sent: nobody can change a part of what he does not see. */
static void put_procedure(const struct procedure *v, struct buf *out)
{
    const struct {
        const char *name;
        struct str text;
    } texts[] = {{"of", v->of},
                 {"script_en", v->script_en},
                 {"script_ru", v->script_ru},
                 {"script_uz", v->script_uz},
                 {"script_kk", v->script_kk},
                 {"chain", v->chain}};

    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        buf_putc(out, i == 0 ? '{' : ',');
        json_put_key(out, texts[i].name);
        json_put_string(out, texts[i].text);
    }
    if ((v->has & BIT(F_PROCEDURE_SITE_KIND)) != 0)
        buf_printf(out, ",\"site_kind\":\"%.*s\"", STR_ARG(enum_site_kind.names[v->site_kind]));
    if ((v->has & BIT(F_PROCEDURE_ALARM_KIND)) != 0)
        buf_printf(out, ",\"alarm_kind\":\"%.*s\"", STR_ARG(enum_alarm_kind.names[v->alarm_kind]));
    buf_putc(out, '}');
}

enum rc registry_procedure_view(const struct view_env *env, struct call *c, struct err *e)
{
    const struct picture *p = env->work.lock(env->work.core);
    const struct entity *en = picture_find(p, KIND_PROCEDURE, c->params[0]);
    bool may = en != NULL && core_visible(p, &c->who, en);
    if (may)
        put_procedure(en->rec, &c->answer);
    env->work.unlock(env->work.core);
    return may ? RC_OK
               : err_set(e, RC_NOT_FOUND, "there is no procedure '%.*s'", STR_ARG(c->params[0]));
}
