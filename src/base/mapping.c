/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mapping.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum rc mapping_open(struct str *bytes, const char *path, uint64_t max, struct err *e)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_set(e, errno == ENOENT ? RC_NOT_FOUND : RC_IO, "could not open '%s': %s", path,
                       strerror(errno));
    void *p = MAP_FAILED;
    enum rc rc = RC_OK;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        rc = err_set(e, RC_IO, "'%s' is no file that can be mapped", path);
    else if ((uint64_t)st.st_size > max)
        rc = err_set(e, RC_TOO_LARGE, "'%s' is larger than %llu bytes", path,
                     (unsigned long long)max);
    else if (st.st_size == 0)
        rc = err_set(e, RC_CORRUPT, "'%s' is empty", path);
    else if ((p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0)) == MAP_FAILED)
        rc = err_set(e, RC_IO, "could not map '%s': %s", path, strerror(errno));
    (void)close(fd);
    if (rc == RC_OK)
        *bytes = (struct str){p, (size_t)st.st_size};
    return rc;
}

void mapping_close(struct str bytes)
{
    (void)munmap((void *)(uintptr_t)bytes.p, bytes.n);
}

struct mapping_file mapping_look(const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return (struct mapping_file){0};
    return (struct mapping_file){true, st.st_dev, st.st_ino, st.st_size, st.st_mtim, st.st_ctim};
}

static bool same_time(struct timespec a, struct timespec b)
{
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

bool mapping_same(const struct mapping_file *a, const struct mapping_file *b)
{
    return a->there == b->there && a->device == b->device && a->number == b->number &&
           a->size == b->size && same_time(a->modified, b->modified) &&
           same_time(a->changed, b->changed);
}
