/* SPDX-License-Identifier: Apache-2.0 */
#include "core/replay.h"

#include <stdlib.h>

#include "base/mem.h"
#include "picture/picture.h"
#include "store/db.h"
#include "support/random_event.h"

#define EVENTS 6000 /* more than go into all boxes at a time */

static struct err err;
static struct arena arena;

static void append(struct journal *j, const struct event *const *events, size_t n)
{
    for (size_t i = 0; i < n; i += 500)
        T_REQUIRE(journal_append(j, events + i, n - i < 500 ? n - i : 500, &err) == RC_OK);
}

/* A journal of random events; *live is their fold. */
static const char *fresh(size_t n, struct picture **live)
{
    const char *dir = t_tmpdir();
    uint64_t state = t_seed();
    struct journal *j;
    const struct event **events = mem_array(n, sizeof events[0]);
    arena_clear(&arena);
    *live = picture_new();
    T_REQUIRE(journal_open(&j, dir, 1024, &err) == RC_OK);
    for (size_t i = 0; i < n; i++) {
        events[i] = random_event(&state, &arena, (enum event_type)random_below(&state, EV_COUNT),
                                 i + 1, false);
        picture_apply(*live, events[i]);
    }
    append(j, events, n);
    journal_close(j);
    free(events);
    return dir;
}

static void fold(void *arg, const struct event *ev)
{
    picture_apply(arg, ev);
}

static enum rc replay(const char *dir, uint64_t to, bool alone, struct picture *p)
{
    struct journal_reader *r;
    T_REQUIRE(journal_reader_open(&r, dir, &err) == RC_OK);
    enum rc rc = replay_each(r, picture_seq(p) + 1, to, alone, p, fold, p, &err);
    journal_reader_close(r);
    return rc;
}

static void test_replay_each__is_live_in_parts_and_whole(void)
{
    static const uint64_t cuts[] = {1, 2, 511, 512, 513, 5999, EVENTS, UINT64_MAX};
    struct picture *live;
    const char *dir = fresh(EVENTS, &live);
    for (int alone = 0; alone < 2; alone++)
        for (size_t i = 0; i < ARRAY_LEN(cuts); i++) {
            struct picture *p = picture_new();
            T_OK(replay(dir, cuts[i], alone != 0, p));
            T_EQ(picture_seq(p), cuts[i] < EVENTS ? cuts[i] : EVENTS);
            T_OK(replay(dir, UINT64_MAX, alone != 0, p));
            T_EQ(picture_seq(p), EVENTS);
            T_EQ(picture_hash(p), picture_hash(live));
            picture_check(p);
            /* Nothing more: nothing happens. */
            T_OK(replay(dir, UINT64_MAX, alone != 0, p));
            picture_free(p);
        }
    picture_free(live);
}

static void test_replay_each__takes_the_largest_events(void)
{
    const char *dir = t_tmpdir();
    struct journal *j;
    struct picture *live = picture_new(), *p = picture_new();
    struct area area = {0};
    static char geometry[1048000];
    memset(geometry, ' ', sizeof geometry);
    geometry[0] = '[';
    geometry[sizeof geometry - 1] = ']';
    area_set_geometry(&area, (struct str){geometry, sizeof geometry});
    T_REQUIRE(journal_open(&j, dir, 1024, &err) == RC_OK);
    for (uint64_t i = 1; i <= 40; i++) {
        const struct event ev = {.seq = i,
                                 .time = 1,
                                 .recorded = (usec_t)i,
                                 .type = EV_AREA_SET,
                                 .id = arena_printf(&arena, "d%llu", (unsigned long long)i),
                                 .actor = STR("core"),
                                 .data = &area};
        const struct event *list[1] = {&ev};
        append(j, list, 1);
        picture_apply(live, &ev);
    }
    journal_close(j);
    T_OK(replay(dir, UINT64_MAX, false, p));
    T_EQ(picture_seq(p), 40);
    T_EQ(picture_hash(p), picture_hash(live));
    picture_free(live);
    picture_free(p);
}

static void change(const char *dir, const char *sql)
{
    char path[600];
    struct db *db;
    (void)snprintf(path, sizeof path, "%s/journal.db", dir);
    T_REQUIRE(db_open(&db, path, NULL, &err) == RC_OK);
    T_REQUIRE(db_exec(db, sql, &err) == RC_OK);
    db_close(db);
}

/* What is there before the damage is given, what comes after it never is. */
static void test_replay_each__stops_at_damage(void)
{
    static const struct {
        const char *sql;
        uint64_t good;
    } cases[] = {
        {"DELETE FROM event WHERE seq = 1", 0},
        {"DELETE FROM event WHERE seq = 700", 699},
        {"DELETE FROM event WHERE seq BETWEEN 300 AND 2500", 299}, /* more than a box of them */
        {"UPDATE event SET payload = '{' WHERE seq = 513", 512},
        {"UPDATE event SET entry = 'x' WHERE seq = 2", 1},
        {"UPDATE event SET payload = NULL WHERE seq = 1500", 1499},
        {"UPDATE event SET payload = zeroblob(3000000) WHERE seq = 9", 8},
        {"UPDATE event SET entry = (SELECT entry FROM event WHERE seq = 40) WHERE seq = 30", 29},
        /* Two rows in the wrong order. */
        {"UPDATE event SET seq = 90000 WHERE seq = 1000;"
         "UPDATE event SET seq = 1000 WHERE seq = 1001;"
         "UPDATE event SET seq = 1001 WHERE seq = 90000",
         999},
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct picture *live;
        const char *dir = fresh(EVENTS, &live);
        change(dir, cases[i].sql);
        for (int alone = 0; alone < 2; alone++) {
            struct picture *p = picture_new();
            T_EQ(replay(dir, UINT64_MAX, alone != 0, p), RC_CORRUPT);
            T_EQ(picture_seq(p), cases[i].good);
            T(err.detail[0] != '\0');
            picture_free(p);
        }
        picture_free(live);
    }
}

int main(void)
{
    arena_init(&arena, 256u << 20);
    T_RUN(test_replay_each__is_live_in_parts_and_whole);
    T_RUN(test_replay_each__takes_the_largest_events);
    T_RUN(test_replay_each__stops_at_damage);
    arena_release(&arena);
    return t_end();
}
