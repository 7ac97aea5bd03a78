/* SPDX-License-Identifier: Apache-2.0 */
/* A hotlist's file, NDJSON, into a list; any thread. */
#ifndef DESK_ROAD_EDITION_H
#define DESK_ROAD_EDITION_H

#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "desk/road/hotlist.h"

#define ROAD_EDITION_BYTES ((size_t)128 << 20)
#define ROAD_REJECTED_SHOWN 1000u /* rejected lines told one by one; all are counted */

struct road_edition {
    struct road_list *list;
    uint32_t lines; /* without empty ones */
    uint32_t rejected;
    struct buf told; /* {"line":k,"error":"…"},… of the first ROAD_REJECTED_SHOWN */
};

/*
 * Read a whole file. One bad line does not lose the others, but a file of which one line in a
 * hundred or more is bad is refused whole (RC_INVALID, naming the first): that is another format,
 * or half a file, and half a list taken for the whole would quietly drop wanted vehicles. Release
 * *out in any case.
 */
MUST_USE enum rc road_edition_read(struct str text, struct road_edition *out, struct err *e);
void road_edition_release(struct road_edition *ed);

#endif
