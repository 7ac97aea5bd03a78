/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A chart, made up by somebody who can count its sum: refused, or one whose tiles are made within its bounds. The sum is put
 * right here, so that what is behind it is met.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "chart/chart_priv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_all(const struct chart *c)
{
    struct chart_figures f;
    struct buf out;
    chart_figures(c, &f);
    must(f.features > 0 && geo_box_valid(f.box));
    buf_init(&out, 4 * CHART_TILE_MAX);
    for (uint32_t z = 0; z <= CHART_ZOOM_MAX; z++) {
        struct chart_xy p = c->feature[(z * 7) % f.features].box.min;
        struct chart_tile t = {z, z > 0 ? p.x >> (32 - z) : 0, z > 0 ? p.y >> (32 - z) : 0};
        buf_clear(&out);
        (void)chart_tile_put(c, t, &out);
        must(buf_ok(&out));
    }
    buf_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct chart *c = NULL;
    struct err e = {.code = RC_OK};
    char *copy = mem_alloc(size + 8);
    if (size > 0)
        memcpy(copy, data, size);
    if (size >= sizeof(struct chart_head)) {
        struct sha256 sum = chart_sum((struct str){copy, size});
        memcpy(copy + offsetof(struct chart_head, sum), &sum, sizeof sum);
    }
    if (chart_open(&c, (struct str){copy, size}, &e) == RC_OK) {
        read_all(c);
        chart_close(c);
    } else {
        must(c == NULL && e.code == RC_CORRUPT && e.detail[0] != '\0');
    }
    free(copy);
    return 0;
}
