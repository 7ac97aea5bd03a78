/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of the road desk. All on the core thread unless said. */
#ifndef DESK_ROAD_ROAD_PRIV_H
#define DESK_ROAD_ROAD_PRIV_H

#include "base/map.h"
#include "core/core.h"
#include "core/desk.h"
#include "desk/road/edition.h"
#include "desk/road/hotlist.h"
#include "geo/ahead.h"
#include "store/vault.h"

#define ROAD_MAGIC 0x60ad0001u
#define ROAD_SOURCES_MAX 64
#define ROAD_HAND_MAX 20000 /* entries made by hand */
#define ROAD_LOOKALIKES_AN_HOUR \
    6 /* in the low list of an area, of each area around it, and of the country… */
#define ROAD_LOOKALIKES_GUESSED \
    4 /* …of which in the wider ones so many that the engine did not name itself… */
#define ROAD_LOOKALIKES_CAMERA 2 /* …and so many of one camera */
#define ROAD_LOOKALIKES_KEPT \
    60 /* an hour of an area, to be looked at by who asks; more are counted only */
#define ROAD_CONFIDENT 800       /* per mille; a read below it may be another plate */
#define ROAD_RADIUS_M 30000      /* a unit further away is not told */
#define ROAD_NOTICES_A_UNIT 5    /* more at a time nobody can follow */
#define ROAD_CANDIDATES_MAX 2000 /* units looked at for one notice */

/* One source of editions, and its list once loaded. */
struct road_source {
    char id[65];
    char sha[SHA256_HEX + 1];
    usec_t affirmed;
    struct road_list *list; /* NULL: not loaded, or its file is lost */
    bool lost;              /* its file is missing or damaged: does not match until sent again */
    bool saved;             /* the list lies on disk as it is in memory, or that failed */
};

/* A hit, violation or entry made by hand in the picture, found by the key of its vehicle. */
struct road_open {
    struct road_open *next; /* same bucket */
    uint64_t key;
    enum kind kind;
    struct str id;
    char text[65];
};

struct road_opens {
    struct road_open **buckets; /* a power of two */
    uint32_t nbuckets, n;
    struct map by_id;
};

struct road_speeders; /* danger.c */
struct telemetry;

/* A violation as it is remembered over a restart: keyed hash of the vehicle, and when. */
struct road_mark {
    uint64_t key;
    usec_t at;
};

/* marks.c */
struct road_marks {
    uint8_t key[32];
    struct telemetry *kept;  /* the work thread's while the core runs; NULL: not to be had */
    struct road_mark *fresh; /* not written yet */
    uint32_t n, cap;
};

/* A file of the vault whose expiry changes. */
struct road_pin {
    struct sha256 sha;
    usec_t until;
};

/* A file to be deleted, unless it was put again: what then expires at `before` or later. */
struct road_doomed {
    struct sha256 sha;
    usec_t before;
};

/* What the work thread is to do, gathered on the core thread; errand.c. */
struct road_todo {
    bool second; /* a tick went by: the things done once a second are due */
    bool editions_changed;
    struct road_list **retired; /* lists nobody asks any more */
    uint32_t nretired, retired_cap;
    struct road_pin *pins; /* in order: a later one of the same file wins */
    uint32_t npins, pins_cap;
    bool pins_wait; /* the disk refused one: not before the next tick */
    struct road_doomed *doomed;
    uint32_t ndoomed, doomed_cap;
};

struct desk_state {
    unsigned magic;
    const struct settings *settings;
    struct vault *vault;
    struct road_source sources[ROAD_SOURCES_MAX];
    uint32_t nsources;
    struct road_list *incoming; /* between decide and folded of one edition */
    char incoming_sha[SHA256_HEX + 1];
    bool started;           /* lists are loaded: from now on they come with their editions */
    struct road_opens hand; /* entries made by hand */
    struct road_opens opens;
    struct road_speeders *speeders;
    struct road_marks marks;
    struct road_todo todo;
    uint64_t lookalikes_dropped; /* over the rate… */
    uint64_t lookalikes_said;    /* …and how many of them are in the log */
};

/*
 * A hit or violation as it will be after the events added so far: the picture does not know them
 * yet.
 */
struct road_subject {
    struct road_subject *next;    /* same bucket of the work */
    struct road_subject *younger; /* in the order they were touched */
    uint64_t key;
    enum kind kind; /* KIND_HIT or KIND_VIOLATION */
    struct str id;
    struct hit hit; /* one of the two, by kind */
    struct violation violation;
    bool moved;           /* by a read of this job: who is told must be looked at */
    bool sure;            /* of a hit: nothing about the read speaks against it */
    int heading10, kmh10; /* of the last read, GEO_AHEAD_UNKNOWN when not known */
};

struct road_told {
    struct road_told *next; /* of the same unit */
    struct str unit, about;
};

/* One decision under way. */
struct road_work {
    struct desk_state *s;
    struct decision *d;
    struct road_subject **buckets; /* in the arena; NULL until needed */
    struct road_subject *first, *last;
    struct map asked;     /* photos asked for in this decision */
    struct map told;      /* unit to what it was told in this decision */
    struct str none_free; /* camera near which no unit without a notice was found… */
    struct str none_left; /* …and near which none at all */
    uint32_t lookalikes_made;
    const struct lookalike **lookalikes;
    const struct device *camera; /* of the read under way; NULL: not registered */
};

void road_work_begin(struct road_work *w, struct desk_state *s, struct decision *d);
void road_work_end(struct road_work *w);

/* open.c */
void road_opens_init(struct road_opens *o);
void road_opens_release(struct road_opens *o);
void road_opens_add(struct road_opens *o, enum kind kind, struct str id, uint64_t key);
void road_opens_del(struct road_opens *o, struct str id);
/* The next of this key: start with NULL. */
const struct road_open *road_opens_find(const struct road_opens *o, uint64_t key,
                                        const struct road_open *after);
/* The key will be asked for: memory is asked for its place, and, when that is there, for what stands in it. */
void road_opens_expect(const struct road_opens *o, uint64_t key);
void road_opens_near(const struct road_opens *o, uint64_t key);
/*
 * The open hit of this vehicle from this source (STR_NONE: any), or its violation; else NULL. The
 * answer may be changed, and carries what this decision has changed before.
 */
struct road_subject *road_subject_hit(struct road_work *w, uint64_t key, struct str region,
                                      struct str plate, struct str source);
struct road_subject *road_subject_violation(struct road_work *w, uint64_t key, struct str region,
                                            struct str plate);
/* A new one, remembered. */
struct road_subject *road_subject_new(struct road_work *w, enum kind kind, struct str id,
                                      uint64_t key);
/* From an entity of the picture. */
struct road_subject *road_subject_of(struct road_work *w, const struct entity *en);
struct str road_subject_ref(struct road_work *w, const struct road_subject *sub);
/* Source of a hit's entry: "police:12" is of "police"; one made by hand is its own source. */
struct str road_source_of(struct str entry);
/* Id of the one who acts, without "user/" or "token/". */
struct str road_actor(const struct decision *d);

/* list.c: the lists that match now */
/* At a start: load the list of every source, several at a time, from its own file or from its text in the vault. */
void road_lists_start(struct desk_state *s);
struct road_source *road_source(struct desk_state *s, struct str id, bool make);
bool road_source_live(const struct desk_state *s, const struct road_source *src, usec_t now);
/*
 * Entries of this vehicle on all lists that match now, not expired; a visit that returns false ends
 * it. `source` is "entry/<id>" for one made by hand.
 */
void road_lists_find(const struct desk_state *s, const struct picture *p, uint64_t key,
                     struct str region, struct str plate, usec_t now,
                     bool (*visit)(void *arg, struct str source, const struct road_wanted *w),
                     void *arg);
/* False: surely on none of them. */
bool road_lists_maybe(const struct desk_state *s, uint64_t key);
/* The key will be asked for soon: as road_list_expect, near and nearer. */
void road_lists_expect(const struct desk_state *s, uint64_t key);
void road_lists_near(const struct desk_state *s, uint64_t key);
void road_lists_nearer(const struct desk_state *s, uint64_t key);
/* Is the entry a hit came from still on a list that matches? */
bool road_hit_stands(const struct desk_state *s, const struct picture *p, const struct hit *h,
                     usec_t now);
/* A file of the vault as a list; any thread. */
enum rc road_list_load(struct vault *v, struct str sha, usec_t now, struct road_list **out,
                       struct err *e);

/* danger.c */
struct road_speeders *road_speeders_new(void);
/* Note a violation; how many of this vehicle are within the window now. *fresh (may be NULL): it was not known. */
uint32_t road_speeders_note(struct road_speeders *t, uint64_t key, usec_t at, usec_t window,
                            uint32_t most, bool *fresh);
void road_danger(struct road_work *w, struct intake_line *l, uint64_t key);

/* marks.c: violations survive a restart for the whole window */
enum rc road_marks_open(struct road_marks *m, const struct settings *s, struct err *e);
void road_marks_close(struct road_marks *m); /* writes what is left */
/* What of a vehicle is kept: nothing but the holder of the key can say which one it is. */
uint64_t road_mark_key(const struct road_marks *m, struct str region, struct str plate);
void road_marks_add(struct road_marks *m, uint64_t key, usec_t at);
/* At a start: note all that are kept. */
enum rc road_marks_load(struct road_marks *m, struct road_speeders *into, struct err *e);
/* Write `n` marks and forget what is too old; the work thread. */
void road_marks_write(struct telemetry *kept, const struct road_mark *marks, uint32_t n,
                      usec_t now);

/* errand.c: what has no place on the core thread */
void road_retire(struct desk_state *s, struct road_list *l);
void road_pin(struct desk_state *s, struct sha256 sha, usec_t until);
void road_doom(struct desk_state *s, struct str sha, usec_t before);
struct desk_work *road_work_next(struct desk_state *s, const struct picture *p, usec_t now);
void road_worked(struct desk_state *s, struct desk_work *w);
void road_todo_release(struct road_todo *t);
/* DIR/lists/SHA.list */
enum rc road_list_path(char *out, const char *dir, const char *sha, struct err *e);

/* match.c */
void road_telemetry(struct desk_state *s, struct decision *d, struct intake_job *job);

/* What the camera said of the vehicle; empty when it did not. */
struct road_vehicle {
    int64_t class;
    bool has_class;
    struct str make, color;
};
struct road_vehicle road_vehicle_of(struct road_work *w, const struct in_read *r);
/* Direction and speed of a read for "ahead". */
void road_motion_of(const struct in_read *r, struct road_subject *sub);

/* When it expires, and, before that, when the source must have stood by it (affirm_by is set before). */
void road_hit_clock(struct hit *h, usec_t expires);
usec_t road_reaffirm_span(const struct desk_state *s);
/* How long a hit or violation stays after its last read. */
usec_t road_hit_life(const struct desk_state *s);
usec_t road_violation_life(const struct desk_state *s);

/* photo.c */
void road_photo_ask(struct road_work *w, struct intake_line *l, const struct road_subject *sub,
                    struct str area);
void road_photos_end(struct road_work *w, struct str about);
void road_photo_wake(struct desk_state *s, struct decision *d, const struct entity *en);
/* Is this photo one that somebody asked for? */
bool road_photo_known(const struct picture *p, struct sha256 sha);
enum rc road_media_prepare(const struct work_env *env, struct call *c, struct err *e);
enum rc road_media_put(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
enum rc road_media_get(const struct view_env *env, struct call *c, struct err *e);

/* notice.c */
/* Tell the right unit, follow the vehicle to the next, or change what is told. */
void road_notice_update(struct road_work *w, struct road_subject *sub);
void road_notices_end(struct road_work *w, struct str about, enum notice_state state);
/* Who was told to rely on it only observes from now on; nobody else is told. */
void road_notices_observe(struct road_work *w, struct road_subject *sub);
void road_notice_wake(struct desk_state *s, struct decision *d, const struct entity *en);
enum rc road_receipt(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
enum rc road_answer(struct desk_state *s, struct decision *d, struct call *c, struct err *e);

/* hit.c */
/* Whether the source took its entry back: the hit is dismissed and its notices withdrawn. */
void road_hit_withdraw(struct road_work *w, const struct entity *en, const char *why);
void road_subject_wake(struct desk_state *s, struct decision *d, const struct entity *en);
enum rc road_see(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
enum rc road_reaffirm(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
enum rc road_dismiss(struct desk_state *s, struct decision *d, struct call *c, struct err *e);

/* entry.c: editions and entries as they come in */
enum rc road_hotlist_prepare(const struct work_env *env, struct call *c, struct err *e);
enum rc road_hotlist_put(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
enum rc road_entry_add(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
enum rc road_entry_affirm(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
enum rc road_entry_remove(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
void road_entry_wake(struct desk_state *s, struct decision *d, const struct entity *en);
void road_editions_tick(struct desk_state *s, struct decision *d);

#endif
