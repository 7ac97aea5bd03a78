/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Axis cameras with a plate-reading application: its push of one read, JSON or multipart/form-data whose one part is that
 * JSON and the others pictures, or pictures within the JSON. Source: a camera's real message, the maker's public articles.
 * Numbers are strings, countries three letters; `carMoveDirection` says in or out, which is no compass heading.
 */
#include "wire/wire_priv.h"

enum { UTF8, ASCII, TEXT, COUNTRY, CONFIDENCE, AT, SERIAL, PROVIDER, ID, IMAGES, FIELDS };

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
    [IMAGES] = "ImageArray",
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

/* The JSON of a form is the part that looks like it: its name differs by version. */
static struct str event_of(const struct wire_message *m, struct wire_out *out)
{
    struct str boundary = wire_boundary(m->type), rest = m->body, json = STR_NONE;
    struct wire_part part;
    if (boundary.n == 0)
        return str_trim(m->body);
    while (wire_part(boundary, &rest, &part)) {
        struct str text = str_trim(part.bytes);
        if (json.n == 0 && text.n > 0 && text.p[0] == '{')
            json = text;
        else
            wire_set_image(out, part.bytes);
    }
    return json;
}

/* The whole vehicle says more than the plate cut out of it. */
static void set_image(const struct wire_value *images, struct wire_out *out)
{
    static const char *const p[] = {"ImageType", "BinaryImage"};
    struct wire_value one, v[ARRAY_LEN(p)], plate = {.kind = JSON_ERROR};
    char type[WIRE_TEXT_MAX + 1];
    const char *at = NULL;
    while (images->kind == JSON_ARRAY && wire_next(images->raw, &at, &one)) {
        if (one.kind != JSON_OBJECT || !wire_pick(one.raw, p, ARRAY_LEN(p), v))
            continue;
        if (str_eqc(wire_text(&v[0], type), "plate"))
            plate = v[1];
        else
            wire_set_image_base64(out, &v[1]);
    }
    wire_set_image_base64(out, &plate);
}

enum rc wire_axis(const struct wire_message *m, struct wire_out *out, struct err *e)
{
    struct wire_value v[FIELDS];
    struct wire_defaults d;
    char camera[WIRE_TEXT_MAX + 1], plate[WIRE_TEXT_MAX + 1], country[WIRE_TEXT_MAX + 1],
        id[WIRE_TEXT_MAX + 1];
    struct wire_read r = {.at = m->now, .image = true};
    wire_defaults(m, &d);
    if (!wire_pick(event_of(m, out), paths, FIELDS, v))
        return err_set(e, RC_INVALID, "the body is no JSON object, and no form with one");
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
    set_image(&v[IMAGES], out);
    wire_put_read(out, &d, &r);
    return wire_done(out, e);
}
