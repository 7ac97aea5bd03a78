/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DESK_UNIT_UNIT_PRIV_H
#define DESK_UNIT_UNIT_PRIV_H

#include "core/desk.h"

struct desk_state {
    unsigned magic;
    usec_t
        began; /* first tick after a start or a blind time: nobody is silent before one full span from then */
};

#define UNIT_MAGIC 0x0e170001u

/* presence.c */
void presence_tick(struct desk_state *s, struct decision *d);
void presence_folded(struct desk_state *s, const struct picture *p, const struct event *ev);
void presence_telemetry(struct desk_state *s, struct decision *d, struct intake_job *job);

/* nearest.c */
enum rc unit_nearest(const struct view_env *env, struct call *c, struct err *e);

/* track.c */
enum rc unit_track(const struct view_env *env, struct call *c, struct err *e);

#endif
