/* SPDX-License-Identifier: Apache-2.0 */
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <string.h>
#include <xmlsec/app.h>
#include <xmlsec/crypto.h>
#include <xmlsec/errors.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmlsec.h>
#include <xmlsec/xmltree.h>

#include "xmlsig.h"

static void silent(void *ctx, const char *fmt, ...)
{
    UNUSED(ctx);
    UNUSED(fmt);
}

static void no_errors(const char *file, int line, const char *func, const char *object,
                      const char *subject, int reason, const char *msg)
{
    UNUSED(file);
    UNUSED(line);
    UNUSED(func);
    UNUSED(object);
    UNUSED(subject);
    UNUSED(reason);
    UNUSED(msg);
}

bool xmlsig_init(void)
{
    xmlInitParser();
    xmlSetGenericErrorFunc(NULL, silent);
    if (xmlSecInit() < 0 || xmlSecCryptoAppInit(NULL) < 0 || xmlSecCryptoInit() < 0)
        return false;
    xmlSecErrorsSetCallback(no_errors);
    return true;
}

/* ---- certificates ---- */

struct trusted {
    X509 *cert[XMLSIG_CERTS_MAX];
    int n;
};

static void read_certs(struct str keys, struct trusted *t)
{
    BIO *in = BIO_new_mem_buf(keys.p, (int)keys.n);
    t->n = 0;
    while (in != NULL && t->n < XMLSIG_CERTS_MAX &&
           (t->cert[t->n] = PEM_read_bio_X509(in, NULL, NULL, NULL)) != NULL)
        t->n++;
    BIO_free(in);
}

static void name_of(X509 *cert, char to[120])
{
    X509_NAME *name = X509_get_subject_name(cert);
    to[0] = '\0';
    if (X509_NAME_get_text_by_NID(name, NID_commonName, to, 120) < 0)
        (void)X509_NAME_oneline(name, to, 120);
    for (char *c = to; *c != '\0'; c++)
        *c = (unsigned char)*c < ' ' ? '?' : *c;
}

static xmlSecKeyPtr key_of(X509 *cert)
{
    BIO *out = BIO_new(BIO_s_mem());
    xmlSecKeyPtr key = NULL;
    char *pem = NULL;
    if (out != NULL && PEM_write_bio_X509(out, cert) == 1) {
        long n = BIO_get_mem_data(out, &pem);
        key = xmlSecCryptoAppKeyLoadMemory((const xmlSecByte *)pem, (xmlSecSize)n,
                                           xmlSecKeyDataFormatCertPem, NULL, NULL, NULL);
    }
    BIO_free(out);
    return key;
}

/* ---- one signature ---- */

static bool is_signature(xmlNodePtr n)
{
    return n->type == XML_ELEMENT_NODE && xmlSecCheckNodeName(n, xmlSecNodeSignature, xmlSecDSigNs);
}

/* The nth Signature that is a child of the root, or NULL. */
static xmlNodePtr signature(xmlDocPtr doc, int nth)
{
    for (xmlNodePtr n = xmlDocGetRootElement(doc)->children; n != NULL; n = n->next)
        if (is_signature(n) && nth-- == 0)
            return n;
    return NULL;
}

/*
 * What some senders put beside the three parts of a signature, which stops the library. The signature is no part of what it
 * signs, and nothing but the whole document may be signed, so nothing that counts is lost.
 */
static void remove_strange(xmlDocPtr doc)
{
    for (int i = 0; i < XMLSIG_SIGNATURES_MAX && signature(doc, i) != NULL; i++) {
        xmlNodePtr next;
        for (xmlNodePtr n = signature(doc, i)->children; n != NULL; n = next) {
            next = n->next;
            if (n->type == XML_ELEMENT_NODE &&
                !xmlSecCheckNodeName(n, xmlSecNodeSignedInfo, xmlSecDSigNs) &&
                !xmlSecCheckNodeName(n, xmlSecNodeSignatureValue, xmlSecDSigNs) &&
                !xmlSecCheckNodeName(n, xmlSecNodeKeyInfo, xmlSecDSigNs)) {
                xmlUnlinkNode(n);
                xmlFreeNode(n);
            }
        }
    }
}

static void remove_others(xmlDocPtr doc, int nth)
{
    xmlNodePtr next, keep = signature(doc, nth);
    for (xmlNodePtr n = xmlDocGetRootElement(doc)->children; n != NULL; n = next) {
        next = n->next;
        if (is_signature(n) && n != keep) {
            xmlUnlinkNode(n);
            xmlFreeNode(n);
        }
    }
}

/* Nothing but the whole document, less this signature: no part of it, no XPath, no style sheet, nothing fetched. */
static xmlSecDSigCtxPtr context(void)
{
    const xmlSecTransformId allowed[] = {xmlSecTransformEnvelopedId,
                                         xmlSecTransformInclC14NId,
                                         xmlSecTransformInclC14NWithCommentsId,
                                         xmlSecTransformExclC14NId,
                                         xmlSecTransformExclC14NWithCommentsId,
                                         xmlSecTransformSha1Id,
                                         xmlSecTransformSha256Id,
                                         xmlSecTransformSha384Id,
                                         xmlSecTransformSha512Id};
    xmlSecDSigCtxPtr ctx = xmlSecDSigCtxCreate(NULL);
    if (ctx == NULL)
        return NULL;
    ctx->enabledReferenceUris = xmlSecTransformUriTypeEmpty;
    for (size_t i = 0; i < ARRAY_LEN(allowed); i++)
        if (xmlSecDSigCtxEnableReferenceTransform(ctx, allowed[i]) < 0) {
            xmlSecDSigCtxDestroy(ctx);
            return NULL;
        }
    return ctx;
}

enum content { CONTENT_UNKNOWN, CONTENT_OTHER, CONTENT_SAME };

struct tried {
    enum content content; /* is what was signed what is here? */
    bool verified;
    bool sha1;
};

static enum content content_of(xmlSecDSigCtxPtr ctx)
{
    enum content all = CONTENT_SAME;
    xmlSecSize n = xmlSecPtrListGetSize(&ctx->signedInfoReferences);
    for (xmlSecSize i = 0; i < n; i++) {
        xmlSecDSigReferenceCtxPtr r = xmlSecPtrListGetItem(&ctx->signedInfoReferences, i);
        if (r != NULL && r->status == xmlSecDSigStatusInvalid)
            return CONTENT_OTHER;
        if (r == NULL || r->status != xmlSecDSigStatusSucceeded)
            all = CONTENT_UNKNOWN;
    }
    return n > 0 ? all : CONTENT_UNKNOWN;
}

static bool uses_sha1(xmlSecDSigCtxPtr ctx)
{
    const xmlChar *href = ctx->signMethod != NULL ? ctx->signMethod->id->href : NULL;
    return href != NULL && strstr((const char *)href, "sha1") != NULL;
}

/* Takes the key. */
static struct tried try_one(xmlNodePtr node, xmlSecKeyPtr key)
{
    struct tried t = {0};
    xmlSecDSigCtxPtr ctx = key != NULL ? context() : NULL;
    if (ctx == NULL) {
        if (key != NULL)
            xmlSecKeyDestroy(key);
        return t;
    }
    ctx->signKey = key;
    bool ran = xmlSecDSigCtxVerify(ctx, node) >= 0;
    t.content = content_of(ctx);
    t.verified = ran && t.content == CONTENT_SAME && ctx->status == xmlSecDSigStatusSucceeded;
    t.sha1 = uses_sha1(ctx);
    xmlSecDSigCtxDestroy(ctx);
    return t;
}

/* A key that has signed nothing: with it the content is compared, whoever signed. */
static xmlSecKeyPtr nobodys(EVP_PKEY *key)
{
    BIO *out = BIO_new(BIO_s_mem());
    xmlSecKeyPtr made = NULL;
    char *pem = NULL;
    if (key != NULL && out != NULL &&
        PEM_write_bio_PrivateKey(out, key, NULL, NULL, 0, NULL, NULL) == 1) {
        long n = BIO_get_mem_data(out, &pem);
        made = xmlSecCryptoAppKeyLoadMemory((const xmlSecByte *)pem, (xmlSecSize)n,
                                            xmlSecKeyDataFormatPem, NULL, NULL, NULL);
    }
    BIO_free(out);
    EVP_PKEY_free(key);
    return made;
}

struct seen {
    bool same, other;
};

static void see(struct seen *s, enum content c)
{
    s->same = s->same || c == CONTENT_SAME;
    s->other = s->other || c == CONTENT_OTHER;
}

static bool try_all(xmlDocPtr doc, int nth, const struct trusted *t, struct seen *seen,
                    struct xmlsig_verdict *out)
{
    for (int i = 0; i < t->n; i++) {
        char name[120];
        struct tried one = try_one(signature(doc, nth), key_of(t->cert[i]));
        see(seen, one.content);
        if (!one.verified)
            continue;
        name_of(t->cert[i], name);
        out->says = XMLSIG_VERIFIED;
        (void)snprintf(out->line, sizeof out->line, "%s%s", name, one.sha1 ? " (SHA-1)" : "");
        return true;
    }
    see(seen, try_one(signature(doc, nth), nobodys(EVP_RSA_gen(1024))).content);
    see(seen, try_one(signature(doc, nth), nobodys(EVP_EC_gen("P-256"))).content);
    return false;
}

static void say(struct xmlsig_verdict *out, enum xmlsig_says says, const char *why)
{
    out->says = says;
    (void)snprintf(out->line, sizeof out->line, "%s", why);
}

/* Each signature as the document stands, then without the others, which may have come after it. */
static void judge(xmlDocPtr doc, const struct trusted *t, struct xmlsig_verdict *out)
{
    struct seen seen = {0};
    int n = 0;
    for (; n < XMLSIG_SIGNATURES_MAX && signature(doc, n) != NULL; n++) {
        if (try_all(doc, n, t, &seen, out))
            return;
        xmlDocPtr alone = xmlCopyDoc(doc, 1);
        bool verified = false;
        if (alone != NULL) {
            remove_others(alone, n);
            verified = try_all(alone, 0, t, &seen, out);
            xmlFreeDoc(alone);
        }
        if (verified)
            return;
    }
    if (n == 0)
        say(out, XMLSIG_UNVERIFIED, "it has no signature below its root");
    else if (seen.other && !seen.same)
        say(out, XMLSIG_BROKEN, "what was signed is not what is here");
    else
        say(out, XMLSIG_UNVERIFIED,
            t->n == 0 ? "no certificate is set that could vouch for it"
                      : "none of the certificates that are set has signed it");
}

void xmlsig_verify(struct str keys, struct str xml, struct xmlsig_verdict *out)
{
    struct trusted t;
    xmlDocPtr doc = xmlReadMemory(xml.p, (int)xml.n, NULL, NULL,
                                  XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    if (doc == NULL || xmlDocGetRootElement(doc) == NULL || doc->intSubset != NULL) {
        say(out, XMLSIG_UNVERIFIED, "it is no XML that can be looked at by itself");
    } else {
        read_certs(keys, &t);
        remove_strange(doc);
        judge(doc, &t, out);
        while (t.n > 0)
            X509_free(t.cert[--t.n]);
    }
    if (doc != NULL)
        xmlFreeDoc(doc);
}
