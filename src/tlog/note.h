/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signed notes as C2SP defines them: signed-note, tlog-checkpoint and the cosignatures of tlog-cosignature, with Ed25519.
 * A note is text, an empty line, and lines "— name base64(key id, signature)". Pure; any thread. Texts are borrowed.
 */
#ifndef TLOG_NOTE_H
#define TLOG_NOTE_H

#include "base/clock.h"
#include "base/err.h"
#include "base/hash.h"

#define TLOG_NAME_MAX 200       /* bytes of a key's name or an origin */
#define TLOG_NOTE_MAX 16384     /* bytes of a note with its signatures */
#define TLOG_SIGNATURES_MAX 100 /* lines of one note; C2SP asks for at least 16 */
#define TLOG_SECRET_LEN 32      /* an Ed25519 seed */

/* What a key signs: stands in its identifier, so that no signature serves for the other. */
enum tlog_key_type { TLOG_KEY_NOTE = 1, TLOG_KEY_COSIGNATURE = 4 };

struct tlog_key {
    char name[TLOG_NAME_MAX + 1];
    enum tlog_key_type type;
    uint8_t id[4];
    uint8_t pub[32];
};

/* The key with this name and public part; RC_INVALID when the name is empty or holds '+' or white space. */
MUST_USE enum rc tlog_key_make(struct tlog_key *out, struct str name, enum tlog_key_type type,
                               const uint8_t pub[32], struct err *e);
/* The public part of a secret. */
void tlog_key_public(const uint8_t secret[TLOG_SECRET_LEN], uint8_t pub[32]);
/* "name+hex+base64", as people hand it on. RC_INVALID when the identifier is not that of name and key. */
MUST_USE enum rc tlog_key_read(struct str vkey, struct tlog_key *out, struct err *e);
void tlog_key_put(struct buf *out, const struct tlog_key *key);

struct tlog_signature {
    struct str name;
    uint8_t id[4];
    usec_t time; /* of a cosignature; 0: none is said */
    bool whole;  /* sig is there; false: a kind of signature not known here */
    uint8_t sig[64];
};

struct tlog_note {
    struct str text; /* what is signed: with its last line's end, without the empty line */
    uint32_t n;
    struct tlog_signature signatures[TLOG_SIGNATURES_MAX];
};

/* RC_INVALID, saying which line, when it is no note. Signatures are not checked yet. */
MUST_USE enum rc tlog_note_read(struct str note, struct tlog_note *out, struct err *e);

enum tlog_signed { TLOG_UNSIGNED, TLOG_SIGNED, TLOG_BADLY_SIGNED };

/*
 * Has this key signed it? Lines of other keys are passed over; one line of this key that does not verify is enough for
 * BADLY_SIGNED. `time` (may be NULL) is that of a cosignature, µs.
 */
MUST_USE enum tlog_signed tlog_note_check(const struct tlog_note *note, const struct tlog_key *key,
                                          usec_t *time);

/* Append the line with which this key signs the text. `time` counts for a cosignature alone: whole seconds, in µs. */
void tlog_note_sign(struct buf *out, struct str text, const struct tlog_key *key,
                    const uint8_t secret[TLOG_SECRET_LEN], usec_t time);

struct tlog_checkpoint {
    struct str origin;
    uint64_t size;
    struct sha256 root;
};

/* The text of a note: origin, size, root, each a line; extension lines are refused. */
MUST_USE enum rc tlog_checkpoint_read(struct str text, struct tlog_checkpoint *out, struct err *e);
void tlog_checkpoint_put(struct buf *out, const struct tlog_checkpoint *c);

#endif
