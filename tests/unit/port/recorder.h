/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A port_host that records: what was called comes back in the answer, and the query says how to
 * answer (rc=N, later=MS, big=BYTES). With it a client over libcurl, on real sockets.
 */
#ifndef TESTS_UNIT_PORT_RECORDER_H
#define TESTS_UNIT_PORT_RECORDER_H

#include <curl/curl.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/log.h"
#include "base/mem.h"
#include "port/http/http.h"
#include "support/t.h"

#define REC_CSRF "csrf-of-the-session"

struct stream {
    pthread_mutex_t lock;
    struct buf out;
    size_t at;
    bool over;
    void (*wake)(void *);
    void *arg;
    struct stream *next;
    char last_id[64];
};

struct recorder {
    struct port_host host;
    struct settings settings;
    char dir[4096], url[300];
    struct port_state *port;
    pthread_mutex_t lock;
    pthread_cond_t more;
    struct call *first, **end; /* to be done later, by the worker */
    struct stream *streams;
    bool stop;
    pthread_t worker[2];
    _Atomic int calls, streams_closed, streams_opened;
    port_metrics_f *metrics;
    void *metrics_arg;
    pthread_mutex_t hold; /* held by a test: the worker waits before each done */
};

static struct recorder rec;

static void rec_answer(struct call *c)
{
    int64_t big = 0, rc = 0;
    if (str_i64(call_query(c, "rc"), &rc)) {
        c->rc = err_field(&c->err, (enum rc)rc, "plate", "refused as asked");
        return;
    }
    if (str_i64(call_query(c, "big"), &big)) {
        for (int64_t i = 0; i < big; i++)
            buf_putc(&c->answer, (char)('a' + i % 26));
        c->type = "text/plain";
        return;
    }
    struct sha256 sum = sha256_of(c->body, STR_NONE, STR_NONE);
    buf_printf(&c->answer, "%s|%s|%.*s|%.*s|%.*s|%zu|%s|%d|", c->route->command, c->who.id,
               STR_ARG(c->params[0]), STR_ARG(c->params[1]), STR_ARG(c->query), c->body.n,
               c->peer.n > 0 ? c->peer.p : "", c->secure);
    hex_put(&c->answer, sum.b, 4);
    if (c->route->id == ROUTE_CORE_METRICS)
        rec.metrics(rec.metrics_arg, &c->answer);
    if (c->route->id == ROUTE_ACCESS_SIGN_IN)
        must(str_copy(c->new_session, sizeof c->new_session, STR("new-cookie")));
    c->end_session = c->route->id == ROUTE_ACCESS_SIGN_OUT;
}

static void rec_call(const struct port_host *h, struct call *c)
{
    int64_t later;
    UNUSED(h);
    atomic_fetch_add(&rec.calls, 1);
    if (!str_i64(call_query(c, "later"), &later)) {
        rec_answer(c);
        c->done(c);
        return;
    }
    c->received = clock_steady() + later * USEC_MS;
    c->next = NULL;
    pthread_mutex_lock(&rec.lock);
    *rec.end = c;
    rec.end = &c->next;
    pthread_cond_signal(&rec.more);
    pthread_mutex_unlock(&rec.lock);
}

static void *rec_work(void *arg)
{
    UNUSED(arg);
    pthread_mutex_lock(&rec.lock);
    while (!rec.stop || rec.first != NULL) {
        struct call *c = rec.first;
        if (c == NULL) {
            pthread_cond_wait(&rec.more, &rec.lock);
            continue;
        }
        rec.first = c->next;
        if (rec.first == NULL)
            rec.end = &rec.first;
        pthread_mutex_unlock(&rec.lock);
        usec_t wait = c->received - clock_steady();
        if (wait > 0)
            usleep((useconds_t)wait);
        pthread_mutex_lock(&rec.hold);
        pthread_mutex_unlock(&rec.hold);
        rec_answer(c);
        c->done(c);
        pthread_mutex_lock(&rec.lock);
    }
    pthread_mutex_unlock(&rec.lock);
    return NULL;
}

static enum rc rec_session(const struct port_host *h, struct str cookie, struct principal *out,
                           struct err *e)
{
    UNUSED(h);
    if (!str_eqc(cookie, "good"))
        return err_set(e, RC_UNAUTHORIZED, "nobody is signed in here");
    must(str_copy(out->id, sizeof out->id, STR("user/U1")));
    must(str_copy(out->csrf, sizeof out->csrf, STR(REC_CSRF)));
    out->permissions = UINT64_MAX;
    return RC_OK;
}

static enum rc rec_token(const struct port_host *h, struct str token, struct principal *out,
                         struct err *e)
{
    UNUSED(h);
    if (!str_eqc(token, "all") && !str_eqc(token, "camera"))
        return err_set(e, RC_UNAUTHORIZED, "no such token");
    must(str_copy(out->id, sizeof out->id, STR("token/K1")));
    out->permissions = str_eqc(token, "all") ? UINT64_MAX : UINT64_C(1) << PERM_READS_SEND;
    return RC_OK;
}

static enum rc rec_stream_open(const struct port_host *h, const struct principal *who,
                               struct str query, struct str last_id, void (*wake)(void *),
                               void *arg, struct stream **out, struct err *e)
{
    UNUSED(h);
    UNUSED(who);
    if (str_eqc(query, "busy"))
        return err_set(e, RC_BUSY, "too many streams");
    struct stream *s = mem_alloc(sizeof *s);
    must(pthread_mutex_init(&s->lock, NULL) == 0);
    buf_init(&s->out, 64u << 20);
    (void)str_copy(s->last_id, sizeof s->last_id, last_id);
    s->wake = wake;
    s->arg = arg;
    pthread_mutex_lock(&rec.lock);
    s->next = rec.streams;
    rec.streams = s;
    pthread_mutex_unlock(&rec.lock);
    atomic_fetch_add(&rec.streams_opened, 1);
    *out = s;
    return RC_OK;
}

static int64_t rec_stream_read(struct stream *s, char *to, size_t max)
{
    pthread_mutex_lock(&s->lock);
    size_t n = s->out.n - s->at < max ? s->out.n - s->at : max;
    if (n > 0)
        memcpy(to, s->out.p + s->at, n);
    s->at += n;
    int64_t got = n > 0 ? (int64_t)n : s->over ? -1 : 0;
    pthread_mutex_unlock(&s->lock);
    return got;
}

static void rec_stream_close(struct stream *s)
{
    pthread_mutex_lock(&rec.lock);
    struct stream **at = &rec.streams;
    while (*at != s)
        at = &(*at)->next;
    *at = s->next;
    pthread_mutex_unlock(&rec.lock);
    buf_release(&s->out);
    pthread_mutex_destroy(&s->lock);
    free(s);
    atomic_fetch_add(&rec.streams_closed, 1);
}

/* Text for all open streams; NULL ends them. */
static inline void rec_push(const char *text)
{
    pthread_mutex_lock(&rec.lock);
    for (struct stream *s = rec.streams; s != NULL; s = s->next) {
        pthread_mutex_lock(&s->lock);
        if (text != NULL)
            buf_cat(&s->out, text);
        else
            s->over = true;
        pthread_mutex_unlock(&s->lock);
        s->wake(s->arg);
    }
    pthread_mutex_unlock(&rec.lock);
}

static void rec_metrics(const struct port_host *h, port_metrics_f *write, void *arg)
{
    UNUSED(h);
    rec.metrics = write;
    rec.metrics_arg = arg;
}

static bool rec_ready(const struct port_host *h)
{
    UNUSED(h);
    return true;
}

static void rec_set(const char *section, const char *key, const char *value)
{
    struct err e;
    T_REQUIRE(settings_set(&rec.settings, str_c(section), str_c(key), str_c(value), &e) == RC_OK);
}

/* Before rec_start; the settings may be changed in between. */
static inline void rec_init(void)
{
    memset(&rec, 0, sizeof rec);
    settings_init(&rec.settings);
    must(str_copy(rec.dir, sizeof rec.dir, str_c(t_tmpdir())));
    rec_set("store", "path", rec.dir);
    rec_set("http", "listen", "127.0.0.1:0");
    rec_set("http", "connections_max", "500");
    rec_set("web", "root", "/nonexistent");
    rec.host = (struct port_host){
        .magic = PORT_HOST_MAGIC,
        .settings = &rec.settings,
        .call = rec_call,
        .session = rec_session,
        .token = rec_token,
        .stream_open = rec_stream_open,
        .stream_read = rec_stream_read,
        .stream_close = rec_stream_close,
        .ready = rec_ready,
        .metrics = rec_metrics,
    };
    rec.end = &rec.first;
    must(pthread_mutex_init(&rec.lock, NULL) == 0 && pthread_mutex_init(&rec.hold, NULL) == 0);
    must(pthread_cond_init(&rec.more, NULL) == 0);
}

static inline void rec_start(void)
{
    struct err e;
    enum rc rc = port_http.open(&rec.port, &rec.host, &e);
    if (rc == RC_OK)
        rc = port_http.start(rec.port, &e);
    if (rc != RC_OK)
        printf("%s\n", e.detail);
    T_REQUIRE(rc == RC_OK);
    for (int i = 0; i < 2; i++)
        must(pthread_create(&rec.worker[i], NULL, rec_work, NULL) == 0);
    char path[4200];
    (void)snprintf(path, sizeof path, "%s/http.address", rec.dir);
    size_t n;
    char *text = t_file(path, &n);
    if (text != NULL)
        must(str_copy(rec.url, sizeof rec.url, str_trim(str_c(text))));
    free(text);
}

static inline void rec_stop(void)
{
    port_http.drain(rec.port);
    port_http.close(rec.port);
    pthread_mutex_lock(&rec.lock);
    rec.stop = true;
    pthread_cond_broadcast(&rec.more);
    pthread_mutex_unlock(&rec.lock);
    for (int i = 0; i < 2; i++)
        must(pthread_join(rec.worker[i], NULL) == 0);
    T(rec.streams == NULL);
}

/* A short name of the control socket: a longer path than 107 bytes is no address, however deep this tree lies. */
static inline const char *rec_socket(void)
{
    static char name[64];
    static int dir = -1;
    if (dir >= 0)
        (void)close(dir);
    dir = open(rec.dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
    must(dir >= 0);
    (void)snprintf(name, sizeof name, "/proc/self/fd/%d/control.sock", dir);
    return name;
}

/* ---- the client ---- */
struct reply {
    long status;
    CURLcode code;
    struct buf head, body;
};

static size_t keep(char *p, size_t size, size_t n, void *arg)
{
    buf_put(arg, p, size * n);
    return size * n;
}

static inline void reply_free(struct reply *a)
{
    buf_release(&a->head);
    buf_release(&a->body);
}

/* Options every request of these tests has. */
static inline void ask_setup(CURL *c, const char *method, const char *path, struct reply *out)
{
    char url[2048];
    (void)snprintf(url, sizeof url, "%s%s", rec.url[0] != '\0' ? rec.url : "http://local", path);
    curl_easy_setopt(c, CURLOPT_URL, url);
    curl_easy_setopt(c, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_TIMEOUT, 60L);
    curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, method);
    if (strcmp(method, "HEAD") == 0)
        curl_easy_setopt(c, CURLOPT_NOBODY, 1L);
    curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, keep);
    curl_easy_setopt(c, CURLOPT_HEADERDATA, &out->head);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, keep);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, &out->body);
    buf_init(&out->head, 1u << 20);
    buf_init(&out->body, 256u << 20);
}

static inline void ask_run(CURL *c, struct reply *out)
{
    out->code = curl_easy_perform(c);
    out->status = 0;
    curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &out->status);
}

/* headers: lines separated by "\n", or NULL. */
static inline struct reply ask(const char *method, const char *path, const char *headers,
                               struct str body)
{
    struct reply out;
    CURL *c = curl_easy_init();
    struct curl_slist *list = NULL;
    struct str rest = str_c(headers);
    ask_setup(c, method, path, &out);
    while (rest.n > 0) {
        char line[1024];
        must(str_copy(line, sizeof line, str_cut(&rest, '\n')));
        list = curl_slist_append(list, line);
    }
    curl_easy_setopt(c, CURLOPT_HTTPHEADER, list);
    if (body.p != NULL) {
        curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.n);
        curl_easy_setopt(c, CURLOPT_POSTFIELDS, body.p);
    }
    ask_run(c, &out);
    curl_slist_free_all(list);
    curl_easy_cleanup(c);
    return out;
}

static inline bool has(const struct buf *b, const char *text)
{
    return b->n > 0 && memmem(b->p, b->n, text, strlen(text)) != NULL;
}

/* Ask, compare the status, and say whether body and headers hold the texts (NULL: any). */
static inline bool expect(const char *method, const char *path, const char *headers,
                          const char *body, long status, const char *in_body, const char *in_head)
{
    struct reply a = ask(method, path, headers, str_c(body));
    bool ok = a.status == status && (in_body == NULL || has(&a.body, in_body)) &&
              (in_head == NULL || has(&a.head, in_head));
    if (!ok)
        printf("%s %s: %ld (curl %d) %.*s\n%.*s\n", method, path, a.status, (int)a.code,
               STR_ARG(buf_str(&a.body)), STR_ARG(buf_str(&a.head)));
    reply_free(&a);
    return ok;
}

#define ALL "Authorization: Bearer all"

/* Wait up to a minute. */
#define WAIT_FOR(cond) \
    do { \
        for (int wait_ = 0; wait_ < 6000 && !(cond); wait_++) \
            usleep(10000); \
        T(cond); \
    } while (0)

#endif
