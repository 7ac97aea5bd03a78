/* SPDX-License-Identifier: Apache-2.0 */
/* Rekor Scout. First line: the query. */
#include "door.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    door_query(wire_openalpr, data, size);
    return 0;
}
