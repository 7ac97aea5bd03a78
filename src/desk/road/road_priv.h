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
#define ROAD_HAND_MAX 20000       /* entries made by hand: their list is made anew at each change */
#define ROAD_LOOKALIKES_AN_HOUR 6 /* of an area */
#define ROAD_CONFIDENT 800        /* per mille; a read below it may be another plate */
#define ROAD_RADIUS_M 30000       /* a unit further away is not told */
#define ROAD_NOTICES_A_UNIT 5     /* more at a time nobody can follow */
#define ROAD_CANDIDATES_MAX 2000  /* units looked at for one notice */

/* One source of editions, and its list once loaded. */
struct road_source {
    char id[65];
    char sha[SHA256_HEX + 1];
    usec_t affirmed;
    struct road_list *list; /* NULL: not loaded, or its file is lost */
    bool dirty;             /* to be loaded from the vault */
    bool lost;              /* its file is missing or damaged: does not match until sent again */
};

/* A hit or violation in the picture, found by the key of its vehicle. */
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

struct desk_state {
    unsigned magic;
    const struct settings *settings;
    struct vault *vault;
    struct road_source sources[ROAD_SOURCES_MAX];
    uint32_t nsources;
    struct road_list *incoming; /* between decide and folded of one edition */
    char incoming_sha[SHA256_HEX + 1];
    struct road_list *hand; /* entries made by hand; `line` is the place in hand_ids */
    char (*hand_ids)[65];
    bool hand_dirty;
    struct road_opens opens;
    struct road_speeders *speeders;
    uint64_t lookalikes_dropped; /* over the rate… */
    uint64_t lookalikes_said;    /* …and how many of them are in the log */
    struct sha256 *doomed;       /* files whose photo is gone; deleted some a tick */
    uint32_t ndoomed, doomed_cap;
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
    struct str camera_id;        /* the camera looked up last */
    const struct device *camera; /* NULL: not registered */
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
/* Load what is dirty. After this, `list` of each source and `hand` are what the picture says. */
void road_lists_ready(struct desk_state *s, const struct picture *p);
struct road_source *road_source(struct desk_state *s, struct str id, bool make);
bool road_source_live(const struct desk_state *s, const struct road_source *src, usec_t now);
/*
 * Entries of this vehicle on all lists that match now, not expired; a visit that returns false ends
 * it. `source` is "entry/<id>" for one made by hand.
 */
void road_lists_find(const struct desk_state *s, uint64_t key, struct str region, struct str plate,
                     usec_t now,
                     bool (*visit)(void *arg, struct str source, const struct road_wanted *w),
                     void *arg);
/* False: surely on none of them. */
bool road_lists_maybe(const struct desk_state *s, uint64_t key);
void road_lists_prefetch(const struct desk_state *s, uint64_t key);
/* Is the entry a hit came from still on a list that matches? */
bool road_hit_stands(const struct desk_state *s, const struct hit *h, usec_t now);
/* A file of the vault as a list; any thread. */
enum rc road_list_load(struct vault *v, struct str sha, usec_t now, struct road_list **out,
                       struct err *e);

/* danger.c */
struct road_speeders *road_speeders_new(void);
/* Note a violation; how many of this vehicle are within the window now. */
uint32_t road_speeders_note(struct road_speeders *t, uint64_t key, usec_t at, usec_t window,
                            uint32_t most);
void road_danger(struct road_work *w, struct intake_line *l, uint64_t key);

/* match.c */
void road_telemetry(struct desk_state *s, struct decision *d, struct intake_job *job);

/* What the camera said of the vehicle; empty when it did not. */
struct road_vehicle {
    int64_t class;
    bool has_class;
    struct str make, color;
};
struct road_vehicle road_vehicle_of(struct road_work *w, const struct in_read *r);
const struct device *road_camera(struct road_work *w, struct str id);
/* Direction and speed of a read for "ahead". */
void road_motion_of(const struct in_read *r, struct road_subject *sub);

/* How long a hit or violation stays after its last read. */
usec_t road_hit_life(const struct desk_state *s);
usec_t road_violation_life(const struct desk_state *s);

/* photo.c */
void road_photo_ask(struct road_work *w, struct intake_line *l, const struct road_subject *sub,
                    struct str area);
void road_photos_end(struct road_work *w, struct str about);
void road_photo_wake(struct desk_state *s, struct decision *d, const struct entity *en);
void road_photo_tick(struct desk_state *s, const struct picture *p, usec_t now);
enum rc road_media_prepare(const struct work_env *env, struct call *c, struct err *e);
enum rc road_media_put(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
enum rc road_media_get(const struct view_env *env, struct call *c, struct err *e);

/* notice.c */
/* Tell the right unit, follow the vehicle to the next, or change what is told. */
void road_notice_update(struct road_work *w, struct road_subject *sub);
void road_notices_end(struct road_work *w, struct str about, enum notice_state state);
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
enum rc road_entry_remove(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
void road_entry_wake(struct desk_state *s, struct decision *d, const struct entity *en);
void road_editions_tick(struct desk_state *s, struct decision *d);

#endif
