/* SPDX-License-Identifier: Apache-2.0 */
#include "tlog/witness.h"

#include <string.h>

#include "tlog/tlog_priv.h"

enum rc tlog_add_head_read(struct str *rest, uint64_t *old, struct tlog_proof *proof, struct err *e)
{
    struct str line = str_cut(rest, '\n');
    proof->n = 0;
    if (!tlog_named_number(line, "old", old))
        return err_set(e, RC_INVALID, "the first line is 'old' and a size");
    while ((line = str_cut(rest, '\n')).n > 0) {
        if (proof->n == TLOG_ADD_PROOF_MAX)
            return err_set(e, RC_INVALID, "more than %d hashes", TLOG_ADD_PROOF_MAX);
        struct sha256 *h = &proof->hash[proof->n++];
        if (line.n != 44 || base64_get(line, h->b, SHA256_LEN) != SHA256_LEN)
            return err_set(e, RC_INVALID, "hash %u is no base64 of 32 bytes", proof->n);
    }
    return RC_OK;
}

enum rc tlog_add_read(struct str body, struct tlog_add *out, struct err *e)
{
    struct err why;
    if (body.n > TLOG_ADD_MAX)
        return err_set(e, RC_INVALID, "a request has at most %d bytes", TLOG_ADD_MAX);
    enum rc rc = tlog_add_head_read(&body, &out->old, &out->proof, e);
    if (rc != RC_OK)
        return rc;
    if (tlog_note_read(body, &out->note, &why) != RC_OK ||
        tlog_checkpoint_read(out->note.text, &out->checkpoint, &why) != RC_OK)
        return err_set(e, RC_INVALID, "the checkpoint: %s", why.detail);
    return RC_OK;
}

void tlog_add_head_put(struct buf *out, uint64_t old, const struct tlog_proof *proof)
{
    buf_printf(out, "old %llu\n", (unsigned long long)old);
    for (uint32_t i = 0; i < proof->n; i++) {
        base64_put(out, proof->hash[i].b, SHA256_LEN);
        buf_putc(out, '\n');
    }
    buf_putc(out, '\n');
}

void tlog_add_put(struct buf *out, uint64_t old, const struct tlog_proof *proof, struct str note)
{
    tlog_add_head_put(out, old, proof);
    buf_puts(out, note);
}

bool tlog_seen_grows(const struct tlog_seen *seen, const struct tlog_checkpoint *c,
                     const struct tlog_proof *proof)
{
    struct sha256 empty = sha256_of(STR_NONE, STR_NONE, STR_NONE);
    if (seen->size > 0)
        return tlog_consistent(seen->size, &seen->root, c->size, &c->root, proof);
    return proof->n == 0 && (c->size > 0 || memcmp(c->root.b, empty.b, SHA256_LEN) == 0);
}

static enum tlog_verdict say(enum tlog_verdict v, struct err *e, const char *why)
{
    (void)err_set(e, RC_DENIED, "%s", why);
    return v;
}

enum tlog_verdict tlog_witness_judge(const struct tlog_key *log, const struct tlog_seen *seen,
                                     const struct tlog_add *add, struct err *e)
{
    const struct tlog_checkpoint *c = &add->checkpoint;
    if (tlog_note_check(&add->note, log, NULL) != TLOG_SIGNED)
        return say(TLOG_NOT_SIGNED, e, "the log's signature is missing or wrong");
    if (add->old > c->size)
        return say(TLOG_BAD_REQUEST, e, "the old size is above the new one");
    if (add->old != seen->size)
        return say(TLOG_OTHER_SIZE, e, "another size was seen last");
    if (add->old == c->size && add->old > 0 && memcmp(c->root.b, seen->root.b, SHA256_LEN) != 0)
        return say(TLOG_OTHER_SIZE, e, "another root was seen at this size");
    return tlog_seen_grows(seen, c, &add->proof)
               ? TLOG_COSIGN
               : say(TLOG_BAD_PROOF, e, "the proof does not show an unchanged history");
}
