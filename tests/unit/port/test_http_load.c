/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Many clients at once, answers that come before and after the call returns, and the end of the
 * port.
 */
#include "port/http/http.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include "unit/port/recorder.h"

#define CLIENTS 64

static _Atomic int good, bad;
static int requests_each;

/* One keep-alive connection; every answer must be the one to its own question. */
static void *client(void *arg)
{
    int me = (int)(intptr_t)arg;
    CURL *c = curl_easy_init();
    struct curl_slist *list = curl_slist_append(NULL, ALL);
    for (int i = 0; i < requests_each; i++) {
        static const char *const how[] = {"", "&later=0", "&later=1", "&rc=5"};
        struct reply a;
        char path[128], want[64], body[128];
        (void)snprintf(path, sizeof path, "/api/v1/alarms?me=%d-%d%s", me, i,
                       how[(me + i) % (int)ARRAY_LEN(how)]);
        (void)snprintf(want, sizeof want, "|me=%d-%d%s|", me, i,
                       how[(me + i) % (int)ARRAY_LEN(how)]);
        (void)snprintf(body, sizeof body, "{\"client\":%d,\"number\":%d}", me, i);
        ask_setup(c, "POST", path, &a);
        curl_easy_setopt(c, CURLOPT_HTTPHEADER, list);
        curl_easy_setopt(c, CURLOPT_POSTFIELDS, body);
        ask_run(c, &a);
        bool refused = (me + i) % (int)ARRAY_LEN(how) == 3;
        bool ok = refused ? a.status == 409 : a.status == 200 && has(&a.body, want);
        atomic_fetch_add(ok ? &good : &bad, 1);
        reply_free(&a);
    }
    curl_slist_free_all(list);
    curl_easy_cleanup(c);
    return NULL;
}

static void test_load__every_answer_to_its_question(void)
{
    pthread_t threads[CLIENTS];
    requests_each = 100;
    for (intptr_t i = 0; i < CLIENTS; i++)
        T_REQUIRE(pthread_create(&threads[i], NULL, client, (void *)i) == 0);
    for (int i = 0; i < CLIENTS; i++)
        T_REQUIRE(pthread_join(threads[i], NULL) == 0);
    T_EQ(atomic_load(&good), CLIENTS * requests_each);
    T_EQ(atomic_load(&bad), 0);
}

static int dial(const char *address)
{
    struct sockaddr_in a = {.sin_family = AF_INET};
    int64_t port = 0;
    T_REQUIRE(str_i64(str_c(strrchr(rec.url, ':') + 1), &port));
    a.sin_port = htons((uint16_t)port);
    T_REQUIRE(inet_pton(AF_INET, address, &a.sin_addr) == 1);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    T_REQUIRE(connect(fd, (struct sockaddr *)&a, sizeof a) == 0);
    return fd;
}

/* The client goes away while its call is with the host: the call's memory stays until done. */
static void test_disconnect__in_the_middle_of_a_call(void)
{
    static const char head[] = "POST /api/v1/alarms?later=0 HTTP/1.1\r\nHost: x\r\n" ALL
                               "\r\nContent-Length: 20000\r\n\r\n";
    int before = atomic_load(&rec.calls);
    char body[20000];
    memset(body, 'x', sizeof body);
    pthread_mutex_lock(&rec.hold);
    for (int i = 0; i < 20; i++) {
        int fd = dial("127.0.0.1");
        T_EQ(send(fd, head, sizeof head - 1, MSG_NOSIGNAL), sizeof head - 1);
        T_EQ(send(fd, body, sizeof body, MSG_NOSIGNAL), sizeof body);
        WAIT_FOR(atomic_load(&rec.calls) == before + i + 1);
        close(fd);
    }
    pthread_mutex_unlock(&rec.hold);
    /* All are done and forgotten in the end. */
    bool clean = false;
    for (int i = 0; i < 6000 && !clean; i++) {
        struct reply a = ask("GET", "/metrics", NULL, STR_NONE);
        clean = has(&a.body, "\nmarkaz_http_body_bytes 0\n") &&
                has(&a.body, "\nmarkaz_http_connections 1\n");
        reply_free(&a);
        usleep(10000);
    }
    T(clean);
}

static void *slow_client(void *arg)
{
    UNUSED(arg);
    if (expect("POST", "/api/v1/alarms?later=0", ALL, "{}", 200, "alarm.send", NULL))
        atomic_fetch_add(&good, 1);
    return NULL;
}

static void *closer(void *arg)
{
    rec_stop();
    atomic_store((_Atomic bool *)arg, true);
    return NULL;
}

/* Is a new connection taken? Not from the moment on at which the drain begins. */
static bool lets_in(void)
{
    struct reply a = ask("GET", "/healthz", NULL, STR_NONE);
    bool taken = a.code == CURLE_OK;
    reply_free(&a);
    return taken;
}

/*
 * Drain and close while calls are with the host: they are answered, what comes later is not taken.
 */
static void test_close__answers_what_is_under_way(void)
{
    pthread_t clients[10], end;
    _Atomic bool closed = false;
    int before = atomic_load(&rec.calls);
    atomic_store(&good, 0);
    pthread_mutex_lock(&rec.hold);
    for (int i = 0; i < 10; i++)
        T_REQUIRE(pthread_create(&clients[i], NULL, slow_client, NULL) == 0);
    WAIT_FOR(atomic_load(&rec.calls) == before + 10);
    /* A connection that was there before, for a request after the drain. */
    struct reply a;
    CURL *c = curl_easy_init();
    ask_setup(c, "GET", "/healthz", &a);
    ask_run(c, &a);
    T_EQ(a.status, 200);
    reply_free(&a);
    T_REQUIRE(pthread_create(&end, NULL, closer, &closed) == 0);
    WAIT_FOR(!lets_in());
    T(!atomic_load(&closed));
    before = atomic_load(&rec.calls);
    ask_setup(c, "GET", "/healthz", &a);
    ask_run(c, &a);
    T_EQ(a.status, 503);
    T(has(&a.head, "Connection: close"));
    reply_free(&a);
    ask_setup(c, "GET", "/healthz", &a);
    curl_easy_setopt(c, CURLOPT_FRESH_CONNECT, 1L);
    ask_run(c, &a);
    T(a.code != CURLE_OK);
    reply_free(&a);
    curl_easy_cleanup(c);
    T_EQ(atomic_load(&rec.calls), before);
    pthread_mutex_unlock(&rec.hold);
    T_REQUIRE(pthread_join(end, NULL) == 0);
    for (int i = 0; i < 10; i++)
        T_REQUIRE(pthread_join(clients[i], NULL) == 0);
    T_EQ(atomic_load(&good), 10);
    char path[4200];
    (void)snprintf(path, sizeof path, "%s/control.sock", rec.dir);
    T(access(path, F_OK) != 0);
}

/* Close at random moments of a storm, again and again. */
static void test_close__in_a_storm(void)
{
    uint64_t rnd = t_seed();
    for (int round = 0; round < 5; round++) {
        pthread_t threads[16];
        rec_init();
        rec_set("http", "threads", round % 2 ? "2" : "1");
        rec_start();
        requests_each = 200;
        for (intptr_t i = 0; i < 16; i++)
            T_REQUIRE(pthread_create(&threads[i], NULL, client, (void *)i) == 0);
        usleep((useconds_t)(t_rand(&rnd) % 60000));
        rec_stop();
        for (int i = 0; i < 16; i++)
            T_REQUIRE(pthread_join(threads[i], NULL) == 0);
    }
    T(atomic_load(&good) > 10);
}

/* The first bytes that come within so many ms; 0: none. */
static ssize_t hear(int fd, char out[64], int ms)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    memset(out, 0, 64);
    return poll(&p, 1, ms) == 1 ? recv(fd, out, 63, 0) : 0;
}

/* 64 promises of the largest hotlist fill the purse for bodies; one more has to wait. */
static void test_limits__memory_for_bodies(void)
{
    static const char head[] = "PUT /api/v1/hotlists/police HTTP/1.1\r\nHost: x\r\n" ALL
                               "\r\nContent-Length: 4194304\r\n\r\n";
    int fds[64];
    char got[64];
    rec_init();
    rec_set("http", "body_max", "256K");
    rec_start();
    for (int i = 0; i < 64; i++) {
        fds[i] = dial("127.0.0.1");
        T_EQ(send(fds[i], head, sizeof head - 1, MSG_NOSIGNAL), sizeof head - 1);
    }
    bool full = false;
    for (int i = 0; i < 6000 && !full; i++) {
        struct reply a = ask("GET", "/metrics", NULL, STR_NONE);
        full = has(&a.body, "\nmarkaz_http_body_bytes 268435456\n");
        reply_free(&a);
        usleep(10000);
    }
    T(full);
    T(expect("POST", "/api/v1/alarms", ALL, "{}", 503, "too many bodies", "Retry-After: 1"));
    int fd = dial("127.0.0.1");
    T_EQ(send(fd, head, sizeof head - 1, MSG_NOSIGNAL), sizeof head - 1);
    T(hear(fd, got, 60000) > 12 && memcmp(got, "HTTP/1.1 503", 12) == 0);
    close(fd);
    for (int i = 0; i < 64; i++)
        close(fds[i]);
    bool taken = false;
    for (int i = 0; i < 6000 && !taken; i++) {
        struct reply a = ask("POST", "/api/v1/alarms", ALL, STR("{}"));
        taken = a.status == 200;
        reply_free(&a);
        usleep(10000);
    }
    T(taken);
    rec_stop();
}

/* Over the limit a connection waits until another one ends. */
static void test_limits__connections(void)
{
    static const char head[] = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    int fds[5];
    char got[64];
    rec_init();
    rec_set("http", "connections_max", "4");
    rec_set("http", "threads", "1");
    rec_start();
    for (int i = 0; i < 5; i++) {
        fds[i] = dial("127.0.0.1");
        T_EQ(send(fds[i], head, sizeof head - 1, MSG_NOSIGNAL), sizeof head - 1);
        T((hear(fds[i], got, i < 4 ? 60000 : 200) > 0) == (i < 4));
    }
    close(fds[0]);
    T(hear(fds[4], got, 60000) > 0);
    for (int i = 1; i < 5; i++)
        close(fds[i]);
    rec_stop();
}

/* An IPv4 address of this machine that is not the loopback. */
static bool own_address(char out[INET_ADDRSTRLEN])
{
    struct ifaddrs *list, *i;
    bool found = false;
    if (getifaddrs(&list) != 0)
        return false;
    for (i = list; i != NULL && !found; i = i->ifa_next) {
        struct sockaddr_in a;
        if (i->ifa_addr == NULL || i->ifa_addr->sa_family != AF_INET)
            continue;
        memcpy(&a, i->ifa_addr, sizeof a);
        found = ntohl(a.sin_addr.s_addr) >> 24 != 127 &&
                inet_ntop(AF_INET, &a.sin_addr, out, INET_ADDRSTRLEN) != NULL;
    }
    freeifaddrs(list);
    return found;
}

static void test_metrics__not_from_elsewhere(void)
{
    static const char head[] = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n";
    char address[INET_ADDRSTRLEN], got[64];
    if (!own_address(address)) {
        T_SKIP("this machine has no address but the loopback");
        return;
    }
    for (int open = 0; open < 2; open++) {
        rec_init();
        rec_set("http", "listen", "0.0.0.0:0");
        rec_set("http", "metrics_public", open ? "true" : "false");
        rec_start();
        T(strncmp(rec.url, "http://127.0.0.1:", 17) == 0);
        T(expect("GET", "/metrics", NULL, NULL, 200, "core.metrics|", NULL));
        int fd = dial(address);
        T_EQ(send(fd, head, sizeof head - 1, MSG_NOSIGNAL), sizeof head - 1);
        T(hear(fd, got, 60000) > 12);
        T(memcmp(got, open ? "HTTP/1.1 200" : "HTTP/1.1 403", 12) == 0);
        close(fd);
        rec_stop();
    }
}

static void test_start__says_what_is_wrong(void)
{
    struct err e;
    struct port_state *p = NULL;
    static const char *const addresses[] = {"localhost",   "1.2.3.4",         "::1:80",
                                            "127.0.0.1:x", "127.0.0.1:65536", ""};
    rec_init();
    for (size_t i = 0; i < ARRAY_LEN(addresses); i++) {
        rec_set("http", "listen", addresses[i]);
        T_EQ(port_http.open(&p, &rec.host, &e), RC_INVALID);
        T(strstr(e.detail, "http.listen") != NULL);
    }
    rec_set("http", "listen", "192.0.2.1:1");
    T_REQUIRE(port_http.open(&p, &rec.host, &e) == RC_OK);
    T_EQ(port_http.start(p, &e), RC_IO);
    T(strstr(e.detail, "192.0.2.1:1") != NULL);
    port_http.close(p);
    rec_set("http", "listen", "127.0.0.1:0");
    rec_set("http", "tls_cert", "/nonexistent.pem");
    T_EQ(port_http.open(&p, &rec.host, &e), RC_INVALID);
    rec_set("http", "tls_key", "/nonexistent.pem");
    T_EQ(port_http.open(&p, &rec.host, &e), RC_IO);
    rec_set("http", "tls_cert", "");
    rec_set("http", "tls_key", "");
    rec_set("store", "path", "/nonexistent");
    T_REQUIRE(port_http.open(&p, &rec.host, &e) == RC_OK);
    T_EQ(port_http.start(p, &e), RC_IO);
    port_http.close(p);
    rec_set("http", "threads", "0");
    T_EQ(port_http.open(&p, &rec.host, &e), RC_INVALID);
}

static void test_start__control_socket_alone(void)
{
    rec_init();
    rec_set("http", "listen", "-");
    rec_start();
    T_STRC(str_c(rec.url), "");
    struct reply a;
    CURL *c = curl_easy_init();
    ask_setup(c, "GET", "/api/v1/status", &a);
    curl_easy_setopt(c, CURLOPT_UNIX_SOCKET_PATH, rec_socket());
    ask_run(c, &a);
    T_EQ(a.status, 200);
    reply_free(&a);
    curl_easy_cleanup(c);
    rec_stop();
}

int main(void)
{
    log_set_level((enum log_level)(LOG_ERROR + 1));
    curl_global_init(CURL_GLOBAL_ALL);
    rec_init();
    rec_start();
    T_RUN(test_load__every_answer_to_its_question);
    T_RUN(test_disconnect__in_the_middle_of_a_call);
    T_RUN(test_close__answers_what_is_under_way);
    T_RUN(test_close__in_a_storm);
    T_RUN(test_limits__memory_for_bodies);
    T_RUN(test_limits__connections);
    T_RUN(test_metrics__not_from_elsewhere);
    T_RUN(test_start__says_what_is_wrong);
    T_RUN(test_start__control_socket_alone);
    curl_global_cleanup();
    return t_end();
}
