/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a reviewer must judge: looks on incidents that nothing but their own opener speaks for, repeated ones, broken glass,
 * those for a case that does not name their subject, and the weekly sample.
 */
#include "desk/look/look_priv.h"

#define SOON USEC_DAY /* broken glass and what was stopped */
#define LATER (7 * USEC_DAY)

/* What is tried again and again while nobody has judged it is one alarm. */
static bool waits(const struct decision *d, enum review_reason reason, const struct look *of)
{
    uint32_t n;
    const struct entity *const *list = picture_by(d->picture, KIND_REVIEW, F_REVIEW_BY, of->by, &n);
    for (uint32_t i = 0; i < n; i++) {
        const struct review *r = list[i]->rec;
        if (r->reason == (int64_t)reason && str_eq(r->subject, of->subject))
            return true;
    }
    return false;
}

void look_review_open(struct decision *d, enum review_reason reason, const struct look *of,
                      struct str look)
{
    struct review r = {0};
    bool soon = reason == REVIEW_REASON_BREAK_GLASS || reason == REVIEW_REASON_REPEATED;
    bool once = look.n == 0 || reason == REVIEW_REASON_UNNAMED;
    if (once && waits(d, reason, of))
        return;
    usec_t due = d->now + (soon ? SOON : LATER);
    review_set_reason(&r, (int64_t)reason);
    review_set_by(&r, of->by);
    review_set_area(&r, of->area);
    review_set_subject(&r, of->subject);
    if (look.n > 0)
        review_set_look(&r, look);
    if (of->incident.n > 0)
        review_set_incident(&r, of->incident);
    review_set_at(&r, d->now);
    review_set_due_at(&r, due);
    review_set_wake_at(&r, due);
    (void)decision_event(d, EV_REVIEW_OPENED, decision_new_id(d, KIND_REVIEW), &r);
}

enum rc look_review(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_review *in = c->in;
    const struct review *now = picture_get(d->picture, KIND_REVIEW, c->params[0]);
    struct review r = {0};
    UNUSED(s);
    if (now == NULL)
        return err_set(e, RC_NOT_FOUND, "nothing called '%.*s' waits for a judgement",
                       STR_ARG(c->params[0]));
    enum rc rc = decision_area(d, now->area, e);
    if (rc != RC_OK)
        return rc;
    if (str_eq(look_person(d->picture, now->by), look_person(d->picture, decision_who(d))))
        return err_set(e, RC_DENIED, "nobody judges a look of one's own");
    if (in->verdict != REVIEW_VERDICT_IN_ORDER && str_trim(in->note).n == 0)
        return err_field(e, RC_INVALID, "note", "such a judgement gives its reasons");
    review_set_reviewed_by(&r, decision_who(d));
    review_set_verdict(&r, in->verdict);
    if (in->note.n > 0)
        review_set_note(&r, in->note);
    (void)decision_event(d, EV_REVIEW_DONE, c->params[0], &r);
    return RC_OK;
}

void look_review_wake(struct decision *d, const struct entity *en)
{
    struct review r = {0};
    review_set_overdue(&r, true);
    review_set_wake_at(&r, 0);
    (void)decision_event(d, EV_REVIEW_OVERDUE, en->id, &r);
}
