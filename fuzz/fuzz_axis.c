/* SPDX-License-Identifier: Apache-2.0 */
/* Axis. First line: the Content-Type of a form, else the query. */
#include "door.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    door_form(wire_axis, data, size);
    return 0;
}
