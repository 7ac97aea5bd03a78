/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A warning of our own: issued, said anew, taken back. The message is written and signed on the pool, for what is durable then;
 * the core thread takes it only when that is still the newest.
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "core/vouch.h"
#include "desk/warn/warn_priv.h"

#define AREA_POINTS_MAX 400 /* of one of our areas in a message */
#define XML_MAX 390000

struct issued {
    struct warn_one one;
    struct str id;     /* of the warning that it changes; empty: a new one */
    struct str before; /* the identifier that it follows */
    struct str incident;
    bool cancels;
};

/* ---- what it says ---- */

static void read_member(struct json_reader *r, struct arena *a, struct str key,
                        struct cap_info *info)
{
    const struct {
        const char *name;
        struct str *field;
    } texts[] = {{"language", &info->language},
                 {"headline", &info->headline},
                 {"description", &info->description},
                 {"instruction", &info->instruction}};
    struct json_token t = json_next(r);
    struct str raw;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        if (t.kind == JSON_STRING && str_eqc(key, texts[i].name))
            *texts[i].field = json_text(t, arena_alloc(a, t.raw.n + 1));
    if (!json_skip(r, t, &raw))
        info->headline = STR_NONE; /* no JSON: the list ends here, and is refused */
}

/* [{language, headline, description, instruction}…]; each needs a headline. */
static enum rc read_texts(struct str json, struct arena *a, struct cap_info **out, struct err *e)
{
    struct cap_info **next = out;
    struct json_reader r;
    int n = 0;
    json_open(&r, json);
    if (json_next(&r).kind == JSON_ARRAY) {
        while (json_next(&r).kind == JSON_OBJECT && n++ < CAP_INFOS_MAX) {
            struct cap_info *info = arena_alloc(a, sizeof *info);
            for (struct json_token k; (k = json_next(&r)).kind == JSON_KEY;)
                read_member(&r, a, k.raw, info);
            if (info->headline.n == 0)
                return err_field(e, RC_INVALID, "texts", "each language needs a headline");
            *next = info;
            next = &info->next;
        }
    }
    return *out != NULL ? RC_OK
                        : err_field(e, RC_INVALID, "texts",
                                    "'texts' is a list of {language, headline, description, "
                                    "instruction}");
}

/* CAP writes its words with a capital, CBRNE all of them. */
static struct str cap_word(struct arena *a, struct str word)
{
    if (str_eqc(word, "cbrne"))
        return STR("CBRNE");
    struct str copy = arena_str(a, word);
    char *p = (char *)(uintptr_t)copy.p;
    if (copy.n > 0 && p[0] >= 'a' && p[0] <= 'z')
        p[0] = (char)(p[0] - 32);
    return copy;
}

/* ---- where it is ---- */

static void add_ring(struct arena *a, const struct geo_area *g, const struct geo_ring *ring,
                     struct cap_shape ***next)
{
    struct cap_shape *s = arena_alloc(a, sizeof *s);
    s->points = arena_alloc(a, ring->n * sizeof *s->points);
    s->n = ring->n;
    for (uint32_t i = 0; i < ring->n; i++)
        s->points[i] =
            (struct cap_point){g->points[ring->first + i].lat7, g->points[ring->first + i].lon7};
    **next = s;
    *next = &s->next;
}

/* Outer borders alone, with few points: a warning covers holes too. */
static void add_area(struct arena *a, struct str geometry, struct cap_shape ***next)
{
    struct geo_area *g = NULL;
    struct err e;
    if (geometry.n == 0 || geo_area_decode(geometry, &g, &e) != RC_OK)
        return;
    for (uint32_t m = 20; g->point_count > AREA_POINTS_MAX && m < 20000; m *= 2) {
        struct geo_area *fewer;
        if (geo_area_simplify(g, m, &fewer, &e) != RC_OK)
            break;
        geo_area_free(g);
        g = fewer;
    }
    for (uint32_t i = 0; i < g->ring_count; i++)
        if (!g->rings[i].hole)
            add_ring(a, g, &g->rings[i], next);
    geo_area_free(g);
}

static enum rc add_areas(const struct work_env *env, struct arena *a, struct str ids,
                         struct cap_shape ***next, struct err *e)
{
    enum rc rc = RC_OK;
    const struct picture *p = env->lock(env->core);
    while (ids.n > 0 && rc == RC_OK) {
        struct str id = str_cut(&ids, ',');
        const struct area *area = picture_get(p, KIND_AREA, id);
        if (area == NULL)
            rc = err_field(e, RC_NOT_FOUND, "areas", "there is no area '%.*s'", STR_ARG(id));
        else
            add_area(a, area->geometry, next);
    }
    env->unlock(env->core);
    return rc;
}

/* Read as CAP reads it: in a document of its own. */
static enum rc add_polygon(struct arena *a, struct str text, struct cap_shape ***next,
                           struct err *e)
{
    struct cap_document d;
    struct buf doc;
    buf_init(&doc, 100000);
    buf_cat(&doc, "<alert><info><area><polygon>");
    cap_put_text(&doc, text);
    buf_cat(&doc, "</polygon></area></info></alert>");
    enum rc rc = cap_read(buf_str(&doc), a, &d, e);
    buf_release(&doc);
    if (rc != RC_OK || d.alerts->shapes == NULL)
        return err_field(e, RC_INVALID, "polygon",
                         "'polygon' is at least three points: lat,lon lat,lon lat,lon");
    **next = d.alerts->shapes;
    *next = &d.alerts->shapes->next;
    return RC_OK;
}

static enum rc read_shapes(const struct work_env *env, struct arena *a,
                           const struct in_warning_issue *in, struct cap_shape **out, struct err *e)
{
    const uint64_t circle = BIT(F_IN_WARNING_ISSUE_LAT) | BIT(F_IN_WARNING_ISSUE_LON);
    struct cap_shape **next = out;
    enum rc rc = add_areas(env, a, in->areas, &next, e);
    if (rc == RC_OK && in->polygon.n > 0)
        rc = add_polygon(a, in->polygon, &next, e);
    if (rc == RC_OK && (in->has & circle) == circle) {
        struct cap_shape *s = arena_alloc(a, sizeof *s);
        *s = (struct cap_shape){.circle = true,
                                .n = 1,
                                .radius_m = (uint32_t)in->radius_m,
                                .points = arena_alloc(a, sizeof *s->points)};
        s->points[0] = (struct cap_point){(int32_t)in->lat, (int32_t)in->lon};
        *next = s;
    }
    return rc;
}

static bool says_where(const struct in_warning_issue *in)
{
    return in->areas.n > 0 || in->polygon.n > 0 ||
           (in->has & (BIT(F_IN_WARNING_ISSUE_LAT) | BIT(F_IN_WARNING_ISSUE_LON))) != 0;
}

static bool has_shape(const struct cap_shape *list, const struct cap_shape *s)
{
    for (; list != NULL; list = list->next)
        if (list->circle == s->circle && list->n == s->n && list->radius_m == s->radius_m &&
            memcmp(list->points, s->points, s->n * sizeof *s->points) == 0)
            return true;
    return false;
}

/* An update that does not say where is of where it was: people are not told that a place is safe by a word left out. */
static enum rc shapes_before(struct arena *a, struct str xml, struct cap_shape **out, struct err *e)
{
    struct cap_document d;
    enum rc rc = cap_read(xml, a, &d, e);
    struct cap_shape **next = out;
    if (rc != RC_OK || d.alerts == NULL)
        return rc;
    for (struct cap_shape *s = d.alerts->shapes, *after; s != NULL; s = after) {
        after = s->next;
        s->next = NULL;
        if (has_shape(*out, s))
            continue; /* each language has them */
        *next = s;
        next = &s->next;
    }
    return RC_OK;
}

/* ---- the message ---- */

static struct str our_name(const struct settings *s, struct arena *a)
{
    struct str set = str_trim(str_c(settings_text(s, SET_CAP_SENDER)));
    struct str url = str_c(settings_text(s, SET_HTTP_PUBLIC_URL)), host = STR_NONE;
    if (set.n > 0)
        return set;
    if (str_starts(url, STR("http"))) {
        (void)str_cut(&url, '/');
        (void)str_cut(&url, '/');
        host = str_cut(&url, '/');
        host = str_cut(&host, ':');
    }
    return host.n > 0 ? arena_printf(a, "markaz@%.*s", STR_ARG(host)) : STR("markaz@localhost");
}

static struct str new_identifier(struct arena *a, usec_t now)
{
    struct buf time;
    buf_init(&time, 40);
    clock_format(&time, now - now % USEC_S);
    for (size_t i = 0; i < time.n; i++)
        time.p[i] = time.p[i] == ':' ? '-' : time.p[i];
    struct str id = arena_printf(a, "markaz-%.*s-%08x", STR_ARG(buf_str(&time)),
                                 (unsigned)(random_u64() & 0xffffffffu));
    buf_release(&time);
    return id;
}

/* Unsigned it is served too: people must be warned while the signer is mended, and the page says what it is. */
static void write_message(const struct work_env *env, struct arena *a, const struct cap_alert *al,
                          struct warning *w)
{
    struct buf plain, text;
    struct err e = {0};
    buf_init(&plain, XML_MAX);
    buf_init(&text, XML_MAX);
    cap_put(&plain, al, true);
    bool whole = buf_ok(&plain) && vouch_sign(env->settings, buf_str(&plain), &text, &e) == RC_OK &&
                 buf_ok(&text);
    warning_set_trust(w, whole ? WARNING_TRUST_VERIFIED : WARNING_TRUST_UNSIGNED);
    warning_set_trust_by(w, whole ? STR("markaz-xmlsig") : STR_NONE);
    warning_set_trust_why(w, whole ? STR_NONE : arena_str(a, warn_cut(str_c(e.detail), 240)));
    if (!whole) {
        log_error("warn", "a warning is issued without a signature: %s", e.detail);
        buf_clear(&text);
        cap_put(&text, al, false);
    }
    warning_set_xml(w, buf_ok(&text) ? arena_str(a, buf_str(&text)) : STR_NONE);
    buf_release(&text);
    buf_release(&plain);
}

/* What it follows, when it is there, ours and not ended. Its strings in `a`. */
static enum rc find_before(const struct work_env *env, struct call *c, struct cap_ref *ref,
                           struct warning *known, struct err *e)
{
    const struct picture *p = env->lock(env->core);
    const struct entity *en = picture_find(p, KIND_WARNING, c->params[0]);
    const struct warning *w = en != NULL ? en->rec : NULL;
    enum rc rc = RC_OK;
    if (w == NULL)
        rc = err_set(e, RC_NOT_FOUND, "there is no warning '%.*s'", STR_ARG(c->params[0]));
    else if (!w->issued)
        rc = err_set(e, RC_DENIED, "it is another agency's: only its sender changes it");
    else if (w->state != WARNING_STATE_ACTIVE)
        rc = err_set(e, RC_CONFLICT, "it has ended already: issue a new one");
    if (rc == RC_OK) {
        *known = *(struct warning *)record_copy(kind_table[KIND_WARNING].record, w, &c->arena);
        *ref = (struct cap_ref){NULL, known->sender, known->identifier, known->sent};
    }
    env->unlock(env->core);
    return rc;
}

static void set_head(const struct work_env *env, struct arena *a, struct cap_alert *al,
                     struct issued *i, const char *type)
{
    al->identifier = new_identifier(a, env->now);
    al->sender = our_name(env->settings, a);
    al->sent = env->now - env->now % USEC_S;
    al->msg_type = str_c(type);
    al->scope = STR("Public");
    struct warning *w = &i->one.w;
    warning_set_sender(w, al->sender);
    warning_set_identifier(w, al->identifier);
    warning_set_sent(w, al->sent);
    i->one.key = warn_key(a, al->sender, al->identifier, al->sent);
}

static enum rc check_times(const struct in_warning_issue *in, usec_t now, struct err *e)
{
    if (in->expires <= now || in->expires > now + WARN_LASTS_MAX)
        return err_field(e, RC_INVALID, "expires", "it must end within 30 days from now");
    return RC_OK;
}

static void set_words(struct arena *a, const struct in_warning_issue *in, struct warning *w,
                      struct cap_alert *al)
{
    warning_set_status(w, in->status);
    warning_set_category(w, in->category);
    warning_set_urgency(w, in->urgency);
    warning_set_severity(w, in->severity);
    warning_set_certainty(w, in->certainty);
    warning_set_event(w, in->event);
    warning_set_area_desc(w, in->area_desc);
    warning_set_expires(w, in->expires - in->expires % USEC_S);
    if (in->onset > 0)
        warning_set_onset(w, in->onset - in->onset % USEC_S);
    al->status = cap_word(a, enum_warning_status.names[in->status]);
}

static void fill_infos(const struct work_env *env, struct arena *a, struct cap_alert *al,
                       const struct warning *w)
{
    struct str name = str_c(settings_text(env->settings, SET_CAP_SENDER_NAME));
    for (struct cap_info *info = al->infos; info != NULL; info = info->next) {
        info->category = cap_word(a, enum_warning_category.names[w->category]);
        info->urgency = cap_word(a, enum_warning_urgency.names[w->urgency]);
        info->severity = cap_word(a, enum_warning_severity.names[w->severity]);
        info->certainty = cap_word(a, enum_warning_certainty.names[w->certainty]);
        info->event = w->event;
        info->area_desc = w->area_desc;
        info->effective = al->sent;
        info->onset = w->onset;
        info->expires = w->expires;
        info->sender_name = name;
    }
}

enum rc warn_issue_prepare(const struct work_env *env, struct call *c, struct err *e)
{
    const struct in_warning_issue *in = c->in;
    struct issued *i = arena_alloc(&c->arena, sizeof *i);
    struct cap_alert al = {0};
    struct cap_ref ref;
    struct warning known;
    struct warn_shapes shapes;
    bool updates = c->params[0].n > 0;
    enum rc rc = check_times(in, env->now, e);
    if (rc == RC_OK && updates)
        rc = find_before(env, c, &ref, &known, e);
    if (rc == RC_OK)
        rc = read_texts(in->texts, &c->arena, &al.infos, e);
    if (rc == RC_OK && updates && !says_where(in) && known.xml.n > 0)
        rc = shapes_before(&c->arena, known.xml, &al.shapes, e);
    else if (rc == RC_OK)
        rc = read_shapes(env, &c->arena, in, &al.shapes, e);
    if (rc != RC_OK)
        return rc;
    set_head(env, &c->arena, &al, i, updates ? "Update" : "Alert");
    set_words(&c->arena, in, &i->one.w, &al);
    if (updates) {
        al.refs = &ref;
        i->id = c->params[0];
        i->before = known.identifier;
    }
    i->incident = in->incident;
    fill_infos(env, &c->arena, &al, &i->one.w);
    warning_set_headline(&i->one.w, warn_cut(al.infos->headline, 500));
    warning_set_texts(&i->one.w, warn_texts(&c->arena, al.infos));
    warn_shapes_take(al.shapes, &c->arena, &shapes);
    warn_place(env, &c->arena, &shapes, &i->one);
    warn_shapes_release(&shapes);
    write_message(env, &c->arena, &al, &i->one.w);
    c->in = i;
    return RC_OK;
}

enum rc warn_cancel_prepare(const struct work_env *env, struct call *c, struct err *e)
{
    const struct in_warning_cancel *in = c->in;
    struct issued *i = arena_alloc(&c->arena, sizeof *i);
    struct cap_alert al = {.note = in->note};
    struct cap_ref ref;
    struct warning known;
    enum rc rc = find_before(env, c, &ref, &known, e);
    if (rc != RC_OK)
        return rc;
    set_head(env, &c->arena, &al, i, "Cancel");
    al.status = cap_word(&c->arena, enum_warning_status.names[known.status]);
    al.refs = &ref;
    i->id = c->params[0];
    i->before = known.identifier;
    i->cancels = true;
    warning_set_ended_why(&i->one.w, in->note);
    write_message(env, &c->arena, &al, &i->one.w);
    c->in = i;
    return RC_OK;
}

/* ---- on the core thread ---- */

static enum rc check_areas(const struct decision *d, struct str areas, struct err *e)
{
    enum rc rc = RC_OK;
    if (areas.n == 0)
        return decision_area(d, STR_NONE, e);
    while (areas.n > 0 && rc == RC_OK)
        rc = decision_area(d, str_cut(&areas, ','), e);
    return rc;
}

static struct str keys_with(struct decision *d, struct str key, struct str before)
{
    struct str all = arena_printf(d->arena, "%.*s%s%.*s", STR_ARG(key), before.n > 0 ? "," : "",
                                  STR_ARG(before));
    size_t most = WARN_KEYS_MAX * (WARN_KEY + 1) - 1;
    return all.n > most ? (struct str){all.p, most} : all;
}

static enum rc change(struct decision *d, struct issued *i, struct err *e)
{
    const struct entity *en = picture_find(d->picture, KIND_WARNING, i->id);
    const struct warning *known = en != NULL ? en->rec : NULL;
    struct warning w = i->one.w;
    if (known == NULL || known->state != WARNING_STATE_ACTIVE ||
        !str_eq(known->identifier, i->before))
        return err_set(e, RC_CONFLICT, "somebody else changed it meanwhile: look at it again");
    enum rc rc = check_areas(d, known->areas, e);
    if (rc == RC_OK && !i->cancels)
        rc = check_areas(d, w.areas, e);
    if (rc != RC_OK)
        return rc;
    warning_set_keys(&w, keys_with(d, i->one.key, known->keys));
    warning_set_updates(&w, known->updates + 1);
    warning_set_by(&w, decision_who(d));
    warning_set_state(&w, i->cancels ? WARNING_STATE_CANCELLED : WARNING_STATE_ACTIVE);
    warning_set_wake_at(&w, i->cancels ? warn_leaves_at(d) : w.expires);
    struct str areas =
        i->cancels || w.areas.n == 0
            ? known->areas
            : arena_printf(d->arena, "%.*s,%.*s", STR_ARG(w.areas), STR_ARG(known->areas));
    warn_event(d, i->cancels ? EV_WARNING_CANCELLED : EV_WARNING_UPDATED, i->id, &w, areas);
    return RC_OK;
}

enum rc warn_issue(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    struct issued *i = c->in;
    UNUSED(s);
    if (!i->cancels)
        warn_areas(d, &i->one);
    if (i->id.n > 0)
        return change(d, i, e);
    struct warning w = i->one.w;
    enum rc rc = check_areas(d, w.areas, e);
    if (rc == RC_OK && i->incident.n > 0 &&
        picture_get(d->picture, KIND_INCIDENT, i->incident) == NULL)
        rc = err_field(e, RC_NOT_FOUND, "incident", "there is no incident '%.*s'",
                       STR_ARG(i->incident));
    if (rc == RC_OK && picture_count(d->picture, KIND_WARNING) >= WARN_MAX)
        rc = err_set(e, RC_BUSY, "more than %d warnings are known", WARN_MAX);
    if (rc != RC_OK)
        return rc;
    warning_set_issued(&w, true);
    warning_set_keys(&w, i->one.key);
    warning_set_state(&w, WARNING_STATE_ACTIVE);
    warning_set_received_at(&w, d->now);
    warning_set_by(&w, decision_who(d));
    warning_set_wake_at(&w, w.expires);
    if (i->incident.n > 0)
        warning_set_incident(&w, i->incident);
    warn_event(d, EV_WARNING_ISSUED, decision_new_id(d, KIND_WARNING), &w, w.areas);
    return RC_OK;
}
