/* SPDX-License-Identifier: Apache-2.0 */
/* What the two halves of the MQTT codec share: our own topics (mqtt.c), and those of makers (mqtt_makers.c). */
#ifndef WIRE_MQTT_PRIV_H
#define WIRE_MQTT_PRIV_H

#include "wire/mqtt.h"
#include "wire/wire_priv.h"

#define MQTT_PARTS_MAX 6

/* A topic by its parts. */
struct mqtt_topic {
    struct str part[MQTT_PARTS_MAX];
    size_t n; /* MQTT_PARTS_MAX + 1: more */
};

/* The device is this name's id; false: the name is empty. A name of the centre's own ("port:…") becomes another. */
bool mqtt_device(struct wire_mqtt_out *out, struct str name);

/* What a button's message says of one press; empty or NULL where it says nothing. */
struct mqtt_press {
    struct str word;   /* "panic", "single", any other */
    struct str detail; /* besides the word */
    struct str id;     /* which press */
    const struct wire_value *at, *lat, *lon;
};

void mqtt_put_press(struct wire_mqtt_out *out, const struct mqtt_press *p);
/* A sign of life; battery in per mille, -1: not said; `at` may be NULL. */
void mqtt_put_alive(struct wire_mqtt_out *out, int64_t battery, const struct wire_value *at);
/* A charge: a share up to 1, per cent above it; where `percent`, always per cent. -1: none. */
int64_t mqtt_battery(const struct wire_value *v, bool percent);
/* A payload that is one word or number, as a value. */
struct wire_value mqtt_plain(struct str payload);
/* "online"/"offline", "true"/"false", {"state":"online"}: alive, or gone. Retained ones say nothing of now. */
void mqtt_status(const struct wire_mqtt *m, struct wire_mqtt_out *out);

enum rc mqtt_shelly(const struct wire_mqtt *m, const struct mqtt_topic *t,
                    struct wire_mqtt_out *out, struct err *e);
enum rc mqtt_tasmota(const struct wire_mqtt *m, const struct mqtt_topic *t,
                     struct wire_mqtt_out *out, struct err *e);
enum rc mqtt_zigbee(const struct wire_mqtt *m, const struct mqtt_topic *t,
                    struct wire_mqtt_out *out, struct err *e);
enum rc mqtt_frigate(const struct wire_mqtt *m, const struct mqtt_topic *t,
                     struct wire_mqtt_out *out, struct err *e);
enum rc mqtt_owntracks(const struct wire_mqtt *m, const struct mqtt_topic *t,
                       struct wire_mqtt_out *out, struct err *e);

#endif
