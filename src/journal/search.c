/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Search in two steps: first the places (first sequences) of the newest rows that match, found along
 * the index of a filter's field that has one, else area by area along the index on (area, first), so
 * that no search sorts; then the rows themselves, newest first.
 */
#include <sqlite3.h>

#include "base/mem.h"
#include "journal/journal_priv.h"

#define FILTERS_MAX 64 /* bits of `has`: a record has no more fields */
#define SQL_MAX 16384

struct search {
    struct db *db;
    const struct kind_info *kind;
    const struct journal_filter *filters;
    size_t nfilters;
    const struct field *fields[FILTERS_MAX]; /* of the filters */
    int64_t numbers[FILTERS_MAX];            /* values of filters on numbers */
    int64_t after;
    int limit;
    int64_t *firsts; /* the newest found so far, newest first; limit of them */
    int n;
};

static bool is_number(const struct field *f)
{
    return f->kind < FIELD_ID && f->kind != FIELD_ENUM;
}

/* A value as it stands in an address: no quotes, usual units. */
static bool read_number(const struct field *f, struct str value, int64_t *out)
{
    if (f->kind == FIELD_TIME)
        return clock_parse(value, out);
    if (f->kind == FIELD_BOOL) {
        *out = str_eqc(value, "true");
        return *out != 0 || str_eqc(value, "false");
    }
    struct json_reader r;
    json_open(&r, value);
    struct json_token t = json_next(&r);
    return t.kind == JSON_NUMBER && json_next(&r).kind == JSON_END &&
           json_scaled(t, f->digits, out);
}

static enum rc read_filters(struct search *s, struct err *e)
{
    if (s->nfilters > FILTERS_MAX)
        return err_set(e, RC_TOO_LARGE, "more than %d filters", FILTERS_MAX);
    for (size_t i = 0; i < s->nfilters; i++) {
        struct str name = s->filters[i].field, value = s->filters[i].value;
        const struct field *f = record_field(s->kind->record, name);
        if (f == NULL || (s->kind->keep & BIT(f->bit)) == 0)
            return err_set(e, RC_INVALID, "'%.*s' is no field to search by",
                           (int)(name.n < 64 ? name.n : 64), name.n > 0 ? name.p : "");
        if (f->kind == FIELD_ENUM && enum_find(f->enums, value) < 0)
            return err_field(e, RC_INVALID, f->name, "'%s' has no such value", f->name);
        if (is_number(f) && !read_number(f, value, &s->numbers[i]))
            return err_field(e, RC_INVALID, f->name, "'%s' is not written as it should be",
                             f->name);
        s->fields[i] = f;
    }
    return RC_OK;
}

/* The first of the filters' fields in the record's order that has an index; NULL: none has. */
static const struct field *indexed(const struct search *s)
{
    const struct field *best = NULL;
    for (size_t i = 0; i < s->nfilters; i++)
        if ((s->kind->find & BIT(s->fields[i]->bit)) != 0 && (best == NULL || s->fields[i] < best))
            best = s->fields[i];
    return best;
}

/* Parameters: 1 before, 2 after, 3 limit, 4 area, then the filters. */
static enum rc prepare_places(struct search *s, bool by_area, struct sqlite3_stmt **out,
                              struct err *e)
{
    struct buf sql;
    const struct field *by = indexed(s);
    buf_init(&sql, SQL_MAX);
    buf_printf(&sql, "SELECT first FROM p_%.*s", STR_ARG(s->kind->name));
    if (by != NULL)
        buf_printf(&sql, " INDEXED BY p_%.*s_" JOURNAL_COLUMN "%s", STR_ARG(s->kind->name),
                   by->name);
    else if (by_area)
        buf_printf(&sql, " INDEXED BY p_%.*s_area", STR_ARG(s->kind->name));
    buf_printf(&sql, " WHERE first < ?1 AND first > ?2%s", by_area ? " AND area = ?4" : "");
    for (size_t i = 0; i < s->nfilters; i++)
        buf_printf(&sql, " AND " JOURNAL_COLUMN "%s = ?%d", s->fields[i]->name, (int)i + 5);
    buf_cat(&sql, " ORDER BY first DESC LIMIT ?3");
    buf_putc(&sql, '\0');
    must(buf_ok(&sql));
    enum rc rc = db_prepare(s->db, out, sql.p, e);
    for (size_t i = 0; i < s->nfilters && rc == RC_OK; i++) {
        if (is_number(s->fields[i]))
            db_bind_i64(*out, (int)i + 5, s->numbers[i]);
        else
            db_bind_text(*out, (int)i + 5, s->filters[i].value);
    }
    buf_release(&sql);
    return rc;
}

/*
 * Into its place among the newest; the oldest falls out. An area named twice gives its rows twice.
 */
static void insert_first(struct search *s, int64_t first)
{
    int at = s->n;
    while (at > 0 && s->firsts[at - 1] < first)
        at--;
    if ((at > 0 && s->firsts[at - 1] == first) || at == s->limit)
        return;
    int end = s->n < s->limit ? s->n++ : s->limit - 1;
    memmove(s->firsts + at + 1, s->firsts + at, (size_t)(end - at) * sizeof *s->firsts);
    s->firsts[at] = first;
}

static enum rc find_places(struct search *s, struct sqlite3_stmt *q, struct str area,
                           int64_t before, struct err *e)
{
    bool row = false;
    enum rc rc = RC_OK;
    db_bind_i64(q, 1, before);
    bool full = s->n == s->limit && s->firsts[s->n - 1] > s->after;
    db_bind_i64(q, 2, full ? s->firsts[s->n - 1] : s->after); /* older ones would fall out */
    db_bind_i64(q, 3, s->limit);
    if (area.n > 0)
        db_bind_text(q, 4, area);
    while (rc == RC_OK && (rc = db_step(q, &row, e)) == RC_OK && row)
        insert_first(s, db_i64(q, 0));
    return rc;
}

static enum rc find_all(struct search *s, struct str areas, int64_t before, struct err *e)
{
    struct sqlite3_stmt *q;
    enum rc rc = prepare_places(s, areas.n > 0, &q, e);
    if (rc == RC_OK && areas.n == 0)
        rc = find_places(s, q, STR_NONE, before, e);
    while (rc == RC_OK && areas.n > 0) {
        struct str area = str_cut(&areas, ',');
        if (area.n > 0)
            rc = find_places(s, q, area, before, e);
    }
    db_finalize(&q);
    return rc;
}

static void set_field(void *obj, const struct field *f, struct sqlite3_stmt *q, int col)
{
    char *at = (char *)obj + f->off;
    int64_t n;
    if (db_is_null(q, col))
        return;
    if (f->kind >= FIELD_ID) {
        *(struct str *)(void *)at = db_str(q, col);
    } else {
        n = f->kind == FIELD_ENUM ? enum_find(f->enums, db_str(q, col)) : db_i64(q, col);
        if (f->kind == FIELD_ENUM && n < 0)
            return; /* a name that this program no longer has */
        *(int64_t *)(void *)at = n;
    }
    *(uint64_t *)obj |= BIT(f->bit);
}

/* Columns: id, seq, kept fields in the record's order. */
static void put_row(const struct search *s, struct sqlite3_stmt *q, void *obj, struct buf *out)
{
    const struct record *rec = s->kind->record;
    int col = 2;
    memset(obj, 0, rec->size);
    for (int i = 0; i < rec->nfields; i++)
        if ((s->kind->keep & BIT(rec->fields[i].bit)) != 0)
            set_field(obj, &rec->fields[i], q, col++);
    buf_cat(out, "{\"id\":");
    json_put_string(out, db_str(q, 0));
    buf_printf(out, ",\"seq\":%lld", (long long)db_i64(q, 1));
    if (*(uint64_t *)obj != 0) {
        buf_putc(out, ',');
        (void)record_write_members(rec, obj, s->kind->keep, RECORD_OUTSIDE, false, out);
    }
    buf_putc(out, '}');
}

static enum rc prepare_row(const struct search *s, struct sqlite3_stmt **out, struct err *e)
{
    const struct record *rec = s->kind->record;
    struct buf sql;
    buf_init(&sql, SQL_MAX);
    buf_cat(&sql, "SELECT id, seq");
    for (int i = 0; i < rec->nfields; i++)
        if ((s->kind->keep & BIT(rec->fields[i].bit)) != 0)
            buf_printf(&sql, ", " JOURNAL_COLUMN "%s", rec->fields[i].name);
    buf_printf(&sql, " FROM p_%.*s WHERE first = ?%c", STR_ARG(s->kind->name), 0);
    must(buf_ok(&sql));
    enum rc rc = db_prepare(s->db, out, sql.p, e);
    buf_release(&sql);
    return rc;
}

static enum rc put_rows(const struct search *s, struct buf *out, struct err *e)
{
    struct sqlite3_stmt *q;
    bool row = false;
    enum rc rc = prepare_row(s, &q, e);
    void *obj = mem_alloc(s->kind->record->size);
    bool comma = false;
    for (int i = 0; i < s->n && rc == RC_OK; i++) {
        db_bind_i64(q, 1, s->firsts[i]);
        rc = db_step(q, &row, e);
        if (rc != RC_OK || !row)
            continue;
        if (comma)
            buf_putc(out, ',');
        comma = true;
        put_row(s, q, obj, out);
        db_reset(q);
    }
    free(obj);
    db_finalize(&q);
    return rc;
}

enum rc journal_search(struct journal_reader *r, enum kind kind,
                       const struct journal_filter *filters, size_t nfilters, struct str areas,
                       uint64_t before, uint64_t after, int limit, struct buf *out, uint64_t *next,
                       struct err *e)
{
    CHECK_OBJ(r, JOURNAL_READER_MAGIC);
    must(kind < KIND_COUNT && !r->busy);
    *next = 0;
    if (kind_table[kind].keep == 0)
        return err_set(e, RC_INVALID, "nothing is kept for search of '%.*s'",
                       STR_ARG(kind_table[kind].name));
    if (limit < 1 || limit > JOURNAL_SEARCH_MAX)
        return err_set(e, RC_INVALID, "a search gives 1 to %d rows", JOURNAL_SEARCH_MAX);
    struct search s = {.kind = &kind_table[kind],
                       .filters = filters,
                       .nfilters = nfilters,
                       .after = after < INT64_MAX ? (int64_t)after : INT64_MAX,
                       .limit = limit};
    enum rc rc = read_filters(&s, e);
    if (rc == RC_OK)
        rc = journal_index_read(&s.db, r->dir, e);
    if (rc != RC_OK)
        return rc;
    s.firsts = mem_array((size_t)limit, sizeof *s.firsts);
    rc = find_all(&s, areas, before > 0 && before < INT64_MAX ? (int64_t)before : INT64_MAX, e);
    buf_putc(out, '[');
    if (rc == RC_OK)
        rc = put_rows(&s, out, e);
    buf_putc(out, ']');
    if (rc == RC_OK && !buf_ok(out))
        rc = err_set(e, RC_TOO_LARGE, "the rows do not fit into the answer");
    if (rc == RC_OK && s.n == limit)
        *next = (uint64_t)s.firsts[s.n - 1];
    free(s.firsts);
    db_close(s.db);
    return rc;
}
