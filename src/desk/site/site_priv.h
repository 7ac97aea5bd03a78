/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DESK_SITE_SITE_PRIV_H
#define DESK_SITE_SITE_PRIV_H

#include "desk/site/site.h"

/* ---- guard.c: the buttons and panels of a site ---- */

struct standing {
    uint32_t guards; /* buttons and panels in use, those in maintenance too */
    uint32_t heard;  /* of them, who ever gave a sign of life */
    uint32_t silent, maintained, low;
    uint32_t tested;   /* proved itself since `since` */
    uint32_t unproven; /* in use, not in maintenance, and did not */
    usec_t tested_at;  /* the oldest proof of all; 0: one has none, or there is none to ask */
};

bool guard_is(const struct device *dev);
struct standing guard_standing(const struct picture *p, struct str site, usec_t since);

enum site_state { SITE_NONE, SITE_SILENT, SITE_CONNECTED, SITE_TESTED, SITE_STATES };

extern const char *const site_state_names[SITE_STATES];
/*
 * none: no button or panel in use was ever heard. silent: one of them is silent. tested: none is, and each that is not in
 * maintenance proved itself since `since` (that of the standing). connected: the rest.
 */
enum site_state site_state(const struct standing *s);

/* ---- schedule.c ---- */
enum rc schedule_set(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
enum rc schedule_area_prepare(const struct work_env *env, struct call *c, struct err *e);
enum rc schedule_area(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
void schedule_wake(struct decision *d, const struct entity *en);
/* Rows of areas in which tests were made good, or schedules changed: they count anew, and go when nothing is left. */
void schedule_recount(struct decision *d);
/* A device of the site proved itself: is what was asked for done? */
void schedule_proven(struct decision *d, struct str site);

/* ---- drill.c ---- */
enum rc drill_plan(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
enum rc drill_end(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
void drill_wake(struct decision *d, const struct entity *en);

/* ---- past.c ---- */
/*
 * The sites and their devices as they were at `at`, folded anew from the history; the caller frees it. *seq: the last event before.
 * Numbers of events in it are its own. RC_BUSY: another is being made, or the server stops. On the pool.
 */
MUST_USE enum rc past_read(struct core *core, usec_t at, struct picture **out, uint64_t *seq,
                           struct err *e);

/* ---- remind.c ---- */
enum rc tests_view(const struct view_env *env, struct call *c, struct err *e);

/* ---- ledger.c, report.c ---- */
enum rc ledger_view(const struct view_env *env, struct call *c, struct err *e);
enum rc seen_view(const struct view_env *env, struct call *c, struct err *e);
enum rc report_view(const struct view_env *env, struct call *c, struct err *e);

#endif
