/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a time stamping authority may answer, and the messages to and from the process that looks at it, of any bytes: taken is only
 * a stamp of the hash and number that were asked for; nobody here vouches for any signature.
 */
#include <string.h>

#include "base/mem.h"
#include "tlog/stamp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The stamp of the corpus is of SHA-256("markaz\n"), with the number 1; its time stands in it. */
static const struct tlog_stamp asked = {
    .imprint = {{0x20, 0x64, 0x5c, 0xe7, 0x0d, 0x94, 0xe9, 0x60, 0xca, 0x1c, 0x46,
                 0xe3, 0xf8, 0x52, 0x40, 0x26, 0x74, 0xdd, 0xe2, 0x49, 0x6b, 0xa1,
                 0xa0, 0x95, 0x66, 0x60, 0xdc, 0x7b, 0x87, 0xf5, 0x85, 0xfe}},
    .nonce = 1};

static void as_reply(struct str reply)
{
    const struct tlog_stamp other = {.imprint = asked.imprint, .nonce = 2};
    struct err e;
    usec_t time = 0;
    if (tlog_stamp_judge(&asked, STR_NONE, reply, &time, &e) == RC_OK)
        must(time > 0);
    must(tlog_stamp_judge(&other, STR_NONE, reply, &time, &e) != RC_OK);
    must(tlog_stamp_judge(&asked, STR("no certificate"), reply, &time, &e) != RC_OK);
}

static void as_message(struct str text)
{
    struct tlog_judge j, again;
    struct err e;
    struct buf b;
    usec_t time = 0;
    if (tlog_judge_read(text, &j, &e) == RC_OK) {
        buf_init(&b, text.n + 256);
        tlog_judge_put(&b, &j);
        must(buf_ok(&b) && tlog_judge_read(buf_str(&b), &again, &e) == RC_OK);
        must(str_eq(j.ca, again.ca) && str_eq(j.reply, again.reply));
        must(memcmp(&j.stamp, &again.stamp, sizeof j.stamp) == 0);
        buf_release(&b);
        (void)!tlog_stamp_judge(&j.stamp, j.ca, j.reply, &time, &e);
    }
    if (tlog_judged_read(text, &time, &e) == RC_OK)
        must(time > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    as_reply(text);
    as_message(text);
    return 0;
}
