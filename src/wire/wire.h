/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Codecs of what stock phone apps, tracker gateways and plate-reading cameras send over HTTP. Each turns one message into
 * lines of the centre's own doors, so that one intake judges, stores and answers all of them. Pure: bytes in, lines out;
 * no clock, no state. doc/doors.md says field by field what is taken. Any thread.
 */
#ifndef WIRE_WIRE_H
#define WIRE_WIRE_H

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/id.h"

#define WIRE_LINES_MAX 2000 /* in all of one message; and as many alarms besides */
#define WIRE_LINES_BYTES (2u << 20)
#define WIRE_IMAGE_MAX (2u << 20) /* a larger picture is not offered */

/* One request, borrowed; what is not there is empty. */
struct wire_message {
    struct str query;  /* after '?', percent-encoded */
    struct str type;   /* Content-Type */
    struct str body;   /* */
    struct str user;   /* Basic authentication's */
    struct str device; /* X-Limit-D */
    usec_t now;        /* for messages without a time */
};

/* What it says. Lines are JSON objects ended by newlines, as in doc/devices.md. */
struct wire_out {
    struct buf alarms, positions, heartbeats, reads;
    uint32_t alarm_lines;
    uint32_t lines; /* in the three others together */
    bool too_many;  /* lines beyond WIRE_LINES_MAX were left out */
    /* The photo that reads name, and its SHA-256; borrowed from the message, or from `decoded`. */
    struct str image;
    char image_sha[SHA256_HEX + 1];
    struct buf decoded;
};

void wire_init(struct wire_out *out);
void wire_release(struct wire_out *out);

/*
 * A codec. RC_OK: all that it says is in `out`; nothing is in it when there is nothing to say but "received".
 * RC_INVALID: not a message of this kind, or it names no device; RC_TOO_LARGE: more lines than are taken at once; `alarms`
 * still holds the alarms of all of it.
 */
typedef enum rc wire_codec_f(const struct wire_message *m, struct wire_out *out, struct err *e);

MUST_USE enum rc wire_osmand(const struct wire_message *m, struct wire_out *out, struct err *e);
MUST_USE enum rc wire_owntracks(const struct wire_message *m, struct wire_out *out, struct err *e);
MUST_USE enum rc wire_openalpr(const struct wire_message *m, struct wire_out *out, struct err *e);
MUST_USE enum rc wire_platerecognizer(const struct wire_message *m, struct wire_out *out,
                                      struct err *e);
MUST_USE enum rc wire_frigate(const struct wire_message *m, struct wire_out *out, struct err *e);
MUST_USE enum rc wire_axis(const struct wire_message *m, struct wire_out *out, struct err *e);

/* base64_get behind what is in `to`; false when it is none or does not fit, and nothing is added. */
MUST_USE bool wire_base64(struct str text, struct buf *to);

/* The user and password of "Authorization: Basic …", split from what wire_base64 gave. */
bool wire_basic(struct str decoded, struct str *user, struct str *password);

#endif
