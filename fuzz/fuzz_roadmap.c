/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A map of roads, made up by somebody who can count its sum: refused, or a map that is read within its bounds by all that reads
 * maps. The sum is put right here, so that what is behind it is met.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "roads/roads_priv.h"
#include "roads/search.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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
