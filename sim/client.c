/* SPDX-License-Identifier: Apache-2.0 */
#include "client.h"

#include <curl/curl.h>

#include "base/log.h"
#include "base/mem.h"

#define CALL_SECONDS 15L
#define STREAM_SILENT_S 6L /* the centre ticks every 2 s */

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
    bool busy;
};

struct client {
    CURLM *multi;
    char *url, *cacert;
    const volatile sig_atomic_t *stop;
    struct line *lines[CLIENT_CALLS_MAX];
    unsigned line_n, running;
};

struct client *client_new(const char *url, const char *cacert, const volatile sig_atomic_t *stop)
{
    struct client *c = mem_alloc(sizeof(*c));
    CURLcode rc = curl_global_init(CURL_GLOBAL_DEFAULT);
    must(rc == CURLE_OK);
    c->multi = curl_multi_init();
    must(c->multi);
    curl_multi_setopt(c->multi, CURLMOPT_MAXCONNECTS, 256L);
    struct str u = str_c(url);
    while (str_ends(u, STR("/")))
        u.n--;
    c->url = str_dup(u);
    c->cacert = cacert ? str_dup(str_c(cacert)) : NULL;
    c->stop = stop;
    return c;
}

void client_free(struct client *c)
{
    if (!c)
        return;
    for (unsigned i = 0; i < c->line_n; i++) {
        struct line *l = c->lines[i];
        if (l->busy)
            curl_multi_remove_handle(c->multi, l->curl);
        curl_easy_cleanup(l->curl);
        curl_slist_free_all(l->headers);
        buf_release(&l->sent);
        buf_release(&l->got);
        free(l);
    }
    curl_multi_cleanup(c->multi);
    curl_global_cleanup();
    free(c->url);
    free(c->cacert);
    free(c);
}

static size_t on_bytes(char *p, size_t size, size_t n, void *user)
{
    struct line *l = user;
    buf_put(&l->got, p, size * n);
    return buf_ok(&l->got) ? size * n : 0;
}

static struct line *free_line(struct client *c)
{
    for (unsigned i = 0; i < c->line_n; i++)
        if (!c->lines[i]->busy)
            return c->lines[i];
    if (c->line_n == CLIENT_CALLS_MAX)
        return NULL;
    struct line *l = mem_alloc(sizeof(*l));
    l->client = c;
    l->curl = curl_easy_init();
    must(l->curl);
    buf_init(&l->sent, 16u << 20);
    buf_init(&l->got, CLIENT_REPLY_MAX);
    c->lines[c->line_n++] = l;
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
    CURLMcode rc = curl_multi_add_handle(l->client->multi, l->curl);
    must(rc == CURLM_OK);
    l->busy = true;
    l->client->running++;
}

bool client_send(struct client *c, const struct client_call *call)
{
    struct line *l = free_line(c);
    if (!l)
        return false;
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
    struct line *l = free_line(c);
    if (!l)
        return 0;
    prepare(l, listen->path, listen->token);
    add_header(l, "Accept", "text/event-stream");
    if (listen->last_id && *listen->last_id)
        add_header(l, "Last-Event-ID", listen->last_id);
    curl_easy_setopt(l->curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(l->curl, CURLOPT_LOW_SPEED_TIME, STREAM_SILENT_S);
    l->bytes = listen->bytes;
    l->ended = listen->ended;
    l->user = listen->user;
    start(l);
    for (unsigned i = 0; i < c->line_n; i++)
        if (c->lines[i] == l)
            return i + 1;
    return 0;
}

static void finish(struct line *l)
{
    curl_multi_remove_handle(l->client->multi, l->curl);
    l->busy = false;
    l->client->running--;
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
    for (unsigned i = 0; i < c->line_n; i++)
        if (c->lines[i]->busy && c->lines[i]->bytes && c->lines[i]->got.n)
            deliver(c->lines[i]);
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

void client_run(struct client *c, int ms)
{
    int still = 0;
    curl_multi_perform(c->multi, &still);
    if (ms > 0)
        curl_multi_poll(c->multi, NULL, 0, ms, NULL);
    curl_multi_perform(c->multi, &still);
    deliver_all(c);
    int left = 0;
    for (CURLMsg *msg = curl_multi_info_read(c->multi, &left); msg;
         msg = curl_multi_info_read(c->multi, &left)) {
        char *private = NULL;
        CURLcode result = msg->data.result;
        curl_easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE, &private);
        report((struct line *)(void *)private, result);
    }
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
