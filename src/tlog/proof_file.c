/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "tlog/policy.h"
#include "tlog/tlog_priv.h"

#define FIRST_LINE "c2sp.org/tlog-proof@v1"

enum rc tlog_proof_file_read(struct str text, struct tlog_proof_file *out, struct err *e)
{
    struct str rest = text, line = str_cut(&rest, '\n');
    memset(out, 0, sizeof *out);
    if (!str_eqc(line, FIRST_LINE))
        return err_set(e, RC_INVALID, "a proof begins with the line " FIRST_LINE);
    line = str_cut(&rest, '\n');
    if (str_starts(line, STR("extra "))) {
        out->extra = (struct str){line.p + 6, line.n - 6};
        line = str_cut(&rest, '\n');
    }
    if (!tlog_named_number(line, "index", &out->index))
        return err_set(e, RC_INVALID, "a proof has a line 'index' and a number");
    while ((line = str_cut(&rest, '\n')).n > 0) {
        if (out->proof.n == TLOG_PROOF_MAX)
            return err_set(e, RC_TOO_LARGE, "a proof has at most %d hashes", TLOG_PROOF_MAX);
        struct sha256 *h = &out->proof.hash[out->proof.n++];
        if (line.n != 44 || base64_get(line, h->b, SHA256_LEN) != SHA256_LEN)
            return err_set(e, RC_INVALID, "hash %u of the proof is no base64 of 32 bytes",
                           out->proof.n);
    }
    out->checkpoint = rest;
    return rest.n > 0 ? RC_OK : err_set(e, RC_INVALID, "the proof ends before its checkpoint");
}

void tlog_proof_file_put(struct buf *out, const struct tlog_proof_file *f)
{
    buf_cat(out, FIRST_LINE "\n");
    if (f->extra.n > 0)
        buf_printf(out, "extra %.*s\n", STR_ARG(f->extra));
    buf_printf(out, "index %llu\n", (unsigned long long)f->index);
    for (uint32_t i = 0; i < f->proof.n; i++) {
        base64_put(out, f->proof.hash[i].b, SHA256_LEN);
        buf_putc(out, '\n');
    }
    buf_putc(out, '\n');
    buf_puts(out, f->checkpoint);
}

enum rc tlog_policy_checkpoint(const struct tlog_policy *p, struct str note,
                               struct tlog_checkpoint *out, struct err *e)
{
    static _Thread_local struct tlog_note read;
    enum rc rc = tlog_note_read(note, &read, e);
    if (rc == RC_OK)
        rc = tlog_policy_check(p, &read, e);
    if (rc == RC_OK)
        rc = tlog_checkpoint_read(read.text, out, e);
    if (rc != RC_OK || str_eqc(out->origin, p->log.name))
        return rc;
    return err_set(e, RC_DENIED, "the checkpoint is of another log: '%.*s'", STR_ARG(out->origin));
}

enum rc tlog_proof_file_in(struct str entry, const struct tlog_proof_file *f,
                           const struct tlog_checkpoint *c, struct err *e)
{
    struct sha256 leaf = tlog_leaf(entry);
    return tlog_included(&leaf, f->index, c->size, &f->proof, &c->root)
               ? RC_OK
               : err_set(e, RC_DENIED, "this text is not entry %llu of the tree of %llu",
                         (unsigned long long)f->index, (unsigned long long)c->size);
}

enum rc tlog_proof_file_check(struct str entry, const struct tlog_proof_file *f,
                              const struct tlog_policy *policy, struct err *e)
{
    struct tlog_checkpoint c;
    enum rc rc = tlog_policy_checkpoint(policy, f->checkpoint, &c, e);
    return rc == RC_OK ? tlog_proof_file_in(entry, f, &c, e) : rc;
}
