/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DESK_ALARM_ALARM_PRIV_H
#define DESK_ALARM_ALARM_PRIV_H

#include "core/desk.h"
#include "core/files.h"

#define ALARM_SILENCES 1024 /* silences of the last minute that are remembered */

struct desk_state {
    unsigned magic;
    struct files files; /* of snapshots */
    bool supervising;   /* deadlines were set after the start */
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

/* alarm.c */
/* The alarm a path names, in the caller's area. */
enum rc alarm_find(struct decision *d, struct call *c, const struct entity **out, struct err *e);
/* A note about an alarm; `step` and `answer` when it answers a step of the script or chain, else empty and -1. */
void alarm_write_note(struct decision *d, const struct entity *alarm, struct str text,
                      struct str step, int64_t answer);

/* owner.c: whose it is. One person at a time has it; it changes hands by an event that says so. */
enum rc alarm_acknowledge(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
enum rc alarm_take(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
enum rc alarm_hand_over(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
enum rc alarm_accept(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
enum rc alarm_decline(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
/* Nobody accepted in time. */
void alarm_offer_lapsed(struct decision *d, const struct entity *en);
/* RC_CONFLICT, naming the owner, when it is another's: two must not work on one alarm without knowing. */
enum rc alarm_mine(const struct decision *d, const struct alarm *now, struct err *e);

/* screen.c: what belongs to an alarm, from the mirror */
enum rc alarm_screen(const struct view_env *env, struct call *c, struct err *e);

/* camera.c: which cameras look at an alarm */
#define ALARM_CAMERAS 16

struct alarm_camera {
    const struct entity *device; /* borrowed from the picture */
    double m;                    /* metres from the alarm; -1: not known */
    bool site;                   /* it is of the alarm's site */
};

/* Those of its site, which an index knows; with `around` also those that look at it, which costs a walk over all devices. */
size_t alarm_cameras(const struct picture *p, const struct settings *settings,
                     const struct alarm *a, bool around, struct alarm_camera out[ALARM_CAMERAS]);

/* snapshot.c: pictures that cameras are asked for */
/* By a new alarm of `id`: of each camera of its site one from before and one now. */
void alarm_snapshots_ask(struct decision *d, struct str id, const struct alarm *a);
enum rc alarm_snapshots(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
enum rc alarm_snapshot_prepare(const struct work_env *env, struct call *c, struct err *e);
enum rc alarm_snapshot_put(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
enum rc alarm_snapshot_failed(struct desk_state *s, struct decision *d, struct call *c,
                              struct err *e);
enum rc alarm_snapshot_wanted(const struct view_env *env, struct call *c, struct err *e);
enum rc alarm_snapshot_get(const struct view_env *env, struct call *c, struct err *e);
void alarm_snapshot_wake(struct desk_state *s, struct decision *d, const struct entity *en);

/* code.c: does the word that a keyholder said fit? */
enum rc alarm_code_prepare(const struct work_env *env, struct call *c, struct err *e);
enum rc alarm_code(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
/* many.c: those of one row at once. */
enum rc alarm_many_prepare(const struct work_env *env, struct call *c, struct err *e);
enum rc alarm_acknowledge_many(struct desk_state *s, struct decision *d, struct call *c,
                               struct err *e);

/* shelve.c: sources whose alarms are put aside for a while. */
enum rc alarm_shelve(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
enum rc alarm_unshelve(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
/* The time of a shelf, or of an alarm on it, is over. */
void alarm_shelf_over(struct decision *d, const struct entity *shelf);
void alarm_off_shelf(struct decision *d, const struct entity *alarm);

/* press.c: POST /alarms */
enum rc alarm_send_prepare(const struct work_env *env, struct call *c, struct err *e);
enum rc alarm_send_decide(struct desk_state *s, struct decision *d, struct call *c, struct err *e);

/* proof.c: a device showed that it works. Nothing when nobody registered it, or it was shown later already. */
void alarm_proven(struct decision *d, struct str device, usec_t at, int64_t how);
/* A person closed this alarm of a button or panel as a test: its press is a proof too. */
void alarm_closed_as_test(struct decision *d, const struct alarm *a);
/* POST /alarms/{id}/genuine */
enum rc alarm_genuine(struct desk_state *s, struct decision *d, struct call *c, struct err *e);

/* vital.c: the first sign of life, ever, and the battery. With live's write lock held. */
void vital_heard(struct decision *d, struct live_device *live);
/* What is known of the device by the picture, where live was made anew. */
void vital_known(struct live_device *live, const struct device *dev);

#define ALARM_DETAIL_MAX 240

/* panel.c: the same message was taken under the id it may have had before. */
bool panel_said_before(const struct decision *d, const struct in_alarm_send *in);
/* Code and zone of a press; before: the open alarm it falls into, or NULL. */
void panel_pressed(const struct decision *d, const struct in_alarm_send *in,
                   const struct device *dev, const struct alarm *before, struct alarm *a);
/* What is no alarm. */
void panel_report(struct decision *d, const struct in_alarm_send *in, const struct device *dev);

/* supervise.c */
void supervise_folded(struct desk_state *s, const struct picture *p, const struct event *ev);
void supervise_telemetry(struct desk_state *s, struct decision *d, struct intake_job *job);
void supervise_tick(struct desk_state *s, struct decision *d);
/* POST /devices/{id}/gone: its last will, or the word of what it hangs on. */
enum rc supervise_gone(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
/* A device was heard through another door (its alarm). */
void supervise_heard(struct decision *d, struct str device);

#endif
