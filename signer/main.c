/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The signer of the history: the one process that holds the key of the log. The server starts it with a socket as standard
 * input and gives it checkpoints; it signs one only when the tree it signed before is its beginning, and remembers it
 * durably before the signature leaves. So a server that was taken over can stop the history, but not rewrite what was signed.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <sodium.h>

#include "base/err.h"
#include "store/file.h"
#include "tlog/signer.h"

#define KEY_FILE_MAX 1024

struct signer {
    char keys[FILE_PATH_MAX], key_path[FILE_PATH_MAX];
    char log[FILE_PATH_MAX], seen_path[FILE_PATH_MAX];
    uint8_t secret[TLOG_SECRET_LEN];
    struct tlog_key key;
    struct tlog_seen seen;
};

static enum rc make_key(struct signer *s, struct str origin, struct err *e)
{
    struct buf b;
    uint8_t pub[32];
    random_bytes(s->secret, sizeof s->secret);
    tlog_key_public(s->secret, pub);
    enum rc rc = tlog_key_make(&s->key, origin, TLOG_KEY_NOTE, pub, e);
    buf_init(&b, KEY_FILE_MAX);
    tlog_secret_put(&b, &s->key, s->secret);
    if (rc == RC_OK)
        rc = file_replace(s->keys, s->key_path, buf_str(&b), e);
    sodium_memzero(b.p, b.n);
    buf_release(&b);
    return rc;
}

static enum rc load_key(struct signer *s, struct str origin, struct err *e)
{
    struct buf b;
    buf_init(&b, KEY_FILE_MAX);
    enum rc rc = file_load(s->key_path, &b, e);
    if (rc == RC_OK)
        rc = tlog_secret_read(str_trim(buf_str(&b)), &s->key, s->secret, e);
    if (b.n > 0)
        sodium_memzero(b.p, b.n);
    buf_release(&b);
    if (rc == RC_NOT_FOUND)
        return make_key(s, origin, e);
    if (rc == RC_OK && origin.n > 0 && !str_eqc(origin, s->key.name))
        rc = err_set(e, RC_CONFLICT, "the key in %s is of '%s', not of '%.*s'", s->key_path,
                     s->key.name, STR_ARG(origin));
    return rc;
}

static enum rc load_seen(struct signer *s, struct err *e)
{
    struct tlog_checkpoint c;
    struct buf b;
    buf_init(&b, KEY_FILE_MAX);
    enum rc rc = file_load(s->seen_path, &b, e);
    if (rc == RC_OK)
        rc = tlog_checkpoint_read(buf_str(&b), &c, e);
    if (rc == RC_OK)
        s->seen = (struct tlog_seen){c.size, c.root};
    buf_release(&b);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

/*
 * The key is kept with the centre's other keys, and goes into backups with them; what was signed last does not: put back, it
 * would be older than what outsiders have seen.
 */
static enum rc begin(struct signer *s, const char *dir, struct str origin, struct err *e)
{
    enum rc rc = file_path(s->keys, e, "%s/keys", dir);
    if (rc == RC_OK)
        rc = file_make_dir(s->keys, e);
    if (rc == RC_OK)
        rc = file_path(s->log, e, "%s/log", dir);
    if (rc == RC_OK)
        rc = file_make_dir(s->log, e);
    if (rc == RC_OK)
        rc = file_path(s->key_path, e, "%s/log.key", s->keys);
    if (rc == RC_OK)
        rc = file_path(s->seen_path, e, "%s/signed", s->log);
    if (rc == RC_OK)
        rc = load_key(s, origin, e);
    return rc == RC_OK ? load_seen(s, e) : rc;
}

/* Remember first, then sign: a signature that left is never forgotten. */
static enum rc sign(struct signer *s, struct str request, struct buf *answer, struct err *e)
{
    struct tlog_sign_request r;
    struct buf text;
    enum rc rc = tlog_sign_request_read(request, &r, e);
    if (rc == RC_OK)
        rc = tlog_sign_judge(&s->key, &s->seen, &r, e);
    if (rc != RC_OK)
        return rc;
    buf_init(&text, KEY_FILE_MAX);
    tlog_checkpoint_put(&text, &r.checkpoint);
    rc = file_replace(s->log, s->seen_path, buf_str(&text), e);
    if (rc == RC_OK) {
        s->seen = (struct tlog_seen){r.checkpoint.size, r.checkpoint.root};
        tlog_note_sign(answer, buf_str(&text), &s->key, s->secret, 0);
    }
    buf_release(&text);
    return rc;
}

static void answer(struct signer *s, struct str request, struct buf *out)
{
    struct err e = {0};
    enum rc rc = RC_OK;
    buf_clear(out);
    buf_cat(out, "ok\n");
    if (str_eqc(request, "key\n")) {
        tlog_key_put(out, &s->key);
        buf_printf(out, "\n%llu\n", (unsigned long long)s->seen.size);
    } else {
        rc = sign(s, request, out, &e);
    }
    if (rc == RC_OK)
        return;
    buf_clear(out);
    buf_printf(out, "%s\n%s\n", rc == RC_IO ? "later" : "no", e.detail);
}

/* Nobody reads this process's memory, and it starts no other. */
static void harden(void)
{
    const struct rlimit none = {0, 0};
    (void)setrlimit(RLIMIT_CORE, &none);
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    (void)prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
}

int main(int argc, char **argv)
{
    static struct signer s;
    static char request[TLOG_SIGN_MAX];
    struct err e = {0};
    struct buf out;
    if (argc < 2 || argc > 3) {
        (void)fprintf(stderr, "usage: markaz-signer DIR [ORIGIN]    started by markazd, see "
                              "markaz-signer(8)\n");
        return 2;
    }
    harden();
    if (sodium_init() < 0 || begin(&s, argv[1], str_c(argc == 3 ? argv[2] : ""), &e) != RC_OK) {
        (void)fprintf(stderr, "markaz-signer: %s\n", e.detail);
        return 1;
    }
    buf_init(&out, TLOG_SIGN_MAX);
    for (;;) {
        ssize_t n = recv(STDIN_FILENO, request, sizeof request, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        answer(&s, (struct str){request, (size_t)n}, &out);
        if (send(STDIN_FILENO, out.p, out.n, MSG_NOSIGNAL) < 0)
            break;
    }
    buf_release(&out);
    sodium_memzero(&s, sizeof s);
    return 0;
}
