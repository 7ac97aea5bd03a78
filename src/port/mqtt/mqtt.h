/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The port of MQTT: a client of any broker, which brings what buttons, phones and cameras publish (doc/mqtt.md). Off, and
 * costs nothing, while `mqtt.broker` is empty.
 */
#ifndef PORT_MQTT_MQTT_H
#define PORT_MQTT_MQTT_H

#include "core/port.h"

extern const struct port port_mqtt;

#endif
