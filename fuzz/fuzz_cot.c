/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cursor on Target: any bytes cut into events, however they arrive (first byte: how many at a time), the same; each event's
 * lines are lines the intake reads.
 */
#include "door.h"
#include "wire/cot.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void take(struct str event)
{
    static struct cot_event ev;
    struct wire_out out;
    struct err e;
    must(event.n <= COT_EVENT_MAX);
    if (cot_read(event, &ev, &e) != RC_OK)
        return;
    struct cot_press p = {cot_owner(&ev), str_c(ev.uid), ev.kind == COT_CANCEL, DOOR_NOW};
    wire_init(&out);
    cot_put_place(&out, &ev, cot_owner(&ev), DOOR_NOW);
    cot_put_alarm(&out, &ev, &p);
    door_check(RC_OK, &out);
    wire_release(&out);
}

static uint64_t cut(struct str all, size_t step)
{
    struct cot_cut c = {0};
    uint64_t sum = 0;
    size_t from = 0;
    for (size_t have = 0; have < all.n;) {
        have = have + step < all.n ? have + step : all.n;
        for (size_t n = 1; n > 0; from += n) {
            struct str event;
            n = cot_cut(&c, (struct str){all.p + from, have - from}, &event);
            must(n <= have - from && event.n <= n);
            if (event.n == 0)
                continue;
            sum = sum * 31 + (uint64_t)(event.p - all.p) * 7 + event.n;
            take(event);
        }
    }
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    struct str all = {(const char *)data + 1, size - 1};
    uint64_t whole = cut(all, all.n);
    /* A stream longer than an event may have has been cut where its pieces fell. */
    must(size > COT_EVENT_MAX || cut(all, 1u + data[0]) == whole);
    return 0;
}
