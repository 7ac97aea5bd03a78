/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Plate Recognizer's Stream and Snapshot: their webhook, JSON or multipart/form-data with the parts `json` and `upload` (the
 * picture). Source: the maker's public guides. `direction` is an angle within the picture, no compass heading, and is not taken.
 */
#include <stdio.h>

#include "wire/wire_priv.h"

enum { CAMERA, AT, RESULTS, TOP };

static const char *const top_paths[TOP] = {
    [CAMERA] = "data.camera_id", [AT] = "data.timestamp", [RESULTS] = "data.results"};

enum {
    PLATE,
    SCORE,
    REGION,
    GUESSES,
    VEHICLE,
    MODELS,
    COLORS,
    NEW_PLATES,
    NEW_REGIONS,
    NEW_MODELS,
    NEW_COLORS,
    FIELDS
};

/* The second half: the form of engines that also tell of vehicles without a plate. */
static const char *const paths[FIELDS] = {
    [PLATE] = "plate",
    [SCORE] = "score",
    [REGION] = "region.code",
    [GUESSES] = "candidates",
    [VEHICLE] = "vehicle.type",
    [MODELS] = "model_make",
    [COLORS] = "color",
    [NEW_PLATES] = "plate.props.plate",
    [NEW_REGIONS] = "plate.props.region",
    [NEW_MODELS] = "vehicle.props.make_model",
    [NEW_COLORS] = "vehicle.props.color",
};

/* The score of the first plate of the new form. */
static void new_score(const struct wire_value *list, struct wire_read *r)
{
    static const char *const score[] = {"score"};
    struct wire_value one, v;
    const char *at = NULL;
    if (list->kind == JSON_ARRAY && wire_next(list->raw, &at, &one) && one.kind == JSON_OBJECT &&
        wire_pick(one.raw, score, 1, &v))
        r->has_confidence = wire_number(&v, 3, &r->confidence);
}

static void read_result(struct str result, const struct wire_defaults *d, struct wire_read r,
                        struct wire_out *out)
{
    struct wire_value v[FIELDS];
    char plate[WIRE_TEXT_MAX + 1], region[WIRE_TEXT_MAX + 1], class[WIRE_TEXT_MAX + 1],
        make[WIRE_TEXT_MAX + 1], color[WIRE_TEXT_MAX + 1];
    if (!wire_pick(result, paths, FIELDS, v))
        return;
    r.class = wire_class(wire_text(&v[VEHICLE], class));
    if (wire_there(&v[NEW_PLATES])) {
        r.plate = wire_first(&v[NEW_PLATES], "value", plate);
        r.region = wire_first(&v[NEW_REGIONS], "value", region);
        new_score(&v[NEW_PLATES], &r);
        wire_guesses(&v[NEW_PLATES], "value", &r);
    } else {
        r.plate = wire_text(&v[PLATE], plate);
        r.region = wire_text(&v[REGION], region);
        r.has_confidence = wire_number(&v[SCORE], 3, &r.confidence);
        wire_guesses(&v[GUESSES], "plate", &r);
    }
    r.make = wire_first(&v[wire_there(&v[MODELS]) ? MODELS : NEW_MODELS], "make", make);
    r.color = wire_there(&v[COLORS]) ? wire_first(&v[COLORS], "color", color)
                                     : wire_first(&v[NEW_COLORS], "value", color);
    wire_put_read(out, d, &r);
}

static enum rc read_json(const struct wire_message *m, struct str json,
                         const struct wire_defaults *d, struct wire_out *out, struct err *e)
{
    struct wire_value v[TOP], one;
    char camera[WIRE_TEXT_MAX + 1], id[40];
    struct wire_read r = {.at = m->now, .image = true};
    const char *at = NULL;
    if (!wire_pick(str_trim(json), top_paths, TOP, v))
        return err_set(e, RC_INVALID, "the message is no JSON object");
    if (v[RESULTS].kind != JSON_ARRAY)
        return RC_OK; /* another event than a recognition */
    r.camera = wire_word(&v[CAMERA], camera);
    enum rc rc = wire_need_camera(d, &r, e);
    if (rc != RC_OK)
        return rc;
    if (!wire_read_time(&v[AT], "'timestamp' is no time", d, &r, out))
        return wire_done(out, e);
    for (int i = 0; wire_next(v[RESULTS].raw, &at, &one); i++) {
        int n = snprintf(id, sizeof id, "%lld-%d", (long long)(r.at / USEC_MS), i);
        r.id = (struct str){id, (size_t)n};
        if (one.kind == JSON_OBJECT)
            read_result(one.raw, d, r, out);
    }
    return wire_done(out, e);
}

enum rc wire_platerecognizer(const struct wire_message *m, struct wire_out *out, struct err *e)
{
    struct str boundary = wire_boundary(m->type), rest = m->body, json = STR_NONE;
    struct wire_defaults d;
    struct wire_part part;
    wire_defaults(m, &d);
    if (boundary.n == 0)
        return read_json(m, m->body, &d, out, e);
    while (wire_part(boundary, &rest, &part)) {
        if (str_eqc(part.name, "json"))
            json = part.bytes;
        else if (str_eqc(part.name, "upload"))
            wire_set_image(out, part.bytes);
    }
    if (json.n == 0)
        return err_set(e, RC_INVALID, "the form has no part 'json'");
    return read_json(m, json, &d, out, e);
}
