/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/look/look.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "core/second.h"
#include "desk/look/look_priv.h"

#define QUERY_KEPT 2000 /* bytes of the field `query` in schema/82-look.json */

struct str look_person(const struct picture *p, struct str by)
{
    struct str person = second_person(p, by);
    return str_eqc(person, "local") ? by : person;
}

static struct str pair_of(struct decision *d, struct str subject, struct str shift)
{
    char hex[SHA256_HEX + 1];
    struct str by = look_person(d->picture, decision_who(d));
    struct str text = arena_printf(d->arena, "%.*s\n%.*s", STR_ARG(by), STR_ARG(shift));
    sha256_hex(sha256_of(text, STR("\n"), subject), hex);
    return arena_str(d->arena, (struct str){hex, 32});
}

/* What was asked: whole, or how it begins and the hash of the whole, so that it can be proven what it was. */
static enum rc set_query(struct decision *d, struct look *l, struct call *c, struct err *e)
{
    struct str q = look_is_audit(c) ? look_audit_query(look_key(), c) : c->query;
    for (size_t i = 0; i < q.n; i++)
        if ((unsigned char)q.p[i] <= 0x20 || (unsigned char)q.p[i] >= 0x7f)
            return err_set(e, RC_INVALID, "a query is percent-encoded");
    if (q.n > QUERY_KEPT) {
        char hex[SHA256_HEX + 1];
        sha256_hex(sha256_of(q, STR_NONE, STR_NONE), hex);
        look_set_query_sha256(l, arena_str(d->arena, str_c(hex)));
        q.n = QUERY_KEPT;
    }
    if (q.n > 0)
        look_set_query(l, q);
    return RC_OK;
}

static enum rc describe(struct decision *d, struct call *c, const struct look_item *item,
                        struct str shift, struct look *l, struct err *e)
{
    look_set_by(l, decision_who(d));
    look_set_pair(l, pair_of(d, item->subject, shift));
    look_set_area(l, str_c(d->who->area));
    look_set_subject(l, item->subject);
    look_set_route(l, str_c(c->route->command));
    look_set_at(l, d->now);
    return set_query(d, l, c, e);
}

/* The subject's own timeline: all looks at it, and nothing else. */
static void add(struct decision *d, enum event_type type, const struct look *l)
{
    struct str kind = STR("looked/"), of = l->subject, parts[] = {kind, of};
    struct event *ev = decision_event(d, type, decision_new_id(d, KIND_LOOK), l);
    ev->about = arena_join(d->arena, parts, ARRAY_LEN(parts));
}

static enum rc open_on_duty(struct decision *d, struct call *c, const struct look_item *item,
                            struct err *e)
{
    struct look l = {0};
    uint32_t n;
    struct str shift = look_shift(d);
    enum rc rc = describe(d, c, item, shift, &l, e);
    if (rc != RC_OK)
        return rc;
    (void)picture_by(d->picture, KIND_LOOK, F_LOOK_PAIR, l.pair, &n);
    if (n > 0)
        return RC_OK; /* this person, item and shift is written already */
    look_set_access(&l, ACCESS_DUTY);
    look_set_shift(&l, shift);
    look_set_wake_at(&l, d->now + LOOK_DUTY_LIFE);
    add(d, EV_LOOK_OPENED, &l);
    return RC_OK;
}

/* ---- look-ups ---- */

static bool handles(const struct decision *d, const struct entity *incident)
{
    const struct incident *i = incident->rec;
    struct str me = decision_who(d), unit = str_c(d->who->unit);
    const struct alarm *a = picture_get(d->picture, KIND_ALARM, i->alarm);
    const struct hit *h = picture_get(d->picture, KIND_HIT, i->hit);
    uint32_t n;
    if (str_eq(i->by, me) || (a != NULL && str_eq(a->acked_by, me)) ||
        (h != NULL && (str_eq(h->seen_by, me) || str_eq(h->confirmed_by, me))))
        return true;
    const struct entity *const *list =
        picture_by(d->picture, KIND_ASSIGNMENT, F_ASSIGNMENT_INCIDENT, incident->id, &n);
    for (uint32_t k = 0; k < n; k++) {
        const struct assignment *g = list[k]->rec;
        bool under_way = g->state == ASSIGNMENT_STATE_ACCEPTED ||
                         g->state == ASSIGNMENT_STATE_EN_ROUTE ||
                         g->state == ASSIGNMENT_STATE_ON_SCENE;
        if (str_eq(g->by, me) || (unit.n > 0 && str_eq(g->unit, unit) && under_way))
            return true;
    }
    return false;
}

static enum rc check_incident(const struct decision *d, struct str id, struct err *e)
{
    const struct entity *en = picture_find(d->picture, KIND_INCIDENT, id);
    if (en == NULL || ((const struct incident *)en->rec)->state == INCIDENT_STATE_CLOSED)
        return err_field(e, RC_DENIED, "purpose", "'%.*s' is no live incident", STR_ARG(id));
    if (!picture_area_within(d->picture, ((const struct incident *)en->rec)->area,
                             str_c(d->who->area)) ||
        !handles(d, en))
        return err_field(
            e, RC_DENIED, "purpose",
            "you do not work on incident '%.*s': open one, send a unit, or take a case",
            STR_ARG(id));
    return RC_OK;
}

/* Opened by the one who looks, minutes ago, and nothing but that person says that it happened. */
static bool is_young(const struct decision *d, struct str id)
{
    const struct incident *i = picture_get(d->picture, KIND_INCIDENT, id);
    uint32_t n = 0;
    if (i == NULL || !str_eq(i->by, decision_who(d)) || i->alarm.n > 0 ||
        d->now - i->received_at >= LOOK_YOUNG)
        return false;
    (void)picture_by(d->picture, KIND_ASSIGNMENT, F_ASSIGNMENT_INCIDENT, id, &n);
    return n == 0;
}

static bool is_account(enum kind kind, const struct call *c)
{
    if (kind == KIND_COUNT && c->route->id == ROUTE_CORE_SEARCH)
        kind = kind_find(c->params[0]);
    return kind == KIND_LOOK || kind == KIND_REVIEW || kind == KIND_CASEFILE ||
           kind == KIND_SAMPLE || kind == KIND_APPROVAL || kind == KIND_EXPORT;
}

static enum rc check_purpose(const struct decision *d, const struct call *c,
                             const struct look_item *item, const struct purpose_said *p,
                             bool *named, bool *fresh, struct err *e)
{
    *fresh = false;
    *named = true;
    if (p->code == PURPOSE_NONE)
        return err_field(
            e, RC_DENIED, "purpose",
            "this is a look-up: it needs a purpose, an incident you work on or a case");
    if (p->code == PURPOSE_AUDIT) {
        *fresh = true; /* it is the auditor's work to look again and again */
        return (is_account(item->kind, c) || look_is_audit(c)) &&
                       principal_may(d->who, PERM_AUDIT_READ)
                   ? RC_OK
                   : err_field(e, RC_DENIED, "purpose",
                               "an audit is of looks, reviews and cases; for all else take a case");
    }
    enum rc rc =
        p->casefile.n > 0 ? look_case_check(d, p->casefile, item->subject, named, fresh, e) : RC_OK;
    return rc == RC_OK && p->incident.n > 0 ? check_incident(d, p->incident, e) : rc;
}

static bool one_too_many(const struct decision *d, const struct look *l)
{
    uint32_t n, before = 0;
    const struct entity *const *list = picture_by(d->picture, KIND_LOOK, F_LOOK_PAIR, l->pair, &n);
    for (uint32_t i = 0; i < n; i++) {
        const struct look *one = list[i]->rec;
        before += one->counts && one->at > d->now - LOOK_WINDOW;
    }
    return before + 1 >= LOOK_STOP_AT;
}

enum rc look_up(struct decision *d, struct call *c, const struct look_item *item,
                const struct purpose_said *p, struct err *e)
{
    struct look l = {0};
    bool fresh, named;
    enum rc rc = d->suspended && p->code != PURPOSE_BREAK_GLASS
                     ? err_set(e, RC_DENIED,
                               "look-ups are suspended: the history has no witnesses now; in an "
                               "emergency break the glass")
                     : check_purpose(d, c, item, p, &named, &fresh, e);
    if (rc == RC_OK)
        rc = describe(d, c, item, STR("look-up"), &l, e);
    if (rc != RC_OK)
        return rc;
    look_set_access(&l, ACCESS_LOOK_UP);
    look_set_purpose(&l, p->code);
    if (p->incident.n > 0)
        look_set_incident(&l, p->incident);
    if (p->casefile.n > 0)
        look_set_casefile(&l, p->casefile);
    if (p->why.n > 0)
        look_set_why(&l, p->why);
    look_set_shift(&l, look_shift(d));
    look_set_counts(&l, item->counts && !fresh);
    look_set_wake_at(&l, d->now + LOOK_WINDOW);
    if (l.counts && one_too_many(d, &l)) {
        look_review_open(d, REVIEW_REASON_REPEATED, &l, STR_NONE);
        return err_field(
            e, RC_DENIED, "purpose",
            "your third look-up of this within 30 days: take a case; the reviewer is told");
    }
    usec_t deferred = named ? look_case_deferred(d, p->casefile) : 0;
    if (deferred > 0)
        look_set_deferred_until(&l, deferred);
    struct str id = decision_new_id(d, KIND_LOOK);
    add(d, deferred > 0 ? EV_LOOK_DEFERRED : EV_LOOK_MADE, &l);
    if (p->code == PURPOSE_BREAK_GLASS)
        look_review_open(d, REVIEW_REASON_BREAK_GLASS, &l, id);
    else if (p->incident.n > 0 && is_young(d, p->incident))
        look_review_open(d, REVIEW_REASON_YOUNG_INCIDENT, &l, id);
    else if (item->counts && !named)
        look_review_open(d, REVIEW_REASON_UNNAMED, &l, id);
    return RC_OK;
}

/* A subject asks, through its portal: that is its right, and written like any look. What it asked by stays out of the record. */
static enum rc look_usage(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    struct look_item item = {.kind = KIND_COUNT};
    struct look l = {0};
    struct str for_whom = str_trim(c->caller);
    if (for_whom.n == 0 || for_whom.n > 240 || !str_utf8(for_whom))
        return err_field(e, RC_INVALID, "X-Road-UserId",
                         "X-Road-UserId says for whom this is asked");
    enum rc rc = look_usage_subject(s->key, c, &item.subject, e);
    struct str query = c->query;
    c->query = STR_NONE;
    if (rc == RC_OK)
        rc = describe(d, c, &item, STR("look-up"), &l, e);
    c->query = query;
    if (rc != RC_OK)
        return rc;
    look_set_access(&l, ACCESS_LOOK_UP);
    look_set_purpose(&l, PURPOSE_SUBJECT);
    look_set_why(&l, for_whom);
    look_set_shift(&l, look_shift(d));
    look_set_wake_at(&l, d->now + LOOK_WINDOW);
    add(d, EV_LOOK_MADE, &l);
    return RC_OK;
}

static enum rc look(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    struct purpose_said said;
    CHECK_OBJ(s, LOOK_MAGIC);
    if (c->route->id == ROUTE_LOOK_USAGE)
        return look_usage(s, d, c, e);
    enum rc rc = purpose_read(c->purpose, d->arena, &said, e);
    if (rc != RC_OK)
        return rc;
    if (c->route->id == ROUTE_LOOK_EXPORT_FILE)
        return look_export_look(d, c, &said, e);
    struct look_item item = look_item_of(s, d, c);
    return look_is_duty(d, &item) ? open_on_duty(d, c, &item, e) : look_up(d, c, &item, &said, e);
}

/* ---- the desk ---- */

static void wake(struct desk_state *s, struct decision *d, const struct entity *en, usec_t due)
{
    struct look none = {0};
    UNUSED(s);
    UNUSED(due);
    if (en->kind == KIND_LOOK)
        (void)decision_event(d, EV_LOOK_ARCHIVED, en->id, &none);
    else if (en->kind == KIND_CASEFILE)
        look_case_wake(d, en);
    else if (en->kind == KIND_EXPORT)
        look_export_wake(d, en);
    else
        look_review_wake(d, en);
}

static enum rc open_desk(struct desk_state **out, const struct settings *settings,
                         struct vault *vault, struct err *e)
{
    UNUSED(vault);
    *out = mem_alloc(sizeof **out);
    (*out)->magic = LOOK_MAGIC;
    enum rc rc = look_key_open((*out)->key, settings_text(settings, SET_STORE_PATH), e);
    look_usage_key((*out)->key);
    usec_t week = settings_int(settings, SET_LOOK_SAMPLE_S) * USEC_S;
    (*out)->week = week > 0 && week < 7 * USEC_DAY ? week : 7 * USEC_DAY;
    return rc;
}

static void close_desk(struct desk_state *s)
{
    CHECK_OBJ(s, LOOK_MAGIC);
    look_sample_release(s);
    free(s);
}

static void folded(struct desk_state *s, const struct picture *p, const struct event *ev)
{
    UNUSED(p);
    look_sample_folded(s, ev);
}

static enum rc loaded(struct desk_state *s, const struct picture *p, struct err *e)
{
    UNUSED(e);
    look_sample_loaded(s, p);
    return RC_OK;
}

static const struct desk_command commands[] = {
    {ROUTE_LOOK_CASE_OPEN, NULL, false, look_case_open},
    {ROUTE_LOOK_CASE_CLOSE, NULL, false, look_case_close},
    {ROUTE_LOOK_CASE_DEFER, NULL, false, look_case_defer},
    {ROUTE_LOOK_REVIEW, NULL, false, look_review},
    {ROUTE_LOOK_EXPORT_ASK, NULL, false, look_export_ask},
};

static const struct desk_second seconds[] = {
    {ROUTE_LOOK_EXPORT_ASK, NULL, look_export_keep, look_export_again},
};

static const struct desk_view views[] = {
    {ROUTE_LOOK_AUDIT_LOOKS, look_audit_looks, VIEW_POOL},
    {ROUTE_LOOK_AUDIT_ACTS, look_audit_acts, VIEW_POOL},
    {ROUTE_LOOK_USAGE, look_usage_view, VIEW_POOL},
    {ROUTE_LOOK_OWN, look_own_view, VIEW_POOL},
    {ROUTE_LOOK_EXPORT_FILE, look_export_view, VIEW_POOL},
    {ROUTE_LOOK_USAGE_PERIOD, look_period_view, VIEW_POOL},
    {ROUTE_LOOK_USAGE_HEARTBEAT, look_heartbeat_view, VIEW_MIRROR},
};

const struct desk desk_look = {
    .magic = DESK_MAGIC,
    .name = "look",
    .commands = commands,
    .ncommands = ARRAY_LEN(commands),
    .views = views,
    .nviews = ARRAY_LEN(views),
    .seconds = seconds,
    .nseconds = ARRAY_LEN(seconds),
    .open = open_desk,
    .close = close_desk,
    .folded = folded,
    .loaded = loaded,
    .wake = wake,
    .look_first = look_first,
    .look = look,
    .tick = look_sample_tick,
};
