/* SPDX-License-Identifier: Apache-2.0 */
/* The lists that match now: one a source, and one of the entries made by hand. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "desk/road/edition.h"
#include "desk/road/lookalike.h"
#include "desk/road/road_priv.h"

struct road_source *road_source(struct desk_state *s, struct str id, bool make)
{
    for (uint32_t i = 0; i < s->nsources; i++)
        if (str_eqc(id, s->sources[i].id))
            return &s->sources[i];
    if (!make || s->nsources == ROAD_SOURCES_MAX)
        return NULL;
    struct road_source *src = &s->sources[s->nsources++];
    *src = (struct road_source){0};
    (void)str_copy(src->id, sizeof src->id, id);
    return src;
}

bool road_source_live(const struct desk_state *s, const struct road_source *src, usec_t now)
{
    usec_t life = settings_int(s->settings, SET_ROAD_AFFIRM_HOURS) * USEC_H;
    return src->list != NULL && src->affirmed != 0 && now - src->affirmed <= life;
}

enum rc road_list_load(struct vault *v, struct str sha, usec_t now, struct road_list **out,
                       struct err *e)
{
    struct sha256 want;
    struct vault_item item;
    struct buf text;
    *out = NULL;
    if (!hex_get(sha, want.b, SHA256_LEN))
        return err_set(e, RC_CORRUPT, "'%.*s' is no hash", STR_ARG(sha));
    buf_init(&text, ROAD_EDITION_BYTES);
    enum rc rc = vault_load(v, want, now, &text, &item, e);
    if (rc == RC_OK) {
        struct road_edition ed;
        rc = road_edition_read(buf_str(&text), &ed, e);
        if (rc == RC_OK) {
            *out = ed.list;
            ed.list = NULL;
        }
        road_edition_release(&ed);
    }
    buf_release(&text);
    return rc;
}

static void load_source(struct desk_state *s, struct road_source *src)
{
    struct err e = {0};
    road_list_free(src->list);
    src->list = NULL;
    src->dirty = false;
    /* Its expiry does not matter: the picture says that it is in use. */
    src->lost = road_list_load(s->vault, str_c(src->sha), 0, &src->list, &e) != RC_OK;
    if (src->lost)
        log_error("road", "the hotlist of '%s' cannot be used until it is sent again: %s", src->id,
                  e.detail);
}

/*
 * A pure function of the picture, made anew at each change: there are few, and it takes a moment.
 */
static void load_hand(struct desk_state *s, const struct picture *p)
{
    uint32_t n = picture_count(p, KIND_ENTRY), kept = 0;
    road_list_free(s->hand);
    free(s->hand_ids);
    s->hand = road_list_new(n);
    s->hand_ids = mem_array(n > 0 ? n : 1, sizeof s->hand_ids[0]);
    s->hand_dirty = false;
    for (uint32_t i = 0; i < n; i++) {
        const struct entity *en = picture_at(p, KIND_ENTRY, i);
        const struct entry *x = en->rec;
        struct road_wanted w = {.plate = x->plate,
                                .region = x->region,
                                .issuer = x->issuer,
                                .basis = x->basis,
                                .make = x->make,
                                .color = x->color,
                                .expires = x->expires_at,
                                .line = kept,
                                .class = (uint8_t)x->class,
                                .reason = (uint8_t)x->reason,
                                .lookalikes = x->lookalikes != 0};
        (void)str_copy(s->hand_ids[kept], sizeof s->hand_ids[0], en->id);
        /*
         * Personal fields may have been forgotten by policy: an entry without a plate matches
         * nothing.
         */
        if (x->plate.n >= 2 && x->plate.n <= ROAD_PLATE_MAX && x->region.n > 0 &&
            road_list_add(s->hand, &w) == ROAD_ADDED)
            kept++;
    }
    road_list_seal(s->hand);
}

void road_lists_ready(struct desk_state *s, const struct picture *p)
{
    for (uint32_t i = 0; i < s->nsources; i++)
        if (s->sources[i].dirty)
            load_source(s, &s->sources[i]);
    if (s->hand_dirty)
        load_hand(s, p);
}

bool road_lists_maybe(const struct desk_state *s, uint64_t key)
{
    if (s->hand != NULL && road_list_maybe(s->hand, key))
        return true;
    for (uint32_t i = 0; i < s->nsources; i++)
        if (s->sources[i].list != NULL && road_list_maybe(s->sources[i].list, key))
            return true;
    return false;
}

void road_lists_prefetch(const struct desk_state *s, uint64_t key)
{
    for (uint32_t i = 0; i < s->nsources; i++)
        if (s->sources[i].list != NULL)
            road_list_prefetch(s->sources[i].list, key);
}

struct asking {
    const struct desk_state *s;
    uint64_t key;
    struct str region, plate;
    usec_t now;
    bool (*visit)(void *arg, struct str source, const struct road_wanted *w);
    void *arg;
};

static bool ask(const struct asking *q, const struct road_list *l, const char *source)
{
    struct road_wanted w;
    uint64_t cursor = 0;
    char hand[80];
    if (!road_list_maybe(l, q->key))
        return true;
    for (uint32_t i; (i = road_list_find(l, q->key, q->region, q->plate, &cursor)) != UINT32_MAX;) {
        road_list_get(l, i, &w);
        if (w.expires <= q->now)
            continue;
        if (source == NULL)
            (void)snprintf(hand, sizeof hand, "entry/%s", q->s->hand_ids[w.line]);
        if (!q->visit(q->arg, str_c(source != NULL ? source : hand), &w))
            return false;
    }
    return true;
}

void road_lists_find(const struct desk_state *s, uint64_t key, struct str region, struct str plate,
                     usec_t now,
                     bool (*visit)(void *arg, struct str source, const struct road_wanted *w),
                     void *arg)
{
    struct asking q = {s, key, region, plate, now, visit, arg};
    if (s->hand != NULL && !ask(&q, s->hand, NULL))
        return;
    for (uint32_t i = 0; i < s->nsources; i++) {
        const struct road_source *src = &s->sources[i];
        if (road_source_live(s, src, now) && !ask(&q, src->list, src->id))
            return;
    }
}

struct standing {
    struct str source;
    int64_t class;
    bool found;
};

static bool stands(void *arg, struct str source, const struct road_wanted *w)
{
    struct standing *st = arg;
    st->found = str_eq(source, st->source) && road_class_fits(st->class, w->class);
    return !st->found;
}

bool road_hit_stands(const struct desk_state *s, const struct hit *h, usec_t now)
{
    struct standing st = {road_source_of(h->entry), h->class, false};
    if (h->plate.n < 2)
        return false;
    road_lists_find(s, road_key(h->region, h->plate), h->region, h->plate, now, stands, &st);
    return st.found;
}
