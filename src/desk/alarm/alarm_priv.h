/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DESK_ALARM_ALARM_PRIV_H
#define DESK_ALARM_ALARM_PRIV_H

#include "core/desk.h"

#define ALARM_SILENCES 1024 /* silences of the last minute that are remembered */

struct desk_state {
    unsigned magic;
    bool supervising; /* deadlines were set after the start */
    char (*changed)
        [65]; /* devices whose supervision must be set anew, from folded to the next tick */
    size_t nchanged, changed_cap;
    bool all_changed;                /* more than fit: set all anew, a slice a tick */
    bool was_blind;                  /* … and until then believe no deadline */
    uint32_t all_at;                 /* devices of all that are left, from the first */
    usec_t silences[ALARM_SILENCES]; /* ring of times */
    size_t silence_next;
};

#define ALARM_MAGIC 0xa1a40001u
#define ALARM_PORT \
    STR("port:http") /* the device of a mass silence: what lies between is the port */

#define ALARM_BEHIND "token:" /* and the token's id: the device of presses of devices too many */

/* press.c: POST /alarms */
enum rc alarm_send_prepare(const struct work_env *env, struct call *c, struct err *e);
enum rc alarm_send_decide(struct desk_state *s, struct decision *d, struct call *c, struct err *e);

/* supervise.c */
void supervise_folded(struct desk_state *s, const struct picture *p, const struct event *ev);
void supervise_telemetry(struct desk_state *s, struct decision *d, struct intake_job *job);
void supervise_tick(struct desk_state *s, struct decision *d);
/* A device was heard through another door (its alarm). */
void supervise_heard(struct decision *d, struct str device);

#endif
