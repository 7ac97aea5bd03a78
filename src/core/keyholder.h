/* SPDX-License-Identifier: Apache-2.0 */
/* Who is called when something happens at a site: what the desks that keep and those that call them have in common. */
#ifndef CORE_KEYHOLDER_H
#define CORE_KEYHOLDER_H

#include "core/password.h"
#include "picture/picture.h"

#define CODEWORD_MIN 4 /* characters */

/* As it is compared: without blanks around, one between words, Latin letters small. In the arena. */
struct str codeword_plain(struct arena *a, struct str said);
/* The hash of such a word as text; RC_INVALID on `field` when it is too short. Slow, like password_hash. */
MUST_USE enum rc codeword_hash(struct str plain, const char *field, char out[PASSWORD_HASH_MAX],
                               struct err *e);
/* Slow; an empty hash fits nothing and takes the same time. */
bool codeword_fits(struct str plain, struct str hash);

/* "keyholders":[…] of a site in the order they are called, with names and numbers: only for who has asked for them by name. */
void keyholders_write(const struct picture *p, struct str site, struct buf *out);

#endif
