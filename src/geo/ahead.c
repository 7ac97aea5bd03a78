/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/ahead.h"

#include <math.h>

struct cone {
    const struct geo_ahead_from *from;
    bool want_ahead;
    double shrink;     /* of longitude at the vehicle */
    double to_x, to_y; /* its heading, east and north */
    bool (*filter)(void *user, uint32_t slot, struct geo_point p);
    void *user;
};

static bool heading_believed(const struct geo_ahead_from *from)
{
    return from->heading10 >= 0 && from->heading10 < 3600 && from->kmh10 >= GEO_AHEAD_MIN_KMH10;
}

struct geo_ahead geo_ahead_score(const struct geo_ahead_from *from, struct geo_point unit)
{
    struct geo_ahead a = {.m = geo_distance_m(from->at, unit), .reach_s = -1};
    if (!heading_believed(from)) {
        a.reason = GEO_AHEAD_NO_HEADING;
        return a;
    }
    if (a.m < GEO_AHEAD_AT_M) {
        a.reason = GEO_AHEAD_AT_IT;
        a.ahead = true;
        a.reach_s = 0;
        return a;
    }
    a.diff10 = geo_heading_diff10(from->heading10, geo_bearing10(from->at, unit));
    a.ahead = a.diff10 >= -GEO_AHEAD_CONE10 && a.diff10 <= GEO_AHEAD_CONE10;
    a.reason = a.ahead ? GEO_AHEAD_IN_CONE : GEO_AHEAD_BEHIND;
    if (a.ahead) {
        double metres_a_second = from->kmh10 / 36.0;
        double along = a.m * cos(a.diff10 * (M_PI / 1800));
        a.reach_s = (int32_t)lround(fmin(along / metres_a_second, INT32_MAX));
    }
    return a;
}

#define SURE_IN 0.51504  /* cosine of 59 degrees  */
#define SURE_OUT 0.48481 /* cosine of 61 degrees  */
#define NEAR7 4000       /* 44 m, more than GEO_AHEAD_AT_M */

/*
 * Is it ahead? On a plane where that is sure, since the search asks about every unit it meets:
 * within 0.2 by 0.3 degrees and below latitude 60 the plane turns a bearing by less than half a
 * degree. Else by the exact score.
 */
static bool is_ahead(const struct cone *c, struct geo_point p)
{
    int64_t dlat = (int64_t)p.lat7 - c->from->at.lat7, dlon = (int64_t)p.lon7 - c->from->at.lon7;
    if (dlat > -2000000 && dlat < 2000000 && dlon > -3000000 && dlon < 3000000 && c->shrink > 0.5) {
        double x = (double)dlon * c->shrink, y = (double)dlat;
        double away = sqrt(x * x + y * y), along = x * c->to_x + y * c->to_y;
        if (away > NEAR7 && along > SURE_IN * away)
            return true;
        if (away > NEAR7 && along < SURE_OUT * away)
            return false;
    }
    return geo_ahead_score(c->from, p).ahead;
}

static bool in_cone(void *user, uint32_t slot, struct geo_point p)
{
    const struct cone *c = user;
    if (is_ahead(c, p) != c->want_ahead)
        return false;
    return c->filter == NULL || c->filter(c->user, slot, p);
}

static size_t find(const struct geo_grid *g, struct cone *c, uint32_t radius_m, size_t k,
                   struct geo_ahead *out)
{
    struct geo_near near[GEO_NEAREST_MAX];
    size_t n = geo_grid_nearest(g, c->from->at, radius_m, k, in_cone, c, near);
    for (size_t i = 0; i < n; i++) {
        struct geo_point p = {0, 0};
        must(geo_grid_get(g, near[i].slot, &p));
        out[i] = geo_ahead_score(c->from, p);
        out[i].slot = near[i].slot;
    }
    return n;
}

size_t geo_ahead_find(const struct geo_grid *g, const struct geo_ahead_from *from,
                      uint32_t radius_m, size_t k,
                      bool (*filter)(void *user, uint32_t slot, struct geo_point p), void *user,
                      struct geo_ahead *out)
{
    must(k >= 1 && k <= GEO_NEAREST_MAX);
    struct cone c = {.from = from, .want_ahead = true, .filter = filter, .user = user};
    size_t n = 0;
    if (heading_believed(from)) {
        c.shrink = cos(from->at.lat7 * (M_PI / 180e7));
        c.to_x = sin(from->heading10 * (M_PI / 1800));
        c.to_y = cos(from->heading10 * (M_PI / 1800));
        n = find(g, &c, radius_m, k, out);
    }
    c.want_ahead = false;
    if (n < k)
        n += find(g, &c, radius_m, k - n, out + n);
    return n;
}

const char *geo_ahead_reason_name(enum geo_ahead_reason reason)
{
    switch (reason) {
    case GEO_AHEAD_IN_CONE: return "ahead";
    case GEO_AHEAD_AT_IT: return "at the vehicle";
    case GEO_AHEAD_BEHIND: return "behind";
    case GEO_AHEAD_NO_HEADING: return "heading not known";
    }
    must(!"a reason of the table");
    return "";
}
