/* SPDX-License-Identifier: Apache-2.0 */
/* OsmAnd's query or form and the Traccar Client's JSON. First line: the query. */
#include "door.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    door_query(wire_osmand, data, size);
    return 0;
}
