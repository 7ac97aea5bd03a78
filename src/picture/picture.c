/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "picture/picture_priv.h"

struct picture *picture_new(void)
{
    struct picture *p = mem_alloc(sizeof *p);
    p->magic = PICTURE_MAGIC;
    for (int k = 0; k < KIND_COUNT; k++)
        map_init(&p->kinds[k].by_id);
    map_init(&p->once);
    p->places = places_new();
    index_init(p);
    return p;
}

struct picture *picture_new_unfinished(void)
{
    struct picture *p = picture_new();
    p->unfinished = true;
    return p;
}

static void entity_free(struct entity *en)
{
    record_release(kind_table[en->kind].record, en->rec, en->block);
    free(en->rec);
    free(en);
}

void picture_free(struct picture *p)
{
    if (p == NULL)
        return;
    CHECK_OBJ(p, PICTURE_MAGIC);
    index_release(p);
    once_release(p);
    for (int k = 0; k < KIND_COUNT; k++) {
        for (uint32_t i = 0; i < p->kinds[k].n; i++)
            entity_free(p->kinds[k].v[i]);
        free(p->kinds[k].v);
        map_release(&p->kinds[k].by_id);
    }
    picture_save_end(p);
    free(p->timers);
    free(p->waiting);
    places_free(p->places);
    p->magic = 0;
    free(p);
}

struct entity *entity_new(struct picture *p, enum kind kind, struct map_key id, uint64_t first,
                          const void *patch)
{
    struct kind_store *ks = &p->kinds[kind];
    struct entity *en = mem_alloc(sizeof *en + id.text.n + 1);
    char *own_id = (char *)(en + 1);
    memcpy(own_id, id.text.p, id.text.n);
    en->kind = kind;
    en->first = first;
    en->id = (struct str){own_id, id.text.n};
    en->rec = record_new(kind_table[kind].record, patch, first, &en->block);
    if (ks->n == ks->cap) {
        ks->cap = ks->cap > 0 ? ks->cap * 2 : 16;
        ks->v = mem_resize(ks->v, ks->cap, sizeof ks->v[0]);
    }
    en->slot = ks->n;
    ks->v[ks->n++] = en;
    map_set_key(&ks->by_id, (struct map_key){en->id, id.hash}, en);
    return en;
}

static void entity_end(struct picture *p, struct entity *en)
{
    struct kind_store *ks = &p->kinds[en->kind];
    if (!p->unfinished) {
        index_remove(p, en, ks->index_bits);
        timer_remove(p, en);
        wait_remove(p, en);
    }
    p->hash -= en->hash;
    map_del(&ks->by_id, en->id);
    struct entity *last = ks->v[--ks->n];
    ks->v[en->slot] = last;
    last->slot = en->slot;
    entity_free(en);
}

void entity_rehash(struct picture *p, struct entity *en)
{
    uint64_t start = (uint64_t)en->kind * UINT64_C(0x100000001b3);
    for (size_t i = 0; i < en->id.n; i++)
        start = (start ^ (uint8_t)en->id.p[i]) * UINT64_C(0x100000001b3);
    p->hash -= en->hash;
    en->hash = record_hash(kind_table[en->kind].record, en->rec, start ^ (en->seq << 20));
    p->hash += en->hash;
}

/* `en`: NULL: it begins. */
static void entity_set(struct picture *p, struct entity *en, struct map_key id,
                       const struct event *ev)
{
    enum kind kind = event_kind(ev);
    uint64_t has = *(const uint64_t *)ev->data;
    uint64_t indexed = p->unfinished ? 0 : has & p->kinds[kind].index_bits;
    if (en == NULL) {
        en = entity_new(p, kind, id, ev->seq, ev->data);
    } else {
        index_remove(p, en, indexed);
        if (!p->unfinished)
            wait_remove(p, en);
        record_merge(kind_table[kind].record, en->rec, en->block, ev->data, ev->seq);
    }
    en->seq = ev->seq;
    if (p->unfinished) {
        p->hash -= en->hash;
        en->hash = 0;
        return;
    }
    index_add(p, en, indexed);
    wait_add(p, en);
    int wake = kind_table[kind].wake_bit;
    if (wake >= 0 && (has & BIT(wake)) != 0)
        timer_update(p, en);
    entity_rehash(p, en);
}

void picture_apply(struct picture *p, const struct event *ev)
{
    CHECK_OBJ(p, PICTURE_MAGIC);
    must(ev->seq == p->seq + 1);
    p->seq = ev->seq;
    p->time = ev->recorded;
    enum kind kind = event_kind(ev);
    struct kind_store *ks = &p->kinds[kind];
    if (kind == KIND_AREA)
        places_changed(p->places);
    struct map_key id = event_key(ev);
    struct entity *en = map_get_key(&ks->by_id, id);
    bool ends = event_table[ev->type].mode == EVENT_ENDS;
    if (en == NULL && ends)
        return;
    if (en != NULL && p->saving != NULL)
        saving_entity(p, en);
    if (ends)
        entity_end(p, en);
    else
        entity_set(p, en, id, ev);
    if (ev->once.n > 0)
        once_fold(p, ev);
    if (ev->erasure != NULL)
        erase_fold(p, ev->erasure);
}

void picture_hash_changed(struct picture *p)
{
    for (int k = 0; k < KIND_COUNT; k++)
        for (uint32_t i = 0; i < p->kinds[k].n; i++)
            if (p->kinds[k].v[i]->hash == 0)
                entity_rehash(p, p->kinds[k].v[i]);
}

void picture_finish(struct picture *p)
{
    CHECK_OBJ(p, PICTURE_MAGIC);
    if (!p->unfinished)
        return;
    p->unfinished = false;
    picture_hash_changed(p);
    for (int k = 0; k < KIND_COUNT; k++)
        for (uint32_t i = 0; i < p->kinds[k].n; i++) {
            struct entity *en = p->kinds[k].v[i];
            index_add(p, en, p->kinds[k].index_bits & *(const uint64_t *)en->rec);
            timer_update(p, en);
        }
    wait_finish(p);
    once_finish(p);
}

uint64_t picture_seq(const struct picture *p)
{
    return p->seq;
}

usec_t picture_time(const struct picture *p)
{
    return p->time;
}

uint64_t picture_hash(const struct picture *p)
{
    return p->hash;
}

const struct entity *picture_find(const struct picture *p, enum kind kind, struct str id)
{
    return map_get(&p->kinds[kind].by_id, id);
}

const void *picture_get(const struct picture *p, enum kind kind, struct str id)
{
    const struct entity *en = picture_find(p, kind, id);
    return en != NULL ? en->rec : NULL;
}

const void *picture_get_key(const struct picture *p, enum kind kind, struct map_key id)
{
    const struct entity *en = map_get_key(&p->kinds[kind].by_id, id);
    return en != NULL ? en->rec : NULL;
}

void picture_expect(const struct picture *p, enum kind kind, struct map_key id)
{
    map_expect(&p->kinds[kind].by_id, id);
}

void picture_near(const struct picture *p, enum kind kind, struct map_key id)
{
    map_near(&p->kinds[kind].by_id, id);
}

uint32_t picture_count(const struct picture *p, enum kind kind)
{
    return p->kinds[kind].n;
}

const struct entity *picture_at(const struct picture *p, enum kind kind, uint32_t i)
{
    return i < p->kinds[kind].n ? p->kinds[kind].v[i] : NULL;
}

bool picture_area_within(const struct picture *p, struct str area, struct str within)
{
    if (within.n == 0)
        return true;
    for (int level = 0; level < 8 && area.n > 0; level++) {
        if (str_eq(area, within))
            return true;
        const struct area *a = picture_get(p, KIND_AREA, area);
        area = a != NULL ? a->parent : STR_NONE;
    }
    return false;
}

void picture_check(const struct picture *p)
{
    uint64_t sum = 0;
    uint32_t timers = 0;
    must(!p->unfinished);
    for (int k = 0; k < KIND_COUNT; k++) {
        const struct kind_store *ks = &p->kinds[k];
        must(ks->by_id.n == ks->n);
        for (uint32_t i = 0; i < ks->n; i++) {
            const struct entity *en = ks->v[i];
            must(en->slot == i && map_get(&ks->by_id, en->id) == en && en->seq >= en->first &&
                 en->seq <= p->seq);
            sum += en->hash;
            must((timer_due(en) != 0) == (en->timer != 0));
            timers += en->timer != 0;
            must(en->timer == 0 || (p->timers[en->timer - 1].en == en &&
                                    p->timers[en->timer - 1].due == timer_due(en)));
        }
    }
    must(sum == p->hash && timers == p->ntimers);
    wait_check(p);
    for (uint32_t i = 1; i < p->ntimers; i++)
        must(p->timers[(i - 1) / 2].due <= p->timers[i].due);
}
