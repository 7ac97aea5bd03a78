/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reader of records guesses what comes next from what this thread read before. Whatever it read before, a text means
 * the same: read after others, and read by a thread that has read nothing, it gives the same record or the same error.
 */
#include <pthread.h>

#include "support/random_event.h"

struct
try {
    const struct record *rec;
    struct str text;
    bool lenient;
    struct arena arena;
    void *out;
    struct err err;
    enum rc rc;
};

static void *read_it(void *arg)
{
    struct try *t = arg;
    t->err = (struct err){0};
    t->rc = record_read(t->rec, t->text, RECORD_OUTSIDE, t->lenient, &t->arena, t->out, &t->err);
    return NULL;
}

static void try_begin(struct try *t, const struct record *rec, struct str text, bool lenient)
{
    *t = (struct try){.rec = rec, .text = text, .lenient = lenient};
    arena_init(&t->arena, 1u << 20);
    t->out = arena_alloc(&t->arena, rec->size);
}

static bool same_outcome(const struct try *a, const struct try *b)
{
    if (a->rc != b->rc)
        return false;
    if (a->rc != RC_OK)
        return a->err.code == b->err.code && strcmp(a->err.field, b->err.field) == 0 &&
               strcmp(a->err.detail, b->err.detail) == 0;
    return *(const uint64_t *)a->out == *(const uint64_t *)b->out &&
           record_same(a->rec, a->out, b->out, UINT64_MAX);
}

static void check_text(const struct record *rec, struct str text, bool lenient)
{
    struct try here, fresh;
    pthread_t thread;
    try_begin(&here, rec, text, lenient);
    try_begin(&fresh, rec, text, lenient);
    (void)read_it(&here);
    T_REQUIRE(pthread_create(&thread, NULL, read_it, &fresh) == 0);
    T_REQUIRE(pthread_join(thread, NULL) == 0);
    if (!T(same_outcome(&here, &fresh)))
        printf("    %.*s\n    '%s', fresh '%s'\n", STR_ARG(text), here.err.detail,
               fresh.err.detail);
    arena_release(&here.arena);
    arena_release(&fresh.arena);
}

static void put_blanks(struct buf *b, uint64_t *state)
{
    while (random_below(state, 8) == 0)
        buf_putc(b, " \t\r\n"[random_below(state, 4)]);
}

/* Its fields in some order, some of them twice, with names that are none of its own among them. */
static void put_record(struct buf *b, uint64_t *state, const struct record *rec, const void *obj)
{
    uint64_t start = random_below(state, 64), step = random_below(state, 32) * 2 + 1;
    bool any = false;
    buf_clear(b);
    buf_putc(b, '{');
    for (uint64_t i = 0; i < 64; i++) {
        size_t before = b->n;
        put_blanks(b, state);
        if (any)
            buf_putc(b, ',');
        put_blanks(b, state);
        size_t member = b->n;
        if (random_below(state, 64) == 0)
            buf_cat(b, "\"colour\":[{}]");
        else
            (void)record_write_members(rec, obj, BIT((start + i * step) & 63), RECORD_OUTSIDE,
                                       false, b);
        if (b->n == member)
            b->n = before;
        else
            any = true;
        i -= any && random_below(state, 64) == 0; /* the same again */
    }
    buf_putc(b, '}');
}

/* A byte changed, taken away, or put in. */
static void damage(struct buf *b, uint64_t *state)
{
    static const char bytes[] = "\"\\{}[]:, \nxu0-.e\x80\x01";
    if (b->n == 0)
        return;
    size_t at = random_below(state, b->n);
    char c = bytes[random_below(state, sizeof bytes - 1)];
    switch (random_below(state, 3)) {
    case 0: b->p[at] = c; break;
    case 1: memmove(b->p + at, b->p + at + 1, --b->n - at); break;
    default:
        buf_putc(b, c);
        memmove(b->p + at + 1, b->p + at, b->n - 1 - at);
        b->p[at] = c;
    }
}

static void check_record(const struct record *rec, uint64_t *state)
{
    struct arena a;
    struct buf text;
    arena_init(&a, 8u << 20);
    buf_init(&text, 8u << 20);
    for (int i = 0; i < 8; i++) {
        const void *obj = random_record(state, &a, rec, UINT64_MAX, i == 0);
        put_record(&text, state, rec, obj);
        T_REQUIRE(buf_ok(&text));
        check_text(rec, buf_str(&text), true);
        for (int n = 0; n < 4; n++) {
            check_text(rec, buf_str(&text), random_below(state, 2) == 0);
            damage(&text, state);
        }
        check_text(rec, buf_str(&text), true);
    }
    buf_release(&text);
    arena_release(&a);
}

static void test_record_read__guesses_change_nothing(void)
{
    uint64_t state = t_seed();
    for (int i = 0; i < KIND_COUNT; i++)
        check_record(kind_table[i].record, &state);
    for (int i = 0; i < IN_COUNT; i++)
        check_record(input_table[i], &state);
}

/* Also of what is no object: who reads lines names their device whether they are good or not. */
static void test_record_read__clears(void)
{
    static const char *const texts[] = {"",   "0",   "0{\"device\":\"a\"}", "[]", "\"x\"", "{",
                                        "{}", "{\"x"};
    const struct record *rec = input_table[IN_POSITION];
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct in_position in;
        struct arena a;
        struct err e;
        memset(&in, 0x5a, sizeof in);
        arena_init(&a, 4096);
        T_EQ(record_read(rec, str_c(texts[i]), RECORD_OUTSIDE, true, &a, &in, &e), RC_INVALID);
        if (!T_EQ(in.device.n, 0) || !T_EQ(in.has, 0))
            printf("    with '%s'\n", texts[i]);
        arena_release(&a);
    }
}

int main(void)
{
    T_RUN(test_record_read__guesses_change_nothing);
    T_RUN(test_record_read__clears);
    return t_end();
}
