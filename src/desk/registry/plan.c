/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The image of a site's plan. PNG, JPEG or WebP by its first bytes, whatever its sender says: a drawing with scripts in it
 * (SVG, PDF) is none. It is kept as it came and never taken apart; pages show it as an image under a policy that runs nothing.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "core/core.h"
#include "core/files.h"
#include "desk/registry/registry_priv.h"
#include "store/vault.h"

#define PLAN_MAX ((size_t)2 << 20)
#define REGISTRY_MAGIC 0x4e910001u

struct desk_state {
    unsigned magic;
    struct files files;
};

enum rc registry_open(struct desk_state **out, const struct settings *settings, struct vault *vault,
                      struct err *e)
{
    UNUSED(settings);
    UNUSED(e);
    *out = mem_alloc(sizeof **out);
    (*out)->magic = REGISTRY_MAGIC;
    files_init(&(*out)->files, vault);
    return RC_OK;
}

void registry_close(struct desk_state *s)
{
    CHECK_OBJ(s, REGISTRY_MAGIC);
    files_release(&s->files);
    free(s);
}

struct desk_work *registry_work_next(struct desk_state *s, const struct picture *p, usec_t now)
{
    UNUSED(p);
    UNUSED(now);
    return files_next(&s->files);
}

void registry_worked(struct desk_state *s, struct desk_work *w)
{
    files_done(&s->files, w);
}

/* A drawing has scripts and addresses in it: what draws it must stand elsewhere, as the administration's page does. */
static bool is_drawing(struct str body)
{
    struct str text = str_trim(body);
    if (str_starts(text, STR("\xef\xbb\xbf")))
        text = (struct str){text.p + 3, text.n - 3};
    return str_starts(text, STR("<")) || str_starts(text, STR("%PDF"));
}

/* Before anything is stored: a file of a site that is not the caller's would lie there for nobody. */
static enum rc check_site(const struct work_env *env, const struct call *c, struct err *e)
{
    const struct picture *p = env->lock(env->core);
    const struct site *site = picture_get(p, KIND_SITE, c->params[0]);
    bool may = site != NULL && picture_area_within(p, site->area, str_c(c->who.area));
    env->unlock(env->core);
    if (may)
        return RC_OK;
    return err_set(e, site == NULL ? RC_NOT_FOUND : RC_DENIED,
                   "there is no site '%.*s' that is yours to change", STR_ARG(c->params[0]));
}

enum rc registry_plan_prepare(const struct work_env *env, struct call *c, struct err *e)
{
    struct vault_put *put = NULL;
    struct vault_item item;
    if (c->body.n > PLAN_MAX)
        return err_set(e, RC_TOO_LARGE, "a plan may have at most %zu bytes", PLAN_MAX);
    if (is_drawing(c->body))
        return err_set(e, RC_INVALID,
                       "a drawing (SVG, PDF) is not taken: save it as PNG, or choose it on the "
                       "administration's page, which makes a picture of it");
    enum rc rc = check_site(env, c, e);
    if (rc == RC_OK)
        rc = vault_begin(env->vault, MEDIA_NONE, PLAN_MAX, &put, e);
    if (rc != RC_OK)
        return rc;
    rc = vault_write(put, c->body, e);
    if (rc != RC_OK) {
        vault_abort(put);
        return rc;
    }
    rc = vault_commit(put, NULL, VAULT_FOREVER, &item, e);
    if (rc == RC_OK) {
        char *hex = arena_alloc(&c->arena, SHA256_HEX + 1);
        sha256_hex(item.sha, hex);
        c->in = hex;
    }
    return rc;
}

/* Two sites may have one plan: its file goes with the last of them. */
static bool used_elsewhere(const struct picture *p, struct str plan, struct str site)
{
    for (uint32_t i = 0; i < picture_count(p, KIND_SITE); i++) {
        const struct entity *en = picture_at(p, KIND_SITE, i);
        if (!str_eq(en->id, site) && str_eq(((const struct site *)en->rec)->plan, plan))
            return true;
    }
    return false;
}

static enum rc set_plan(struct desk_state *s, struct decision *d, struct str id, struct str plan,
                        struct err *e)
{
    const struct site *before = picture_get(d->picture, KIND_SITE, id);
    struct site v = {0};
    if (before == NULL)
        return err_set(e, RC_NOT_FOUND, "there is no site '%.*s'", STR_ARG(id));
    enum rc rc = decision_area(d, before->area, e);
    if (rc != RC_OK || str_eq(before->plan, plan))
        return rc;
    if (before->plan.n > 0 && !used_elsewhere(d->picture, before->plan, id))
        files_delete(&s->files, before->plan);
    site_set_plan(&v, plan);
    site_set_plan_at(&v, d->now);
    (void)decision_event(d, EV_SITE_PLAN, id, &v);
    return RC_OK;
}

enum rc registry_plan_put(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    enum rc rc = set_plan(s, d, c->params[0], str_c(c->in), e);
    if (rc != RC_OK && !used_elsewhere(d->picture, str_c(c->in), STR_NONE))
        files_delete(&s->files, str_c(c->in)); /* the site went between the two */
    return rc;
}

enum rc registry_plan_remove(struct desk_state *s, struct decision *d, struct call *c,
                             struct err *e)
{
    return set_plan(s, d, c->params[0], STR_NONE, e);
}

static struct str plan_of(const struct entity *en)
{
    return ((const struct site *)en->rec)->plan;
}

enum rc registry_plan_get(const struct view_env *env, struct call *c, struct err *e)
{
    return files_answer(env, c, KIND_SITE, plan_of, "there is no plan of this site", e);
}
