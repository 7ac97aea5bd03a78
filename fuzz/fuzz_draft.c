/* SPDX-License-Identifier: Apache-2.0 */
/* A draft as bytes, from the process that read a stranger's file. What is taken can be built, opened and searched. */
#include <stdlib.h>

#include "roads/build.h"
#include "roads/search.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void search(const struct roads *r)
{
    struct road_metric *m = NULL;
    struct roads_figures f;
    struct err e;
    roads_figures(r, &f);
    must(road_metric_new(r, &road_emergency, NULL, NULL, 0, &m, &e) == RC_OK);
    struct road_search *s = road_search_new(r);
    for (uint32_t a = 0; a < f.arcs && a < 16; a++) {
        struct road_place from = roads_place(r, a, ROADS_ALONG / 2), to, back;
        struct road_best best;
        uint32_t there, again;
        to = roads_place(r, f.arcs - 1 - a, ROADS_ALONG / 3);
        road_times_to(s, m, &to, &from, 1, &there);
        road_times_from(s, m, &from, &to, 1, &again);
        must(there == again);
        must(road_best_to(s, m, &to, &from, 1, 1, &best) == (there < ROADS_NEVER));
        if (roads_snap(r, from.at, 1000, &back, NULL))
            must(back.n > 0);
    }
    road_search_free(s);
    road_metric_free(m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct draft d;
    struct str bytes;
    struct err e = {.code = RC_OK};
    draft_init(&d);
    if (draft_decode((struct str){(const char *)data, size}, &d, &e) != RC_OK) {
        must(e.code != RC_OK && e.detail[0] != '\0');
    } else if (roads_build(&d, &bytes, &e) == RC_OK) {
        struct roads *r = NULL;
        must(roads_open(&r, bytes, &e) == RC_OK);
        search(r);
        roads_close(r);
        free((void *)(uintptr_t)bytes.p);
    }
    draft_release(&d);
    return 0;
}
