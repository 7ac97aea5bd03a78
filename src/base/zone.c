/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The C library reads tzdata. Of it only localtime_r is used, and only for how far local time is from UTC at an instant: mktime
 * guesses what a doubled or missing time means, and differs in that between libraries.
 */
#include "base/zone.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define EAST_MAX_MIN (14 * 60)
#define ZONES "/usr/share/zoneinfo/"

static char centre[ZONE_NAME_MAX];

static bool two_digits(const char *p, int *out)
{
    *out = (p[0] - '0') * 10 + p[1] - '0';
    return p[0] >= '0' && p[0] <= '9' && p[1] >= '0' && p[1] <= '9';
}

/* +05:00 as POSIX has it, where the sign says how far UTC is ahead. */
static bool fixed_rule(const char *name, char *out, size_t cap)
{
    int hour, min;
    if (strlen(name) != 6 || (name[0] != '+' && name[0] != '-') || name[3] != ':' ||
        !two_digits(name + 1, &hour) || !two_digits(name + 4, &min) || min > 59 ||
        hour * 60 + min > EAST_MAX_MIN)
        return false;
    (void)snprintf(out, cap, "<LOCAL>%c%02d:%02d", name[0] == '+' ? '-' : '+', hour, min);
    return true;
}

/* The library takes a name it does not know for UTC and says nothing, so it is looked for first. */
static bool known(const char *path)
{
    char magic[4];
    FILE *f = fopen(path, "re");
    bool good = f != NULL && fread(magic, 1, sizeof magic, f) == sizeof magic &&
                memcmp(magic, "TZif", sizeof magic) == 0;
    if (f != NULL)
        (void)fclose(f);
    return good;
}

static bool named_rule(const char *name, char *out, size_t cap)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/";
    size_t n = strlen(name);
    if (n == 0 || n >= ZONE_NAME_MAX || name[0] == '/' || strspn(name, letters) != n)
        return false;
    (void)snprintf(out, cap, ":" ZONES "%s", name);
    return known(out + 1);
}

enum rc zone_set(const char *name, struct err *e)
{
    char rule[sizeof ":" ZONES + ZONE_NAME_MAX];
    if (!fixed_rule(name, rule, sizeof rule) && !named_rule(name, rule, sizeof rule))
        return err_field(
            e, RC_INVALID, "centre.zone",
            "centre.zone: there is no zone \"%.64s\" in " ZONES
            " (package tzdata); write a name like Asia/Tashkent or Europe/Berlin, or a "
            "fixed distance like +05:00",
            name);
    if (setenv("TZ", rule, 1) != 0)
        return err_set(e, RC_IO, "cannot set the zone: %s", strerror(errno));
    tzset();
    (void)snprintf(centre, sizeof centre, "%s", name);
    return RC_OK;
}

const char *zone_name(void)
{
    return centre;
}

static usec_t east(struct zone z, usec_t utc)
{
    struct tm tm;
    if (z.fixed)
        return z.east;
    must(centre[0] != '\0');
    time_t s = (time_t)(utc / USEC_S - (utc % USEC_S < 0));
    must(localtime_r(&s, &tm) != NULL);
    return tm.tm_gmtoff * USEC_S;
}

usec_t zone_local(struct zone z, usec_t utc)
{
    return utc + east(z, utc);
}

/*
 * No zone changes twice within two days, so the distances of a day before and a day after are all that can hold. With the one
 * before the time comes first when it is shown twice, and is counted on when it is not shown.
 */
usec_t zone_utc(struct zone z, usec_t local, enum zone_twice twice)
{
    usec_t before = local - east(z, local - USEC_DAY), after = local - east(z, local + USEC_DAY);
    if (zone_local(z, after) != local)
        return before;
    if (zone_local(z, before) != local)
        return after;
    bool last = twice == ZONE_LAST;
    return (before > after) == last ? before : after;
}
