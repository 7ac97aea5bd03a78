/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Does the code word that a keyholder said fit? The operator hears it and types it; the centre has a hash alone and answers
 * whether it fits, so nobody can read it anywhere. Each try is on the record, and there are few of them. The word said
 * under duress is told apart here and nowhere else: what the keyholder hears is the same.
 */
#include <string.h>

#include "base/json.h"
#include "core/keyholder.h"
#include "desk/alarm/alarm_priv.h"

#define TRIES_MAX 6 /* of one keyholder at one alarm */

struct heard {
    struct str keyholder;
    int64_t answer; /* enum step_answer */
};

enum rc alarm_code_prepare(const struct work_env *env, struct call *c, struct err *e)
{
    const struct in_alarm_code *in = c->in;
    struct heard *h = arena_alloc(&c->arena, sizeof *h);
    struct str code = STR_NONE, duress = STR_NONE;
    const struct picture *p = env->lock(env->core);
    const struct keyholder *k = picture_get(p, KIND_KEYHOLDER, in->keyholder);
    if (k != NULL && picture_area_within(p, k->area, str_c(c->who.area))) {
        code = arena_str(&c->arena, k->code);
        duress = arena_str(&c->arena, k->duress_code);
    }
    env->unlock(env->core);
    if (code.n == 0 && duress.n == 0)
        return err_field(e, RC_NOT_FOUND, "keyholder", "'%.*s' has no code word",
                         STR_ARG(in->keyholder));
    struct str said = codeword_plain(&c->arena, in->said);
    /* Both are tried whatever the first says: how long it takes tells nothing either. */
    bool fits = codeword_fits(said, code), forced = codeword_fits(said, duress);
    *h = (struct heard){in->keyholder, forced ? STEP_ANSWER_DURESS
                                       : fits ? STEP_ANSWER_MATCHED
                                              : STEP_ANSWER_MISMATCH};
    c->in = h;
    return RC_OK;
}

static uint32_t tries(struct decision *d, struct str alarm, struct str step)
{
    uint32_t n, tried = 0;
    const struct entity *const *notes =
        picture_by(d->picture, KIND_NOTE, F_NOTE_ABOUT, decision_ref(d, KIND_ALARM, alarm), &n);
    for (uint32_t i = 0; i < n; i++)
        tried += str_eq(((const struct note *)notes[i]->rec)->step, step);
    return tried;
}

enum rc alarm_code(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct heard *h = c->in;
    const struct keyholder *k = picture_get(d->picture, KIND_KEYHOLDER, h->keyholder);
    const struct entity *en;
    UNUSED(s);
    enum rc rc = alarm_find(d, c, &en, e);
    if (rc != RC_OK)
        return rc;
    const struct alarm *a = en->rec;
    if (a->state == ALARM_STATE_CLOSED)
        return err_set(e, RC_CONFLICT, "it is closed already, by '%.*s'", STR_ARG(a->closed_by));
    if (k == NULL || a->site.n == 0 || !str_eq(k->site, a->site))
        return err_field(e, RC_INVALID, "keyholder", "'%.*s' is no keyholder of this site",
                         STR_ARG(h->keyholder));
    /* An id may be as long as a step's name: what is too long is cut, and counted together. */
    struct str step = arena_printf(d->arena, "code.%.*s", STR_ARG(h->keyholder));
    step.n = step.n < 64 ? step.n : 64;
    if (tries(d, en->id, step) >= TRIES_MAX)
        return err_set(e, RC_CONFLICT, "it was tried %d times: call the next keyholder", TRIES_MAX);
    struct str word = enum_step_answer.names[h->answer];
    alarm_write_note(d, en, word, step, h->answer);
    buf_cat(&d->answer, ",\"answer\":");
    json_put_string(&d->answer, word);
    return RC_OK;
}
