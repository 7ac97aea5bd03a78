/* SPDX-License-Identifier: Apache-2.0 */
#include "core/gazetteer.h"

#include <stdlib.h>

#include "base/json.h"
#include "base/log.h"
#include "base/mapping.h"
#include "base/mem.h"
#include "core/core_priv.h"
#include "place/index.h"
#include "store/file.h"

/* An index that is open, and how many use it. */
struct opened {
    struct place_index *index;
    uint32_t users; /* the one in `now` counts as one */
};

struct gazetteer {
    const char *dir;
    pthread_mutex_t lock;
    struct opened *now;     /* NULL: none */
    struct mapping_file of; /* that was opened or refused last */
    struct err why;         /* when that was refused */
    usec_t looked;          /* steady clock; 0: never */
    bool opening;           /* somebody does */
};

struct gazetteer *gazetteer_new(const char *dir)
{
    struct gazetteer *p = mem_alloc(sizeof *p);
    p->dir = dir;
    must(pthread_mutex_init(&p->lock, NULL) == 0);
    return p;
}

/* Under the lock. */
static void drop(struct opened *o)
{
    if (o == NULL || --o->users > 0)
        return;
    place_close(o->index);
    free(o);
}

void gazetteer_free(struct gazetteer *p)
{
    if (p == NULL)
        return;
    drop(p->now);
    (void)pthread_mutex_destroy(&p->lock);
    free(p);
}

/* Under the lock, which is let go while the file is read: others go on with what there is. */
static void open_again(struct gazetteer *p, const char *path, struct mapping_file file)
{
    struct opened *o = mem_alloc(sizeof *o);
    struct err e = {.code = RC_OK};
    p->of = file;
    p->opening = true;
    (void)pthread_mutex_unlock(&p->lock);
    enum rc rc = place_map(&o->index, path, &e);
    (void)pthread_mutex_lock(&p->lock);
    p->opening = false;
    p->why = e;
    if (rc != RC_OK) {
        log_warn("places", "the index of places is not used: %s", e.detail);
        free(o);
        return;
    }
    o->users = 1;
    drop(p->now);
    p->now = o;
}

static void look(struct gazetteer *p)
{
    char path[FILE_PATH_MAX];
    usec_t now = clock_steady();
    if (p->opening || (p->looked != 0 && now - p->looked < GAZETTEER_LOOK))
        return;
    p->looked = now;
    if (file_path(path, NULL, "%s/places/index", p->dir) != RC_OK)
        return;
    struct mapping_file file = mapping_look(path);
    if (file.there && !mapping_same(&file, &p->of))
        open_again(p, path, file);
}

static enum rc take(struct gazetteer *p, struct opened **out, struct err *e)
{
    enum rc rc = RC_OK;
    (void)pthread_mutex_lock(&p->lock);
    look(p);
    if (p->now != NULL) {
        p->now->users++;
        *out = p->now;
    } else if (p->opening) {
        rc = err_set(e, RC_BUSY, "the index of places is being opened: try again in a moment");
    } else if (p->why.code != RC_OK) {
        rc = err_set(e, p->why.code, "%s", p->why.detail);
    } else {
        rc = err_set(e, RC_NOT_FOUND, "there is no index of places: markazctl import places");
    }
    (void)pthread_mutex_unlock(&p->lock);
    return rc;
}

static void give_back(struct gazetteer *p, struct opened *o)
{
    (void)pthread_mutex_lock(&p->lock);
    drop(o);
    (void)pthread_mutex_unlock(&p->lock);
}

/* ---- question and answer ---- */

struct question {
    struct str q;
    struct geo_point near;
    bool has_near;
    int64_t limit;
};

static bool degrees(struct str s, int64_t *out)
{
    struct json_reader r;
    json_open(&r, s);
    struct json_token t = json_next(&r);
    return t.kind == JSON_NUMBER && json_scaled(t, 7, out) && json_next(&r).kind == JSON_END;
}

static enum rc read_question(struct call *c, struct question *out, struct err *e)
{
    int64_t lat, lon;
    struct str near = call_query(c, "near"), limit = call_query(c, "limit");
    *out = (struct question){.q = call_query(c, "q"), .limit = 10, .has_near = near.n > 0};
    if (str_trim(out->q).n == 0 || out->q.n > GAZETTEER_QUERY_MAX || !str_utf8(out->q))
        return err_field(e, RC_INVALID, "q", "'q' must be 1 to %u bytes of text",
                         GAZETTEER_QUERY_MAX);
    if (limit.n > 0 &&
        (!str_i64(limit, &out->limit) || out->limit < 1 || out->limit > PLACE_HITS_MAX))
        return err_field(e, RC_INVALID, "limit", "'limit' must be 1 to %u", PLACE_HITS_MAX);
    if (!out->has_near)
        return RC_OK;
    struct str first = str_cut(&near, ',');
    if (!degrees(first, &lat) || !degrees(near, &lon) || !geo_valid(lat, lon))
        return err_field(e, RC_INVALID, "near", "'near' must be LAT,LON in degrees");
    out->near = (struct geo_point){(int32_t)lat, (int32_t)lon};
    return RC_OK;
}

static void put_text(struct buf *out, const char *key, struct str s)
{
    if (s.n == 0)
        return;
    json_put_key(out, key);
    json_put_string(out, s);
    buf_putc(out, ',');
}

static void put_at(struct buf *out, const struct question *q, struct geo_point at)
{
    json_put_key(out, "lat");
    json_put_scaled(out, at.lat7, 7);
    json_put_more_scaled(out, "lon", at.lon7, 7);
    if (q->has_near)
        buf_printf(out, ",\"distance_m\":%.0f", geo_distance_m(q->near, at));
    buf_putc(out, '}');
}

static void put_hit(struct buf *out, const struct question *q, const struct place_hit *h)
{
    static const char *const kinds[PLACE_KINDS] = {"address", "settlement", "place"};
    buf_putc(out, '{');
    put_text(out, "name", h->name);
    put_text(out, "street", h->street);
    put_text(out, "house", h->house);
    put_text(out, "settlement", h->settlement);
    bool street = h->kind == PLACE_ADDRESS && h->house.n == 0;
    buf_printf(out, "\"kind\":\"%s\",", street ? "street" : kinds[h->kind]);
    if (h->no_house)
        buf_cat(out, "\"house_unknown\":true,");
    put_at(out, q, h->at);
}

/* A bare point needs no index. */
static bool put_point(struct buf *out, const struct question *q)
{
    struct geo_point at;
    if (!place_coordinates(q->q, &at))
        return false;
    buf_cat(out, "{\"items\":[{\"kind\":\"point\",");
    put_at(out, q, at);
    buf_cat(out, "]}");
    return true;
}

enum rc gazetteer_view(const struct view_env *env, struct call *c, struct err *e)
{
    struct place_hit hits[PLACE_HITS_MAX];
    struct gazetteer *p = env->work.core->gazetteer;
    struct question q;
    struct opened *o = NULL;
    enum rc rc = read_question(c, &q, e);
    if (rc != RC_OK || put_point(&c->answer, &q))
        return rc;
    rc = take(p, &o, e);
    if (rc != RC_OK)
        return rc;
    uint32_t n = place_find(o->index, q.q, q.has_near ? &q.near : NULL, (uint32_t)q.limit, hits);
    buf_cat(&c->answer, "{\"items\":[");
    for (uint32_t i = 0; i < n; i++) {
        if (i > 0)
            buf_putc(&c->answer, ',');
        put_hit(&c->answer, &q, &hits[i]);
    }
    buf_cat(&c->answer, "]}");
    give_back(p, o);
    return RC_OK;
}
