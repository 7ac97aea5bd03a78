/* SPDX-License-Identifier: Apache-2.0 */
/* Ids: what names an entity, and what names one of the outside (a device, a press) as its sender wrote it. Any thread. */
#ifndef BASE_ID_H
#define BASE_ID_H

#include "base/str.h"

#define ID_MAX 64 /* bytes */

/* At most ID_MAX letters, digits or . _ : - (an empty one passes: whether it may be empty is another question). */
bool id_valid(struct str s);
/* Is `id` in the comma-joined list? */
bool ids_has(struct str list, struct str id);
/*
 * A name as an id. The same thing of the outside always gets the same one: what an id may not have becomes '-'; where that
 * or the length could make two things one, 8 hex digits of the SHA-256 of the name (without blanks around it) follow.
 * Returns the length; 0 for an empty name.
 */
size_t id_of_name(struct str name, char to[static ID_MAX + 1]);

#endif
