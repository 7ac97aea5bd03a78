/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A layer over SQLite's own VFS that asks fault_io() before each write, sync, open and use of
 * shared memory. All else goes straight through.
 */
#include "store/fault.h"

#ifdef MARKAZ_FAULTS

#include <errno.h>
#include <pthread.h>
#include <sqlite3.h>

#define VFS_NAME "markaz-fault"

/*
 * SQLite allocates szOsFile bytes and hands them over as a sqlite3_file; the real file lies right
 * behind ours.
 */
struct fault_file {
    sqlite3_file base;
    sqlite3_file *real;
};

static sqlite3_vfs layer;
static sqlite3_vfs *below;

static sqlite3_file *real_of(sqlite3_file *f)
{
    return ((struct fault_file *)(void *)f)->real;
}

static int on_close(sqlite3_file *f)
{
    return real_of(f)->pMethods->xClose(real_of(f));
}

static int on_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
    return real_of(f)->pMethods->xRead(real_of(f), p, n, at);
}

static int on_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
    sqlite3_file *real = real_of(f);
    sqlite3_int64 size = 0;
    if (real->pMethods->xFileSize(real, &size) != SQLITE_OK)
        size = 0;
    uint64_t growth = at + n > size ? (uint64_t)(at + n - size) : 0;
    int why = fault_io(FAULT_WRITE, growth);
    if (why == 0)
        return real->pMethods->xWrite(real, p, n, at);
    if (why == ENOSPC)
        return SQLITE_FULL;
    (void)real->pMethods->xWrite(real, p, n / 2, at); /* a torn write is the worse fault */
    return SQLITE_IOERR_WRITE;
}

static int on_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    if (fault_io(FAULT_WRITE, 0) != 0)
        return SQLITE_IOERR_TRUNCATE;
    return real_of(f)->pMethods->xTruncate(real_of(f), size);
}

static int on_sync(sqlite3_file *f, int flags)
{
    if (fault_io(FAULT_SYNC, 0) != 0)
        return SQLITE_IOERR_FSYNC;
    return real_of(f)->pMethods->xSync(real_of(f), flags);
}

static int on_file_size(sqlite3_file *f, sqlite3_int64 *size)
{
    return real_of(f)->pMethods->xFileSize(real_of(f), size);
}

static int on_lock(sqlite3_file *f, int level)
{
    return real_of(f)->pMethods->xLock(real_of(f), level);
}

static int on_unlock(sqlite3_file *f, int level)
{
    return real_of(f)->pMethods->xUnlock(real_of(f), level);
}

static int on_check_reserved(sqlite3_file *f, int *out)
{
    return real_of(f)->pMethods->xCheckReservedLock(real_of(f), out);
}

static int on_control(sqlite3_file *f, int op, void *arg)
{
    return real_of(f)->pMethods->xFileControl(real_of(f), op, arg);
}

static int on_sector_size(sqlite3_file *f)
{
    return real_of(f)->pMethods->xSectorSize(real_of(f));
}

static int on_characteristics(sqlite3_file *f)
{
    return real_of(f)->pMethods->xDeviceCharacteristics(real_of(f));
}

static int on_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **out)
{
    if (fault_io(FAULT_SHM, 0) != 0)
        return SQLITE_IOERR_SHMMAP;
    return real_of(f)->pMethods->xShmMap(real_of(f), page, size, extend, out);
}

static int on_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
    if ((flags & SQLITE_SHM_LOCK) != 0 && fault_io(FAULT_SHM, 0) != 0)
        return SQLITE_IOERR_SHMLOCK;
    return real_of(f)->pMethods->xShmLock(real_of(f), offset, n, flags);
}

static void on_shm_barrier(sqlite3_file *f)
{
    real_of(f)->pMethods->xShmBarrier(real_of(f));
}

static int on_shm_unmap(sqlite3_file *f, int delete_it)
{
    return real_of(f)->pMethods->xShmUnmap(real_of(f), delete_it);
}

static int on_fetch(sqlite3_file *f, sqlite3_int64 at, int n, void **out)
{
    return real_of(f)->pMethods->xFetch(real_of(f), at, n, out);
}

static int on_unfetch(sqlite3_file *f, sqlite3_int64 at, void *p)
{
    return real_of(f)->pMethods->xUnfetch(real_of(f), at, p);
}

static const sqlite3_io_methods methods = {
    .iVersion = 3,
    .xClose = on_close,
    .xRead = on_read,
    .xWrite = on_write,
    .xTruncate = on_truncate,
    .xSync = on_sync,
    .xFileSize = on_file_size,
    .xLock = on_lock,
    .xUnlock = on_unlock,
    .xCheckReservedLock = on_check_reserved,
    .xFileControl = on_control,
    .xSectorSize = on_sector_size,
    .xDeviceCharacteristics = on_characteristics,
    .xShmMap = on_shm_map,
    .xShmLock = on_shm_lock,
    .xShmBarrier = on_shm_barrier,
    .xShmUnmap = on_shm_unmap,
    .xFetch = on_fetch,
    .xUnfetch = on_unfetch,
};

static int on_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out_flags)
{
    UNUSED(vfs);
    struct fault_file *ours = (void *)f;
    ours->base.pMethods = NULL; /* SQLite then knows there is nothing to close */
    ours->real = (void *)(ours + 1);
    if (fault_io(FAULT_OPEN, 0) != 0)
        return SQLITE_CANTOPEN;
    int rc = below->xOpen(below, name, ours->real, flags, out_flags);
    if (ours->real->pMethods != NULL)
        ours->base.pMethods = &methods;
    return rc;
}

static void register_layer(void)
{
    below = sqlite3_vfs_find(NULL);
    must(below != NULL);
    layer = *below;
    layer.zName = VFS_NAME;
    layer.pNext = NULL;
    layer.szOsFile = (int)sizeof(struct fault_file) + below->szOsFile;
    layer.xOpen = on_open;
    must(sqlite3_vfs_register(&layer, 0) == SQLITE_OK);
}

const char *fault_vfs_name(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    if (!fault_wanted())
        return NULL;
    (void)pthread_once(&once, register_layer);
    return VFS_NAME;
}

#endif
