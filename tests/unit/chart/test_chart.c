/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "chart/chart_priv.h"
#include "support/t.h"

static struct err e;

static void add(struct chart_draft *d, unsigned class, const char *name, const int32_t *v, size_t n)
{
    struct chart_names names = {{str_c(name)}};
    uint32_t id;
    for (size_t i = 0; i < n; i++)
        T_OK(chart_draft_point(d, (struct geo_point){v[2 * i], v[2 * i + 1]}, &e));
    T_OK(chart_draft_ring(d, &e));
    T_OK(chart_draft_name(d, &names, &id, &e));
    T_OK(chart_draft_feature(d, class, id, &e));
}

static const int32_t square[] = {410000000, 690000000, 410000000, 690100000, 410100000,
                                 690100000, 410100000, 690000000, 410000000, 690000000};

static void test_chart_draft__refuses_what_cannot_be(void)
{
    struct chart_draft d;
    uint32_t id;
    chart_draft_init(&d);
    T_EQ(chart_draft_point(&d, (struct geo_point){900000001, 0}, &e), RC_INVALID);
    T_EQ(chart_draft_ring(&d, &e), RC_INVALID);
    T_EQ(chart_draft_feature(&d, CHART_CITY, 0, &e), RC_INVALID);
    for (int i = 0; i < 3; i++)
        T_OK(chart_draft_point(&d, (struct geo_point){i, i}, &e));
    T_EQ(chart_draft_feature(&d, CHART_STREET, 0, &e), RC_INVALID); /* its points are no ring yet */
    T_OK(chart_draft_ring(&d, &e));
    T_EQ(chart_draft_feature(&d, CHART_CITY, 0, &e), RC_INVALID);
    T_EQ(chart_draft_feature(&d, CHART_WATER, 0, &e), RC_INVALID);
    T_STRC(str_c(e.detail), "ring 0 of feature 0 is none for a water");
    T_EQ(chart_draft_feature(&d, CHART_STREET, 1, &e), RC_INVALID);
    T_EQ(chart_draft_feature(&d, CHART_CLASSES, 0, &e), RC_INVALID);
    chart_draft_drop(&d);
    T_EQ(d.npoints, 0);
    T_EQ(d.nrings, 0);
    struct chart_names none = {{STR_NONE}}, twice = {{STR("a"), STR("b"), STR("a")}};
    T_OK(chart_draft_name(&d, &none, &id, &e));
    T_EQ(id, 0);
    T_OK(chart_draft_name(&d, &twice, &id, &e));
    twice.v[2] = STR_NONE; /* what says the same as the local name is not kept */
    uint32_t again;
    T_OK(chart_draft_name(&d, &twice, &again, &e));
    T_EQ(id, again);
    chart_draft_release(&d);
}

static void test_chart_draft__a_long_name_is_cut_between_two_characters(void)
{
    struct chart_draft d;
    char text[200];
    uint32_t id;
    chart_draft_init(&d);
    text[0] = 'x';
    for (size_t i = 1; i + 1 < sizeof text; i += 2)
        memcpy(text + i, "\xD0\x96", 2);
    struct chart_names names = {{{text, sizeof text - 1}}}, got;
    T_OK(chart_draft_name(&d, &names, &id, &e));
    T(chart_names_unpack(d.names[id - 1], &got));
    T_EQ(got.v[0].n, CHART_NAME_MAX - 1);
    T(str_utf8(got.v[0]));
    chart_draft_release(&d);
}

static bool count(void *ctx, const struct chart_feature *f)
{
    (void)f;
    ++*(uint32_t *)ctx;
    return true;
}

/* What the trees find is what a look at every box finds. */
static void test_chart_find__equals_a_scan(void)
{
    struct chart_draft d;
    struct chart *c;
    struct str bytes;
    uint64_t seed = t_seed();
    chart_draft_init(&d);
    for (int i = 0; i < 3000; i++) {
        int32_t lat = (int32_t)(t_rand(&seed) % 1600000000) - 800000000,
                lon = (int32_t)(t_rand(&seed) % 3600000000u - 1800000000u),
                to = lon +
                     (int32_t)(t_rand(&seed) %
                               (uint64_t)(lon > 1799000000 ? GEO_LON7_MAX - lon + 1 : 1000000));
        const int32_t line[] = {lat, lon, lat + (int32_t)(t_rand(&seed) % 100000), to};
        add(&d, i % 3 == 0 ? CHART_MOTORWAY : i % 3 == 1 ? CHART_STREET : CHART_RIVER, "", line, 2);
    }
    T_REQUIRE(chart_build(&d, &bytes, &e) == RC_OK);
    T_REQUIRE(chart_open(&c, bytes, &e) == RC_OK);
    for (int i = 0; i < 500; i++) {
        uint32_t x = (uint32_t)t_rand(&seed), y = (uint32_t)t_rand(&seed),
                 w = (uint32_t)t_rand(&seed) >> (i % 20), zoom = i % (CHART_ZOOM_MAX + 1);
        struct chart_box box = {
            {x, y},
            {x > UINT32_MAX - w ? UINT32_MAX : x + w, y > UINT32_MAX - w ? UINT32_MAX : y + w}};
        uint32_t found = 0, want = 0;
        chart_find(c, zoom, box, count, &found);
        for (uint32_t k = 0; k < c->h.zoom_first[zoom + 1]; k++) {
            const struct chart_box *b = &c->feature[k].box;
            want += b->min.x <= box.max.x && box.min.x <= b->max.x && b->min.y <= box.max.y &&
                    box.min.y <= b->max.y;
        }
        T_EQ(found, want);
    }
    chart_close(c);
    free((void *)(uintptr_t)bytes.p);
    chart_draft_release(&d);
}

static void test_chart_open__refuses_every_changed_byte(void)
{
    struct chart_draft d;
    struct chart *c;
    struct str bytes;
    chart_draft_init(&d);
    add(&d, CHART_GREEN, "Bog'", square, 5);
    T_REQUIRE(chart_build(&d, &bytes, &e) == RC_OK);
    char *p = (char *)(uintptr_t)bytes.p;
    for (size_t i = 0; i < bytes.n; i++) {
        p[i] ^= 1;
        T_EQ(chart_open(&c, bytes, &e), RC_CORRUPT);
        p[i] ^= 1;
    }
    T_EQ(chart_open(&c, (struct str){bytes.p, bytes.n - 8}, &e), RC_CORRUPT);
    T_OK(chart_open(&c, bytes, &e));
    chart_close(c);
    free(p);
    chart_draft_release(&d);
}

static bool holds(const struct chart_shape *s, double x, double y)
{
    bool in = false;
    for (uint32_t i = 0, k = s->n - 1; i < s->n; k = i++) {
        const struct chart_spot *a = &s->v[i], *b = &s->v[k];
        if ((a->y > y) != (b->y > y) &&
            x < a->x + (double)(b->x - a->x) * (y - a->y) / (b->y - a->y))
            in = !in;
    }
    return in;
}

/* Away from its edges, a clipped ring holds the spots of the tile that the ring held. */
static void test_chart_shape_clip_ring__keeps_what_is_inside(void)
{
    struct chart_shape ring = {0}, work = {0}, before = {0};
    uint64_t seed = t_seed();
    uint32_t differ = 0, looked = 0;
    for (int round = 0; round < 300; round++) {
        ring.n = before.n = 0;
        int32_t cx = (int32_t)(t_rand(&seed) % 8000) - 2000,
                cy = (int32_t)(t_rand(&seed) % 8000) - 2000;
        for (int i = 0; i < 24;
             i++) { /* around a middle, near and far: simple, and hollow here and there */
            static const int8_t dx[] = {8, 7, 6, 3, 0, -3, -6, -7, -8, -7, -6, -3, 0, 3, 6, 7};
            int at = i * 16 / 24;
            int32_t r = 50 + (int32_t)(t_rand(&seed) % 600);
            chart_shape_add(&ring,
                            (struct chart_spot){cx + dx[at] * r, cy + dx[(at + 12) % 16] * r});
        }
        for (uint32_t i = 0; i < ring.n; i++)
            chart_shape_add(&before, ring.v[i]);
        chart_shape_clip_ring(&ring, &work);
        for (uint32_t i = 0; i < ring.n; i++)
            T(ring.v[i].x >= -CHART_EDGE && ring.v[i].x <= CHART_EXTENT + CHART_EDGE &&
              ring.v[i].y >= -CHART_EDGE && ring.v[i].y <= CHART_EXTENT + CHART_EDGE);
        for (int i = 0; i < 200; i++) {
            double x = (double)(t_rand(&seed) % CHART_EXTENT) + 0.5,
                   y = (double)(t_rand(&seed) % CHART_EXTENT) + 0.5;
            looked++;
            differ += holds(&before, x, y) != (ring.n > 2 && holds(&ring, x, y));
        }
    }
    T(differ * 200 < looked); /* a crossing is rounded to a whole unit */
    free(ring.v);
    free(work.v);
    free(before.v);
}

static void test_chart_shape_simplify__stays_within_the_tolerance(void)
{
    struct chart_shape s = {0}, keep = {0};
    for (int32_t i = 0; i <= 200; i++)
        chart_shape_add(&s, (struct chart_spot){i * 4, i % 2 == 0 ? 0 : 3});
    chart_shape_simplify(&s, 4, &keep);
    T_EQ(s.n, 2);
    s.n = 0;
    for (int32_t i = 0; i <= 100; i++)
        chart_shape_add(&s, (struct chart_spot){i * 10, i <= 50 ? i * 10 : 1000 - i * 10});
    chart_shape_simplify(&s, 4, &keep);
    T_EQ(s.n, 3);
    T_EQ(s.v[1].x, 500);
    free(s.v);
    free(keep.v);
}

static void test_chart_tile__holds_no_more_than_its_ceiling(void)
{
    struct chart_draft d;
    struct chart *c;
    struct str bytes;
    struct buf out;
    uint64_t seed = t_seed();
    chart_draft_init(&d);
    add(&d, CHART_PRIMARY, "Main", (const int32_t[]){410000000, 690000000, 410000000, 690100000},
        2);
    for (uint32_t i = 0; i < 60000; i++) {
        char name[64];
        int32_t at[] = {410000000 + (int32_t)(t_rand(&seed) % 80000),
                        690000000 + (int32_t)(t_rand(&seed) % 80000), 0, 0};
        (void)snprintf(name, sizeof name, "the house of a long name, number %u", i);
        at[2] = at[0] + 900;
        at[3] = at[1] + 900;
        add(&d, CHART_STREET, name, at, 2);
    }
    T_REQUIRE(chart_build(&d, &bytes, &e) == RC_OK);
    T_REQUIRE(chart_open(&c, bytes, &e) == RC_OK);
    buf_init(&out, 4 * CHART_TILE_MAX);
    uint32_t x = c->feature[0].box.min.x >> (32 - 14), y = c->feature[0].box.min.y >> (32 - 14);
    uint32_t left = chart_tile_put(c, (struct chart_tile){14, x, y}, &out);
    T(left > 0);
    T(out.n > CHART_TILE_MAX / 2 && out.n < CHART_TILE_MAX + 4096);
    T(memmem(out.p, out.n, "Main", 4) != NULL); /* the important is there */
    chart_close(c);
    buf_release(&out);
    free((void *)(uintptr_t)bytes.p);
    chart_draft_release(&d);
}

/* Else a stranger's line of a hundred thousand points, each a corner, took minutes a tile. */
static void test_chart_shape_simplify__looks_at_so_many_points_at_once(void)
{
    struct chart_shape s = {0}, keep = {0};
    for (int32_t i = 0; i <= 1000; i++)
        chart_shape_add(&s, (struct chart_spot){i, i});
    chart_shape_simplify(&s, 4, &keep);
    T_REQUIRE(s.n == 5);
    for (int32_t i = 0; i < 5; i++)
        T_EQ(s.v[i].x, i < 4 ? i * (int32_t)CHART_AT_ONCE : 1000);
    free(s.v);
    free(keep.v);
}

int main(void)
{
    T_RUN(test_chart_draft__refuses_what_cannot_be);
    T_RUN(test_chart_draft__a_long_name_is_cut_between_two_characters);
    T_RUN(test_chart_find__equals_a_scan);
    T_RUN(test_chart_open__refuses_every_changed_byte);
    T_RUN(test_chart_shape_clip_ring__keeps_what_is_inside);
    T_RUN(test_chart_shape_simplify__stays_within_the_tolerance);
    T_RUN(test_chart_shape_simplify__looks_at_so_many_points_at_once);
    T_RUN(test_chart_tile__holds_no_more_than_its_ceiling);
    return t_end();
}
