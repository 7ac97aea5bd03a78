/* SPDX-License-Identifier: Apache-2.0 */
#include "core/week.h"

#define REMIND_MAX_MIN 1440
#define DEPTH 9               /* areas lie in fewer others */
#define MONDAY (4 * USEC_DAY) /* 1970-01-05 */

bool week_minute(struct str text, int *minute)
{
    if (text.n != 5 || text.p[2] != ':')
        return false;
    for (int i = 0; i < 5; i++)
        if (i != 2 && (text.p[i] < '0' || text.p[i] > '9'))
            return false;
    int hour = (text.p[0] - '0') * 10 + text.p[1] - '0';
    int min = (text.p[3] - '0') * 10 + text.p[4] - '0';
    *minute = hour * 60 + min;
    return hour < 24 && min < 60;
}

/* `until` is never nearer to `from` than the clock of an ordinary day has it. */
static void window_of(const struct week_plan *w, usec_t day, usec_t *from, usec_t *until)
{
    usec_t whole = (w->closes - w->opens) * USEC_MIN;
    *from = zone_utc(w->zone, day + w->opens * USEC_MIN, ZONE_FIRST);
    *until = zone_utc(w->zone, day + w->closes * USEC_MIN, ZONE_LAST);
    if (*until - *from < whole)
        *until = *from + whole;
}

void week_window(const struct week_plan *w, usec_t after, usec_t *from, usec_t *until)
{
    usec_t local = zone_local(w->zone, after) - MONDAY;
    usec_t week = local - ((local % (7 * USEC_DAY)) + 7 * USEC_DAY) % (7 * USEC_DAY);
    usec_t day = week + MONDAY + (w->day - 7) * USEC_DAY;
    for (window_of(w, day, from, until); *until <= after; day += 7 * USEC_DAY)
        window_of(w, day + 7 * USEC_DAY, from, until);
}

struct zone week_zone(const struct picture *p, struct str area)
{
    for (int i = 0; i < DEPTH && area.n > 0; i++) {
        const struct area *a = picture_get(p, KIND_AREA, area);
        if (a == NULL)
            break;
        if ((a->has & BIT(F_AREA_UTC_OFFSET_MIN)) != 0)
            return (struct zone){.fixed = true, .east = a->utc_offset_min * USEC_MIN};
        area = a->parent;
    }
    return (struct zone){0};
}

usec_t week_remind(const struct settings *s)
{
    int64_t min = settings_int(s, SET_SITE_REMIND_MIN);
    return (min < 0 ? 0 : min > REMIND_MAX_MIN ? REMIND_MAX_MIN : min) * USEC_MIN;
}

enum rc week_read(const struct decision *d, struct str area, int64_t day, struct str opens,
                  struct str closes, struct week_plan *out, struct err *e)
{
    *out = (struct week_plan){.day = day};
    if (!week_minute(opens, &out->opens))
        return err_field(e, RC_INVALID, "opens", "'opens' is a time of the day like 09:30");
    if (!week_minute(closes, &out->closes) || out->closes <= out->opens)
        return err_field(e, RC_INVALID, "closes",
                         "'closes' is a later time of the same day, like 11:00");
    out->zone = week_zone(d->picture, area);
    return RC_OK;
}

void week_await(const struct decision *d, const struct week_plan *w, usec_t after,
                struct schedule *v)
{
    usec_t from, until;
    week_window(w, after, &from, &until);
    schedule_set_from(v, from);
    schedule_set_until(v, until);
    bool near = from - week_remind(d->settings) <= d->now;
    schedule_set_state(v, near ? SCHEDULE_STATE_DUE : SCHEDULE_STATE_PLANNED);
    schedule_set_wake_at(v, near ? until : from - week_remind(d->settings));
}

bool week_same(const struct schedule *before, const struct schedule *v)
{
    return before != NULL && before->day == v->day && str_eq(before->opens, v->opens) &&
           str_eq(before->closes, v->closes) && str_eq(before->area, v->area);
}
