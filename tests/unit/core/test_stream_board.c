/* SPDX-License-Identifier: Apache-2.0 */
/* What readers are told of where units are, against a plain model: whoever asks knows what is true, and nothing else. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "core/stream_board.h"
#include "support/t.h"

#define UNITS 300
#define READERS 12
#define STEPS 600
#define AREAS 5

static struct core core;
static struct live_unit *units[UNITS];
static const char *const areas[AREAS] = {"", "land", "east", "west", "quarter"};
static const char *const parents[AREAS] = {"", "", "land", "land", "east"};

static void put(enum event_type type, struct str id, const void *data)
{
    struct event ev = {.seq = picture_seq(core.mirror) + 1,
                       .time = USEC_S,
                       .recorded = USEC_S,
                       .type = type,
                       .id = id,
                       .actor = STR("core"),
                       .data = data};
    picture_apply(core.mirror, &ev);
}

static void put_unit(uint32_t i, const char *area)
{
    struct unit unit = {0};
    unit_set_name(&unit, units[i]->id);
    unit_set_area(&unit, str_c(area));
    put(EV_UNIT_SET, units[i]->id, &unit);
}

static void begin(void)
{
    core.mirror = picture_new();
    core.live = live_new();
    must(pthread_rwlock_init(&core.mirror_lock, NULL) == 0);
    for (int i = 1; i < AREAS; i++) {
        struct area area = {0};
        area_set_name(&area, STR("x"));
        area_set_parent(&area, str_c(parents[i]));
        put(EV_AREA_SET, str_c(areas[i]), &area);
    }
    for (uint32_t i = 0; i < UNITS; i++) {
        char id[16];
        (void)snprintf(id, sizeof id, "U%u", i);
        units[i] = live_unit(core.live, str_c(id), true);
        put_unit(i, areas[i % AREAS]);
    }
}

static void end(void)
{
    picture_free(core.mirror);
    live_free(core.live);
    pthread_rwlock_destroy(&core.mirror_lock);
}

static struct geo_point somewhere(uint64_t *seed)
{
    return (struct geo_point){410000000 + (int32_t)(t_rand(seed) % 20000000),
                              690000000 + (int32_t)(t_rand(seed) % 20000000)};
}

static void move(uint32_t i, struct geo_point at)
{
    static usec_t fix = USEC_S;
    struct live_unit to = *units[i];
    to.at = at;
    to.fix = fix += USEC_S;
    (void)live_fix(core.live, units[i], &to);
}

struct reader {
    struct board_place place;
    struct geo_box window;
    const char *area;
    bool whole;       /* its window is another one */
    bool told[UNITS]; /* has heard of a place, and not that it is gone */
    struct geo_point at[UNITS];
};

static bool within(const char *area, const char *limit)
{
    for (;;) {
        if (limit[0] == '\0' || strcmp(area, limit) == 0)
            return true;
        int i = 0;
        while (strcmp(areas[i], area) != 0)
            i++;
        if (i == 0)
            return false;
        area = parents[i];
    }
}

static const char *area_of(uint32_t i)
{
    static char area[65];
    const struct unit *unit = picture_get(core.mirror, KIND_UNIT, units[i]->id);
    (void)str_copy(area, sizeof area, unit->area);
    return area;
}

static int32_t degrees7(const char *text)
{
    double v = strtod(text, NULL) * 1e7;
    return (int32_t)(v + 0.5);
}

/* Each of ,["U12",41.5,69.25,…] must be true now, of the reader's area, and told once. */
static void hear(struct reader *r, struct str text)
{
    bool now[UNITS] = {false};
    for (const char *at = text.p, *end = text.p + text.n; at < end; at++) {
        T_REQUIRE(end - at > 4 && memcmp(at, ",[\"U", 4) == 0);
        char *after;
        uint32_t i = (uint32_t)strtoul(at + 4, &after, 10);
        T_REQUIRE(i < UNITS);
        T(within(area_of(i), r->area));
        T(!now[i]);
        now[i] = true;
        r->told[i] = strncmp(after, "\",null,null", 11) != 0;
        T_EQ(r->told[i], units[i]->known);
        if (r->told[i]) {
            const char *lon = strchr(after + 2, ',');
            r->at[i] = (struct geo_point){degrees7(after + 2), degrees7(lon + 1)};
            T_EQ(r->at[i].lat7, units[i]->at.lat7);
            T_EQ(r->at[i].lon7, units[i]->at.lon7);
        }
        at = memchr(at, ']', (size_t)(end - at));
    }
}

static void check(const struct reader *r)
{
    for (uint32_t i = 0; i < UNITS; i++) {
        if (!within(area_of(i), r->area))
            continue;
        if (!units[i]->known)
            T(!r->told[i]);
        else if (geo_box_contains(r->window, units[i]->at))
            T(r->told[i] && r->at[i].lat7 == units[i]->at.lat7 &&
              r->at[i].lon7 == units[i]->at.lon7);
    }
}

static void read_all(struct board *b, struct reader *r)
{
    struct buf out;
    buf_init(&out, 1u << 20);
    struct board_eye eye = {board_area(b, str_c(r->area)), r->window};
    board_read_lock(b);
    bool news = r->whole || board_news(b, r->place.seen, &eye);
    uint32_t n = 0;
    do
        n += board_put_changes(b, &eye, !r->whole, &r->place, &out);
    while (r->place.slot != 0);
    if (r->whole)
        n += board_put_window(b, &eye, &out);
    board_unlock(b);
    T(news || n == 0);
    r->whole = false;
    hear(r, buf_str(&out));
    check(r);
    buf_release(&out);
}

static void look_elsewhere(struct reader *r, uint64_t *seed)
{
    struct geo_point a = somewhere(seed), b = somewhere(seed);
    r->window =
        (struct geo_box){a.lat7 < b.lat7 ? a.lat7 : b.lat7, a.lon7 < b.lon7 ? a.lon7 : b.lon7,
                         a.lat7 < b.lat7 ? b.lat7 : a.lat7, a.lon7 < b.lon7 ? b.lon7 : a.lon7};
    r->whole = true;
}

static void change_something(struct board *b, uint64_t *seed)
{
    for (uint64_t n = t_rand(seed) % 120; n > 0; n--) {
        uint32_t i = (uint32_t)(t_rand(seed) % UNITS);
        if (t_rand(seed) % 10 > 0)
            move(i, somewhere(seed));
        else
            live_unit_forget(core.live, units[i]);
    }
    if (t_rand(seed) % 20 == 0)
        board_note_all(b); /* as after a gap: nothing may be told twice or left out */
}

static void test_board__whoever_asks_knows_what_is_true(void)
{
    uint64_t seed = t_seed();
    begin();
    struct board *b = board_new();
    struct reader *readers = mem_array(READERS, sizeof *readers);
    for (int i = 0; i < READERS; i++) {
        readers[i].area = areas[i % AREAS];
        look_elsewhere(&readers[i], &seed);
    }
    for (int step = 0; step < STEPS; step++) {
        change_something(b, &seed);
        board_tick(b, &core);
        for (int i = 0; i < READERS; i++) {
            /* The last ones ask so seldom that the ticks they missed are gone. */
            if (t_rand(&seed) % (i < READERS / 2 ? 3 : 40) != 0)
                continue;
            if (t_rand(&seed) % 10 == 0)
                look_elsewhere(&readers[i], &seed);
            read_all(b, &readers[i]);
        }
    }
    free(readers);
    board_free(b);
    end();
}

static uint32_t seen_by(struct board *b, const char *area)
{
    struct buf out;
    const struct geo_box world = {-GEO_LAT7_MAX, -GEO_LON7_MAX, GEO_LAT7_MAX, GEO_LON7_MAX};
    buf_init(&out, 1u << 20);
    board_read_lock(b);
    struct board_eye eye = {board_area(b, str_c(area)), world};
    uint32_t n = board_put_window(b, &eye, &out);
    T_EQ(board_count_of(b, eye.area), n);
    board_unlock(b);
    buf_release(&out);
    return n;
}

static void test_board__a_unit_belongs_where_the_last_event_put_it(void)
{
    uint64_t seed = 1;
    begin();
    struct board *b = board_new();
    for (uint32_t i = 0; i < UNITS; i++)
        move(i, somewhere(&seed));
    board_tick(b, &core);
    T_EQ(seen_by(b, ""), UNITS);
    T_EQ(seen_by(b, "land"), UNITS / AREAS * 4);
    T_EQ(seen_by(b, "east"), UNITS / AREAS * 2);
    T_EQ(seen_by(b, "nowhere"), 0);
    put_unit(2, "west"); /* was in the east */
    board_note(b, KIND_UNIT, units[2]->id);
    move(2, somewhere(&seed));
    board_tick(b, &core);
    T_EQ(seen_by(b, "east"), UNITS / AREAS * 2 - 1);
    T_EQ(seen_by(b, "west"), UNITS / AREAS + 1);
    struct area area = {0};
    area_set_parent(&area, STR("west"));
    put(EV_AREA_SET, STR("quarter"), &area);
    board_note(b, KIND_AREA, STR("quarter"));
    move(0, somewhere(&seed));
    board_tick(b, &core);
    T_EQ(seen_by(b, "east"), UNITS / AREAS - 1);
    T_EQ(seen_by(b, "west"), UNITS / AREAS * 2 + 1);
    board_free(b);
    end();
}

int main(void)
{
    T_RUN(test_board__whoever_asks_knows_what_is_true);
    T_RUN(test_board__a_unit_belongs_where_the_last_event_put_it);
    return t_end();
}
