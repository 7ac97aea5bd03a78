/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Local time of the week. An area has a fixed distance from UTC: the countries this is made for keep no summer time, and a
 * distance, unlike the name of a zone, means the same in every replay of the history.
 */
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

void week_window(const struct week_plan *w, usec_t after, usec_t *from, usec_t *until)
{
    usec_t local = after + w->offset_min * USEC_MIN - MONDAY;
    usec_t week = local - ((local % (7 * USEC_DAY)) + 7 * USEC_DAY) % (7 * USEC_DAY);
    usec_t day = week + w->day * USEC_DAY;
    if (day + w->closes * USEC_MIN <= local)
        day += 7 * USEC_DAY;
    usec_t utc = day + MONDAY - w->offset_min * USEC_MIN;
    *from = utc + w->opens * USEC_MIN;
    *until = utc + w->closes * USEC_MIN;
}

int64_t week_offset(const struct picture *p, const struct settings *s, struct str area)
{
    for (int i = 0; i < DEPTH && area.n > 0; i++) {
        const struct area *a = picture_get(p, KIND_AREA, area);
        if (a == NULL)
            break;
        if ((a->has & BIT(F_AREA_UTC_OFFSET_MIN)) != 0)
            return a->utc_offset_min;
        area = a->parent;
    }
    return settings_int(s, SET_SITE_UTC_OFFSET_MIN);
}

usec_t week_remind(const struct decision *d)
{
    int64_t min = settings_int(d->settings, SET_SITE_REMIND_MIN);
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
    out->offset_min = week_offset(d->picture, d->settings, area);
    return RC_OK;
}

void week_await(const struct decision *d, const struct week_plan *w, usec_t after,
                struct schedule *v)
{
    usec_t from, until;
    week_window(w, after, &from, &until);
    schedule_set_from(v, from);
    schedule_set_until(v, until);
    bool near = from - week_remind(d) <= d->now;
    schedule_set_state(v, near ? SCHEDULE_STATE_DUE : SCHEDULE_STATE_PLANNED);
    schedule_set_wake_at(v, near ? until : from - week_remind(d));
}

bool week_same(const struct schedule *before, const struct schedule *v)
{
    return before != NULL && before->day == v->day && str_eq(before->opens, v->opens) &&
           str_eq(before->closes, v->closes) && str_eq(before->area, v->area);
}
