/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where units are and when devices were heard, as a file: so a start need not read an hour of positions again, which in a
 * country are tens of millions. Only saves time: without it, or with a damaged one, that hour is read. Units, then devices, then
 * a SHA-256 over all of it.
 */
#include <string.h>
#include <unistd.h>

#include "base/hash.h"
#include "core/live.h"
#include "store/block.h"
#include "store/file.h"

#define FORM 0x6d6b7a6c69766533ull /* of this layout */
#define FILE_MAX (256u << 20)
#define AT_ONCE 2000 /* under one hold of the lock: well under a millisecond */
#define ID_MAX 64

static void put_unit(struct block_writer *w, const struct live_unit *u)
{
    block_put_str(w, u->id);
    block_put_i64(w, u->at.lat7);
    block_put_i64(w, u->at.lon7);
    block_put_i64(w, u->kmh10);
    block_put_i64(w, u->heading10);
    block_put_i64(w, u->accuracy_m);
    block_put_i64(w, u->battery);
    block_put_i64(w, u->fix);
    block_put_i64(w, u->received);
}

static void put_units(struct block_writer *w, struct live *l)
{
    uint32_t n = 1;
    for (uint32_t from = 0; from < n; from += AT_ONCE) {
        live_read_lock(l);
        n = live_units(l);
        for (uint32_t i = from; i < n && i < from + AT_ONCE; i++)
            if (live_unit_at(l, i)->known)
                put_unit(w, live_unit_at(l, i));
        live_unlock(l);
    }
    block_put_str(w, STR_NONE);
}

/* A table that grows between two holds may give a device twice, which does no harm, or not at all: it is heard again soon. */
static void put_devices(struct block_writer *w, struct live *l)
{
    const struct live_device *d = NULL;
    size_t at = 0;
    do {
        live_read_lock(l);
        for (int i = 0; i < AT_ONCE && (d = live_device_next(l, &at)) != NULL; i++)
            if (d->last_seen != 0) {
                block_put_str(w, d->id);
                block_put_i64(w, d->last_seen);
                block_put_i64(w, d->battery);
            }
        live_unlock(l);
    } while (d != NULL);
    block_put_str(w, STR_NONE);
}

static enum rc write_file(struct str bytes, const char *path, struct err *e)
{
    char tmp[FILE_PATH_MAX];
    struct sha256 sum = sha256_of(bytes, STR_NONE, STR_NONE);
    int fd = -1;
    enum rc rc = file_path(tmp, e, "%s.tmp", path);
    if (rc == RC_OK)
        rc = file_remove(tmp, e);
    if (rc == RC_OK)
        rc = file_create(tmp, &fd, e);
    if (rc != RC_OK)
        return rc;
    rc = file_write(fd, bytes, tmp, e);
    if (rc == RC_OK)
        rc = file_write(fd, (struct str){(const char *)sum.b, SHA256_LEN}, tmp, e);
    (void)close(fd);
    return rc == RC_OK ? file_rename(tmp, path, e) : rc;
}

enum rc live_save(struct live *l, usec_t now, const struct live_done done[static LIVE_SERIES],
                  const char *path, struct err *e)
{
    struct block_writer w;
    block_writer_init(&w, FILE_MAX);
    block_put_u64(&w, FORM);
    block_put_i64(&w, now);
    for (int s = 0; s < LIVE_SERIES; s++) {
        block_put_i64(&w, done[s].until);
        block_put_u64(&w, done[s].seq);
    }
    put_units(&w, l);
    put_devices(&w, l);
    enum rc rc = block_ok(&w)
                     ? write_file(block_bytes(&w), path, e)
                     : err_set(e, RC_TOO_LARGE, "more units and devices than '%s' can hold", path);
    block_writer_release(&w);
    return rc;
}

static int32_t get_small(struct block_reader *r)
{
    return (int32_t)block_get_i64(r);
}

static void get_units(struct block_reader *r, struct live *l, usec_t oldest)
{
    for (;;) {
        struct str id = block_get_str(r, ID_MAX);
        if (id.n == 0)
            return;
        struct live_unit fix = {0};
        fix.at.lat7 = get_small(r);
        fix.at.lon7 = get_small(r);
        fix.kmh10 = get_small(r);
        fix.heading10 = get_small(r);
        fix.accuracy_m = get_small(r);
        fix.battery = get_small(r);
        fix.fix = block_get_i64(r);
        fix.received = block_get_i64(r);
        struct live_unit *u = live_unit(l, id, false);
        if (u != NULL && fix.received >= oldest)
            (void)live_fix(l, u, &fix);
    }
}

static void get_devices(struct block_reader *r, struct live *l, usec_t oldest)
{
    for (;;) {
        struct str id = block_get_str(r, ID_MAX);
        if (id.n == 0)
            return;
        usec_t heard = block_get_i64(r);
        int32_t battery = get_small(r);
        if (heard < oldest)
            continue;
        struct live_device *d = live_device(l, id, true);
        d->last_seen = heard;
        d->battery = battery;
    }
}

/* The bytes without their sum, when it is theirs. */
static bool whole(struct str *bytes)
{
    if (bytes->n < SHA256_LEN)
        return false;
    bytes->n -= SHA256_LEN;
    struct sha256 sum = sha256_of(*bytes, STR_NONE, STR_NONE);
    return memcmp(bytes->p + bytes->n, sum.b, SHA256_LEN) == 0;
}

enum rc live_load(struct live *l, const char *path, usec_t oldest, usec_t *saved,
                  struct live_done done[static LIVE_SERIES], struct err *e)
{
    struct block_reader r;
    struct buf file;
    buf_init(&file, FILE_MAX + SHA256_LEN);
    enum rc rc = file_load(path, &file, e);
    struct str bytes = buf_str(&file);
    if (rc == RC_OK && !whole(&bytes))
        rc = err_set(e, RC_CORRUPT, "'%s' is not whole", path);
    if (rc == RC_OK) {
        block_open(&r, bytes);
        if (block_get_u64(&r) != FORM)
            rc = err_set(e, RC_CORRUPT, "'%s' is of another form", path);
    }
    if (rc == RC_OK) {
        *saved = block_get_i64(&r);
        for (int s = 0; s < LIVE_SERIES; s++) {
            done[s].until = block_get_i64(&r);
            done[s].seq = block_get_u64(&r);
        }
        live_write_lock(l);
        get_units(&r, l, oldest);
        get_devices(&r, l, oldest);
        live_unlock(l);
        rc = block_end(&r, e);
    }
    buf_release(&file);
    return rc;
}
