/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/retain/retain.h"

#include <stdlib.h>

#include "base/mem.h"
#include "desk/retain/retain_priv.h"

static enum rc open_desk(struct desk_state **out, const struct settings *s, struct vault *vault,
                         struct err *e)
{
    UNUSED(vault);
    struct desk_state *st = mem_alloc(sizeof *st);
    st->magic = RETAIN_MAGIC;
    st->settings = s;
    st->w = mem_alloc(sizeof *st->w);
    arena_init(&st->w->step.arena, DUE_STEP * (size_t)512);
    for (int c = 0; c < DUE_CLASSES; c++)
        st->run.from[c] = 1;
    if (!str_copy(st->w->step.dir, sizeof st->w->step.dir,
                  str_c(settings_text(s, SET_STORE_PATH)))) {
        retain_run_release(st);
        free(st);
        return err_set(e, RC_INVALID, "store.path is too long");
    }
    due_census_begin();
    *out = st;
    return RC_OK;
}

static void close_desk(struct desk_state *s)
{
    CHECK_OBJ(s, RETAIN_MAGIC);
    s->magic = 0;
    retain_run_release(s);
    free(s);
}

static enum rc loaded(struct desk_state *s, const struct picture *p, struct err *e)
{
    UNUSED(e);
    s->w->count_from = 1;
    s->w->count_to = picture_seq(p);
    return RC_OK;
}

static void folded(struct desk_state *s, const struct picture *p, const struct event *ev)
{
    enum due_class class = ev->type == EV_POLICY_SET ? due_find(ev->id) : DUE_CLASSES;
    UNUSED(p);
    due_note(due_class_of(ev->type, ev->about), ev->recorded, 1);
    if (class != DUE_CLASSES)
        s->anew[class] = true;
}

/* Positions are thinned into tracks, so they cannot be kept longer than those. */
static enum rc fits(const struct decision *d, struct str name, int64_t life_s, struct err *e)
{
    const struct picture *p = d->picture;
    usec_t full = due_series_life(p, d->settings, DUE_POSITIONS);
    usec_t thinned = due_series_life(p, d->settings, DUE_TRACKS);
    if (str_eq(name, due_series_names[DUE_POSITIONS]))
        full = life_s * USEC_S;
    else if (str_eq(name, due_series_names[DUE_TRACKS]))
        thinned = life_s * USEC_S;
    else
        return RC_OK;
    if (full <= thinned)
        return RC_OK;
    return err_field(e, RC_INVALID, "life_s",
                     "positions cannot be kept in full for longer than one a minute of them");
}

static enum rc set_life(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_retention_set *in = c->in;
    struct due_bounds bounds;
    struct policy y = {0};
    UNUSED(s);
    if (!due_bounds(c->params[0], &bounds))
        return err_set(e, RC_NOT_FOUND, "there is no class '%.*s'", STR_ARG(c->params[0]));
    if (in->life_s < bounds.least || in->life_s > bounds.most)
        return err_field(e, RC_INVALID, "life_s", "'life_s' must be %lld to %lld for %.*s",
                         (long long)bounds.least, (long long)bounds.most, STR_ARG(c->params[0]));
    enum rc rc = fits(d, c->params[0], in->life_s, e);
    if (rc != RC_OK)
        return rc;
    policy_set_life_s(&y, in->life_s);
    policy_set_reason(&y, in->reason);
    policy_set_by(&y, decision_who(d));
    policy_set_at(&y, d->now);
    (void)decision_event(d, EV_POLICY_SET, c->params[0], &y);
    return RC_OK;
}

static void wake(struct desk_state *s, struct decision *d, const struct entity *en, usec_t due)
{
    UNUSED(s);
    UNUSED(due);
    retain_hold_wake(d, en);
}

static const struct desk_command commands[] = {
    {ROUTE_RETAIN_SET, NULL, false, set_life},
    {ROUTE_RETAIN_HOLD, NULL, false, retain_hold},
    {ROUTE_RETAIN_EXTEND, NULL, false, retain_extend_hold},
    {ROUTE_RETAIN_RELEASE, NULL, false, retain_release_hold},
};

static const struct desk_view views[] = {{ROUTE_RETAIN_CALENDAR, retain_calendar, VIEW_POOL}};

const struct desk desk_retain = {
    .magic = DESK_MAGIC,
    .name = "retain",
    .commands = commands,
    .ncommands = ARRAY_LEN(commands),
    .views = views,
    .nviews = ARRAY_LEN(views),
    .open = open_desk,
    .close = close_desk,
    .folded = folded,
    .loaded = loaded,
    .work = retain_work_next,
    .worked = retain_worked,
    .wake = wake,
    .tick = retain_tick,
};
