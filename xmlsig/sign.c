/* SPDX-License-Identifier: Apache-2.0 */
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <xmlsec/app.h>
#include <xmlsec/crypto.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmltree.h>

#include "base/hash.h"
#include "store/file.h"
#include "xmlsig.h"

#define KEY_BITS 3072
#define KEY_TEXT_MAX 16384
#define CERT_DAYS 7300

static bool take_bio(BIO *b, struct buf *out)
{
    char *p = NULL;
    long n = BIO_get_mem_data(b, &p);
    buf_put(out, p, n > 0 ? (size_t)n : 0);
    return n > 0 && buf_ok(out);
}

static X509 *make_cert(EVP_PKEY *key)
{
    X509 *x = X509_new();
    if (x == NULL)
        return NULL;
    (void)X509_set_version(x, 2);
    (void)ASN1_INTEGER_set_uint64(X509_get_serialNumber(x), random_u64() >> 1);
    (void)X509_gmtime_adj(X509_getm_notBefore(x), -3600);
    (void)X509_gmtime_adj(X509_getm_notAfter(x), 86400L * CERT_DAYS);
    X509_NAME *name = X509_get_subject_name(x);
    (void)X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                     (const unsigned char *)"Markaz warnings", -1, -1, 0);
    if (X509_set_issuer_name(x, name) != 1 || X509_set_pubkey(x, key) != 1 ||
        X509_sign(x, key, EVP_sha256()) == 0) {
        X509_free(x);
        return NULL;
    }
    return x;
}

static bool make_key(struct xmlsig_key *k)
{
    EVP_PKEY *key = EVP_RSA_gen(KEY_BITS);
    X509 *cert = key != NULL ? make_cert(key) : NULL;
    BIO *a = BIO_new(BIO_s_mem()), *b = BIO_new(BIO_s_mem());
    bool ok = cert != NULL && a != NULL && b != NULL &&
              PEM_write_bio_PrivateKey(a, key, NULL, NULL, 0, NULL, NULL) == 1 &&
              PEM_write_bio_X509(b, cert) == 1 && take_bio(a, &k->key) && take_bio(b, &k->cert);
    BIO_free(a);
    BIO_free(b);
    X509_free(cert);
    EVP_PKEY_free(key);
    return ok;
}

/* The certificate first: a key without one would be another key at the next start. */
static enum rc save(const char *folder, const char *key_path, const char *cert_path,
                    struct xmlsig_key *k, struct err *e)
{
    buf_clear(&k->key);
    buf_clear(&k->cert);
    if (!make_key(k))
        return err_set(e, RC_IO, "no key could be made");
    enum rc rc = file_replace(folder, cert_path, buf_str(&k->cert), e);
    return rc == RC_OK ? file_replace(folder, key_path, buf_str(&k->key), e) : rc;
}

enum rc xmlsig_key_open(const char *dir, struct xmlsig_key *out, struct err *e)
{
    char folder[FILE_PATH_MAX], key[FILE_PATH_MAX], cert[FILE_PATH_MAX];
    buf_init(&out->key, KEY_TEXT_MAX);
    buf_init(&out->cert, KEY_TEXT_MAX);
    enum rc rc = file_path(folder, e, "%s/keys", dir);
    if (rc == RC_OK)
        rc = file_make_dir(folder, e);
    if (rc == RC_OK)
        rc = file_path(key, e, "%s/cap.key", folder);
    if (rc == RC_OK)
        rc = file_path(cert, e, "%s/cap.crt", folder);
    if (rc != RC_OK)
        return rc;
    rc = file_load(key, &out->key, e);
    if (rc == RC_NOT_FOUND)
        return save(folder, key, cert, out, e);
    return rc == RC_OK ? file_load(cert, &out->cert, e) : rc;
}

void xmlsig_key_close(struct xmlsig_key *k)
{
    if (k->key.p != NULL)
        explicit_bzero(k->key.p, k->key.cap);
    buf_release(&k->key);
    buf_release(&k->cert);
}

static xmlSecKeyPtr load(const struct xmlsig_key *k)
{
    xmlSecKeyPtr key =
        xmlSecCryptoAppKeyLoadMemory((const xmlSecByte *)k->key.p, (xmlSecSize)k->key.n,
                                     xmlSecKeyDataFormatPem, NULL, NULL, NULL);
    if (key != NULL &&
        xmlSecCryptoAppKeyCertLoadMemory(key, (const xmlSecByte *)k->cert.p, (xmlSecSize)k->cert.n,
                                         xmlSecKeyDataFormatPem) < 0) {
        xmlSecKeyDestroy(key);
        key = NULL;
    }
    return key;
}

enum rc xmlsig_sign(const struct xmlsig_key *k, struct str xml, struct buf *out, struct err *e)
{
    xmlChar *text = NULL;
    int n = 0;
    xmlDocPtr doc = xmlReadMemory(xml.p, (int)xml.n, NULL, NULL,
                                  XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    xmlNodePtr place =
        doc != NULL ? xmlSecFindNode(xmlDocGetRootElement(doc), xmlSecNodeSignature, xmlSecDSigNs)
                    : NULL;
    xmlSecDSigCtxPtr ctx = xmlSecDSigCtxCreate(NULL);
    bool ok = place != NULL && ctx != NULL && (ctx->signKey = load(k)) != NULL &&
              xmlSecDSigCtxSign(ctx, place) >= 0;
    if (ok)
        xmlDocDumpMemory(doc, &text, &n);
    if (text != NULL && n > 0)
        buf_put(out, text, (size_t)n);
    xmlFree(text);
    if (ctx != NULL)
        xmlSecDSigCtxDestroy(ctx);
    if (doc != NULL)
        xmlFreeDoc(doc);
    return ok && n > 0 && buf_ok(out) ? RC_OK
                                      : err_set(e, RC_IO, "the document could not be signed");
}
