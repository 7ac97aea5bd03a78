/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each panel has a connection of its own, says its message, waits for the ACK, and says the same again when none comes; told the
 * time by a NAK it sets its clock. At the end: how long ACKs took. With a rate the panels speak in turn, each when it is due.
 */
#include "panel.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"

#define PANELS_MAX 20000
#define AGAIN (5 * USEC_S) /* without an answer for so long it is said again */
#define TRIES_MAX 20
#define BATCH 256

static const char usage[] =
    "usage: markaz-sim panel --to HOST:PORT [OPTIONS]\n"
    "Alarm panels that report by SIA DC-09; at the end it tells how long the ACKs took.\n"
    "  --udp           datagrams\n"
    "  --account A     account of the first (hexadecimal; 1000); the others count on from it\n"
    "  --panels N      so many at once (1; to 20000), each with a connection of its own\n"
    "  --times N       so many messages each (1)\n"
    "  --say TEXT      'NULL', '1120 01 003' (Contact ID) or 'Nri1/PA3' (SIA); 'NULL'\n"
    "  --key KEY       encrypted; as in the file dc09.keys\n"
    "  --clock S       its clock goes wrong by so many seconds\n"
    "  --rate N        so many messages a second, the panels in turn; their connections stand before\n"
    "  --tell          a line for each ACK: account, when it was said and after how long, in \xc2\xb5s\n";

struct panel {
    int fd;
    uint32_t left;   /* messages, this one with it */
    uint32_t tries;  /* of this one */
    uint32_t number; /* of this one, from 1 */
    bool up;         /* its connection stands */
    bool asked;      /* it said this one and waits */
    usec_t said;     /* when it said this one first, UTC */
    usec_t begun, again, skew;
    char in[DC09_FRAME_MAX];
    size_t n;
};

struct run {
    const struct addrinfo *to;
    const char *say;
    struct dc09_key key;
    bool udp, tell;
    uint64_t account;
    uint32_t panels, times;
    double rate; /* messages a second, or 0: each as soon as the last was answered */
    usec_t start;
    uint64_t turn; /* message number `turn` of all is the next that is not due yet */
    struct panel *all;
    int epoll;
    uint32_t open; /* panels that have something to say */
    uint64_t acks, naks, duhs, again;
    usec_t *took;
};

static struct str token_of(const char *say)
{
    return strcmp(say, "NULL") == 0                          ? STR("NULL")
           : say[0] == '1' || say[0] == '3' || say[0] == '6' ? STR("ADM-CID")
                                                             : STR("SIA-DCS");
}

static unsigned long long account_of(const struct run *r, const struct panel *p)
{
    return r->account + (uint64_t)(p - r->all);
}

void panel_put(struct buf *out, const char *account, uint32_t number, const char *say,
               const struct dc09_key *key, usec_t at)
{
    char seq[8], inside[600];
    (void)snprintf(seq, sizeof seq, "%04u", number % 10000);
    if (strcmp(say, "NULL") == 0)
        (void)snprintf(inside, sizeof inside, "[]");
    else
        (void)snprintf(inside, sizeof inside, "[#%s|%s]", account, say);
    struct dc09_say what = {.token = token_of(say),
                            .seq = str_c(seq),
                            .line = STR("L0"),
                            .account = str_c(account),
                            .inside = str_c(inside),
                            .at = at,
                            .key = key};
    dc09_put(out, &what);
}

static void write_message(struct run *r, struct panel *p)
{
    char account[24];
    struct buf out;
    if (!p->asked) {
        p->asked = true;
        if (r->rate > 0 || p->number > 1) /* else since it dialled */
            p->begun = clock_steady();
        p->said = clock_utc();
    }
    p->again = clock_steady() + AGAIN;
    (void)snprintf(account, sizeof account, "%04llX", account_of(r, p));
    buf_init(&out, DC09_FRAME_MAX);
    panel_put(&out, account, p->number, r->say, &r->key, clock_utc() + p->skew);
    if (send(p->fd, out.p, out.n, MSG_NOSIGNAL) != (ssize_t)out.n)
        (void)shutdown(p->fd, SHUT_RDWR); /* heard of below, and tried again */
    buf_release(&out);
}

static void hang_up(struct panel *p)
{
    if (p->fd >= 0)
        close(p->fd);
    p->fd = -1;
    p->up = false;
    p->n = 0;
}

/* Message n of panel i is the one with number n * panels + i of all. */
static bool is_due(const struct run *r, const struct panel *p)
{
    uint64_t k = (uint64_t)(p->number - 1) * r->panels + (uint64_t)(p - r->all);
    return p->left > 0 && (r->rate <= 0 || p->asked || k < r->turn);
}

static void speak(struct run *r, struct panel *p)
{
    if (p->up && is_due(r, p))
        write_message(r, p);
}

static void dial(struct run *r, struct panel *p)
{
    struct epoll_event ev = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = p};
    hang_up(p);
    p->fd = socket(r->to->ai_family, r->to->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    p->again = clock_steady() + AGAIN;
    p->tries++;
    if (p->fd < 0)
        return;
    if (connect(p->fd, r->to->ai_addr, r->to->ai_addrlen) != 0 && errno != EINPROGRESS) {
        hang_up(p);
        return;
    }
    p->up = r->udp;
    speak(r, p);
    ev.events = r->udp ? EPOLLIN : ev.events;
    must(epoll_ctl(r->epoll, EPOLL_CTL_ADD, p->fd, &ev) == 0);
}

static void next_message(struct run *r, struct panel *p)
{
    p->number++;
    p->tries = 0;
    if (--p->left == 0) {
        r->open--;
        hang_up(p);
        return;
    }
    p->asked = false;
    speak(r, p);
}

void panel_set_clock(struct str clear, usec_t *skew)
{
    struct dc09_body b;
    struct err e;
    if (dc09_body(clear, false, &b, &e) == RC_OK && b.has_time)
        *skew = b.at - clock_utc();
}

static void heard(struct run *r, struct panel *p, struct str text)
{
    struct dc09_frame f;
    struct err e;
    if (dc09_read(text, &f, &e) != RC_OK)
        return;
    if (str_eqc(f.token, "NAK")) {
        r->naks++;
        panel_set_clock(f.rest, &p->skew);
        write_message(r, p);
        return;
    }
    if (!p->asked)
        return;
    if (str_eqc(f.token, "ACK")) {
        usec_t took = clock_steady() - p->begun;
        r->took[r->acks++] = took;
        if (r->tell)
            printf("%04llX %lld %lld\n", account_of(r, p), (long long)p->said, (long long)took);
    } else {
        r->duhs++;
    }
    next_message(r, p);
}

static void take_input(struct run *r, struct panel *p)
{
    struct str text;
    for (ssize_t n; p->fd >= 0 && p->n < sizeof p->in &&
                    (n = recv(p->fd, p->in + p->n, sizeof p->in - p->n, 0)) != 0;) {
        if (n < 0)
            return;
        p->n += (size_t)n;
        for (size_t done; p->fd >= 0 && (done = dc09_cut((struct str){p->in, p->n}, &text)) > 0;) {
            char copy[DC09_FRAME_MAX];
            size_t len = text.n;
            memcpy(copy, text.n > 0 ? text.p : "", len);
            p->n -= done;
            memmove(p->in, p->in + done, p->n);
            if (len > 0)
                heard(r, p, (struct str){copy, len});
        }
    }
    hang_up(p); /* it ended: tried again at its time */
}

static void happened(struct run *r, struct panel *p, uint32_t what)
{
    if (p->fd < 0)
        return;
    if ((what & (EPOLLERR | EPOLLHUP)) != 0) {
        hang_up(p);
        return;
    }
    if ((what & EPOLLIN) != 0) {
        take_input(r, p);
    } else if ((what & EPOLLOUT) != 0) { /* the connection stands */
        struct epoll_event ev = {.events = EPOLLIN, .data.ptr = p};
        must(epoll_ctl(r->epoll, EPOLL_CTL_MOD, p->fd, &ev) == 0);
        p->up = true;
        speak(r, p);
    }
}

/* Those whose turn has come speak; answers how long it is until the next, ms, at most 200. */
static int take_turns(struct run *r)
{
    usec_t now = clock_steady();
    if (r->rate <= 0)
        return 200;
    for (;;) {
        usec_t due = r->start + (usec_t)((double)r->turn / r->rate * 1e6);
        if (due > now)
            return due - now < 200 * USEC_MS ? (int)((due - now) / USEC_MS) + 1 : 200;
        struct panel *p = &r->all[r->turn++ % r->panels];
        if (p->left > 0 && !p->asked && p->fd < 0)
            dial(r, p);
        else if (!p->asked)
            speak(r, p);
    }
}

static void say_again(struct run *r)
{
    usec_t now = clock_steady();
    for (uint32_t i = 0; i < r->panels; i++) {
        struct panel *p = &r->all[i];
        if (!is_due(r, p) || (p->fd >= 0 && now < p->again) ||
            (p->fd < 0 && now < p->again - AGAIN + USEC_S))
            continue;
        r->again++;
        if (p->tries < TRIES_MAX) {
            dial(r, p);
        } else { /* it gives up, as panels do */
            p->left = 0;
            r->open--;
            hang_up(p);
        }
    }
}

static int by_size(const void *a, const void *b)
{
    usec_t x = *(const usec_t *)a, y = *(const usec_t *)b;
    return (x > y) - (x < y);
}

static int report(struct run *r, usec_t begun)
{
    double s = (double)(clock_steady() - begun) / 1e6;
    uint64_t want = (uint64_t)r->panels * r->times, n = r->acks;
    qsort(r->took, n, sizeof r->took[0], by_size);
    printf(
        "%llu of %llu acknowledged in %.1f s (%.0f a second), %llu NAK, %llu DUH, %llu said again\n",
        (unsigned long long)n, (unsigned long long)want, s, (double)n / s,
        (unsigned long long)r->naks, (unsigned long long)r->duhs, (unsigned long long)r->again);
    if (n > 0)
        printf("ACK after p50 %.1f ms, p99 %.1f ms, at most %.1f ms\n",
               (double)r->took[n / 2] / 1e3, (double)r->took[n * 99 / 100] / 1e3,
               (double)r->took[n - 1] / 1e3);
    return n == want ? 0 : 1;
}

static int run_all(struct run *r, usec_t skew, const volatile sig_atomic_t *stop)
{
    struct epoll_event events[BATCH];
    usec_t begun = clock_steady(), looked = begun;
    r->epoll = epoll_create1(EPOLL_CLOEXEC);
    must(r->epoll >= 0);
    r->all = mem_array(r->panels, sizeof r->all[0]);
    r->took = mem_array((size_t)r->panels * r->times, sizeof r->took[0]);
    r->open = r->panels;
    for (uint32_t i = 0; i < r->panels; i++) {
        r->all[i] = (struct panel){
            .fd = -1, .left = r->times, .number = 1, .begun = clock_steady(), .skew = skew};
        dial(r, &r->all[i]);
    }
    r->start = clock_steady();
    while (r->open > 0 && !*stop) {
        int n = epoll_wait(r->epoll, events, BATCH, take_turns(r));
        for (int i = 0; i < n; i++)
            happened(r, events[i].data.ptr, events[i].events);
        if (clock_steady() - looked > 200 * USEC_MS) {
            say_again(r);
            looked = clock_steady();
        }
    }
    for (uint32_t i = 0; i < r->panels; i++)
        hang_up(&r->all[i]);
    close(r->epoll);
    int code = report(r, begun);
    free(r->all);
    free(r->took);
    return code;
}

/* ---- options ---- */

static bool number_of(const char *text, int64_t low, int64_t high, int64_t *out)
{
    return str_i64(str_c(text), out) && *out >= low && *out <= high;
}

static bool take_option(struct run *r, int opt, const char *value, const char **to, int64_t *clock)
{
    int64_t v = 0;
    char *end = NULL;
    switch (opt) {
    case 't': *to = value; return true;
    case 'u': r->udp = true; return true;
    case 'l': r->tell = true; return true;
    case 'r': r->rate = strtod(value, &end); return *end == '\0' && r->rate > 0 && r->rate <= 1e5;
    case 's': r->say = value; return strlen(value) < 500;
    case 'k': return dc09_key_read(str_c(value), &r->key);
    case 'c': return number_of(value, -86400, 86400, clock);
    case 'a': r->account = strtoull(value, &end, 16); return *value != '\0' && *end == '\0';
    case 'p':
        if (!number_of(value, 1, PANELS_MAX, &v))
            return false;
        r->panels = (uint32_t)v;
        return true;
    case 'n':
        if (!number_of(value, 1, 1000000, &v))
            return false;
        r->times = (uint32_t)v;
        return true;
    default: return false;
    }
}

struct addrinfo *panel_find(const char *to, bool udp)
{
    char host[256];
    struct addrinfo *list = NULL, hints = {.ai_socktype = udp ? SOCK_DGRAM : SOCK_STREAM};
    const char *colon = to != NULL ? strrchr(to, ':') : NULL;
    if (colon == NULL || !str_copy(host, sizeof host, (struct str){to, (size_t)(colon - to)}) ||
        getaddrinfo(host, colon + 1, &hints, &list) != 0)
        return NULL;
    return list;
}

int panel_main(int argc, char **argv, const volatile sig_atomic_t *stop)
{
    static const struct option options[] = {
        {"to", 1, NULL, 't'},     {"udp", 0, NULL, 'u'},   {"account", 1, NULL, 'a'},
        {"panels", 1, NULL, 'p'}, {"times", 1, NULL, 'n'}, {"say", 1, NULL, 's'},
        {"key", 1, NULL, 'k'},    {"clock", 1, NULL, 'c'}, {"rate", 1, NULL, 'r'},
        {"tell", 0, NULL, 'l'},   {NULL, 0, NULL, 0}};
    struct run r = {.say = "NULL", .account = 0x1000, .panels = 1, .times = 1};
    const char *to = NULL;
    int64_t clock = 0;
    struct rlimit files;
    for (int opt; (opt = getopt_long(argc, argv, "", options, NULL)) != -1;)
        if (!take_option(&r, opt, optarg, &to, &clock))
            return fputs(usage, stderr), 2;
    struct addrinfo *list = panel_find(to, r.udp);
    if (list == NULL || optind != argc)
        return fputs(usage, stderr), 2;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &files);
    }
    r.to = list;
    int code = run_all(&r, clock * USEC_S, stop);
    freeaddrinfo(list);
    return code;
}
