/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cursor on Target 2.0 as TAK clients speak it (ATAK, WinTAK, iTAK): XML events one after another on a stream, each ended by
 * </event>. Reading, what it means in lines of the centre's own doors, and writing. Pure: no clock, no state but the caller's.
 * Any thread. Source: the MITRE base-event schema, ATAK's own schemas and files, node-cot. doc/cot.md says what is taken.
 */
#ifndef WIRE_COT_H
#define WIRE_COT_H

#include "wire/wire.h"

#define COT_EVENT_MAX (64u << 10) /* a longer event is passed over */
#define COT_TEXT_MAX 240
#define COT_UID_MAX 200

/* ---- a stream into events ---- */

/* How far a stream was read. All zero at its start. */
struct cot_cut {
    uint8_t phase; /* private */
    char quote;
    size_t at;
    uint64_t large; /* events passed over because they were longer than COT_EVENT_MAX */
};

/*
 * What stands at the front of the unread bytes: returns how many of them are done with, 0 when more must come first. *event is
 * a whole event among these, or empty: what lies between events (XML declarations, blanks, other tongues) is dropped.
 */
size_t cot_cut(struct cot_cut *c, struct str bytes, struct str *event);

/* ---- an event ---- */

enum cot_kind {
    COT_OTHER, /* markers, shapes, chat: not read further */
    COT_PLACE, /* a client says where it is itself */
    COT_PING,
    COT_OFFER, /* asks to go on in protobuf */
    COT_EMERGENCY,
    COT_CANCEL, /* of an emergency */
};

/* Texts are ended by NUL, without control characters, cut to their size. Empty: not said. */
struct cot_event {
    enum cot_kind kind;
    char uid[COT_UID_MAX + 1], parent[COT_UID_MAX + 1]; /* parent: whose event it is (link p-p) */
    char type[65], how[17];
    char callsign[65], group[33], role[33], droid[65], platform[33], version[33];
    char emergency[65]; /* its type, "911 Alert" */
    char remarks[COT_TEXT_MAX + 1];
    usec_t time, start, stale; /* 0: none that can be read */
    bool placed; /* lat, lon are a place: 0, 0 is how a client without a fix writes it */
    bool has_accuracy, has_hae, has_battery, has_speed, has_course;
    int64_t lat, lon;      /* 1e-7 degrees */
    int64_t accuracy, hae; /* m */
    int64_t battery;       /* permille */
    int64_t speed, course; /* km/h × 10, degrees × 10 */
};

/* RC_INVALID: no event, or one with a DTD, too deep, too many elements or attributes, a uid that is none. */
MUST_USE enum rc cot_read(struct str text, struct cot_event *out, struct err *e);

/* Whose it is: the parent's uid of an emergency that names one, else its own. */
struct str cot_owner(const struct cot_event *ev);
/* Its place, or without one that it lives, as a line of the centre's doors. `now`: for an event without time. */
void cot_put_place(struct wire_out *out, const struct cot_event *ev, struct str device, usec_t now);

/* What a press of the centre's door says beside the event. */
struct cot_press {
    struct str device, id; /* id of the press; empty: none */
    bool again;            /* nothing new: the open alarm follows it and does not alert anew */
    usec_t now;
};

/* COT_EMERGENCY or COT_CANCEL as one alarm line. */
void cot_put_alarm(struct wire_out *out, const struct cot_event *ev, const struct cot_press *p);

/* ---- writing ---- */

/* One event; what is empty or has no `has_` is left out. Texts are UTF-8, of any length. */
struct cot_out {
    struct str uid;
    const char *type, *how;
    usec_t time, stale;
    bool placed;
    int64_t lat, lon; /* 1e-7 degrees */
    int64_t accuracy; /* m; 0: not known */
    struct str callsign, remarks;
    const char *group, *role; /* of a team member */
    bool has_track;
    int64_t speed, course; /* km/h × 10, degrees × 10 */
    int32_t argb;          /* colour of a marker or a line; 0: none */
};

/* A marker or a member of the team: valid by the base-event schema and, but for team members, by ATAK's of a marker. */
void cot_write(struct buf *to, const struct cot_out *o);
/* A closed line along n points (lat, lon in turn), as ATAK's free form. Its place is the first point. */
void cot_write_shape(struct buf *to, const struct cot_out *o, const int64_t *points, size_t n);
/* What bore this uid is no more. */
void cot_write_gone(struct buf *to, struct str uid, const char *type, usec_t now);
void cot_write_pong(struct buf *to, usec_t now);
/* No: XML goes on. */
void cot_write_refusal(struct buf *to, usec_t now);

#endif
