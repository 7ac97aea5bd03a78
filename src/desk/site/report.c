/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which sites of a kind are connected, tested, silent: as of one sequence of the history, the last or that at which a day ended. Rows
 * are gathered under the mirror's lock, which holds up commits, and written without it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/zone.h"
#include "core/core.h"
#include "desk/site/site_priv.h"

struct line {
    struct str id, name, area, area_name;
    struct standing standing;
    enum site_state state;
    usec_t seen;
    bool planned;
    struct schedule week; /* texts in the arena */
};

struct sheet {
    struct arena *arena;
    struct line *lines;
    size_t n, cap;
    usec_t at, since; /* who proved itself since then counts as tested */
    int64_t tested_days;
    uint64_t seq;
    struct str kind;
    bool past; /* when devices were last heard is not in the history */
};

static usec_t last_seen(const struct picture *p, const struct live *live, struct str site)
{
    uint32_t n;
    usec_t seen = 0;
    const struct entity *const *list = picture_by(p, KIND_DEVICE, F_DEVICE_SITE, site, &n);
    for (uint32_t i = 0; i < n; i++) {
        const struct live_device *l =
            guard_is(list[i]->rec) ? live_device((struct live *)(uintptr_t)live, list[i]->id, false)
                                   : NULL;
        if (l != NULL && l->last_seen > seen)
            seen = l->last_seen;
    }
    return seen;
}

static void add(struct sheet *s, const struct picture *p, const struct live *live,
                const struct entity *en)
{
    const struct site *site = en->rec;
    const struct area *area = picture_get(p, KIND_AREA, site->area);
    const struct schedule *week = picture_get(p, KIND_SCHEDULE, en->id);
    if (s->n == s->cap) {
        s->cap = s->cap > 0 ? s->cap * 2 : 1024;
        s->lines = mem_resize(s->lines, s->cap, sizeof s->lines[0]);
    }
    struct line *l = &s->lines[s->n++];
    *l = (struct line){.id = arena_str(s->arena, en->id),
                       .name = arena_str(s->arena, site->name),
                       .area = arena_str(s->arena, site->area),
                       .area_name = area != NULL ? arena_str(s->arena, area->name) : STR_NONE,
                       .standing = guard_standing(p, en->id, s->since),
                       .seen = live != NULL ? last_seen(p, live, en->id) : 0,
                       .planned = week != NULL};
    l->state = site_state(&l->standing);
    if (week == NULL)
        return;
    l->week = *week;
    l->week.opens = arena_str(s->arena, week->opens);
    l->week.closes = arena_str(s->arena, week->closes);
}

static int by_place(const void *a, const void *b)
{
    const struct line *x = a, *y = b;
    int order = str_cmp(x->area_name, y->area_name);
    if (order == 0)
        order = str_cmp(x->area, y->area);
    if (order == 0)
        order = str_cmp(x->name, y->name);
    return order != 0 ? order : str_cmp(x->id, y->id);
}

static void add_all(struct sheet *s, const struct picture *p, const struct live *live,
                    struct call *c, int64_t kind)
{
    struct str area = call_query(c, "area");
    s->since = s->at - s->tested_days * USEC_DAY;
    for (uint32_t i = 0; i < picture_count(p, KIND_SITE); i++) {
        const struct entity *en = picture_at(p, KIND_SITE, i);
        const struct site *site = en->rec;
        if (site->kind == kind && core_visible(p, &c->who, en) &&
            (area.n == 0 || picture_area_within(p, site->area, area)))
            add(s, p, live, en);
    }
}

static void gather_now(struct sheet *s, const struct view_env *env, struct call *c, int64_t kind)
{
    const struct picture *p = env->work.lock(env->work.core);
    s->at = env->work.now;
    s->seq = picture_seq(p);
    live_read_lock(env->live);
    add_all(s, p, env->live, c, kind);
    live_unlock(env->live);
    env->work.unlock(env->work.core);
}

static enum rc gather_past(struct sheet *s, const struct view_env *env, struct call *c,
                           int64_t kind, struct err *e)
{
    struct picture *then = NULL;
    enum rc rc = past_read(env->work.core, s->at, &then, &s->seq, e);
    if (rc == RC_OK)
        add_all(s, then, NULL, c, kind);
    picture_free(then);
    return rc;
}

/* 2026-10-31 is when that day ended by the centre's clock; or an instant. */
static enum rc read_as_of(struct str text, usec_t now, usec_t *at, struct err *e)
{
    char day[32];
    (void)snprintf(day, sizeof day, "%.*sT00:00:00Z", text.n == 10 ? 10 : 0, text.p);
    usec_t midnight;
    if (text.n == 10 && clock_parse(str_c(day), &midnight))
        *at = zone_utc((struct zone){0}, midnight + USEC_DAY, ZONE_FIRST);
    else if (!clock_parse(text, at))
        return err_field(e, RC_INVALID, "as_of", "'as_of' is a day like 2026-10-31, or a time");
    if (*at > now)
        return err_field(e, RC_INVALID, "as_of", "'as_of' is not over yet");
    return RC_OK;
}

static enum rc gather(struct sheet *s, const struct view_env *env, struct call *c, int64_t kind,
                      struct err *e)
{
    struct str as_of = call_query(c, "as_of");
    enum rc rc = RC_OK;
    s->past = as_of.n > 0;
    s->tested_days = settings_int(env->work.settings, SET_SITE_TESTED_DAYS);
    if (s->past) {
        rc = read_as_of(as_of, env->work.now, &s->at, e);
        rc = rc == RC_OK ? gather_past(s, env, c, kind, e) : rc;
    } else {
        gather_now(s, env, c, kind);
    }
    if (s->n > 0)
        qsort(s->lines, s->n, sizeof s->lines[0], by_place);
    return rc;
}

/* ---- JSON ---- */

struct sums {
    uint32_t sites, by_state[SITE_STATES], due, overdue;
};

static void sum(struct sums *t, const struct line *l)
{
    t->sites++;
    t->by_state[l->state]++;
    t->due += l->planned && l->week.state == SCHEDULE_STATE_DUE;
    t->overdue += l->planned && l->week.since != 0;
}

static void put_sums(struct buf *out, const struct sums *t)
{
    buf_printf(out, "\"sites\":%u,\"due\":%u,\"overdue\":%u", t->sites, t->due, t->overdue);
    for (int i = 0; i < SITE_STATES; i++)
        buf_printf(out, ",\"%s\":%u", site_state_names[i], t->by_state[i]);
}

static void put_areas(struct buf *out, const struct sheet *s)
{
    struct sums t = {0};
    bool first = true;
    buf_cat(out, ",\"areas\":[");
    for (size_t i = 0; i < s->n; i++) {
        sum(&t, &s->lines[i]);
        if (i + 1 < s->n && str_eq(s->lines[i].area, s->lines[i + 1].area))
            continue;
        buf_puts(out, first ? STR("{\"area\":") : STR(",{\"area\":"));
        json_put_string(out, s->lines[i].area);
        buf_cat(out, ",\"name\":");
        json_put_string(out, s->lines[i].area_name);
        buf_putc(out, ',');
        put_sums(out, &t);
        buf_putc(out, '}');
        t = (struct sums){0};
        first = false;
    }
    buf_putc(out, ']');
}

static void put_line(struct buf *out, const struct line *l)
{
    const struct standing *s = &l->standing;
    buf_cat(out, "{\"id\":");
    json_put_string(out, l->id);
    buf_cat(out, ",\"name\":");
    json_put_string(out, l->name);
    buf_cat(out, ",\"area\":");
    json_put_string(out, l->area);
    buf_printf(out,
               ",\"state\":\"%s\",\"devices\":%u,\"heard\":%u,\"silent\":%u,\"maintained\":%u,"
               "\"battery_low\":%u,\"last_seen\":",
               site_state_names[l->state], s->guards, s->heard, s->silent, s->maintained, s->low);
    json_put_time(out, l->seen);
    buf_cat(out, ",\"tested_at\":");
    json_put_time(out, s->tested_at);
    if (l->planned)
        buf_printf(out,
                   ",\"day\":\"%.*s\",\"opens\":\"%.*s\",\"closes\":\"%.*s\",\"test\":\"%.*s\","
                   "\"missed\":%lld,\"from\":",
                   STR_ARG(enum_weekday.names[l->week.day]), STR_ARG(l->week.opens),
                   STR_ARG(l->week.closes), STR_ARG(enum_schedule_state.names[l->week.state]),
                   (long long)l->week.missed);
    if (l->planned)
        json_put_time(out, l->week.from);
    buf_putc(out, '}');
}

static void put_json(struct buf *out, const struct sheet *s)
{
    struct sums t = {0};
    for (size_t i = 0; i < s->n; i++)
        sum(&t, &s->lines[i]);
    buf_cat(out, "{\"at\":");
    json_put_time(out, s->at);
    buf_printf(out,
               ",\"seq\":%llu,\"past\":%s,\"zone\":\"%s\",\"tested_days\":%lld,\"kind\":\"%.*s\","
               "\"totals\":{",
               (unsigned long long)s->seq, s->past ? "true" : "false", zone_name(),
               (long long)s->tested_days, STR_ARG(s->kind));
    put_sums(out, &t);
    buf_putc(out, '}');
    put_areas(out, s);
    buf_cat(out, ",\"list\":[");
    for (size_t i = 0; i < s->n; i++) {
        if (i > 0)
            buf_putc(out, ',');
        put_line(out, &s->lines[i]);
    }
    buf_cat(out, "]}");
}

/* ---- CSV ---- */

/* Quoted always; what a spreadsheet would take for a formula gets an apostrophe before it. */
static void cell(struct buf *out, struct str s)
{
    buf_putc(out, '"');
    if (s.n > 0 && strchr("=+-@\t\r", s.p[0]) != NULL)
        buf_putc(out, '\'');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"')
            buf_putc(out, '"');
        buf_putc(out, s.p[i]);
    }
    buf_cat(out, "\",");
}

static void time_cell(struct buf *out, usec_t t)
{
    if (t != 0)
        clock_format(out, t);
    buf_putc(out, ',');
}

static void put_csv(struct buf *out, const struct sheet *s)
{
    buf_cat(out, "\xef\xbb\xbf"
                 "as_of,sequence,id,name,area,area_name,state,buttons_and_panels,heard,silent,"
                 "in_maintenance,battery_low,last_seen,all_tested_since,test_day,test_opens,"
                 "test_closes,test,missed_in_a_row\r\n");
    for (size_t i = 0; i < s->n; i++) {
        const struct line *l = &s->lines[i];
        clock_format(out, s->at);
        buf_printf(out, ",%llu,", (unsigned long long)s->seq);
        cell(out, l->id);
        cell(out, l->name);
        cell(out, l->area);
        cell(out, l->area_name);
        buf_printf(out, "%s,%u,%u,%u,%u,%u,", site_state_names[l->state], l->standing.guards,
                   l->standing.heard, l->standing.silent, l->standing.maintained, l->standing.low);
        time_cell(out, l->seen);
        time_cell(out, l->standing.tested_at);
        if (l->planned)
            buf_printf(out, "%.*s,%.*s,%.*s,%.*s,%lld\r\n",
                       STR_ARG(enum_weekday.names[l->week.day]), STR_ARG(l->week.opens),
                       STR_ARG(l->week.closes), STR_ARG(enum_schedule_state.names[l->week.state]),
                       (long long)l->week.missed);
        else
            buf_cat(out, ",,,,\r\n");
    }
}

enum rc report_view(const struct view_env *env, struct call *c, struct err *e)
{
    struct str kind = call_query(c, "kind"), format = call_query(c, "format");
    int which = kind.n > 0 ? enum_find(&enum_site_kind, kind) : SITE_KIND_SCHOOL;
    if (which < 0)
        return err_field(e, RC_INVALID, "kind", "'kind' is a kind of site, like school");
    bool csv = str_eqc(format, "csv");
    if (format.n > 0 && !csv && !str_eqc(format, "json"))
        return err_field(e, RC_INVALID, "format", "'format' is json or csv");
    struct sheet s = {.arena = &c->arena, .kind = enum_site_kind.names[which]};
    enum rc rc = gather(&s, env, c, which, e);
    if (rc == RC_OK && csv) {
        c->type = "text/csv; charset=utf-8";
        put_csv(&c->answer, &s);
    } else if (rc == RC_OK) {
        put_json(&c->answer, &s);
    }
    free(s.lines);
    return rc;
}
