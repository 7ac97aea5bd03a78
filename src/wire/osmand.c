/* SPDX-License-Identifier: Apache-2.0 */
/*
 * OsmAnd's live tracking and all that imitate it: "id=…&lat=…&lon=…&timestamp=…" in the query or in a form, speed in knots.
 * The present Traccar Client sends JSON to the same address: one location, or a batch; speed in m/s. Sources: the sources of
 * Traccar's server and client, and their captures.
 */
#include "wire/wire_priv.h"

/* km/h × 10 of a speed × 1000 in a unit of `metres` per `seconds`. */
static bool speed_of(int64_t milli, int64_t metres, int64_t seconds, int64_t *out)
{
    if (milli < 0 || milli > 1000000)
        return false;
    *out = (milli * metres * 36 / seconds + 500) / 1000;
    return true;
}

/* ---- the form ---- */

struct form {
    struct str query, body;
};

static struct wire_value form_get(const struct form *f, const char *key, char to[WIRE_TEXT_MAX + 1])
{
    struct wire_value v = wire_form(f->query, key, to);
    return v.kind != JSON_ERROR ? v : wire_form(f->body, key, to);
}

/* "location=60.0,30.0", or lat and lon. */
static bool form_place(const struct form *f, struct wire_fix *fix, const char **wrong)
{
    char a[WIRE_TEXT_MAX + 1], b[WIRE_TEXT_MAX + 1];
    struct wire_value lat = form_get(f, "lat", a), lon = form_get(f, "lon", b);
    if (!wire_there(&lat) && !wire_there(&lon)) {
        struct wire_value both = form_get(f, "location", a);
        if (!wire_there(&both))
            return false;
        lat = lon = both;
        lat.raw = str_cut(&lon.raw, ',');
        struct str more = lon.raw;
        lon.raw = str_cut(&more, ',');
    }
    if (!wire_number(&lat, 7, &fix->lat) || !wire_number(&lon, 7, &fix->lon)) {
        *wrong = "lat and lon are no numbers";
        return false;
    }
    *wrong = wire_place_wrong(fix->lat, fix->lon);
    return *wrong == NULL && (fix->lat != 0 || fix->lon != 0);
}

static void form_motion(const struct form *f, struct wire_fix *fix)
{
    char text[WIRE_TEXT_MAX + 1];
    int64_t milli;
    struct wire_value v = form_get(f, "speed", text);
    fix->has_speed = wire_number(&v, 3, &milli) && speed_of(milli, 1852, 3600, &fix->speed);
    v = form_get(f, "bearing", text);
    if (!wire_there(&v))
        v = form_get(f, "heading", text);
    fix->has_heading = wire_number(&v, 1, &fix->heading);
    v = form_get(f, "accuracy", text);
    fix->has_accuracy = wire_number(&v, 0, &fix->accuracy);
}

static void form_alarm(const struct wire_message *m, const struct form *f, struct wire_out *out,
                       const struct wire_fix *fix, bool placed)
{
    char alarm[WIRE_TEXT_MAX + 1], event[WIRE_TEXT_MAX + 1];
    struct wire_press p = {
        .words = {form_get(f, "alarm", alarm).raw, form_get(f, "event", event).raw},
        .text = {m->query, m->body},
        .now = m->now,
    };
    wire_put_alarm(out, fix, placed, &p);
}

static enum rc read_form(const struct wire_message *m, struct wire_out *out, struct err *e)
{
    char id[WIRE_TEXT_MAX + 1], text[WIRE_TEXT_MAX + 1];
    struct form f = {m->query, m->body};
    struct wire_fix fix = {.at = m->now};
    const char *wrong = NULL;
    struct wire_value v = form_get(&f, "id", id);
    if (!wire_there(&v))
        v = form_get(&f, "deviceid", id);
    fix.device = v.raw;
    if (fix.device.n == 0)
        return err_field(e, RC_INVALID, "id", "the message names no device: 'id' is missing");
    v = form_get(&f, "timestamp", text);
    fix.timed = wire_time(&v, &fix.at);
    if (!fix.timed && wire_there(&v))
        wrong = "the timestamp is no time";
    v = form_get(&f, "batt", text);
    fix.has_battery = wire_number(&v, 1, &fix.battery);
    bool placed = wrong == NULL && form_place(&f, &fix, &wrong);
    v = form_get(&f, "valid", text);
    if (wire_false(&v))
        placed = false;
    form_motion(&f, &fix);
    form_alarm(m, &f, out, &fix, placed);
    if (wrong != NULL)
        wire_put_unread(out, &out->positions, "device", fix.device, wrong);
    else if (placed)
        wire_put_fix(out, &fix);
    else
        wire_put_heartbeat(out, &fix);
    return wire_done(out, e);
}

/* ---- JSON ---- */

enum { AT, LAT, LON, SPEED, HEADING, ACCURACY, LEVEL, EVENT, EXTRA, ALARM, FIELDS };

static const char *const paths[FIELDS] = {
    [AT] = "timestamp",           [LAT] = "coords.latitude",
    [LON] = "coords.longitude",   [SPEED] = "coords.speed",
    [HEADING] = "coords.heading", [ACCURACY] = "coords.accuracy",
    [LEVEL] = "battery.level",    [EVENT] = "event",
    [EXTRA] = "extras.alarm",     [ALARM] = "alarm",
};

static bool json_place(const struct wire_value *v, struct wire_fix *fix, const char **wrong)
{
    if (!wire_there(&v[LAT]) && !wire_there(&v[LON]))
        return false;
    if (!wire_number(&v[LAT], 7, &fix->lat) || !wire_number(&v[LON], 7, &fix->lon)) {
        *wrong = "latitude and longitude are no numbers";
        return false;
    }
    *wrong = wire_place_wrong(fix->lat, fix->lon);
    return *wrong == NULL && (fix->lat != 0 || fix->lon != 0);
}

/* A location waits in the phone with others: it is known again among whichever it is sent. */
static void location_alarm(const struct wire_message *m, const struct wire_value *v,
                           struct str location, const struct wire_fix *fix, bool placed,
                           struct wire_out *out)
{
    char extra[WIRE_TEXT_MAX + 1], alarm[WIRE_TEXT_MAX + 1], event[WIRE_TEXT_MAX + 1];
    struct wire_press p = {
        .words = {wire_text(&v[EXTRA], extra), wire_text(&v[ALARM], alarm),
                  wire_text(&v[EVENT], event)},
        .text = {location, STR_NONE},
        .now = m->now,
    };
    wire_put_alarm(out, fix, placed, &p);
}

static void read_location(const struct wire_message *m, struct str device, struct str location,
                          struct wire_out *out)
{
    struct wire_value v[FIELDS];
    struct wire_fix fix = {.device = device, .at = m->now};
    const char *wrong = NULL;
    int64_t milli;
    if (!wire_pick(location, paths, FIELDS, v)) {
        wire_put_unread(out, &out->positions, "device", device, "the location is no object");
        return;
    }
    fix.timed = wire_time(&v[AT], &fix.at);
    if (!fix.timed && wire_there(&v[AT]))
        wrong = "the timestamp is no time";
    bool placed = wrong == NULL && json_place(v, &fix, &wrong);
    fix.has_speed = wire_number(&v[SPEED], 3, &milli) && speed_of(milli, 1, 1, &fix.speed);
    fix.has_heading = wire_number(&v[HEADING], 1, &fix.heading);
    fix.has_accuracy = wire_number(&v[ACCURACY], 0, &fix.accuracy);
    fix.has_battery = wire_number(&v[LEVEL], 3, &fix.battery);
    location_alarm(m, v, location, &fix, placed, out);
    if (wrong != NULL)
        wire_put_unread(out, &out->positions, "device", device, wrong);
    else if (placed)
        wire_put_fix(out, &fix);
    else
        wire_put_heartbeat(out, &fix);
}

enum rc wire_traccar(const struct wire_message *m, struct wire_out *out, struct err *e)
{
    static const char *const top[] = {"device_id", "location"};
    struct wire_value v[ARRAY_LEN(top)], one;
    char text[WIRE_TEXT_MAX + 1];
    const char *at = NULL;
    if (!wire_pick(str_trim(m->body), top, ARRAY_LEN(top), v))
        return err_set(e, RC_INVALID, "the body is no JSON object");
    struct str device = wire_word(&v[0], text);
    if (device.n == 0)
        return err_field(e, RC_INVALID, "device_id",
                         "the message names no device: 'device_id' is missing");
    if (v[1].kind == JSON_ARRAY)
        while (wire_next(v[1].raw, &at, &one))
            read_location(m, device, one.raw, out);
    else
        read_location(m, device, v[1].kind == JSON_OBJECT ? v[1].raw : STR("{}"), out);
    return wire_done(out, e);
}

enum rc wire_osmand(const struct wire_message *m, struct wire_out *out, struct err *e)
{
    struct str body = str_trim(m->body);
    return body.n > 0 && body.p[0] == '{' ? wire_traccar(m, out, e) : read_form(m, out, e);
}
