/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Streets are drawn as lines, then cut where they cross: a bent grid inside a ring road, a
 * boulevard around the old centre, two avenues from corner to corner, lanes that are missing here
 * and there, one-way pairs in the centre.
 */
#include "city_priv.h"

#include <math.h>

#include "base/mem.h"

#define PI 3.14159265358979323846
#define STEP_M 90.0
#define GRID_M 300.0
#define GRID_HALF 16
#define LINE_POINTS 400
#define LINES_MAX 80
#define MERGE_M 48.0 /* crossings nearer than this are one junction */

struct cut {
    double pos; /* index of the line's piece, plus how far into it */
    uint32_t junction;
};

struct line {
    struct city_xy p[LINE_POINTS];
    struct cut cuts[LINE_POINTS];
    uint32_t n, cut_n;
    uint32_t street;
    bool closed;
};

struct laying {
    struct city *c;
    struct rng rng;
    struct line *lines;
    uint32_t line_n;
    struct city_xy *xy; /* of junctions */
    uint32_t junction_cap, segment_cap, shape_cap;
    double phase[6];
    unsigned first_name;
};

static double ring_at(const struct laying *l, double angle)
{
    return CITY_RING_M *
           (1 + 0.035 * sin(3 * angle + l->phase[0]) + 0.02 * cos(2 * angle + l->phase[1]));
}

/* Old cities are not drawn with a ruler. */
static struct city_xy bent(const struct laying *l, double u, double v)
{
    double x = u + 130 * sin(v / 1700 + l->phase[2]) + 45 * sin(u / 900 + v / 1400 + l->phase[3]);
    double y = v + 140 * sin(u / 1900 + l->phase[4]) + 40 * sin(v / 800 - u / 1500 + l->phase[5]);
    double tilt = 0.17;
    return (struct city_xy){x * cos(tilt) - y * sin(tilt), x * sin(tilt) + y * cos(tilt)};
}

static struct line *new_line(struct laying *l, enum city_road kind, int limit_kmh)
{
    must(l->line_n < LINES_MAX);
    struct line *line = &l->lines[l->line_n];
    struct city_street *s = &l->c->streets[l->line_n];
    s->kind = kind;
    s->limit_kmh = limit_kmh;
    city_name_street(s, l->first_name + l->line_n);
    line->street = l->line_n++;
    l->c->street_n = l->line_n;
    return line;
}

static void add_point(const struct laying *l, struct line *line, struct city_xy p)
{
    double r = hypot(p.x, p.y);
    if (r <= ring_at(l, atan2(p.y, p.x)) + STEP_M && line->n < LINE_POINTS)
        line->p[line->n++] = p;
}

static void lay_round(struct laying *l, enum city_road kind, int limit, double scale)
{
    struct line *line = new_line(l, kind, limit);
    unsigned steps = (unsigned)(2 * PI * CITY_RING_M * scale / STEP_M);
    for (unsigned i = 0; i <= steps; i++) {
        double a = 2 * PI * (i % steps) / steps;
        double r = ring_at(l, a) * scale;
        line->p[line->n++] = (struct city_xy){r * cos(a), r * sin(a)};
    }
    line->closed = true;
}

static void lay_avenue(struct laying *l, double angle, double shift)
{
    struct line *line = new_line(l, CITY_AVENUE, 60);
    for (double s = -5600; s <= 5600; s += STEP_M) {
        double side = shift + 160 * sin(s / 2300 + l->phase[2]);
        add_point(l, line,
                  (struct city_xy){s * cos(angle) - side * sin(angle),
                                   s * sin(angle) + side * cos(angle)});
    }
}

static void lay_grid(struct laying *l, bool across)
{
    for (int k = -GRID_HALF; k <= GRID_HALF; k++) {
        bool is_main = k % 3 == 0;
        struct line *line = new_line(l, is_main ? CITY_MAIN : CITY_MINOR, is_main ? 60 : 40);
        for (double s = -5600; s <= 5600; s += STEP_M)
            add_point(l, line, across ? bent(l, s, k * GRID_M) : bent(l, k * GRID_M, s));
        if (line->n < 4) {
            l->line_n--;
            l->c->street_n--;
            *line = (struct line){0};
        }
    }
}

static uint32_t junction_at(struct laying *l, struct city_xy p)
{
    struct city *c = l->c;
    for (uint32_t i = 0; i < c->junction_n; i++)
        if (hypot(l->xy[i].x - p.x, l->xy[i].y - p.y) < MERGE_M)
            return i;
    if (c->junction_n == l->junction_cap) {
        l->junction_cap = l->junction_cap ? 2 * l->junction_cap : 512;
        l->xy = mem_resize(l->xy, l->junction_cap, sizeof(*l->xy));
        c->junctions = mem_resize(c->junctions, l->junction_cap, sizeof(*c->junctions));
    }
    c->junctions[c->junction_n] = (struct city_junction){.at = city_geo(c, p)};
    l->xy[c->junction_n] = p;
    return c->junction_n++;
}

/* Do pieces a-b and c-d cross? *t and *u say where, 0..1. */
static bool crossing(struct city_xy a, struct city_xy b, struct city_xy c, struct city_xy d,
                     double *t, double *u)
{
    double rx = b.x - a.x, ry = b.y - a.y, sx = d.x - c.x, sy = d.y - c.y;
    double cross = rx * sy - ry * sx;
    if (fabs(cross) < 1e-9)
        return false;
    *t = ((c.x - a.x) * sy - (c.y - a.y) * sx) / cross;
    *u = ((c.x - a.x) * ry - (c.y - a.y) * rx) / cross;
    return *t >= 0 && *t < 1 && *u >= 0 && *u < 1;
}

static void add_cut(struct line *line, double pos, uint32_t junction)
{
    must(line->cut_n < LINE_POINTS);
    uint32_t i = line->cut_n++;
    for (; i > 0 && line->cuts[i - 1].pos > pos; i--)
        line->cuts[i] = line->cuts[i - 1];
    line->cuts[i] = (struct cut){pos, junction};
}

static void cut_pair(struct laying *l, struct line *a, struct line *b)
{
    for (uint32_t i = 0; i + 1 < a->n; i++) {
        struct city_xy p = a->p[i], q = a->p[i + 1];
        for (uint32_t j = 0; j + 1 < b->n; j++) {
            double t = 0, u = 0;
            if (fabs(b->p[j].x - p.x) > 3 * STEP_M || fabs(b->p[j].y - p.y) > 3 * STEP_M ||
                !crossing(p, q, b->p[j], b->p[j + 1], &t, &u))
                continue;
            uint32_t at =
                junction_at(l, (struct city_xy){p.x + t * (q.x - p.x), p.y + t * (q.y - p.y)});
            add_cut(a, i + t, at);
            add_cut(b, j + u, at);
        }
    }
}

static bool in_park(const struct city *c, struct geo_point p)
{
    for (unsigned i = 0; i < ARRAY_LEN(c->park); i++)
        if (geo_distance_fast_m(c->park[i], p) < c->park_m[i])
            return true;
    return false;
}

static void add_shape(struct laying *l, struct city_segment *s, struct geo_point p)
{
    struct city *c = l->c;
    if (c->shape_n == l->shape_cap) {
        l->shape_cap = l->shape_cap ? 2 * l->shape_cap : 4096;
        c->shapes = mem_resize(c->shapes, l->shape_cap, sizeof(*c->shapes));
    }
    if (s->count > 0)
        s->len_m += geo_distance_fast_m(c->shapes[c->shape_n - 1].at, p);
    c->shapes[c->shape_n++] = (struct city_shape){p, s->len_m};
    s->count++;
}

static void add_segment(struct laying *l, const struct line *line, struct cut from, struct cut to)
{
    struct city *c = l->c;
    struct city_segment s = {
        .from = from.junction, .to = to.junction, .street = line->street, .first = c->shape_n};
    add_shape(l, &s, c->junctions[s.from].at);
    for (double i = floor(from.pos) + 1; i < to.pos; i++) {
        struct city_xy p = line->p[(uint32_t)i % (line->n - (line->closed ? 1 : 0))];
        struct city_xy a = l->xy[s.from], b = l->xy[s.to];
        if (hypot(p.x - a.x, p.y - a.y) > 30 && hypot(p.x - b.x, p.y - b.y) > 30)
            add_shape(l, &s, city_geo(c, p));
    }
    add_shape(l, &s, c->junctions[s.to].at);
    bool lane = c->streets[line->street].kind == CITY_MINOR;
    bool gone =
        lane && (rng_chance(&l->rng, 0.3) || in_park(c, c->shapes[s.first + s.count / 2].at));
    for (uint32_t i = 0; i < c->segment_n && !gone; i++) {
        const struct city_segment *o = &c->segments[i];
        gone = (o->from == s.from && o->to == s.to) || (o->from == s.to && o->to == s.from);
    }
    if (gone) {
        c->shape_n = s.first;
        return;
    }
    if (c->segment_n == l->segment_cap) {
        l->segment_cap = l->segment_cap ? 2 * l->segment_cap : 1024;
        c->segments = mem_resize(c->segments, l->segment_cap, sizeof(*c->segments));
    }
    c->segments[c->segment_n++] = s;
}

static void cut_lines(struct laying *l)
{
    for (uint32_t i = 0; i < l->line_n; i++)
        for (uint32_t j = i + 1; j < l->line_n; j++)
            cut_pair(l, &l->lines[i], &l->lines[j]);
    for (uint32_t i = 0; i < l->line_n; i++) {
        struct line *line = &l->lines[i];
        if (line->closed && line->cut_n > 0)
            add_cut(line, line->cuts[0].pos + line->n - 1, line->cuts[0].junction);
        for (uint32_t k = 0; k + 1 < line->cut_n; k++)
            if (line->cuts[k].junction != line->cuts[k + 1].junction)
                add_segment(l, line, line->cuts[k], line->cuts[k + 1]);
    }
}

static void count_arms(const struct city *c, uint32_t *arms)
{
    memset(arms, 0, c->junction_n * sizeof(*arms));
    for (uint32_t i = 0; i < c->segment_n; i++) {
        arms[c->segments[i].from]++;
        arms[c->segments[i].to]++;
    }
}

/*
 * How many junctions can be reached from junction 0, driving lawfully or (backward) exactly against
 * the law.
 */
static uint32_t reach(const struct city *c, bool backward, bool *seen)
{
    memset(seen, 0, c->junction_n * sizeof(*seen));
    uint32_t n = 1;
    seen[0] = true;
    for (bool grown = true; grown;) {
        grown = false;
        for (uint32_t i = 0; i < c->segment_n; i++) {
            const struct city_segment *s = &c->segments[i];
            uint32_t a = backward ? s->to : s->from, b = backward ? s->from : s->to;
            if (seen[a] != seen[b] && (seen[a] || !s->one_way)) {
                seen[a] = seen[b] = true;
                n++;
                grown = true;
            }
        }
    }
    return n;
}

/* Streets that end nowhere, and pieces that hang on nothing, are taken away. */
static void prune(struct laying *l)
{
    struct city *c = l->c;
    uint32_t *arms = mem_array(c->junction_n, sizeof(*arms));
    bool *whole = mem_array(c->junction_n, sizeof(*whole));
    reach(c, false, whole);
    uint32_t before = CITY_NONE;
    while (before != c->segment_n) {
        before = c->segment_n;
        count_arms(c, arms);
        uint32_t kept = 0;
        for (uint32_t i = 0; i < c->segment_n; i++)
            if (whole[c->segments[i].from] && arms[c->segments[i].from] > 1 &&
                arms[c->segments[i].to] > 1)
                c->segments[kept++] = c->segments[i];
        c->segment_n = kept;
    }
    uint32_t *new_number = mem_array(c->junction_n, sizeof(*new_number));
    uint32_t kept = 0;
    for (uint32_t i = 0; i < c->junction_n; i++) {
        new_number[i] = arms[i] ? kept : CITY_NONE;
        if (arms[i])
            c->junctions[kept++] = c->junctions[i];
    }
    c->junction_n = kept;
    for (uint32_t i = 0; i < c->segment_n; i++) {
        c->segments[i].from = new_number[c->segments[i].from];
        c->segments[i].to = new_number[c->segments[i].to];
    }
    free(new_number);
    free(whole);
    free(arms);
}

static void make_arms(struct city *c)
{
    uint32_t *count = mem_array(c->junction_n, sizeof(*count));
    free(c->arms);
    c->arms = mem_array(2 * (size_t)c->segment_n, sizeof(*c->arms));
    for (uint32_t i = 0; i < c->segment_n; i++) {
        count[c->segments[i].from]++;
        count[c->segments[i].to] += !c->segments[i].one_way;
    }
    c->arm_n = 0;
    for (uint32_t i = 0; i < c->junction_n; i++) {
        c->junctions[i].arm = c->arm_n;
        c->junctions[i].arms = 0;
        c->arm_n += count[i];
    }
    for (uint32_t ds = 0; ds < 2 * c->segment_n; ds++) {
        if (ds & 1 && city_segment_of(c, ds)->one_way)
            continue;
        struct city_junction *j = &c->junctions[city_enter(c, ds)];
        c->arms[j->arm + j->arms++] = ds;
    }
    free(count);
}

static void set_one_way(struct city *c, uint32_t street, bool one_way)
{
    for (uint32_t i = 0; i < c->segment_n; i++)
        if (c->segments[i].street == street)
            c->segments[i].one_way = one_way;
}

static void choose_one_way(struct laying *l)
{
    struct city *c = l->c;
    bool *seen = mem_array(c->junction_n, sizeof(*seen));
    unsigned made = 0;
    for (uint32_t s = 0; s < c->street_n && made < 8; s++) {
        const struct line *line = &l->lines[s];
        struct city_xy mid = line->p[line->n / 2];
        if (c->streets[s].kind != CITY_MINOR || hypot(mid.x, mid.y) > 2600 ||
            !rng_chance(&l->rng, 0.7))
            continue;
        set_one_way(c, s, true);
        if (reach(c, false, seen) == c->junction_n && reach(c, true, seen) == c->junction_n)
            made++;
        else
            set_one_way(c, s, false);
    }
    free(seen);
}

static void finish_streets(struct city *c)
{
    for (uint32_t i = 0; i < c->segment_n; i++)
        c->streets[c->segments[i].street].path_n++;
    for (uint32_t s = 0; s < c->street_n; s++) {
        struct city_street *street = &c->streets[s];
        street->path = mem_array(street->path_n ? street->path_n : 1, sizeof(*street->path));
        uint32_t n = 0;
        for (uint32_t i = 0; i < c->segment_n; i++)
            if (c->segments[i].street == s)
                street->path[n++] = 2 * i;
    }
    for (uint32_t i = 0; i < c->junction_n; i++) {
        struct city_junction *j = &c->junctions[i];
        unsigned large = 0;
        for (uint32_t k = 0; k < j->arms; k++)
            large += c->streets[city_segment_of(c, c->arms[j->arm + k])->street].kind <= CITY_MAIN;
        j->lights = large >= 3;
        j->district = city_district_at(c, j->at);
    }
}

void city_lay_streets(struct city *c)
{
    struct laying l = {.c = c, .rng = rng_from(c->plan.seed, 1)};
    for (unsigned i = 0; i < ARRAY_LEN(l.phase); i++)
        l.phase[i] = rng_between(&l.rng, 0, 2 * PI);
    l.first_name = rng_below(&l.rng, city_name_count());
    for (unsigned i = 0; i < ARRAY_LEN(c->park); i++) {
        double a = rng_between(&l.rng, 0, 2 * PI),
               r = rng_between(&l.rng, 900 + 900 * i, 1600 + 900 * i);
        c->park[i] = city_geo(c, (struct city_xy){r * cos(a), r * sin(a)});
        c->park_m[i] = rng_between(&l.rng, 330, 480);
    }
    l.lines = mem_array(LINES_MAX, sizeof(*l.lines));
    c->streets = mem_array(LINES_MAX, sizeof(*c->streets));
    lay_round(&l, CITY_RING, 80, 1.0);
    lay_avenue(&l, PI / 4 + 0.05, 60);
    lay_avenue(&l, -PI / 4 + 0.02, -90);
    lay_round(&l, CITY_MAIN, 60, 0.33);
    lay_grid(&l, true);
    lay_grid(&l, false);
    cut_lines(&l);
    prune(&l);
    choose_one_way(&l);
    make_arms(c);
    finish_streets(c);
    free(l.xy);
    free(l.lines);
}
