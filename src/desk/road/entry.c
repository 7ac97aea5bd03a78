/* SPDX-License-Identifier: Apache-2.0 */
/* Wanted vehicles as they come in: whole editions of a source, and entries made by hand. */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "core/due.h"
#include "desk/road/lookalike.h"
#include "desk/road/road_priv.h"
#include "store/file.h"

#define UNPINNED USEC_DAY         /* a file whose edition never came to be */
#define SUPERSEDED (2 * USEC_DAY) /* the edition before stays so long, to look at */

/* What prepare leaves for decide. */
struct prepared {
    struct road_edition ed;
    char sha[SHA256_HEX + 1];
    char base[SHA256_HEX + 1]; /* the edition it was compared with; empty: none */
    uint32_t added, removed;
};

static void drop(void *in)
{
    struct prepared *p = in;
    road_edition_release(&p->ed);
    free(p);
}

static enum rc store(struct vault *v, struct str body, usec_t now, char sha[SHA256_HEX + 1],
                     struct err *e)
{
    struct vault_put *put = NULL;
    struct vault_item item;
    enum rc rc = vault_begin(v, MEDIA_NDJSON, ROAD_EDITION_BYTES, &put, e);
    if (rc != RC_OK)
        return rc;
    rc = vault_write(put, body, e);
    if (rc != RC_OK) {
        vault_abort(put);
        return rc;
    }
    rc = vault_commit(put, NULL, now + UNPINNED, &item, e);
    if (rc == RC_OK)
        sha256_hex(item.sha, sha);
    return rc;
}

static void current_sha(const struct work_env *env, struct str source, char *sha)
{
    const struct picture *mirror = env->lock(env->core);
    const struct edition *ed = picture_get(mirror, KIND_EDITION, source);
    (void)str_copy(sha, SHA256_HEX + 1, ed != NULL ? ed->sha256 : STR_NONE);
    env->unlock(env->core);
}

/* As it was saved, else from its text. */
static enum rc load_base(const struct work_env *env, const char *sha_text, struct road_list **out,
                         struct err *e)
{
    char path[FILE_PATH_MAX];
    struct sha256 sha;
    if (hex_get(str_c(sha_text), sha.b, SHA256_LEN) &&
        road_list_path(path, settings_text(env->settings, SET_STORE_PATH), sha_text, e) == RC_OK &&
        road_list_open(out, sha, path, e) == RC_OK)
        return RC_OK;
    return road_list_load(env->vault, str_c(sha_text), 0, out, e);
}

/* Against an edition whose file is lost everything is new. */
static void compare(const struct work_env *env, struct prepared *p)
{
    struct road_list *base = NULL;
    struct err e = {0};
    if (strcmp(p->sha, p->base) == 0)
        return;
    if (p->base[0] != '\0' && load_base(env, p->base, &base, &e) != RC_OK)
        log_warn("road", "the edition before cannot be compared with: %s", e.detail);
    road_list_difference(base, p->ed.list, &p->added, &p->removed);
    road_list_free(base);
}

/*
 * Who is limited to an area changes only what people of that area put up. What they put up matches everywhere: a stolen car
 * does not stay in its district.
 */
static enum rc may_change(const struct picture *p, const struct principal *who, struct str owner,
                          struct err *e)
{
    if (who->area[0] == '\0' || (owner.n > 0 && picture_area_within(p, owner, str_c(who->area))))
        return RC_OK;
    if (owner.n > 0)
        return err_set(e, RC_DENIED, "this is of area '%.*s'; you are limited to '%s'",
                       STR_ARG(owner), who->area);
    return err_set(e, RC_DENIED,
                   "this is national, and you are limited to '%s': somebody without an area must "
                   "change it, or take another name for a list of your area",
                   who->area);
}

/* A source that is new belongs to whoever sends it first. */
static enum rc may_send(const struct picture *p, const struct principal *who, struct str source,
                        struct err *e)
{
    const struct edition *ed = picture_get(p, KIND_EDITION, source);
    return ed != NULL ? may_change(p, who, ed->owner, e) : RC_OK;
}

enum rc road_hotlist_prepare(const struct work_env *env, struct call *c, struct err *e)
{
    /* A list of one line would be an entry by hand without the second person. */
    if (c->who.session[0] != '\0')
        return err_set(e, RC_DENIED,
                       "a list comes from its source, with a token: what a person enters is an "
                       "entry, and a second person approves it");
    /* Before the work is done; decide looks again. */
    const struct picture *mirror = env->lock(env->core);
    enum rc rc = may_send(mirror, &c->who, c->params[0], e);
    env->unlock(env->core);
    if (rc != RC_OK)
        return rc;
    struct prepared *p = mem_alloc(sizeof *p);
    c->in = p;
    c->drop_in = drop;
    rc = road_edition_read(c->body, &p->ed, e);
    if (rc == RC_OK)
        rc = store(env->vault, c->body, env->now, p->sha, e);
    if (rc != RC_OK)
        return rc;
    current_sha(env, c->params[0], p->base);
    compare(env, p);
    return RC_OK;
}

static bool still_wanted(const struct road_list *l, const struct hit *h, usec_t now)
{
    struct road_wanted w;
    uint64_t cursor = 0, key = road_key(h->region, h->plate);
    for (uint32_t i; (i = road_list_find(l, key, h->region, h->plate, &cursor)) != UINT32_MAX;) {
        road_list_get(l, i, &w);
        if (w.expires > now && road_class_fits(h->class, w.class))
            return true;
    }
    return false;
}

/* Hits of this source whose entry is gone: the tablets must know within seconds. */
static void withdraw_gone(struct desk_state *s, struct decision *d, struct str source,
                          const struct road_list *next)
{
    struct road_work w;
    road_work_begin(&w, s, d);
    for (uint32_t i = 0; i < picture_count(d->picture, KIND_HIT); i++) {
        const struct entity *en = picture_at(d->picture, KIND_HIT, i);
        const struct hit *h = en->rec;
        if (str_eq(road_source_of(h->entry), source) && h->plate.n >= 2 &&
            !still_wanted(next, h, d->now))
            road_hit_withdraw(&w, en, "the source took its entry back");
    }
    road_work_end(&w);
}

/* No longer than what came of it is kept. */
static usec_t superseded(const struct decision *d)
{
    usec_t life = due_life(d->picture, d->settings, DUE_HITS);
    return life < SUPERSEDED ? life : SUPERSEDED;
}

/*
 * The new file is kept for good, the one before goes after a while. Not before the event: prepare gave the file a day, and
 * each start keeps for good what an edition names.
 */
static void pin(struct desk_state *s, const struct decision *d, const struct prepared *p)
{
    struct sha256 sha, old;
    bool shared = false;
    must(hex_get(str_c(p->sha), sha.b, SHA256_LEN));
    for (uint32_t i = 0; i < s->nsources; i++)
        shared = shared || (strcmp(s->sources[i].sha, p->base) == 0 &&
                            !str_eqc(d->call->params[0], s->sources[i].id));
    if (!shared && strcmp(p->sha, p->base) != 0 && hex_get(str_c(p->base), old.b, SHA256_LEN))
        road_pin(s, old, d->now + superseded(d));
    road_pin(s, sha, VAULT_FOREVER);
}

static void answer(struct decision *d, const struct prepared *p)
{
    buf_printf(&d->answer,
               ",\"sha256\":\"%s\",\"entries\":%u,\"added\":%u,\"removed\":%u,\"affirmed\":true,"
               "\"rejected\":[%.*s]",
               p->sha, road_list_count(p->ed.list), p->added, p->removed,
               STR_ARG(buf_str(&p->ed.told)));
}

enum rc road_hotlist_put(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    struct prepared *p = c->in;
    struct str source = c->params[0];
    const struct edition *now = picture_get(d->picture, KIND_EDITION, source);
    enum rc rc = may_send(d->picture, d->who, source, e);
    if (rc != RC_OK)
        return rc;
    if (!str_eqc(now != NULL ? now->sha256 : STR(""), p->base))
        return err_set(e, RC_CONFLICT,
                       "another edition of '%.*s' came in meanwhile: send this one again",
                       STR_ARG(source));
    if (road_source(s, source, false) == NULL && s->nsources == ROAD_SOURCES_MAX)
        return err_set(e, RC_TOO_LARGE, "there are %d sources of hotlists already",
                       ROAD_SOURCES_MAX);
    pin(s, d, p);
    struct edition ed = {0};
    edition_set_source(&ed, source);
    edition_set_sha256(&ed, str_c(p->sha));
    edition_set_entries(&ed, road_list_count(p->ed.list));
    edition_set_added(&ed, p->added);
    edition_set_removed(&ed, p->removed);
    edition_set_affirmed_at(&ed, d->now);
    edition_set_by(&ed, road_actor(d));
    /* Sent by somebody for the whole country it is national from then on, whoever took the name before. */
    edition_set_owner(&ed, str_c(d->who->area));
    (void)decision_event(d, EV_EDITION_AFFIRMED, source, &ed);
    withdraw_gone(s, d, source, p->ed.list);
    answer(d, p);
    /* Taken over in `folded`, in the same turn of the core thread. */
    road_retire(s, s->incoming);
    s->incoming = p->ed.list;
    p->ed.list = NULL;
    (void)str_copy(s->incoming_sha, sizeof s->incoming_sha, str_c(p->sha));
    return RC_OK;
}

/* A list whose file is lost must not look affirmed. */
void road_editions_tick(struct desk_state *s, struct decision *d)
{
    for (uint32_t i = 0; i < s->nsources; i++) {
        const struct road_source *src = &s->sources[i];
        if (!src->lost || src->affirmed == 0)
            continue;
        struct edition ed = {0};
        edition_set_affirmed_at(&ed, 0);
        (void)decision_event(d, EV_EDITION_AFFIRMED, str_c(src->id), &ed);
    }
}

/* An entry is as good as its source's last word: found cars are forgotten on lists. */
static usec_t end_of(const struct desk_state *s, usec_t expires, usec_t affirmed)
{
    usec_t end = affirmed + settings_int(s->settings, SET_ROAD_AFFIRM_HOURS) * USEC_H;
    return end < expires ? end : expires;
}

enum rc road_entry_add(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_hotlist_line *in = c->in;
    char fits;
    int at = road_mistyped(in->region, in->plate, &fits);
    if (at > 0)
        return err_field(e, RC_INVALID, "plate",
                         "plate '%.*s' cannot exist in '%.*s': character %d should perhaps be "
                         "'%c': compare it with the document",
                         STR_ARG(in->plate), STR_ARG(in->region), at, fits);
    if (in->expires_at <= d->now)
        return err_field(e, RC_INVALID, "expires_at", "'expires_at' is past");
    if (picture_count(d->picture, KIND_ENTRY) >= ROAD_HAND_MAX)
        return err_set(e, RC_TOO_LARGE,
                       "there are %d entries made by hand: send a list as an edition",
                       ROAD_HAND_MAX);
    struct entry x = {0};
    entry_set_plate(&x, in->plate);
    entry_set_region(&x, in->region);
    entry_set_class(&x, in->class);
    entry_set_issuer(&x, in->issuer);
    entry_set_basis(&x, in->basis);
    entry_set_reason(&x, in->reason);
    entry_set_expires_at(&x, in->expires_at);
    entry_set_lookalikes(&x, in->lookalikes != 0);
    if (in->make.n > 0)
        entry_set_make(&x, in->make);
    if (in->color.n > 0)
        entry_set_color(&x, in->color);
    entry_set_by(&x, road_actor(d));
    if (d->who->area[0] != '\0')
        entry_set_owner(&x, str_c(d->who->area));
    entry_set_affirmed_at(&x, d->now);
    entry_set_wake_at(&x, end_of(s, in->expires_at, d->now));
    (void)decision_event(d, EV_ENTRY_ADDED, decision_new_id(d, KIND_ENTRY), &x);
    return RC_OK;
}

static void remove_entry(struct desk_state *s, struct decision *d, struct str id, struct str why)
{
    struct entry none = {0};
    struct road_work w;
    uint32_t n;
    struct event *ev = decision_event(d, EV_ENTRY_REMOVED, id, &none);
    ev->purpose = arena_str(d->arena, why);
    road_work_begin(&w, s, d);
    const struct entity *const *hits =
        picture_by(d->picture, KIND_HIT, F_HIT_ENTRY, decision_ref(d, KIND_ENTRY, id), &n);
    for (uint32_t i = 0; i < n; i++)
        road_hit_withdraw(&w, hits[i], "the entry was withdrawn");
    road_work_end(&w);
}

enum rc road_entry_affirm(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_entry_affirm *in = c->in;
    const struct entry *old = picture_get(d->picture, KIND_ENTRY, c->params[0]);
    struct entry x = {0};
    if (old == NULL)
        return err_set(e, RC_NOT_FOUND, "there is no entry '%.*s'", STR_ARG(c->params[0]));
    enum rc rc = may_change(d->picture, d->who, old->owner, e);
    if (rc != RC_OK)
        return rc;
    entry_set_affirmed_at(&x, d->now);
    entry_set_wake_at(&x, end_of(s, old->expires_at, d->now));
    struct event *ev = decision_event(d, EV_ENTRY_AFFIRMED, c->params[0], &x);
    ev->purpose = arena_printf(d->arena, "affirmed by %.*s", STR_ARG(in->name));
    return RC_OK;
}

enum rc road_entry_remove(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_entry_remove *in = c->in;
    const struct entry *x = picture_get(d->picture, KIND_ENTRY, c->params[0]);
    if (x == NULL)
        return err_set(e, RC_NOT_FOUND, "there is no entry '%.*s'", STR_ARG(c->params[0]));
    enum rc rc = may_change(d->picture, d->who, x->owner, e);
    if (rc != RC_OK)
        return rc;
    remove_entry(s, d, c->params[0], in->why);
    return RC_OK;
}

void road_entry_wake(struct desk_state *s, struct decision *d, const struct entity *en)
{
    const struct entry *x = en->rec;
    remove_entry(s, d, en->id,
                 x->expires_at <= d->now ? STR("expired") : STR("its source did not affirm it"));
}
