/* SPDX-License-Identifier: Apache-2.0 */
/* Which cameras may show what happened: those of the alarm's site, and those beside it that look its way. */
#include "desk/alarm/alarm_priv.h"
#include "geo/distance.h"

#define VIEW10 550 /* a camera sees so much to each side of its heading, degrees × 10 */

static bool has_place(const struct device *dev)
{
    return (dev->has & BIT(F_DEVICE_LAT)) != 0 && (dev->has & BIT(F_DEVICE_LON)) != 0;
}

static bool is_camera(const struct device *dev)
{
    return dev->kind == DEVICE_KIND_CAMERA && dev->state == DEVICE_STATE_ACTIVE;
}

static double metres(const struct device *dev, const struct alarm *a)
{
    struct geo_point at = {(int32_t)a->lat, (int32_t)a->lon};
    struct geo_point cam = {(int32_t)dev->lat, (int32_t)dev->lon};
    bool known = has_place(dev) && (a->has & BIT(F_ALARM_LAT)) != 0;
    return known ? geo_distance_fast_m(cam, at) : -1;
}

/* One whose heading nobody wrote down may look anywhere: a person will see. */
static bool looks_at(const struct device *dev, const struct alarm *a)
{
    struct geo_point at = {(int32_t)a->lat, (int32_t)a->lon};
    struct geo_point cam = {(int32_t)dev->lat, (int32_t)dev->lon};
    if ((dev->has & BIT(F_DEVICE_HEADING)) == 0)
        return true;
    int off = geo_heading_diff10((int)dev->heading, geo_bearing10(cam, at));
    return off <= VIEW10 && off >= -VIEW10;
}

/* Sorted: the site's own first, then by distance; the last falls out when there are too many. */
static void insert(struct alarm_camera out[ALARM_CAMERAS], size_t *n, struct alarm_camera one)
{
    size_t i = *n;
    while (i > 0 &&
           (one.site > out[i - 1].site || (one.site == out[i - 1].site && one.m < out[i - 1].m))) {
        if (i < ALARM_CAMERAS)
            out[i] = out[i - 1];
        i--;
    }
    if (i < ALARM_CAMERAS)
        out[i] = one;
    *n += *n < ALARM_CAMERAS;
}

static void of_site(const struct picture *p, const struct alarm *a,
                    struct alarm_camera out[ALARM_CAMERAS], size_t *n)
{
    uint32_t count;
    const struct entity *const *list = picture_by(p, KIND_DEVICE, F_DEVICE_SITE, a->site, &count);
    for (uint32_t i = 0; i < count; i++)
        if (is_camera(list[i]->rec))
            insert(out, n, (struct alarm_camera){list[i], metres(list[i]->rec, a), true});
}

size_t alarm_cameras(const struct picture *p, const struct settings *settings,
                     const struct alarm *a, bool around, struct alarm_camera out[ALARM_CAMERAS])
{
    size_t n = 0;
    double most = (double)settings_int(settings, SET_ALARM_CAMERA_M);
    if (a->site.n > 0)
        of_site(p, a, out, &n);
    for (uint32_t i = 0; around && i < picture_count(p, KIND_DEVICE); i++) {
        const struct entity *en = picture_at(p, KIND_DEVICE, i);
        const struct device *dev = en->rec;
        if (!is_camera(dev) || (a->site.n > 0 && str_eq(dev->site, a->site)))
            continue;
        double m = metres(dev, a);
        if (m >= 0 && m <= most && looks_at(dev, a))
            insert(out, &n, (struct alarm_camera){en, m, false});
    }
    return n;
}
