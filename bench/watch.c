/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Many readers of the event stream in one thread: how much comes, and how late. A line of standard input is a stream:
 * TOKEN WEST SOUTH EAST NORTH ZOOM, and the word tablet when its notices are to be told apart, or tell: of each alarm that one
 * hears a line is printed, "heard ABOUT AT RECEIVED" (about: kind/id; the device's time and ours, UTC in µs).
 * Events are timed by their `recorded`; a new notice and an alarm also by the device's
 * time in them, which the generator sets to that of sending; positions by their heading, which
 * streams.bench.mjs sets to the sending time in hundredths of a second, modulo 36 s.
 */
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "load.h"

#define READERS_MAX 20000
#define KEPT (256u << 10) /* one message must fit */
#define HEADING_ROUND 3600

struct reader {
    int fd;
    char token[80], window[240];
    char *text; /* what came and is not judged yet */
    size_t n;
    uint64_t seq; /* of the last event */
    bool headed;  /* the answer's head was read */
    bool named;   /* its name was told, its window is set */
    bool tablet;  /* a unit's own: the notices it hears are for it */
    bool tell;    /* what alarms it hears is printed */
};

static struct {
    struct reader *readers;
    uint32_t n, named;
    struct sockaddr_in to;
    struct load_hist events, positions, notices, tablet_notices, alarms;
    uint64_t bytes, event_count, frames, units, clusters, doubles, lost, handed_on;
    uint32_t looked_at;
    bool measuring;
} w;

static int dial(void)
{
    int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&w.to, sizeof w.to) != 0) {
        perror("watch: connect");
        exit(1);
    }
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

static void say(int fd, const char *text, size_t n)
{
    if (write(fd, text, n) != (ssize_t)n) {
        perror("watch: write");
        exit(1);
    }
}

static void set_window(struct reader *r, const char *name, size_t n)
{
    char head[800], answer[512];
    int fd = dial();
    int len =
        snprintf(head, sizeof head,
                 "POST /api/v1/stream/%.*s/window HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                 "Authorization: Bearer %s\r\nContent-Length: %zu\r\n\r\n%s",
                 (int)n, name, r->token, strlen(r->window), r->window);
    say(fd, head, (size_t)len);
    if (read(fd, answer, sizeof answer) < 12 || memcmp(answer + 9, "200", 3) != 0) {
        (void)fprintf(stderr, "watch: the window of %.*s was refused\n", (int)n, name);
        exit(1);
    }
    close(fd);
    r->named = true;
    w.named++;
}

/* The text after `key` within the message, or NULL. */
static const char *after(const char *text, size_t n, const char *key)
{
    const char *at = memmem(text, n, key, strlen(key));
    return at != NULL ? at + strlen(key) : NULL;
}

/* The time of this name in the message; 0 when it is not there. */
static usec_t time_of(const char *text, size_t n, const char *key)
{
    usec_t at;
    const char *from = after(text, n, key);
    const char *quote = from != NULL ? memchr(from, '"', (size_t)(text + n - from)) : NULL;
    return quote != NULL && clock_parse((struct str){from, (size_t)(quote - from)}, &at) ? at : 0;
}

static void late_by(struct load_hist *h, usec_t at, usec_t now)
{
    if (at != 0)
        load_hist_add(h, now > at ? now - at : 0);
}

/* What no tablet took for ten seconds goes to the next unit: that is as it should be, and no first hearing. */
static void take_notice(const struct reader *r, const char *text, size_t n, usec_t now)
{
    usec_t at = time_of(text, n, "\"at\":\"");
    if (time_of(text, n, "\"recorded\":\"") - at > 9 * USEC_S)
        w.handed_on++;
    else
        late_by(r->tablet ? &w.tablet_notices : &w.notices, at, now);
}

static void take_alarm(const struct reader *r, const char *text, size_t n, usec_t now)
{
    usec_t at = time_of(text, n, "\"at\":\"");
    if (at % USEC_S != 0) /* else of a device that tells whole seconds */
        late_by(&w.alarms, at, now);
    const char *about = r->tell ? after(text, n, "\"about\":\"") : NULL;
    const char *quote = about != NULL ? memchr(about, '"', (size_t)(text + n - about)) : NULL;
    if (quote != NULL)
        printf("heard %.*s %lld %lld\n", (int)(quote - about), about, (long long)at,
               (long long)now);
}

static void take_event(struct reader *r, const char *text, size_t n, usec_t now)
{
    const char *seq = after(text, n, "\"seq\":");
    if (seq == NULL)
        return;
    uint64_t number = strtoull(seq, NULL, 10);
    w.doubles += number <= r->seq;
    r->seq = number;
    if (!w.measuring)
        return;
    w.event_count++;
    late_by(&w.events, time_of(text, n, "\"recorded\":\""), now);
    if (after(text, n, "\"type\":\"notice.sent\"") != NULL)
        take_notice(r, text, n, now);
    else if (after(text, n, "\"type\":\"alarm.raised\"") != NULL ||
             after(text, n, "\"type\":\"alarm.pressed\"") != NULL)
        take_alarm(r, text, n, now);
}

/* Each unit is ["id",lat,lon,speed,heading,…]. */
static void take_positions(const char *text, size_t n, usec_t now)
{
    int64_t hundredths = now / 10000 % HEADING_ROUND;
    const char *end = text + n;
    for (const char *at = text; (at = memchr(at, '[', (size_t)(end - at))) != NULL; at++) {
        if (at[1] != '"')
            continue;
        w.units += w.measuring;
        const char *field = at;
        for (int i = 0; i < 4 && field != NULL; i++) {
            field = memchr(field, ',', (size_t)(end - field));
            field = field != NULL ? field + 1 : NULL;
        }
        if (field == NULL || !w.measuring || w.looked_at++ % 4 != 0)
            continue;
        int64_t late = hundredths - (int64_t)(strtod(field, NULL) * 10 + 0.5);
        load_hist_add(&w.positions, (late + HEADING_ROUND) % HEADING_ROUND * 10000);
    }
}

static void take_message(struct reader *r, const char *text, size_t n, usec_t now)
{
    const char *name;
    w.frames += w.measuring;
    if (after(text, n, "event: event\n") != NULL) {
        take_event(r, text, n, now);
    } else if (after(text, n, "event: positions\n") != NULL) {
        take_positions(text, n, now);
    } else if (after(text, n, "event: clusters\n") != NULL) {
        w.clusters += w.measuring;
    } else if (!r->named && (name = after(text, n, "\"stream\":\"")) != NULL) {
        const char *end = memchr(name, '"', (size_t)(text + n - name));
        set_window(r, name, (size_t)(end - name));
    }
}

/* Takes the lengths of chunks out, so that they never stand within a message: "\r\n" is found nowhere else. */
static size_t without_chunks(char *text, size_t n)
{
    size_t to = 0;
    for (size_t at = 0; at < n;) {
        char *cr = memmem(text + at, n - at, "\r\n", 2);
        if (cr == NULL || (size_t)(cr - text) + 12 > n) {
            /* A length may be cut here: keep all from the break on as it is. */
            memmove(text + to, text + at, n - at);
            return to + n - at;
        }
        size_t plain = (size_t)(cr - text) - at;
        memmove(text + to, text + at, plain);
        to += plain;
        char *second = memmem(cr + 2, (size_t)(text + n - cr) - 2, "\r\n", 2);
        at = second != NULL ? (size_t)(second - text) + 2 : n;
    }
    return to;
}

/* Leaves the break before the first chunk's length. False when the head is not all there. */
static bool skip_head(struct reader *r)
{
    char *end = memmem(r->text, r->n, "\r\n\r\n", 4);
    if (end == NULL)
        return false;
    r->n -= (size_t)(end + 2 - r->text);
    memmove(r->text, end + 2, r->n);
    r->headed = true;
    return true;
}

static void take(struct reader *r)
{
    ssize_t got = read(r->fd, r->text + r->n, KEPT - r->n);
    if (got <= 0) {
        w.lost++;
        close(r->fd);
        r->fd = -1;
        return;
    }
    usec_t now = clock_utc();
    w.bytes += w.measuring ? (uint64_t)got : 0;
    r->n += (size_t)got;
    if (!r->headed && !skip_head(r))
        return;
    r->n = without_chunks(r->text, r->n);
    size_t done = 0;
    for (char *end; (end = memmem(r->text + done, r->n - done, "\n\n", 2)) != NULL;) {
        take_message(r, r->text + done, (size_t)(end - r->text) - done, now);
        done = (size_t)(end - r->text) + 2;
    }
    memmove(r->text, r->text + done, r->n - done);
    r->n -= done;
    must(r->n < KEPT);
}

/* TOKEN WEST SOUTH EAST NORTH ZOOM [tablet] */
static bool read_line(struct reader *r, char *line)
{
    char *at = strchr(line, ' ');
    double number[5];
    if (at == NULL || !str_copy(r->token, sizeof r->token, (struct str){line, (size_t)(at - line)}))
        return false;
    for (int i = 0; i < 5; i++) {
        char *end;
        number[i] = strtod(at, &end);
        if (end == at)
            return false;
        at = end;
    }
    r->tablet = strncmp(at, " tablet", 7) == 0;
    r->tell = strncmp(at, " tell", 5) == 0;
    (void)snprintf(r->window, sizeof r->window,
                   "{\"west\":%.6f,\"south\":%.6f,\"east\":%.6f,\"north\":%.6f,\"zoom\":%.0f}",
                   number[0], number[1], number[2], number[3], number[4]);
    return true;
}

static bool read_plan(void)
{
    char line[400];
    w.readers = mem_array(READERS_MAX, sizeof *w.readers);
    while (w.n < READERS_MAX && fgets(line, sizeof line, stdin) != NULL) {
        struct reader *r = &w.readers[w.n++];
        if (!read_line(r, line))
            return false;
        r->text = mem_alloc(KEPT);
    }
    return w.n > 0;
}

static void open_all(int poll)
{
    char head[200];
    for (uint32_t i = 0; i < w.n; i++) {
        struct reader *r = &w.readers[i];
        r->fd = dial();
        int len = snprintf(
            head, sizeof head,
            "GET /api/v1/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n", r->token);
        say(r->fd, head, (size_t)len);
        struct epoll_event ev = {.events = EPOLLIN, .data.ptr = r};
        must(epoll_ctl(poll, EPOLL_CTL_ADD, r->fd, &ev) == 0);
    }
}

static void watch_until(int poll, usec_t until, bool names)
{
    struct epoll_event ev[256];
    while (clock_steady() < until && !(names && w.named == w.n)) {
        int n = epoll_wait(poll, ev, 256, 100);
        for (int i = 0; i < n; i++)
            if (((struct reader *)ev[i].data.ptr)->fd >= 0)
                take(ev[i].data.ptr);
    }
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        (void)fprintf(stderr, "usage: watch PORT WARMUP-S SECONDS < PLAN\n");
        return 2;
    }
    struct rlimit files = {65536, 65536};
    (void)setrlimit(RLIMIT_NOFILE, &files);
    w.to = (struct sockaddr_in){.sin_family = AF_INET,
                                .sin_port = htons((uint16_t)strtoul(argv[1], NULL, 10)),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int poll = epoll_create1(EPOLL_CLOEXEC);
    if (poll < 0 || !read_plan())
        return 2;
    open_all(poll);
    watch_until(poll, clock_steady() + 60 * USEC_S, true);
    watch_until(poll, clock_steady() + (usec_t)(strtod(argv[2], NULL) * 1e6), false);
    printf("{\"began\":true}\n");
    (void)fflush(stdout);
    usec_t begun = clock_steady(), cpu = clock_cpu();
    w.measuring = true;
    watch_until(poll, begun + (usec_t)(strtod(argv[3], NULL) * 1e6), false);
    double s = (double)(clock_steady() - begun) / 1e6;
    printf(
        "{\"streams\":%u,\"named\":%u,\"lost\":%llu,\"doubles\":%llu,\"bytes_per_s\":%.0f,"
        "\"events_per_s\":%.1f,\"frames_per_s\":%.1f,\"units_per_s\":%.1f,\"clusters_per_s\":%.1f,"
        "\"event_p50_us\":%lld,\"event_p99_us\":%lld,\"event_max_us\":%lld,"
        "\"position_p50_us\":%lld,\"position_p99_us\":%lld,"
        "\"notices\":%llu,\"handed_on\":%llu,\"notice_p50_us\":%lld,\"notice_p99_us\":%lld,"
        "\"tablet_notices\":%llu,\"tablet_notice_p50_us\":%lld,\"tablet_notice_p99_us\":%lld,"
        "\"alarms\":%llu,\"alarm_p50_us\":%lld,\"alarm_p99_us\":%lld,\"own_cpu\":%.3f}\n",
        w.n, w.named, (unsigned long long)w.lost, (unsigned long long)w.doubles,
        (double)w.bytes / s, (double)w.event_count / s, (double)w.frames / s, (double)w.units / s,
        (double)w.clusters / s, (long long)load_hist_at(&w.events, 0.5),
        (long long)load_hist_at(&w.events, 0.99), (long long)w.events.max,
        (long long)load_hist_at(&w.positions, 0.5), (long long)load_hist_at(&w.positions, 0.99),
        (unsigned long long)w.notices.n, (unsigned long long)w.handed_on,
        (long long)load_hist_at(&w.notices, 0.5), (long long)load_hist_at(&w.notices, 0.99),
        (unsigned long long)w.tablet_notices.n, (long long)load_hist_at(&w.tablet_notices, 0.5),
        (long long)load_hist_at(&w.tablet_notices, 0.99), (unsigned long long)w.alarms.n,
        (long long)load_hist_at(&w.alarms, 0.5), (long long)load_hist_at(&w.alarms, 0.99),
        (double)(clock_cpu() - cpu) / 1e6 / s);
    return 0;
}
