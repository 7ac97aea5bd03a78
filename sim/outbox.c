/* SPDX-License-Identifier: Apache-2.0 */
#include "outbox.h"

#include "base/hash.h"
#include "base/log.h"
#include "base/mem.h"

#define BACKOFF_MAX (15 * USEC_S)
#define BYTES_MAX (4u << 20) /* of one NDJSON post */

void outbox_init(struct outbox *o, struct outbox_queue *queue, const char *token,
                 enum outbox_kind kind, uint32_t max)
{
    memset(o, 0, sizeof(*o));
    o->queue = queue;
    o->token = token;
    o->kind = kind;
    o->max = max;
    o->items = mem_array(max, sizeof(*o->items));
    o->rng = rng_from(random_u64(), 1);
}

static void enqueue(struct outbox *o)
{
    struct outbox_queue *q = o->queue;
    if (o->queued || o->flying || o->n == 0)
        return;
    o->queued = true;
    o->next = NULL;
    if (q->first)
        q->last->next = o;
    else
        q->first = o;
    q->last = o;
}

static struct outbox_item *item_at(const struct outbox *o, uint32_t i)
{
    return &o->items[(o->first + i) % o->max];
}

static void drop_first(struct outbox *o, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        free(item_at(o, i)->body);
    o->n -= n;
    /* An empty one begins anew, so that a ring that is never full keeps touching the same memory. */
    o->first = o->n > 0 ? (o->first + n) % o->max : 0;
}

void outbox_release(struct outbox *o)
{
    drop_first(o, o->n);
    free(o->items);
}

void outbox_clear(struct outbox *o)
{
    for (uint32_t i = o->flying; i < o->n; i++)
        free(item_at(o, i)->body);
    o->n = o->flying;
}

/* Make room by taking out the oldest item that is not on its way. */
static void forget_oldest(struct outbox *o)
{
    must(o->flying < o->n);
    free(item_at(o, o->flying)->body);
    for (uint32_t i = o->flying; i + 1 < o->n; i++)
        *item_at(o, i) = *item_at(o, i + 1);
    o->n--;
    o->dropped++;
}

void outbox_put(struct outbox *o, const char *path, struct str body, uint64_t tag)
{
    if (o->n == o->max && o->flying == o->n)
        return; /* all on their way: this one is the one too many */
    if (o->n == o->max)
        forget_oldest(o);
    struct outbox_item *item = item_at(o, o->n++);
    bool fits = str_copy(item->path, sizeof(item->path), str_c(path));
    must(fits);
    item->body = str_dup(body);
    item->n = body.n;
    item->tag = tag;
    enqueue(o);
}

static bool is_final(long status)
{
    return status >= 200 && status < 500 && status != 401 && status != 408 && status != 425 &&
           status != 429;
}

static void wait_longer(struct outbox *o)
{
    usec_t pause = USEC_S / 2 << (o->failures < 6 ? o->failures : 6);
    pause = pause < BACKOFF_MAX ? pause : BACKOFF_MAX;
    o->failures++;
    o->retry_at = clock_steady() + (usec_t)((double)pause * rng_between(&o->rng, 0.7, 1.3));
}

static void on_done(void *user, const struct client_reply *reply)
{
    struct outbox *o = user;
    uint32_t n = o->flying;
    if (!is_final(reply->status)) {
        o->refused_token = o->refused_token || reply->status == 401;
        o->queue->refused_token = o->queue->refused_token || o->refused_token;
        o->flying = 0;
        wait_longer(o);
        enqueue(o);
        return;
    }
    o->failures = 0;
    if (reply->status >= 300) {
        if (o->refused++ < 3)
            log_warn("outbox", "%s answered %ld: %.*s", item_at(o, 0)->path, reply->status,
                     STR_ARG(reply->body));
    } else {
        o->sent += n;
    }
    if (o->settled && o->kind == OUTBOX_LINES) {
        o->settled(o->user, item_at(o, 0), reply);
    } else if (o->settled) {
        for (uint32_t i = 0; i < n; i++)
            o->settled(o->user, item_at(o, i), reply);
    }
    drop_first(o, n);
    o->flying = 0;
    enqueue(o);
}

static uint32_t join_lines(const struct outbox *o, struct buf *body)
{
    uint32_t n = 0;
    while (n < o->n && n < OUTBOX_LINES_MAX && body->n + item_at(o, n)->n + 1 <= BYTES_MAX) {
        const struct outbox_item *item = item_at(o, n++);
        buf_put(body, item->body, item->n);
        buf_putc(body, '\n');
    }
    must(buf_ok(body) && n > 0);
    return n;
}

static void pump_one(struct outbox *o, usec_t steady)
{
    static const char *const types[] = {[OUTBOX_LINES] = "application/x-ndjson",
                                        [OUTBOX_CALLS] = "application/json",
                                        [OUTBOX_MEDIA] = "image/png"};
    if (o->n == 0 || steady < o->retry_at || !*o->token)
        return;
    const struct outbox_item *item = item_at(o, 0);
    struct buf joined;
    buf_init(&joined, BYTES_MAX);
    struct client_call call = {.method = o->kind == OUTBOX_MEDIA ? "PUT" : "POST",
                               .path = item->path,
                               .token = o->token,
                               .type = types[o->kind],
                               .body = {item->body, item->n},
                               .done = on_done,
                               .user = o};
    uint32_t n = 1;
    if (o->kind == OUTBOX_LINES) {
        n = join_lines(o, &joined);
        call.body = buf_str(&joined);
    }
    if (client_send(o->queue->client, &call))
        o->flying = n;
    buf_release(&joined);
}

void outbox_pump(struct outbox_queue *q, usec_t steady)
{
    struct outbox *o = q->first, *last = q->last;
    q->first = q->last = NULL;
    while (o && client_room(q->client)) {
        struct outbox *next = o->next;
        o->queued = false;
        pump_one(o, steady);
        enqueue(o);
        o = next;
    }
    if (o) { /* those who had no turn come first the next time */
        last->next = q->first;
        q->last = q->first ? q->last : last;
        q->first = o;
    }
}
