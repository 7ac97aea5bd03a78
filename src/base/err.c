/* SPDX-License-Identifier: Apache-2.0 */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/str.h"

static void err_fill(struct err *e, enum rc code, const char *field, const char *fmt, va_list ap)
    __attribute__((format(printf, 4, 0)));

static void err_fill(struct err *e, enum rc code, const char *field, const char *fmt, va_list ap)
{
    if (e == NULL)
        return;
    /*
     * The arguments may point into *e itself ("could not X: %s", e->detail), so format aside first.
     */
    char detail[sizeof e->detail];
    if (vsnprintf(detail, sizeof detail, fmt, ap) < 0)
        detail[0] = '\0';
    e->code = code;
    (void)str_copy(e->detail, sizeof e->detail, str_c(detail));
    if (field != e->field)
        (void)str_copy(e->field, sizeof e->field, str_c(field));
}

enum rc(err_set)(struct err *e, enum rc code, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    err_fill(e, code, "", fmt, ap);
    va_end(ap);
    return code;
}

enum rc(err_field)(struct err *e, enum rc code, const char *field, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    err_fill(e, code, field, fmt, ap);
    va_end(ap);
    return code;
}

static const struct {
    const char *name, *title;
} rc_table[RC_COUNT] = {
    [RC_OK] = {"ok", "Done"},
    [RC_INVALID] = {"invalid", "The input is not valid"},
    [RC_UNAUTHORIZED] = {"unauthorized", "Sign-in is needed"},
    [RC_DENIED] = {"denied", "Not permitted"},
    [RC_NOT_FOUND] = {"not-found", "Not found"},
    [RC_CONFLICT] = {"conflict", "Somebody else was first"},
    [RC_TOO_LARGE] = {"too-large", "Over the size limit"},
    [RC_BUSY] = {"busy", "Busy, try again later"},
    [RC_IO] = {"io", "Storage or operating system failure"},
    [RC_CORRUPT] = {"corrupt", "Stored data is damaged"},
    [RC_INTERNAL] = {"internal", "Internal fault"},
};

const char *rc_name(enum rc code)
{
    return (unsigned)code < RC_COUNT ? rc_table[code].name : "internal";
}

const char *rc_title(enum rc code)
{
    return (unsigned)code < RC_COUNT ? rc_table[code].title : rc_table[RC_INTERNAL].title;
}
