/* SPDX-License-Identifier: Apache-2.0 */
/* A warning of another agency: read, judged and verified on the pool, folded into what is known on the core thread. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "core/vouch.h"
#include "desk/warn/warn_priv.h"

#define TURN 1 /* messages decided before others have their turn: the next may be about this one */
#define SIGNED_MAX 64 /* signatures of one document that are looked at: each is a process */

struct received {
    struct warn_one *list;
    uint32_t n, at;
    uint32_t added, changed, same, ignored;
    char why[200]; /* of the last that was ignored */
};

/* ---- words ---- */

/* The place of a word among those of an enum; `otherwise` when it is none of them. */
static int64_t word(struct str said, const struct enum_table *of, int64_t otherwise)
{
    char low[24];
    if (said.n == 0 || said.n >= sizeof low)
        return otherwise;
    for (size_t i = 0; i <= said.n; i++)
        low[i] = i < said.n ? (char)tolower((unsigned char)said.p[i]) : '\0';
    for (int i = 0; i < of->count; i++)
        if (str_eqc(of->names[i], low))
            return i;
    return otherwise;
}

/* The worst that any of its infos says. */
static int64_t worst(const struct cap_alert *al, size_t off, const struct enum_table *of)
{
    int64_t found = of->count - 1;
    for (const struct cap_info *i = al->infos; i != NULL; i = i->next) {
        const struct str *said = (const struct str *)(const void *)((const char *)i + off);
        int64_t v = word(*said, of, of->count - 1);
        found = v < found ? v : found;
    }
    return found;
}

static void doubt(struct buf *to, const char *what)
{
    buf_cat(to, to->n > 0 ? "; " : "");
    buf_cat(to, what);
}

/* ---- one message ---- */

static const char *refused_words(const struct cap_alert *al)
{
    if (word(al->status, &enum_warning_status, 0) == 0 && al->status.n > 0 &&
        (str_eqc(al->status, "System") || str_eqc(al->status, "Draft")))
        return "it is a message between systems, or a draft";
    if (str_eqc(al->msg_type, "Ack") || str_eqc(al->msg_type, "Error"))
        return "it acknowledges a message, or refuses one";
    return NULL;
}

static void set_identity(struct call *c, const struct cap_alert *al, usec_t now,
                         struct warn_one *one, struct buf *doubts)
{
    struct str id = warn_cut(al->identifier, 240);
    if (id.n == 0) {
        char hex[SHA256_HEX + 1];
        sha256_hex(sha256_of(al->raw, STR_NONE, STR_NONE), hex);
        id = arena_str(&c->arena, (struct str){hex, WARN_KEY});
        doubt(doubts, "no identifier");
    }
    if (al->sent == 0)
        doubt(doubts, "no time it was sent");
    if (al->sender.n == 0)
        doubt(doubts, "no sender");
    warning_set_sender(&one->w, warn_cut(al->sender, 240));
    warning_set_identifier(&one->w, id);
    warning_set_sent(&one->w, al->sent > 0 ? al->sent : now);
    one->key = warn_key(&c->arena, one->w.sender, id, al->sent);
    one->refs = arena_alloc(&c->arena, (al->nrefs + 1) * sizeof *one->refs);
    for (const struct cap_ref *r = al->refs; r != NULL; r = r->next)
        one->refs[one->nrefs++] =
            warn_key(&c->arena, warn_cut(r->sender, 240), warn_cut(r->identifier, 240), r->sent);
}

static void set_words(const struct cap_alert *al, struct warn_one *one, struct buf *doubts)
{
    struct warning *w = &one->w;
    int64_t status = word(al->status, &enum_warning_status, WARNING_STATUS_COUNT);
    if (status == WARNING_STATUS_COUNT) {
        doubt(doubts, "no status: taken as actual");
        status = WARNING_STATUS_ACTUAL;
    }
    one->message = str_eqc(al->msg_type, "Cancel")   ? WARN_CANCEL
                   : str_eqc(al->msg_type, "Update") ? WARN_UPDATE
                                                     : WARN_ALERT;
    if (one->message == WARN_ALERT && !str_eqc(al->msg_type, "Alert"))
        doubt(doubts, "no type of message: taken as a new alert");
    warning_set_status(w, status);
    warning_set_category(w, worst(al, offsetof(struct cap_info, category), &enum_warning_category));
    warning_set_urgency(w, worst(al, offsetof(struct cap_info, urgency), &enum_warning_urgency));
    warning_set_severity(w, worst(al, offsetof(struct cap_info, severity), &enum_warning_severity));
    warning_set_certainty(w,
                          worst(al, offsetof(struct cap_info, certainty), &enum_warning_certainty));
}

static void set_texts(struct call *c, const struct cap_alert *al, struct warn_one *one)
{
    static const struct cap_info none;
    const struct cap_info *first = al->infos != NULL ? al->infos : &none;
    struct str headline = first->headline.n > 0 ? first->headline : al->note;
    warning_set_event(&one->w, warn_cut(first->event, 240));
    warning_set_headline(&one->w, warn_cut(headline, 500));
    warning_set_area_desc(&one->w, warn_cut(first->area_desc, 1000));
    warning_set_texts(&one->w, warn_texts(&c->arena, al->infos));
}

/* Until the last of its infos ends; without any word of an end, a day. */
static void set_times(const struct cap_alert *al, usec_t now, struct warn_one *one,
                      struct buf *doubts)
{
    usec_t effective = 0, onset = 0, expires = 0;
    for (const struct cap_info *i = al->infos; i != NULL; i = i->next) {
        expires = i->expires > expires ? i->expires : expires;
        onset = onset == 0 ? i->onset : onset;
        effective = effective == 0 ? i->effective : effective;
    }
    if (expires == 0 && one->message != WARN_CANCEL)
        doubt(doubts, "no end: a day is assumed");
    if (expires == 0)
        expires = (al->sent > 0 && al->sent < now ? al->sent : now) + USEC_DAY;
    if (effective > 0)
        warning_set_effective(&one->w, effective);
    if (onset > 0)
        warning_set_onset(&one->w, onset);
    warning_set_expires(&one->w, expires);
}

static void set_trust(const struct work_env *env, const struct cap_alert *al, uint32_t *asked,
                      struct warn_one *one, struct arena *a)
{
    struct vouched v = {.says = VOUCH_UNVERIFIED, .why = "too many signatures in one document"};
    warning_set_trust(&one->w, WARNING_TRUST_UNSIGNED);
    if (!al->has_signature)
        return;
    if ((*asked)++ < SIGNED_MAX)
        vouch_check(env->settings, al->raw, &v);
    warning_set_trust(&one->w, v.says == VOUCH_VERIFIED ? WARNING_TRUST_VERIFIED
                               : v.says == VOUCH_BROKEN ? WARNING_TRUST_BROKEN
                                                        : WARNING_TRUST_UNVERIFIED);
    warning_set_trust_by(&one->w, arena_str(a, warn_cut(str_c(v.by), 240)));
    warning_set_trust_why(&one->w, arena_str(a, warn_cut(str_c(v.why), 240)));
}

static void set_codes(struct call *c, const struct cap_alert *al, struct warn_one *one)
{
    one->codes = arena_alloc(&c->arena, (al->ncodes + 1) * sizeof *one->codes);
    for (const struct cap_code *k = al->codes; k != NULL; k = k->next)
        if (k->value.n > 0 && id_valid(k->value))
            one->codes[one->ncodes++] = k->value;
}

static void make(const struct work_env *env, struct call *c, const struct cap_alert *al,
                 uint32_t *asked, struct warn_one *one)
{
    struct warn_shapes shapes;
    struct buf doubts;
    buf_init(&doubts, 1000);
    set_identity(c, al, env->now, one, &doubts);
    set_words(al, one, &doubts);
    set_texts(c, al, one);
    set_times(al, env->now, one, &doubts);
    set_trust(env, al, asked, one, &c->arena);
    set_codes(c, al, one);
    warn_shapes_take(al->shapes, &c->arena, &shapes);
    warn_place(env, &c->arena, &shapes, one);
    if (al->bad_shapes + shapes.bad > 0)
        doubt(&doubts, "shapes that cannot be read");
    if (al->bad_times > 0)
        doubt(&doubts, "times that cannot be read");
    if (al->left_out > 0)
        doubt(&doubts, "more than is taken");
    warn_shapes_release(&shapes);
    warning_set_doubts(&one->w, arena_str(&c->arena, warn_cut(buf_str(&doubts), 240)));
    buf_release(&doubts);
}

/* A port says which feed it was; everybody else is his own source. */
static struct str source_of(struct call *c)
{
    struct str feed =
        str_starts(str_c(c->who.id), STR("port/")) ? call_query(c, "source") : STR_NONE;
    return warn_cut(feed.n > 0 ? feed : str_c(c->who.id), 400);
}

enum rc warn_receive_prepare(const struct work_env *env, struct call *c, struct err *e)
{
    struct cap_document d;
    struct arena texts;
    uint32_t asked = 0;
    struct received *r = arena_alloc(&c->arena, sizeof *r);
    c->in = r;
    arena_init(&texts, CAP_ARENA_MAX);
    enum rc rc = cap_read(c->body, &texts, &d, e);
    if (rc == RC_OK && d.nalerts == 0)
        rc = err_set(e, RC_INVALID, "there is no CAP alert in it");
    r->list = rc == RC_OK ? arena_alloc(&c->arena, d.nalerts * sizeof r->list[0]) : NULL;
    usec_t past = env->now - settings_int(env->settings, SET_CAP_PAST_HOURS) * USEC_H;
    for (const struct cap_alert *al = rc == RC_OK ? d.alerts : NULL; al != NULL; al = al->next) {
        struct warn_one *one = &r->list[r->n];
        const char *why = refused_words(al);
        if (why == NULL) {
            *one = (struct warn_one){0};
            make(env, c, al, &asked, one);
            warning_set_source(&one->w, arena_str(&c->arena, source_of(c)));
            /* Its strings outlive the reading. */
            one->w =
                *(struct warning *)record_copy(kind_table[KIND_WARNING].record, &one->w, &c->arena);
            for (uint32_t i = 0; i < one->ncodes; i++)
                one->codes[i] = arena_str(&c->arena, one->codes[i]);
            if (one->w.expires < past)
                why = "it ended long ago";
        }
        if (why == NULL) {
            r->n++;
        } else {
            r->ignored++;
            (void)str_copy(r->why, sizeof r->why, str_c(why));
        }
    }
    arena_release(&texts);
    return rc;
}

/* ---- what is known of it ---- */

/* May `w` change what `known` says? Its own sender through the same door, or with a signature; what was verified only verified. */
static bool may_change(const struct warning *known, const struct warning *w)
{
    bool verified = w->trust == WARNING_TRUST_VERIFIED;
    return !known->issued && str_eq(known->sender, w->sender) &&
           (verified ||
            (known->trust != WARNING_TRUST_VERIFIED && str_eq(known->source, w->source)));
}

static bool concerns(const struct warning *known, const struct warn_one *one, bool *same)
{
    *same = ids_has(known->keys, one->key);
    for (uint32_t i = 0; i < one->nrefs && !*same; i++)
        if (ids_has(known->keys, one->refs[i]))
            return true;
    return *same;
}

/* The warning that this message is in (*same) or about, and may change; NULL: none. */
static const struct entity *find(const struct picture *p, const struct warn_one *one, bool *same)
{
    const struct entity *about = NULL;
    for (uint32_t i = 0; i < picture_count(p, KIND_WARNING); i++) {
        const struct entity *en = picture_at(p, KIND_WARNING, i);
        const struct warning *known = en->rec;
        bool it;
        if (!str_eq(known->sender, one->w.sender) || !concerns(known, one, &it))
            continue;
        if (it && (may_change(known, &one->w) || known->trust == WARNING_TRUST_VERIFIED ||
                   one->w.trust != WARNING_TRUST_VERIFIED)) {
            *same = true;
            return en;
        }
        if (about == NULL && may_change(known, &one->w))
            about = en;
    }
    *same = false;
    return about;
}

/* Its own first, then what it is about, then those known before; the oldest go when there are too many. */
static struct str all_keys(struct decision *d, const struct warn_one *one, struct str before)
{
    struct buf all;
    uint32_t n = 0;
    buf_init(&all, WARN_KEYS_MAX * (WARN_KEY + 1));
    for (uint32_t i = 0; i < one->nrefs + 1 && n < WARN_KEYS_MAX; i++) {
        struct str key = i == 0 ? one->key : one->refs[i - 1];
        if (ids_has(buf_str(&all), key))
            continue;
        buf_printf(&all, "%s%.*s", n++ > 0 ? "," : "", STR_ARG(key));
    }
    while (before.n > 0 && n < WARN_KEYS_MAX) {
        struct str key = str_cut(&before, ',');
        if (!ids_has(buf_str(&all), key))
            buf_printf(&all, "%s%.*s", n++ > 0 ? "," : "", STR_ARG(key));
    }
    struct str keys = arena_str(d->arena, buf_str(&all));
    buf_release(&all);
    return keys;
}

static void set_state(struct decision *d, struct warning *w, int64_t state)
{
    if (state == WARNING_STATE_ACTIVE && w->expires <= d->now)
        state = WARNING_STATE_EXPIRED;
    warning_set_state(w, state);
    warning_set_wake_at(w, state == WARNING_STATE_ACTIVE ? w->expires : warn_leaves_at(d));
}

static void take_new(struct decision *d, struct warn_one *one)
{
    struct warning w = one->w;
    warning_set_keys(&w, all_keys(d, one, STR_NONE));
    warning_set_received_at(&w, d->now);
    if (one->message == WARN_CANCEL)
        warning_set_ended_why(&w, w.headline);
    set_state(d, &w, one->message == WARN_CANCEL ? WARNING_STATE_CANCELLED : WARNING_STATE_ACTIVE);
    struct str id = decision_new_id(d, KIND_WARNING);
    warn_event(d, EV_WARNING_RECEIVED, id, &w, w.areas);
    warn_alarm(d, id, NULL, &w);
}

static void cancel(struct decision *d, const struct entity *en, const struct warn_one *one)
{
    const struct warning *known = en->rec;
    struct warning w = {0};
    warning_set_sender(&w, one->w.sender);
    warning_set_identifier(&w, one->w.identifier);
    warning_set_sent(&w, one->w.sent);
    warning_set_source(&w, one->w.source);
    warning_set_trust(&w, one->w.trust);
    warning_set_trust_by(&w, one->w.trust_by);
    warning_set_trust_why(&w, one->w.trust_why);
    warning_set_keys(&w, all_keys(d, one, known->keys));
    warning_set_ended_why(&w, one->w.headline);
    warning_set_updates(&w, known->updates + 1);
    set_state(d, &w, WARNING_STATE_CANCELLED);
    warn_event(d, EV_WARNING_CANCELLED, en->id, &w, known->areas);
}

static void update(struct decision *d, const struct entity *en, const struct warn_one *one)
{
    const struct warning *known = en->rec;
    struct str areas = one->w.areas;
    struct warning w = one->w, before = *known;
    warning_set_keys(&w, all_keys(d, one, known->keys));
    warning_set_updates(&w, known->updates + 1);
    set_state(d, &w, WARNING_STATE_ACTIVE);
    for (struct str rest = known->areas; rest.n > 0;) {
        struct str one_area = str_cut(&rest, ',');
        if (!ids_has(areas, one_area))
            areas = arena_printf(d->arena, "%.*s%s%.*s", STR_ARG(areas), areas.n > 0 ? "," : "",
                                 STR_ARG(one_area));
    }
    warn_event(d, EV_WARNING_UPDATED, en->id, &w, areas);
    warn_alarm(d, en->id, &before, &w);
}

/* False: nothing new. */
static bool take(struct decision *d, struct received *r, struct warn_one *one)
{
    bool same;
    const struct entity *en = find(d->picture, one, &same);
    const struct warning *known = en != NULL ? en->rec : NULL;
    bool surer = same && one->w.trust == WARNING_TRUST_VERIFIED &&
                 known->trust != WARNING_TRUST_VERIFIED &&
                 str_eq(known->identifier, one->w.identifier);
    if (same && !surer)
        return false;
    warn_areas(d, one);
    if (en == NULL) {
        take_new(d, one);
        r->added++;
    } else if (!surer && one->w.sent < known->sent) {
        struct warning w = {0}; /* it comes late: what is known is newer */
        warning_set_keys(&w, all_keys(d, one, known->keys));
        warn_event(d, EV_WARNING_KNOWN, en->id, &w, known->areas);
        r->changed++;
    } else if (one->message == WARN_CANCEL) {
        cancel(d, en, one);
        r->changed++;
    } else {
        update(d, en, one);
        r->changed++;
    }
    return true;
}

enum rc warn_receive(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    struct received *r = c->in;
    UNUSED(s);
    for (int i = 0; i < TURN && r->at < r->n; i++, r->at++) {
        if (picture_count(d->picture, KIND_WARNING) >= WARN_MAX)
            return err_set(e, RC_BUSY, "more than %d warnings are known: the next is not taken",
                           WARN_MAX);
        r->same += !take(d, r, &r->list[r->at]);
    }
    d->more = r->at < r->n;
    if (d->more)
        return RC_OK;
    buf_printf(&d->answer, ",\"added\":%u,\"changed\":%u,\"same\":%u,\"ignored\":%u", r->added,
               r->changed, r->same, r->ignored);
    if (r->ignored > 0) {
        buf_cat(&d->answer, ",\"why\":");
        json_put_string(&d->answer, str_c(r->why));
    }
    d->quiet = true;
    return RC_OK;
}
