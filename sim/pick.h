/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values out of the centre's JSON answers, by key. Each look reads the object from its start:
 * answers are small and the code that uses them stays plain. `object` is the text of a JSON object;
 * slices returned are borrowed from it.
 */
#ifndef SIM_PICK_H
#define SIM_PICK_H

#include "base/json.h"

/*
 * The raw text of object[key] (strings with their quotes); STR_NONE when it is not there or the
 * text is malformed.
 */
struct str pick(struct str object, const char *key);
/* The same through nested objects: pick_path(o, "data", "unit", NULL). */
struct str pick_path(struct str object, ...) __attribute__((sentinel));
/*
 * object[key] as text, decoded, NUL-ended; false (and out is empty) when absent, not a string, or
 * too long.
 */
bool pick_text(struct str object, const char *key, char *out, size_t cap);
/* object[key] as a number times 10^digits. */
bool pick_scaled(struct str object, const char *key, int digits, int64_t *out);
bool pick_true(struct str object, const char *key);

/* Every member of an object or array in turn: key is empty for arrays. Malformed text ends it. */
void pick_each(struct str text, void (*each)(void *user, struct str key, struct str value),
               void *user);

#endif
