/* SPDX-License-Identifier: Apache-2.0 */
/* Plate Recognizer. First line: the Content-Type of a form, else the query. */
#include "door.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct wire_out out;
    struct err e;
    struct wire_message m = {.now = DOOR_NOW};
    struct str head = door_head(data, size, &m.body);
    if (str_starts(head, STR("multipart")))
        m.type = head;
    else
        m.query = head;
    wire_init(&out);
    door_check(wire_platerecognizer(&m, &out, &e), &out);
    wire_release(&out);
    return 0;
}
