/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Axis cameras with a plate-reading application: its JSON push of one read. Source: a camera's real message. Numbers are
 * strings, countries three letters; `carMoveDirection` says in or out, which is no compass heading.
 */
#include "wire/wire_priv.h"

enum { UTF8, ASCII, TEXT, COUNTRY, CONFIDENCE, AT, SERIAL, PROVIDER, ID, FIELDS };

static const char *const paths[FIELDS] = {
    [UTF8] = "plateUTF8",
    [ASCII] = "plateASCII",
    [TEXT] = "plateText",
    [COUNTRY] = "plateCountry",
    [CONFIDENCE] = "plateConfidence",
    [AT] = "capture_timestamp",
    [SERIAL] = "camera_info.SerialNumber",
    [PROVIDER] = "sensorProviderID",
    [ID] = "packetCounter",
};

static struct str plate_of(const struct wire_value *v, char to[WIRE_TEXT_MAX + 1])
{
    static const int fields[] = {UTF8, ASCII, TEXT};
    for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
        struct str s = wire_text(&v[fields[i]], to);
        if (s.n > 0)
            return s;
    }
    return STR_NONE;
}

enum rc wire_axis(const struct wire_message *m, struct wire_out *out, struct err *e)
{
    struct wire_value v[FIELDS];
    struct wire_defaults d;
    char camera[WIRE_TEXT_MAX + 1], plate[WIRE_TEXT_MAX + 1], country[WIRE_TEXT_MAX + 1],
        id[WIRE_TEXT_MAX + 1];
    struct wire_read r = {.at = m->now};
    wire_defaults(m, &d);
    if (!wire_pick(str_trim(m->body), paths, FIELDS, v))
        return err_set(e, RC_INVALID, "the body is no JSON object");
    r.camera = wire_text(&v[SERIAL], camera);
    if (r.camera.n == 0)
        r.camera = wire_text(&v[PROVIDER], camera);
    enum rc rc = wire_need_camera(&d, &r, e);
    if (rc != RC_OK)
        return rc;
    if (!wire_read_time(&v[AT], "'capture_timestamp' is no time", &d, &r, out))
        return wire_done(out, e);
    r.plate = plate_of(v, plate);
    r.region = wire_text(&v[COUNTRY], country);
    r.has_confidence = wire_number(&v[CONFIDENCE], 3, &r.confidence);
    r.id = wire_word(&v[ID], id);
    wire_put_read(out, &d, &r);
    return wire_done(out, e);
}
