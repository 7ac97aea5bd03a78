/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Service levels: how long each step took from an alarm to the last unit's leaving, of incidents received in a period, by the
 * formulas of doc/load.md ("Service levels"). Pure and in whole numbers, as measure.h.
 */
#ifndef DESK_LOAD_LEVELS_H
#define DESK_LOAD_LEVELS_H

#include "desk/load/measure.h"

#define LOAD_LEVELS_FORMULAS 1
#define LOAD_LEVELS_GROUPS 400 /* told of; the largest */

enum load_levels_step {
    LOAD_LEVELS_ANSWER,
    LOAD_LEVELS_QUEUE,
    LOAD_LEVELS_TURNOUT,
    LOAD_LEVELS_TRAVEL,
    LOAD_LEVELS_RESPONSE,
    LOAD_LEVELS_SCENE,
    LOAD_LEVELS_STEPS
};

enum load_levels_by {
    LOAD_LEVELS_ALL,
    LOAD_LEVELS_KIND,
    LOAD_LEVELS_AREA,
    LOAD_LEVELS_PRIORITY,
    LOAD_LEVELS_SHIFT
};

struct load_levels_question {
    const struct load_question *q; /* period, area, rota; the rest is not looked at */
    enum load_levels_by by;
    int64_t goal_s[LOAD_LEVELS_STEPS]; /* nine of ten are to take no longer; 0: nobody says */
};

/* A JSON object. */
void load_levels_measure(const struct load_facts *f, const struct load_levels_question *lq,
                         struct buf *out);

#endif
