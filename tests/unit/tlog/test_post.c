/* SPDX-License-Identifier: Apache-2.0 */
#include "tlog/post.h"

#include <string.h>

#include "support/t.h"

static const uint8_t secret[TLOG_SECRET_LEN] = "the witness's secret, in a test";
static const uint8_t other_secret[TLOG_SECRET_LEN] = "somebody else's secret, a test.";
static struct tlog_key key, other;
static char text[256];
static struct tlog_asked asked;

static void make(uint64_t old, uint64_t size)
{
    uint8_t pub[32];
    struct err e;
    struct buf b;
    const struct tlog_checkpoint c = {STR("log.test/one"), size, {{1, 2, 3}}};
    tlog_key_public(secret, pub);
    T_EQ(tlog_key_make(&key, STR("witness.test/w"), TLOG_KEY_COSIGNATURE, pub, &e), RC_OK);
    tlog_key_public(other_secret, pub);
    T_EQ(tlog_key_make(&other, STR("witness.test/w"), TLOG_KEY_COSIGNATURE, pub, &e), RC_OK);
    buf_init(&b, sizeof text);
    tlog_checkpoint_put(&b, &c);
    memcpy(text, b.p, b.n);
    asked = (struct tlog_asked){&key, {text, b.n}, old, size};
    buf_release(&b);
}

static struct tlog_told judge(uint64_t status, const char *type, struct str body)
{
    const struct tlog_posted p = {1, status, str_c(type), body};
    struct tlog_told told;
    tlog_reply_judge(&asked, &p, &told);
    return told;
}

static enum tlog_reply reply(uint64_t status, const char *type, const char *body)
{
    return judge(status, type, str_c(body)).reply;
}

#define SIZE "text/x.tlog.size"

static void test_tlog_reply__takes_only_the_cosignature_that_was_asked_for(void)
{
    struct buf b;
    make(3, 9);
    buf_init(&b, 4096);
    tlog_note_sign(&b, asked.text, &other, other_secret, 1795310400 * USEC_S);
    size_t first = b.n;
    T_EQ(judge(200, "", buf_str(&b)).reply, TLOG_REPLY_TROUBLE); /* its name, not its key */
    tlog_note_sign(&b, asked.text, &key, secret, 1795310400 * USEC_S);
    struct tlog_told told = judge(200, "", buf_str(&b));
    T_EQ(told.reply, TLOG_REPLY_COSIGNED);
    T_EQ(told.time, 1795310400 * USEC_S);
    T(told.line.p == b.p + first && told.line.n == b.n - first);
    T_EQ(judge(200, "", (struct str){b.p, b.n - 1}).reply, TLOG_REPLY_TROUBLE); /* cut off */
    b.p[b.n - 8] ^= 1;
    T_EQ(judge(200, "", buf_str(&b)).reply, TLOG_REPLY_TROUBLE);
    buf_clear(&b);
    tlog_note_sign(&b, STR("log.test/one\n10\nAAAA\n"), &key, secret, 1795310400 * USEC_S);
    T_EQ(judge(200, "", buf_str(&b)).reply, TLOG_REPLY_TROUBLE); /* of another text */
    T_EQ(reply(200, "", ""), TLOG_REPLY_TROUBLE);
    T_EQ(reply(200, "", "thank you\n"), TLOG_REPLY_TROUBLE);
    buf_release(&b);
}

static void test_tlog_reply__tells_a_step_behind_from_another_history(void)
{
    make(3, 9);
    T_EQ(judge(409, SIZE, STR("5\n")).reply, TLOG_REPLY_AGAIN);
    T_EQ(judge(409, SIZE, STR("5\n")).seen, 5);
    T_EQ(judge(409, SIZE, STR("0\n")).reply, TLOG_REPLY_AGAIN);
    T_EQ(judge(409, SIZE, STR("9\n")).reply, TLOG_REPLY_AGAIN);
    T_EQ(judge(409, SIZE, STR("10\n")).reply, TLOG_REPLY_AHEAD);
    T_EQ(judge(409, SIZE, STR("10\n")).seen, 10);
    T_EQ(reply(409, SIZE, "3\n"), TLOG_REPLY_TROUBLE); /* that was what was asked */
    T_EQ(reply(409, SIZE, "-1\n"), TLOG_REPLY_TROUBLE);
    T_EQ(reply(409, SIZE, "99999999999999999999\n"), TLOG_REPLY_TROUBLE);
    T_EQ(reply(409, "text/plain", "5\n"), TLOG_REPLY_TROUBLE);
    make(9, 9);
    T_EQ(reply(409, "text/plain", "another root"), TLOG_REPLY_OTHER);
    T_EQ(reply(409, SIZE, "9\n"), TLOG_REPLY_OTHER);
    T_EQ(reply(409, SIZE, "8\n"), TLOG_REPLY_AGAIN); /* its own past was put back */
    T_EQ(reply(409, SIZE, "12\n"), TLOG_REPLY_AHEAD);
}

static void test_tlog_reply__knows_what_the_other_answers_mean(void)
{
    make(3, 9);
    T_EQ(reply(422, "", ""), TLOG_REPLY_OTHER);
    T_EQ(reply(404, "", ""), TLOG_REPLY_UNKNOWN);
    T_EQ(reply(403, "", ""), TLOG_REPLY_REFUSED);
    T_EQ(reply(400, "", ""), TLOG_REPLY_REFUSED);
    T_EQ(reply(301, "", ""), TLOG_REPLY_TROUBLE);
    T_EQ(reply(500, "", ""), TLOG_REPLY_TROUBLE);
    struct tlog_told told = judge(0, "Couldn't connect to server", STR_NONE);
    T_EQ(told.reply, TLOG_REPLY_TROUBLE);
    T(strcmp(told.why, "Couldn't connect to server") == 0);
}

static void test_tlog_post__reads_what_it_wrote_and_nothing_else(void)
{
    static const char *const bad[] = {"",
                                      "1\n",
                                      "1 2\n",
                                      "1 2 \ntext\n\nbody",
                                      "x 2 http://a\ntext\n\nbody",
                                      "1 2 http://a\ntext\nbody",
                                      "01 2 http://a\ntext\n\nbody",
                                      "1 2 http://a\x01\ntext\n\nbody"};
    struct tlog_post p = {7,
                          8000,
                          STR("https://w.test/add-checkpoint"),
                          STR("text/plain"),
                          {"a\0b\n\n", 5}},
                     back;
    struct tlog_posted q = {7, 200, STR("text/plain"), STR("one\n\ntwo")}, came;
    struct err e;
    struct buf b;
    buf_init(&b, TLOG_POST_MAX);
    tlog_post_put(&b, &p);
    T_EQ(tlog_post_read(buf_str(&b), &back, &e), RC_OK);
    T(back.id == 7 && back.within == 8000 && str_eq(back.url, p.url) && str_eq(back.body, p.body));
    buf_clear(&b);
    tlog_posted_put(&b, &q);
    T_EQ(tlog_posted_read(buf_str(&b), &came, &e), RC_OK);
    T(came.id == 7 && came.status == 200 && str_eq(came.type, q.type) && str_eq(came.body, q.body));
    buf_clear(&b);
    q.type = STR("a\nb"); /* nothing that comes from outside makes a line of ours */
    q.body = STR_NONE;
    tlog_posted_put(&b, &q);
    T_EQ(tlog_posted_read(buf_str(&b), &came, &e), RC_OK);
    T(came.type.n > 0 && came.body.n == 0);
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        T_EQ(tlog_post_read(str_c(bad[i]), &back, &e), RC_INVALID);
    T_EQ(tlog_posted_read(STR("1 200 more\ntext\n\nbody"), &came, &e), RC_INVALID);
    buf_release(&b);
}

int main(void)
{
    T_RUN(test_tlog_reply__takes_only_the_cosignature_that_was_asked_for);
    T_RUN(test_tlog_reply__tells_a_step_behind_from_another_history);
    T_RUN(test_tlog_reply__knows_what_the_other_answers_mean);
    T_RUN(test_tlog_post__reads_what_it_wrote_and_nothing_else);
    return t_end();
}
