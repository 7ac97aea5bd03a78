/* SPDX-License-Identifier: Apache-2.0 */
/* Traffic by the hour: what is taken is in range, whole, and the same when it is read again. */
#include <string.h>

#include "core/drive.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    struct road_times out[24], again[24];
    struct err e = {.code = RC_OK};
    memset(out, 0, sizeof out);
    if (drive_hours_read(text, out, &e) != RC_OK) {
        must(e.code == RC_INVALID && e.detail[0] != '\0');
        return 0;
    }
    for (int h = 0; h < 24; h++)
        for (int c = 0; c < ROAD_CLASSES; c++)
            must(out[h].permille[c] >= ROAD_TIME_MIN && out[h].permille[c] <= ROAD_TIME_MAX);
    must(drive_hours_read(text, again, &e) == RC_OK && memcmp(out, again, sizeof out) == 0);
    return 0;
}
