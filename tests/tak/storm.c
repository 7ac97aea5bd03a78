/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Thousands of TAK clients, each with a certificate of its own, which all come at once: tests/scenario/55-cot.test.mjs speaks to it by
 * lines. tak_storm DIR PORT COUNT: DIR as tools/tak-package makes it. In: "go" (all connect, and come back whenever
 * they are cut off), "drop". Out: "made N" once, "up N" whenever it changed: so many have said where they are.
 */
#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/bufferevent_ssl.h>
#include <event2/event.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/defs.h"
#include "base/mem.h"

struct phone {
    struct bufferevent *bev;
    struct event *again;
    X509 *cert;
    int number;
    bool up;
};

static struct {
    struct event_base *base;
    struct sockaddr_in to;
    SSL_CTX *ctx;
    EVP_PKEY *key;
    struct phone *phones;
    int count, up, said;
    bool going;
} storm = {.said = -1};

static void dial(struct phone *p);

/* ---- certificates ---- */

static FILE *open_file(const char *dir, const char *name)
{
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "re");
    must(f != NULL);
    return f;
}

static X509 *mint(int number, X509 *ca, EVP_PKEY *ca_key)
{
    char name[32];
    X509 *cert = X509_new();
    X509_NAME *subject = X509_NAME_new();
    (void)snprintf(name, sizeof name, "storm-%d", number);
    must(cert != NULL && subject != NULL);
    must(
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, (unsigned char *)name, -1, -1, 0));
    must(X509_set_version(cert, 2) && X509_set_subject_name(cert, subject) &&
         X509_set_issuer_name(cert, X509_get_subject_name(ca)) && X509_set_pubkey(cert, storm.key));
    must(ASN1_INTEGER_set(X509_get_serialNumber(cert), 1000000 + number));
    must(X509_gmtime_adj(X509_getm_notBefore(cert), -60) != NULL &&
         X509_gmtime_adj(X509_getm_notAfter(cert), 86400) != NULL);
    must(X509_sign(cert, ca_key, EVP_sha256()) > 0);
    X509_NAME_free(subject);
    return cert;
}

/* All have one key: what the centre has to reckon is the same. */
static void mint_all(const char *dir)
{
    FILE *ca_file = open_file(dir, "ca.crt"), *key_file = open_file(dir, "ca.key");
    X509 *ca = PEM_read_X509(ca_file, NULL, NULL, NULL);
    EVP_PKEY *ca_key = PEM_read_PrivateKey(key_file, NULL, NULL, NULL);
    fclose(ca_file);
    fclose(key_file);
    storm.key = EVP_RSA_gen(2048);
    must(ca != NULL && ca_key != NULL && storm.key != NULL);
    for (int i = 0; i < storm.count; i++) {
        struct phone *p = &storm.phones[i];
        *p = (struct phone){.number = i, .cert = mint(i, ca, ca_key)};
    }
    X509_free(ca);
    EVP_PKEY_free(ca_key);
}

/* ---- one phone ---- */

static void say_where(const struct phone *p)
{
    char now[32];
    time_t t = time(NULL);
    struct tm tm;
    must(gmtime_r(&t, &tm) != NULL && strftime(now, sizeof now, "%Y-%m-%dT%H:%M:%SZ", &tm) > 0);
    must(evbuffer_add_printf(
             bufferevent_get_output(p->bev),
             "<event version='2.0' uid='storm-%d' type='a-f-G-U-C' how='m-g' time='%s' start='%s' "
             "stale='%s'><point lat='41.35' lon='69.25' hae='0' ce='5' le='9999999'/>"
             "<detail><__group name='Cyan' role='Team Member'/></detail></event>",
             p->number, now, now, now) > 0);
}

static void hang_up(struct phone *p)
{
    storm.up -= p->up;
    p->up = false;
    if (p->bev != NULL)
        bufferevent_free(p->bev);
    p->bev = NULL;
}

static void happened(struct bufferevent *bev, short what, void *arg)
{
    const struct timeval second = {1, 0};
    struct phone *p = arg;
    UNUSED(bev);
    if ((what & BEV_EVENT_CONNECTED) != 0) {
        p->up = true;
        storm.up++;
        say_where(p);
        return;
    }
    hang_up(p);
    if (storm.going)
        must(event_add(p->again, &second) == 0);
}

static void heard(struct bufferevent *bev, void *arg)
{
    struct evbuffer *in = bufferevent_get_input(bev);
    UNUSED(arg);
    must(evbuffer_drain(in, evbuffer_get_length(in)) == 0);
}

static void redial(evutil_socket_t fd, short what, void *arg)
{
    UNUSED(fd);
    UNUSED(what);
    if (storm.going)
        dial(arg);
}

static void dial(struct phone *p)
{
    SSL *ssl = SSL_new(storm.ctx);
    must(ssl != NULL && SSL_use_certificate(ssl, p->cert) == 1 &&
         SSL_use_PrivateKey(ssl, storm.key) == 1);
    p->bev = bufferevent_openssl_socket_new(storm.base, -1, ssl, BUFFEREVENT_SSL_CONNECTING,
                                            BEV_OPT_CLOSE_ON_FREE);
    must(p->bev != NULL);
    bufferevent_openssl_set_allow_dirty_shutdown(p->bev, 1);
    bufferevent_setcb(p->bev, heard, NULL, happened, p);
    (void)bufferevent_enable(p->bev, EV_READ | EV_WRITE);
    if (bufferevent_socket_connect(p->bev, (struct sockaddr *)&storm.to, sizeof storm.to) != 0)
        happened(p->bev, BEV_EVENT_ERROR, p);
}

/* ---- what the test says and hears ---- */

static void told(evutil_socket_t fd, short what, void *arg)
{
    char line[64];
    UNUSED(what);
    UNUSED(arg);
    ssize_t n = read(fd, line, sizeof line);
    if (n <= 0)
        exit(0);
    storm.going = line[0] == 'g';
    for (int i = 0; i < storm.count; i++) {
        if (storm.going)
            dial(&storm.phones[i]);
        else
            hang_up(&storm.phones[i]);
    }
}

static void tell(evutil_socket_t fd, short what, void *arg)
{
    UNUSED(fd);
    UNUSED(what);
    UNUSED(arg);
    if (storm.said == storm.up)
        return;
    storm.said = storm.up;
    printf("up %d\n", storm.up);
    (void)fflush(stdout);
}

int main(int argc, char **argv)
{
    const struct timeval fifth = {0, 200000};
    must(argc == 4);
    /* Whom the centre cut off may be about to write. */
    must(signal(SIGPIPE, SIG_IGN) != SIG_ERR);
    storm.count = (int)strtol(argv[3], NULL, 10);
    storm.phones = mem_array((size_t)storm.count, sizeof storm.phones[0]);
    storm.to = (struct sockaddr_in){.sin_family = AF_INET,
                                    .sin_port = htons((uint16_t)strtol(argv[2], NULL, 10)),
                                    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    storm.base = event_base_new();
    storm.ctx = SSL_CTX_new(TLS_client_method());
    mint_all(argv[1]);
    for (int i = 0; i < storm.count; i++)
        storm.phones[i].again = event_new(storm.base, -1, 0, redial, &storm.phones[i]);
    struct event *in = event_new(storm.base, 0, EV_READ | EV_PERSIST, told, NULL);
    struct event *out = event_new(storm.base, -1, EV_PERSIST, tell, NULL);
    must(event_add(in, NULL) == 0 && event_add(out, &fifth) == 0);
    printf("made %d\n", storm.count);
    (void)fflush(stdout);
    return event_base_dispatch(storm.base) == 0 ? 0 : 1;
}
