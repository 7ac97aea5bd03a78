/* SPDX-License-Identifier: Apache-2.0 */
/* The rules for a person's role and place: one place for the desks that add people. */
#ifndef CORE_PERSON_H
#define CORE_PERSON_H

#include "core/desk.h"

/*
 * May the caller of `d` give a person this role, area and unit (may be empty)? The role must be one of people, role unit
 * needs a unit, area and unit must exist, and a caller limited to an area stays in it. The error names the field.
 */
MUST_USE enum rc person_check(const struct decision *d, int64_t role, struct str area,
                              struct str unit, struct err *e);

#endif
