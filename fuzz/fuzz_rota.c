/* SPDX-License-Identifier: Apache-2.0 */
/* A shift pattern: lines of the first day, the cycle and the hours. What is read has turns that follow each other. */
#include "core/rota.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = {(const char *)data, size};
    struct str first = str_cut(&rest, '\n'), cycle = str_cut(&rest, '\n');
    struct rota r;
    struct rota_turn a, b;
    struct err e;
    if (rota_read((struct zone){.fixed = true}, cycle, rest, first, &r, &e) != RC_OK)
        return 0;
    rota_next(&r, (int64_t)size, r.first, &a);
    for (int i = 0; i < 2 * ROTA_DAYS_MAX; i++, a = b) {
        must(a.until - a.from >= ROTA_TURN_MIN_MIN * USEC_MIN && a.from >= a.day);
        rota_next(&r, (int64_t)size, a.until, &b);
        must(b.from - a.until >= rota_rest(&r) * USEC_MIN);
    }
    return 0;
}
