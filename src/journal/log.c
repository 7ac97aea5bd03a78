/* SPDX-License-Identifier: Apache-2.0 */
/* A store's own log, read as an outsider reads one that is served. */
#include <string.h>

#include "base/mem.h"
#include "journal/journal_priv.h"
#include "journal/tree.h"

#define LOG_MAGIC 0x6d7a6c67u

struct journal_log {
    unsigned magic;
    char dir[FILE_PATH_MAX];
    struct journal_reader *reader;
};

enum rc journal_log_open(struct journal_log **out, const char *dir, struct err *e)
{
    struct journal_log *l = mem_alloc(sizeof *l);
    l->magic = LOG_MAGIC;
    *out = NULL;
    enum rc rc = file_path(l->dir, e, "%s", dir);
    if (rc == RC_OK)
        rc = journal_reader_open(&l->reader, dir, e);
    if (rc == RC_OK)
        *out = l;
    else
        journal_log_close(l);
    return rc;
}

void journal_log_close(struct journal_log *l)
{
    if (l == NULL)
        return;
    CHECK_OBJ(l, LOG_MAGIC);
    journal_reader_close(l->reader);
    l->magic = 0;
    free(l);
}

void journal_log_heed(struct journal_log *l, const _Atomic bool *stop)
{
    CHECK_OBJ(l, LOG_MAGIC);
    journal_reader_heed(l->reader, stop);
}

struct bundle {
    struct buf *out;
    uint64_t next; /* sequence that must come */
};

/* A bundle ends where a row is missing: what comes after has another index. */
static enum rc put_entry(const struct journal_row *row, void *arg, struct err *e)
{
    struct bundle *b = arg;
    UNUSED(e);
    if (row->seq == b->next && row->entry.n <= TLOG_ENTRY_MAX) {
        tlog_bundle_put(b->out, row->entry);
        b->next++;
    }
    return RC_OK;
}

static enum rc put_tile(const struct journal_log *l, const struct tlog_tile *tile, struct buf *out,
                        struct err *e)
{
    size_t n = (size_t)tile->width * SHA256_LEN;
    char *to = buf_room(out, n);
    if (to == NULL)
        return err_set(e, RC_TOO_LARGE, "no room for a tile");
    enum rc rc =
        journal_tree_read(l->dir, tile->level, tile->index * TLOG_TILE_WIDTH, to, tile->width, e);
    if (rc == RC_OK)
        out->n += n;
    return rc;
}

enum rc journal_log_fetch(void *arg, const char *path, struct buf *out, struct err *e)
{
    struct journal_log *l = arg;
    CHECK_OBJ(l, LOG_MAGIC);
    struct tlog_tile tile;
    char file[FILE_PATH_MAX];
    if (strcmp(path, "checkpoint") == 0) {
        enum rc found = file_path(file, e, "%s/log/checkpoint", l->dir);
        return found == RC_OK ? file_load(file, out, e) : found;
    }
    enum rc rc = tlog_tile_parse(str_c(path), &tile, e);
    if (rc != RC_OK || tile.level != TLOG_ENTRIES)
        return rc == RC_OK ? put_tile(l, &tile, out, e) : rc;
    struct bundle b = {out, tile.index * TLOG_TILE_WIDTH + 1};
    return journal_each_entry(l->reader, b.next, b.next + tile.width - 1, put_entry, &b, e);
}

enum rc journal_log_verify(struct journal_log *l, struct tlog_report *out, struct err *e)
{
    static _Thread_local struct tlog_note note;
    CHECK_OBJ(l, LOG_MAGIC);
    struct tlog_source from = {.fetch = journal_log_fetch, .arg = {l}, .readers = 1};
    struct tlog_checkpoint c;
    struct buf text;
    *out = (struct tlog_report){0};
    buf_init(&text, TLOG_NOTE_MAX);
    enum rc rc = journal_log_fetch(l, "checkpoint", &text, e);
    if (rc == RC_OK)
        rc = tlog_note_read(buf_str(&text), &note, e);
    if (rc == RC_OK)
        rc = tlog_checkpoint_read(note.text, &c, e);
    if (rc == RC_OK)
        rc = tlog_verify_tree(&from, c.size, &c.root, NULL, out, e);
    buf_release(&text);
    return rc;
}
