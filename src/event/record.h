/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Record types: described once in schema/, used everywhere through the tables here. A record in memory is its generated
 * struct (src/event/records_gen.h); the bits of `has` say which fields are set. The same struct serves as a whole entity
 * (its strings owned by the picture) and as the patch an event or a command carries (its strings borrowed).
 */
#ifndef EVENT_RECORD_H
#define EVENT_RECORD_H

#include "base/arena.h"
#include "base/err.h"
#include "base/id.h"
#include "base/json.h"
#include "event/records_gen.h"

enum field_kind {
    FIELD_BOOL,
    FIELD_TIME,
    FIELD_LAT,
    FIELD_LON,
    FIELD_SPEED,
    FIELD_HEADING,
    FIELD_PERMILLE,
    FIELD_INT,
    FIELD_ENUM,
    /* text from here on */
    FIELD_ID,
    FIELD_PLATE,
    FIELD_SHA256,
    FIELD_TEXT,
    FIELD_JSON,
    FIELD_IDS
};

enum {
    FIELD_REQUIRED = 1, /* an input without it is refused */
    FIELD_PERSONAL = 2, /* expires by policy; apply never branches on it */
    FIELD_SECRET = 4,   /* never leaves the process */
    FIELD_INDEX = 8,    /* the picture keeps a look-up by it */
    FIELD_SOFT = 16     /* inputs: an unreadable value is left out, the rest is read */
};

struct enum_table {
    const char *name;
    const struct str *names;
    int count;
};

struct field {
    const char *name;
    struct str key; /* ,"name": */
    const char *doc;
    uint8_t kind;    /* enum field_kind */
    uint8_t digits;  /* decimal digits between inside and outside: 7 for degrees */
    uint8_t bit;     /* in `has` */
    int8_t personal; /* place in personal_seq, or -1 */
    uint8_t flags;
    uint8_t name_n;   /* bytes of the name */
    uint16_t off;     /* of the value in the struct */
    int64_t min, max; /* numbers: range inside; text: max is the most bytes */
    const struct enum_table *enums;
};

struct record {
    const char *name;
    const char *doc;
    uint16_t size; /* of the struct */
    uint8_t nfields;
    bool entity;                /* has personal_seq */
    uint16_t personal_off;      /* of personal_seq */
    uint64_t required;          /* bits */
    uint64_t personal;          /* bits */
    const struct field *fields; /* sorted by name: the canonical order */
};

struct kind_info {
    struct str name;
    char letter;   /* first letter of ids the centre gives */
    uint8_t topic; /* enum topic */
    uint8_t read;  /* enum permission: who may see it */
    uint8_t live;  /* enum permission: who, besides, sees it unasked, in picture and stream */
    const struct record *record;
    int16_t wake_bit;
    uint16_t wake_off; /* field wake_at, or -1 */
    int8_t area_bit;
    uint16_t area_off; /* field area, or -1 */
    int8_t unit_bit;
    uint16_t unit_off; /* field unit, or -1 */
    uint64_t keep;     /* bits of fields that the search projection keeps; 0: none */
    uint64_t find;     /* of them, bits of those with an index of their own */
    uint64_t facts;    /* bits of fields that say what it is; a later value is learnt, not done */
    const char *desk;
};

enum event_mode { EVENT_PATCH, EVENT_CREATES, EVENT_ENDS };

struct event_info {
    struct str name;
    uint8_t kind;  /* of its subject */
    uint8_t mode;  /* enum event_mode */
    uint64_t sets; /* bits it may carry */
    const char *doc;
};

extern const struct kind_info kind_table[KIND_COUNT];
extern const struct event_info event_table[EV_COUNT];
extern const struct record *const input_table[IN_COUNT];
extern const struct str topic_names[TOPIC_COUNT];
extern const struct str permission_names[PERM_COUNT];
extern const uint64_t role_permissions[ROLE_COUNT];
extern const struct enum_table enum_purpose, enum_role, enum_lang, enum_alarm_kind,
    enum_alarm_state, enum_incident_kind, enum_disposition, enum_unit_duty, enum_unit_status,
    enum_unit_kind, enum_site_kind, enum_device_kind, enum_device_state, enum_area_kind,
    enum_vehicle_class, enum_wanted_reason, enum_notice_action, enum_violation_kind,
    enum_assignment_state, enum_step_answer, enum_snapshot_when, enum_test_how, enum_practice,
    enum_weekday, enum_schedule_state, enum_warning_status, enum_warning_state,
    enum_warning_category, enum_warning_urgency, enum_warning_severity, enum_warning_certainty,
    enum_warning_trust;

/* How numbers, times and lists are written. */
enum record_form {
    RECORD_STORED, /* canonical: sorted keys, integers only; secrets included */
    RECORD_OUTSIDE /* usual units, RFC 3339; secrets left out */
};

#define BIT(n) (UINT64_C(1) << (n))

/* Place of a value in an enum, -1 when unknown. */
int enum_find(const struct enum_table *t, struct str name);
/* KIND_COUNT when unknown. */
enum kind kind_find(struct str name);
/* EV_COUNT when unknown. */
enum event_type event_type_find(struct str name);
/* -1 when unknown. */
int topic_find(struct str name);
const struct field *record_field(const struct record *rec, struct str name);
/* Bits of the fields that never leave the process. */
uint64_t record_secrets(const struct record *rec);

/*
 * Read one JSON object into `out` (a struct of the record's size, cleared here whatever the text is). Checks types, ranges, lengths, the same
 * key twice and (outside form) required fields. `lenient` skips unknown keys instead of refusing them,
 * and of a soft field given twice it takes the first. Strings are borrowed
 * from the text where they can be, else live in `a`. Outside plates are normalised (upper case, no blanks or hyphens,
 * Cyrillic letters with a Latin twin made Latin). A soft field whose value is none is as if it were absent. On error
 * e->field names the field, and of `out` no more may be believed than that its texts can be read.
 */
MUST_USE enum rc record_read(const struct record *rec, struct str text, enum record_form form,
                             bool lenient, struct arena *a, void *out, struct err *e);
/* The same, from a reader whose next token is the value. */
MUST_USE enum rc record_read_from(const struct record *rec, struct json_reader *r,
                                  enum record_form form, bool lenient, struct arena *a, void *out,
                                  struct err *e);
/* The same, from a reader that has given the object's brace. */
MUST_USE enum rc record_read_open(const struct record *rec, struct json_reader *r,
                                  enum record_form form, bool lenient, struct arena *a, void *out,
                                  struct err *e);

/* Write the fields of `mask & has` as one object. `skip_empty` leaves out empty text, zero times and false. */
void record_write(const struct record *rec, const void *obj, uint64_t mask, enum record_form form,
                  bool skip_empty, struct buf *out);
/* The same without the braces; returns whether anything was written. */
bool record_write_members(const struct record *rec, const void *obj, uint64_t mask,
                          enum record_form form, bool skip_empty, struct buf *out);

/*
 * The first field that `patch` has with a value that record_read would refuse in the stored form, or NULL. An event with
 * such a value could be written and never read again.
 */
const struct field *record_unreadable(const struct record *rec, const void *patch);

/*
 * An entity owns its strings: those it began with lie behind it in its own allocation of `block` bytes, later ones each in
 * one of their own. Personal fields remember `seq`. free() what record_new gives after record_release.
 */
void *record_new(const struct record *rec, const void *patch, uint64_t seq, size_t *block);
/* Set the fields that `patch` has. */
void record_merge(const struct record *rec, void *entity, size_t block, const void *patch,
                  uint64_t seq);
/* Of the fields of `mask` that a patch has: empty texts, and the number nearest to 0. They stay set. */
void record_blank(const struct record *rec, void *patch, uint64_t mask);
/* The same of an entity's personal values that came from event `seq`; their bytes are overwritten. Its hash stays. */
void record_forget(const struct record *rec, void *entity, size_t block, uint64_t seq);
/* The reverse: of those personal values the ones that `patch` has. Its hash stays. */
void record_recall(const struct record *rec, void *entity, size_t block, const void *patch,
                   uint64_t seq);
/* The event that the value of a personal field came from; 0: none. */
uint64_t record_origin(const struct record *rec, const void *entity, const struct field *f);
/* Free the strings an entity owns. */
void record_release(const struct record *rec, void *entity, size_t block);
/* Copy a patch with all its strings into the arena. */
void *record_copy(const struct record *rec, const void *patch, struct arena *a);
/* 64-bit hash of the state fields and of the sequences personal values came from; the same in every process. */
uint64_t record_hash(const struct record *rec, const void *entity, uint64_t start);
/* Are the fields of `mask` the same in both (unset equals empty)? */
bool record_same(const struct record *rec, const void *a, const void *b, uint64_t mask);

/* A plate as it is compared: into out (at least 2 × s.n + 1 bytes); the length, or -1 when it is no plate. */
int plate_normalise(struct str s, char *out);

#endif
