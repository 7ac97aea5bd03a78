/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/seal.h"
#include "store/file.h"
#include "tlog/signer.h"

#define ANSWER_WITHIN_MS 10000

extern char **environ;

/* Beside this program, or beside the folder it is in, as the tests are. */
static enum rc find_program(const char *set, char out[static FILE_PATH_MAX], struct err *e)
{
    static const char *const beside[] = {"markaz-signer", "../markaz-signer"};
    char self[FILE_PATH_MAX - 32];
    if (set[0] != '\0')
        return file_path(out, e, "%s", set);
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (n <= 0)
        return err_set(e, RC_IO, "cannot tell where this program is");
    self[n] = '\0';
    *(strrchr(self, '/') + 1) = '\0';
    for (size_t i = 0; i < ARRAY_LEN(beside); i++)
        if (file_path(out, e, "%s%s", self, beside[i]) == RC_OK && file_exists(out))
            return RC_OK;
    return err_set(e, RC_IO, "there is no markaz-signer in '%s'", self);
}

static enum rc spawn(struct seal *s, const char *path, const char *dir, const char *origin, int fd,
                     struct err *e)
{
    char *argv[] = {(char *)(uintptr_t) "markaz-signer", (char *)(uintptr_t)dir,
                    (char *)(uintptr_t)origin, NULL};
    char reason[128];
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attr;
    sigset_t none;
    (void)sigemptyset(&none);
    must(posix_spawn_file_actions_init(&actions) == 0 && posix_spawnattr_init(&attr) == 0);
    must(posix_spawn_file_actions_adddup2(&actions, fd, STDIN_FILENO) == 0);
    (void)posix_spawnattr_setsigmask(&attr, &none);
    (void)posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK);
    int why = posix_spawn(&s->pid, path, &actions, &attr, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attr);
    return why == 0 ? RC_OK
                    : err_set(e, RC_IO, "could not start '%s': %s", path,
                              strerror_r(why, reason, sizeof reason));
}

enum rc seal_signer_start(struct seal *s, const char *program, const char *dir, const char *origin,
                          struct err *e)
{
    char path[FILE_PATH_MAX];
    int pair[2];
    enum rc rc = find_program(program, path, e);
    if (rc != RC_OK)
        return rc;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
        return err_set(e, RC_IO, "no socket for the signer");
    rc = spawn(s, path, dir, origin, pair[1], e);
    (void)close(pair[1]);
    if (rc == RC_OK)
        s->signer = pair[0];
    else
        (void)close(pair[0]);
    return rc;
}

enum rc seal_signer_ask(struct seal *s, struct str request, struct buf *out, struct err *e)
{
    char answer[TLOG_SIGN_MAX];
    struct pollfd p = {s->signer, POLLIN, 0};
    ssize_t n = send(s->signer, request.p, request.n, MSG_NOSIGNAL);
    if (n == (ssize_t)request.n) {
        do
            n = poll(&p, 1, ANSWER_WITHIN_MS);
        while (n < 0 && errno == EINTR);
        n = n > 0 ? recv(s->signer, answer, sizeof answer, 0) : -1;
    }
    if (n <= 0)
        return err_set(e, RC_IO, "the signer does not answer");
    struct str rest = {answer, (size_t)n}, word = str_cut(&rest, '\n');
    if (str_eqc(word, "ok")) {
        buf_puts(out, rest);
        return buf_ok(out) ? RC_OK : err_set(e, RC_TOO_LARGE, "the signer's answer is too large");
    }
    if (str_eqc(word, "later"))
        return err_set(e, RC_IO, "the signer cannot: %.*s", STR_ARG(str_trim(rest)));
    return err_set(e, RC_DENIED, "the signer refuses: %.*s", STR_ARG(str_trim(rest)));
}

void seal_signer_end(struct seal *s)
{
    if (s->signer < 0)
        return;
    (void)close(s->signer); /* it ends with its socket */
    s->signer = -1;
    (void)waitpid(s->pid, NULL, 0);
}
