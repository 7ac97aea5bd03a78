/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Photos: the camera keeps them, and is asked for one only when a hit or dangerous driving came of
 * the read. What was not asked for is not taken, and what was goes with its hit; if that is held, with the hold.
 */
#include <stdio.h>

#include "core/due.h"
#include "desk/road/road_priv.h"

#define PHOTO_MAX ((size_t)2 << 20)
#define PHOTO_LIFE USEC_DAY /* at the latest: a hit that is read again and again lives longer */

static const struct entity *photo_of(const struct picture *p, struct str sha)
{
    uint32_t n;
    const struct entity *const *list = picture_by(p, KIND_PHOTO, F_PHOTO_SHA256, sha, &n);
    return n > 0 ? list[0] : NULL;
}

/* sub NULL: ask for nothing new, only say whether it is still wanted. */
void road_photo_ask(struct road_work *w, struct intake_line *l, const struct road_subject *sub,
                    struct str area)
{
    const struct in_read *r = &l->in.read;
    if (r->image.n == 0)
        return;
    const struct entity *en = photo_of(w->d->picture, r->image);
    if (en != NULL || map_get(&w->asked, r->image) != NULL) {
        l->wanted = en == NULL || ((const struct photo *)en->rec)->stored_at == 0;
        return;
    }
    if (sub == NULL)
        return;
    struct photo p = {0};
    photo_set_sha256(&p, r->image);
    photo_set_about(&p, road_subject_ref(w, sub));
    photo_set_camera(&p, r->camera);
    photo_set_at(&p, r->at);
    photo_set_area(&p, area);
    photo_set_wake_at(&p, w->d->now + PHOTO_LIFE);
    struct event *ev = decision_event(w->d, EV_PHOTO_ASKED, decision_new_id(w->d, KIND_PHOTO), &p);
    ev->about = p.about;
    map_set(&w->asked, r->image, l);
    l->wanted = true;
}

/* Files put from now on expire later than this; those of before are what is to go. */
static usec_t put_before(usec_t now)
{
    return now + PHOTO_LIFE + USEC_H;
}

/* A hold that ended is looked at again when its day has come: there may be another. */
static bool keep_photo(struct desk_state *s, struct decision *d, const struct entity *en)
{
    const struct photo *old = en->rec;
    usec_t until = due_held_until(d->picture, old->about);
    struct sha256 sha;
    struct photo p = {0};
    if (until <= d->now || old->stored_at == 0 || !hex_get(old->sha256, sha.b, SHA256_LEN))
        return false;
    if (until == old->wake_at)
        return true;
    photo_set_wake_at(&p, until);
    struct event *ev = decision_event(d, EV_PHOTO_KEPT, en->id, &p);
    ev->about = arena_str(d->arena, old->about);
    road_pin(s, sha, until + USEC_H);
    return true;
}

static void end_photo(struct desk_state *s, struct decision *d, const struct entity *en)
{
    struct photo none = {0};
    if (keep_photo(s, d, en))
        return;
    (void)decision_event(d, EV_PHOTO_DELETED, en->id, &none);
    if (((const struct photo *)en->rec)->stored_at != 0)
        road_doom(s, ((const struct photo *)en->rec)->sha256, put_before(d->now));
}

void road_photos_end(struct road_work *w, struct str about)
{
    uint32_t n;
    const struct entity *const *list =
        picture_by(w->d->picture, KIND_PHOTO, F_PHOTO_ABOUT, about, &n);
    for (uint32_t i = 0; i < n; i++)
        end_photo(w->s, w->d, list[i]);
}

void road_photo_wake(struct desk_state *s, struct decision *d, const struct entity *en)
{
    end_photo(s, d, en);
}

bool road_photo_known(const struct picture *p, struct sha256 sha)
{
    char hex[SHA256_HEX + 1];
    sha256_hex(sha, hex);
    return photo_of(p, str_c(hex)) != NULL;
}

enum asked { ASKED_NOT, ASKED_MISSING, ASKED_STORED };

static enum asked asked_for(const struct work_env *env, struct str sha)
{
    const struct picture *mirror = env->lock(env->core);
    const struct entity *en = photo_of(mirror, sha);
    enum asked a = en == NULL                                        ? ASKED_NOT
                   : ((const struct photo *)en->rec)->stored_at == 0 ? ASKED_MISSING
                                                                     : ASKED_STORED;
    env->unlock(env->core);
    return a;
}

static enum rc not_asked(struct str sha, struct err *e)
{
    return err_set(e, RC_NOT_FOUND, "the photo %.*s was not asked for, or its time is over",
                   STR_ARG(sha));
}

enum rc road_media_prepare(const struct work_env *env, struct call *c, struct err *e)
{
    struct sha256 want;
    struct vault_put *put = NULL;
    if (c->params[0].n != SHA256_HEX || !hex_get(c->params[0], want.b, SHA256_LEN))
        return err_set(e, RC_INVALID, "a photo is named by the 64 hex digits of its SHA-256");
    if (c->body.n > PHOTO_MAX)
        return err_set(e, RC_TOO_LARGE, "a photo may have at most %zu bytes", PHOTO_MAX);
    enum asked asked = asked_for(env, c->params[0]);
    if (asked == ASKED_NOT)
        return not_asked(c->params[0], e);
    if (asked == ASKED_STORED)
        return RC_OK;
    enum rc rc = vault_begin(env->vault, MEDIA_NONE, PHOTO_MAX, &put, e);
    if (rc != RC_OK)
        return rc;
    rc = vault_write(put, c->body, e);
    if (rc != RC_OK) {
        vault_abort(put);
        return rc;
    }
    return vault_commit(put, &want, put_before(env->now), NULL, e);
}

enum rc road_media_put(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct entity *en = photo_of(d->picture, c->params[0]);
    if (en == NULL) {
        road_doom(s, c->params[0], put_before(d->now)); /* its hit ended between the two */
        return not_asked(c->params[0], e);
    }
    const struct photo *old = en->rec;
    enum rc rc = decision_device(d, old->camera, e);
    if (rc != RC_OK || old->stored_at != 0)
        return rc;
    struct photo p = {0};
    photo_set_stored_at(&p, d->now);
    photo_set_bytes(&p, (int64_t)c->body.n);
    struct event *ev = decision_event(d, EV_PHOTO_STORED, en->id, &p);
    ev->about = arena_str(d->arena, old->about);
    return RC_OK;
}

enum rc road_media_get(const struct view_env *env, struct call *c, struct err *e)
{
    struct sha256 want;
    struct vault_item item;
    if (c->params[0].n != SHA256_HEX || !hex_get(c->params[0], want.b, SHA256_LEN))
        return err_set(e, RC_INVALID, "a photo is named by the 64 hex digits of its SHA-256");
    const struct picture *mirror = env->work.lock(env->work.core);
    const struct entity *en = photo_of(mirror, c->params[0]);
    bool may = en != NULL && core_visible(mirror, &c->who, en);
    env->work.unlock(env->work.core);
    if (!may)
        return err_set(e, RC_NOT_FOUND, "there is no photo of this name that you may see");
    enum rc rc = vault_load(env->work.vault, want, env->work.now, &c->answer, &item, e);
    if (rc == RC_OK && item.type == MEDIA_NDJSON) {
        buf_clear(&c->answer); /* a hotlist is no photo */
        rc = err_set(e, RC_NOT_FOUND, "there is no photo of this name that you may see");
    }
    c->type = rc == RC_OK ? media_mime(item.type) : NULL;
    return rc;
}
