/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each write, sync, open and use of shared memory fails in turn, and the disk fills up, while files
 * are put and deleted.
 */
#include <unistd.h>

#include "store/fault.h"
#include "store/file.h"
#include "store/vault.h"
#include "support/t.h"

#define FILES 5
#define SIZE 30000

#ifdef MARKAZ_FAULTS

static struct str photo(int i)
{
    static char bytes[SIZE];
    memset(bytes, 'a' + i, SIZE);
    memcpy(bytes, "\xff\xd8\xff", 3);
    return (struct str){bytes, SIZE};
}

static struct sha256 hash_of(int i)
{
    return sha256_of(photo(i), STR_NONE, STR_NONE);
}

struct tally {
    bool put[FILES];     /* acknowledged */
    bool deleted[FILES]; /* a deletion was tried */
    bool gone[FILES];    /* and acknowledged */
};

static enum rc put(struct vault *v, int i, struct err *e)
{
    struct vault_put *p;
    struct sha256 sha = hash_of(i);
    enum rc rc = vault_begin(v, MEDIA_NONE, SIZE, &p, e);
    if (rc != RC_OK)
        return rc;
    struct str bytes = photo(i);
    for (size_t at = 0; at < SIZE && rc == RC_OK; at += SIZE / 3)
        rc = vault_write(p, (struct str){bytes.p + at, SIZE / 3}, e);
    if (rc == RC_OK)
        return vault_commit(p, &sha, i == FILES - 1 ? 1 : VAULT_FOREVER, NULL, e);
    vault_abort(p);
    return rc;
}

/* Put five, delete the second, let the last expire. */
static void work(struct vault *v, struct tally *y)
{
    struct err e;
    for (int i = 0; i < FILES; i++)
        y->put[i] = put(v, i, &e) == RC_OK;
    y->deleted[1] = true;
    y->gone[1] = vault_delete(v, hash_of(1), &e) == RC_OK;
    y->deleted[FILES - 1] = true;
    y->gone[FILES - 1] = vault_expire(v, 1, 10, NULL, &e) == RC_OK && y->put[FILES - 1];
}

static void verify(const char *dir, const struct tally *y)
{
    struct vault *v;
    struct vault_item item;
    struct vault_report r;
    struct err e;
    T_REQUIRE(vault_open(&v, dir, &e) == RC_OK);
    for (int i = 0; i < FILES; i++) {
        enum rc rc = vault_find(v, hash_of(i), 0, &item, &e);
        T(rc == RC_OK || rc == RC_NOT_FOUND);
        T(rc == RC_OK || !y->put[i] || y->deleted[i]);
        T(rc == RC_NOT_FOUND || !y->gone[i]);
    }
    T_OK(vault_check(v, &r, &e));
    T_EQ(r.damaged, 0);
    T_EQ(r.strays, 0); /* no file without an expiry, whatever failed */
    vault_close(v);
}

static bool all_done(const struct tally *y)
{
    bool all = y->gone[1] && y->gone[FILES - 1];
    for (int i = 0; i < FILES; i++)
        all = all && y->put[i];
    return all;
}

static int fail_each(enum fault_io kind, bool on)
{
    for (uint64_t nth = 1; nth < 2000; nth++) {
        struct tally y = {.put = {false}};
        struct vault *v;
        struct err e;
        char dir[FILE_PATH_MAX];
        T_REQUIRE(file_path(dir, &e, "%s", t_tmpdir()) == RC_OK);
        fault_arm(kind, nth, on);
        if (vault_open(&v, dir, &e) == RC_OK) {
            work(v, &y);
            vault_close(v);
        }
        uint64_t fired = fault_fired();
        fault_disarm();
        verify(dir, &y);
        if (fired == 0) {
            T(all_done(&y));
            return (int)nth - 1;
        }
    }
    T(false); /* never came through */
    return 0;
}

static void test_vault__each_write_fails(void)
{
    T(fail_each(FAULT_WRITE, false) > 30);
    T(fail_each(FAULT_WRITE, true) > 30);
}

static void test_vault__each_sync_fails(void)
{
    T(fail_each(FAULT_SYNC, false) > 20);
    T(fail_each(FAULT_SYNC, true) > 20);
}

static void test_vault__each_open_fails(void)
{
    T(fail_each(FAULT_OPEN, false) > 5);
}

static void test_vault__each_use_of_shared_memory_fails(void)
{
    T(fail_each(FAULT_SHM, false) > 10);
}

static void test_vault__full_disk_is_refused_and_recovered_from(void)
{
    for (uint64_t bytes = 0; bytes < 260000; bytes += 6007) {
        struct tally y = {.put = {false}};
        struct vault *v;
        struct err e;
        char dir[FILE_PATH_MAX];
        T_REQUIRE(file_path(dir, &e, "%s", t_tmpdir()) == RC_OK);
        T_REQUIRE(vault_open(&v, dir, &e) == RC_OK);
        fault_disk(bytes);
        work(v, &y);
        T(fault_fired() > 0 || all_done(&y));
        fault_disarm();
        struct tally again = {.put = {false}};
        work(v, &again);
        T(all_done(&again));
        vault_close(v);
        verify(dir, &again);
    }
}

static void test_vault__each_point_fails(void)
{
    static const char *const names[] = {"vault.written", "vault.indexed", "vault.renamed",
                                        "vault.deleting"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct tally y = {.put = {false}};
        struct vault *v;
        struct err e;
        char dir[FILE_PATH_MAX];
        T_REQUIRE(file_path(dir, &e, "%s", t_tmpdir()) == RC_OK);
        T_REQUIRE(vault_open(&v, dir, &e) == RC_OK);
        T(fault_point_arm(names[i], 1, FAULT_ERROR));
        work(v, &y);
        T(fault_point_fired() && !all_done(&y));
        fault_disarm();
        vault_close(v);
        verify(dir, &y);
    }
}

int main(void)
{
    T_RUN(test_vault__each_write_fails);
    T_RUN(test_vault__each_sync_fails);
    T_RUN(test_vault__each_open_fails);
    T_RUN(test_vault__each_use_of_shared_memory_fails);
    T_RUN(test_vault__full_disk_is_refused_and_recovered_from);
    T_RUN(test_vault__each_point_fails);
    return t_end();
}

#else

static void test_vault_faults__are_compiled_out(void)
{
    T_SKIP("built without MARKAZ_FAULTS");
}

int main(void)
{
    T_RUN(test_vault_faults__are_compiled_out);
    return t_end();
}

#endif
