/* SPDX-License-Identifier: Apache-2.0 */
/* Areas against a second method, shared borders, and the index against the areas themselves. */
#include "support/t.h"

#include <math.h>

#include "base/mem.h"
#include "geo/area_index.h"

static int32_t between(uint64_t *seed, int64_t low, int64_t high)
{
    return (int32_t)(low + (int64_t)(t_rand(seed) % (uint64_t)(high - low + 1)));
}

static struct geo_area *decode(struct buf *b)
{
    struct geo_area *a = NULL;
    struct err e;
    return geo_area_decode(buf_str(b), &a, &e) == RC_OK ? a : NULL;
}

/* One to three random closed lines, crossing themselves and each other. NULL when they cancel out.
 */
static struct geo_area *random_area(uint64_t *seed, int32_t lat, int32_t lon, int32_t reach)
{
    struct buf b;
    buf_init(&b, 1 << 16);
    buf_cat(&b, "[");
    int rings = between(seed, 1, 3);
    for (int r = 0; r < rings; r++) {
        int n = between(seed, 3, 20);
        buf_cat(&b, r > 0 ? ",[[" : "[[");
        for (int i = 0; i < n; i++)
            buf_printf(&b, "%s[%d,%d]", i > 0 ? "," : "", between(seed, lon - reach, lon + reach),
                       between(seed, lat - reach, lat + reach));
        buf_cat(&b, "]]");
    }
    buf_cat(&b, "]");
    struct geo_area *a = decode(&b);
    buf_release(&b);
    return a;
}

/*
 * The second method: how often do the rings wind around the point, by summing the angles under
 * which their edges are seen; odd is inside. *close is set when the point lies so near an edge that
 * an angle is not to be trusted.
 */
static bool winds_oddly(const struct geo_area *a, struct geo_point p, bool *close)
{
    int64_t turns = 0;
    *close = false;
    for (uint32_t r = 0; r < a->ring_count; r++) {
        const struct geo_point *q = a->points + a->rings[r].first;
        double sum = 0;
        for (uint32_t i = 0, k = a->rings[r].n - 1; i < a->rings[r].n; k = i++) {
            double ax = (double)q[k].lon7 - p.lon7, ay = (double)q[k].lat7 - p.lat7;
            double bx = (double)q[i].lon7 - p.lon7, by = (double)q[i].lat7 - p.lat7;
            double angle = atan2(ax * by - ay * bx, ax * bx + ay * by);
            *close = *close || fabs(fabs(angle) - M_PI) < 1e-7 || ax * ax + ay * ay < 1;
            sum += angle;
        }
        turns += llround(sum / (2 * M_PI));
    }
    return turns % 2 != 0;
}

static void test_geo_area_contains__equals_winding_of_angles(void)
{
    uint64_t seed = t_seed();
    int asked = 0, inside = 0;
    for (int i = 0; i < 3000; i++) {
        struct geo_area *a = random_area(&seed, 413000000, 692000000, i % 3 ? 1000000 : 100);
        if (a == NULL)
            continue;
        T(geo_area_contains(a, geo_area_centroid(a)));
        for (int j = 0; j < 30; j++) {
            bool close;
            struct geo_point p = {between(&seed, a->box.south - 5, a->box.north + 5),
                                  between(&seed, a->box.west - 5, a->box.east + 5)};
            bool want = winds_oddly(a, p, &close);
            if (close)
                continue;
            asked++;
            inside += want;
            if (!T(geo_area_contains(a, p) == want))
                return;
        }
        geo_area_free(a);
    }
    T(asked > 50000);
    T(inside > asked / 10 && inside < asked * 9 / 10);
}

#define MESH 8

static void shake_mesh(struct geo_point at[MESH + 1][MESH + 1], int32_t step, uint64_t *seed)
{
    for (int y = 0; y <= MESH; y++) {
        for (int x = 0; x <= MESH; x++) {
            int32_t dy = y > 0 && y < MESH ? between(seed, -step / 3, step / 3) : 0;
            int32_t dx = x > 0 && x < MESH ? between(seed, -step / 3, step / 3) : 0;
            at[y][x] = (struct geo_point){y * step + dy, x * step + dx};
        }
    }
}

static struct geo_area *quadrilateral(struct geo_point at[MESH + 1][MESH + 1], int y, int x)
{
    struct geo_point c[4] = {at[y][x], at[y][x + 1], at[y + 1][x + 1], at[y + 1][x]};
    struct buf b;
    buf_init(&b, 1024);
    buf_printf(&b, "[[[[%d,%d],[%d,%d],[%d,%d],[%d,%d]]]]", c[0].lon7, c[0].lat7, c[1].lon7,
               c[1].lat7, c[2].lon7, c[2].lat7, c[3].lon7, c[3].lat7);
    struct geo_area *area = decode(&b);
    buf_release(&b);
    T_REQUIRE(area != NULL);
    return area;
}

/* A mesh of quadrilaterals with shared corners: every point of it lies in exactly one, corners and
 * edges too. */
static void test_geo_area_contains__neighbours_share_no_point_and_miss_none(void)
{
    uint64_t seed = t_seed();
    for (int round = 0; round < 40; round++) {
        struct geo_point at[MESH + 1][MESH + 1];
        struct geo_area *areas[MESH * MESH];
        int32_t step = round % 2 ? 1000000 : 12; /* the small one makes points on edges common */
        shake_mesh(at, step, &seed);
        for (int i = 0; i < MESH * MESH; i++)
            areas[i] = quadrilateral(at, i / MESH, i % MESH);
        for (int j = 0; j < 400; j++) {
            struct geo_point p = {between(&seed, 0, MESH * step - 1),
                                  between(&seed, 0, MESH * step - 1)};
            if (j < 100)
                p = at[between(&seed, 0, MESH - 1)][between(&seed, 0, MESH - 1)];
            int n = 0;
            for (int i = 0; i < MESH * MESH; i++)
                n += geo_area_contains(areas[i], p);
            if (!T_EQ(n, 1))
                return;
        }
        for (int i = 0; i < MESH * MESH; i++)
            geo_area_free(areas[i]);
    }
}

static bool index_agrees(const struct geo_area_index *x, struct geo_area **areas, uint32_t n,
                         struct geo_point p)
{
    uint32_t got[64];
    size_t found = geo_area_index_find(x, p, got, ARRAY_LEN(got)), want = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (areas[i] == NULL || !geo_area_contains(areas[i], p))
            continue;
        if (!T(want < found) || !T_EQ(got[want], i))
            return false;
        want++;
    }
    return T_EQ(found, want);
}

static void test_geo_area_index_find__equals_asking_each(void)
{
    uint64_t seed = t_seed();
    for (int round = 0; round < 120; round++) {
        struct geo_area *areas[64];
        uint32_t n = (uint32_t)between(&seed, 1, 64);
        int32_t spread = round % 3 == 0 ? 30 : round % 3 == 1 ? 3000000 : 400000000;
        for (uint32_t i = 0; i < n; i++)
            areas[i] = random_area(&seed, between(&seed, -spread, spread),
                                   between(&seed, -spread, spread), between(&seed, 1, spread));
        struct geo_area_index *x = geo_area_index_new((const struct geo_area *const *)areas, n);
        bool ok = true;
        for (int j = 0; j < 1500 && ok; j++) {
            struct geo_point p = {between(&seed, -2 * spread, 2 * spread),
                                  between(&seed, -2 * spread, 2 * spread)};
            const struct geo_area *a = areas[between(&seed, 0, n - 1)];
            if (j % 3 == 0 && a != NULL) { /* on and beside a corner */
                p = a->points[between(&seed, 0, a->point_count - 1)];
                p.lat7 += between(&seed, -1, 1);
                p.lon7 += between(&seed, -1, 1);
            }
            ok = index_agrees(x, areas, n, p);
        }
        geo_area_index_free(x);
        for (uint32_t i = 0; i < n; i++)
            geo_area_free(areas[i]);
        if (!ok)
            return;
    }
}

int main(void)
{
    T_RUN(test_geo_area_contains__equals_winding_of_angles);
    T_RUN(test_geo_area_contains__neighbours_share_no_point_and_miss_none);
    T_RUN(test_geo_area_index_find__equals_asking_each);
    return t_end();
}
