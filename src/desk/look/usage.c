/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a subject is told: who looked, when, why. The findUsage protocol of the Estonian data tracker for portals, and the
 * same for an officer about the looks at himself. Nothing is left out; by a signed order it is told later.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "core/core.h"
#include "desk/look/look_priv.h"

#define USAGES_MAX 1000

static uint8_t plate_key[32];

void look_usage_key(const uint8_t key[32])
{
    memcpy(plate_key, key, sizeof plate_key);
}

const uint8_t *look_key(void)
{
    return plate_key;
}

struct str look_plate_read(struct arena *a, struct str text)
{
    char *to = arena_alloc(a, text.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c != ' ' && c != '-')
            to[n++] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    }
    return (struct str){to, n};
}

enum rc look_usage_subject(const uint8_t key[32], struct call *c, struct str *out, struct err *e)
{
    struct str id = call_query(c, "userCode"), code = id, kind = str_cut(&id, '/');
    if (str_eqc(kind, "plate") && id.n > 0 && id.n <= 40)
        *out = look_plate(key, &c->arena, look_plate_read(&c->arena, id));
    else if (kind_find(kind) != KIND_COUNT && id.n > 0 && id_valid(id))
        *out = arena_str(&c->arena, code);
    else
        return err_field(e, RC_INVALID, "userCode",
                         "userCode is plate/NUMBER, or kind/id like user/U3 or unit/M1");
    return RC_OK;
}

struct usage {
    uint64_t seq;
    usec_t at, deferred; /* 0: told at once */
    int64_t purpose;
    struct str by, route;
};

struct usages {
    struct arena arena;
    struct usage *v;
    size_t n, cap;
    usec_t from, to, now;
    /* Of looks at all units of an area: the unit that asks, and what says where it belongs; NULL: of one subject alone. */
    const struct work_env *env;
    struct str unit;
};

/* Was it one of the units that the look showed? Its area of today is what is known of that here. */
static bool was_shown(const struct usages *u, const struct look *l)
{
    if (u->env == NULL || l->area.n == 0)
        return true;
    const struct picture *mirror = u->env->lock(u->env->core);
    const struct unit *unit = picture_get(mirror, KIND_UNIT, u->unit);
    bool shown = unit == NULL || picture_area_within(mirror, unit->area, l->area);
    u->env->unlock(u->env->core);
    return shown;
}

static void note(const struct event *ev, void *arg)
{
    struct usages *u = arg;
    const struct look *l = ev->data;
    if ((ev->type != EV_LOOK_MADE && ev->type != EV_LOOK_OPENED && ev->type != EV_LOOK_DEFERRED) ||
        l->at < u->from || l->at > u->to || l->purpose == PURPOSE_SUBJECT)
        return; /* the subject's own questions are no looks at it */
    if (l->deferred_until > u->now)
        return; /* nor is it counted: a number would tell */
    if (!was_shown(u, l))
        return;
    if (u->n == u->cap) {
        u->cap = u->cap > 0 ? u->cap * 2 : 64;
        u->v = mem_resize(u->v, u->cap, sizeof u->v[0]);
    }
    u->v[u->n++] = (struct usage){ev->seq,
                                  l->at,
                                  l->deferred_until,
                                  l->purpose,
                                  arena_str(&u->arena, l->by),
                                  arena_str(&u->arena, l->route)};
}

static enum rc gather(struct core *core, struct usages *u, struct str subject, struct err *e)
{
    char about[160];
    (void)snprintf(about, sizeof about, "looked/%.*s", STR_ARG(subject));
    return core_timeline(core, str_c(about), note, u, e);
}

/* Where all units were is told to each of them. */
static enum rc gather_positions(const struct view_env *env, struct usages *u, struct str subject,
                                struct err *e)
{
    struct str id = subject, kind = str_cut(&id, '/');
    if (!str_eqc(kind, "unit"))
        return RC_OK;
    u->env = &env->work;
    u->unit = id;
    enum rc rc = gather(env->work.core, u, STR(LOOK_POSITIONS), e);
    u->env = NULL;
    return rc;
}

static int newest_first(const void *a, const void *b)
{
    uint64_t x = ((const struct usage *)a)->seq, y = ((const struct usage *)b)->seq;
    return x < y ? 1 : x > y ? -1 : 0;
}

/* Names change and people go: the name of today, else the number alone. */
static void put_name(const struct work_env *env, struct buf *out, struct str by)
{
    const struct picture *mirror = env->lock(env->core);
    const struct user *u = picture_get(mirror, KIND_USER, by);
    json_put_string(out, u == NULL ? by : u->full_name.n > 0 ? u->full_name : u->name);
    env->unlock(env->core);
}

static void put_usage(const struct work_env *env, struct buf *out, const struct usage *u)
{
    struct str purpose = u->purpose == PURPOSE_NONE ? STR("duty") : enum_purpose.names[u->purpose];
    buf_cat(out, "{\"logtime\":\"");
    clock_format(out, u->at);
    buf_cat(out, "\",\"action\":");
    json_put_string(out, u->route);
    buf_cat(out, ",\"receiverCode\":");
    json_put_string(out, u->by);
    buf_cat(out, ",\"receiverName\":");
    put_name(env, out, u->by);
    buf_printf(out, ",\"receiverSystem\":\"markaz/%s\",\"seq\":%llu,\"purpose\":",
               core_journal_id(env->core), (unsigned long long)u->seq);
    json_put_string(out, purpose);
    buf_cat(out, ",\"deferredUntil\":");
    if (u->deferred == 0) {
        buf_cat(out, "null}");
        return;
    }
    buf_putc(out, '"');
    clock_format(out, u->deferred);
    buf_cat(out, "\"}");
}

static enum rc read_number(struct call *c, const char *name, int64_t most, int64_t *out,
                           struct err *e)
{
    struct str text = call_query(c, name);
    if (text.n > 0 && (!str_i64(text, out) || *out < 0 || *out > most))
        return err_field(e, RC_INVALID, name, "'%s' is a number up to %lld", name, (long long)most);
    return RC_OK;
}

static enum rc read_time(struct call *c, const char *name, usec_t *out, struct err *e)
{
    struct str text = call_query(c, name);
    if (text.n > 0 && !clock_parse(text, out))
        return err_field(e, RC_INVALID, name, "'%s' is a time like 2026-11-22T10:00:00Z", name);
    return RC_OK;
}

static enum rc answer(const struct view_env *env, struct call *c, const struct str *subjects,
                      size_t n, struct err *e)
{
    struct usages u = {.to = INT64_MAX, .now = env->work.now};
    int64_t offset = 0, limit = USAGES_MAX;
    enum rc rc = read_number(c, "offset", INT32_MAX, &offset, e);
    if (rc == RC_OK)
        rc = read_number(c, "limit", USAGES_MAX, &limit, e);
    if (rc == RC_OK)
        rc = read_time(c, "periodStart", &u.from, e);
    if (rc == RC_OK)
        rc = read_time(c, "periodEnd", &u.to, e);
    arena_init(&u.arena, 256u << 20);
    for (size_t i = 0; i < n && rc == RC_OK; i++) {
        rc = gather(env->work.core, &u, subjects[i], e);
        if (rc == RC_OK)
            rc = gather_positions(env, &u, subjects[i], e);
    }
    if (u.n > 0)
        qsort(u.v, u.n, sizeof u.v[0], newest_first);
    buf_printf(&c->answer, "{\"totalUsages\":%zu,\"usages\":[", u.n);
    for (size_t i = (size_t)offset; i < u.n && i < (size_t)(offset + limit); i++) {
        if (i > (size_t)offset)
            buf_putc(&c->answer, ',');
        put_usage(&env->work, &c->answer, &u.v[i]);
    }
    buf_cat(&c->answer, "]}");
    arena_release(&u.arena);
    free(u.v);
    return rc;
}

enum rc look_usage_view(const struct view_env *env, struct call *c, struct err *e)
{
    struct str subject;
    enum rc rc = look_usage_subject(plate_key, c, &subject, e);
    return rc == RC_OK ? answer(env, c, &subject, 1, e) : rc;
}

/*
 * What was done to one's account: each password that was set, by whom, and each sign-in with one that somebody else had set. An
 * officer who did not sign in then knows that somebody else did, under that name.
 */
static void note_account(const struct event *ev, void *arg)
{
    struct buf *out = arg;
    const char *what = ev->type == EV_USER_ADDED || ev->type == EV_USER_PASSWORD ? "password"
                       : ev->type == EV_SESSION_OPENED                           ? "given_sign_in"
                                                                                 : NULL;
    if (what == NULL)
        return;
    buf_printf(out, "%s{\"seq\":%llu,\"at\":\"", out->n > 0 ? "," : "",
               (unsigned long long)ev->seq);
    clock_format(out, ev->recorded);
    buf_printf(out, "\",\"what\":\"%s\",\"by\":", what);
    json_put_string(out, ev->actor);
    buf_putc(out, '}');
}

#define ACCOUNT_MAX (1u << 20)

/* In place of the answer's last brace. */
static enum rc put_account(const struct view_env *env, struct call *c, struct err *e)
{
    struct buf list;
    buf_init(&list, ACCOUNT_MAX);
    enum rc rc = core_timeline(env->work.core, str_c(c->who.id), note_account, &list, e);
    if (rc == RC_OK && !buf_ok(&list))
        rc = err_set(e, RC_TOO_LARGE, "this account has changed too often");
    c->answer.n--;
    buf_cat(&c->answer, ",\"account\":[");
    buf_puts(&c->answer, buf_str(&list));
    buf_cat(&c->answer, "]}");
    buf_release(&list);
    return rc;
}

enum rc look_own_view(const struct view_env *env, struct call *c, struct err *e)
{
    struct str subjects[2] = {STR_NONE, STR_NONE};
    size_t n = 0;
    bool person = str_starts(str_c(c->who.id), STR("user/"));
    if (person)
        subjects[n++] = str_c(c->who.id);
    if (c->who.unit[0] != '\0')
        subjects[n++] = arena_printf(&c->arena, "unit/%s", c->who.unit);
    enum rc rc = answer(env, c, subjects, n, e);
    return rc == RC_OK && person ? put_account(env, c, e) : rc;
}

static void first_time(const struct event *ev, void *arg)
{
    usec_t *first = arg;
    *first = *first == 0 ? ev->time : *first;
}

/* Since this journal began: looks are written from its first day. What was erased by its policy is not counted out. */
enum rc look_period_view(const struct view_env *env, struct call *c, struct err *e)
{
    usec_t first = 0;
    enum rc rc = core_timeline(env->work.core, STR("centre/centre"), first_time, &first, e);
    buf_cat(&c->answer, "{\"periodStart\":\"");
    clock_format(&c->answer, first);
    buf_cat(&c->answer, "\",\"periodEnd\":\"");
    clock_format(&c->answer, env->work.now);
    buf_cat(&c->answer, "\"}");
    return rc;
}

enum rc look_heartbeat_view(const struct view_env *env, struct call *c, struct err *e)
{
    UNUSED(e);
    buf_cat(&c->answer, "{\"status\":\"OK\",\"time\":\"");
    clock_format(&c->answer, env->work.now);
    buf_cat(&c->answer, "\"}");
    return RC_OK;
}
