/* SPDX-License-Identifier: Apache-2.0 */
/* The access desk: people, sessions, tokens, and the very first administrator. See README.md. */
#ifndef DESK_ACCESS_ACCESS_H
#define DESK_ACCESS_ACCESS_H

#include "core/desk.h"

extern const struct desk desk_access;

/*
 * The first administrator. At a start without any administrator the app makes a one-time code, prints it in a link and keeps
 * only its SHA-256 in DIR/set-up.code (DIR = store.path); POST /api/v1/set-up takes it once. The desk removes the file
 * as soon as an administrator exists, however that one came to be.
 */
#define ACCESS_CODE_MAX 48 /* bytes of a code with its NUL */

/* Is there any administrator, enabled or not? Then set-up is over for good. */
bool access_has_admin(const struct picture *p);
/* A new code (256 random bits, base64url), its hash durable in `dir`; the code before it is void. RC_IO. */
MUST_USE enum rc access_setup_make(const char *dir, char code[ACCESS_CODE_MAX], struct err *e);
/* Is this the code? RC_DENIED when not, or when there is none. The time taken does not depend on where it differs. */
MUST_USE enum rc access_setup_check(const char *dir, struct str code, struct err *e);
/* No code is valid any more; none there is no error. */
enum rc access_setup_remove(const char *dir, struct err *e);

#endif
