/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/dispatch/card.h"

#include "base/id.h"
#include "desk/dispatch/dispatch_priv.h"
#include "desk/dispatch/touch.h"

/* ---- the text of a card ---- */

static enum rc wrong(struct err *e, int line, const char *what)
{
    return err_field(e, RC_INVALID, "needs", "line %d: %s", line, what);
}

static bool read_kind(struct str word, int8_t *out)
{
    *out = CARD_ANY_KIND;
    if (str_eqc(word, "any"))
        return true;
    for (int k = 0; k < UNIT_KIND_COUNT; k++)
        if (str_eq(word, enum_unit_kind.names[k]))
            *out = (int8_t)k;
    return *out != CARD_ANY_KIND;
}

static bool good_skills(struct str list)
{
    struct str rest = list;
    size_t n = 0;
    while (rest.n > 0) {
        struct str one = str_cut(&rest, ',');
        if (one.n == 0 || !id_valid(one) || ++n > CARD_SKILLS_MAX)
            return false;
    }
    return list.n == 0 || list.p[list.n - 1] != ',';
}

/* The next word of a line, blanks before it dropped. */
static struct str word(struct str *rest)
{
    *rest = str_trim(*rest);
    return str_cut(rest, ' ');
}

static enum rc read_need(struct str line, int at, struct card_need *out, struct err *e)
{
    struct str rest = line;
    int64_t level, n;
    if (!str_i64(word(&rest), &level) || level < 1 || level > CARD_LEVEL_MAX)
        return wrong(e, at, "begins with its alarm level, 1 to 5");
    if (!str_i64(word(&rest), &n) || n < 1 || n > CARD_UNITS_MAX)
        return wrong(e, at, "after the level comes how many, 1 to 16");
    out->level = (uint8_t)level;
    out->n = (uint8_t)n;
    out->what = str_trim(rest);
    if (!read_kind(word(&rest), &out->kind))
        return wrong(e, at, "after the number comes a kind of unit, or any");
    out->skills = word(&rest);
    if (!good_skills(out->skills))
        return wrong(e, at, "skills are ids, at most 4, with commas between them and no blanks");
    if (str_trim(rest).n > 0)
        return wrong(e, at, "nothing comes after the skills");
    return RC_OK;
}

enum rc card_read(struct str text, struct card_need out[static CARD_NEEDS_MAX], size_t *n,
                  struct err *e)
{
    struct str rest = text;
    size_t units = 0;
    *n = 0;
    for (int at = 1; rest.n > 0; at++) {
        struct str line = str_trim(str_cut(&rest, '\n'));
        if (line.n == 0)
            continue;
        if (*n == CARD_NEEDS_MAX)
            return wrong(e, at, "a card has at most 8 needs");
        enum rc rc = read_need(line, at, &out[*n], e);
        if (rc != RC_OK)
            return rc;
        units += out[(*n)++].n;
        if (units > CARD_UNITS_MAX)
            return wrong(e, at, "a card asks for at most 16 units in all");
    }
    return *n > 0 ? RC_OK : err_field(e, RC_INVALID, "needs", "say what is needed, a need a line");
}

bool card_serves(const struct card_need *need, const struct unit *u)
{
    struct str rest = need->skills;
    if (need->kind != CARD_ANY_KIND && u->kind != need->kind)
        return false;
    while (rest.n > 0)
        if (!ids_has(u->skills, str_cut(&rest, ',')))
            return false;
    return true;
}

/* ---- which card ---- */

static bool holds(const struct picture *p, const struct run_card *card, const struct incident *i)
{
    return card->kind == i->kind && i->priority <= card->priority &&
           (card->area.n == 0 || (i->area.n > 0 && picture_area_within(p, i->area, card->area)));
}

static bool closer(const struct picture *p, const struct entity *a, const struct entity *b)
{
    const struct run_card *x = a->rec, *y = b->rec;
    if (!str_eq(x->area, y->area)) {
        if (x->area.n == 0 || y->area.n == 0)
            return x->area.n > 0;
        return picture_area_within(p, x->area, y->area);
    }
    if (x->priority != y->priority)
        return x->priority < y->priority;
    return str_cmp(a->id, b->id) < 0;
}

const struct entity *card_for(const struct picture *p, const struct incident *i)
{
    const struct entity *found = NULL;
    for (uint32_t k = 0; k < picture_count(p, KIND_RUN_CARD); k++) {
        const struct entity *en = picture_at(p, KIND_RUN_CARD, k);
        if (holds(p, en->rec, i) && (found == NULL || closer(p, en, found)))
            found = en;
    }
    return found;
}

/* ---- commands ---- */

static int64_t priority_of(const struct in_card_set *in)
{
    return in->priority > 0 ? in->priority : 5;
}

static bool same(const struct run_card *before, const struct in_card_set *in)
{
    return before->kind == in->kind && before->priority == priority_of(in) &&
           str_eq(before->area, in->area) && str_eq(before->needs, in->needs);
}

enum rc card_set(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_card_set *in = c->in;
    const struct run_card *before = picture_get(d->picture, KIND_RUN_CARD, c->params[0]);
    struct card_need needs[CARD_NEEDS_MAX];
    struct run_card card = {0}, none = {0};
    size_t n;
    UNUSED(s);
    enum rc rc = card_read(in->needs, needs, &n, e);
    if (rc == RC_OK && in->area.n > 0 && picture_find(d->picture, KIND_AREA, in->area) == NULL)
        rc = err_field(e, RC_INVALID, "area", "there is no area '%.*s'", STR_ARG(in->area));
    if (rc == RC_OK)
        rc = decision_area(d, in->area, e);
    if (rc == RC_OK && before != NULL)
        rc = decision_area(d, before->area, e);
    if (rc == RC_OK && before == NULL && picture_count(d->picture, KIND_RUN_CARD) >= CARDS_MAX)
        rc = err_set(e, RC_CONFLICT, "there are %u run cards already", CARDS_MAX);
    if (rc != RC_OK || (before != NULL && same(before, in)))
        return rc;
    if (before != NULL) /* whole: what is not said is not there */
        (void)decision_event(d, EV_CARD_REMOVED, c->params[0], &none);
    run_card_set_kind(&card, in->kind);
    run_card_set_priority(&card, priority_of(in));
    if (in->area.n > 0)
        run_card_set_area(&card, in->area);
    run_card_set_needs(&card, in->needs);
    run_card_set_by(&card, decision_who(d));
    run_card_set_at(&card, d->now);
    (void)decision_event(d, EV_CARD_SET, c->params[0], &card);
    return RC_OK;
}

enum rc card_remove(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct run_card *before = picture_get(d->picture, KIND_RUN_CARD, c->params[0]);
    struct run_card card = {0};
    UNUSED(s);
    if (before == NULL)
        return err_set(e, RC_NOT_FOUND, "there is no run card '%.*s'", STR_ARG(c->params[0]));
    enum rc rc = decision_area(d, before->area, e);
    if (rc != RC_OK)
        return rc;
    run_card_set_by(&card, decision_who(d));
    (void)decision_event(d, EV_CARD_REMOVED, c->params[0], &card);
    return RC_OK;
}

enum rc card_level(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_incident_level *in = c->in;
    const struct entity *en;
    struct incident i = {0};
    UNUSED(s);
    enum rc rc = dispatch_incident(d, c->params[0], &en, e);
    if (rc == RC_OK)
        rc = dispatch_unchanged(d, en, in->seen, BIT(DISPATCH_LEVEL) | BIT(DISPATCH_CLOSED), e);
    if (rc != RC_OK)
        return rc;
    const struct incident *now = en->rec;
    if (now->state == INCIDENT_STATE_CLOSED)
        return err_set(e, RC_CONFLICT, "the incident is closed: reopen it first");
    if (str_trim(in->reason).n == 0)
        return err_field(e, RC_INVALID, "reason", "say why");
    if (in->level == (now->alarm_level > 0 ? now->alarm_level : 1))
        return RC_OK;
    incident_set_alarm_level(&i, in->level);
    incident_set_level_reason(&i, in->reason);
    dispatch_touch(d, en, BIT(DISPATCH_LEVEL), &i);
    (void)dispatch_incident_event(d, EV_INCIDENT_LEVEL, en, &i);
    return RC_OK;
}
