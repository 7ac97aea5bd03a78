/* SPDX-License-Identifier: Apache-2.0 */
#include "tlog/merkle.h"

#include <ftw.h>
#include <stdlib.h>
#include <string.h>

#include "support/t.h"

#define LEAVES 130

static struct sha256 leaves[LEAVES];

static void make_leaves(void)
{
    for (uint32_t i = 0; i < LEAVES; i++) {
        char text[16];
        int n = snprintf(text, sizeof text, "entry %u", i);
        leaves[i] = tlog_leaf((struct str){text, (size_t)n});
    }
}

/* The definition of RFC 6962, 2.1, word for word. */
static struct sha256 mth(const struct sha256 *from, uint64_t n)
{
    uint64_t k = 1;
    if (n == 1)
        return from[0];
    while (k * 2 < n)
        k *= 2;
    struct sha256 left = mth(from, k), right = mth(from + k, n - k);
    return tlog_node(&left, &right);
}

static enum rc from_leaves(void *arg, unsigned level, uint64_t index, struct sha256 *out,
                           struct err *e)
{
    UNUSED(arg);
    UNUSED(e);
    uint64_t n = UINT64_C(1) << level;
    T((index + 1) * n <= LEAVES);
    *out = mth(leaves + index * n, n);
    return RC_OK;
}

static const struct tlog_hashes hashes = {from_leaves, NULL};

static bool same(struct sha256 a, struct sha256 b)
{
    return memcmp(a.b, b.b, sizeof a.b) == 0;
}

static void test_tlog_tree__is_the_definition_at_each_size(void)
{
    struct tlog_tree t = {0};
    struct err e;
    T(same(tlog_tree_root(&t), sha256_of(STR_NONE, STR_NONE, STR_NONE)));
    for (uint64_t n = 1; n <= LEAVES; n++) {
        struct sha256 root;
        tlog_tree_add(&t, &leaves[n - 1]);
        T_EQ(t.size, n);
        T_EQ(t.n, __builtin_popcountll(n));
        T(same(tlog_tree_root(&t), mth(leaves, n)));
        T_EQ(tlog_root(&hashes, n, &root, &e), RC_OK);
        T(same(root, mth(leaves, n)));
    }
}

static unsigned made_levels[8][LEAVES];

static void count_made(void *arg, unsigned level, const struct sha256 *roots, size_t n)
{
    const uint64_t *size = arg; /* leaves before these */
    uint64_t first = *size >> level;
    T(n > 0 && level < ARRAY_LEN(made_levels));
    for (size_t i = 0; i < n; i++) {
        uint64_t width = UINT64_C(1) << level;
        T(same(roots[i], mth(leaves + (first + i) * width, width)));
        made_levels[level][first + i]++;
    }
}

/* However the leaves come in groups: the same tree, and each full subtree is made once. */
static void test_tlog_tree_grow_many__is_one_by_one(void)
{
    for (size_t group = 1; group <= LEAVES; group++) {
        struct tlog_tree t = {0};
        struct sha256 some[1 + LEAVES];
        memset(made_levels, 0, sizeof made_levels);
        for (uint64_t at = 0, n; at < LEAVES; at += n) {
            n = at + group < LEAVES ? group : LEAVES - at;
            memcpy(some + 1, leaves + at, n * sizeof some[0]);
            tlog_tree_grow_many(&t, some, n, count_made, &at);
            T_EQ(t.size, at + n);
            T_EQ(t.n, __builtin_popcountll(at + n));
            T(same(tlog_tree_root(&t), mth(leaves, at + n)));
        }
        for (unsigned level = 0; level < ARRAY_LEN(made_levels); level++)
            for (uint64_t i = 0; i < (uint64_t)LEAVES >> level; i++)
                T_EQ(made_levels[level][i], 1);
    }
}

static void test_tlog_proofs__hold_and_hold_for_nothing_else(void)
{
    struct tlog_proof p;
    struct err e;
    for (uint64_t n = 1; n <= LEAVES; n += n < 40 ? 1 : 7) {
        struct sha256 root = mth(leaves, n);
        for (uint64_t i = 0; i < n; i++) {
            T_EQ(tlog_prove_included(&hashes, i, n, &p, &e), RC_OK);
            T(tlog_included(&leaves[i], i, n, &p, &root));
            T(!tlog_included(&leaves[(i + 1) % LEAVES], i, n, &p, &root));
            T(!tlog_included(&leaves[i], i ^ 1, n, &p, &root) || n == 1);
            if (p.n > 0) {
                p.hash[i % p.n].b[i % SHA256_LEN] ^= 1;
                T(!tlog_included(&leaves[i], i, n, &p, &root));
                p.hash[i % p.n].b[i % SHA256_LEN] ^= 1;
                p.n--;
                T(!tlog_included(&leaves[i], i, n, &p, &root));
            }
        }
        for (uint64_t old = 1; old <= n; old++) {
            struct sha256 was = mth(leaves, old);
            T_EQ(tlog_prove_consistent(&hashes, old, n, &p, &e), RC_OK);
            T(tlog_consistent(old, &was, n, &root, &p));
            was.b[old % SHA256_LEN] ^= 4;
            T(!tlog_consistent(old, &was, n, &root, &p));
        }
    }
    T_EQ(tlog_prove_included(&hashes, 5, 5, &p, &e), RC_INVALID);
    T_EQ(tlog_prove_consistent(&hashes, 0, 5, &p, &e), RC_INVALID);
    T_EQ(tlog_prove_consistent(&hashes, 6, 5, &p, &e), RC_INVALID);
}

/* ---- the 196 vectors of transparency-dev/merkle ---- */

static int vectors, wrong;

static const char *value_of(const char *text, const char *key)
{
    char quoted[32];
    (void)snprintf(quoted, sizeof quoted, "\"%s\":", key);
    const char *at = strstr(text, quoted);
    T(at != NULL);
    return at + strlen(quoted) + strspn(at + strlen(quoted), " ");
}

/* The text of a string in quotes; *next is what comes after it. */
static struct str string_at(const char *at, const char **next)
{
    T(*at == '"');
    const char *end = strchr(at + 1, '"');
    *next = end + 1;
    return (struct str){at + 1, (size_t)(end - at - 1)};
}

/* Some vectors put words where a hash should be; the wrong ones stay wrong by their hash, equal ones equal. */
static bool hash_at(const char *at, struct sha256 *out, const char **next)
{
    uint8_t bytes[256];
    struct str text = string_at(at, next);
    int n = base64_get(text, bytes, sizeof bytes);
    if (n == SHA256_LEN)
        memcpy(out->b, bytes, SHA256_LEN);
    else
        *out = sha256_of(text, STR_NONE, STR_NONE);
    return n == SHA256_LEN;
}

static bool hash_of(const char *text, const char *key, struct sha256 *out)
{
    const char *next;
    return hash_at(value_of(text, key), out, &next);
}

/* False when it is none that can be given to a verifier: a hash of another length, or too many. */
static bool proof_of(const char *text, struct tlog_proof *p)
{
    const char *at = value_of(text, "proof");
    bool ok = true;
    p->n = 0;
    if (strncmp(at, "null", 4) == 0)
        return true;
    T(*at == '[');
    at++;
    for (;;) {
        at += strspn(at, " \n\r\t,");
        if (*at == ']')
            return ok;
        if (p->n == TLOG_PROOF_MAX)
            return false;
        ok = hash_at(at, &p->hash[p->n++], &at) && ok;
    }
}

static bool consistency(const char *text)
{
    struct sha256 old_root, new_root;
    struct tlog_proof p;
    uint64_t a = strtoull(value_of(text, "size1"), NULL, 10);
    uint64_t b = strtoull(value_of(text, "size2"), NULL, 10);
    (void)hash_of(text, "root1", &old_root);
    (void)hash_of(text, "root2", &new_root);
    return proof_of(text, &p) && tlog_consistent(a, &old_root, b, &new_root, &p);
}

static bool inclusion(const char *text)
{
    struct sha256 leaf, root;
    struct tlog_proof p;
    uint64_t index = strtoull(value_of(text, "leafIdx"), NULL, 10);
    uint64_t size = strtoull(value_of(text, "treeSize"), NULL, 10);
    bool whole = hash_of(text, "leafHash", &leaf);
    whole = hash_of(text, "root", &root) && whole;
    return whole && proof_of(text, &p) && tlog_included(&leaf, index, size, &p, &root);
}

static int check_vector(const char *path, const struct stat *st, int kind, struct FTW *where)
{
    size_t n;
    UNUSED(st);
    UNUSED(where);
    if (kind != FTW_F || !str_ends(str_c(path), STR(".json")))
        return 0;
    char *text = t_file(path, &n);
    T(text != NULL);
    bool want = strstr(text, "\"wantErr\": false") != NULL;
    bool got = strstr(path, "/consistency/") != NULL ? consistency(text) : inclusion(text);
    if (got != want) {
        wrong++;
        printf("%s: %s\n", path, got ? "taken" : "refused");
    }
    vectors++;
    free(text);
    return 0;
}

static void test_tlog_proofs__every_vector_of_another_implementation(void)
{
    const char *root = t_captures();
    char path[4096];
    if (root == NULL)
        return;
    (void)snprintf(path, sizeof path, "%s/tlog", root);
    T_EQ(nftw(path, check_vector, 16, FTW_PHYS), 0);
    T_EQ(vectors, 196);
    T_EQ(wrong, 0);
}

int main(void)
{
    make_leaves();
    T_RUN(test_tlog_tree__is_the_definition_at_each_size);
    T_RUN(test_tlog_tree_grow_many__is_one_by_one);
    T_RUN(test_tlog_proofs__hold_and_hold_for_nothing_else);
    T_RUN(test_tlog_proofs__every_vector_of_another_implementation);
    return t_end();
}
