/* SPDX-License-Identifier: Apache-2.0 */
/* Plate Recognizer. First line: the Content-Type of a form, else the query. */
#include "door.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str head;
    struct wire_message m = door_message(data, size, &head);
    if (str_starts(head, STR("multipart")))
        m.type = head;
    else
        m.query = head;
    door_take(wire_platerecognizer, &m);
    return 0;
}
