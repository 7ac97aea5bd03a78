/* SPDX-License-Identifier: Apache-2.0 */
/* MQTT: what buttons, phones and gateways publish, topic by topic. */
#include "wire/mqtt.h"

#include "base/mem.h"

#include "wire_case.h"

struct mqtt_case {
    struct wire_mqtt in;
    struct wire_mqtt_out out;
    struct err err;
    enum rc rc;
};

static struct mqtt_case say(const char *topic, const char *payload, bool retained)
{
    struct mqtt_case c = {.in = {.topic = str_c(topic),
                                 .payload = str_c(payload),
                                 .retained = retained,
                                 .now = NOW,
                                 .region = STR("uz")}};
    wire_mqtt_init(&c.out);
    c.rc = wire_mqtt(&c.in, &c.out, &c.err);
    return c;
}

/* What comes of a message: alarms, heartbeats, gone. */
static void comes(const char *topic, const char *payload, const char *alarms,
                  const char *heartbeats, bool gone)
{
    struct mqtt_case c = say(topic, payload, false);
    T_EQ(c.rc, RC_OK);
    T_STRC(buf_str(&c.out.lines.alarms), alarms);
    T_STRC(buf_str(&c.out.lines.heartbeats), heartbeats);
    T_EQ(c.out.gone, gone);
    wire_mqtt_release(&c.out);
}

#define ALARM(device, kind, more) "{\"device\":\"" device "\",\"kind\":\"" kind "\"" more "}\n"
#define ALIVE(device) "{\"device\":\"" device "\"}\n"

static void test_wire_mqtt__a_press_in_json(void)
{
    comes(
        "markaz/btn-1/alarm",
        "{\"kind\":\"panic\",\"id\":\"p1\",\"at\":\"" NOW_TEXT
        "\",\"lat\":41.5,\"lon\":69.25,\"detail\":\"room 4\",\"device\":\"btn-2\",\"battery\":0.8}",
        ALARM("btn-1", "panic",
              ",\"at\":\"" NOW_TEXT
              "\",\"lat\":41.5,\"lon\":69.25,\"detail\":\"room 4\",\"id\":\"p1\""),
        "{\"device\":\"btn-1\",\"at\":\"" NOW_TEXT "\",\"battery\":0.8}\n", false);
    struct mqtt_case c = say("markaz/btn-1/alarm", "{\"id\":17}", false);
    T_STRC(str_c(c.out.press), "17");
    T_STRC(str_c(c.out.device), "btn-1");
    wire_mqtt_release(&c.out);
}

static void test_wire_mqtt__a_press_in_plain_words(void)
{
    comes("markaz/b/alarm", "panic", ALARM("b", "panic", ""), "", false);
    comes("markaz/b/alarm", " \"Fire\" ", ALARM("b", "fire", ""), "", false);
    comes("markaz/b/alarm", "1", ALARM("b", "panic", ",\"detail\":\"1\""), "", false);
    comes("markaz/b/alarm", "PRESSED", ALARM("b", "panic", ",\"detail\":\"PRESSED\""), "", false);
    comes("markaz/b/alarm", "zalp", ALARM("b", "zalp", ""), "",
          false); /* the centre says "other", and shows it */
}

/* No words are so bad that a press is lost. */
static void test_wire_mqtt__a_press_that_nobody_can_read(void)
{
    comes("markaz/b/alarm", "", "{\"device\":\"b\"}\n", "", false);
    comes("markaz/b/alarm", "[1,2]", "{\"device\":\"b\",\"detail\":\"[1,2]\"}\n", "", false);
    comes(
        "markaz/b/alarm", "{\"kind\":\"duress\",\"id\":\"p1\",",
        ALARM("b", "duress",
              ",\"detail\":\"{\\\"kind\\\":\\\"duress\\\",\\\"id\\\":\\\"p1\\\",\",\"id\":\"p1\""),
        "", false);
    comes("markaz/b/alarm", "\xff\xfe", "{\"device\":\"b\"}\n", "", false);
}

/* Nor is it lost for all that is behind it, a picture or noise; anything else of that length is refused. */
static void test_wire_mqtt__a_press_that_is_too_long(void)
{
    const char *begin = "{\"kind\":\"duress\",\"picture\":\"";
    size_t n = WIRE_MQTT_PAYLOAD_MAX + 100;
    char *text = mem_alloc(n + 1);
    memset(text, 'x', n);
    memcpy(text, begin, strlen(begin));
    struct mqtt_case c = say("markaz/b/alarm", text, false);
    T_EQ(c.rc, RC_OK);
    T(str_starts(buf_str(&c.out.lines.alarms), STR("{\"device\":\"b\",\"kind\":\"duress\"")));
    wire_mqtt_release(&c.out);
    c = say("markaz/b/heartbeat", text, false);
    T_EQ(c.rc, RC_INVALID);
    wire_mqtt_release(&c.out);
    free(text);
}

static void test_wire_mqtt__let_go_is_no_press(void)
{
    comes("markaz/b/alarm", "off", "", ALIVE("b"), false);
    comes("markaz/b/alarm", "{\"action\":\"release\"}", "", ALIVE("b"), false);
}

static void test_wire_mqtt__a_kept_press_is_old(void)
{
    static const struct {
        const char *payload;
        bool taken;
    } kept[] = {
        {"panic", false},
        {"{\"kind\":\"panic\",\"id\":\"p1\"}", false},
        {"{\"kind\":\"panic\",\"id\":\"p1\",\"at\":\"2026-11-20T01:00:00Z\"}", false},
        {"{\"kind\":\"panic\",\"at\":\"" NOW_TEXT "\"}", false},
        {"{\"kind\":\"panic\",\"id\":\"p1\",\"at\":\"" NOW_TEXT "\"}", true},
    };

    for (size_t i = 0; i < ARRAY_LEN(kept); i++) {
        struct mqtt_case c = say("markaz/b/alarm", kept[i].payload, true);
        T_EQ(c.rc, RC_OK);
        T_EQ(c.out.lines.alarms.n > 0, kept[i].taken);
        wire_mqtt_release(&c.out);
    }
}

static void test_wire_mqtt__signs_of_life(void)
{
    comes("markaz/b/heartbeat", "", "", ALIVE("b"), false);
    comes("markaz/b/heartbeat", "{\"battery\":0.93}", "", "{\"device\":\"b\",\"battery\":0.93}\n",
          false);
    comes("markaz/b/heartbeat", "{\"battery\":93}", "", "{\"device\":\"b\",\"battery\":0.93}\n",
          false);
    comes("markaz/b/battery", "1", "", "{\"device\":\"b\",\"battery\":0.01}\n", false);
    comes("markaz/b/battery", "87.5", "", "{\"device\":\"b\",\"battery\":0.875}\n", false);
    comes("markaz/b/battery", "870", "", ALIVE("b"), false);
    comes("markaz/b/status", "online", "", ALIVE("b"), false);
    comes("markaz/b/status", "Offline", "", "", true);
    comes("markaz/b/status", "{\"state\":\"offline\"}", "", "", true);
    comes("markaz/b/status", "what", "", "", false);
    struct mqtt_case c = say("markaz/b/status", "offline", true);
    T(!c.out.gone); /* it was gone some time ago */
    wire_mqtt_release(&c.out);
}

static void test_wire_mqtt__names(void)
{
    comes("markaz/hall 2/alarm", "panic", ALARM("hall-2", "panic", ""), "", false);
    comes("markaz/port:mqtt/alarm", "panic", ALARM("port-mqtt", "panic", ""), "", false);
    struct mqtt_case c = say("markaz//alarm", "panic", false);
    T_EQ(c.rc, RC_INVALID);
    wire_mqtt_release(&c.out);
    c = say("markaz/b", "panic", false);
    T_EQ(c.rc, RC_INVALID);
    wire_mqtt_release(&c.out);
    c = say("somebody/elses/topic", "panic", false);
    T_EQ(c.rc, RC_OK);
    T_EQ(c.out.lines.alarms.n, 0);
    wire_mqtt_release(&c.out);
}

/* ---- makers ---- */

static void test_wire_mqtt__shelly_first_generation(void)
{
    comes("shellies/shellybutton1-1/input_event/0", "{\"event\":\"SS\",\"event_cnt\":7}",
          ALARM("shellybutton1-1", "panic", ",\"detail\":\"double\""), ALIVE("shellybutton1-1"),
          false);
    comes("shellies/shellyix3-1/input_event/0", "{\"event\":\"\",\"event_cnt\":0}", "",
          ALIVE("shellyix3-1"), false);
    comes("shellies/s/sensor/battery", "81", "", "{\"device\":\"s\",\"battery\":0.81}\n", false);
    comes("shellies/s/online", "true", "", ALIVE("s"), false);
    comes("shellies/s/online", "false", "", "", true);
    comes("shellies/s/relay/0", "on", "", "", false);
    struct mqtt_case a =
        say("shellies/s/input_event/0", "{\"event\":\"S\",\"event_cnt\":7}", false);
    struct mqtt_case b =
        say("shellies/s/input_event/0", "{\"event\":\"S\",\"event_cnt\":7}", false);
    struct mqtt_case c =
        say("shellies/s/input_event/0", "{\"event\":\"S\",\"event_cnt\":8}", false);
    T(a.out.counter != 0 && a.out.counter == b.out.counter && a.out.counter != c.out.counter);
    wire_mqtt_release(&a.out);
    wire_mqtt_release(&b.out);
    wire_mqtt_release(&c.out);
}

static void test_wire_mqtt__shelly_second_generation(void)
{
    comes(
        "shellyplusi4-1/events/rpc",
        "{\"src\":\"shellyplusi4-1\",\"method\":\"NotifyEvent\",\"params\":{\"ts\":1795310400.5,\"events\":["
        "{\"component\":\"input:0\",\"id\":0,\"event\":\"btn_down\",\"ts\":1795310400.5},"
        "{\"component\":\"input:0\",\"id\":0,\"event\":\"long_push\",\"ts\":1795310400.5}]}}",
        ALARM(
            "shellyplusi4-1", "panic",
            ",\"at\":\"2026-11-22T01:20:00.500Z\",\"detail\":\"long: input:0\",\"id\":\"long-input:0-1795310400.5\""),
        ALIVE("shellyplusi4-1"), false);
    /* Its clock was never set: two presses after two starts would bear one name. */
    comes(
        "s/events/rpc",
        "{\"method\":\"NotifyEvent\",\"params\":{\"ts\":12.5,\"events\":[{\"component\":\"input:0\",\"event\":\"single_push\"}]}}",
        ALARM("s", "panic", ",\"detail\":\"single: input:0\""), ALIVE("s"), false);
    comes("s/online", "false", "", "", true);
}

static void test_wire_mqtt__tasmota(void)
{
    comes("stat/t/RESULT", "{\"Button1\":{\"Action\":\"SINGLE\"}}",
          ALARM("t", "panic", ",\"detail\":\"SINGLE: Button1\""), "", false);
    comes("stat/t/RESULT", "{\"Button1\":{\"Action\":\"CLEAR\"}}", "", "", false);
    comes("stat/t/RESULT", "{\"POWER\":\"ON\"}", "", "", false);
    comes("tele/t/LWT", "Offline", "", "", true);
    comes("tele/t/STATE", "{\"Uptime\":\"0T00:05:10\"}", "", ALIVE("t"), false);
}

static void test_wire_mqtt__zigbee2mqtt(void)
{
    comes("zigbee2mqtt/hall", "{\"action\":\"single\",\"battery\":97,\"linkquality\":120}",
          ALARM("zigbee2mqtt:hall", "panic", ",\"detail\":\"single\""),
          "{\"device\":\"zigbee2mqtt:hall\",\"battery\":0.97}\n", false);
    comes("zigbee2mqtt/hall", "{\"action\":\"1_release\"}", "", ALIVE("zigbee2mqtt:hall"), false);
    comes("zigbee2mqtt/hall", "{\"action\":\"\",\"linkquality\":1}", "", ALIVE("zigbee2mqtt:hall"),
          false);
    comes("zigbee2mqtt/hall/availability", "{\"state\":\"offline\"}", "", "", true);
    comes("zigbee2mqtt/bridge/state", "offline", "", "", true);
}

static void test_wire_mqtt__owntracks_and_frigate(void)
{
    struct mqtt_case c =
        say("owntracks/jane/phone-1",
            "{\"_type\":\"location\",\"lat\":41.5,\"lon\":69.25,\"tst\":1795310390}", false);
    T_EQ(c.rc, RC_OK);
    T_STRC(
        buf_str(&c.out.lines.positions),
        "{\"device\":\"phone-1\",\"at\":\"2026-11-22T01:19:50Z\",\"lat\":41.5,\"lon\":69.25,\"id\":\"1795310390000\"}\n");
    wire_mqtt_release(&c.out);
    comes("owntracks/jane/phone-1", "{\"_type\":\"lwt\",\"tst\":1795310000}", "", "", true);
    c = say(
        "frigate/tracked_object_update",
        "{\"type\":\"lpr\",\"id\":\"1-m\",\"plate\":\"01A124BC\",\"score\":0.95,\"camera\":\"gate-1\",\"timestamp\":1795310390}",
        false);
    T_EQ(c.rc, RC_OK);
    T(strstr(c.out.lines.reads.p, "\"region\":\"uz\"") != NULL);
    T(strstr(c.out.lines.reads.p, "\"camera\":\"gate-1\"") != NULL);
    wire_mqtt_release(&c.out);
    comes("frigate/gate-1/status/detect", "offline", "", "", true);
    comes("frigate/gate-1/status/detect", "online", "", ALIVE("gate-1"), false);
    comes("frigate/gate-1/status/detect", "disabled", "", "", false);
    comes("frigate/available", "offline", "", "", true);
}

int main(void)
{
    T_RUN(test_wire_mqtt__a_press_in_json);
    T_RUN(test_wire_mqtt__a_press_in_plain_words);
    T_RUN(test_wire_mqtt__a_press_that_nobody_can_read);
    T_RUN(test_wire_mqtt__a_press_that_is_too_long);
    T_RUN(test_wire_mqtt__let_go_is_no_press);
    T_RUN(test_wire_mqtt__a_kept_press_is_old);
    T_RUN(test_wire_mqtt__signs_of_life);
    T_RUN(test_wire_mqtt__names);
    T_RUN(test_wire_mqtt__shelly_first_generation);
    T_RUN(test_wire_mqtt__shelly_second_generation);
    T_RUN(test_wire_mqtt__tasmota);
    T_RUN(test_wire_mqtt__zigbee2mqtt);
    T_RUN(test_wire_mqtt__owntracks_and_frigate);
    return t_end();
}
