/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GET /api/v1/load and /api/v1/levels. What ends now is answered from a book that all askers share and that is read on from the journal at each question; all
 * else, and what is asked "anew", from the journal alone. Both give the same bytes.
 */
#include "desk/load/load.h"

#include <pthread.h>
#include <stdlib.h>

#include "core/core.h"
#include "desk/load/levels.h"

#define LIVE_MOST (36 * USEC_H)  /* a shift of a day and a night fits in */
#define BOOK_MOST (4 * USEC_DAY) /* then it is begun anew */
#define WHOLE_MOST (92 * USEC_DAY)

static struct {
    pthread_mutex_t lock;
    struct load_facts facts;
    char journal[65]; /* of this journal; empty: not begun */
    usec_t from;
} book = {.lock = PTHREAD_MUTEX_INITIALIZER};

static atomic_bool reading_past;

/* ---- the question ---- */

static enum rc read_time(struct call *c, const char *name, usec_t *out, struct err *e)
{
    struct str text = call_query(c, name);
    if (text.n > 0 && !clock_parse(text, out))
        return err_field(e, RC_INVALID, name, "'%s' is a time like 2026-11-22T10:00:00Z", name);
    return RC_OK;
}

struct asked {
    struct load_question q;
    usec_t *rota;
    bool live;    /* up to now, from the shared book */
    uint64_t seq; /* no event after this one; 0: no limit */
    bool levels;  /* not the load but service levels */
    struct load_levels_question lq;
};

static enum rc check_span(const struct call *c, const struct asked *a, struct err *e)
{
    usec_t span = a->q.to - a->q.from;
    bool report = principal_may(&c->who, PERM_LOAD_REPORT);
    if (span <= 0 || a->q.from <= 0)
        return err_field(e, RC_INVALID, "from", "'from' must be before 'to'");
    if (span > (report ? WHOLE_MOST : LIVE_MOST))
        return err_field(e, RC_INVALID, "from", "a period is at most %d %s long",
                         (int)(report ? WHOLE_MOST / USEC_DAY : LIVE_MOST / USEC_H),
                         report ? "days" : "hours");
    return RC_OK;
}

/* Of others' answers and shifts only who answers for them is told. */
static enum rc check_person(struct call *c, struct load_question *q, struct err *e)
{
    struct str id = str_c(c->who.id), me = id;
    (void)str_cut(&me, '/');
    q->by = call_query(c, "by");
    if (str_eqc(q->by, "me"))
        q->by = me;
    q->whole = str_eqc(call_query(c, "whole"), "1");
    if (principal_may(&c->who, PERM_LOAD_REPORT))
        return RC_OK;
    if (q->by.n > 0 && !str_eq(q->by, me))
        return err_set(e, RC_DENIED, "figures of others need the permission 'load.report'");
    if (q->whole && q->by.n == 0)
        return err_set(e, RC_DENIED, "shifts and sites need the permission 'load.report'");
    return RC_OK;
}

static enum rc check_area(struct call *c, struct load_question *q, struct err *e)
{
    struct str own = str_c(c->who.area);
    q->area = call_query(c, "area");
    if (q->area.n == 0)
        q->area = own;
    if (!load_within(q->areas, q->area, own))
        return err_set(e, RC_DENIED, "area '%.*s' is not within yours", STR_ARG(q->area));
    return RC_OK;
}

/* "month" is all of it, or what there is of it; "from=shift" is since the shift began that runs. */
static enum rc read_span(const struct view_env *env, struct call *c, struct asked *a, struct err *e)
{
    struct str month = call_query(c, "month");
    struct load_question *q = &a->q;
    int minutes[SETTING_TIMES_MAX];
    int n = settings_times(env->work.settings, SET_LOAD_SHIFTS, minutes);
    bool shift = str_eqc(call_query(c, "from"), "shift");
    q->to = env->work.now;
    if (month.n > 0) {
        if (!load_month(month, &q->from, &q->to))
            return err_field(e, RC_INVALID, "month", "'month' is one like 2026-10");
        q->to = q->to < env->work.now ? q->to : env->work.now;
    } else {
        enum rc rc = read_time(c, "to", &q->to, e);
        q->from = q->to - USEC_H;
        if (rc == RC_OK && !shift)
            rc = read_time(c, "from", &q->from, e);
        if (rc != RC_OK)
            return rc;
    }
    if (shift && n == 0)
        return err_field(e, RC_INVALID, "from", "the setting load.shifts names no shifts");
    if (shift) {
        (void)load_rota(minutes, n, q->to - 1, q->to, &a->rota);
        q->from = a->rota[0];
        free(a->rota);
        a->rota = NULL;
    }
    enum rc rc = check_span(c, a, e);
    if (rc != RC_OK)
        return rc;
    q->nrota = load_rota(minutes, n, q->from, q->to, &a->rota);
    q->rota = a->rota;
    return RC_OK;
}

static enum rc read_question(const struct view_env *env, struct call *c, struct asked *a,
                             struct err *e)
{
    const struct settings *s = env->work.settings;
    struct str seq = call_query(c, "seq");
    int64_t n = 0;
    a->q.limits = (struct load_limits){
        settings_int(s, SET_LOAD_URGENT_80_S), settings_int(s, SET_LOAD_URGENT_985_S),
        settings_int(s, SET_LOAD_OTHER_80_S), settings_int(s, SET_LOAD_OTHER_985_S)};
    a->live = call_query(c, "to").n == 0 && call_query(c, "month").n == 0 &&
              !str_eqc(call_query(c, "anew"), "1");
    enum rc rc = read_span(env, c, a, e);
    if (rc == RC_OK && seq.n > 0 && (!str_i64(seq, &n) || n < 1))
        rc = err_field(e, RC_INVALID, "seq", "'seq' is the number of an event");
    a->seq = (uint64_t)n;
    if (rc == RC_OK)
        rc = check_person(c, &a->q, e);
    if (rc == RC_OK)
        rc = check_area(c, &a->q, e);
    a->q.figure = call_query(c, "figure");
    a->live = a->live && a->seq == 0 && load_begin(&a->q) >= a->q.to - LIVE_MOST - USEC_DAY;
    return rc;
}

/* ---- its facts ---- */

static enum rc keep(const struct event *ev, void *arg, struct err *e)
{
    return load_facts_event(arg, ev, e);
}

/* From the event at `from`, or the one after the last that they have, up to `to`. */
static enum rc read_on(struct core *core, struct load_facts *f, usec_t from, uint64_t to,
                       struct err *e)
{
    struct core_walk w = {f->seq + 1, to, load_facts_wanted, keep, f};
    enum rc rc = f->seq == 0 ? core_first_at(core, from, &w.from, e) : RC_OK;
    if (rc == RC_OK && w.from <= to)
        rc = core_walk(core, &w, e);
    f->seq = to;
    return rc;
}

static enum rc measure(const struct load_facts *f, const struct asked *a, struct buf *out,
                       struct err *e)
{
    if (!a->levels)
        return load_measure(f, &a->q, out, e);
    load_levels_measure(f, &a->lq, out);
    return RC_OK;
}

static enum rc measure_live(struct core *core, const struct asked *a, struct call *c, struct err *e)
{
    const struct load_question *q = &a->q;
    pthread_mutex_lock(&book.lock);
    if (!str_eqc(str_c(book.journal), core_journal_id(core)) || book.from > load_begin(q) ||
        q->to - book.from > BOOK_MOST) {
        load_facts_release(&book.facts);
        load_facts_init(&book.facts);
        (void)str_copy(book.journal, sizeof book.journal, str_c(core_journal_id(core)));
        book.from = q->to - LIVE_MOST - USEC_DAY - USEC_H;
        book.from = book.from < load_begin(q) ? book.from : load_begin(q);
    }
    enum rc rc = read_on(core, &book.facts, book.from, core_durable(core), e);
    if (rc == RC_OK)
        rc = measure(&book.facts, a, &c->answer, e);
    else
        book.journal[0] = '\0';
    pthread_mutex_unlock(&book.lock);
    return rc;
}

static enum rc measure_past(struct core *core, const struct asked *a, struct call *c, struct err *e)
{
    struct load_facts f;
    uint64_t end, last = core_durable(core);
    if (atomic_exchange(&reading_past, true))
        return err_set(e, RC_BUSY, "another report is being computed: ask again in a moment");
    load_facts_init(&f);
    enum rc rc = core_first_at(core, a->q.to, &end, e);
    end = rc == RC_OK && end - 1 < last ? end - 1 : last;
    end = a->seq > 0 && a->seq < end ? a->seq : end;
    if (rc == RC_OK)
        rc = read_on(core, &f, str_eqc(call_query(c, "anew"), "1") ? 0 : load_begin(&a->q), end, e);
    if (rc == RC_OK)
        rc = measure(&f, a, &c->answer, e);
    load_facts_release(&f);
    atomic_store(&reading_past, false);
    return rc;
}

static void read_areas(const struct view_env *env, struct load_areas *out)
{
    const struct picture *mirror = env->work.lock(env->work.core);
    for (uint32_t i = 0; i < picture_count(mirror, KIND_AREA); i++) {
        const struct entity *en = picture_at(mirror, KIND_AREA, i);
        load_areas_add(out, en->id, ((const struct area *)en->rec)->parent);
    }
    env->work.unlock(env->work.core);
}

/* "each" is what groups are made by. */
static enum rc read_levels(const struct view_env *env, struct call *c, struct asked *a,
                           struct err *e)
{
    static const char *const names[] = {"", "kind", "area", "priority", "shift"};

    static const enum setting goals[LOAD_LEVELS_STEPS] = {
        SET_LEVELS_ANSWER_S, SET_LEVELS_QUEUE_S,    SET_LEVELS_TURNOUT_S,
        SET_LEVELS_TRAVEL_S, SET_LEVELS_RESPONSE_S, SET_LEVELS_SCENE_S};
    struct str each = call_query(c, "each");
    size_t by = 0;
    while (by < ARRAY_LEN(names) && !str_eqc(each, names[by]))
        by++;
    if (by == ARRAY_LEN(names))
        return err_field(e, RC_INVALID, "each", "'each' is kind, area, priority or shift");
    a->lq = (struct load_levels_question){.q = &a->q, .by = (enum load_levels_by)by};
    for (int i = 0; i < LOAD_LEVELS_STEPS; i++)
        a->lq.goal_s[i] = settings_int(env->work.settings, goals[i]);
    return RC_OK;
}

static enum rc answer(const struct view_env *env, struct call *c, bool levels, struct err *e)
{
    struct load_areas areas;
    struct asked a = {.q = {.areas = &areas}, .levels = levels};
    load_areas_init(&areas);
    read_areas(env, &areas);
    enum rc rc = read_question(env, c, &a, e);
    if (rc == RC_OK && levels)
        rc = read_levels(env, c, &a, e);
    if (rc == RC_OK)
        rc = a.live ? measure_live(env->work.core, &a, c, e)
                    : measure_past(env->work.core, &a, c, e);
    load_areas_release(&areas);
    free(a.rota);
    return rc;
}

static enum rc figures(const struct view_env *env, struct call *c, struct err *e)
{
    return answer(env, c, false, e);
}

static enum rc levels(const struct view_env *env, struct call *c, struct err *e)
{
    return answer(env, c, true, e);
}

static const struct desk_view views[] = {{ROUTE_LOAD_FIGURES, figures, VIEW_POOL},
                                         {ROUTE_LOAD_LEVELS, levels, VIEW_POOL}};

const struct desk desk_load = {
    .magic = DESK_MAGIC,
    .name = "load",
    .views = views,
    .nviews = ARRAY_LEN(views),
};
