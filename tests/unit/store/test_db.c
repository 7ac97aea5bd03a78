/* SPDX-License-Identifier: Apache-2.0 */
#include "store/db.h"

#include <sys/stat.h>
#include <unistd.h>

#include "store/file.h"
#include "support/t.h"

static const char *const steps[] = {
    "CREATE TABLE a(id INTEGER PRIMARY KEY, name TEXT UNIQUE, data BLOB)",
    "CREATE TABLE b(id INTEGER PRIMARY KEY, a INTEGER NOT NULL REFERENCES a(id))",
    "INSERT INTO a(id, name) VALUES(1, 'one')",
};

static char path[FILE_PATH_MAX];
static struct err e;

static struct db *fresh(int n_steps)
{
    struct db *db;
    T_REQUIRE(file_path(path, &e, "%s/t.db", t_tmpdir()) == RC_OK);
    T_REQUIRE(db_open(&db, path, NULL, &e) == RC_OK);
    T_OK(db_migrate(db, steps, n_steps, &e));
    return db;
}

static int64_t number(struct db *db, const char *sql)
{
    int64_t n = -1;
    T_OK(db_number(db, sql, &n, &e));
    return n;
}

static void test_db_open__keeps_its_promises(void)
{
    struct db *db = fresh(0);
    struct sqlite3_stmt *s;
    struct stat st;
    bool row;
    T_EQ(number(db, "PRAGMA synchronous"), 2);
    T_EQ(number(db, "PRAGMA secure_delete"), 1);
    T_EQ(number(db, "PRAGMA foreign_keys"), 1);
    T_EQ(number(db, "PRAGMA cache_size"), -2048);
    T_OK(db_prepare(db, &s, "PRAGMA journal_mode", &e));
    T_OK(db_step(s, &row, &e));
    T_STRC(db_str(s, 0), "wal");
    db_finalize(&s);
    T(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600);
    db_close(db);
}

/* A file that is there keeps the pages it was made with; how far the log may grow is told in bytes for both. */
static void test_db_open__pages_of_a_new_file(void)
{
    struct db *db;
    T_REQUIRE(file_path(path, &e, "%s/pages.db", t_tmpdir()) == RC_OK);
    struct db_options large = {.page_kib = 16, .wal_kib = 8192};
    T_OK(db_open(&db, path, &large, &e));
    T_OK(db_exec(db, "CREATE TABLE t(a)", &e));
    T_EQ(number(db, "PRAGMA page_size"), 16384);
    T_EQ(number(db, "PRAGMA wal_autocheckpoint"), 512);
    db_close(db);
    struct db_options small = {.page_kib = 4, .wal_kib = 8192};
    T_OK(db_open(&db, path, &small, &e));
    T_EQ(number(db, "PRAGMA page_size"), 16384);
    T_EQ(number(db, "PRAGMA wal_autocheckpoint"), 512);
    db_close(db);
    T_REQUIRE(file_path(path, &e, "%s/plain.db", t_tmpdir()) == RC_OK);
    T_OK(db_open(&db, path, NULL, &e));
    T_EQ(number(db, "PRAGMA page_size"), 4096);
    T_EQ(number(db, "PRAGMA wal_autocheckpoint"), 1000);
    db_close(db);
}

static void test_db_open__says_what_is_wrong(void)
{
    struct db *db;
    T_REQUIRE(file_path(path, &e, "%s/none/t.db", t_tmpdir()) == RC_OK);
    T_EQ(db_open(&db, path, NULL, &e), RC_IO);
    T(db == NULL && strstr(e.detail, path) != NULL);
    struct db_options ro = {.read_only = true};
    T_EQ(db_open(&db, path, &ro, &e), RC_IO);
    T_REQUIRE(file_path(path, &e, "%s/t.db", t_tmpdir()) == RC_OK);
    char junk[4096];
    memset(junk, 'x', sizeof junk);
    T_OK(file_save(path, (struct str){junk, sizeof junk}, &e));
    T_EQ(db_open(&db, path, NULL, &e), RC_CORRUPT);
}

static void test_db_migrate__runs_each_step_once(void)
{
    struct db *db = fresh(1);
    T_EQ(number(db, "PRAGMA user_version"), 1);
    T_OK(db_migrate(db, steps, 3, &e));
    T_OK(db_migrate(db, steps, 3, &e));
    T_EQ(number(db, "PRAGMA user_version"), 3);
    T_EQ(number(db, "SELECT count(*) FROM a"), 1);
    T_EQ(db_migrate(db, steps, 2, &e), RC_CONFLICT);
    static const char *const wrong[] = {"", "", "", "CREATE TABLE c(x); CREATE TABLE a(x)"};
    T_EQ(db_migrate(db, wrong, 4, &e), RC_INTERNAL);
    T_EQ(number(db, "PRAGMA user_version"), 3);
    T_EQ(number(db, "SELECT count(*) FROM sqlite_schema WHERE name='c'"), 0);
    db_close(db);
}

static void test_db_statement__binds_and_gives_back(void)
{
    struct db *db = fresh(2);
    struct sqlite3_stmt *put, *get;
    bool row;
    T_OK(db_prepare(db, &put, "INSERT INTO a(id, name, data) VALUES(?,?,?)", &e));
    db_bind_i64(put, 1, INT64_MIN);
    db_bind_text(put, 2, STR("имя"));
    db_bind_blob(put, 3, "a\0b", 3);
    T_OK(db_run(put, &e));
    T_EQ(db_last_id(db), INT64_MIN);
    T_EQ(db_changes(db), 1);
    db_reset(put);
    db_bind_text(put, 2, STR_NONE);
    db_bind_null(put, 3);
    T_OK(db_run(put, &e));
    db_bind_text(put, 2, STR("имя"));
    T_EQ(db_run(put, &e), RC_CONFLICT);
    T(strstr(e.detail, "UNIQUE") != NULL);
    T_OK(db_prepare(db, &get, "SELECT id, name, data FROM a ORDER BY id", &e));
    T_OK(db_step(get, &row, &e));
    T(row);
    T_EQ(db_i64(get, 0), INT64_MIN);
    T_STRC(db_str(get, 1), "имя");
    T_STR(db_str(get, 2), STR("a\0b"));
    T_OK(db_step(get, &row, &e));
    T(row && db_is_null(get, 2) && !db_is_null(get, 1) && db_str(get, 1).n == 0);
    T_OK(db_step(get, &row, &e));
    T(!row);
    db_finalize(&get);
    db_finalize(&put);
    T_EQ(db_prepare(db, &get, "SELECT nothing FROM a", &e), RC_INTERNAL);
    T(get == NULL);
    db_close(db);
}

static void test_db_rollback__leaves_nothing(void)
{
    struct db *db = fresh(2);
    T_OK(db_begin(db, &e));
    T_OK(db_exec(db, "INSERT INTO a(name) VALUES('x')", &e));
    db_rollback(db);
    db_rollback(db);
    T_EQ(number(db, "SELECT count(*) FROM a"), 0);
    T_EQ(db_exec(db, "INSERT INTO b(a) VALUES(77)", &e), RC_CONFLICT);
    db_close(db);
}

static void test_db_lock__is_busy_not_broken(void)
{
    struct db *db = fresh(2), *other, *reader;
    struct db_options quick = {.busy_ms = 1}, ro = {.read_only = true, .keep_wal = true};
    T_OK(db_open(&other, path, &quick, &e));
    T_OK(db_open(&reader, path, &ro, &e));
    T_OK(db_begin(db, &e));
    T_OK(db_exec(db, "INSERT INTO a(name) VALUES('x')", &e));
    T_EQ(db_begin(other, &e), RC_BUSY);
    T_EQ(number(reader, "SELECT count(*) FROM a"), 0);
    T_OK(db_commit(db, &e));
    T_EQ(number(reader, "SELECT count(*) FROM a"), 1);
    T_EQ(db_exec(reader, "DELETE FROM a", &e), RC_IO);
    db_close(reader);
    db_close(other);
    db_close(db);
}

static void test_db_check__finds_a_flipped_page(void)
{
    struct db *db = fresh(3);
    T_OK(db_exec(db,
                 "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i+1 FROM n WHERE i<2000)"
                 " INSERT INTO a(id, name) SELECT i, 'name ' || i FROM n",
                 &e));
    T_OK(db_check(db, &e));
    T_OK(db_exec(db, "PRAGMA foreign_keys=OFF; INSERT INTO b(a) VALUES(99999)", &e));
    T_EQ(db_check(db, &e), RC_CORRUPT);
    T_OK(db_exec(db, "DELETE FROM b", &e));
    db_close(db);
    FILE *f = fopen(path, "r+b");
    T_REQUIRE(f != NULL);
    char junk[4096];
    memset(junk, 0x5a, sizeof junk);
    T(fseek(f, 5 * 4096, SEEK_SET) == 0 && fwrite(junk, sizeof junk, 1, f) == 1);
    T(fclose(f) == 0);
    T_OK(db_open(&db, path, NULL, &e));
    T_EQ(db_check(db, &e), RC_CORRUPT);
    T(strstr(e.detail, path) != NULL);
    db_close(db);
}

static void test_db_backup__is_whole_while_others_write(void)
{
    char copy[FILE_PATH_MAX], part[FILE_PATH_MAX];
    struct db *db = fresh(3), *reader, *other;
    struct db_options ro = {.read_only = true, .keep_wal = true};
    T_OK(db_open(&reader, path, &ro, &e));
    T_OK(file_path(copy, &e, "%s.copy", path));
    T_OK(file_path(part, &e, "%s.part", copy));
    T_OK(db_begin(db, &e));
    T_OK(db_exec(db, "INSERT INTO a(name) VALUES('not yet')", &e));
    T_OK(db_backup(reader, copy, &e));
    T_OK(db_commit(db, &e));
    T_EQ(db_backup(db, copy, &e), RC_CONFLICT);
    T(!file_exists(part));
    T_OK(db_open(&other, copy, NULL, &e));
    T_OK(db_check(other, &e));
    T_EQ(number(other, "SELECT count(*) FROM a"), 1);
    T_EQ(number(other, "PRAGMA user_version"), 3);
    db_close(other);
    T_OK(file_remove(copy, &e));
    T_OK(db_backup(db, copy, &e));
    T_OK(db_open(&other, copy, &ro, &e));
    T_EQ(number(other, "SELECT count(*) FROM a"), 2);
    db_close(other);
    db_close(reader);
    db_close(db);
}

int main(void)
{
    T_RUN(test_db_open__keeps_its_promises);
    T_RUN(test_db_open__pages_of_a_new_file);
    T_RUN(test_db_open__says_what_is_wrong);
    T_RUN(test_db_migrate__runs_each_step_once);
    T_RUN(test_db_statement__binds_and_gives_back);
    T_RUN(test_db_rollback__leaves_nothing);
    T_RUN(test_db_lock__is_busy_not_broken);
    T_RUN(test_db_check__finds_a_flipped_page);
    T_RUN(test_db_backup__is_whole_while_others_write);
    return t_end();
}
