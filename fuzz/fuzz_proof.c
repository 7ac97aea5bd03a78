/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Proofs of any bytes under a checkpoint that is really signed, so that all of the way up the tree is gone: nothing is proved, and a
 * proof file that is taken is written again as it was.
 */
#include <string.h>

#include "base/mem.h"
#include "tlog/policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t secret[TLOG_SECRET_LEN] = "nobody signs with this one.....";

static void put_note(struct buf *out, const struct tlog_key *key, uint64_t size)
{
    struct buf text;
    struct tlog_checkpoint c = {str_c(key->name), size,
                                sha256_of(STR("no leaf has this root"), STR_NONE, STR_NONE)};
    buf_init(&text, TLOG_NOTE_MAX);
    tlog_checkpoint_put(&text, &c);
    buf_puts(out, buf_str(&text));
    buf_putc(out, '\n');
    tlog_note_sign(out, buf_str(&text), key, secret, 0);
    buf_release(&text);
}

static void prove(struct str text, uint64_t size, const struct tlog_policy *policy)
{
    static struct tlog_proof_file f;
    struct buf b, again;
    struct err e;
    buf_init(&b, text.n + 2 + TLOG_NOTE_MAX);
    buf_init(&again, text.n + 64 + TLOG_NOTE_MAX);
    buf_puts(&b, text);
    buf_cat(&b, "\n\n");
    put_note(&b, &policy->log, size);
    if (tlog_proof_file_read(buf_str(&b), &f, &e) == RC_OK) {
        must(f.proof.n <= TLOG_PROOF_MAX);
        must(tlog_proof_file_check(STR("entry"), &f, policy, &e) != RC_OK);
        tlog_proof_file_put(&again, &f);
        must(buf_ok(&again));
    }
    buf_release(&again);
    buf_release(&b);
}

/* As hashes, the same bytes make the one tree the beginning of the other for nobody. */
static void grow(struct str text, uint64_t old_size, uint64_t new_size)
{
    static struct tlog_proof p;
    struct sha256 old_root = sha256_of(STR("old"), STR_NONE, STR_NONE);
    struct sha256 new_root = sha256_of(STR("new"), STR_NONE, STR_NONE);
    p.n = 0;
    for (; text.n >= SHA256_LEN && p.n < TLOG_PROOF_MAX; text.p += SHA256_LEN, text.n -= SHA256_LEN)
        memcpy(p.hash[p.n++].b, text.p, SHA256_LEN);
    must(!tlog_consistent(old_size, &old_root, new_size, &new_root, &p));
    must(!tlog_included(&old_root, old_size, new_size, &p, &new_root));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct tlog_policy policy;
    uint64_t sizes[2];
    uint8_t pub[32];
    struct err e;
    if (size < sizeof sizes)
        return 0;
    memcpy(sizes, data, sizeof sizes);
    struct str rest = {(const char *)data + sizeof sizes, size - sizeof sizes};
    tlog_key_public(secret, pub);
    must(tlog_key_make(&policy.log, STR("centre.test/journal"), TLOG_KEY_NOTE, pub, &e) == RC_OK);
    policy.quorum = TLOG_QUORUM_NONE;
    prove(rest, sizes[0] & INT64_MAX, &policy);
    grow(rest, sizes[0], sizes[1]);
    return 0;
}
