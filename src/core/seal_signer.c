/* SPDX-License-Identifier: Apache-2.0 */
#include "core/seal.h"
#include "tlog/signer.h"

#define ANSWER_WITHIN_MS 10000

enum rc seal_signer_start(struct seal *s, const char *program, const char *dir, const char *origin,
                          struct err *e)
{
    const char *const args[] = {dir, origin, NULL};
    return child_start(&s->signer, "markaz-signer", program, args, e);
}

enum rc seal_signer_ask(struct seal *s, struct str request, struct buf *out, struct err *e)
{
    struct buf answer;
    struct err why;
    buf_init(&answer, TLOG_SIGN_MAX);
    enum rc rc = child_send(&s->signer, request, &why);
    if (rc == RC_OK)
        rc = child_take(&s->signer, &answer, TLOG_SIGN_MAX, ANSWER_WITHIN_MS, &why);
    struct str rest = buf_str(&answer), word = str_cut(&rest, '\n');
    if (rc != RC_OK) {
        rc = err_set(e, RC_IO, "the signer does not answer");
    } else if (str_eqc(word, "ok")) {
        buf_puts(out, rest);
        rc = buf_ok(out) ? RC_OK : err_set(e, RC_TOO_LARGE, "the signer's answer is too large");
    } else if (str_eqc(word, "later")) {
        rc = err_set(e, RC_IO, "the signer cannot: %.*s", STR_ARG(str_trim(rest)));
    } else {
        rc = err_set(e, RC_DENIED, "the signer refuses: %.*s", STR_ARG(str_trim(rest)));
    }
    buf_release(&answer);
    return rc;
}
