/* SPDX-License-Identifier: Apache-2.0 */
/* Whom or what a look is about: looks are counted by it, and its subject is told of them. */
#include <string.h>

#include "base/hash.h"
#include "core/core.h"
#include "desk/look/look_priv.h"
#include "store/keyfile.h"

/* A damaged key is not replaced: plates looked at until now could never be found again. */
enum rc look_key_open(uint8_t key[32], const char *dir, struct err *e)
{
    char folder[FILE_PATH_MAX], path[FILE_PATH_MAX];
    enum rc rc = file_path(folder, e, "%s/keys", dir);
    if (rc == RC_OK)
        rc = file_path(path, e, "%s/keys/looks.key", dir);
    return rc == RC_OK ? keyfile_open(folder, path, key, e) : rc;
}

struct str look_plate(const uint8_t key[32], struct arena *a, struct str plate)
{
    char hex[SHA256_HEX + 1];
    sha256_hex(hmac_sha256((struct str){(const char *)key, 32}, plate), hex);
    hex[32] = '\0';
    return arena_printf(a, "plate/%s", hex);
}

/* The plate of a record that has one. */
static struct str plate_in(enum kind kind, const void *rec)
{
    switch ((int)kind) {
    case KIND_HIT: return ((const struct hit *)rec)->plate;
    case KIND_VIOLATION: return ((const struct violation *)rec)->plate;
    case KIND_NOTICE: return ((const struct notice *)rec)->plate;
    case KIND_LOOKALIKE: return ((const struct lookalike *)rec)->plate;
    case KIND_ENTRY: return ((const struct entry *)rec)->plate;
    default: return STR_NONE;
    }
}

static struct str plate_of(const struct entity *en)
{
    return plate_in(en->kind, en->rec);
}

static bool has_plate(enum kind kind)
{
    return kind == KIND_HIT || kind == KIND_VIOLATION || kind == KIND_NOTICE ||
           kind == KIND_LOOKALIKE || kind == KIND_ENTRY;
}

static const struct entity *photo_of(const struct picture *p, struct str sha)
{
    uint32_t n;
    const struct entity *const *list = picture_by(p, KIND_PHOTO, F_PHOTO_SHA256, sha, &n);
    return n > 0 ? list[0] : NULL;
}

/* ---- what the picture does not know any more, the journal may ---- */

struct past {
    enum kind kind;
    struct str id;
    struct arena *arena;
    struct str plate, about; /* of a photo */
};

static void take_past(const struct event *ev, void *arg)
{
    struct past *p = arg;
    if (event_kind(ev) != p->kind || !str_eq(ev->id, p->id))
        return;
    struct str plate = plate_in(p->kind, ev->data);
    if (plate.n > 0)
        p->plate = arena_str(p->arena, plate);
    if (p->kind == KIND_PHOTO && ((const struct photo *)ev->data)->about.n > 0)
        p->about = arena_str(p->arena, ((const struct photo *)ev->data)->about);
}

static enum rc find_plate(const struct work_env *env, struct call *c, struct str kind,
                          struct str id, struct str *plate, struct err *e);

static enum rc find_shown(const struct work_env *env, struct call *c, struct str about,
                          struct str *plate, struct err *e)
{
    struct str of = about, kind = str_cut(&of, '/');
    return has_plate(kind_find(kind)) ? find_plate(env, c, kind, of, plate, e) : RC_OK;
}

/* The plate of a thing by its own number; of a photo that of what it shows, which may be gone while a hold keeps the photo. */
static enum rc find_plate(const struct work_env *env, struct call *c, struct str kind,
                          struct str id, struct str *plate, struct err *e)
{
    struct past p = {.kind = kind_find(kind), .id = id, .arena = &c->arena};
    if (p.kind == KIND_COUNT || (!has_plate(p.kind) && p.kind != KIND_PHOTO))
        return RC_OK;
    const struct picture *mirror = env->lock(env->core);
    const struct entity *en = picture_find(mirror, p.kind, id);
    if (en != NULL)
        *plate = arena_str(&c->arena, plate_of(en));
    if (en != NULL && p.kind == KIND_PHOTO)
        p.about = arena_str(&c->arena, ((const struct photo *)en->rec)->about);
    env->unlock(env->core);
    if (en != NULL)
        return find_shown(env, c, p.about, plate, e);
    enum rc rc =
        core_timeline(env->core, arena_printf(&c->arena, "%.*s/%.*s", STR_ARG(kind), STR_ARG(id)),
                      take_past, &p, e);
    if (rc != RC_OK || p.kind != KIND_PHOTO) {
        *plate = p.plate;
        return rc;
    }
    return find_shown(env, c, p.about, plate, e);
}

/* Of the photo that is asked for by its hash. */
static enum rc find_photo(const struct work_env *env, struct call *c, struct str *plate,
                          struct err *e)
{
    const struct picture *mirror = env->lock(env->core);
    const struct entity *en = photo_of(mirror, c->params[0]);
    struct str id = en != NULL ? arena_str(&c->arena, en->id) : STR_NONE;
    env->unlock(env->core);
    return id.n > 0 ? find_plate(env, c, kind_table[KIND_PHOTO].name, id, plate, e) : RC_OK;
}

enum rc look_first(const struct work_env *env, struct call *c, struct err *e)
{
    struct str plate = STR_NONE;
    bool photo = c->route->id == ROUTE_ROAD_MEDIA_GET;
    if (!photo && c->route->id != ROUTE_CORE_ENTITY && c->route->id != ROUTE_CORE_HISTORY)
        return RC_OK;
    enum rc rc = photo ? find_photo(env, c, &plate, e)
                       : find_plate(env, c, c->params[0], c->params[1], &plate, e);
    if (rc == RC_OK && plate.n > 0) {
        struct look_gone *gone = arena_alloc(&c->arena, sizeof *gone);
        *gone = (struct look_gone){plate};
        c->in = gone;
    }
    return rc;
}

static struct str ref(struct decision *d, const char *kind, struct str id)
{
    return arena_printf(d->arena, "%s/%.*s", kind, STR_ARG(id));
}

/* Behind a session, shift or device stands a person or a unit; behind a hit a plate. */
static struct str subject_of(const struct desk_state *s, struct decision *d,
                             const struct look_item *item)
{
    const struct entity *en = item->en;
    struct str plate = en != NULL ? plate_of(en) : item->plate;
    if (plate.n > 0)
        return look_plate(s->key, d->arena, plate);
    if (en != NULL && en->kind == KIND_PHOTO) {
        struct str id = ((const struct photo *)en->rec)->about, about = id;
        enum kind kind = kind_find(str_cut(&id, '/'));
        const struct entity *of = kind != KIND_COUNT ? picture_find(d->picture, kind, id) : NULL;
        struct str shown = of != NULL ? plate_of(of) : item->plate;
        return shown.n > 0 ? look_plate(s->key, d->arena, shown) : about;
    }
    if (en != NULL && en->kind == KIND_SNAPSHOT)
        return ref(d, "alarm", ((const struct snapshot *)en->rec)->alarm);
    if (en != NULL && en->kind == KIND_SESSION)
        return ref(d, "user", ((const struct session *)en->rec)->user);
    if (en != NULL && en->kind == KIND_SHIFT)
        return ref(d, "unit", ((const struct shift *)en->rec)->unit);
    if (en != NULL && en->kind == KIND_DEVICE && item->place &&
        ((const struct device *)en->rec)->unit.n > 0)
        return ref(d, "unit", ((const struct device *)en->rec)->unit);
    return decision_ref(d, item->kind, item->id);
}

/* Would a search of this kind be narrowed by it? What narrows nothing must not stand for the subject. */
static bool narrows(enum kind kind, const char *name)
{
    const struct field *f =
        kind != KIND_COUNT ? record_field(kind_table[kind].record, str_c(name)) : NULL;
    return f != NULL && (kind_table[kind].keep & BIT(f->bit)) != 0;
}

/* A search is about what it is narrowed to, if to anything; else about a list. */
static struct str searched(struct decision *d, struct call *c, struct str kind, bool *counts)
{
    static const struct {
        const char *field, *kind;
    } by[] = {{"by", "user"},       {"owner", "user"}, {"subject", ""},    {"device", "device"},
              {"camera", "device"}, {"unit", "unit"},  {"entry", "entry"}, {"incident", "incident"},
              {"alarm", "alarm"},   {"site", "site"}};

    for (size_t i = 0; i < ARRAY_LEN(by); i++) {
        struct str v = call_query(c, by[i].field);
        if (v.n == 0 || !narrows(kind_find(kind), by[i].field))
            continue;
        *counts = true;
        struct str cut = {v.p, v.n < 80 ? v.n : 80};
        cut.n = str_utf8_prefix(cut);
        return by[i].kind[0] == '\0' ? arena_str(d->arena, cut) : ref(d, by[i].kind, cut);
    }
    *counts = false;
    return ref(d, "list", kind);
}

struct look_item look_item_of(const struct desk_state *s, struct decision *d, struct call *c)
{
    struct look_item item = {.kind = KIND_COUNT, .counts = true};
    enum route_id route = c->route->id;
    if (route == ROUTE_ROAD_MEDIA_GET) {
        item.kind = KIND_PHOTO;
        item.en = photo_of(d->picture, c->params[0]);
        item.id = item.en != NULL ? item.en->id : c->params[0];
    } else if (route == ROUTE_REGISTRY_DEVICE_FIXES) {
        item.kind = KIND_DEVICE;
        item.place = true;
        item.id = c->params[0];
    } else if (route == ROUTE_ALARM_SNAPSHOT_GET) {
        item.kind = KIND_SNAPSHOT;
        item.id = c->params[0];
    } else if (route == ROUTE_ALARM_SCREEN) {
        item.kind = KIND_ALARM;
        item.id = c->params[0];
    } else if (route == ROUTE_REGISTRY_PLAN_GET || route == ROUTE_REGISTRY_KEYHOLDERS) {
        item.kind = KIND_SITE;
        item.id = c->params[0];
    } else if (route == ROUTE_REGISTRY_PROCEDURE_VIEW) {
        item.kind = KIND_PROCEDURE;
        item.id = c->params[0];
    } else if (route == ROUTE_UNIT_TRACK) {
        item.kind = KIND_UNIT;
        item.history = true;
        item.id = c->params[0];
    } else if (route == ROUTE_CORE_ENTITY || route == ROUTE_CORE_HISTORY) {
        item.kind = kind_find(c->params[0]);
        item.history = route == ROUTE_CORE_HISTORY;
        item.id = c->params[1];
    }
    if (route == ROUTE_LOOK_AUDIT_ACTS) {
        struct str actor = look_audit_actor(c);
        item.subject = str_eqc(actor, "local") ? ref(d, "list", actor) : arena_str(d->arena, actor);
        return item;
    }
    if (route == ROUTE_LOOK_AUDIT_LOOKS) {
        item.subject = look_audit_subject(s->key, c);
        if (item.subject.n > 0)
            return item;
        item.subject = searched(d, c, STR("look"), &item.counts);
        return item;
    }
    if (route == ROUTE_CORE_REPLAY) {
        item.subject = ref(d, "list", STR("replay"));
        item.counts = false; /* a room's day, nobody's in particular */
        return item;
    }
    if (route == ROUTE_CORE_REPLAY_POSITIONS) {
        item.subject = STR(LOOK_POSITIONS); /* and each unit of the area is told (usage.c) */
        item.counts = false;
        return item;
    }
    if (item.kind == KIND_COUNT) {
        item.subject = searched(d, c, c->params[0], &item.counts);
        return item;
    }
    if (item.en == NULL && route != ROUTE_ROAD_MEDIA_GET)
        item.en = picture_find(d->picture, item.kind, item.id);
    if (c->in != NULL && (route == ROUTE_CORE_ENTITY || route == ROUTE_CORE_HISTORY ||
                          route == ROUTE_ROAD_MEDIA_GET))
        item.plate = ((const struct look_gone *)c->in)->plate;
    item.subject = subject_of(s, d, &item);
    return item;
}

struct str look_subject(const struct desk_state *s, struct decision *d, enum kind kind,
                        struct str id)
{
    struct look_item item = {.kind = kind, .id = id, .en = picture_find(d->picture, kind, id)};
    return subject_of(s, d, &item);
}
