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
    must(pthread_mutex_init(&g->lock, NULL) == 0);
}

static void give_back_locked(struct ground_chart *u)
{
    if (--u->users > 0)
        return;
    chart_close(u->chart);
    free(u);
}

void ground_release(struct ground *g)
{
    if (g->now != NULL)
        give_back_locked(g->now);
    (void)pthread_mutex_destroy(&g->lock);
}

/* Whoever asks meanwhile waits: a chart is checked once, some seconds for a country's. */
static void look_again_locked(struct ground *g, const char *dir)
{
    char path[FILE_PATH_MAX];
    struct chart *chart = NULL;
    struct err e;
    if (file_path(path, &e, "%s/chart/map", dir) != RC_OK)
        return;
    struct mapping_file now = mapping_look(path);
    if (g->looked && mapping_same(&now, &g->seen))
        return;
    enum rc rc = now.there ? chart_map(&chart, path, &e) : RC_NOT_FOUND;
    if (rc != RC_OK && rc != RC_NOT_FOUND)
        log_error("core", "the map's ground cannot be used: %s", e.detail);
    if (g->now != NULL)
        give_back_locked(g->now);
    g->now = NULL;
    if (rc == RC_OK) {
        g->now = mem_alloc(sizeof *g->now);
        *g->now = (struct ground_chart){chart, 1};
    }
    g->seen = now;
    g->looked = true;
}

static struct ground_chart *borrow(struct core *core)
{
    struct ground *g = &core->ground;
    pthread_mutex_lock(&g->lock);
    look_again_locked(g, core->dir);
    struct ground_chart *u = g->now;
    if (u != NULL)
        u->users++;
    pthread_mutex_unlock(&g->lock);
    return u;
}

static void give_back(struct core *core, struct ground_chart *u)
{
    pthread_mutex_lock(&core->ground.lock);
    give_back_locked(u);
    pthread_mutex_unlock(&core->ground.lock);
}

enum rc ground_view(const struct view_env *env, struct call *c, struct err *e)
{
    struct core *core = env->work.core;
    struct chart_figures f;
    UNUSED(e);
    struct ground_chart *u = borrow(core);
    if (u == NULL) {
        buf_cat(&c->answer, "{\"chart\":null}");
        return RC_OK;
    }
    chart_figures(u->chart, &f);
    give_back(core, u);
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
    struct core *core = env->work.core;
    struct chart_figures f;
    struct chart_tile t;
    struct str sum;
    if (!read_path(c->params[0], &sum, &t))
        return err_set(e, RC_NOT_FOUND, "'%.*s' is no tile: CHART/ZOOM/COLUMN/ROW, to zoom %d",
                       STR_ARG(c->params[0]), CHART_ZOOM_MAX);
    struct ground_chart *u = borrow(core);
    if (u != NULL)
        chart_figures(u->chart, &f);
    bool same = u != NULL && str_eqc(sum, f.sum);
    if (same)
        (void)chart_tile_put(u->chart, t, &c->answer);
    if (u != NULL)
        give_back(core, u);
    if (!same)
        return err_set(e, RC_NOT_FOUND, "there is no such chart any more: load the page again");
    c->type = "application/vnd.mapbox-vector-tile";
    c->cache = NEVER_CHANGES;
    return RC_OK;
}
