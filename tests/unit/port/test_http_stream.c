/* SPDX-License-Identifier: Apache-2.0 */
/* Server-Sent Events: nothing is missed between reading and sleeping, and every end is an end. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "port/http/http.h"

#include "unit/port/recorder.h"

struct reader {
    pthread_t thread;
    struct buf got;
    _Atomic size_t n;
    _Atomic int slow; /* ms before each piece is taken */
    _Atomic bool leave;
    CURLcode code;
    long status;
    const char *path, *header;
    struct reply a;
};

static size_t on_data(char *p, size_t size, size_t n, void *arg)
{
    struct reader *r = arg;
    buf_put(&r->got, p, size * n);
    atomic_store(&r->n, r->got.n);
    int slow = atomic_load(&r->slow);
    if (slow > 0)
        usleep((useconds_t)slow * 1000);
    return atomic_load(&r->leave) ? 0 : size * n;
}

/* However much room a machine gives a connection by itself: what is not read must soon wait at its source. */
static int little_room(void *arg, curl_socket_t fd, curlsocktype purpose)
{
    const int room = 200000;
    UNUSED(arg);
    UNUSED(purpose);
    bool ok = setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room) == 0;
    return ok ? CURL_SOCKOPT_OK : CURL_SOCKOPT_ERROR;
}

static void *read_stream(void *arg)
{
    struct reader *r = arg;
    CURL *c = curl_easy_init();
    struct curl_slist *list = curl_slist_append(NULL, ALL);
    if (r->header != NULL)
        list = curl_slist_append(list, r->header);
    ask_setup(c, "GET", r->path, &r->a);
    curl_easy_setopt(c, CURLOPT_HTTPHEADER, list);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_data);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, r);
    curl_easy_setopt(c, CURLOPT_SOCKOPTFUNCTION, little_room);
    ask_run(c, &r->a);
    r->status = r->a.status;
    curl_slist_free_all(list);
    curl_easy_cleanup(c);
    return NULL;
}

static void reader_start(struct reader *r, const char *path, const char *header)
{
    *r = (struct reader){.path = path, .header = header};
    buf_init(&r->got, 64u << 20);
    T_REQUIRE(pthread_create(&r->thread, NULL, read_stream, r) == 0);
}

static void reader_join(struct reader *r)
{
    T_REQUIRE(pthread_join(r->thread, NULL) == 0);
    reply_free(&r->a);
}

static void test_stream__opens_and_ends(void)
{
    struct reader r;
    int opened = atomic_load(&rec.streams_opened), closed = atomic_load(&rec.streams_closed);
    reader_start(&r, "/api/v1/stream?topics=alarm", "Last-Event-ID: j:17");
    WAIT_FOR(atomic_load(&rec.streams_opened) == opened + 1);
    pthread_mutex_lock(&rec.lock);
    T_STRC(str_c(rec.streams->last_id), "j:17");
    pthread_mutex_unlock(&rec.lock);
    rec_push("data: one\n\n");
    WAIT_FOR(atomic_load(&r.n) == 11);
    usleep(50000);
    rec_push("data: two\n\n");
    WAIT_FOR(atomic_load(&r.n) == 22);
    rec_push(NULL);
    T_REQUIRE(pthread_join(r.thread, NULL) == 0);
    T_EQ(r.a.code, CURLE_OK);
    T_EQ(r.status, 200);
    T_STRC(buf_str(&r.got), "data: one\n\ndata: two\n\n");
    T(has(&r.a.head, "Content-Type: text/event-stream"));
    T(has(&r.a.head, "Cache-Control: no-store"));
    T(has(&r.a.head, "Content-Security-Policy: "));
    WAIT_FOR(atomic_load(&rec.streams_closed) == closed + 1);
    buf_release(&r.got);
    reply_free(&r.a);
}

static void test_stream__refused(void)
{
    int opened = atomic_load(&rec.streams_opened);
    T(expect("GET", "/api/v1/stream", NULL, NULL, 401, NULL, NULL));
    T(expect("GET", "/api/v1/stream", "Authorization: Bearer camera", NULL, 403, NULL, NULL));
    T(expect("GET", "/api/v1/stream?busy", ALL, NULL, 503, "too many streams", "Retry-After: 1"));
    T(expect("POST", "/api/v1/stream", ALL, "x", 405, NULL, "Allow: GET"));
    T_EQ(atomic_load(&rec.streams_opened), opened);
}

static void *pusher(void *arg)
{
    int n = (int)(intptr_t)arg;
    uint64_t rnd = t_seed() + (uint64_t)n;
    for (int i = 0; i < n; i++) {
        char text[64];
        (void)snprintf(text, sizeof text, "data: %07d\n\n", i);
        rec_push(text);
        /* All rates, from a burst to slower than the sleep. */
        if (t_rand(&rnd) % 4 == 0)
            usleep((useconds_t)(t_rand(&rnd) % 300));
    }
    return NULL;
}

static bool in_order(const struct buf *b, int n)
{
    if (b->n != (size_t)n * 15)
        return false;
    for (int i = 0; i < n; i++) {
        char text[64];
        (void)snprintf(text, sizeof text, "data: %07d\n\n", i);
        if (memcmp(b->p + i * 15, text, 15) != 0)
            return false;
    }
    return true;
}

/* A lost wake would leave a reader short for ever: nothing else wakes it here. */
static void test_stream__no_wake_is_lost(void)
{
    enum { READERS = 24, N = 3000 };
    static struct reader r[READERS];
    pthread_t push;
    int opened = atomic_load(&rec.streams_opened), closed = atomic_load(&rec.streams_closed);
    for (int i = 0; i < READERS; i++)
        reader_start(&r[i], "/api/v1/stream", NULL);
    WAIT_FOR(atomic_load(&rec.streams_opened) == opened + READERS);
    T_REQUIRE(pthread_create(&push, NULL, pusher, (void *)(intptr_t)N) == 0);
    T_REQUIRE(pthread_join(push, NULL) == 0);
    for (int i = 0; i < READERS; i++)
        WAIT_FOR(atomic_load(&r[i].n) >= (size_t)N * 15);
    rec_push(NULL);
    for (int i = 0; i < READERS; i++) {
        reader_join(&r[i]);
        T(in_order(&r[i].got, N));
        buf_release(&r[i].got);
    }
    WAIT_FOR(atomic_load(&rec.streams_closed) == closed + READERS);
}

/*
 * One reader that dawdles stops neither the others nor takes our memory: the rest stays at its
 * source.
 */
static void test_stream__slow_reader(void)
{
    struct reader slow, quick;
    char *text = mem_alloc((1u << 20) + 1);
    int opened = atomic_load(&rec.streams_opened), closed = atomic_load(&rec.streams_closed);
    memset(text, 'x', 1u << 20);
    reader_start(&slow, "/api/v1/stream", NULL);
    reader_start(&quick, "/api/v1/stream", NULL);
    atomic_store(&slow.slow, 50);
    WAIT_FOR(atomic_load(&rec.streams_opened) == opened + 2);
    for (int i = 0; i < 16; i++)
        rec_push(text);
    WAIT_FOR(atomic_load(&quick.n) == 16u << 20);
    size_t left = 0;
    pthread_mutex_lock(&rec.lock);
    for (struct stream *s = rec.streams; s != NULL; s = s->next) {
        pthread_mutex_lock(&s->lock);
        left += s->out.n - s->at;
        pthread_mutex_unlock(&s->lock);
    }
    pthread_mutex_unlock(&rec.lock);
    T(left > 1u << 20);
    atomic_store(&slow.slow, 0);
    rec_push(NULL);
    reader_join(&slow);
    reader_join(&quick);
    T_EQ(slow.got.n, 16 << 20);
    WAIT_FOR(atomic_load(&rec.streams_closed) == closed + 2);
    buf_release(&slow.got);
    buf_release(&quick.got);
    free(text);
}

/* A connection of its own, with little room for what is not read. */
static int connect_raw(void)
{
    struct str port = str_c(rec.url);
    while (memchr(port.p, ':', port.n) != NULL)
        (void)str_cut(&port, ':');
    int64_t number = 0;
    T_REQUIRE(str_i64(port, &number));
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons((uint16_t)number)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), small = 4096;
    in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    T_REQUIRE(fd >= 0);
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    T_REQUIRE(connect(fd, (const struct sockaddr *)&in, sizeof in) == 0);
    return fd;
}

/* One that is there and takes nothing, as a tablet that fell asleep: it is let go, and so is not taken for one that listens. */
static void test_stream__who_takes_nothing_is_let_go(void)
{
    static const char ask[] = "GET /api/v1/stream HTTP/1.1\r\nHost: x\r\n" ALL "\r\n\r\n";
    char *text = mem_alloc((8u << 20) + 1);
    struct reader awake;
    int opened = atomic_load(&rec.streams_opened), closed = atomic_load(&rec.streams_closed);
    int fd = connect_raw();
    T_REQUIRE(write(fd, ask, sizeof ask - 1) == (ssize_t)(sizeof ask - 1));
    reader_start(&awake, "/api/v1/stream", NULL);
    WAIT_FOR(atomic_load(&rec.streams_opened) == opened + 2);
    memset(text, 'x', 8u << 20);
    rec_push(text);
    WAIT_FOR(atomic_load(&awake.n) == 8u << 20);
    for (int i = 0; i < 1800 && atomic_load(&rec.streams_closed) == closed; i++)
        usleep(100000);
    T_EQ(atomic_load(&rec.streams_closed), closed + 1);
    rec_push("data: still here\n\n"); /* who has taken all may be silent as long as it likes */
    WAIT_FOR(atomic_load(&awake.n) == (8u << 20) + 18);
    rec_push(NULL);
    reader_join(&awake);
    WAIT_FOR(atomic_load(&rec.streams_closed) == closed + 2);
    buf_release(&awake.got);
    free(text);
    (void)close(fd);
}

/* Readers that leave are noticed at the next thing sent, while pushes go on. */
static void test_stream__readers_come_and_go(void)
{
    int opened = atomic_load(&rec.streams_opened), closed = atomic_load(&rec.streams_closed);
    for (int round = 0; round < 4; round++) {
        static struct reader r[16];
        for (int i = 0; i < 16; i++) {
            reader_start(&r[i], "/api/v1/stream", NULL);
            atomic_store(&r[i].leave, true);
        }
        WAIT_FOR(atomic_load(&rec.streams_opened) == opened + 16 * (round + 1));
        for (int i = 0; i < 30000 && atomic_load(&rec.streams_closed) < closed + 16 * (round + 1);
             i++) {
            rec_push("data: x\n\n");
            usleep(2000);
        }
        T_EQ(atomic_load(&rec.streams_closed), closed + 16 * (round + 1));
        for (int i = 0; i < 16; i++) {
            reader_join(&r[i]);
            buf_release(&r[i].got);
        }
    }
}

static void test_stream__drain_ends_all(void)
{
    static struct reader r[8];
    int opened = atomic_load(&rec.streams_opened);
    for (int i = 0; i < 8; i++)
        reader_start(&r[i], "/api/v1/stream", NULL);
    WAIT_FOR(atomic_load(&rec.streams_opened) == opened + 8);
    rec_push("data: last\n\n");
    for (int i = 0; i < 8; i++)
        WAIT_FOR(atomic_load(&r[i].n) == 12);
    port_http.drain(rec.port);
    for (int i = 0; i < 8; i++) {
        reader_join(&r[i]);
        T_EQ(r[i].a.code, CURLE_OK);
        buf_release(&r[i].got);
    }
    WAIT_FOR(atomic_load(&rec.streams_closed) == atomic_load(&rec.streams_opened));
}

/* Closed with sleeping and with busy readers. */
static void test_stream__close_at_once(void)
{
    for (int round = 0; round < 4; round++) {
        static struct reader r[8];
        rec_init();
        rec_start();
        for (int i = 0; i < 8; i++)
            reader_start(&r[i], "/api/v1/stream", NULL);
        WAIT_FOR(atomic_load(&rec.streams_opened) == 8);
        if (round % 2)
            rec_push("data: x\n\n");
        rec_stop();
        for (int i = 0; i < 8; i++) {
            reader_join(&r[i]);
            buf_release(&r[i].got);
        }
        T_EQ(atomic_load(&rec.streams_closed), 8);
    }
}

int main(void)
{
    log_set_level((enum log_level)(LOG_ERROR + 1));
    curl_global_init(CURL_GLOBAL_ALL);
    rec_init();
    rec_start();
    T_RUN(test_stream__opens_and_ends);
    T_RUN(test_stream__refused);
    T_RUN(test_stream__no_wake_is_lost);
    T_RUN(test_stream__slow_reader);
    T_RUN(test_stream__who_takes_nothing_is_let_go);
    T_RUN(test_stream__readers_come_and_go);
    T_RUN(test_stream__drain_ends_all);
    rec_stop();
    T_RUN(test_stream__close_at_once);
    curl_global_cleanup();
    return t_end();
}
