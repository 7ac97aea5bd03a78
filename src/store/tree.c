/* SPDX-License-Identifier: Apache-2.0 */
#include "store/tree.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/fault.h"
#include "store/file.h"

/* What is done with each name of a folder; `path` is FOLDER/NAME. */
struct visit {
    enum rc (*file)(const struct visit *v, const char *path, const char *name, struct err *e);
    enum rc (*folder)(const struct visit *v, const char *path, const char *name, struct err *e);
    const char *to;
    int depth;
};

static enum rc fail(struct err *e, const char *doing, const char *path, int why)
{
    char reason[128];
    return err_set(e, RC_IO, "could not %s '%s': %s", doing, path,
                   strerror_r(why, reason, sizeof reason));
}

static enum rc visit_name(const struct visit *v, const char *dir, const char *name, struct err *e)
{
    char path[FILE_PATH_MAX];
    struct stat st;
    enum rc rc = file_path(path, e, "%s/%s", dir, name);
    if (rc != RC_OK)
        return rc;
    if (lstat(path, &st) != 0)
        return errno == ENOENT ? RC_OK : fail(e, "look at", path, errno);
    if (S_ISDIR(st.st_mode))
        return v->folder(v, path, name, e);
    return v->file(v, path, name, e);
}

static enum rc visit_all(const struct visit *v, const char *dir, struct err *e)
{
    enum rc rc = RC_OK;
    if (v->depth >= TREE_DEPTH)
        return err_set(e, RC_TOO_LARGE, "'%s' is deeper than %d folders", dir, TREE_DEPTH);
    DIR *d = opendir(dir);
    if (d == NULL)
        return errno == ENOENT ? RC_OK : fail(e, "read folder", dir, errno);
    for (struct dirent *f; rc == RC_OK && (f = readdir(d)) != NULL;)
        if (strcmp(f->d_name, ".") != 0 && strcmp(f->d_name, "..") != 0)
            rc = visit_name(v, dir, f->d_name, e);
    (void)closedir(d);
    return rc;
}

static bool left_out(const char *name)
{
    return name[0] == '.' || strcmp(name, "new") == 0 || str_ends(str_c(name), STR(".part"));
}

static enum rc copy_bytes(int from, const char *path, int to, const char *name, struct err *e)
{
    char bytes[65536];
    for (;;) {
        ssize_t n = read(from, bytes, sizeof bytes);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail(e, "read", path, errno);
        if (n == 0)
            return file_sync(to, name, e);
        enum rc rc = file_write(to, (struct str){bytes, (size_t)n}, name, e);
        if (rc != RC_OK)
            return rc;
    }
}

static enum rc copy_file(const char *path, const char *to, struct err *e)
{
    int in, out;
    enum rc rc = file_open(path, &in, e);
    if (rc != RC_OK)
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    rc = file_create(to, &out, e);
    if (rc == RC_OK) {
        rc = copy_bytes(in, path, out, to, e);
        (void)close(out);
    }
    (void)close(in);
    return rc;
}

static enum rc file_into(const struct visit *v, const char *path, const char *name, struct err *e)
{
    char to[FILE_PATH_MAX];
    struct stat st;
    enum rc rc = file_path(to, e, "%s/%s", v->to, name);
    if (rc != RC_OK || left_out(name) || file_exists(to))
        return rc;
    if (lstat(path, &st) != 0 || !S_ISREG(st.st_mode))
        return RC_OK;
    return copy_file(path, to, e);
}

static enum rc copy_into(const char *from, const char *to, int depth, struct err *e);

static enum rc folder_into(const struct visit *v, const char *path, const char *name, struct err *e)
{
    char to[FILE_PATH_MAX];
    if (left_out(name))
        return RC_OK;
    enum rc rc = file_path(to, e, "%s/%s", v->to, name);
    return rc == RC_OK ? copy_into(path, to, v->depth + 1, e) : rc;
}

static enum rc copy_into(const char *from, const char *to, int depth, struct err *e)
{
    const struct visit v = {file_into, folder_into, to, depth};
    enum rc rc = file_make_dir(to, e);
    if (rc == RC_OK)
        rc = visit_all(&v, from, e);
    return rc == RC_OK ? file_sync_dir(to, e) : rc;
}

enum rc tree_copy(const char *from, const char *to, struct err *e)
{
    return copy_into(from, to, 0, e);
}

static enum rc remove_folder(const char *path, int depth, struct err *e);

static enum rc file_gone(const struct visit *v, const char *path, const char *name, struct err *e)
{
    UNUSED(v);
    UNUSED(name);
    return file_remove(path, e);
}

static enum rc folder_gone(const struct visit *v, const char *path, const char *name, struct err *e)
{
    UNUSED(name);
    return remove_folder(path, v->depth + 1, e);
}

static enum rc remove_folder(const char *path, int depth, struct err *e)
{
    const struct visit v = {file_gone, folder_gone, NULL, depth};
    enum rc rc = visit_all(&v, path, e);
    if (rc == RC_OK && rmdir(path) != 0 && errno != ENOENT)
        rc = fail(e, "remove folder", path, errno);
    return rc;
}

enum rc tree_remove(const char *path, struct err *e)
{
    struct stat st;
    if (lstat(path, &st) == 0 && !S_ISDIR(st.st_mode))
        return file_remove(path, e); /* a link is removed, not followed */
    return remove_folder(path, 0, e);
}
