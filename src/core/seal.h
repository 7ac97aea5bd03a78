/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sealed history: its thread, its signer, the witnesses that cosign it, and what outsiders may fetch of it.
 */
#ifndef CORE_SEAL_H
#define CORE_SEAL_H

#include <pthread.h>
#include <stdatomic.h>

#include "core/child.h"
#include "core/desk.h"
#include "core/tally.h"
#include "tlog/policy.h"
#include "tlog/post.h"
#include "tlog/tile.h"

/* What a witness of the policy is told of. */
struct seal_witness {
    char label[TLOG_LABEL_MAX + 1], name[TLOG_NAME_MAX + 1];
    bool asked;            /* at least once since the start, and it or the courier answered */
    enum tlog_reply reply; /* what it said last */
    char why[160];         /* in words, when that was not its cosignature */
    usec_t at;             /* when it cosigned last, by our clock; 0: not since the start */
    uint64_t size;         /* that it cosigned last */
};

/* The last cosigned checkpoint and those who cosigned; under seal.lock. */
struct seal_witnessed {
    struct buf note; /* with the lines of all who cosigned; empty: none yet */
    uint64_t size;
    struct sha256 root;
    struct tally tally; /* of the entries that it covers */
    usec_t at;          /* until when all that was durable is covered by it: UTC */
    uint32_t n, need, of;
    struct seal_witness one[TLOG_WITNESSES_MAX];
    char fault[200];   /* of the policy's file; empty: none */
    char refusal[240]; /* which witness has seen another history; empty: none */
};

/* A time stamp of a checkpoint that an authority outside has given, in DIR/log/stamps. */
struct seal_stamp {
    uint64_t size; /* of the checkpoint */
    usec_t at;     /* when, as the authority says */
};

/* Under seal.lock. */
struct seal_stamps {
    struct seal_stamp *all; /* by size, ascending */
    size_t n, cap;
    char
        why[200]; /* why there is none from the last time that one was asked for; empty: there is */
};

/* Of a log that was begun anew (renew.h); at 0: it was not. Written before the threads begin. */
struct seal_renewed {
    char origin[TLOG_NAME_MAX + 1], old[TLOG_NAME_MAX + 1];
    uint64_t kept, lost_to;
    usec_t at;
};

/* A root that the core asked for: of the first `size` entries. */
struct seal_asked {
    uint64_t size; /* 0: none yet */
    bool known;
    struct sha256 root;
};

struct seal {
    struct seal_renewed renewed;
    struct seal_asked asked; /* under the lock */
    pthread_t thread, witness_thread, stamp_thread;
    pthread_mutex_t lock;
    struct buf checkpoint; /* the signed note that is the newest */
    struct sha256 root;    /* its root, and the counts of what it covers; under the lock */
    struct tally tally;
    char key[400];         /* the log's verifier key, as text; empty until the signer has told it */
    char why[240];         /* under the lock: why nothing is signed any more */
    _Atomic uint64_t size; /* entries it covers */
    _Atomic usec_t sealed; /* until when all that was durable is covered by it: steady clock */
    _Atomic bool broken;   /* nothing is signed, for now */
    _Atomic usec_t broken_since; /* steady clock */
    _Atomic bool lost;           /* nor will it be: the journal is not the one that was signed */
    _Atomic bool spoilt;         /* a tile on the disk is damaged: the tree is to be made anew */
    struct child signer;         /* seal thread */
    struct seal_witnessed witnessed;
    struct seal_stamps stamps;
    _Atomic bool settled;     /* what an earlier run had cosigned was looked for */
    _Atomic usec_t cosigned;  /* as witnessed.at: steady clock */
    _Atomic bool refused;     /* by a witness */
    _Atomic uint32_t signers; /* witnesses that cosigned in the last round */
    _Atomic uint64_t rounds;  /* that are over, since the start */
};

struct core;

void seal_init(struct seal *s);
void seal_release(struct seal *s);
/* What the journal says of the log, before any thread begins. */
void seal_know(struct seal *s, const struct centre *centre);
void *seal_main(void *core);

/* ---- seal_signer.c: the process that holds the key; the seal thread ---- */
/* `program` empty: markaz-signer beside this program. RC_IO when it cannot be started. */
MUST_USE enum rc seal_signer_start(struct seal *s, const char *program, const char *dir,
                                   const char *origin, struct err *e);
/* What follows the answer's "ok" is appended to `out`; RC_DENIED for a "no", RC_IO for a "later", with the signer's words. */
MUST_USE enum rc seal_signer_ask(struct seal *s, struct str request, struct buf *out,
                                 struct err *e);

/* ---- seal_witness.c: a thread of its own, which asks the witnesses ---- */
void *seal_witness_main(void *core);

/* ---- seal_stamp.c: a thread of its own, which has checkpoints stamped (RFC 3161) ---- */
void *seal_stamp_main(void *core);
/* What the time stamping authority has said: "stamps" of an object, without a comma before it; figures. Any thread. */
void seal_stamp_status(struct core *c, struct buf *out);
void seal_stamp_metrics(struct core *c, struct buf *out);
enum rc seal_view_stamps(const struct view_env *env, struct call *c, struct err *e);
enum rc seal_view_stamp(const struct view_env *env, struct call *c, struct err *e);

/* ---- seal_state.c: any thread, unless said otherwise ---- */
/* Is there a policy, and has it not been met for history.suspend_s? Look-ups are refused then, but in an emergency. */
bool seal_suspended(const struct core *c);
/*
 * The root of the first `size` entries, once a signed checkpoint covers them; false: not known yet, ask again in a moment. One
 * size at a time. Any thread.
 */
bool seal_root(struct core *c, uint64_t size, struct sha256 *out);
/* Core thread, once a second: events and an alarm of what has become of the sealed history. */
void seal_tell(struct core *c, struct decision *d);
/* A member "history" of an object, without a comma before it. */
void seal_status(struct core *c, struct buf *out);
void seal_metrics(struct core *c, struct buf *out);
/* What anybody may know: how often what has happened, at which checkpoint, and who witnesses it. */
enum rc seal_view_public(const struct view_env *env, struct call *c, struct err *e);

/* ---- seal_view.c: public ---- */
enum rc seal_view_checkpoint(const struct view_env *env, struct call *c, struct err *e);
enum rc seal_view_newest(const struct view_env *env, struct call *c, struct err *e);
enum rc seal_view_key(const struct view_env *env, struct call *c, struct err *e);
enum rc seal_view_predecessor(const struct view_env *env, struct call *c, struct err *e);
enum rc seal_view_tile(const struct view_env *env, struct call *c, struct err *e);
enum rc seal_view_proof(const struct view_env *env, struct call *c, struct err *e);
/* The checkpoint to which an entry is proved: the cosigned one when it covers the entry, else the newest; its size. Any thread. */
uint64_t seal_checkpoint_for(struct seal *s, int64_t seq, struct buf *note);
/* Hashes of the tree's first `size` entries, from the disk; any thread. To be released with tlog_tiles_release. */
void seal_tiles(struct core *c, uint64_t size, struct tlog_tiles *out);

#endif
