/* SPDX-License-Identifier: Apache-2.0 */
/* What the codecs share: values out of JSON and forms, units, and lines into the buffers. */
#ifndef WIRE_WIRE_PRIV_H
#define WIRE_WIRE_PRIV_H

#include "base/json.h"
#include "wire/wire.h"

#define WIRE_TEXT_MAX 200 /* a value that is longer is no name, number or time */

/* ---- values ---- */

/* A value of JSON, or of a form (kind JSON_STRING). JSON_ERROR: not there. */
struct wire_value {
    enum json_kind kind;
    bool escaped;
    struct str raw; /* of objects and arrays the whole text */
};

/*
 * The values at `paths` ("coords.latitude") of the object that is all of `text`. A path that is not there gives
 * JSON_ERROR; of one that is there twice the last. False: no object, or no JSON.
 */
MUST_USE bool wire_pick(struct str text, const char *const *paths, size_t n, struct wire_value *to);
/* The elements of an array's text one after another: start with *at = NULL. False after the last. */
bool wire_next(struct str array, const char **at, struct wire_value *out);
/* The value of `key` in "a=1&b=2", decoded into `to`; JSON_ERROR when absent, longer or no text. */
struct wire_value wire_form(struct str form, const char *key, char to[WIRE_TEXT_MAX + 1]);

/* The text of a string, decoded into `to` when it has escapes. Empty for anything else or longer than WIRE_TEXT_MAX. */
struct str wire_text(const struct wire_value *v, char to[WIRE_TEXT_MAX + 1]);
/* The same, of a number its digits. */
struct str wire_word(const struct wire_value *v, char to[WIRE_TEXT_MAX + 1]);
/* A number, or a string that is one (with a point or a comma), times 10^digits. */
MUST_USE bool wire_number(const struct wire_value *v, int digits, int64_t *out);
/*
 * Seconds since 1970 (with or without fraction), ms, µs or ns by size; RFC 3339 with its small mistakes: a blank for the T
 * or for the zone's +, no zone (UTC), a zone without colon.
 */
MUST_USE bool wire_time(const struct wire_value *v, usec_t *out);
bool wire_true(const struct wire_value *v);
bool wire_false(const struct wire_value *v); /* false, "false", 0, "0" */

static inline bool wire_there(const struct wire_value *v)
{
    return v->kind != JSON_ERROR && v->kind != JSON_NULL;
}

/* ---- lines ---- */

/* Begins a line; false when there may be no more. */
bool wire_begin(struct wire_out *out, struct buf *to);
void wire_end(struct buf *to);
/* Fields: the first of a line is always wire_put_id's. */
void wire_put_id(struct buf *to, const char *key, struct str name);
void wire_put_text(struct buf *to, const char *key, struct str s);
void wire_put_time(struct buf *to, const char *key, usec_t t);
void wire_put_scaled(struct buf *to, const char *key, int64_t v, int digits);
/* Only when it is from lo to hi. */
void wire_put_range(struct buf *to, const char *key, int64_t v, int digits, int64_t lo, int64_t hi);

/* ---- positions ---- */

struct wire_fix {
    struct str device; /* as the sender names it */
    usec_t at;
    bool timed;       /* `at` is the sender's */
    int64_t lat, lon; /* 1e-7 degrees */
    bool has_speed, has_heading, has_accuracy, has_battery;
    int64_t speed, heading, accuracy, battery; /* km/h × 10, degrees × 10, m, permille */
};

/* What is wrong with the place, or NULL. */
const char *wire_place_wrong(int64_t lat, int64_t lon);
void wire_put_fix(struct wire_out *out, const struct wire_fix *f);
void wire_put_heartbeat(struct wire_out *out, const struct wire_fix *f);

#define WIRE_PRESS_FRESH (120 * USEC_S) /* so near to now a message may be one sent again */
#define WIRE_PRESS_FIELDS 3

/* What a message says of alarms; empty where it says nothing. */
struct wire_press {
    struct str words[WIRE_PRESS_FIELDS]; /* "lowBattery,sos", field by field */
    struct str text[2]; /* all of the message as it came: what tells it from another press */
    usec_t now;
};

/* One alarm of the most urgent kind, or none when no word is one that people must see. With the place of the fix when `placed`. */
void wire_put_alarm(struct wire_out *out, const struct wire_fix *f, bool placed,
                    const struct wire_press *p);
/*
 * The message names this device and can never be accepted: a line that the intake refuses and shows, with `why`, on the
 * device's page.
 */
void wire_put_unread(struct wire_out *out, struct buf *to, const char *key, struct str device,
                     const char *why);
/* RC_OK, or what the buffers say. */
enum rc wire_done(const struct wire_out *out, struct err *e);

/* ---- reads ---- */

#define WIRE_GUESSES_MAX 10

struct wire_read {
    struct str camera; /* as the sender names it */
    struct str plate;
    struct str region; /* as the sender writes it */
    usec_t at;
    bool has_confidence;
    int64_t confidence;                   /* permille */
    struct str class, make, color;        /* class: a word of ours, or empty */
    struct str guesses[WIRE_GUESSES_MAX]; /* other readings */
    size_t nguesses;
    struct str id; /* the sender's id of the read */
    bool image;    /* out->image belongs to it */
};

/* What the address says of cameras whose messages do not: ?camera=ID&region=uz. */
struct wire_defaults {
    char camera_text[WIRE_TEXT_MAX + 1], region_text[WIRE_TEXT_MAX + 1];
    struct str camera; /* instead of the message's */
    struct str region; /* where the message has none */
};

void wire_defaults(const struct wire_message *m, struct wire_defaults *d);
/* RC_INVALID when neither the address nor the message names the camera. */
MUST_USE enum rc wire_need_camera(const struct wire_defaults *d, const struct wire_read *r,
                                  struct err *e);
/*
 * The read's time from `v`; where `v` is absent it stays. False: it is no time, and the camera's page is told `why`; the read
 * is none.
 */
MUST_USE bool wire_read_time(const struct wire_value *v, const char *why,
                             const struct wire_defaults *d, struct wire_read *r,
                             struct wire_out *out);
/* The text at `key` of the first object of a list, which makers put the likeliest into; empty when it is none. */
struct str wire_first(const struct wire_value *list, const char *key, char to[WIRE_TEXT_MAX + 1]);
/* Other readings from the member `key` of each object of a list. Borrowed from the message: plates have no escapes. */
void wire_guesses(const struct wire_value *list, const char *key, struct wire_read *r);
void wire_put_read(struct wire_out *out, const struct wire_defaults *d, const struct wire_read *r);
/* An alphabet of lower case, "eu-pl" and "POL" as "pl"; 0 when it says nothing. */
size_t wire_region(struct str region, char to[ID_MAX + 1]);
/* Our class for a maker's word of a vehicle's body; empty when none of ours is surely meant. */
struct str wire_class(struct str word);
/* The photo, when it is a picture of a size that is kept. Borrowed. */
void wire_set_image(struct wire_out *out, struct str bytes);
void wire_set_image_base64(struct wire_out *out, const struct wire_value *v);

/* ---- multipart/form-data (RFC 7578) ---- */

/* The boundary of a Content-Type; empty when it is another type. */
struct str wire_boundary(struct str type);

struct wire_part {
    struct str name, bytes; /* bytes as sent */
};

/* The parts one after another: start with *rest = the body. False after the last, or when it is malformed. */
bool wire_part(struct str boundary, struct str *rest, struct wire_part *out);

/* The Traccar Client's JSON, which comes to the doors of OsmAnd too. */
enum rc wire_traccar(const struct wire_message *m, struct wire_out *out, struct err *e);

#endif
