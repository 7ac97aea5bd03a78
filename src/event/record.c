/* SPDX-License-Identifier: Apache-2.0 */
#include "event/record.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

int enum_find(const struct enum_table *t, struct str name)
{
    for (int i = 0; i < t->count; i++)
        if (str_eq(t->names[i], name))
            return i;
    return -1;
}

enum kind kind_find(struct str name)
{
    for (int i = 0; i < KIND_COUNT; i++)
        if (str_eq(kind_table[i].name, name))
            return (enum kind)i;
    return KIND_COUNT;
}

/* Types are looked up for every event of a replay: an open table by a cheap hash of the name, filled at first use. */
static uint16_t type_slots[1024];

__attribute__((constructor)) static void fill_type_slots(void);

static uint32_t type_hash(struct str s)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (uint8_t)s.p[i]) * 16777619u;
    return (h ^ (h >> 15)) & 1023;
}

static void fill_type_slots(void)
{
    for (int i = 0; i < EV_COUNT; i++) {
        uint32_t at = type_hash(event_table[i].name);
        while (type_slots[at] != 0)
            at = (at + 1) & 1023;
        type_slots[at] = (uint16_t)(i + 1);
    }
}

enum event_type event_type_find(struct str name)
{
    for (uint32_t at = type_hash(name); type_slots[at] != 0; at = (at + 1) & 1023)
        if (str_eq(event_table[type_slots[at] - 1].name, name))
            return (enum event_type)(type_slots[at] - 1);
    return EV_COUNT;
}

int topic_find(struct str name)
{
    for (int i = 0; i < TOPIC_COUNT; i++)
        if (str_eq(topic_names[i], name))
            return i;
    return -1;
}

/*
 * Fields are looked up for every key of every line: one open table over all records, by the record and four bytes of the
 * name, filled before main. Half empty at most, so a look-up ends soon.
 */
#define FIELD_SLOTS 4096u

static struct field_slot {
    const struct record *rec;
    const struct field *field; /* NULL: free */
    size_t n;                  /* length of its name */
} field_slots[FIELD_SLOTS];

static uint32_t field_hash(const struct record *rec, struct str s)
{
    uint32_t a = (uint8_t)s.p[0], b = (uint8_t)s.p[s.n / 2], c = (uint8_t)s.p[s.n - 1];
    uint32_t h = (a | b << 8 | c << 16 | (uint32_t)s.n << 24) ^ (uint32_t)((uintptr_t)rec >> 3);
    return (h * 2654435769u) >> 20;
}

static void fill_fields(const struct record *rec)
{
    for (int i = 0; i < rec->nfields; i++) {
        struct str name = str_c(rec->fields[i].name);
        uint32_t at = field_hash(rec, name);
        while (field_slots[at].field != NULL && field_slots[at].field != &rec->fields[i])
            at = (at + 1) % FIELD_SLOTS;
        field_slots[at] = (struct field_slot){rec, &rec->fields[i], name.n};
    }
}

__attribute__((constructor)) static void fill_field_slots(void)
{
    uint32_t fields = 0;
    for (int i = 0; i < KIND_COUNT; i++)
        fields += kind_table[i].record->nfields;
    for (int i = 0; i < IN_COUNT; i++)
        fields += input_table[i]->nfields;
    must(fields < FIELD_SLOTS / 2);
    for (int i = 0; i < KIND_COUNT; i++)
        fill_fields(kind_table[i].record);
    for (int i = 0; i < IN_COUNT; i++)
        fill_fields(input_table[i]);
}

const struct field *record_field(const struct record *rec, struct str name)
{
    if (name.n == 0)
        return NULL;
    for (uint32_t at = field_hash(rec, name); field_slots[at].field != NULL;
         at = (at + 1) % FIELD_SLOTS) {
        const struct field_slot *f = &field_slots[at];
        if (f->rec == rec && f->n == name.n && memcmp(f->field->name, name.p, name.n) == 0)
            return f->field;
    }
    return NULL;
}

uint64_t record_secrets(const struct record *rec)
{
    uint64_t bits = 0;
    for (int i = 0; i < rec->nfields; i++)
        bits |= (rec->fields[i].flags & FIELD_SECRET) != 0 ? BIT(rec->fields[i].bit) : 0;
    return bits;
}

static bool is_text(const struct field *f)
{
    return f->kind >= FIELD_ID;
}

static struct str *text_at(void *obj, const struct field *f)
{
    return (struct str *)(void *)((char *)obj + f->off);
}

static const struct str *text_of(const void *obj, const struct field *f)
{
    return (const struct str *)(const void *)((const char *)obj + f->off);
}

static int64_t *number_at(void *obj, const struct field *f)
{
    return (int64_t *)(void *)((char *)obj + f->off);
}

static int64_t number_of(const void *obj, const struct field *f)
{
    return *(const int64_t *)(const void *)((const char *)obj + f->off);
}

static uint64_t has_of(const void *obj)
{
    return *(const uint64_t *)obj;
}

static uint64_t *personal_seq_at(const struct record *rec, void *obj, const struct field *f)
{
    return (uint64_t *)(void *)((char *)obj + rec->personal_off) + f->personal;
}

/* A string that an entity does not need any more, unless it lies in the entity's own allocation. */
static void drop_text(const void *entity, size_t block, struct str s)
{
    uintptr_t at = (uintptr_t)s.p, from = (uintptr_t)entity;
    if (at < from || at >= from + block)
        free((char *)at);
}

/* Into `*room`, which has it; NULL: into an allocation of its own. */
static struct str own_text(struct str s, char **room)
{
    if (s.n == 0)
        return STR_NONE;
    if (room == NULL)
        return (struct str){str_dup(s), s.n};
    char *to = *room;
    memcpy(to, s.p, s.n);
    to[s.n] = '\0';
    *room += s.n + 1;
    return (struct str){to, s.n};
}

static void set_fields(const struct record *rec, void *entity, size_t block, const void *patch,
                       uint64_t seq, char **room)
{
    uint64_t has = has_of(patch);
    for (int i = 0; i < rec->nfields && has != 0; i++) {
        const struct field *f = &rec->fields[i];
        if ((has & BIT(f->bit)) == 0)
            continue;
        if (is_text(f)) {
            struct str old = *text_of(entity, f);
            *text_at(entity, f) = own_text(*text_of(patch, f), room);
            drop_text(entity, block, old);
        } else {
            *number_at(entity, f) = number_of(patch, f);
        }
        if (f->personal >= 0)
            *personal_seq_at(rec, entity, f) = seq;
    }
    *(uint64_t *)entity |= has;
}

void *record_new(const struct record *rec, const void *patch, uint64_t seq, size_t *block)
{
    uint64_t has = has_of(patch);
    *block = rec->size;
    for (int i = 0; i < rec->nfields; i++)
        if (is_text(&rec->fields[i]) && (has & BIT(rec->fields[i].bit)) != 0)
            *block += text_of(patch, &rec->fields[i])->n + 1;
    char *entity = mem_resize(NULL, *block, 1);
    char *room = entity + rec->size;
    memset(entity, 0, rec->size);
    set_fields(rec, entity, *block, patch, seq, &room);
    return entity;
}

void record_merge(const struct record *rec, void *entity, size_t block, const void *patch,
                  uint64_t seq)
{
    set_fields(rec, entity, block, patch, seq, NULL);
}

static int64_t nearest_to_none(const struct field *f)
{
    return f->min > 0 ? f->min : f->max < 0 ? f->max : 0;
}

void record_blank(const struct record *rec, void *patch, uint64_t mask)
{
    for (int i = 0; i < rec->nfields; i++) {
        const struct field *f = &rec->fields[i];
        if ((has_of(patch) & mask & BIT(f->bit)) == 0)
            continue;
        if (is_text(f))
            *text_at(patch, f) = STR_NONE;
        else
            *number_at(patch, f) = nearest_to_none(f);
    }
}

void record_forget(const struct record *rec, void *entity, size_t block, uint64_t seq)
{
    for (int i = 0; i < rec->nfields; i++) {
        const struct field *f = &rec->fields[i];
        if (f->personal < 0 || *personal_seq_at(rec, entity, f) != seq)
            continue;
        if (is_text(f)) {
            struct str old = *text_of(entity, f);
            *text_at(entity, f) = STR_NONE;
            if (old.n > 0)
                explicit_bzero((char *)(uintptr_t)old.p, old.n);
            drop_text(entity, block, old);
        } else {
            *number_at(entity, f) = nearest_to_none(f);
        }
    }
}

void record_recall(const struct record *rec, void *entity, size_t block, const void *patch,
                   uint64_t seq)
{
    for (int i = 0; i < rec->nfields; i++) {
        const struct field *f = &rec->fields[i];
        if (f->personal < 0 || *personal_seq_at(rec, entity, f) != seq ||
            (has_of(patch) & BIT(f->bit)) == 0)
            continue;
        if (is_text(f)) {
            struct str old = *text_of(entity, f);
            *text_at(entity, f) = own_text(*text_of(patch, f), NULL);
            drop_text(entity, block, old);
        } else {
            *number_at(entity, f) = number_of(patch, f);
        }
    }
}

uint64_t record_origin(const struct record *rec, const void *entity, const struct field *f)
{
    const uint64_t *from =
        (const uint64_t *)(const void *)((const char *)entity + rec->personal_off);
    return f->personal < 0 ? 0 : from[f->personal];
}

void record_release(const struct record *rec, void *entity, size_t block)
{
    for (int i = 0; i < rec->nfields; i++) {
        const struct field *f = &rec->fields[i];
        if (is_text(f)) {
            drop_text(entity, block, *text_of(entity, f));
            *text_at(entity, f) = STR_NONE;
        }
    }
}

void *record_copy(const struct record *rec, const void *patch, struct arena *a)
{
    void *copy = arena_alloc(a, rec->size);
    memcpy(copy, patch, rec->size);
    uint64_t has = has_of(patch);
    for (int i = 0; i < rec->nfields; i++) {
        const struct field *f = &rec->fields[i];
        if (is_text(f) && (has & BIT(f->bit)) != 0)
            *text_at(copy, f) = arena_str(a, *text_of(patch, f));
    }
    return copy;
}

/* One round of a 64-bit mixer (the finaliser of splitmix64): fast and the same everywhere; collisions by chance only. */
static uint64_t mix(uint64_t h, uint64_t v)
{
    h ^= v + UINT64_C(0x9e3779b97f4a7c15);
    h = (h ^ (h >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    h = (h ^ (h >> 27)) * UINT64_C(0x94d049bb133111eb);
    return h ^ (h >> 31);
}

static uint64_t mix_text(uint64_t h, struct str s)
{
    while (s.n >= 8) {
        uint64_t w;
        memcpy(&w, s.p, 8);
        h = mix(h, w);
        s.p += 8;
        s.n -= 8;
    }
    uint64_t tail = s.n;
    for (size_t i = 0; i < s.n; i++)
        tail = (tail << 8) | (uint8_t)s.p[i];
    return mix(h, tail);
}

uint64_t record_hash(const struct record *rec, const void *entity, uint64_t start)
{
    uint64_t h = start;
    uint64_t has = has_of(entity);
    for (int i = 0; i < rec->nfields; i++) {
        const struct field *f = &rec->fields[i];
        if ((has & BIT(f->bit)) == 0)
            continue;
        if (f->personal >= 0) {
            h = mix(h, record_origin(rec, entity, f) ^ ((uint64_t)f->bit << 56));
        } else if (is_text(f)) {
            h = mix_text(h ^ f->bit, *text_of(entity, f));
        } else {
            h = mix(h ^ f->bit, (uint64_t)number_of(entity, f));
        }
    }
    return h;
}

bool record_same(const struct record *rec, const void *a, const void *b, uint64_t mask)
{
    for (int i = 0; i < rec->nfields; i++) {
        const struct field *f = &rec->fields[i];
        if ((mask & BIT(f->bit)) == 0)
            continue;
        if (is_text(f) ? !str_eq(*text_of(a, f), *text_of(b, f))
                       : number_of(a, f) != number_of(b, f))
            return false;
    }
    return true;
}
