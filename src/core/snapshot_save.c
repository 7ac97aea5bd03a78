/* SPDX-License-Identifier: Apache-2.0 */
/* A picture as a file, while it goes on changing. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "core/snapshot.h"

#define LINES_MAX (1u << 30)
#define STEP_LINES 200 /* some half a millisecond, for which nobody may change the picture */

struct saving {
    FILE *f;
    struct sha256_pieces *sum;
    struct buf lines; /* of a step: the disk is met without the lock */
};

static enum rc put_line(struct str line, void *arg, struct err *e)
{
    struct buf *lines = arg;
    UNUSED(e);
    buf_puts(lines, line);
    buf_putc(lines, '\n');
    return RC_OK;
}

static enum rc write_lines(struct saving *s, struct err *e)
{
    if (!buf_ok(&s->lines))
        return err_set(e, RC_TOO_LARGE, "the lines of a snapshot do not fit");
    sha256_pieces_add(s->sum, buf_str(&s->lines));
    bool ok = s->lines.n == 0 || fwrite(s->lines.p, 1, s->lines.n, s->f) == s->lines.n;
    buf_clear(&s->lines);
    return ok ? RC_OK : err_set(e, RC_IO, "could not write a snapshot: %s", strerror(errno));
}

static void put_header(struct buf *out, const char *journal, const struct picture *p)
{
    buf_printf(out,
               "{\"form\":%d,\"journal\":\"%s\",\"seq\":%llu,\"time\":%lld,\"hash\":\"%016llx\"}\n",
               SNAPSHOT_FORM, journal, (unsigned long long)picture_seq(p),
               (long long)picture_time(p), (unsigned long long)picture_hash(p));
}

static void lock_picture(pthread_rwlock_t *lock)
{
    must(lock == NULL || pthread_rwlock_rdlock(lock) == 0);
}

static void unlock_picture(pthread_rwlock_t *lock)
{
    must(lock == NULL || pthread_rwlock_unlock(lock) == 0);
}

/* The picture as it was when the header was written, though it goes on between the steps. */
static enum rc put_picture(struct saving *s, const struct snapshot_source *from, struct err *e)
{
    enum rc rc = RC_OK;
    for (bool done = false; rc == RC_OK && !done;) {
        if (from->stop != NULL && atomic_load(from->stop))
            return err_set(e, RC_BUSY, "the centre is stopping");
        lock_picture(from->lock);
        rc = picture_save_step(from->picture, STEP_LINES, put_line, &s->lines, &done, e);
        unlock_picture(from->lock);
        if (rc == RC_OK)
            rc = write_lines(s, e);
    }
    return rc;
}

static enum rc put_trailer(struct saving *s, struct err *e)
{
    struct sha256 h = sha256_pieces_done(s->sum);
    s->sum = NULL;
    struct buf b;
    buf_init(&b, 100);
    buf_cat(&b, "sha256 ");
    hex_put(&b, h.b, sizeof h.b);
    buf_putc(&b, '\n');
    bool ok = fwrite(b.p, 1, b.n, s->f) == b.n && fflush(s->f) == 0 && fsync(fileno(s->f)) == 0;
    buf_release(&b);
    return ok ? RC_OK : err_set(e, RC_IO, "could not write a snapshot: %s", strerror(errno));
}

/* To `tmp`; what was begun on the picture has ended when this returns. */
static enum rc write_file(const char *tmp, struct str header, const struct snapshot_source *from,
                          struct err *e)
{
    struct saving s = {fopen(tmp, "we"), sha256_pieces_begin(), {0}};
    buf_init(&s.lines, LINES_MAX);
    buf_puts(&s.lines, header);
    enum rc rc =
        s.f != NULL ? RC_OK : err_set(e, RC_IO, "could not write '%s': %s", tmp, strerror(errno));
    if (rc == RC_OK)
        rc = put_picture(&s, from, e);
    if (rc == RC_OK)
        rc = put_trailer(&s, e);
    sha256_pieces_drop(s.sum);
    if (s.f != NULL)
        (void)fclose(s.f);
    buf_release(&s.lines);
    return rc;
}

/* Begins a saving, which must be ended; the header, and the sequence it is of. */
static uint64_t begin(const char *journal, const struct snapshot_source *from, struct buf *header)
{
    lock_picture(from->lock);
    picture_save_begin(from->picture, from->bare);
    put_header(header, journal, from->picture);
    uint64_t seq = picture_seq(from->picture);
    unlock_picture(from->lock);
    return seq;
}

enum rc snapshot_write(const char *dir, const char *folder, const char *journal,
                       const struct snapshot_source *from, uint64_t *seq, struct err *e)
{
    char in[500], path[600], tmp[700];
    struct buf header;
    buf_init(&header, 512);
    *seq = begin(journal, from, &header);
    (void)snprintf(in, sizeof in, "%s/%s", dir, folder);
    (void)snprintf(path, sizeof path, "%s/%llu.snap", in, (unsigned long long)*seq);
    (void)snprintf(tmp, sizeof tmp, "%s.tmp", path);
    enum rc rc = RC_OK;
    if (mkdir(in, 0700) != 0 && errno != EEXIST)
        rc = err_set(e, RC_IO, "could not make '%s': %s", in, strerror(errno));
    bool there = access(path, F_OK) == 0;
    if (rc == RC_OK && !there)
        rc = write_file(tmp, buf_str(&header), from, e);
    lock_picture(from->lock);
    picture_save_end(from->picture);
    unlock_picture(from->lock);
    buf_release(&header);
    if (!there && rc == RC_OK && rename(tmp, path) != 0)
        rc = err_set(e, RC_IO, "could not rename '%s': %s", tmp, strerror(errno));
    if (rc != RC_OK)
        (void)unlink(tmp);
    return rc;
}
