/* SPDX-License-Identifier: Apache-2.0 */
#include "tlog/verify.h"

#include <stdio.h>
#include <string.h>

struct work {
    tlog_fetch_f *fetch;
    void *arg;
    struct tlog_report *out;
    struct buf bundle, tile;
    struct buf
        made[TLOG_TILE_LEVELS]; /* of each level, hashes of the tile that the entries are making */
    struct tlog_tree entries,
        tiles; /* the tree by entries' texts, and by level 0 as it is served */
};

static enum rc get_tile(struct work *w, const struct tlog_tile *tile, struct buf *to, struct err *e)
{
    char path[TLOG_PATH_MAX];
    tlog_tile_path(tile, path);
    buf_clear(to);
    enum rc rc = w->fetch(w->arg, path, to, e);
    return rc == RC_OK && !buf_ok(to) ? err_set(e, RC_TOO_LARGE, "%s is too large", path) : rc;
}

static void found(struct work *w, uint64_t index, const char *what)
{
    if (w->out->bad++ == 0 || index < w->out->first_bad) {
        w->out->first_bad = index;
        (void)str_copy(w->out->what, sizeof w->out->what, str_c(what));
    }
}

/*
 * Tiles above the leaves hold what is below them: compared when one is full, or at the end; not any more when something below
 * is wrong, which they must differ from then.
 */
static enum rc check_level(struct work *w, int level, struct err *e)
{
    struct buf *made = &w->made[level];
    uint64_t held = w->entries.size >> (level * TLOG_TILE_LEVELS);
    struct tlog_tile tile = {level, held > 0 ? (held - 1) / TLOG_TILE_WIDTH : 0,
                             (uint32_t)(made->n / SHA256_LEN)};
    if (made->n == 0 || w->out->bad > 0) {
        buf_clear(made);
        return RC_OK;
    }
    enum rc rc = get_tile(w, &tile, &w->tile, e);
    if (rc == RC_NOT_FOUND)
        found(w, tile.index << (8 * (level + 1)), "a tile of hashes is not there");
    else if (rc != RC_OK)
        return rc;
    else if (!str_eq(buf_str(&w->tile), buf_str(made)))
        found(w, tile.index << (8 * (level + 1)), "a tile of hashes is not what the entries give");
    buf_clear(made);
    return RC_OK;
}

static enum rc add_entry(struct work *w, struct str entry, const char *served, struct err *e)
{
    struct sha256 made[TLOG_PROOF_MAX], leaf = tlog_leaf(entry), as_served;
    uint64_t index = w->entries.size;
    memcpy(as_served.b, served, SHA256_LEN);
    if (memcmp(leaf.b, as_served.b, SHA256_LEN) != 0)
        found(w, index, "the entry's text and its hash in the tile differ");
    tlog_tree_add(&w->tiles, &as_served);
    unsigned n = tlog_tree_grow(&w->entries, &leaf, made);
    enum rc rc = RC_OK;
    for (int level = 1; level < TLOG_TILE_LEVELS && level * TLOG_TILE_LEVELS < (int)n; level++) {
        buf_put(&w->made[level], made[level * TLOG_TILE_LEVELS].b, SHA256_LEN);
        if (rc == RC_OK && w->made[level].n == (size_t)TLOG_TILE_WIDTH * SHA256_LEN)
            rc = check_level(w, level, e);
    }
    w->out->checked++;
    return rc;
}

static enum rc check_bundle(struct work *w, uint64_t index, uint32_t width, struct err *e)
{
    const struct tlog_tile entries = {TLOG_ENTRIES, index, width}, hashes = {0, index, width};
    enum rc rc = get_tile(w, &entries, &w->bundle, e);
    if (rc == RC_OK)
        rc = get_tile(w, &hashes, &w->tile, e);
    if (rc == RC_OK && w->tile.n != (size_t)width * SHA256_LEN)
        rc = err_set(e, RC_CORRUPT, "tile %llu of the hashes has %zu bytes",
                     (unsigned long long)index, w->tile.n);
    if (rc != RC_OK)
        return rc;
    char served[TLOG_TILE_WIDTH * SHA256_LEN];
    memcpy(served, w->tile.p, w->tile.n); /* the buffer serves for upper tiles meanwhile */
    struct str rest = buf_str(&w->bundle), entry;
    for (uint32_t i = 0; i < width && rc == RC_OK; i++) {
        if (!tlog_bundle_next(&rest, &entry))
            return err_set(e, RC_CORRUPT, "bundle %llu of entries breaks off at entry %llu",
                           (unsigned long long)index,
                           (unsigned long long)(index * TLOG_TILE_WIDTH + i));
        rc = add_entry(w, entry, served + (size_t)i * SHA256_LEN, e);
    }
    if (rc == RC_OK && rest.n > 0)
        found(w, index * TLOG_TILE_WIDTH, "the bundle has more than its entries");
    return rc;
}

/* The text must outlive *c, which borrows its origin. */
static enum rc read_checkpoint(struct str text, const struct tlog_policy *policy,
                               struct tlog_checkpoint *c, struct err *e)
{
    static _Thread_local struct tlog_note note;
    enum rc rc = tlog_note_read(text, &note, e);
    if (rc == RC_OK)
        rc = tlog_policy_check(policy, &note, e);
    if (rc == RC_OK)
        rc = tlog_checkpoint_read(note.text, c, e);
    if (rc == RC_OK && !str_eqc(c->origin, policy->log.name))
        rc = err_set(e, RC_DENIED, "the checkpoint is of another log: '%.*s'", STR_ARG(c->origin));
    return rc;
}

static enum rc get_checkpoint(tlog_fetch_f *fetch, void *arg, const struct tlog_policy *policy,
                              struct buf *text, struct tlog_checkpoint *c, struct err *e)
{
    buf_clear(text);
    enum rc rc = fetch(arg, "checkpoint", text, e);
    return rc == RC_OK ? read_checkpoint(buf_str(text), policy, c, e) : rc;
}

static void judge_roots(struct work *w)
{
    struct sha256 by_entries = tlog_tree_root(&w->entries), by_tiles = tlog_tree_root(&w->tiles);
    bool entries = memcmp(by_entries.b, w->out->root.b, SHA256_LEN) == 0;
    bool tiles = memcmp(by_tiles.b, w->out->root.b, SHA256_LEN) == 0;
    if (!entries && !tiles)
        found(w, 0, "neither the entries nor the hashes give the root that was signed");
    else if (!entries && w->out->bad > 0)
        (void)str_copy(w->out->what, sizeof w->out->what,
                       STR("the entry was changed: the signed tree holds another hash of it"));
    else if (!tiles && w->out->bad > 0)
        (void)str_copy(w->out->what, sizeof w->out->what,
                       STR("the tile was changed: the entry is the one that was signed"));
}

enum rc tlog_verify(tlog_fetch_f *fetch, void *arg, const struct tlog_policy *policy,
                    void (*progress)(uint64_t, uint64_t), struct tlog_report *out, struct err *e)
{
    static struct work w;
    struct tlog_checkpoint c;
    struct buf text;
    memset(out, 0, sizeof *out);
    w = (struct work){.fetch = fetch, .arg = arg, .out = out};
    buf_init(&text, TLOG_NOTE_MAX);
    buf_init(&w.bundle, TLOG_BUNDLE_MAX);
    buf_init(&w.tile, TLOG_TILE_WIDTH * SHA256_LEN);
    for (int i = 0; i < TLOG_TILE_LEVELS; i++)
        buf_init(&w.made[i], TLOG_TILE_WIDTH * SHA256_LEN);
    enum rc rc = get_checkpoint(fetch, arg, policy, &text, &c, e);
    if (rc == RC_OK) {
        out->size = c.size;
        out->root = c.root;
    }
    for (uint64_t i = 0, width; rc == RC_OK && (width = tlog_tile_width(0, i, out->size)) > 0;
         i++) {
        rc = check_bundle(&w, i, (uint32_t)width, e);
        if (progress != NULL)
            progress(out->checked, out->size);
    }
    for (int level = 1; level < TLOG_TILE_LEVELS && rc == RC_OK; level++)
        rc = check_level(&w, level, e);
    if (rc == RC_OK)
        judge_roots(&w);
    buf_release(&text);
    buf_release(&w.bundle);
    buf_release(&w.tile);
    for (int i = 0; i < TLOG_TILE_LEVELS; i++)
        buf_release(&w.made[i]);
    return rc;
}

enum rc tlog_verify_grown(tlog_fetch_f *fetch, void *arg, const struct tlog_policy *policy,
                          struct str old, uint64_t *old_size, uint64_t *new_size, struct err *e)
{
    struct tlog_checkpoint was, is;
    struct tlog_tiles tiles;
    struct tlog_proof proof;
    struct sha256 root;
    struct buf text;
    buf_init(&text, TLOG_NOTE_MAX);
    enum rc rc = get_checkpoint(fetch, arg, policy, &text, &is, e);
    if (rc == RC_OK)
        rc = read_checkpoint(old, policy, &was, e);
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
