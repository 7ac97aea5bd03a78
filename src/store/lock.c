/* SPDX-License-Identifier: Apache-2.0 */
#include "store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/log.h"
#include "store/file.h"

static int read_pid(int fd)
{
    char text[32];
    ssize_t n = pread(fd, text, sizeof text, 0);
    int64_t pid;
    if (n <= 0 || !str_i64(str_trim((struct str){text, (size_t)n}), &pid) || pid < 1 ||
        pid > INT32_MAX)
        return 0;
    return (int)pid;
}

enum rc lock_take(struct lock *l, const char *dir, struct err *e)
{
    char path[FILE_PATH_MAX], text[32], reason[128];
    l->fd = -1;
    enum rc rc = file_path(path, e, "%s/lock", dir);
    if (rc != RC_OK)
        return rc;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return err_set(e, RC_IO, "could not open '%s': %s", path,
                       strerror_r(errno, reason, sizeof reason));
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        int why = errno, pid = read_pid(fd);
        (void)close(fd);
        if (why != EWOULDBLOCK)
            return err_set(e, RC_IO, "could not lock '%s': %s", path,
                           strerror_r(why, reason, sizeof reason));
        if (pid == 0)
            return err_set(e, RC_BUSY, "store '%s' is in use by another process", dir);
        return err_set(e, RC_BUSY, "store '%s' is in use by process %d", dir, pid);
    }
    /* The id is for people; the lock holds without it, even on a full disk. */
    int n = snprintf(text, sizeof text, "%ld\n", (long)getpid());
    if (ftruncate(fd, 0) != 0 || pwrite(fd, text, (size_t)n, 0) != n)
        log_warn("store", "could not write the process id into '%s'", path);
    l->fd = fd;
    return RC_OK;
}

void lock_drop(struct lock *l)
{
    if (l->fd >= 0)
        (void)close(l->fd);
    l->fd = -1;
}
