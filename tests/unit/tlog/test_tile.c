/* SPDX-License-Identifier: Apache-2.0 */
#include "tlog/tile.h"

#include <stdlib.h>
#include <string.h>

#include "support/t.h"
#include "tlog/note.h"

#define REAL_KEY "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"

static void test_tlog_tile__paths_are_those_of_the_specification(void)
{
    static const struct {
        struct tlog_tile tile;
        const char *path;
    } known[] = {
        {{0, 1234067, 256}, "tile/0/x001/x234/067"},
        {{0, 0, 256}, "tile/0/000"},
        {{0, 273, 112}, "tile/0/273.p/112"},
        {{2, 0, 1}, "tile/2/000.p/1"},
        {{TLOG_ENTRIES, 1000, 5}, "tile/entries/x001/000.p/5"},
    };

    static const char *const none[] = {"tile/0/1",
                                       "tile/8/000",
                                       "tile/0/x000/001",
                                       "tile/0/000.p/0",
                                       "tile/0/000.p/256",
                                       "tile/0/000.p/01",
                                       "tile/0/000/",
                                       "tile/00/000",
                                       "tile/entries/000.p/",
                                       "tile/0/x001/x23/067",
                                       "checkpoint"};
    struct tlog_tile tile;
    char path[TLOG_PATH_MAX];
    struct err e;
    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        tlog_tile_path(&known[i].tile, path);
        T_STRC(str_c(path), known[i].path);
        T_EQ(tlog_tile_parse(str_c(path), &tile, &e), RC_OK);
        T(tile.level == known[i].tile.level && tile.index == known[i].tile.index &&
          tile.width == known[i].tile.width);
    }
    for (size_t i = 0; i < ARRAY_LEN(none); i++)
        T_EQ(tlog_tile_parse(str_c(none[i]), &tile, &e), RC_NOT_FOUND);
    /* Size 70,000: 273 full and 112, one full and 17, and 1. */
    T_EQ(tlog_tile_width(0, 272, 70000), 256);
    T_EQ(tlog_tile_width(0, 273, 70000), 112);
    T_EQ(tlog_tile_width(0, 274, 70000), 0);
    T_EQ(tlog_tile_width(1, 1, 70000), 17);
    T_EQ(tlog_tile_width(2, 0, 70000), 1);
    T_EQ(tlog_tile_width(3, 0, 70000), 0);
}

/* ---- the tile log of another implementation, sizes 0 to 15 ---- */

static enum rc from_files(void *arg, const char *path, struct buf *out, struct err *e)
{
    char full[200];
    size_t n;
    UNUSED(arg);
    (void)snprintf(full, sizeof full, "tlog/log/%s", path);
    char *bytes = t_capture(full, &n);
    if (bytes == NULL)
        return err_set(e, RC_NOT_FOUND, "%s is not there", path);
    buf_put(out, bytes, n);
    free(bytes);
    return RC_OK;
}

static void read_checkpoint(unsigned size, struct tlog_checkpoint *c, struct buf *b,
                            struct tlog_note *note)
{
    char name[40];
    struct err e;
    struct tlog_key key;
    (void)snprintf(name, sizeof name, "checkpoint.%u", size);
    buf_init(b, TLOG_NOTE_MAX);
    T_EQ(from_files(NULL, name, b, &e), RC_OK);
    T_EQ(tlog_note_read(buf_str(b), note, &e), RC_OK);
    T_EQ(tlog_key_read(STR(REAL_KEY), &key, &e), RC_OK);
    T_EQ(tlog_note_check(note, &key, NULL), TLOG_SIGNED);
    T_EQ(tlog_checkpoint_read(note->text, c, &e), RC_OK);
    T_EQ(c->size, size);
}

static void test_tlog_tiles__a_real_log_of_each_size(void)
{
    static struct tlog_note note;
    struct tlog_tree tree = {0};
    struct sha256 roots[16];
    struct err e;
    if (t_captures() == NULL)
        return;
    for (unsigned size = 0; size <= 15; size++) {
        struct tlog_checkpoint c;
        struct buf b, bundle;
        if (size > 0) {
            struct tlog_tile tile = {TLOG_ENTRIES, 0, size};
            char path[TLOG_PATH_MAX];
            struct str rest, entry;
            buf_init(&bundle, TLOG_BUNDLE_MAX);
            tlog_tile_path(&tile, path);
            T_EQ(from_files(NULL, path, &bundle, &e), RC_OK);
            rest = buf_str(&bundle);
            for (unsigned i = 0; i < size; i++)
                T(tlog_bundle_next(&rest, &entry));
            T(!tlog_bundle_next(&rest, &entry) && rest.n == 0);
            struct sha256 leaf = tlog_leaf(entry);
            tlog_tree_add(&tree, &leaf);
            buf_release(&bundle);
        }
        struct tlog_tiles tiles;
        struct tlog_proof p;
        read_checkpoint(size, &c, &b, &note);
        roots[size] = tlog_tree_root(&tree);
        T(memcmp(roots[size].b, c.root.b, SHA256_LEN) == 0);
        tlog_tiles_init(&tiles, size, from_files, NULL);
        struct tlog_hashes from = tlog_tiles_hashes(&tiles);
        for (unsigned old = 1; old <= size; old++) {
            T_EQ(tlog_prove_consistent(&from, old, size, &p, &e), RC_OK);
            T(tlog_consistent(old, &roots[old], size, &c.root, &p));
        }
        tlog_tiles_release(&tiles);
        buf_release(&b);
    }
}

int main(void)
{
    T_RUN(test_tlog_tile__paths_are_those_of_the_specification);
    T_RUN(test_tlog_tiles__a_real_log_of_each_size);
    return t_end();
}
