/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The photo a roadside camera would have taken: drawn, never taken, and the same bytes for the same
 * shot each time. So a camera need not keep photos: it keeps what it saw and draws again when the
 * centre asks. Letters are strokes of our own, so no font of the machine can change them. PNG, 640
 * x 360, well under 2 MiB.
 */
#ifndef SIM_PHOTO_H
#define SIM_PHOTO_H

#include "base/clock.h"
#include "base/hash.h"

#define PHOTO_WIDTH 640
#define PHOTO_HEIGHT 360
#define PHOTO_BYTES_MAX (1u << 20)

struct photo_shot {
    char plate[12];
    const char *make, *color, *class;
    const char *camera, *place; /* id and street names, written into the picture */
    usec_t at;                  /* UTC; the sky is that of UTC+5 */
    int kmh, limit_kmh;
};

/* The PNG into `out` (cleared first; a ceiling of PHOTO_BYTES_MAX is enough), and its hash. */
struct sha256 photo_draw(const struct photo_shot *shot, struct buf *out);
/* Is this a PNG that can be read back, of the size above? */
bool photo_check(struct str png);

#endif
