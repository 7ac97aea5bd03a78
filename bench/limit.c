/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What this machine can do at most: the work that none can leave out, and nothing else. One thread with epoll takes
 * HTTP requests, parses their lines in one pass, looks the plates up and writes records into a buffer; another writes
 * that buffer to a log whose blocks are on the disk already, syncs, and answers. No users, no rights, no checks of
 * cameras, no picture, no index, no history. Usage: limit LIST LOG MEGABYTES; prints the port.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"

#define REQUEST_MAX (128u << 10)
#define CONNS_MAX 4096
#define BLOCK (4u << 20) /* of the log, being filled or being written */
#define EVENT_MAX 1024
#define SLOTS (1u << 21)
#define PAGE 4096u

struct record { /* a read as it is kept */
    int64_t at;
    char plate[8], camera[12];
    uint16_t confidence, heading, speed;
    char class_[6], make[12], color[8];
};

struct conn {
    int fd;
    size_t got;
    uint32_t accepted, hits;
    char request[REQUEST_MAX + 1];
};

struct block {
    char *p;
    size_t n;
    uint32_t conns;
    struct conn *waiting[CONNS_MAX];
};

struct slot {
    uint64_t plate; /* 0: free */
    uint32_t entry;
};

static struct slot wanted[SLOTS];
static struct block blocks[2];
static int filling; /* the other one is the writer's */
static bool writing;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int log_fd;
static off_t log_size;
static uint64_t seq;

static _Noreturn void die(const char *what)
{
    (void)fprintf(stderr, "limit: %s: %s\n", what, strerror(errno));
    exit(1);
}

static struct slot *slot_of(const char *plate)
{
    uint64_t key;
    memcpy(&key, plate, 8);
    uint32_t i = (uint32_t)(key * UINT64_C(0x9e3779b97f4a7c15) >> 43);
    while (wanted[i].plate != 0 && wanted[i].plate != key)
        i = (i + 1) % SLOTS;
    return &wanted[i];
}

static void read_list(const char *path)
{
    char line[512];
    FILE *f = fopen(path, "re");
    uint32_t n = 0;
    if (f == NULL)
        die(path);
    while (fgets(line, sizeof line, f) != NULL && strncmp(line, "{\"plate\":\"", 10) == 0) {
        struct slot *s = slot_of(line + 10);
        memcpy(&s->plate, line + 10, 8);
        s->entry = n++;
    }
    must(n < SLOTS / 4 * 3);
    (void)fclose(f);
}

/* ---- the log ---- */

static void open_log(const char *path, const char *megabytes)
{
    static char zero[1 << 20];
    log_size = (off_t)strtoul(megabytes, NULL, 10) << 20;
    log_fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (log_fd < 0 || log_size < (off_t)(2 * BLOCK))
        die(path);
    /* Written, not only reserved: or each first write would change the file's map too. */
    for (off_t at = 0; at < log_size; at += (off_t)sizeof zero)
        if (pwrite(log_fd, zero, sizeof zero, at) != (ssize_t)sizeof zero)
            die(path);
    if (fsync(log_fd) != 0)
        die(path);
}

static void answer(const struct conn *c, uint32_t accepted, uint32_t hits)
{
    char text[256], body[64];
    int n = snprintf(body, sizeof body, "{\"accepted\":%u,\"hits\":%u}", accepted, hits);
    n = snprintf(
        text, sizeof text,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", n,
        body);
    if (send(c->fd, text, (size_t)n, MSG_NOSIGNAL) != n)
        (void)shutdown(c->fd, SHUT_RDWR);
}

static void *write_log(void *unused)
{
    off_t at = 0;
    (void)unused;
    for (;;) {
        must(pthread_mutex_lock(&lock) == 0);
        writing = false;
        (void)pthread_cond_signal(&changed);
        while (blocks[filling].conns == 0)
            (void)pthread_cond_wait(&changed, &lock);
        struct block *b = &blocks[filling];
        filling = !filling;
        writing = true;
        (void)pthread_cond_signal(&changed);
        (void)pthread_mutex_unlock(&lock);
        size_t n = (b->n + PAGE - 1) / PAGE * PAGE;
        if (at + (off_t)n > log_size)
            at = 0;
        if (pwrite(log_fd, b->p, n, at) != (ssize_t)n || fdatasync(log_fd) != 0)
            die("log");
        at += (off_t)n;
        for (uint32_t i = 0; i < b->conns; i++) {
            uint32_t accepted = b->waiting[i]->accepted, hits = b->waiting[i]->hits;
            answer(b->waiting[i], accepted, hits);
        }
        b->n = b->conns = 0;
    }
    return NULL;
}

/* The block to write to, with room for a request; locked until put_back. */
static struct block *take_block(size_t room)
{
    must(pthread_mutex_lock(&lock) == 0);
    while (blocks[filling].n + room > BLOCK)
        (void)pthread_cond_wait(&changed, &lock);
    return &blocks[filling];
}

static void put_back(void)
{
    if (!writing)
        (void)pthread_cond_signal(&changed);
    (void)pthread_mutex_unlock(&lock);
}

/* ---- one pass over a line ---- */

static uint32_t digits(const char *p, int n)
{
    uint32_t v = 0;
    for (int i = 0; i < n; i++)
        v = v * 10 + (uint32_t)(p[i] - '0');
    return v;
}

/* 2026-11-22T10:00:00.123Z, as µs since 1970. */
static int64_t time_of(const char *p)
{
    int64_t y = digits(p, 4), m = digits(p + 5, 2), d = digits(p + 8, 2);
    y -= m <= 2;
    int64_t era = y / 400, yoe = y - era * 400;
    int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    int64_t days = era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
    int64_t s =
        days * 86400 + digits(p + 11, 2) * 3600 + digits(p + 14, 2) * 60 + digits(p + 17, 2);
    return s * 1000000 + digits(p + 20, 3) * 1000;
}

/* A number in thousandths; *p moves behind it. */
static uint32_t thousandths(const char **p)
{
    uint32_t v = 0, places = 0;
    bool point = false;
    for (;; (*p)++) {
        if (**p == '.')
            point = true;
        else if (**p >= '0' && **p <= '9')
            v = v * 10 + (uint32_t)(**p - '0'), places += point;
        else
            break;
    }
    for (; places < 3; places++)
        v *= 10;
    return v;
}

static void keep(char *to, size_t size, const char *p, size_t n)
{
    memcpy(to, p, n < size ? n : size);
}

static void take_text(struct record *r, const char *key, size_t key_n, const char *p, size_t n)
{
    if (key_n == 5 && key[0] == 'p')
        keep(r->plate, sizeof r->plate, p, n);
    else if (key_n == 6 && key[0] == 'c')
        keep(r->camera, sizeof r->camera, p, n);
    else if (key_n == 2 && n == 24)
        r->at = time_of(p);
    else if (key_n == 5 && key[1] == 'l')
        keep(r->class_, sizeof r->class_, p, n);
    else if (key_n == 4)
        keep(r->make, sizeof r->make, p, n);
    else if (key_n == 5)
        keep(r->color, sizeof r->color, p, n);
}

static void take_number(struct record *r, const char *key, uint32_t v)
{
    if (key[0] == 'c')
        r->confidence = (uint16_t)v;
    else if (key[0] == 'h')
        r->heading = (uint16_t)(v / 1000);
    else
        r->speed = (uint16_t)(v / 100);
}

/* The object at p, its inner objects with it; returns the end of the line, or NULL when it is none. */
static const char *parse(const char *p, struct record *r)
{
    int depth = 0;
    for (;; p++) {
        if (*p == '{') {
            depth++;
        } else if (*p == '}') {
            depth--;
        } else if (*p == '\n') {
            return depth == 0 ? p : NULL;
        } else if (*p == '"') {
            const char *key = p + 1, *end = strchr(key, '"');
            if (end == NULL || end[1] != ':')
                return NULL;
            p = end + 2;
            if (*p == '"') {
                const char *text = p + 1;
                p = strchr(text, '"');
                if (p == NULL)
                    return NULL;
                take_text(r, key, (size_t)(end - key), text, (size_t)(p - text));
            } else if (*p == '{') {
                depth++;
            } else {
                take_number(r, key, thousandths(&p));
                p--;
            }
        } else if (*p != ',' && *p != ' ') {
            return NULL;
        }
    }
}

static bool take_lines(struct conn *c, struct block *b, const char *p, const char *end)
{
    c->accepted = c->hits = 0;
    while (p < end) {
        struct record r = {0};
        const char *line = p;
        p = parse(p, &r);
        if (p == NULL || p >= end)
            return false;
        memcpy(b->p + b->n, &r, sizeof r);
        b->n += sizeof r;
        c->accepted++;
        const struct slot *s = slot_of(r.plate);
        if (s->plate != 0) {
            int n = snprintf(b->p + b->n, EVENT_MAX,
                             "{\"seq\":%llu,\"type\":\"hit.found\",\"entry\":%u,\"read\":%.*s}\n",
                             (unsigned long long)++seq, s->entry, (int)(p - line), line);
            must(n < EVENT_MAX);
            b->n += (size_t)n;
            c->hits++;
        }
        p++;
    }
    return true;
}

/* ---- connections ---- */

/* True when the request is whole and waits for its sync, or needs more bytes; false: close it. */
static bool take_request(struct conn *c)
{
    c->request[c->got] = '\0';
    const char *body = strstr(c->request, "\r\n\r\n");
    const char *length = body != NULL ? strstr(c->request, "Content-Length: ") : NULL;
    if (body == NULL || length == NULL)
        return c->got < REQUEST_MAX;
    size_t n = strtoul(length + 16, NULL, 10), head = (size_t)(body - c->request) + 4;
    if (head + n > REQUEST_MAX)
        return false;
    if (c->got < head + n)
        return true;
    struct block *b = take_block(EVENT_MAX * 1000);
    size_t before = b->n;
    bool good = take_lines(c, b, c->request + head, c->request + head + n);
    c->got = 0;
    if (good)
        b->waiting[b->conns++] = c;
    else
        b->n = before;
    put_back();
    return good;
}

static void take_bytes(struct conn *c)
{
    ssize_t n = recv(c->fd, c->request + c->got, REQUEST_MAX - c->got, MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    c->got += n > 0 ? (size_t)n : 0;
    if (n <= 0 || !take_request(c))
        (void)close(c->fd); /* its memory stays: the writer may still hold it */
}

static void take_connection(int epoll, int door)
{
    int fd = accept4(door, NULL, NULL, SOCK_CLOEXEC), one = 1;
    if (fd < 0)
        return;
    struct conn *c = mem_alloc(sizeof *c);
    c->fd = fd;
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct epoll_event ev = {.events = EPOLLIN, .data.ptr = c};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &ev) != 0)
        die("epoll");
}

static int open_door(void)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof a;
    int door = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (door < 0 || bind(door, (struct sockaddr *)&a, sizeof a) != 0 || listen(door, 1024) != 0 ||
        getsockname(door, (struct sockaddr *)&a, &n) != 0)
        die("listen");
    printf("%u\n", ntohs(a.sin_port));
    (void)fflush(stdout);
    return door;
}

int main(int argc, char **argv)
{
    pthread_t writer;
    struct epoll_event events[64], ev = {.events = EPOLLIN, .data.ptr = NULL};
    if (argc != 4) {
        (void)fputs("usage: limit LIST LOG MEGABYTES\n", stderr);
        return 2;
    }
    read_list(argv[1]);
    open_log(argv[2], argv[3]);
    for (int i = 0; i < 2; i++)
        blocks[i].p = mem_alloc(BLOCK + PAGE);
    int door = open_door(), epoll = epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, door, &ev) != 0 ||
        pthread_create(&writer, NULL, write_log, NULL) != 0)
        die("start");
    for (;;) {
        int n = epoll_wait(epoll, events, 64, -1);
        for (int i = 0; i < n; i++)
            if (events[i].data.ptr == NULL)
                take_connection(epoll, door);
            else
                take_bytes(events[i].data.ptr);
    }
}
