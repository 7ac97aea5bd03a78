/* SPDX-License-Identifier: Apache-2.0 */
#include "store/keyfile.h"

#include <string.h>

#include "store/fault.h"
#include "support/t.h"

static struct err e;
static char folder[FILE_PATH_MAX], path[FILE_PATH_MAX];

static void place(void)
{
    T_OK(file_path(folder, &e, "%s/keys", t_tmpdir()));
    T_OK(file_path(path, &e, "%s/a.key", folder));
}

static void put(struct str bytes)
{
    T_OK(file_make_dir(folder, &e));
    T_OK(file_replace(folder, path, bytes, &e));
}

static void test_keyfile_open__made_once_and_kept(void)
{
    uint8_t first[KEYFILE_LEN] = {0}, again[KEYFILE_LEN] = {0}, other[KEYFILE_LEN];
    place();
    T_OK(keyfile_open(folder, path, first, &e));
    T_OK(keyfile_open(folder, path, again, &e));
    T(memcmp(first, again, sizeof first) == 0);
    T_OK(keyfile_make(folder, path, other, &e));
    T(memcmp(first, other, sizeof first) != 0);
    T_OK(keyfile_load(path, again, &e));
    T(memcmp(other, again, sizeof other) == 0);
}

static void test_keyfile_load__neither_shorter_nor_longer(void)
{
    static const char bytes[KEYFILE_LEN + 100] = {0};
    static const size_t lengths[] = {0, 1, KEYFILE_LEN - 1, KEYFILE_LEN + 1, sizeof bytes};
    uint8_t key[KEYFILE_LEN] = {7}, before[KEYFILE_LEN] = {7};
    place();
    T_EQ(keyfile_load(path, key, &e), RC_NOT_FOUND);
    for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
        put((struct str){bytes, lengths[i]});
        T_EQ(keyfile_open(folder, path, key, &e), RC_CORRUPT);
        T(memcmp(key, before, sizeof key) == 0);
    }
}

/* Whoever dies or fails while making one leaves no part of one under its name. */
static void test_keyfile_open__a_failure_leaves_none(void)
{
    uint8_t key[KEYFILE_LEN];
    place();
    T(fault_point_arm("file.written-aside", 1, FAULT_ERROR));
    T(keyfile_open(folder, path, key, &e) != RC_OK);
    T(fault_point_fired());
    fault_disarm();
    T_EQ(keyfile_load(path, key, &e), RC_NOT_FOUND);
    T_OK(keyfile_open(folder, path, key, &e));
}

int main(void)
{
    T_RUN(test_keyfile_open__made_once_and_kept);
    T_RUN(test_keyfile_load__neither_shorter_nor_longer);
    T_RUN(test_keyfile_open__a_failure_leaves_none);
    return t_end();
}
