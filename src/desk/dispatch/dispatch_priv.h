/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DESK_DISPATCH_DISPATCH_PRIV_H
#define DESK_DISPATCH_DISPATCH_PRIV_H

#include "core/desk.h"
#include "desk/dispatch/timer.h"

#define DISPATCH_MAGIC 0xd15a7c01u

struct desk_state {
    unsigned magic;
    struct timer_minutes check; /* unit.check_min: how often a unit on scene is asked */
    struct timer_minutes scene; /* unit.scene_min: how long it may be there */
};

/* The incident named by the path, which the caller may act on (a unit: when assigned to it). */
enum rc dispatch_incident(struct decision *d, struct str id, const struct entity **out,
                          struct err *e);
/* Add an event about an incident so that every unit assigned to it gets it. */
struct event *dispatch_incident_event(struct decision *d, enum event_type type,
                                      const struct entity *incident, const void *data);
/* Assignments of the incident that are under way; `except` (may be NULL) is not counted. */
uint32_t dispatch_active(const struct picture *p, struct str incident, const struct entity *except);
bool dispatch_under_way(const struct assignment *a);
void dispatch_note(struct decision *d, const struct entity *incident, struct str text);
/* Close incident and its alarm with the same disposition. */
void dispatch_close_now(struct decision *d, const struct entity *incident, int64_t disposition,
                        usec_t at);

/* assign.c */
enum rc dispatch_assign(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
enum rc dispatch_step(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
enum rc dispatch_receipt(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
/* recommend.c */
enum rc dispatch_recommend(const struct view_env *env, struct call *c, struct err *e);
/* Where it is; false: nobody has said. */
bool dispatch_point(const struct incident *i, struct geo_point *out);
/* Why this unit, as it was known now, into the data of its sending: the record keeps what the decision used. */
void recommend_reasons(struct decision *d, const struct entity *incident,
                       const struct entity *unit, struct assignment *g);
/* RC_CONFLICT where the centre wants to know: against the recommendation, and no word why. */
MUST_USE enum rc recommend_check(const struct decision *d, const struct assignment *g,
                                 struct err *e);

/* followed.c: how often. On the pool. */
enum rc dispatch_followed(const struct view_env *env, struct call *c, struct err *e);
/* One that becomes due; adds one event at least. */
void dispatch_wake_assignment(const struct desk_state *s, struct decision *d,
                              const struct entity *en);
/* The assignment, when the caller may speak for it: its unit, or a desk of its area. RC_NOT_FOUND, RC_DENIED. */
MUST_USE enum rc dispatch_own_assignment(const struct decision *d, struct str id,
                                         const struct entity **out, struct err *e);

/*
 * A unit's stream has nothing of what came before it was sent, so it is told the whole; the record then also says what the
 * officer knew when the job came. `lead`: who leads, as this decision has it.
 */
void dispatch_tell(struct decision *d, const struct entity *incident, struct str unit,
                   struct str lead);

/* message.c */
enum rc message_send(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
enum rc message_broadcast(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
enum rc message_receipt(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
void message_wake(struct decision *d, const struct entity *en);

/* merge.c */
enum rc merge_link(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
enum rc merge_unlink(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
enum rc merge_merge(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
/* Of one that is merged: it is one of its own again, with its units that are still at work. */
enum rc merge_undo(struct decision *d, const struct entity *from, struct err *e);

/* welfare.c */
/* The unit arrived: from when on it is asked, and how long it may be there, into the event's data. */
void welfare_arrived(const struct desk_state *s, const struct decision *d,
                     const struct assignment *now, struct assignment *g);
/* It is no longer on scene: nothing of this is due. */
void welfare_left(struct assignment *g);
/* The incident is `as` this now: units on scene are asked, and may be there, as that says. */
void welfare_retimed(const struct desk_state *s, struct decision *d, const struct entity *incident,
                     const struct incident *as);
void welfare_ask(struct decision *d, const struct entity *en);
void welfare_unanswered(const struct desk_state *s, struct decision *d, const struct entity *en);
void welfare_overdue(struct decision *d, const struct entity *en);
enum rc welfare_well(struct desk_state *s, struct decision *d, struct call *c, struct err *e);

/* lead.c */
enum rc dispatch_lead(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
/* A unit is being sent: whether it leads, written into what it is told. `lead`: the desk said so. */
void dispatch_lead_sent(const struct entity *incident, struct str unit, bool lead,
                        struct incident *told);
/* This assignment is over by an event of this decision; `recalled`: by a desk. Adds incident.crew where that changes who leads. */
void dispatch_lead_left(struct decision *d, const struct entity *incident,
                        const struct entity *assignment, bool recalled);

#endif
