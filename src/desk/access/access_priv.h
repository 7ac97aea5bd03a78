/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DESK_ACCESS_ACCESS_PRIV_H
#define DESK_ACCESS_ACCESS_PRIV_H

#include "core/core.h"
#include "core/password.h"
#include "desk/access/access.h"

#define ACCESS_SESSIONS_MAX 64 /* of one person; one more ends the oldest */
#define ACCESS_RENEWED USEC_H  /* how long a sign-in in use goes on from now */
#define ACCESS_GAIN (10 * USEC_MIN)
#define ACCESS_SECRET 32 /* random bytes of a session or a token */

struct desk_state {
    unsigned magic;
    char dir[400]; /* store.path */
};

#define ACCESS_MAGIC 0xacce0001u

/* Base64url of fresh random bytes, and the SHA-256 of that text in hex. */
struct secret {
    char text[64]; /* with the prefix it was made with */
    char hash[SHA256_HEX + 1];
};

void access_secret(const char *prefix, struct secret *out);

/* What a prepare hands to its decide: the body as read, and the slow part done. */
struct prepared {
    const void *body;
    char pwhash[PASSWORD_HASH_MAX]; /* sign-in: the one that fitted; else the new one */
    char fitted[PASSWORD_HASH_MAX]; /* one's own password: the old one's, which fitted */
    char user[72];                  /* sign-in: whose */
    struct secret secret;           /* sign-in: the cookie; token_add: the token */
    const char *journal;
};

/*
 * limit.c: how often may be guessed. Each try counts as failed, for the name and for the peer, before it is looked at, so
 * that tries at the same moment cannot slip through; access_limit_good takes it back. RC_BUSY says how long to wait.
 * Any thread. Memory is bounded: the counts least recently used go first.
 */
/* An office shares one address: three people who mistype must not lock out all the others. */
struct access_tries {
    int64_t name, address; /* so many lock it */
};

void access_limit_reset(void);
MUST_USE enum rc access_limit_try(struct str name, struct str peer, struct access_tries tries,
                                  usec_t now, struct err *e);
void access_limit_good(struct str name, struct str peer, struct access_tries tries);

/* session.c */
enum rc access_sign_in_prepare(const struct work_env *env, struct call *c, struct err *e);
enum rc access_sign_in(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
enum rc access_sign_out(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
enum rc access_renew(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
enum rc access_me(const struct view_env *env, struct call *c, struct err *e);
/* End every session of this person but `keep` (may be empty). */
void access_end_sessions(struct decision *d, struct str user, struct str keep);
/* Its time is over: closed, or renewed while its officer is on duty. */
void access_session_wake(struct desk_state *s, struct decision *d, const struct entity *en,
                         usec_t due);

/* user.c */
enum rc access_password_prepare(const struct work_env *env, struct call *c, struct err *e);
enum rc access_user_add(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
enum rc access_user_change(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
enum rc access_user_disable(struct desk_state *s, struct decision *d, struct call *c,
                            struct err *e);
enum rc access_user_reset(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
enum rc access_set_up_prepare(const struct work_env *env, struct call *c, struct err *e);
enum rc access_set_up(struct desk_state *s, struct decision *d, struct call *c, struct err *e);

/* password.c: one's own. */
enum rc access_own_prepare(const struct work_env *env, struct call *c, struct err *e);
enum rc access_own(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
/* The password is `pwhash` from now on, set by this person. */
void access_set_password(struct user *u, const struct decision *d, struct str by,
                         const char *pwhash);
struct access_tries access_tries_of(const struct settings *s);

/* token.c */
enum rc access_token_prepare(const struct work_env *env, struct call *c, struct err *e);
enum rc access_token_add(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
/* A role whose tokens see and act only as far as their devices. */
bool access_of_devices(int64_t role);
enum rc access_token_revoke(struct desk_state *s, struct decision *d, struct call *c,
                            struct err *e);

/* grant.c: which of these wait for a second person. */
#define ACCESS_SECONDS 5
extern const struct desk_second access_seconds[ACCESS_SECONDS];

#endif
