/* SPDX-License-Identifier: Apache-2.0 */
/* Timers: a binary heap over the entities' wake_at. Being a folded field, a timer survives a restart by itself. */
#include "base/mem.h"
#include "picture/picture_priv.h"

usec_t timer_due(const struct entity *en)
{
    const struct kind_info *k = &kind_table[en->kind];
    return k->wake_bit < 0 ? 0
                           : *(const int64_t *)(const void *)((const char *)en->rec + k->wake_off);
}

static void place(struct picture *p, uint32_t i, struct timer t)
{
    p->timers[i] = t;
    t.en->timer = i + 1;
}

static void sift_up(struct picture *p, uint32_t i)
{
    struct timer t = p->timers[i];
    while (i > 0 && p->timers[(i - 1) / 2].due > t.due) {
        place(p, i, p->timers[(i - 1) / 2]);
        i = (i - 1) / 2;
    }
    place(p, i, t);
}

static void sift_down(struct picture *p, uint32_t i)
{
    struct timer t = p->timers[i];
    for (;;) {
        uint32_t child = 2 * i + 1;
        if (child >= p->ntimers)
            break;
        if (child + 1 < p->ntimers && p->timers[child + 1].due < p->timers[child].due)
            child++;
        if (p->timers[child].due >= t.due)
            break;
        place(p, i, p->timers[child]);
        i = child;
    }
    place(p, i, t);
}

void timer_remove(struct picture *p, struct entity *en)
{
    if (en->timer == 0)
        return;
    uint32_t i = en->timer - 1;
    en->timer = 0;
    struct timer last = p->timers[--p->ntimers];
    if (last.en == en)
        return;
    place(p, i, last);
    sift_up(p, i);
    sift_down(p, last.en->timer - 1);
}

void timer_update(struct picture *p, struct entity *en)
{
    timer_remove(p, en);
    if (timer_due(en) == 0)
        return;
    if (p->ntimers == p->timers_cap) {
        p->timers_cap = p->timers_cap > 0 ? p->timers_cap * 2 : 64;
        p->timers = mem_resize(p->timers, p->timers_cap, sizeof p->timers[0]);
    }
    place(p, p->ntimers++, (struct timer){timer_due(en), en});
    sift_up(p, p->ntimers - 1);
}

const struct entity *picture_next_wake(const struct picture *p, usec_t *due)
{
    must(!p->unfinished);
    if (p->ntimers == 0)
        return NULL;
    *due = p->timers[0].due;
    return p->timers[0].en;
}
