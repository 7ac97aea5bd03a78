/* SPDX-License-Identifier: Apache-2.0 */
#include "tlog/policy.h"

#include <stdlib.h>
#include <string.h>

#include "support/t.h"

#define WITNESSES 3

static const uint8_t log_secret[TLOG_SECRET_LEN] = "the log's secret in this test..";
static uint8_t secrets[WITNESSES][TLOG_SECRET_LEN];
static struct tlog_key log_key, keys[WITNESSES];

static void make_keys(void)
{
    uint8_t pub[32];
    struct err e;
    tlog_key_public(log_secret, pub);
    T_EQ(tlog_key_make(&log_key, STR("markaz.test/journal"), TLOG_KEY_NOTE, pub, &e), RC_OK);
    for (int i = 0; i < WITNESSES; i++) {
        char name[32];
        (void)snprintf(name, sizeof name, "witness.test/w%d", i + 1);
        memset(secrets[i], 'a' + i, TLOG_SECRET_LEN);
        tlog_key_public(secrets[i], pub);
        T_EQ(tlog_key_make(&keys[i], str_c(name), TLOG_KEY_COSIGNATURE, pub, &e), RC_OK);
    }
}

static void put_policy(struct buf *b, const char *end)
{
    buf_init(b, 8192);
    buf_cat(b, "# who watches\nlog ");
    tlog_key_put(b, &log_key);
    for (int i = 0; i < WITNESSES; i++) {
        buf_printf(b, "\nwitness W%d ", i + 1);
        tlog_key_put(b, &keys[i]);
        buf_printf(b, " https://w%d.test/", i + 1);
    }
    buf_printf(b, "\n%s\n", end);
}

/* A checkpoint of the tree, signed by the log, and by the witnesses whose bits are set. */
static void put_note(struct buf *b, const struct tlog_tree *tree, unsigned by)
{
    struct tlog_checkpoint c = {STR("markaz.test/journal"), tree->size, tlog_tree_root(tree)};
    char text[1024];
    buf_init(b, TLOG_NOTE_MAX);
    tlog_checkpoint_put(b, &c);
    memcpy(text, b->p, b->n);
    struct str signed_text = {text, b->n};
    buf_putc(b, '\n');
    tlog_note_sign(b, signed_text, &log_key, log_secret, 0);
    for (int i = 0; i < WITNESSES; i++)
        if ((by >> i & 1) != 0)
            tlog_note_sign(b, signed_text, &keys[i], secrets[i], 1795310400 * USEC_S);
}

static bool met(const char *end, unsigned by)
{
    static struct tlog_policy policy;
    static struct tlog_note note;
    struct tlog_tree tree = {0};
    struct buf p, n;
    struct err e;
    put_policy(&p, end);
    put_note(&n, &tree, by);
    T_EQ(tlog_policy_read(buf_str(&p), &policy, &e), RC_OK);
    T_EQ(tlog_note_read(buf_str(&n), &note, &e), RC_OK);
    enum rc rc = tlog_policy_check(&policy, &note, &e);
    T(rc == RC_OK || rc == RC_DENIED);
    buf_release(&p);
    buf_release(&n);
    return rc == RC_OK;
}

static void test_tlog_policy__counts_as_it_says(void)
{
    for (unsigned by = 0; by < 8; by++) {
        int n = __builtin_popcount(by);
        T_EQ(met("group G 2 W1 W2 W3\nquorum G", by), n >= 2);
        T_EQ(met("group G any W1 W2 W3\nquorum G", by), n >= 1);
        T_EQ(met("group G all W1 W2 W3\nquorum G", by), n == 3);
        T_EQ(met("quorum W2", by), (by & 2) != 0);
        T_EQ(met("quorum none", by), true);
        T_EQ(met("group A any W1 W2\ngroup B all A W3\nquorum B", by),
             (by & 3) != 0 && (by & 4) != 0);
    }
}

static void test_tlog_policy__says_which_line_is_wrong(void)
{
    static const struct {
        const char *end, *why;
    } bad[] = {
        {"quorum W4", "line 6"},
        {"group G 4 W1 W2 W3\nquorum G", "line 6"},
        {"group G 0 W1\nquorum G", "line 6"},
        {"group G 1 W1 W1\nquorum G", "twice"},
        {"group W1 1 W2\nquorum W1", "twice"},
        {"group G 1 H\ngroup H 1 W1\nquorum G", "named before"},
        {"quorum none\nquorum none", "line 7"},
        {"quorum W1 W2", "after the end"},
        {"", "no quorum"},
        {"chorus W1\nquorum W1", "line 6"},
    };
    static struct tlog_policy policy;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct buf p;
        struct err e;
        put_policy(&p, bad[i].end);
        T_EQ(tlog_policy_read(buf_str(&p), &policy, &e), RC_INVALID);
        T(strstr(e.detail, bad[i].why) != NULL);
        buf_release(&p);
    }
}

static struct sha256 leaf_of(unsigned i)
{
    char text[32];
    int n = snprintf(text, sizeof text, "markaz/ev1\nseq %u\n", i + 1);
    return tlog_leaf((struct str){text, (size_t)n});
}

static enum rc leaves(void *arg, unsigned level, uint64_t index, struct sha256 *out, struct err *e)
{
    struct tlog_tree t = {0};
    UNUSED(arg);
    UNUSED(e);
    for (uint64_t i = index << level; i < (index + 1) << level; i++) {
        struct sha256 h = leaf_of((unsigned)i);
        tlog_tree_add(&t, &h);
    }
    *out = tlog_tree_root(&t);
    return RC_OK;
}

static void test_tlog_proof_file__proves_one_entry_and_no_other(void)
{
    static struct tlog_policy policy;
    static struct tlog_proof_file f, again;
    const struct tlog_hashes from = {leaves, NULL};
    struct tlog_tree tree = {0};
    struct buf p, n, text;
    struct err e;
    for (unsigned i = 0; i < 77; i++) {
        struct sha256 h = leaf_of(i);
        tlog_tree_add(&tree, &h);
    }
    put_policy(&p, "group G 2 W1 W2 W3\nquorum G");
    put_note(&n, &tree, 5);
    T_EQ(tlog_policy_read(buf_str(&p), &policy, &e), RC_OK);
    f.index = 41;
    f.checkpoint = buf_str(&n);
    T_EQ(tlog_prove_included(&from, f.index, tree.size, &f.proof, &e), RC_OK);
    buf_init(&text, 65536);
    tlog_proof_file_put(&text, &f);
    T_EQ(tlog_proof_file_read(buf_str(&text), &again, &e), RC_OK);
    T(again.index == 41 && again.proof.n == f.proof.n && again.extra.n == 0);
    T_EQ(tlog_proof_file_check(STR("markaz/ev1\nseq 42\n"), &again, &policy, &e), RC_OK);
    T_EQ(tlog_proof_file_check(STR("markaz/ev1\nseq 43\n"), &again, &policy, &e), RC_DENIED);
    again.index = 40;
    T_EQ(tlog_proof_file_check(STR("markaz/ev1\nseq 42\n"), &again, &policy, &e), RC_DENIED);
    T_EQ(tlog_proof_file_read(STR("c2sp.org/tlog-proof@v1\nindex 01\n\nx\n"), &again, &e),
         RC_INVALID);
    T_EQ(tlog_proof_file_read(STR("c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\nx\n"), &again, &e),
         RC_INVALID);
    T_EQ(tlog_proof_file_read(STR("c2sp.org/tlog-proof@v1\nindex 1\n"), &again, &e), RC_INVALID);
    buf_release(&p);
    buf_release(&n);
    buf_release(&text);
}

static void test_tlog_policy__knows_where_witnesses_are_asked(void)
{
    static struct tlog_policy p;
    struct buf b, text;
    struct err e;
    uint32_t need, of;
    put_policy(&b, "group G 2 W1 W2 W3\nquorum G");
    T_EQ(tlog_policy_read(buf_str(&b), &p, &e), RC_OK);
    T(strcmp(p.witness[1].url, "https://w2.test") == 0);
    tlog_policy_quorum(&p, &need, &of);
    T(need == 2 && of == 3);
    buf_release(&b);
    put_policy(&b, "quorum W2");
    T_EQ(tlog_policy_read(buf_str(&b), &p, &e), RC_OK);
    tlog_policy_quorum(&p, &need, &of);
    T(need == 1 && of == 1);
    buf_release(&b);
    put_policy(&b, "quorum none");
    T_EQ(tlog_policy_read(buf_str(&b), &p, &e), RC_OK);
    tlog_policy_quorum(&p, &need, &of);
    T(need == 0 && of == 0);
    for (int slashes = 0; slashes < 2; slashes++) {
        buf_init(&text, 8192);
        buf_cat(&text, "log ");
        tlog_key_put(&text, &log_key);
        buf_cat(&text, "\nwitness W ");
        tlog_key_put(&text, &keys[0]);
        buf_cat(&text, slashes ? " http://///\nquorum W\n" : " ftp://w.test\nquorum W\n");
        T_EQ(tlog_policy_read(buf_str(&text), &p, &e), RC_INVALID);
        buf_release(&text);
    }
    buf_release(&b);
}

int main(void)
{
    make_keys();
    T_RUN(test_tlog_policy__counts_as_it_says);
    T_RUN(test_tlog_policy__says_which_line_is_wrong);
    T_RUN(test_tlog_policy__knows_where_witnesses_are_asked);
    T_RUN(test_tlog_proof_file__proves_one_entry_and_no_other);
    return t_end();
}
