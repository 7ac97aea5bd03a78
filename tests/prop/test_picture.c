/* SPDX-License-Identifier: Apache-2.0 */
/* Random histories: replay = live, snapshot + tail = whole, also when events are folded while it is saved. */
#include <stdlib.h>
#include <string.h>

#include "picture/picture.h"
#include "support/random_event.h"

#define EVENTS 4000

/* Few ids, so that entities are created, patched, ended and created again. */
static void make(uint64_t *state, struct arena *a, uint64_t seq, struct event *ev)
{
    static const char *const ids[] = {"a", "b", "c", "d", "e", "f", "g", "h"};
    *ev = *random_event(state, a, (enum event_type)random_below(state, EV_COUNT), seq, false);
    ev->recorded = INT64_C(1795310400000000) + (int64_t)seq * USEC_S;
    ev->id = str_c(ids[random_below(state, ARRAY_LEN(ids))]);
    ev->once = random_below(state, 3) == 0 ? arena_printf(a, "key-%llu", (unsigned long long)seq)
                                           : STR_NONE;
    ev->answer =
        ev->once.n > 0 ? arena_printf(a, "\"seq\":%llu", (unsigned long long)seq) : STR_NONE;
}

static enum rc keep_line(struct str line, void *arg, struct err *e)
{
    UNUSED(e);
    buf_puts(arg, line);
    buf_putc(arg, '\n');
    return RC_OK;
}

static struct picture *loaded(struct picture *q, const struct buf *lines, uint64_t seq, usec_t time)
{
    struct err e;
    struct str rest = buf_str(lines);
    T(buf_ok(lines));
    while (rest.n > 0)
        T_OK(picture_load_line(q, str_cut(&rest, '\n'), &e));
    picture_load_end(q, seq, time);
    return q;
}

static struct picture *copy_into(struct picture *q, struct picture *p)
{
    struct buf b;
    struct err e;
    bool done;
    buf_init(&b, 256u << 20);
    picture_save_begin(p, false);
    T_OK(picture_save_step(p, UINT32_MAX, keep_line, &b, &done, &e));
    T(done);
    picture_save_end(p);
    (void)loaded(q, &b, picture_seq(p), picture_time(p));
    buf_release(&b);
    return q;
}

static struct picture *copy_of(struct picture *p)
{
    return copy_into(picture_new(), p);
}

/* The picture after event `cut`, saved in steps between which it goes on. */
static struct picture *saved_on_the_way(uint64_t *state, const struct event *events, uint64_t cut,
                                        uint64_t *hash)
{
    struct buf b;
    struct err e;
    struct picture *p = picture_new();
    uint64_t at = 0;
    buf_init(&b, 256u << 20);
    while (at < cut)
        picture_apply(p, &events[at++]);
    *hash = picture_hash(p);
    usec_t time = picture_time(p);
    picture_save_begin(p, false);
    for (bool done = false; !done;) {
        for (uint64_t n = random_below(state, 30); n > 0 && at < EVENTS; n--)
            picture_apply(p, &events[at++]);
        T_OK(picture_save_step(p, (uint32_t)random_below(state, 6), keep_line, &b, &done, &e));
    }
    picture_save_end(p);
    picture_check(p);
    struct picture *q = loaded(picture_new(), &b, cut, time);
    picture_free(p);
    buf_release(&b);
    return q;
}

/* A random history, in the arena, and the picture of it. */
static const struct event *history(uint64_t *state, struct arena *a, struct picture *p)
{
    struct event *events = arena_alloc(a, EVENTS * sizeof *events);
    for (uint64_t i = 0; i < EVENTS; i++) {
        make(state, a, i + 1, &events[i]);
        picture_apply(p, &events[i]);
    }
    return events;
}

static void test_picture__saved_while_it_goes_on(void)
{
    uint64_t state = t_seed();
    struct arena a;
    arena_init(&a, 1u << 30);
    struct picture *live = picture_new();
    const struct event *events = history(&state, &a, live);
    for (int round = 0; round < 30; round++) {
        uint64_t cut = random_below(&state, EVENTS), hash;
        struct picture *p = saved_on_the_way(&state, events, cut, &hash);
        T_EQ(picture_hash(p), hash);
        for (uint64_t i = cut; i < EVENTS; i++)
            picture_apply(p, &events[i]);
        picture_check(p);
        T_EQ(picture_hash(p), picture_hash(live));
        for (uint64_t i = 0; i < EVENTS; i++) {
            struct str x, y;
            uint64_t from = 0, want = 0;
            bool there = events[i].once.n > 0 && picture_once(live, events[i].once, &y, &want);
            T_EQ(events[i].once.n > 0 && picture_once(p, events[i].once, &x, &from), there);
            T(!there || (str_eq(x, y) && from == want));
        }
        picture_free(p);
    }
    picture_free(live);
    arena_release(&a);
}

static void test_picture__replay_is_live_and_snapshot_plus_tail_is_whole(void)
{
    uint64_t state = t_seed();
    struct arena a;
    arena_init(&a, 1u << 30);
    struct picture *live = picture_new();
    const struct event *events = history(&state, &a, live);
    picture_check(live);
    struct picture *again = picture_new();
    for (uint64_t i = 0; i < EVENTS; i++)
        picture_apply(again, &events[i]);
    T_EQ(picture_hash(again), picture_hash(live));
    for (int round = 0; round < 8; round++) {
        uint64_t cut = random_below(&state, EVENTS);
        struct picture *begin = picture_new();
        for (uint64_t i = 0; i < cut; i++)
            picture_apply(begin, &events[i]);
        struct picture *rest = copy_of(begin);
        T_EQ(picture_hash(rest), picture_hash(begin));
        for (uint64_t i = cut; i < EVENTS; i++)
            picture_apply(rest, &events[i]);
        picture_check(rest);
        T_EQ(picture_hash(rest), picture_hash(live));
        T_EQ(picture_seq(rest), picture_seq(live));
        picture_free(begin);
        picture_free(rest);
    }
    picture_free(live);
    picture_free(again);
    arena_release(&a);
}

static int by_text(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* Its lines, sorted: their order says nothing. */
static struct buf saved(struct picture *p)
{
    struct buf b, sorted;
    struct err e;
    struct arena a;
    bool done;
    buf_init(&b, 256u << 20);
    buf_init(&sorted, 256u << 20);
    arena_init(&a, 256u << 20);
    picture_save_begin(p, false);
    T_OK(picture_save_step(p, UINT32_MAX, keep_line, &b, &done, &e));
    picture_save_end(p);
    size_t n = 0;
    struct str *lines = arena_alloc(&a, (b.n / 8 + 1) * sizeof lines[0]);
    for (struct str rest = buf_str(&b); rest.n > 0; n++)
        lines[n] = str_cut(&rest, '\n');
    qsort(lines, n, sizeof lines[0], by_text);
    for (size_t i = 0; i < n; i++) {
        buf_puts(&sorted, lines[i]);
        buf_putc(&sorted, '\n');
    }
    T(done && buf_ok(&b) && buf_ok(&sorted));
    arena_release(&a);
    buf_release(&b);
    return sorted;
}

/* A copy is equal in every byte it would save, has nothing in common with the first, and folds on as the first does. */
static void test_picture_copy__is_the_same_and_its_own(void)
{
    uint64_t state = t_seed();
    struct arena a;
    arena_init(&a, 1u << 30);
    for (uint64_t round = 0; round < 8; round++) {
        struct picture *first = round % 2 == 0 ? picture_new() : picture_new_unfinished();
        uint64_t seq = 0, cut = round == 0 ? 0 : random_below(&state, EVENTS);
        struct event ev;
        for (; seq < cut; seq++) {
            make(&state, &a, seq + 1, &ev);
            picture_apply(first, &ev);
        }
        struct picture *copy = picture_copy(first);
        picture_finish(copy);
        picture_finish(first);
        picture_check(copy);
        picture_check(first);
        T_EQ(picture_hash(copy), picture_hash(first));
        for (; seq < cut + 500; seq++) {
            make(&state, &a, seq + 1, &ev);
            picture_apply(first, &ev);
            picture_apply(copy, &ev);
            T_EQ(picture_hash(copy), picture_hash(first));
        }
        picture_check(copy);
        struct buf x = saved(first), y = saved(copy);
        T_STR(buf_str(&x), buf_str(&y));
        picture_free(first);
        struct buf z = saved(copy);
        T_STR(buf_str(&z), buf_str(&y));
        make(&state, &a, seq + 1, &ev);
        picture_apply(copy, &ev);
        picture_check(copy);
        picture_free(copy);
        buf_release(&x);
        buf_release(&y);
        buf_release(&z);
        arena_clear(&a);
    }
    arena_release(&a);
}

/* The lines of entities in `all`, without those of answers. */
static struct buf entities_only(const struct buf *all)
{
    struct buf b;
    buf_init(&b, 256u << 20);
    for (struct str rest = buf_str(all); rest.n > 0;) {
        struct str line = str_cut(&rest, '\n');
        if (str_starts(line, STR("{\"once\"")))
            continue;
        buf_puts(&b, line);
        buf_putc(&b, '\n');
    }
    return b;
}

/* What a bare line must not hold: any personal value, and no answer. */
static void check_bare(const struct buf *lines)
{
    struct arena a;
    struct err e;
    struct buf x, y;
    buf_init(&x, PICTURE_LINE_MAX);
    buf_init(&y, PICTURE_LINE_MAX);
    arena_init(&a, 4 * PICTURE_LINE_MAX);
    for (struct str rest = buf_str(lines); rest.n > 0; arena_clear(&a)) {
        struct picture_line line;
        T_OK(picture_line_read(str_cut(&rest, '\n'), &a, &line, &e));
        T_EQ(line.once.n, 0);
        const struct record *rec = kind_table[line.kind].record;
        void *blank = record_copy(rec, line.data, &a);
        record_blank(rec, blank, rec->personal);
        buf_clear(&x);
        buf_clear(&y);
        record_write(rec, line.data, rec->personal, RECORD_STORED, false, &x);
        record_write(rec, blank, rec->personal, RECORD_STORED, false, &y);
        T_STR(buf_str(&x), buf_str(&y));
    }
    arena_release(&a);
    buf_release(&x);
    buf_release(&y);
}

/* Saved without what is personal it has the same hash; with what the events said it is the same picture again. */
static void test_picture_save__bare_lacks_what_is_personal_and_gets_it_back(void)
{
    uint64_t state = t_seed();
    struct arena a;
    arena_init(&a, 1u << 30);
    for (int round = 0; round < 8; round++) {
        struct picture *p = picture_new(), *back = picture_new_unfinished();
        uint64_t cut = 1 + random_below(&state, EVENTS), at = 0;
        struct event *events = arena_alloc(&a, (cut + EVENTS) * sizeof *events);
        struct buf b;
        struct err e;
        buf_init(&b, 256u << 20);
        for (; at < cut; at++) {
            make(&state, &a, at + 1, &events[at]);
            picture_apply(p, &events[at]);
        }
        struct buf all = saved(p), want = entities_only(&all);
        uint64_t hash = picture_hash(p);
        usec_t time = picture_time(p);
        picture_save_begin(p, true);
        for (bool done = false; !done;) {
            for (uint64_t n = random_below(&state, 20); n > 0 && at < cut + EVENTS; n--, at++) {
                make(&state, &a, at + 1, &events[at]);
                picture_apply(p, &events[at]);
            }
            T_OK(picture_save_step(p, (uint32_t)random_below(&state, 6), keep_line, &b, &done, &e));
        }
        picture_save_end(p);
        check_bare(&b);
        (void)loaded(back, &b, cut, time);
        T_EQ(picture_hash(back), hash);
        for (uint64_t i = 0; i < at; i++) /* those after it too: they are of no value's origin */
            picture_recall(back, event_kind(&events[i]), events[i].id, events[i].data, i + 1);
        picture_finish(back);
        picture_check(back);
        T_EQ(picture_hash(back), hash);
        struct buf got = saved(back);
        T_STR(buf_str(&got), buf_str(&want));
        picture_free(p);
        picture_free(back);
        buf_release(&b);
        buf_release(&all);
        buf_release(&want);
        buf_release(&got);
        arena_clear(&a);
    }
    arena_release(&a);
}

/* However much of it was folded or loaded unfinished: finished, it is the one that was kept up to date all along. */
static void test_picture_finish__is_the_same_as_kept_up_to_date(void)
{
    uint64_t state = t_seed();
    struct arena a;
    arena_init(&a, 1u << 30);
    for (int round = 0; round < 8; round++) {
        struct picture *kept = picture_new(), *made = picture_new_unfinished();
        uint64_t cut = random_below(&state, EVENTS), end = cut + random_below(&state, EVENTS);
        struct event ev;
        for (uint64_t i = 0; i < end; i++) {
            if (i == cut && round % 2 == 0) { /* as at a start: saved, loaded, and a tail */
                struct picture *next = copy_into(picture_new_unfinished(), made);
                picture_free(made);
                made = next;
                T_EQ(picture_hash(made), picture_hash(kept));
            }
            make(&state, &a, i + 1, &ev);
            picture_apply(kept, &ev);
            picture_apply(made, &ev);
        }
        picture_finish(made);
        picture_check(made);
        T_EQ(picture_hash(made), picture_hash(kept));
        T_EQ(picture_seq(made), picture_seq(kept));
        for (uint64_t i = 1; i <= end; i++) {
            char key[32];
            struct str x = STR_NONE, y = STR_NONE;
            uint64_t m = 0, n = 0;
            (void)snprintf(key, sizeof key, "key-%llu", (unsigned long long)i);
            T_EQ(picture_once(made, str_c(key), &x, &m), picture_once(kept, str_c(key), &y, &n));
            T_EQ(m, n);
            T_STR(x, y);
        }
        struct buf x = saved(kept), y = saved(made);
        T_STR(buf_str(&y), buf_str(&x));
        usec_t due = 0, other = 0;
        T((picture_next_wake(kept, &due) == NULL) == (picture_next_wake(made, &other) == NULL));
        T_EQ(due, other);
        picture_free(kept);
        picture_free(made);
        buf_release(&x);
        buf_release(&y);
        arena_clear(&a);
    }
    arena_release(&a);
}

static void test_picture__stored_form_folds_alike(void)
{
    uint64_t state = t_seed();
    struct arena a, b;
    struct picture *from_struct = picture_new(), *from_text = picture_new();
    arena_init(&a, 64u << 20);
    arena_init(&b, 64u << 20);
    for (uint64_t i = 0; i < 1000; i++) {
        struct event ev, back;
        struct buf payload, entry;
        struct err e;
        uint8_t salt[EVENT_SALT_LEN] = {1};
        arena_clear(&a);
        arena_clear(&b);
        make(&state, &a, i + 1, &ev);
        buf_init(&payload, EVENT_PAYLOAD_MAX);
        buf_init(&entry, EVENT_ENTRY_MAX);
        event_payload(&ev, &payload);
        struct sha256 commit = event_commit(salt, buf_str(&payload));
        event_entry(&ev, STR("AAAAAAAAAAAAAAAAAAAAAA"), &commit, &entry);
        T_OK(event_read(buf_str(&entry), buf_str(&payload), &b, &back, &e));
        picture_apply(from_struct, &ev);
        picture_apply(from_text, &back);
        buf_release(&payload);
        buf_release(&entry);
    }
    T_EQ(picture_hash(from_text), picture_hash(from_struct));
    picture_free(from_struct);
    picture_free(from_text);
    arena_release(&a);
    arena_release(&b);
}

static void test_picture__hash_sees_every_state_field_and_no_personal_text(void)
{
    struct picture *p = picture_new(), *q = picture_new();
    struct user u = {0}, v = {0};
    user_set_name(&u, STR("op"));
    user_set_full_name(&u, STR("Anna"));
    user_set_name(&v, STR("op"));
    user_set_full_name(&v, STR("")); /* as if erased */
    struct event ev = {
        .seq = 1, .time = 1, .recorded = 1, .type = EV_USER_ADDED, .id = STR("U1"), .data = &u};
    picture_apply(p, &ev);
    ev.data = &v;
    picture_apply(q, &ev);
    T_EQ(picture_hash(p), picture_hash(q));
    struct user w = {0};
    user_set_disabled(&w, true);
    ev = (struct event){
        .seq = 2, .time = 2, .recorded = 2, .type = EV_USER_DISABLED, .id = STR("U1"), .data = &w};
    uint64_t before = picture_hash(p);
    picture_apply(p, &ev);
    T(picture_hash(p) != before);
    picture_free(p);
    picture_free(q);
}

static void test_picture__answers_are_forgotten_after_48_hours(void)
{
    struct picture *p = picture_new();
    struct str answer;
    uint64_t seq;
    struct note n = {0};
    note_set_by(&n, STR("U1"));
    for (uint64_t i = 1; i <= 60; i++) {
        char key[32], id[32];
        (void)snprintf(key, sizeof key, "k%llu", (unsigned long long)i);
        (void)snprintf(id, sizeof id, "M%llu", (unsigned long long)i);
        struct event ev = {.seq = i,
                           .time = 1,
                           .recorded = (int64_t)i * USEC_H,
                           .type = EV_NOTE_ADDED,
                           .id = str_c(id),
                           .data = &n,
                           .once = str_c(key),
                           .answer = STR("\"seq\":1")};
        picture_apply(p, &ev);
    }
    T(!picture_once(p, STR("k11"), &answer, &seq));
    T(picture_once(p, STR("k12"), &answer, &seq));
    T_EQ(seq, 12);
    T(picture_once(p, STR("k60"), &answer, &seq));
    T_STRC(answer, "\"seq\":1");
    picture_free(p);
}

static void test_picture_area_at__innermost_wins(void)
{
    struct picture *p = picture_new();
    struct area region = {0}, district = {0};
    area_set_geometry(
        &region,
        STR("[[[[690000000,410000000],[700000000,410000000],[700000000,420000000],[690000000,420000000]]]]"));
    area_set_geometry(
        &district,
        STR("[[[[692000000,412000000],[693000000,412000000],[693000000,413000000],[692000000,413000000]]]]"));
    area_set_parent(&district, STR("region"));
    struct event ev = {.seq = 1,
                       .time = 1,
                       .recorded = 1,
                       .type = EV_AREA_SET,
                       .id = STR("region"),
                       .data = &region};
    picture_apply(p, &ev);
    T_STRC(picture_area_at(p, (struct geo_point){412500000, 692500000}), "region");
    ev = (struct event){.seq = 2,
                        .time = 2,
                        .recorded = 2,
                        .type = EV_AREA_SET,
                        .id = STR("district"),
                        .data = &district};
    picture_apply(p, &ev);
    T_STRC(picture_area_at(p, (struct geo_point){412500000, 692500000}), "district");
    T_STRC(picture_area_at(p, (struct geo_point){415000000, 695000000}), "region");
    T_EQ(picture_area_at(p, (struct geo_point){0, 0}).n, 0);
    T(picture_area_within(p, STR("district"), STR("region")));
    T(!picture_area_within(p, STR("region"), STR("district")));
    picture_free(p);
}

int main(void)
{
    T_RUN(test_picture__replay_is_live_and_snapshot_plus_tail_is_whole);
    T_RUN(test_picture__saved_while_it_goes_on);
    T_RUN(test_picture_copy__is_the_same_and_its_own);
    T_RUN(test_picture_save__bare_lacks_what_is_personal_and_gets_it_back);
    T_RUN(test_picture_finish__is_the_same_as_kept_up_to_date);
    T_RUN(test_picture__stored_form_folds_alike);
    T_RUN(test_picture__hash_sees_every_state_field_and_no_personal_text);
    T_RUN(test_picture__answers_are_forgotten_after_48_hours);
    T_RUN(test_picture_area_at__innermost_wins);
    return t_end();
}
