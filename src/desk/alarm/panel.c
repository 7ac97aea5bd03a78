/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What alarm panels say besides a press: which zone, that a cause is over, that they work, who opened and closed. All is written
 * down, and nothing is closed by it: what happened is for people to say.
 */
#include <string.h>

#include "core/raise.h"
#include "desk/alarm/alarm_priv.h"

#define ZONE_MAX 80
#define REPORT_MAX 120

bool panel_said_before(const struct decision *d, const struct in_alarm_send *in)
{
    struct str answer;
    uint64_t seq;
    if (in->was.n == 0)
        return false;
    struct str key = arena_printf(d->arena, "alarm|%.*s|%.*s|%.*s", STR_ARG(in->device),
                                  STR_ARG(enum_alarm_kind.names[in->kind]), STR_ARG(in->was));
    return picture_once(d->picture, key, &answer, &seq);
}

/* The name behind the number in a line "3 Director's office" of the device; empty: none. */
static struct str name_of(const struct device *dev, struct str zone)
{
    struct str rest = dev != NULL ? dev->zones : STR_NONE;
    while (rest.n > 0) {
        struct str name = str_trim(str_cut(&rest, '\n'));
        struct str number = str_cut(&name, ' ');
        while (number.n > 1 && number.p[0] == '0')
            number = (struct str){number.p + 1, number.n - 1};
        if (str_eq(number, zone))
            return str_trim(name);
    }
    return STR_NONE;
}

static struct str cut(struct str s, size_t most)
{
    s.n = s.n < most ? s.n : most;
    s.n = str_utf8_prefix(s);
    return s;
}

static struct str zone_of(const struct decision *d, const struct device *dev, struct str zone)
{
    struct str name = name_of(dev, zone);
    if (name.n == 0)
        return zone;
    return cut(arena_printf(d->arena, "%.*s %.*s", STR_ARG(zone), STR_ARG(name)), ZONE_MAX);
}

/* What it says in words, with its zone. */
static struct str words_of(const struct decision *d, const struct in_alarm_send *in,
                           const struct device *dev, size_t most)
{
    struct str zone = zone_of(d, dev, in->zone);
    return zone.n == 0 ? cut(in->detail, most)
                       : cut(arena_printf(d->arena, "%.*s%szone %.*s", STR_ARG(in->detail),
                                          in->detail.n > 0 ? ", " : "", STR_ARG(zone)),
                             most);
}

void panel_pressed(const struct decision *d, const struct in_alarm_send *in,
                   const struct device *dev, const struct alarm *before, struct alarm *a)
{
    if (in->code.n > 0)
        alarm_set_code(a, in->code);
    if (in->zone.n > 0) {
        alarm_set_zone(a, zone_of(d, dev, in->zone));
        alarm_set_detail(a, words_of(d, in, dev, ALARM_DETAIL_MAX));
    } else if (before != NULL && before->zone.n > 0) {
        alarm_set_zone(a, STR_NONE);
    }
    if (before != NULL && before->restored_at != 0)
        alarm_set_restored_at(a, 0);
}

/* The open alarm whose cause this is; of another zone than the last press it is not known to be over. */
static const struct entity *cause(const struct decision *d, const struct in_alarm_send *in,
                                  const struct device *dev)
{
    const struct entity *open = raise_open(d->picture, in->device, in->kind);
    const struct alarm *a = open != NULL ? open->rec : NULL;
    if (a == NULL ||
        (in->zone.n > 0 && a->zone.n > 0 && !str_eq(a->zone, zone_of(d, dev, in->zone))))
        return NULL;
    return open;
}

void panel_report(struct decision *d, const struct in_alarm_send *in, const struct device *dev)
{
    const struct entity *open = in->says == PANEL_SAYS_RESTORED ? cause(d, in, dev) : NULL;
    usec_t at = decision_time(d, in->at);
    struct alarm a = {0};
    struct device said = {0};
    struct event *ev;
    if (open != NULL) {
        alarm_set_restored_at(&a, at);
        ev = decision_event(d, EV_ALARM_RESTORED, open->id, &a);
        ev->about = decision_ref(d, KIND_DEVICE, in->device);
    } else if (picture_find(d->picture, KIND_DEVICE, in->device) != NULL) {
        device_set_reported(&said, words_of(d, in, dev, REPORT_MAX));
        device_set_reported_at(&said, at);
        ev = decision_event(d, EV_DEVICE_REPORTED, in->device, &said);
    } else {
        return; /* seen with this very message: that is its event */
    }
    ev->time = at;
    if (in->says == PANEL_SAYS_TEST)
        alarm_proven(d, in->device, d->now, TEST_HOW_SIGNAL);
}
