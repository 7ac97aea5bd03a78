/* SPDX-License-Identifier: Apache-2.0 */
/* Signed notes and checkpoints of any bytes: what is taken can be written again to the same text, and nothing is signed. */
#include <string.h>

#include "base/mem.h"
#include "tlog/note.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct tlog_note note;
    static const uint8_t secret[TLOG_SECRET_LEN] = "nobody signs with this one.....";
    struct str text = {(const char *)data, size};
    struct tlog_checkpoint c;
    struct tlog_key key;
    struct err e;
    uint8_t pub[32];
    tlog_key_public(secret, pub);
    must(tlog_key_make(&key, STR("centre.test/journal"), TLOG_KEY_NOTE, pub, &e) == RC_OK);
    if (tlog_key_read(text, &key, &e) == RC_OK) {
        struct buf b;
        buf_init(&b, 1024);
        tlog_key_put(&b, &key);
        must(str_eq(buf_str(&b), text));
        buf_release(&b);
    }
    if (tlog_note_read(text, &note, &e) != RC_OK)
        return 0;
    must(note.n <= TLOG_SIGNATURES_MAX && note.text.n < size);
    must(tlog_note_check(&note, &key, NULL) != TLOG_SIGNED);
    if (tlog_checkpoint_read(note.text, &c, &e) == RC_OK) {
        struct buf b;
        buf_init(&b, TLOG_NOTE_MAX);
        tlog_checkpoint_put(&b, &c);
        must(str_eq(buf_str(&b), note.text));
        buf_release(&b);
    }
    return 0;
}
