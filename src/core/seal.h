/* SPDX-License-Identifier: Apache-2.0 */
/* The sealed history: its thread, its signer, and what outsiders may fetch of it. */
#ifndef CORE_SEAL_H
#define CORE_SEAL_H

#include <pthread.h>
#include <stdatomic.h>
#include <sys/types.h>

#include "core/desk.h"

struct seal {
    pthread_t thread;
    pthread_mutex_t lock;
    struct buf checkpoint; /* the signed note that is public now */
    char key[400];         /* the log's verifier key, as text; empty until the signer has told it */
    _Atomic uint64_t size; /* entries it covers */
    _Atomic bool broken;
    _Atomic bool spoilt; /* a tile on the disk is damaged: the tree is to be made anew */
    int signer;          /* socket; -1: none */
    pid_t pid;
};

struct core;

void seal_init(struct seal *s);
void seal_release(struct seal *s);
void *seal_main(void *core);

/* ---- seal_signer.c: the process that holds the key; the seal thread ---- */
/* `program` empty: markaz-signer beside this program. RC_IO when it cannot be started. */
MUST_USE enum rc seal_signer_start(struct seal *s, const char *program, const char *dir,
                                   const char *origin, struct err *e);
/* What follows the answer's "ok" is appended to `out`; RC_DENIED for a "no", RC_IO for a "later", with the signer's words. */
MUST_USE enum rc seal_signer_ask(struct seal *s, struct str request, struct buf *out,
                                 struct err *e);
void seal_signer_end(struct seal *s);

/* ---- seal_view.c: public ---- */
enum rc seal_view_checkpoint(const struct view_env *env, struct call *c, struct err *e);
enum rc seal_view_key(const struct view_env *env, struct call *c, struct err *e);
enum rc seal_view_tile(const struct view_env *env, struct call *c, struct err *e);
enum rc seal_view_proof(const struct view_env *env, struct call *c, struct err *e);

#endif
