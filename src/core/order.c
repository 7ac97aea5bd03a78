/* SPDX-License-Identifier: Apache-2.0 */
#include "core/order.h"

#include <sodium.h>

#include "base/hash.h"
#include "tlog/note.h"

#define TEXT_MAX 1024
#define CLOCKS_DIFFER (5 * USEC_MIN)

static void put_time(struct buf *out, const char *name, usec_t at)
{
    buf_printf(out, "%s ", name);
    clock_format(out, at);
    buf_putc(out, '\n');
}

void order_text(struct buf *out, const struct order *o)
{
    buf_printf(out, "markaz/defer1\nissuer %.*s\nnumber %.*s\ncase %.*s %.*s\n", STR_ARG(o->issuer),
               STR_ARG(o->number), STR_ARG(o->casefile), STR_ARG(o->case_number));
    put_time(out, "opened", o->opened);
    put_time(out, "issued", o->issued);
    put_time(out, "until", o->until);
    buf_printf(out, "document %.*s\n", STR_ARG(o->document));
}

/* One line: nothing in it may make a line of its own. */
static bool one_line(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
            return false;
    return s.n > 0;
}

static enum rc check_times(const struct order *o, usec_t now, struct err *e)
{
    if (o->issued % USEC_S != 0 || o->issued > now + CLOCKS_DIFFER)
        return err_field(e, RC_INVALID, "issued_at",
                         "an order's date is in whole seconds and not in the future");
    if (o->until % USEC_S != 0 || o->until <= now)
        return err_field(e, RC_INVALID, "until",
                         "an order ends in whole seconds, and this one is over");
    if (o->until > o->issued + ORDER_SPAN_MAX)
        return err_field(e, RC_INVALID, "until",
                         "an order puts off for at most 90 days from its date: for longer it needs "
                         "another one");
    return RC_OK;
}

static enum rc find_key(struct str issuers, struct str name, struct tlog_key *key, struct err *e)
{
    while (issuers.n > 0) {
        struct str one = str_cut(&issuers, ' ');
        struct err why;
        if (one.n > 0 && tlog_key_read(one, key, &why) == RC_OK && key->type == TLOG_KEY_NOTE &&
            str_eqc(name, key->name))
            return RC_OK;
    }
    return err_field(e, RC_DENIED, "office",
                     "'%.*s' is none of the offices whose orders count here (look.order_issuers)",
                     STR_ARG(name));
}

enum rc order_check(const struct order *o, struct str issuers, usec_t now, struct err *e)
{
    struct tlog_key key;
    uint8_t sig[crypto_sign_BYTES];
    if (!one_line(o->number) || !one_line(o->issuer) || !one_line(o->case_number))
        return err_field(e, RC_INVALID, "number", "an order has a number, in one line");
    enum rc rc = check_times(o, now, e);
    if (rc == RC_OK)
        rc = find_key(issuers, o->issuer, &key, e);
    if (rc != RC_OK)
        return rc;
    struct buf text;
    buf_init(&text, TEXT_MAX);
    order_text(&text, o);
    bool good =
        buf_ok(&text) && base64_get(o->signature, sig, sizeof sig) == (int)sizeof sig &&
        crypto_sign_verify_detached(sig, (const unsigned char *)text.p, text.n, key.pub) == 0;
    buf_release(&text);
    return good ? RC_OK
                : err_field(e, RC_DENIED, "signature",
                            "this is not signed by '%.*s': what is signed names the case, its "
                            "opening, the number, both times and the document",
                            STR_ARG(o->issuer));
}
