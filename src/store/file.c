/* SPDX-License-Identifier: Apache-2.0 */
#include "store/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/fault.h"

static enum rc io_fail(struct err *e, const char *doing, const char *path, int why)
{
    char reason[128];
    return err_set(e, RC_IO, "could not %s '%s': %s", doing, path,
                   strerror_r(why, reason, sizeof reason));
}

enum rc file_path(char out[static FILE_PATH_MAX], struct err *e, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(out, FILE_PATH_MAX, fmt, args);
    va_end(args);
    if (n < 0 || n >= FILE_PATH_MAX)
        return err_set(e, RC_TOO_LARGE, "path '%.64s…' is longer than %d bytes", out,
                       FILE_PATH_MAX - 1);
    return RC_OK;
}

enum rc file_sync_dir(const char *path, struct err *e)
{
    int why = fault_io(FAULT_SYNC, 0);
    if (why != 0)
        return io_fail(e, "sync folder", path, why);
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return io_fail(e, "open folder", path, errno);
    why = fsync(fd) == 0 ? 0 : errno;
    (void)close(fd);
    return why == 0 ? RC_OK : io_fail(e, "sync folder", path, why);
}

enum rc file_make_dir(const char *path, struct err *e)
{
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return io_fail(e, "make folder", path, errno);
    struct stat st;
    if (stat(path, &st) != 0)
        return io_fail(e, "look at", path, errno);
    if (!S_ISDIR(st.st_mode))
        return err_set(e, RC_IO, "'%s' is not a folder", path);
    /* Also when it was there: whoever made it may have died before its parent was synced. */
    char parent[FILE_PATH_MAX];
    enum rc rc = file_path(parent, e, "%s/..", path);
    return rc == RC_OK ? file_sync_dir(parent, e) : rc;
}

enum rc file_create(const char *path, int *fd, struct err *e)
{
    int why = fault_io(FAULT_OPEN, 0);
    *fd = -1;
    if (why != 0)
        return io_fail(e, "create", path, why);
    *fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    return *fd >= 0 ? RC_OK : io_fail(e, "create", path, errno);
}

enum rc file_write(int fd, struct str bytes, const char *path, struct err *e)
{
    int why = fault_io(FAULT_WRITE, bytes.n);
    size_t end = why == 0 ? bytes.n : bytes.n / 2;
    for (size_t done = 0; done < end;) {
        ssize_t n = write(fd, bytes.p + done, end - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return io_fail(e, "write", path, errno);
        done += (size_t)n;
    }
    return why == 0 ? RC_OK : io_fail(e, "write", path, why);
}

enum rc file_sync(int fd, const char *path, struct err *e)
{
    int why = fault_io(FAULT_SYNC, 0);
    if (why == 0 && fsync(fd) != 0)
        why = errno;
    return why == 0 ? RC_OK : io_fail(e, "sync", path, why);
}

enum rc file_save(const char *path, struct str bytes, struct err *e)
{
    int fd;
    enum rc rc = file_create(path, &fd, e);
    if (rc != RC_OK)
        return rc;
    rc = file_write(fd, bytes, path, e);
    if (rc == RC_OK)
        rc = file_sync(fd, path, e);
    (void)close(fd);
    return rc;
}

enum rc file_open(const char *path, int *fd, struct err *e)
{
    int why = fault_io(FAULT_OPEN, 0);
    *fd = -1;
    if (why != 0)
        return io_fail(e, "open", path, why);
    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (*fd < 0 && errno == ENOENT)
        return err_set(e, RC_NOT_FOUND, "'%s' does not exist", path);
    return *fd >= 0 ? RC_OK : io_fail(e, "open", path, errno);
}

enum rc file_read(int fd, const char *path, struct buf *out, struct err *e)
{
    char part[16384];
    for (;;) {
        ssize_t n = read(fd, part, sizeof part);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return io_fail(e, "read", path, errno);
        if (n == 0)
            return buf_ok(out) ? RC_OK
                               : err_set(e, RC_TOO_LARGE, "'%s' is larger than it may be", path);
        buf_put(out, part, (size_t)n);
    }
}

enum rc file_load(const char *path, struct buf *out, struct err *e)
{
    int fd;
    enum rc rc = file_open(path, &fd, e);
    if (rc != RC_OK)
        return rc;
    rc = file_read(fd, path, out, e);
    (void)close(fd);
    return rc;
}

enum rc file_rename(const char *from, const char *to, struct err *e)
{
    int why = fault_io(FAULT_WRITE, 0);
    if (why == 0 && rename(from, to) != 0)
        why = errno;
    return why == 0 ? RC_OK : io_fail(e, "rename", from, why);
}

enum rc file_replace(const char *folder, const char *path, struct str bytes, struct err *e)
{
    char part[FILE_PATH_MAX];
    enum rc rc = file_path(part, e, "%s.part", path);
    if (rc == RC_OK)
        rc = file_remove(part, e); /* left by a process that died */
    if (rc == RC_OK)
        rc = file_save(part, bytes, e);
    if (rc == RC_OK)
        rc = fault_point("file.written-aside", e);
    if (rc == RC_OK)
        rc = file_rename(part, path, e);
    return rc == RC_OK ? file_sync_dir(folder, e) : rc;
}

enum rc file_remove(const char *path, struct err *e)
{
    if (unlink(path) != 0 && errno != ENOENT)
        return io_fail(e, "remove", path, errno);
    return RC_OK;
}

bool file_exists(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0;
}
