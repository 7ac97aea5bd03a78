/* SPDX-License-Identifier: Apache-2.0 */
#include "support/t.h"

#include <math.h>

#include "geo/distance.h"

static const struct geo_point TASHKENT = {413111000, 692797000};
static const struct geo_point SAMARKAND = {396547000, 669758000};

/* Vincenty's inverse formula on the WGS84 ellipsoid: another model, to hold the sphere's stated
 * error against. */
static double vincenty(struct geo_point p, struct geo_point q)
{
    const double rad = M_PI / 180e7, a = 6378137.0, f = 1 / 298.257223563, b = a * (1 - f);
    double u1 = atan((1 - f) * tan(p.lat7 * rad)), u2 = atan((1 - f) * tan(q.lat7 * rad));
    double l = ((double)q.lon7 - p.lon7) * rad, lambda = l;
    double sigma = 0, sin_s = 0, cos_s = 0, cos2a = 0, cos2m = 0;
    for (int i = 0; i < 200; i++) {
        double x = cos(u2) * sin(lambda);
        double y = cos(u1) * sin(u2) - sin(u1) * cos(u2) * cos(lambda);
        sin_s = sqrt(x * x + y * y);
        if (sin_s <= 0)
            return 0;
        cos_s = sin(u1) * sin(u2) + cos(u1) * cos(u2) * cos(lambda);
        sigma = atan2(sin_s, cos_s);
        double sin_a = cos(u1) * cos(u2) * sin(lambda) / sin_s;
        cos2a = 1 - sin_a * sin_a;
        cos2m = cos2a > 0 ? cos_s - 2 * sin(u1) * sin(u2) / cos2a : 0;
        double c = f / 16 * cos2a * (4 + f * (4 - 3 * cos2a));
        double before = lambda;
        lambda = l + (1 - c) * f * sin_a *
                         (sigma + c * sin_s * (cos2m + c * cos_s * (2 * cos2m * cos2m - 1)));
        if (fabs(lambda - before) < 1e-12)
            break;
    }
    double uu = cos2a * (a * a - b * b) / (b * b);
    double big_a = 1 + uu / 16384 * (4096 + uu * (-768 + uu * (320 - 175 * uu)));
    double big_b = uu / 1024 * (256 + uu * (-128 + uu * (74 - 47 * uu)));
    double d =
        big_b * sin_s *
        (cos2m + big_b / 4 *
                     (cos_s * (2 * cos2m * cos2m - 1) -
                      big_b / 6 * cos2m * (4 * sin_s * sin_s - 3) * (4 * cos2m * cos2m - 3)));
    return b * big_a * (sigma - d);
}

static int32_t between(uint64_t *seed, int64_t low, int64_t high)
{
    return (int32_t)(low + (int64_t)(t_rand(seed) % (uint64_t)(high - low + 1)));
}

static void test_geo_valid__edges(void)
{
    T(geo_valid(0, 0));
    T(geo_valid(900000000, 1800000000));
    T(geo_valid(-900000000, -1800000000));
    T(!geo_valid(900000001, 0));
    T(!geo_valid(-900000001, 0));
    T(!geo_valid(0, 1800000001));
    T(!geo_valid(0, INT64_MIN));
    T(!geo_valid(INT64_MAX, 0));
}

static void test_geo_box__contains(void)
{
    struct geo_box plain = {10, 20, 30, 40}, across = {-10, 1790000000, 10, -1790000000};
    T(geo_box_valid(plain));
    T(geo_box_valid(across));
    T(!geo_box_valid((struct geo_box){31, 20, 30, 40}));
    T(!geo_box_valid((struct geo_box){10, 20, 900000001, 40}));
    T(geo_box_contains(plain, (struct geo_point){10, 20}));
    T(geo_box_contains(plain, (struct geo_point){30, 40}));
    T(!geo_box_contains(plain, (struct geo_point){31, 40}));
    T(!geo_box_contains(plain, (struct geo_point){30, 41}));
    T(geo_box_contains(across, (struct geo_point){0, 1800000000}));
    T(geo_box_contains(across, (struct geo_point){0, -1800000000}));
    T(geo_box_contains(across, (struct geo_point){0, -1790000000}));
    T(!geo_box_contains(across, (struct geo_point){0, 0}));
}

static void test_geo_lon7_wrap__any(void)
{
    T_EQ(geo_lon7_wrap(0), 0);
    T_EQ(geo_lon7_wrap(1800000000), -1800000000);
    T_EQ(geo_lon7_wrap(-1800000000), -1800000000);
    T_EQ(geo_lon7_wrap(1800000001), -1799999999);
    T_EQ(geo_lon7_wrap(-1800000001), 1799999999);
    T_EQ(geo_lon7_wrap(INT64_C(36000000005)), 5);
}

static void test_geo_distance_m__known(void)
{
    T_EQ(lround(geo_distance_m(TASHKENT, TASHKENT)), 0);
    T_EQ(lround(geo_distance_m((struct geo_point){0, 0}, (struct geo_point){10000000, 0})), 111195);
    T_EQ(
        lround(geo_distance_m((struct geo_point){900000000, 5}, (struct geo_point){-900000000, 7})),
        20015114);
    struct geo_point west = {0, -1799999999}, east = {0, 1799999999};
    T(geo_distance_m(west, east) < 0.03);
}

static void test_geo_distance_m__within_stated_error_of_the_ellipsoid(void)
{
    uint64_t seed = t_seed();
    double worst = 0;
    for (int i = 0; i < 20000; i++) {
        struct geo_point p = {between(&seed, -890000000, 890000000),
                              between(&seed, -1800000000, 1800000000)};
        struct geo_point q = geo_move(p, between(&seed, 0, 3599), between(&seed, 100, 1000000));
        double want = vincenty(p, q), error = fabs(geo_distance_m(p, q) - want) / want;
        worst = error > worst ? error : worst;
    }
    T(worst < 0.0057);
    T(worst >
      0.001); /* the two are different models: else this test compares a thing with itself */
}

static void test_geo_distance_fast_m__within_stated_error(void)
{
    uint64_t seed = t_seed();
    double worst = 0;
    for (int i = 0; i < 50000; i++) {
        struct geo_point p = {between(&seed, -795000000, 795000000),
                              between(&seed, -1800000000, 1800000000)};
        struct geo_point q = geo_move(p, between(&seed, 0, 3599), between(&seed, 10, 50000));
        double want = geo_distance_m(p, q), error = fabs(geo_distance_fast_m(p, q) - want) / want;
        worst = error > worst ? error : worst;
    }
    T(worst < 0.001);
}

static void test_geo_bearing10__directions(void)
{
    struct geo_point o = {413111000, 692797000};
    T_EQ(geo_bearing10(o, (struct geo_point){423111000, 692797000}), 0);
    T_EQ(geo_bearing10(o, (struct geo_point){403111000, 692797000}), 1800);
    T_EQ(geo_bearing10(o, (struct geo_point){413111000, 692897000}), 900);
    T_EQ(geo_bearing10(o, (struct geo_point){413111000, 692697000}), 2700);
    T_EQ(geo_bearing10(o, o), 0);
    T_EQ(geo_bearing10((struct geo_point){0, 1799990000}, (struct geo_point){0, -1799990000}), 900);
    int to_samarkand = geo_bearing10(TASHKENT, SAMARKAND);
    T(to_samarkand > 2250 && to_samarkand < 2350);
}

static void test_geo_heading_diff10__shortest_way(void)
{
    T_EQ(geo_heading_diff10(0, 0), 0);
    T_EQ(geo_heading_diff10(3500, 100), 200);
    T_EQ(geo_heading_diff10(100, 3500), -200);
    T_EQ(geo_heading_diff10(0, 1800), 1800);
    T_EQ(geo_heading_diff10(1800, 0), 1800);
    T_EQ(geo_heading_diff10(0, 1801), -1799);
    T_EQ(geo_heading_diff10(-7200, 3600), 0);
}

static void test_geo_move__comes_back(void)
{
    uint64_t seed = t_seed();
    for (int i = 0; i < 20000; i++) {
        struct geo_point p = {between(&seed, -890000000, 890000000),
                              between(&seed, -1800000000, 1800000000)};
        int bearing = between(&seed, 0, 3599);
        double metres = between(&seed, 0, 100000);
        struct geo_point q = geo_move(p, bearing, metres);
        if (!T(geo_valid(q.lat7, q.lon7)) || !T(fabs(geo_distance_m(p, q) - metres) < 0.03))
            return;
        if (metres > 1000 && !T(abs(geo_heading_diff10(bearing, geo_bearing10(p, q))) <= 1))
            return;
    }
    struct geo_point pole = geo_move((struct geo_point){899999999, 0}, 0, 1000);
    T(geo_valid(pole.lat7, pole.lon7));
    T_EQ(pole.lon7, -1800000000);
}

int main(void)
{
    T_RUN(test_geo_valid__edges);
    T_RUN(test_geo_box__contains);
    T_RUN(test_geo_lon7_wrap__any);
    T_RUN(test_geo_distance_m__known);
    T_RUN(test_geo_distance_m__within_stated_error_of_the_ellipsoid);
    T_RUN(test_geo_distance_fast_m__within_stated_error);
    T_RUN(test_geo_bearing10__directions);
    T_RUN(test_geo_heading_diff10__shortest_way);
    T_RUN(test_geo_move__comes_back);
    return t_end();
}
