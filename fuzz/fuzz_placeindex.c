/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An index of places, made up by somebody who can count its sum: refused, or one that is searched within its bounds. The sum is put right
 * here, so that what is behind it is met.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "place/place_priv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ask_all(const struct place_index *x)
{
    static const char *const asked[] = {"a", "navoi 1", "alisher", "12", "mustaqillik 5a", "t 1 2"};
    const struct geo_point near = {413000000, 692000000};
    struct place_hit h[PLACE_HITS_MAX];
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        uint32_t n = place_find(x, str_c(asked[i]), i % 2 == 0 ? &near : NULL, PLACE_HITS_MAX, h);
        must(n <= PLACE_HITS_MAX);
        for (uint32_t k = 0; k < n; k++) {
            must(str_utf8(h[k].name) && str_utf8(h[k].street) && str_utf8(h[k].house) &&
                 str_utf8(h[k].settlement));
            must(geo_valid(h[k].at.lat7, h[k].at.lon7) && h[k].kind < PLACE_KINDS);
            must(k == 0 || h[k - 1].score <= h[k].score);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct place_index *x = NULL;
    struct err e = {.code = RC_OK};
    char *copy = mem_alloc(size + 8);
    if (size > 0)
        memcpy(copy, data, size);
    if (size >= sizeof(struct place_head)) {
        struct sha256 sum = place_sum((struct str){copy, size});
        memcpy(copy + offsetof(struct place_head, sum), &sum, sizeof sum);
    }
    if (place_open(&x, (struct str){copy, size}, &e) == RC_OK) {
        ask_all(x);
        place_close(x);
    } else {
        must(x == NULL && e.code == RC_CORRUPT && e.detail[0] != '\0');
    }
    free(copy);
    return 0;
}
