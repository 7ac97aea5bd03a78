/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who must have cosigned (the policy text of C2SP tlog-policy), and the proof file of one entry (tlog-proof). Pure; any
 * thread.
 */
#ifndef TLOG_POLICY_H
#define TLOG_POLICY_H

#include "tlog/merkle.h"
#include "tlog/note.h"

#define TLOG_WITNESSES_MAX 32
#define TLOG_GROUPS_MAX 32
#define TLOG_LABEL_MAX 40
#define TLOG_URL_MAX 300 /* bytes of an address */

#define TLOG_QUORUM_SINGLE (-1) /* one witness, whose number is `single` */
#define TLOG_QUORUM_NONE (-2)   /* none is asked for */

struct tlog_witness {
    char label[TLOG_LABEL_MAX + 1];
    struct tlog_key key;
    char url[TLOG_URL_MAX +
             1]; /* below which it is asked, without the last slash; empty: none is said */
};

/* So many of these: witnesses by their number, groups that stand before it by theirs. */
struct tlog_group {
    char label[TLOG_LABEL_MAX + 1];
    uint32_t need;
    uint64_t witnesses, groups; /* bit i: member i */
};

struct tlog_policy {
    struct tlog_key log;
    struct tlog_witness witness[TLOG_WITNESSES_MAX];
    struct tlog_group group[TLOG_GROUPS_MAX];
    uint32_t nwitnesses, ngroups;
    int64_t quorum; /* a group's number, or one of the above */
    uint32_t single;
};

/*
 * Lines: `log VKEY`, `witness LABEL VKEY [URL]`, `group LABEL N|any|all LABEL...`, `quorum LABEL|none`; '#' begins a
 * comment. A label is named before it is used. RC_INVALID says which line is wrong.
 */
MUST_USE enum rc tlog_policy_read(struct str text, struct tlog_policy *out, struct err *e);

/* How many of how many must have cosigned, as far as one number says it: members of the quorum's group; 0 of 0: none. */
void tlog_policy_quorum(const struct tlog_policy *p, uint32_t *need, uint32_t *of);

/*
 * Is the note the log's, and cosigned by the quorum? RC_DENIED says whose signature is missing or wrong. A witness's
 * signature that does not verify counts as none; the log's own must be there.
 */
MUST_USE enum rc tlog_policy_check(const struct tlog_policy *p, const struct tlog_note *note,
                                   struct err *e);

struct tlog_proof_file {
    struct str extra; /* base64 as it stands; none: empty */
    uint64_t index;
    struct tlog_proof proof;
    struct str checkpoint; /* the signed note */
};

MUST_USE enum rc tlog_proof_file_read(struct str text, struct tlog_proof_file *out, struct err *e);
void tlog_proof_file_put(struct buf *out, const struct tlog_proof_file *f);

/* Is the note a checkpoint of the policy's log, signed as the policy wants? *out borrows from it. */
MUST_USE enum rc tlog_policy_checkpoint(const struct tlog_policy *p, struct str note,
                                        struct tlog_checkpoint *out, struct err *e);

/* Is this text the entry of the proof, in the tree of a checkpoint that was checked before? The file's own is not looked at. */
MUST_USE enum rc tlog_proof_file_in(struct str entry, const struct tlog_proof_file *f,
                                    const struct tlog_checkpoint *c, struct err *e);

/* The entry's text, its proof file, who must have signed: RC_OK, or what does not fit. */
MUST_USE enum rc tlog_proof_file_check(struct str entry, const struct tlog_proof_file *f,
                                       const struct tlog_policy *policy, struct err *e);

#endif
