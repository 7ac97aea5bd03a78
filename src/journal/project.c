/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One table p_KIND for each kind that keeps fields for search, one row an entity, made from
 * kind_table, so a new kept field needs no code. A row holds what the events carried, but no value
 * that expires. Rows lie in the order the entities began, since what is new is what changes: a
 * transaction then touches few pages.
 *
 * Ids that the centre gives end with the sequence of the creating event, which is the row's key, so
 * they need no index; the few others that may come stand in the table `named`.
 */
#include <sqlite3.h>

#include "journal/journal_priv.h"

#define SQL_MAX 65536

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
               "CREATE TABLE p_%.*s(first INTEGER PRIMARY KEY, id TEXT NOT NULL, "
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
    for (int i = 0; i < k->record->nfields; i++) {
        const struct field *f = &k->record->fields[i];
        if ((k->find & BIT(f->bit)) != 0)
            buf_printf(
                out, "CREATE INDEX p_%.*s_" JOURNAL_COLUMN "%s ON p_%.*s(" JOURNAL_COLUMN "%s);\n",
                STR_ARG(k->name), f->name, STR_ARG(k->name), f->name);
    }
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

/* Parameters of insert and change alike: 1 first, 2 id, 3 seq, 4 area, then the kept fields. */
static void put_insert(const struct kind_info *k, struct buf *out)
{
    const struct record *rec = k->record;
    buf_printf(out, "INSERT INTO p_%.*s VALUES(?1, ?2, ?3, ?4", STR_ARG(k->name));
    int at = 5;
    for (int i = 0; i < rec->nfields; i++)
        if (is_kept(k, &rec->fields[i]))
            buf_printf(out, ", ?%d", at++);
    buf_cat(out, ")");
    buf_putc(out, '\0');
}

/* A patch leaves alone what it does not carry: such parameters are NULL. */
static void put_change(const struct kind_info *k, struct buf *out)
{
    const struct record *rec = k->record;
    buf_printf(out, "UPDATE p_%.*s SET seq = ?3", STR_ARG(k->name));
    int at = 5;
    for (int i = 0; i < rec->nfields; i++) {
        const char *name = rec->fields[i].name;
        if (is_kept(k, &rec->fields[i]))
            buf_printf(out, ", " JOURNAL_COLUMN "%s = coalesce(?%d, " JOURNAL_COLUMN "%s)", name,
                       at++, name);
    }
    buf_cat(out, " WHERE first = ?1 AND id = ?2");
    buf_putc(out, '\0');
}

static enum rc prepare_kind(struct journal_projector *p, int kind, struct err *e)
{
    const struct kind_info *k = &kind_table[kind];
    struct buf sql;
    buf_init(&sql, SQL_MAX);
    put_insert(k, &sql);
    must(buf_ok(&sql));
    enum rc rc = db_prepare(p->db, &p->insert[kind], sql.p, e);
    buf_clear(&sql);
    put_change(k, &sql);
    must(buf_ok(&sql));
    if (rc == RC_OK)
        rc = db_prepare(p->db, &p->change[kind], sql.p, e);
    buf_clear(&sql);
    buf_printf(&sql, "UPDATE p_%.*s SET area = ?2 WHERE first = ?1 AND area <> ?2%c",
               STR_ARG(k->name), 0);
    if (rc == RC_OK)
        rc = db_prepare(p->db, &p->move[kind], sql.p, e);
    buf_clear(&sql);
    buf_printf(&sql, "DELETE FROM p_%.*s WHERE first = ?%c", STR_ARG(k->name), 0);
    if (rc == RC_OK)
        rc = db_prepare(p->db, &p->drop[kind], sql.p, e);
    buf_release(&sql);
    return rc;
}

enum rc journal_project_open(struct journal_projector *p, struct db *db, struct err *e)
{
    p->db = db;
    enum rc rc = db_prepare(db, &p->find, "SELECT first FROM named WHERE kind = ? AND id = ?", e);
    if (rc == RC_OK)
        rc = db_prepare(db, &p->name, "INSERT INTO named VALUES(?, ?, ?)", e);
    if (rc == RC_OK)
        rc = db_prepare(db, &p->unname, "DELETE FROM named WHERE first = ?", e);
    if (rc == RC_OK)
        rc = db_number(db, "SELECT count(*) FROM named", &p->named, e);
    for (int i = 0; i < KIND_COUNT && rc == RC_OK; i++)
        if (kind_table[i].keep != 0)
            rc = prepare_kind(p, i, e);
    return rc;
}

void journal_project_close(struct journal_projector *p)
{
    db_finalize(&p->find);
    db_finalize(&p->name);
    db_finalize(&p->unname);
    for (int i = 0; i < KIND_COUNT; i++) {
        db_finalize(&p->insert[i]);
        db_finalize(&p->change[i]);
        db_finalize(&p->move[i]);
        db_finalize(&p->drop[i]);
    }
}

static void bind_field(struct sqlite3_stmt *s, int at, const struct field *f, struct str *values)
{
    if (f->kind >= FIELD_ID) {
        db_bind_text(s, at, journal_note_text(values));
        return;
    }
    int64_t n = journal_note_number(values);
    if (f->kind != FIELD_ENUM)
        db_bind_i64(s, at, n);
    else if (n >= 0 && n < f->enums->count)
        db_bind_text(s, at, f->enums->names[n]);
    else
        db_bind_null(s, at);
}

static enum rc run_row(struct sqlite3_stmt *s, const struct journal_note *note, int64_t first,
                       bool insert, struct err *e)
{
    const struct kind_info *k = &kind_table[event_table[note->type].kind];
    struct str values = note->fields;
    int at = 5;
    db_bind_i64(s, 1, first);
    db_bind_text(s, 2, note->id);
    db_bind_i64(s, 3, (int64_t)note->seq);
    if (insert)
        db_bind_text(s, 4, note->area);
    for (int i = 0; i < k->record->nfields; i++) {
        const struct field *f = &k->record->fields[i];
        if (!is_kept(k, f))
            continue;
        if ((note->has & BIT(f->bit)) != 0)
            bind_field(s, at, f, &values);
        else
            db_bind_null(s, at);
        at++;
    }
    return db_run(s, e);
}

/*
 * The entity is found in the area of its last event that has one. Not part of the change: naming an
 * indexed column there would make SQLite write the index entry anew for every event.
 */
static enum rc move(struct journal_projector *p, const struct journal_note *note, int64_t first,
                    struct err *e)
{
    struct sqlite3_stmt *s = p->move[event_table[note->type].kind];
    if (note->area.n == 0 || event_table[note->type].mode == EVENT_CREATES)
        return RC_OK;
    db_bind_i64(s, 1, first);
    db_bind_text(s, 2, note->area);
    return db_run(s, e);
}

static enum rc change(struct journal_projector *p, const struct journal_note *note, int64_t first,
                      bool *done, struct err *e)
{
    enum rc rc = run_row(p->change[event_table[note->type].kind], note, first, false, e);
    *done = rc == RC_OK && db_changes(p->db) > 0;
    return *done ? move(p, note, first, e) : rc;
}

static enum rc insert(struct journal_projector *p, const struct journal_note *note, bool named,
                      struct err *e)
{
    int kind = event_table[note->type].kind;
    enum rc rc = run_row(p->insert[kind], note, (int64_t)note->seq, true, e);
    if (rc != RC_OK || !named)
        return rc;
    p->named++;
    db_bind_text(p->name, 1, kind_table[kind].name);
    db_bind_text(p->name, 2, note->id);
    db_bind_i64(p->name, 3, (int64_t)note->seq);
    return db_run(p->name, e);
}

/* Where a row with such a name stands; 0: there is none. */
static enum rc find_named(struct journal_projector *p, const struct journal_note *note,
                          int64_t *first, struct err *e)
{
    bool row = false;
    *first = 0;
    if (p->named == 0)
        return RC_OK;
    db_bind_text(p->find, 1, kind_table[event_table[note->type].kind].name);
    db_bind_text(p->find, 2, note->id);
    enum rc rc = db_step(p->find, &row, e);
    if (rc == RC_OK && row)
        *first = db_i64(p->find, 0);
    db_reset(p->find);
    return rc;
}

/* The sequence in an id that the centre gave; 0 when it may be another's. */
static int64_t born_of(struct str id)
{
    int64_t seq = 0;
    struct str digits = {id.p + 1, id.n > 0 ? id.n - 1 : 0};
    if (digits.n == 0 || digits.p[0] < '1' || digits.p[0] > '9' || !str_i64(digits, &seq))
        return 0;
    return seq;
}

static enum rc drop_row(struct sqlite3_stmt *s, int64_t first, struct err *e)
{
    db_bind_i64(s, 1, first);
    return db_run(s, e);
}

/* A row stands under the sequence of the event that made it: with that event it goes. */
static enum rc drop_rows(struct journal_projector *p, struct str seqs, struct err *e)
{
    enum rc rc = RC_OK;
    for (int64_t seq; seqs.n >= sizeof seq && rc == RC_OK;
         seqs.p += sizeof seq, seqs.n -= sizeof seq) {
        memcpy(&seq, seqs.p, sizeof seq);
        for (int i = 0; i < KIND_COUNT && rc == RC_OK; i++)
            if (p->drop[i] != NULL)
                rc = drop_row(p->drop[i], seq, e);
        if (rc == RC_OK && p->named > 0)
            rc = drop_row(p->unname, seq, e);
    }
    return rc;
}

enum rc journal_project(struct journal_projector *p, const struct journal_note *note, struct err *e)
{
    bool done = false;
    int64_t first, seq = (int64_t)note->seq;
    if (note->type == EV_ERASE)
        return drop_rows(p, note->fields, e);
    if (note->type == EV_COUNT || note->id.n == 0)
        return RC_OK;
    int64_t born = born_of(note->id);
    enum rc rc = born > 0 && born < seq ? change(p, note, born, &done, e) : RC_OK;
    if (rc != RC_OK || done)
        return rc;
    rc = find_named(p, note, &first, e);
    if (rc == RC_OK && first > 0)
        rc = change(p, note, first, &done, e);
    return rc == RC_OK && !done ? insert(p, note, born != seq, e) : rc;
}
