/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Answers given before, by idempotency key. Folded from events like everything else, so a resend after a restart gets the
 * answer it would have got. Forgotten 48 h later by the time of events, not of the clock, and beyond a number the oldest first: replay forgets alike.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "picture/picture_priv.h"

void once_put(struct picture *p, struct str key, struct str answer, uint64_t seq, usec_t at)
{
    struct once *o = mem_alloc(sizeof *o + key.n + answer.n);
    char *text = (char *)(o + 1);
    memcpy(text, key.p, key.n);
    if (answer.n > 0)
        memcpy(text + key.n, answer.p, answer.n);
    o->key = (struct str){text, key.n};
    o->answer = (struct str){text + key.n, answer.n};
    o->seq = seq;
    o->at = at;
    if (p->once_last != NULL)
        p->once_last->next = o;
    else
        p->once_first = o;
    p->once_last = o;
    p->once_count++;
    if (!p->unfinished)
        map_set(&p->once, o->key, o);
}

void once_finish(struct picture *p)
{
    map_reserve(&p->once, p->once_count);
    for (struct once *o = p->once_first; o != NULL; o = o->next)
        map_set(&p->once, o->key, o);
}

static void drop_first(struct picture *p)
{
    struct once *o = p->once_first;
    if (p->saving != NULL)
        saving_once(p, o);
    p->once_count--;
    p->once_first = o->next;
    if (p->once_first == NULL)
        p->once_last = NULL;
    if (!p->unfinished && map_get(&p->once, o->key) == o)
        map_del(&p->once, o->key);
    free(o);
}

void once_fold(struct picture *p, const struct event *ev)
{
    while (p->once_first != NULL && (p->once_first->at + PICTURE_ONCE_LIFE < ev->recorded ||
                                     p->once_count >= PICTURE_ONCE_MAX))
        drop_first(p);
    once_put(p, ev->once, ev->answer, ev->seq, ev->recorded);
}

static bool is_target(const struct erasure *x, uint64_t seq)
{
    uint32_t from = 0, to = x->n;
    while (from < to) {
        uint32_t mid = from + (to - from) / 2;
        if (x->targets[mid].seq < seq)
            from = mid + 1;
        else
            to = mid;
    }
    return from < x->n && x->targets[from].seq == seq;
}

void once_erase(struct picture *p, const struct erasure *x)
{
    struct once **at = &p->once_first, *before = NULL;
    for (struct once *o; (o = *at) != NULL;) {
        if (!is_target(x, o->seq)) {
            before = o;
            at = &o->next;
            continue;
        }
        if (p->saving != NULL)
            saving_once(p, o);
        *at = o->next;
        if (p->once_last == o)
            p->once_last = before;
        p->once_count--;
        if (!p->unfinished && map_get(&p->once, o->key) == o)
            map_del(&p->once, o->key);
        explicit_bzero(o + 1, o->key.n + o->answer.n);
        free(o);
    }
}

void once_release(struct picture *p)
{
    while (p->once_first != NULL)
        drop_first(p);
    map_release(&p->once);
}

bool picture_once(const struct picture *p, struct str key, struct str *answer, uint64_t *seq)
{
    must(!p->unfinished);
    const struct once *o = map_get(&p->once, key);
    if (o == NULL || o->at + PICTURE_ONCE_LIFE < p->time)
        return false;
    *answer = o->answer;
    *seq = o->seq;
    return true;
}
