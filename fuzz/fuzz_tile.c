/* SPDX-License-Identifier: Apache-2.0 */
/* Paths of tiles and bundles of entries of any bytes: a path that is taken is the only one of its tile, a bundle is cut whole. */
#include <string.h>

#include "base/mem.h"
#include "tlog/tile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size}, rest = text, entry;
    struct tlog_tile tile;
    struct err e;
    if (tlog_tile_parse(text, &tile, &e) == RC_OK) {
        char path[TLOG_PATH_MAX];
        tlog_tile_path(&tile, path);
        must(str_eqc(text, path));
        must(tlog_tile_width(tile.level, tile.index, INT64_MAX) <= TLOG_TILE_WIDTH);
    }
    struct buf again;
    buf_init(&again, size + 2);
    while (tlog_bundle_next(&rest, &entry)) {
        must(entry.p >= text.p && entry.p + entry.n <= text.p + size);
        tlog_bundle_put(&again, entry);
    }
    must(again.n + rest.n == size && (again.n == 0 || memcmp(again.p, data, again.n) == 0));
    buf_release(&again);
    return 0;
}
