/* SPDX-License-Identifier: Apache-2.0 */
/* The core's own desk: the picture, one entity, history, search, health, figures. All views; it decides nothing. */
#include <stdlib.h>
#include <string.h>

#include "base/zone.h"
#include "core/backup.h"
#include "core/core_priv.h"
#include "core/due.h"
#include "core/gazetteer.h"
#include "core/past.h"
#include "core/replay.h"
#include "journal/tree.h"
#include "store/file.h"

static enum rc view_health(const struct view_env *env, struct call *c, struct err *e)
{
    UNUSED(e);
    buf_printf(&c->answer, "{\"status\":\"ok\",\"version\":\"%s\",\"ready\":%s}", MARKAZ_VERSION,
               atomic_load(&env->work.core->ready) ? "true" : "false");
    return RC_OK;
}

static enum rc view_ready(const struct view_env *env, struct call *c, struct err *e)
{
    if (!atomic_load(&env->work.core->announced))
        return err_set(e, RC_BUSY, "the centre is starting or stopping");
    return view_health(env, c, e);
}

static enum rc view_metrics(const struct view_env *env, struct call *c, struct err *e)
{
    UNUSED(e);
    c->type = "text/plain; version=0.0.4; charset=utf-8";
    metrics_write(env->work.core, env->mirror, &c->answer);
    return RC_OK;
}

static enum rc view_entity(const struct view_env *env, struct call *c, struct err *e)
{
    enum kind kind = kind_find(c->params[0]);
    const struct entity *en =
        kind != KIND_COUNT ? picture_find(env->mirror, kind, c->params[1]) : NULL;
    if (en == NULL || !visible_entity(env->mirror, &c->who, en))
        return err_set(e, RC_NOT_FOUND, "there is no %.*s '%.*s' in the picture that you may see",
                       STR_ARG(c->params[0]), STR_ARG(c->params[1]));
    buf_printf(&c->answer, "{\"id\":\"%.*s\",", STR_ARG(en->id));
    size_t at = c->answer.n;
    look_entity(&c->answer, en, true);
    c->answer.p[at] = ' '; /* the inner brace: members go on in the same object */
    return RC_OK;
}

#define INDEX_WAIT (5 * USEC_S)

/* A handle whose index knows all that was durable when this was asked: what was acknowledged before is not missed. */
static enum rc open_index(struct core *core, struct journal_reader **r, struct err *e)
{
    *r = NULL;
    enum rc rc = behind_wait(core, atomic_load(&core->durable), INDEX_WAIT, e);
    return rc == RC_OK ? journal_reader_open(r, core->dir, e) : rc;
}

struct history {
    struct core *core;
    struct call *call;
    struct arena arena;
    int n;
};

static enum rc history_row(const struct journal_row *row, void *arg, struct err *e)
{
    struct history *h = arg;
    struct event ev;
    arena_clear(&h->arena);
    if (row->payload.n == 0)
        return RC_OK;
    enum rc rc = event_read(row->entry, row->payload, &h->arena, &ev, e);
    if (rc != RC_OK)
        return rc;
    const struct picture *mirror = core_mirror_lock(h->core);
    bool visible = visible_event(mirror, &h->call->who, event_kind(&ev), ev.id, ev.area, ev.also);
    core_mirror_unlock(h->core);
    if (!visible)
        return RC_OK;
    if (h->n++ > 0)
        buf_putc(&h->call->answer, ',');
    event_cloud(&ev, str_c(h->core->journal_id), &h->call->answer);
    return RC_OK;
}

static enum rc view_history(const struct view_env *env, struct call *c, struct err *e)
{
    struct core *core = env->work.core;
    struct journal_reader *r = NULL;
    int64_t after = 0;
    struct str from = call_query(c, "after");
    if (kind_find(c->params[0]) == KIND_COUNT)
        return err_set(e, RC_NOT_FOUND, "there is no kind '%.*s'", STR_ARG(c->params[0]));
    if (from.n > 0 && !str_i64(from, &after))
        return err_field(e, RC_INVALID, "after", "'after' must be a sequence");
    enum rc rc = open_index(core, &r, e);
    if (rc != RC_OK)
        return rc;
    struct history h = {core, c, {0}, 0};
    arena_init(&h.arena, EVENT_PAYLOAD_MAX * 4);
    struct str subject =
        arena_printf(&c->arena, "%.*s/%.*s", STR_ARG(c->params[0]), STR_ARG(c->params[1]));
    buf_cat(&c->answer, "{\"events\":[");
    rc = journal_timeline(r, subject, (uint64_t)after, 1000, history_row, &h, e);
    buf_cat(&c->answer, "]}");
    arena_release(&h.arena);
    journal_reader_close(r);
    return rc;
}

struct telling {
    void (*f)(const struct event *ev, void *arg);
    void *arg;
    struct arena arena;
};

static enum rc tell(const struct journal_row *row, void *arg, struct err *e)
{
    struct telling *t = arg;
    struct event ev;
    arena_clear(&t->arena);
    enum rc rc =
        row->payload.n > 0 ? event_read(row->entry, row->payload, &t->arena, &ev, e) : RC_OK;
    if (rc == RC_OK && row->payload.n > 0)
        t->f(&ev, t->arg);
    return rc;
}

enum rc core_timeline(struct core *c, struct str subject,
                      void (*f)(const struct event *ev, void *arg), void *arg, struct err *e)
{
    struct telling t = {.f = f, .arg = arg};
    struct journal_reader *r = NULL;
    enum rc rc = open_index(c, &r, e);
    if (rc != RC_OK)
        return rc;
    arena_init(&t.arena, EVENT_PAYLOAD_MAX * 4);
    rc = journal_timeline(r, subject, 0, INT32_MAX, tell, &t, e);
    arena_release(&t.arena);
    journal_reader_close(r);
    return rc;
}

/* The caller's area and all below it, joined by ','; empty: no limit. */
static struct str areas_of(struct core *core, struct call *c)
{
    if (c->who.area[0] == '\0')
        return STR_NONE;
    struct buf b;
    buf_init(&b, 1u << 20);
    buf_cat(&b, c->who.area);
    const struct picture *mirror = core_mirror_lock(core);
    for (uint32_t i = 0; i < picture_count(mirror, KIND_AREA); i++) {
        const struct entity *en = picture_at(mirror, KIND_AREA, i);
        if (!str_eqc(en->id, c->who.area) &&
            picture_area_within(mirror, en->id, str_c(c->who.area)))
            buf_printf(&b, ",%.*s", STR_ARG(en->id));
    }
    core_mirror_unlock(core);
    struct str list = arena_str(&c->arena, buf_str(&b));
    buf_release(&b);
    return list;
}

static size_t filters_of(struct call *c, const struct record *rec, uint64_t keep,
                         struct core_filter *out, size_t max)
{
    size_t n = 0;
    for (int i = 0; i < rec->nfields && n < max; i++) {
        const struct field *f = &rec->fields[i];
        struct str v = (keep & BIT(f->bit)) != 0 ? call_query(c, f->name) : STR_NONE;
        if (v.n > 0)
            out[n++] = (struct core_filter){str_c(f->name), v};
    }
    return n;
}

/* What a page is of: sequences after < seq < before, at most `limit` of them. */
struct span {
    int64_t after, before, limit;
};

static enum rc read_number(struct call *c, const char *name, int64_t least, int64_t most,
                           int64_t *out, struct err *e)
{
    struct str text = call_query(c, name);
    if (text.n > 0 && (!str_i64(text, out) || *out < least || *out > most))
        return err_field(e, RC_INVALID, name, "'%s' must be a number from %lld to %lld", name,
                         (long long)least, (long long)most);
    return RC_OK;
}

/* The sequence at a time of the query; left alone when it is not there. */
static enum rc read_moment(struct journal_reader *r, struct call *c, const char *name, int64_t *seq,
                           struct err *e)
{
    struct str text = call_query(c, name);
    usec_t at;
    uint64_t first;
    if (text.n == 0)
        return RC_OK;
    if (!clock_parse(text, &at))
        return err_field(e, RC_INVALID, name, "'%s' is a time like 2026-11-22T10:00:00Z", name);
    enum rc rc = journal_first_at(r, at, &first, e);
    *seq = rc == RC_OK ? (int64_t)first : *seq;
    return rc;
}

static enum rc read_span(struct journal_reader *r, struct call *c, struct span *s, struct err *e)
{
    int64_t from = 1, to = INT64_MAX;
    *s = (struct span){0, INT64_MAX, 50};
    enum rc rc = read_number(c, "before", 0, INT64_MAX, &s->before, e);
    if (rc == RC_OK)
        rc = read_number(c, "after", 0, INT64_MAX - 1, &s->after, e);
    if (rc == RC_OK)
        rc = read_number(c, "limit", 1, 1000, &s->limit, e);
    if (rc == RC_OK)
        rc = read_moment(r, c, "from", &from, e);
    if (rc == RC_OK)
        rc = read_moment(r, c, "to", &to, e);
    s->after = from - 1 > s->after ? from - 1 : s->after;
    s->before = to < s->before ? to : s->before;
    return rc;
}

static void put_next(struct buf *out, uint64_t next)
{
    if (next > 0)
        buf_printf(out, ",\"next\":%llu", (unsigned long long)next);
    else
        buf_cat(out, ",\"next\":null");
}

enum rc core_search(struct core *core, struct call *c, enum kind kind,
                    const struct core_filter *filters, size_t n, struct err *e)
{
    struct journal_filter found[CORE_FILTERS_MAX];
    struct journal_reader *r = NULL;
    struct span s;
    uint64_t next = 0;
    enum rc rc = open_index(core, &r, e);
    must(n <= CORE_FILTERS_MAX);
    for (size_t i = 0; i < n; i++)
        found[i] = (struct journal_filter){filters[i].field, filters[i].value};
    if (rc == RC_OK)
        rc = read_span(r, c, &s, e);
    if (rc == RC_OK) {
        buf_cat(&c->answer, "\"items\":");
        rc = journal_search(r, kind, found, n, areas_of(core, c), (uint64_t)s.before,
                            (uint64_t)s.after, (int)s.limit, &c->answer, &next, e);
        put_next(&c->answer, next);
    }
    journal_reader_close(r);
    return rc;
}

struct events_page {
    struct core *core;
    struct call *call;
    struct arena arena;
    struct span span;
    void (*put)(const struct event *ev, struct buf *out);
    int64_t walked;
    uint64_t last;
    bool any;
};

static enum rc page_row(const struct journal_row *row, void *arg, struct err *e)
{
    struct events_page *p = arg;
    struct event ev;
    if ((int64_t)row->seq >= p->span.before)
        return RC_NOT_FOUND; /* the walk ends here */
    p->walked++;
    p->last = row->seq;
    arena_clear(&p->arena);
    enum rc rc = event_read(row->entry, row->payload, &p->arena, &ev, e);
    if (rc != RC_OK)
        return rc;
    const struct picture *mirror = core_mirror_lock(p->core);
    bool visible = visible_event(mirror, &p->call->who, event_kind(&ev), ev.id, ev.area, ev.also);
    core_mirror_unlock(p->core);
    if (!visible)
        return RC_OK;
    if (p->any)
        buf_putc(&p->call->answer, ',');
    p->any = true;
    p->put(&ev, &p->call->answer);
    return RC_OK;
}

enum rc core_events(struct core *core, struct call *c, struct str subject,
                    void (*put)(const struct event *ev, struct buf *out), struct err *e)
{
    struct events_page p = {.core = core, .call = c, .put = put};
    struct journal_reader *r = NULL;
    enum rc rc = open_index(core, &r, e);
    if (rc == RC_OK)
        rc = read_span(r, c, &p.span, e);
    if (rc == RC_OK) {
        arena_init(&p.arena, EVENT_PAYLOAD_MAX * 4);
        buf_cat(&c->answer, "\"items\":[");
        rc = journal_timeline(r, subject, (uint64_t)p.span.after, (int)p.span.limit, page_row, &p,
                              e);
        buf_putc(&c->answer, ']');
        put_next(&c->answer, rc == RC_OK && p.walked == p.span.limit ? p.last : 0);
        arena_release(&p.arena);
        rc = rc == RC_NOT_FOUND ? RC_OK : rc;
    }
    journal_reader_close(r);
    return rc;
}

static enum rc view_search(const struct view_env *env, struct call *c, struct err *e)
{
    struct core_filter filters[CORE_FILTERS_MAX];
    enum kind kind = kind_find(c->params[0]);
    if (kind == KIND_COUNT || kind_table[kind].keep == 0)
        return err_set(e, RC_NOT_FOUND, "'%.*s' cannot be searched", STR_ARG(c->params[0]));
    if (!principal_may(&c->who, kind_table[kind].read))
        return err_set(e, RC_DENIED, "this needs the permission '%.*s'",
                       STR_ARG(permission_names[kind_table[kind].read]));
    size_t n =
        filters_of(c, kind_table[kind].record, kind_table[kind].keep, filters, ARRAY_LEN(filters));
    buf_putc(&c->answer, '{');
    enum rc rc = core_search(env->work.core, c, kind, filters, n, e);
    buf_putc(&c->answer, '}');
    return rc;
}

static int64_t percentile(const struct latency *l, int per_mille)
{
    uint64_t total = atomic_load(&l->count), sum = 0;
    for (int i = 0; i < 32; i++) {
        sum += atomic_load(&l->bucket[i]);
        if (total > 0 && sum * 1000 >= total * (uint64_t)per_mille)
            return INT64_C(1) << i;
    }
    return 0;
}

static enum rc view_status(const struct view_env *env, struct call *c, struct err *e)
{
    static const char *const names[SERIES_COUNT] = {"reads", "positions", "heartbeats"};
    struct core *core = env->work.core;
    struct buf *out = &c->answer;
    UNUSED(e);
    buf_printf(
        out,
        "{\"journal\":\"%s\",\"version\":\"%s\",\"seq\":%llu,\"picture_hash\":\"%016llx\",\"started\":",
        core->journal_id, MARKAZ_VERSION, (unsigned long long)picture_seq(env->mirror),
        (unsigned long long)picture_hash(env->mirror));
    json_put_time(
        out,
        core->tool ? 0 : core->started_at); /* only the tool is at the store: nothing was started */
    buf_cat(out, ",\"now\":\"");
    clock_format(out, env->work.now);
    buf_cat(out, "\",\"centre\":{\"name\":");
    json_put_string(out, str_c(settings_text(env->work.settings, SET_CENTRE_NAME)));
    buf_cat(out, ",\"zone\":");
    json_put_string(out, str_c(zone_name()));
    buf_printf(out, "},\"streams\":%u,\"queue\":%zu,\"entities\":{", streams_count(core->streams),
               queue_length(&core->calls));
    for (int k = 0; k < KIND_COUNT; k++)
        buf_printf(out, "%s\"%.*s\":%u", k > 0 ? "," : "", STR_ARG(kind_table[k].name),
                   picture_count(env->mirror, (enum kind)k));
    buf_cat(out, "},\"telemetry\":{");
    for (int s = 0; s < SERIES_COUNT; s++)
        buf_printf(out, "%s\"%s\":{\"accepted\":%llu,\"rejected\":%llu,\"dropped\":%llu}",
                   s > 0 ? "," : "", names[s], (unsigned long long)atomic_load(&core->accepted[s]),
                   (unsigned long long)atomic_load(&core->rejected[s]),
                   (unsigned long long)atomic_load(&core->dropped[s]));
    buf_cat(out, "},");
    seal_status(core, out);
    buf_putc(out, ',');
    drive_status(core->drive, out);
    buf_printf(out, ",\"latency_us\":{\"commit_p50\":%lld,\"commit_p99\":%lld}}",
               (long long)percentile(&core->commit_latency, 500),
               (long long)percentile(&core->commit_latency, 990));
    return RC_OK;
}

static enum rc view_window(const struct view_env *env, struct call *c, struct err *e)
{
    enum rc rc = streams_window(env->work.core->streams, &c->who, c->params[0], c->in, e);
    buf_cat(&c->answer, "{}");
    return rc;
}

static void fold(void *arg, const struct event *ev)
{
    picture_apply(arg, ev);
}

/* One at a time: each may take minutes, and the pool has other work. */
static enum rc long_work(struct core *core,
                         enum rc (*work)(const struct view_env *, struct call *, struct err *),
                         const struct view_env *env, struct call *c, struct err *e)
{
    if (atomic_exchange(&core->long_work, true))
        return err_set(e, RC_BUSY, "a check or a backup is under way: wait until it ends");
    enum rc rc = work(env, c, e);
    atomic_store(&core->long_work, false);
    return rc;
}

/*
 * Entries, tiles and the root that was signed, compared as an outsider does. What cannot be compared is no different from what
 * does not fit; a store that was never sealed has nothing to compare.
 */
static enum rc verify_log(const struct core *core, struct tlog_report *out, struct err *e)
{
    struct journal_log *l = NULL;
    struct err said = {0};
    *out = (struct tlog_report){0};
    enum rc rc = journal_log_open(&l, core->dir, e);
    if (rc != RC_OK)
        return rc;
    journal_log_heed(l, &core->stopping); /* the pool is waited for */
    rc = journal_log_verify(l, out, &said);
    journal_log_close(l);
    if (rc == RC_INVALID || rc == RC_CORRUPT) {
        out->bad++;
        (void)str_copy(out->what, sizeof out->what, str_c(said.detail));
        return RC_OK;
    }
    return rc == RC_OK || rc == RC_NOT_FOUND ? RC_OK : err_set(e, rc, "%s", said.detail);
}

static void put_log(struct buf *out, const struct tlog_report *r)
{
    buf_printf(out, "{\"entries\":%llu,\"bad\":%llu,\"first_bad\":%llu,\"what\":",
               (unsigned long long)r->size, (unsigned long long)r->bad,
               (unsigned long long)(r->bad > 0 ? r->first_bad + 1 : 0));
    json_put_string(out, str_c(r->what));
    buf_putc(out, '}');
}

/* Every commitment, the sealed log and the store itself; then replay from zero = from the newest snapshot = live, by hash. */
static enum rc verify(const struct view_env *env, struct call *c, struct err *e)
{
    struct core *core = env->work.core;
    struct journal_reader *r = NULL;
    struct journal_report report = {0};
    struct tlog_report sealed = {0};
    struct picture *zero = picture_new_unfinished(), *snap = picture_new_unfinished();
    bool alone = !core->tool; /* a centre at work has better things to do with its cores */
    const struct picture *mirror = core_mirror_lock(core);
    uint64_t seq = picture_seq(mirror), hash = picture_hash(mirror);
    core_mirror_unlock(core);
    enum rc rc = journal_reader_open(&r, core->dir, e);
    if (rc == RC_OK) {
        journal_reader_heed(r, &core->stopping); /* the pool is waited for */
        rc = verify_log(core, &sealed, e);
    }
    if (rc == RC_OK)
        rc = journal_verify(r, &report, e);
    if (rc == RC_OK && report.bad == 0)
        rc = replay_each(r, 1, seq, alone, zero, fold, zero, e);
    if (rc == RC_OK && report.bad == 0)
        rc = snapshot_load(core->dir, seq, alone, snap, e);
    uint64_t from = picture_seq(snap);
    if (rc == RC_OK && report.bad == 0)
        rc = replay_each(r, from + 1, seq, alone, snap, fold, snap, e);
    picture_finish(zero);
    picture_finish(snap);
    if (rc == RC_BUSY && atomic_load(&core->stopping))
        (void)err_set(e, rc, "the centre is stopping: check again when it runs");
    bool equal = rc == RC_OK && picture_hash(zero) == hash && picture_hash(snap) == hash;
    bool ok = equal && report.bad == 0 && sealed.bad == 0 && strcmp(report.store, "ok") == 0;
    if (rc == RC_OK || rc == RC_CORRUPT) {
        buf_printf(
            &c->answer,
            "{\"ok\":%s,\"events\":%llu,\"erased\":%llu,\"bad\":%llu,\"first_bad\":%llu,\"seq\":%llu,\"snapshot\":%llu,"
            "\"hash\":{\"live\":\"%016llx\",\"from_zero\":\"%016llx\",\"from_snapshot\":\"%016llx\"},\"store\":",
            ok ? "true" : "false", (unsigned long long)report.events,
            (unsigned long long)report.erased, (unsigned long long)report.bad,
            (unsigned long long)report.first_bad, (unsigned long long)seq, (unsigned long long)from,
            (unsigned long long)hash, (unsigned long long)picture_hash(zero),
            (unsigned long long)picture_hash(snap));
        json_put_string(&c->answer, str_c(report.store));
        buf_cat(&c->answer, ",\"log\":");
        put_log(&c->answer, &sealed);
        buf_cat(&c->answer, ",\"fault\":");
        json_put_string(&c->answer, rc == RC_CORRUPT ? str_c(e->detail) : STR(""));
        buf_putc(&c->answer, '}');
        rc = RC_OK;
    }
    journal_reader_close(r);
    picture_free(zero);
    picture_free(snap);
    return rc;
}

static int64_t day_of(void *arg, const struct event *ev, bool *lives)
{
    const struct view_env *env = arg;
    const struct picture *mirror = core_mirror_lock(env->work.core);
    int64_t day = due_day(mirror, env->work.settings, ev, env->work.now, lives);
    core_mirror_unlock(env->work.core);
    return day;
}

static int64_t day_of_file(void *arg, struct sha256 sha, usec_t expires)
{
    const struct view_env *env = arg;
    const struct picture *mirror = core_mirror_lock(env->work.core);
    int64_t day = due_file_day(mirror, env->work.settings, sha, expires, env->work.now);
    core_mirror_unlock(env->work.core);
    return day;
}

static enum rc backup(const struct view_env *env, struct call *c, struct err *e)
{
    const struct in_backup *in = c->in;
    struct buf path;
    buf_init(&path, FILE_PATH_MAX);
    const struct backup_days days = {day_of, day_of_file, (void *)(uintptr_t)env};
    enum rc rc = backup_write(env->work.core->dir, in->name, &days, &path, e);
    if (rc == RC_OK) {
        buf_cat(&c->answer, "{\"path\":");
        json_put_string(&c->answer, buf_str(&path));
        buf_putc(&c->answer, '}');
    }
    buf_release(&path);
    return rc;
}

static enum rc view_verify(const struct view_env *env, struct call *c, struct err *e)
{
    return long_work(env->work.core, verify, env, c, e);
}

static enum rc view_backup(const struct view_env *env, struct call *c, struct err *e)
{
    return long_work(env->work.core, backup, env, c, e);
}

static const struct desk_view views[] = {
    {ROUTE_CORE_LOG_CHECKPOINT, seal_view_checkpoint, VIEW_MIRROR},
    {ROUTE_CORE_PUBLIC, seal_view_public, VIEW_MIRROR},
    {ROUTE_CORE_LOG_NEWEST, seal_view_newest, VIEW_MIRROR},
    {ROUTE_CORE_LOG_STAMPS, seal_view_stamps, VIEW_MIRROR},
    {ROUTE_CORE_LOG_STAMP, seal_view_stamp, VIEW_MIRROR},
    {ROUTE_CORE_LOG_PREDECESSOR, seal_view_predecessor, VIEW_MIRROR},
    {ROUTE_CORE_LOG_KEY, seal_view_key, VIEW_MIRROR},
    {ROUTE_CORE_LOG_TILE, seal_view_tile, VIEW_POOL},
    {ROUTE_CORE_LOG_PROOF, seal_view_proof, VIEW_POOL},
    {ROUTE_CORE_CHART, ground_view, VIEW_POOL},
    {ROUTE_CORE_CHART_TILE, ground_view_tile, VIEW_ALONE},
    {ROUTE_CORE_HEALTH, view_health, VIEW_MIRROR},
    {ROUTE_CORE_READY, view_ready, VIEW_MIRROR},
    {ROUTE_CORE_METRICS, view_metrics, VIEW_MIRROR},
    {ROUTE_CORE_PICTURE, look_picture, VIEW_POOL},
    {ROUTE_CORE_ENTITY, view_entity, VIEW_MIRROR},
    {ROUTE_CORE_HISTORY, view_history, VIEW_POOL},
    {ROUTE_CORE_SEARCH, view_search, VIEW_POOL},
    {ROUTE_CORE_REPLAY, past_view, VIEW_POOL},
    {ROUTE_CORE_REPLAY_POSITIONS, past_units_view, VIEW_POOL},
    {ROUTE_CORE_PLACES, gazetteer_view, VIEW_ALONE},
    {ROUTE_CORE_STATUS, view_status, VIEW_MIRROR},
    {ROUTE_CORE_WINDOW, view_window, VIEW_MIRROR},
    {ROUTE_CORE_VERIFY, view_verify, VIEW_POOL},
    {ROUTE_CORE_BACKUP, view_backup, VIEW_POOL},
};

const struct desk desk_core = {
    .magic = DESK_MAGIC, .name = "core", .views = views, .nviews = ARRAY_LEN(views)};
