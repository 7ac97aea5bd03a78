/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"

#include <string.h>
#include <time.h>

static usec_t clock_read(clockid_t id)
{
    struct timespec ts;
    must(clock_gettime(id, &ts) == 0);
    return (usec_t)ts.tv_sec * USEC_S + ts.tv_nsec / 1000;
}

usec_t clock_utc(void)
{
    return clock_read(CLOCK_REALTIME);
}

usec_t clock_steady(void)
{
    return clock_read(CLOCK_MONOTONIC);
}

usec_t clock_cpu(void)
{
    return clock_read(CLOCK_PROCESS_CPUTIME_ID);
}

/*
 * Gregorian calendar by counting years from 1 March, so that the leap day is the last of its year;
 * a cycle of 400 years has 146097 days. 1970-01-01 is day 719468 after 0000-03-01.
 */
#define CYCLE_DAYS 146097
#define EPOCH_DAY 719468

struct date {
    int64_t year;
    int month, day;
};

static struct date date_of_day(int64_t day)
{
    int64_t from_zero = day + EPOCH_DAY;
    int64_t cycle = (from_zero >= 0 ? from_zero : from_zero - (CYCLE_DAYS - 1)) / CYCLE_DAYS;
    int64_t in_cycle = from_zero - cycle * CYCLE_DAYS;
    int64_t year = (in_cycle - in_cycle / 1460 + in_cycle / 36524 - in_cycle / 146096) / 365;
    int in_year = (int)(in_cycle - (365 * year + year / 4 - year / 100));
    int march_month = (5 * in_year + 2) / 153;
    struct date d;
    d.day = in_year - (153 * march_month + 2) / 5 + 1;
    d.month = march_month < 10 ? march_month + 3 : march_month - 9;
    d.year = year + cycle * 400 + (d.month <= 2);
    return d;
}

/* For years from 1 on. */
static int64_t day_of_date(struct date d)
{
    int64_t year = d.year - (d.month <= 2);
    int march_month = d.month > 2 ? d.month - 3 : d.month + 9;
    int64_t in_year = (153 * march_month + 2) / 5 + d.day - 1;
    return year * 365 + year / 4 - year / 100 + year / 400 + in_year - EPOCH_DAY;
}

static void put_digits(char *to, int count, int64_t v)
{
    for (int i = count - 1; i >= 0; i--, v /= 10)
        to[i] = (char)('0' + v % 10);
}

void clock_format(struct buf *out, usec_t t)
{
    int64_t day = t / USEC_DAY, in_day = t % USEC_DAY;
    if (in_day < 0) {
        in_day += USEC_DAY;
        day--;
    }
    struct date d = date_of_day(day);
    int64_t sec = in_day / USEC_S, fraction = in_day % USEC_S;
    if (d.year < 0 || d.year > 9999) { /* not RFC 3339 any more, yet better shown than hidden */
        buf_printf(out, "%lld-", (long long)d.year);
    } else {
        char year[5] = "0000-";
        put_digits(year, 4, d.year);
        buf_put(out, year, sizeof year);
    }
    char text[] = {'0', '0', '-', '0', '0', 'T', '0', '0', ':', '0', '0',
                   ':', '0', '0', '.', '0', '0', '0', '0', '0', '0', '0'};
    put_digits(text, 2, d.month);
    put_digits(text + 3, 2, d.day);
    put_digits(text + 6, 2, sec / 3600);
    put_digits(text + 9, 2, sec / 60 % 60);
    put_digits(text + 12, 2, sec % 60);
    put_digits(text + 15, 6, fraction);
    size_t n = fraction == 0 ? 14 : fraction % 1000 == 0 ? 18 : 21;
    text[n] = 'Z';
    buf_put(out, text, n + 1);
}

/* Read exactly `count` digits and move on. */
static bool take_digits(struct str *s, int count, int *out)
{
    int v = 0;
    if (s->n < (size_t)count)
        return false;
    for (int i = 0; i < count; i++) {
        if (s->p[i] < '0' || s->p[i] > '9')
            return false;
        v = v * 10 + (s->p[i] - '0');
    }
    s->p += count;
    s->n -= (size_t)count;
    *out = v;
    return true;
}

static bool take_char(struct str *s, char c)
{
    if (s->n == 0 || s->p[0] != c)
        return false;
    s->p++;
    s->n--;
    return true;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

static bool take_date(struct str *s, int64_t *day)
{
    int y, m, d;
    if (!take_digits(s, 4, &y) || !take_char(s, '-') || !take_digits(s, 2, &m) ||
        !take_char(s, '-') || !take_digits(s, 2, &d))
        return false;
    if (y < 1970 || y > 2199 || m < 1 || m > 12 || d < 1 || d > days_in_month(y, m))
        return false;
    *day = day_of_date((struct date){y, m, d});
    return true;
}

/* One to nine digits after the point, cut to microseconds. */
static bool take_fraction(struct str *s, int *usec)
{
    int v = 0, n = 0;
    for (; s->n > 0 && s->p[0] >= '0' && s->p[0] <= '9'; s->p++, s->n--, n++)
        v = n < 6 ? v * 10 + (s->p[0] - '0') : v;
    for (int k = n; k < 6; k++)
        v *= 10;
    *usec = v;
    return n >= 1 && n <= 9;
}

static bool take_offset(struct str *s, int *minutes)
{
    int h, m;
    *minutes = 0;
    if (take_char(s, 'Z') || take_char(s, 'z'))
        return true;
    bool west = take_char(s, '-');
    if (!west && !take_char(s, '+'))
        return false;
    if (!take_digits(s, 2, &h) || !take_char(s, ':') || !take_digits(s, 2, &m) || h > 23 || m > 59)
        return false;
    *minutes = west ? -(h * 60 + m) : h * 60 + m;
    return true;
}

/* Two digits; *bad is set when they are none. */
static inline int two_digits(const char *p, bool *bad)
{
    unsigned high = (unsigned char)p[0] - (unsigned)'0', low = (unsigned char)p[1] - (unsigned)'0';
    *bad |= high > 9 || low > 9;
    return (int)(high * 10 + low);
}

/*
 * The usual time: "2026-11-22T10:00:00Z", or with three digits of a second. False when it is not such a one; then the long
 * way decides.
 */
static bool parse_quickly(struct str s, usec_t *out)
{
    const char *p = s.p;
    bool bad = false;
    int ms = 0;
    if ((s.n != 20 && s.n != 24) || p[4] != '-' || p[7] != '-' || p[10] != 'T' || p[13] != ':' ||
        p[16] != ':' || p[s.n - 1] != 'Z')
        return false;
    int y = two_digits(p, &bad) * 100 + two_digits(p + 2, &bad);
    int month = two_digits(p + 5, &bad), day = two_digits(p + 8, &bad);
    int h = two_digits(p + 11, &bad), m = two_digits(p + 14, &bad), sec = two_digits(p + 17, &bad);
    if (s.n == 24) {
        char first[2] = {'0', p[20]};
        bad |= p[19] != '.';
        ms = two_digits(first, &bad) * 100 + two_digits(p + 21, &bad);
    }
    if (bad || y < 1970 || y > 2199 || month < 1 || month > 12 || day < 1 || h > 23 || m > 59 ||
        sec > 59 || (day > 28 && day > days_in_month(y, month)))
        return false;
    *out = day_of_date((struct date){y, month, day}) * USEC_DAY + h * USEC_H + m * USEC_MIN +
           sec * USEC_S + ms * USEC_MS;
    return true;
}

bool clock_parse(struct str s, usec_t *out)
{
    if (parse_quickly(s, out))
        return true;
    int64_t day;
    int h, m, sec, usec = 0, offset;
    if (!take_date(&s, &day) || !(take_char(&s, 'T') || take_char(&s, 't')))
        return false;
    if (!take_digits(&s, 2, &h) || !take_char(&s, ':') || !take_digits(&s, 2, &m) ||
        !take_char(&s, ':') || !take_digits(&s, 2, &sec) || h > 23 || m > 59 || sec > 60)
        return false;
    if (take_char(&s, '.') && !take_fraction(&s, &usec))
        return false;
    if (!take_offset(&s, &offset) || s.n > 0)
        return false;
    int64_t minute = day * 1440 + h * 60 + m - offset;
    if (minute < 0 || minute >= day_of_date((struct date){2200, 1, 1}) * 1440)
        return false;
    if (sec == 60) {
        if (minute % 1440 != 1439) /* leap seconds are put in at 23:59:60 UTC only */
            return false;
        sec = 59;
        usec = 999999;
    }
    *out = minute * USEC_MIN + sec * USEC_S + usec;
    return true;
}
