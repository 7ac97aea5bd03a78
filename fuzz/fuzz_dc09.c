/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DC-09: a stream of bytes as a panel might send it. Frames are mended to a right CRC, or nothing would ever get behind it; an
 * encrypted one is also read as if it had been decrypted to what stands there.
 */
#include <string.h>

#include "wire/dc09.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void within(struct str part, struct str whole)
{
    must(part.n == 0 || (part.p >= whole.p && part.p + part.n <= whole.p + whole.n));
}

static void inside(enum dc09_id id, struct str clear, bool encrypted)
{
    struct dc09_event ev[DC09_EVENTS_MAX];
    struct dc09_body body;
    struct err e;
    if (dc09_body(clear, encrypted, &body, &e) != RC_OK)
        return;
    within(body.account, clear);
    within(body.data, clear);
    within(body.info, clear);
    within(body.video, clear);
    must(!body.has_place || (body.lat7 >= -900000000 && body.lat7 <= 900000000 &&
                             body.lon7 >= -1800000000 && body.lon7 <= 1800000000));
    size_t n = dc09_events(id, &body, ev);
    must(n <= DC09_EVENTS_MAX);
    for (size_t i = 0; i < n; i++) {
        must(ev[i].kind != NULL && ev[i].meaning != NULL);
        within(ev[i].zone, clear);
        within(ev[i].area, clear);
        within(ev[i].text, clear);
    }
}

static void one(struct str text)
{
    static const struct dc09_key key = {16, "0123456789abcdef"};
    char mended[DC09_FRAME_MAX + 8], clear[DC09_FRAME_MAX];
    struct dc09_frame f;
    struct str body = STR_NONE;
    struct err e;
    if (text.n < 9 || text.n > DC09_FRAME_MAX)
        return;
    if (dc09_read(text, &f, &e) == RC_OK)
        within(f.rest, text);
    (void)snprintf(mended, sizeof mended, "%04X%04X",
                   dc09_crc((struct str){text.p + 8, text.n - 8}), (unsigned)text.n - 8);
    memcpy(mended + 8, text.p + 8, text.n - 8);
    text.p = mended;
    if (dc09_read(text, &f, &e) != RC_OK)
        return;
    within(f.rest, text);
    within(f.account, text);
    if (f.encrypted && dc09_decrypt(f.rest, &key, clear, &body))
        inside(f.id, body, true);
    inside(f.id, f.rest, f.encrypted);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = {(const char *)data, size}, text;
    for (size_t n; (n = dc09_cut(rest, &text)) > 0; rest = (struct str){rest.p + n, rest.n - n}) {
        must(n <= rest.n);
        if (text.n > 0)
            one(text);
    }
    return 0;
}
