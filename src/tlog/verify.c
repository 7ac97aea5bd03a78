/* SPDX-License-Identifier: Apache-2.0 */
#include "tlog/verify.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "base/mem.h"

/* Tiles between two meetings of all threads: a quarter of a million entries. */
#define ROUND 1024u

#define ENTRY_DIFFERS "the entry's text and its hash in the tile differ"
#define UPPER_DIFFERS "a tile of hashes is not what the entries give"

/* What came of one bundle of entries and its tile of hashes. */
struct piece {
    struct tlog_tree entries, served; /* by the texts, and as the tile has them */
    uint32_t bad, first;              /* entries that do not fit, the first of them in the bundle */
    const char *what;
    enum rc rc;
    struct err err;
};

/* What one thread needs; it works at any piece. */
struct reader {
    struct work *work;
    void *arg;
    struct buf bundle, tile;
    pthread_t thread;
};

struct work {
    const struct tlog_source *from;
    struct tlog_report *out;
    struct reader reader[TLOG_READERS_MAX];
    struct piece *pieces; /* ROUND */
    uint64_t begin, end;  /* tiles of this round */
    _Atomic uint64_t next;
    struct tlog_tree entries, served;           /* a leaf is a full tile here */
    struct tlog_tree last_entries, last_served; /* of the last, begun tile */
    struct buf made[TLOG_TILE_LEVELS]; /* of each level, the tile that the entries are making */
};

static enum rc get_tile(struct reader *r, const struct tlog_tile *tile, struct buf *to,
                        struct err *e)
{
    char path[TLOG_PATH_MAX];
    tlog_tile_path(tile, path);
    buf_clear(to);
    enum rc rc = r->work->from->fetch(r->arg, path, to, e);
    return rc == RC_OK && !buf_ok(to) ? err_set(e, RC_TOO_LARGE, "%s is too large", path) : rc;
}

/* ---- one bundle ---- */

static void piece_bad(struct piece *p, uint32_t at, uint32_t n, const char *what)
{
    if (n == 0)
        return;
    if (p->bad == 0) {
        p->first = at;
        p->what = what;
    }
    p->bad += n;
}

static struct sha256 hash_at(const struct buf *tile, uint32_t i)
{
    struct sha256 h = {{0}};
    if (tile->n >= ((size_t)i + 1) * SHA256_LEN)
        memcpy(h.b, tile->p + (size_t)i * SHA256_LEN, SHA256_LEN);
    return h;
}

/* Both trees of a bundle; where nothing differs they are one, so the second is made of need only. */
static void hash_piece(struct piece *p, const struct reader *r, uint32_t width)
{
    struct str rest = buf_str(&r->bundle), entry;
    struct sha256 leaf[TLOG_TILE_WIDTH];
    uint32_t n = 0;
    for (; n < width && tlog_bundle_next(&rest, &entry); n++) {
        struct sha256 served = hash_at(&r->tile, n);
        leaf[n] = tlog_leaf(entry);
        if (memcmp(leaf[n].b, served.b, SHA256_LEN) != 0)
            piece_bad(p, n, 1, ENTRY_DIFFERS);
    }
    piece_bad(p, n, width - n, "the bundle of entries breaks off here");
    if (n == width && rest.n > 0)
        piece_bad(p, width - 1, 1, "the bundle has more than its entries");
    if (r->tile.n > (size_t)width * SHA256_LEN)
        piece_bad(p, width - 1, 1, "the tile has more than its hashes");
    for (uint32_t i = 0; i < width; i++) {
        struct sha256 served = hash_at(&r->tile, i);
        tlog_tree_add(&p->entries, i < n ? &leaf[i] : &served);
        if (p->bad > 0)
            tlog_tree_add(&p->served, &served);
    }
    if (p->bad == 0)
        p->served = p->entries;
}

/* What is not there, or not whole, is a finding, as what was changed is. */
static enum rc missing(struct piece *p, uint32_t width, enum rc rc, const char *what)
{
    if (rc != RC_NOT_FOUND && rc != RC_CORRUPT && rc != RC_TOO_LARGE)
        return rc;
    piece_bad(p, 0, width, what);
    return RC_OK;
}

static void check_piece(struct reader *r, uint64_t index, struct piece *p)
{
    uint32_t width = tlog_tile_width(0, index, r->work->out->size);
    const struct tlog_tile entries = {TLOG_ENTRIES, index, width}, hashes = {0, index, width};
    memset(p, 0, sizeof *p);
    p->rc = missing(p, width, get_tile(r, &entries, &r->bundle, &p->err),
                    "a bundle of entries is not there");
    if (p->rc == RC_OK)
        p->rc = missing(p, width, get_tile(r, &hashes, &r->tile, &p->err),
                        "a tile of hashes is not there");
    if (p->rc == RC_OK)
        hash_piece(p, r, width);
}

static void *work_on(void *arg)
{
    struct reader *r = arg;
    struct work *w = r->work;
    for (uint64_t i; (i = atomic_fetch_add(&w->next, 1)) < w->end;)
        check_piece(r, i, &w->pieces[i - w->begin]);
    return NULL;
}

/* ---- all of them, in order ---- */

static void found(struct tlog_report *out, uint64_t index, uint64_t n, const char *what)
{
    if (out->bad == 0 || index < out->first_bad) {
        out->first_bad = index;
        (void)str_copy(out->what, sizeof out->what, str_c(what));
    }
    out->bad += n;
}

static uint32_t first_difference(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n, i = 0;
    while (i < n && a.p[i] == b.p[i])
        i++;
    return (uint32_t)(i / SHA256_LEN);
}

/*
 * Tiles above the leaves hold what is below them: compared when one is full, or at the end; not any more when something below
 * is wrong, which they must differ from then.
 */
static enum rc check_level(struct work *w, int level, struct err *e)
{
    struct buf *made = &w->made[level], *is = &w->reader[0].tile;
    uint64_t held = w->entries.size >> ((level - 1) * TLOG_TILE_LEVELS);
    unsigned shift = (unsigned)level * TLOG_TILE_LEVELS;
    struct tlog_tile tile = {level, held > 0 ? (held - 1) / TLOG_TILE_WIDTH : 0,
                             (uint32_t)(made->n / SHA256_LEN)};
    uint64_t first = tile.index * TLOG_TILE_WIDTH;
    enum rc rc = RC_OK;
    if (made->n > 0 && w->out->bad == 0) {
        rc = get_tile(&w->reader[0], &tile, is, e);
        if (rc == RC_NOT_FOUND || rc == RC_CORRUPT || rc == RC_TOO_LARGE)
            found(w->out, first << shift, 1, "a tile of hashes is not there");
        else if (rc != RC_OK)
            return rc;
        else if (!str_eq(buf_str(is), buf_str(made)))
            found(w->out, (first + first_difference(buf_str(is), buf_str(made))) << shift, 1,
                  UPPER_DIFFERS);
    }
    buf_clear(made);
    return RC_OK;
}

static enum rc add_full(struct work *w, const struct piece *p, struct err *e)
{
    struct sha256 made[TLOG_PROOF_MAX], entries = tlog_tree_root(&p->entries),
                                        served = tlog_tree_root(&p->served);
    unsigned n = tlog_tree_grow(&w->entries, &entries, made);
    enum rc rc = RC_OK;
    tlog_tree_add(&w->served, &served);
    for (unsigned level = 1;
         level < TLOG_TILE_LEVELS && (level - 1) * TLOG_TILE_LEVELS < n && rc == RC_OK; level++) {
        buf_put(&w->made[level], made[(level - 1) * TLOG_TILE_LEVELS].b, SHA256_LEN);
        if (w->made[level].n == (size_t)TLOG_TILE_WIDTH * SHA256_LEN)
            rc = check_level(w, (int)level, e);
    }
    return rc;
}

static enum rc take_piece(struct work *w, uint64_t index, const struct piece *p, struct err *e)
{
    uint64_t first = index * TLOG_TILE_WIDTH;
    if (p->rc != RC_OK)
        return err_set(e, p->rc, "%s", p->err.detail);
    if (p->bad > 0)
        found(w->out, first + p->first, p->bad, p->what);
    w->out->checked += tlog_tile_width(0, index, w->out->size);
    if (p->entries.size == TLOG_TILE_WIDTH)
        return add_full(w, p, e);
    w->last_entries = p->entries; /* empty, when it could not be had: no root is right then */
    w->last_served = p->served;
    return RC_OK;
}

static enum rc one_round(struct work *w, struct err *e)
{
    enum rc rc = RC_OK;
    unsigned started = 1;
    atomic_store(&w->next, w->begin);
    while (started < w->from->readers &&
           pthread_create(&w->reader[started].thread, NULL, work_on, &w->reader[started]) == 0)
        started++;
    (void)work_on(&w->reader[0]); /* alone, when the machine gives no thread */
    for (unsigned i = 1; i < started; i++)
        must(pthread_join(w->reader[i].thread, NULL) == 0);
    for (uint64_t i = w->begin; i < w->end && rc == RC_OK; i++)
        rc = take_piece(w, i, &w->pieces[i - w->begin], e);
    return rc;
}

/* The full tiles, and what the begun one adds: one root over both. */
static struct sha256 root_of(const struct tlog_tree *full, const struct tlog_tree *last)
{
    struct tlog_tree all = *full;
    must(all.n + last->n <= TLOG_PROOF_MAX);
    memcpy(all.full + all.n, last->full, last->n * sizeof last->full[0]);
    all.n += last->n;
    return tlog_tree_root(&all);
}

static void judge_roots(struct work *w)
{
    struct tlog_report *out = w->out;
    struct sha256 by_entries = root_of(&w->entries, &w->last_entries),
                  by_tiles = root_of(&w->served, &w->last_served);
    bool entries = memcmp(by_entries.b, out->root.b, SHA256_LEN) == 0;
    bool tiles = memcmp(by_tiles.b, out->root.b, SHA256_LEN) == 0;
    const char *what = NULL;
    if (!entries && !tiles && out->bad == 0)
        found(out, 0, 1, "neither the entries nor the hashes give the root that was signed");
    else if (strcmp(out->what, ENTRY_DIFFERS) == 0)
        what = entries ? "the tile was changed: the entry is the one that was signed"
               : tiles ? "the entry was changed: the signed tree holds another hash of it"
                       : "entry and tile differ, and neither all entries nor all hashes give the "
                         "root that was signed";
    if (what != NULL)
        (void)str_copy(out->what, sizeof out->what, str_c(what));
}

static struct work *work_new(const struct tlog_source *from, struct tlog_report *out)
{
    struct work *w = mem_alloc(sizeof *w);
    must(from->readers > 0 && from->readers <= TLOG_READERS_MAX);
    w->from = from;
    w->out = out;
    w->pieces = mem_array(ROUND, sizeof *w->pieces);
    for (unsigned i = 0; i < from->readers; i++) {
        w->reader[i].work = w;
        w->reader[i].arg = from->arg[i];
        buf_init(&w->reader[i].bundle, TLOG_BUNDLE_MAX);
        buf_init(&w->reader[i].tile, TLOG_TILE_WIDTH * SHA256_LEN + 1);
    }
    for (int i = 0; i < TLOG_TILE_LEVELS; i++)
        buf_init(&w->made[i], TLOG_TILE_WIDTH * SHA256_LEN);
    return w;
}

static void work_free(struct work *w)
{
    for (unsigned i = 0; i < w->from->readers; i++) {
        buf_release(&w->reader[i].bundle);
        buf_release(&w->reader[i].tile);
    }
    for (int i = 0; i < TLOG_TILE_LEVELS; i++)
        buf_release(&w->made[i]);
    free(w->pieces);
    free(w);
}

enum rc tlog_verify_tree(const struct tlog_source *from, uint64_t size, const struct sha256 *root,
                         tlog_progress_f *progress, struct tlog_report *out, struct err *e)
{
    uint64_t tiles = size / TLOG_TILE_WIDTH + (size % TLOG_TILE_WIDTH > 0);
    *out = (struct tlog_report){.size = size, .root = *root};
    struct work *w = work_new(from, out);
    enum rc rc = RC_OK;
    while (w->end < tiles && rc == RC_OK) {
        w->begin = w->end;
        w->end = tiles - w->begin < ROUND ? tiles : w->begin + ROUND;
        rc = one_round(w, e);
        if (progress != NULL)
            progress(out->checked, size);
    }
    for (int level = 1; level < TLOG_TILE_LEVELS && rc == RC_OK; level++)
        rc = check_level(w, level, e);
    if (rc == RC_OK)
        judge_roots(w);
    work_free(w);
    return rc;
}

/* The text must outlive *c, which borrows its origin. */
static enum rc get_checkpoint(tlog_fetch_f *fetch, void *arg, const struct tlog_policy *policy,
                              struct buf *text, struct tlog_checkpoint *c, struct err *e)
{
    buf_clear(text);
    enum rc rc = fetch(arg, "checkpoint", text, e);
    return rc == RC_OK ? tlog_policy_checkpoint(policy, buf_str(text), c, e) : rc;
}

enum rc tlog_verify(const struct tlog_source *from, const struct tlog_policy *policy,
                    tlog_progress_f *progress, struct tlog_report *out, struct err *e)
{
    struct tlog_checkpoint c;
    struct buf text;
    *out = (struct tlog_report){0};
    buf_init(&text, TLOG_NOTE_MAX);
    enum rc rc = get_checkpoint(from->fetch, from->arg[0], policy, &text, &c, e);
    if (rc == RC_OK)
        rc = tlog_verify_tree(from, c.size, &c.root, progress, out, e);
    buf_release(&text);
    return rc;
}

enum rc tlog_verify_grown(tlog_fetch_f *fetch, void *arg, const struct tlog_policy *policy,
                          struct str old, const struct tlog_policy *older, uint64_t *old_size,
                          uint64_t *new_size, struct err *e)
{
    struct tlog_checkpoint was, is;
    struct tlog_tiles tiles;
    struct tlog_proof proof;
    struct sha256 root;
    struct buf text;
    buf_init(&text, TLOG_NOTE_MAX);
    enum rc rc = get_checkpoint(fetch, arg, policy, &text, &is, e);
    if (rc == RC_OK)
        rc = tlog_policy_checkpoint(older, old, &was, e);
    if (rc != RC_OK) {
        buf_release(&text);
        return rc;
    }
    *old_size = was.size;
    *new_size = is.size;
    tlog_tiles_init(&tiles, is.size, fetch, arg);
    struct tlog_hashes from = tlog_tiles_hashes(&tiles);
    if (was.size > is.size)
        rc = err_set(e, RC_DENIED,
                     "the log has shrunk: %llu entries were signed, now there are %llu",
                     (unsigned long long)was.size, (unsigned long long)is.size);
    if (rc == RC_OK)
        rc = tlog_root(&from, is.size, &root, e);
    if (rc == RC_OK && memcmp(root.b, is.root.b, SHA256_LEN) != 0)
        rc = err_set(e, RC_DENIED, "the tiles do not give the root that was signed");
    if (rc == RC_OK && was.size > 0)
        rc = tlog_prove_consistent(&from, was.size, is.size, &proof, e);
    if (rc == RC_OK && was.size > 0 &&
        !tlog_consistent(was.size, &was.root, is.size, &is.root, &proof))
        rc = err_set(e, RC_DENIED, "the history was rewritten: the old tree is not its beginning");
    tlog_tiles_release(&tiles);
    buf_release(&text);
    return rc;
}
