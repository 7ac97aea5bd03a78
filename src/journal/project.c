/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One table p_KIND for each kind that keeps fields for search, one row an entity, and the timeline:
 * all made from kind_table, so a new kept field needs no code. A row holds what the events carried,
 * but no value that expires. Rows lie in the order the entities began, since what is new is what
 * changes: a batch then touches few pages.
 */
#include <sqlite3.h>

#include "journal/journal_priv.h"

#define SQL_MAX 65536
#define SUBJECT_MAX 512

static bool is_text(const struct field *f)
{
    return f->kind >= FIELD_ID || f->kind == FIELD_ENUM;
}

static bool is_kept(const struct kind_info *k, const struct field *f)
{
    return (k->keep & BIT(f->bit)) != 0;
}

static void put_table(const struct kind_info *k, struct buf *out)
{
    buf_printf(out,
               "CREATE TABLE p_%.*s(first INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, "
               "seq INTEGER NOT NULL, area TEXT NOT NULL",
               STR_ARG(k->name));
    for (int i = 0; i < k->record->nfields; i++) {
        const struct field *f = &k->record->fields[i];
        if (is_kept(k, f))
            buf_printf(out, ", " JOURNAL_COLUMN "%s %s", f->name, is_text(f) ? "TEXT" : "INTEGER");
    }
    /* An index entry ends with the row's key, so this one is sorted by area, then first. */
    buf_printf(out, ");\nCREATE INDEX p_%.*s_area ON p_%.*s(area);\n", STR_ARG(k->name),
               STR_ARG(k->name));
}

void journal_project_shape(struct buf *out)
{
    for (int i = 0; i < KIND_COUNT; i++) {
        const struct kind_info *k = &kind_table[i];
        /* What expires must not lie where erasure would have to hunt for it. */
        must((k->keep & k->record->personal) == 0);
        if (k->keep != 0)
            put_table(k, out);
    }
    must(buf_ok(out));
}

static enum rc drop_tables(struct db *db, struct err *e)
{
    struct sqlite3_stmt *s;
    struct buf sql;
    bool row = false;
    buf_init(&sql, SQL_MAX);
    enum rc rc = db_prepare(
        db, &s, "SELECT name FROM sqlite_schema WHERE type='table' AND name GLOB 'p_*'", e);
    while (rc == RC_OK && (rc = db_step(s, &row, e)) == RC_OK && row)
        buf_printf(&sql, "DROP TABLE \"%.*s\";\n", STR_ARG(db_str(s, 0)));
    db_finalize(&s);
    buf_putc(&sql, '\0');
    if (rc == RC_OK && !buf_ok(&sql))
        rc = err_set(e, RC_CORRUPT, "the journal has too many search tables");
    if (rc == RC_OK)
        rc = db_exec(db, sql.p, e);
    buf_release(&sql);
    return rc;
}

enum rc journal_project_reset(struct db *db, struct err *e)
{
    struct buf sql;
    enum rc rc = drop_tables(db, e);
    if (rc != RC_OK)
        return rc;
    buf_init(&sql, SQL_MAX);
    buf_cat(&sql, "DELETE FROM timeline;\n");
    journal_project_shape(&sql);
    buf_putc(&sql, '\0');
    must(buf_ok(&sql));
    rc = db_exec(db, sql.p, e);
    buf_release(&sql);
    return rc;
}

/* A patch leaves alone what it does not carry: such parameters are NULL. */
static void put_upsert(const struct kind_info *k, struct buf *out)
{
    const struct record *rec = k->record;
    buf_printf(out, "INSERT INTO p_%.*s VALUES(?2, ?1, ?2, ?3", STR_ARG(k->name));
    int at = 4;
    for (int i = 0; i < rec->nfields; i++)
        if (is_kept(k, &rec->fields[i]))
            buf_printf(out, ", ?%d", at++);
    buf_cat(out, ") ON CONFLICT(id) DO UPDATE SET seq = excluded.seq");
    for (int i = 0; i < rec->nfields; i++) {
        const char *name = rec->fields[i].name;
        if (is_kept(k, &rec->fields[i]))
            buf_printf(out,
                       ", " JOURNAL_COLUMN "%s = coalesce(excluded." JOURNAL_COLUMN
                       "%s, " JOURNAL_COLUMN "%s)",
                       name, name, name);
    }
    buf_putc(out, '\0');
    must(buf_ok(out));
}

enum rc journal_project_open(struct journal_projector *p, struct db *db, struct err *e)
{
    struct buf sql;
    p->db = db;
    buf_init(&p->subject, SUBJECT_MAX);
    enum rc rc = db_prepare(db, &p->timeline, "INSERT INTO timeline VALUES(?, ?, ?)", e);
    buf_init(&sql, SQL_MAX);
    for (int i = 0; i < KIND_COUNT && rc == RC_OK; i++) {
        if (kind_table[i].keep == 0)
            continue;
        buf_clear(&sql);
        put_upsert(&kind_table[i], &sql);
        rc = db_prepare(db, &p->upsert[i], sql.p, e);
        buf_clear(&sql);
        buf_printf(&sql, "UPDATE p_%.*s SET area = ?2 WHERE id = ?1 AND area <> ?2%c",
                   STR_ARG(kind_table[i].name), 0);
        if (rc == RC_OK)
            rc = db_prepare(db, &p->move[i], sql.p, e);
    }
    buf_release(&sql);
    return rc;
}

void journal_project_close(struct journal_projector *p)
{
    db_finalize(&p->timeline);
    for (int i = 0; i < KIND_COUNT; i++)
        db_finalize(&p->upsert[i]);
    for (int i = 0; i < KIND_COUNT; i++)
        db_finalize(&p->move[i]);
    buf_release(&p->subject);
}

static void bind_field(struct sqlite3_stmt *s, int at, const struct field *f, const void *data)
{
    const char *value = (const char *)data + f->off;
    if (f->kind >= FIELD_ID) {
        db_bind_text(s, at, *(const struct str *)(const void *)value);
        return;
    }
    int64_t n = *(const int64_t *)(const void *)value;
    if (f->kind != FIELD_ENUM)
        db_bind_i64(s, at, n);
    else if (n >= 0 && n < f->enums->count)
        db_bind_text(s, at, f->enums->names[n]);
    else
        db_bind_null(s, at);
}

/*
 * The entity is found in the area of its last event that has one. Not part of the upsert: naming an
 * indexed column there would make SQLite write both index entries anew for every event.
 */
static enum rc move(struct journal_projector *p, const struct event *ev, struct err *e)
{
    struct sqlite3_stmt *s = p->move[event_kind(ev)];
    if (ev->area.n == 0)
        return RC_OK;
    db_bind_text(s, 1, ev->id);
    db_bind_text(s, 2, ev->area);
    return db_run(s, e);
}

static enum rc keep(struct journal_projector *p, const struct event *ev, struct err *e)
{
    const struct kind_info *k = &kind_table[event_kind(ev)];
    struct sqlite3_stmt *s = p->upsert[event_kind(ev)];
    if (s == NULL)
        return RC_OK;
    uint64_t has = *(const uint64_t *)ev->data & event_table[ev->type].sets;
    int at = 4;
    db_bind_text(s, 1, ev->id);
    db_bind_i64(s, 2, (int64_t)ev->seq);
    db_bind_text(s, 3, ev->area);
    for (int i = 0; i < k->record->nfields; i++) {
        const struct field *f = &k->record->fields[i];
        if (!is_kept(k, f))
            continue;
        if ((has & BIT(f->bit)) != 0)
            bind_field(s, at, f, ev->data);
        else
            db_bind_null(s, at);
        at++;
    }
    enum rc rc = db_run(s, e);
    return rc == RC_OK && event_table[ev->type].mode != EVENT_CREATES ? move(p, ev, e) : rc;
}

static enum rc mark(struct journal_projector *p, struct str subject, uint64_t seq, struct err *e)
{
    db_bind_i64(p->timeline, 1, (int64_t)(seq / JOURNAL_PART));
    db_bind_text(p->timeline, 2, subject);
    db_bind_i64(p->timeline, 3, (int64_t)seq);
    return db_run(p->timeline, e);
}

enum rc journal_project(struct journal_projector *p, const struct event *ev, struct err *e)
{
    buf_clear(&p->subject);
    buf_puts(&p->subject, kind_table[event_kind(ev)].name);
    buf_putc(&p->subject, '/');
    buf_puts(&p->subject, ev->id);
    if (!buf_ok(&p->subject))
        return err_set(e, RC_CORRUPT, "event %llu has an id of more than %d bytes",
                       (unsigned long long)ev->seq, SUBJECT_MAX);
    enum rc rc = mark(p, buf_str(&p->subject), ev->seq, e);
    if (rc == RC_OK && ev->about.n > 0 && !str_eq(ev->about, buf_str(&p->subject)))
        rc = mark(p, ev->about, ev->seq, e);
    return rc == RC_OK ? keep(p, ev, e) : rc;
}
