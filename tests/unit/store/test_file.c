/* SPDX-License-Identifier: Apache-2.0 */
#include "store/file.h"

#include <sys/stat.h>
#include <unistd.h>

#include "support/t.h"

static struct err e;

static void test_file_path__has_a_ceiling(void)
{
    char path[FILE_PATH_MAX], name[FILE_PATH_MAX + 1];
    memset(name, 'a', sizeof name);
    T_OK(file_path(path, &e, "%.*s", FILE_PATH_MAX - 1, name));
    T_EQ(file_path(path, &e, "%.*s", FILE_PATH_MAX, name), RC_TOO_LARGE);
}

static void test_file_make_dir__twice_is_fine(void)
{
    char dir[FILE_PATH_MAX], file[FILE_PATH_MAX];
    struct stat st;
    T_OK(file_path(dir, &e, "%s/d", t_tmpdir()));
    T_OK(file_make_dir(dir, &e));
    T_OK(file_make_dir(dir, &e));
    T(stat(dir, &st) == 0 && (st.st_mode & 0777) == 0700);
    T_OK(file_path(file, &e, "%s/f", dir));
    T_OK(file_save(file, STR_NONE, &e));
    T_EQ(file_make_dir(file, &e), RC_IO);
    T_OK(file_path(file, &e, "%s/none/f", dir));
    T_EQ(file_make_dir(file, &e), RC_IO);
}

static void test_file__is_written_and_read_back(void)
{
    char path[FILE_PATH_MAX], to[FILE_PATH_MAX];
    const char *dir = t_tmpdir();
    struct stat st;
    size_t n;
    int fd;
    T_OK(file_path(path, &e, "%s/a", dir));
    T_OK(file_path(to, &e, "%s/b", dir));
    T_EQ(file_open(path, &fd, &e), RC_NOT_FOUND);
    T_OK(file_create(path, &fd, &e));
    T_OK(file_write(fd, STR("hello"), path, &e));
    T_OK(file_write(fd, STR_NONE, path, &e));
    T_OK(file_sync(fd, path, &e));
    (void)close(fd);
    T_EQ(file_create(path, &fd, &e), RC_IO);
    T(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600);
    T_OK(file_rename(path, to, &e));
    T_OK(file_sync_dir(dir, &e));
    T(!file_exists(path) && file_exists(to));
    char *text = t_file(to, &n);
    T_REQUIRE(text != NULL);
    T_STRC(((struct str){text, n}), "hello");
    free(text);
    T_OK(file_remove(to, &e));
    T_OK(file_remove(to, &e));
    T_EQ(file_rename(to, path, &e), RC_IO);
}

static void test_file_save__is_whole_and_never_over_another(void)
{
    char path[FILE_PATH_MAX];
    struct buf b;
    buf_init(&b, 100);
    T_OK(file_path(path, &e, "%s/saved", t_tmpdir()));
    T_OK(file_save(path, STR("first"), &e));
    T_EQ(file_save(path, STR("second"), &e), RC_IO);
    T_OK(file_load(path, &b, &e));
    T_STRC(buf_str(&b), "first");
    buf_release(&b);
}

static void test_file__does_not_follow_links(void)
{
    char path[FILE_PATH_MAX];
    int fd;
    T_OK(file_path(path, &e, "%s/link", t_tmpdir()));
    T_REQUIRE(symlink("/etc/passwd", path) == 0);
    T_EQ(file_open(path, &fd, &e), RC_IO);
    T_EQ(file_create(path, &fd, &e), RC_IO);
}

int main(void)
{
    T_RUN(test_file_path__has_a_ceiling);
    T_RUN(test_file_make_dir__twice_is_fine);
    T_RUN(test_file__is_written_and_read_back);
    T_RUN(test_file_save__is_whole_and_never_over_another);
    T_RUN(test_file__does_not_follow_links);
    return t_end();
}
