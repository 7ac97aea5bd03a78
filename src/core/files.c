/* SPDX-License-Identifier: Apache-2.0 */
#include "core/files.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "core/core.h"
#include "store/vault.h"

#define AT_A_TIME 20u /* each costs the disk a few milliseconds */

struct errand {
    struct desk_work work;
    struct vault *vault;
    struct file_todo todo[AT_A_TIME];
    size_t n, done;
};

void files_init(struct files *f, struct vault *vault)
{
    *f = (struct files){.vault = vault};
}

void files_release(struct files *f)
{
    free(f->todo);
    f->todo = NULL;
    f->n = f->cap = 0;
}

static void add(struct files *f, struct file_todo one)
{
    if (f->n == f->cap) {
        f->cap = f->cap > 0 ? f->cap * 2 : 8;
        f->todo = mem_resize(f->todo, f->cap, sizeof f->todo[0]);
    }
    f->todo[f->n++] = one;
}

void files_keep(struct files *f, struct str sha, usec_t until)
{
    struct file_todo one = {.until = until};
    if (sha.n == SHA256_HEX && hex_get(sha, one.sha.b, SHA256_LEN))
        add(f, one);
}

void files_delete(struct files *f, struct str sha)
{
    files_keep(f, sha, 0);
}

enum rc files_answer(const struct view_env *env, struct call *c, enum kind kind,
                     struct str (*sha)(const struct entity *en), const char *missing, struct err *e)
{
    struct sha256 of;
    struct vault_item item;
    const struct picture *p = env->work.lock(env->work.core);
    const struct entity *en = picture_find(p, kind, c->params[0]);
    bool may = en != NULL && core_visible(p, &c->who, en) && hex_get(sha(en), of.b, SHA256_LEN);
    env->work.unlock(env->work.core);
    if (!may)
        return err_set(e, RC_NOT_FOUND, "%s", missing);
    enum rc rc = vault_load(env->work.vault, of, env->work.now, &c->answer, &item, e);
    c->type = rc == RC_OK ? media_mime(item.type) : NULL;
    return rc;
}

static void run(struct desk_work *w)
{
    struct errand *x = (struct errand *)w;
    for (; x->done < x->n; x->done++) {
        const struct file_todo *one = &x->todo[x->done];
        struct err e = {0};
        enum rc rc = one->until == 0 ? vault_delete(x->vault, one->sha, &e)
                                     : vault_set_expiry(x->vault, one->sha, one->until, &e);
        if (rc == RC_IO) {
            log_warn("files", "tried again later: %s", e.detail);
            return;
        }
    }
}

struct desk_work *files_next(struct files *f)
{
    if (f->n == 0 || f->vault == NULL)
        return NULL;
    struct errand *x = mem_alloc(sizeof *x);
    x->work.run = run;
    x->vault = f->vault;
    x->n = f->n < AT_A_TIME ? f->n : AT_A_TIME;
    x->done = 0;
    memcpy(x->todo, f->todo, x->n * sizeof x->todo[0]);
    f->n -= x->n;
    memmove(f->todo, f->todo + x->n, f->n * sizeof f->todo[0]);
    return &x->work;
}

void files_done(struct files *f, struct desk_work *w)
{
    struct errand *x = (struct errand *)w;
    for (size_t i = x->done; i < x->n; i++)
        add(f, x->todo[i]);
    free(x);
}
