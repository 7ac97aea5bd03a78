/* SPDX-License-Identifier: Apache-2.0 */
/* A hotlist's file: what is taken can be found, and differs from itself in nothing. */
#include "desk/road/edition.h"
#include "desk/road/lookalike.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool look(void *arg, struct str other)
{
    const struct road_wanted *w = arg;
    must(road_lookalike(w->region, w->plate, other));
    return true;
}

static void check(const struct road_edition *ed)
{
    uint32_t added, removed;
    must(road_list_count(ed->list) + ed->rejected <= ed->lines);
    for (uint32_t i = 0; i < road_list_count(ed->list); i++) {
        struct road_wanted w;
        uint64_t cursor = 0;
        bool found = false;
        road_list_get(ed->list, i, &w);
        must(w.plate.n >= 2 && w.region.n > 0 && w.issuer.n > 0 && w.basis.n > 0);
        must(road_list_has(ed->list, &w));
        uint64_t key = road_key(w.region, w.plate);
        must(road_list_maybe(ed->list, key));
        for (uint32_t k;
             (k = road_list_find(ed->list, key, w.region, w.plate, &cursor)) != UINT32_MAX;)
            found = found || k == i;
        must(found);
        road_lookalikes(w.region, w.plate, look, &w);
    }
    road_list_difference(ed->list, ed->list, &added, &removed);
    must(added == 0 && removed == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct road_edition whole, half;
    struct err e = {.code = RC_OK};
    struct str text = {(const char *)data, size};
    enum rc rc = road_edition_read(text, &whole, &e);
    must(rc == RC_OK || e.detail[0] != '\0');
    if (whole.list != NULL)
        check(&whole);
    /* The first half against the whole: nothing can be counted twice. */
    if (road_edition_read((struct str){text.p, size / 2}, &half, &e) == RC_OK && rc == RC_OK) {
        uint32_t added, removed;
        road_list_difference(half.list, whole.list, &added, &removed);
        must(road_list_count(half.list) + added == road_list_count(whole.list) + removed);
    }
    road_edition_release(&half);
    road_edition_release(&whole);
    return 0;
}
