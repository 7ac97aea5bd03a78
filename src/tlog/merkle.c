/* SPDX-License-Identifier: Apache-2.0 */
#include "tlog/merkle.h"

#include <string.h>

static struct str bytes(const struct sha256 *h)
{
    return (struct str){(const char *)h->b, SHA256_LEN};
}

struct sha256 tlog_leaf(struct str entry)
{
    return sha256_of((struct str){"\0", 1}, entry, STR_NONE);
}

void tlog_leaf_put(struct str entry, struct buf *out)
{
    buf_putc(out, '\0');
    buf_puts(out, entry);
}

struct sha256 tlog_node(const struct sha256 *left, const struct sha256 *right)
{
    return sha256_of((struct str){"\1", 1}, bytes(left), bytes(right));
}

static bool same(const struct sha256 *a, const struct sha256 *b)
{
    return memcmp(a->b, b->b, SHA256_LEN) == 0;
}

unsigned tlog_tree_grow(struct tlog_tree *t, const struct sha256 *leaf,
                        struct sha256 made[TLOG_PROOF_MAX])
{
    unsigned n = 0;
    must(t->size < INT64_MAX);
    made[n++] = *leaf;
    for (uint64_t bits = t->size; (bits & 1) != 0; bits >>= 1, n++)
        made[n] = tlog_node(&t->full[--t->n], &made[n - 1]);
    t->full[t->n++] = made[n - 1];
    t->size++;
    return n;
}

void tlog_tree_add(struct tlog_tree *t, const struct sha256 *leaf)
{
    struct sha256 made[TLOG_PROOF_MAX];
    (void)tlog_tree_grow(t, leaf, made);
}

#define PAIRS 64

/* Each two hashes below become one; to[k] may be from[j] with j <= 2k, so the lower level can be written over. */
static void join_pairs(const struct sha256 *from, size_t pairs, struct sha256 *to)
{
    struct sha256_text node[PAIRS];
    char text[PAIRS][1 + 2 * SHA256_LEN];
    for (size_t at = 0, n; at < pairs; at += n) {
        n = pairs - at < PAIRS ? pairs - at : PAIRS;
        for (size_t i = 0; i < n; i++) {
            text[i][0] = '\1';
            memcpy(text[i] + 1, from + 2 * (at + i), 2 * sizeof *from);
            node[i].text = (struct str){text[i], sizeof text[i]};
        }
        sha256_many(node, n);
        for (size_t i = 0; i < n; i++)
            to[at + i] = node[i].hash;
    }
}

/* Level by level: what was alone there before comes first, what is alone now waits for the next time. */
void tlog_tree_grow_many(struct tlog_tree *t, struct sha256 *hashes, size_t n, tlog_made_f *made,
                         void *arg)
{
    struct sha256 alone[TLOG_PROOF_MAX];
    uint32_t nalone = 0;
    must(n <= INT64_MAX - t->size);
    uint64_t size = t->size + n;
    for (unsigned level = 0; n > 0; level++) {
        bool before = (t->size >> level & 1) != 0;
        made(arg, level, hashes + 1, n);
        if (before)
            hashes[0] = t->full[--t->n];
        const struct sha256 *from = before ? hashes : hashes + 1;
        size_t all = n + before;
        if (all % 2 != 0)
            alone[nalone++] = from[all - 1];
        n = all / 2;
        join_pairs(from, n, hashes + 1);
    }
    while (nalone > 0)
        t->full[t->n++] = alone[--nalone];
    t->size = size;
}

struct sha256 tlog_tree_root(const struct tlog_tree *t)
{
    if (t->n == 0)
        return sha256_of(STR_NONE, STR_NONE, STR_NONE);
    struct sha256 root = t->full[t->n - 1];
    for (uint32_t i = t->n - 1; i-- > 0;)
        root = tlog_node(&t->full[i], &root);
    return root;
}

/* The way from a leaf to the root: `at` is its place among `last + 1` nodes of this level. */
struct way {
    uint64_t at, last;
};

static void up(struct way *w)
{
    w->at >>= 1;
    w->last >>= 1;
}

/* A node that has no right neighbour goes up unchanged until it is a right one. */
static bool is_right(const struct way *w)
{
    return (w->at & 1) != 0 || w->at == w->last;
}

static void skip_alone(struct way *w)
{
    while ((w->at & 1) == 0 && w->at != 0)
        up(w);
}

bool tlog_included(const struct sha256 *leaf, uint64_t index, uint64_t size,
                   const struct tlog_proof *proof, const struct sha256 *root)
{
    if (index >= size)
        return false;
    struct way w = {index, size - 1};
    struct sha256 h = *leaf;
    for (uint32_t i = 0; i < proof->n; i++) {
        if (w.last == 0)
            return false;
        if (is_right(&w)) {
            h = tlog_node(&proof->hash[i], &h);
            skip_alone(&w);
        } else {
            h = tlog_node(&h, &proof->hash[i]);
        }
        up(&w);
    }
    return w.last == 0 && same(&h, root);
}

bool tlog_consistent(uint64_t old_size, const struct sha256 *old_root, uint64_t new_size,
                     const struct sha256 *new_root, const struct tlog_proof *proof)
{
    if (old_size == 0 || old_size > new_size)
        return false;
    if (old_size == new_size)
        return proof->n == 0 && same(old_root, new_root);
    if (proof->n == 0)
        return false;
    /* An old tree that is one full subtree of the new one is its own first hash. */
    bool full = (old_size & (old_size - 1)) == 0;
    struct sha256 was = full ? *old_root : proof->hash[0], is = was;
    struct way w = {old_size - 1, new_size - 1};
    while ((w.at & 1) != 0)
        up(&w);
    for (uint32_t i = full ? 0 : 1; i < proof->n; i++) {
        if (w.last == 0)
            return false;
        if (is_right(&w)) {
            was = tlog_node(&proof->hash[i], &was);
            is = tlog_node(&proof->hash[i], &is);
            skip_alone(&w);
        } else {
            is = tlog_node(&is, &proof->hash[i]);
        }
        up(&w);
    }
    return w.last == 0 && same(&was, old_root) && same(&is, new_root);
}

/* ---- proving ---- */

struct prover {
    const struct tlog_hashes *from;
    struct tlog_proof *out;
    struct err *e;
    enum rc rc;
};

static uint64_t half_of(uint64_t n)
{
    return UINT64_C(1) << (63 - __builtin_clzll(n - 1)); /* the largest power of two below n > 1 */
}

/* The root over leaves first .. first+n-1; `first` is a multiple of the power of two that n needs. */
static struct sha256 root_of(struct prover *p, uint64_t first, uint64_t n)
{
    struct sha256 h = {{0}};
    if (p->rc != RC_OK)
        return h;
    if ((n & (n - 1)) == 0) {
        unsigned level = (unsigned)__builtin_ctzll(n);
        p->rc = p->from->get(p->from->arg, level, first >> level, &h, p->e);
        return h;
    }
    uint64_t k = half_of(n);
    struct sha256 left = root_of(p, first, k), right = root_of(p, first + k, n - k);
    return tlog_node(&left, &right);
}

static void add(struct prover *p, uint64_t first, uint64_t n)
{
    struct sha256 h = root_of(p, first, n);
    if (p->rc != RC_OK)
        return;
    must(p->out->n < TLOG_PROOF_MAX);
    p->out->hash[p->out->n++] = h;
}

/* PATH(m, D[n]) of RFC 9162, 2.1.3.1. */
static void prove_path(struct prover *p, uint64_t m, uint64_t first, uint64_t n)
{
    if (n == 1)
        return;
    uint64_t k = half_of(n);
    if (m < k) {
        prove_path(p, m, first, k);
        add(p, first + k, n - k);
    } else {
        prove_path(p, m - k, first + k, n - k);
        add(p, first, k);
    }
}

/* SUBPROOF(m, D[n], whole) of RFC 9162, 2.1.4.1. */
static void prove_sub(struct prover *p, uint64_t m, uint64_t first, uint64_t n, bool whole)
{
    if (m == n) {
        if (!whole)
            add(p, first, n);
        return;
    }
    uint64_t k = half_of(n);
    if (m <= k) {
        prove_sub(p, m, first, k, whole);
        add(p, first + k, n - k);
    } else {
        prove_sub(p, m - k, first + k, n - k, false);
        add(p, first, k);
    }
}

enum rc tlog_root(const struct tlog_hashes *from, uint64_t size, struct sha256 *out, struct err *e)
{
    struct prover p = {from, NULL, e, RC_OK};
    *out = size > 0 ? root_of(&p, 0, size) : sha256_of(STR_NONE, STR_NONE, STR_NONE);
    return p.rc;
}

enum rc tlog_prove_included(const struct tlog_hashes *from, uint64_t index, uint64_t size,
                            struct tlog_proof *out, struct err *e)
{
    struct prover p = {from, out, e, RC_OK};
    out->n = 0;
    if (index >= size)
        return err_set(e, RC_INVALID, "leaf %llu is not in a tree of %llu",
                       (unsigned long long)index, (unsigned long long)size);
    prove_path(&p, index, 0, size);
    return p.rc;
}

enum rc tlog_prove_consistent(const struct tlog_hashes *from, uint64_t old_size, uint64_t new_size,
                              struct tlog_proof *out, struct err *e)
{
    struct prover p = {from, out, e, RC_OK};
    out->n = 0;
    if (old_size == 0 || old_size > new_size)
        return err_set(e, RC_INVALID, "a tree of %llu leaves is no beginning of one of %llu",
                       (unsigned long long)old_size, (unsigned long long)new_size);
    prove_sub(&p, old_size, 0, new_size, true);
    return p.rc;
}
