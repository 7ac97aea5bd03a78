/* SPDX-License-Identifier: Apache-2.0 */
/* What a witness and the signer are sent, policies and proof files, of any bytes: nothing is cosigned that no key signed. */
#include <string.h>

#include "base/mem.h"
#include "tlog/post.h"
#include "tlog/signer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void as_proof_file(struct str text, const struct tlog_policy *policy)
{
    static struct tlog_proof_file f;
    struct err e;
    if (tlog_proof_file_read(text, &f, &e) != RC_OK)
        return;
    struct buf b;
    buf_init(&b, text.n + 64);
    tlog_proof_file_put(&b, &f);
    must(buf_ok(&b));
    buf_release(&b);
    must(tlog_proof_file_check(STR("entry"), &f, policy, &e) != RC_OK);
}

/* The courier's message, and the answer in it as if it were a witness's: no bytes are a cosignature. */
static void as_answer(struct str text, const struct tlog_key *key)
{
    const struct tlog_asked asked = {key, STR("log\n9\nAAAA\n"), 3, 9};
    struct tlog_posted p = {0};
    struct tlog_post post;
    struct tlog_told told;
    struct err e;
    if (tlog_post_read(text, &post, &e) == RC_OK)
        must(post.url.n > 0 && post.body.n < text.n);
    if (tlog_posted_read(text, &p, &e) != RC_OK)
        p = (struct tlog_posted){1, 409, STR("text/x.tlog.size"), text};
    tlog_reply_judge(&asked, &p, &told);
    must(told.reply != TLOG_REPLY_COSIGNED);
    must(told.reply != TLOG_REPLY_AGAIN || told.seen <= asked.size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t secret[TLOG_SECRET_LEN] = "nobody signs with this one.....";
    static struct tlog_policy policy, read;
    static struct tlog_add add;
    static struct tlog_sign_request r;
    const struct tlog_seen seen = {0};
    struct str text = {(const char *)data, size};
    struct err e;
    uint8_t pub[32];
    tlog_key_public(secret, pub);
    must(tlog_key_make(&policy.log, STR("centre.test/journal"), TLOG_KEY_NOTE, pub, &e) == RC_OK);
    policy.quorum = TLOG_QUORUM_NONE;
    if (tlog_add_read(text, &add, &e) == RC_OK)
        must(tlog_witness_judge(&policy.log, &seen, &add, &e) != TLOG_COSIGN);
    if (tlog_sign_request_read(text, &r, &e) == RC_OK)
        (void)!tlog_sign_judge(&policy.log, &seen, &r, &e);
    if (tlog_policy_read(text, &read, &e) == RC_OK)
        must(read.log.name[0] != '\0' && read.nwitnesses <= TLOG_WITNESSES_MAX);
    as_proof_file(text, &policy);
    as_answer(text, &policy.log);
    return 0;
}
