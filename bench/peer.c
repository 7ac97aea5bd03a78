/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One thread, one epoll; on each connection `depth` batches under way, the next sent when one is answered, or when it is due.
 */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "base/mem.h"
#include "peer.h"

#define EVENTS 64
#define DEPTH_MAX 64
#define DRAIN (30 * USEC_S)

static const char usage[] =
    "usage: peer http|postgres|redis [OPTIONS]     send or ask, then print one JSON object\n"
    "  --ask reads|positions|nearest       what is sent (reads)\n"
    "  --host NAME, --port N, --tls        where to (127.0.0.1)\n"
    "  --way NAME                          how the peer is asked (see peer_NAME.c)\n"
    "  --token T, --path P                 HTTP: bearer token; what is asked\n"
    "  --login WORDS                       PostgreSQL: words of a connection string\n"
    "  --connections N, --depth N          batches under way: N on each of N (16, 1)\n"
    "  --rate N                            batches a second, sent when due (0: as answered)\n"
    "  --warmup S, --seconds S             not measured, then measured (1, 5)\n"
    "  --batch N, --devices N, --plates N, --hits N, --first N     as in load\n";

enum option_id {
    ASK,
    HOST,
    PORT,
    TLS,
    WAY,
    TOKEN,
    PATH,
    LOGIN,
    CONNECTIONS,
    DEPTH,
    RATE,
    WARMUP,
    SECONDS,
    BATCH,
    DEVICES,
    PLATES,
    HITS,
    FIRST
};

static const struct option long_options[] = {
    {"ask", 1, NULL, ASK},
    {"host", 1, NULL, HOST},
    {"port", 1, NULL, PORT},
    {"tls", 0, NULL, TLS},
    {"way", 1, NULL, WAY},
    {"token", 1, NULL, TOKEN},
    {"path", 1, NULL, PATH},
    {"login", 1, NULL, LOGIN},
    {"connections", 1, NULL, CONNECTIONS},
    {"depth", 1, NULL, DEPTH},
    {"rate", 1, NULL, RATE},
    {"warmup", 1, NULL, WARMUP},
    {"seconds", 1, NULL, SECONDS},
    {"batch", 1, NULL, BATCH},
    {"devices", 1, NULL, DEVICES},
    {"plates", 1, NULL, PLATES},
    {"hits", 1, NULL, HITS},
    {"first", 1, NULL, FIRST},
    {NULL, 0, NULL, 0},
};

static const struct {
    const char *name, *path;
    enum load_kind kind; /* of the body's lines */
} asks[PEER_ASKS] = {{"reads", "/api/v1/reads", LOAD_READS},
                     {"positions", "/api/v1/positions", LOAD_POSITIONS},
                     {"nearest", "/api/v1/units/nearest", LOAD_POSITIONS}};

struct conn {
    void *state;
    int fd;
    bool writing;
    usec_t began[DEPTH_MAX]; /* of each under way, oldest first, a ring */
    uint32_t head, n;
};

struct run {
    const struct peer *peer;
    const struct peer_options *o;
    struct load_body *body;
    struct conn *conns;
    int epoll;
    uint64_t next;
    uint32_t under_way;
    usec_t began, measured_from, measured_to;
    struct load_hist took;
    uint64_t batches, sent;  /* answered within the measured time; sent, all in all */
    uint64_t expected, told; /* hits, fixes taken or units named */
};

_Noreturn void peer_die(const char *who, const char *what)
{
    (void)fprintf(stderr, "peer: %s: %s\n", who, what);
    exit(1);
}

static double number(const char *text, double min, double max)
{
    char *end;
    double v = strtod(text, &end);
    if (end == text || *end != '\0' || !(v >= min && v <= max))
        peer_die(text, "out of range");
    return v;
}

static enum peer_ask ask_of(const char *name)
{
    for (int i = 0; i < PEER_ASKS; i++)
        if (strcmp(asks[i].name, name) == 0)
            return (enum peer_ask)i;
    peer_die(name, "ask reads, positions or nearest");
}

static void set_option(struct peer_options *o, int id, const char *v)
{
    switch (id) {
    case ASK: o->ask = ask_of(v); break;
    case HOST: o->host = v; break;
    case PORT: o->port = v; break;
    case TLS: o->tls = true; break;
    case WAY: o->way = v; break;
    case TOKEN: o->token = v; break;
    case PATH: o->path = v; break;
    case LOGIN: o->login = v; break;
    case CONNECTIONS: o->connections = (uint32_t)number(v, 1, 10000); break;
    case RATE: o->rate = number(v, 0, 1e6); break;
    case DEPTH: o->depth = (uint32_t)number(v, 1, DEPTH_MAX); break;
    case WARMUP: o->warmup = (usec_t)(number(v, 0, 3600) * 1e6); break;
    case SECONDS: o->time = (usec_t)(number(v, 0.1, 3600) * 1e6); break;
    case BATCH: o->plan.batch = (uint32_t)number(v, 1, PEER_BATCH_MAX); break;
    case DEVICES: o->plan.devices = (uint32_t)number(v, 1, 100000); break;
    case PLATES: o->plan.plates = (uint32_t)number(v, 0, 2e6); break;
    case HITS: o->plan.hits = (uint32_t)number(v, 0, 1000); break;
    case FIRST: o->first = (uint64_t)number(v, 0, 1e15); break;
    default: (void)fputs(usage, stderr); exit(2);
    }
}

/* What the answer to this batch must tell. */
static uint64_t expected_of(const struct run *r, uint64_t first)
{
    const struct load_plan *p = &r->o->plan;
    if (r->o->ask != PEER_READS)
        return r->o->ask == PEER_POSITIONS ? p->batch : PEER_NEAREST;
    return load_hits(p, first, p->batch);
}

static void send_next(struct run *r, struct conn *c, usec_t began)
{
    struct peer_batch b = {&r->o->plan, r->body, r->next, clock_utc()};
    c->began[(c->head + c->n++) % DEPTH_MAX] = began;
    r->expected += expected_of(r, r->next);
    r->next += r->o->plan.batch;
    r->sent++;
    r->under_way++;
    r->peer->send(c->state, &b);
}

static void answered(struct run *r, struct conn *c)
{
    usec_t now = clock_steady(), began = c->began[c->head++ % DEPTH_MAX];
    c->n--;
    r->under_way--;
    if (now >= r->measured_from && now < r->measured_to) {
        load_hist_add(&r->took, now - began);
        r->batches++;
    }
    if (now < r->measured_to && r->o->rate == 0)
        send_next(r, c, now);
}

static void watch(const struct run *r, struct conn *c, int operation)
{
    bool writing = r->peer->wants_write(c->state);
    if (writing == c->writing && operation == EPOLL_CTL_MOD)
        return;
    c->writing = writing;
    struct epoll_event ev = {.events = writing ? EPOLLIN | EPOLLOUT : EPOLLIN, .data.ptr = c};
    if (epoll_ctl(r->epoll, operation, c->fd, &ev) != 0)
        peer_die("epoll", strerror(errno));
}

/* One that is due waits for the first connection that is free, and its time counts. Returns ms until the next. */
static int send_due(struct run *r)
{
    usec_t now = clock_steady(), due = now + USEC_S / 10;
    for (uint32_t i = 0; i < r->o->connections && r->o->rate > 0; i++) {
        struct conn *c = &r->conns[i];
        due = r->began + (usec_t)((double)r->sent * 1e6 / r->o->rate);
        if (due > now || now >= r->measured_to)
            break;
        if (c->n < r->o->depth) {
            send_next(r, c, due);
            watch(r, c, EPOLL_CTL_MOD);
        }
    }
    return due > now && due < now + USEC_S / 10 ? (int)((due - now) / USEC_MS) + 1 : 100;
}

static void take_events(struct run *r)
{
    struct epoll_event events[EVENTS];
    int n = epoll_wait(r->epoll, events, EVENTS, send_due(r));
    for (int i = 0; i < n; i++) {
        struct conn *c = events[i].data.ptr;
        /* What the last send already brought into the peer's own buffers makes no event. */
        for (unsigned done; (done = r->peer->step(c->state, &r->told)) > 0;)
            for (; done > 0; done--)
                answered(r, c);
        watch(r, c, EPOLL_CTL_MOD);
    }
}

static void run(struct run *r)
{
    r->epoll = epoll_create1(EPOLL_CLOEXEC);
    r->conns = mem_array(r->o->connections, sizeof r->conns[0]);
    for (uint32_t i = 0; i < r->o->connections; i++)
        r->conns[i].state = r->peer->open(r->o, &r->conns[i].fd);
    r->began = clock_steady();
    r->measured_from = r->began + r->o->warmup;
    r->measured_to = r->measured_from + r->o->time;
    for (uint32_t i = 0; i < r->o->connections; i++) {
        for (uint32_t k = 0; k < r->o->depth && r->o->rate == 0; k++)
            send_next(r, &r->conns[i], clock_steady());
        watch(r, &r->conns[i], EPOLL_CTL_ADD);
    }
    while (r->under_way > 0 || (r->o->rate > 0 && clock_steady() < r->measured_to)) {
        take_events(r);
        if (clock_steady() > r->measured_to + DRAIN)
            peer_die(r->peer->name, "batches without an answer");
    }
    for (uint32_t i = 0; i < r->o->connections; i++)
        r->peer->close(r->conns[i].state);
    free(r->conns);
}

static void print_result(const struct run *r)
{
    double s = (double)r->o->time / 1e6;
    uint64_t lines = r->batches * r->o->plan.batch;
    printf(
        "{\"connections\":%u,\"depth\":%u,\"batch\":%u,\"seconds\":%.3f,\"lines\":%llu,"
        "\"lines_per_s\":%.0f,\"p50_us\":%lld,\"p99_us\":%lld,\"max_us\":%lld,\"own_cpu_us\":%lld,"
        "\"all_lines\":%llu,\"expected\":%llu,\"told\":%llu,\"next\":%llu}\n",
        r->o->connections, r->o->depth, r->o->plan.batch, s, (unsigned long long)lines,
        (double)lines / s, (long long)load_hist_at(&r->took, 0.5),
        (long long)load_hist_at(&r->took, 0.99), (long long)r->took.max, (long long)clock_cpu(),
        (unsigned long long)(r->next - r->o->first), (unsigned long long)r->expected,
        (unsigned long long)r->told, (unsigned long long)r->next);
}

int main(int argc, char **argv)
{
    static const struct peer *const peers[] = {&peer_http, &peer_postgres, &peer_redis};
    static struct run r;
    struct peer_options o = {.host = "127.0.0.1",
                             .port = "",
                             .way = "",
                             .token = "",
                             .login = "",
                             .connections = 16,
                             .depth = 1,
                             .warmup = USEC_S,
                             .time = 5 * USEC_S};
    o.plan = (struct load_plan){
        .plates = 1000000, .devices = 1000, .hits = 10, .age_ms = 2000, .batch = 100, .seed = 1};
    for (int id; (id = getopt_long(argc, argv, "", long_options, NULL)) != -1;)
        set_option(&o, id, optarg);
    for (size_t i = 0; i < sizeof peers / sizeof peers[0] && optind + 1 == argc; i++)
        if (strcmp(peers[i]->name, argv[optind]) == 0)
            r.peer = peers[i];
    if (r.peer == NULL) {
        (void)fputs(usage, stderr);
        return 2;
    }
    o.plan.kind = asks[o.ask].kind;
    if (o.ask == PEER_NEAREST_UNITS)
        o.plan.batch = 1;
    if (o.path == NULL)
        o.path = asks[o.ask].path;
    r.o = &o;
    r.next = o.first;
    r.body = load_body_new(&o.plan);
    run(&r);
    load_body_free(r.body);
    print_result(&r);
    return 0;
}
