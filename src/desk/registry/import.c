/* SPDX-License-Identifier: Apache-2.0 */
/* POST /import/{kind}: a file is read on the pool, then compared and written on the core thread, in parts. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "core/password.h"
#include "core/tablet.h"
#include "desk/registry/registry_priv.h"

static const struct import_kind kinds[] = {
    {"areas", KIND_AREA, EV_AREA_SET,
     BIT(F_AREA_NAME) | BIT(F_AREA_NAME_RU) | BIT(F_AREA_NAME_UZ) | BIT(F_AREA_NAME_KK) |
         BIT(F_AREA_KIND) | BIT(F_AREA_UTC_OFFSET_MIN) | BIT(F_AREA_PARENT) | BIT(F_AREA_LAT) |
         BIT(F_AREA_LON) | BIT(F_AREA_DESK),
     true, registry_area},
    {"sites", KIND_SITE, EV_SITE_SET,
     BIT(F_SITE_NAME) | BIT(F_SITE_KIND) | BIT(F_SITE_AREA) | BIT(F_SITE_ADDRESS) |
         BIT(F_SITE_LAT) | BIT(F_SITE_LON) | BIT(F_SITE_CONTACTS),
     true, registry_site},
    {"devices", KIND_DEVICE, EV_DEVICE_SET,
     BIT(F_DEVICE_NAME) | BIT(F_DEVICE_KIND) | BIT(F_DEVICE_SITE) | BIT(F_DEVICE_AREA) |
         BIT(F_DEVICE_LAT) | BIT(F_DEVICE_LON) | BIT(F_DEVICE_HEADING) | BIT(F_DEVICE_SPEED_LIMIT) |
         BIT(F_DEVICE_ALLOWED_HEADING) | BIT(F_DEVICE_ONE_WAY) | BIT(F_DEVICE_PERIOD_S) |
         BIT(F_DEVICE_ACCOUNT) | BIT(F_DEVICE_ZONES) | BIT(F_DEVICE_UNIT) | BIT(F_DEVICE_PLAN_X) |
         BIT(F_DEVICE_PLAN_Y) | BIT(F_DEVICE_STATE),
     true, registry_device},
    {"schedules", KIND_SCHEDULE, EV_SCHEDULE_SET,
     BIT(F_SCHEDULE_DAY) | BIT(F_SCHEDULE_OPENS) | BIT(F_SCHEDULE_CLOSES), false,
     registry_schedule},
    {"units", KIND_UNIT, EV_UNIT_SET,
     BIT(F_UNIT_NAME) | BIT(F_UNIT_KIND) | BIT(F_UNIT_AREA) | BIT(F_UNIT_SKILLS) |
         BIT(F_UNIT_VEHICLE) | BIT(F_UNIT_CREW),
     false, registry_unit},
    {"users", KIND_USER, EV_USER_ADDED,
     BIT(F_USER_NAME) | BIT(F_USER_ROLE) | BIT(F_USER_AREA) | BIT(F_USER_FULL_NAME) |
         BIT(F_USER_UNIT) | BIT(F_USER_LANG),
     false, registry_user},
};

/* ---- on the pool ---- */

static void drop(void *in)
{
    struct import *m = in;
    map_release(&m->by_id);
}

static enum rc start(struct call *c, struct import **out, struct err *e)
{
    const struct import_kind *what = NULL;
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (str_eqc(c->params[0], kinds[i].name))
            what = &kinds[i];
    if (what == NULL)
        return err_set(e, RC_NOT_FOUND,
                       "what can be imported: areas, sites, devices, schedules, units, users");
    if (what->kind == KIND_USER && !principal_may(&c->who, PERM_ACCESS_MANAGE))
        return err_set(e, RC_DENIED, "to import users needs the permission 'access.manage'");
    if (c->body.n > REGISTRY_IMPORT_MAX)
        return err_set(e, RC_TOO_LARGE, "the file is larger than %u MiB: split it",
                       REGISTRY_IMPORT_MAX >> 20);
    struct import *m = arena_alloc(&c->arena, sizeof *m);
    struct str dry = call_query(c, "dry_run");
    m->what = what;
    m->arena = &c->arena;
    m->dry_run = str_eqc(dry, "1") || str_eqc(dry, "true");
    map_init(&m->by_id);
    c->in = m;
    c->drop_in = drop;
    *out = m;
    return RC_OK;
}

/* Office programs save in the code page of the machine unless told otherwise. */
static bool check_utf8(struct import *m, struct str text)
{
    struct str rest = text;
    uint32_t line = 1;
    if (str_utf8(text))
        return true;
    while (str_utf8(str_cut(&rest, '\n')))
        line++;
    registry_fault(m->arena, &m->errors, line, "",
                   "this is not UTF-8: save the file as \"CSV UTF-8\"");
    return false;
}

static void parse(struct import *m, struct str text)
{
    if (str_starts(text, STR("\xef\xbb\xbf")))
        text = (struct str){text.p + 3, text.n - 3};
    struct str trimmed = str_trim(text);
    if (trimmed.n == 0)
        registry_fault(m->arena, &m->errors, 1, "", "the file is empty");
    else if (check_utf8(m, text) && trimmed.p[0] == '{')
        registry_read_geojson(m, text);
    else if (m->errors.total == 0)
        registry_read_csv(m, text);
}

/* Which of the people are new, by what is durable now; decide looks again. */
static void find_new(const struct work_env *env, struct import *m, bool *is_new)
{
    const struct picture *p = env->lock(env->core);
    for (size_t i = 0; i < m->nrows; i++) {
        uint32_t n;
        (void)picture_by(p, KIND_USER, F_USER_NAME, m->rows[i].id, &n);
        is_new[i] = n == 0;
    }
    env->unlock(env->core);
}

static enum rc hash_passwords(const struct work_env *env, struct import *m, struct err *e)
{
    struct err bad;
    bool *is_new = arena_alloc(m->arena, m->nrows * sizeof *is_new + 1);
    if (m->nrows > REGISTRY_PEOPLE_MAX)
        return err_set(e, RC_TOO_LARGE, "more than %u people in one file: split it",
                       REGISTRY_PEOPLE_MAX);
    find_new(env, m, is_new);
    for (size_t i = 0; i < m->nrows; i++)
        if (is_new[i] && password_good(m->rows[i].password, m->rows[i].id, &bad) != RC_OK)
            registry_fault(m->arena, &m->errors, m->rows[i].line, bad.field, bad.detail);
    for (size_t i = 0; i < m->nrows && m->errors.total == 0 && !m->dry_run; i++) {
        char *hash = arena_alloc(m->arena, PASSWORD_HASH_MAX);
        if (!is_new[i])
            continue;
        enum rc rc = password_hash(m->rows[i].password, hash, e);
        if (rc != RC_OK)
            return rc;
        m->rows[i].pwhash = hash;
    }
    return RC_OK;
}

/* How many areas of the file lie around this one. A circle is found later, by the rules. */
static int depth_in_file(const struct import *m, struct str id)
{
    int depth = 0;
    for (; depth < REGISTRY_DEPTH; depth++) {
        uintptr_t n = (uintptr_t)map_get(&m->by_id, id);
        if (n == 0)
            break;
        id = ((const struct area *)m->rows[n - 1].rec)->parent;
    }
    return depth;
}

/* Parents first: a file that was broken off leaves no area in one that is not there. */
static void put_in_order(struct import *m)
{
    uint8_t *depths = arena_alloc(m->arena, m->nrows + 1);
    size_t n = 0;
    m->order = arena_alloc(m->arena, (m->nrows + 1) * sizeof m->order[0]);
    for (size_t i = 0; i < m->nrows; i++)
        depths[i] = (uint8_t)depth_in_file(m, m->rows[i].id);
    for (int depth = 0; depth <= REGISTRY_DEPTH; depth++)
        for (size_t i = 0; i < m->nrows; i++)
            if (depths[i] == depth)
                m->order[n++] = (uint32_t)i;
}

enum rc registry_import_prepare(const struct work_env *env, struct call *c, struct err *e)
{
    struct import *m = NULL;
    enum rc rc = start(c, &m, e);
    if (rc != RC_OK)
        return rc;
    parse(m, c->body);
    if (m->what->kind == KIND_AREA)
        put_in_order(m);
    return m->what->kind == KIND_USER ? hash_passwords(env, m, e) : RC_OK;
}

/* ---- on the core thread ---- */

/*
 * In turns, others being served in between. First all rows are looked at: when one is wrong nothing is written. Then they
 * are written, each resolved again, because a command or another file may have changed what it meets. What a turn wrote
 * stands, whatever comes after; rows that are there already make no events, so the same file sent again completes a
 * broken one.
 */
#define PART_ROWS 50
#define PART_BYTES ((size_t)64 << 10) /* of polygons */

/* What was borrowed from the picture is gone at the next turn. */
static void keep(struct import *m, struct row *row)
{
    uint64_t *bits = row->rec;
    *bits = row->full;
    row->rec = record_copy(kind_table[m->what->kind].record, row->rec, m->arena);
}

static void check_row(struct import *m, const struct decision *d, struct row *row)
{
    struct resolving g = {.d = d, .file = m};
    enum verdict v = VERDICT_SAME;
    struct err e = {0};
    if (m->what->resolve(&g, row, &v, &e) != RC_OK) {
        registry_fault(m->arena, &m->errors, row->line, e.field, e.detail);
        return;
    }
    if (g.warning != NULL)
        registry_fault(m->arena, &m->warnings, row->line, g.warning_field, g.warning);
    m->counts[v]++;
    row->same = v == VERDICT_SAME;
    if (!row->same)
        keep(m, row);
}

static void write_row(struct import *m, struct decision *d, struct row *row)
{
    struct resolving g = {.d = d, .file = m, .again = true};
    enum verdict v = VERDICT_SAME;
    struct err e = {0};
    if (!row->same && m->what->resolve(&g, row, &v, &e) != RC_OK) {
        registry_fault(m->arena, &m->errors, row->line, e.field, e.detail);
        return;
    }
    m->counts[v]++;
    if (v == VERDICT_SAME)
        return;
    m->written++;
    struct str id = m->what->kind == KIND_USER ? decision_new_id(d, KIND_USER) : row->id;
    (void)decision_event(d, m->what->event, id, row->rec);
    if (v == VERDICT_CREATED && m->what->kind == KIND_UNIT)
        tablet_make(d, id, ((const struct unit *)row->rec)->area);
}

static size_t weight(const struct import *m, const struct row *row)
{
    return m->what->kind == KIND_AREA ? ((const struct area *)row->rec)->geometry.n : 0;
}

/* One turn; true when rows are left. */
static bool part(struct import *m, struct decision *d)
{
    size_t bytes = 0;
    for (int i = 0; i < PART_ROWS && bytes < PART_BYTES && m->at < m->nrows; i++, m->at++) {
        struct row *row = &m->rows[m->writing && m->order != NULL ? m->order[m->at] : m->at];
        bytes += weight(m, row);
        if (m->writing)
            write_row(m, d, row);
        else
            check_row(m, d, row);
    }
    return m->at < m->nrows;
}

static int by_line(const void *a, const void *b)
{
    const struct fault *x = a, *y = b;
    return x->line != y->line ? (x->line > y->line) - (x->line < y->line)
                              : str_cmp(x->field, y->field);
}

static void put_faults(struct buf *out, const char *key, struct faults *f)
{
    if (f->n > 0)
        qsort(f->v, f->n, sizeof f->v[0], by_line);
    buf_printf(out, ",\"%s\":[", key);
    for (size_t i = 0; i < f->n; i++) {
        buf_printf(out, "%s{\"line\":%u,\"field\":", i > 0 ? "," : "", f->v[i].line);
        json_put_string(out, f->v[i].field);
        buf_cat(out, ",\"error\":");
        json_put_string(out, f->v[i].text);
        buf_putc(out, '}');
    }
    if (f->total > f->n)
        buf_printf(out, ",{\"line\":0,\"field\":\"\",\"error\":\"and %zu more\"}", f->total - f->n);
    buf_putc(out, ']');
}

enum rc registry_import(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    struct import *m = c->in;
    UNUSED(s);
    UNUSED(e);
    d->more = part(m, d);
    if (d->more)
        return RC_OK;
    if (!m->writing && m->errors.total == 0 && !m->dry_run && m->counts[VERDICT_SAME] < m->nrows) {
        m->writing = d->more = true;
        m->at = 0;
        memset(m->counts, 0, sizeof m->counts);
        return RC_OK;
    }
    buf_printf(&d->answer, ",\"created\":%zu,\"changed\":%zu,\"same\":%zu,\"written\":%zu",
               m->counts[VERDICT_CREATED], m->counts[VERDICT_CHANGED], m->counts[VERDICT_SAME],
               m->written);
    put_faults(&d->answer, "errors", &m->errors);
    put_faults(&d->answer, "warnings", &m->warnings);
    buf_puts(&d->answer, m->dry_run ? STR(",\"dry_run\":true") : STR(",\"dry_run\":false"));
    d->quiet = true;
    return RC_OK;
}
