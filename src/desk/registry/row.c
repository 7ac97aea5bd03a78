/* SPDX-License-Identifier: Apache-2.0 */
/* One row: names of columns, texts to values (through the record tables, so that ranges stand in one place), ids. */
#include <string.h>

#include "base/json.h"
#include "desk/registry/registry_priv.h"
#include "geo/area.h"

void registry_fault(struct arena *a, struct faults *f, uint32_t line, const char *field,
                    const char *text)
{
    f->total++;
    if (f->n >= REGISTRY_ERRORS_MAX)
        return;
    if (f->n == f->cap) {
        size_t cap = f->cap > 0 ? f->cap * 2 : 16;
        struct fault *grown = arena_alloc(a, cap * sizeof *grown);
        if (f->n > 0)
            memcpy(grown, f->v, f->n * sizeof *grown);
        f->v = grown;
        f->cap = cap;
    }
    f->v[f->n++] = (struct fault){line, arena_str(a, str_c(field)), arena_str(a, str_c(text))};
}

/* ---- names of columns ---- */

struct alias {
    const char *name, *field;
    uint8_t rank, slug;
};

/* Names under which real files carry our fields; rank 0 is the field's own name. English makes the best ids. */
static const struct alias aliases[] = {
    {"name:en", "name", 1, 0},    {"name_en", "name", 2, 0},    {"adm3_en", "name", 3, 0},
    {"adm2_en", "name", 4, 0},    {"adm1_en", "name", 5, 0},    {"adm0_en", "name", 6, 0},
    {"name:ru", "name_ru", 1, 3}, {"adm3_ru", "name_ru", 2, 3}, {"adm2_ru", "name_ru", 3, 3},
    {"adm1_ru", "name_ru", 4, 3}, {"adm0_ru", "name_ru", 5, 3}, {"name:uz", "name_uz", 1, 2},
    {"adm3_uz", "name_uz", 2, 2}, {"adm2_uz", "name_uz", 3, 2}, {"adm1_uz", "name_uz", 4, 2},
    {"adm0_uz", "name_uz", 5, 2}, {"name:kk", "name_kk", 1, 4}, {"latitude", "lat", 1, 255},
    {"longitude", "lon", 1, 255}, {"lng", "lon", 2, 255},       {"long", "lon", 3, 255},
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_name(struct str s, const char *name)
{
    if (s.n != strlen(name))
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (lower(s.p[i]) != name[i])
            return false;
    return true;
}

static int field_bit(const struct import_kind *what, const char *name)
{
    const struct field *f = record_field(kind_table[what->kind].record, str_c(name));
    return f != NULL && (what->columns & BIT(f->bit)) != 0 ? f->bit : COLUMN_NONE;
}

static uint8_t slug_rank(const char *field)
{
    return strcmp(field, "name") == 0      ? 1
           : strcmp(field, "name_uz") == 0 ? 2
           : strcmp(field, "name_ru") == 0 ? 3
                                           : 255;
}

struct column registry_column(const struct import_kind *what, struct str name)
{
    const struct record *rec = kind_table[what->kind].record;
    if (is_name(name, "id") && what->kind != KIND_USER)
        return (struct column){COLUMN_ID, 0, 255};
    if (is_name(name, "password") && what->kind == KIND_USER)
        return (struct column){COLUMN_PASSWORD, 0, 255};
    for (int i = 0; i < rec->nfields; i++)
        if ((what->columns & BIT(rec->fields[i].bit)) != 0 && is_name(name, rec->fields[i].name))
            return (struct column){rec->fields[i].bit, 0, slug_rank(rec->fields[i].name)};
    for (size_t i = 0; i < ARRAY_LEN(aliases); i++) {
        int bit = is_name(name, aliases[i].name) ? field_bit(what, aliases[i].field) : COLUMN_NONE;
        if (bit != COLUMN_NONE)
            return (struct column){bit, aliases[i].rank, aliases[i].slug};
    }
    return (struct column){COLUMN_NONE, 0, 255};
}

void registry_cells_clear(struct cells *c)
{
    memset(c, 0, sizeof *c);
    memset(c->rank, 0xff, sizeof c->rank);
    c->slug_rank = 255;
}

void registry_put(struct cells *c, struct column col, struct str value)
{
    if (value.n == 0)
        return;
    if (c->v[col.at].n == 0 || col.rank < c->rank[col.at]) {
        c->v[col.at] = value;
        c->rank[col.at] = col.rank;
    }
    if (col.slug < c->slug_rank) {
        c->slug = value;
        c->slug_rank = col.slug;
    }
}

/* ---- texts to JSON, which the record tables then check ---- */

/* As JSON wants it: no '+', no zeros before, a point. Empty when this is no number. */
static struct str number_text(struct str s, bool comma, char *to, size_t cap)
{
    size_t i = 0, n = 0;
    if (s.n == 0 || s.n >= cap)
        return STR_NONE;
    if (s.p[0] == '-')
        to[n++] = '-';
    i += s.p[0] == '-' || s.p[0] == '+';
    while (i + 1 < s.n && s.p[i] == '0' && s.p[i + 1] >= '0' && s.p[i + 1] <= '9')
        i++;
    size_t digits = 0, points = 0;
    for (; i < s.n; i++) {
        char ch = comma && s.p[i] == ',' ? '.' : s.p[i];
        if (ch == '.' && digits > 0 && points++ == 0 && i + 1 < s.n)
            to[n++] = ch;
        else if (ch >= '0' && ch <= '9' && ++digits > 0)
            to[n++] = ch;
        else
            return STR_NONE;
    }
    return digits > 0 ? (struct str){to, n} : STR_NONE;
}

static void put_bool(struct buf *out, struct str s)
{
    static const char *const yes[] = {"true", "1", "yes", "да", "ha", "иә"};
    static const char *const no[] = {"false", "0", "no", "нет", "yo'q", "жоқ"};
    for (size_t i = 0; i < ARRAY_LEN(yes); i++) {
        if (is_name(s, yes[i]) || is_name(s, no[i])) {
            buf_cat(out, is_name(s, yes[i]) ? "true" : "false");
            return;
        }
    }
    json_put_string(out, s);
}

static void put_list(struct buf *out, struct str s)
{
    bool first = true;
    buf_putc(out, '[');
    for (size_t i = 0; i < s.n;) {
        size_t from = i;
        while (i < s.n && s.p[i] != ';' && s.p[i] != ' ' && s.p[i] != ',')
            i++;
        if (i > from) {
            if (!first)
                buf_putc(out, ',');
            first = false;
            json_put_string(out, (struct str){s.p + from, i - from});
        }
        i++;
    }
    buf_putc(out, ']');
}

static void put_cell(struct buf *out, const struct field *f, struct str s, bool comma)
{
    char number[48];
    if (f->kind == FIELD_BOOL) {
        put_bool(out, s);
    } else if (f->kind == FIELD_IDS) {
        put_list(out, s);
    } else if (f->kind < FIELD_ENUM) {
        struct str n = number_text(s, comma, number, sizeof number);
        if (n.n > 0)
            buf_puts(out, n);
        else
            json_put_string(out, s); /* refused with the range in its words */
    } else {
        json_put_string(out, s);
    }
}

static void fault(struct import *m, uint32_t line, const struct cells *c, const char *field,
                  const char *text)
{
    struct str t = arena_printf(m->arena, "%.*s%s", STR_ARG(c->label), text);
    registry_fault(m->arena, &m->errors, line, field, t.p);
}

static bool read_fields(struct import *m, uint32_t line, const struct cells *c, struct row *row)
{
    const struct record *rec = kind_table[m->what->kind].record;
    struct buf json;
    struct err e = {0};
    buf_init(&json, 1u << 20);
    buf_putc(&json, '{');
    for (int i = 0; i < rec->nfields; i++) {
        const struct field *f = &rec->fields[i];
        if (c->v[f->bit].n == 0)
            continue;
        if (json.n > 1)
            buf_putc(&json, ',');
        json_put_key(&json, f->name);
        put_cell(&json, f, c->v[f->bit], c->decimal_comma);
    }
    buf_putc(&json, '}');
    row->rec = arena_alloc(m->arena, rec->size);
    if (!buf_ok(&json)) {
        fault(m, line, c, "", "is longer than a row may be");
    } else {
        struct str text = arena_str(m->arena, buf_str(&json));
        if (record_read(rec, text, RECORD_OUTSIDE, false, m->arena, row->rec, &e) != RC_OK)
            fault(m, line, c, e.field, e.detail);
    }
    buf_release(&json);
    return e.code == RC_OK;
}

/* ---- areas ---- */

static bool read_geometry(struct import *m, uint32_t line, const struct cells *c, struct area *a)
{
    struct geo_area *g = NULL;
    struct err e = {0};
    struct buf text;
    if (c->geometry.n == 0)
        return true;
    if (geo_area_parse(c->geometry, &g, &e) != RC_OK) {
        fault(m, line, c, "geometry", e.detail);
        return false;
    }
    const struct field *f = record_field(kind_table[KIND_AREA].record, STR("geometry"));
    buf_init(&text, (size_t)f->max);
    geo_area_encode(g, &text);
    bool fits = buf_ok(&text);
    if (fits) {
        struct geo_point inner = geo_area_centroid(g);
        area_set_geometry(a, arena_str(m->arena, buf_str(&text)));
        area_set_lat(a, inner.lat7);
        area_set_lon(a, inner.lon7);
    } else {
        fault(m, line, c, "geometry", "has too many points: simplify it to about 40000");
    }
    buf_release(&text);
    geo_area_free(g);
    return fits;
}

/* ---- the row ---- */

static bool set_id(struct import *m, uint32_t line, const struct cells *c, struct row *row)
{
    bool user = m->what->kind == KIND_USER,
         made = m->what->kind == KIND_AREA && c->v[COLUMN_ID].n == 0;
    const char *field = user ? "name" : "id";
    row->id = user ? c->v[F_USER_NAME] : made ? registry_slug(m->arena, c->slug) : c->v[COLUMN_ID];
    if (row->id.n == 0) {
        fault(m, line, c, field, user ? "'name' is missing" : "'id' is missing");
        return false;
    }
    if (!id_valid(row->id)) {
        fault(m, line, c, field, "an id has at most 64 letters, digits or . _ : -");
        return false;
    }
    return true;
}

static struct row *grow(struct import *m)
{
    if (m->nrows == m->cap) {
        size_t cap = m->cap > 0 ? m->cap * 2 : 256;
        struct row *grown = arena_alloc(m->arena, cap * sizeof *grown);
        if (m->nrows > 0)
            memcpy(grown, m->rows, m->nrows * sizeof *grown);
        m->rows = grown;
        m->cap = cap;
    }
    return &m->rows[m->nrows++];
}

void registry_add_row(struct import *m, uint32_t line, const struct cells *c)
{
    struct row row = {.line = line};
    if (!set_id(m, line, c, &row) || !read_fields(m, line, c, &row))
        return;
    if (m->what->kind == KIND_AREA && !read_geometry(m, line, c, row.rec))
        return;
    row.password = c->v[COLUMN_PASSWORD];
    /* Lines are kept as numbers, as the rows move when they grow. */
    void *first = map_get(&m->by_id, row.id);
    if (first != NULL) {
        char text[120];
        (void)snprintf(text, sizeof text, "'%.*s' was there already in line %u", STR_ARG(row.id),
                       m->rows[(uintptr_t)first - 1].line);
        fault(m, line, c, m->what->kind == KIND_USER ? "name" : "id", text);
        return;
    }
    *grow(m) = row;
    (void)map_set(&m->by_id, row.id, (void *)(uintptr_t)m->nrows);
}
