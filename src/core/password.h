/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Passwords of people: argon2id (RFC 9106) with 64 MiB and 3 passes, about 0.15 s each. Shared by the desks that add
 * people. Slow: only in a prepare that runs on the pool.
 */
#ifndef CORE_PASSWORD_H
#define CORE_PASSWORD_H

#include "base/err.h"
#include "base/str.h"

#define PASSWORD_MIN 10       /* characters, not bytes */
#define PASSWORD_HASH_MAX 128 /* bytes of a hash with its NUL */

/* Long enough and not the sign-in name; RC_INVALID on field "password". */
MUST_USE enum rc password_good(struct str password, struct str name, struct err *e);
/* The hash as text "$argon2id$…". RC_BUSY when memory is out. */
MUST_USE enum rc password_hash(struct str password, char out[PASSWORD_HASH_MAX], struct err *e);
/* Does the password fit the hash? An empty hash fits nothing and takes the same time, so that time tells nothing. */
bool password_fits(struct str password, struct str hash);

#endif
