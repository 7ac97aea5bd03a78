/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the road desk has done by the work thread: files of the vault kept, deleted and forgotten, lists saved and freed,
 * violations written. The core thread gathers, the work thread does, and what failed is tried again.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "desk/road/road_priv.h"
#include "store/file.h"

#define DELETED_AT_A_TIME 20u /* files; each costs the disk a few milliseconds */

/* One errand: everything is its own but the vault, the series and the lists, which live longer. */
struct errand {
    struct desk_work work;
    struct vault *vault;
    struct telemetry *kept;
    const char *dir;
    usec_t now;
    bool second;
    struct road_list **retired;
    uint32_t nretired;
    struct road_pin *pins;
    uint32_t npins, pinned;
    struct road_doomed doomed[DELETED_AT_A_TIME];
    uint32_t ndoomed;
    struct road_mark *marks;
    uint32_t nmarks;
    bool prune;
    char current[ROAD_SOURCES_MAX][SHA256_HEX + 1];
    uint32_t ncurrent;
    const struct road_list *unsaved; /* NULL: none */
    char unsaved_sha[SHA256_HEX + 1];
};

/* ---- the core thread ---- */

void road_retire(struct desk_state *s, struct road_list *l)
{
    struct road_todo *t = &s->todo;
    if (l == NULL)
        return;
    if (t->nretired == t->retired_cap) {
        t->retired_cap = t->retired_cap > 0 ? t->retired_cap * 2 : 8;
        t->retired = mem_resize(t->retired, t->retired_cap, sizeof t->retired[0]);
    }
    t->retired[t->nretired++] = l;
}

void road_pin(struct desk_state *s, struct sha256 sha, usec_t until)
{
    struct road_todo *t = &s->todo;
    if (t->npins == t->pins_cap) {
        t->pins_cap = t->pins_cap > 0 ? t->pins_cap * 2 : 8;
        t->pins = mem_resize(t->pins, t->pins_cap, sizeof t->pins[0]);
    }
    t->pins[t->npins++] = (struct road_pin){sha, until};
}

void road_doom(struct desk_state *s, struct str sha, usec_t before)
{
    struct road_todo *t = &s->todo;
    struct road_doomed x = {.before = before};
    if (!hex_get(sha, x.sha.b, SHA256_LEN))
        return;
    if (t->ndoomed == t->doomed_cap) {
        t->doomed_cap = t->doomed_cap > 0 ? t->doomed_cap * 2 : 64;
        t->doomed = mem_resize(t->doomed, t->doomed_cap, sizeof t->doomed[0]);
    }
    t->doomed[t->ndoomed++] = x;
}

void road_todo_release(struct road_todo *t)
{
    for (uint32_t i = 0; i < t->nretired; i++)
        road_list_free(t->retired[i]);
    free(t->retired);
    free(t->pins);
    free(t->doomed);
    *t = (struct road_todo){0};
}

static void take_lists(struct errand *x, struct desk_state *s)
{
    struct road_todo *t = &s->todo;
    x->retired = t->retired;
    x->nretired = t->nretired;
    x->pins = t->pins;
    x->npins = t->npins;
    t->retired = NULL;
    t->pins = NULL;
    t->nretired = t->retired_cap = t->npins = t->pins_cap = 0;
    x->prune = t->editions_changed;
    t->editions_changed = false;
    for (uint32_t i = 0; i < s->nsources; i++) {
        struct road_source *src = &s->sources[i];
        (void)str_copy(x->current[x->ncurrent++], sizeof x->current[0], str_c(src->sha));
        if (x->unsaved != NULL || src->saved || src->list == NULL)
            continue;
        src->saved = true;
        x->unsaved = src->list; /* retired lists are freed in a later errand than this */
        (void)str_copy(x->unsaved_sha, sizeof x->unsaved_sha, str_c(src->sha));
    }
}

static void take_second(struct errand *x, struct desk_state *s, const struct picture *p)
{
    struct road_todo *t = &s->todo;
    x->second = true;
    t->second = false;
    x->marks = s->marks.fresh;
    x->nmarks = s->marks.n;
    s->marks.fresh = NULL;
    s->marks.n = s->marks.cap = 0;
    for (uint32_t i = 0; i < DELETED_AT_A_TIME && t->ndoomed > 0; i++) {
        struct road_doomed d = t->doomed[--t->ndoomed];
        /* Another hit may have asked for the same photo meanwhile. */
        if (!road_photo_known(p, d.sha))
            x->doomed[x->ndoomed++] = d;
    }
}

static bool unsaved(const struct desk_state *s)
{
    for (uint32_t i = 0; i < s->nsources; i++)
        if (!s->sources[i].saved && s->sources[i].list != NULL)
            return true;
    return false;
}

static void run(struct desk_work *w);

struct desk_work *road_work_next(struct desk_state *s, const struct picture *p, usec_t now)
{
    CHECK_OBJ(s, ROAD_MAGIC);
    const struct road_todo *t = &s->todo;
    bool lists =
        t->nretired > 0 || (t->npins > 0 && !t->pins_wait) || t->editions_changed || unsaved(s);
    if (!lists && !t->second)
        return NULL;
    struct errand *x = mem_alloc(sizeof *x);
    x->work.run = run;
    x->vault = s->vault;
    x->kept = s->marks.kept;
    x->dir = settings_text(s->settings, SET_STORE_PATH);
    x->now = now;
    if (lists)
        take_lists(x, s);
    if (t->second)
        take_second(x, s, p);
    return &x->work;
}

void road_worked(struct desk_state *s, struct desk_work *w)
{
    struct errand *x = (struct errand *)w;
    /* What the disk refused is tried again a second later, before what came since. */
    if (x->pinned < x->npins) {
        s->todo.pins_wait = true;
        struct road_todo later = s->todo;
        s->todo.pins = NULL;
        s->todo.npins = s->todo.pins_cap = 0;
        for (uint32_t i = x->pinned; i < x->npins; i++)
            road_pin(s, x->pins[i].sha, x->pins[i].until);
        for (uint32_t i = 0; i < later.npins; i++)
            road_pin(s, later.pins[i].sha, later.pins[i].until);
        free(later.pins);
    }
    free(x->retired);
    free(x->pins);
    free(x->marks);
    free(x);
}

/* ---- the work thread ---- */

enum rc road_list_path(char *out, const char *dir, const char *sha, struct err *e)
{
    return file_path(out, e, "%s/lists/%s.list", dir, sha);
}

static void save_list(const struct errand *x)
{
    char folder[FILE_PATH_MAX], path[FILE_PATH_MAX];
    struct sha256 sha;
    struct err e = {0};
    enum rc rc = file_path(folder, &e, "%s/lists", x->dir);
    if (rc == RC_OK)
        rc = file_make_dir(folder, &e);
    if (rc == RC_OK)
        rc = road_list_path(path, x->dir, x->unsaved_sha, &e);
    if (rc == RC_OK && hex_get(str_c(x->unsaved_sha), sha.b, SHA256_LEN) && !file_exists(path))
        rc = road_list_save(x->unsaved, sha, path, &e);
    if (rc != RC_OK)
        log_warn("road", "a hotlist will take longer to load at the next start: %s", e.detail);
}

static bool is_current(const struct errand *x, const char *name)
{
    for (uint32_t i = 0; i < x->ncurrent; i++)
        if (strncmp(name, x->current[i], SHA256_HEX) == 0 &&
            strcmp(name + SHA256_HEX, ".list") == 0)
            return true;
    return false;
}

/* A list that is not used any more must not lie about: it says who is wanted. */
static void prune(const struct errand *x)
{
    char folder[FILE_PATH_MAX], path[FILE_PATH_MAX];
    struct err e = {0};
    DIR *d = file_path(folder, &e, "%s/lists", x->dir) == RC_OK ? opendir(folder) : NULL;
    for (const struct dirent *f; d != NULL && (f = readdir(d)) != NULL;)
        if (f->d_name[0] != '.' && !is_current(x, f->d_name) &&
            file_path(path, &e, "%s/%s", folder, f->d_name) == RC_OK)
            (void)file_remove(path, &e);
    if (d != NULL)
        (void)closedir(d);
}

static void run(struct desk_work *w)
{
    struct errand *x = (struct errand *)w;
    struct err e = {0};
    enum rc rc = RC_OK;
    for (; x->pinned < x->npins; x->pinned++) {
        rc = vault_set_expiry(x->vault, x->pins[x->pinned].sha, x->pins[x->pinned].until, &e);
        if (rc != RC_OK && rc != RC_NOT_FOUND)
            break;
    }
    if (x->pinned < x->npins)
        log_warn("road", "could not say how long a hotlist is kept: %s", e.detail);
    if (x->unsaved != NULL)
        save_list(x);
    if (x->prune)
        prune(x);
    for (uint32_t i = 0; i < x->nretired; i++)
        road_list_free(x->retired[i]);
    for (uint32_t i = 0; i < x->ndoomed; i++)
        if (vault_delete_older(x->vault, x->doomed[i].sha, x->doomed[i].before, &e) != RC_OK)
            log_warn("road", "could not delete a photo: %s", e.detail);
    if (!x->second)
        return;
    /* What a stop of the process left behind: its expiry was set when it came. */
    if (vault_expire(x->vault, x->now, DELETED_AT_A_TIME, NULL, &e) != RC_OK)
        log_warn("road", "could not delete expired files: %s", e.detail);
    if (x->kept != NULL)
        road_marks_write(x->kept, x->marks, x->nmarks, x->now);
}
