/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every codec of src/wire promises for any bytes: its lines are lines that the intake reads, however strange the message
 * was. Only a plate may be one that nobody can read: that is the intake's to say.
 */
#ifndef FUZZ_DOOR_H
#define FUZZ_DOOR_H

#include <string.h>

#include "event/record.h"
#include "wire/wire.h"

#define DOOR_NOW (INT64_C(1795310400) * USEC_S)

static void door_line(struct str line, enum input input)
{
    struct arena a;
    struct err e = {0};

    union {
        struct in_position position;
        struct in_heartbeat heartbeat;
        struct in_read read;
        struct in_alarm_send alarm;
    } in;

    arena_init(&a, 1u << 20);
    must(json_check(line, &e) == RC_OK);
    enum rc rc = record_read(input_table[input], line, RECORD_OUTSIDE, false, &a, &in, &e);
    struct str unread = input == IN_POSITION ? in.position.unread
                        : input == IN_READ   ? in.read.unread
                                             : STR_NONE;
    if (unread.n > 0)
        must(rc == RC_INVALID);
    else
        must(rc == RC_OK || (input == IN_READ && strcmp(e.field, "plate") == 0));
    arena_release(&a);
}

static uint32_t door_lines(const struct buf *b, enum input input)
{
    uint32_t n = 0;
    struct str rest = buf_str(b);
    must(rest.n == 0 || rest.p[rest.n - 1] == '\n');
    for (; rest.n > 0; n++)
        door_line(str_cut(&rest, '\n'), input);
    return n;
}

static void door_check(enum rc rc, const struct wire_out *out)
{
    must(rc == RC_OK || rc == RC_INVALID || rc == RC_TOO_LARGE);
    must(out->lines <= WIRE_LINES_MAX && out->alarm_lines <= WIRE_LINES_MAX);
    must(out->image.n <= WIRE_IMAGE_MAX);
    if (rc == RC_TOO_LARGE)
        return;
    uint32_t n = door_lines(&out->alarms, IN_ALARM_SEND);
    n += door_lines(&out->positions, IN_POSITION);
    n += door_lines(&out->heartbeats, IN_HEARTBEAT);
    n += door_lines(&out->reads, IN_READ);
    must(n == out->lines + out->alarm_lines);
}

/* A message now; its head is the first line, what stands before the body. */
static inline struct wire_message door_message(const uint8_t *data, size_t size, struct str *head)
{
    struct wire_message m = {.now = DOOR_NOW, .body = {(const char *)data, size}};
    *head = str_cut(&m.body, '\n');
    return m;
}

static inline void door_take(wire_codec_f *codec, const struct wire_message *m)
{
    struct wire_out out;
    struct err e;
    wire_init(&out);
    door_check(codec(m, &out, &e), &out);
    wire_release(&out);
}

/* A message whose first line is the query. */
static inline void door_query(wire_codec_f *codec, const uint8_t *data, size_t size)
{
    struct str head;
    struct wire_message m = door_message(data, size, &head);
    m.query = head;
    door_take(codec, &m);
}

/* A message whose first line is the Content-Type of a form, else the query. */
static inline void door_form(wire_codec_f *codec, const uint8_t *data, size_t size)
{
    struct str head;
    struct wire_message m = door_message(data, size, &head);
    if (str_starts(head, STR("multipart")))
        m.type = head;
    else
        m.query = head;
    door_take(codec, &m);
}

#endif
