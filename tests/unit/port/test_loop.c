/* SPDX-License-Identifier: Apache-2.0 */
#include "port/loop.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "support/t.h"

/* A port that answers each line with the same line, some of them after a call to the host. */
struct echo {
    struct port_loop *loop;
    struct port_host host;
    struct port_counts counts, datagrams;
    _Atomic int opened, closed, ticks, posts, answered;
    bool by_call;
    pthread_t worker;
    pthread_mutex_t lock;
    pthread_cond_t more;
    struct call *first; /* waits for the worker */
    bool held, stop;
};

static struct echo echo;

struct asked {
    struct port_call pc;
    uint64_t conn;
    char line[600];
};

static void opened(struct port_conn *c)
{
    T(port_conn_find(echo.loop, port_conn_id(c)) == c);
    T_STRC(port_conn_peer(c), "127.0.0.1");
    T_EQ(port_conn_name(c).n, 0);
    atomic_fetch_add(&echo.opened, 1);
}

static void closed(struct port_conn *c)
{
    T(port_conn_find(echo.loop, port_conn_id(c)) == NULL);
    atomic_fetch_add(&echo.closed, 1);
}

static void have_answer(struct port_call *pc)
{
    struct asked *a = (struct asked *)pc;
    struct port_conn *c = port_conn_find(echo.loop, a->conn);
    if (c != NULL) {
        port_conn_send(c, str_c(a->line));
        port_conn_settle(c);
    }
    atomic_fetch_add(&echo.answered, 1);
    call_release(&pc->call);
    free(a);
}

static void ask_host(struct port_conn *c, struct str line)
{
    struct asked *a = mem_alloc(sizeof *a);
    call_init(&a->pc.call);
    a->pc.done = have_answer;
    a->conn = port_conn_id(c);
    must(str_copy(a->line, sizeof a->line, line));
    port_conn_owe(c);
    port_loop_call(echo.loop, &echo.host, &a->pc);
}

static void input(struct port_conn *c)
{
    while (!port_conn_full(c)) {
        struct str all = port_conn_input(c);
        const char *end = all.n > 0 ? memchr(all.p, '\n', all.n) : NULL;
        if (end == NULL)
            return;
        struct str line = {all.p, (size_t)(end - all.p) + 1};
        size_t n = line.n;
        if (str_eqc(line, "bye\n"))
            port_conn_close(c);
        else if (echo.by_call)
            ask_host(c, line);
        else
            port_conn_send(c, line);
        port_conn_take(c, n);
    }
}

static void datagram(struct port_udp *u, void *arg, const struct port_peer *from, struct str bytes)
{
    char text[64];
    T(arg == &echo);
    port_peer_text(from, text);
    T_STRC(str_c(text), "127.0.0.1");
    port_udp_send(u, from, bytes);
}

static void host_call(const struct port_host *h, struct call *c)
{
    UNUSED(h);
    pthread_mutex_lock(&echo.lock);
    struct call **end = &echo.first;
    while (*end != NULL)
        end = &(*end)->next;
    *end = c;
    pthread_cond_signal(&echo.more);
    pthread_mutex_unlock(&echo.lock);
}

static void *work(void *arg)
{
    UNUSED(arg);
    pthread_mutex_lock(&echo.lock);
    while (!echo.stop || echo.first != NULL) {
        struct call *c = echo.held ? NULL : echo.first;
        if (c == NULL) {
            pthread_cond_wait(&echo.more, &echo.lock);
            continue;
        }
        echo.first = c->next;
        pthread_mutex_unlock(&echo.lock);
        c->done(c);
        pthread_mutex_lock(&echo.lock);
    }
    pthread_mutex_unlock(&echo.lock);
    return NULL;
}

static void hold(bool held)
{
    pthread_mutex_lock(&echo.lock);
    echo.held = held;
    pthread_cond_signal(&echo.more);
    pthread_mutex_unlock(&echo.lock);
}

static void tick(void *arg)
{
    atomic_fetch_add(&((struct echo *)arg)->ticks, 1);
}

static void begin(bool by_call, struct port_listen how)
{
    struct err e = {0};
    memset(&echo, 0, sizeof echo);
    echo.by_call = by_call;
    echo.host = (struct port_host){.magic = PORT_HOST_MAGIC, .call = host_call};
    must(pthread_mutex_init(&echo.lock, NULL) == 0 && pthread_cond_init(&echo.more, NULL) == 0);
    must(pthread_create(&echo.worker, NULL, work, NULL) == 0);
    T_REQUIRE(port_loop_open(&echo.loop, "echo", &e) == RC_OK);
    how.setting = "echo.listen";
    how.address = "127.0.0.1:0";
    how.opened = opened;
    how.input = input;
    how.closed = closed;
    how.counts = &echo.counts;
    T_REQUIRE(port_loop_listen(echo.loop, &how, &e) == RC_OK);
    struct port_datagrams udp = {"echo.udp", "127.0.0.1:0", &echo, datagram, &echo.datagrams};
    T_REQUIRE(port_loop_udp(echo.loop, &udp, &e) == RC_OK);
    port_loop_every(echo.loop, USEC_MS, tick, &echo);
    T_REQUIRE(port_loop_start(echo.loop, &e) == RC_OK);
}

static void end(void)
{
    port_loop_close(echo.loop);
    pthread_mutex_lock(&echo.lock);
    echo.stop = true;
    echo.held = false;
    pthread_cond_signal(&echo.more);
    pthread_mutex_unlock(&echo.lock);
    must(pthread_join(echo.worker, NULL) == 0);
    T_EQ(atomic_load(&echo.opened), atomic_load(&echo.closed));
    T_EQ(atomic_load(&echo.counts.open), 0);
    T(echo.first == NULL);
}

static int dial(unsigned which, int type)
{
    struct str host, rest = str_c(port_loop_address(echo.loop, which));
    int64_t number;
    host = str_cut(&rest, ':');
    T_STRC(host, "127.0.0.1");
    must(str_i64(rest, &number));
    struct sockaddr_in a = {.sin_family = AF_INET,
                            .sin_port = htons((uint16_t)number),
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);
    must(fd >= 0 && connect(fd, (struct sockaddr *)&a, sizeof a) == 0);
    return fd;
}

static void say(int fd, const char *text)
{
    T_EQ(send(fd, text, strlen(text), MSG_NOSIGNAL), strlen(text));
}

/* Exactly this, and no more of it than its length. */
static void hears(int fd, const char *want)
{
    char text[4096];
    size_t n = 0, all = strlen(want);
    while (n < all) {
        ssize_t got = recv(fd, text + n, all - n, 0);
        if (got <= 0)
            break;
        n += (size_t)got;
    }
    T_STR(((struct str){text, n}), str_c(want));
}

static bool ended(int fd)
{
    char c;
    return recv(fd, &c, 1, 0) <= 0;
}

#define WAIT_FOR(cond) \
    do { \
        for (int wait_ = 0; wait_ < 60000 && !(cond); wait_++) \
            usleep(1000); \
        T(cond); \
    } while (0)

static const struct port_listen usual = {
    .connections = 100, .input_max = 256, .output_max = 4096, .owed_max = 4};

static void test_loop__says_what_it_was_told(void)
{
    begin(false, usual);
    int a = dial(0, SOCK_STREAM), b = dial(0, SOCK_STREAM);
    say(a, "one\ntw");
    hears(a, "one\n");
    say(b, "other\n");
    hears(b, "other\n");
    say(a, "o\n");
    hears(a, "two\n");
    say(b, "bye\n");
    T(ended(b));
    close(a);
    WAIT_FOR(atomic_load(&echo.closed) == 2);
    WAIT_FOR(atomic_load(&echo.ticks) > 3);
    close(b);
    end();
    T_EQ(atomic_load(&echo.counts.accepted), 2);
    T_EQ(atomic_load(&echo.counts.bytes_in), 4 + 4 + 6 + 4);
}

static void test_loop__datagrams(void)
{
    begin(false, usual);
    int u = dial(1, SOCK_DGRAM);
    char large[3000];
    say(u, "ping");
    hears(u, "ping");
    memset(large, 'x', sizeof large);
    must(send(u, large, sizeof large, 0) == (ssize_t)sizeof large);
    say(u, "after");
    hears(u, "after");
    close(u);
    end();
    T_EQ(atomic_load(&echo.datagrams.accepted), 2);
    T_EQ(atomic_load(&echo.datagrams.flooded), 1);
}

/* A peer that shut its side down at once still gets its answers, and is closed then. */
static void test_loop__answers_after_the_end(void)
{
    begin(true, usual);
    hold(true);
    int fd = dial(0, SOCK_STREAM);
    say(fd, "1\n2\n3\n4\n5\n6\n7\n8\n9\n");
    must(shutdown(fd, SHUT_WR) == 0);
    WAIT_FOR(atomic_load(&echo.opened) == 1);
    hold(false);
    hears(fd, "1\n2\n3\n4\n5\n6\n7\n8\n9\n");
    T(ended(fd));
    close(fd);
    end();
    T_EQ(atomic_load(&echo.answered), 9);
}

static unsigned waiting(void)
{
    unsigned n = 0;
    pthread_mutex_lock(&echo.lock);
    for (struct call *c = echo.first; c != NULL; c = c->next)
        n++;
    pthread_mutex_unlock(&echo.lock);
    return n;
}

/* Reading stops while so many answers are owed: what more it says waits in the kernel, not here. */
static void test_loop__owes_no_more_than_it_may(void)
{
    begin(true, usual);
    hold(true);
    int fd = dial(0, SOCK_STREAM);
    for (int i = 0; i < 50; i++)
        say(fd, "line\n");
    WAIT_FOR(waiting() == 4);
    usleep(20000);
    T_EQ(waiting(), 4);
    hold(false);
    for (int i = 0; i < 50; i++)
        hears(fd, "line\n");
    close(fd);
    end();
}

/* Its peer is gone before the answer: the call is still answered, and nobody is told. */
static void test_loop__gone_before_the_answer(void)
{
    begin(true, usual);
    hold(true);
    int fd = dial(0, SOCK_STREAM);
    say(fd, "line\n");
    WAIT_FOR(waiting() == 1);
    struct linger now = {1, 0};
    must(setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now) == 0);
    close(fd);
    WAIT_FOR(atomic_load(&echo.closed) == 1);
    hold(false);
    end();
    T_EQ(atomic_load(&echo.answered), 1);
}

static void test_loop__ceilings(void)
{
    struct port_listen how = usual;
    char large[400];
    how.connections = 2;
    begin(false, how);
    int a = dial(0, SOCK_STREAM), b = dial(0, SOCK_STREAM);
    say(a, "x\n");
    say(b, "x\n");
    hears(a, "x\n");
    hears(b, "x\n");
    int c = dial(0, SOCK_STREAM); /* one too many */
    T(ended(c));
    close(c);
    memset(large, 'x', sizeof large);
    T(send(a, large, sizeof large, MSG_NOSIGNAL) > 0); /* a line without end */
    T(ended(a));
    close(a);
    WAIT_FOR(atomic_load(&echo.counts.open) == 1);
    close(b);
    end();
    T_EQ(atomic_load(&echo.counts.crowded), 1);
    T_EQ(atomic_load(&echo.counts.flooded), 1);
}

/* It asks and asks and never reads: it is closed at the ceiling of what waits for it. */
static void test_loop__deaf(void)
{
    struct port_listen how = usual;
    char line[200];
    begin(false, how);
    int fd = dial(0, SOCK_STREAM);
    memset(line, 'y', sizeof line);
    line[sizeof line - 1] = '\n';
    while (send(fd, line, sizeof line, MSG_NOSIGNAL) == (ssize_t)sizeof line)
        continue; /* until what the kernel holds for it is full, then what we do */
    WAIT_FOR(atomic_load(&echo.counts.deaf) == 1);
    WAIT_FOR(atomic_load(&echo.closed) == 1);
    close(fd);
    end();
}

static void test_loop__idle(void)
{
    struct port_listen how = usual;
    how.idle_s = 1;
    begin(true, how);
    hold(true);
    int silent = dial(0, SOCK_STREAM), waits = dial(0, SOCK_STREAM);
    say(waits, "line\n");
    T(ended(silent));
    T_EQ(atomic_load(&echo.counts.idle), 1);
    WAIT_FOR(atomic_load(&echo.counts.open) == 1); /* that one waits for us, not we for it */
    hold(false);
    hears(waits, "line\n");
    close(silent);
    close(waits);
    end();
}

static void posted(void *arg)
{
    T_EQ(atomic_fetch_add(&echo.posts, 1), *(int *)arg);
    free(arg);
}

static void test_loop__posts_in_order(void)
{
    begin(false, usual);
    for (int i = 0; i < 1000; i++) {
        int *n = mem_alloc(sizeof *n);
        *n = i;
        port_loop_post(echo.loop, posted, n);
    }
    end();
    T_EQ(atomic_load(&echo.posts), 1000);
}

/* The centre stops while it decides: the answer still reaches the one who waits for it. */
static void *close_loop(void *arg)
{
    UNUSED(arg);
    port_loop_close(echo.loop);
    return NULL;
}

static void test_loop__closing_waits_for_answers(void)
{
    pthread_t closer;
    begin(true, usual);
    hold(true);
    int fd = dial(0, SOCK_STREAM);
    say(fd, "line\n");
    WAIT_FOR(waiting() == 1);
    port_loop_drain(echo.loop);
    must(pthread_create(&closer, NULL, close_loop, NULL) == 0);
    usleep(20000);
    hold(false);
    hears(fd, "line\n");
    T(ended(fd));
    close(fd);
    must(pthread_join(closer, NULL) == 0);
    pthread_mutex_lock(&echo.lock);
    echo.stop = true;
    pthread_cond_signal(&echo.more);
    pthread_mutex_unlock(&echo.lock);
    must(pthread_join(echo.worker, NULL) == 0);
    T_EQ(atomic_load(&echo.closed), 1);
}

static void test_loop__never_started(void)
{
    struct err e = {0};
    struct port_loop *l;
    struct port_counts counts = {0};
    struct port_listen how = usual;
    how.setting = "echo.listen";
    how.counts = &counts;
    how.input = input;
    T_OK(port_loop_open(&l, "echo", &e));
    how.address = "nonsense";
    T_EQ(port_loop_listen(l, &how, &e), RC_INVALID);
    T_STRC(str_c(e.field), "echo.listen");
    how.address = "127.0.0.1:0";
    T_OK(port_loop_listen(l, &how, &e));
    how.address = port_loop_address(l, 0);
    T_EQ(port_loop_listen(l, &how, &e), RC_IO); /* it is taken */
    port_loop_close(l);
}

int main(void)
{
    T_RUN(test_loop__says_what_it_was_told);
    T_RUN(test_loop__datagrams);
    T_RUN(test_loop__answers_after_the_end);
    T_RUN(test_loop__owes_no_more_than_it_may);
    T_RUN(test_loop__gone_before_the_answer);
    T_RUN(test_loop__ceilings);
    T_RUN(test_loop__deaf);
    T_RUN(test_loop__idle);
    T_RUN(test_loop__posts_in_order);
    T_RUN(test_loop__closing_waits_for_answers);
    T_RUN(test_loop__never_started);
    return t_end();
}
