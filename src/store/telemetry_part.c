/* SPDX-License-Identifier: Apache-2.0 */
/* The files of a series: names, making, removing, and what a dead process left behind. */
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <sodium.h>

#include "base/log.h"
#include "base/mem.h"
#include "store/fault.h"
#include "store/telemetry_priv.h"

/* `sum` guards a block's bytes, which SQLite does not check; ids ascend in order of receipt. */
static const char *const schema[] = {
    "CREATE TABLE block(id INTEGER PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL,"
    " n INTEGER NOT NULL, sum INTEGER NOT NULL, data BLOB NOT NULL)",
};

/* In the order of removal: without its database the rest is known to be rubbish. */
static const char *const ends[] = {".db", ".db-journal", ".db-wal", ".db-shm"};

struct part_name {
    usec_t start;
    size_t end; /* index into ends */
    bool corrupt;
};

static bool part_name_read(struct str name, struct part_name *out)
{
    out->corrupt = str_ends(name, STR(".corrupt"));
    if (out->corrupt)
        name.n -= STR(".corrupt").n;
    for (out->end = 0; out->end < ARRAY_LEN(ends); out->end++) {
        struct str end = str_c(ends[out->end]);
        if (str_ends(name, end))
            return str_i64((struct str){name.p, name.n - end.n}, &out->start) && out->start >= 0;
    }
    return false;
}

static enum rc part_path(const struct telemetry *t, usec_t start, const char *end, bool corrupt,
                         char out[static FILE_PATH_MAX], struct err *e)
{
    return file_path(out, e, "%s/%" PRId64 "%s%s", t->dir, start, end, corrupt ? ".corrupt" : "");
}

int64_t telemetry_sum(struct str data)
{
    /* Against rot, not against people: the key is no secret. */
    static const unsigned char key[crypto_shorthash_KEYBYTES];

    union {
        unsigned char b[crypto_shorthash_BYTES];
        int64_t v;
    } sum;

    (void)crypto_shorthash(sum.b, (const unsigned char *)data.p, data.n, key);
    return sum.v;
}

static DIR *open_dir(const struct telemetry *t, struct err *e)
{
    DIR *d = opendir(t->dir);
    if (d == NULL) {
        char reason[128];
        (void)err_set(e, RC_IO, "could not read folder '%s': %s", t->dir,
                      strerror_r(errno, reason, sizeof reason));
    }
    return d;
}

/* Keep the list sorted and the earliest when there are too many. */
static void parts_insert(struct telemetry_parts *p, usec_t start)
{
    if (p->n == TELEMETRY_PARTS_MAX) {
        p->more = true;
        if (start > p->start[p->n - 1])
            return;
        p->n--;
    }
    size_t at = p->n;
    while (at > 0 && p->start[at - 1] > start)
        at--;
    memmove(p->start + at + 1, p->start + at, (p->n - at) * sizeof *p->start);
    p->start[at] = start;
    p->n++;
}

enum rc telemetry_parts_list(const struct telemetry *t, bool corrupt, struct telemetry_parts *out,
                             struct err *e)
{
    struct part_name name;
    *out = (struct telemetry_parts){0};
    DIR *d = open_dir(t, e);
    if (d == NULL)
        return RC_IO;
    out->start = mem_array(TELEMETRY_PARTS_MAX, sizeof *out->start);
    for (struct dirent *f; (f = readdir(d)) != NULL;) {
        if (part_name_read(str_c(f->d_name), &name) && name.end == 0 && name.corrupt == corrupt)
            parts_insert(out, name.start);
    }
    (void)closedir(d);
    return RC_OK;
}

/* Its length in seconds stands in the file, for the next start: by then the series may have another. */
static enum rc note_length(const struct telemetry *t, struct db *db, struct err *e)
{
    char sql[64];
    int64_t there;
    enum rc rc = db_number(db, "PRAGMA application_id", &there, e);
    if (rc != RC_OK || there != 0)
        return rc;
    (void)snprintf(sql, sizeof sql, "PRAGMA application_id=%" PRId64,
                   (t->part + USEC_S - 1) / USEC_S);
    return db_exec(db, sql, e);
}

enum rc telemetry_part_open(struct telemetry *t, usec_t start, struct db **out, struct err *e)
{
    static const struct db_options options = {.cache_kib = 4096};
    char path[FILE_PATH_MAX];
    *out = NULL;
    enum rc rc = part_path(t, start, ends[0], false, path, e);
    if (rc == RC_OK)
        rc = db_open(out, path, &options, e);
    if (rc == RC_OK)
        rc = fault_point("telemetry.partition-created", e);
    if (rc == RC_OK)
        rc = db_migrate(*out, schema, (int)ARRAY_LEN(schema), e);
    if (rc == RC_OK)
        rc = note_length(t, *out, e);
    if (rc == RC_OK)
        rc = file_sync_dir(t->dir, e);
    if (rc != RC_OK) {
        db_close(*out);
        *out = NULL;
    }
    return rc;
}

enum rc telemetry_part_remove(struct telemetry *t, usec_t start, bool corrupt, struct err *e)
{
    char path[FILE_PATH_MAX];
    enum rc rc = RC_OK;
    for (size_t i = 0; i < ARRAY_LEN(ends) && rc == RC_OK; i++) {
        rc = part_path(t, start, ends[i], corrupt, path, e);
        if (rc == RC_OK)
            rc = file_remove(path, e);
        if (rc == RC_OK && i == 0)
            rc = fault_point("telemetry.partition-forgetting", e);
    }
    return rc;
}

enum rc telemetry_part_set_aside(struct telemetry *t, usec_t start, const char *why, struct err *e)
{
    char from[FILE_PATH_MAX], to[FILE_PATH_MAX];
    t->damaged++;
    log_error("store", "partition %" PRId64 " of '%s' is set aside: %s", start, t->name, why);
    enum rc rc = RC_OK;
    /* The database last: while it is there the partition is found, and set aside again. */
    for (size_t i = ARRAY_LEN(ends); i-- > 0 && rc == RC_OK;) {
        rc = part_path(t, start, ends[i], false, from, e);
        if (rc == RC_OK)
            rc = part_path(t, start, ends[i], true, to, e);
        if (rc == RC_OK && file_exists(from))
            rc = file_rename(from, to, e);
    }
    return rc == RC_OK ? file_sync_dir(t->dir, e) : rc;
}

/*
 * Opening for writing also rolls back or recovers what a dead process left, so that readers need
 * not.
 */
static enum rc sweep_one(struct telemetry *t, usec_t start, struct err *e)
{
    struct err why;
    char path[FILE_PATH_MAX];
    struct db *db = NULL;
    int64_t version = 0, tables = 0, length = 0;
    enum rc rc = part_path(t, start, ends[0], false, path, e);
    if (rc != RC_OK)
        return rc;
    rc = db_open(&db, path, NULL, &why);
    if (rc == RC_OK)
        rc = db_number(db, "PRAGMA user_version", &version, &why);
    if (rc == RC_OK)
        rc = db_number(db, "SELECT count(*) FROM sqlite_schema WHERE name='block'", &tables, &why);
    if (rc == RC_OK)
        rc = db_number(db, "PRAGMA application_id", &length, &why);
    db_close(db);
    if (rc == RC_OK && length > 0)
        t->found[t->nfound++] = (struct telemetry_length){start, length * USEC_S};
    if (rc == RC_OK && version == 0 && tables == 0)
        return telemetry_part_remove(t, start, false,
                                     e); /* half made: nothing in it was acknowledged */
    if (rc == RC_OK && version > (int64_t)ARRAY_LEN(schema))
        return err_set(e, RC_CONFLICT, "'%s' was written by a later version of this program", path);
    if (rc == RC_CORRUPT || (rc == RC_OK && tables == 0))
        return telemetry_part_set_aside(t, start, rc == RC_OK ? "its table is gone" : why.detail,
                                        e);
    return rc == RC_OK ? RC_OK : err_set(e, rc, "%s", why.detail);
}

/* Side files whose database is gone: the deletion of a partition was cut short. */
static enum rc sweep_sides(struct telemetry *t, struct err *e)
{
    char db[FILE_PATH_MAX], side[FILE_PATH_MAX];
    struct part_name name;
    enum rc rc = RC_OK;
    DIR *d = open_dir(t, e);
    if (d == NULL)
        return RC_IO;
    for (struct dirent *f; rc == RC_OK && (f = readdir(d)) != NULL;) {
        if (!part_name_read(str_c(f->d_name), &name) || name.end == 0)
            continue;
        rc = part_path(t, name.start, ends[0], name.corrupt, db, e);
        if (rc == RC_OK)
            rc = part_path(t, name.start, ends[name.end], name.corrupt, side, e);
        if (rc == RC_OK && !file_exists(db))
            rc = file_remove(side, e);
    }
    (void)closedir(d);
    return rc;
}

enum rc telemetry_parts_sweep(struct telemetry *t, struct err *e)
{
    struct telemetry_parts parts;
    enum rc rc = telemetry_parts_list(t, false, &parts, e);
    if (rc == RC_OK && parts.more)
        rc = err_set(e, RC_TOO_LARGE, "'%s' holds more than %d partitions", t->dir,
                     TELEMETRY_PARTS_MAX);
    t->found = mem_array(parts.n + 1, sizeof t->found[0]);
    for (size_t i = 0; i < parts.n && rc == RC_OK; i++)
        rc = sweep_one(t, parts.start[i], e);
    free(parts.start);
    if (rc == RC_OK)
        rc = sweep_sides(t, e);
    return rc == RC_OK ? file_sync_dir(t->dir, e) : rc;
}
