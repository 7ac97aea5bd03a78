/* SPDX-License-Identifier: Apache-2.0 */
/* POST of NDJSON, or GET with a place, kept alive: Markaz, and the program that shows the limit. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "peer.h"

#define ANSWER_MAX 65536

struct http {
    struct link *link;
    const struct peer_options *o;
    bool busy;
    size_t got;
    char answer[ANSWER_MAX + 1];
};

static void *http_open(const struct peer_options *o, int *fd)
{
    struct http *c = mem_alloc(sizeof *c);
    if (o->depth != 1)
        peer_die("http", "one batch under way on a connection");
    c->o = o;
    c->link = link_open(o, fd);
    return c;
}

static void put_question(struct http *c, uint64_t k)
{
    struct load_place at;
    char *to = link_room(c->link, 1024);
    load_question_at(k, &at);
    int n = snprintf(to, 1024,
                     "GET %s?lat=%.7f&lon=%.7f HTTP/1.1\r\nHost: %s:%s\r\n"
                     "Authorization: Bearer %s\r\n\r\n",
                     c->o->path, at.lat7 / 1e7, at.lon7 / 1e7, c->o->host, c->o->port, c->o->token);
    must(n > 0 && n < 1024);
    link_put(c->link, (size_t)n);
}

static void put_lines(struct http *c, const struct peer_batch *b)
{
    size_t body = load_body_size(b->body);
    char *to = link_room(c->link, 1024 + body);
    int head = snprintf(to, 1024,
                        "POST %s HTTP/1.1\r\nHost: %s:%s\r\nAuthorization: Bearer %s\r\n"
                        "Content-Type: application/x-ndjson\r\nContent-Length: %zu\r\n\r\n",
                        c->o->path, c->o->host, c->o->port, c->o->token, body);
    must(head > 0 && head < 1024);
    load_body_fill(b->body, to + head, b->first, b->now);
    link_put(c->link, (size_t)head + body);
}

static void http_send(void *conn, const struct peer_batch *b)
{
    struct http *c = conn;
    if (c->o->ask == PEER_NEAREST_UNITS)
        put_question(c, b->first);
    else
        put_lines(c, b);
    c->got = 0;
    c->busy = true;
    link_push(c->link);
}

/* Bytes of the whole answer once its head is there, else 0. */
static size_t expected(const struct http *c)
{
    const char *end = strstr(c->answer, "\r\n\r\n");
    const char *length = end != NULL ? strcasestr(c->answer, "\r\ncontent-length:") : NULL;
    return length != NULL ? (size_t)(end - c->answer) + 4 + strtoul(length + 17, NULL, 10) : 0;
}

static uint64_t member(const char *text, const char *name)
{
    const char *at = strstr(text, name);
    return at != NULL ? strtoull(at + strlen(name), NULL, 10) : 0;
}

/* What a whole answer says was done. */
static uint64_t told_by(const struct http *c)
{
    uint64_t n = 0;
    if (strncmp(c->answer, "HTTP/1.1 200", 12) != 0)
        peer_die("http", c->answer);
    if (c->o->ask == PEER_NEAREST_UNITS) {
        for (const char *at = c->answer; (at = strstr(at, "\"reasons\":")) != NULL; at++)
            n++;
        return n;
    }
    n = member(c->answer, "\"accepted\":");
    if (n != c->o->plan.batch)
        peer_die("http", c->answer);
    return c->o->ask == PEER_READS ? member(c->answer, "\"hits\":") : n;
}

static unsigned http_step(void *conn, uint64_t *told)
{
    struct http *c = conn;
    link_push(c->link);
    for (size_t n; (n = link_read(c->link, c->answer + c->got, ANSWER_MAX - c->got)) > 0;) {
        c->got += n;
        c->answer[c->got] = '\0';
        size_t all = expected(c);
        if (c->got == ANSWER_MAX || all > ANSWER_MAX)
            peer_die("http", "a long answer");
        if (all == 0 || c->got < all)
            continue;
        *told += told_by(c);
        c->busy = false;
        return 1;
    }
    return 0;
}

static bool http_wants_write(const void *conn)
{
    return link_waits(((const struct http *)conn)->link);
}

static void http_close(void *conn)
{
    struct http *c = conn;
    link_close(c->link);
    free(c);
}

const struct peer peer_http = {"http",    http_open,        http_send,
                               http_step, http_wants_write, http_close};
