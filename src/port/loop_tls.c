/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Contexts, certificates and lists of revoked ones. Once the loop runs all of it belongs to the door's thread (loop_door.c), so that a
 * list is exchanged without a lock.
 */
#include <limits.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "base/hash.h"
#include "base/log.h"
#include "base/mem.h"
#include "port/loop_priv.h"

#define CRL_FILE_MAX (16 << 20)

struct port_tls {
    SSL_CTX *ctx;
    struct port_tls_files files;
    struct stat crl_file; /* as it was looked at last */
    STACK_OF(X509_CRL) * crls;
    _Atomic usec_t crl_until;
    _Atomic bool crl_broken;
};

static enum rc failed(struct err *e, const char *what, const char *path)
{
    const char *why = ERR_reason_error_string(ERR_get_error());
    ERR_clear_error();
    return err_set(e, RC_INVALID, "cannot use the %s %s: %s", what, path,
                   why != NULL ? why : "it is not readable");
}

/* ---- lists of revoked certificates ---- */

static void free_crls(STACK_OF(X509_CRL) * crls)
{
    sk_X509_CRL_pop_free(crls, X509_CRL_free);
}

static STACK_OF(X509_CRL) * read_crls(const char *path)
{
    STACK_OF(X509_CRL) *all = sk_X509_CRL_new_null();
    BIO *in = BIO_new_file(path, "r");
    must(all != NULL);
    for (X509_CRL *crl; in != NULL && (crl = PEM_read_bio_X509_CRL(in, NULL, NULL, NULL)) != NULL;)
        must(sk_X509_CRL_push(all, crl) > 0);
    bool whole = in != NULL && sk_X509_CRL_num(all) > 0 &&
                 ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    BIO_free(in);
    if (whole) {
        ERR_clear_error();
        return all;
    }
    free_crls(all);
    return NULL;
}

static bool is_of(X509_CRL *crl, X509 *ca)
{
    return X509_NAME_cmp(X509_CRL_get_issuer(crl), X509_get_subject_name(ca)) == 0 &&
           X509_CRL_verify(crl, X509_get0_pubkey(ca)) == 1;
}

/* Each authority has its list, and each list is signed by one of them: else one could be revoked by nobody. */
static enum rc match(STACK_OF(X509_INFO) * cas, STACK_OF(X509_CRL) * crls, const char *path,
                     struct err *e)
{
    uint64_t signed_by[64] = {0};
    if (sk_X509_CRL_num(crls) > (int)ARRAY_LEN(signed_by))
        return err_set(e, RC_TOO_LARGE, "cannot use the revocation list %s: too many lists", path);
    for (int i = 0; i < sk_X509_INFO_num(cas); i++) {
        X509 *ca = sk_X509_INFO_value(cas, i)->x509;
        bool has = ca == NULL;
        for (int k = 0; k < sk_X509_CRL_num(crls); k++) {
            if (ca == NULL || !is_of(sk_X509_CRL_value(crls, k), ca))
                continue;
            has = true;
            signed_by[k]++;
        }
        if (!has)
            return err_set(e, RC_INVALID,
                           "cannot use the revocation list %s: an authority has none in it", path);
    }
    ERR_clear_error();
    for (int k = 0; k < sk_X509_CRL_num(crls); k++)
        if (signed_by[k] == 0)
            return err_set(
                e, RC_INVALID,
                "cannot use the revocation list %s: it is signed by none of the authorities", path);
    return RC_OK;
}

static usec_t due_of(STACK_OF(X509_CRL) * crls)
{
    usec_t first = 0;
    for (int k = 0; k < sk_X509_CRL_num(crls); k++) {
        const ASN1_TIME *next = X509_CRL_get0_nextUpdate(sk_X509_CRL_value(crls, k));
        struct tm tm = {0};
        if (next == NULL || ASN1_TIME_to_tm(next, &tm) != 1)
            continue;
        usec_t at = (usec_t)timegm(&tm) * USEC_S;
        first = first == 0 || at < first ? at : first;
    }
    return first;
}

bool loop_crls_name(const STACK_OF(X509_CRL) * crls, const SSL *ssl)
{
    X509 *cert = crls != NULL ? SSL_get1_peer_certificate(ssl) : NULL;
    X509_REVOKED *entry;
    bool named = false;
    for (int k = 0; cert != NULL && k < sk_X509_CRL_num(crls); k++) {
        X509_CRL *crl = sk_X509_CRL_value(crls, k);
        named |= X509_NAME_cmp(X509_CRL_get_issuer(crl), X509_get_issuer_name(cert)) == 0 &&
                 X509_CRL_get0_by_cert(crl, &entry, cert) == 1;
    }
    X509_free(cert);
    return named;
}

bool loop_tls_revoked(const struct port_tls *t, const SSL *ssl)
{
    return loop_crls_name(t->crls, ssl);
}

struct loop_revocation *loop_tls_revocation(const struct port_tls *t, struct port_loop *l)
{
    struct loop_revocation *r = mem_alloc(sizeof *r);
    *r = (struct loop_revocation){.loop = l, .tls = t};
    r->crls = sk_X509_CRL_deep_copy(t->crls, X509_CRL_dup, X509_CRL_free);
    must(r->crls != NULL);
    return r;
}

void loop_revocation_free(struct loop_revocation *r)
{
    free_crls(r->crls);
    free(r);
}

/* ---- whom a client's certificate must please ---- */

/* A list past its day still names whom it names; to shut everybody out for it would be the worse fault. */
static int judge(int ok, X509_STORE_CTX *at)
{
    int why = X509_STORE_CTX_get_error(at);
    if (!ok && why != X509_V_ERR_CRL_HAS_EXPIRED && why != X509_V_ERR_CRL_NOT_YET_VALID)
        return 0;
    X509_STORE_CTX_set_error(at, X509_V_OK);
    return 1;
}

static X509_STORE *make_store(STACK_OF(X509_INFO) * cas, STACK_OF(X509_CRL) * crls)
{
    X509_STORE *store = X509_STORE_new();
    must(store != NULL);
    for (int i = 0; i < sk_X509_INFO_num(cas); i++) {
        X509 *ca = sk_X509_INFO_value(cas, i)->x509;
        must(ca == NULL || X509_STORE_add_cert(store, ca) == 1);
    }
    for (int k = 0; crls != NULL && k < sk_X509_CRL_num(crls); k++)
        must(X509_STORE_add_crl(store, sk_X509_CRL_value(crls, k)) == 1);
    if (crls != NULL)
        must(X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK) == 1);
    return store;
}

/* For a start that finds the file broken: the centre must not stay down for that, nor let in who is revoked. */
static void keep(const STACK_OF(X509_CRL) * crls, const char *path)
{
    char aside[PATH_MAX];
    (void)snprintf(aside, sizeof aside, "%s.new", path);
    BIO *out = BIO_new_file(aside, "w");
    bool ok = out != NULL;
    for (int k = 0; ok && k < sk_X509_CRL_num(crls); k++)
        ok = PEM_write_bio_X509_CRL(out, sk_X509_CRL_value(crls, k)) == 1;
    ok = ok && BIO_flush(out) == 1;
    BIO_free(out);
    if (!ok || rename(aside, path) != 0)
        log_error("port", "cannot keep the revocation list in %s", path);
}

/* Authorities and lists as the files are now, or as they were. */
static enum rc load(struct port_tls *t, const char *crl, struct err *e)
{
    enum rc rc = RC_OK;
    BIO *in = BIO_new_file(t->files.ca, "r");
    STACK_OF(X509_INFO) *cas = in != NULL ? PEM_X509_INFO_read_bio(in, NULL, NULL, NULL) : NULL;
    STACK_OF(X509_CRL) *crls = NULL;
    BIO_free(in);
    if (cas == NULL || sk_X509_INFO_num(cas) == 0)
        rc = failed(e, "certificate authority", t->files.ca);
    else if (crl[0] != '\0' &&
             (t->crl_file.st_size > CRL_FILE_MAX || (crls = read_crls(crl)) == NULL))
        rc = failed(e, "revocation list", crl);
    else if (crls != NULL)
        rc = match(cas, crls, crl, e);
    if (rc == RC_OK) {
        SSL_CTX_set_cert_store(t->ctx, make_store(cas, crls));
        free_crls(t->crls);
        t->crls = crls;
        atomic_store(&t->crl_until, crls != NULL ? due_of(crls) : 0);
    } else {
        free_crls(crls);
    }
    sk_X509_INFO_pop_free(cas, X509_INFO_free);
    atomic_store(&t->crl_broken, crl != t->files.crl || rc != RC_OK);
    if (rc == RC_OK && crls != NULL && crl == t->files.crl)
        keep(crls, t->files.kept);
    return rc;
}

bool loop_tls_look(struct port_tls *t)
{
    struct stat now = {0};
    const struct stat *then = &t->crl_file;
    struct err e;
    if (t->files.crl[0] == '\0')
        return false;
    if (stat(t->files.crl, &now) != 0) {
        if (!atomic_exchange(&t->crl_broken, true))
            log_error("port", "the revocation list %s is gone; as it was it stays in force",
                      t->files.crl);
        t->crl_file = (struct stat){0};
        return false;
    }
    if (now.st_ino == then->st_ino && now.st_size == then->st_size &&
        now.st_mtim.tv_sec == then->st_mtim.tv_sec && now.st_mtim.tv_nsec == then->st_mtim.tv_nsec)
        return false;
    t->crl_file = now;
    if (load(t, t->files.crl, &e) != RC_OK) {
        log_error("port", "%s; the one before it stays in force", e.detail);
        return false;
    }
    log_info("port", "the revocation list %s is in force", t->files.crl);
    return true;
}

struct port_tls_crl port_tls_crl(const struct port_tls *t)
{
    return (struct port_tls_crl){atomic_load(&t->crl_until), atomic_load(&t->crl_broken)};
}

/* ---- life ---- */

static enum rc ask_clients(struct port_tls *t, struct err *e)
{
    STACK_OF(X509_NAME) *names = SSL_load_client_CA_file(t->files.ca);
    if (names == NULL)
        return failed(e, "certificate authority", t->files.ca);
    SSL_CTX_set_client_CA_list(t->ctx, names);
    SSL_CTX_set_verify(t->ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, judge);
    if (t->files.crl[0] != '\0')
        (void)stat(t->files.crl, &t->crl_file);
    enum rc rc = load(t, t->files.crl, e);
    if (rc == RC_OK || t->files.crl[0] == '\0')
        return rc;
    struct err other;
    log_error("port", "%s; the last good one is taken", e->detail);
    return load(t, t->files.kept, &other) == RC_OK ? RC_OK : rc;
}

enum rc port_tls_open(struct port_tls **out, const struct port_tls_files *files, struct err *e)
{
    struct port_tls *t = mem_alloc(sizeof *t);
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
    enum rc rc = RC_OK;
    must(ctx != NULL && SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION) == 1);
    t->ctx = ctx;
    t->files = *files;
    /* Nothing is remembered of a client: who it is, its certificate says each time. */
    (void)SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION |
                                       SSL_OP_CIPHER_SERVER_PREFERENCE);
    (void)SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
    if (SSL_CTX_use_certificate_chain_file(ctx, files->cert) != 1)
        rc = failed(e, "certificate", files->cert);
    else if (SSL_CTX_use_PrivateKey_file(ctx, files->key, SSL_FILETYPE_PEM) != 1 ||
             SSL_CTX_check_private_key(ctx) != 1)
        rc = failed(e, "private key", files->key);
    else if (files->ca[0] != '\0')
        rc = ask_clients(t, e);
    if (rc == RC_OK)
        *out = t;
    else
        port_tls_close(t);
    return rc;
}

void port_tls_close(struct port_tls *t)
{
    if (t == NULL)
        return;
    SSL_CTX_free(t->ctx);
    free_crls(t->crls);
    free(t);
}

SSL *loop_tls_new(struct port_tls *t)
{
    SSL *ssl = SSL_new(t->ctx);
    must(ssl != NULL);
    return ssl;
}

/* ---- who a client is ---- */

/* As UTF-8, cut to what is kept; empty when it has none, or one with a NUL inside. */
static void common_name(const X509 *cert, char to[129])
{
    const X509_NAME *subject = X509_get_subject_name(cert);
    int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    if (at < 0)
        return;
    unsigned char *text = NULL;
    int n = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
    struct str name = {(const char *)text, n > 0 ? (size_t)n : 0};
    if (n > 0 && memchr(text, '\0', (size_t)n) == NULL) {
        name.n = name.n < 128 ? name.n : 128;
        name.n = str_utf8_prefix(name);
        (void)str_copy(to, 129, name);
    }
    OPENSSL_free(text);
}

struct loop_certificate *loop_tls_certificate(SSL *ssl)
{
    X509 *cert = SSL_get1_peer_certificate(ssl);
    if (cert == NULL)
        return NULL;
    struct loop_certificate *out = mem_alloc(sizeof *out);
    unsigned char *der = NULL;
    int n = i2d_X509(cert, &der);
    must(n > 0);
    sha256_hex(sha256_of((struct str){(const char *)der, (size_t)n}, STR_NONE, STR_NONE),
               out->fingerprint);
    OPENSSL_free(der);
    common_name(cert, out->name);
    X509_free(cert);
    return out;
}
