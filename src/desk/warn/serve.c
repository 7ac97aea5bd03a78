/* SPDX-License-Identifier: Apache-2.0 */
/* What others are served: our warnings to everybody, and to our own people what lies in a warning now. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "core/core.h"
#include "desk/warn/warn_priv.h"
#include "store/file.h"

#define LISTED_MAX 200 /* sites, and as many units, of one answer */
#define FEED_MAX 200   /* entries */

/* ---- the feed ---- */

static int newest_first(const void *a, const void *b)
{
    const struct warning *x = (*(const struct entity *const *)a)->rec,
                         *y = (*(const struct entity *const *)b)->rec;
    return (x->sent < y->sent) - (x->sent > y->sent);
}

static void put(struct buf *out, const char *name, struct str text)
{
    buf_printf(out, "<%s>", name);
    cap_put_text(out, text);
    buf_printf(out, "</%s>\n", name);
}

/* An exercise says so where people read: in the title. */
static void put_entry(struct buf *out, const struct entity *en, struct str base)
{
    const struct warning *w = en->rec;
    const char *marks[] = {"", "EXERCISE: ", "TEST: "};
    buf_cat(out, "<entry>\n");
    put(out, "id", w->identifier);
    buf_printf(out, "<title>%s%s", marks[w->status],
               w->state == WARNING_STATE_CANCELLED ? "cancelled: " : "");
    cap_put_text(out, w->headline.n > 0 ? w->headline : w->event);
    buf_cat(out, "</title>\n<updated>");
    cap_put_time(out, w->sent);
    buf_printf(out, "</updated>\n<link type=\"application/cap+xml\" href=\"");
    cap_put_text(out, base);
    buf_printf(out, "/cap/%.*s.xml\"/>\n</entry>\n", STR_ARG(en->id));
}

enum rc warn_feed(const struct view_env *env, struct call *c, struct err *e)
{
    const struct picture *p = env->mirror;
    uint32_t all = picture_count(p, KIND_WARNING), n = 0;
    struct str base = str_c(settings_text(env->work.settings, SET_HTTP_PUBLIC_URL));
    const struct entity **list = arena_alloc(&c->arena, (all + 1) * sizeof *list);
    usec_t updated = 0;
    UNUSED(e);
    for (uint32_t i = 0; i < all; i++) {
        const struct entity *en = picture_at(p, KIND_WARNING, i);
        const struct warning *w = en->rec;
        if (!w->issued || w->state == WARNING_STATE_EXPIRED || w->xml.n == 0)
            continue;
        list[n++] = en;
        updated = w->sent > updated ? w->sent : updated;
    }
    if (n > 1)
        qsort(list, n, sizeof *list, newest_first);
    if (base.n > 0 && base.p[base.n - 1] == '/')
        base.n--;
    c->type = "application/atom+xml; charset=utf-8";
    buf_cat(&c->answer, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                        "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n<id>");
    cap_put_text(&c->answer, base);
    buf_cat(&c->answer, "/cap/feed.atom</id>\n<title>Warnings</title>\n<updated>");
    cap_put_time(&c->answer, updated);
    buf_cat(&c->answer, "</updated>\n<author><name>");
    struct str name = str_c(settings_text(env->work.settings, SET_CAP_SENDER_NAME));
    cap_put_text(&c->answer, name.n > 0 ? name : STR("Markaz"));
    buf_cat(&c->answer, "</name></author>\n");
    for (uint32_t i = 0; i < n && i < FEED_MAX; i++)
        put_entry(&c->answer, list[i], base);
    buf_cat(&c->answer, "</feed>\n");
    return RC_OK;
}

static enum rc put_cert(const struct view_env *env, struct call *c, struct err *e)
{
    char path[FILE_PATH_MAX];
    enum rc rc =
        file_path(path, e, "%s/keys/cap.crt", settings_text(env->work.settings, SET_STORE_PATH));
    c->type = "application/x-pem-file";
    return rc == RC_OK ? file_load(path, &c->answer, e) : rc;
}

/* "ID.xml", "cert.pem": no more of a path than this comes from outside. */
enum rc warn_document(const struct view_env *env, struct call *c, struct err *e)
{
    struct str kind = c->params[0], id = str_cut(&kind, '.');
    if (str_eqc(c->params[0], "cert.pem"))
        return put_cert(env, c, e);
    const struct warning *w =
        str_eqc(kind, "xml") ? picture_get(env->mirror, KIND_WARNING, id) : NULL;
    if (w == NULL || !w->issued || w->xml.n == 0)
        return err_set(e, RC_NOT_FOUND, "there is no such warning: see /cap/feed.atom");
    c->type = "application/cap+xml; charset=utf-8";
    buf_puts(&c->answer, w->xml);
    return RC_OK;
}

/* ---- what lies in it ---- */

struct listing {
    struct buf *out;
    uint32_t n;
};

static void begin(struct listing *l, struct str id, struct str name)
{
    buf_cat(l->out, l->n > 0 ? ",{\"id\":" : "{\"id\":");
    json_put_string(l->out, id);
    buf_cat(l->out, ",\"name\":");
    json_put_string(l->out, name);
    buf_putc(l->out, '}');
}

static uint32_t put_sites(const struct picture *p, const struct principal *who,
                          const struct warn_shapes *s, struct buf *out)
{
    struct listing l = {.out = out};
    for (uint32_t i = 0; i < picture_count(p, KIND_SITE); i++) {
        const struct entity *en = picture_at(p, KIND_SITE, i);
        const struct site *site = en->rec;
        if ((site->has & BIT(F_SITE_LAT)) == 0 || !core_visible(p, who, en) ||
            !warn_shapes_has(s, (struct geo_point){(int32_t)site->lat, (int32_t)site->lon}))
            continue;
        if (l.n < LISTED_MAX)
            begin(&l, en->id, site->name);
        l.n++;
    }
    return l.n;
}

static uint32_t put_units(const struct picture *p, const struct live *live,
                          const struct principal *who, const struct warn_shapes *s, struct buf *out)
{
    struct listing l = {.out = out};
    bool places = principal_may(who, PERM_LIVE_READ);
    for (uint32_t i = 0; places && i < live_units(live); i++) {
        const struct live_unit *at = live_unit_at(live, i);
        const struct entity *en = at->known ? picture_find(p, KIND_UNIT, at->id) : NULL;
        if (en == NULL || ((const struct unit *)en->rec)->duty != UNIT_DUTY_ON ||
            !core_visible(p, who, en) || !warn_shapes_has(s, at->at))
            continue;
        if (l.n < LISTED_MAX)
            begin(&l, en->id, ((const struct unit *)en->rec)->name);
        l.n++;
    }
    return l.n;
}

/* The shapes are made before the mirror is locked, so that only points are looked at under the lock. */
enum rc warn_affected(const struct view_env *env, struct call *c, struct err *e)
{
    struct warn_shapes s;
    const struct picture *p = env->work.lock(env->work.core);
    const struct entity *en = picture_find(p, KIND_WARNING, c->params[0]);
    bool seen = en != NULL && core_visible(p, &c->who, en);
    struct str shapes =
        seen ? arena_str(&c->arena, ((const struct warning *)en->rec)->shapes) : STR_NONE;
    env->work.unlock(env->work.core);
    if (!seen)
        return err_set(e, RC_NOT_FOUND, "there is no warning '%.*s'", STR_ARG(c->params[0]));
    warn_shapes_read(shapes, &c->arena, &s);
    p = env->work.lock(env->work.core);
    buf_cat(&c->answer, "{\"sites\":[");
    uint32_t sites = put_sites(p, &c->who, &s, &c->answer);
    buf_cat(&c->answer, "],\"units\":[");
    live_read_lock(env->live);
    uint32_t units = put_units(p, env->live, &c->who, &s, &c->answer);
    live_unlock(env->live);
    env->work.unlock(env->work.core);
    buf_printf(&c->answer, "],\"site_count\":%u,\"unit_count\":%u}", sites, units);
    warn_shapes_release(&s);
    return RC_OK;
}
