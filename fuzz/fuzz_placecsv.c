/* SPDX-License-Identifier: Apache-2.0 */
/* A CSV of places: refused with its line, or an index that opens; the last line is a question put to it. */
#include <stdlib.h>

#include "place/place_priv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void build_and_ask(struct place_draft *d, struct str question)
{
    struct place_index *x = NULL;
    struct place_hit h[5];
    struct geo_point p = {0, 0};
    struct err e;
    struct str bytes;
    must(place_build(d, &bytes, &e) == RC_OK);
    must(place_open(&x, bytes, &e) == RC_OK);
    if (place_coordinates(question, &p))
        must(geo_valid(p.lat7, p.lon7));
    must(place_find(x, question, &p, 5, h) <= 5);
    place_close(x);
    free((void *)(uintptr_t)bytes.p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str csv = {(const char *)data, size}, question = csv;
    struct place_draft *d = place_draft_new();
    struct err e = {.code = RC_OK};
    for (size_t i = size; i-- > 0;)
        if (csv.p[i] == '\n') {
            question = (struct str){csv.p + i + 1, size - i - 1};
            csv.n = i + 1;
            break;
        }
    enum rc rc = place_csv(csv, d, &e);
    must(rc == RC_OK ||
         ((rc == RC_INVALID || rc == RC_TOO_LARGE) && str_starts(str_c(e.detail), STR("line "))));
    if (place_draft_count(d) > 0)
        build_and_ask(d, question);
    place_draft_free(d);
    return 0;
}
