/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parts of a tablet among themselves: tablet.c acts, tablet_news.c hears, tablet_line.c
 * connects, tablet_drive.c drives.
 */
#ifndef SIM_TABLET_PRIV_H
#define SIM_TABLET_PRIV_H

#include "tablet.h"

/* tablet_drive.c */
void drive_start(struct tablet *t);
void drive_patrol(struct tablet *t);

/* tablet_line.c: picture and stream. */
void line_start(struct tablet *t);
/* Load the picture again beside the open stream. */
void line_refresh(struct tablet *t);

/* tablet_news.c */
void tablet_picture(struct tablet *t, struct str picture);
void tablet_message(void *user, const char *event, struct str data);

/* tablet.c */
/* Does the bot act, or a person, or (after a person signed off) nobody? */
bool tablet_in_charge(const struct tablet *t);
/* Plan the bot's next act from what the centre says the state is. */
void tablet_think(struct tablet *t);
/* Head for where the vehicle should go, whoever is in charge. */
void tablet_steer(struct tablet *t);
void tablet_job_moved(struct tablet *t, enum job_state state);
void tablet_plan_tip(struct tablet *t, struct tip *tip);
void tablet_duty_on(struct tablet *t);
void tablet_listen_on(struct tablet *t);
void tablet_person_acts(struct tablet *t);
void tablet_person_signs_off(struct tablet *t);
/* For the agenda: sign on again if nobody else did. */
void tablet_later_duty(void *user, uint64_t arg, usec_t at);
/* As agenda_add, so many seconds of city time from now. */
void tablet_agenda(struct tablet *t, double seconds,
                   void (*fn)(void *user, uint64_t arg, usec_t at), uint64_t arg);
/* Called when the vehicle is where drive_to sent it. */
void tablet_arrived(struct tablet *t);

#endif
