/* SPDX-License-Identifier: Apache-2.0 */
#include "core/past_moves.h"

#include <stdlib.h>

#include "core/live.h"
#include "support/t.h"

#define FROM (1000 * USEC_S)

static struct past_move move(uint32_t unit, usec_t known, usec_t fix)
{
    return (struct past_move){.unit = unit,
                              .known = FROM + known,
                              .fix = FROM + fix,
                              .at = {(int32_t)fix, (int32_t)unit},
                              .kmh10 = LIVE_UNKNOWN,
                              .heading10 = LIVE_UNKNOWN,
                              .battery = LIVE_UNKNOWN};
}

static void add(struct past_moves *m, uint32_t unit, usec_t known, usec_t fix)
{
    const struct past_move one = move(unit, known, fix);
    past_moves_add(m, &one);
}

static void test_past_moves__late_fixes_move_nothing_and_one_stays_from_before(void)
{
    struct past_moves m;
    past_moves_init(&m, FROM, 64);
    add(&m, 1, 5, 4);
    add(&m, 0, -9, -10);
    add(&m, 0, -3, -30); /* late, though it came last: the place by the moment is that of -10 */
    add(&m, 0, 7, -11);  /* late */
    add(&m, 0, 8, 6);
    add(&m, 1, 5, 3); /* the same delivery, older */
    past_moves_end(&m);
    T_EQ(m.n, 3);
    T_REQUIRE(m.n == 3);
    T_EQ(m.grain, 0);
    T_EQ(m.v[0].fix, FROM - 10);
    T_EQ(m.v[1].fix, FROM + 6);
    T_EQ(m.v[2].unit, 1);
    T_EQ(m.v[2].fix, FROM + 4);
    past_moves_release(&m);
}

static void test_past_moves__of_one_delivery_the_newest_is_known_at_once(void)
{
    struct past_moves m;
    past_moves_init(&m, FROM, 64);
    for (usec_t i = 1; i <= 9; i++)
        add(&m, 3, 50, i);
    past_moves_end(&m);
    T_EQ(m.n, 1);
    T_EQ(m.v[0].fix, FROM + 9);
    past_moves_release(&m);
}

static void test_past_moves__what_is_not_said_of_the_battery_stays(void)
{
    struct past_moves m;
    past_moves_init(&m, FROM, 64);
    struct past_move said = move(0, -5, -5);
    said.battery = 400;
    past_moves_add(&m, &said);
    add(&m, 0, -2, -2);
    add(&m, 0, 3, 3);
    past_moves_end(&m);
    T_EQ(m.n, 2);
    T_EQ(m.v[0].battery, 400);
    T_EQ(m.v[1].battery, 400);
    past_moves_release(&m);
}

/* The last of unit u known by `at`, as the live picture has it: the newest fix of all received. */
static usec_t live(const struct past_move *all, size_t n, uint32_t u, usec_t at)
{
    usec_t fix = INT64_MIN;
    for (size_t i = 0; i < n; i++)
        if (all[i].unit == u && all[i].known <= at && all[i].fix > fix)
            fix = all[i].fix;
    return fix;
}

static usec_t told(const struct past_moves *m, uint32_t u, usec_t at)
{
    usec_t fix = INT64_MIN;
    for (size_t i = 0; i < m->n; i++)
        if (m->v[i].unit == u && m->v[i].known <= at)
            fix = m->v[i].fix;
    return fix;
}

#define MANY 4000
#define UNITS 7u
#define SPAN (600 * USEC_S)

/* In any order, whole or thinned: never later than the live picture, never a place it did not have, and at most a grain behind. */
static void test_past_moves__random_histories_are_those_of_the_live_picture(void)
{
    static struct past_move all[MANY];
    uint64_t seed = t_seed();
    for (int round = 0; round < 40; round++) {
        struct past_moves m;
        size_t most = round % 2 == 0 ? MANY * 2 : 4 * UNITS + t_rand(&seed) % 400;
        past_moves_init(&m, FROM, most);
        for (size_t i = 0; i < MANY; i++) {
            usec_t known = (usec_t)(t_rand(&seed) % (uint64_t)SPAN) - SPAN / 4;
            usec_t late =
                t_rand(&seed) % 3 == 0 ? (usec_t)(t_rand(&seed) % (uint64_t)(60 * USEC_S)) : 1;
            all[i] = move((uint32_t)(t_rand(&seed) % UNITS), known, known - late);
            past_moves_add(&m, &all[i]);
            T_REQUIRE(m.n <= most && m.cap <= most);
        }
        past_moves_end(&m);
        T_EQ(m.grain > 0, round % 2 != 0);
        if (m.grain > 0)
            T(m.n <= most / 2);
        for (int i = 0; i < 60; i++) {
            usec_t at = FROM + (usec_t)(t_rand(&seed) % (uint64_t)SPAN);
            uint32_t u = (uint32_t)(t_rand(&seed) % UNITS);
            usec_t real = live(all, MANY, u, at), said = told(&m, u, at);
            T(said <= real);
            if (m.grain == 0)
                T_EQ(said, real);
            else
                T(said >= live(all, MANY, u, at - m.grain) || at - m.grain < FROM);
        }
        past_moves_release(&m);
    }
}

int main(void)
{
    T_RUN(test_past_moves__late_fixes_move_nothing_and_one_stays_from_before);
    T_RUN(test_past_moves__of_one_delivery_the_newest_is_known_at_once);
    T_RUN(test_past_moves__what_is_not_said_of_the_battery_stays);
    T_RUN(test_past_moves__random_histories_are_those_of_the_live_picture);
    return t_end();
}
