/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DESK_LOOK_LOOK_PRIV_H
#define DESK_LOOK_LOOK_PRIV_H

#include "desk/look/look.h"
#include "desk/look/purpose.h"

#define LOOK_MAGIC 0x100c0001u
#define LOOK_WINDOW (30 * USEC_DAY) /* over which look-ups of one subject are counted … */
#define LOOK_STOP_AT 3              /* … and which of them is stopped */
#define LOOK_YOUNG (10 * USEC_MIN)  /* an incident of the caller's own is young so long */
#define LOOK_DUTY_LIFE USEC_DAY     /* what was opened on duty is remembered for a shift */
#define CASE_MAX (90 * USEC_DAY)
#define LOOK_POSITIONS "list/positions" /* where all units of an area were: each of them is told */

/* Look-ups that the next draw is among, in order; and how far the draw is that is under way. */
struct look_sample {
    struct look_made {
        uint64_t seq;
        usec_t at;
    } * v;

    size_t n, cap;
    size_t done;     /* of them, drawn or not */
    uint64_t *drawn; /* so far; room for all */
    size_t ndrawn;
    uint32_t least; /* the smallest lot so far, and whose: drawn when no other is */
    uint64_t least_of;
};

struct desk_state {
    unsigned magic;
    uint8_t key[32]; /* of plates' hashes */
    usec_t week;     /* of the sample */
    struct look_sample sample;
};

/* What look_first found of a subject that has left the picture: c->in of a look-up. */
struct look_gone {
    struct str plate;
};

/* What a call of a look-up route is about. */
struct look_item {
    enum kind kind;          /* of the item named by the path; KIND_COUNT: none is */
    const struct entity *en; /* in the picture, or NULL */
    bool history;            /* all that was, not only what is */
    bool place;              /* where somebody has been */
    struct str id;           /* as the path names it */
    struct str plate;        /* of what is not in the picture any more; empty: not known */
    struct str subject;      /* "kind/id" of whom or what is looked at */
    bool counts;             /* the subject is somebody or something, not a list */
};

/* look.c: whose looks are counted together: a token's are those of who made it; one that the machine's tool made stands for itself. */
struct str look_person(const struct picture *p, struct str by);

/* subject.c */
struct look_item look_item_of(const struct desk_state *s, struct decision *d, struct call *c);
/* What a look at this would be about; in the arena. */
struct str look_subject(const struct desk_state *s, struct decision *d, enum kind kind,
                        struct str id);
/* "plate/HASH": the same plate always gets the same name, and nobody without the key finds the plate by it. */
struct str look_plate(const uint8_t key[32], struct arena *a, struct str plate);
/* A plate as it is written inside: upper case, neither blanks nor hyphens. */
struct str look_plate_read(struct arena *a, struct str text);
MUST_USE enum rc look_key_open(uint8_t key[32], const char *dir, struct err *e);

/* duty.c */
/* The signed-on shift of the caller: a sign-in, a unit's shift, a token; empty: none. In the arena. */
struct str look_shift(const struct decision *d);
/* Is the item of the caller's own duty? */
bool look_is_duty(const struct decision *d, const struct look_item *item);

/* case.c */
enum rc look_case_open(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
enum rc look_case_close(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
/* By a signed order its subjects are told later. */
enum rc look_case_defer(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
/* Until when a look-up of whom this case names is kept from its subject if made now; 0: not at all. */
usec_t look_case_deferred(const struct decision *d, struct str id);
void look_case_wake(struct decision *d, const struct entity *en);
/* May the caller look at `subject` for this case now? *named: the case names it; *fresh: and was opened within the window. */
enum rc look_case_check(const struct decision *d, struct str id, struct str subject, bool *named,
                        bool *fresh, struct err *e);

/* The open case that `who` is of; RC_DENIED when there is none. */
enum rc look_case_of(const struct decision *d, struct str id, struct str who,
                     const struct casefile **out, struct err *e);
/* Does the case (`own`: its id) name this subject? Its own record is its people's. */
bool look_case_names(const struct casefile *f, struct str own, struct str subject);

/* look.c: a look-up of one subject; adds its event, or says why there is none. */
enum rc look_up(struct decision *d, struct call *c, const struct look_item *item,
                const struct purpose_said *p, struct err *e);

/* export.c */
enum rc look_export_ask(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
struct str look_export_keep(struct decision *d, struct call *c);
void look_export_again(struct call *c, struct str made);
enum rc look_export_look(struct decision *d, struct call *c, const struct purpose_said *said,
                         struct err *e);
void look_export_wake(struct decision *d, const struct entity *en);
enum rc look_export_view(const struct view_env *env, struct call *c, struct err *e);

/* review.c */
enum rc look_review(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
void look_review_open(struct decision *d, enum review_reason reason, const struct look *of,
                      struct str look);
void look_review_wake(struct decision *d, const struct entity *en);

/* sample.c: a hundredth of a week's look-ups, drawn from the root of the history when the week is over */
/* The lot of a look-up: it is drawn when this is below LOOK_SAMPLE_BELOW, a hundredth of all values. Pure. */
#define LOOK_SAMPLE_BELOW 42949673u
uint32_t look_sample_lot(const struct sha256 *root, uint64_t seq);
void look_sample_loaded(struct desk_state *s, const struct picture *p);
void look_sample_folded(struct desk_state *s, const struct event *ev);
void look_sample_tick(struct desk_state *s, struct decision *d);
void look_sample_release(struct desk_state *s);

/* subject.c, on the pool: the plate of what the call names and the picture does not know any more */
enum rc look_first(const struct work_env *env, struct call *c, struct err *e);

/* audit.c: what an auditor asks */
/* Is this about the account itself? The code audit is enough then. */
bool look_is_audit(const struct call *c);
/* The query's `subject` as a look's subject, a plate as its keyed hash; in the call's arena. Empty: none was given. */
struct str look_audit_subject(const uint8_t key[32], struct call *c);
/* The query as it may be written down: without a plate. */
struct str look_audit_query(const uint8_t key[32], struct call *c);
/* Whose acts are asked for, as events name who acted: user/U3, token/K9, port/dc09, local. In the call's arena. */
struct str look_audit_actor(struct call *c);
enum rc look_audit_looks(const struct view_env *env, struct call *c, struct err *e);
enum rc look_audit_acts(const struct view_env *env, struct call *c, struct err *e);

/* usage.c: what a subject is told. Views know no state: the key is given once, before there are any. */
void look_usage_key(const uint8_t key[32]);
const uint8_t *look_key(void);
/* The query's userCode as a look's subject, in the call's arena. */
enum rc look_usage_subject(const uint8_t key[32], struct call *c, struct str *out, struct err *e);
enum rc look_usage_view(const struct view_env *env, struct call *c, struct err *e);
enum rc look_own_view(const struct view_env *env, struct call *c, struct err *e);
enum rc look_period_view(const struct view_env *env, struct call *c, struct err *e);
enum rc look_heartbeat_view(const struct view_env *env, struct call *c, struct err *e);

#endif
