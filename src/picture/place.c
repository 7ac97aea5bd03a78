/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which area a point lies in. The index over the areas' polygons is made at the first question after an area changed, so
 * asking belongs to the thread that owns the picture.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "geo/area_index.h"
#include "picture/picture_priv.h"

#define FOUND_MAX 16

struct places {
    bool fresh;
    struct geo_area **areas;
    struct str *ids; /* borrowed from the entities; forgotten when any area changes */
    uint32_t n;
    struct geo_area_index *index;
};

struct places *places_new(void)
{
    return mem_alloc(sizeof(struct places));
}

static void drop(struct places *x)
{
    geo_area_index_free(x->index);
    for (uint32_t i = 0; i < x->n; i++)
        geo_area_free(x->areas[i]);
    free(x->areas);
    free(x->ids);
    *x = (struct places){0};
}

void places_free(struct places *x)
{
    drop(x);
    free(x);
}

void places_changed(struct places *x)
{
    x->fresh = false;
}

static void build(struct places *x, const struct picture *p)
{
    drop(x);
    x->n = picture_count(p, KIND_AREA);
    x->areas = mem_array(x->n + 1, sizeof x->areas[0]);
    x->ids = mem_array(x->n + 1, sizeof x->ids[0]);
    for (uint32_t i = 0; i < x->n; i++) {
        const struct entity *en = picture_at(p, KIND_AREA, i);
        const struct area *a = en->rec;
        struct err e;
        x->ids[i] = en->id;
        if (a->geometry.n > 0 && geo_area_decode(a->geometry, &x->areas[i], &e) != RC_OK)
            x->areas[i] = NULL;
    }
    x->index = geo_area_index_new((const struct geo_area *const *)x->areas, x->n);
    x->fresh = true;
}

static int depth_of(const struct picture *p, struct str id)
{
    int depth = 0;
    for (const struct area *a;
         depth < 8 && (a = picture_get(p, KIND_AREA, id)) != NULL && a->parent.n > 0; depth++)
        id = a->parent;
    return depth;
}

struct str picture_area_at(const struct picture *p, struct geo_point at)
{
    uint32_t found[FOUND_MAX];
    struct places *x = p->places;
    if (!x->fresh)
        build(x, p);
    size_t n = geo_area_index_find(x->index, at, found, FOUND_MAX);
    struct str best = STR_NONE;
    int deepest = -1;
    for (size_t i = 0; i < n && i < FOUND_MAX; i++) {
        int depth = depth_of(p, x->ids[found[i]]);
        if (depth > deepest) {
            deepest = depth;
            best = x->ids[found[i]];
        }
    }
    return best;
}
