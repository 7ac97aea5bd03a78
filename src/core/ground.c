/* SPDX-License-Identifier: Apache-2.0 */
#include "core/ground.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/mem.h"
#include "chart/chart.h"
#include "core/core_priv.h"
#include "store/file.h"

/* A tile's address names the chart it is of. */
#define NEVER_CHANGES "private, max-age=31536000, immutable"

void ground_init(struct ground *g)
{
    *g = (struct ground){0};
    must(pthread_mutex_init(&g->looking, NULL) == 0);
    must(pthread_mutex_init(&g->lock, NULL) == 0);
}

static void give_back_locked(struct ground_chart *u)
{
    if (u == NULL || --u->users > 0)
        return;
    chart_close(u->chart);
    free(u);
}

void ground_release(struct ground *g)
{
    give_back_locked(g->now);
    (void)pthread_mutex_destroy(&g->lock);
    (void)pthread_mutex_destroy(&g->looking);
}

/* NULL: there is none, or none that is whole. */
static struct ground_chart *open_chart(const char *path)
{
    struct chart *chart = NULL;
    struct err e;
    enum rc rc = chart_map(&chart, path, &e);
    if (rc != RC_OK && rc != RC_NOT_FOUND)
        log_error("core", "the map's ground cannot be used: %s", e.detail);
    if (rc != RC_OK)
        return NULL;
    struct ground_chart *u = mem_alloc(sizeof *u);
    *u = (struct ground_chart){chart, 1};
    return u;
}

void ground_look(struct core *core)
{
    char path[FILE_PATH_MAX];
    struct ground *g = &core->ground;
    struct err e;
    if (file_path(path, &e, "%s/chart/map", core->dir) != RC_OK)
        return;
    (void)pthread_mutex_lock(&g->looking);
    struct mapping_file file = mapping_look(path);
    if (!g->looked || !mapping_same(&file, &g->seen)) {
        struct ground_chart *found = file.there ? open_chart(path) : NULL;
        (void)pthread_mutex_lock(&g->lock);
        give_back_locked(g->now);
        g->now = found;
        g->looked = true;
        (void)pthread_mutex_unlock(&g->lock);
        g->seen = file;
    }
    (void)pthread_mutex_unlock(&g->looking);
}

/* NULL: none. *looked: whether that is known. */
static struct ground_chart *borrow(struct ground *g, bool *looked)
{
    (void)pthread_mutex_lock(&g->lock);
    struct ground_chart *u = g->now;
    if (u != NULL)
        u->users++;
    *looked = g->looked;
    (void)pthread_mutex_unlock(&g->lock);
    return u;
}

static void give_back(struct ground *g, struct ground_chart *u)
{
    (void)pthread_mutex_lock(&g->lock);
    give_back_locked(u);
    (void)pthread_mutex_unlock(&g->lock);
}

enum rc ground_view(const struct view_env *env, struct call *c, struct err *e)
{
    struct ground *g = &env->work.core->ground;
    struct chart_figures f;
    bool looked;
    UNUSED(e);
    ground_look(env->work.core);
    struct ground_chart *u = borrow(g, &looked);
    if (u == NULL) {
        buf_cat(&c->answer, "{\"chart\":null}");
        return RC_OK;
    }
    chart_figures(u->chart, &f);
    give_back(g, u);
    buf_printf(&c->answer,
               "{\"chart\":\"%s\",\"bounds\":[%.7f,%.7f,%.7f,%.7f],\"maxzoom\":%d,"
               "\"features\":%u,\"attribution\":\"© OpenStreetMap contributors\"}",
               f.sum, f.box.west / 1e7, f.box.south / 1e7, f.box.east / 1e7, f.box.north / 1e7,
               CHART_ZOOM_MAX, f.features);
    return RC_OK;
}

/* "SUM/Z/X/Y" */
static bool read_path(struct str path, struct str *sum, struct chart_tile *t)
{
    int64_t v[3];
    *sum = str_cut(&path, '/');
    for (int i = 0; i < 3; i++)
        if (!str_i64(str_cut(&path, '/'), &v[i]) || v[i] < 0 || v[i] > UINT16_MAX)
            return false;
    *t = (struct chart_tile){(uint32_t)v[0], (uint32_t)v[1], (uint32_t)v[2]};
    return path.n == 0 && chart_tile_valid(*t);
}

enum rc ground_view_tile(const struct view_env *env, struct call *c, struct err *e)
{
    struct ground *g = &env->work.core->ground;
    struct chart_figures f;
    struct chart_tile t;
    struct str sum;
    bool looked;
    if (!read_path(c->params[0], &sum, &t))
        return err_set(e, RC_NOT_FOUND, "'%.*s' is no tile: CHART/ZOOM/COLUMN/ROW, to zoom %d",
                       STR_ARG(c->params[0]), CHART_ZOOM_MAX);
    struct ground_chart *u = borrow(g, &looked);
    if (!looked)
        return err_set(e, RC_BUSY, "the chart is being opened: try again in a moment");
    if (u != NULL)
        chart_figures(u->chart, &f);
    bool same = u != NULL && str_eqc(sum, f.sum);
    if (same)
        (void)chart_tile_put(u->chart, t, &c->answer);
    give_back(g, u);
    if (!same)
        return err_set(e, RC_NOT_FOUND, "there is no such chart any more: load the page again");
    c->type = "application/vnd.mapbox-vector-tile";
    c->cache = NEVER_CHANGES;
    return RC_OK;
}
