/* SPDX-License-Identifier: Apache-2.0 */
/* MQTT. First line: the topic, and "retained " before it when the broker kept the message. */
#include "base/json.h"
#include "door.h"
#include "wire/mqtt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct wire_mqtt m = {.now = DOOR_NOW, .region = STR("uz")};
    struct wire_mqtt_out out;
    struct arena mended;
    struct err e;
    m.payload = (struct str){(const char *)data, size};
    m.topic = str_cut(&m.payload, '\n');
    m.retained = str_starts(m.topic, STR("retained "));
    if (m.retained)
        m.topic = (struct str){m.topic.p + 9, m.topic.n - 9};
    arena_init(&mended, 4 * WIRE_MQTT_PAYLOAD_MAX);
    if (m.payload.n <= WIRE_MQTT_PAYLOAD_MAX) /* as the port does */
        m.payload = json_repair(m.payload, &mended);
    wire_mqtt_init(&out);
    door_check(wire_mqtt(&m, &out, &e), &out.lines);
    must(id_valid(str_c(out.device)) && id_valid(str_c(out.press)));
    must(!str_starts(str_c(out.device), STR("port:")) &&
         !str_starts(str_c(out.device), STR("unit:")));
    must(!out.gone || out.device[0] != '\0');
    wire_mqtt_release(&out);
    arena_release(&mended);
    return 0;
}
