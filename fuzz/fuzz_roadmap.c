/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A map of roads, made up by somebody who can count its sum: refused, or a map that is read within its bounds by all that reads
 * maps. The sum is put right here, so that what is behind it is met.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "roads/fleet.h"
#include "roads/part.h"
#include "roads/roads_priv.h"
#include "roads/search.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void all_there(const struct roads *r, const uint32_t *arcs, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        must(arcs[i] < r->h.arcs);
}

/* What is closed: around a place, and on the way to another. */
static void close_some(const struct roads *r, const struct road_place *at,
                       const struct road_place *to)
{
    uint32_t arcs[16], n = 0;
    struct err e;
    if (roads_near(r, at->at, 500, arcs, ARRAY_LEN(arcs), &n, &e) == RC_OK)
        all_there(r, arcs, n);
    if (roads_stretch(r, at, to, true, arcs, ARRAY_LEN(arcs), &n, &e) == RC_OK)
        all_there(r, arcs, n);
}

/* Two units stand there: who is at the place first? */
static void ask_fleet(const struct roads *r, const struct road_metric *m,
                      const struct road_place *at, const struct road_place *to)
{
    struct road_best best[2];
    struct road_fleet *f = road_fleet_new(r, 2);
    road_fleet_put(f, 0, at);
    road_fleet_put(f, 1, to);
    uint32_t n = road_fleet_best(f, m, to, NULL, NULL, 2, best);
    for (uint32_t i = 0; i < n; i++)
        must(best[i].who < 2 && best[i].ms < ROADS_NEVER);
    road_fleet_free(f);
}

static void read_all(const struct roads *r)
{
    struct road_metric *m = NULL;
    struct roads_arc arc;
    struct road_place at, near;
    struct road_best best;
    struct err e;
    uint32_t there, back;
    must(road_metric_new(r, &road_emergency, NULL, NULL, 0, &m, &e) == RC_OK);
    struct road_search *s = road_search_new(r);
    for (uint32_t a = 0; a < r->h.arcs && a < 64; a++) {
        roads_arc(r, a, &arc);
        must(geo_valid(arc.from.lat7, arc.from.lon7) && arc.ms > 0);
        at = roads_place(r, a, ROADS_ALONG / 2);
        struct road_place to = roads_place(r, r->h.arcs - 1 - a, 0);
        road_times_to(s, m, &to, &at, 1, &there);
        road_times_from(s, m, &at, &to, 1, &back);
        must(there <= ROADS_NEVER && back <= ROADS_NEVER);
        (void)road_best_to(s, m, &to, &at, 1, 1, &best);
        close_some(r, &at, &to);
        if (a < 4)
            ask_fleet(r, m, &at, &to);
        if (roads_snap(r, at.at, 500, &near, NULL))
            must(near.n > 0 && near.spots[0].arc < r->h.arcs);
    }
    road_search_free(s);
    road_metric_free(m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct roads *r = NULL;
    struct err e = {.code = RC_OK};
    char *copy = mem_alloc(size + 8);
    if (size > 0)
        memcpy(copy, data, size);
    if (size >= sizeof(struct roads_head)) {
        struct sha256 sum = roads_sum((struct str){copy, size});
        memcpy(copy + offsetof(struct roads_head, sum), &sum, sizeof sum);
    }
    if (roads_open(&r, (struct str){copy, size}, &e) == RC_OK) {
        read_all(r);
        roads_close(r);
    } else {
        must(r == NULL && e.code == RC_CORRUPT && e.detail[0] != '\0');
    }
    free(copy);
    return 0;
}
