/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a map shows, as one read-only block of bytes, the same in a file and in memory: a start maps it and reads nothing. Out of it come
 * vector tiles (Mapbox Vector Tile 2.1; web Mercator, EPSG:3857, zoom 0 to CHART_ZOOM_MAX, beyond which a reader enlarges the last).
 *
 * A tile has up to three layers, `areas`, `lines` and `points`; a feature has `kind` (chart_kinds) and, where it has them, `name`, `name_en`,
 * `name_ru`, `name_uz`, `name_kk`.
 *
 * A chart is immutable: any thread.
 */
#ifndef CHART_CHART_H
#define CHART_CHART_H

#include "chart/draft.h"

#define CHART_ZOOM_MAX 14
#define CHART_FILE_MAX (UINT64_C(16) << 30)
#define CHART_TILE_MAX \
    (2u << 20) /* bytes of a tile: of what does not fit the least important is left out */

struct chart;

/*
 * `bytes` is a whole chart, aligned to 8; borrowed until chart_close. Every number that later code follows is checked here, so a damaged
 * or made-up chart is refused (RC_CORRUPT, saying what is wrong) and never read outside.
 */
MUST_USE enum rc chart_open(struct chart **out, struct str bytes, struct err *e);
/* The same of a file, mapped as mapping_open says. */
MUST_USE enum rc chart_map(struct chart **out, const char *path, struct err *e);
/* NULL is allowed. */
void chart_close(struct chart *c);

/* The chart of a draft; *bytes are the caller's to free. RC_INVALID: it has no feature. RC_TOO_LARGE. */
MUST_USE enum rc chart_build(const struct chart_draft *d, struct str *bytes, struct err *e);

struct chart_figures {
    uint32_t features, points;
    uint64_t bytes;
    struct geo_box box; /* of all features; nowhere but here in degrees */
    char sum[17];       /* another chart, another text: 16 hex digits */
};

void chart_figures(const struct chart *c, struct chart_figures *out);

struct chart_tile {
    uint32_t z, x, y; /* y from the north */
};

bool chart_tile_valid(struct chart_tile t);
/*
 * Append the tile to `out`; nothing when there is nothing in it. Returns the features left out because of CHART_TILE_MAX.
 * `t` is valid.
 */
uint32_t chart_tile_put(const struct chart *c, struct chart_tile t, struct buf *out);

#endif
