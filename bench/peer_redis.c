/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Redis: hash `wanted` (plate to entry), lists `reads` and `hits`. The lines are kept as they came. Three ways:
 *   each    HGET and RPUSH for each read, all in one pipeline; then an RPUSH for each hit
 *   bulk    one HMGET and one RPUSH for the batch; then one RPUSH for its hits
 *   script  the same as bulk inside one Lua script, so one round trip
 */
#include <hiredis/hiredis.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "peer.h"

enum way { EACH, BULK, SCRIPT };

static const char script[] =
    "local n = #ARGV / 2 "
    "local entries = redis.call('HMGET', 'wanted', unpack(ARGV, 1, n)) "
    "redis.call('RPUSH', 'reads', unpack(ARGV, n + 1, 2 * n)) "
    "local hits = {} "
    "for i = 1, n do if entries[i] then hits[#hits + 1] = ARGV[n + i] .. entries[i] end end "
    "if #hits > 0 then redis.call('RPUSH', 'hits', unpack(hits)) end "
    "return #hits";

struct redis {
    struct link *link;
    redisReader *reader;
    enum way way;
    char sha[41];
    uint32_t batch;
    size_t line;
    char *lines;       /* of the batch under way, to write its hits */
    uint32_t expected; /* replies still to come in this round */
    uint32_t seen;     /* replies of the first round so far */
    uint64_t hits;     /* of the batch under way */
    bool second;       /* the round that writes the hits */
    char *hit;         /* lines with their entries, waiting for the second round */
    size_t *hit_n;
    size_t hit_bytes;
};

static void put_text(struct redis *c, const char *text)
{
    size_t n = strlen(text);
    memcpy(link_room(c->link, n), text, n);
    link_put(c->link, n);
}

static void put_bulk(struct redis *c, const char *p, size_t n)
{
    char *to = link_room(c->link, n + 32);
    int head = snprintf(to, 24, "$%zu\r\n", n);
    memcpy(to + head, p, n);
    memcpy(to + head + n, "\r\n", 2);
    link_put(c->link, (size_t)head + n + 2);
}

static void put_head(struct redis *c, uint32_t args, const char *command)
{
    char text[64];
    (void)snprintf(text, sizeof text, "*%u\r\n", args);
    put_text(c, text);
    put_bulk(c, command, strlen(command));
}

static redisReply *next_reply(struct redis *c)
{
    redisReply *r = NULL;
    if (redisReaderGetReply(c->reader, (void **)&r) != REDIS_OK)
        peer_die("redis", c->reader->errstr);
    if (r != NULL && r->type == REDIS_REPLY_ERROR)
        peer_die("redis", r->str);
    return r;
}

static void feed(struct redis *c)
{
    char text[16384];
    size_t n;
    while ((n = link_read(c->link, text, sizeof text)) > 0)
        if (redisReaderFeed(c->reader, text, n) != REDIS_OK)
            peer_die("redis", c->reader->errstr);
}

static void load_script(struct redis *c)
{
    redisReply *r = NULL;
    put_head(c, 3, "SCRIPT");
    put_bulk(c, "LOAD", 4);
    put_bulk(c, script, sizeof script - 1);
    while (r == NULL) {
        link_push(c->link);
        feed(c);
        r = next_reply(c);
    }
    if (r->type != REDIS_REPLY_STRING || r->len != 40)
        peer_die("redis", "SCRIPT LOAD answers otherwise");
    memcpy(c->sha, r->str, 41);
    freeReplyObject(r);
}

static void *redis_open(const struct peer_options *o, int *fd)
{
    struct redis *c = mem_alloc(sizeof *c);
    static const char *const ways[] = {"each", "bulk", "script"};
    while (strcmp(ways[c->way], o->way) != 0)
        if (++c->way > SCRIPT)
            peer_die("redis", "the ways are each, bulk and script");
    if (o->ask != PEER_READS)
        peer_die("redis", "it is asked for reads alone");
    if (o->depth != 1)
        peer_die("redis", "one batch under way on a connection");
    c->batch = o->plan.batch;
    c->lines = mem_array(c->batch, PEER_LINE_MAX);
    c->hit = mem_array(c->batch, 2 * PEER_LINE_MAX);
    c->hit_n = mem_array(c->batch, sizeof c->hit_n[0]);
    c->reader = redisReaderCreate();
    must(c->reader != NULL);
    c->link = link_open(o, fd);
    if (c->way == SCRIPT)
        load_script(c);
    return c;
}

static void put_each(struct redis *c, char (*plates)[LOAD_PLATE])
{
    for (uint32_t i = 0; i < c->batch; i++) {
        put_head(c, 3, "HGET");
        put_bulk(c, "wanted", 6);
        put_bulk(c, plates[i], LOAD_PLATE);
        put_head(c, 3, "RPUSH");
        put_bulk(c, "reads", 5);
        put_bulk(c, c->lines + i * c->line, c->line - 1);
    }
}

static void put_together(struct redis *c, char (*plates)[LOAD_PLATE])
{
    if (c->way == SCRIPT) {
        put_head(c, 3 + 2 * c->batch, "EVALSHA");
        put_bulk(c, c->sha, 40);
        put_bulk(c, "0", 1);
    } else {
        put_head(c, 2 + c->batch, "HMGET");
        put_bulk(c, "wanted", 6);
    }
    for (uint32_t i = 0; i < c->batch; i++)
        put_bulk(c, plates[i], LOAD_PLATE);
    if (c->way == BULK) {
        put_head(c, 2 + c->batch, "RPUSH");
        put_bulk(c, "reads", 5);
    }
    for (uint32_t i = 0; i < c->batch; i++)
        put_bulk(c, c->lines + i * c->line, c->line - 1);
}

static void redis_send(void *conn, const struct peer_batch *b)
{
    struct redis *c = conn;
    static char plates[PEER_BATCH_MAX][LOAD_PLATE];
    c->line = load_body_size(b->body) / c->batch;
    must(c->line <= PEER_LINE_MAX);
    load_body_fill(b->body, c->lines, b->first, b->now);
    for (uint32_t i = 0; i < c->batch; i++) {
        struct load_read r;
        load_read_at(b->plan, b->first + i, &r);
        memcpy(plates[i], r.plate, LOAD_PLATE);
    }
    c->second = false;
    c->seen = 0;
    c->hits = c->hit_bytes = 0;
    if (c->way == EACH)
        put_each(c, plates);
    else
        put_together(c, plates);
    c->expected = c->way == EACH ? 2 * c->batch : c->way == BULK ? 2 : 1;
    link_push(c->link);
}

/* Read i is wanted: its line and the entry, for the second round. */
static void keep_hit(struct redis *c, uint32_t i, const redisReply *entry)
{
    size_t n = c->line - 1;
    must((size_t)entry->len < PEER_LINE_MAX);
    memcpy(c->hit + c->hit_bytes, c->lines + i * c->line, n);
    memcpy(c->hit + c->hit_bytes + n, entry->str, (size_t)entry->len);
    c->hit_n[c->hits++] = n + (size_t)entry->len;
    c->hit_bytes += n + (size_t)entry->len;
}

static void take_reply(struct redis *c, const redisReply *r)
{
    if (c->way == SCRIPT) {
        c->hits = (uint64_t)r->integer;
        return;
    }
    if (c->second)
        return;
    if (c->way == EACH && r->type == REDIS_REPLY_STRING)
        keep_hit(c, c->seen / 2, r);
    for (size_t i = 0; r->type == REDIS_REPLY_ARRAY && i < r->elements; i++)
        if (r->element[i]->type == REDIS_REPLY_STRING)
            keep_hit(c, (uint32_t)i, r->element[i]);
    c->seen++;
}

static void send_hits(struct redis *c)
{
    const char *at = c->hit;
    c->second = true;
    c->expected = c->way == EACH ? (uint32_t)c->hits : 1;
    for (uint64_t i = 0; i < c->hits; at += c->hit_n[i++]) {
        if (c->way == EACH || i == 0) {
            put_head(c, 2 + (c->way == EACH ? 1 : (uint32_t)c->hits), "RPUSH");
            put_bulk(c, "hits", 4);
        }
        put_bulk(c, at, c->hit_n[i]);
    }
    link_push(c->link);
}

static unsigned redis_step(void *conn, uint64_t *hits)
{
    struct redis *c = conn;
    link_push(c->link);
    feed(c);
    for (redisReply *r; c->expected > 0 && (r = next_reply(c)) != NULL;) {
        take_reply(c, r);
        freeReplyObject(r);
        if (--c->expected > 0)
            continue;
        if (c->way == SCRIPT || c->second || c->hits == 0) {
            *hits += c->hits;
            return 1;
        }
        send_hits(c);
    }
    return 0;
}

static bool redis_wants_write(const void *conn)
{
    return link_waits(((const struct redis *)conn)->link);
}

static void redis_close(void *conn)
{
    struct redis *c = conn;
    link_close(c->link);
    redisReaderFree(c->reader);
    free(c->lines);
    free(c->hit);
    free(c->hit_n);
    free(c);
}

const struct peer peer_redis = {"redis",    redis_open,        redis_send,
                                redis_step, redis_wants_write, redis_close};
