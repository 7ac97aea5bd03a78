/* SPDX-License-Identifier: Apache-2.0 */
/* The lists that match now: one a source, and one of the entries made by hand. */
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "desk/road/edition.h"
#include "desk/road/lookalike.h"
#include "desk/road/road_priv.h"
#include "store/file.h"

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

/* ---- at a start ---- */

/* A list without the text that is its legal basis may not go on matching: is it there, as long as it should be? */
static enum rc text_there(struct vault *v, struct sha256 sha, struct err *e)
{
    struct vault_item item;
    struct stat st;
    int fd;
    enum rc rc = vault_read(v, sha, 0, &fd, &item, e);
    if (rc != RC_OK)
        return rc;
    bool whole = fstat(fd, &st) == 0 && st.st_size == item.size;
    (void)close(fd);
    return whole ? RC_OK : err_set(e, RC_CORRUPT, "its file in the vault is not whole");
}

/* As it was saved, else from the text it was made of. */
static enum rc load_list(struct desk_state *s, struct road_source *src, struct err *e)
{
    char path[FILE_PATH_MAX];
    struct sha256 sha;
    enum rc rc = hex_get(str_c(src->sha), sha.b, SHA256_LEN)
                     ? text_there(s->vault, sha, e)
                     : err_set(e, RC_CORRUPT, "'%s' is no hash", src->sha);
    if (rc != RC_OK)
        return rc;
    rc = RC_NOT_FOUND;
    if (road_list_path(path, settings_text(s->settings, SET_STORE_PATH), src->sha, e) == RC_OK)
        rc = road_list_open(&src->list, sha, path, e);
    src->saved = rc == RC_OK;
    if (rc == RC_CORRUPT) {
        log_warn("road", "%s: its text is read again", e->detail);
        (void)file_remove(path, e);
    }
    /* The expiry of the text does not matter: the picture says that it is in use. */
    return rc == RC_OK ? rc : road_list_load(s->vault, str_c(src->sha), 0, &src->list, e);
}

static void load_source(void *arg, size_t i)
{
    struct desk_state *s = arg;
    struct road_source *src = &s->sources[i];
    struct err e = {0};
    if (src->list != NULL || src->sha[0] == '\0')
        return;
    src->lost = load_list(s, src, &e) != RC_OK;
    if (src->lost)
        log_error("road", "the hotlist of '%s' cannot be used until it is sent again: %s", src->id,
                  e.detail);
}

void road_lists_start(struct desk_state *s)
{
    work_at_once(s->nsources, load_source, s);
    s->started = true;
    s->todo.editions_changed = s->nsources > 0;
}

/* ---- asking ---- */

bool road_lists_maybe(const struct desk_state *s, uint64_t key)
{
    if (road_opens_find(&s->hand, key, NULL) != NULL)
        return true;
    for (uint32_t i = 0; i < s->nsources; i++)
        if (s->sources[i].list != NULL && road_list_maybe(s->sources[i].list, key))
            return true;
    return false;
}

void road_lists_expect(const struct desk_state *s, uint64_t key)
{
    road_opens_expect(&s->hand, key);
    for (uint32_t i = 0; i < s->nsources; i++)
        if (s->sources[i].list != NULL)
            road_list_expect(s->sources[i].list, key);
}

void road_lists_near(const struct desk_state *s, uint64_t key)
{
    for (uint32_t i = 0; i < s->nsources; i++)
        if (s->sources[i].list != NULL)
            road_list_near(s->sources[i].list, key);
}

void road_lists_nearer(const struct desk_state *s, uint64_t key)
{
    for (uint32_t i = 0; i < s->nsources; i++)
        if (s->sources[i].list != NULL)
            road_list_nearer(s->sources[i].list, key);
}

struct asking {
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
    if (!road_list_maybe(l, q->key))
        return true;
    for (uint32_t i; (i = road_list_find(l, q->key, q->region, q->plate, &cursor)) != UINT32_MAX;) {
        road_list_get(l, i, &w);
        if (w.expires > q->now && !q->visit(q->arg, str_c(source), &w))
            return false;
    }
    return true;
}

static struct road_wanted wanted_of(const struct entry *x)
{
    return (struct road_wanted){.plate = x->plate,
                                .region = x->region,
                                .issuer = x->issuer,
                                .basis = x->basis,
                                .make = x->make,
                                .color = x->color,
                                .expires = x->wake_at,
                                .class = (uint8_t)x->class,
                                .reason = (uint8_t)x->reason,
                                .lookalikes = x->lookalikes != 0};
}

static bool ask_hand(const struct desk_state *s, const struct picture *p, const struct asking *q)
{
    char source[80];
    const struct road_open *o = NULL;
    while ((o = road_opens_find(&s->hand, q->key, o)) != NULL) {
        const struct entry *x = picture_get(p, KIND_ENTRY, o->id);
        /* Personal fields may have been forgotten by policy: an entry without a plate matches nothing. */
        if (x == NULL || !str_eq(x->plate, q->plate) || x->region.n != q->region.n ||
            strncasecmp(x->region.p, q->region.p, q->region.n) != 0 || x->wake_at <= q->now)
            continue;
        struct road_wanted w = wanted_of(x);
        (void)snprintf(source, sizeof source, "entry/%.*s", STR_ARG(o->id));
        if (!q->visit(q->arg, str_c(source), &w))
            return false;
    }
    return true;
}

void road_lists_find(const struct desk_state *s, const struct picture *p, uint64_t key,
                     struct str region, struct str plate, usec_t now,
                     bool (*visit)(void *arg, struct str source, const struct road_wanted *w),
                     void *arg)
{
    struct asking q = {key, region, plate, now, visit, arg};
    if (!ask_hand(s, p, &q))
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

bool road_hit_stands(const struct desk_state *s, const struct picture *p, const struct hit *h,
                     usec_t now)
{
    struct standing st = {road_source_of(h->entry), h->class, false};
    if (h->plate.n < 2)
        return false;
    road_lists_find(s, p, road_key(h->region, h->plate), h->region, h->plate, now, stands, &st);
    return st.found;
}
