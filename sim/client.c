/* SPDX-License-Identifier: Apache-2.0 */
#include "client.h"

#include <curl/curl.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"

#define CALL_SECONDS 15L
#define STREAM_SILENT_S 6L  /* the centre ticks every 2 s */
#define STREAM_BUFFER 2048L /* bytes kept for each open stream */
#define EVENTS 512
#define CALLS_KEPT 256 /* connections kept open for calls */

struct line { /* one easy handle, used again and again */
    struct client *client;
    CURL *curl;
    struct curl_slist *headers;
    struct buf sent, got;
    void (*done)(void *user, const struct client_reply *reply);
    bool (*bytes)(void *user, struct str bytes);
    void (*ended)(void *user, long status);
    void *user;
    char error[CURL_ERROR_SIZE];
    unsigned number;    /* place in client.lines, from 1 */
    bool busy, heard;   /* heard: in client.heard */
    struct line *spare; /* next that is free */
    struct line *next;  /* next that was heard */
};

struct pool { /* calls, or streams */
    CURLM *multi;
    struct client *client;
    usec_t due; /* steady: when curl wants to be woken; INT64_MAX: it does not */
    unsigned running;
};

enum { CALLS, STREAMS, POOLS };

struct client {
    struct pool pools[POOLS];
    int epoll;
    char *url, *cacert;
    const volatile sig_atomic_t *stop;
    struct line **lines;
    unsigned line_n, line_cap;
    struct line *spare, *heard;
};

/* curl tells which descriptors it wants watched, and for what. */
static int on_socket(CURL *easy, curl_socket_t fd, int what, void *user, void *of_socket)
{
    UNUSED(easy);
    UNUSED(of_socket);
    const struct pool *p = user;
    struct client *c = p->client;
    uint64_t index = (uint64_t)(p - c->pools);
    struct epoll_event ev = {.data.u64 = index << 32 | (uint32_t)fd};
    if (what == CURL_POLL_REMOVE) {
        (void)epoll_ctl(c->epoll, EPOLL_CTL_DEL, fd, &ev);
        return 0;
    }
    ev.events = ((what & CURL_POLL_IN) != 0 ? (uint32_t)EPOLLIN : 0) |
                ((what & CURL_POLL_OUT) != 0 ? (uint32_t)EPOLLOUT : 0);
    if (epoll_ctl(c->epoll, EPOLL_CTL_MOD, fd, &ev) != 0)
        (void)epoll_ctl(c->epoll, EPOLL_CTL_ADD, fd, &ev);
    return 0;
}

static int on_timer(CURLM *multi, long ms, void *user)
{
    UNUSED(multi);
    struct pool *p = user;
    p->due = ms < 0 ? INT64_MAX : clock_steady() + ms * USEC_MS;
    return 0;
}

static void open_pool(struct client *c, struct pool *p)
{
    p->client = c;
    p->due = INT64_MAX;
    p->multi = curl_multi_init();
    must(p->multi);
    curl_multi_setopt(p->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    curl_multi_setopt(p->multi, CURLMOPT_SOCKETDATA, p);
    curl_multi_setopt(p->multi, CURLMOPT_TIMERFUNCTION, on_timer);
    curl_multi_setopt(p->multi, CURLMOPT_TIMERDATA, p);
}

struct client *client_new(const char *url, const char *cacert, const volatile sig_atomic_t *stop)
{
    struct client *c = mem_alloc(sizeof(*c));
    CURLcode rc = curl_global_init(CURL_GLOBAL_DEFAULT);
    must(rc == CURLE_OK);
    c->epoll = epoll_create1(EPOLL_CLOEXEC);
    must(c->epoll >= 0);
    for (unsigned i = 0; i < POOLS; i++)
        open_pool(c, &c->pools[i]);
    curl_multi_setopt(c->pools[CALLS].multi, CURLMOPT_MAXCONNECTS, (long)CALLS_KEPT);
    struct str u = str_c(url);
    while (str_ends(u, STR("/")))
        u.n--;
    c->url = str_dup(u);
    c->cacert = cacert ? str_dup(str_c(cacert)) : NULL;
    c->stop = stop;
    return c;
}

static struct pool *pool_of(const struct line *l)
{
    return &l->client->pools[l->bytes ? STREAMS : CALLS];
}

void client_free(struct client *c)
{
    if (!c)
        return;
    for (unsigned i = 0; i < c->line_n; i++) {
        struct line *l = c->lines[i];
        if (l->busy)
            curl_multi_remove_handle(pool_of(l)->multi, l->curl);
        curl_easy_cleanup(l->curl);
        curl_slist_free_all(l->headers);
        buf_release(&l->sent);
        buf_release(&l->got);
        free(l);
    }
    for (unsigned i = 0; i < POOLS; i++)
        curl_multi_cleanup(c->pools[i].multi);
    curl_global_cleanup();
    close(c->epoll);
    free((void *)c->lines);
    free(c->url);
    free(c->cacert);
    free(c);
}

bool client_room(const struct client *c)
{
    return c->pools[CALLS].running < CALLS_KEPT;
}

unsigned client_streams(const struct client *c)
{
    return c->pools[STREAMS].running;
}

static size_t on_bytes(char *p, size_t size, size_t n, void *user)
{
    struct line *l = user;
    buf_put(&l->got, p, size * n);
    if (l->bytes && !l->heard) {
        l->heard = true;
        l->next = l->client->heard;
        l->client->heard = l;
    }
    return buf_ok(&l->got) ? size * n : 0;
}

static struct line *free_line(struct client *c)
{
    struct line *l = c->spare;
    if (l) {
        c->spare = l->spare;
        return l;
    }
    if (c->line_n == c->line_cap) {
        c->line_cap = c->line_cap ? 2 * c->line_cap : 256;
        c->lines = mem_resize((void *)c->lines, c->line_cap, sizeof(struct line *));
    }
    l = mem_alloc(sizeof(*l));
    l->client = c;
    l->curl = curl_easy_init();
    must(l->curl);
    buf_init(&l->sent, 16u << 20);
    buf_init(&l->got, CLIENT_REPLY_MAX);
    c->lines[c->line_n++] = l;
    l->number = c->line_n;
    return l;
}

static void add_header(struct line *l, const char *name, const char *value)
{
    char text[512];
    int n = snprintf(text, sizeof(text), "%s: %s", name, value);
    must(n > 0 && (size_t)n < sizeof(text));
    struct curl_slist *more = curl_slist_append(l->headers, text);
    must(more);
    l->headers = more;
}

static void prepare(struct line *l, const char *path, const char *token)
{
    struct client *c = l->client;
    char url[1024], bearer[256];
    int n = snprintf(url, sizeof(url), "%s%s", c->url, path);
    must(n > 0 && (size_t)n < sizeof(url));
    curl_easy_reset(l->curl); /* keeps the connections */
    curl_slist_free_all(l->headers);
    l->headers = NULL;
    buf_clear(&l->sent);
    buf_clear(&l->got);
    l->done = NULL;
    l->bytes = NULL;
    l->ended = NULL;
    l->error[0] = '\0';
    if (token) {
        n = snprintf(bearer, sizeof(bearer), "Bearer %s", token);
        must(n > 0 && (size_t)n < sizeof(bearer));
        add_header(l, "Authorization", bearer);
    }
    add_header(l, "Expect", "");
    curl_easy_setopt(l->curl, CURLOPT_URL, url);
    curl_easy_setopt(l->curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(l->curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(l->curl, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(l->curl, CURLOPT_CONNECTTIMEOUT, 5L);
    curl_easy_setopt(l->curl, CURLOPT_WRITEFUNCTION, on_bytes);
    curl_easy_setopt(l->curl, CURLOPT_WRITEDATA, l);
    curl_easy_setopt(l->curl, CURLOPT_PRIVATE, l);
    curl_easy_setopt(l->curl, CURLOPT_ERRORBUFFER, l->error);
    curl_easy_setopt(l->curl, CURLOPT_TCP_KEEPALIVE, 1L);
    if (c->cacert)
        curl_easy_setopt(l->curl, CURLOPT_CAINFO, c->cacert);
}

static void start(struct line *l)
{
    curl_easy_setopt(l->curl, CURLOPT_HTTPHEADER, l->headers);
    struct pool *p = pool_of(l);
    l->busy = true;
    p->running++;
    CURLMcode rc = curl_multi_add_handle(p->multi, l->curl);
    must(rc == CURLM_OK);
}

bool client_send(struct client *c, const struct client_call *call)
{
    if (c->pools[CALLS].running == CLIENT_CALLS_MAX)
        return false;
    struct line *l = free_line(c);
    prepare(l, call->path, call->token);
    if (call->type)
        add_header(l, "Content-Type", call->type);
    curl_easy_setopt(l->curl, CURLOPT_TIMEOUT, CALL_SECONDS);
    if (strcmp(call->method, "GET") != 0) {
        buf_puts(&l->sent, call->body);
        must(buf_ok(&l->sent));
        curl_easy_setopt(l->curl, CURLOPT_POST, 1L);
        curl_easy_setopt(l->curl, CURLOPT_POSTFIELDS, l->sent.p ? l->sent.p : "");
        curl_easy_setopt(l->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)l->sent.n);
        curl_easy_setopt(l->curl, CURLOPT_CUSTOMREQUEST, call->method);
    }
    l->done = call->done;
    l->user = call->user;
    start(l);
    return true;
}

unsigned client_listen(struct client *c, const struct client_listen *listen)
{
    if (c->pools[STREAMS].running == CLIENT_STREAMS_MAX)
        return 0;
    struct line *l = free_line(c);
    prepare(l, listen->path, listen->token);
    add_header(l, "Accept", "text/event-stream");
    if (listen->last_id && *listen->last_id)
        add_header(l, "Last-Event-ID", listen->last_id);
    curl_easy_setopt(l->curl, CURLOPT_BUFFERSIZE, STREAM_BUFFER);
    curl_easy_setopt(l->curl, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(l->curl, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(l->curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(l->curl, CURLOPT_LOW_SPEED_TIME, STREAM_SILENT_S);
    l->bytes = listen->bytes;
    l->ended = listen->ended;
    l->user = listen->user;
    start(l);
    return l->number;
}

static void finish(struct line *l)
{
    struct pool *p = pool_of(l);
    curl_multi_remove_handle(p->multi, l->curl);
    l->busy = false;
    p->running--;
    l->spare = l->client->spare;
    l->client->spare = l;
}

void client_hang_up(struct client *c, unsigned number)
{
    if (number > 0 && number <= c->line_n && c->lines[number - 1]->busy)
        finish(c->lines[number - 1]);
}

/*
 * What streams brought is handed on out here, because curl allows no new call inside its own
 * callbacks.
 */
static void deliver(struct line *l)
{
    long status = 0;
    curl_easy_getinfo(l->curl, CURLINFO_RESPONSE_CODE, &status);
    size_t n = 0;
    char *bytes = buf_take(&l->got, &n);
    bool go_on = status != 200 || l->bytes(l->user, (struct str){bytes, n});
    free(bytes);
    if (go_on || !l->busy)
        return;
    finish(l);
    l->ended(l->user, status);
}

static void deliver_all(struct client *c)
{
    struct line *l = c->heard;
    c->heard = NULL;
    while (l) {
        struct line *next = l->next;
        l->heard = false;
        if (l->busy && l->bytes && l->got.n)
            deliver(l);
        l = next;
    }
}

static void report(struct line *l, CURLcode result)
{
    long status = 0;
    curl_easy_getinfo(l->curl, CURLINFO_RESPONSE_CODE, &status);
    finish(l);
    if (l->ended) {
        l->ended(l->user, status);
        return;
    }
    struct client_reply reply = {.status = status};
    char why[CURL_ERROR_SIZE];
    if (result != CURLE_OK) {
        reply.status = 0;
        str_copy(why, sizeof(why), str_c(l->error[0] ? l->error : curl_easy_strerror(result)));
        reply.why = why;
    }
    size_t n = 0;
    char *body = buf_take(&l->got, &n); /* the line may be used again inside done */
    reply.body = (struct str){body, n};
    if (l->done)
        l->done(l->user, &reply);
    free(body);
}

static void report_all(struct pool *p)
{
    int left = 0;
    for (CURLMsg *msg = curl_multi_info_read(p->multi, &left); msg;
         msg = curl_multi_info_read(p->multi, &left)) {
        char *private = NULL;
        CURLcode result = msg->data.result;
        curl_easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE, &private);
        report((struct line *)(void *)private, result);
    }
}

static void take_events(struct client *c, int ms)
{
    struct epoll_event events[EVENTS];
    int n = epoll_wait(c->epoll, events, EVENTS, ms), still = 0;
    for (int i = 0; i < n; i++) {
        struct pool *p = &c->pools[events[i].data.u64 >> 32];
        uint32_t e = events[i].events;
        int what = ((e & (EPOLLIN | EPOLLHUP)) != 0 ? CURL_CSELECT_IN : 0) |
                   ((e & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0) |
                   ((e & EPOLLERR) != 0 ? CURL_CSELECT_ERR : 0);
        curl_multi_socket_action(p->multi, (curl_socket_t)(uint32_t)events[i].data.u64, what,
                                 &still);
    }
}

void client_run(struct client *c, int ms)
{
    usec_t now = clock_steady(), wait = (usec_t)ms * USEC_MS;
    int still = 0;
    for (unsigned i = 0; i < POOLS; i++)
        if (c->pools[i].due < now + wait)
            wait = c->pools[i].due > now ? c->pools[i].due - now : 0;
    take_events(c, (int)((wait + USEC_MS - 1) / USEC_MS));
    now = clock_steady();
    for (unsigned i = 0; i < POOLS; i++)
        if (c->pools[i].due <= now) {
            c->pools[i].due = INT64_MAX;
            curl_multi_socket_action(c->pools[i].multi, CURL_SOCKET_TIMEOUT, 0, &still);
        }
    deliver_all(c);
    for (unsigned i = 0; i < POOLS; i++)
        report_all(&c->pools[i]);
}

struct asked {
    struct buf *body;
    long status;
    bool over;
};

static void on_asked(void *user, const struct client_reply *reply)
{
    struct asked *a = user;
    a->status = reply->status;
    a->over = true;
    buf_clear(a->body);
    if (reply->status)
        buf_puts(a->body, reply->body);
    else
        log_debug("client", "%s", reply->why);
}

long client_ask(struct client *c, const struct client_call *call, struct buf *body)
{
    struct asked asked = {.body = body};
    struct client_call mine = *call;
    mine.done = on_asked;
    mine.user = &asked;
    if (!client_send(c, &mine))
        return 0;
    while (!asked.over && !*c->stop)
        client_run(c, 100);
    for (unsigned i = 0; i < c->line_n && !asked.over; i++)
        if (c->lines[i]->busy && c->lines[i]->user == &asked)
            finish(c->lines[i]);
    return asked.over ? asked.status : 0;
}
