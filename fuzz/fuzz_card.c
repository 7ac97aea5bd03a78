/* SPDX-License-Identifier: Apache-2.0 */
/* Run cards: what is taken is in range, points into the text, and is the same when it is read again. */
#include "desk/dispatch/card.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    struct card_need out[CARD_NEEDS_MAX], again[CARD_NEEDS_MAX];
    struct err e = {.code = RC_OK};
    size_t n, m, units = 0;
    if (card_read(text, out, &n, &e) != RC_OK) {
        must(e.code == RC_INVALID && e.detail[0] != '\0');
        return 0;
    }
    must(n >= 1 && n <= CARD_NEEDS_MAX);
    must(card_read(text, again, &m, &e) == RC_OK && m == n);
    for (size_t i = 0; i < n; i++) {
        must(out[i].level >= 1 && out[i].level <= CARD_LEVEL_MAX && out[i].n >= 1);
        must(out[i].kind >= CARD_ANY_KIND && out[i].kind < UNIT_KIND_COUNT);
        must(out[i].what.p >= text.p && out[i].what.p + out[i].what.n <= text.p + text.n);
        must(str_eq(out[i].skills, again[i].skills) && out[i].level == again[i].level);
        units += out[i].n;
    }
    must(units <= CARD_UNITS_MAX);
    return 0;
}
