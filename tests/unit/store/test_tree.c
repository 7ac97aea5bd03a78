/* SPDX-License-Identifier: Apache-2.0 */
#include "store/tree.h"

#include <sys/stat.h>
#include <unistd.h>

#include "store/file.h"
#include "support/t.h"

static struct err e;
static char path[FILE_PATH_MAX];

static const char *in(const char *dir, const char *name)
{
    T_OK(file_path(path, &e, "%s/%s", dir, name));
    return path;
}

static void put(const char *dir, const char *name)
{
    T_OK(file_save(in(dir, name), str_c(name), &e));
}

static void check(const char *dir, const char *name)
{
    size_t n;
    char *text = t_file(in(dir, name), &n);
    T_REQUIRE(text != NULL);
    T_STRC(((struct str){text, n}), name);
    free(text);
}

static void make_some(char from[static FILE_PATH_MAX], char to[static FILE_PATH_MAX])
{
    const char *dir = t_tmpdir();
    T_OK(file_path(from, &e, "%s/from", dir));
    T_OK(file_path(to, &e, "%s/to", dir));
    T_OK(file_make_dir(from, &e));
    T_OK(file_make_dir(in(from, "ab"), &e));
    T_OK(file_make_dir(in(from, "ab/cd"), &e));
    T_OK(file_make_dir(in(from, "new"), &e));
    put(from, "one");
    put(from, "ab/cd/two");
    put(from, "new/upload");
    put(from, "key.part");
    put(from, ".hidden");
    T_EQ(symlink("/etc/hostname", in(from, "link")), 0);
}

static void test_tree_copy__finished_files_only(void)
{
    char from[FILE_PATH_MAX], to[FILE_PATH_MAX];
    struct stat a, b;
    make_some(from, to);
    T_OK(tree_copy(from, to, &e));
    T_OK(tree_copy(from, to, &e)); /* what is there stays */
    check(to, "one");
    check(to, "ab/cd/two");
    T(!file_exists(in(to, "new")) && !file_exists(in(to, "key.part")));
    T(!file_exists(in(to, ".hidden")) && !file_exists(in(to, "link")));
    T_EQ(stat(in(from, "one"), &a), 0);
    T_EQ(stat(in(to, "one"), &b), 0);
    T(a.st_ino != b.st_ino); /* bytes of its own */
}

static void test_tree_copy__nothing_there(void)
{
    char from[FILE_PATH_MAX], to[FILE_PATH_MAX];
    T_OK(file_path(from, &e, "%s/none", t_tmpdir()));
    T_OK(file_path(to, &e, "%s/to", t_tmpdir()));
    T_OK(tree_copy(from, to, &e));
    T(file_exists(to));
}

static void test_tree__too_deep(void)
{
    char deep[FILE_PATH_MAX], to[FILE_PATH_MAX], top[FILE_PATH_MAX];
    size_t n;
    T_OK(file_path(deep, &e, "%s/d", t_tmpdir()));
    T_OK(file_path(top, &e, "%s", deep));
    T_OK(file_path(to, &e, "%s/to", t_tmpdir()));
    for (int i = 0; i <= TREE_DEPTH; i++) {
        T_OK(file_make_dir(deep, &e));
        n = strlen(deep);
        T_REQUIRE(n + 3 < sizeof deep);
        memcpy(deep + n, "/d", 3);
    }
    T_EQ(tree_copy(top, to, &e), RC_TOO_LARGE);
    T_EQ(tree_remove(top, &e), RC_TOO_LARGE);
}

static void test_tree_remove__all_of_it(void)
{
    char from[FILE_PATH_MAX], to[FILE_PATH_MAX];
    make_some(from, to);
    T_OK(tree_remove(from, &e));
    T(!file_exists(from));
    T_OK(tree_remove(from, &e));
    T(file_exists("/etc/hostname"));
}

int main(void)
{
    T_RUN(test_tree_copy__finished_files_only);
    T_RUN(test_tree_copy__nothing_there);
    T_RUN(test_tree__too_deep);
    T_RUN(test_tree_remove__all_of_it);
    return t_end();
}
