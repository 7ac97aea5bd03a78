/* SPDX-License-Identifier: Apache-2.0 */
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "port/loop_priv.h"

struct port_tls {
    SSL_CTX *ctx;
};

static enum rc failed(SSL_CTX *ctx, struct err *e, const char *what, const char *path)
{
    const char *why = ERR_reason_error_string(ERR_get_error());
    ERR_clear_error();
    SSL_CTX_free(ctx);
    return err_set(e, RC_INVALID, "cannot use the %s %s: %s", what, path,
                   why != NULL ? why : "it is not readable");
}

enum rc port_tls_open(struct port_tls **out, const char *cert, const char *key, const char *ca,
                      struct err *e)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
    must(ctx != NULL && SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION) == 1);
    /* Nothing is remembered of a client: who it is, its certificate says each time. */
    (void)SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION |
                                       SSL_OP_CIPHER_SERVER_PREFERENCE);
    (void)SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
    if (SSL_CTX_use_certificate_chain_file(ctx, cert) != 1)
        return failed(ctx, e, "certificate", cert);
    if (SSL_CTX_use_PrivateKey_file(ctx, key, SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_check_private_key(ctx) != 1)
        return failed(ctx, e, "private key", key);
    if (ca[0] != '\0') {
        STACK_OF(X509_NAME) *names = SSL_load_client_CA_file(ca);
        if (names == NULL || SSL_CTX_load_verify_locations(ctx, ca, NULL) != 1) {
            sk_X509_NAME_pop_free(names, X509_NAME_free);
            return failed(ctx, e, "certificate authority", ca);
        }
        SSL_CTX_set_client_CA_list(ctx, names);
        SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    }
    *out = mem_alloc(sizeof **out);
    (*out)->ctx = ctx;
    return RC_OK;
}

void port_tls_close(struct port_tls *t)
{
    if (t == NULL)
        return;
    SSL_CTX_free(t->ctx);
    free(t);
}

SSL *loop_tls_new(struct port_tls *t)
{
    SSL *ssl = SSL_new(t->ctx);
    must(ssl != NULL);
    return ssl;
}

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
