/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What devices publish over MQTT, by the name of the topic: our own `markaz/DEVICE/…`, OwnTracks, Frigate, and the buttons of
 * Shelly, Tasmota and Zigbee2MQTT as they come out of the box. One message becomes lines of the centre's own doors, as with
 * wire.h. The topic says who speaks, never the payload: a broker lets a device write below its own name only.
 * Pure: bytes in, lines out. doc/mqtt.md says field by field what is taken. Any thread.
 */
#ifndef WIRE_MQTT_H
#define WIRE_MQTT_H

#include "wire/wire.h"

#define WIRE_MQTT_PAYLOAD_MAX \
    (64u << 10)                /* of a press the rest is not read; any other is refused */
#define WIRE_MQTT_OWN "markaz" /* the first part of our own topics */

/* One message, borrowed. */
struct wire_mqtt {
    struct str topic, payload;
    bool retained;     /* the broker kept it: it was said some time before we asked */
    struct str region; /* of Frigate's plates, which have none */
    usec_t now;
};

struct wire_mqtt_out {
    struct wire_out lines;   /* alarms, positions, heartbeats, reads */
    char device[ID_MAX + 1]; /* who speaks, as an id; empty: nobody, or the lines say it */
    char press[ID_MAX +
               1]; /* the press's own id, as text for the acknowledgement; empty: it has none */
    bool gone;     /* the broker says that the device is gone (its last will) */
    bool back;     /* it says that the device is there anew: what it counts begins anew */
    /*
     * What the button says of its press when it only counts and tells the same again and again; two alike one after another
     * are one press. 0: it does not.
     */
    uint64_t counter;
};

/* The topics of a family to subscribe to, NULL-terminated. Families: "markaz", "owntracks", "frigate", "shelly", "tasmota",
 * "zigbee2mqtt". NULL: there is no such family. */
const char *const *wire_mqtt_topics(struct str family);

void wire_mqtt_init(struct wire_mqtt_out *out);
void wire_mqtt_release(struct wire_mqtt_out *out);

/*
 * RC_OK: all that it says is in `out`; nothing when there is nothing to say (a state that is none of ours, a retained one).
 * RC_INVALID: of no topic of ours, names no device, or cannot be read. An alarm is never RC_INVALID for its words.
 */
MUST_USE enum rc wire_mqtt(const struct wire_mqtt *m, struct wire_mqtt_out *out, struct err *e);

#endif
