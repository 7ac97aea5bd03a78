/* SPDX-License-Identifier: Apache-2.0 */
#include "witness.h"

#include <sodium.h>
#include <string.h>
#include <sys/stat.h>

#include "base/log.h"
#include "base/mem.h"
#include "store/file.h"
#include "tlog/signer.h"

#define TEXT_MAX 65536
#define PLAIN "text/plain; charset=utf-8"

struct log {
    struct tlog_key key;
    struct tlog_seen seen;
    char path[FILE_PATH_MAX]; /* of what was seen */
    char last[FILE_PATH_MAX]; /* of the note that was cosigned last, whole */
};

struct witness {
    char dir[FILE_PATH_MAX], logs_path[FILE_PATH_MAX];
    uint8_t secret[TLOG_SECRET_LEN];
    struct tlog_key key;
    struct log log[WITNESS_LOGS_MAX];
    size_t nlogs;
    struct tlog_add add;
};

static enum rc make_key(struct witness *w, const char *path, const char *name, struct err *e)
{
    uint8_t pub[32];
    struct buf b;
    if (name == NULL)
        return err_set(e, RC_NOT_FOUND, "there is no key in '%s' yet: give it a --name", w->dir);
    random_bytes(w->secret, sizeof w->secret);
    tlog_key_public(w->secret, pub);
    enum rc rc = tlog_key_make(&w->key, str_c(name), TLOG_KEY_COSIGNATURE, pub, e);
    if (rc != RC_OK)
        return rc;
    buf_init(&b, TEXT_MAX);
    tlog_secret_put(&b, &w->key, w->secret);
    rc = file_replace(w->dir, path, buf_str(&b), e);
    sodium_memzero(b.p, b.n);
    buf_release(&b);
    return rc;
}

static enum rc load_key(struct witness *w, const char *name, struct err *e)
{
    char path[FILE_PATH_MAX];
    struct buf b;
    enum rc rc = file_path(path, e, "%s/key", w->dir);
    if (rc != RC_OK)
        return rc;
    buf_init(&b, TEXT_MAX);
    rc = file_load(path, &b, e);
    if (rc == RC_OK)
        rc = tlog_secret_read(str_trim(buf_str(&b)), &w->key, w->secret, e);
    if (b.n > 0)
        sodium_memzero(b.p, b.n);
    buf_release(&b);
    if (rc == RC_NOT_FOUND)
        return make_key(w, path, name, e);
    if (rc == RC_OK && w->key.type != TLOG_KEY_COSIGNATURE)
        rc = err_set(e, RC_INVALID, "the key in '%s' is none for cosignatures", path);
    if (rc == RC_OK && name != NULL && strcmp(name, w->key.name) != 0)
        rc = err_set(e, RC_CONFLICT, "the key in '%s' is of '%s', not of '%s'", path, w->key.name,
                     name);
    return rc;
}

/* A file for each log, named by its origin's hash: an origin may have slashes. */
static enum rc load_seen(struct witness *w, struct log *l, struct err *e)
{
    struct sha256 h = sha256_of(str_c(l->key.name), STR_NONE, STR_NONE);
    struct tlog_checkpoint c;
    struct buf name, b;
    buf_init(&name, SHA256_HEX + 1);
    buf_init(&b, TEXT_MAX);
    hex_put(&name, h.b, 8);
    enum rc rc = file_path(l->path, e, "%s/seen-%.*s", w->dir, STR_ARG(buf_str(&name)));
    if (rc == RC_OK)
        rc = file_path(l->last, e, "%s/last-%.*s", w->dir, STR_ARG(buf_str(&name)));
    if (rc == RC_OK)
        rc = file_load(l->path, &b, e);
    if (rc == RC_OK)
        rc = tlog_checkpoint_read(buf_str(&b), &c, e);
    if (rc == RC_OK)
        l->seen = (struct tlog_seen){c.size, c.root};
    buf_release(&name);
    buf_release(&b);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static struct log *find_log(struct witness *w, struct str origin)
{
    for (size_t i = 0; i < w->nlogs; i++)
        if (str_eqc(origin, w->log[i].key.name))
            return &w->log[i];
    return NULL;
}

static enum rc take_log(struct witness *w, struct str vkey, struct err *e)
{
    struct log *l = &w->log[w->nlogs];
    if (w->nlogs == WITNESS_LOGS_MAX)
        return err_set(e, RC_TOO_LARGE, "more than %d logs", WITNESS_LOGS_MAX);
    memset(l, 0, sizeof *l);
    enum rc rc = tlog_key_read(vkey, &l->key, e);
    if (rc == RC_OK && l->key.type != TLOG_KEY_NOTE)
        rc = err_set(e, RC_INVALID, "'%s' is no key of a log", l->key.name);
    if (rc == RC_OK && find_log(w, str_c(l->key.name)) != NULL)
        rc = err_set(e, RC_CONFLICT, "a log '%s' is known already", l->key.name);
    if (rc == RC_OK)
        rc = load_seen(w, l, e);
    w->nlogs += rc == RC_OK;
    return rc;
}

static enum rc load_logs(struct witness *w, struct err *e)
{
    struct buf b;
    buf_init(&b, TEXT_MAX);
    enum rc rc = file_path(w->logs_path, e, "%s/logs", w->dir);
    if (rc == RC_OK)
        rc = file_load(w->logs_path, &b, e);
    struct str rest = buf_str(&b);
    while (rc == RC_OK && rest.n > 0) {
        struct str line = str_trim(str_cut(&rest, '\n'));
        if (line.n > 0 && line.p[0] != '#')
            rc = take_log(w, line, e);
    }
    buf_release(&b);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc witness_open(struct witness **out, const char *dir, const char *name, struct err *e)
{
    struct witness *w = mem_alloc(sizeof *w);
    *out = NULL;
    enum rc rc = file_path(w->dir, e, "%s", dir);
    if (rc == RC_OK)
        rc = file_make_dir(dir, e);
    if (rc == RC_OK)
        rc = load_key(w, name, e);
    if (rc == RC_OK)
        rc = load_logs(w, e);
    if (rc != RC_OK)
        witness_close(w);
    else
        *out = w;
    return rc;
}

void witness_close(struct witness *w)
{
    if (w == NULL)
        return;
    sodium_memzero(w->secret, sizeof w->secret);
    free(w);
}

const struct tlog_key *witness_key(const struct witness *w)
{
    return &w->key;
}

enum rc witness_add_log(struct witness *w, struct str vkey, struct err *e)
{
    struct buf b;
    enum rc rc = take_log(w, str_trim(vkey), e);
    if (rc != RC_OK)
        return rc;
    buf_init(&b, TEXT_MAX);
    for (size_t i = 0; i < w->nlogs; i++) {
        tlog_key_put(&b, &w->log[i].key);
        buf_putc(&b, '\n');
    }
    rc = file_replace(w->dir, w->logs_path, buf_str(&b), e);
    buf_release(&b);
    return rc;
}

/*
 * The note with the log's signature and this one, for the day on which the log itself is lost: then it is what shows how far the log
 * had come. Nothing is decided by it, so that it could not be written is no reason to refuse.
 */
static void keep_note(const struct witness *w, const struct log *l, struct str body,
                      struct str line)
{
    struct err e;
    struct buf b;
    const char *from = w->add.note.text.p;
    buf_init(&b, 2 * TLOG_NOTE_MAX);
    buf_put(&b, from, (size_t)(body.p + body.n - from));
    buf_puts(&b, line);
    if (file_replace(w->dir, l->last, buf_str(&b), &e) != RC_OK)
        log_warn("witness", "what was cosigned last is not kept: %s", e.detail);
    buf_release(&b);
}

static unsigned say(unsigned status, struct buf *out, const char *why)
{
    buf_printf(out, "%s\n", why);
    return status;
}

/* Remembered first, then signed: whoever has the cosignature cannot be told that another tree was seen. */
static enum rc cosign(struct witness *w, struct log *l, usec_t now, struct buf *out, struct err *e)
{
    enum rc rc = file_replace(w->dir, l->path, w->add.note.text, e);
    if (rc != RC_OK)
        return rc;
    l->seen = (struct tlog_seen){w->add.checkpoint.size, w->add.checkpoint.root};
    tlog_note_sign(out, w->add.note.text, &w->key, w->secret, now);
    return RC_OK;
}

unsigned witness_answer(struct witness *w, struct str body, usec_t now, struct buf *out,
                        const char **type)
{
    struct err e = {0};
    *type = PLAIN;
    if (tlog_add_read(body, &w->add, &e) != RC_OK)
        return say(TLOG_BAD_REQUEST, out, e.detail);
    struct log *l = find_log(w, w->add.checkpoint.origin);
    if (l == NULL)
        return say(TLOG_UNKNOWN_LOG, out, "this log is not witnessed here");
    enum tlog_verdict v = tlog_witness_judge(&l->key, &l->seen, &w->add, &e);
    if (v == TLOG_OTHER_SIZE && w->add.old != l->seen.size) {
        *type = "text/x.tlog.size";
        buf_printf(out, "%llu\n", (unsigned long long)l->seen.size);
        return v;
    }
    if (v != TLOG_COSIGN)
        return say(v, out, e.detail);
    if (cosign(w, l, now, out, &e) != RC_OK)
        return say(500, out, e.detail);
    keep_note(w, l, body, buf_str(out));
    return 200;
}
