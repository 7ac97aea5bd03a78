/* SPDX-License-Identifier: Apache-2.0 */
#include "tlog/stamp.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ts.h>
#include <string.h>
#include <time.h>

#include "tlog/tlog_priv.h"

#define CERTIFICATES_MAX 32

static TS_REQ *make_request(const struct tlog_stamp *s)
{
    TS_REQ *req = TS_REQ_new();
    TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new();
    X509_ALGOR *algorithm = X509_ALGOR_new();
    ASN1_INTEGER *nonce = ASN1_INTEGER_new();
    must(req != NULL && imprint != NULL && algorithm != NULL && nonce != NULL);
    must(X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL) == 1);
    must(TS_MSG_IMPRINT_set_algo(imprint, algorithm) == 1);
    must(TS_MSG_IMPRINT_set_msg(imprint, (unsigned char *)(uintptr_t)s->imprint.b, SHA256_LEN) ==
         1);
    must(ASN1_INTEGER_set_uint64(nonce, s->nonce) == 1);
    must(TS_REQ_set_version(req, 1) == 1 && TS_REQ_set_msg_imprint(req, imprint) == 1);
    must(TS_REQ_set_nonce(req, nonce) == 1 && TS_REQ_set_cert_req(req, 1) == 1);
    X509_ALGOR_free(algorithm);
    TS_MSG_IMPRINT_free(imprint);
    ASN1_INTEGER_free(nonce);
    return req;
}

void tlog_stamp_query(struct buf *out, const struct tlog_stamp *s)
{
    TS_REQ *req = make_request(s);
    unsigned char *der = NULL;
    int n = i2d_TS_REQ(req, &der);
    must(n > 0);
    buf_put(out, der, (size_t)n);
    OPENSSL_free(der);
    TS_REQ_free(req);
}

/* Whom we believe; each certificate of the text. NULL when there is none in it. */
static X509_STORE *read_authorities(struct str pem)
{
    BIO *from = BIO_new_mem_buf(pem.p, (int)pem.n);
    X509_STORE *store = X509_STORE_new();
    int n = 0;
    must(from != NULL && store != NULL);
    for (X509 *one;
         n < CERTIFICATES_MAX && (one = PEM_read_bio_X509(from, NULL, NULL, NULL)) != NULL; n++) {
        must(X509_STORE_add_cert(store, one) == 1);
        X509_free(one);
    }
    BIO_free(from);
    if (n > 0)
        return store;
    X509_STORE_free(store);
    return NULL;
}

/* OpenSSL's own words of what it met last. */
static enum rc refused(struct err *e)
{
    unsigned long code = ERR_peek_last_error();
    const char *why = code != 0 ? ERR_reason_error_string(code) : NULL;
    return err_set(e, RC_DENIED, "no stamp of what was asked: %s",
                   why != NULL ? why : "it cannot be read");
}

static enum rc time_of(TS_RESP *resp, usec_t *time, struct err *e)
{
    struct tm tm;
    TS_TST_INFO *info = TS_RESP_get_tst_info(resp);
    const ASN1_GENERALIZEDTIME *at = info != NULL ? TS_TST_INFO_get_time(info) : NULL;
    memset(&tm, 0, sizeof tm);
    if (at == NULL || ASN1_TIME_to_tm(at, &tm) != 1)
        return err_set(e, RC_DENIED, "the stamp says no time");
    int64_t seconds = timegm(&tm);
    if (seconds <= 0 || seconds > INT64_MAX / USEC_S)
        return err_set(e, RC_DENIED, "the stamp says an impossible time");
    *time = seconds * USEC_S;
    return RC_OK;
}

static enum rc check(const struct tlog_stamp *s, struct str ca, TS_RESP *resp, struct err *e)
{
    TS_REQ *req = make_request(s);
    TS_VERIFY_CTX *ctx = TS_REQ_to_TS_VERIFY_CTX(req, NULL); /* imprint and nonce as asked */
    X509_STORE *store = ca.n > 0 ? read_authorities(ca) : NULL;
    enum rc rc = RC_OK;
    must(ctx != NULL);
    if (store != NULL) {
        (void)TS_VERIFY_CTX_add_flags(ctx, TS_VFY_SIGNATURE);
        (void)TS_VERIFY_CTX_set_store(ctx, store); /* the context's now */
    }
    if (ca.n > 0 && store == NULL)
        rc = err_set(e, RC_DENIED, "there is no certificate in the authorities' file");
    else if (TS_RESP_verify_response(ctx, resp) != 1)
        rc = refused(e);
    TS_VERIFY_CTX_free(ctx);
    TS_REQ_free(req);
    return rc;
}

enum rc tlog_stamp_judge(const struct tlog_stamp *s, struct str ca, struct str reply, usec_t *time,
                         struct err *e)
{
    const unsigned char *at = (const unsigned char *)reply.p;
    ERR_clear_error();
    if (reply.n > TLOG_STAMP_REPLY_MAX || ca.n > TLOG_STAMP_CA_MAX)
        return err_set(e, RC_DENIED, "the answer is larger than %d bytes", TLOG_STAMP_REPLY_MAX);
    TS_RESP *resp = reply.n > 0 ? d2i_TS_RESP(NULL, &at, (long)reply.n) : NULL;
    enum rc rc = RC_OK;
    if (resp == NULL)
        rc = err_set(e, RC_DENIED, "the answer is no time stamp");
    else if (at != (const unsigned char *)reply.p + reply.n)
        rc = err_set(e, RC_DENIED, "there are bytes behind the time stamp");
    if (rc == RC_OK)
        rc = check(s, ca, resp, e);
    if (rc == RC_OK)
        rc = time_of(resp, time, e);
    TS_RESP_free(resp);
    ERR_clear_error();
    return rc;
}

/* ---- to and from the process that looks at it ---- */

void tlog_judge_put(struct buf *out, const struct tlog_judge *j)
{
    hex_put(out, j->stamp.imprint.b, SHA256_LEN);
    buf_printf(out, " %llu %zu\n", (unsigned long long)j->stamp.nonce, j->ca.n);
    buf_puts(out, j->ca);
    buf_puts(out, j->reply);
}

enum rc tlog_judge_read(struct str message, struct tlog_judge *out, struct err *e)
{
    struct str rest = message, head = str_cut(&rest, '\n');
    struct str hash = str_cut(&head, ' '), nonce = str_cut(&head, ' ');
    uint64_t n = 0;
    if (hash.n != SHA256_HEX || !hex_get(hash, out->stamp.imprint.b, SHA256_LEN) ||
        !tlog_number(nonce, &out->stamp.nonce) || out->stamp.nonce > INT64_MAX ||
        !tlog_number(head, &n) || n > rest.n)
        return err_set(e, RC_INVALID, "this is nothing to be judged");
    out->ca = (struct str){rest.p, (size_t)n};
    out->reply = (struct str){rest.p + n, rest.n - (size_t)n};
    return RC_OK;
}

void tlog_judged_put(struct buf *out, enum rc rc, usec_t time, const char *why)
{
    if (rc == RC_OK)
        buf_printf(out, "ok %lld\n", (long long)time);
    else
        buf_printf(out, "no %s\n", why);
}

enum rc tlog_judged_read(struct str message, usec_t *time, struct err *e)
{
    struct str rest = str_trim(message), word = str_cut(&rest, ' ');
    uint64_t at = 0;
    if (str_eqc(word, "no"))
        return err_set(e, RC_DENIED, "%.*s", STR_ARG(rest));
    if (!str_eqc(word, "ok") || !tlog_number(rest, &at) || at == 0 || at > INT64_MAX)
        return err_set(e, RC_INVALID, "the stamp could not be judged");
    *time = (usec_t)at;
    return RC_OK;
}
