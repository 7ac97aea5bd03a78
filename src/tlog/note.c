/* SPDX-License-Identifier: Apache-2.0 */
#include "tlog/note.h"

#include <sodium.h>
#include <string.h>

#include "tlog/tlog_priv.h"

#define DASH "\xe2\x80\x94 " /* U+2014 and a space begin a signature's line */

/* Canonical base64 of exactly n bytes: what encodes differently is refused, so that a line has one form. */
static bool exact_base64(struct str text, uint8_t *out, size_t n)
{
    struct buf again;
    buf_init(&again, text.n + 4);
    bool ok = base64_get(text, out, n) == (int)n;
    if (ok)
        base64_put(&again, out, n);
    ok = ok && buf_ok(&again) && str_eq(buf_str(&again), text);
    buf_release(&again);
    return ok;
}

static bool name_ok(struct str name)
{
    for (size_t i = 0; i < name.n; i++)
        if ((unsigned char)name.p[i] <= ' ' || name.p[i] == '+' || name.p[i] == 0x7f)
            return false;
    return name.n > 0 && name.n <= TLOG_NAME_MAX;
}

enum rc tlog_key_make(struct tlog_key *out, struct str name, enum tlog_key_type type,
                      const uint8_t pub[32], struct err *e)
{
    char tail[2 + 32] = {'\n', (char)type};
    *out = (struct tlog_key){.type = type};
    if (!name_ok(name) || !str_copy(out->name, sizeof out->name, name))
        return err_set(e, RC_INVALID,
                       "a key's name has 1 to %d bytes, none of them white space or +",
                       TLOG_NAME_MAX);
    memcpy(out->pub, pub, sizeof out->pub);
    memcpy(tail + 2, pub, 32);
    struct sha256 h = sha256_of(name, (struct str){tail, sizeof tail}, STR_NONE);
    memcpy(out->id, h.b, sizeof out->id);
    return RC_OK;
}

void tlog_key_public(const uint8_t secret[TLOG_SECRET_LEN], uint8_t pub[32])
{
    uint8_t both[crypto_sign_SECRETKEYBYTES];
    must(crypto_sign_seed_keypair(pub, both, secret) == 0);
    sodium_memzero(both, sizeof both);
}

enum rc tlog_key_read(struct str vkey, struct tlog_key *out, struct err *e)
{
    uint8_t id[4], typed[33];
    struct str rest = vkey, name = str_cut(&rest, '+'), hex = str_cut(&rest, '+');
    if (hex.n != 8 || !hex_get(hex, id, sizeof id) || !exact_base64(rest, typed, sizeof typed))
        return err_set(e, RC_INVALID,
                       "a verifier's key is NAME+8 hex digits+base64 of 33 bytes, not '%.*s'",
                       (int)(vkey.n < 80 ? vkey.n : 80), vkey.p);
    if (typed[0] != TLOG_KEY_NOTE && typed[0] != TLOG_KEY_COSIGNATURE)
        return err_set(e, RC_INVALID, "keys of type %u are not known here: 1 and 4 are Ed25519",
                       typed[0]);
    enum rc rc = tlog_key_make(out, name, (enum tlog_key_type)typed[0], typed + 1, e);
    if (rc == RC_OK && memcmp(out->id, id, sizeof id) != 0)
        rc = err_set(e, RC_INVALID,
                     "the identifier of the key '%s' is not that of its name and key", out->name);
    return rc;
}

void tlog_key_put(struct buf *out, const struct tlog_key *key)
{
    uint8_t typed[33] = {(uint8_t)key->type};
    memcpy(typed + 1, key->pub, sizeof key->pub);
    buf_printf(out, "%s+", key->name);
    hex_put(out, key->id, sizeof key->id);
    buf_putc(out, '+');
    base64_put(out, typed, sizeof typed);
}

static uint64_t be64(const uint8_t *p)
{
    uint64_t v = 0;
    for (int i = 0; i < 8; i++)
        v = v << 8 | p[i];
    return v;
}

/* Key id and signature, with the time between them in a cosignature; other lengths are of kinds not known here. */
static bool read_blob(struct str text, struct tlog_signature *s)
{
    uint8_t b[76] = {0};
    s->time = 0;
    s->whole = true;
    if (exact_base64(text, b, 4 + 64)) {
        memcpy(s->sig, b + 4, sizeof s->sig);
    } else if (exact_base64(text, b, 4 + 8 + 64)) {
        uint64_t seconds = be64(b + 4);
        s->time = seconds < INT64_MAX / USEC_S ? (usec_t)seconds * USEC_S : -1;
        memcpy(s->sig, b + 12, sizeof s->sig);
    } else if (text.n > 8 && exact_base64((struct str){text.p, 8}, b, 6)) {
        s->whole = false;
    } else {
        return false;
    }
    memcpy(s->id, b, sizeof s->id);
    return true;
}

static enum rc read_signature(struct str line, struct tlog_note *out, struct err *e)
{
    struct str rest = line;
    if (!str_starts(line, STR(DASH)))
        return err_set(e, RC_INVALID, "a line of the signatures does not begin with a dash");
    rest.p += STR(DASH).n;
    rest.n -= STR(DASH).n;
    struct str name = str_cut(&rest, ' ');
    if (!name_ok(name) || rest.n == 0)
        return err_set(e, RC_INVALID, "a signature has no name or nothing after it");
    if (out->n == TLOG_SIGNATURES_MAX)
        return err_set(e, RC_TOO_LARGE, "more than %d signatures", TLOG_SIGNATURES_MAX);
    struct tlog_signature *s = &out->signatures[out->n++];
    s->name = name;
    return read_blob(rest, s) ? RC_OK : err_set(e, RC_INVALID, "a signature is no base64");
}

enum rc tlog_note_read(struct str note, struct tlog_note *out, struct err *e)
{
    out->n = 0;
    if (note.n > TLOG_NOTE_MAX)
        return err_set(e, RC_TOO_LARGE, "a note has at most %d bytes", TLOG_NOTE_MAX);
    const char *gap = NULL; /* the last empty line divides text and signatures */
    for (size_t i = 0; i + 1 < note.n; i++)
        if (note.p[i] == '\n' && note.p[i + 1] == '\n')
            gap = note.p + i;
    if (gap == NULL || note.p[note.n - 1] != '\n' || memchr(note.p, '\0', note.n) != NULL)
        return err_set(e, RC_INVALID,
                       "a note is text, an empty line and signatures, each a line with its end");
    out->text = (struct str){note.p, (size_t)(gap + 1 - note.p)};
    struct str rest = {gap + 2, note.n - out->text.n - 1};
    if (rest.n == 0)
        return err_set(e, RC_INVALID, "the note has no signature");
    enum rc rc = RC_OK;
    while (rc == RC_OK && rest.n > 0)
        rc = read_signature(str_cut(&rest, '\n'), out, e);
    return rc;
}

/* What a key of this type signs of a text. */
static void put_signed(struct buf *out, struct str text, enum tlog_key_type type, usec_t time)
{
    if (type == TLOG_KEY_COSIGNATURE)
        buf_printf(out, "cosignature/v1\ntime %lld\n", (long long)(time / USEC_S));
    buf_puts(out, text);
    must(buf_ok(out));
}

static bool verifies(const struct tlog_signature *s, struct str text, const struct tlog_key *key)
{
    struct buf b;
    buf_init(&b, TLOG_NOTE_MAX + 64);
    put_signed(&b, text, key->type, s->time);
    bool ok = crypto_sign_verify_detached(s->sig, (const unsigned char *)b.p, b.n, key->pub) == 0;
    buf_release(&b);
    return ok;
}

enum tlog_signed tlog_note_check(const struct tlog_note *note, const struct tlog_key *key,
                                 usec_t *time)
{
    enum tlog_signed found = TLOG_UNSIGNED;
    for (uint32_t i = 0; i < note->n; i++) {
        const struct tlog_signature *s = &note->signatures[i];
        if (!str_eqc(s->name, key->name) || memcmp(s->id, key->id, sizeof s->id) != 0)
            continue;
        bool cosigned = key->type == TLOG_KEY_COSIGNATURE;
        if (!s->whole || cosigned != (s->time != 0) || s->time < 0 || !verifies(s, note->text, key))
            return TLOG_BADLY_SIGNED;
        found = TLOG_SIGNED;
        if (time != NULL)
            *time = s->time;
    }
    return found;
}

void tlog_note_sign(struct buf *out, struct str text, const struct tlog_key *key,
                    const uint8_t secret[TLOG_SECRET_LEN], usec_t time)
{
    uint8_t pub[32], both[crypto_sign_SECRETKEYBYTES], blob[76];
    size_t n = 4;
    struct buf b;
    buf_init(&b, TLOG_NOTE_MAX + 64);
    put_signed(&b, text, key->type, time);
    must(crypto_sign_seed_keypair(pub, both, secret) == 0);
    must(memcmp(pub, key->pub, sizeof pub) == 0);
    memcpy(blob, key->id, 4);
    if (key->type == TLOG_KEY_COSIGNATURE)
        for (int shift = 56; shift >= 0; shift -= 8)
            blob[n++] = (uint8_t)((uint64_t)(time / USEC_S) >> shift);
    must(crypto_sign_detached(blob + n, NULL, (const unsigned char *)b.p, b.n, both) == 0);
    sodium_memzero(both, sizeof both);
    buf_release(&b);
    buf_printf(out, DASH "%s ", key->name);
    base64_put(out, blob, n + 64);
    buf_putc(out, '\n');
}

bool tlog_number(struct str s, uint64_t *out)
{
    int64_t v;
    if (s.n == 0 || s.p[0] < '0' || s.p[0] > '9' || (s.p[0] == '0' && s.n > 1) || !str_i64(s, &v))
        return false;
    *out = (uint64_t)v;
    return true;
}

bool tlog_named_number(struct str line, const char *word, uint64_t *out)
{
    struct str first = str_cut(&line, ' ');
    return str_eqc(first, word) && tlog_number(line, out);
}

enum rc tlog_checkpoint_read(struct str text, struct tlog_checkpoint *out, struct err *e)
{
    struct str rest = text;
    out->origin = str_cut(&rest, '\n');
    struct str size = str_cut(&rest, '\n'), root = str_cut(&rest, '\n');
    if (text.n == 0 || text.p[text.n - 1] != '\n' || !name_ok(out->origin))
        return err_set(e, RC_INVALID, "a checkpoint begins with its origin, a name without blanks");
    if (!tlog_number(size, &out->size))
        return err_set(e, RC_INVALID, "a checkpoint's second line is its size, a decimal number");
    if (!exact_base64(root, out->root.b, SHA256_LEN))
        return err_set(e, RC_INVALID, "a checkpoint's third line is its root, base64 of 32 bytes");
    if (rest.n > 0)
        return err_set(e, RC_INVALID, "a checkpoint has three lines here");
    return RC_OK;
}

void tlog_checkpoint_put(struct buf *out, const struct tlog_checkpoint *c)
{
    buf_printf(out, "%.*s\n%llu\n", STR_ARG(c->origin), (unsigned long long)c->size);
    base64_put(out, c->root.b, SHA256_LEN);
    buf_putc(out, '\n');
}
