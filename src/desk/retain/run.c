/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Looking for what is due, and erasing it: a step a second or so, each of at most DUE_STEP events, so that neither the core thread nor
 * a commit is held up. A step is read on the work thread; whether an event is still in use or held is decided here,
 * where the picture is.
 */
#include <stdatomic.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/mem.h"
#include "desk/retain/retain_priv.h"

#define EVERY_MOST USEC_H
#define LATE USEC_H /* after it was due */
#define TURNS 3     /* steps between two ticks: at a stop no more are waited for */

static void keep(struct retain_seqs *l, uint64_t seq)
{
    if (l->n == l->cap) {
        l->cap = l->cap > 0 ? l->cap * 2 : 64;
        l->v = mem_resize(l->v, l->cap, sizeof l->v[0]);
    }
    l->v[l->n++] = seq;
}

void retain_run_release(struct desk_state *s)
{
    for (int c = 0; c < DUE_CLASSES; c++)
        free(s->run.kept[c].v);
    free(s->run.again.v);
    arena_release(&s->w->step.arena);
    free(s->w);
}

static void begin_anew(struct desk_state *s)
{
    for (int c = 0; c < DUE_CLASSES; c++)
        if (s->anew[c]) {
            s->anew[c] = false;
            s->run.from[c] = 1;
            s->run.kept[c].n = 0;
            s->run.next = 0;
        }
}

/* The class's turn: what was kept the last time is looked at again. */
static void begin_class(struct retain_run *r, enum due_class class)
{
    struct retain_seqs empty = r->again;
    r->class = class;
    r->again_at = 0;
    if (class == DUE_CLASSES)
        return;
    empty.n = 0;
    r->again = r->kept[class];
    r->kept[class] = empty;
}

static void end_run(struct desk_state *s, usec_t now)
{
    struct retain_run *r = &s->run;
    usec_t every = settings_int(s->settings, SET_RETENTION_EVERY_S) * USEC_S;
    uint64_t kept = 0;
    r->going = false;
    s->scrub = s->scrub || now / USEC_DAY != s->scrubbed_at / USEC_DAY;
    r->next = now + (every < EVERY_MOST ? every : EVERY_MOST);
    for (int c = 0; c < DUE_CLASSES; c++)
        kept += r->kept[c].n;
    atomic_store(&due_figures.kept, kept);
    atomic_store(&due_figures.looked, now);
}

/* The step is over, and its finds are decided. */
static void step_over(struct desk_state *s)
{
    struct retain_run *r = &s->run;
    const struct due_step *step = &s->w->step;
    if (step->again != NULL) {
        r->again_at += step->nagain;
        return;
    }
    r->from[step->class] = step->from;
    if (step->ended)
        begin_class(r, (enum due_class)(r->class + 1));
}

static void next_step(struct desk_state *s, const struct picture *p, usec_t now)
{
    struct retain_run *r = &s->run;
    struct due_step *step = &s->w->step;
    size_t left = r->again.n - r->again_at;
    step->class = r->class;
    step->before = now - due_life(p, s->settings, r->class);
    step->from = r->from[r->class];
    step->again = left > 0 ? r->again.v + r->again_at : NULL;
    step->nagain = left < DUE_STEP ? left : DUE_STEP;
    s->w->task = RETAIN_LOOK;
}

static void run_work(struct desk_work *base)
{
    struct retain_work *w = (struct retain_work *)(void *)base;
    switch (w->task) {
    case RETAIN_LOOK: w->rc = due_look(&w->step, &w->err); break;
    case RETAIN_COUNT: w->rc = due_count(w->step.dir, &w->count_from, w->count_to, &w->err); break;
    case RETAIN_SCRUB: w->rc = due_scrub(w->step.dir, w->now, &w->err); break;
    default: must(!"a task");
    }
}

struct desk_work *retain_work_next(struct desk_state *s, const struct picture *p, usec_t now)
{
    bool looked = s->run.going && s->run.class == DUE_CLASSES; /* ends at the next tick */
    if (s->turns == 0 || s->found || s->out || looked || s->ticked_at < s->rests_until)
        return NULL;
    if (s->run.going)
        next_step(s, p, now);
    else if (s->scrub)
        s->w->task = RETAIN_SCRUB;
    else if (s->w->count_from <= s->w->count_to)
        s->w->task = RETAIN_COUNT;
    else
        return NULL;
    s->turns--;
    s->out = true;
    s->w->now = now;
    s->w->work.run = run_work;
    return &s->w->work;
}

/* What it says is late is late until it is erased, or found to be in use or held. */
static void note_late(struct desk_state *s, const struct due_step *step)
{
    for (size_t i = 0; i < step->n; i++)
        s->run.late += step->found[i].recorded + LATE < step->before;
    atomic_store(&due_figures.late, s->run.late);
}

void retain_worked(struct desk_state *s, struct desk_work *base)
{
    struct retain_work *w = (struct retain_work *)(void *)base;
    s->out = false;
    if (w->rc != RC_OK && w->rc != RC_BUSY) {
        log_error("retain", "what is due could not be looked for: %s", w->err.detail);
        s->run.going = false;
        s->run.next = s->rests_until = s->ticked_at + USEC_MIN;
        s->scrub = false;
        return;
    }
    if (w->task == RETAIN_SCRUB) {
        s->scrub = w->rc == RC_BUSY;
        s->scrubbed_at = w->now;
        s->turns = s->scrub ? 0 : s->turns;
    } else if (w->task == RETAIN_COUNT) {
        if (w->count_from > w->count_to)
            due_census_complete();
    } else if (w->step.n > 0) {
        s->found = true;
        note_late(s, &w->step);
    } else {
        step_over(s);
    }
}

/* ---- on the core thread: what of it may go ---- */

static bool may_go(struct decision *d, const struct due_event *f, struct event_target *out)
{
    enum kind kind = (enum kind)event_table[f->type].kind;
    const struct entity *en = picture_find(d->picture, kind, f->id);
    bool lives = en != NULL && f->seq >= en->first;
    if (due_in_use(d->picture, kind, f->id, f->seq) || due_held(d->picture, kind, f->id, f->about))
        return false;
    *out = (struct event_target){.seq = f->seq, .answered = f->answered};
    if (lives)
        out->lives = decision_ref(d, kind, f->id);
    return true;
}

static void add_erasure(struct decision *d, enum due_class class, struct erasure *x)
{
    const struct policy *old = picture_get(d->picture, KIND_POLICY, due_names[class]);
    struct policy y = {0};
    policy_set_erased(&y, (old != NULL ? old->erased : 0) + x->n);
    policy_set_erased_at(&y, d->now);
    policy_set_erase_seq(&y, (int64_t)(picture_seq(d->picture) + 1 + d->n));
    struct event *ev = decision_event(d, EV_ERASE, due_names[class], &y);
    ev->erasure = x;
    atomic_fetch_add(&due_figures.erased, x->n);
}

static void decide(struct desk_state *s, struct decision *d)
{
    const struct due_step *step = &s->w->step;
    struct event_target *t = arena_alloc(d->arena, DUE_STEP * sizeof *t);
    struct erasure *x = arena_alloc(d->arena, sizeof *x);
    *x = (struct erasure){.targets = t, .reason = STR("due")};
    for (size_t i = 0; i < step->n; i++) {
        const struct due_event *f = &step->found[i];
        s->run.late -= f->recorded + LATE < step->before && s->run.late > 0;
        if (may_go(d, f, &t[x->n])) {
            x->n++;
            due_note(step->class, f->recorded, -1);
        } else {
            keep(&s->run.kept[step->class], f->seq);
        }
    }
    atomic_store(&due_figures.late, s->run.late);
    if (x->n > 0) {
        add_erasure(d, step->class, x);
        s->scrub = true;
    }
    s->found = false;
    step_over(s);
}

void retain_tick(struct desk_state *s, struct decision *d)
{
    struct retain_run *r = &s->run;
    s->ticked_at = d->now;
    if (s->found)
        decide(s, d);
    if (!r->going && !s->out)
        begin_anew(s);
    if (!r->going && !s->out && d->now >= r->next) {
        r->going = true;
        begin_class(r, DUE_VIOLATIONS);
    }
    if (r->going && r->class == DUE_CLASSES)
        end_run(s, d->now);
    s->turns = TURNS;
}
