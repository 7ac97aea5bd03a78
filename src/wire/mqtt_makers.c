/* SPDX-License-Identifier: Apache-2.0 */
/*
 * MQTT as makers speak it: buttons of Shelly (both generations), Tasmota and Zigbee2MQTT, OwnTracks and Frigate. Sources: their
 * manuals (doc/mqtt.md names the messages). A press of a maker's button is `panic`: what else would a button of an alarm centre
 * mean? Its own word ("double", "long_push") is shown with it.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "wire/mqtt_priv.h"

static enum rc no_device(struct err *e)
{
    return err_set(e, RC_INVALID, "the topic names no device");
}

/* ---- OwnTracks: owntracks/USER/DEVICE[/event] ---- */

enum rc mqtt_owntracks(const struct wire_mqtt *m, const struct mqtt_topic *t,
                       struct wire_mqtt_out *out, struct err *e)
{
    static const char *const type[] = {"_type"};

    struct wire_value v;
    char text[WIRE_TEXT_MAX + 1];
    if (t->n < 3 || !mqtt_device(out, t->part[2]))
        return no_device(e);
    if (m->retained)
        return RC_OK; /* where it was some time ago */
    if (wire_pick(str_trim(m->payload), type, 1, &v) && str_eqc(wire_text(&v, text), "lwt")) {
        out->gone = true;
        return RC_OK;
    }
    struct wire_message one = {.body = m->payload, .device = str_c(out->device), .now = m->now};
    return wire_owntracks(&one, &out->lines, e);
}

/* ---- Frigate: frigate/tracked_object_update, frigate/events, frigate/available, frigate/CAMERA/status/detect ---- */

enum rc mqtt_frigate(const struct wire_mqtt *m, const struct mqtt_topic *t,
                     struct wire_mqtt_out *out, struct err *e)
{
    char query[32 + WIRE_TEXT_MAX];
    struct wire_message one = {.body = m->payload, .now = m->now};
    if (m->retained)
        return RC_OK;
    if (t->n == 4) {
        if (!mqtt_device(out, t->part[1]))
            return no_device(e);
        mqtt_status(m, out);
        return RC_OK;
    }
    if (t->n != 2)
        return no_device(e);
    if (str_eqc(t->part[1], "available")) {
        (void)mqtt_device(out, t->part[0]);
        mqtt_status(m, out);
        return RC_OK;
    }
    if (m->region.n > 0 && m->region.n < 32) {
        int n = snprintf(query, sizeof query, "region=%.*s", STR_ARG(m->region));
        one.query = (struct str){query, (size_t)n};
    }
    return wire_frigate(&one, &out->lines, e);
}

/* ---- Shelly ---- */

/* FNV-1a over what a button counts, so that two can be compared. Never 0. */
static uint64_t counter_of(struct str a, struct str b, struct str c)
{
    const struct str all[] = {a, b, c};
    uint64_t h = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        for (size_t k = 0; k < all[i].n; k++)
            h = (h ^ (unsigned char)all[i].p[k]) * UINT64_C(1099511628211);
        h = (h ^ 0xffu) * UINT64_C(1099511628211);
    }
    return h | 1;
}

/*
 * {"event":"S","event_cnt":7}: the first generation tells its last press again and again (mqtt_update_period), and begins to
 * count anew when it starts. So two alike are one press, unless it came back in between.
 */
static enum rc shelly_input(const struct wire_mqtt *m, struct str input, struct wire_mqtt_out *out,
                            struct err *e)
{
    static const char *const fields[] = {"event", "event_cnt"};

    static const struct {
        const char *code, *word;
    } words[] = {{"S", "single"}, {"SS", "double"}, {"SSS", "triple"}, {"L", "long"}};

    struct wire_value v[2];
    char event[WIRE_TEXT_MAX + 1], count[WIRE_TEXT_MAX + 1];
    if (!wire_pick(str_trim(m->payload), fields, 2, v))
        return err_set(e, RC_INVALID, "the payload is no JSON object");
    struct str code = wire_text(&v[0], event);
    mqtt_put_alive(out, -1, NULL);
    if (m->retained || code.n == 0)
        return RC_OK;
    struct mqtt_press p = {.word = STR("pressed"), .detail = code};
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (str_eqc(code, words[i].code))
            p = (struct mqtt_press){.word = str_c(words[i].word)};
    out->counter = counter_of(input, code, wire_word(&v[1], count));
    mqtt_put_press(out, &p);
    return RC_OK;
}

/* One event of the second generation: {"component":"input:0","event":"single_push","ts":1700000000.1}. */
static void shelly_event(struct str event, const struct wire_value *outer_ts,
                         struct wire_mqtt_out *out)
{
    static const char *const fields[] = {"event", "component", "ts"};

    static const struct {
        const char *event, *word;
    } words[] = {{"single_push", "single"},
                 {"double_push", "double"},
                 {"triple_push", "triple"},
                 {"long_push", "long"}};

    struct wire_value v[3];
    char name[WIRE_TEXT_MAX + 1], part[WIRE_TEXT_MAX + 1], time[WIRE_TEXT_MAX + 1], id[ID_MAX + 1];
    usec_t at;
    if (!wire_pick(event, fields, 3, v))
        return;
    struct str what = wire_text(&v[0], name), component = wire_text(&v[1], part);
    if (component.n == 0)
        component = STR("input");
    const struct wire_value *ts = wire_there(&v[2]) ? &v[2] : outer_ts;
    size_t i = 0;
    while (i < ARRAY_LEN(words) && !str_eqc(what, words[i].event))
        i++;
    if (i == ARRAY_LEN(words))
        return;
    struct mqtt_press p = {.word = str_c(words[i].word), .detail = component};
    /* Without the network's time it counts from its start, and two presses could bear one name. */
    if (wire_time(ts, &at) && at > INT64_C(1600000000) * USEC_S) {
        struct str number = wire_word(ts, time);
        int n = snprintf(id, sizeof id, "%s-%.*s-%.*s", words[i].word,
                         (int)(component.n < 16 ? component.n : 16), component.p,
                         (int)(number.n < 32 ? number.n : 32), number.p);
        p.id = (struct str){id, (size_t)n};
        p.at = ts;
    }
    mqtt_put_press(out, &p);
}

static enum rc shelly_rpc(const struct wire_mqtt *m, struct wire_mqtt_out *out, struct err *e)
{
    static const char *const fields[] = {"method", "params.ts", "params.events"};

    struct wire_value v[3], one;
    char method[WIRE_TEXT_MAX + 1];
    const char *at = NULL;
    if (!wire_pick(str_trim(m->payload), fields, 3, v))
        return err_set(e, RC_INVALID, "the payload is no JSON object");
    mqtt_put_alive(out, -1, NULL);
    if (m->retained || !str_eqc(wire_text(&v[0], method), "NotifyEvent") || v[2].kind != JSON_ARRAY)
        return RC_OK;
    while (wire_next(v[2].raw, &at, &one))
        if (one.kind == JSON_OBJECT)
            shelly_event(one.raw, &v[1], out);
    return RC_OK;
}

enum rc mqtt_shelly(const struct wire_mqtt *m, const struct mqtt_topic *t,
                    struct wire_mqtt_out *out, struct err *e)
{
    bool first = str_eqc(t->part[0], "shellies");
    if (!mqtt_device(out, t->part[first ? 1 : 0]))
        return no_device(e);
    const struct str *rest = t->part + (first ? 2 : 1);
    size_t n = t->n - (first ? 2 : 1);
    if (n == 1 && str_eqc(rest[0], "online")) {
        mqtt_status(m, out);
    } else if (first && n == 2 && str_eqc(rest[0], "input_event")) {
        return shelly_input(m, rest[1], out, e);
    } else if (first && n == 2 && str_eqc(rest[0], "sensor") && str_eqc(rest[1], "battery")) {
        struct wire_value plain = mqtt_plain(m->payload);
        if (!m->retained)
            mqtt_put_alive(out, mqtt_battery(&plain, true), NULL);
    } else if (!first && n == 2 && str_eqc(rest[0], "events") && str_eqc(rest[1], "rpc")) {
        return shelly_rpc(m, out, e);
    }
    return RC_OK;
}

/* ---- Tasmota: stat/DEVICE/RESULT, tele/DEVICE/LWT, tele/DEVICE/STATE ---- */

#define TASMOTA_BUTTONS 8

/* {"Button1":{"Action":"SINGLE"}} (SetOption73 1). */
static enum rc tasmota_result(const struct wire_mqtt *m, struct wire_mqtt_out *out, struct err *e)
{
    static const char *const fields[TASMOTA_BUTTONS] = {
        "Button1.Action", "Button2.Action", "Button3.Action", "Button4.Action",
        "Button5.Action", "Button6.Action", "Button7.Action", "Button8.Action"};

    struct wire_value v[TASMOTA_BUTTONS];
    char word[WIRE_TEXT_MAX + 1];
    if (!wire_pick(str_trim(m->payload), fields, TASMOTA_BUTTONS, v))
        return err_set(e, RC_INVALID, "the payload is no JSON object");
    if (m->retained)
        return RC_OK;
    for (size_t i = 0; i < TASMOTA_BUTTONS; i++) {
        struct mqtt_press p = {.word = wire_text(&v[i], word), .detail = {fields[i], 7}};
        if (p.word.n > 0 && !str_eqc(p.word, "CLEAR") && !str_eqc(p.word, "NONE"))
            mqtt_put_press(out, &p);
    }
    return RC_OK;
}

enum rc mqtt_tasmota(const struct wire_mqtt *m, const struct mqtt_topic *t,
                     struct wire_mqtt_out *out, struct err *e)
{
    if (t->n != 3 || !mqtt_device(out, t->part[1]))
        return no_device(e);
    if (str_eqc(t->part[2], "RESULT"))
        return tasmota_result(m, out, e);
    if (str_eqc(t->part[2], "LWT"))
        mqtt_status(m, out);
    else if (!m->retained)
        mqtt_put_alive(out, -1, NULL);
    return RC_OK;
}

/* ---- Zigbee2MQTT: zigbee2mqtt/NAME, zigbee2mqtt/NAME/availability, zigbee2mqtt/bridge/state ---- */

static bool is_release(struct str action)
{
    return str_ends(action, STR("release")) || str_ends(action, STR("off"));
}

/*
 * One gateway speaks for many buttons, so they are named behind it: zigbee2mqtt:NAME. Else who holds the gateway could press
 * any button of the centre.
 */
static bool zigbee_device(struct wire_mqtt_out *out, struct str name)
{
    char all[256];
    if (name.n == 0 || name.n > sizeof all - 16)
        return false;
    int n = snprintf(all, sizeof all, "zigbee2mqtt:%.*s", STR_ARG(name));
    return mqtt_device(out, (struct str){all, (size_t)n});
}

/* {"action":"single","battery":97,"linkquality":120} */
static enum rc zigbee_state(const struct wire_mqtt *m, struct wire_mqtt_out *out, struct err *e)
{
    static const char *const fields[] = {"action", "battery"};

    struct wire_value v[2];
    char word[WIRE_TEXT_MAX + 1];
    if (!wire_pick(str_trim(m->payload), fields, 2, v))
        return err_set(e, RC_INVALID, "the payload is no JSON object");
    if (m->retained)
        return RC_OK;
    struct str action = wire_text(&v[0], word);
    if (action.n > 0 && !is_release(action)) {
        struct mqtt_press p = {.word = STR("panic"), .detail = action};
        mqtt_put_press(out, &p);
    }
    mqtt_put_alive(out, mqtt_battery(&v[1], true), NULL);
    return RC_OK;
}

enum rc mqtt_zigbee(const struct wire_mqtt *m, const struct mqtt_topic *t,
                    struct wire_mqtt_out *out, struct err *e)
{
    if (t->n == 3 && str_eqc(t->part[1], "bridge") && str_eqc(t->part[2], "state")) {
        (void)mqtt_device(out, t->part[0]);
        mqtt_status(m, out);
        return RC_OK;
    }
    if (t->n < 2 || t->n > 3 || !zigbee_device(out, t->part[1]))
        return no_device(e);
    if (t->n == 3)
        mqtt_status(m, out);
    else
        return zigbee_state(m, out, e);
    return RC_OK;
}
