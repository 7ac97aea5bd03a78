/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/distance.h"

#include <math.h>

#define RAD7 (M_PI / 180e7)
#define TURN7 INT64_C(3600000000)

bool geo_valid(int64_t lat7, int64_t lon7)
{
    return lat7 >= -GEO_LAT7_MAX && lat7 <= GEO_LAT7_MAX && lon7 >= -GEO_LON7_MAX &&
           lon7 <= GEO_LON7_MAX;
}

bool geo_box_valid(struct geo_box b)
{
    return geo_valid(b.south, b.west) && geo_valid(b.north, b.east) && b.south <= b.north;
}

bool geo_box_contains(struct geo_box b, struct geo_point p)
{
    if (p.lat7 < b.south || p.lat7 > b.north)
        return false;
    if (b.west <= b.east)
        return p.lon7 >= b.west && p.lon7 <= b.east;
    return p.lon7 >= b.west || p.lon7 <= b.east;
}

int32_t geo_lon7_wrap(int64_t lon7)
{
    int64_t v = (lon7 % TURN7 + TURN7 + GEO_LON7_MAX) % TURN7;
    return (int32_t)(v - GEO_LON7_MAX);
}

double geo_distance_m(struct geo_point a, struct geo_point b)
{
    double sin_lat = sin((double)((int64_t)b.lat7 - a.lat7) * RAD7 / 2);
    double sin_lon = sin((double)((int64_t)b.lon7 - a.lon7) * RAD7 / 2);
    double cosines = cos((double)a.lat7 * RAD7) * cos((double)b.lat7 * RAD7);
    double hav = sin_lat * sin_lat + cosines * sin_lon * sin_lon;
    return 2 * GEO_EARTH_M * asin(sqrt(fmin(hav, 1)));
}

double geo_distance_fast_m(struct geo_point a, struct geo_point b)
{
    int64_t dlon = (int64_t)b.lon7 - a.lon7;
    if (dlon > GEO_LON7_MAX)
        dlon -= TURN7;
    else if (dlon < -GEO_LON7_MAX)
        dlon += TURN7;
    double y = (double)((int64_t)b.lat7 - a.lat7);
    double x = (double)dlon * cos((double)((int64_t)a.lat7 + b.lat7) * (RAD7 / 2));
    return GEO_EARTH_M * RAD7 * sqrt(x * x + y * y);
}

int geo_bearing10(struct geo_point a, struct geo_point b)
{
    double lat_a = (double)a.lat7 * RAD7, lat_b = (double)b.lat7 * RAD7;
    double dlon = (double)((int64_t)b.lon7 - a.lon7) * RAD7;
    double y = sin(dlon) * cos(lat_b);
    double x = cos(lat_a) * sin(lat_b) - sin(lat_a) * cos(lat_b) * cos(dlon);
    long tenths = lround(atan2(y, x) * (1800 / M_PI));
    return (int)((tenths + 3600) % 3600);
}

int geo_heading_diff10(int from10, int to10)
{
    int64_t d = ((int64_t)to10 - from10) % 3600;
    if (d <= -1800)
        d += 3600;
    else if (d > 1800)
        d -= 3600;
    return (int)d;
}

struct geo_point geo_move(struct geo_point p, int bearing10, double metres)
{
    double lat = (double)p.lat7 * RAD7, bearing = bearing10 * (M_PI / 1800);
    double angle = metres / GEO_EARTH_M;
    double sin_to = sin(lat) * cos(angle) + cos(lat) * sin(angle) * cos(bearing);
    sin_to = fmax(-1, fmin(1, sin_to));
    double dlon = atan2(sin(bearing) * sin(angle) * cos(lat), cos(angle) - sin(lat) * sin_to);
    struct geo_point to;
    to.lat7 = (int32_t)lround(asin(sin_to) / RAD7);
    to.lon7 = geo_lon7_wrap(p.lon7 + llround(dlon / RAD7));
    return to;
}
