/* SPDX-License-Identifier: Apache-2.0 */
/*
 * OwnTracks in HTTP mode: one JSON object a request, or several in an array. Source: the OwnTracks booklet (tech/json,
 * tech/http), the apps' sources, recorder files of a real phone.
 */
#include "wire/wire_priv.h"

enum { TYPE, TST, LAT, LON, ACC, VEL, COG, BATT, TID, TOPIC, FIELDS };

static const char *const paths[FIELDS] = {
    [TYPE] = "_type", [TST] = "tst", [LAT] = "lat",   [LON] = "lon", [ACC] = "acc",
    [VEL] = "vel",    [COG] = "cog", [BATT] = "batt", [TID] = "tid", [TOPIC] = "topic",
};

/* "owntracks/USER/DEVICE[/event…]": the third. What has fewer parts is a topic of somebody's own: its last. */
static struct str topic_device(struct str topic)
{
    struct str last = STR_NONE;
    for (int part = 0; part < 3 && topic.n > 0; part++)
        last = str_cut(&topic, '/');
    return last;
}

static struct str device_of(const struct wire_message *m, const struct wire_value *v,
                            char text[WIRE_TEXT_MAX + 1])
{
    struct str s = str_trim(m->device);
    if (s.n == 0)
        s = str_trim(topic_device(wire_text(&v[TOPIC], text)));
    if (s.n == 0)
        s = wire_text(&v[TID], text);
    return s.n > 0 ? s : str_trim(m->user);
}

static void read_location(const struct wire_value *v, struct wire_fix *fix, struct wire_out *out)
{
    const char *wrong = NULL;
    if (fix->timed && !wire_there(&v[LAT]) && !wire_there(&v[LON])) {
        wire_put_heartbeat(out, fix); /* a region was left, the place is not known */
        return;
    }
    if (!fix->timed)
        wrong = "'tst' is no time";
    else if (!wire_number(&v[LAT], 7, &fix->lat) || !wire_number(&v[LON], 7, &fix->lon))
        wrong = "'lat' and 'lon' are no numbers";
    else
        wrong = wire_place_wrong(fix->lat, fix->lon);
    if (wrong != NULL) {
        wire_put_unread(out, &out->positions, "device", fix->device, wrong);
        return;
    }
    fix->has_speed = wire_number(&v[VEL], 1, &fix->speed);
    fix->has_heading = wire_number(&v[COG], 1, &fix->heading);
    fix->has_accuracy = wire_number(&v[ACC], 0, &fix->accuracy);
    wire_put_fix(out, fix);
}

static bool is_one_of(struct str s, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eqc(s, words[i]))
            return true;
    return false;
}

static enum rc read_one(const struct wire_message *m, struct str object, struct wire_out *out,
                        struct err *e)
{
    /* A last will says that the phone is gone: it is the broker's word, no sign of life. */
    static const char *const places[] = {"location", "transition"};

    static const char *const alive[] = {"status", "steps", "waypoint", "waypoints"};

    struct wire_value v[FIELDS];
    char device[WIRE_TEXT_MAX + 1], text[WIRE_TEXT_MAX + 1];
    if (!wire_pick(object, paths, FIELDS, v))
        return err_set(e, RC_INVALID, "the body is no JSON object");
    struct str type = wire_text(&v[TYPE], text);
    bool place = is_one_of(type, places, ARRAY_LEN(places));
    bool locked = str_eqc(type, "encrypted");
    if (!place && !locked && !is_one_of(type, alive, ARRAY_LEN(alive)))
        return RC_OK;
    struct wire_fix fix = {.device = device_of(m, v, device), .at = m->now};
    if (fix.device.n == 0)
        return err_set(e, RC_INVALID, "the message names no device: set a device id in the app");
    fix.has_battery = wire_number(&v[BATT], 1, &fix.battery);
    fix.timed = place && wire_time(&v[TST], &fix.at);
    if (locked)
        wire_put_unread(out, &out->positions, "device", fix.device,
                        "the payload is encrypted: remove the encryption key in the app, TLS "
                        "protects the way here");
    else if (place)
        read_location(v, &fix, out);
    else
        wire_put_heartbeat(out, &fix);
    return RC_OK;
}

enum rc wire_owntracks(const struct wire_message *m, struct wire_out *out, struct err *e)
{
    struct str body = str_trim(m->body);
    struct wire_value one;
    const char *at = NULL;
    if (body.n == 0)
        return RC_OK; /* a friend was deleted */
    if (body.p[0] != '[') {
        enum rc rc = read_one(m, body, out, e);
        return rc == RC_OK ? wire_done(out, e) : rc;
    }
    enum rc rc = json_check(body, e);
    while (rc == RC_OK && wire_next(body, &at, &one))
        if (one.kind == JSON_OBJECT)
            rc = read_one(m, one.raw, out, e);
    return rc == RC_OK ? wire_done(out, e) : rc;
}
