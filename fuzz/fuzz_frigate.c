/* SPDX-License-Identifier: Apache-2.0 */
/* Frigate. First line: the query. */
#include "door.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct wire_out out;
    struct err e;
    struct wire_message m = {.now = DOOR_NOW};
    struct str head = door_head(data, size, &m.body);
    m.query = head;
    wire_init(&out);
    door_check(wire_frigate(&m, &out, &e), &out);
    wire_release(&out);
    return 0;
}
