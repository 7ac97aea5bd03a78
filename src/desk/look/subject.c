/* SPDX-License-Identifier: Apache-2.0 */
/* Whom or what a look is about: looks are counted by it, and its subject is told of them. */
#include <string.h>

#include "base/hash.h"
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
static struct str plate_of(const struct entity *en)
{
    switch ((int)en->kind) {
    case KIND_HIT: return ((const struct hit *)en->rec)->plate;
    case KIND_VIOLATION: return ((const struct violation *)en->rec)->plate;
    case KIND_NOTICE: return ((const struct notice *)en->rec)->plate;
    case KIND_LOOKALIKE: return ((const struct lookalike *)en->rec)->plate;
    case KIND_ENTRY: return ((const struct entry *)en->rec)->plate;
    default: return STR_NONE;
    }
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
    struct str plate = en != NULL ? plate_of(en) : STR_NONE;
    if (plate.n > 0)
        return look_plate(s->key, d->arena, plate);
    if (en != NULL && en->kind == KIND_PHOTO) {
        struct str id = ((const struct photo *)en->rec)->about, about = id;
        enum kind kind = kind_find(str_cut(&id, '/'));
        const struct entity *of = kind != KIND_COUNT ? picture_find(d->picture, kind, id) : NULL;
        return of != NULL && plate_of(of).n > 0 ? look_plate(s->key, d->arena, plate_of(of))
                                                : about;
    }
    if (en != NULL && en->kind == KIND_SESSION)
        return ref(d, "user", ((const struct session *)en->rec)->user);
    if (en != NULL && en->kind == KIND_SHIFT)
        return ref(d, "unit", ((const struct shift *)en->rec)->unit);
    if (en != NULL && en->kind == KIND_DEVICE && item->place &&
        ((const struct device *)en->rec)->unit.n > 0)
        return ref(d, "unit", ((const struct device *)en->rec)->unit);
    return decision_ref(d, item->kind, item->id);
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
        if (v.n == 0)
            continue;
        *counts = true;
        struct str cut = {v.p, v.n < 80 ? v.n : 80};
        cut.n = str_utf8_prefix(cut);
        return by[i].kind[0] == '\0' ? arena_str(d->arena, cut) : ref(d, by[i].kind, cut);
    }
    *counts = false;
    return ref(d, "list", kind);
}

static const struct entity *photo_of(const struct picture *p, struct str sha)
{
    uint32_t n;
    const struct entity *const *list = picture_by(p, KIND_PHOTO, F_PHOTO_SHA256, sha, &n);
    return n > 0 ? list[0] : NULL;
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
        item.subject = ref(d, str_eqc(c->params[0], "local") ? "list" : "user", c->params[0]);
        return item;
    }
    if (route == ROUTE_LOOK_AUDIT_LOOKS) {
        item.subject = look_audit_subject(s->key, c);
        if (item.subject.n > 0)
            return item;
        item.subject = searched(d, c, STR("look"), &item.counts);
        return item;
    }
    if (item.kind == KIND_COUNT) {
        item.subject = searched(d, c, c->params[0], &item.counts);
        return item;
    }
    if (item.en == NULL && route != ROUTE_ROAD_MEDIA_GET)
        item.en = picture_find(d->picture, item.kind, item.id);
    item.subject = subject_of(s, d, &item);
    return item;
}
