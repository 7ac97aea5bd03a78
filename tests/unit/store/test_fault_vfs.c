/* SPDX-License-Identifier: Apache-2.0 */
#include "store/db.h"
#include "store/fault.h"
#include "store/file.h"
#include "support/t.h"

#ifdef MARKAZ_FAULTS

static struct err e;

static struct db *fresh(void)
{
    char path[FILE_PATH_MAX];
    struct db *db;
    fault_install();
    T_REQUIRE(file_path(path, &e, "%s/t.db", t_tmpdir()) == RC_OK);
    T_REQUIRE(db_open(&db, path, NULL, &e) == RC_OK);
    T_OK(db_exec(db, "CREATE TABLE a(x)", &e));
    return db;
}

static void test_fault_vfs__fails_and_recovers(void)
{
    for (int kind = FAULT_WRITE; kind <= FAULT_SYNC; kind++) {
        struct db *db = fresh();
        int64_t n;
        fault_arm((enum fault_io)kind, 1, false);
        T_EQ(db_exec(db, "INSERT INTO a VALUES(1)", &e), RC_IO);
        T_EQ(fault_fired(), 1);
        T_OK(db_exec(db, "INSERT INTO a VALUES(2)", &e));
        T_OK(db_number(db, "SELECT sum(x) FROM a", &n, &e));
        T_EQ(n, 2);
        T_OK(db_check(db, &e));
        db_close(db);
        fault_disarm();
    }
}

static void test_fault_vfs__full_disk_says_so(void)
{
    struct db *db = fresh();
    fault_disk(8192);
    T_EQ(db_exec(db, "INSERT INTO a VALUES(zeroblob(100000))", &e), RC_IO);
    T(strstr(e.detail, "full") != NULL);
    fault_disarm();
    T_OK(db_exec(db, "INSERT INTO a VALUES(zeroblob(100000))", &e));
    T_OK(db_check(db, &e));
    db_close(db);
}

static void test_fault_vfs__open_and_shm_fail(void)
{
    char path[FILE_PATH_MAX];
    struct db *db;
    T_OK(file_path(path, &e, "%s/t.db", t_tmpdir()));
    fault_arm(FAULT_OPEN, 1, false);
    T_EQ(db_open(&db, path, NULL, &e), RC_IO);
    fault_disarm();
    T_OK(db_open(&db, path, NULL, &e));
    fault_arm(FAULT_SHM, 1, false);
    T_EQ(db_exec(db, "CREATE TABLE a(x)", &e), RC_IO);
    T_EQ(fault_fired(), 1);
    T_OK(db_exec(db, "CREATE TABLE a(x)", &e));
    fault_disarm();
    db_close(db);
}

static void test_db_backup__that_fails_leaves_nothing(void)
{
    char copy[FILE_PATH_MAX], part[FILE_PATH_MAX];
    struct db *db = fresh();
    uint64_t total = 0;
    T_OK(file_path(copy, &e, "%s.copy", db->path));
    T_OK(file_path(part, &e, "%s.part", copy));
    T_OK(db_exec(db, "INSERT INTO a VALUES(zeroblob(50000))", &e));
    for (int kind = FAULT_WRITE; kind <= FAULT_SYNC; kind++) {
        bool fired = true;
        for (uint64_t nth = 1; fired; nth++, total++) {
            T_REQUIRE(nth < 1000);
            fault_arm((enum fault_io)kind, nth, false);
            enum rc rc = db_backup(db, copy, &e);
            fired = fault_fired() > 0;
            fault_disarm();
            T(!file_exists(part));
            if (rc == RC_OK || file_exists(copy)) { /* the folder's sync is the last step */
                struct db *other;
                T_OK(db_open(&other, copy, NULL, &e));
                T_OK(db_check(other, &e));
                db_close(other);
                T_OK(file_remove(copy, &e));
            }
        }
    }
    T(total > 10);
    db_close(db);
}

int main(void)
{
    T_RUN(test_fault_vfs__fails_and_recovers);
    T_RUN(test_fault_vfs__full_disk_says_so);
    T_RUN(test_fault_vfs__open_and_shm_fail);
    T_RUN(test_db_backup__that_fails_leaves_nothing);
    return t_end();
}

#else

static void test_fault_vfs__is_compiled_out(void)
{
    T_SKIP("built without MARKAZ_FAULTS");
}

int main(void)
{
    T_RUN(test_fault_vfs__is_compiled_out);
    return t_end();
}

#endif
