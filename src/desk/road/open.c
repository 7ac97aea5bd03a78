/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which vehicles are being followed: an index of the picture's hits and violations by vehicle, and
 * the working copies of those that the decision under way has changed.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "desk/road/road_priv.h"

#define WORK_BUCKETS 1024u

void road_opens_init(struct road_opens *o)
{
    *o = (struct road_opens){.nbuckets = 1024};
    o->buckets = mem_array(o->nbuckets, sizeof o->buckets[0]);
    map_init(&o->by_id);
}

void road_opens_release(struct road_opens *o)
{
    for (uint32_t i = 0; i < o->nbuckets; i++)
        for (struct road_open *x = o->buckets[i], *next; x != NULL; x = next) {
            next = x->next;
            free(x);
        }
    free(o->buckets);
    map_release(&o->by_id);
}

static struct road_open **bucket(const struct road_opens *o, uint64_t key)
{
    return &o->buckets[key & (o->nbuckets - 1)];
}

static void grow(struct road_opens *o)
{
    struct road_opens bigger = *o;
    bigger.nbuckets = o->nbuckets * 2;
    bigger.buckets = mem_array(bigger.nbuckets, sizeof bigger.buckets[0]);
    for (uint32_t i = 0; i < o->nbuckets; i++)
        for (struct road_open *x = o->buckets[i], *next; x != NULL; x = next) {
            next = x->next;
            struct road_open **b = bucket(&bigger, x->key);
            x->next = *b;
            *b = x;
        }
    free(o->buckets);
    *o = bigger;
}

void road_opens_add(struct road_opens *o, enum kind kind, struct str id, uint64_t key)
{
    road_opens_del(o, id);
    if (o->n >= o->nbuckets)
        grow(o);
    struct road_open *x = mem_alloc(sizeof *x), **b = bucket(o, key);
    (void)str_copy(x->text, sizeof x->text, id);
    x->id = (struct str){x->text, id.n};
    x->kind = kind;
    x->key = key;
    x->next = *b;
    *b = x;
    map_set(&o->by_id, x->id, x);
    o->n++;
}

void road_opens_del(struct road_opens *o, struct str id)
{
    struct road_open *x = map_del(&o->by_id, id);
    if (x == NULL)
        return;
    struct road_open **at = bucket(o, x->key);
    while (*at != x)
        at = &(*at)->next;
    *at = x->next;
    free(x);
    o->n--;
}

const struct road_open *road_opens_find(const struct road_opens *o, uint64_t key,
                                        const struct road_open *after)
{
    const struct road_open *x = after != NULL ? after->next : *bucket(o, key);
    while (x != NULL && x->key != key)
        x = x->next;
    return x;
}

void road_opens_expect(const struct road_opens *o, uint64_t key)
{
    __builtin_prefetch(bucket(o, key));
}

void road_opens_near(const struct road_opens *o, uint64_t key)
{
    const struct road_open *first = *bucket(o, key);
    if (first != NULL)
        __builtin_prefetch(first);
}

void road_work_begin(struct road_work *w, struct desk_state *s, struct decision *d)
{
    CHECK_OBJ(s, ROAD_MAGIC);
    *w = (struct road_work){.s = s, .d = d};
    map_init(&w->asked);
    map_init(&w->told);
}

void road_work_end(struct road_work *w)
{
    map_release(&w->asked);
    map_release(&w->told);
}

struct road_subject *road_subject_new(struct road_work *w, enum kind kind, struct str id,
                                      uint64_t key)
{
    if (w->buckets == NULL)
        w->buckets = arena_alloc(w->d->arena, WORK_BUCKETS * sizeof w->buckets[0]);
    struct road_subject *sub = arena_alloc(w->d->arena, sizeof *sub);
    struct road_subject **b = &w->buckets[key & (WORK_BUCKETS - 1)];
    sub->kind = kind;
    sub->id = arena_str(w->d->arena, id);
    sub->key = key;
    sub->heading10 = sub->kmh10 = GEO_AHEAD_UNKNOWN;
    sub->sure = true;
    sub->next = *b;
    *b = sub;
    if (w->last != NULL)
        w->last->younger = sub;
    else
        w->first = sub;
    w->last = sub;
    return sub;
}

static struct road_subject *in_work(const struct road_work *w, uint64_t key, struct str id)
{
    struct road_subject *sub = w->buckets != NULL ? w->buckets[key & (WORK_BUCKETS - 1)] : NULL;
    while (sub != NULL && !str_eq(sub->id, id))
        sub = sub->next;
    return sub;
}

static struct road_subject *copy_of(struct road_work *w, const struct entity *en, uint64_t key)
{
    struct road_subject *sub = in_work(w, key, en->id);
    if (sub != NULL)
        return sub;
    sub = road_subject_new(w, en->kind, en->id, key);
    if (en->kind == KIND_HIT) {
        sub->hit = *(const struct hit *)en->rec;
        /* What is not in the record: a heading alone says that the vehicle moves. */
        if ((sub->hit.has & BIT(F_HIT_HEADING)) != 0) {
            sub->heading10 = (int)sub->hit.heading;
            sub->kmh10 = (sub->hit.has & BIT(F_HIT_SPEED_KMH)) != 0 ? (int)sub->hit.speed_kmh : 300;
        }
    } else {
        sub->violation = *(const struct violation *)en->rec;
        if ((sub->violation.has & BIT(F_VIOLATION_HEADING)) != 0) {
            sub->heading10 = (int)sub->violation.heading;
            sub->kmh10 = (sub->violation.has & BIT(F_VIOLATION_SPEED_KMH)) != 0
                             ? (int)sub->violation.speed_kmh
                             : 300;
        }
    }
    return sub;
}

struct road_subject *road_subject_of(struct road_work *w, const struct entity *en)
{
    struct str region, plate;
    if (en->kind == KIND_HIT) {
        const struct hit *h = en->rec;
        region = h->region;
        plate = h->plate;
    } else {
        const struct violation *v = en->rec;
        region = v->region;
        plate = v->plate;
    }
    return copy_of(w, en, road_key(region, plate));
}

static bool same_text(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || strncasecmp(a.p, b.p, a.n) == 0);
}

static bool is_hit(const struct road_subject *sub, struct str region, struct str plate,
                   struct str source)
{
    return sub->kind == KIND_HIT && sub->hit.state != HIT_STATE_EXPIRED &&
           str_eq(sub->hit.plate, plate) && same_text(sub->hit.region, region) &&
           (source.n == 0 || str_eq(road_source_of(sub->hit.entry), source));
}

static bool is_violation(const struct road_subject *sub, struct str region, struct str plate)
{
    return sub->kind == KIND_VIOLATION && str_eq(sub->violation.plate, plate) &&
           same_text(sub->violation.region, region);
}

/* All of this vehicle become working copies; the one that is asked for is then among them. */
static void bring_in(struct road_work *w, uint64_t key)
{
    const struct road_open *x = NULL;
    while ((x = road_opens_find(&w->s->opens, key, x)) != NULL) {
        const struct entity *en = picture_find(w->d->picture, x->kind, x->id);
        if (en != NULL)
            (void)copy_of(w, en, key);
    }
}

struct road_subject *road_subject_hit(struct road_work *w, uint64_t key, struct str region,
                                      struct str plate, struct str source)
{
    bring_in(w, key);
    struct road_subject *sub = w->buckets != NULL ? w->buckets[key & (WORK_BUCKETS - 1)] : NULL;
    while (sub != NULL && !is_hit(sub, region, plate, source))
        sub = sub->next;
    return sub;
}

struct road_subject *road_subject_violation(struct road_work *w, uint64_t key, struct str region,
                                            struct str plate)
{
    bring_in(w, key);
    struct road_subject *sub = w->buckets != NULL ? w->buckets[key & (WORK_BUCKETS - 1)] : NULL;
    while (sub != NULL && !is_violation(sub, region, plate))
        sub = sub->next;
    return sub;
}

struct str road_subject_ref(struct road_work *w, const struct road_subject *sub)
{
    return decision_ref(w->d, sub->kind, sub->id);
}

struct str road_source_of(struct str entry)
{
    if (str_starts(entry, STR("entry/")))
        return entry;
    size_t n = entry.n;
    while (n > 0 && entry.p[n - 1] != ':')
        n--;
    return (struct str){entry.p, n > 0 ? n - 1 : entry.n};
}

struct str road_actor(const struct decision *d)
{
    struct str id = str_c(d->who->id), rest = id;
    struct str kind = str_cut(&rest, '/');
    return rest.n > 0 && kind.n > 0 ? rest : id;
}
