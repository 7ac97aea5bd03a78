/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random events made from the record tables alone, so that every field of every type is tried, new
 * ones included. Header only: it needs src/event, which not every test links.
 */
#ifndef TESTS_SUPPORT_RANDOM_EVENT_H
#define TESTS_SUPPORT_RANDOM_EVENT_H

#include <string.h>

#include "event/event.h"
#include "support/t.h"

static inline uint64_t random_below(uint64_t *state, uint64_t n)
{
    return t_rand(state) % n;
}

static inline struct str random_id(uint64_t *state, struct arena *a, size_t max)
{
    static const char chars[] = "abcXYZ0189._:-";
    char text[64];
    size_t n = 1 + random_below(state, max < 64 ? max : 64);
    for (size_t i = 0; i < n; i++)
        text[i] = chars[random_below(state, sizeof chars - 1)];
    return arena_str(a, (struct str){text, n});
}

/* Letters of one to four bytes, and what JSON must escape. */
static inline struct str random_text(uint64_t *state, struct arena *a, size_t max)
{
    static const char *const pieces[] = {"a", "Z", " ", "\"", "\\", "\n", "\t", "\x01", "\x7f",
                                         "/", "ў", "қ", "Ж",  "€",  "🚓",  "0",  "{",    ","};
    struct buf b;
    buf_init(&b, max);
    for (uint64_t left = random_below(state, 40); left > 0; left--) {
        const char *piece = pieces[random_below(state, ARRAY_LEN(pieces))];
        if (b.n + strlen(piece) <= max)
            buf_cat(&b, piece);
    }
    struct str out = arena_str(a, buf_str(&b));
    buf_release(&b);
    return out;
}

static inline struct str random_of(uint64_t *state, struct arena *a, const char *chars, size_t n)
{
    char text[64];
    must(n <= sizeof text);
    for (size_t i = 0; i < n; i++)
        text[i] = chars[random_below(state, strlen(chars))];
    return arena_str(a, (struct str){text, n});
}

static inline struct str random_ids(uint64_t *state, struct arena *a, size_t max)
{
    struct buf b;
    buf_init(&b, max);
    for (uint64_t left = random_below(state, 4); left > 0; left--) {
        struct str id = random_id(state, a, 12);
        if (b.n + 1 + id.n > max)
            break;
        if (b.n > 0)
            buf_putc(&b, ',');
        buf_puts(&b, id);
    }
    struct str out = arena_str(a, buf_str(&b));
    buf_release(&b);
    return out;
}

static inline struct str random_json(uint64_t *state, struct arena *a)
{
    static const char *const values[] = {
        "{}", "[[1,-2],[3]]", "null", "\"x\\n\"", "{\"make\":\"A\"}", "[413111000]", "true", "-7"};
    return arena_str(a, str_c(values[random_below(state, ARRAY_LEN(values))]));
}

static inline struct str random_chars(uint64_t *state, struct arena *a, const struct field *f)
{
    size_t max = (size_t)f->max;
    switch ((enum field_kind)f->kind) {
    case FIELD_ID: return random_id(state, a, max);
    case FIELD_PLATE: return random_of(state, a, "ABCXYZ0189", 2 + random_below(state, 15));
    case FIELD_SHA256: return random_of(state, a, "0123456789abcdef", 64);
    case FIELD_IDS: return random_ids(state, a, max);
    case FIELD_JSON: return random_json(state, a);
    case FIELD_TEXT:
    case FIELD_BOOL:
    case FIELD_TIME:
    case FIELD_LAT:
    case FIELD_LON:
    case FIELD_SPEED:
    case FIELD_HEADING:
    case FIELD_PERMILLE:
    case FIELD_INT:
    case FIELD_ENUM:
    default: break;
    }
    return random_text(state, a, max);
}

static inline struct str random_string(uint64_t *state, struct arena *a, const struct field *f)
{
    bool required = (f->flags & FIELD_REQUIRED) != 0;
    if (!required && f->kind != FIELD_JSON && random_below(state, 8) == 0)
        return STR_NONE;
    struct str s = random_chars(state, a, f);
    return required && s.n == 0 ? STR("x") : s;
}

static inline int64_t random_number(uint64_t *state, const struct field *f)
{
    if (f->kind == FIELD_BOOL)
        return (int64_t)random_below(state, 2);
    if (f->kind == FIELD_ENUM)
        return (int64_t)random_below(state, (uint64_t)f->enums->count);
    switch (random_below(state, 6)) {
    case 0: return f->min;
    case 1: return f->max;
    default: return f->min + (int64_t)random_below(state, (uint64_t)(f->max - f->min) + 1);
    }
}

/* A struct of the record with each field of `mask` set by chance (`all`: surely). */
static inline void *random_record(uint64_t *state, struct arena *a, const struct record *rec,
                                  uint64_t mask, bool all)
{
    char *obj = arena_alloc(a, rec->size);
    for (int i = 0; i < rec->nfields; i++) {
        const struct field *f = &rec->fields[i];
        if ((mask & BIT(f->bit)) == 0 || (!all && random_below(state, 3) == 0))
            continue;
        *(uint64_t *)(void *)obj |= BIT(f->bit);
        if (f->kind >= FIELD_ID)
            *(struct str *)(void *)(obj + f->off) = random_string(state, a, f);
        else
            *(int64_t *)(void *)(obj + f->off) = random_number(state, f);
    }
    return obj;
}

static inline struct event *random_event(uint64_t *state, struct arena *a, enum event_type type,
                                         uint64_t seq, bool all)
{
    struct event *ev = arena_alloc(a, sizeof *ev);
    const struct record *rec = kind_table[event_table[type].kind].record;
    ev->seq = seq;
    ev->time = (usec_t)(1 + random_below(state, 1u << 30) * 3000000);
    ev->recorded = INT64_C(1795310400000000) + (usec_t)seq;
    ev->type = type;
    ev->id = random_below(state, 4) == 0 ? random_id(state, a, 64)
                                         : arena_printf(a, "X%d", (int)random_below(state, 20));
    if (random_below(state, 4) != 0)
        ev->area = arena_printf(a, "area%d", (int)random_below(state, 5));
    if (random_below(state, 4) == 0)
        ev->also = random_ids(state, a, 100);
    if (random_below(state, 3) == 0)
        ev->about = arena_printf(a, "incident/I%d", (int)random_below(state, 10));
    ev->actor = arena_printf(a, "user/%d", (int)random_below(state, 30));
    if (random_below(state, 4) == 0)
        ev->purpose = random_text(state, a, 100);
    if (random_below(state, 4) == 0) {
        ev->once = random_text(state, a, 100);
        ev->answer = STR("\"id\":\"X1\",\"n\":5");
    }
    ev->data = random_record(state, a, rec, event_table[type].sets, all);
    return ev;
}

/*
 * All of the envelope and exactly the same fields with the same values (an unset text equals an
 * empty one).
 */
static inline bool same_event(const struct event *x, const struct event *y)
{
    const struct record *rec = kind_table[event_kind(x)].record;
    return x->seq == y->seq && x->time == y->time && x->recorded == y->recorded &&
           x->type == y->type && str_eq(x->id, y->id) && str_eq(x->area, y->area) &&
           str_eq(x->also, y->also) && str_eq(x->about, y->about) && str_eq(x->actor, y->actor) &&
           str_eq(x->purpose, y->purpose) && str_eq(x->once, y->once) &&
           str_eq(x->answer, y->answer) &&
           *(const uint64_t *)x->data == *(const uint64_t *)y->data &&
           record_same(rec, x->data, y->data, UINT64_MAX);
}

#endif
