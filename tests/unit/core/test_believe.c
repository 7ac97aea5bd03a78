/* SPDX-License-Identifier: Apache-2.0 */
#include "core/believe.h"

#include "support/t.h"

#define DEG 10000000

static const struct geo_point wrong = {40 * DEG, 64 * DEG},
                              right = {41 * DEG + 3 * DEG / 10, 69 * DEG},
                              third = {43 * DEG, 76 * DEG};

/* Near `at`: some 30 m a step. */
static struct geo_point step(struct geo_point at, int n)
{
    return (struct geo_point){at.lat7 + n * 2700, at.lon7};
}

static void test_believe_fix__the_first_is_believed_and_driving_too(void)
{
    struct believe b = {0};
    for (int i = 1; i < 100; i++)
        T(believe_fix(&b, step(right, i * 5), i * 5 * USEC_S));
    believe_forget(&b);
    T(believe_fix(&b, wrong, USEC_S));
}

static void test_believe_fix__a_wrong_first_fix_is_outvoted_by_three(void)
{
    struct believe b = {0};
    T(believe_fix(&b, wrong, 10 * USEC_S));
    T(!believe_fix(&b, step(right, 0), 20 * USEC_S));
    T(!believe_fix(&b, step(right, 1), 25 * USEC_S));
    T(believe_fix(&b, step(right, 2), 30 * USEC_S));
    T_EQ(b.at.lat7, step(right, 2).lat7);
    T(believe_fix(&b, step(right, 3), 35 * USEC_S));
    T(!believe_fix(&b, wrong, 40 * USEC_S)); /* what was believed first is a jump now */
}

static void test_believe_fix__outliers_are_not_believed(void)
{
    struct believe b = {0};
    usec_t at = USEC_S;
    T(believe_fix(&b, right, at));
    for (int i = 1; i < 50; i++) {
        /* Two that agree are not enough, and a good one between them begins the count anew. */
        T(!believe_fix(&b, wrong, at += USEC_S));
        T(!believe_fix(&b, wrong, at += USEC_S));
        T(believe_fix(&b, step(right, i), at += USEC_S));
    }
}

static void test_believe_fix__jumps_that_disagree_never_add_up(void)
{
    struct believe b = {0};
    T(believe_fix(&b, right, USEC_S));
    for (int i = 2; i < 200; i++)
        T(!believe_fix(&b, i % 2 == 0 ? wrong : third, i * USEC_S));
    T_EQ(b.at.lat7, right.lat7);
}

static void test_believe_fix__late_and_repeated_fixes_never_count(void)
{
    struct believe b = {0};
    T(believe_fix(&b, wrong, 1000 * USEC_S));
    for (int i = 0; i < 20; i++)
        T(believe_fix(&b, right, (900 + i) * USEC_S)); /* late: history, whatever it says */
    T_EQ(b.at.lat7, wrong.lat7);
    T(!believe_fix(&b, right, 1010 * USEC_S));
    for (int i = 0; i < 20; i++)
        T(!believe_fix(&b, right, 1010 * USEC_S)); /* the same one sent again */
    for (int i = 9; i > 0; i--)
        T(!believe_fix(&b, right, (1000 + i) * USEC_S)); /* a queue sent backwards */
    T_EQ(b.at.lat7, wrong.lat7);
    T_EQ(b.agree, 1);
}

/* Places that take turns by threes: each change costs twice as many, so the marker does not leap for ever. */
static void test_believe_fix__two_places_are_not_believed_in_turn(void)
{
    struct believe b = {0};
    int changes = 0;
    bool there = false;
    usec_t at = USEC_S;
    T(believe_fix(&b, right, at));
    for (int i = 0; i < 300; i++) {
        struct geo_point p = i / 3 % 2 == 0 ? wrong : right;
        (void)believe_fix(&b, p, at += USEC_S);
        bool now = b.at.lat7 == wrong.lat7;
        changes += now != there;
        there = now;
    }
    T_EQ(changes, 1);
    /* Calm for ten minutes, and three are enough again. */
    struct geo_point held = b.at, other = there ? right : wrong;
    T(believe_fix(&b, held, at += USEC_S));
    T(believe_fix(&b, held, at += BELIEVE_CALM + USEC_S));
    T(!believe_fix(&b, other, at += USEC_S));
    T(!believe_fix(&b, other, at += USEC_S));
    T(believe_fix(&b, other, at += USEC_S));
}

static void test_believe_known__only_what_is_newer(void)
{
    struct believe b = {0};
    believe_known(&b, right, 100 * USEC_S);
    T(!believe_fix(&b, wrong, 101 * USEC_S));
    believe_known(&b, wrong, 99 * USEC_S);
    T_EQ(b.at.lat7, right.lat7);
    T_EQ(b.agree, 1);
    T(believe_fix(&b, step(right, 1), 102 * USEC_S));
}

/*
 * Random histories of a vehicle with faults put in. Runs of fewer than three false fixes are never believed; the true
 * place is believed again at the third true fix after any fault, when no change of mind came before it.
 */
static void test_believe_fix__property(void)
{
    uint64_t seed = t_seed();
    for (int round = 0; round < 2000; round++) {
        struct believe b = {0};
        usec_t at = 1000 * USEC_S;
        struct geo_point truth = right;
        bool wrong_first = t_rand(&seed) % 2 == 0;
        int good = 0, outliers = 0;
        if (wrong_first)
            T_REQUIRE(believe_fix(&b, wrong, at));
        for (int i = 0; i < 60; i++) {
            usec_t late = at - (usec_t)(t_rand(&seed) % 900) * USEC_S;
            at += (usec_t)(1 + t_rand(&seed) % 10) * USEC_S;
            truth.lat7 += (int32_t)(t_rand(&seed) % 3000);
            bool outlier = (wrong_first ? good >= BELIEVE_AGREE : good > 0) && outliers < 2 &&
                           t_rand(&seed) % 3 == 0;
            outliers = outlier ? outliers + 1 : 0;
            if (outlier) {
                T_REQUIRE(!believe_fix(&b, third, at));
                continue;
            }
            bool believed = believe_fix(&b, truth, at);
            good++;
            T_REQUIRE(believed == (!wrong_first || good >= BELIEVE_AGREE));
            if (t_rand(&seed) % 3 == 0 && late <= b.fix) {
                struct believe before = b;
                T_REQUIRE(believe_fix(&b, third, late));
                T_REQUIRE(b.fix == before.fix && b.agree == before.agree &&
                          b.at.lat7 == before.at.lat7);
            }
        }
        T_REQUIRE(b.fix == at ? b.at.lat7 == truth.lat7 : outliers > 0);
    }
}

int main(void)
{
    T_RUN(test_believe_fix__the_first_is_believed_and_driving_too);
    T_RUN(test_believe_fix__a_wrong_first_fix_is_outvoted_by_three);
    T_RUN(test_believe_fix__outliers_are_not_believed);
    T_RUN(test_believe_fix__jumps_that_disagree_never_add_up);
    T_RUN(test_believe_fix__late_and_repeated_fixes_never_count);
    T_RUN(test_believe_fix__two_places_are_not_believed_in_turn);
    T_RUN(test_believe_known__only_what_is_newer);
    T_RUN(test_believe_fix__property);
    return t_end();
}
