/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SIA DC-09 (ANSI/SIA DC-09-2021), the Internet protocol of alarm panels, and what is in it: Contact ID (DC-05) and SIA (DC-03) codes.
 * Pure: bytes in, borrowed slices out; no clock, no state, no keys of its own. Any thread. doc/dc09.md says what is taken.
 *
 *   <LF> CRC 0LLL "ID" seq Rrcvr Lline #account [data] [extended]… _HH:MM:SS,MM-DD-YYYY <CR>
 */
#ifndef WIRE_DC09_H
#define WIRE_DC09_H

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"

#define DC09_FRAME_MAX 2048 /* bytes with LF and CR */
#define DC09_EVENTS_MAX 9   /* of one frame: behind eight, all that is left as one alarm */
#define DC09_ACCOUNT_MAX 16
#define DC09_KEY_MAX 32

/* An AES key; n is 0 for none, else 16, 24 or 32. */
struct dc09_key {
    uint8_t n;
    uint8_t b[DC09_KEY_MAX];
};

enum dc09_id { DC09_NULL, DC09_SIA, DC09_CID, DC09_OTHER };

struct dc09_frame {
    enum dc09_id id;
    bool encrypted;
    struct str token;          /* the id as it stands, without '*' */
    struct str seq;            /* four digits */
    struct str receiver, line; /* with R and L; may be empty */
    struct str account;        /* as sent; empty: only the data names one, or nothing */
    struct str rest;           /* from behind '[': of an encrypted frame hex */
    bool length_wrong;         /* LLL does not fit; the CRC did */
};

/* What stands behind '[', in clear. */
struct dc09_body {
    struct str account; /* of the data block; empty: that of the frame */
    struct str data;    /* event data without account and padding */
    bool has_time;
    usec_t at; /* of the time stamp, when has_time */
    bool has_place;
    int32_t lat7, lon7; /* X and Y of extended data */
    bool has_occurred;
    usec_t occurred;        /* H: when it happened */
    struct str info, video; /* I and V; borrowed */
};

/*
 * The next frame of a stream: returns how many bytes are done with (noise before it included), 0 when it is not whole yet.
 * *out is what is between LF and CR, empty when there was none. A frame longer than DC09_FRAME_MAX is noise.
 */
size_t dc09_cut(struct str input, struct str *out);
/* CRC-16 of the standard: 0x8005 reflected, from 0 (CRC-16/ARC). */
uint16_t dc09_crc(struct str s);
/*
 * Between LF and CR. RC_CORRUPT: the CRC is wrong, so nothing of it is known and nothing is answered. RC_INVALID: the CRC is
 * right, but it is no frame of ours; out->seq and account are set as far as they could be read.
 */
MUST_USE enum rc dc09_read(struct str text, struct dc09_frame *out, struct err *e);
/*
 * Decrypt `rest` with the key into `to` (DC09_FRAME_MAX bytes); *clear is what is behind '['. False: another key, or not whole
 * blocks. What was encrypted ends with a time stamp, by which a wrong key is told.
 */
MUST_USE bool dc09_decrypt(struct str rest, const struct dc09_key *key, char *to,
                           struct str *clear);
/* RC_INVALID: no ']' ends the data, or the time stamp is none. */
MUST_USE enum rc dc09_body(struct str clear, bool encrypted, struct dc09_body *out, struct err *e);

/* "HH:MM:SS,MM-DD-YYYY", UTC. */
MUST_USE bool dc09_time(struct str s, usec_t *out);
void dc09_put_time(struct buf *out, usec_t t);

/*
 * A whole frame, LF and CR with it: `token` without '*', seq of four digits, receiver and line with their letters (may be
 * empty), `inside` the data with both brackets and extended data ("[#1234|1130 00 001]", "[]"), stamped when at is not 0; encrypted, and then always
 * stamped, with the key when it has one.
 */
struct dc09_say {
    struct str token, seq, receiver, line, account, inside;
    usec_t at;
    const struct dc09_key *key; /* NULL: plain */
};

void dc09_put(struct buf *out, const struct dc09_say *say);

/* ---- what it means ---- */

enum dc09_says {
    DC09_ALARM,     /* somebody must know */
    DC09_RESTORED,  /* what was told before is over; nothing is closed by it */
    DC09_CANCELLED, /* somebody at the site took it back; nothing is closed by it */
    DC09_TEST,      /* the panel proves itself */
    DC09_REPORT     /* opened, closed, bypassed…: written down */
};

struct dc09_event {
    enum dc09_says says;
    const char *kind;    /* word of alarm_kind: "panic" */
    const char *meaning; /* English, static */
    char code[8];        /* "1130", "BA" */
    struct str zone;     /* zone, or user of an opening; borrowed; without leading zeros */
    struct str area;     /* partition; the same */
    struct str text;     /* what the panel adds in words; borrowed */
    bool old;            /* sent late, or a second time (O, 6) */
};

/* The events of a body; their number, at most DC09_EVENTS_MAX. 0: it says nothing (NULL, empty data). */
size_t dc09_events(enum dc09_id id, const struct dc09_body *body,
                   struct dc09_event out[static DC09_EVENTS_MAX]);

/* dc09_codes.c: the one table. Of Contact ID the three digits after the qualifier. Never fails: what is not in it is guessed, to the safe side. */
void dc09_meaning_cid(int qualifier, int code, struct dc09_event *out);
void dc09_meaning_sia(struct str code, struct dc09_event *out);

/* A key of a text: 32, 48 or 64 hex digits, or 16, 24 or 32 characters in double quotes, as some panels take it. */
MUST_USE bool dc09_key_read(struct str text, struct dc09_key *out);

#endif
