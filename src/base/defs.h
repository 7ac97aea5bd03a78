/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Compiler helpers and live assertions used everywhere.
 *
 * must() states what cannot happen inside the program; it stays on in release builds, because a centre that runs on
 * after a broken invariant is worse than one that restarts from its journal. Never use it on outside input.
 */
#ifndef BASE_DEFS_H
#define BASE_DEFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MUST_USE __attribute__((warn_unused_result))
#define NORETURN __attribute__((noreturn))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))
#define UNUSED(x) ((void)(x))

/* Print file, line and condition to standard error and abort. */
NORETURN void must_failed(const char *file, int line, const char *cond);

#define must(cond) ((cond) ? (void)0 : must_failed(__FILE__, __LINE__, #cond))

/* Every long-lived struct starts with `unsigned magic`; check it at each entry (habit of Varnish's miniobj.h). */
#define CHECK_OBJ(ptr, type_magic) must((ptr) != NULL && (ptr)->magic == (type_magic))

#endif
