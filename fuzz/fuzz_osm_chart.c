/* SPDX-License-Identifier: Apache-2.0 */
/* What libreadosm hands over, from a short form of it: whatever it says, a chart that can be built and shown comes of it. */
#include <stdlib.h>

#include "chart/chart.h"
#include "support/osm_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct osm_chart *o;
    const struct chart_draft *d;
    struct osm_chart_report report;
    struct chart *c = NULL;
    struct str bytes;
    struct buf out;
    struct err e = {.code = RC_OK};
    if (osm_text_chart((struct str){(const char *)data, size}, &o, &d, &report, &e) != RC_OK) {
        must(e.code != RC_OK && e.detail[0] != '\0');
    } else if (d->nfeatures > 0) {
        must(chart_build(d, &bytes, &e) == RC_OK);
        must(chart_open(&c, bytes, &e) == RC_OK);
        buf_init(&out, 4 * CHART_TILE_MAX);
        must(chart_tile_put(c, (struct chart_tile){0, 0, 0}, &out) == 0);
        chart_close(c);
        buf_release(&out);
        free((void *)(uintptr_t)bytes.p);
    }
    osm_chart_free(o);
    return 0;
}
