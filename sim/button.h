/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Buttons that speak MQTT, as in the field: TLS, a name and password each, birth and last will, a press that is sent again
 * after each sign-in until the centre's acknowledgement names it. Each has a thread of libmosquitto's.
 */
#ifndef SIM_BUTTON_H
#define SIM_BUTTON_H

#include "base/err.h"
#include "base/str.h"

#define BUTTONS_MAX 16

struct buttons;

/* Those of DIR/devices ("NAME PASSWORD" a line), at the broker of DIR (tls.port, tls/ca.crt). */
MUST_USE enum rc buttons_open(struct buttons **out, const char *dir, struct err *e);
void buttons_close(struct buttons *b);
/* False: none of these; another door is for it. `b` may be NULL. */
bool buttons_beat(struct buttons *b, const char *device, double battery);
/* `id` names the press; `payload` is what the door of alarms takes. */
bool buttons_press(struct buttons *b, const char *device, const char *id, struct str payload);

#endif
