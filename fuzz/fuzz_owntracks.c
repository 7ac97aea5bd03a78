/* SPDX-License-Identifier: Apache-2.0 */
/* OwnTracks. First line: X-Limit-D, or when it begins with Basic what stands there, decoded as the guard does. */
#include "door.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str head;
    struct wire_message m = door_message(data, size, &head);
    struct buf decoded;
    buf_init(&decoded, 400);
    if (str_starts(head, STR("Basic "))) {
        struct str user, password;
        bool ok = wire_base64((struct str){head.p + 6, head.n - 6}, &decoded);
        must(decoded.n <= 400);
        if (ok && wire_basic(buf_str(&decoded), &user, &password))
            m.user = user;
    } else {
        m.device = head;
    }
    door_take(wire_owntracks, &m);
    buf_release(&decoded);
    return 0;
}
