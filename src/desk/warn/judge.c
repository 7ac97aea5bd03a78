/* SPDX-License-Identifier: Apache-2.0 */
/* What every warning needs before it is decided, whether it was received or is to be issued here. On the pool. */
#include <string.h>

#include "base/json.h"
#include "desk/warn/warn_priv.h"

#define TEXTS_MAX 190000

struct str warn_cut(struct str s, size_t max)
{
    s.n = s.n < max ? s.n : max;
    s.n = str_utf8_prefix(s);
    return s;
}

struct str warn_key(struct arena *a, struct str sender, struct str identifier, usec_t sent)
{
    char hex[SHA256_HEX + 1];
    struct str text = arena_printf(a, "%.*s\n%.*s\n%lld", STR_ARG(sender), STR_ARG(identifier),
                                   (long long)(sent / USEC_S));
    sha256_hex(sha256_of(text, STR_NONE, STR_NONE), hex);
    return arena_str(a, (struct str){hex, WARN_KEY});
}

static void put_text(struct buf *out, const char *key, struct str s, size_t max)
{
    if (s.n == 0)
        return;
    if (out->p[out->n - 1] != '{')
        buf_putc(out, ',');
    json_put_key(out, key);
    json_put_string(out, warn_cut(s, max));
}

struct str warn_texts(struct arena *a, const struct cap_info *infos)
{
    struct buf all, one;
    buf_init(&all, TEXTS_MAX);
    buf_init(&one, TEXTS_MAX);
    buf_putc(&all, '[');
    for (const struct cap_info *i = infos; i != NULL; i = i->next) {
        buf_clear(&one);
        buf_cat(&one, "{");
        put_text(&one, "language", i->language, 40);
        put_text(&one, "event", i->event, 240);
        put_text(&one, "headline", i->headline, 500);
        put_text(&one, "description", i->description, 4000);
        put_text(&one, "instruction", i->instruction, 3000);
        put_text(&one, "web", i->web, 400);
        put_text(&one, "contact", i->contact, 400);
        put_text(&one, "sender_name", i->sender_name, 240);
        buf_cat(&one, "}");
        if (!buf_ok(&one) || all.n + one.n + 2 > TEXTS_MAX)
            break;
        if (all.n > 1)
            buf_putc(&all, ',');
        buf_puts(&all, buf_str(&one));
    }
    buf_putc(&all, ']');
    struct str text = arena_str(a, buf_str(&all));
    buf_release(&one);
    buf_release(&all);
    return text;
}

/* How many sites lie in it, and the areas of the first of them. */
static int64_t count_sites(const struct work_env *env, struct arena *a, const struct warn_shapes *s,
                           struct str *areas)
{
    int64_t n = 0;
    uint32_t known = 0;
    const struct picture *p = env->lock(env->core);
    for (uint32_t i = 0; i < picture_count(p, KIND_SITE); i++) {
        const struct site *site = picture_at(p, KIND_SITE, i)->rec;
        if ((site->has & BIT(F_SITE_LAT)) == 0 ||
            !warn_shapes_has(s, (struct geo_point){(int32_t)site->lat, (int32_t)site->lon}))
            continue;
        n++;
        if (site->area.n == 0 || known == WARN_AREAS_MAX || ids_has(*areas, site->area))
            continue;
        *areas = arena_printf(a, "%.*s%s%.*s", STR_ARG(*areas), known > 0 ? "," : "",
                              STR_ARG(site->area));
        known++;
    }
    env->unlock(env->core);
    return n;
}

void warn_place(const struct work_env *env, struct arena *a, const struct warn_shapes *s,
                struct warn_one *one)
{
    struct geo_point at;
    struct buf text;
    buf_init(&text, 590000);
    one->placed = warn_shapes_point(s, &at);
    one->areas = STR_NONE;
    warning_set_sites(&one->w, 0);
    if (one->placed) {
        warning_set_lat(&one->w, at.lat7);
        warning_set_lon(&one->w, at.lon7);
        warning_set_sites(&one->w, count_sites(env, a, s, &one->areas));
        one->nprobes = warn_shapes_probes(s, one->probes, WARN_PROBES_MAX);
        warn_shapes_put(s, &text);
    }
    warning_set_shapes(&one->w, one->placed && buf_ok(&text)
                                    ? arena_str(a, buf_str(&text))
                                    : STR("{\"polygons\":[],\"circles\":[]}"));
    buf_release(&text);
}

static void add_area(const struct decision *d, struct str id, struct str *all, uint32_t *n)
{
    if (id.n == 0 || *n == WARN_AREAS_MAX || ids_has(*all, id))
        return;
    *all = arena_printf(d->arena, "%.*s%s%.*s", STR_ARG(*all), *n > 0 ? "," : "", STR_ARG(id));
    (*n)++;
}

void warn_areas(const struct decision *d, struct warn_one *one)
{
    struct str all = STR_NONE, rest = one->areas;
    uint32_t n = 0;
    for (uint32_t i = 0; i < one->nprobes; i++)
        add_area(d, picture_area_at(d->picture, one->probes[i]), &all, &n);
    while (rest.n > 0)
        add_area(d, str_cut(&rest, ','), &all, &n);
    for (uint32_t i = 0; i < one->ncodes; i++)
        if (picture_find(d->picture, KIND_AREA, one->codes[i]) != NULL)
            add_area(d, one->codes[i], &all, &n);
    rest = all;
    warning_set_areas(&one->w, all);
    warning_set_area(&one->w, str_cut(&rest, ','));
}
