/* SPDX-License-Identifier: Apache-2.0 */
#include "journal/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "journal/journal_priv.h"
#include "store/fault.h"
#include "store/file.h"

#define TREE_MAGIC 0x6d7a7472u
#define STEP 4096    /* entries between two looks at whether to stop */
#define TOGETHER 512 /* entries hashed beside each other, or fewer when they are long */
#define TOGETHER_BYTES (256u << 10)

struct journal_tree {
    unsigned magic;
    char dir[FILE_PATH_MAX];
    int fd[TLOG_TILE_LEVELS];
    struct buf more[TLOG_TILE_LEVELS]; /* hashes not yet in the file */
    struct tlog_tree tree;
    struct sha256_text leaves[TOGETHER]; /* that are not in the tree yet */
    size_t nleaves;
    struct buf texts;                           /* of the leaves, one after the other */
    void (*watch)(void *arg, struct str entry); /* NULL: nobody watches */
    void *watch_arg;
};

static enum rc level_path(char out[static FILE_PATH_MAX], const char *dir, int level, struct err *e)
{
    return file_path(out, e, "%s/log/%d", dir, level);
}

/* Hashes that level has in a tree of so many leaves. */
static uint64_t held(int level, uint64_t size)
{
    return size >> (level * TLOG_TILE_LEVELS);
}

static enum rc io(struct err *e, const char *doing, int level)
{
    char reason[128];
    return err_set(e, RC_IO, "could not %s level %d of the tree: %s", doing, level,
                   strerror_r(errno, reason, sizeof reason));
}

static enum rc read_all(int fd, int level, char *to, size_t n, off_t at, struct err *e)
{
    for (size_t got = 0; got < n;) {
        ssize_t k = pread(fd, to + got, n - got, at + (off_t)got);
        if (k < 0 && errno == EINTR)
            continue;
        if (k < 0)
            return io(e, "read", level);
        if (k == 0)
            return err_set(e, RC_NOT_FOUND, "level %d of the tree ends before that", level);
        got += (size_t)k;
    }
    return RC_OK;
}

static enum rc fetch_tile(void *arg, const char *path, struct buf *out, struct err *e)
{
    struct tlog_tile tile;
    enum rc rc = tlog_tile_parse(str_c(path), &tile, e);
    return rc == RC_OK ? journal_tree_tile(arg, &tile, out, e) : rc;
}

enum rc journal_tree_read(const char *dir, int level, uint64_t first, char *to, size_t hashes,
                          struct err *e)
{
    char path[FILE_PATH_MAX];
    int fd = -1;
    enum rc rc = level_path(path, dir, level, e);
    if (rc == RC_OK)
        rc = file_open(path, &fd, e);
    if (rc != RC_OK)
        return rc;
    rc = read_all(fd, level, to, hashes * SHA256_LEN, (off_t)(first * SHA256_LEN), e);
    (void)close(fd);
    return rc;
}

/* A full tile is known by its root, which is a hash of the level above; the last, begun ones by the root of all. */
static enum rc check_full(const char *dir, const struct tlog_tile *tile, const char *hashes,
                          struct err *e)
{
    struct tlog_tree t = {0};
    struct sha256 above, h;
    if (tile->width < TLOG_TILE_WIDTH || tile->level + 1 == TLOG_TILE_LEVELS)
        return RC_OK;
    enum rc rc = journal_tree_read(dir, tile->level + 1, tile->index, (char *)above.b, 1, e);
    for (uint32_t i = 0; i < TLOG_TILE_WIDTH && rc == RC_OK; i++) {
        memcpy(h.b, hashes + (size_t)i * SHA256_LEN, SHA256_LEN);
        tlog_tree_add(&t, &h);
    }
    if (rc != RC_OK)
        return rc;
    h = tlog_tree_root(&t);
    return memcmp(h.b, above.b, SHA256_LEN) == 0
               ? RC_OK
               : err_set(e, RC_CORRUPT, "tile %llu of level %d of the tree is damaged",
                         (unsigned long long)tile->index, tile->level);
}

enum rc journal_tree_tile(const char *dir, const struct tlog_tile *tile, struct buf *out,
                          struct err *e)
{
    size_t n = (size_t)tile->width * SHA256_LEN;
    must(tile->level >= 0 && tile->level < TLOG_TILE_LEVELS);
    char *to = buf_room(out, n);
    if (to == NULL)
        return err_set(e, RC_TOO_LARGE, "no room for a tile");
    enum rc rc =
        journal_tree_read(dir, tile->level, tile->index * TLOG_TILE_WIDTH, to, tile->width, e);
    if (rc == RC_OK)
        rc = check_full(dir, tile, to, e);
    if (rc == RC_OK)
        out->n += n;
    return rc;
}

/* What a signed checkpoint does not cover may be half written. */
static enum rc open_level(struct journal_tree *t, int level, uint64_t size, struct err *e)
{
    char path[FILE_PATH_MAX];
    struct stat st;
    off_t want = (off_t)(held(level, size) * SHA256_LEN);
    enum rc rc = level_path(path, t->dir, level, e);
    if (rc != RC_OK)
        return rc;
    t->fd[level] = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (t->fd[level] < 0 || fstat(t->fd[level], &st) != 0)
        return io(e, "open", level);
    if (st.st_size < want)
        return err_set(e, RC_CORRUPT, "level %d of the tree is shorter than its checkpoint", level);
    if (ftruncate(t->fd[level], want) != 0)
        return io(e, "cut", level);
    return RC_OK;
}

/* The stack of full subtrees, largest first, from the files. */
static enum rc load_tree(struct journal_tree *t, uint64_t size, struct err *e)
{
    struct tlog_tiles tiles;
    enum rc rc = RC_OK;
    tlog_tiles_init(&tiles, size, fetch_tile, t->dir);
    struct tlog_hashes from = tlog_tiles_hashes(&tiles);
    uint64_t first = 0;
    for (int level = 62; level >= 0 && rc == RC_OK; level--) {
        if ((size >> level & 1) == 0)
            continue;
        rc = from.get(from.arg, (unsigned)level, first >> level, &t->tree.full[t->tree.n++], e);
        first += UINT64_C(1) << level;
    }
    t->tree.size = size;
    tlog_tiles_release(&tiles);
    return rc;
}

static enum rc open_files(struct journal_tree *t, uint64_t size, const struct sha256 *root,
                          struct err *e)
{
    char path[FILE_PATH_MAX];
    enum rc rc = file_path(path, e, "%s/log", t->dir);
    if (rc == RC_OK)
        rc = file_make_dir(path, e);
    for (int level = 0; level < TLOG_TILE_LEVELS && rc == RC_OK; level++)
        rc = open_level(t, level, size, e);
    if (rc == RC_OK)
        rc = file_sync_dir(path, e);
    if (rc == RC_OK && size > 0)
        rc = load_tree(t, size, e);
    if (rc == RC_NOT_FOUND)
        rc = err_set(e, RC_CORRUPT, "the tree is shorter than its checkpoint");
    if (rc != RC_OK || size == 0)
        return rc;
    struct sha256 is = tlog_tree_root(&t->tree);
    return memcmp(is.b, root->b, SHA256_LEN) == 0
               ? RC_OK
               : err_set(e, RC_CORRUPT, "the tree does not have the root that was signed at %llu",
                         (unsigned long long)size);
}

enum rc journal_tree_open(struct journal_tree **out, const char *dir, uint64_t size,
                          const struct sha256 *root, struct err *e)
{
    struct journal_tree *t = mem_alloc(sizeof *t);
    t->magic = TREE_MAGIC;
    *out = NULL;
    for (int level = 0; level < TLOG_TILE_LEVELS; level++) {
        t->fd[level] = -1;
        buf_init(&t->more[level], (size_t)STEP * SHA256_LEN);
    }
    buf_init(&t->texts, TOGETHER_BYTES + EVENT_ENTRY_MAX + 1);
    enum rc rc = str_copy(t->dir, sizeof t->dir, str_c(dir))
                     ? RC_OK
                     : err_set(e, RC_TOO_LARGE, "a long path");
    if (rc == RC_OK)
        rc = open_files(t, size, root, e);
    if (rc != RC_OK)
        journal_tree_close(t);
    else
        *out = t;
    return rc;
}

void journal_tree_close(struct journal_tree *t)
{
    if (t == NULL)
        return;
    CHECK_OBJ(t, TREE_MAGIC);
    for (int level = 0; level < TLOG_TILE_LEVELS; level++) {
        buf_release(&t->more[level]);
        if (t->fd[level] >= 0)
            (void)close(t->fd[level]);
    }
    buf_release(&t->texts);
    t->magic = 0;
    free(t);
}

enum rc journal_tree_remove(const char *dir, struct err *e)
{
    char path[FILE_PATH_MAX];
    enum rc rc = RC_OK;
    for (int level = 0; level < TLOG_TILE_LEVELS && rc == RC_OK; level++) {
        rc = level_path(path, dir, level, e);
        if (rc == RC_OK)
            rc = file_remove(path, e);
    }
    return rc;
}

uint64_t journal_tree_size(const struct journal_tree *t)
{
    CHECK_OBJ(t, TREE_MAGIC);
    return t->tree.size;
}

struct sha256 journal_tree_root(const struct journal_tree *t)
{
    CHECK_OBJ(t, TREE_MAGIC);
    return tlog_tree_root(&t->tree);
}

static void keep_level(void *arg, unsigned level, const struct sha256 *roots, size_t n)
{
    struct journal_tree *t = arg;
    if (level % TLOG_TILE_LEVELS == 0 && level / TLOG_TILE_LEVELS < TLOG_TILE_LEVELS)
        buf_put(&t->more[level / TLOG_TILE_LEVELS], roots, n * sizeof *roots);
}

static void add_leaves(struct journal_tree *t)
{
    struct sha256 hashes[1 + TOGETHER];
    const char *at = t->texts.p;
    for (size_t i = 0; i < t->nleaves; at += t->leaves[i++].text.n)
        t->leaves[i].text.p = at;
    sha256_many(t->leaves, t->nleaves);
    for (size_t i = 0; i < t->nleaves; i++)
        hashes[1 + i] = t->leaves[i].hash;
    tlog_tree_grow_many(&t->tree, hashes, t->nleaves, keep_level, t);
    t->nleaves = 0;
    buf_clear(&t->texts);
}

static enum rc flush(struct journal_tree *t, struct err *e)
{
    enum rc rc = RC_OK;
    for (int level = 0; level < TLOG_TILE_LEVELS && rc == RC_OK; level++) {
        struct buf *b = &t->more[level];
        uint64_t before = held(level, t->tree.size) - b->n / SHA256_LEN;
        must(buf_ok(b));
        for (size_t put = 0; put < b->n && rc == RC_OK;) {
            ssize_t n =
                pwrite(t->fd[level], b->p + put, b->n - put, (off_t)(before * SHA256_LEN + put));
            if (n < 0 && errno != EINTR)
                rc = io(e, "write", level);
            put += n > 0 ? (size_t)n : 0;
        }
        buf_clear(b);
    }
    return rc;
}

static enum rc add_row(const struct journal_row *row, void *arg, struct err *e)
{
    struct journal_tree *t = arg;
    uint64_t next = t->tree.size + t->nleaves + 1;
    if (row->seq != next)
        return err_set(e, RC_CORRUPT, "event %llu is missing in the journal",
                       (unsigned long long)next);
    if (row->entry.n > EVENT_ENTRY_MAX)
        return err_set(e, RC_CORRUPT, "the entry of event %llu is too long",
                       (unsigned long long)next);
    size_t before = t->texts.n;
    tlog_leaf_put(row->entry, &t->texts);
    must(buf_ok(&t->texts));
    t->leaves[t->nleaves++].text.n = t->texts.n - before;
    if (t->nleaves == TOGETHER || t->texts.n >= TOGETHER_BYTES)
        add_leaves(t);
    if (t->watch != NULL)
        t->watch(t->watch_arg, row->entry);
    return RC_OK;
}

static enum rc take_leaf(const struct journal_row *row, void *arg, struct err *e)
{
    UNUSED(e);
    *(struct sha256 *)arg = tlog_leaf(row->entry);
    return RC_OK;
}

enum rc journal_tree_fits(const struct journal_tree *t, struct journal_reader *r, struct err *e)
{
    CHECK_OBJ(t, TREE_MAGIC);
    struct sha256 mine = {{0}}, theirs = {{1}};
    uint64_t last = t->tree.size;
    if (last == 0)
        return RC_OK;
    enum rc rc =
        read_all(t->fd[0], 0, (char *)mine.b, SHA256_LEN, (off_t)((last - 1) * SHA256_LEN), e);
    if (rc == RC_OK)
        rc = journal_each_entry(r, last, last, take_leaf, &theirs, e);
    if (rc == RC_OK && memcmp(mine.b, theirs.b, SHA256_LEN) != 0)
        rc = err_set(e, RC_CORRUPT, "event %llu is not the one in the tree",
                     (unsigned long long)last);
    return rc;
}

void journal_tree_watch(struct journal_tree *t, void (*f)(void *arg, struct str entry), void *arg)
{
    CHECK_OBJ(t, TREE_MAGIC);
    t->watch = f;
    t->watch_arg = arg;
}

enum rc journal_tree_catch_up(struct journal_tree *t, struct journal_reader *r, uint64_t to,
                              const _Atomic bool *stop, struct err *e)
{
    CHECK_OBJ(t, TREE_MAGIC);
    enum rc rc = RC_OK;
    while (rc == RC_OK && t->tree.size < to) {
        uint64_t from = t->tree.size + 1, end = to - from < STEP ? to : from + STEP - 1;
        if (stop != NULL && atomic_load(stop))
            return err_set(e, RC_BUSY, "stopping");
        rc = journal_each_entry(r, from, end, add_row, t, e);
        add_leaves(t);
        if (rc == RC_OK && t->tree.size < end)
            rc = err_set(e, RC_CORRUPT, "event %llu is missing in the journal",
                         (unsigned long long)t->tree.size + 1);
        if (rc == RC_OK)
            rc = flush(t, e);
    }
    return rc;
}

enum rc journal_tree_sync(struct journal_tree *t, struct err *e)
{
    CHECK_OBJ(t, TREE_MAGIC);
    enum rc rc = fault_point("journal.tree-before-sync", e);
    for (int level = 0; level < TLOG_TILE_LEVELS && rc == RC_OK; level++) {
        if (level > 0 && held(level, t->tree.size) == 0)
            break; /* nothing ever stood there */
        if (fdatasync(t->fd[level]) != 0)
            rc = io(e, "sync", level);
    }
    return rc;
}

enum rc journal_tree_prove(struct journal_tree *t, uint64_t old, struct tlog_proof *out,
                           struct err *e)
{
    CHECK_OBJ(t, TREE_MAGIC);
    struct tlog_tiles tiles;
    tlog_tiles_init(&tiles, t->tree.size, fetch_tile, t->dir);
    struct tlog_hashes from = tlog_tiles_hashes(&tiles);
    enum rc rc = tlog_prove_consistent(&from, old, t->tree.size, out, e);
    tlog_tiles_release(&tiles);
    return rc;
}
