/* SPDX-License-Identifier: Apache-2.0 */
/* The rules for a person's role, place and password: one place for the desks that add people or count them. */
#ifndef CORE_PERSON_H
#define CORE_PERSON_H

#include "core/desk.h"

/*
 * May the caller of `d` give a person this role, area and unit (may be empty)? The role must be one of people, role unit
 * needs a unit, area and unit must exist, and a caller limited to an area stays in it. The error names the field.
 */
MUST_USE enum rc person_check(const struct decision *d, int64_t role, struct str area,
                              struct str unit, struct err *e);

/*
 * Has this person chosen the password himself? Else who set it knows it, and can sign in as him. In a demo, where all share
 * the one the centre made, that one counts as chosen. Of an account from before this was written down nobody knows: no.
 */
bool person_has_own_password(const struct settings *s, const struct user *u, struct str id);

#endif
