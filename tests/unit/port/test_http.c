/* SPDX-License-Identifier: Apache-2.0 */
/* What a request may be, and what comes back: over real sockets, against a recording host. */
#include "port/http/http.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "unit/port/recorder.h"

static void test_call__what_the_host_is_given(void)
{
    T(expect("GET", "/healthz", NULL, NULL, 200, "core.health||||", "application/json"));
    T(expect("GET", "/api/v1/entity/alarm/A%31?x=1&y=%2f", ALL, NULL, 200,
             "core.entity|token/K1|alarm|A1|x=1&y=%2f|0|127.0.0.1|0|", NULL));
    T(expect("POST", "/api/v1/alarms", ALL, "{\"a\":1}", 200,
             "alarm.send|token/K1||||7|127.0.0.1|0|015abd7f", "Cache-Control: no-store"));
    T(expect("GET", "/api/v1/search/alarm?big=300000", ALL, NULL, 200, "abcdefghij", NULL));
}

static void test_call__codes_become_statuses(void)
{
    static const int status[RC_COUNT] = {200, 400, 401, 403, 404, 409, 413, 503, 500, 500, 500};
    for (int rc = 1; rc < RC_COUNT; rc++) {
        char path[64], type[64];
        (void)snprintf(path, sizeof path, "/api/v1/alarms?rc=%d%s", rc, rc % 2 ? "&later=1" : "");
        (void)snprintf(type, sizeof type, "{\"type\":\"/problems/%s\",\"title\":\"",
                       rc_name((enum rc)rc));
        T(expect("POST", path, ALL, "{}", status[rc], type, "application/problem+json"));
        T(expect("POST", path, ALL, "{}", status[rc],
                 status[rc] == 500 ? "its log says why" : "\"detail\":\"refused as asked\"",
                 status[rc] == 503 ? "Retry-After: 1" : NULL));
        T(expect("POST", path, ALL, "{}", status[rc], ",\"field\":\"plate\"}", NULL));
    }
    T(expect("POST", "/api/v1/session?rc=7", NULL, "{}", 429, "/problems/busy", "Retry-After: 1"));
    T(expect("GET", "/api/v1/status?rc=1", NULL, NULL, 401, "unauthorized",
             "WWW-Authenticate: Bearer"));
}

static void test_call__security_headers_on_everything(void)
{
    static const char *const paths[] = {"/healthz", "/nothing", "/api/v1/status", "/", "/ca.crt"};
    static const char *const wanted[] = {
        "Content-Security-Policy: default-src 'self'; img-src 'self' blob: data:; ",
        "frame-ancestors 'none'",
        "X-Content-Type-Options: nosniff",
        "Referrer-Policy: no-referrer",
        "Permissions-Policy: geolocation=(self), microphone=(), camera=()",
        "Cross-Origin-Opener-Policy: same-origin",
        "Cross-Origin-Resource-Policy: same-origin",
    };
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        struct reply a = ask("GET", paths[i], NULL, STR_NONE);
        for (size_t k = 0; k < ARRAY_LEN(wanted); k++)
            T(has(&a.head, wanted[k]));
        T(!has(&a.head, "Strict-Transport-Security"));
        T(!has(&a.head, "Access-Control-"));
        reply_free(&a);
    }
}

static void test_routes__unknown_and_other_methods(void)
{
    int before = atomic_load(&rec.calls);
    T(expect("DELETE", "/api/v1/alarms", ALL, NULL, 405, "method-not-allowed", "Allow: POST"));
    T(expect("OPTIONS", "/api/v1/session", NULL, NULL, 405, NULL, "Allow: GET, POST, DELETE"));
    T(expect("OPTIONS", "/nothing", NULL, NULL, 405, NULL, "Allow: GET, HEAD"));
    T(expect("POST", "/index.html", NULL, "x", 405, NULL, "Allow: GET, HEAD"));
    T(expect("HEAD", "/healthz", NULL, NULL, 405, NULL, "Allow: GET"));
    T(expect("GET", "/api/v1/nothing", ALL, NULL, 404, "not-found", NULL));
    T(expect("GET", "/api/v1/entity/alarm/A%20", ALL, NULL, 404, NULL, NULL));
    T(expect("GET", "/api/v1/entity/alarm/A%2fB", ALL, NULL, 404, NULL, NULL));
    T(expect("GET", "/api/v1/entity/alarm/%", ALL, NULL, 404, NULL, NULL));
    T(expect("GET", "/api/v1/entity/alarm/%0", ALL, NULL, 404, NULL, NULL));
    T(expect("GET", "/api/v1/entity/alarm/A%00", ALL, NULL, 404, NULL, NULL));
    T(expect("GET", "/api/v1/entity/alarm/~x", ALL, NULL, 404, NULL, NULL));
    T(expect("GET", "//healthz", ALL, NULL, 404, NULL, NULL));
    T_EQ(atomic_load(&rec.calls), before);
}

static void test_guard__denies_by_default(void)
{
    int before = atomic_load(&rec.calls);
    T(expect("GET", "/api/v1/picture", NULL, NULL, 401, NULL, NULL));
    T(expect("GET", "/api/v1/session", NULL, NULL, 401, NULL, NULL));
    T(expect("POST", "/api/v1/alarms", "Authorization: Bearer none", "{}", 401, NULL, NULL));
    T(expect("POST", "/api/v1/alarms", "Authorization: Basic YTpi", "{}", 401, NULL, NULL));
    T(expect("POST", "/api/v1/alarms", "Authorization: Bearer", "{}", 401, NULL, NULL));
    T(expect("POST", "/api/v1/alarms", "Authorization: Bearer camera", "{}", 403, NULL, NULL));
    T(expect("GET", "/api/v1/picture", "Cookie: markaz=bad", NULL, 401, NULL, NULL));
    T(expect("GET", "/api/v1/picture", "Cookie: __Host-markaz=good", NULL, 401, NULL, NULL));
    /* A token that is refused is not made good by a cookie. */
    T(expect("GET", "/api/v1/picture", "Cookie: markaz=good\nAuthorization: Bearer none", NULL, 401,
             NULL, NULL));
    T(expect("POST", "/api/v1/alarms", ALL "\nAuthorization: Bearer all", "{}", 400, NULL, NULL));
    T_EQ(atomic_load(&rec.calls), before);
    T(expect("POST", "/api/v1/reads", "Authorization: bearer camera", "{}", 200, "token/K1", NULL));
}

static void test_guard__csrf(void)
{
    char good[200], host[600];
    (void)snprintf(good, sizeof good, "Cookie: a=b; markaz=good\nX-Markaz-CSRF: %s", REC_CSRF);
    T(expect("GET", "/api/v1/picture", "Cookie: markaz=good", NULL, 200, "user/U1", NULL));
    T(expect("POST", "/api/v1/alarms", good, "{}", 200, "user/U1", NULL));
    int before = atomic_load(&rec.calls);
    T(expect("POST", "/api/v1/alarms", "Cookie: markaz=good", "{}", 403, "X-Markaz-CSRF", NULL));
    T(expect("POST", "/api/v1/alarms", "Cookie: markaz=good\nX-Markaz-CSRF: csrf-of-the-sessioN",
             "{}", 403, NULL, NULL));
    T(expect("POST", "/api/v1/alarms", "Cookie: markaz=good\nX-Markaz-CSRF;", "{}", 403, NULL,
             NULL));
    T(expect("DELETE", "/api/v1/session", "Cookie: markaz=good", NULL, 403, NULL, NULL));
    static const char *const foreign[] = {"Origin: https://evil.example", "Origin: null",
                                          "Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site",
                                          "Origin: http://127.0.0.1"};
    for (size_t i = 0; i < ARRAY_LEN(foreign); i++) {
        char headers[400];
        (void)snprintf(headers, sizeof headers, "%s\n%s", good, foreign[i]);
        T(expect("POST", "/api/v1/alarms", headers, "{}", 403, "another site", NULL));
        T(expect("POST", "/api/v1/session", foreign[i], "{}", 403, "another site", NULL));
    }
    T(expect("GET", "/api/v1/picture", "Cookie: markaz=good\nSec-Fetch-Site: cross-site", NULL, 403,
             NULL, NULL));
    T_EQ(atomic_load(&rec.calls), before);
    (void)snprintf(host, sizeof host, "%s\nOrigin: %s\nSec-Fetch-Site: same-origin", good, rec.url);
    T(expect("POST", "/api/v1/alarms", host, "{}", 200, NULL, NULL));
    T(expect("POST", "/api/v1/alarms", ALL "\nOrigin: null", "{}", 200, NULL, NULL));
    (void)snprintf(host, sizeof host, "%s\nOrigin: https://centre.example", good);
    T(expect("POST", "/api/v1/alarms", host, "{}", 200, NULL, NULL)); /* http.public_url */
}

static void test_cookie__set_and_cleared(void)
{
    T(expect(
        "POST", "/api/v1/session", NULL, "{}", 200, NULL,
        "Set-Cookie: markaz=new-cookie; Path=/; HttpOnly; SameSite=Strict; Max-Age=129600\r\n"));
    T(expect("POST", "/api/v1/session", "Cookie: markaz=stale", "{}", 200, NULL, "new-cookie"));
    T(expect("DELETE", "/api/v1/session", "Cookie: markaz=good\nX-Markaz-CSRF: " REC_CSRF, NULL,
             200, NULL, "Set-Cookie: markaz=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0\r\n"));
}

/* Body, its length and the start of its SHA-256 as the recorder would give them. */
static void sum_text(struct str body, char out[64])
{
    struct sha256 sum = sha256_of(body, STR_NONE, STR_NONE);
    (void)snprintf(out, 64, "|%zu|127.0.0.1|0|%02x%02x%02x%02x", body.n, sum.b[0], sum.b[1],
                   sum.b[2], sum.b[3]);
}

static void test_body__sizes_and_limits(void)
{
    static const size_t sizes[] = {1, 1000, 22000, 65535, 65536, 65537, 200000, 262143, 262144};
    char *text = mem_alloc(5u << 20), want[64];
    for (size_t i = 0; i < 5u << 20; i++)
        text[i] = (char)(i * 7 % 251);
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        struct str body = {text, sizes[i]};
        struct reply a = ask("POST", "/api/v1/alarms?later=0", ALL, body);
        sum_text(body, want);
        T_EQ(a.status, 200);
        T(has(&a.body, want));
        reply_free(&a);
        a = ask("POST", "/api/v1/alarms", ALL "\nTransfer-Encoding: chunked", body);
        T_EQ(a.status, 200);
        T(has(&a.body, want));
        reply_free(&a);
    }

    static const struct {
        const char *method, *path;
        size_t size;
        long status;
    } limits[] = {
        {"POST", "/api/v1/alarms", 262145, 413},
        {"POST", "/api/v1/session", 65536, 200},
        {"POST", "/api/v1/session", 65537, 413},
        {"PUT", "/api/v1/hotlists/police", 16 * 262144, 200},
        {"PUT", "/api/v1/hotlists/police", 16 * 262144 + 1, 413},
        {"PUT", "/api/v1/media/abc", 2 << 20, 200},
        {"PUT", "/api/v1/media/abc", (2 << 20) + 4097, 413},
        {"GET", "/api/v1/picture", 65537, 413},
        {"GET", "/api/v1/picture", 100, 200},
    };

    for (size_t i = 0; i < ARRAY_LEN(limits); i++) {
        struct reply a =
            ask(limits[i].method, limits[i].path, ALL, (struct str){text, limits[i].size});
        if (!T_EQ(a.status, limits[i].status))
            printf("%s %zu\n", limits[i].path, limits[i].size);
        reply_free(&a);
    }
    free(text);
}

/* ---- by hand, for what curl would not send ---- */
static int dial(void)
{
    struct sockaddr_in a = {.sin_family = AF_INET};
    const char *colon = strrchr(rec.url, ':');
    int64_t port = 0;
    T_REQUIRE(str_i64(str_c(colon + 1), &port));
    a.sin_port = htons((uint16_t)port);
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct timeval limit = {10, 0};
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    T_REQUIRE(connect(fd, (struct sockaddr *)&a, sizeof a) == 0);
    return fd;
}

static void say(int fd, const char *text)
{
    (void)!send(fd, text, strlen(text), MSG_NOSIGNAL);
}

/* All that comes until the other side closes, or until `until` was seen. */
static void hear(int fd, struct buf *out, const char *until)
{
    char block[4096];
    ssize_t n;
    while ((until == NULL || !has(out, until)) && (n = recv(fd, block, sizeof block, 0)) > 0)
        buf_put(out, block, (size_t)n);
}

#define HEAD "Host: x\r\nAuthorization: Bearer all\r\n"

static void test_body__in_pieces(void)
{
    struct buf got;
    int fd = dial();
    buf_init(&got, 65536);
    say(fd, "POST /api/v1/alarms HTTP/1.1\r\nHo");
    usleep(20000);
    say(fd, "st: x\r\nAuthorization: Bearer all\r\nContent-Length: 10\r\n\r\n");
    for (int i = 0; i < 10; i++) {
        say(fd, "x");
        usleep(3000);
    }
    hear(fd, &got, "|10|127");
    T(has(&got, "HTTP/1.1 200 "));
    /* The connection goes on, two requests at once. */
    buf_clear(&got);
    say(fd, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /readyz HTTP/1.1\r\nHost: x\r\n\r\n");
    hear(fd, &got, "core.ready");
    T(has(&got, "core.health"));
    close(fd);
    buf_release(&got);
}

static void by_hand(const char *request, const char *want, bool closes)
{
    struct buf got;
    int fd = dial();
    buf_init(&got, 65536);
    say(fd, request);
    hear(fd, &got, closes ? NULL : want);
    if (!T(has(&got, want)))
        printf("%s---\n%.*s\n", request, STR_ARG(buf_str(&got)));
    close(fd);
    buf_release(&got);
}

static void test_body__refused_early_or_swallowed(void)
{
    /* Long or announced bodies are answered before they are sent, and the connection ends. */
    by_hand("POST /api/v1/alarms HTTP/1.1\r\n" HEAD "Content-Length: 999999999\r\n\r\n",
            "HTTP/1.1 413 ", true);
    by_hand("POST /api/v1/alarms HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n",
            "HTTP/1.1 401 ", true);
    by_hand("POST /api/v1/alarms HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
            "HTTP/1.1 401 ", true);
    by_hand("POST /api/v1/alarms HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
            "Content-Length: 5\r\n\r\n",
            "HTTP/1.1 401 ", true);
    /* A short one is read, so that the next request finds its start. */
    by_hand("POST /api/v1/alarms HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n12345"
            "GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n",
            "core.ready", false);
    by_hand("POST /api/v1/alarms HTTP/1.1\r\n" HEAD "Expect: 100-continue\r\n"
            "Content-Length: 5\r\n\r\n",
            "HTTP/1.1 100 Continue", false);
}

static void test_body__chunked_over_the_limit(void)
{
    struct buf got;
    char chunk[16400];
    int fd = dial();
    buf_init(&got, 65536);
    memset(chunk, 'x', sizeof chunk);
    memcpy(chunk, "4000\r\n", 6);
    memcpy(chunk + 6 + 16384, "\r\n", 2);
    say(fd, "POST /api/v1/alarms HTTP/1.1\r\n" HEAD "Transfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 17; i++)
        (void)!send(fd, chunk, 6 + 16384 + 2, MSG_NOSIGNAL);
    say(fd, "0\r\n\r\n");
    hear(fd, &got, "too-large");
    T(has(&got, "HTTP/1.1 413 "));
    close(fd);
    /* One that never ends is cut off. */
    fd = dial();
    say(fd, "POST /api/v1/alarms HTTP/1.1\r\n" HEAD "Transfer-Encoding: chunked\r\n\r\n");
    ssize_t n = 0;
    for (int i = 0; i < 20000 && n >= 0; i++)
        n = send(fd, chunk, 6 + 16384 + 2, MSG_NOSIGNAL);
    T(n < 0);
    close(fd);
    buf_release(&got);
}

static void test_framing__ambiguous_is_refused(void)
{
    int before = atomic_load(&rec.calls);
    by_hand("POST /api/v1/alarms HTTP/1.1\r\n" HEAD
            "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "HTTP/1.1 400 ", false);
    by_hand("POST /api/v1/alarms HTTP/1.1\r\n" HEAD
            "Content-Length: 5\r\nContent-Length: 6\r\n\r\n12345",
            "HTTP/1.1 400 ", false);
    by_hand("POST /api/v1/alarms HTTP/1.1\r\n" HEAD "Transfer-Encoding: gzip, chunked\r\n\r\n",
            "HTTP/1.1 400 ", false);
    by_hand("POST /api/v1/alarms HTTP/1.1\r\n" HEAD "Content-Length: -5\r\n\r\n", "HTTP/1.1 400 ",
            false);
    by_hand("GET /healthz HTTP/1.1\r\n\r\n", "HTTP/1.1 400 ", false);
    by_hand("GET http://other/healthz HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 404 ", false);
    T_EQ(atomic_load(&rec.calls), before);
}

static void test_metrics__own_and_the_cores(void)
{
    T(expect("GET", "/metrics", NULL, NULL, 200, "core.metrics|", NULL));
    T(expect("GET", "/metrics", NULL, NULL, 200,
             "markaz_http_requests_total{route=\"core.health\",status=\"200\"} ", NULL));
    T(expect("GET", "/metrics", NULL, NULL, 200,
             "markaz_http_requests_total{route=\"alarm.send\",status=\"413\"} ", NULL));
    T(expect("GET", "/metrics", NULL, NULL, 200, "markaz_http_request_seconds_bucket{le=\"+Inf\"} ",
             NULL));
    /* Nothing is held once all is answered, and the ends of those who went away have been noticed. */
    bool none = false;
    for (int i = 0; i < 6000 && !none; i++) {
        struct reply a = ask("GET", "/metrics", NULL, STR_NONE);
        none = has(&a.body, "\nmarkaz_http_body_bytes 0\n");
        reply_free(&a);
        usleep(10000);
    }
    T(none);
}

static void test_local__socket(void)
{
    struct stat st;
    char path[4200];
    struct reply a;
    (void)snprintf(path, sizeof path, "%s/control.sock", rec.dir);
    T_REQUIRE(stat(path, &st) == 0);
    T_EQ(st.st_mode & 0777, 0600);
    CURL *c = curl_easy_init();
    ask_setup(c, "POST", "/api/v1/verify?later=1", &a);
    curl_easy_setopt(c, CURLOPT_UNIX_SOCKET_PATH, rec_socket());
    curl_easy_setopt(c, CURLOPT_POSTFIELDS, "");
    ask_run(c, &a);
    T_EQ(a.status, 200);
    T(has(&a.body, "core.verify|local|||later=1|0|local|1|"));
    reply_free(&a);
    ask_setup(c, "POST", "/api/v1/verify?rc=8", &a);
    ask_run(c, &a);
    T_EQ(a.status, 500);
    T(has(&a.body, "refused as asked"));
    reply_free(&a);
    curl_easy_cleanup(c);
}

int main(void)
{
    log_set_level((enum log_level)(LOG_ERROR + 1));
    curl_global_init(CURL_GLOBAL_ALL);
    rec_init();
    rec_set("http", "body_max", "256K");
    rec_set("http", "public_url", "https://centre.example");
    rec_start();
    T_RUN(test_call__what_the_host_is_given);
    T_RUN(test_call__codes_become_statuses);
    T_RUN(test_call__security_headers_on_everything);
    T_RUN(test_routes__unknown_and_other_methods);
    T_RUN(test_guard__denies_by_default);
    T_RUN(test_guard__csrf);
    T_RUN(test_cookie__set_and_cleared);
    T_RUN(test_body__sizes_and_limits);
    T_RUN(test_body__in_pieces);
    T_RUN(test_body__refused_early_or_swallowed);
    T_RUN(test_body__chunked_over_the_limit);
    T_RUN(test_framing__ambiguous_is_refused);
    T_RUN(test_metrics__own_and_the_cores);
    T_RUN(test_local__socket);
    rec_stop();
    curl_global_cleanup();
    return t_end();
}
