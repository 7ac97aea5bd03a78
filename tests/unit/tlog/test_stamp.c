/* SPDX-License-Identifier: Apache-2.0 */
#include "tlog/stamp.h"

#include <string.h>

#include "base/mem.h"
#include "support/t.h"

static struct err err;

/* To the byte, as `openssl ts -query` makes it: version 1, SHA-256, the hash, the number, with the certificate. */
static void test_stamp_query(void)
{
    static const uint8_t head[] = {0x30, 0x40, 0x02, 0x01, 0x01, 0x30, 0x31, 0x30,
                                   0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65,
                                   0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20};
    static const uint8_t tail[] = {0x02, 0x05, 0x00, 0xff, 0xee, 0xdd, 0xcc, 0x01, 0x01, 0xff};
    struct tlog_stamp s = {.nonce = 0xffeeddcc};
    struct buf b;
    memset(s.imprint.b, 0x5a, SHA256_LEN);
    buf_init(&b, TLOG_STAMP_QUERY_MAX);
    tlog_stamp_query(&b, &s);
    T_REQUIRE(b.n == sizeof head + SHA256_LEN + sizeof tail);
    T_EQ(memcmp(b.p, head, sizeof head), 0);
    T_EQ(memcmp(b.p + sizeof head, s.imprint.b, SHA256_LEN), 0);
    T_EQ(memcmp(b.p + sizeof head + SHA256_LEN, tail, sizeof tail), 0);
    buf_clear(&b);
    s.nonce = INT64_MAX;
    tlog_stamp_query(&b, &s);
    T(buf_ok(&b));
    buf_release(&b);
}

static void test_stamp_judge__refuses(void)
{
    const struct tlog_stamp s = {.nonce = 1};
    char *large = mem_alloc(TLOG_STAMP_REPLY_MAX + 1);
    usec_t time;
    T_EQ(tlog_stamp_judge(&s, STR_NONE, STR_NONE, &time, &err), RC_DENIED);
    T_EQ(tlog_stamp_judge(&s, STR_NONE, STR("0\x80"), &time, &err), RC_DENIED);
    memset(large, '0', TLOG_STAMP_REPLY_MAX + 1);
    T_EQ(tlog_stamp_judge(&s, STR_NONE, (struct str){large, TLOG_STAMP_REPLY_MAX + 1}, &time, &err),
         RC_DENIED);
    T_STRC(str_c(err.detail), "the answer is larger than 32768 bytes");
    free(large);
}

static void test_judge_messages(void)
{
    const struct tlog_judge j = {
        .stamp = {.nonce = 7}, .ca = STR("certificate"), .reply = STR("\0\n\xff")};
    struct tlog_judge back;
    struct buf b;
    usec_t time = 0;
    buf_init(&b, TLOG_JUDGE_MAX);
    tlog_judge_put(&b, &j);
    T_OK(tlog_judge_read(buf_str(&b), &back, &err));
    T_EQ(back.stamp.nonce, 7);
    T_STR(back.ca, j.ca);
    T_STR(back.reply, j.reply);
    for (size_t n = 0; n < SHA256_HEX + sizeof " 7 11\ncertificat"; n++)
        T_EQ(tlog_judge_read((struct str){b.p, n}, &back, &err), RC_INVALID);
    buf_clear(&b);
    tlog_judged_put(&b, RC_OK, 1795310400000000, "");
    T_OK(tlog_judged_read(buf_str(&b), &time, &err));
    T_EQ(time, INT64_C(1795310400000000));
    buf_clear(&b);
    tlog_judged_put(&b, RC_DENIED, 0, "it is late");
    T_EQ(tlog_judged_read(buf_str(&b), &time, &err), RC_DENIED);
    T_STRC(str_c(err.detail), "it is late");
    T_EQ(tlog_judged_read(STR("ok 0\n"), &time, &err), RC_INVALID);
    T_EQ(tlog_judged_read(STR("ok\n"), &time, &err), RC_INVALID);
    T_EQ(tlog_judged_read(STR("OK 1\n"), &time, &err), RC_INVALID);
    T_EQ(tlog_judged_read(STR_NONE, &time, &err), RC_INVALID);
    buf_release(&b);
}

int main(void)
{
    T_RUN(test_stamp_query);
    T_RUN(test_stamp_judge__refuses);
    T_RUN(test_judge_messages);
    return t_end();
}
