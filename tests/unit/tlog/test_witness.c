/* SPDX-License-Identifier: Apache-2.0 */
#include "tlog/witness.h"

#include <stdlib.h>
#include <string.h>

#include "support/t.h"

static const uint8_t secret[TLOG_SECRET_LEN] = "the log's secret in this test..";
static struct tlog_key key;

/* Two histories of the same length that part after the tenth entry. */
static struct sha256 leaf_of(unsigned history, uint64_t i)
{
    char text[40];
    int n =
        snprintf(text, sizeof text, "%u entry %llu", i < 10 ? 0 : history, (unsigned long long)i);
    return tlog_leaf((struct str){text, (size_t)n});
}

static struct sha256 root_of(unsigned history, uint64_t first, uint64_t n)
{
    struct tlog_tree t = {0};
    for (uint64_t i = first; i < first + n; i++) {
        struct sha256 h = leaf_of(history, i);
        tlog_tree_add(&t, &h);
    }
    return tlog_tree_root(&t);
}

static enum rc hashes(void *arg, unsigned level, uint64_t index, struct sha256 *out, struct err *e)
{
    UNUSED(e);
    *out = root_of(*(unsigned *)arg, index << level, UINT64_C(1) << level);
    return RC_OK;
}

/* What a log with this history asks when it believes that `old` was seen, and its tree has `size`. */
static void ask(struct buf *b, unsigned history, uint64_t old, uint64_t size)
{
    const struct tlog_hashes from = {hashes, &history};
    struct tlog_checkpoint c = {STR("markaz.test/journal"), size, root_of(history, 0, size)};
    struct tlog_proof proof = {0};
    struct buf note;
    struct err e;
    char text[1024];
    buf_init(&note, TLOG_NOTE_MAX);
    buf_init(b, TLOG_ADD_MAX);
    tlog_checkpoint_put(&note, &c);
    struct str body = {text, note.n};
    memcpy(text, note.p, note.n);
    buf_putc(&note, '\n');
    tlog_note_sign(&note, body, &key, secret, 0);
    if (old > 0 && old <= size)
        T_EQ(tlog_prove_consistent(&from, old, size, &proof, &e), RC_OK);
    tlog_add_put(b, old, &proof, buf_str(&note));
    buf_release(&note);
}

static int judge(struct tlog_seen *seen, unsigned history, uint64_t old, uint64_t size)
{
    static struct tlog_add add;
    struct buf b;
    struct err e;
    ask(&b, history, old, size);
    T_EQ(tlog_add_read(buf_str(&b), &add, &e), RC_OK);
    enum tlog_verdict v = tlog_witness_judge(&key, seen, &add, &e);
    if (v == TLOG_COSIGN)
        *seen = (struct tlog_seen){add.checkpoint.size, add.checkpoint.root};
    buf_release(&b);
    return (int)v;
}

static void test_tlog_witness__cosigns_what_only_grows(void)
{
    struct tlog_seen seen = {0};
    T_EQ(judge(&seen, 0, 0, 1), TLOG_COSIGN);
    for (uint64_t size = 1; size < 40; size += size % 3 + 1)
        T_EQ(judge(&seen, 0, seen.size, size), TLOG_COSIGN);
    T_EQ(judge(&seen, 0, seen.size, seen.size), TLOG_COSIGN);
}

static void test_tlog_witness__refuses_a_rewritten_history(void)
{
    struct tlog_seen seen = {0};
    T_EQ(judge(&seen, 0, 0, 25), TLOG_COSIGN);
    T_EQ(judge(&seen, 1, 25, 30), TLOG_BAD_PROOF);
    T_EQ(judge(&seen, 1, 25, 25), TLOG_OTHER_SIZE);
    /* A backup of yesterday that signs on knows a smaller size. */
    T_EQ(judge(&seen, 1, 12, 30), TLOG_OTHER_SIZE);
    T_EQ(judge(&seen, 0, 12, 12), TLOG_OTHER_SIZE);
    T_EQ(judge(&seen, 0, 25, 12), TLOG_BAD_REQUEST);
    T_EQ(judge(&seen, 0, 0, 30), TLOG_OTHER_SIZE);
    T_EQ(seen.size, 25);
    T_EQ(judge(&seen, 0, 25, 30), TLOG_COSIGN);
}

static void test_tlog_witness__refuses_another_signature(void)
{
    static struct tlog_add add;
    struct tlog_seen seen = {0};
    struct buf b;
    struct err e;
    ask(&b, 0, 0, 7);
    char *size = memmem(b.p, b.n, "\n7\n", 3);
    size[1] = '8';
    T_EQ(tlog_add_read(buf_str(&b), &add, &e), RC_OK);
    T_EQ(tlog_witness_judge(&key, &seen, &add, &e), TLOG_NOT_SIGNED);
    buf_release(&b);
}

static void test_tlog_add__refuses_what_is_none(void)
{
    static const char *const bad[] = {"",
                                      "old\n",
                                      "old -1\n\n",
                                      "old 01\n\n",
                                      "old 1\nxyz\n\n",
                                      "old 1\n\n",
                                      "old 1\n\nmarkaz\n1\nroot\n\n"};
    static struct tlog_add add;
    struct err e;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        T_EQ(tlog_add_read(str_c(bad[i]), &add, &e), RC_INVALID);
}

int main(void)
{
    uint8_t pub[32];
    struct err e;
    tlog_key_public(secret, pub);
    T_EQ(tlog_key_make(&key, STR("markaz.test/journal"), TLOG_KEY_NOTE, pub, &e), RC_OK);
    T_RUN(test_tlog_witness__cosigns_what_only_grows);
    T_RUN(test_tlog_witness__refuses_a_rewritten_history);
    T_RUN(test_tlog_witness__refuses_another_signature);
    T_RUN(test_tlog_add__refuses_what_is_none);
    return t_end();
}
