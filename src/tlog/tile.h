/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a tree is served (C2SP tlog-tiles): hashes and entries in tiles of 256, named by level and number. A full tile never
 * changes. Pure but for the reader's own `fetch`; any thread, one reader each.
 */
#ifndef TLOG_TILE_H
#define TLOG_TILE_H

#include "tlog/merkle.h"

#define TLOG_TILE_WIDTH 256
#define TLOG_TILE_LEVELS 8   /* of the tree in one tile */
#define TLOG_ENTRIES (-1)    /* the level that names bundles of entries */
#define TLOG_ENTRY_MAX 65535 /* bytes; its length is told in two */
#define TLOG_PATH_MAX 96
#define TLOG_BUNDLE_MAX (TLOG_TILE_WIDTH * (2 + TLOG_ENTRY_MAX))

struct tlog_tile {
    int level;      /* 0 to 7, or TLOG_ENTRIES */
    uint64_t index; /* its number in its level */
    uint32_t width; /* hashes or entries in it, 1 to 256 */
};

/* "tile/0/x001/x234/067", and ".p/W" after it when it is not full. */
void tlog_tile_path(const struct tlog_tile *tile, char out[static TLOG_PATH_MAX]);
/* The tile that a path names; RC_NOT_FOUND when none can, so that each tile has one path. */
MUST_USE enum rc tlog_tile_parse(struct str path, struct tlog_tile *out, struct err *e);
/* How many hashes (or entries) tile number `index` of a level has in a tree of `size` leaves; 0: it is not there. */
uint32_t tlog_tile_width(int level, uint64_t index, uint64_t size);

/* Append one entry as a bundle has it. */
void tlog_bundle_put(struct buf *out, struct str entry);
/* Cut the next entry off a bundle; false at its end, and, with *rest unchanged, where it is broken. */
MUST_USE bool tlog_bundle_next(struct str *rest, struct str *entry);

/*
 * Hashes of a tree of `size` leaves, read tile by tile. `fetch` appends what stands at a path to an empty buffer; RC_CORRUPT
 * comes of a tile of a wrong length. Keeps the last tile of each level.
 */
struct tlog_tiles {
    uint64_t size;
    enum rc (*fetch)(void *arg, const char *path, struct buf *out, struct err *e);
    void *arg;
    struct buf kept[TLOG_TILE_LEVELS];
    struct tlog_tile which[TLOG_TILE_LEVELS]; /* width 0: none is kept */
};

void tlog_tiles_init(struct tlog_tiles *t, uint64_t size,
                     enum rc (*fetch)(void *arg, const char *path, struct buf *out, struct err *e),
                     void *arg);
void tlog_tiles_release(struct tlog_tiles *t);
/* For tlog_root and the provers of merkle.h; borrowed from `t`. */
struct tlog_hashes tlog_tiles_hashes(struct tlog_tiles *t);

#endif
