/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The seal thread: the Merkle tree over what is durable, and within a second a checkpoint of it, signed by the process that
 * holds the log's key. What outsiders can fetch is always covered by the last checkpoint.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "core/core_priv.h"
#include "journal/tree.h"
#include "store/fault.h"
#include "store/file.h"
#include "tlog/policy.h"
#include "tlog/signer.h"

#define LOOK_EVERY (200 * USEC_MS)
#define SEAL_EVERY (600 * USEC_MS) /* each costs some seven syncs, for which commits wait, too */
#define COUNTS_EVERY USEC_MIN      /* written down; what is lost with a crash is counted again */
#define AGAIN_AFTER (5 * USEC_S)
#define ORIGIN_MAX (TLOG_NAME_MAX + 1)

struct work {
    struct core *core;
    struct journal_tree *tree;
    struct journal_reader *reader;
    struct tlog_key key;
    usec_t sealed_at;     /* steady; 0: not yet */
    uint64_t signed_last; /* size that the signer signed last */
    uint64_t known;       /* size and root of the checkpoint on the disk; 0: none */
    struct sha256 known_root;
    struct journal_reader *payloads; /* of what is counted while `reader` walks */
    struct tally tally;
    enum rc counted; /* an entry that could not be counted: the counts are begun again */
    struct err count_err;
    usec_t tally_saved; /* steady */
};

void seal_init(struct seal *s)
{
    must(pthread_mutex_init(&s->lock, NULL) == 0);
    buf_init(&s->checkpoint, TLOG_NOTE_MAX);
    buf_init(&s->witnessed.note, TLOG_NOTE_MAX);
    s->signer.fd = -1;
    atomic_store(&s->cosigned, INT64_MIN / 2); /* never */
}

void seal_release(struct seal *s)
{
    buf_release(&s->checkpoint);
    buf_release(&s->witnessed.note);
    free(s->stamps.all);
    pthread_mutex_destroy(&s->lock);
}

void seal_know(struct seal *s, const struct centre *centre)
{
    struct seal_renewed *r = &s->renewed;
    if (centre->log_origin.n == 0)
        return;
    *r = (struct seal_renewed){.kept = (uint64_t)centre->log_kept,
                               .lost_to = (uint64_t)centre->log_lost_to,
                               .at = centre->log_at};
    (void)str_copy(r->origin, sizeof r->origin, centre->log_origin);
    (void)str_copy(r->old, sizeof r->old, centre->log_old);
}

static enum rc checkpoint_path(const struct core *c, char out[static FILE_PATH_MAX], struct err *e)
{
    return file_path(out, e, "%s/log/checkpoint", c->dir);
}

/*
 * A log that was begun anew has the name that the journal says, whatever the settings do: the old one must not be signed for
 * again. A centre that was given no name has that of its journal.
 */
static void origin_of(const struct core *c, char out[static ORIGIN_MAX])
{
    const char *set = settings_text(c->settings, SET_HISTORY_ORIGIN);
    if (c->seal.renewed.at != 0)
        (void)str_copy(out, ORIGIN_MAX, str_c(c->seal.renewed.origin));
    else if (set[0] != '\0')
        (void)str_copy(out, ORIGIN_MAX, str_c(set));
    else
        (void)snprintf(out, ORIGIN_MAX, "markaz.invalid/%.16s", c->journal_id);
}

/* "ok", the key, the size signed last; each a line. */
static enum rc ask_key(struct work *w, struct err *e)
{
    struct seal *s = &w->core->seal;
    struct buf b;
    int64_t size = 0;
    buf_init(&b, TLOG_SIGN_MAX);
    enum rc rc = seal_signer_ask(s, STR("key\n"), &b, e);
    struct str rest = buf_str(&b), vkey = str_cut(&rest, '\n');
    if (rc == RC_OK)
        rc = tlog_key_read(vkey, &w->key, e);
    if (rc == RC_OK && (!str_i64(str_cut(&rest, '\n'), &size) || size < 0))
        rc = err_set(e, RC_INTERNAL, "the signer did not say what it signed last");
    if (rc == RC_OK) {
        w->signed_last = (uint64_t)size;
        pthread_mutex_lock(&s->lock);
        (void)str_copy(s->key, sizeof s->key, vkey);
        pthread_mutex_unlock(&s->lock);
    }
    buf_release(&b);
    return rc;
}

/* The checkpoint of an earlier run; one that this log's key did not sign is as good as none. */
static enum rc load_checkpoint(struct work *w, struct err *e)
{
    char path[FILE_PATH_MAX];
    static struct tlog_note note;
    struct tlog_checkpoint c;
    struct buf b;
    buf_init(&b, TLOG_NOTE_MAX);
    enum rc rc = checkpoint_path(w->core, path, e);
    if (rc == RC_OK)
        rc = file_load(path, &b, e);
    if (rc == RC_OK)
        rc = tlog_note_read(buf_str(&b), &note, e);
    if (rc == RC_OK)
        rc = tlog_checkpoint_read(note.text, &c, e);
    if (rc == RC_OK && tlog_note_check(&note, &w->key, NULL) == TLOG_SIGNED) {
        w->known = c.size;
        w->known_root = c.root;
    } else if (rc != RC_NOT_FOUND) {
        log_warn("core", "the checkpoint in '%s' is not this log's: making another", path);
    }
    buf_release(&b);
    return RC_OK;
}

static enum rc open_tree(struct work *w, struct err *e)
{
    struct core *c = w->core;
    enum rc rc = atomic_exchange(&c->seal.spoilt, false)
                     ? err_set(e, RC_CORRUPT, "a tile is damaged")
                     : journal_tree_open(&w->tree, c->dir, w->known, &w->known_root, e);
    if (rc == RC_OK) {
        rc = journal_tree_fits(w->tree, w->reader, e);
        if (rc == RC_CORRUPT) {
            journal_tree_close(w->tree);
            w->tree = NULL;
        }
    }
    if (rc != RC_CORRUPT)
        return rc;
    log_warn("core", "%s: making the tree anew", e->detail);
    rc = journal_tree_remove(c->dir, e);
    if (rc == RC_OK)
        rc = journal_tree_open(&w->tree, c->dir, 0, NULL, e);
    if (rc == RC_OK)
        rc = journal_tree_catch_up(w->tree, w->reader, w->known, &c->stopping, e);
    if (rc != RC_OK)
        return rc;
    struct sha256 root = journal_tree_root(w->tree);
    return memcmp(root.b, w->known_root.b, SHA256_LEN) == 0
               ? RC_OK
               : err_set(e, RC_CORRUPT,
                         "the journal is not the one whose checkpoint of %llu entries was signed",
                         (unsigned long long)w->known);
}

static void count_entry(void *arg, struct str entry)
{
    struct work *w = arg;
    if (w->counted == RC_OK)
        w->counted = tally_event(&w->tally, entry, w->payloads, &w->count_err);
}

static void save_counts(struct work *w)
{
    struct err e;
    if (tally_save(&w->tally, w->core->dir, &e) != RC_OK)
        log_warn("core", "the counts of the history: %s", e.detail);
    w->tally_saved = clock_steady();
}

static enum rc begin(struct work *w, struct err *e)
{
    struct core *c = w->core;
    char origin[ORIGIN_MAX];
    origin_of(c, origin);
    enum rc rc = seal_signer_start(&c->seal, settings_text(c->settings, SET_HISTORY_SIGNER), c->dir,
                                   origin, e);
    if (rc == RC_OK)
        rc = ask_key(w, e);
    if (rc == RC_OK)
        rc = journal_reader_open(&w->reader, c->dir, e);
    if (rc == RC_OK)
        rc = load_checkpoint(w, e);
    uint64_t promised = w->known > w->signed_last ? w->known : w->signed_last;
    if (rc == RC_OK && atomic_load(&c->durable) < promised)
        rc = err_set(e, RC_CORRUPT, "the journal ends at %llu, but %llu entries were signed",
                     (unsigned long long)atomic_load(&c->durable), (unsigned long long)promised);
    if (rc == RC_OK)
        rc = open_tree(w, e);
    if (rc == RC_OK)
        rc = journal_reader_open(&w->payloads, c->dir, e);
    if (rc == RC_OK)
        rc = tally_load(&w->tally, c->dir, w->reader, w->payloads, journal_tree_size(w->tree),
                        &c->stopping, e);
    if (rc == RC_OK)
        journal_tree_watch(w->tree, count_entry, w);
    return rc;
}

/* The note is put together from the text that was asked for and the signature's line that came. */
static enum rc sign(struct work *w, struct buf *note, struct err *e)
{
    struct buf request;
    struct tlog_sign_request r = {
        .old = w->signed_last,
        .checkpoint = {str_c(w->key.name), journal_tree_size(w->tree), journal_tree_root(w->tree)}};
    enum rc rc = RC_OK;
    if (r.old > 0)
        rc = journal_tree_prove(w->tree, r.old, &r.proof, e);
    if (rc != RC_OK)
        return rc;
    buf_init(&request, TLOG_SIGN_MAX);
    tlog_sign_request_put(&request, &r);
    tlog_checkpoint_put(note, &r.checkpoint);
    buf_putc(note, '\n');
    rc = seal_signer_ask(&w->core->seal, buf_str(&request), note, e);
    buf_release(&request);
    if (rc == RC_OK)
        w->signed_last = r.checkpoint.size;
    return rc;
}

static enum rc keep_checkpoint(const struct core *c, struct str note, struct err *e)
{
    char path[FILE_PATH_MAX], folder[FILE_PATH_MAX];
    enum rc rc = fault_point("core.before-checkpoint", e);
    if (rc == RC_OK)
        rc = file_path(folder, e, "%s/log", c->dir);
    if (rc == RC_OK)
        rc = checkpoint_path(c, path, e);
    return rc == RC_OK ? file_replace(folder, path, note, e) : rc;
}

/* `begun` (steady clock): all that was durable then is covered. */
static void publish(struct work *w, struct str note, usec_t begun)
{
    struct seal *s = &w->core->seal;
    pthread_mutex_lock(&s->lock);
    buf_clear(&s->checkpoint);
    buf_puts(&s->checkpoint, note);
    s->root = journal_tree_root(w->tree);
    s->tally = w->tally;
    atomic_store(&s->size, journal_tree_size(w->tree));
    pthread_mutex_unlock(&s->lock);
    atomic_store(&s->sealed, begun);
    atomic_store(&s->broken, false);
}

static enum rc seal_once(struct work *w, struct err *e)
{
    struct core *c = w->core;
    struct buf note;
    usec_t begun = clock_steady();
    enum rc rc =
        journal_tree_catch_up(w->tree, w->reader, atomic_load(&c->durable), &c->stopping, e);
    if (rc == RC_OK && w->counted != RC_OK)
        rc = err_set(e, RC_IO, "an entry could not be counted: %s", w->count_err.detail);
    if (rc == RC_OK)
        rc = journal_tree_sync(w->tree, e);
    buf_init(&note, TLOG_NOTE_MAX);
    if (rc == RC_OK)
        rc = sign(w, &note, e);
    if (rc == RC_OK)
        rc = keep_checkpoint(c, buf_str(&note), e);
    if (rc == RC_OK)
        publish(w, buf_str(&note), begun);
    buf_release(&note);
    w->sealed_at = clock_steady();
    if (rc == RC_OK && w->sealed_at - w->tally_saved > COUNTS_EVERY)
        save_counts(w);
    return rc;
}

/* The root that the core asked for; what cannot be read now is asked for again. */
static void answer_root(struct core *c)
{
    struct seal *s = &c->seal;
    struct tlog_tiles tiles;
    struct sha256 root;
    struct err e;
    pthread_mutex_lock(&s->lock);
    uint64_t size = s->asked.known ? 0 : s->asked.size;
    pthread_mutex_unlock(&s->lock);
    if (size == 0 || size > atomic_load(&s->size))
        return;
    seal_tiles(c, size, &tiles);
    struct tlog_hashes from = tlog_tiles_hashes(&tiles);
    enum rc rc = tlog_root(&from, size, &root, &e);
    tlog_tiles_release(&tiles);
    if (rc != RC_OK) {
        log_warn("core", "the root of %llu entries: %s", (unsigned long long)size, e.detail);
        return;
    }
    pthread_mutex_lock(&s->lock);
    if (s->asked.size == size)
        s->asked = (struct seal_asked){size, true, root};
    pthread_mutex_unlock(&s->lock);
}

/* Until stopping or an error. */
static enum rc go_on(struct work *w, struct err *e)
{
    struct core *c = w->core;
    const struct timespec moment = {0, LOOK_EVERY * 1000};
    enum rc rc = begin(w, e);
    while (rc == RC_OK && !atomic_load(&c->stopping)) {
        usec_t now = clock_steady();
        bool more = atomic_load(&c->durable) > atomic_load(&c->seal.size);
        if (more && (w->sealed_at == 0 || now - w->sealed_at >= SEAL_EVERY))
            rc = seal_once(w, e);
        else if (!more)
            atomic_store(&c->seal.sealed, now);
        if (rc == RC_OK)
            answer_root(c);
        if (rc == RC_CORRUPT)
            atomic_store(&c->seal.spoilt, true);
        if (atomic_load(&c->seal.spoilt))
            rc = err_set(e, RC_IO, "a tile of the tree is damaged on the disk");
        if (rc == RC_OK)
            (void)nanosleep(&moment, NULL);
    }
    if (w->tally_saved != 0 && w->counted == RC_OK)
        save_counts(w);
    journal_reader_close(w->payloads);
    journal_tree_close(w->tree);
    journal_reader_close(w->reader);
    child_end(&c->seal.signer);
    return rc;
}

static void rest(struct core *c)
{
    const struct timespec moment = {0, LOOK_EVERY * 1000};
    for (usec_t left = AGAIN_AFTER; left > 0 && !atomic_load(&c->stopping); left -= LOOK_EVERY)
        (void)nanosleep(&moment, NULL);
}

static void say_broken(struct seal *s, enum rc rc, const char *why)
{
    pthread_mutex_lock(&s->lock);
    (void)str_copy(s->why, sizeof s->why, str_c(why));
    pthread_mutex_unlock(&s->lock);
    if (!atomic_load(&s->broken))
        atomic_store(&s->broken_since, clock_steady());
    atomic_store(&s->broken, true);
    atomic_store(&s->lost, rc != RC_IO);
}

/*
 * A disk that was full and a signer that died are met again after a while. What was signed and does not fit the journal any
 * more is not: somebody has to look.
 */
void *seal_main(void *arg)
{
    struct core *c = arg;
    enum rc rc = RC_IO;
    while (rc == RC_IO && !atomic_load(&c->stopping)) {
        struct work w = {.core = c};
        struct err e = {0};
        rc = go_on(&w, &e);
        if (atomic_load(&c->stopping))
            break;
        say_broken(&c->seal, rc, e.detail);
        log_error("core", "the history is not sealed any more: %s%s", e.detail,
                  rc == RC_IO ? "; trying again" : "");
        if (rc == RC_IO)
            rest(c);
    }
    return NULL;
}
