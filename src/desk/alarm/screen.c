/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an alarm's screen shows besides the picture: who is called, what is asked, whom to call next, which cameras see it, which
 * desk is on duty there, and to whom it can be handed over. It holds names and numbers, so it is a look and written down.
 */
#include "base/json.h"
#include "core/core.h"
#include "core/keyholder.h"
#include "desk/alarm/alarm_priv.h"

#define PEOPLE_MAX 100
#define DEPTH_MAX 8 /* of areas in areas */

/* ---- what is asked, and whom to call next ---- */

/* How near a procedure is to the alarm: what is of its site goes before what is of an area, the smaller the better. 0: not for it. */
static int fitness(const struct picture *p, const struct procedure *v, const struct alarm *a,
                   const struct site *site)
{
    struct str id = v->of, kind = str_cut(&id, '/'), area = a->area;
    bool by_site = (v->has & BIT(F_PROCEDURE_SITE_KIND)) != 0,
         by_kind = (v->has & BIT(F_PROCEDURE_ALARM_KIND)) != 0;
    int place = v->of.n == 0 ? 1 : 0;
    if ((by_site && (site == NULL || v->site_kind != site->kind)) ||
        (by_kind && v->alarm_kind != a->kind))
        return 0;
    if (str_eqc(kind, "site"))
        place = a->site.n > 0 && str_eq(id, a->site) ? DEPTH_MAX + 2 : 0;
    for (int level = 0; str_eqc(kind, "area") && level < DEPTH_MAX && area.n > 0; level++) {
        const struct area *one = picture_get(p, KIND_AREA, area);
        if (str_eq(id, area))
            place = DEPTH_MAX + 1 - level;
        area = one != NULL ? one->parent : STR_NONE;
    }
    return place == 0 ? 0 : place * 4 + by_kind * 2 + by_site;
}

static bool has_script(const struct procedure *v)
{
    return v->script_en.n > 0 || v->script_ru.n > 0 || v->script_uz.n > 0 || v->script_kk.n > 0;
}

static const struct procedure *best(const struct picture *p, const struct alarm *a, bool chain)
{
    const struct site *site = a->site.n > 0 ? picture_get(p, KIND_SITE, a->site) : NULL;
    const struct procedure *found = NULL;
    int most = 0;
    for (uint32_t i = 0; i < picture_count(p, KIND_PROCEDURE); i++) {
        const struct procedure *v = picture_at(p, KIND_PROCEDURE, i)->rec;
        int fit = (chain ? v->chain.n > 0 : has_script(v)) ? fitness(p, v, a, site) : 0;
        if (fit > most) {
            most = fit;
            found = v;
        }
    }
    return found;
}

static void put_text(struct buf *out, const char *key, struct str s)
{
    json_put_key(out, key);
    json_put_string(out, s);
}

static void put_script(struct buf *out, const struct procedure *v)
{
    buf_cat(out, ",\"script\":");
    if (v == NULL) {
        buf_cat(out, "null");
        return;
    }
    buf_putc(out, '{');
    put_text(out, "en", v->script_en);
    buf_putc(out, ',');
    put_text(out, "ru", v->script_ru);
    buf_putc(out, ',');
    put_text(out, "uz", v->script_uz);
    buf_putc(out, ',');
    put_text(out, "kk", v->script_kk);
    buf_putc(out, '}');
}

static void put_chain(struct buf *out, struct str chain)
{
    bool any = false;
    buf_cat(out, ",\"chain\":[");
    while (chain.n > 0) {
        struct str rest = str_trim(str_cut(&chain, '\n'));
        if (rest.n == 0)
            continue;
        struct str after = str_trim(str_cut(&rest, ';')), who = str_trim(str_cut(&rest, ';'));
        int64_t seconds = 0;
        if (!str_i64(after, &seconds))
            continue;
        buf_printf(out, "%s{\"after_s\":%lld,", any ? "," : "", (long long)seconds);
        put_text(out, "who", who);
        buf_putc(out, ',');
        put_text(out, "number", str_trim(rest));
        buf_putc(out, '}');
        any = true;
    }
    buf_putc(out, ']');
}

/* ---- cameras ---- */

static void put_cameras(struct buf *out, const struct picture *p, const struct settings *settings,
                        const struct alarm *a)
{
    struct alarm_camera cameras[ALARM_CAMERAS];
    size_t n = alarm_cameras(p, settings, a, true, cameras);
    buf_cat(out, ",\"cameras\":[");
    for (size_t i = 0; i < n; i++) {
        buf_cat(out, i > 0 ? ",{" : "{");
        put_text(out, "device", cameras[i].device->id);
        buf_printf(out, ",\"site\":%s,\"distance_m\":", cameras[i].site ? "true" : "false");
        if (cameras[i].m >= 0)
            buf_printf(out, "%d}", (int)cameras[i].m);
        else
            buf_cat(out, "null}");
    }
    buf_putc(out, ']');
}

/* ---- duty desk, people ---- */

static void put_station(struct buf *out, const struct picture *p, struct str area)
{
    buf_cat(out, ",\"station\":");
    for (int level = 0; level < DEPTH_MAX && area.n > 0; level++) {
        const struct area *one = picture_get(p, KIND_AREA, area);
        if (one == NULL)
            break;
        if (one->desk.n > 0) {
            buf_putc(out, '{');
            put_text(out, "area", area);
            buf_putc(out, ',');
            put_text(out, "desk", one->desk);
            buf_putc(out, '}');
            return;
        }
        area = one->parent;
    }
    buf_cat(out, "null");
}

static bool signed_in(const struct picture *p, struct str user)
{
    uint32_t n;
    (void)picture_by(p, KIND_SESSION, F_SESSION_USER, user, &n);
    return n > 0;
}

/* Who is signed in, takes care of alarms and sees this one. */
static void put_people(struct buf *out, const struct picture *p, const struct alarm *a)
{
    int n = 0;
    buf_cat(out, ",\"people\":[");
    for (uint32_t i = 0; i < picture_count(p, KIND_USER) && n < PEOPLE_MAX; i++) {
        const struct entity *en = picture_at(p, KIND_USER, i);
        const struct user *u = en->rec;
        if (u->disabled || (role_permissions[u->role] & BIT(PERM_ALARM_HANDLE)) == 0 ||
            !picture_area_within(p, a->area, u->area) || !signed_in(p, en->id))
            continue;
        buf_cat(out, n++ > 0 ? ",{" : "{");
        put_text(out, "id", en->id);
        buf_putc(out, ',');
        put_text(out, "name", u->full_name.n > 0 ? u->full_name : u->name);
        buf_putc(out, ',');
        put_text(out, "area", u->area);
        buf_putc(out, '}');
    }
    buf_putc(out, ']');
}

static void put_screen(const struct view_env *env, const struct picture *p, const struct entity *en,
                       struct buf *out)
{
    const struct alarm *a = en->rec;
    const struct procedure *chain = best(p, a, true);
    buf_putc(out, '{');
    keyholders_write(p, a->site, out);
    put_script(out, best(p, a, false));
    put_chain(out, chain != NULL ? chain->chain : STR_NONE);
    put_cameras(out, p, env->work.settings, a);
    put_station(out, p, a->area);
    put_people(out, p, a);
    buf_putc(out, '}');
}

enum rc alarm_screen(const struct view_env *env, struct call *c, struct err *e)
{
    const struct picture *p = env->work.lock(env->work.core);
    const struct entity *en = picture_find(p, KIND_ALARM, c->params[0]);
    bool may = en != NULL && core_visible(p, &c->who, en);
    if (may)
        put_screen(env, p, en, &c->answer);
    env->work.unlock(env->work.core);
    return may ? RC_OK
               : err_set(e, RC_NOT_FOUND, "there is no alarm '%.*s' in the picture",
                         STR_ARG(c->params[0]));
}
