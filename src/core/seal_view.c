/* SPDX-License-Identifier: Apache-2.0 */
/* What outsiders fetch of the history, without a sign-in: nothing in it is more than entries' texts and hashes. */
#include "core/core_priv.h"
#include "journal/tree.h"
#include "tlog/policy.h"

#define NEVER_CHANGES "public, max-age=31536000, immutable"

/* What is damaged is not served: the seal thread makes the tree anew. */
static enum rc get_tile(struct core *core, const struct tlog_tile *tile, struct buf *out,
                        struct err *e)
{
    enum rc rc = journal_tree_tile(core->dir, tile, out, e);
    if (rc != RC_CORRUPT)
        return rc;
    atomic_store(&core->seal.spoilt, true);
    return err_set(e, RC_BUSY, "%s: it is being made anew, try again in a moment", e->detail);
}

static enum rc not_yet(struct err *e)
{
    return err_set(e, RC_BUSY, "no checkpoint has been signed yet: try again in a moment");
}

/* Who has a policy for whom he believes must get what meets it: the newest cosigned one, once there is one. */
enum rc seal_view_checkpoint(const struct view_env *env, struct call *c, struct err *e)
{
    struct seal *s = &env->work.core->seal;
    c->type = "text/plain; charset=utf-8";
    if (!atomic_load(&s->settled))
        return not_yet(e);
    pthread_mutex_lock(&s->lock);
    buf_puts(&c->answer, buf_str(s->witnessed.note.n > 0 ? &s->witnessed.note : &s->checkpoint));
    pthread_mutex_unlock(&s->lock);
    return c->answer.n > 0 ? RC_OK : not_yet(e);
}

enum rc seal_view_newest(const struct view_env *env, struct call *c, struct err *e)
{
    struct seal *s = &env->work.core->seal;
    c->type = "text/plain; charset=utf-8";
    pthread_mutex_lock(&s->lock);
    buf_puts(&c->answer, buf_str(&s->checkpoint));
    pthread_mutex_unlock(&s->lock);
    return c->answer.n > 0 ? RC_OK : not_yet(e);
}

enum rc seal_view_key(const struct view_env *env, struct call *c, struct err *e)
{
    struct seal *s = &env->work.core->seal;
    c->type = "text/plain; charset=utf-8";
    pthread_mutex_lock(&s->lock);
    if (s->key[0] != '\0')
        buf_printf(&c->answer, "%s\n", s->key);
    pthread_mutex_unlock(&s->lock);
    return c->answer.n > 0 ? RC_OK : not_yet(e);
}

/* The note as it was, out of the entry that holds it. */
static enum rc put_note(const struct journal_row *row, void *arg, struct err *e)
{
    struct buf *out = arg;
    struct event_entry entry;
    enum rc rc = event_entry_read(row->entry, &entry, e);
    char *to = rc == RC_OK ? buf_room(out, EVENT_CHECKPOINT_MAX) : NULL;
    int n = to != NULL ? base64_get(entry.renewal.checkpoint, to, EVENT_CHECKPOINT_MAX) : 0;
    if (rc == RC_OK && n <= 0)
        rc = err_set(e, RC_CORRUPT, "the entry of the renewal holds no checkpoint");
    out->n += n > 0 ? (size_t)n : 0;
    return rc;
}

enum rc seal_view_predecessor(const struct view_env *env, struct call *c, struct err *e)
{
    struct core *core = env->work.core;
    struct journal_reader *r = NULL;
    uint64_t first = core->seal.renewed.kept + 1;
    if (core->seal.renewed.at == 0)
        return err_set(e, RC_NOT_FOUND, "this is the first log of this history");
    enum rc rc = journal_reader_open(&r, core->dir, e);
    if (rc == RC_OK)
        rc = journal_each_entry(r, first, first, put_note, &c->answer, e);
    journal_reader_close(r);
    c->type = "text/plain; charset=utf-8";
    return rc;
}

static enum rc put_entry(const struct journal_row *row, void *arg, struct err *e)
{
    UNUSED(e);
    tlog_bundle_put(arg, row->entry);
    return RC_OK;
}

static enum rc put_bundle(struct core *core, const struct tlog_tile *tile, struct buf *out,
                          struct err *e)
{
    struct journal_reader *r = NULL;
    uint64_t first = tile->index * TLOG_TILE_WIDTH + 1;
    enum rc rc = journal_reader_open(&r, core->dir, e);
    if (rc == RC_OK)
        rc = journal_each(r, first, first + tile->width - 1, put_entry, out, e);
    journal_reader_close(r);
    return rc;
}

enum rc seal_view_tile(const struct view_env *env, struct call *c, struct err *e)
{
    struct core *core = env->work.core;
    struct tlog_tile tile;
    struct buf path;
    buf_init(&path, TLOG_PATH_MAX + 16);
    buf_printf(&path, "tile/%.*s", STR_ARG(c->params[0]));
    enum rc rc = buf_ok(&path) ? tlog_tile_parse(buf_str(&path), &tile, e)
                               : err_set(e, RC_NOT_FOUND, "no tile has this path");
    buf_release(&path);
    if (rc == RC_OK &&
        tile.width > tlog_tile_width(tile.level, tile.index, atomic_load(&core->seal.size)))
        rc = err_set(e, RC_NOT_FOUND, "the log is not that long yet");
    if (rc != RC_OK)
        return rc;
    c->type = "application/octet-stream";
    c->cache = NEVER_CHANGES;
    return tile.level == TLOG_ENTRIES ? put_bundle(core, &tile, &c->answer, e)
                                      : get_tile(core, &tile, &c->answer, e);
}

static enum rc fetch(void *arg, const char *path, struct buf *out, struct err *e)
{
    struct tlog_tile tile;
    enum rc rc = tlog_tile_parse(str_c(path), &tile, e);
    return rc == RC_OK ? get_tile(arg, &tile, out, e) : rc;
}

void seal_tiles(struct core *c, uint64_t size, struct tlog_tiles *out)
{
    tlog_tiles_init(out, size, fetch, c);
}

uint64_t seal_checkpoint_for(struct seal *s, int64_t seq, struct buf *note)
{
    pthread_mutex_lock(&s->lock);
    bool witnessed = s->witnessed.note.n > 0 && seq >= 0 && (uint64_t)seq <= s->witnessed.size;
    uint64_t size = witnessed ? s->witnessed.size : atomic_load(&s->size);
    buf_puts(note, buf_str(witnessed ? &s->witnessed.note : &s->checkpoint));
    pthread_mutex_unlock(&s->lock);
    return size;
}

enum rc seal_view_proof(const struct view_env *env, struct call *c, struct err *e)
{
    struct core *core = env->work.core;
    struct tlog_proof_file f = {.checkpoint = STR_NONE};
    struct tlog_tiles tiles;
    struct buf note;
    int64_t seq = 0;
    enum rc rc = RC_OK;
    if (!str_i64(c->params[0], &seq))
        seq = 0;
    buf_init(&note, TLOG_NOTE_MAX);
    uint64_t size = seal_checkpoint_for(&core->seal, seq, &note);
    if (seq < 1 || (uint64_t)seq > size)
        rc =
            err_set(e, RC_NOT_FOUND, "no event of this number is covered by the checkpoint of %llu",
                    (unsigned long long)size);
    f.index = (uint64_t)seq - 1;
    f.checkpoint = buf_str(&note);
    seal_tiles(core, size, &tiles);
    struct tlog_hashes from = tlog_tiles_hashes(&tiles);
    if (rc == RC_OK)
        rc = tlog_prove_included(&from, f.index, size, &f.proof, e);
    if (rc == RC_OK) {
        c->type = "text/plain; charset=utf-8";
        tlog_proof_file_put(&c->answer, &f);
    }
    tlog_tiles_release(&tiles);
    buf_release(&note);
    return rc;
}
