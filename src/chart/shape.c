/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "chart/chart_priv.h"

#define LOW (-CHART_EDGE)
#define HIGH (CHART_EXTENT + CHART_EDGE)

void chart_shape_add(struct chart_shape *s, struct chart_spot p)
{
    if (s->n > 0 && s->v[s->n - 1].x == p.x && s->v[s->n - 1].y == p.y)
        return;
    if (s->n == s->cap) {
        s->cap = s->cap == 0 ? 256 : s->cap * 2;
        s->v = mem_resize(s->v, s->cap, sizeof *s->v);
    }
    s->v[s->n++] = p;
}

int64_t chart_shape_area(const struct chart_shape *s)
{
    int64_t twice = 0;
    for (uint32_t i = 0; i < s->n; i++) {
        const struct chart_spot *a = &s->v[i], *b = &s->v[i + 1 < s->n ? i + 1 : 0];
        twice += (int64_t)a->x * b->y - (int64_t)b->x * a->y;
    }
    return twice;
}

/* ---- leaving out ---- */

/* Squared distance of p from the piece of line between a and b. */
static double off(struct chart_spot p, struct chart_spot a, struct chart_spot b)
{
    double dx = b.x - a.x, dy = b.y - a.y, px = p.x - a.x, py = p.y - a.y;
    double length = dx * dx + dy * dy, t = length > 0 ? (px * dx + py * dy) / length : 0;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    px -= t * dx;
    py -= t * dy;
    return px * px + py * py;
}

/* `keep` holds pairs (from, to) still to be looked at. */
void chart_shape_simplify(struct chart_shape *s, int32_t tolerance, struct chart_shape *keep)
{
    if (s->n < 3)
        return;
    double most = (double)tolerance * tolerance;
    uint8_t *stays = mem_alloc(s->n);
    keep->n = 0;
    for (uint32_t from = 0; from + 1 < s->n; from += CHART_AT_ONCE) {
        uint32_t to = s->n - 1 - from < CHART_AT_ONCE ? s->n - 1 : from + CHART_AT_ONCE;
        stays[from] = stays[to] = 1;
        chart_shape_add(keep, (struct chart_spot){(int32_t)from, (int32_t)to});
    }
    while (keep->n > 0) {
        struct chart_spot part = keep->v[--keep->n];
        double far = most;
        int32_t at = -1;
        for (int32_t i = part.x + 1; i < part.y; i++) {
            double d = off(s->v[i], s->v[part.x], s->v[part.y]);
            if (d > far) {
                far = d;
                at = i;
            }
        }
        if (at < 0)
            continue;
        stays[at] = 1;
        chart_shape_add(keep, (struct chart_spot){part.x, at});
        chart_shape_add(keep, (struct chart_spot){at, part.y});
    }
    uint32_t n = 0;
    for (uint32_t i = 0; i < s->n; i++)
        if (stays[i])
            s->v[n++] = s->v[i];
    s->n = n;
    free(stays);
}

/* ---- clipping ---- */

static int32_t between(int32_t a, int32_t b, int64_t part, int64_t whole)
{
    return (int32_t)(a + ((int64_t)b - a) * part / whole);
}

/* side 0..3: west, east, north, south. Above zero: inside by so much. */
static int64_t inside(struct chart_spot p, int side)
{
    switch (side) {
    case 0: return (int64_t)p.x - LOW;
    case 1: return HIGH - (int64_t)p.x;
    case 2: return (int64_t)p.y - LOW;
    default: return HIGH - (int64_t)p.y;
    }
}

/* Where the step from a, inside by `in`, to b, outside by `out`, crosses a side. */
static struct chart_spot crossing(struct chart_spot a, struct chart_spot b, int64_t in, int64_t out,
                                  int side)
{
    struct chart_spot p = {between(a.x, b.x, in, in + out), between(a.y, b.y, in, in + out)};
    int32_t line = side % 2 == 0 ? LOW : HIGH;
    if (side < 2)
        p.x = line;
    else
        p.y = line;
    return p;
}

void chart_shape_clip_ring(struct chart_shape *s, struct chart_shape *work)
{
    for (int side = 0; side < 4 && s->n > 0; side++) {
        struct chart_spot last = s->v[s->n - 1];
        int64_t before = inside(last, side);
        work->n = 0;
        for (uint32_t i = 0; i < s->n; i++) {
            struct chart_spot p = s->v[i];
            int64_t now = inside(p, side);
            if (before >= 0 && now < 0)
                chart_shape_add(work, crossing(last, p, before, -now, side));
            else if (before < 0 && now >= 0)
                chart_shape_add(work, crossing(p, last, now, -before, side));
            if (now >= 0)
                chart_shape_add(work, p);
            last = p;
            before = now;
        }
        struct chart_shape swap = *s;
        *s = *work;
        *work = swap;
        while (s->n > 1 && s->v[s->n - 1].x == s->v[0].x && s->v[s->n - 1].y == s->v[0].y)
            s->n--;
    }
}

bool chart_clip_step(struct chart_spot *a, struct chart_spot *b)
{
    for (int side = 0; side < 4; side++) {
        int64_t in_a = inside(*a, side), in_b = inside(*b, side);
        if (in_a < 0 && in_b < 0)
            return false;
        if (in_a < 0)
            *a = crossing(*b, *a, in_b, -in_a, side);
        else if (in_b < 0)
            *b = crossing(*a, *b, in_a, -in_b, side);
    }
    return true;
}
