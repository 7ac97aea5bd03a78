/* SPDX-License-Identifier: Apache-2.0 */
/* Small drafts for tests of src/roads: points on a line of latitude or below it, some 85 metres apart. */
#ifndef TESTS_UNIT_ROADS_SMALL_H
#define TESTS_UNIT_ROADS_SMALL_H

#include <stdlib.h>

#include "roads/build.h"
#include "roads/search.h"
#include "support/t.h"

static inline struct geo_point small_at(int32_t x, int32_t y)
{
    return (struct geo_point){410000000 + 10000 * y, 690000000 + 10000 * x};
}

static inline uint32_t small_point(struct draft *d, int32_t x, int32_t y)
{
    uint32_t id = ROADS_NONE;
    struct err e = {0};
    T_OK(draft_point(d, small_at(x, y), &id, &e));
    return id;
}

/* Its sources are 10 times its number forth, and one more back. */
static inline void small_road(struct draft *d, uint32_t from, uint32_t to, uint32_t forth,
                              uint32_t back)
{
    struct err e = {0};
    int64_t source = 10 * (int64_t)d->nsegments;
    struct draft_segment s = {.from = from,
                              .to = to,
                              .forth = forth,
                              .back = back,
                              .source_forth = source,
                              .source_back = source + 1,
                              .class = ROAD_STREET};
    T_OK(draft_segment(d, s, &e));
}

struct small {
    struct draft d;
    struct str bytes;
    struct roads *r;
    struct road_metric *m;
    struct road_search *s;
};

static inline void small_price(struct small *w, const struct road_change *changes, size_t n)
{
    struct err e = {0};
    road_metric_free(w->m);
    w->m = NULL;
    T_OK(road_metric_new(w->r, &road_ordinary, NULL, changes, n, &w->m, &e));
    T_REQUIRE(w->m != NULL);
}

static inline void small_begin(struct small *w)
{
    struct err e = {0};
    T_OK(roads_build(&w->d, &w->bytes, &e));
    T_OK(roads_open(&w->r, w->bytes, &e));
    T_REQUIRE(w->r != NULL);
    w->s = road_search_new(w->r);
    small_price(w, NULL, 0);
}

static inline void small_end(struct small *w)
{
    road_search_free(w->s);
    road_metric_free(w->m);
    roads_close(w->r);
    free((void *)(uintptr_t)w->bytes.p);
    draft_release(&w->d);
}

/* The arc of a segment, forth or back. */
static inline uint32_t small_arc(const struct small *w, uint32_t segment, bool back)
{
    uint32_t arc = ROADS_NONE;
    T_EQ(roads_of_source(w->r, 10 * (int64_t)segment + back, &arc, 1), 1);
    return arc;
}

/* From the middle of one arc to the middle of another; both ways of searching must agree. */
static inline uint32_t small_ms(struct small *w, uint32_t from, uint32_t to)
{
    uint32_t there, back;
    struct road_place a = roads_place(w->r, from, ROADS_ALONG / 2);
    struct road_place b = roads_place(w->r, to, ROADS_ALONG / 2);
    road_times_to(w->s, w->m, &b, &a, 1, &there);
    road_times_from(w->s, w->m, &a, &b, 1, &back);
    T_EQ(there, back);
    return there;
}

#endif
