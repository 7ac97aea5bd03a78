/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rekor Scout (OpenALPR): what its agent and its server POST. A group is one vehicle, an alert wraps a group, a result is one
 * frame. Source: the maker's public documentation, versions 1 and 2 of the format. `travel_direction` is an angle within the
 * picture, no compass heading, and is not taken.
 */
#include <string.h>

#include "wire/wire_priv.h"

enum { KIND, CAMERA, STREAMS, GROUP, TEST, TOP };

static const char *const top_paths[TOP] = {
    [KIND] = "data_type", [CAMERA] = "camera_id",      [STREAMS] = "video_streams",
    [GROUP] = "group",    [TEST] = "openalpr_webhook",
};

enum {
    G_CAMERA,
    G_PLATE,
    G_BEST,
    G_CONFIDENCE,
    G_REGION,
    G_BEST_REGION,
    G_AT,
    G_ID,
    G_CANDIDATES,
    G_BEST_CANDIDATES,
    G_COLOR,
    G_MAKE,
    G_BODY,
    G_VEHICLE_CROP,
    G_PLATE_CROP,
    G_FIELDS
};

static const char *const group_paths[G_FIELDS] = {
    [G_CAMERA] = "camera_id",
    [G_PLATE] = "best_plate_number",
    [G_BEST] = "best_plate.plate",
    [G_CONFIDENCE] = "best_confidence",
    [G_REGION] = "best_region",
    [G_BEST_REGION] = "best_plate.region",
    [G_AT] = "epoch_start",
    [G_ID] = "best_uuid",
    [G_CANDIDATES] = "candidates",
    [G_BEST_CANDIDATES] = "best_plate.candidates",
    [G_COLOR] = "vehicle.color",
    [G_MAKE] = "vehicle.make",
    [G_BODY] = "vehicle.body_type",
    [G_VEHICLE_CROP] = "vehicle_crop_jpeg",
    [G_PLATE_CROP] = "best_plate.plate_crop_jpeg",
};

static void set_confidence(const struct wire_value *percent, struct wire_read *r)
{
    r->has_confidence = wire_number(percent, 1, &r->confidence);
}

struct names {
    char camera[WIRE_TEXT_MAX + 1], plate[WIRE_TEXT_MAX + 1], region[WIRE_TEXT_MAX + 1],
        id[WIRE_TEXT_MAX + 1], color[WIRE_TEXT_MAX + 1], make[WIRE_TEXT_MAX + 1],
        body[WIRE_TEXT_MAX + 1];
};

static enum rc read_group(const struct wire_message *m, struct str group,
                          const struct wire_defaults *d, struct wire_out *out, struct err *e)
{
    struct wire_value v[G_FIELDS];
    struct names t;
    struct wire_read r = {.at = m->now};
    if (!wire_pick(group, group_paths, G_FIELDS, v))
        return err_set(e, RC_INVALID, "the group is no JSON object");
    r.camera = wire_word(&v[G_CAMERA], t.camera);
    enum rc rc = wire_need_camera(d, &r, e);
    if (rc != RC_OK)
        return rc;
    r.plate = wire_text(&v[wire_there(&v[G_PLATE]) ? G_PLATE : G_BEST], t.plate);
    r.region = wire_text(&v[wire_there(&v[G_REGION]) ? G_REGION : G_BEST_REGION], t.region);
    if (!wire_read_time(&v[G_AT], "'epoch_start' is no time", d, &r, out))
        return RC_OK;
    set_confidence(&v[G_CONFIDENCE], &r);
    wire_guesses(&v[wire_there(&v[G_CANDIDATES]) ? G_CANDIDATES : G_BEST_CANDIDATES], "plate", &r);
    r.color = wire_first(&v[G_COLOR], "name", t.color);
    r.make = wire_first(&v[G_MAKE], "name", t.make);
    r.class = wire_class(wire_first(&v[G_BODY], "name", t.body));
    r.id = wire_text(&v[G_ID], t.id);
    wire_set_image_base64(out, &v[G_VEHICLE_CROP]);
    wire_set_image_base64(out, &v[G_PLATE_CROP]);
    r.image = true;
    wire_put_read(out, d, &r);
    return RC_OK;
}

enum { R_PLATE, R_CONFIDENCE, R_REGION, R_CANDIDATES, R_CROP, R_FIELDS };

static const char *const result_paths[R_FIELDS] = {
    [R_PLATE] = "plate",           [R_CONFIDENCE] = "confidence", [R_REGION] = "region",
    [R_CANDIDATES] = "candidates", [R_CROP] = "plate_crop_jpeg",
};

static void read_result(struct str result, const struct wire_defaults *d, struct wire_read r,
                        struct wire_out *out)
{
    struct wire_value v[R_FIELDS];
    struct names t;
    if (!wire_pick(result, result_paths, R_FIELDS, v))
        return;
    r.plate = wire_text(&v[R_PLATE], t.plate);
    r.region = wire_text(&v[R_REGION], t.region);
    set_confidence(&v[R_CONFIDENCE], &r);
    wire_guesses(&v[R_CANDIDATES], "plate", &r);
    bool first = out->image.n == 0;
    wire_set_image_base64(out, &v[R_CROP]);
    r.image = first && out->image.n > 0; /* one photo a message */
    wire_put_read(out, d, &r);
}

static enum rc read_results(const struct wire_message *m, struct str body,
                            const struct wire_defaults *d, struct wire_out *out, struct err *e)
{
    static const char *const p[] = {"camera_id", "epoch_time", "uuid", "results"};
    struct wire_value v[ARRAY_LEN(p)], one;
    struct names t;
    struct wire_read r = {.at = m->now};
    const char *at = NULL;
    if (!wire_pick(body, p, ARRAY_LEN(p), v))
        return err_set(e, RC_INVALID, "the body is no JSON object");
    r.camera = wire_word(&v[0], t.camera);
    r.id = wire_text(&v[2], t.id);
    enum rc rc = wire_need_camera(d, &r, e);
    if (rc != RC_OK)
        return rc;
    if (!wire_read_time(&v[1], "'epoch_time' is no time", d, &r, out))
        return RC_OK;
    while (v[3].kind == JSON_ARRAY && wire_next(v[3].raw, &at, &one))
        if (one.kind == JSON_OBJECT)
            read_result(one.raw, d, r, out);
    return RC_OK;
}

/* A heartbeat of the agent is one of each camera that streams. */
static void read_heartbeat(const struct wire_value *streams, struct wire_out *out)
{
    static const char *const p[] = {"camera_id", "is_streaming"};
    struct wire_value one, v[ARRAY_LEN(p)];
    char text[WIRE_TEXT_MAX + 1];
    const char *at = NULL;
    while (streams->kind == JSON_ARRAY && wire_next(streams->raw, &at, &one)) {
        if (one.kind != JSON_OBJECT || !wire_pick(one.raw, p, ARRAY_LEN(p), v))
            continue;
        struct wire_fix f = {.device = wire_word(&v[0], text)};
        if (f.device.n > 0 && !wire_false(&v[1]))
            wire_put_heartbeat(out, &f);
    }
}

enum rc wire_openalpr(const struct wire_message *m, struct wire_out *out, struct err *e)
{
    struct wire_value v[TOP];
    struct wire_defaults d;
    char text[WIRE_TEXT_MAX + 1];
    struct str body = str_trim(m->body);
    enum rc rc = RC_OK;
    wire_defaults(m, &d);
    if (!wire_pick(body, top_paths, TOP, v))
        return err_set(e, RC_INVALID, "the body is no JSON object");
    struct str kind = wire_text(&v[KIND], text);
    if (str_eqc(kind, "alpr_group"))
        rc = read_group(m, body, &d, out, e);
    else if (str_eqc(kind, "alpr_alert") && v[GROUP].kind == JSON_OBJECT)
        rc = read_group(m, v[GROUP].raw, &d, out, e);
    else if (str_eqc(kind, "alpr_results"))
        rc = read_results(m, body, &d, out, e);
    else if (str_eqc(kind, "heartbeat"))
        read_heartbeat(&v[STREAMS], out);
    else if (kind.n == 0 && !wire_there(&v[TEST]))
        rc = err_set(e, RC_INVALID, "'data_type' is missing: this is no message of Rekor Scout");
    return rc == RC_OK ? wire_done(out, e) : rc;
}
