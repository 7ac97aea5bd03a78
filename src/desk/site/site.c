/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/site/site.h"

#include <stdlib.h>

#include "base/mem.h"
#include "desk/site/site_priv.h"

#define SITE_MAGIC 0x517e0001u
#define PROVEN_MAX 4096u
#define SLICE 2048u /* sites looked at in one tick: the core thread has others to serve */

struct desk_state {
    unsigned magic;
    char (*proven)[65]; /* sites of which a device proved itself, from folded to the next tick */
    size_t nproven, cap;
    bool recount; /* something was made good: what the rows count has changed */
    uint32_t
        all_at; /* or all of them, from here downwards: after a start, or when they were more than fit; 0: none */
};

static enum rc open_desk(struct desk_state **out, const struct settings *settings,
                         struct vault *vault, struct err *e)
{
    UNUSED(settings);
    UNUSED(vault);
    UNUSED(e);
    *out = mem_alloc(sizeof **out);
    (*out)->magic = SITE_MAGIC;
    return RC_OK;
}

static void close_desk(struct desk_state *s)
{
    CHECK_OBJ(s, SITE_MAGIC);
    free(s->proven);
    free(s);
}

static void look_at_all(struct desk_state *s)
{
    s->all_at = UINT32_MAX;
    s->nproven = 0;
    s->recount = true;
}

static enum rc loaded(struct desk_state *s, const struct picture *p, struct err *e)
{
    UNUSED(p);
    UNUSED(e);
    look_at_all(s); /* what was proven just before a crash */
    return RC_OK;
}

static void folded(struct desk_state *s, const struct picture *p, const struct event *ev)
{
    s->recount |= ev->type == EV_SCHEDULE_DONE || ev->type == EV_SCHEDULE_SET ||
                  ev->type == EV_SCHEDULE_ENDED;
    if (ev->type != EV_DEVICE_TESTED)
        return;
    const struct device *dev = picture_get(p, KIND_DEVICE, ev->id);
    if (dev == NULL || dev->site.n == 0)
        return;
    if (s->nproven == PROVEN_MAX) {
        look_at_all(s);
        return;
    }
    if (s->nproven == s->cap) {
        s->cap = s->cap > 0 ? s->cap * 2 : 64;
        s->proven = mem_resize(s->proven, s->cap, sizeof s->proven[0]);
    }
    (void)str_copy(s->proven[s->nproven++], sizeof s->proven[0], dev->site);
}

static int by_name(const void *a, const void *b)
{
    return str_cmp(str_c(a), str_c(b));
}

/* Each site once: what a decision does is not in the picture before it ends. */
static void look_at_proven(struct desk_state *s, struct decision *d)
{
    size_t n = s->nproven < SLICE ? s->nproven : SLICE, from = s->nproven - n;
    if (n > 0)
        qsort(s->proven + from, n, sizeof s->proven[0], by_name);
    for (size_t i = from; i < s->nproven; i++)
        if (i == from || !str_eq(str_c(s->proven[i]), str_c(s->proven[i - 1])))
            schedule_proven(d, str_c(s->proven[i]));
    s->nproven = from;
}

static void tick(struct desk_state *s, struct decision *d)
{
    uint32_t count = picture_count(d->picture, KIND_SCHEDULE);
    if (s->all_at > count)
        s->all_at = count;
    for (uint32_t n = 0; n < SLICE && s->all_at > 0; n++)
        schedule_proven(d, picture_at(d->picture, KIND_SCHEDULE, --s->all_at)->id);
    if (s->all_at == 0 && d->n == 0)
        look_at_proven(s, d);
    if (d->n > 0 || !s->recount)
        return; /* what was just decided is counted when it is in the picture */
    s->recount = false;
    schedule_recount(d);
}

static void wake(struct desk_state *s, struct decision *d, const struct entity *en, usec_t due)
{
    UNUSED(s);
    UNUSED(due);
    if (en->kind == KIND_DRILL)
        drill_wake(d, en);
    else
        schedule_wake(d, en);
}

static const struct desk_command commands[] = {
    {ROUTE_SITE_SCHEDULE, NULL, false, schedule_set},
    {ROUTE_SITE_SCHEDULE_AREA, schedule_area_prepare, false, schedule_area},
    {ROUTE_SITE_DRILL, NULL, false, drill_plan},
    {ROUTE_SITE_DRILL_END, NULL, false, drill_end},
};

static const struct desk_view views[] = {
    {ROUTE_SITE_TESTS, tests_view, VIEW_MIRROR},
    {ROUTE_SITE_LEDGER, ledger_view, VIEW_MIRROR},
    {ROUTE_SITE_SEEN, seen_view, VIEW_MIRROR},
    {ROUTE_SITE_REPORT, report_view, VIEW_POOL},
};

const struct desk desk_site = {
    .magic = DESK_MAGIC,
    .name = "site",
    .commands = commands,
    .ncommands = ARRAY_LEN(commands),
    .views = views,
    .nviews = ARRAY_LEN(views),
    .open = open_desk,
    .close = close_desk,
    .loaded = loaded,
    .folded = folded,
    .tick = tick,
    .wake = wake,
};
