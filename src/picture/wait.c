/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pictures that were asked of cameras and have neither come nor failed, the longest asked first. Who looks for them does it many
 * times a second, and of a day's pictures next to none still wait. What was never answered stays until it is deleted, at the
 * beginning of the list, where nobody looks who says since when.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "picture/picture_priv.h"

static const struct snapshot *snapshot_of(const struct entity *en)
{
    return en->rec;
}

static bool belongs(const struct entity *en)
{
    return en->kind == KIND_SNAPSHOT && snapshot_of(en)->stored_at == 0 &&
           snapshot_of(en)->failed.n == 0;
}

static bool before(const struct entity *x, const struct entity *y)
{
    usec_t a = snapshot_of(x)->asked_at, b = snapshot_of(y)->asked_at;
    return a != b ? a < b : str_cmp(x->id, y->id) < 0;
}

static int in_order(const void *x, const void *y)
{
    const struct entity *a = *(struct entity *const *)x, *b = *(struct entity *const *)y;
    return before(b, a) - before(a, b);
}

static void append(struct picture *p, struct entity *en)
{
    if (p->nwaiting == p->waiting_cap) {
        p->waiting_cap = p->waiting_cap > 0 ? p->waiting_cap * 2 : 16;
        p->waiting = mem_resize(p->waiting, p->waiting_cap, sizeof p->waiting[0]);
    }
    p->waiting[p->nwaiting++] = en;
}

void wait_add(struct picture *p, struct entity *en)
{
    if (!belongs(en))
        return;
    append(p, en);
    /* From the end: what was asked for last is added last. */
    uint32_t i = p->nwaiting - 1;
    for (; i > 0 && before(en, p->waiting[i - 1]); i--)
        p->waiting[i] = p->waiting[i - 1];
    p->waiting[i] = en;
}

void wait_remove(struct picture *p, const struct entity *en)
{
    if (!belongs(en))
        return;
    uint32_t i = 0, end = p->nwaiting;
    while (i < end) {
        uint32_t mid = i + (end - i) / 2;
        if (before(p->waiting[mid], en))
            i = mid + 1;
        else
            end = mid;
    }
    must(i < p->nwaiting && p->waiting[i] == en);
    memmove(&p->waiting[i], &p->waiting[i + 1], (--p->nwaiting - i) * sizeof p->waiting[0]);
}

void wait_finish(struct picture *p)
{
    const struct kind_store *ks = &p->kinds[KIND_SNAPSHOT];
    for (uint32_t i = 0; i < ks->n; i++)
        if (belongs(ks->v[i]))
            append(p, ks->v[i]);
    if (p->nwaiting > 0)
        qsort(p->waiting, p->nwaiting, sizeof p->waiting[0], in_order);
}

void wait_check(const struct picture *p)
{
    const struct kind_store *ks = &p->kinds[KIND_SNAPSHOT];
    uint32_t n = 0;
    for (uint32_t i = 0; i < ks->n; i++)
        n += belongs(ks->v[i]);
    must(n == p->nwaiting);
    /* As many, each of them one of these, and by the strict order none twice: the same. */
    for (uint32_t i = 0; i < n; i++) {
        const struct entity *en = p->waiting[i];
        must(en->slot < ks->n && ks->v[en->slot] == en && belongs(en));
        must(i == 0 || before(p->waiting[i - 1], en));
    }
}

const struct entity *const *picture_waiting(const struct picture *p, usec_t since, uint32_t *n)
{
    must(!p->unfinished);
    uint32_t i = p->nwaiting;
    while (i > 0 && snapshot_of(p->waiting[i - 1])->asked_at > since)
        i--;
    *n = p->nwaiting - i;
    return *n > 0 ? (const struct entity *const *)&p->waiting[i] : NULL;
}
