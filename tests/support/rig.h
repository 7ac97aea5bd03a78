/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A rig for desks: the real desks, picture and route table, with a false clock and without threads, disk journal or
 * network. Given events or calls, when a call or an hour passes, then look at the answer, the refusal, the events, the
 * picture. Folds are followed by picture_check: each while entities are few, now and then when they are many.
 */
#ifndef TESTS_SUPPORT_RIG_H
#define TESTS_SUPPORT_RIG_H

#include "core/desk.h"
#include "support/t.h"

struct rig;

/*
 * What waits for a second person waits here too when desk_approve is among the desks; a desk by itself is tested as if
 * all had been approved.
 */
/* `desks` ends with NULL. The clock starts at 2026-11-22T10:00:00Z. */
struct rig *rig_new(const struct desk *const *desks);
void rig_free(struct rig *r);

usec_t rig_now(const struct rig *r);
/* Let time pass in steps of at most a second: due timers are woken, ticks are given. */
void rig_pass(struct rig *r, usec_t span);

/* Who asks from now on. Permissions follow from the role. id: "user/U1", "token/K1"…; area, unit may be "". */
void rig_as(struct rig *r, const char *id, enum role role, const char *area, const char *unit);

/* The caller as it stands, to set what rig_as does not (session, csrf). */
struct principal *rig_who(struct rig *r);
/* Address the next calls come from; 127.0.0.1 until set. Borrowed. */
void rig_peer(struct rig *r, const char *peer);

/*
 * A call by method and path with a JSON body ("" for none), through prepare and decide or view. Returns its rc; the answer,
 * the error and the number of events it made stay readable until the next call.
 */
enum rc rig_call(struct rig *r, const char *method, const char *path, const char *body);
/* What happens between the turns of a command that takes several; NULL: nothing. It may use rig_event. */
void rig_between(struct rig *r, void (*f)(struct rig *r));
const char *rig_answer(const struct rig *r);
const struct err *rig_err(const struct rig *r);
/* The last call, for what has no place in the answer (cookies). */
const struct call *rig_last(const struct rig *r);
/* Text of a member of the answer (top level, without quotes), "" when absent. Static buffer. */
const char *rig_member(const struct rig *r, const char *name);

/* Put one event straight into the picture (set-up). `data` as in decision_event. Returns the subject's id (borrowed). */
void rig_event(struct rig *r, enum event_type type, const char *id, const void *data);

/* Telemetry after it was judged and stored: NDJSON body; every line counts as accepted; live is moved like the core does for positions of units on duty, and for heartbeats. */
void rig_telemetry(struct rig *r, enum series series, const char *ndjson);
/* The same as at a start: matched again, nobody waits for an answer. */
void rig_telemetry_again(struct rig *r, enum series series, const char *ndjson);
/* Lines of the last telemetry whose photo the sender was asked for. */
size_t rig_wanted(const struct rig *r);
/*
 * As after a stop and a start of the process: desks are closed, opened, and given the picture as from a snapshot
 * (`loaded`). The vault stays as it is; its directory is rig_dir.
 */
void rig_restart(struct rig *r);
const char *rig_dir(const struct rig *r);

/* Who drives from now on (core/drive.h); NULL: nobody, and all is by air. The caller's. */
void rig_drive(struct rig *r, struct drive *d);

const struct picture *rig_picture(const struct rig *r);
struct live *rig_live(struct rig *r);
struct settings *rig_settings(struct rig *r);

/* Events since the last rig_mark, oldest first. */
void rig_mark(struct rig *r);
size_t rig_events(const struct rig *r);
enum event_type rig_event_type(const struct rig *r, size_t i);
/* Name of the i-th event's type and its data in stored form; static buffers. */
const char *rig_event_data(const struct rig *r, size_t i);
/* How many events of this type since the mark. */
size_t rig_count(const struct rig *r, enum event_type type);

#endif
