/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Errors: one code from this table, and a message written where the fault is found, passed up in the caller's
 * struct err. Messages are lower case, without a full stop, quote names, and say what could not be done and why.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/defs.h"

/* Codes. The HTTP port maps each to one status (see port/http). Never reorder: append. */
enum rc {
    RC_OK = 0,
    RC_INVALID,      /* the input is malformed or out of range; nothing changed          */
    RC_UNAUTHORIZED, /* no valid sign-in or token                                        */
    RC_DENIED,       /* signed in, but lacks the permission or area                      */
    RC_NOT_FOUND,    /* the thing named does not exist (or may not be seen by this one)  */
    RC_CONFLICT,     /* the state has moved on: somebody else was first                  */
    RC_TOO_LARGE,    /* over a stated ceiling                                            */
    RC_BUSY,         /* try again later (queue full, rate limit)                         */
    RC_IO,           /* the operating system or the store failed                         */
    RC_CORRUPT,      /* stored bytes are not what was written                            */
    RC_INTERNAL,     /* a fault of ours                                                  */
    RC_COUNT
};

/* Caller-owned; need not be initialised. `field` names the input field at fault, or is empty. */
struct err {
    enum rc code;
    char field[64];
    char detail[320];
};

/* Fill `e` (may be NULL) and return `code`, so that `return err_set(e, RC_INVALID, "…")` reads well. Any thread. */
enum rc err_set(struct err *e, enum rc code, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* The same, naming the input field at fault. */
enum rc err_field(struct err *e, enum rc code, const char *field, const char *fmt, ...)
    PRINTF_LIKE(4, 5);

#ifdef __clang_analyzer__
/* The analyzer sees one file at a time and must be told that these return the code they are given. */
#define err_set(e, code, ...) ((void)(err_set)(e, code, __VA_ARGS__), (code))
#define err_field(e, code, field, ...) ((void)(err_field)(e, code, field, __VA_ARGS__), (code))
#endif

/* Short stable name of a code ("invalid", "denied"…), used as the problem type of RFC 9457 documents. */
const char *rc_name(enum rc code);

/* A sentence-like title for people. */
const char *rc_title(enum rc code);

#endif
