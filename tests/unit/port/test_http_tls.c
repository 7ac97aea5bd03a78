/* SPDX-License-Identifier: Apache-2.0 */
/* The network listener with a certificate made here. */
#include "port/http/http.h"

#include <errno.h>
#include <spawn.h>
#include <sys/wait.h>

#include "unit/port/recorder.h"

extern char **environ;

static char cert[4200], key[4200];

static bool make_certificate(void)
{
    char *argv[] = {"openssl",
                    "req",
                    "-x509",
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:prime256v1",
                    "-nodes",
                    "-days",
                    "2",
                    "-subj",
                    "/CN=markaz",
                    "-addext",
                    "subjectAltName=IP:127.0.0.1",
                    "-keyout",
                    key,
                    "-out",
                    cert,
                    NULL};
    posix_spawn_file_actions_t quiet;
    pid_t pid;
    int status = -1;
    (void)snprintf(cert, sizeof cert, "%s/cert.pem", rec.dir);
    (void)snprintf(key, sizeof key, "%s/key.pem", rec.dir);
    must(posix_spawn_file_actions_init(&quiet) == 0);
    must(posix_spawn_file_actions_addopen(&quiet, 2, "/dev/null", 1, 0) == 0);
    int none = posix_spawnp(&pid, "openssl", &quiet, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&quiet);
    if (none == ENOENT)
        return false;
    must(none == 0 && waitpid(pid, &status, 0) == pid);
    must(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    return true;
}

static struct reply tls(const char *method, const char *path, struct str body, const char *header)
{
    struct reply a;
    CURL *c = curl_easy_init();
    struct curl_slist *list = curl_slist_append(NULL, header);
    ask_setup(c, method, path, &a);
    curl_easy_setopt(c, CURLOPT_CAINFO, cert);
    curl_easy_setopt(c, CURLOPT_HTTPHEADER, list);
    if (body.p != NULL) {
        curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.n);
        curl_easy_setopt(c, CURLOPT_POSTFIELDS, body.p);
    }
    ask_run(c, &a);
    curl_slist_free_all(list);
    curl_easy_cleanup(c);
    return a;
}

static void test_tls__cookies_and_headers(void)
{
    T(strncmp(rec.url, "https://127.0.0.1:", 18) == 0);
    struct reply a = tls("POST", "/api/v1/session", STR("{}"), "X: y");
    T_EQ(a.status, 200);
    T(has(&a.head, "Set-Cookie: __Host-markaz=new-cookie; Path=/; HttpOnly; SameSite=Strict; "
                   "Max-Age=129600; Secure\r\n"));
    T(has(&a.head, "Strict-Transport-Security: max-age="));
    T(has(&a.body, "|127.0.0.1|1|"));
    reply_free(&a);
    a = tls("GET", "/api/v1/picture", STR_NONE, "Cookie: __Host-markaz=good");
    T_EQ(a.status, 200);
    reply_free(&a);
    a = tls("GET", "/api/v1/picture", STR_NONE, "Cookie: markaz=good");
    T_EQ(a.status, 401);
    reply_free(&a);
}

static void test_tls__large_both_ways(void)
{
    char *text = mem_alloc(3u << 20);
    memset(text, 'x', 3u << 20);
    struct reply a = tls("POST", "/api/v1/alarms?later=2", (struct str){text, 3u << 20}, ALL);
    T_EQ(a.status, 200);
    T(has(&a.body, "|3145728|127.0.0.1|1|"));
    reply_free(&a);
    a = tls("GET", "/api/v1/picture?later=2&big=5000000", STR_NONE, ALL);
    T_EQ(a.status, 200);
    T_EQ(a.body.n, 5000000);
    reply_free(&a);
    free(text);
}

static void *client(void *arg)
{
    _Atomic int *good = arg;
    for (int i = 0; i < 10; i++) {
        struct reply a =
            tls("POST", i % 2 ? "/api/v1/alarms?later=1" : "/api/v1/alarms", STR("{\"n\":1}"), ALL);
        atomic_fetch_add(good, a.status == 200);
        reply_free(&a);
    }
    return NULL;
}

static void test_tls__many(void)
{
    pthread_t threads[16];
    _Atomic int good = 0;
    for (int i = 0; i < 16; i++)
        T_REQUIRE(pthread_create(&threads[i], NULL, client, &good) == 0);
    for (int i = 0; i < 16; i++)
        T_REQUIRE(pthread_join(threads[i], NULL) == 0);
    T_EQ(atomic_load(&good), 160);
}

static void *push(void *arg)
{
    UNUSED(arg);
    for (int i = 0; i < 6000 && atomic_load(&rec.streams_opened) == 0; i++)
        usleep(10000);
    for (int i = 0; i < 50; i++) {
        rec_push("data: x\n\n");
        usleep(1000);
    }
    rec_push(NULL);
    return NULL;
}

static void test_tls__stream(void)
{
    pthread_t pusher;
    T_REQUIRE(pthread_create(&pusher, NULL, push, NULL) == 0);
    struct reply a = tls("GET", "/api/v1/stream", STR_NONE, ALL);
    T_REQUIRE(pthread_join(pusher, NULL) == 0);
    T_EQ(a.status, 200);
    T_EQ(a.code, CURLE_OK);
    T_EQ(a.body.n, 50 * 9);
    reply_free(&a);
}

static void test_tls__old_and_plain_are_refused(void)
{
    struct reply a;
    CURL *c = curl_easy_init();
    ask_setup(c, "GET", "/healthz", &a);
    curl_easy_setopt(c, CURLOPT_CAINFO, cert);
    curl_easy_setopt(c, CURLOPT_SSLVERSION,
                     (long)CURL_SSLVERSION_TLSv1_0 | (long)CURL_SSLVERSION_MAX_TLSv1_1);
    ask_run(c, &a);
    T(a.code != CURLE_OK);
    reply_free(&a);
    char url[600];
    (void)snprintf(url, sizeof url, "http%s/healthz", rec.url + 5);
    ask_setup(c, "GET", "/healthz", &a);
    curl_easy_setopt(c, CURLOPT_URL, url);
    ask_run(c, &a);
    T(a.code != CURLE_OK);
    reply_free(&a);
    curl_easy_cleanup(c);
}

static void test_ca__served(void)
{
    struct reply a = tls("GET", "/ca.crt", STR_NONE, "X: y");
    T_EQ(a.status, 200);
    T(has(&a.body, "-----BEGIN CERTIFICATE-----"));
    T(has(&a.head, "application/x-x509-ca-cert"));
    reply_free(&a);
}

static void test_tls__without_openssl(void)
{
    T_SKIP("no openssl program to make a certificate with");
}

int main(void)
{
    log_set_level((enum log_level)(LOG_ERROR + 1));
    curl_global_init(CURL_GLOBAL_ALL);
    rec_init();
    if (make_certificate()) {
        rec_set("http", "tls_cert", cert);
        rec_set("http", "tls_key", key);
        rec_set("http", "tls_ca", cert);
        rec_start();
        T_RUN(test_tls__cookies_and_headers);
        T_RUN(test_tls__large_both_ways);
        T_RUN(test_tls__many);
        T_RUN(test_tls__stream);
        T_RUN(test_tls__old_and_plain_are_refused);
        T_RUN(test_ca__served);
        rec_stop();
    } else {
        T_RUN(test_tls__without_openssl);
    }
    curl_global_cleanup();
    return t_end();
}
