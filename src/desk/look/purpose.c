/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/look/purpose.h"

#include "base/hash.h"
#include "base/id.h"
#include "event/record.h"

static enum rc bad(struct err *e, const char *what)
{
    return err_field(e, RC_INVALID, "Markaz-Purpose",
                     "%s: Markaz-Purpose is a code, then incident=ID or case=ID", what);
}

static bool why_decode(struct str raw, struct arena *a, struct str *out)
{
    char *to = arena_alloc(a, raw.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < raw.n; i++) {
        unsigned char c = (unsigned char)raw.p[i];
        if (c == '%') {
            int high = i + 2 < raw.n ? hex_digit(raw.p[i + 1]) : -1;
            int low = i + 2 < raw.n ? hex_digit(raw.p[i + 2]) : -1;
            if (high < 0 || low < 0)
                return false;
            c = (unsigned char)(high * 16 + low);
            i += 2;
        }
        if (c < 0x20 || c == 0x7f)
            return false;
        to[n++] = (char)c;
    }
    *out = str_trim((struct str){to, n});
    return out->n <= PURPOSE_WHY_MAX && str_utf8(*out);
}

static enum rc read_part(struct str part, struct arena *a, struct purpose_said *p, struct err *e)
{
    struct str value = part, key = str_cut(&value, '=');
    if (str_eqc(key, "why") && p->why.n == 0)
        return why_decode(value, a, &p->why)
                   ? RC_OK
                   : bad(e, "the reason is at most 240 bytes of percent-encoded UTF-8");
    struct str *to = str_eqc(key, "incident") ? &p->incident
                     : str_eqc(key, "case")   ? &p->casefile
                                              : NULL;
    if (to == NULL || to->n > 0 || value.n == 0 || !id_valid(value))
        return bad(e, "a part of the purpose cannot be read");
    *to = value;
    return RC_OK;
}

/* What a code must stand on, so that none is a word alone. */
static enum rc stands(const struct purpose_said *p, struct err *e)
{
    switch ((int)p->code) {
    case PURPOSE_RESPONSE:
    case PURPOSE_PURSUIT:
    case PURPOSE_MISSING_PERSON:
        return (p->incident.n > 0) != (p->casefile.n > 0)
                   ? RC_OK
                   : bad(e, "this code stands on an incident or a case");
    case PURPOSE_INVESTIGATION:
    case PURPOSE_COURT_ORDER:
    case PURPOSE_COMPLAINT:
    case PURPOSE_CONDUCT:
        return p->casefile.n > 0 && p->incident.n == 0 ? RC_OK
                                                       : bad(e, "this code stands on a case");
    case PURPOSE_BREAK_GLASS:
        return p->why.n >= PURPOSE_WHY_MIN ? RC_OK
                                           : bad(e, "who breaks the glass says why=, in words");
    case PURPOSE_AUDIT:
        return p->incident.n == 0 && p->casefile.n == 0 ? RC_OK
                                                        : bad(e, "an audit stands on itself");
    default: return bad(e, "there is no such code");
    }
}

enum rc purpose_read(struct str header, struct arena *a, struct purpose_said *out, struct err *e)
{
    struct str rest = str_trim(header);
    *out = (struct purpose_said){.code = PURPOSE_NONE};
    if (rest.n == 0)
        return RC_OK;
    if (rest.n > PURPOSE_HEADER_MAX)
        return bad(e, "it is too long");
    out->code = enum_find(&enum_purpose, str_cut(&rest, ' '));
    enum rc rc = RC_OK;
    while (rest.n > 0 && rc == RC_OK) {
        struct str part = str_cut(&rest, ' ');
        if (part.n > 0)
            rc = read_part(part, a, out, e);
    }
    return rc == RC_OK ? stands(out, e) : rc;
}
