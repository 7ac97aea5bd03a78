/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Raising alarms: what a press of a button, an officer's call for help, an administrator's test and the silence of a device
 * have in common. Here the desks that raise and close alarms agree how presses are grouped, counted and go up. Core thread.
 */
#ifndef CORE_RAISE_H
#define CORE_RAISE_H

#include "core/desk.h"

#define RAISE_COUNT_MAX \
    1000000 /* what the record holds: presses and devices are counted up to it */

#define RAISE_LOWEST 5 /* the priority of tests and of what is only practised */

/* From 1, a call for help, to RAISE_LOWEST, a test. */
int64_t raise_priority(int64_t kind);
/* Do presses of these kinds fall into one alarm? Only when they mean the same sort of thing. */
bool raise_same_group(int64_t a, int64_t b);
/* The open alarm of this device that a press of this kind falls into, or NULL. Not one that is marked as practice. */
const struct entity *raise_open(const struct picture *p, struct str device, int64_t kind);

/* Does a press happen in a drill, or while the device is in maintenance? */
struct raise_practice {
    int64_t what;     /* enum practice */
    struct str drill; /* in which drill; borrowed from the picture */
};
/*
 * Asked of a press that falls into no open alarm: one that is real stays so. Never practice: duress, an officer's help. A drill
 * covers the calls of buttons and panels, maintenance all else that the device says too. NULL: a device nobody knows.
 */
struct raise_practice raise_practice(const struct decision *d, const struct device *dev,
                                     int64_t kind);
/* As raise_open, of alarms that are marked so. */
const struct entity *raise_open_practice(const struct picture *p, struct str device, int64_t kind,
                                         struct raise_practice practice);
/* The mark on what raise_press made: lowest priority, and it does not escalate. */
void raise_mark(struct alarm *a, const struct entity *open, struct raise_practice practice);
/* When an alarm of this level goes one up, having begun to at `from`; 0: it does not. */
usec_t raise_escalates_at(const struct decision *d, usec_t from, int64_t level);

/*
 * What a press sets: of `open`, the alarm it falls into, or when that is NULL of a new one, whose place is the caller's to
 * set. `at`: the device's time.
 */
struct alarm raise_press(const struct decision *d, const struct entity *open, struct str device,
                         int64_t kind, usec_t at);
/* What sets an alarm that was put aside with its source among the others again: it goes up anew. */
void raise_unshelve(const struct decision *d, const struct alarm *before, struct alarm *a);
/* The site, area and position of the device. */
void raise_place(struct alarm *a, const struct device *dev);
/* Of an alarm about a unit its device is the unit itself: the id of that device. In the arena. */
struct str raise_unit_device(const struct decision *d, struct str unit);
/* Who is nearest hears it: the area of its position; `otherwise` when nobody knows where that is. */
struct str raise_unit_area(struct decision *d, const struct alarm *a, struct str otherwise);
/* Adds alarm.pressed of `open`, or when that is NULL alarm.raised of a new one. To be adjusted like any event. */
struct event *raise_event(struct decision *d, const struct entity *open, const struct alarm *a);
/* What acknowledging `before` sets, by whoever asks: it goes up no further, and is the asker's. */
struct alarm raise_acknowledged(const struct decision *d, const struct alarm *before);
/* Whoever asks becomes the owner; whose it was is kept, to be told. An offer to hand it over is over. */
void raise_own(const struct decision *d, const struct alarm *before, struct alarm *a);
/* An offer to hand it over, if there is one, is over. */
void raise_end_offer(const struct alarm *before, struct alarm *a);
/* What closing sets, by whoever asks; the alarm leaves the picture alarm.archive_hours later. */
struct alarm raise_closed(const struct decision *d, const struct alarm *before,
                          int64_t disposition);
/* Whoever presses is told which alarm it is and how often it was pressed. */
void raise_answer(struct decision *d, const struct event *ev, const struct alarm *a);

#endif
