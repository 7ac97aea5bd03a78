/* SPDX-License-Identifier: Apache-2.0 */
/*
 * XML signatures of warnings, in a process of its own, because what they are made of (XML, canonical forms, certificates) is
 * the widest code that hostile bytes could meet. `verify` has no key and sees no file; `sign` has the one key that says "this
 * centre warns", and is given documents of our own making only. One question, one answer, and it is gone.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/mem.h"
#include "xmlsig.h"

#define PIECE 60000u

/* No file is opened any more. A kernel without Landlock leaves the file permissions alone to keep it out. */
static void confine(void)
{
    const struct landlock_ruleset_attr all = {.handled_access_fs =
                                                  (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1};
    int rules = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
    if (rules < 0)
        return;
    if (syscall(SYS_landlock_restrict_self, rules, 0) != 0)
        (void)fputs("markaz-xmlsig: cannot confine itself\n", stderr);
    (void)close(rules);
}

/* Nobody reads this process's memory, and it starts no other. */
static void harden(void)
{
    const struct rlimit none = {0, 0};
    (void)setrlimit(RLIMIT_CORE, &none);
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
}

static bool take(struct buf *out, size_t want)
{
    while (out->n < want) {
        char *to = buf_room(out, PIECE);
        ssize_t n = to != NULL ? recv(STDIN_FILENO, to, PIECE, 0) : -1;
        if (n < 0 && to != NULL && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        out->n += (size_t)n;
    }
    return out->n == want;
}

/* "KEYS XML", then so many bytes of each. */
static bool take_question(struct buf *keys, struct buf *xml)
{
    char head[64];
    int64_t nkeys, nxml;
    ssize_t n = recv(STDIN_FILENO, head, sizeof head, 0);
    struct str rest = {head, n > 0 ? (size_t)n : 0}, first = str_cut(&rest, ' ');
    if (!str_i64(first, &nkeys) || !str_i64(str_trim(rest), &nxml) || nkeys < 0 || nxml < 0 ||
        nkeys > XMLSIG_KEYS_MAX || nxml > XMLSIG_XML_MAX)
        return false;
    return take(keys, (size_t)nkeys) && take(xml, (size_t)nxml);
}

static int answer(const char *word, const char *line, struct str body)
{
    struct buf head;
    buf_init(&head, 512);
    buf_printf(&head, "%s %zu\n%.*s\n", word, body.n, 180, line);
    bool ok = send(STDIN_FILENO, head.p, head.n, MSG_NOSIGNAL) == (ssize_t)head.n;
    buf_release(&head);
    while (ok && body.n > 0) {
        size_t n = body.n < PIECE ? body.n : PIECE;
        ok = send(STDIN_FILENO, body.p, n, MSG_NOSIGNAL) == (ssize_t)n;
        body = (struct str){body.p + n, body.n - n};
    }
    return ok ? 0 : 1;
}

static int verify(struct str keys, struct str xml)
{
    static const char *const words[] = {"unverified", "verified", "broken"};
    struct xmlsig_verdict v;
    xmlsig_verify(keys, xml, &v);
    return answer(words[v.says], v.line, STR_NONE);
}

static int sign(struct xmlsig_key *key, struct str xml)
{
    struct buf out;
    struct err e = {0};
    buf_init(&out, XMLSIG_XML_MAX + (64u << 10));
    int rc = xmlsig_sign(key, xml, &out, &e) == RC_OK ? answer("signed", "", buf_str(&out))
                                                      : answer("no", e.detail, STR_NONE);
    buf_release(&out);
    return rc;
}

int main(int argc, char **argv)
{
    struct buf keys, xml;
    struct xmlsig_key key = {0};
    struct err e = {0};
    bool signs = argc == 3 && strcmp(argv[1], "sign") == 0;
    if (!signs && (argc != 2 || strcmp(argv[1], "verify") != 0)) {
        (void)fputs("usage: markaz-xmlsig verify | sign DIR    started by markazd, see "
                    "markaz-xmlsig(8)\n",
                    stderr);
        return 2;
    }
    harden();
    if (!xmlsig_init())
        return 1;
    if (signs && xmlsig_key_open(argv[2], &key, &e) != RC_OK) {
        (void)answer("no", e.detail, STR_NONE);
        return 1;
    }
    confine();
    buf_init(&keys, XMLSIG_KEYS_MAX + PIECE);
    buf_init(&xml, XMLSIG_XML_MAX + PIECE);
    int rc = 1;
    if (take_question(&keys, &xml))
        rc = signs ? sign(&key, buf_str(&xml)) : verify(buf_str(&keys), buf_str(&xml));
    xmlsig_key_close(&key);
    buf_release(&xml);
    buf_release(&keys);
    return rc;
}
