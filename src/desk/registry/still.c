/* SPDX-License-Identifier: Apache-2.0 */
/* Where the centre brings a camera's pictures from. What is typed leaves the pool sealed, and no answer gives the password. */
#include <string.h>

#include "base/json.h"
#include "core/core.h"
#include "core/still.h"
#include "desk/registry/registry_priv.h"

enum rc registry_still_prepare(const struct work_env *env, struct call *c, struct err *e)
{
    const struct in_still_set *in = c->in;
    uint8_t key[STILL_KEY_LEN];
    struct still s = {str_trim(in->url), str_trim(in->user), in->password};
    struct str *sealed = arena_alloc(&c->arena, sizeof *sealed);
    enum rc rc = still_check(&s, env->settings, e);
    if (rc == RC_OK)
        rc = still_key(env->settings, key, e);
    if (rc != RC_OK)
        return rc;
    *sealed = still_seal(key, &c->arena, c->params[0], &s);
    explicit_bzero(key, sizeof key);
    c->in = sealed;
    return RC_OK;
}

static enum rc find(const struct decision *d, struct str id, const struct device **out,
                    struct err *e)
{
    *out = picture_get(d->picture, KIND_DEVICE, id);
    if (*out == NULL)
        return err_set(e, RC_NOT_FOUND, "there is no device '%.*s'", STR_ARG(id));
    return decision_area(d, (*out)->area, e);
}

static void set(struct decision *d, struct str id, struct str sealed)
{
    struct device v = {0};
    device_set_has_still(&v, sealed.n > 0);
    device_set_still(&v, sealed);
    (void)decision_event(d, EV_DEVICE_STILL, id, &v);
}

enum rc registry_still_set(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct device *dev;
    UNUSED(s);
    enum rc rc = find(d, c->params[0], &dev, e);
    if (rc == RC_OK && dev->kind != DEVICE_KIND_CAMERA)
        rc = err_set(e, RC_CONFLICT, "'%.*s' is no camera", STR_ARG(c->params[0]));
    if (rc == RC_OK)
        set(d, c->params[0], *(const struct str *)c->in);
    return rc;
}

enum rc registry_still_remove(struct desk_state *s, struct decision *d, struct call *c,
                              struct err *e)
{
    const struct device *dev;
    UNUSED(s);
    enum rc rc = find(d, c->params[0], &dev, e);
    if (rc == RC_OK && dev->has_still)
        set(d, c->params[0], STR_NONE);
    return rc;
}

/* What stands behind a question mark may be a password: some cameras want it there. */
static struct str shown(struct str url)
{
    struct str rest = url;
    return str_cut(&rest, '?');
}

static void put(struct buf *out, const struct still *s, bool opened)
{
    buf_printf(out, "{\"readable\":%s,\"url\":", opened ? "true" : "false");
    json_put_string(out, shown(s->url));
    buf_printf(out, ",\"query\":%s,\"user\":", s->url.n > shown(s->url).n ? "true" : "false");
    json_put_string(out, s->user);
    buf_putc(out, '}');
}

enum rc registry_still_view(const struct view_env *env, struct call *c, struct err *e)
{
    uint8_t key[STILL_KEY_LEN];
    struct still s = {0};
    const struct picture *p = env->work.lock(env->work.core);
    const struct entity *en = picture_find(p, KIND_DEVICE, c->params[0]);
    bool may =
        en != NULL && core_visible(p, &c->who, en) && ((const struct device *)en->rec)->has_still;
    struct str sealed =
        may ? arena_str(&c->arena, ((const struct device *)en->rec)->still) : STR_NONE;
    env->work.unlock(env->work.core);
    if (!may)
        return err_set(e, RC_NOT_FOUND, "the centre brings no pictures of '%.*s'",
                       STR_ARG(c->params[0]));
    enum rc rc = still_key(env->work.settings, key, e);
    if (rc != RC_OK)
        return rc;
    bool opened = still_unseal(key, &c->arena, c->params[0], sealed, &s);
    explicit_bzero(key, sizeof key);
    put(&c->answer, &s, opened);
    return RC_OK;
}
