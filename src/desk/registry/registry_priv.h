/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DESK_REGISTRY_REGISTRY_PRIV_H
#define DESK_REGISTRY_REGISTRY_PRIV_H

#include "base/map.h"
#include "desk/registry/registry.h"

/* ---- one thing of a file or a command ---- */

struct row {
    uint32_t line;       /* where it begins in the file, from 1; 0: a command's */
    struct str id;       /* users: the sign-in name */
    void *rec;           /* struct of the kind; `has`: what was said */
    struct str password; /* users */
    const char *pwhash;  /* users, when one was made */
    uint64_t full;       /* `has` before what is known already was left out */
    bool same;           /* found to change nothing */
};

struct fault {
    uint32_t line;
    struct str field, text;
};

struct faults {
    struct fault *v; /* the first REGISTRY_ERRORS_MAX, in the arena */
    size_t n, cap;
    size_t total;
};

struct import_kind;

struct import {
    const struct import_kind *what;
    struct arena *arena;
    struct row *rows;
    size_t nrows, cap;
    struct map by_id; /* id -> struct row, to find doubles; released by drop_in */
    struct faults errors, warnings;
    bool dry_run;
    /* ---- core thread: how far it is ---- */
    bool writing;     /* all rows were found right */
    size_t at;        /* the next row */
    uint32_t *order;  /* in which rows are written; NULL: as they stand */
    size_t counts[3]; /* by verdict */
    size_t written;   /* rows that made events */
};

/* Keep an error or a warning of a line. The texts are copied. */
void registry_fault(struct arena *a, struct faults *f, uint32_t line, const char *field,
                    const char *text);

/* ---- resolve.c: is it right, and what would change? ---- */

enum verdict { VERDICT_SAME, VERDICT_CREATED, VERDICT_CHANGED };

struct resolving {
    const struct decision *d;
    const struct import *file; /* NULL: a command */
    bool again;          /* the row was resolved before: what follows from it was filled in then */
    const char *warning; /* out; NULL: none. Static text */
    const char *warning_field;
};

/*
 * Check the row against the picture, fill in what follows from it (area from the position, position from the site…) and
 * leave in row->rec only what would change; row->full says what it held before that.
 */
enum rc registry_area(struct resolving *g, struct row *row, enum verdict *out, struct err *e);
enum rc registry_site(struct resolving *g, struct row *row, enum verdict *out, struct err *e);
enum rc registry_device(struct resolving *g, struct row *row, enum verdict *out, struct err *e);
enum rc registry_schedule(struct resolving *g, struct row *row, enum verdict *out, struct err *e);
enum rc registry_unit(struct resolving *g, struct row *row, enum verdict *out, struct err *e);
enum rc registry_user(struct resolving *g, struct row *row, enum verdict *out, struct err *e);

/* What can be imported: a row of the table in import.c. */
struct import_kind {
    const char *name; /* in the path */
    enum kind kind;
    enum event_type event;
    uint64_t columns; /* bits of the record that a file may set */
    bool geojson;
    enum rc (*resolve)(struct resolving *g, struct row *row, enum verdict *out, struct err *e);
};

#define REGISTRY_DEPTH 8 /* areas lie in at most so many others, themselves counted */

/* ---- row.c: cells to a row ---- */

#define REGISTRY_COLUMNS_MAX 64

enum { COLUMN_ID = 64, COLUMN_PASSWORD, COLUMN_COUNT, COLUMN_NONE = -1 };

/* What a header or a property name means. */
struct column {
    int at;       /* bit of the field in the record, COLUMN_ID…, or COLUMN_NONE */
    uint8_t rank; /* of several names for one field the lowest wins */
    uint8_t slug; /* an id may be made of it: the lowest wins; 255: not of this one */
};

/* Texts by column; empty: not said. */
struct cells {
    struct str v[COLUMN_COUNT];
    uint8_t rank[COLUMN_COUNT];
    struct str slug; /* what an id may be made of */
    uint8_t slug_rank;
    struct str geometry; /* GeoJSON text of polygons; empty: none */
    struct str label;    /* what error texts begin with */
    bool decimal_comma;  /* 41,31 is a number */
};

void registry_cells_clear(struct cells *c);
struct column registry_column(const struct import_kind *what, struct str name);
void registry_put(struct cells *c, struct column col, struct str value);
/* Make a row of the cells and add it; what is wrong goes to m->errors. */
void registry_add_row(struct import *m, uint32_t line, const struct cells *c);
/* An id of a name: Latin letters, digits and '-', at most 64; empty when nothing is left. */
struct str registry_slug(struct arena *a, struct str name);

/* ---- the two formats ---- */

void registry_read_csv(struct import *m, struct str text);
void registry_read_geojson(struct import *m, struct str text);

/* ---- import.c ---- */
enum rc registry_import_prepare(const struct work_env *env, struct call *c, struct err *e);
enum rc registry_import(struct desk_state *s, struct decision *d, struct call *c, struct err *e);

/* ---- device.c ---- */
enum rc registry_device_view(const struct view_env *env, struct call *c, struct err *e);
enum rc registry_device_set(struct desk_state *s, struct decision *d, struct call *c,
                            struct err *e);
enum rc registry_device_adopt(struct desk_state *s, struct decision *d, struct call *c,
                              struct err *e);
enum rc registry_maintenance(struct desk_state *s, struct decision *d, struct call *c,
                             struct err *e);
enum rc registry_device_test(struct desk_state *s, struct decision *d, struct call *c,
                             struct err *e);
void registry_device_wake(struct decision *d, const struct entity *en);

/* ---- plan.c: the image of a site's plan ---- */
enum rc registry_open(struct desk_state **out, const struct settings *settings, struct vault *vault,
                      struct err *e);
void registry_close(struct desk_state *s);
struct desk_work *registry_work_next(struct desk_state *s, const struct picture *p, usec_t now);
void registry_worked(struct desk_state *s, struct desk_work *w);
enum rc registry_plan_prepare(const struct work_env *env, struct call *c, struct err *e);
enum rc registry_plan_put(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
enum rc registry_plan_remove(struct desk_state *s, struct decision *d, struct call *c,
                             struct err *e);
enum rc registry_plan_get(const struct view_env *env, struct call *c, struct err *e);

/* ---- keyholder.c: who is called, what is asked, and whom to call next ---- */
enum rc registry_keyholder_prepare(const struct work_env *env, struct call *c, struct err *e);
enum rc registry_keyholder_set(struct desk_state *s, struct decision *d, struct call *c,
                               struct err *e);
enum rc registry_keyholder_remove(struct desk_state *s, struct decision *d, struct call *c,
                                  struct err *e);
enum rc registry_keyholders(const struct view_env *env, struct call *c, struct err *e);
enum rc registry_procedure_set(struct desk_state *s, struct decision *d, struct call *c,
                               struct err *e);
enum rc registry_procedure_remove(struct desk_state *s, struct decision *d, struct call *c,
                                  struct err *e);
enum rc registry_procedure_view(const struct view_env *env, struct call *c, struct err *e);
/* Is each line "SECONDS; WHO; NUMBER"? RC_INVALID with the line's number. Pure. */
enum rc registry_chain_check(struct str chain, struct err *e);

/* ---- still.c: where the centre brings a camera's pictures from ---- */
enum rc registry_still_prepare(const struct work_env *env, struct call *c, struct err *e);
enum rc registry_still_set(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
enum rc registry_still_remove(struct desk_state *s, struct decision *d, struct call *c,
                              struct err *e);
enum rc registry_still_view(const struct view_env *env, struct call *c, struct err *e);

/* ---- fixes.c ---- */
enum rc registry_device_fixes(const struct view_env *env, struct call *c, struct err *e);

#endif
