/* SPDX-License-Identifier: Apache-2.0 */
#include "tlog/signer.h"

#include <sodium.h>
#include <string.h>

#define SECRET_PREFIX "PRIVATE+KEY+"

void tlog_secret_put(struct buf *out, const struct tlog_key *key,
                     const uint8_t secret[TLOG_SECRET_LEN])
{
    uint8_t typed[1 + TLOG_SECRET_LEN] = {(uint8_t)key->type};
    memcpy(typed + 1, secret, TLOG_SECRET_LEN);
    buf_printf(out, SECRET_PREFIX "%s+", key->name);
    hex_put(out, key->id, sizeof key->id);
    buf_putc(out, '+');
    base64_put(out, typed, sizeof typed);
    buf_putc(out, '\n');
    sodium_memzero(typed, sizeof typed);
}

enum rc tlog_secret_read(struct str text, struct tlog_key *key, uint8_t secret[TLOG_SECRET_LEN],
                         struct err *e)
{
    uint8_t typed[1 + TLOG_SECRET_LEN], pub[32], id[4];
    struct str rest = text;
    if (!str_starts(text, STR(SECRET_PREFIX)))
        return err_set(e, RC_INVALID, "a secret key begins with " SECRET_PREFIX);
    rest.p += STR(SECRET_PREFIX).n;
    rest.n -= STR(SECRET_PREFIX).n;
    struct str name = str_cut(&rest, '+'), hex = str_cut(&rest, '+');
    enum rc rc = RC_OK;
    if (hex.n != 8 || !hex_get(hex, id, sizeof id) ||
        base64_get(rest, typed, sizeof typed) != (int)sizeof typed ||
        (typed[0] != TLOG_KEY_NOTE && typed[0] != TLOG_KEY_COSIGNATURE))
        rc = err_set(e, RC_INVALID, "a secret key is name, identifier and seed, with + between");
    if (rc == RC_OK) {
        memcpy(secret, typed + 1, TLOG_SECRET_LEN);
        tlog_key_public(secret, pub);
        rc = tlog_key_make(key, name, (enum tlog_key_type)typed[0], pub, e);
    }
    if (rc == RC_OK && memcmp(key->id, id, sizeof id) != 0)
        rc = err_set(e, RC_INVALID, "the secret key's identifier is not that of its name and seed");
    sodium_memzero(typed, sizeof typed);
    return rc;
}

enum rc tlog_sign_request_read(struct str text, struct tlog_sign_request *out, struct err *e)
{
    enum rc rc = tlog_add_head_read(&text, &out->old, &out->proof, e);
    return rc == RC_OK ? tlog_checkpoint_read(text, &out->checkpoint, e) : rc;
}

void tlog_sign_request_put(struct buf *out, const struct tlog_sign_request *r)
{
    tlog_add_head_put(out, r->old, &r->proof);
    tlog_checkpoint_put(out, &r->checkpoint);
}

enum rc tlog_sign_judge(const struct tlog_key *key, const struct tlog_seen *seen,
                        const struct tlog_sign_request *r, struct err *e)
{
    if (!str_eqc(r->checkpoint.origin, key->name))
        return err_set(e, RC_DENIED, "this key signs for '%s' alone", key->name);
    if (r->old != seen->size)
        return err_set(e, RC_CONFLICT, "%llu was signed last, not %llu",
                       (unsigned long long)seen->size, (unsigned long long)r->old);
    return tlog_seen_grows(seen, &r->checkpoint, &r->proof)
               ? RC_OK
               : err_set(e, RC_DENIED,
                         "the tree of %llu does not begin with the one of %llu that was signed",
                         (unsigned long long)r->checkpoint.size, (unsigned long long)seen->size);
}
