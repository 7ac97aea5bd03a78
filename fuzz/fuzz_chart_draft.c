/* SPDX-License-Identifier: Apache-2.0 */
/* A chart's draft as bytes, from the process that read a stranger's file. What is taken is written as it was read, and can be shown. */
#include <stdlib.h>
#include <string.h>

#include "chart/chart.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void show(const struct chart_draft *d)
{
    struct chart *c = NULL;
    struct str bytes;
    struct buf out;
    struct err e;
    must(chart_build(d, &bytes, &e) == RC_OK);
    must(chart_open(&c, bytes, &e) == RC_OK);
    buf_init(&out, 4 * CHART_TILE_MAX);
    for (uint32_t z = 0; z <= CHART_ZOOM_MAX; z++) {
        buf_clear(&out);
        (void)chart_tile_put(c, (struct chart_tile){z, (1u << z) / 2, (1u << z) / 3}, &out);
        must(buf_ok(&out) && out.n <= 2 * CHART_TILE_MAX);
    }
    chart_close(c);
    buf_release(&out);
    free((void *)(uintptr_t)bytes.p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct chart_draft d;
    struct buf again;
    struct err e = {.code = RC_OK};
    chart_draft_init(&d);
    buf_init(&again, 2 * size + 64);
    if (chart_draft_decode((struct str){(const char *)data, size}, &d, &e) != RC_OK) {
        must(e.code != RC_OK && e.detail[0] != '\0');
    } else {
        chart_draft_encode(&d, &again);
        must(again.n == size && memcmp(again.p, data, size) == 0);
        if (d.nfeatures > 0)
            show(&d);
    }
    buf_release(&again);
    chart_draft_release(&d);
    return 0;
}
