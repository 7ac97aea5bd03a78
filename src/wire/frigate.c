/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Frigate publishes to MQTT; any bridge (Node-RED, Home Assistant, mosquitto_sub with curl) forwards the payloads as they are:
 * `tracked_object_update` of type lpr, and `events`, of which one is taken when its plate is new. Source: Frigate's manual.
 * `velocity_angle` is an angle within the picture; the speed's unit is a setting of Frigate's: neither is taken.
 */
#include "wire/wire_priv.h"

enum {
    TYPE,
    CAMERA,
    PLATE,
    SCORE,
    AT,
    ID,
    BEFORE_PLATE,
    AFTER_CAMERA,
    AFTER_PLATE,
    AFTER_SCORE,
    AFTER_AT,
    AFTER_ID,
    FIELDS
};

static const char *const paths[FIELDS] = {
    [TYPE] = "type",
    [CAMERA] = "camera",
    [PLATE] = "plate",
    [SCORE] = "score",
    [AT] = "timestamp",
    [ID] = "id",
    [BEFORE_PLATE] = "before.recognized_license_plate",
    [AFTER_CAMERA] = "after.camera",
    [AFTER_PLATE] = "after.recognized_license_plate",
    [AFTER_SCORE] = "after.recognized_license_plate_score",
    [AFTER_AT] = "after.frame_time",
    [AFTER_ID] = "after.id",
};

/* An event comes again with each better picture; its plate is news when it was not there before. */
static bool event_is_news(struct str type, const struct wire_value *v)
{
    if (v[AFTER_PLATE].kind != JSON_STRING || v[AFTER_PLATE].raw.n == 0)
        return false;
    return str_eqc(type, "new") || str_eqc(type, "end") || v[BEFORE_PLATE].kind != JSON_STRING ||
           !str_eq(v[BEFORE_PLATE].raw, v[AFTER_PLATE].raw);
}

enum rc wire_frigate(const struct wire_message *m, struct wire_out *out, struct err *e)
{
    struct wire_value v[FIELDS];
    struct wire_defaults d;
    char type[WIRE_TEXT_MAX + 1], camera[WIRE_TEXT_MAX + 1], plate[WIRE_TEXT_MAX + 1],
        id[WIRE_TEXT_MAX + 1];
    struct wire_read r = {.at = m->now};
    wire_defaults(m, &d);
    if (!wire_pick(str_trim(m->body), paths, FIELDS, v))
        return err_set(e, RC_INVALID, "the body is no JSON object");
    struct str kind = wire_text(&v[TYPE], type);
    bool lpr = str_eqc(kind, "lpr");
    if (!lpr && !event_is_news(kind, v))
        return RC_OK;
    /* The members of `after` stand in the same order. */
    const struct wire_value *from = lpr ? v + CAMERA : v + AFTER_CAMERA;
    r.camera = wire_text(&from[0], camera);
    enum rc rc = wire_need_camera(&d, &r, e);
    if (rc != RC_OK)
        return rc;
    if (!wire_read_time(&from[3], "its time is none", &d, &r, out))
        return wire_done(out, e);
    r.plate = wire_text(&from[1], plate);
    r.has_confidence = wire_number(&from[2], 3, &r.confidence);
    r.id = wire_text(&from[4], id);
    wire_put_read(out, &d, &r);
    return wire_done(out, e);
}
