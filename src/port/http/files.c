/* SPDX-License-Identifier: Apache-2.0 */
#include "port/http/files.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"

#define DEPTH_MAX 8
#define ENTRIES_MAX 4096
#define FILE_MAX (256u << 20)
#define CHECK_EVERY USEC_S
#define TRIES 3              /* of a file that changes while it is looked at */
#define TICK (100 * USEC_MS) /* file systems' clocks may stand still for so long */

struct stamp {
    struct timespec mtime;
    off_t size;
    ino_t ino;
};

struct entry {
    char *path; /* as asked for, with the leading slash */
    char *disk;
    bool dir;
    bool settled; /* the stamp tells any later change */
    struct stamp stamp;
    char etag[40];
};

struct http_files {
    pthread_mutex_t lock; /* all below */
    char *root, *only;
    struct entry *entries; /* files and directories */
    size_t n;
    struct map by_path; /* files */
    usec_t checked;
};

static const struct {
    const char *end, *type;
} types[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".geojson", "application/geo+json"},
    {".webmanifest", "application/manifest+json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".webp", "image/webp"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".wasm", "application/wasm"},
    {".mp3", "audio/mpeg"},
    {".ogg", "audio/ogg"},
    {".wav", "audio/wav"},
    {".txt", "text/plain; charset=utf-8"},
    {".pbf", "application/x-protobuf"},
    {".gz", "application/gzip"},
};

static const char *type_of(struct str path)
{
    for (size_t i = 0; i < ARRAY_LEN(types); i++)
        if (str_ends(path, str_c(types[i].end)))
            return types[i].type;
    return "application/octet-stream";
}

static struct stamp stamp_of(const struct stat *st)
{
    return (struct stamp){st->st_mtim, st->st_size, st->st_ino};
}

/*
 * What changed just now may change again without a new time: such a stamp is not to be trusted
 * later, and what it stands for is looked at again.
 */
static bool stamp_settled(struct stamp s)
{
    return clock_utc() - ((usec_t)s.mtime.tv_sec * USEC_S + s.mtime.tv_nsec / 1000) > TICK;
}

static bool stamp_same(struct stamp a, struct stamp b)
{
    return a.mtime.tv_sec == b.mtime.tv_sec && a.mtime.tv_nsec == b.mtime.tv_nsec &&
           a.size == b.size && a.ino == b.ino;
}

/* What the bytes hash to now; false when they cannot be read. */
static bool etag_of(const char *disk, char etag[40], struct stamp *stamp)
{
    int fd = open(disk, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct stat st;
    char hex[SHA256_HEX + 1];
    if (fd < 0)
        return false;
    bool ok = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size <= (off_t)FILE_MAX;
    struct sha256_ctx *ctx = sha256_begin();
    char *block = mem_alloc(65536);
    while (ok) {
        ssize_t n = read(fd, block, 65536);
        ok = n >= 0;
        if (n <= 0)
            break;
        sha256_add(ctx, (struct str){block, (size_t)n});
    }
    free(block);
    close(fd);
    sha256_hex(sha256_done(ctx), hex);
    (void)snprintf(etag, 40, "\"%.32s\"", hex);
    *stamp = stamp_of(&st);
    return ok;
}

static void forget(struct http_files *f)
{
    for (size_t i = 0; i < f->n; i++) {
        free(f->entries[i].path);
        free(f->entries[i].disk);
    }
    map_release(&f->by_path);
    map_init(&f->by_path);
    f->n = 0;
}

static char *join(const char *a, const char *b)
{
    struct str parts[2] = {str_c(a), str_c(b)};
    size_t n = parts[0].n + parts[1].n + 2;
    char *p = mem_alloc(n);
    (void)snprintf(p, n, "%s/%s", a, b);
    return p;
}

/* Owns path and disk from here on. */
static struct entry *entry_add(struct http_files *f, char *path, char *disk)
{
    struct entry *e = &f->entries[f->n++];
    *e = (struct entry){.path = path, .disk = disk};
    return e;
}

static void scan_dir(struct http_files *f, const char *disk, const char *path, int depth)
{
    struct stat st;
    DIR *d = opendir(disk);
    if (d == NULL)
        return;
    if (fstat(dirfd(d), &st) == 0 && f->n < ENTRIES_MAX) {
        struct entry *e = entry_add(f, str_dup(str_c(path)), str_dup(str_c(disk)));
        e->dir = true;
        e->stamp = stamp_of(&st);
        e->settled = stamp_settled(e->stamp);
    }
    for (struct dirent *one; (one = readdir(d)) != NULL && f->n < ENTRIES_MAX;) {
        if (one->d_name[0] == '.' || (f->only != NULL && strcmp(one->d_name, f->only) != 0) ||
            fstatat(dirfd(d), one->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
            continue;
        char *below = join(disk, one->d_name), *url = join(path, one->d_name);
        char etag[40];
        struct stamp stamp;
        if (S_ISREG(st.st_mode) && etag_of(below, etag, &stamp)) {
            struct entry *e = entry_add(f, url, below);
            e->stamp = stamp;
            e->settled = stamp_settled(stamp);
            must(str_copy(e->etag, sizeof e->etag, str_c(etag)));
            continue;
        }
        if (S_ISDIR(st.st_mode) && depth < DEPTH_MAX && f->only == NULL)
            scan_dir(f, below, url, depth + 1);
        free(below);
        free(url);
    }
    closedir(d);
}

static void scan(struct http_files *f)
{
    forget(f);
    scan_dir(f, f->root, "", 0);
    for (size_t i = 0; i < f->n; i++)
        if (!f->entries[i].dir)
            map_set(&f->by_path, str_c(f->entries[i].path), &f->entries[i]);
    if (f->n == ENTRIES_MAX)
        log_warn("http", "%s holds more than %d files: the rest is not served", f->root,
                 ENTRIES_MAX);
    f->checked = clock_steady();
}

static bool dirs_changed(const struct http_files *f)
{
    struct stat st;
    if (f->n == 0)
        return stat(f->root, &st) == 0;
    for (size_t i = 0; i < f->n; i++)
        if (f->entries[i].dir &&
            (stat(f->entries[i].disk, &st) != 0 || !stamp_same(stamp_of(&st), f->entries[i].stamp)))
            return true;
    return false;
}

struct http_files *http_files_open(const char *root, const char *only)
{
    struct http_files *f = mem_alloc(sizeof *f);
    must(pthread_mutex_init(&f->lock, NULL) == 0);
    f->root = str_dup(str_c(root));
    f->only = only != NULL ? str_dup(str_c(only)) : NULL;
    f->entries = mem_array(ENTRIES_MAX, sizeof *f->entries);
    map_init(&f->by_path);
    scan(f);
    return f;
}

void http_files_close(struct http_files *f)
{
    if (f == NULL)
        return;
    forget(f);
    map_release(&f->by_path);
    free(f->entries);
    free(f->root);
    free(f->only);
    pthread_mutex_destroy(&f->lock);
    free(f);
}

static const struct entry *lookup(const struct http_files *f, struct str path, const char *more)
{
    char name[1024];
    if (path.n + strlen(more) >= sizeof name)
        return NULL;
    int n = snprintf(name, sizeof name, "%.*s%s", STR_ARG(path), more);
    return map_get(&f->by_path, (struct str){name, (size_t)n});
}

/* *again: the file is not, or may not be, what was scanned. `scanned`: that was just now. */
static bool open_entry(const struct entry *e, bool scanned, struct http_file *out, bool *again)
{
    struct stat st;
    *again = true;
    if (!scanned && !e->settled)
        return false;
    out->fd = open(e->disk, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (out->fd >= 0 && fstat(out->fd, &st) == 0 && stamp_same(stamp_of(&st), e->stamp)) {
        out->size = (uint64_t)st.st_size;
        must(str_copy(out->etag, sizeof out->etag, str_c(e->etag)));
        return true;
    }
    if (out->fd >= 0)
        close(out->fd);
    return false;
}

static bool find(struct http_files *f, struct str path, bool gzip_accepted, bool scanned,
                 struct http_file *out, bool *again)
{
    const struct entry *plain = lookup(f, path, ""), *gz = NULL;
    *again = false;
    if (plain == NULL && path.n > 1 && memchr(path.p, '.', path.n) == NULL)
        plain = lookup(f, path, ".html");
    if (plain == NULL)
        return false;
    if (gzip_accepted)
        gz = lookup(f, str_c(plain->path), ".gz");
    out->gzip = gz != NULL;
    out->type = type_of(str_c(plain->path));
    return open_entry(gz != NULL ? gz : plain, scanned, out, again);
}

bool http_files_find(struct http_files *f, struct str path, bool gzip_accepted,
                     struct http_file *out)
{
    if (str_eqc(path, "/"))
        path = STR("/index.html");
    pthread_mutex_lock(&f->lock);
    usec_t now = clock_steady();
    if (now - f->checked >= CHECK_EVERY) {
        f->checked = now;
        if (dirs_changed(f))
            scan(f);
    }
    bool again, found = find(f, path, gzip_accepted, false, out, &again);
    for (int i = 0; i < TRIES && !found && again; i++) {
        scan(f);
        found = find(f, path, gzip_accepted, true, out, &again);
    }
    pthread_mutex_unlock(&f->lock);
    return found;
}

bool http_files_any(struct http_files *f)
{
    pthread_mutex_lock(&f->lock);
    bool any = f->by_path.n > 0;
    pthread_mutex_unlock(&f->lock);
    return any;
}
