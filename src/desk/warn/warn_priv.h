/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DESK_WARN_WARN_PRIV_H
#define DESK_WARN_WARN_PRIV_H

#include "core/desk.h"
#include "geo/area.h"
#include "wire/cap.h"

#define WARN_MAX 2000    /* warnings in the picture */
#define WARN_KEY 32      /* hex digits that name a message */
#define WARN_KEYS_MAX 64 /* as `keys` holds them */
#define WARN_AREAS_MAX 32
#define WARN_PROBES_MAX 96 /* points at which is looked which of our areas it touches */
#define WARN_LASTS_MAX (30 * USEC_DAY)

/* ---- shapes.c: where it is ---- */

struct warn_circle {
    struct geo_point at;
    uint32_t m;
};

struct warn_shapes {
    struct geo_area **areas; /* one a polygon: polygons that overlap do not cancel out */
    struct warn_circle *circles;
    uint32_t nareas, ncircles, bad; /* bad: polygons that enclose nothing */
};

/* From the list of a codec, or from what warn_shapes_put wrote. Room in `a`, polygons on the heap: release. */
void warn_shapes_take(const struct cap_shape *list, struct arena *a, struct warn_shapes *out);
void warn_shapes_read(struct str json, struct arena *a, struct warn_shapes *out);
void warn_shapes_release(struct warn_shapes *s);
bool warn_shapes_has(const struct warn_shapes *s, struct geo_point p);
void warn_shapes_put(const struct warn_shapes *s, struct buf *out);
/* A point of it; false when it has no shape. */
bool warn_shapes_point(const struct warn_shapes *s, struct geo_point *out);
/* Points in and on it, at most `max`. */
uint32_t warn_shapes_probes(const struct warn_shapes *s, struct geo_point *out, uint32_t max);

/* ---- receive.c ---- */

enum warn_message { WARN_ALERT, WARN_UPDATE, WARN_CANCEL };

/* One message, as far as it could be made ready without the picture of the core. */
struct warn_one {
    enum warn_message message;
    struct warning w; /* what it says, for warning.received */
    struct str key;
    struct str *refs; /* keys of what it is about */
    uint32_t nrefs;
    struct geo_point probes[WARN_PROBES_MAX];
    uint32_t nprobes;
    bool placed;       /* it has shapes that could be read */
    struct str *codes; /* geocodes that may name an area of ours */
    uint32_t ncodes;
    struct str areas; /* of the sites in it */
};

/* Sets everything that follows from shapes: shapes, lat, lon, sites, probes, areas of sites. On the pool. */
void warn_place(const struct work_env *env, struct arena *a, const struct warn_shapes *s,
                struct warn_one *one);
/* Which of our areas it touches, into w.area and w.areas. Core thread; at most WARN_PROBES_MAX look-ups. */
void warn_areas(const struct decision *d, struct warn_one *one);
struct str warn_key(struct arena *a, struct str sender, struct str identifier, usec_t sent);
/* Texts by language as `texts` holds them. */
struct str warn_texts(struct arena *a, const struct cap_info *infos);
struct str warn_cut(struct str s, size_t max);
/* An event about `en`, told to the desks of all areas in `areas`. */
void warn_event(struct decision *d, enum event_type type, struct str id, const struct warning *w,
                struct str areas);
/* Alert the operators of this warning, once for each step that it got worse; `before` may be NULL. */
void warn_alarm(struct decision *d, struct str id, const struct warning *before,
                const struct warning *w);
usec_t warn_leaves_at(const struct decision *d);

enum rc warn_receive_prepare(const struct work_env *env, struct call *c, struct err *e);
enum rc warn_receive(struct desk_state *s, struct decision *d, struct call *c, struct err *e);

/* ---- issue.c ---- */
enum rc warn_issue_prepare(const struct work_env *env, struct call *c, struct err *e);
enum rc warn_cancel_prepare(const struct work_env *env, struct call *c, struct err *e);
enum rc warn_issue(struct desk_state *s, struct decision *d, struct call *c, struct err *e);

/* ---- serve.c ---- */
enum rc warn_feed(const struct view_env *env, struct call *c, struct err *e);
enum rc warn_document(const struct view_env *env, struct call *c, struct err *e);
enum rc warn_affected(const struct view_env *env, struct call *c, struct err *e);

#endif
