/* SPDX-License-Identifier: Apache-2.0 */
#include "tlog/tile.h"

#include <stdio.h>
#include <string.h>

#define NUMBER_GROUPS 7 /* of three digits: more than 2^63 needs */

/* All groups of three digits but the last begin with x, so that no folder is a file of another log. */
static int put_number(char *out, size_t cap, uint64_t v)
{
    unsigned group[NUMBER_GROUPS];
    int n = 0, at = 0;
    do {
        group[n++] = (unsigned)(v % 1000);
        v /= 1000;
    } while (v > 0);
    while (n-- > 0)
        at += snprintf(out + at, cap - (size_t)at, n > 0 ? "x%03u/" : "%03u", group[n]);
    return at;
}

void tlog_tile_path(const struct tlog_tile *tile, char out[static TLOG_PATH_MAX])
{
    must(tile->level >= TLOG_ENTRIES && tile->level < TLOG_TILE_LEVELS && tile->width > 0 &&
         tile->width <= TLOG_TILE_WIDTH);
    int at = tile->level == TLOG_ENTRIES ? snprintf(out, TLOG_PATH_MAX, "tile/entries/")
                                         : snprintf(out, TLOG_PATH_MAX, "tile/%d/", tile->level);
    at += put_number(out + at, TLOG_PATH_MAX - (size_t)at, tile->index);
    if (tile->width < TLOG_TILE_WIDTH)
        (void)snprintf(out + at, TLOG_PATH_MAX - (size_t)at, ".p/%u", tile->width);
}

static bool take_digits(struct str *s, size_t n, uint64_t *v)
{
    *v = 0;
    if (s->n < n)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (s->p[i] < '0' || s->p[i] > '9')
            return false;
        *v = *v * 10 + (uint64_t)(s->p[i] - '0');
    }
    s->p += n;
    s->n -= n;
    return true;
}

static bool take(struct str *s, struct str what)
{
    if (!str_starts(*s, what))
        return false;
    s->p += what.n;
    s->n -= what.n;
    return true;
}

static bool take_number(struct str *s, uint64_t *v)
{
    uint64_t group;
    *v = 0;
    while (take(s, STR("x"))) {
        if (!take_digits(s, 3, &group) || !take(s, STR("/")) || *v > INT64_MAX / 1000 - 1000)
            return false;
        *v = *v * 1000 + group;
    }
    if (!take_digits(s, 3, &group) || *v > INT64_MAX / 1000 - 1000)
        return false;
    *v = *v * 1000 + group;
    return true;
}

enum rc tlog_tile_parse(struct str path, struct tlog_tile *out, struct err *e)
{
    char again[TLOG_PATH_MAX];
    struct str rest = path;
    uint64_t level = 0, width = TLOG_TILE_WIDTH;
    *out = (struct tlog_tile){.level = TLOG_ENTRIES};
    bool ok = take(&rest, STR("tile/"));
    if (ok && !take(&rest, STR("entries/"))) {
        ok = take_digits(&rest, 1, &level) && level < TLOG_TILE_LEVELS && take(&rest, STR("/"));
        out->level = (int)level;
    }
    ok = ok && take_number(&rest, &out->index);
    if (ok && take(&rest, STR(".p/")))
        ok = rest.n > 0 && rest.n <= 3 && take_digits(&rest, rest.n, &width) && width > 0 &&
             width < TLOG_TILE_WIDTH;
    out->width = (uint32_t)width;
    if (ok && rest.n == 0) {
        tlog_tile_path(out, again); /* one form only: no needless zeros */
        ok = str_eqc(path, again);
    }
    return ok && rest.n == 0 ? RC_OK : err_set(e, RC_NOT_FOUND, "no tile has this path");
}

uint32_t tlog_tile_width(int level, uint64_t index, uint64_t size)
{
    unsigned shift = level > 0 ? (unsigned)level * TLOG_TILE_LEVELS : 0;
    uint64_t here = shift < 64 ? size >> shift : 0; /* whole tiles below count, begun ones do not */
    if (index > here / TLOG_TILE_WIDTH)
        return 0;
    uint64_t left = here - index * TLOG_TILE_WIDTH;
    return left < TLOG_TILE_WIDTH ? (uint32_t)left : TLOG_TILE_WIDTH;
}

void tlog_bundle_put(struct buf *out, struct str entry)
{
    must(entry.n <= TLOG_ENTRY_MAX);
    buf_putc(out, (char)(entry.n >> 8));
    buf_putc(out, (char)(entry.n & 0xff));
    buf_puts(out, entry);
}

bool tlog_bundle_next(struct str *rest, struct str *entry)
{
    if (rest->n < 2)
        return false;
    size_t n = (size_t)(uint8_t)rest->p[0] << 8 | (uint8_t)rest->p[1];
    if (rest->n - 2 < n)
        return false;
    *entry = (struct str){rest->p + 2, n};
    rest->p += 2 + n;
    rest->n -= 2 + n;
    return true;
}

void tlog_tiles_init(struct tlog_tiles *t, uint64_t size,
                     enum rc (*fetch)(void *arg, const char *path, struct buf *out, struct err *e),
                     void *arg)
{
    *t = (struct tlog_tiles){.size = size, .fetch = fetch, .arg = arg};
    for (size_t i = 0; i < TLOG_TILE_LEVELS; i++)
        buf_init(&t->kept[i], TLOG_TILE_WIDTH * SHA256_LEN);
}

void tlog_tiles_release(struct tlog_tiles *t)
{
    for (size_t i = 0; i < TLOG_TILE_LEVELS; i++)
        buf_release(&t->kept[i]);
}

static enum rc keep(struct tlog_tiles *t, const struct tlog_tile *tile, struct err *e)
{
    char path[TLOG_PATH_MAX];
    struct tlog_tile *which = &t->which[tile->level];
    struct buf *b = &t->kept[tile->level];
    if (which->width == tile->width && which->index == tile->index)
        return RC_OK;
    which->width = 0;
    buf_clear(b);
    tlog_tile_path(tile, path);
    enum rc rc = t->fetch(t->arg, path, b, e);
    if (rc == RC_OK && (!buf_ok(b) || b->n != (size_t)tile->width * SHA256_LEN))
        rc = err_set(e, RC_CORRUPT, "%s has %zu bytes, not %u", path, b->n,
                     tile->width * SHA256_LEN);
    if (rc == RC_OK)
        *which = *tile;
    return rc;
}

/* The root over 2^levels hashes from number `at` of a tile on. */
static struct sha256 fold(const char *hashes, uint32_t at, unsigned levels)
{
    struct sha256 h;
    if (levels == 0) {
        memcpy(h.b, hashes + (size_t)at * SHA256_LEN, SHA256_LEN);
        return h;
    }
    struct sha256 left = fold(hashes, at, levels - 1);
    struct sha256 right = fold(hashes, at + (1u << (levels - 1)), levels - 1);
    return tlog_node(&left, &right);
}

static enum rc hash_at(void *arg, unsigned level, uint64_t index, struct sha256 *out, struct err *e)
{
    struct tlog_tiles *t = arg;
    unsigned within = level % TLOG_TILE_LEVELS;
    uint64_t first = index << within;
    struct tlog_tile tile = {.level = (int)(level / TLOG_TILE_LEVELS),
                             .index = first / TLOG_TILE_WIDTH};
    uint32_t at = (uint32_t)(first % TLOG_TILE_WIDTH);
    must(tile.level < TLOG_TILE_LEVELS);
    tile.width = tlog_tile_width(tile.level, tile.index, t->size);
    if (at + (1u << within) > tile.width)
        return err_set(e, RC_INVALID, "the tree of %llu has no such subtree",
                       (unsigned long long)t->size);
    enum rc rc = keep(t, &tile, e);
    if (rc == RC_OK)
        *out = fold(t->kept[tile.level].p, at, within);
    return rc;
}

struct tlog_hashes tlog_tiles_hashes(struct tlog_tiles *t)
{
    return (struct tlog_hashes){hash_at, t};
}
