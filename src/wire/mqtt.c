/* SPDX-License-Identifier: Apache-2.0 */
/* MQTT: which topic is whose, and our own topics. */
#include "wire/mqtt.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "wire/mqtt_priv.h"

#define SHOWN_MAX WIRE_TEXT_MAX /* bytes of a device's own words */

void wire_mqtt_init(struct wire_mqtt_out *out)
{
    *out = (struct wire_mqtt_out){0};
    wire_init(&out->lines);
}

void wire_mqtt_release(struct wire_mqtt_out *out)
{
    wire_release(&out->lines);
}

/* ---- values ---- */

static bool is_word(struct str s, const char *word)
{
    return s.n == strlen(word) && strncasecmp(s.p, word, s.n) == 0;
}

static bool is_one(struct str s, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (is_word(s, words[i]))
            return true;
    return false;
}

struct wire_value mqtt_plain(struct str payload)
{
    struct str s = str_trim(payload);
    if (s.n >= 2 && s.p[0] == '"' && s.p[s.n - 1] == '"')
        s = str_trim((struct str){s.p + 1, s.n - 2});
    if (s.n == 0 || s.p[0] == '{' || s.p[0] == '[')
        return (struct wire_value){.kind = JSON_ERROR};
    return (struct wire_value){JSON_STRING, false, s};
}

int64_t mqtt_battery(const struct wire_value *v, bool percent)
{
    int64_t share;
    if (!wire_number(v, 3, &share) || share < 0)
        return -1;
    if (percent || share > 1000)
        share /= 100;
    return share <= 1000 ? share : -1;
}

/* As much of a text as is shown, at a whole character; none when it is no UTF-8. */
static struct str shown(struct str s)
{
    s = str_trim(s);
    s.n = s.n < SHOWN_MAX ? s.n : SHOWN_MAX;
    s.n = str_utf8_prefix(s);
    return s;
}

/* Of a string all that is shown, however long it is; of anything else its text. */
static struct str words_of(const struct wire_value *v, char to[WIRE_TEXT_MAX + 1])
{
    if (!wire_there(v))
        return STR_NONE;
    if (v->kind == JSON_STRING && v->raw.n <= WIRE_TEXT_MAX)
        return wire_text(v, to);
    return shown(v->raw);
}

/* ---- lines ---- */

bool mqtt_device(struct wire_mqtt_out *out, struct str name)
{
    static const char *const own[] = {"port:", "unit:", "token:"};

    size_t n = id_of_name(name, out->device);
    for (size_t i = 0; i < ARRAY_LEN(own); i++)
        if (str_starts((struct str){out->device, n}, str_c(own[i])))
            out->device[strlen(own[i]) - 1] = '-';
    return n > 0;
}

void mqtt_put_alive(struct wire_mqtt_out *out, int64_t battery, const struct wire_value *at)
{
    struct wire_fix fix = {.device = str_c(out->device)};
    fix.has_battery = battery >= 0;
    fix.battery = battery;
    fix.timed = at != NULL && wire_time(at, &fix.at);
    wire_put_heartbeat(&out->lines, &fix);
}

/* What a press is: one of the centre's words, or a word by which a button says only that it was pressed. */
static const char *kind_of(struct str word)
{
    static const char *const kinds[] = {"panic",   "duress", "help",      "fire", "intrusion",
                                        "medical", "tamper", "technical", "test", "other"};

    static const char *const pressed[] = {
        "sos",    "emergency", "alarm",     "press", "pressed", "push", "button", "click", "single",
        "double", "triple",    "quadruple", "long",  "hold",    "on",   "true",   "1"};

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (is_word(word, kinds[i]))
            return kinds[i];
    return is_one(word, pressed, ARRAY_LEN(pressed)) ? "panic" : NULL;
}

static void put_place(struct buf *to, const struct wire_value *lat_value,
                      const struct wire_value *lon_value)
{
    int64_t lat, lon;
    if (lat_value == NULL || lon_value == NULL || !wire_number(lat_value, 7, &lat) ||
        !wire_number(lon_value, 7, &lon) || wire_place_wrong(lat, lon) != NULL)
        return;
    wire_put_scaled(to, "lat", lat, 7);
    wire_put_scaled(to, "lon", lon, 7);
}

/* The button's own word, unless it says no more than the kind, then what else it said. */
static void put_detail(struct buf *to, const struct mqtt_press *p, const char *kind)
{
    char all[2 * SHOWN_MAX + 2];
    struct str word = kind != NULL && !is_word(p->word, kind) ? shown(p->word) : STR_NONE;
    struct str said = shown(p->detail);
    size_t n = word.n;
    memcpy(all, word.n > 0 ? word.p : "", word.n);
    if (word.n > 0 && said.n > 0) {
        memcpy(all + n, ": ", 2);
        n += 2;
    }
    memcpy(all + n, said.n > 0 ? said.p : "", said.n);
    wire_put_text(to, "detail", shown((struct str){all, n + said.n}));
}

void mqtt_put_press(struct wire_mqtt_out *out, const struct mqtt_press *p)
{
    struct buf *to = &out->lines.alarms;
    const char *kind = kind_of(p->word);
    usec_t at;
    if (!wire_begin(&out->lines, to))
        return;
    wire_put_id(to, "device", str_c(out->device));
    /* A word nobody knows is the centre's to judge: it becomes `other`, and the word is shown. */
    wire_put_text(to, "kind", kind != NULL ? str_c(kind) : shown(p->word));
    if (p->at != NULL && wire_time(p->at, &at))
        wire_put_time(to, "at", at);
    put_place(to, p->lat, p->lon);
    put_detail(to, p, kind);
    if (id_of_name(p->id, out->press) > 0)
        wire_put_id(to, "id", p->id);
    wire_end(to);
}

/* ---- our own topics ---- */

enum { KIND, ALARM, EVENT, ACTION, AT, LAT, LON, DETAIL, ID, BATTERY, FIELDS };

static const char *const paths[FIELDS] = {
    [KIND] = "kind", [ALARM] = "alarm",     [EVENT] = "event", [ACTION] = "action",
    [AT] = "at",     [LAT] = "lat",         [LON] = "lon",     [DETAIL] = "detail",
    [ID] = "id",     [BATTERY] = "battery",
};

/* The button was let go, or says that all is well: a sign of life. */
static bool is_release(struct str word)
{
    static const char *const words[] = {"off", "false", "0", "release", "released", "up"};

    return is_one(word, words, ARRAY_LEN(words));
}

/*
 * A press that the broker kept came some time ago: it is told again at each of our sign-ins. It is taken when it names itself
 * and was pressed within a day, so that whoever began with an empty session misses nothing; the centre knows it again by its id.
 */
static bool is_stale(const struct wire_mqtt *m, const struct mqtt_press *p)
{
    usec_t at;
    if (!m->retained)
        return false;
    return p->id.n == 0 || p->at == NULL || !wire_time(p->at, &at) || at < m->now - USEC_DAY;
}

/* All bytes of a message that nobody can read are still a press. */
static enum rc own_alarm(const struct wire_mqtt *m, struct wire_mqtt_out *out)
{
    struct wire_value v[FIELDS] = {{.kind = JSON_ERROR}};
    char word[WIRE_TEXT_MAX + 1], detail[WIRE_TEXT_MAX + 1], id[WIRE_TEXT_MAX + 1];
    struct mqtt_press p = {0};
    bool json = wire_pick(str_trim(m->payload), paths, FIELDS, v);
    struct wire_value plain = mqtt_plain(m->payload);
    for (size_t i = KIND; i <= ACTION && p.word.n == 0; i++) /* also what stands before a break */
        p.word = words_of(&v[i], word);
    p.detail = words_of(&v[DETAIL], detail);
    p.id = wire_word(&v[ID], id);
    p.at = &v[AT], p.lat = &v[LAT], p.lon = &v[LON];
    if (!json && plain.kind == JSON_STRING)
        p.word = shown(plain.raw);
    else if (!json)
        p.detail = shown(m->payload);
    if (is_stale(m, &p))
        return RC_OK;
    int64_t battery = mqtt_battery(&v[BATTERY], false);
    if (is_release(p.word)) {
        mqtt_put_alive(out, battery, p.at);
        return RC_OK;
    }
    mqtt_put_press(out, &p);
    if (battery >= 0)
        mqtt_put_alive(out, battery, p.at);
    return RC_OK;
}

static enum rc own_heartbeat(const struct wire_mqtt *m, struct wire_mqtt_out *out, bool battery)
{
    struct wire_value v[FIELDS] = {{.kind = JSON_ERROR}};
    if (m->retained)
        return RC_OK; /* it was alive some time ago */
    bool json = wire_pick(str_trim(m->payload), paths, FIELDS, v);
    struct wire_value plain = mqtt_plain(m->payload);
    mqtt_put_alive(out, json ? mqtt_battery(&v[BATTERY], battery) : mqtt_battery(&plain, true),
                   &v[AT]);
    return RC_OK;
}

void mqtt_status(const struct wire_mqtt *m, struct wire_mqtt_out *out)
{
    static const char *const fields[] = {"state", "status"};

    static const char *const gone[] = {"offline", "false", "0", "stopped", "disconnected"};

    static const char *const here[] = {"online", "true", "1", "connected"};

    struct wire_value v[2];
    char text[WIRE_TEXT_MAX + 1];
    bool json = wire_pick(str_trim(m->payload), fields, 2, v);
    struct wire_value plain = mqtt_plain(m->payload);
    struct str word = wire_text(json ? &v[wire_there(&v[0]) ? 0 : 1] : &plain, text);
    if (m->retained)
        return;
    out->gone = is_one(word, gone, ARRAY_LEN(gone));
    out->back = is_one(word, here, ARRAY_LEN(here));
    if (out->back)
        mqtt_put_alive(out, -1, NULL);
}

static enum rc own(const struct wire_mqtt *m, const struct mqtt_topic *t, struct wire_mqtt_out *out,
                   struct err *e)
{
    struct str what = t->part[2];
    if (t->n != 3 || !mqtt_device(out, t->part[1]))
        return err_set(e, RC_INVALID, "the topic must be " WIRE_MQTT_OWN "/DEVICE/WHAT");
    if (str_eqc(what, "alarm"))
        return own_alarm(m, out);
    if (str_eqc(what, "heartbeat"))
        return own_heartbeat(m, out, false);
    if (str_eqc(what, "battery"))
        return own_heartbeat(m, out, true);
    if (str_eqc(what, "status"))
        mqtt_status(m, out);
    return RC_OK;
}

/* ---- whose topic it is ---- */

static const char *const own_topics[] = {WIRE_MQTT_OWN "/+/alarm", WIRE_MQTT_OWN "/+/heartbeat",
                                         WIRE_MQTT_OWN "/+/battery", WIRE_MQTT_OWN "/+/status",
                                         NULL};

static const char *const owntracks_topics[] = {"owntracks/+/+", "owntracks/+/+/event", NULL};

static const char *const frigate_topics[] = {"frigate/tracked_object_update", "frigate/events",
                                             "frigate/available", "frigate/+/status/detect", NULL};

static const char *const shelly_topics[] = {"shellies/+/input_event/+",
                                            "shellies/+/online",
                                            "shellies/+/sensor/battery",
                                            "+/events/rpc",
                                            "+/online",
                                            NULL};

static const char *const tasmota_topics[] = {"stat/+/RESULT", "tele/+/LWT", "tele/+/STATE",
                                             "tele/+/SENSOR", NULL};

static const char *const zigbee_topics[] = {"zigbee2mqtt/+", "zigbee2mqtt/+/availability",
                                            "zigbee2mqtt/bridge/state", NULL};

typedef enum rc family_f(const struct wire_mqtt *m, const struct mqtt_topic *t,
                         struct wire_mqtt_out *out, struct err *e);

/* Frigate, Shelly, Tasmota, Zigbee2MQTT: their manuals, as of 2026. */
static const struct {
    const char *name;
    const char *first[2]; /* the first part of its topics; NULL: any that is no other's */
    const char *const *topics;
    family_f *read;
} families[] = {
    {"markaz", {WIRE_MQTT_OWN, WIRE_MQTT_OWN}, own_topics, own},
    {"owntracks", {"owntracks", "owntracks"}, owntracks_topics, mqtt_owntracks},
    {"frigate", {"frigate", "frigate"}, frigate_topics, mqtt_frigate},
    {"tasmota", {"stat", "tele"}, tasmota_topics, mqtt_tasmota},
    {"zigbee2mqtt", {"zigbee2mqtt", "zigbee2mqtt"}, zigbee_topics, mqtt_zigbee},
    {"shelly", {NULL, NULL}, shelly_topics, mqtt_shelly},
};

const char *const *wire_mqtt_topics(struct str family)
{
    for (size_t i = 0; i < ARRAY_LEN(families); i++)
        if (str_eqc(family, families[i].name))
            return families[i].topics;
    return NULL;
}

static struct mqtt_topic split(struct str topic)
{
    struct mqtt_topic t = {0};
    while (topic.n > 0 && t.n < MQTT_PARTS_MAX)
        t.part[t.n++] = str_cut(&topic, '/');
    t.n += topic.n > 0;
    return t;
}

/* A call for help is heard by its beginning, however much is behind it. */
static bool is_press(const struct mqtt_topic *t)
{
    return t->n == 3 && str_eqc(t->part[0], WIRE_MQTT_OWN) && str_eqc(t->part[2], "alarm");
}

enum rc wire_mqtt(const struct wire_mqtt *m, struct wire_mqtt_out *out, struct err *e)
{
    struct mqtt_topic t = split(m->topic);
    struct wire_mqtt head = *m;
    head.payload.n = m->payload.n < WIRE_MQTT_PAYLOAD_MAX ? m->payload.n : WIRE_MQTT_PAYLOAD_MAX;
    if (head.payload.n < m->payload.n && !is_press(&t))
        return err_set(e, RC_INVALID, "the payload is over %u KiB", WIRE_MQTT_PAYLOAD_MAX >> 10);
    for (size_t i = 0; i < ARRAY_LEN(families); i++) {
        const char *const *first = families[i].first;
        if (first[0] != NULL && !str_eqc(t.part[0], first[0]) && !str_eqc(t.part[0], first[1]))
            continue;
        enum rc rc = families[i].read(&head, &t, out, e);
        return rc == RC_OK ? wire_done(&out->lines, e) : rc;
    }
    return RC_OK;
}
